"""What sites earn when each place is taken wholly or not at all: exact knapsacks, all sites side by side."""

from __future__ import annotations

from functools import reduce
from math import gcd

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.capacity.problem import CapacityProblem

__all__ = ["Knapsacks"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Most cells (places times sites times capacity) that are worth it.
_CELLS = 20_000_000


class Knapsacks:
    """Capacities and demand in whole units, for programs over all amounts up to a capacity.

    Parameters
    ----------
    problem : CapacityProblem
        With whole demand, see `fit`.
    """

    def __init__(self, problem: CapacityProblem) -> None:
        self._problem = problem
        unit = _unit(problem)
        self._use = (problem.demand / unit).astype(np.int64)
        self._room = np.minimum(np.floor(problem.capacity / unit + 1e-9), self._use.sum()).astype(np.int64)

    @staticmethod
    def fit(problem: CapacityProblem) -> bool:
        """Return whether demand is in whole units, and the programs are small enough."""
        if not problem.single or not problem.places or not (problem.demand == np.rint(problem.demand)).all():
            return False
        room = min(float(problem.capacity.max(initial=0.0)), float(problem.demand.sum())) / _unit(problem)
        return problem.places * problem.sites * (room + 1.0) <= _CELLS

    def filled(self, offers: Floats, pairs: Ints) -> tuple[Floats, Floats]:
        """Return which of some pairs each site takes, and what it earns by them.

        Parameters
        ----------
        offers : ndarray of float, shape (places,)
        pairs : ndarray of int, shape (pairs,)
            Those that cost less than is offered.

        Returns
        -------
        tuple of ndarray of float, shapes (pairs,), (sites,)
        """
        problem = self._problem
        use, gain = self._use[problem.place[pairs]], offers[problem.place[pairs]] - problem.cost[pairs]
        fit = np.flatnonzero(use <= self._room[problem.site[pairs]])
        taken, earned = np.zeros(len(pairs)), np.zeros(problem.sites)
        if len(fit):
            taken[fit], sites, best = _packed(problem.site[pairs[fit]], use[fit], gain[fit], self._room)
            earned[sites] = best
        return taken, earned


def _packed(site: Ints, use: Ints, gain: Floats, room: Ints) -> tuple[Floats, Ints, Floats]:
    """Which entries each site takes for the most gain; the sites, and that gain."""
    count = np.bincount(site, minlength=len(room))
    sites = np.argsort(-count, kind="stable")[: int((count > 0).sum())]
    number = np.zeros(len(room), dtype=np.int64)
    number[sites] = np.arange(len(sites))
    order = np.argsort(number[site], kind="stable")
    begin = np.cumsum(count[sites]) - count[sites]
    width, most = int(room[sites].max()) + 1, int(use.max())
    worth = np.zeros((len(sites), most + width))
    worth[:, :most] = -np.inf  # less room than none
    cell = np.arange(len(sites))[:, None] * (most + width) + most + np.arange(width)
    better = []
    for rank in range(int(count.max())):
        active = int((count[sites] > rank).sum())
        entry = order[begin[:active] + rank]
        with_it = worth.ravel()[cell[:active] - use[entry][:, None]] + gain[entry][:, None]
        now = worth[:active, most:]
        better.append((entry, with_it > now))
        np.maximum(with_it, now, out=now)
    taken, left = np.zeros(len(site)), room[sites].copy()
    for entry, mine in reversed(better):
        chosen = mine[np.arange(len(entry)), left[: len(entry)]]
        taken[entry] = chosen
        left[: len(entry)] -= use[entry] * chosen
    return taken, sites, worth[np.arange(len(sites)), most + room[sites]]


def _unit(problem: CapacityProblem) -> float:
    return float(reduce(gcd, problem.demand.astype(np.int64).tolist(), 0) or 1)
