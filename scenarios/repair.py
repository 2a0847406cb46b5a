"""What would close a shortage: how many more people, where, and which villages nobody could reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.result import Certificate, Status
from optimizer.staffing import Effort, StaffingProblem, StaffingResult, hired_by, solve
from scenarios.ladder import repair_ladder
from scenarios.staffing import StaffingCase, staffing_case

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from optimizer.monitor import Monitor
    from scenarios.settings import StudyConfig

__all__ = ["Mending", "mend", "nothing_to_repair", "repair"]


def nothing_to_repair() -> dict[str, Any]:
    """The repair of a plan without shortage."""
    return {"more": [], "unreachable": [], "status": None, "bound": None}


@dataclass(frozen=True)
class Mending:
    """The same scenario with as many hires as anybody could need, solved for as few as cover most.

    Attributes
    ----------
    case : StaffingCase
    result : StaffingResult
    """

    case: StaffingCase
    result: StaffingResult


def mend(
    *, city: City, travel: TravelTimes, config: StudyConfig, monitor: Monitor, seconds: float
) -> Mending:
    """Solve a scenario again, hiring as few as cover the most villages; its plan is not needed for that.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
        Rules of the scenario; its kind of hire is the kind that is counted.
    monitor : Monitor
    seconds : float
    """
    case = staffing_case(
        city=city, travel=travel, config=config, most_hired=len(city.villages) * config.counsel.need
    )
    result = solve(
        case.problem,
        ladder=repair_ladder(config),
        seconds=seconds,
        effort=Effort(gap=config.solver.gap),
        seed=config.solver.seed,
        monitor=monitor,
    )
    return Mending(case, result)


def repair(
    mending: Mending, *, city: City, config: StudyConfig, short: int, hired: pd.DataFrame
) -> dict[str, Any]:
    """Say what would close the shortage of a plan.

    Parameters
    ----------
    mending : Mending
        Of the plan's scenario.
    city : City
    config : StudyConfig
    short : int
        Heads that the plan leaves short.
    hired : DataFrame
        People whom the plan itself hires; only further ones count.

    Returns
    -------
    dict
        ``more``: further people by county and occupation; ``unreachable``: villages that nobody may serve,
        whoever is hired; ``status``: ``optimal`` when no fewer people could do; ``bound``: no fewer further
        people can do, as far as is proven.
    """
    case, result = mending.case, mending.result
    unreachable = _beyond_reach(case.problem)
    if short <= len(unreachable) * config.counsel.need:  # nobody who could be hired would help
        return {"more": [], "unreachable": unreachable, "status": Status.OPTIMAL.value, "bound": 0.0}
    number = pd.Series(hired_by(result.plan, case.problem)).groupby(case.people["county_code"]).sum()
    more = _more(number, hired=hired, city=city, occupation=config.hire.occupation)
    bound = max(0.0, float(result.certificates[-1].bound) - len(hired))
    status = _status(result.certificates)
    # Where the repair would place the plan's own hires elsewhere, more than the difference is called for.
    if sum(row["number"] for row in more) > np.ceil(bound - 1e-6) and status is Status.OPTIMAL:
        status = Status.LIMIT
    return {"more": more, "unreachable": unreachable, "status": status.value, "bound": bound}


def _more(
    number: pd.Series[int], *, hired: pd.DataFrame, city: City, occupation: str
) -> list[dict[str, Any]]:
    """What each county needs beyond those whom the plan hires there already."""
    there = hired["county_code"].value_counts()
    counties = city.counties.sort_values("county_code")
    more = []
    for code, name in zip(counties["county_code"], counties["name"], strict=True):
        count = int(number.get(code, 0)) - int(there.get(code, 0))
        if count > 0:
            more.append({"county_code": code, "name": name, "occupation": occupation, "number": count})
    return more


def _status(certificates: Sequence[Certificate]) -> Status:
    """The worst of the rungs: as few people as possible for a coverage that is not proven is no proof."""
    order = (Status.CANCELLED, Status.LIMIT, Status.OPTIMAL)
    return min((certificate.status for certificate in certificates), key=order.index)


def _beyond_reach(problem: StaffingProblem) -> list[str]:
    """Villages without a single arc: no counsel and no hire may serve them."""
    reached = np.bincount(problem.arcs.post, minlength=len(problem.posts.ids)) > 0
    return [post for post, ok in zip(problem.posts.ids, reached, strict=True) if not ok]
