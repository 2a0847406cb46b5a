"""Who serves whom with some sites open: the cheapest open site of each place, and the next one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.nearest.rows import CostRows

__all__ = ["NOBODY", "Service"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: In place of a site: the place has no service.
NOBODY = -1


class Service:
    """The cheapest and the second cheapest open site of each place, kept up as sites open and close.

    Parameters
    ----------
    rows : CostRows
    opened : ndarray of bool, shape (sites,)

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,)
    nearest, second : ndarray of int, shape (places,)
        Sites; NOBODY where there is none.
    cost, spare : ndarray of float, shape (places,)
        What the place pays, and would pay if its site closed; what it costs without service where there is
        no such site.
    """

    def __init__(self, rows: CostRows, opened: Bools) -> None:
        self._rows = rows
        self.opened = opened.copy()
        self.nearest = np.full(rows.places, NOBODY, dtype=np.int64)
        self.second = self.nearest.copy()
        self.cost = rows.outside.copy()
        self.spare = rows.outside.copy()
        self._look_up(np.arange(rows.places))

    @property
    def total(self) -> float:
        """What all places pay; ``inf`` where one that has to be served is not."""
        return float(self.cost.sum())

    @property
    def offers(self) -> Floats:
        """What each place might offer, shape (places,): between what it pays and would pay elsewhere."""
        return (self.cost + np.minimum(self.spare, 2.0 * self.cost + 1.0)) / 2.0

    def close(self, site: int) -> None:
        """Close a site; its places go elsewhere."""
        self.opened[site] = False
        self._look_up(np.flatnonzero((self.nearest == site) | (self.second == site)))

    def open(self, site: int) -> None:
        """Open a site; it takes the places that pay less there."""
        self.opened[site] = True
        places, cost = self._rows.of_site(site)
        first = cost < self.cost[places]
        between = ~first & (cost < self.spare[places])
        won, mine = places[first], cost[first]
        self.second[won], self.spare[won] = self.nearest[won], self.cost[won]
        self.nearest[won], self.cost[won] = site, mine
        self.second[places[between]], self.spare[places[between]] = site, cost[between]

    def _look_up(self, places: Ints) -> None:
        """Find both sites of some places anew, in widening looks at their cheapest pairs."""
        width = max(8, 6 * self._rows.sites // max(1, int(self.opened.sum())))
        self._forget(places)
        while len(places):
            begin, end = self._rows.first[places], self._rows.first[places + 1]
            at = begin[:, None] + np.arange(width)
            inside = at < end[:, None]
            at = np.where(inside, at, 0)
            hit = inside & self.opened[self._rows.site[at]] if len(self._rows.site) else inside
            whole = end - begin <= width
            done = whole | (hit.sum(axis=1) >= 2)
            self._note(places[done], at[done], hit[done])
            places, width = places[~done], 4 * width

    def _forget(self, places: Ints) -> None:
        self.nearest[places] = self.second[places] = NOBODY
        self.cost[places] = self.spare[places] = self._rows.outside[places]

    def _note(self, places: Ints, at: Ints, hit: Bools) -> None:
        for site, cost in ((self.nearest, self.cost), (self.second, self.spare)):
            found = hit.any(axis=1)
            which = hit.argmax(axis=1)
            pair = at[found, which[found]]
            site[places[found]], cost[places[found]] = self._rows.site[pair], self._rows.cost[pair]
            hit = hit.copy()
            hit[found, which[found]] = False
