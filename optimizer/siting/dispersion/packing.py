"""Sites far apart, by local search: one in and the one too near out, for ever longer ways.

With a way given, sites that keep it are an independent set of the graph of pairs that are closer; it grows by
swaps of one for one, and now and then of one for two (Andrade, Resende & Werneck 2012).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.monitor import Monitor
from optimizer.siting.dispersion.problem import DispersionProblem

__all__ = ["Neighbours", "packed", "spread"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
#: Steps that a site which was swapped stays as it is.
_REST = 10
#: Every so many steps one site replaces two.
_SHAKE = 1000
#: Steps between two looks at the clock.
_LOOK = 256


class Neighbours:
    """For each site the others, the closest first.

    Parameters
    ----------
    problem : DispersionProblem
    """

    def __init__(self, problem: DispersionProblem) -> None:
        self._problem = problem
        ends = np.column_stack([problem.one, problem.other])
        from_site = ends.ravel()
        order = np.argsort(from_site, kind="stable")
        self._to = ends[:, ::-1].ravel()[order]
        self._start = np.searchsorted(from_site[order], np.arange(problem.sites + 1))
        self._way = np.repeat(problem.way, 2)[order]
        self._many = np.zeros(problem.sites, dtype=np.int64)

    def look(self, closest: int) -> None:
        """Count as near the ends of so many of the closest pairs."""
        one, other = self._problem.one[:closest], self._problem.other[:closest]
        self._many = np.bincount(one, minlength=self._problem.sites)
        self._many += np.bincount(other, minlength=self._problem.sites)

    def near(self, site: int) -> Ints:
        """The sites too near to one."""
        first = self._start[site]
        found: Ints = self._to[first : first + self._many[site]]
        return found

    def ways(self, site: int) -> NDArray[np.float64]:
        """The ways from one site to all, shape (sites,)."""
        found = np.full(self._problem.sites, np.inf)
        mine = slice(self._start[site], self._start[site + 1])
        found[self._to[mine]] = self._way[mine]
        return found


def spread(problem: DispersionProblem, neighbours: Neighbours, *, seed: int) -> Bools:
    """Open the site that is farthest from those that are open, again and again (Ravi et al. 1994)."""
    opened = problem.forced.copy()
    room = np.where(opened | problem.banned, -1.0, np.inf)
    for site in np.flatnonzero(opened).tolist():
        room = np.minimum(room, neighbours.ways(site))
    allowed = np.flatnonzero(~problem.banned)
    first = int(np.random.default_rng(seed).choice(allowed))
    while opened.sum() < problem.least:
        site = int(room.argmax()) if opened.any() else first
        opened[site] = True
        room = np.minimum(room, neighbours.ways(site))
        room[site] = -1.0
    return opened


def packed(
    problem: DispersionProblem,
    neighbours: Neighbours,
    opened: Bools,
    *,
    steps: int,
    clock: Clock,
    monitor: Monitor,
    seed: int,
) -> Bools:
    """Return sites at least as far apart as those given.

    Parameters
    ----------
    problem : DispersionProblem
    neighbours : Neighbours
    opened : ndarray of bool, shape (sites,)
    steps : int
        Steps without a longer way after which the search ends.
    clock : Clock
    monitor : Monitor
    seed : int
    """
    search = _Search(problem, neighbours, seed)
    best, since = opened, 0
    hopeful = search.beyond(opened)
    while hopeful and since < steps:
        if since % _LOOK == 0 and clock.over(monitor):
            break
        since += 1
        if search.step():
            best, since = search.inside.copy(), 0
            hopeful = search.beyond(best)
    return best


class _Search:
    """An independent set that is smaller than wanted, and what stands in the way of each site."""

    def __init__(self, problem: DispersionProblem, neighbours: Neighbours, seed: int) -> None:
        self._problem, self._neighbours = problem, neighbours
        self._rng = np.random.default_rng(seed)
        self._steps, self._near = 0, 0
        self._last = np.zeros(problem.sites, dtype=np.int64)
        self.inside = np.zeros(problem.sites, dtype=bool)

    def beyond(self, opened: Bools) -> bool:
        """Look for longer ways than those between some sites; False where there can be none."""
        problem = self._problem
        value = problem.nearest(opened, beyond=self._near)
        if not np.isfinite(value) or value >= problem.nearest(problem.forced):
            return False
        self._near = int(np.searchsorted(problem.way, value, side="right"))
        self._neighbours.look(self._near)
        self.inside = np.zeros(problem.sites, dtype=bool)
        self._hurdles = np.zeros(problem.sites, dtype=np.int64)
        self._free = ~problem.banned & ~problem.forced
        for site in np.flatnonzero(problem.forced).tolist():
            self._enter(site)
            self._free[self._neighbours.near(site)] = False
        for site in np.flatnonzero(opened & self._free).tolist():
            if self._hurdles[site] == 0:
                self._enter(site)
        return True

    def step(self) -> bool:
        """Put one site in; True where there are as many as wanted now."""
        self._steps += 1
        outside = self._free & ~self.inside
        found = np.flatnonzero(outside & (self._hurdles == 0))
        if len(found):
            self._enter(int(self._rng.choice(found)))
            return int(self.inside.sum()) >= self._problem.least
        site = self._swap(outside)
        if site is None:
            return False
        near = self._neighbours.near(site)
        for out in near[self.inside[near]].tolist():
            self.inside[out] = False
            self._hurdles[self._neighbours.near(out)] -= 1
            self._last[out] = self._steps
        self._enter(site)
        return False

    def _swap(self, outside: Bools) -> int | None:
        """A site that one, or two, are in the way of: by turns any, and the one longest untouched."""
        rested = self._last < self._steps - _REST
        found = np.flatnonzero(outside & (self._hurdles == 1) & rested)
        if not len(found) or self._steps % _SHAKE == 0:
            found = np.flatnonzero(outside & (self._hurdles == 2))
        if not len(found):
            return None
        if self._steps % 2:
            return int(found[self._last[found].argmin()])
        return int(self._rng.choice(found))

    def _enter(self, site: int) -> None:
        self.inside[site] = True
        self._hurdles[self._neighbours.near(site)] += 1
        self._last[site] = self._steps
