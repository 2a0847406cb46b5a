"""Who is served where, which aims have to have everybody served, and the plan that open sites make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.aims import Access, Aim, Apart, Cost, Cover, EvenTravel, Farthest, Travel, WorstAccess
from optimizer.siting.plan import SitingPlan
from optimizer.siting.problem import SitingProblem
from optimizer.siting.rules import Within

__all__ = ["Choice", "everybody", "nearest_share", "plan_of", "within_pairs"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Choice:
    """Open sites and services.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,)
    share : ndarray of float, shape (pairs,)
        Of the place that the pair serves.
    """

    opened: Bools
    share: Floats

    @classmethod
    def nearest(cls, problem: SitingProblem, opened: Bools) -> Choice:
        """Return the choice in which every place goes to its nearest open site."""
        return cls(opened, nearest_share(problem, opened))


def everybody(problem: SitingProblem, aim: Aim) -> bool:
    """Return whether a plan has to serve every place wholly."""
    if isinstance(aim, Cover):
        return True
    if problem.beyond is not None:
        return False
    if isinstance(aim, Travel | Farthest | Cost | EvenTravel):
        return True
    return problem.sites.limited and isinstance(aim, Apart | Access | WorstAccess)


def within_pairs(problem: SitingProblem, within: Within) -> Bools:
    """Return which pairs are within a way, shape (pairs,)."""
    ways, limit = problem.ways, np.asarray(within, dtype=np.float64)
    near: Bools = ways.way <= (limit[ways.place] if limit.ndim else limit)
    return near


def nearest_share(problem: SitingProblem, opened: Bools) -> Floats:
    """Return 1 for the pair of each place and its nearest open site; of equals the first site."""
    ways = problem.ways
    share = np.zeros(len(ways.way))
    ranked, begins = ways.nearest_first(opened[ways.site])
    share[ranked[begins]] = 1.0
    return share


def plan_of(problem: SitingProblem, choice: Choice) -> SitingPlan:
    """Return the plan by ids."""
    ways, served = problem.ways, np.flatnonzero(choice.share > 0.0)
    served = served[np.lexsort((ways.site[served], ways.place[served]))]
    return SitingPlan(
        opened=tuple(problem.sites.ids[j] for j in np.flatnonzero(choice.opened)),
        place=tuple(problem.places.ids[i] for i in ways.place[served]),
        site=tuple(problem.sites.ids[j] for j in ways.site[served]),
        share=choice.share[served],
    )
