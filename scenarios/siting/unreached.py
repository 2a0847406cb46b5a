"""Villages that a plan of sites leaves out, and those that no place but one of their own reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.settings.siting_aims import AccessAim, CoverAim, ReachAim, WorstAccessAim
from scenarios.siting.terms import reach_limit

if TYPE_CHECKING:
    from scenarios.siting.case import SitingCase

__all__ = [
    "WHOLLY",
    "beside_others",
    "by_village",
    "have_some",
    "left_out",
    "longest_ways",
    "not_reached",
    "only_own",
    "reached_within",
    "reaching",
]

Floats = NDArray[np.float64]
#: A village whose shares add up to nearly one is served wholly.
WHOLLY = 1.0 - 1e-9
_ORDER = ["county_code", "township_code", "village_code"]


def longest_ways(case: SitingCase) -> Floats:
    """Return the way within which each village counts as reached; where the aim has none, the longest."""
    limit = reach_limit(case.ground)
    return np.full(len(case.kept), float(case.counted.max(initial=0.0))) if limit is None else limit


def by_village(case: SitingCase, services: pd.DataFrame, amount: Floats) -> Floats:
    """Add up over the villages what belongs to each service.

    Parameters
    ----------
    case : SitingCase
    services : DataFrame
        ``village_code, site, way, counted, share``.
    amount : ndarray of float, shape (services,)

    Returns
    -------
    ndarray of float, shape (villages,)
    """
    place = _place(case, services)
    return np.bincount(place, weights=amount, minlength=len(case.kept)).astype(np.float64)


def reached_within(case: SitingCase, services: pd.DataFrame, limit: Floats) -> Floats:
    """Return how much of each village is served within its limit.

    Parameters
    ----------
    case : SitingCase
    services : DataFrame
        ``village_code, site, way, counted, share``.
    limit : ndarray of float, shape (villages,)

    Returns
    -------
    ndarray of float, shape (villages,)
        Shares, 0 to 1.
    """
    place = _place(case, services)
    near = services["counted"].to_numpy(dtype=np.float64) <= limit[place]
    share = services["share"].to_numpy(dtype=np.float64) * near
    return np.bincount(place, weights=share, minlength=len(case.kept)).astype(np.float64)


def _place(case: SitingCase, services: pd.DataFrame) -> NDArray[np.intp]:
    """Positions of the villages of services."""
    codes = pd.Index(case.ground.villages["village_code"])
    found: NDArray[np.intp] = codes.get_indexer(pd.Index(services["village_code"]))
    return found


def not_reached(case: SitingCase, services: pd.DataFrame, limit: Floats) -> pd.DataFrame:
    """Return the villages that are not wholly served within their limits, or too seldom, by township.

    Parameters
    ----------
    case : SitingCase
    services : DataFrame
        ``village_code, site, way, counted, share``.
    limit : ndarray of float, shape (villages,)

    Returns
    -------
    DataFrame
        Rows of the villages with ``place`` (their position), ``weight`` and ``way``, the longest that they
        have in the plan: ``inf`` where nobody serves them.
    """
    ground = case.ground
    villages = ground.villages.assign(place=np.arange(len(limit)), weight=ground.weight)
    place = _place(case, services)
    reached = reached_within(case, services, limit) >= WHOLLY
    longest = np.full(len(limit), -np.inf)
    np.maximum.at(longest, place, services["counted"].to_numpy(dtype=np.float64))
    rows = villages.assign(way=np.where(longest < 0.0, np.inf, longest))[~reached | case.lost]
    return rows.sort_values(_ORDER, kind="stable")


def reaching(case: SitingCase, limit: Floats) -> NDArray[np.bool_]:
    """Return which ways are within the limits of their villages and lead to sites that may be open."""
    allowed = ~case.ground.sites["banned"].to_numpy(dtype=bool)
    found: NDArray[np.bool_] = (case.counted <= limit[case.ways.place]) & allowed[case.ways.site]
    return found


def have_some(case: SitingCase, which: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the villages that have some of these ways, shape (villages,)."""
    found: NDArray[np.bool_] = np.bincount(case.ways.place[which], minlength=len(case.kept)) > 0
    return found


def beside_others(case: SitingCase, sites: pd.DataFrame, services: pd.DataFrame) -> int:
    """Return how many new sites serve nobody and count all the same, beside sites that are nearer.

    Parameters
    ----------
    case : SitingCase
    sites : DataFrame
        ``site, new`` of all sites of the case, in their order.
    services : DataFrame
        ``village_code, site, way, counted, share``.
    """
    aim = case.ground.task.objective
    if isinstance(aim, AccessAim | WorstAccessAim):
        limit = np.full(len(case.kept), aim.catchment)
    elif (isinstance(aim, CoverAim) and aim.times > 1) or (isinstance(aim, ReachAim) and aim.second > 0.0):
        limit = longest_ways(case)
    else:
        return 0
    near = reaching(case, limit) & case.kept[case.ways.place]
    counts = np.bincount(case.ways.site[near], minlength=len(sites)) > 0
    return int((sites["new"] & ~sites["site"].isin(services["site"]) & counts).sum())


def left_out(case: SitingCase, services: pd.DataFrame) -> pd.DataFrame:
    """Return the villages that a plan does not reach, and why.

    Returns
    -------
    DataFrame
        ``village_code, name, township_code, county_code, weight, way, why``. `way` as in `not_reached`.
        `why`: ``no_place`` reaches it, whatever is opened, or ``too_few`` do; ``nobody`` serves it in the
        plan; it is served in ``part``; or its point is farther than the aim counts: ``beyond_aim``.
    """
    limit = longest_ways(case)
    rows = not_reached(case, services, limit)
    place = rows["place"].to_numpy()
    lost, may = case.lost[place], have_some(case, reaching(case, limit))
    why = np.select(
        [lost & may[place], lost, np.isinf(rows["way"]), rows["way"].to_numpy() <= limit[place]],
        ["too_few", "no_place", "nobody", "part"],
        default="beyond_aim",
    )
    columns = ["village_code", "name", "township_code", "county_code", "weight", "way"]
    return rows[columns].assign(why=why).reset_index(drop=True)


def only_own(case: SitingCase, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the villages to which no place leads but one in the village itself, such as islands.

    Parameters
    ----------
    case : SitingCase
    sites : DataFrame
        Those of the case with ``new``: opened by the plan.

    Returns
    -------
    DataFrame
        ``village_code, name, township_code, county_code, new``: whether the plan opens one there.
    """
    ways, villages = case.ways, case.ground.villages
    may_be = ~case.ground.sites["banned"].to_numpy(dtype=bool)[ways.site]
    codes, homes = (each["village_code"].to_numpy(dtype=str) for each in (villages, sites))
    at_home = (homes[ways.site] == codes[ways.place]) | (ways.way <= 0.0)
    opened = sites["new"].to_numpy(dtype=bool)[ways.site]
    some, other, new = (
        have_some(case, pairs) for pairs in (may_be & at_home, may_be & ~at_home, may_be & at_home & opened)
    )
    columns = ["village_code", "name", "township_code", "county_code"]
    rows = villages[columns].assign(new=new)[some & ~other]
    return rows.sort_values(_ORDER, kind="stable").reset_index(drop=True)
