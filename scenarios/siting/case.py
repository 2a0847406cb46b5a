"""A task of siting as a problem of the optimiser, by ids: villages, sites, ways, rules and aim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.siting.aims import Aim
from optimizer.siting.problem import Places, Sites, SitingProblem, Ways
from scenarios.rounding import cut_off
from scenarios.settings.siting_aims import ApartAim, CoverAim, SupplyAim
from scenarios.siting.access import access_of, supply_of_today
from scenarios.siting.tables import points_of, sites_table, villages_of, weights_of
from scenarios.siting.task_error import TaskError
from scenarios.siting.terms import Ground, aim_of, kappa_of, reach_limit, remote_villages, rules_of
from scenarios.siting.ways import nearest_way, ways_between

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import StudyConfig
    from scenarios.settings.siting import SitingTask

__all__ = ["SitingCase", "nearest_services", "siting_case"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: Aims for which everybody has to be served where nothing says what not being served counts.
_ALL_SERVED = ("travel", "farthest", "cost", "even_travel")
_ALL_SERVED_WITHIN_CAPACITY = ("apart", "access", "worst_access")


@dataclass(frozen=True, eq=False)
class SitingCase:
    """A task's problem, and the tables that its ids stand for.

    Attributes
    ----------
    ground : Ground
        Villages, weights, sites, and the ways of today.
    problem : SitingProblem
        Its places are village codes, its sites those of ``ground.sites``.
    aim : Aim
    ways : Ways
        From villages (positions in ``ground.villages``) to sites, as long as a point serves: way alone.
    counted : ndarray of float, shape (pairs,)
        The same with its part of the way on to the upper tier.
    today : DataFrame
        Who is served by which point of today: the columns of `scenarios.siting.answer.TaskAnswer.services`.
    lost : ndarray of bool, shape (villages,)
        Villages that no candidate and no point of today reaches, whatever is opened.
    kept : ndarray of bool, shape (villages,)
        Places of the problem: where everybody has to be served, and where the farthest way counts, lost
        villages are left out.
    unreferred : tuple of str
        Sites without a way to the upper tier, which serve nobody.
    kappa : float or None
        By which long ways are weighed; None where there is no way today to measure it by.
    access_today : ndarray of float, shape (villages,), or None
        What each village has of what points of today give; None for an aim that does not ask.
    looked_away : int
        Points of the tier today that the task is planned without.
    """

    ground: Ground
    problem: SitingProblem
    aim: Aim
    ways: Ways
    counted: Floats
    today: pd.DataFrame
    lost: Bools
    kept: Bools
    unreferred: tuple[str, ...]
    kappa: float | None
    access_today: Floats | None
    looked_away: int


def siting_case(city: City, config: StudyConfig, name: str) -> SitingCase:
    """State one task of ``siting``.

    Parameters
    ----------
    city : City
        With the points that earlier tasks open.
    config : StudyConfig
    name : str
        Of the task.

    Raises
    ------
    TaskError
        When nothing is left to choose from or nobody to reach, or what a task asks for cannot be measured.
    """
    task, here = config.siting[name], ("siting", name)
    villages, sites = villages_of(city, task), sites_table(city, config, task)
    weight = weights_of(villages, task)
    if villages.empty or not weight.any():
        raise TaskError.about("error.siting_nobody", (*here, "places"), task=name)
    gone = set(task.forced) - set(sites.loc[~sites["existing"], "place"])
    if gone:
        path = (*here, "forced")
        raise TaskError.about("error.siting_forced_gone", path, task=name, codes=", ".join(sorted(gone)))
    if sites["banned"].all():
        raise TaskError.about("error.siting_no_candidate", (*here, "where"), task=name)
    starts, ends = villages.assign(id=villages["village_code"]), sites.assign(id=sites["site"])
    today, today_full, access = _today(city, config, task, starts, weight)
    ways = ways_between(city, config, measure=task.measure, starts=starts, ends=ends, limit=task.limit)
    on = _way_on(city, config, task, ends)
    usable = np.isfinite(on)
    ways = _pairs(ways, usable[ways.site])
    counted = ways.way + on[ways.site]
    ground = Ground(name, task, villages, weight, sites, today_full)
    lost = _lost(ground, ways, counted)
    kept = ~lost if _without_lost(task) else np.ones(len(villages), dtype=bool)
    if not kept.any():
        raise TaskError.about("error.siting_nobody_reached", here, task=name)
    _check_remote(ground, ways, counted, kept)
    problem = _problem(ground, city, config, ways, counted, kept)
    unreferred = tuple(sites.loc[~usable, "site"])
    return SitingCase(
        ground=ground, problem=problem, aim=aim_of(ground, kept), ways=ways, counted=counted, today=today,
        lost=lost, kept=kept, unreferred=unreferred, kappa=kappa_of(ground), access_today=access,
        looked_away=len(points_of(city, task.tier)) if task.existing == "ignore" else 0,
    )  # fmt: skip


def _today(
    city: City, config: StudyConfig, task: SitingTask, starts: pd.DataFrame, weight: Floats
) -> tuple[pd.DataFrame, Floats, Floats | None]:
    """Who is served by which point of today, the way to the nearest one, however long, and access."""
    points = points_of(city, task.tier, *task.counted)
    ways = ways_between(city, config, measure=task.measure, starts=starts, ends=points)
    on = _way_on(city, config, task, points)
    ways = _pairs(ways, np.isfinite(on)[ways.site])
    counted = ways.way + on[ways.site]
    near = np.ones(len(counted), dtype=bool) if task.limit is None else ways.way <= task.limit
    whole = Ways(place=ways.place, site=ways.site, way=counted)
    access = None
    if isinstance(task.objective, SupplyAim):
        access = access_of(task, _pairs(whole, near), weight, supply_of_today(task, points))
    served = nearest_services(starts, points, _pairs(ways, near), counted[near])
    return served, nearest_way(whole, len(starts)), access


def nearest_services(
    villages: pd.DataFrame, sites: pd.DataFrame, ways: Ways, counted: Floats
) -> pd.DataFrame:
    """Return who is served where, when everybody goes to the nearest site; of equals the first.

    Parameters
    ----------
    villages, sites : DataFrame
        With ``id``.
    ways : Ways
    counted : ndarray of float, shape (pairs,)
        How long each way counts.

    Returns
    -------
    DataFrame
        ``village_code, site, way, counted, share``, in the order of the villages.
    """
    order = np.lexsort((ways.site, counted, ways.place))
    first = order[np.flatnonzero(np.diff(ways.place[order], prepend=-1))]
    return pd.DataFrame(
        {
            "village_code": villages["id"].to_numpy()[ways.place[first]],
            "site": sites["id"].to_numpy()[ways.site[first]],
            "way": ways.way[first],
            "counted": counted[first],
            "share": 1.0,
        }
    )


def _way_on(city: City, config: StudyConfig, task: SitingTask, ends: pd.DataFrame) -> Floats:
    """What the way on to the upper tier adds to every way to a site; ``inf`` where none leads there."""
    if task.refers_to is None:
        return np.zeros(len(ends))
    upper = points_of(city, task.refers_to)
    found = ways_between(city, config, measure=task.measure, starts=ends, ends=upper)
    return nearest_way(found, len(ends)) * task.refer_share


def _pairs(ways: Ways, chosen: Bools) -> Ways:
    return Ways(place=ways.place[chosen], site=ways.site[chosen], way=ways.way[chosen])


def _lost(ground: Ground, ways: Ways, counted: Floats) -> Bools:
    """Villages with too few sites that may be open on a way that counts."""
    limit, aim = reach_limit(ground), ground.task.objective
    near = (~ground.sites["banned"].to_numpy(dtype=bool))[ways.site]
    if limit is not None:
        near &= counted <= limit[ways.place]
    times = aim.times if isinstance(aim, CoverAim) else 1
    lost: Bools = np.bincount(ways.place[near], minlength=len(ground.villages)) < times
    return lost


def _check_remote(ground: Ground, ways: Ways, counted: Floats, kept: Bools) -> None:
    """Refuse a share of the remotest that all places together could not reach."""
    remote = ground.task.remote
    if remote is None:
        return
    weight = np.where(remote_villages(ground) & kept, ground.weight, 0.0)
    near = (~ground.sites["banned"].to_numpy(dtype=bool))[ways.site] & (counted <= remote.within)
    reached = np.bincount(ways.place[near], minlength=len(weight)) > 0
    total, most = weight.sum(), weight[reached].sum()
    if most < remote.share * total * (1.0 - 1e-12):
        words = {"share": f"{100 * remote.share:g}", "most": f"{cut_off(100 * most / total):g}"}
        raise TaskError.about(
            "error.siting_unreachable_share", (*ground.path, "remote", "share"), task=ground.name, **words
        )


def _without_lost(task: SitingTask) -> bool:
    """Whether those whom nobody reaches are left out: where every village has to be served.

    So they are where the farthest counts, for theirs would be the farthest way whatever is opened.
    """
    if task.objective.aim in ("cover", "farthest"):
        return True
    if task.beyond is not None:
        return False
    limited = task.capacity is not None or task.capacity_today is not None
    aims = (*_ALL_SERVED, *(_ALL_SERVED_WITHIN_CAPACITY if limited else ()))
    return task.objective.aim in aims or task.gap is not None


def _problem(
    ground: Ground, city: City, config: StudyConfig, ways: Ways, counted: Floats, kept: Bools
) -> SitingProblem:
    task, sites = ground.task, ground.sites
    place = np.cumsum(kept) - 1
    mine = kept[ways.place] & _useful(ground, ways, counted)
    longest = float(counted[mine].max(initial=0.0))
    if task.beyond is not None and task.beyond < longest:
        words = {"found": f"{task.beyond:g}", "longest": f"{longest:.1f}"}
        raise TaskError.about("error.siting_beyond", (*ground.path, "beyond"), task=ground.name, **words)
    existing, forced = (sites[each].to_numpy(dtype=bool) for each in ("existing", "forced"))
    yuan = sites["yuan"].to_numpy(dtype=np.float64)
    stay = int((existing & forced).sum())
    bounded = task.number is not None and task.existing != "may_close"
    most = stay + (task.number or 0) if bounded else None
    weight = ground.weight[kept]
    return SitingProblem.of(
        places=Places.of(list(ground.villages.loc[kept, "village_code"]), weight=weight),
        sites=Sites.of(
            list(sites["site"]),
            capacity=sites["capacity"].to_numpy(dtype=np.float64),
            existing=existing,
            price=np.where(existing, 0.0, yuan),
            closing=np.where(existing, yuan, 0.0),
            forced=forced,
            banned=sites["banned"].to_numpy(dtype=bool),
        ),
        ways=Ways(place=place[ways.place[mine]], site=ways.site[mine], way=counted[mine]),
        least=most if most is not None and isinstance(task.objective, ApartAim) else 0,
        most=None if most is None else min(most, len(sites)),
        split=task.split,
        beyond=task.beyond,
        rules=tuple(rules_of(ground, kept)),
        between=_between(city, config, task, sites),
    )


def _useful(ground: Ground, ways: Ways, counted: Floats) -> Bools:
    """Pairs that may matter.

    Where all that counts is who is reached, longer ways do not; where everybody goes to the nearest point,
    none that is farther than one that stays open in any case.
    """
    task, aim = ground.task, ground.task.objective
    found = np.ones(len(counted), dtype=bool)
    if task.capacity is not None or task.capacity_today is not None:
        return found
    limit = reach_limit(ground)
    if limit is not None and task.gap is None:
        limit = limit if task.remote is None else np.maximum(limit, task.remote.within)
        found &= counted <= limit[ways.place]
    one_counts = getattr(aim, "times", 1) == 1 and not getattr(aim, "second", 0.0)
    if one_counts and aim.aim not in ("apart", "access", "worst_access"):
        stays = ground.sites["forced"].to_numpy(dtype=bool)
        kept = Ways(place=ways.place, site=ways.site, way=counted)
        found &= counted <= nearest_way(kept, len(ground.villages), allowed=stays)[ways.place]
    return found


def _between(city: City, config: StudyConfig, task: SitingTask, sites: pd.DataFrame) -> Ways | None:
    if not isinstance(task.objective, ApartAim):
        return None
    ends = sites.assign(id=sites["site"])
    found = ways_between(city, config, measure=task.measure, starts=ends, ends=ends)
    return _pairs(found, found.place != found.site)
