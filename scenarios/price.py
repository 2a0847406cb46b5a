"""The price of fairness: what each rung that makes amounts alike costs in travel, changes and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.staffing import Effort, Plan, StaffingProblem, hired_by, solve
from optimizer.staffing.aims import Aim, Changes, Travel
from optimizer.staffing.fairness import EvenLoad, Fair
from optimizer.staffing.plan import heads_short
from scenarios.planning import stated

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.run_monitor import RunMonitor
    from scenarios.settings import StudyConfig

__all__ = ["Step", "price_of_fairness"]


@dataclass(frozen=True)
class Step:
    """The ladder with its fairness rungs up to one of them.

    Attributes
    ----------
    aim : str
        Name of the last fairness rung climbed; '' for the ladder without any.
    least, mean : dict of str to float
        What the worst-off group gets, and all on average, in the service of every fairness rung.
    short : float
        Heads of counsel short.
    lacking : dict of str to float
        Heads short of every role beside counsel.
    travel, minutes : float
        Burden of travel as the ladder reads it, and mean one-way minutes of the pairs of counsel.
    changes : float
        Of the rung of changes.
    hired : int
    proven : bool
        Whether every rung is.
    """

    aim: str
    least: dict[str, float]
    mean: dict[str, float]
    short: float
    lacking: dict[str, float]
    travel: float | None
    minutes: float
    changes: float
    hired: int
    proven: bool


def price_of_fairness(
    city: City, travel: TravelTimes, config: StudyConfig, *, today: pd.DataFrame, monitor: RunMonitor
) -> tuple[Step, ...]:
    """Solve the ladder without its fairness rungs, then with one more of them at a time.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
    today : DataFrame
        Table of today's roster: the reference of the aversion to long journeys.
    monitor : RunMonitor

    Returns
    -------
    tuple of Step
        The first without fairness; each later one with the next rung of the ladder.
    """
    monitor.stage("problem")
    case, aims = stated(city, travel, config, today=today)
    fair = [aim for aim in aims if _is_fair(aim)]
    steps = []
    for number in range(len(fair) + 1):
        ladder = [aim for aim in aims if not _is_fair(aim) or aim in fair[:number]]
        result = solve(
            case.problem,
            ladder=ladder,
            seconds=config.solver.seconds,
            effort=Effort(gap=config.solver.gap),
            seed=config.solver.seed,
            threads=config.solver.threads,
            monitor=monitor,
        )
        proven = all(rung.status == "optimal" for rung in result.certificates)
        name = fair[number - 1].name if number else ""
        steps.append(_step(name, case.problem, result.plan, aims, proven=proven, counsel=len(case.arcs)))
    return tuple(steps)


def _is_fair(aim: Aim) -> bool:
    return isinstance(aim, Fair | EvenLoad)


def _step(
    name: str, problem: StaffingProblem, plan: Plan, aims: Sequence[Aim], *, proven: bool, counsel: int
) -> Step:
    found: dict[str, Any] = {"travel": None, "changes": 0.0}
    for aim in aims:
        if isinstance(aim, Travel | Changes):
            ready = aim.prepare(problem)
            found[aim.name] = aim.report(aim.linear(ready).at(plan, ready), ready)
    amounts = {aim.name: _amounts(aim, problem, plan) for aim in aims if isinstance(aim, Fair)}
    role, short = np.array(problem.posts.role, dtype=object), heads_short(plan, problem)
    mine = plan.chosen[:counsel]
    minutes = problem.arcs.minutes[:counsel][mine]
    return Step(
        aim=name,
        least={key: float(each.min(initial=np.inf)) for key, (each, _) in amounts.items()},
        mean={key: float(np.average(each, weights=size)) for key, (each, size) in amounts.items()},
        short=float(short[role == "counsel"].sum()),
        lacking={each: float(short[role == each].sum()) for each in sorted(set(role) - {"counsel"})},
        travel=found["travel"],
        minutes=float(minutes.mean()) if minutes.size else 0.0,
        changes=float(found["changes"]),
        hired=int(hired_by(plan, problem).sum()),
        proven=proven,
    )


def _amounts(aim: Fair, problem: StaffingProblem, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    service = aim.prepare(problem).services[-1]
    return service.amounts(plan.chosen, heads_short(plan, problem), problem.arcs.post), service.size
