"""Plan the growth of personnel: solve, check, and keep what belongs together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.headcount import (
    BudgetTooSmallError,
    HeadcountResult,
    TooLargeError,
    cheapest,
    fair_under_budget,
    solve,
    verify,
)
from scenarios.errors import ScenarioError
from scenarios.headcount.case import HeadcountCase, headcount_case
from scenarios.headcount.wanted import FAIR
from scenarios.planning import insist

if TYPE_CHECKING:
    from geo.city import City
    from optimizer.headcount import Aim
    from optimizer.monitor import Monitor
    from scenarios.settings import StudyConfig

__all__ = ["HeadcountAnswer", "ladder_of", "plan_growth", "sizes_in_words"]


@dataclass(frozen=True)
class HeadcountAnswer:
    """A problem of growth and its checked plan.

    Attributes
    ----------
    case : HeadcountCase
    ladder : tuple of Aim
    result : HeadcountResult
    """

    case: HeadcountCase
    ladder: tuple[Aim, ...]
    result: HeadcountResult


def ladder_of(aim: str) -> tuple[Aim, ...]:
    """Return the aims of ``cheapest`` or ``fair``, in their order."""
    return cheapest(FAIR) if aim == "cheapest" else fair_under_budget(FAIR)


@contextmanager
def sizes_in_words() -> Iterator[None]:
    """Tell in words what the problem refuses for its size: the rest the settings have been checked for."""
    try:
        yield
    except BudgetTooSmallError as error:
        numbers = {"most": f"{error.most:,}", "needed": f"{error.needed:,}"}
        raise ScenarioError.said(
            "error.budget_below_salaries", budget=error.budget, year=str(error.year), **numbers
        ) from error
    except TooLargeError as error:
        raise ScenarioError.said("error.growth_too_large", most=f"{error.most:.0e}") from error


def plan_growth(
    city: City, config: StudyConfig, *, seconds: float | None = None, monitor: Monitor | None = None
) -> HeadcountAnswer:
    """Plan the growth that the settings ask for.

    Parameters
    ----------
    city : City
    config : StudyConfig
        Of the scenario.
    seconds : float, optional
        In place of the study's time limit.
    monitor : Monitor, optional

    Raises
    ------
    ScenarioError
        When the study plans no growth, the tables lack what it starts from, a budget does not even pay for
        those who are there, or numbers are too large.
    AssertionError
        When the plan breaks a rule of its problem: a defect of the program.
    """
    settings = config.headcount
    ladder = ladder_of(settings.aim)
    with sizes_in_words():
        case = headcount_case(city, config)
        result = solve(
            case.problem,
            ladder=ladder,
            seconds=settings.seconds if seconds is None else seconds,
            seed=settings.seed,
            monitor=monitor,
        )
    broken = verify(case.problem, result.plan, figures=result.figures)
    insist([str(violation) for violation in broken])
    return HeadcountAnswer(case, ladder, result)
