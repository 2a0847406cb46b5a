"""One scenario's answer: today's roster measured as it is, or a plan that the optimiser found."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from optimizer.result import Certificate
from optimizer.staffing import Effort, solve, verify
from scenarios.ladder import ladder_of
from scenarios.measures import travel_aversion
from scenarios.repair import Mending, mend, nothing_to_repair, repair
from scenarios.run_monitor import RepairMonitor, RunMonitor
from scenarios.staffing import pairs_of, staffing_case

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.settings import StudyConfig

__all__ = ["Planned", "insist", "plan_scenario"]

#: Share of a scenario's time that working out the repair may take.
_REPAIR_SHARE = 0.25


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
    forced_moves : int
        Moves beyond the budget, as few as the first rung found; its certificate says whether fewer can be.
    """

    pairs: pd.DataFrame
    hired: pd.DataFrame
    certificates: tuple[Certificate, ...] = ()
    repair: dict[str, Any] = field(default_factory=nothing_to_repair)
    forced_moves: int = 0


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
    with _Mender(city, travel, config, monitor) as mender:
        monitor.stage("problem")
        case = staffing_case(city=city, travel=travel, config=config)
        result = solve(
            case.problem,
            ladder=ladder_of(config, kappa=travel_aversion(today, config=config)),
            seconds=config.solver.seconds * mender.share_of_plan,
            effort=Effort(gap=config.solver.gap),
            seed=config.solver.seed,
            monitor=monitor,
        )
        forced = sum(round(rung.objective) for rung in result.certificates if rung.aim == "over_budget")
        broken = verify(case.problem, result.plan.pairs(case.problem), forced_moves=forced)
        insist([str(violation) for violation in broken])
        pairs, hired = pairs_of(case, result.plan)
        short = int(case.problem.posts.need.sum()) - len(pairs)
        mended = nothing_to_repair()
        if short:
            mended = repair(mender.result(), city=city, config=config, short=short, hired=hired)
    return Planned(pairs, hired, result.certificates, mended, forced)


class _Mender:
    """Works the repair out beside the plan when the study allows two threads, after it otherwise."""

    def __init__(self, city: City, travel: TravelTimes, config: StudyConfig, monitor: RunMonitor) -> None:
        self._city, self._travel, self._config = city, travel, config
        self._monitor = RepairMonitor(monitor)
        self._pool = ThreadPoolExecutor(max_workers=1) if config.solver.threads > 1 else None
        self._beside: Future[Mending] | None = None
        self.share_of_plan = 1.0 if self._pool else 1.0 - _REPAIR_SHARE

    def __enter__(self) -> Self:
        if self._pool is not None:
            self._beside = self._pool.submit(self._mend)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        self._monitor.stop()
        if self._pool is not None:
            # Whoever breaks off a run waits for nothing.
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def result(self) -> Mending:
        """The repair, waited for or made now."""
        self._monitor.speak()
        if self._beside is not None:
            return self._beside.result()
        return self._mend()

    def _mend(self) -> Mending:
        return mend(
            city=self._city,
            travel=self._travel,
            config=self._config,
            monitor=self._monitor,
            seconds=self._config.solver.seconds * _REPAIR_SHARE,
        )


def insist(faults: Sequence[str]) -> None:
    """A plan that fails a check is a defect of the program and is never written.

    Raises
    ------
    AssertionError
    """
    if faults:
        raise AssertionError(f"the plan breaks {len(faults)} rules; the first: {faults[0]}")
