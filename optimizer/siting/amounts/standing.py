"""What rows get from the open sites, and what opening or closing each site is worth, kept up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.stretches import stretches

__all__ = ["Standing"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Standing:
    """A plan, and what each site is worth to it.

    Parameters
    ----------
    problem : AmountsProblem
    opened : ndarray of bool, shape (sites,)

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,)
    given : ndarray of float, shape (rows,)
        What each row gets.
    worth : ndarray of float, shape (sites,)
        What the plan gains by the site, less its opening cost: by opening it where it is closed, and
        already where it is open.
    gained : float
        What the plan is worth more than no open site at all.
    sums : ndarray of float, shape (rules,)
    """

    def __init__(self, problem: AmountsProblem, opened: Bools) -> None:
        amounts = problem.amounts
        self._problem, self._by_site = problem, csc_array(amounts)
        self._start = np.cumsum(problem.room, axis=1) - problem.room
        self._row = np.repeat(np.arange(amounts.shape[0]), np.diff(amounts.indptr))
        self.restore(opened)

    def restore(self, opened: Bools) -> None:
        """Take up a plan, all added up anew."""
        problem, amounts = self._problem, self._problem.amounts
        self.opened = opened.copy()
        self.given: Floats = amounts @ opened.astype(np.float64)
        self.sums: Floats = problem.rules @ opened.astype(np.float64)
        self._part = self._parts(self._row, amounts.indices, amounts.data)
        sites = amounts.shape[1]
        self.worth = np.bincount(amounts.indices, weights=self._part, minlength=sites) - problem.opening
        everything = self._filled(np.arange(len(self.given)), self.given)
        self.gained = float(everything.sum() - problem.opening[opened].sum())

    def toggle(self, site: int) -> Ints:
        """Open a site that is closed, or close an open one; return those that share a row with it.

        No other site is worth another then. Each may be there more than once.
        """
        amounts, mine = self._problem.amounts, slice(*self._by_site.indptr[site : site + 2])
        rows, sign = self._by_site.indices[mine], -1.0 if self.opened[site] else 1.0
        self.gained += sign * self.worth[site]
        self.opened[site] ^= True
        self.given[rows] += sign * self._by_site.data[mine]
        self.sums += sign * self._problem.rules[:, site]
        count = amounts.indptr[rows + 1] - amounts.indptr[rows]
        at = stretches(amounts.indptr[rows], count)
        others = amounts.indices[at]
        parts = self._parts(np.repeat(rows, count), others, amounts.data[at])
        self.worth += np.bincount(others, weights=parts - self._part[at], minlength=len(self.worth))
        self._part[at] = parts
        return np.asarray(others, dtype=np.int64)

    def _parts(self, row: Ints, site: Ints, amount: Floats) -> Floats:
        """What each pair is worth: what its row would gain by it, or gains by it already."""
        given = self.given[row]
        more = np.where(self.opened[site], given, given + amount)
        return self._filled(row, more) - self._filled(row, more - amount)

    def _filled(self, row: Ints, given: Floats) -> Floats:
        """What some amounts are worth to some rows."""
        problem, found = self._problem, np.zeros(len(row))
        for step in range(problem.worth.shape[1]):
            inside = np.clip(given - self._start[row, step], 0.0, problem.room[row, step])
            found += problem.worth[row, step] * inside
        return found
