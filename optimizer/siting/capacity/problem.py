"""Open sites of limited capacity, so that all places are served and pay least."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from optimizer.errors import ProblemError
from optimizer.siting.limits import check_numbers, check_pairs, marks
from optimizer.siting.stretches import stretches

__all__ = ["CapacityProblem"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CapacityProblem:
    """Sites with capacities, places with demand, and what serving a place from a site costs.

    Attributes
    ----------
    first : ndarray of int, shape (places + 1,)
        Where the pairs of each place begin.
    place, site : ndarray of int, shape (useful pairs,)
    cost : ndarray of float, shape (useful pairs,)
        Of serving all of the place; ascending within a place.
    pair : ndarray of int, shape (useful pairs,)
        Position among the pairs that were given.
    pairs : int
        Pairs that were given.
    demand, outside : ndarray of float, shape (places,)
        `outside`: cost of the place without service; ``inf`` where it has to be served.
    capacity, opening : ndarray of float, shape (sites,)
    forced, banned : ndarray of bool, shape (sites,)
    single : bool
        Whether each place is served by one site wholly.
    rows : csr_array, shape (rows, sites)
        What the open sites keep: first how many they are, then that their capacities do for all demand that
        has to be served (so many of the largest sites are open as that takes), then the rows of the caller.
    lower, upper : ndarray of float, shape (rows,)
    """

    first: Ints
    place: Ints
    site: Ints
    cost: Floats
    pair: Ints
    pairs: int
    demand: Floats
    outside: Floats
    capacity: Floats
    opening: Floats
    forced: Bools
    banned: Bools
    single: bool
    rows: csr_array
    lower: Floats
    upper: Floats

    @classmethod
    def of(
        cls,
        *,
        place: Ints,
        site: Ints,
        cost: Floats,
        demand: Floats,
        capacity: Floats,
        single: bool,
        opening: Floats | None = None,
        outside: Floats | None = None,
        least: int = 0,
        most: int | None = None,
        forced: Bools | None = None,
        banned: Bools | None = None,
        rules: csr_array | None = None,
        lower: Floats | None = None,
        upper: Floats | None = None,
    ) -> CapacityProblem:
        """Check a problem, and fill in what is left out.

        Parameters
        ----------
        place, site : ndarray of int, shape (pairs,)
            Who may be served where, each pair once.
        cost : ndarray of float, shape (pairs,)
            Of serving all of the place, from 0 on.
        demand : ndarray of float, shape (places,)
            From 0 on; a place without demand has to be served, too.
        capacity : ndarray of float, shape (sites,)
            Demand that the site can serve.
        single : bool
            Whether each place is served by one site wholly; else it may be shared.
        opening : ndarray of float, shape (sites,), optional
            Cost of each open site; may be negative. Left out: nothing.
        outside : ndarray of float, shape (places,), optional
            Cost of each place without service; ``inf``, or left out, where it has to be served.
        least, most : int
            Number of open sites.
        forced, banned : ndarray of bool, shape (sites,), optional
        rules : csr_array, shape (rules, sites), optional
            Sums over the open sites that stay between `lower` and `upper`.
        lower, upper : ndarray of float, shape (rules,), optional

        Raises
        ------
        ProblemError
        """
        sites, places = len(capacity), len(demand)
        most = sites if most is None else most
        forced, banned = marks(sites, forced, banned)
        opening = np.zeros(sites) if opening is None else opening
        outside = np.full(places, np.inf) if outside is None else outside
        check_pairs(place, site, cost, places=places, sites=sites)
        _check_single(place, site, sites)
        _check_amounts(demand, capacity, opening, outside)
        check_numbers(least, most, forced, banned)
        rules = csr_array((0, sites)) if rules is None else rules
        lower = np.full(rules.shape[0], -np.inf) if lower is None else lower
        upper = np.full(rules.shape[0], np.inf) if upper is None else upper
        _check_rules(rules, lower, upper, sites)
        # A pair that costs no less than no service is never needed.
        useful = cost < outside[place]
        if single:
            useful &= demand[place] <= capacity[site]
        kept = np.flatnonzero(useful)
        kept = kept[np.argsort(cost[kept])]
        narrow = np.uint16 if places < 2**16 else np.int64  # sorted by counting, not by comparing
        kept = kept[np.argsort(place[kept].astype(narrow), kind="stable")]
        unit = float(capacity.max(initial=0.0)) or 1.0  # HiGHS rounds absolutely
        must = float(demand[np.isinf(outside)].sum())
        number = max(least, int(forced.sum()), _needed(must, capacity[~banned]))
        return cls(
            first=np.concatenate([[0], np.cumsum(np.bincount(place[kept], minlength=places))]),
            place=place[kept],
            site=site[kept],
            cost=cost[kept].astype(np.float64),
            pair=kept,
            pairs=len(place),
            demand=demand.astype(np.float64),
            outside=outside.astype(np.float64),
            capacity=capacity.astype(np.float64),
            opening=opening.astype(np.float64),
            forced=forced,
            banned=banned,
            single=single,
            rows=csr_array(vstack([np.ones((1, sites)), capacity[None, :] / unit, rules])),
            lower=np.concatenate([[float(min(number, most))], [must / unit], lower]),
            upper=np.concatenate([[float(most)], [np.inf], upper]),
        )

    @property
    def places(self) -> int:
        """Number of places."""
        return len(self.demand)

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.capacity)

    @property
    def least(self) -> Floats:
        """What each place pays at least, shape (places,); ``inf`` where nobody may serve it."""
        found = self.outside.copy()
        served = np.flatnonzero(np.diff(self.first))
        found[served] = self.cost[self.first[served]]
        return found

    @property
    def step(self) -> float:
        """What the values of two plans differ by at the least; 0 where nothing is known."""
        amounts = np.concatenate([self.cost, self.outside[np.isfinite(self.outside)], self.opening])
        return float(self.single and (amounts == np.rint(amounts)).all())

    def keeps(self, opened: Bools) -> bool:
        """Return whether open sites keep all that is asked of them alone."""
        sums = self.rows @ opened.astype(np.float64)
        room = 1e-9 * np.maximum(1.0, np.abs(sums))
        within = (sums >= self.lower - room) & (sums <= self.upper + room)
        return bool(within.all() and (opened | ~self.forced).all() and not (opened & self.banned).any())

    def below(self, ceiling: Floats) -> Ints:
        """Return the pairs that cost less than their place's ceiling.

        Parameters
        ----------
        ceiling : ndarray of float, shape (places,)
        """
        low, high = self.first[:-1].copy(), self.first[1:].copy()
        while (low < high).any():
            middle = np.minimum((low + high) // 2, max(0, len(self.cost) - 1))
            less = (low < high) & (self.cost[middle] < ceiling)
            high = np.where(less | (low >= high), high, middle)
            low = np.where(less, middle + 1, low)
        return stretches(self.first[:-1], low - self.first[:-1])


def _check_single(place: Ints, site: Ints, sites: int) -> None:
    key = place * sites + site
    if not (np.diff(key) > 0).all() and not np.diff(np.sort(key)).all():
        raise ProblemError("pairs: one is given twice; give each once")


def _check_amounts(demand: Floats, capacity: Floats, opening: Floats, outside: Floats) -> None:
    if len(outside) != len(demand):
        raise ProblemError(f"outside: {len(outside)} costs for {len(demand)} places; give one each")
    if len(opening) != len(capacity):
        raise ProblemError(f"opening: {len(opening)} costs for {len(capacity)} sites; give one each")
    for name, amounts in (("demand", demand), ("capacity", capacity)):
        if not np.isfinite(amounts).all() or (amounts < 0).any():
            raise ProblemError(f"{name}: give finite amounts from 0 on")
    if not np.isfinite(opening).all():
        raise ProblemError("opening: give a finite cost for every site; ban a site that cannot be opened")
    if np.isnan(outside).any() or (outside < 0.0).any():
        raise ProblemError("outside: give numbers from 0 on, inf where a place has to be served")


def _needed(demand: float, capacity: Floats) -> int:
    """Least number of sites that can serve a demand; where all cannot, 0: the capacities tell that."""
    together = np.cumsum(np.sort(capacity)[::-1]) * (1.0 + 1e-9)
    if demand <= 0.0 or not len(together) or together[-1] < demand:
        return 0
    return int(np.searchsorted(together, demand)) + 1


def _check_rules(rules: csr_array, lower: Floats, upper: Floats, sites: int) -> None:
    if rules.shape[1] != sites:
        raise ProblemError(f"rules: over {rules.shape[1]} sites; there are {sites}")
    if not len(lower) == len(upper) == rules.shape[0]:
        raise ProblemError(
            f"rules: {rules.shape[0]} rows, {len(lower)} lower and {len(upper)} upper limits; give one each"
        )
    if not np.isfinite(rules.data).all() or not (lower <= upper).all():
        raise ProblemError("rules: give finite factors, and limits with lower <= upper")
