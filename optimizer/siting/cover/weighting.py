"""A cheaper cover, site by site: places that are hard to reach weigh more and more.

A cover loses a site; then sites leave and enter by turns while some places are not reached. Each step adds to
the weight of those, so that the search is driven out of every dead end, and every cover that it comes to is
cheaper than the last one (Gao, Weise & Li 2015; weights as of Beasley's prices, learned and not solved for).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from optimizer.siting.cover.reduction import Reduced

__all__ = ["lightened"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Most entries of the table of the places of all sites.
_ENTRIES = 5e7
#: Steps after which to ask whether to stop.
_LOOK = 64
#: Cost that counts for a site that costs nothing.
_NOTHING = 1e-9


def lightened(
    left: Reduced,
    chosen: Bools,
    *,
    enough: float,
    vain: int,
    stopped: Callable[[], bool],
    seed: int,
) -> Bools:
    """Return the cheapest cover that is found.

    Parameters
    ----------
    left : Reduced
    chosen : ndarray of bool, shape (sites left,)
        A cover.
    enough : float
        Cost at which to stop.
    vain : int
        Steps without a cheaper cover after which to stop.
    stopped : callable
        Whether to come to an end with what is found.
    seed : int
    """
    if stopped():
        return chosen
    by_site = csc_array(left.reach)
    widest = int(np.diff(by_site.indptr).max(initial=0))
    if not left.need.size or len(left.sites) * widest > _ENTRIES:
        return chosen
    search = _Search(left, by_site, chosen, seed)
    since = 0
    while since < vain and search.cost > enough and not search.empty:
        if since % _LOOK == 0 and stopped():
            break
        since = 0 if search.step() else since + 1
    return search.best


class _Search:
    """Open sites, how many of them each place has, and what places weigh.

    Parameters
    ----------
    left : Reduced
    by_site : csc_array
        The reach of it.
    chosen : ndarray of bool, shape (sites left,)
    seed : int

    Attributes
    ----------
    best : ndarray of bool, shape (sites left,)
        The cheapest cover so far.
    cost : float
        What it costs.
    """

    def __init__(self, left: Reduced, by_site: csc_array, chosen: Bools, seed: int) -> None:
        places, opening = len(left.need), left.opening
        self._reach = left.reach
        self._places = _table(by_site, places)
        self._ones = np.ones(self._places.shape[1])
        # One place more, that lacks nothing and weighs nothing, fills the table up.
        self._need = np.append(left.need, -1)
        self._weight = np.append(np.ones(places), 0.0)
        self._number = np.append(self._reach @ chosen.astype(np.int64), 0)
        self._opening, self._price = opening, np.maximum(opening, _NOTHING)
        self._opened, self._sites = chosen.copy(), np.flatnonzero(chosen)
        self._moved = np.zeros(len(opening), dtype=np.int64)  # step of the last move of each site
        self._step, self._random = 0, np.random.default_rng(seed)
        self.best, self.cost = chosen, float(opening[chosen].sum())
        self._spent = self.cost
        self._last = -1

    @property
    def empty(self) -> bool:
        """Whether no site is open."""
        return not len(self._sites)

    def step(self) -> bool:
        """Move a site out and others in; return whether that is a cheaper cover."""
        self._step += 1
        gone = self._leave()
        lacking = np.flatnonzero(self._number < self._need)
        while len(lacking):
            place = int(lacking[int(self._random.random() * len(lacking))])
            if not self._enter(place, gone):
                break
            lacking = lacking[self._number[lacking] < self._need[lacking]]
        self._weight[lacking] += 1.0
        if len(lacking):
            return False
        self._keep()
        return True

    def _leave(self) -> int:
        """Close the site whose places weigh least for its cost, but not the one that has just come."""
        lost = self._lost() / self._price[self._sites]
        if len(lost) > 1:
            lost[self._sites == self._last] = np.inf
        return self._close(self._oldest(np.flatnonzero(lost <= lost.min()), self._sites))

    def _lost(self) -> Floats:
        """What the places weigh that each open site is needed by."""
        return self._sums(self._weight * (self._number == self._need), self._sites)

    def _enter(self, place: int, gone: int) -> bool:
        """Open the site that gives a place, and others that lack one, most for its cost."""
        first = self._reach.indptr
        sites = self._reach.indices[first[place] : first[place + 1]]
        gain = self._sums(self._weight * (self._number < self._need), sites) / self._price[sites]
        barred = self._spent + self._opening[sites] >= self.cost * (1.0 - _NOTHING)
        gain[barred | self._opened[sites] | (sites == gone)] = -1.0
        most = gain.max(initial=-1.0)
        if most < 0.0:
            return False
        site = int(sites[self._oldest(np.flatnonzero(gain >= most), sites)])
        self._sites = np.append(self._sites, site)
        self._move(site, 1)
        self._last = site
        return True

    def _sums(self, amount: Floats, sites: Ints) -> Floats:
        """Return the sum over the places of each of some sites; the amounts are whole numbers."""
        found: Floats = amount.take(self._places.take(sites, axis=0), mode="clip") @ self._ones
        return found

    def _close(self, at: int) -> int:
        site = int(self._sites[at])
        self._sites = np.delete(self._sites, at)
        self._move(site, -1)
        return site

    def _move(self, site: int, change: int) -> None:
        self._number[self._places[site]] += change
        self._number[-1] = 0
        self._opened[site] = change > 0
        self._spent += change * float(self._opening[site])
        self._moved[site] = self._step

    def _oldest(self, among: Ints, sites: Ints) -> int:
        """Of some positions that whose site moved longest ago."""
        return int(among[0] if len(among) == 1 else among[self._moved[sites[among]].argmin()])

    def _keep(self) -> None:
        """Keep a cover, without the sites that it does not need."""
        while len(spare := np.flatnonzero(self._lost() == 0.0)):
            self._close(int(spare[self._opening[self._sites[spare]].argmax()]))
        self.best = self._opened.copy()
        self.cost = self._spent = float(self._opening[self.best].sum())


def _table(by_site: csc_array, nobody: int) -> Ints:
    """The places of each site in a row, filled up with one that nobody needs."""
    size = np.diff(by_site.indptr)
    found = np.full((len(size), int(size.max(initial=0))), nobody, dtype=np.int64)
    row = np.repeat(np.arange(len(size)), size)
    found[row, np.arange(len(row)) - by_site.indptr[row]] = by_site.indices
    return found
