"""Requirements of an odd number of rows at once, which a linear relaxation breaks.

Where an open site counts in full for every row that it reaches, three rows need two sites between them unless
one reaches all three or a row goes without, and five rows need three: half the sum of their requirements,
rounded up, says so (Chvátal 1973; Caprara & Fischetti 1996).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.relaxation import Cuts, Prices

__all__ = ["broken_by"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: What a requirement has to be broken by, and how many to take.
_BROKEN, _MOST = 0.03, 3000
#: Pairs of rows to go on with from each set, and by how much it may be kept to be gone on with.
_EACH, _KEPT = 2, -0.25
#: Most rows of a requirement.
_SIZE = 5


def broken_by(problem: AmountsProblem, prices: Prices, stopped: Callable[[], bool]) -> Cuts:
    """Return the requirements of odd numbers of rows that a relaxation breaks most.

    Parameters
    ----------
    problem : AmountsProblem
    prices : Prices
    stopped : callable
        Whether to come to an end with what is found.
    """
    if problem.worth.shape[1] != 1:
        return Cuts.none(problem)
    room = problem.room[:, 0]
    row = np.repeat(np.arange(len(room)), np.diff(problem.amounts.indptr))
    part = np.bincount(row[problem.amounts.data < room[row]], minlength=len(room)) > 0
    reach = csr_array(problem.amounts > 0.0).astype(np.float64)
    lacking = prices.lacking[:, 0] / np.maximum(room, 1e-12)
    served = reach @ prices.share
    looked_at = (room > 0.0) & ~part & (served + lacking < 1.2) & (lacking < 0.6)
    looked_at &= prices.step[:, 0] < problem.worth[:, 0]  # what nobody pays for does not hold the bound back
    open_some = np.flatnonzero(prices.share > 1e-6)
    search = _Odd(csr_array(reach[:, open_some]), prices.share[open_some], lacking, looked_at)
    return _cuts(reach, room, search.most_broken(stopped))


class _Odd:
    """Sets of rows whose common requirement is broken.

    Parameters
    ----------
    reach : csr_array of float, shape (rows, sites)
        Of the sites that are open in part.
    share : ndarray of float, shape (sites,)
    lacking : ndarray of float, shape (rows,)
    looked_at : ndarray of bool, shape (rows,)
    """

    def __init__(self, reach: csr_array, share: Floats, lacking: Floats, looked_at: Bools) -> None:
        self._reach, self._share, self._rows = reach, share, np.flatnonzero(looked_at)
        self._near = csr_array(reach @ csr_array(csr_array(reach[self._rows]).T))
        # What a row lacks, and has more than it needs, counts against a requirement.
        self._loose = np.maximum(reach @ share + lacking - 1.0, 0.0) + lacking
        self._found: dict[tuple[int, ...], float] = {}

    def most_broken(self, stopped: Callable[[], bool]) -> list[tuple[int, ...]]:
        """Return the sets whose requirements are broken most."""
        for row in self._rows:
            if stopped():
                break
            self._widen((int(row),), self._rows[self._near[[row]].indices])
        return sorted(self._found, key=lambda key: (-self._found[key], key))[:_MOST]

    def _widen(self, chosen: tuple[int, ...], others: Ints) -> None:
        """Add two of the rows near by to a set, the best ones first, and go on from there."""
        others = others[~np.isin(others, chosen)]
        if len(others) < 2:
            return
        part = self._reach[others]
        columns, at = np.unique(part.indices, return_inverse=True)
        table = np.zeros((len(others), len(columns)))
        table[np.repeat(np.arange(len(others)), np.diff(part.indptr)), at] = 1.0
        odd = self._reach[list(chosen)].sum(axis=0) % 2.0
        turned = (self._share * (1.0 - 2.0 * odd))[columns]
        alone = table @ turned + self._loose[others]
        both = alone[:, None] + alone - 2.0 * (table * turned) @ table.T
        broken = (1.0 - float(odd @ self._share) - self._loose[list(chosen)].sum() - both) / 2.0
        np.fill_diagonal(broken, -np.inf)
        for _ in range(_EACH):
            one, two = np.unravel_index(int(broken.argmax()), broken.shape)
            if broken[one, two] < (_KEPT if len(chosen) + 2 < _SIZE else _BROKEN):
                break
            wider = (*chosen, int(others[one]), int(others[two]))
            if broken[one, two] >= _BROKEN:
                self._found[tuple(sorted(wider))] = float(broken[one, two])
            if len(wider) < _SIZE:
                self._widen(wider, others)
            broken[[one, two]] = -np.inf
            broken[:, [one, two]] = -np.inf


def _cuts(reach: csr_array, room: Floats, sets: list[tuple[int, ...]]) -> Cuts:
    """Half the sum of the requirements of each set, rounded up."""
    size = np.array([len(each) for each in sets], dtype=np.int64)
    row = np.array([row for each in sets for row in each], dtype=np.int64)
    which = np.repeat(np.arange(len(sets)), size)
    chosen = csr_array((np.ones(len(row)), (which, row)), shape=(len(sets), reach.shape[0]))
    sites = csr_array(chosen @ reach)
    sites.data = np.ceil(sites.data / 2.0)
    rows = csr_array((1.0 / room[row], (which, row)), shape=chosen.shape)
    return Cuts(sites, rows, ((size + 1) // 2).astype(np.float64))
