"""What of a cover problem has to be looked at: rows and columns that others make needless are left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.siting.cover.problem import CoverProblem

__all__ = ["Reduced", "reduced"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Reduced:
    """Places and sites that are left.

    Attributes
    ----------
    reach : csr_array of int, shape (places left, sites left)
    need : ndarray of int, shape (places left,)
        What forced sites do not give them.
    sites : ndarray of int, shape (sites left,)
    opening : ndarray of float, shape (sites left,)
        Cost of each.
    """

    reach: csr_array
    need: Ints
    sites: Ints
    opening: Floats

    @property
    def hopeless(self) -> bool:
        """Whether some place has fewer sites than it needs."""
        return bool((np.diff(self.reach.indptr) < self.need).any())


def reduced(problem: CoverProblem) -> Reduced:
    """Leave out what does not matter to the least cost.

    A place that needs no more than another one and is reached by all sites that reach that one is covered
    with it. Where each place needs one site only, a site is needless that reaches no place that one as cheap
    does not reach as well (Toregas & ReVelle 1973).

    Parameters
    ----------
    problem : CoverProblem
    """
    need = problem.need - problem.reach @ problem.forced.astype(np.int64)
    sites = np.flatnonzero(~problem.forced & ~problem.banned)
    rows = need > 0
    reach, need = csr_array(problem.reach[rows][:, sites]), need[rows]
    while True:
        before = reach.shape
        kept = ~_covered_with_others(reach, need)
        reach, need = csr_array(reach[kept]), need[kept]
        if (need <= 1).all():
            kept = ~_needless(csr_array(reach.T), problem.opening[sites])
            reach, sites = csr_array(reach[:, kept]), sites[kept]
        if reach.shape == before:
            return Reduced(reach, need, sites, problem.opening[sites])


def _covered_with_others(reach: csr_array, need: Ints) -> Bools:
    """Places whose sites include all those of a place that needs as many; of equals the first one stays."""
    inner, outer, same = _within(reach)
    drop = (need[inner] >= need[outer]) & (~same | (need[inner] > need[outer]) | (inner < outer))
    found = np.zeros(reach.shape[0], dtype=bool)
    found[outer[drop]] = True
    return found


def _needless(reached: csr_array, opening: Floats) -> Bools:
    """Sites whose places another one reaches for no more money; of equals the first one stays."""
    inner, outer, same = _within(reached)
    drop = (opening[inner] >= opening[outer]) & (~same | (opening[inner] > opening[outer]) | (inner > outer))
    found: Bools = np.diff(reached.indptr) == 0
    found[inner[drop]] = True
    return found


def _within(rows: csr_array) -> tuple[Ints, Ints, Bools]:
    """Pairs of rows of which all entries of the first are in the second, and whether they are the same."""
    shared = (rows @ rows.T).tocoo()
    size = np.diff(rows.indptr)
    mine = (shared.data == size[shared.row]) & (shared.row != shared.col)
    inner, outer = shared.row[mine].astype(np.int64), shared.col[mine].astype(np.int64)
    return inner, outer, size[inner] == size[outer]
