"""What an aim comes to in a choice of sites and services."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.equity import kolm_pollak_ede
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
from optimizer.siting.problem import SitingProblem
from optimizer.siting.service import Choice, within_pairs

__all__ = ["access_matrix", "group_weights", "value_of"]

Floats = NDArray[np.float64]


def value_of(problem: SitingProblem, aim: Aim, choice: Choice) -> float:
    """Return the value of an aim in its own unit; of an aim with steps that of its first step.

    ``inf`` where somebody who has to be served is not, or is not reached as often as asked.
    """
    weight, opened = problem.places.weight, choice.opened
    match aim:
        case Cover():
            return problem.sites.cost(opened) if aim.priced else float(opened.sum())
        case Reach():
            near = within_pairs(problem, aim.within)
            again = counted(problem, near & opened[problem.ways.site]) >= 2
            return float(weight @ served(problem, choice.share * near) + aim.second * (weight @ again))
        case GradualReach():
            return float(weight @ served(problem, choice.share * aim.share(problem.ways.way)))
        case Travel():
            return float(weight @ mean_ways(problem, choice))
        case Farthest():
            return _farthest(problem, choice)
        case Apart():
            return _apart(problem, choice)
        case Cost():
            return problem.sites.cost(opened) + aim.rate * float(weight @ mean_ways(problem, choice))
        case EvenTravel():
            return _even(problem, aim, choice)
        case Access():
            amount = access_matrix(problem, aim.catchment, aim.supply) @ opened
            return _mean(np.minimum(amount, aim.target), weight)
        case WorstAccess():
            return float(group_access(problem, aim, choice).min(initial=np.inf))


def served(problem: SitingProblem, share: Floats) -> Floats:
    """Return the sum over the pairs of each place, shape (places,)."""
    found = np.bincount(problem.ways.place, weights=share, minlength=len(problem.places.ids))
    return found.astype(np.float64)


def counted(problem: SitingProblem, pairs: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many of the pairs each place has, shape (places,)."""
    found: NDArray[np.int64] = np.bincount(problem.ways.place[pairs], minlength=len(problem.places.ids))
    return found


def mean_ways(problem: SitingProblem, choice: Choice) -> Floats:
    """Return the way of each place, over those who serve it, and `beyond` for what nobody serves."""
    ways = served(problem, choice.share * problem.ways.way)
    left = np.maximum(0.0, 1.0 - served(problem, choice.share))
    each = np.inf if problem.beyond is None else problem.beyond
    lost = np.zeros(len(left))
    lost[left > 1e-9] = each * left[left > 1e-9]
    found: Floats = ways + lost
    return found


def group_weights(problem: SitingProblem, aim: WorstAccess) -> Floats:
    """Return the share of each place in its group, shape (places,); alike where all weigh nothing."""
    groups = len(aim.names)
    weight = problem.places.weight
    total = np.bincount(aim.group, weights=weight, minlength=groups)
    size = np.bincount(aim.group, minlength=groups)
    plain = total[aim.group] == 0.0
    found: Floats = np.where(plain, 1.0, weight) / np.where(plain, size[aim.group], total[aim.group])
    return found


def group_access(problem: SitingProblem, aim: WorstAccess, choice: Choice) -> Floats:
    """Return the access of each group that has places, from the least."""
    amount = access_matrix(problem, aim.catchment, aim.supply) @ choice.opened
    share = group_weights(problem, aim)
    mean = np.bincount(aim.group, weights=share * amount, minlength=len(aim.names))
    return np.sort(mean[np.unique(aim.group)])


def access_matrix(problem: SitingProblem, catchment: float, supply: Floats) -> csr_array:
    """Return what each open site gives each place (2SFCA), shape (places, sites)."""
    ways, weight = problem.ways, problem.places.weight
    near = ways.way <= catchment
    place, site = ways.place[near], ways.site[near]
    sharing = np.bincount(site, weights=weight[place], minlength=len(problem.sites.ids))
    rate = np.divide(supply, sharing, out=np.zeros_like(supply), where=sharing > 0.0)
    shape = (len(problem.places.ids), len(problem.sites.ids))
    return csr_array((rate[site], (place, site)), shape=shape)


def _farthest(problem: SitingProblem, choice: Choice) -> float:
    used = problem.ways.way[choice.share > 0.0]
    longest = float(used.max(initial=0.0))
    if (served(problem, choice.share) < 1.0 - 1e-9).any():
        return np.inf if problem.beyond is None else max(longest, problem.beyond)
    return longest


def _apart(problem: SitingProblem, choice: Choice) -> float:
    between = problem.between
    if between is None:
        return np.inf
    both = choice.opened[between.place] & choice.opened[between.site] & (between.place != between.site)
    return float(between.way[both].min(initial=np.inf))


def _even(problem: SitingProblem, aim: EvenTravel, choice: Choice) -> float:
    ways, weight = problem.ways, problem.places.weight
    left = np.maximum(0.0, 1.0 - served(problem, choice.share))
    lost = np.where(left > 1e-9, left, 0.0) * weight
    if lost.any() and problem.beyond is None:
        return np.inf
    pairs = np.flatnonzero(choice.share > 0.0)
    burden = np.concatenate([ways.way[pairs], np.full(len(lost), problem.beyond or 0.0)])
    heavy = np.concatenate([weight[ways.place[pairs]] * choice.share[pairs], lost])
    return kolm_pollak_ede(burden, aim.kappa, heavy) if heavy.any() else 0.0


def _mean(amount: Floats, weight: Floats) -> float:
    total = float(weight.sum())
    return float(weight @ amount) / total if total > 0.0 else 0.0
