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
#: Entries of the tables, of the rows of a site by the sites that reach them, up to which they are kept, how
#: many there may be for each one that is not empty, and after how many times a site is worth a table.
_KEPT, _EMPTY, _OFTEN = 30_000_000, 10, 2


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
    opened, gained, sums
        As those of a `Standing`.
    worth : ndarray of float, shape (sites,)
        What the plan gains by the site where it is closed; by another one like it where it is open.
    """

    def __init__(self, problem: AmountsProblem, opened: Bools) -> None:
        amounts = problem.amounts
        by_site = csc_array(amounts)
        self._rules, self._rows, self._from = problem.rules, by_site.indices.astype(np.int64), by_site.indptr
        self._sites, self._first = amounts.indices.astype(np.int64), amounts.indptr.astype(np.int64)
        self._degree = np.diff(self._first)
        self._tables: dict[int, tuple[Ints, Floats]] = {}
        self._left, self._times = _KEPT, np.zeros(len(opened), dtype=np.int64)
        self._most, worth = problem.worth.shape[1] + 1, problem.worth * problem.room
        # What one more site is worth to a row that has none, one, ...: nothing after the last step.
        self._more = np.pad(worth, ((0, 0), (0, 3)))
        change = np.diff(self._more, axis=1)
        self._change = {1: change, -1: -np.pad(change, ((0, 0), (1, 0)))}
        self._row, self._opening = np.repeat(np.arange(len(self._degree)), self._degree), problem.opening
        self.restore(opened)

    def restore(self, opened: Bools) -> None:
        """Take up a plan, all counted anew."""
        row, more, opening = self._row, self._more, self._opening
        self.opened = opened.copy()
        self.sums: Floats = self._rules @ opened.astype(np.float64)
        self._count = np.bincount(row[opened[self._sites]], minlength=len(more))
        given = np.minimum(self._count, self._most)
        part = more[row, given[row]]
        self.worth: Floats = np.bincount(self._sites, weights=part, minlength=len(opened)) - opening
        filled = np.where(np.arange(more.shape[1]) < given[:, None], more, 0.0)
        self.gained = float(filled.sum() - opening[opened].sum())

    def toggle(self, site: int) -> Ints:
        """Open a site that is closed, or close an open one; return those that share a row with it.

        No other site is worth another then. Each may be there more than once.
        """
        mine = self._rows[self._from[site] : self._from[site + 1]]
        sign = -1 if self.opened[site] else 1
        self.opened[site] ^= True
        if len(self.sums):
            self.sums += sign * self._rules[:, site]
        if sign > 0:
            self.gained += self.worth[site]
        count = self._count[mine]
        self._count[mine] = count + sign
        near = self._shift(site, mine, self._change[sign][mine, np.minimum(count, self._most)])
        if sign < 0:
            self.gained -= self.worth[site]
        return near

    def _shift(self, site: int, rows: Ints, change: Floats) -> Ints:
        """Let all sites that reach the rows of a site be worth more by a change of each row."""
        table = self._tables.get(site)
        if table is not None:
            self.worth[table[0]] += change @ table[1]
            return table[0]
        degree = self._degree[rows]
        others = self._sites[stretches(self._first[rows], degree)]
        self.worth += np.bincount(others, weights=change.repeat(degree), minlength=len(self.worth))
        self._times[site] += 1
        if self._times[site] == _OFTEN:
            self._keep(site, others, degree)
        return np.asarray(others, dtype=np.int64)

    def _keep(self, site: int, others: Ints, degree: Ints) -> None:
        """Keep which sites reach which rows of a site, where a table of it is not too large or too empty."""
        sites, which = np.unique(others, return_inverse=True)
        size = len(degree) * len(sites)
        if size <= min(self._left, _EMPTY * len(others)):
            table = np.zeros((len(degree), len(sites)))
            table[np.arange(len(degree)).repeat(degree), which] = 1.0
            self._left -= size
            self._tables[site] = sites, table
