"""Requirements of an odd number of rows at once, which a linear relaxation breaks.

Where an open site counts in full for every row that it reaches, three rows need two sites between them unless
one reaches all three or a row goes without, and five rows need three: half the sum of their requirements,
rounded up, says so (Chvátal 1973; Caprara & Fischetti 1996).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.clock import Clock
from optimizer.monitor import Monitor
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.relaxation import Cuts, Prices, priced
from optimizer.siting.stretches import stretches

__all__ = ["broken_by", "cut_again"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: What a requirement has to be broken by, and how many to take, in all and of those that hold the same row.
_BROKEN, _MOST, _ALIKE = 0.03, 8000, 12
#: Price of a cut below which it is dropped.
_LIVE = 1e-6
#: Pairs of rows to go on with from each set, and by how much it may be kept to be gone on with.
_EACH, _KEPT = 2, -0.25


def broken_by(problem: AmountsProblem, prices: Prices, stopped: Callable[[], bool], *, size: int = 5) -> Cuts:
    """Return the requirements of odd numbers of rows that a relaxation breaks most.

    Parameters
    ----------
    problem : AmountsProblem
    prices : Prices
    stopped : callable
        Whether to come to an end with what is found.
    size : int
        Most rows of a requirement.
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
    return _cuts(reach, room, search.most_broken(stopped, size))


def cut_again(
    problem: AmountsProblem,
    cuts: Cuts,
    prices: Prices,
    *,
    size: int,
    tolerance: float,
    share: float,
    clock: Clock,
    monitor: Monitor,
) -> tuple[Cuts, Prices] | None:
    """Add requirements that a relaxation breaks to those that bind it, and price them all.

    Parameters
    ----------
    problem : AmountsProblem
    cuts, prices : Cuts, Prices
        Those of the relaxation.
    size : int
        Most rows of a requirement.
    tolerance : float
        Relative gap at which the relaxation stops.
    share : float
        Of the time that is left, for looking for requirements.
    clock : Clock
        Time for all of it.
    monitor : Monitor
        Is asked whether to come to an end.

    Returns
    -------
    tuple of (Cuts, Prices) or None
        None where none is broken, or there is no time left.
    """
    looking = Clock(share * clock.left())
    more = broken_by(problem, prices, lambda: looking.over(monitor), size=size)
    if not len(more.need) or clock.over(monitor):
        return None
    cuts = cuts.only(prices.cut > _LIVE).with_more(more)
    return cuts, priced(problem, cuts, seconds=clock.left(), tolerance=tolerance)


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
        self._rows = np.flatnonzero(looked_at & (np.diff(reach.indptr) > 0))
        self._reach, self._share = csr_array(reach[self._rows]), share
        self._near = csr_array(self._reach @ self._reach.T)
        # What a row lacks, and has more than it needs, counts against a requirement.
        self._loose = (np.maximum(reach @ share + lacking - 1.0, 0.0) + lacking)[self._rows]

    def most_broken(self, stopped: Callable[[], bool], size: int) -> list[tuple[int, ...]]:
        """Return the sets whose requirements are broken most, few of them alike."""
        found: dict[tuple[int, ...], float] = {}
        for row in range(len(self._rows)):
            if stopped():
                break
            rows = np.sort(self._near.indices[self._near.indptr[row] : self._near.indptr[row + 1]])
            near = _Near(self._rows[rows], self._table(rows), self._loose[rows])
            near.widen((int(np.searchsorted(rows, row)),), size, found)
        return _unlike(sorted(found, key=lambda key: (-found[key], key)))

    def _table(self, rows: Ints) -> tuple[Floats, Floats]:
        """Which sites reach some rows, shape (rows, those sites), and how far those are open."""
        first, size = self._reach.indptr[rows], np.diff(self._reach.indptr)[rows]
        sites = self._reach.indices[stretches(first, size)]
        mine = np.zeros(len(self._share), dtype=np.int64)
        mine[sites] = 1
        mine = mine.cumsum() - 1
        table = np.zeros((len(rows), int(mine[-1]) + 1))
        table[np.arange(len(rows)).repeat(size), mine[sites]] = 1.0
        return table, self._share[np.flatnonzero(np.diff(mine, prepend=-1))]


class _Near:
    """Rows near to each other, from which sets are put together.

    Parameters
    ----------
    rows : ndarray of int, shape (rows,)
    table : (ndarray of float, shape (rows, sites); ndarray of float, shape (sites,))
        Which sites reach them, and how far those are open.
    loose : ndarray of float, shape (rows,)
        What counts against a requirement of each.
    """

    def __init__(self, rows: Ints, table: tuple[Floats, Floats], loose: Floats) -> None:
        self._rows, (self._table, self._share), self._loose = rows.tolist(), table, loose

    def widen(self, chosen: tuple[int, ...], size: int, found: dict[tuple[int, ...], float]) -> None:
        """Add two rows to a set, the best ones first, note what is broken, and go on from there."""
        mine = list(chosen)
        odd = self._table[mine].sum(axis=0) % 2.0
        turned = self._table * (self._share * (1.0 - 2.0 * odd))
        alone = turned.sum(axis=1) + self._loose
        both = alone[:, None] + alone - 2.0 * turned @ self._table.T
        broken = (1.0 - float(odd @ self._share) - self._loose[mine].sum() - both) / 2.0
        np.fill_diagonal(broken, -np.inf)
        broken[mine] = broken[:, mine] = -np.inf
        for _ in range(_EACH):
            one, two = divmod(int(broken.argmax()), len(broken))
            if not broken[one, two] >= (_KEPT if len(chosen) + 2 < size else _BROKEN):
                break
            wider = (*chosen, one, two)
            if broken[one, two] >= _BROKEN:
                found[tuple(sorted(self._rows[each] for each in wider))] = float(broken[one, two])
            if len(wider) < size:
                self.widen(wider, size, found)
            broken[[one, two]] = -np.inf
            broken[:, [one, two]] = -np.inf


def _unlike(sets: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The first sets of those that hold each row: more of them would say nearly the same."""
    found: list[tuple[int, ...]] = []
    times = Counter[int]()
    for rows in sets:
        if len(found) < _MOST and all(times[row] < _ALIKE for row in rows):
            found.append(rows)
            times.update(rows)
    return found


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
