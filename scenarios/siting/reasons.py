"""Reasons of a plan of sites: why a site is open, and all that is asked of a task at once."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.siting.aims import aim_name
from optimizer.siting.explain import Instead, why_site
from optimizer.siting.problem import SitingProblem, Ways
from scenarios.errors import ScenarioError
from scenarios.faults import nearest
from scenarios.siting.rest import rest_of
from scenarios.siting.spot import spots_of
from scenarios.siting.steps import curve_of
from scenarios.siting.tables import sites_table
from scenarios.siting.ways import nearest_way
from scenarios.siting.why import Other, Reasons, SiteWhy

if TYPE_CHECKING:
    from geo.city import City
    from optimizer.monitor import Monitor
    from scenarios.settings import StudyConfig
    from scenarios.siting.answer import TaskAnswer

__all__ = ["check_known", "find_site", "reasons_of", "why_of"]

Floats = NDArray[np.float64]
#: So many open sites are named where one is not open.
_NAMED = 5


def reasons_of(
    answer: TaskAnswer,
    city: City,
    config: StudyConfig,
    *,
    site: str | None = None,
    more: int | None = None,
    rest: bool = False,
    seconds: float | None = None,
    monitor: Monitor | None = None,
) -> Reasons:
    """Return what is asked of a task.

    Parameters
    ----------
    answer : TaskAnswer
    city : City
        As it is today.
    config : StudyConfig
        The solver's seed, and the gap that counts as proven.
    site : str, optional
        Why it is open; code or name.
    more : int, optional
        What each new site adds, up to so many more than planned.
    rest : bool
        Who stays beyond reach, and what would reach them.
    seconds : float, optional
        For each of the last two.
    monitor : Monitor, optional
    """
    solver = config.solver
    return Reasons(
        why=None if site is None else why_of(answer, city, find_site(answer, site)),
        curve=None
        if more is None
        else curve_of(answer, more, seconds=seconds, gap=solver.gap, seed=solver.seed, monitor=monitor),
        rest=rest_of(answer, city, seconds=seconds, seed=solver.seed, monitor=monitor) if rest else None,
    )


def check_known(city: City, config: StudyConfig, task: str, asked: str) -> None:
    """Refuse a site that a task does not have, before anything is planned.

    Points that earlier tasks open, where they may be sites of the task, are not known before.

    Raises
    ------
    ScenarioError
    """
    settings, names = config.siting[task], list(config.siting)
    earlier = {config.siting[name].tier for name in names[: names.index(task)]}
    if not earlier or (settings.at != "points" and not earlier & {settings.tier, *settings.counted}):
        _named(sites_table(city, config, settings), task, asked)


def _named(sites: pd.DataFrame, task: str, asked: str) -> pd.DataFrame:
    """The sites with a code, or a name."""
    found = sites[sites["site"].eq(asked)]
    found = found if len(found) else sites[sites["name"].eq(asked)]
    if found.empty:
        near = nearest(asked, [*sites["site"], *sites["name"]])
        raise ScenarioError.said("error.site_why_unknown", task=task, found=asked, nearest=near)
    return found


def find_site(answer: TaskAnswer, asked: str) -> str:
    """Return the open site that somebody asks about, by its code, or its name when no other has it.

    Raises
    ------
    ScenarioError
        When there is no such site, several have the name, or it is not open.
    """
    found = _named(answer.sites, answer.name, asked)
    words = {"found": asked, "task": answer.name}
    opened = found[found["opened"]]
    if len(found) > 1 and len(opened) != 1:
        codes = ", ".join(found["site"][:_NAMED])
        raise ScenarioError.said("error.site_why_several", codes=codes, **words)
    if opened.empty:
        new = [f"{site} {name}" for site, name in zip(answer.new["site"], answer.new["name"], strict=True)]
        raise ScenarioError.said("error.site_why_closed", open=", ".join(new[:_NAMED]) or "–", **words)
    return str(opened["site"].iloc[0])


def why_of(answer: TaskAnswer, city: City, site: str, *, neighbours: int = 10) -> SiteWhy:
    """Say why a site is open.

    Parameters
    ----------
    answer : TaskAnswer
    city : City
        As it is today.
    site : str
        An open one; see `find_site`.
    neighbours : int
        How many places are looked at in its stead.
    """
    found = why_site(_with_all_ways(answer), answer.aim, answer.plan, site, neighbours=neighbours)
    spots = spots_of(answer, city)
    row = answer.sites[answer.sites["site"].eq(site)].iloc[0]
    served = answer.services[answer.services["site"].eq(site)]
    ground = answer.case.ground
    weight = pd.Series(ground.weight, index=ground.villages["village_code"])
    heavy = served["village_code"].map(weight).to_numpy(dtype=np.float64) * served["share"].to_numpy()
    ways = served["counted"].to_numpy(dtype=np.float64)
    without, lost = _without(answer, site, served, heavy)

    def other(each: Instead) -> Other:
        return Other(spots.get(each.site), _finite(each.value), each.broken)

    return SiteWhy(
        aim=aim_name(answer.aim),
        spot=spots[site],
        origin=_origin(row, found.forced),
        villages=int(served["village_code"].nunique()),
        weight=float(heavy.sum()),
        mean=_mean(ways, heavy),
        worst=float(ways.max()) if len(ways) else None,
        mean_without=without,
        lost_without=lost,
        value=_finite(found.value),
        closed=other(found.closed),
        neighbours=tuple(map(other, found.neighbours)),
    )


def _with_all_ways(answer: TaskAnswer) -> SitingProblem:
    """The problem with all ways: it has none that are longer than those to sites that stay open."""
    case, problem = answer.case, answer.problem
    longest = np.inf if problem.beyond is None else problem.beyond
    mine = case.kept[case.ways.place] & (case.counted <= longest)
    place = (np.cumsum(case.kept) - 1)[case.ways.place[mine]]
    ways = Ways(place=place, site=case.ways.site[mine], way=case.counted[mine])
    return replace(problem, ways=ways)


def _origin(row: pd.Series[Any], forced: bool) -> str:
    if row["counted"]:
        return "counted"
    if row["existing"]:
        return "kept" if forced else "stays"
    return "forced" if forced else "chosen"


def _without(
    answer: TaskAnswer, site: str, served: pd.DataFrame, heavy: Floats
) -> tuple[float | None, int | None]:
    """Where those whom a site serves would go: mean way of those who could, and how many could not."""
    if answer.problem.sites.limited:
        return None, None
    ways, ground = answer.case.ways, answer.case.ground
    others = (answer.sites["opened"] & answer.sites["site"].ne(site)).to_numpy(dtype=bool)
    counted = Ways(place=ways.place, site=ways.site, way=answer.case.counted)
    way = nearest_way(counted, len(ground.villages), allowed=others)
    mine = way[pd.Index(ground.villages["village_code"]).get_indexer(pd.Index(served["village_code"]))]
    can = np.isfinite(mine)
    return _mean(mine[can], heavy[can]), int((~can).sum())


def _finite(value: float) -> float | None:
    return value + 0.0 if math.isfinite(value) else None


def _mean(way: Floats, weight: Floats) -> float | None:
    return float(way @ weight / weight.sum()) if weight.any() else None
