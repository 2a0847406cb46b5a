"""What a plan of sites comes to, looked up and added up in the tables of its problem.

Nothing here is shared with the solver: no rows, no costs, no bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import PlanError
from optimizer.siting.aims import (
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Reach,
    Travel,
    WorstAccess,
)
from optimizer.siting.plan import SitingPlan
from optimizer.siting.problem import SitingProblem
from optimizer.siting.rules import Within
from optimizer.siting.violation import Violation

__all__ = ["NOTHING", "ROUNDING", "Reading", "unreadable", "worth"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Share of a figure by which it may be off, and what it may be off where it is near nothing.
ROUNDING, NOTHING = 1e-6, 1e-9


def worth(problem: SitingProblem, aim: Aim, plan: SitingPlan) -> tuple[float, ...]:
    """Return what a plan comes to: one value for each certificate of the aim, in their order.

    A part of a place that nobody serves counts as no way where the problem has none `beyond`.

    Raises
    ------
    PlanError
        When the plan names what the problem does not have.
    """
    for violation in unreadable(problem, plan):
        raise PlanError(str(violation))
    return Reading(problem, plan).worth(aim)


def unreadable(problem: SitingProblem, plan: SitingPlan) -> Iterator[Violation]:
    """Find what keeps a plan from being read: ids and pairs that the problem lacks, or given twice."""
    sites = {each: j for j, each in enumerate(problem.sites.ids)}
    places = {each: i for i, each in enumerate(problem.places.ids)}
    if not len(plan.place) == len(plan.site) == len(plan.share):
        yield Violation("length", "services", len(plan.share), len(plan.place))
        return
    unknown = [("site", each) for each in dict.fromkeys((*plan.opened, *plan.site)) if each not in sites]
    unknown += [("place", each) for each in dict.fromkeys(plan.place) if each not in places]
    yield from (Violation(f"unknown_{what}", each, 1, 0) for what, each in unknown)
    pairs = [f"{place} at {site}" for place, site in zip(plan.place, plan.site, strict=True)]
    doubled = [*_doubled(plan.opened), *_doubled(pairs)]
    yield from doubled
    if unknown or doubled:
        return
    place = np.array([places[each] for each in plan.place], dtype=np.int64)
    site = np.array([sites[each] for each in plan.site], dtype=np.int64)
    for k in np.flatnonzero(np.isnan(_looked_up(problem, place, site))):
        yield Violation("not_listed", pairs[k], 1, 0)


def _doubled(names: Sequence[str]) -> Iterator[Violation]:
    times: dict[str, int] = {}
    for name in names:
        times[name] = times.get(name, 0) + 1
    yield from (Violation("doubled", name, number, 1) for name, number in times.items() if number > 1)


def _looked_up(problem: SitingProblem, place: Ints, site: Ints) -> Floats:
    """Return the way of each pair, nan where it is not listed."""
    found = np.full(len(place), np.nan)
    used = np.zeros(len(problem.sites.ids), dtype=bool)
    used[site] = True
    there = np.flatnonzero(used[problem.ways.site])
    key = place * len(used) + site
    order = np.argsort(key)
    listed = problem.ways.place[there] * len(used) + problem.ways.site[there]
    at = np.minimum(np.searchsorted(key[order], listed), len(key) - 1)
    if len(key):
        same = key[order][at] == listed
        found[order[at[same]]] = problem.ways.way[there[same]]
    return found


class Reading:
    """A plan as positions, and what it comes to; build it for plans that can be read."""

    def __init__(self, problem: SitingProblem, plan: SitingPlan) -> None:
        self.problem = problem
        sites = {each: j for j, each in enumerate(problem.sites.ids)}
        places = {each: i for i, each in enumerate(problem.places.ids)}
        self.order = [sites[each] for each in plan.opened]
        self.opened = np.zeros(len(sites), dtype=bool)
        self.opened[self.order] = True
        self.place = np.array([places[each] for each in plan.place], dtype=np.int64)
        self.site = np.array([sites[each] for each in plan.site], dtype=np.int64)
        self.share = np.asarray(plan.share, dtype=np.float64)
        self.way = _looked_up(problem, self.place, self.site)
        self.weight = problem.places.weight
        self.served = self.by_place(self.share)
        self.rest = np.maximum(1.0 - self.served, 0.0)
        self.rest[self.rest <= ROUNDING] = 0.0
        self.beyond = 0.0 if problem.beyond is None else problem.beyond

    def by_place(self, amount: Floats) -> Floats:
        """Add up an amount of each service for each place."""
        found: Floats = np.zeros(len(self.problem.places.ids))
        np.add.at(found, self.place, amount)
        return found

    def within(self, within: Within) -> Floats:
        """How much of each place is served no farther than so."""
        limit = np.broadcast_to(np.asarray(within, dtype=np.float64), self.weight.shape)
        return self.by_place(self.share * (self.way <= limit[self.place]))

    def choices(self, within: Within) -> Ints:
        """How many open sites each place has no farther than so."""
        ways = self.problem.ways
        limit = np.broadcast_to(np.asarray(within, dtype=np.float64), self.weight.shape)
        near = self.opened[ways.site] & (ways.way <= limit[ways.place])
        return np.bincount(ways.place[near], minlength=len(self.weight))

    @property
    def mean(self) -> Floats:
        """Way of each place on the average of its parts."""
        return self.by_place(self.share * self.way) + self.rest * self.beyond

    @property
    def money(self) -> float:
        """What sites cost that open or close."""
        sites = self.problem.sites
        new, gone = self.opened & ~sites.existing, ~self.opened & sites.existing
        return float(sites.price[new].sum() + sites.closing[gone].sum())

    def worth(self, aim: Aim) -> tuple[float, ...]:
        """What the plan comes to, one value a certificate."""
        weight = self.weight
        match aim:
            case Cover():
                return (self.money if aim.priced else float(self.opened.sum()),)
            case Reach():
                twice = float(weight[self.choices(aim.within) >= 2].sum())
                return (float(weight @ self.within(aim.within)) + aim.second * twice,)
            case GradualReach():
                level = np.clip((aim.none - self.way) / (aim.none - aim.full), 0.0, 1.0)
                return (float(weight @ self.by_place(self.share * level)),)
            case Travel():
                return (float(weight @ self.mean),)
            case Cost():
                return (self.money + aim.rate * float(weight @ self.mean),)
            case Farthest():
                return self.farthest(aim)
            case EvenTravel():
                return (self.even(aim.kappa),)
            case Apart():
                return (self.apart(),)
            case Access():
                access = np.minimum(self.access(aim.catchment, aim.supply), aim.target)
                return (float(weight @ access / weight.sum()) if weight.any() else 0.0,)
            case WorstAccess():
                return self.worst(aim)

    def farthest(self, aim: Farthest) -> tuple[float, ...]:
        """Longest way, and the weight beyond each band."""
        used, left = self.share > ROUNDING, bool(self.rest.any())
        longest = max(float(self.way[used].max(initial=0.0)), self.beyond if left else 0.0)
        bands = []
        for band in aim.bands:
            far = self.by_place(self.share * (self.way > band)) + self.rest * (self.beyond > band)
            bands.append(float(self.weight @ far))
        return (longest, *bands)

    def even(self, kappa: float) -> float:
        """Kolm-Pollak equivalent of the ways; 0 where nobody counts."""
        way = np.append(self.way, np.full(len(self.rest), self.beyond))
        part = np.append(self.share * self.weight[self.place], self.rest * self.weight)
        if not (part > 0.0).any():
            return 0.0
        top = float(way[part > 0.0].max())
        terms = part[part > 0.0] * np.exp(kappa * (way[part > 0.0] - top))
        return top + float(np.log(terms.sum() / self.weight.sum())) / kappa

    def apart(self) -> float:
        """Shortest way between two open sites; inf where none is listed."""
        between = self.problem.between
        if between is None:
            return float("inf")
        both = self.opened[between.place] & self.opened[between.site] & (between.place != between.site)
        return float(between.way[both].min(initial=np.inf))

    def access(self, catchment: float, supply: Floats) -> Floats:
        """What each place has of the supply of open sites (two-step floating catchments)."""
        ways = self.problem.ways
        near = ways.way <= catchment
        place, site = ways.place[near], ways.site[near]
        sharing = np.bincount(site, weights=self.weight[place], minlength=len(supply))
        gives = self.opened & (sharing > 0.0)
        each = np.zeros(len(supply))
        each[gives] = supply[gives] / sharing[gives]
        found: Floats = np.zeros(len(self.weight))
        np.add.at(found, place, each[site])
        return found

    def worst(self, aim: WorstAccess) -> tuple[float, ...]:
        """Means of the groups that have least, rising; a group without places has none."""
        access, means = self.access(aim.catchment, aim.supply), []
        for group in np.unique(aim.group):
            among = aim.group == group
            weight = self.weight[among] if self.weight[among].any() else np.ones(int(among.sum()))
            means.append(float(access[among] @ weight / weight.sum()))
        return tuple(sorted(means)[: aim.levels])
