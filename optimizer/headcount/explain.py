"""Reasons for a headcount plan: what each target costs, and what one more of something brings.

Prices are differences between two solved plans, not duals: people are whole, and a dual says nothing of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.clock import Clock
from optimizer.headcount.aims import Aim
from optimizer.headcount.changes import Change
from optimizer.headcount.problem import HeadcountProblem
from optimizer.headcount.solve import HeadcountResult, solve
from optimizer.monitor import Monitor

__all__ = ["Gain", "TargetPrice", "gains", "target_prices"]


@dataclass(frozen=True)
class TargetPrice:
    """What a target costs.

    Attributes
    ----------
    target : str
    saved : int
        Yuan that the plan without it costs less; below 0 where it costs more, because an aim before the cost
        uses what is free.
    exact : bool
        All rungs of both plans are proven.
    without : HeadcountResult
    """

    target: str
    saved: int
    exact: bool
    without: HeadcountResult


def target_prices(
    problem: HeadcountProblem,
    *,
    ladder: Sequence[Aim],
    result: HeadcountResult,
    seconds: float = 60.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> tuple[TargetPrice, ...]:
    """Solve the problem again without each of its targets.

    Parameters
    ----------
    problem : HeadcountProblem
    ladder : sequence of Aim
        The one that the result was found with.
    result : HeadcountResult
    seconds : float
        Wall time for all targets.
    seed : int
    monitor : Monitor, optional

    Returns
    -------
    tuple of TargetPrice
        In the order of the targets.
    """
    clock, prices = Clock(seconds), []
    for place, target in enumerate(problem.targets):
        others = tuple(each for each in problem.targets if each is not target)
        share = clock.left() / (len(problem.targets) - place)
        without = solve(
            replace(problem, targets=others), ladder=ladder, seconds=share, seed=seed, monitor=monitor
        )
        saved = result.figures.yuan - without.figures.yuan
        prices.append(TargetPrice(target.id, saved, result.proven and without.proven, without))
    return tuple(prices)


@dataclass(frozen=True)
class Gain:
    """What a change brings.

    Attributes
    ----------
    change : Change
    before, after : tuple of float
        Objective of each rung.
    exact : bool
        All rungs of both plans are proven.
    after_result : HeadcountResult
    """

    change: Change
    before: tuple[float, ...]
    after: tuple[float, ...]
    exact: bool
    after_result: HeadcountResult


def gains(
    problem: HeadcountProblem,
    changes: Sequence[Change],
    *,
    ladder: Sequence[Aim],
    result: HeadcountResult,
    seconds: float = 60.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> tuple[Gain, ...]:
    """Solve the problem again with each change alone.

    Parameters
    ----------
    problem : HeadcountProblem
    changes : sequence of Change
    ladder : sequence of Aim
        The one that the result was found with.
    result : HeadcountResult
    seconds : float
        Wall time for all changes.
    seed : int
    monitor : Monitor, optional

    Returns
    -------
    tuple of Gain
        In the order of the changes.

    Raises
    ------
    ProblemError
        When a change names what the problem does not have.
    """
    clock, found = Clock(seconds), []
    before = tuple(each.objective for each in result.certificates)
    for place, (change, changed) in enumerate([(each, each.applied(problem)) for each in changes]):
        share = clock.left() / (len(changes) - place)
        new = solve(changed, ladder=ladder, seconds=share, seed=seed, monitor=monitor)
        after = tuple(each.objective for each in new.certificates)
        found.append(Gain(change, before, after, result.proven and new.proven, new))
    return tuple(found)
