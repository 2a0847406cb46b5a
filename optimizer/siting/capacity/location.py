"""Better sites for a plan: each open site moves to where its places pay least, again and again.

That is location-allocation (Cooper 1964).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.capacity.plan import Plan, assigned
from optimizer.siting.capacity.problem import CapacityProblem
from optimizer.siting.stretches import stretches

__all__ = ["located"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Cheapest sites of a place that a move may lead to: so many times the sites for each open one, or so many.
_REACH, _FEW = 10, 50
_ROUNDING = 1e-9


def located(problem: CapacityProblem, opened: Bools, allowed: Bools, *, rounds: int) -> Plan | None:
    """Return the plan that moves of sites lead to from a choice of them; None where none was found.

    Parameters
    ----------
    problem : CapacityProblem
    opened : ndarray of bool, shape (sites,)
        Sites that keep the rows of the problem.
    allowed : ndarray of bool, shape (sites,)
        Where sites may move to.
    rounds : int
    """
    best = _without_idle(problem, assigned(problem, opened))
    for _ in range(rounds if best else 0):
        assert best is not None, "else there is no round"
        moved = _moved(problem, best, allowed)
        found = None if moved is None else _without_idle(problem, assigned(problem, moved))
        if found is None or found.value >= best.value - _ROUNDING * abs(best.value):
            break
        best = found
    return best


def _without_idle(problem: CapacityProblem, plan: Plan | None) -> Plan | None:
    """Close sites that serve nobody and cost something, the dearest first."""
    if plan is None:
        return None
    idle = plan.opened & ~problem.forced & (problem.opening > 0.0)
    idle[problem.site[plan.pairs]] = False
    opened = plan.opened.copy()
    for site in np.flatnonzero(idle)[np.argsort(-problem.opening[idle], kind="stable")]:
        opened[site] = False
        opened[site] = not problem.keeps(opened)
    return Plan.of(problem, opened, plan.pairs, plan.share)


def _moved(problem: CapacityProblem, plan: Plan, allowed: Bools) -> Bools | None:
    """Move each open site to the best closed one for those whom it serves; None where none gains."""
    sites = np.flatnonzero(plan.opened)
    gain = _gains(problem, plan, sites, allowed & ~plan.opened)
    best = gain.argmax(axis=1)
    worth = gain[np.arange(len(sites)), best]
    opened, moved = plan.opened.copy(), False
    for number in np.argsort(-worth, kind="stable"):
        into = best[number]
        if worth[number] <= _ROUNDING * abs(plan.value):
            break
        if opened[into]:
            continue
        opened[sites[number]], opened[into] = False, True
        if problem.keeps(opened):
            moved = True
        else:
            opened[sites[number]], opened[into] = True, False
    return opened if moved else None


def _gains(problem: CapacityProblem, plan: Plan, sites: Ints, free: Bools) -> Floats:
    """What a move of each open site to each other one saves for those whom it serves."""
    number = np.zeros(problem.sites, dtype=np.int64)
    number[sites] = np.arange(len(sites))
    place, mine = problem.place[plan.pairs], number[problem.site[plan.pairs]]
    most = max(_FEW, _REACH * problem.sites // max(1, len(sites)))
    count = np.minimum(np.diff(problem.first)[place], most)
    at = stretches(problem.first[place], count)
    key = np.repeat(mine, count) * problem.sites + problem.site[at]
    weights = np.repeat(plan.share, count) * problem.cost[at]
    shape = len(sites), problem.sites
    total = np.bincount(key, weights=weights, minlength=shape[0] * shape[1]).reshape(shape)
    reached = np.bincount(key, minlength=shape[0] * shape[1]).reshape(shape)
    served = np.bincount(mine, minlength=len(sites))
    now = np.bincount(mine, weights=plan.share * problem.cost[plan.pairs], minlength=len(sites))
    load = np.bincount(mine, weights=plan.share * problem.demand[place], minlength=len(sites))
    gain = (now + problem.opening[sites])[:, None] - total - problem.opening
    gain[(reached < served[:, None]) | (problem.capacity < load[:, None]) | ~free] = -np.inf
    gain[problem.forced[sites]] = -np.inf
    found: Floats = gain
    return found
