"""What rows get where every site fills one step of each row it reaches: counted, and therefore quick."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.stretches import stretches

__all__ = ["Counts", "is_counted"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Pairs of a site and another one that reaches a row of it, up to which they are kept.
_KEPT = 10_000_000


def is_counted(problem: AmountsProblem) -> bool:
    """Whether every site fills one step of each row it reaches, as in maximal and in backup cover."""
    room, amounts = problem.room, problem.amounts
    if not room.shape[1] or (room != room[:, :1]).any():
        return False
    return bool((amounts.data == np.repeat(room[:, 0], np.diff(amounts.indptr))).all())


class Counts:
    """A plan, and what each site is worth to it; see `optimizer.siting.amounts.standing.Standing`.

    Parameters
    ----------
    problem : AmountsProblem
        Such that `is_counted`.
    opened : ndarray of bool, shape (sites,)

    Attributes
    ----------
    opened, worth, gained, sums
        As those of a `Standing`.
    """

    def __init__(self, problem: AmountsProblem, opened: Bools) -> None:
        amounts = problem.amounts
        by_site = csc_array(amounts)
        self._rules, self._rows, self._from = problem.rules, by_site.indices.astype(np.int64), by_site.indptr
        self._sites, self._first = amounts.indices.astype(np.int64), amounts.indptr.astype(np.int64)
        self._degree = np.diff(self._first)
        self._near: dict[int, tuple[Ints, Ints]] | None = {} if (self._degree**2).sum() <= _KEPT else None
        self._most, worth = problem.worth.shape[1] + 2, problem.worth * problem.room
        # What the first, second, ... site is worth to a row: nothing before the first, and after the last.
        more = np.pad(worth, ((0, 0), (1, 4)))
        self._change = _changes(more, self._most)
        row = np.repeat(np.arange(len(self._degree)), self._degree)
        self.opened = opened.copy()
        self.sums: Floats = problem.rules @ opened.astype(np.float64)
        self._count = np.bincount(row[opened[self._sites]], minlength=len(problem.room))
        part = more[row, np.minimum(self._count[row], self._most) + 1 - opened[self._sites]]
        self.worth: Floats = np.bincount(self._sites, weights=part, minlength=len(opened)) - problem.opening
        given = np.minimum(self._count, self._most)
        filled = np.cumsum(more, axis=1)[np.arange(len(given)), given]
        self.gained = float(filled.sum() - problem.opening[opened].sum())

    def toggle(self, site: int) -> None:
        """Open a site that is closed, or close one that is open."""
        mine = self._rows[self._from[site] : self._from[site + 1]]
        sign = -1 if self.opened[site] else 1
        worth = self.worth[site]  # the same before and after
        self.gained += sign * worth
        self.opened[site] ^= True
        if len(self.sums):
            self.sums += sign * self._rules[:, site]
        count = self._count[mine]
        self._count[mine] = count + sign
        change = self._change[sign][mine, np.minimum(count, self._most)].ravel()
        others, at = self._others(site, mine)
        parts = change[at + self.opened[others]]
        self.worth += np.bincount(others, weights=parts, minlength=len(self.worth))
        self.worth[site] = worth

    def restore(self, opened: Bools) -> None:
        """Go back to a plan."""
        for site in np.flatnonzero(self.opened != opened):
            self.toggle(int(site))

    def _others(self, site: int, rows: Ints) -> tuple[Ints, Ints]:
        """The sites that reach each of the rows of a site, and where its change begins."""
        if self._near is not None and site in self._near:
            return self._near[site]
        degree = self._degree[rows]
        found = self._sites[stretches(self._first[rows], degree)], 2 * np.arange(len(rows)).repeat(degree)
        if self._near is not None:
            self._near[site] = found
        return found


def _changes(more: Floats, most: int) -> dict[int, Floats]:
    """What closed and open sites gain at a row by one more (1) and by one less (-1), at each count.

    Each of shape (rows, most + 1, 2).
    """
    fewer = np.pad(more, ((0, 0), (1, 0)))[:, : most + 1]
    here, next_, after = (more[:, start : start + most + 1] for start in range(3))
    up = np.stack([after - next_, next_ - here], axis=2)
    return {1: up, -1: np.stack([here - next_, fewer - here], axis=2)}
