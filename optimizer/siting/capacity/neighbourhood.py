"""A better plan from an old one: some neighbouring sites and their places anew, the rest as it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.integer import Stop
from optimizer.siting.capacity.dual import Prices
from optimizer.siting.capacity.plan import Plan
from optimizer.siting.capacity.problem import CapacityProblem
from optimizer.siting.capacity.program import Part, best_of
from optimizer.siting.stretches import ranks, stretches

__all__ = ["around", "cheapest"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Closed sites that may open in a part, for each of its places; pairs of each place, open sites around it.
_CLOSED, _PAIRS, _RIM = 0.25, 10, 6
_NODES = 500


def around(
    problem: CapacityProblem,
    plan: Plan,
    prices: Prices,
    *,
    centre: int,
    allowed: Bools,
    places: int,
    seconds: float,
    seed: int,
) -> Plan | None:
    """Return a plan that is better around an open site; None where none was found.

    Parameters
    ----------
    problem : CapacityProblem
    plan : Plan
    prices : Prices
        Tell which closed sites and which pairs are worth a look.
    centre : int
        Open site.
    allowed : ndarray of bool, shape (sites,)
        Sites that may open.
    places : int
        Of the part, about.
    seconds : float
    seed : int
    """
    part = _part(problem, plan, prices, centre, allowed, places)
    inside = np.zeros(problem.places, dtype=bool)
    inside[part.places] = True
    stop = Stop(gap=1e-4, least=0.0, nodes=_NODES, seconds=seconds)
    found, _ = best_of(problem, part, stop=stop, seed=seed, start=plan)
    if found is None:
        return None
    rest = ~inside[problem.place[plan.pairs]]
    pairs = np.concatenate([plan.pairs[rest], found.pairs])
    whole = Plan.of(problem, found.opened, pairs, np.concatenate([plan.share[rest], found.share]))
    return whole if whole.value < plan.value - 1e-9 * abs(plan.value) else None


def _part(
    problem: CapacityProblem, plan: Plan, prices: Prices, centre: int, allowed: Bools, size: int
) -> Part:
    chosen, rim = _group(problem, plan, centre, size)
    inside = np.ones(problem.places, dtype=bool)
    inside[problem.place[plan.pairs[~chosen[problem.site[plan.pairs]]]]] = False
    load = np.zeros(problem.sites)
    outer = ~inside[problem.place[plan.pairs]]
    used = plan.share * problem.demand[problem.place[plan.pairs]]
    np.add.at(load, problem.site[plan.pairs[outer]], used[outer])
    busy = np.zeros(problem.sites, dtype=bool)
    busy[problem.site[plan.pairs[outer]]] = True
    places = np.flatnonzero(inside)
    near = stretches(problem.first[places], np.diff(problem.first)[places])
    worth = prices.of_pairs(problem, near) + np.maximum(0.0, prices.reduced[problem.site[near]])
    mine = chosen | rim | _promising(problem, prices, near, worth, allowed & ~plan.opened)
    near, worth = near[mine[problem.site[near]]], worth[mine[problem.site[near]]]
    sites = np.flatnonzero(mine)
    return Part(
        places=places,
        sites=sites,
        pairs=np.union1d(cheapest(problem, near, worth, number=_PAIRS), plan.pairs[~outer]),
        lower=(busy | problem.forced | rim)[sites].astype(np.float64),
        upper=np.ones(len(sites)),
        capacity=np.maximum(0.0, problem.capacity - load)[sites],
        fixed=plan.opened & ~mine,
    )


def _group(problem: CapacityProblem, plan: Plan, centre: int, size: int) -> tuple[Bools, Bools]:
    """Open sites whose places are nearest to an open site, until they are enough, and some more around."""
    number = np.bincount(problem.site[plan.pairs], minlength=problem.sites)
    hub = problem.site == centre
    reach = np.full(problem.places, np.inf)
    reach[problem.place[hub]] = problem.cost[hub]
    reach = np.divide(reach, problem.demand, out=np.full(len(reach), np.inf), where=problem.demand > 0.0)
    way = np.full(problem.sites, np.inf)
    np.minimum.at(way, problem.site[plan.pairs], reach[problem.place[plan.pairs]])
    way[centre] = -1.0
    order = np.argsort(np.where(plan.opened & (number > 0), way, np.inf), kind="stable")
    order = order[: int((plan.opened & (number > 0)).sum())]
    enough = max(2, int(np.searchsorted(np.cumsum(number[order]), size)))
    chosen, rim = np.zeros(problem.sites, dtype=bool), np.zeros(problem.sites, dtype=bool)
    chosen[order[:enough]] = True
    rim[order[enough : enough + _RIM]] = True
    return chosen, rim


def _promising(problem: CapacityProblem, prices: Prices, near: Ints, worth: Floats, free: Bools) -> Bools:
    """Closed sites that add least to the bound, of those that serve a place of the part for nothing more."""
    cheap = near[worth <= prices.reduced.clip(0.0)[problem.site[near]]]
    seen = free & (np.bincount(problem.site[cheap], minlength=problem.sites) > 0)
    sites = np.flatnonzero(seen)
    found = np.zeros(problem.sites, dtype=bool)
    most = int(_CLOSED * len(np.unique(problem.place[near])))
    found[sites[np.argsort(prices.reduced[sites], kind="stable")[:most]]] = True
    return found


def cheapest(problem: CapacityProblem, pairs: Ints, worth: Floats, *, number: int) -> Ints:
    """Return so many pairs of each place that add least to the bound.

    Parameters
    ----------
    problem : CapacityProblem
    pairs : ndarray of int, shape (pairs,)
    worth : ndarray of float, shape (pairs,)
        What they add.
    number : int
    """
    order = np.lexsort((worth, problem.place[pairs]))
    pairs = pairs[order]
    place = problem.place[pairs]
    begins = np.flatnonzero(np.diff(place, prepend=-1))
    return pairs[ranks(begins, len(pairs)) < number]
