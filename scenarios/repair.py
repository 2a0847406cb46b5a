"""What would close a shortage: how many more people, where, and which villages nobody could reach."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.clock import Clock
from optimizer.result import Status
from optimizer.staffing import Effort, StaffingProblem, StaffingResult, hired_by, solve
from optimizer.staffing.problem import Arcs
from scenarios.code_names import county_names
from scenarios.ladder import repair_ladder
from scenarios.staffing import StaffingCase, staffing_case

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from optimizer.monitor import Monitor
    from scenarios.settings import StudyConfig

__all__ = ["nothing_to_repair", "repair"]

#: Neighbourhoods without improvement that end the search: beside the plan's own hires it rarely finds fewer.
_LOOKS = 8


def nothing_to_repair() -> dict[str, Any]:
    """The repair of a plan without shortage."""
    return {"more": [], "unreachable": [], "status": None, "bound": None}


def repair(
    *,
    city: City,
    travel: TravelTimes,
    config: StudyConfig,
    pairs: pd.DataFrame,
    hired: pd.DataFrame,
    least_short: float,
    monitor: Monitor,
    seconds: float,
) -> dict[str, Any]:
    """Say what would close the shortage of a plan.

    First the plan stays as it is, and as few as can be are hired for the villages it leaves vacant. Where
    that is not proven to be the fewest, or leaves villages vacant that some other plan fills, the scenario is
    solved again with everybody free to be moved; whichever calls for fewer people is told.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
        Rules of the scenario; its kind of hire is the kind that is counted.
    pairs : DataFrame
        The plan's: ``village_code, person_id``.
    hired : DataFrame
        People whom the plan itself hires; only further ones count.
    least_short : float
        No plan of the scenario leaves fewer heads short, as far as is proven.
    monitor : Monitor
    seconds : float
        Most seconds for both.

    Returns
    -------
    dict
        ``more``: further people by county and occupation; ``unreachable``: villages that nobody may serve,
        whoever is hired; ``status``: ``optimal`` when no fewer people could do; ``bound``: no fewer further
        people can do, as far as is proven.
    """
    need = config.counsel.heads
    case = staffing_case(
        city=city, travel=travel, config=config, most_hired=len(city.villages) * need, roles=False
    )
    unreachable = _beyond_reach(case.problem)
    short = len(city.villages) * need - len(pairs)
    beyond = len(unreachable) * need
    if short <= beyond:  # nobody who could be hired would help
        return {"more": [], "unreachable": unreachable, "status": Status.OPTIMAL.value, "bound": 0.0}
    clock = Clock(seconds)
    number, left = _beside(case, pairs, config=config, seconds=clock.left(), monitor=monitor)
    covered, bound = left <= beyond, _at_least(case.problem, least_short - left)
    if not covered or number.sum() > bound:
        free = _free(case, config=config, seconds=clock.left(), monitor=monitor)
        further = _further(free.number, hired)
        if free.left < left or (free.left == left and further.sum() < number.sum()):
            number, left = further, free.left
        covered = left <= beyond or (free.covered and left == free.left)
        bound = max(_at_least(case.problem, least_short - left), free.bound - len(hired))
    proven = covered and number.sum() <= math.ceil(bound - 1e-6)
    status = Status.OPTIMAL if proven else Status.LIMIT
    more = _rows(number, city=city, occupation=config.hire.occupation)
    return {"more": more, "unreachable": unreachable, "status": status.value, "bound": bound}


def _at_least(problem: StaffingProblem, heads: float) -> float:
    """People that so many heads call for whoever is moved: nobody takes more than the most of a hire."""
    most = int(problem.people.most[problem.people.hire].max(initial=1))
    return float(max(0, math.ceil(heads / most - 1e-6))) if math.isfinite(heads) else 0.0


def _beside(
    case: StaffingCase, pairs: pd.DataFrame, *, config: StudyConfig, seconds: float, monitor: Monitor
) -> tuple[pd.Series[int], int]:
    """Fewest hires for what a plan leaves vacant, by county, and the heads that are vacant even so."""
    vacant = _vacant(case.problem, pairs)
    result = _hire(vacant, config=config, seconds=seconds, monitor=monitor)
    return _by_county(case, vacant, result), _short(vacant, result)


def _vacant(problem: StaffingProblem, pairs: pd.DataFrame) -> StaffingProblem:
    """The problem of a plan's vacant heads, with nobody but those who may be hired."""
    filled = pairs["village_code"].value_counts()
    need = problem.posts.need - filled.reindex(problem.posts.ids, fill_value=0).to_numpy(dtype=np.int64)
    arcs = problem.arcs
    keep = problem.people.hire[arcs.person] & (need[arcs.post] > 0)
    none = np.zeros(int(keep.sum()), dtype=np.bool_)
    return replace(
        problem,
        posts=replace(problem.posts, need=need),
        arcs=Arcs(
            person=arcs.person[keep],
            post=arcs.post[keep],
            load=arcs.load[keep],
            minutes=arcs.minutes[keep],
            current=none,
            locked=none,
            budgeted=none,
        ),
        most_moved=None,
        lost_pairs=0,
    )


@dataclass(frozen=True)
class _Free:
    """Hires by county when everybody may be moved, heads vacant even so, and what of it is proven."""

    number: pd.Series[int]
    left: int
    covered: bool
    bound: float


def _free(case: StaffingCase, *, config: StudyConfig, seconds: float, monitor: Monitor) -> _Free:
    result = _hire(case.problem, config=config, seconds=seconds, monitor=monitor)
    # As few people as possible for a coverage that is not proven is no bound.
    covered = all(each.status is Status.OPTIMAL for each in result.certificates[:-1])
    bound = float(result.certificates[-1].bound) if covered else 0.0
    return _Free(_by_county(case, case.problem, result), _short(case.problem, result), covered, bound)


def _hire(
    problem: StaffingProblem, *, config: StudyConfig, seconds: float, monitor: Monitor
) -> StaffingResult:
    ladder = repair_ladder(budget=problem.most_moved is not None)
    effort = Effort(gap=config.solver.gap, neighbourhoods=_LOOKS)
    return solve(
        problem,
        ladder=ladder,
        seconds=seconds,
        effort=effort,
        seed=config.solver.seed,
        threads=config.solver.threads,
        monitor=monitor,
    )


def _short(problem: StaffingProblem, result: StaffingResult) -> int:
    return int(problem.posts.need.sum()) - int(result.plan.chosen.sum())


def _by_county(case: StaffingCase, problem: StaffingProblem, result: StaffingResult) -> pd.Series[int]:
    number = pd.Series(hired_by(result.plan, problem)).groupby(case.people["county_code"]).sum()
    return number[number > 0]


def _further(number: pd.Series[int], hired: pd.DataFrame) -> pd.Series[int]:
    """What each county needs beyond those whom the plan hires there already."""
    further = number.sub(hired["county_code"].value_counts(), fill_value=0)
    return further[further > 0].astype("int64")


def _rows(number: pd.Series[int], *, city: City, occupation: str) -> list[dict[str, Any]]:
    return [
        {"county_code": code, "name": name, "occupation": occupation, "number": int(number[code])}
        for code, name in sorted(county_names(city).items())
        if code in number.index
    ]


def _beyond_reach(problem: StaffingProblem) -> list[str]:
    """Villages without a single arc: no counsel and no hire may serve them."""
    reached = np.bincount(problem.arcs.post, minlength=len(problem.posts.ids)) > 0
    return [post for post, ok in zip(problem.posts.ids, reached, strict=True) if not ok]
