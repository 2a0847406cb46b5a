"""What every place pays at the sites that may serve it, from the least on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.siting.limits import check_pairs
from optimizer.siting.stretches import stretches

__all__ = ["CostRows", "Pairs", "summed"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Place, site and cost of some pairs.
Pairs = tuple[Ints, Ints, Floats]


@dataclass(frozen=True)
class CostRows:
    """Costs of pairs, each place's from the least on, and what a place costs that nobody serves.

    Attributes
    ----------
    sites : int
        Number of sites.
    first : ndarray of int, shape (places + 1,)
        Where the pairs of each place begin.
    site : ndarray of int, shape (pairs,)
    cost : ndarray of float, shape (pairs,)
        Ascending within a place; below what the place costs without service.
    outside : ndarray of float, shape (places,)
        Cost of each place without service; ``inf`` where it has to be served.
    key : ndarray of float, shape (pairs,)
        Place plus a share of one that grows with the cost: ascending over all pairs.
    scale : float
        Share of one that a unit of cost is in the key.
    site_first, site_place, site_cost : ndarray
        The same pairs by site.
    """

    sites: int
    first: Ints
    site: Ints
    cost: Floats
    outside: Floats
    key: Floats
    scale: float
    site_first: Ints
    site_place: Ints
    site_cost: Floats

    @classmethod
    def of(cls, *, sites: int, place: Ints, site: Ints, cost: Floats, outside: Floats) -> CostRows:
        """Sort pairs, and leave out those that cost no less than no service.

        Parameters
        ----------
        sites : int
        place, site : ndarray of int, shape (pairs,)
        cost : ndarray of float, shape (pairs,)
            From 0 on.
        outside : ndarray of float, shape (places,)

        Raises
        ------
        ProblemError
            When a cost is negative or not a number, or a pair names what is not there.
        """
        _check(sites, place, site, cost, outside)
        kept = cost < outside[place]
        place, site, cost = place[kept], site[kept], cost[kept]
        scale = 0.5 / (cost.max(initial=0.0) + 1.0)
        key = place + cost * scale
        order = np.lexsort((site, key))
        by_site = np.argsort(site, kind="stable")
        return cls(
            sites=sites,
            first=_starts(place, len(outside)),
            site=site[order],
            cost=cost[order],
            outside=outside,
            key=key[order],
            scale=scale,
            site_first=_starts(site, sites),
            site_place=place[by_site],
            site_cost=cost[by_site],
        )

    @property
    def places(self) -> int:
        """Number of places."""
        return len(self.outside)

    @property
    def least(self) -> Floats:
        """What each place pays where every site is open, shape (places,)."""
        found = self.outside.copy()
        served = np.flatnonzero(np.diff(self.first))
        found[served] = self.cost[self.first[served]]
        return found

    @property
    def dearest(self) -> Floats:
        """What each place pays at most where it is served, shape (places,)."""
        found = np.zeros(self.places)
        served = np.flatnonzero(np.diff(self.first))
        found[served] = self.cost[self.first[served + 1] - 1]
        return found

    def below(self, ceiling: Floats) -> Pairs:
        """Return the pairs that cost less than their place's ceiling.

        Parameters
        ----------
        ceiling : ndarray of float, shape (places,)
        """
        capped = np.minimum(ceiling * self.scale, 0.75)  # no cost reaches more than half
        end = np.searchsorted(self.key, np.arange(self.places) + capped)
        count = np.maximum(end - self.first[:-1], 0)
        at = stretches(self.first[:-1], count)
        return np.repeat(np.arange(self.places), count), self.site[at], self.cost[at]

    def of_site(self, site: int) -> tuple[Ints, Floats]:
        """Return the places that a site may serve, and their costs."""
        mine = slice(self.site_first[site], self.site_first[site + 1])
        return self.site_place[mine], self.site_cost[mine]


def summed(groups: Ints, amounts: Floats, number: int) -> Floats:
    """Return the sum of the amounts of each group, shape (number,)."""
    found: Floats = np.bincount(groups, weights=amounts, minlength=number).astype(np.float64)
    return found


def _starts(groups: Ints, number: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(groups, minlength=number))]).astype(np.int64)


def _check(sites: int, place: Ints, site: Ints, cost: Floats, outside: Floats) -> None:
    check_pairs(place, site, cost, places=len(outside), sites=sites)
    if np.isnan(outside).any() or (outside < 0.0).any():
        raise ProblemError("outside: give numbers from 0 on, inf where a place has to be served")
