"""The sites farthest apart, by local search and by proofs that no sites are farther apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.clock import Clock
from optimizer.monitor import Monitor, Silent
from optimizer.result import Status
from optimizer.siting.dispersion.cliques import Cliques, kernel
from optimizer.siting.dispersion.enumeration import Found, enumerated
from optimizer.siting.dispersion.packing import Neighbours, packed, spread
from optimizer.siting.dispersion.problem import DispersionProblem
from optimizer.siting.effort import Untold

__all__ = ["DispersionAnswer", "solve_dispersion"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Steps of local search a site without a longer way, and those at the least.
_STEPS, _FEWEST = 50, 200
#: Share of the time that is left which goes to one part: the first plan, later plans, one branch and cut, one
#: going through the choices.
_PLAN, _LATER, _BRANCH, _CHOICES = 0.3, 0.3, 0.4, 0.1
#: Sites looked at in a first try of going through the choices.
_WORK = 2e6
#: The first bound is looked for this much farther up in the sorted pairs, then twice as far, and so on.
_FARTHER = 0.1
#: Ways that differ by less than this share are told apart by branch and cut alone.
_CLOSE = 5e-4


@dataclass(frozen=True)
class DispersionAnswer:
    """Sites, the shortest way between two of them, and its bound.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,)
    value, bound : float
        ``inf`` where no pair of open sites is listed, or may be so.
    status : Status
    """

    opened: Bools
    value: float
    bound: float
    status: Status


def solve_dispersion(
    problem: DispersionProblem, *, seconds: float = 60.0, seed: int = 0, monitor: Monitor | None = None
) -> DispersionAnswer:
    """Return the sites of which the two closest are as far apart as can be.

    The value is one of the ways. That no sites keep one of them is proven by cliques of sites too near to one
    another, by going through the choices, or by branch and cut (Sayah & Irnich 2017; Contardo 2020).

    Parameters
    ----------
    problem : DispersionProblem
    seconds : float
        Wall time; when it runs out the best sites and the bound are returned.
    seed : int
    monitor : Monitor, optional
    """
    ladder = _Ladder(problem, Clock(seconds), seed, monitor or Silent())
    ladder.pack(_PLAN)
    ladder.bound_by_cliques()
    if not ladder.done():
        ladder.pack(_LATER)
        ladder.branch()
    told = monitor is not None and monitor.cancelled()
    status = Status.OPTIMAL if ladder.closed() else Status.CANCELLED if told else Status.LIMIT
    return DispersionAnswer(ladder.opened, ladder.value, ladder.bound, status)


@dataclass(frozen=True)
class _Graph:
    """Sites that may be open, those of them that are too near to one another, and cliques of those."""

    sites: Ints
    near: Bools

    @cached_property
    def cliques(self) -> Cliques:
        return Cliques(self.near)


class _Ladder:
    """Between which of the sorted ways the answer is.

    A rung is kept where no two open sites are closer than its way; the last one, above all ways, where no
    pair of open sites is listed.
    """

    def __init__(self, problem: DispersionProblem, clock: Clock, seed: int, monitor: Monitor) -> None:
        self._problem, self._clock, self._seed, self._monitor = problem, clock, seed, monitor
        self._ways, self._closer = np.unique(problem.way, return_index=True)
        self._ways = np.append(self._ways, np.inf)
        self._closer = np.append(self._closer, len(problem.way))
        self._neighbours = Neighbours(problem)
        self._graphs: dict[int, _Graph] = {}
        self._kept = 0
        self._need = problem.least - int(problem.forced.sum())
        # Nothing is farther apart than the sites that are forced.
        self._broken = self._rung(problem.nearest(problem.forced)) + 1
        self._take(spread(problem, self._neighbours, seed=seed))

    @property
    def value(self) -> float:
        """Shortest way between two open sites."""
        return float(self._ways[self._kept])

    @property
    def bound(self) -> float:
        """No sites are farther apart."""
        return float(self._ways[self._broken - 1])

    def closed(self) -> bool:
        """Whether value and bound are the same."""
        return self._kept + 1 >= self._broken

    def done(self) -> bool:
        """Whether nothing is left to do, or no time to do it."""
        return self.closed() or self._clock.over(self._monitor)

    def pack(self, share: float) -> None:
        """Look for sites farther apart."""
        if self.done():
            return
        self._seed += 1
        found = packed(
            self._problem,
            self._neighbours,
            self.opened,
            steps=_FEWEST + _STEPS * self._problem.sites,
            clock=Clock(share * self._clock.left()),
            monitor=self._monitor,
            seed=self._seed,
        )
        self._take(found)

    def bound_by_cliques(self) -> None:
        """Halve the rungs between the value and what can be excluded, from a little above the value on."""
        low, top, reach = self._kept, self._broken, _FARTHER
        while not self.done() and not self._alike(low):
            rung = (low + self._broken) // 2
            if self._broken == top:
                goal = (1.0 + reach) * self._closer[self._kept]
                rung = max(low + 1, min(rung, int(np.searchsorted(self._closer, goal))))
                reach *= 2.0
            self._decide(rung)
            low = max(self._kept, rung if rung < self._broken else low)
        if not self.done():
            # More often than not the sites are the best ones, and that is proven at once.
            self._decide(self._kept + 1)

    def branch(self) -> None:
        """Decide rungs between value and bound; of those that take too long, look farther up."""
        low = self._kept
        while not self.done():
            if low + 1 >= self._broken:
                low = self._kept
            rung = (low + self._broken) // 2
            self._branch(rung)
            low = max(self._kept, rung if rung < self._broken else low)

    def _alike(self, low: int) -> bool:
        return low + 1 >= self._broken or self.bound <= (1.0 + _CLOSE) * float(self._ways[low])

    def _decide(self, rung: int) -> None:
        """Look whether a rung is kept, by few choices and by cliques."""
        graph = self._graph(rung)
        self._learn(rung, enumerated(graph.near, self._need, work=_WORK, clock=self._clock))
        if self._kept < rung < self._broken:
            none = graph.cliques.exclude(self._need, clock=self._clock, seed=self._seed)
            self._learn(rung, Found(none=none))

    def _branch(self, rung: int) -> None:
        """Look longer whether a rung is kept, by choices and by branch and cut."""
        graph = self._graph(rung)
        clock = Clock(_CHOICES * self._clock.left())
        self._learn(rung, enumerated(graph.near, self._need, work=np.inf, clock=clock))
        if self._kept < rung < self._broken:
            clock = Clock(_BRANCH * self._clock.left())
            self._learn(
                rung,
                graph.cliques.branch(self._need, clock=clock, seed=self._seed, monitor=Untold(self._monitor)),
            )

    def _learn(self, rung: int, found: Found) -> None:
        if found.none:
            self._broken = rung
            self._tell()
        elif found.chosen is not None:
            opened = self._problem.forced.copy()
            opened[self._graph(rung).sites[found.chosen]] = True
            self._take(opened)

    def _graph(self, rung: int) -> _Graph:
        if rung not in self._graphs:
            self._graphs = {rung: _graph_of(self._problem, int(self._closer[rung]))}
        return self._graphs[rung]

    def _rung(self, way: float) -> int:
        return int(np.searchsorted(self._ways, way))

    def _take(self, opened: Bools) -> None:
        self.opened = opened
        self._kept = self._rung(self._problem.nearest(opened))
        self._tell()

    def _tell(self) -> None:
        self._monitor.report(aim="siting", incumbent=self.value, bound=self.bound)


def _graph_of(problem: DispersionProblem, closer: int) -> _Graph:
    """The graph of so many of the closest pairs, of sites that forced and better ones leave."""
    one, other, self = problem.one[:closer], problem.other[:closer], np.arange(problem.sites)
    free = ~problem.banned & ~problem.forced
    free[other[problem.forced[one]]] = False
    free[one[problem.forced[other]]] = False
    row, column = np.concatenate([one, other, self]), np.concatenate([other, one, self])
    entries = (np.ones(len(row), dtype=np.int64), (row, column))
    near = csr_array(csr_array(entries, shape=(problem.sites, problem.sites))[free][:, free])
    left = kernel(near)
    matrix: Bools = near[left][:, left].toarray() > 0
    np.fill_diagonal(matrix, False)
    return _Graph(np.flatnonzero(free)[left], matrix)
