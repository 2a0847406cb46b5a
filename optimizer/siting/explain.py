"""Why a site is open and not its neighbour, and what would reach those whom a plan does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import PlanError
from optimizer.monitor import Monitor
from optimizer.siting.aims import Aim, Cover, sense_of
from optimizer.siting.kept import broken_rules
from optimizer.siting.plan import SitingPlan, SitingResult
from optimizer.siting.problem import Places, SitingProblem, Ways
from optimizer.siting.rules import AmountRule, Rule, Within
from optimizer.siting.service import Choice, everybody, within_pairs
from optimizer.siting.solve import solve
from optimizer.siting.worth import counted, served, value_of

__all__ = ["Instead", "WhySite", "reach_the_rest", "why_site"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
#: Time for the services of a plan whose sites are given, where capacities are short.
_SECONDS = 5.0


@dataclass(frozen=True)
class Instead:
    """A plan in which another site, or none, is open in place of one.

    Attributes
    ----------
    site : str
        The other site; ``''`` for none.
    value : float
        Of the aim then; infinite on the bad side where the plan could not serve all whom it has to.
    broken : tuple of str
        What it breaks: names of rules, ``number``.
    """

    site: str
    value: float
    broken: tuple[str, ...]


@dataclass(frozen=True)
class WhySite:
    """What an open site is worth.

    Attributes
    ----------
    site : str
    value : float
        Of the aim in the plan.
    forced : bool
        Open in every plan, whatever it is worth.
    places : tuple of str
        Those it serves.
    closed : Instead
        The plan without it.
    neighbours : tuple of Instead
        The best first.
    """

    site: str
    value: float
    forced: bool
    places: tuple[str, ...]
    closed: Instead
    neighbours: tuple[Instead, ...]


def why_site(
    problem: SitingProblem, aim: Aim, plan: SitingPlan, site: str, *, neighbours: int = 10
) -> WhySite:
    """Say what is lost when a site is closed, or its work done from a neighbour.

    Parameters
    ----------
    problem : SitingProblem
    aim : Aim
    plan : SitingPlan
    site : str
        An open one.
    neighbours : int
        How many closed sites are looked at: those to which the places that the site serves have the shortest
        ways; where it serves none, the place that is nearest to it, or the site itself.

    Raises
    ------
    PlanError
        When the site is not open in the plan.
    """
    if site not in plan.opened:
        raise PlanError(f"site {site!r}: not open in the plan; ask about one of those that are")
    number = problem.sites.ids.index(site)
    choice = _choice(problem, plan)
    without = choice.opened.copy()
    without[number] = False
    tried = [_instead(problem, aim, without, each) for each in _near(problem, choice, number, neighbours)]
    sense = sense_of(aim)
    tried.sort(
        key=lambda each: (bool(each.broken) or each.value == sense * np.inf, sense * each.value, each.site)
    )
    return WhySite(
        site=site,
        value=value_of(problem, aim, choice),
        forced=bool(problem.sites.forced[number]),
        places=tuple(place for place, at in zip(plan.place, plan.site, strict=True) if at == site),
        closed=_instead(problem, aim, without, None),
        neighbours=tuple(tried),
    )


def reach_the_rest(
    problem: SitingProblem,
    within: Within,
    plan: SitingPlan,
    *,
    seconds: float = 60.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> tuple[SitingResult, tuple[str, ...]]:
    """Return the fewest sites beside those of a plan that reach every place that can be reached.

    Parameters
    ----------
    problem : SitingProblem
        Its number of sites and its rules do not count here.
    within : float or ndarray of float, shape (places,)
    plan : SitingPlan
    seconds : float
    seed : int
    monitor : Monitor, optional

    Returns
    -------
    SitingResult
        All open sites, those of the plan among them.
    tuple of str
        Places that no site reaches that may be opened.
    """
    near = within_pairs(problem, within) & ~problem.sites.banned[problem.ways.site]
    can = np.bincount(problem.ways.place[near], minlength=len(problem.places.ids)) > 0
    opened = np.isin(problem.sites.ids, plan.opened)
    part = SitingProblem.of(
        places=_some(problem.places, can),
        sites=replace(problem.sites, forced=opened, banned=problem.sites.banned & ~opened),
        ways=_of_places(problem.ways, can),
        split=problem.split,
    )
    limit = np.asarray(within, dtype=np.float64)
    aim = Cover(within=limit[can] if limit.ndim else float(limit))
    lost = tuple(problem.places.ids[each] for each in np.flatnonzero(~can))
    return solve(part, aim, seconds=seconds, seed=seed, monitor=monitor), lost


def _choice(problem: SitingProblem, plan: SitingPlan) -> Choice:
    """A plan by positions."""
    ways, size = problem.ways, len(problem.sites.ids)
    places = {name: position for position, name in enumerate(problem.places.ids)}
    sites = {name: position for position, name in enumerate(problem.sites.ids)}
    wanted = [places[i] * size + sites[j] for i, j in zip(plan.place, plan.site, strict=True)]
    key = ways.place * size + ways.site
    order = np.argsort(key)
    share = np.zeros(len(key))
    share[order[np.searchsorted(key[order], np.array(wanted, dtype=np.int64))]] = plan.share
    return Choice(np.isin(problem.sites.ids, plan.opened), share)


def _instead(problem: SitingProblem, aim: Aim, without: Bools, site: int | None) -> Instead:
    opened = without.copy()
    if site is not None:
        opened[site] = True
    name = "" if site is None else problem.sites.ids[site]
    if problem.sites.limited:
        return Instead(name, *_served_best(problem, aim, opened))
    choice = Choice.nearest(problem, opened)
    return Instead(name, _value(problem, aim, choice), broken_rules(problem, choice))


def _value(problem: SitingProblem, aim: Aim, choice: Choice) -> float:
    """What everybody at the nearest site comes to; infinite on the bad side where some cannot be served."""
    worst = sense_of(aim) * np.inf
    if isinstance(aim, Cover):
        near = within_pairs(problem, aim.within) & choice.opened[problem.ways.site]
        return value_of(problem, aim, choice) if (counted(problem, near) >= aim.times).all() else worst
    if everybody(problem, aim) and (served(problem, choice.share) < 1.0 - 1e-9).any():
        return worst
    return value_of(problem, aim, choice)


def _served_best(problem: SitingProblem, aim: Aim, opened: Bools) -> tuple[float, tuple[str, ...]]:
    """What these sites come to where capacities are short: in the best services that keep the rules.

    Where none do, the value is that of the best services without rules, and those rules are broken that
    cannot be kept alone; all of them where each can.
    """
    rules = [rule for rule in problem.rules if not isinstance(rule, AmountRule)]
    amounts = replace(problem, rules=problem.amount_rules)
    broken = broken_rules(amounts, Choice.nearest(problem, opened))
    value, plan = _only(problem, aim, opened, rules)
    if plan is not None or not rules:
        return value, broken
    value, plan = _only(problem, aim, opened, [])
    if plan is None:
        return value, broken
    alone = [rule for rule in rules if len(rules) == 1 or _only(problem, aim, opened, [rule])[1] is None]
    return value, (*broken, *(rule.name for rule in alone or rules))


def _only(
    problem: SitingProblem, aim: Aim, opened: Bools, rules: Sequence[Rule]
) -> tuple[float, SitingPlan | None]:
    """The best services with these sites open and no others."""
    fixed, number = replace(problem.sites, forced=opened, banned=~opened), int(opened.sum())
    part = replace(problem, sites=fixed, least=number, most=number, rules=tuple(rules))
    result = solve(part, aim, seconds=_SECONDS)
    return result.certificates[0].objective, result.plan


def _near(problem: SitingProblem, choice: Choice, site: int, number: int) -> Ints:
    """The closed sites that are nearest to the places that a site serves, or to itself."""
    opened, ways = choice.opened, problem.ways
    free = ~opened & ~problem.sites.banned
    here = ways.site == site
    at = here & (choice.share > 0.0)
    if not at.any():
        at = here & (ways.way <= ways.way[here].min(initial=np.inf))
    mine = np.zeros(len(problem.places.ids), dtype=bool)
    mine[ways.place[at]] = True
    weight = np.maximum(problem.places.weight, 1e-9)
    if not mine.any() and problem.between is not None:
        ways, weight = problem.between, np.ones(len(opened))
        mine = np.arange(len(opened)) == site
    pairs = mine[ways.place] & free[ways.site]
    place, at, way = ways.place[pairs], ways.site[pairs], ways.way[pairs]
    heavy = np.bincount(at, weights=weight[place], minlength=len(opened))
    far = np.bincount(at, weights=weight[place] * way, minlength=len(opened))
    # A place that has no pair with a site is as far from it as the farthest that has one.
    lacking = float(weight[mine].sum()) - heavy
    score = np.where(heavy > 0.0, far + lacking * float(way.max(initial=0.0)) * 2.0, np.inf)
    order = np.argsort(score, kind="stable")[:number]
    return order[np.isfinite(score[order])]


def _some(places: Places, kept: Bools) -> Places:
    ids = tuple(places.ids[each] for each in np.flatnonzero(kept))
    return Places(ids=ids, weight=places.weight[kept], demand=places.demand[kept])


def _of_places(ways: Ways, kept: Bools) -> Ways:
    mine = ways.where(kept[ways.place])
    return replace(mine, place=(np.cumsum(kept) - 1)[mine.place])
