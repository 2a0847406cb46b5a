"""How many sites at most keep a way: weights of cliques that outweigh every site.

Of sites that are pairwise too near only one can be open. Where each site lies in cliques of weight 1 or more
in total, no more can be open than all weights together (Nemhauser & Sigismondi 1992; Sayah & Irnich 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, vstack

from optimizer.clock import Clock
from optimizer.integer import IntegerProgram, Stop, branch_and_cut, new_highs
from optimizer.monitor import Monitor
from optimizer.siting.dispersion.enumeration import Found

__all__ = ["Cliques", "kernel"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ints32 = NDArray[np.int32]
#: A weight of one, in the whole numbers that proofs are counted in.
_ONE = 2**30
#: Most pairs of neighbours that are looked at one by one to leave sites out; most sites where all are.
_PRODUCTS, _DENSE = 1e8, 4000
#: Neighbours of a site up to which those that have most of the others as neighbours come first.
_AROUND = 400
#: A clique is broken by more than this, and a value of less than this counts as none.
_BROKEN, _NOTHING = 1e-3, 1e-4
#: The rounds that remain are taken to gain no more than so many times what the last one has.
_HOPE = 4.0


def kernel(near: csr_array) -> Ints:
    """Return sites that are enough: one is left out whose neighbours are also those of a neighbour of it.

    Parameters
    ----------
    near : csr_array of int, shape (sites, sites)
        1 for pairs that are too near, and for each site itself.
    """
    left = np.arange(near.shape[0])
    while True:
        inner, outer = _within(near)
        size = np.diff(near.indptr)
        replaced = (size[inner] < size[outer]) | (inner < outer)
        kept = np.ones(len(left), dtype=bool)
        kept[outer[replaced]] = False
        if kept.all():
            return left
        left, near = left[kept], csr_array(near[kept][:, kept])


def _within(near: csr_array) -> tuple[Ints, Ints]:
    """Pairs of sites that are too near, of which the second has all neighbours of the first."""
    size, none = np.diff(near.indptr), np.zeros(0, dtype=np.int64)
    if float((size.astype(float) ** 2).sum()) < _PRODUCTS:
        shared = (near @ near).multiply(near).tocoo()
        inner, outer = shared.coords
        all_of = shared.data == size[inner]
        inner, outer = inner[all_of], outer[all_of]
    elif len(size) <= _DENSE:
        whole = near.toarray().astype(np.float32)
        inner, outer = np.nonzero((whole @ whole == size[:, None]) & (whole > 0))
    else:
        return none, none
    other = inner != outer
    return inner[other], outer[other]


@dataclass
class Cliques:
    """Cliques of a graph, as many as were needed.

    Attributes
    ----------
    near : ndarray of bool, shape (sites, sites)
        Pairs that are too near; not a site with itself.
    members : list of tuple of int
    """

    near: Bools

    def __post_init__(self) -> None:
        self.members: list[tuple[int, ...]] = []
        self._known: set[tuple[int, ...]] = set()
        self._fewest = 0
        covered = np.zeros(len(self.near), dtype=bool)
        degree = self.near.sum(axis=1)
        for site in np.argsort(degree, kind="stable").tolist():
            around = np.flatnonzero(self.near[site])
            few = len(around) <= _AROUND
            alike = self.near[np.ix_(around, around)].sum(axis=1) if few else degree[around]
            clique = self._add(site, around[np.argsort(-alike, kind="stable")])
            if not covered[site]:
                # Cliques that cover all sites: no more can be open.
                self._fewest += 1
                covered[list(clique)] = True

    def most(self, weight: Floats) -> float:
        """Return how many sites can be open at most by weights of cliques.

        They are counted in whole numbers; a site that lacks weight gets it by itself.

        Parameters
        ----------
        weight : ndarray of float, shape (cliques,)
            From 0 on.
        """
        counted = np.floor(np.minimum(weight, 1.0) * _ONE).astype(np.int64)
        lacking = np.maximum(0, _ONE - self._matrix().T @ counted)
        return float(int(counted.sum() + lacking.sum()) / _ONE)

    def exclude(self, sites: int, *, clock: Clock, seed: int) -> bool:
        """Whether the cliques prove that so many sites do not keep the way; more are found as needed.

        Parameters
        ----------
        sites : int
        clock : Clock
        seed : int
        """
        if self._fewest < sites:
            return True
        highs, rng = _linear(len(self.near), seed), np.random.default_rng(seed)
        last, stated = np.inf, 0
        while clock.left() > 0.0:
            _state(highs, self.members[stated:])
            stated = len(self.members)
            highs.setOptionValue("time_limit", highs.getRunTime() + max(clock.left(), 0.05))
            highs.run()
            solution = highs.getSolution()
            value, weight = np.array(solution.col_value), np.maximum(0.0, -np.array(solution.row_dual))
            total = self.most(weight)
            if total < sites:
                return True
            if (last - total) * _HOPE < total - sites and last < np.inf and last - total < 1.0:
                return False
            last = min(last, total)
            if not self._separate(value, rng):
                return False
        return False

    def branch(self, sites: int, *, clock: Clock, seed: int, monitor: Monitor) -> Found:
        """Look for so many sites by branch and cut.

        Parameters
        ----------
        sites : int
        clock : Clock
        seed : int
        monitor : Monitor
            Is asked whether to go on.
        """
        if not self._cover_pairs(clock):
            return Found()
        size = len(self.near)
        # With so many sites the search is at its end.
        rows = csc_array(vstack([self._matrix().astype(float), csr_array(np.ones((1, size)))]))
        most = np.append(np.ones(len(self.members)), float(sites))
        program = IntegerProgram.cut_out(
            rows,
            costs=-np.ones(size),
            rows=(np.full(len(most), -np.inf), most),
            columns=(np.zeros(size), np.ones(size)),
            whole=np.arange(size),
        )
        assert program is not None, "no site is fixed"
        stop = Stop(gap=0.0, least=1.0 - 1e-6, nodes=1_000_000, seconds=clock.left(), monitor=monitor)
        answer = branch_and_cut(program, stop=stop, seed=seed, start=None)
        chosen = None if answer.values is None else answer.values > 0.5
        if chosen is not None and chosen.sum() >= sites and not self.near[np.ix_(chosen, chosen)].any():
            return Found(chosen)
        return Found(none=answer.bound > -sites + 1e-6)

    def _matrix(self) -> csr_array:
        starts, column = _compressed(self.members)
        ones = np.ones(len(column), dtype=np.int64)
        return csr_array((ones, column, starts), shape=(len(self.members), len(self.near)))

    def _separate(self, value: Floats, rng: np.random.Generator) -> int:
        """Add cliques that a fractional point breaks, one or two a site; return how many."""
        before = len(self.members)
        rank = value + 1e-6 * rng.random(len(value))
        for site in np.flatnonzero(value > _NOTHING).tolist():
            around = np.flatnonzero(self.near[site])
            around = around[np.argsort(-rank[around], kind="stable")]
            self._add(site, around, value)
            weighty = around[value[around] > _NOTHING]
            if len(weighty):
                mate = int(rng.choice(weighty))
                self._add(site, np.concatenate([[mate], around[around != mate]]), value)
        return len(self.members) - before

    def _add(self, site: int, around: Ints, value: Floats | None = None) -> tuple[int, ...]:
        """Grow a clique from a site, taking of its neighbours those that fit in the order given."""
        clique = [site]
        while len(around):
            mate = int(around[0])
            clique.append(mate)
            around = around[1:][self.near[mate, around[1:]]]
        found = tuple(sorted(clique))
        if found not in self._known and (value is None or value[clique].sum() > 1.0 + _BROKEN):
            self._known.add(found)
            self.members.append(found)
        return found

    def _cover_pairs(self, clock: Clock) -> bool:
        """Add cliques until each pair that is too near lies in one; False where that takes too long."""
        matrix = self._matrix()
        bare = np.triu(self.near & ~((matrix.T @ matrix).toarray() > 0))
        for one, other in zip(*np.nonzero(bare), strict=True):
            if bare[one, other]:
                if clock.left() <= 0.0:
                    return False
                around = np.flatnonzero(self.near[one] & self.near[other])
                clique = list(self._add(int(one), np.concatenate([[other], around])))
                bare[np.ix_(clique, clique)] = False
        return True


def _linear(sites: int, seed: int) -> highspy.Highs:
    """Most sites, each a fraction; a point amid the best ones breaks more cliques than a corner."""
    highs = new_highs(seed)
    for option, value in (("solver", "ipm"), ("run_crossover", "off"), ("presolve", "off")):
        highs.setOptionValue(option, value)
    highs.setOptionValue("ipm_optimality_tolerance", 1e-5)
    none = np.zeros(0, dtype=np.int32)
    highs.addCols(sites, -np.ones(sites), np.zeros(sites), np.full(sites, np.inf), 0, none, none, np.zeros(0))
    return highs


def _state(highs: highspy.Highs, cliques: list[tuple[int, ...]]) -> None:
    starts, index = _compressed(cliques)
    size, ones = len(cliques), np.ones(len(index))
    highs.addRows(size, np.full(size, -np.inf), np.ones(size), len(index), starts[:-1], index, ones)


def _compressed(cliques: list[tuple[int, ...]]) -> tuple[Ints32, Ints32]:
    """Where each clique starts, and all members one after another."""
    starts = np.cumsum([0, *map(len, cliques)]).astype(np.int32)
    return starts, np.fromiter(chain.from_iterable(cliques), dtype=np.int32, count=int(starts[-1]))
