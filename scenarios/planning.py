"""One scenario's answer: today's roster measured as it is, or a plan that the optimiser found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.errors import NoPlanError, OptimizerError, ProblemError
from optimizer.result import Certificate
from optimizer.staffing import Aim, Effort, StaffingResult, solve, verify
from scenarios.errors import ScenarioError, Told
from scenarios.ladder import ladder_of
from scenarios.measures import travel_aversion
from scenarios.repair import nothing_to_repair, repair
from scenarios.roles import no_posts, role_table
from scenarios.run_monitor import RepairMonitor, RunMonitor
from scenarios.staffing import StaffingCase, pairs_of, staffing_case

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.adjust.terms import PhaseTerms
    from scenarios.settings import StudyConfig

__all__ = ["Planned", "Solved", "insist", "plan_scenario", "solve_scenario", "stated"]

#: Share of a scenario's time that is kept for the repair.
_REPAIR_SHARE = 0.05


@dataclass(frozen=True)
class Planned:
    """Who serves what, and what is known about it.

    Attributes
    ----------
    pairs : DataFrame
        ``village_code, person_id, minutes, round_trip_minutes``.
    hired : DataFrame
        People hired for the plan.
    certificates : tuple of Certificate
        Empty for a scenario that only evaluates today's roster.
    repair : dict
        See `scenarios.repair.repair`.
    posts : DataFrame
        Who holds what in the roles beside counsel, see `scenarios.roles`.
    forced_moves : int
        Moves beyond the budget, as few as the first rung found; its certificate says whether fewer can be.
    """

    pairs: pd.DataFrame
    hired: pd.DataFrame
    certificates: tuple[Certificate, ...] = ()
    repair: dict[str, Any] = field(default_factory=nothing_to_repair)
    posts: pd.DataFrame = field(default_factory=no_posts)
    forced_moves: int = 0


@dataclass(frozen=True)
class Solved:
    """A problem, the aims that it was solved for, and the answer.

    Attributes
    ----------
    case : StaffingCase
    aims : tuple of Aim
    result : StaffingResult
    forced_moves : int
        Moves beyond the budget, see `Planned`.
    """

    case: StaffingCase
    aims: tuple[Aim, ...]
    result: StaffingResult
    forced_moves: int


def solve_scenario(
    city: City,
    travel: TravelTimes,
    config: StudyConfig,
    *,
    today: pd.DataFrame,
    monitor: RunMonitor,
    terms: PhaseTerms | None = None,
) -> Solved:
    """Build the problem of a scenario, or of one phase of an adjustment, and climb its ladder.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
    today : DataFrame
        As for `plan_scenario`.
    monitor : RunMonitor
    terms : PhaseTerms, optional
        Of the phase.
    """
    monitor.stage("problem")
    case, aims = stated(city, travel, config, today=today, terms=terms)
    result = _solve(case, aims, config, monitor)
    rungs = {rung.aim: rung for rung in result.certificates}
    forced = round(rungs["over_budget"].objective) if "over_budget" in rungs else 0
    return Solved(case, aims, result, forced)


def stated(
    city: City,
    travel: TravelTimes,
    config: StudyConfig,
    *,
    today: pd.DataFrame,
    terms: PhaseTerms | None = None,
) -> tuple[StaffingCase, tuple[Aim, ...]]:
    """Return the problem of a scenario, or of one phase of an adjustment, and the aims of its ladder.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
    today : DataFrame
        As for `plan_scenario`.
    terms : PhaseTerms, optional
        Of the phase.
    """
    case = staffing_case(city=city, travel=travel, config=config, terms=terms)
    return case, ladder_of(config, kappa=travel_aversion(today, config=config), case=case, city=city)


def _solve(
    case: StaffingCase, aims: Sequence[Aim], config: StudyConfig, monitor: RunMonitor
) -> StaffingResult:
    """Climb the ladder with the search of this program, or with another solver for comparison."""
    settings = config.solver
    seconds = settings.seconds * (1.0 - _REPAIR_SHARE)
    if settings.engine != "own":
        from optimizer.staffing.model import solve_with  # the other solvers take a while to load

        try:
            return solve_with(
                case.problem,
                ladder=aims,
                solver=settings.engine,
                seconds=seconds,
                gap=settings.gap,
                seed=settings.seed,
            )
        except OptimizerError as error:
            raise ScenarioError.said(
                "error.engine", engine=settings.engine, reason=str(error).removeprefix(f"{settings.engine}: ")
            ) from error
    try:
        return solve(
            case.problem,
            ladder=aims,
            seconds=seconds,
            effort=Effort(gap=settings.gap),
            seed=settings.seed,
            threads=settings.threads,
            monitor=monitor,
        )
    except ProblemError as error:
        firm = [name for name, rule in config.rules.items() if rule.weight is None]
        firm += [] if config.money is None else [f"money.budget.{name}" for name in config.money.budget]
        words = {"reason": _reason(error), "rules": ", ".join(firm) or "–"}
        raise ScenarioError.said("error.no_plan", **words) from error


def _reason(error: ProblemError) -> str:
    """Why there is no plan, in the reader's language where that is known."""
    if not isinstance(error, NoPlanError):
        return str(error)
    return Told.said("no_plan.contradiction" if error.proven else "no_plan.time")


def plan_scenario(
    city: City, travel: TravelTimes, config: StudyConfig, *, today: pd.DataFrame, monitor: RunMonitor
) -> Planned:
    """Solve the scenario's ladder and what would repair its shortage; the plan is verified.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
    today : DataFrame
        Table of today's roster: the reference of the aversion to long journeys.
    monitor : RunMonitor

    Raises
    ------
    AssertionError
        When the plan breaks a rule of its problem: a defect of the program.
    """
    solved = solve_scenario(city, travel, config, today=today, monitor=monitor)
    case, result, forced = solved.case, solved.result, solved.forced_moves
    broken = verify(case.problem, result.plan.pairs(case.problem), forced_moves=forced)
    insist([str(violation) for violation in broken])
    pairs, hired = pairs_of(case, result.plan)
    posts = role_table(case.roles, result.plan.chosen, city=city, plan=pairs)
    mended = nothing_to_repair()
    if len(city.villages) * config.counsel.heads > len(pairs):
        mended = repair(
            city=city,
            travel=travel,
            config=config,
            pairs=pairs,
            hired=hired,
            least_short=next(rung.bound for rung in result.certificates if rung.aim == "shortage"),
            monitor=RepairMonitor(monitor),
            seconds=_REPAIR_SHARE * config.solver.seconds,
        )
    return Planned(pairs, hired, result.certificates, mended, posts, forced)


def insist(faults: Sequence[str]) -> None:
    """A plan that fails a check is a defect of the program and is never written.

    Raises
    ------
    AssertionError
    """
    if faults:
        raise AssertionError(f"the plan breaks {len(faults)} rules; the first: {faults[0]}")
