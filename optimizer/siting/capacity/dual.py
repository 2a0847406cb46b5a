"""A lower bound from prices of service, where a site can serve no more than its capacity.

Every place offers a price for being served. With the requirement that each is served once taken out, each
site fills its capacity with the places that offer most above their cost for the capacity that they use: a
knapsack, here with shares of places. The sites that are open are then the cheapest that keep the rows of
the problem, by a linear program. For any offers this is a bound on every plan; a deflected subgradient
raises it. Whatever the linear program says, the bound is worked out from its prices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.linear import LinearProgram, Rows
from optimizer.siting.capacity.knapsack import Knapsacks
from optimizer.siting.capacity.problem import CapacityProblem
from optimizer.siting.pace import Pace

__all__ = ["Climb", "Prices"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Weight of the newest subgradient in the direction, and of the newest choice in the mean of choices.
_NEWEST, _RECENT = 0.7, 0.07
#: First length of the steps, and of those from good offers; steps in vain before they are shortened.
_LENGTH, _AGAIN, _PATIENCE = 1.4, 0.6, 10
#: Share by which sums of floats may be off.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Prices:
    """Offers of places, and what they say about sites and pairs.

    Attributes
    ----------
    bound : float
        No plan costs less; ``inf`` where no sites keep the rows.
    offers : ndarray of float, shape (places,)
    room : ndarray of float, shape (sites,)
        Price of a unit of capacity, from 0 on.
    lost : ndarray of float, shape (sites,)
        What the site earns less than that price says, where places are not shared.
    reduced : ndarray of float, shape (sites,)
        What opening the site adds to the bound.
    chosen : ndarray of float, shape (sites,)
        The cheapest sites; some by shares where rows ask for that.
    """

    bound: float
    offers: Floats
    room: Floats
    lost: Floats
    reduced: Floats
    chosen: Floats

    def of_pairs(self, problem: CapacityProblem, pairs: Ints) -> Floats:
        """Return what serving a place by a pair adds to the bound where its site is open, from 0 on."""
        place, site = problem.place[pairs], problem.site[pairs]
        added = problem.cost[pairs] - self.offers[place] + self.room[site] * problem.demand[place]
        return np.maximum(0.0, added - self.lost[site])


class Climb:
    """Raises the bound, step by step.

    Parameters
    ----------
    problem : CapacityProblem
    offers : ndarray of float, shape (places,)
        To start from.
    lower, upper : ndarray of float, shape (sites,)
        Whether each site may be, or has to be, open.
    seed : int
    """

    def __init__(
        self, problem: CapacityProblem, offers: Floats, *, lower: Floats, upper: Floats, seed: int
    ) -> None:
        self._problem, self._offers = problem, offers
        self._least = problem.least
        self._least[np.isinf(self._least)] = 0.0
        self.lower, self.upper = lower.copy(), upper.copy()
        self._sites = _program(problem, self.lower, self.upper, seed)
        self._pace = Pace(_LENGTH, _PATIENCE)
        self._knapsacks: Knapsacks | None = None
        self._direction = np.zeros(problem.places)
        self.share = np.zeros(problem.sites)  # how often each site was chosen of late
        self.best: Prices | None = None
        self.ended = False

    def fix(self, enough: float) -> bool:
        """Close, or open, sites that are so in all plans below a value; return whether there are any."""
        assert self.best is not None, "a step is made"
        free, rise = self.lower < self.upper, enough - self.best.bound
        closed, opened = free & (self.best.reduced >= rise), free & (-self.best.reduced >= rise)
        if rise <= 0.0 or not (closed | opened).any():
            return False
        for site in np.flatnonzero(closed & (self.upper > 0.0)):
            self._sites.set_upper(int(site), 0.0)
        for site in np.flatnonzero(opened & (self.lower < 1.0)):
            self._sites.set_lower(int(site), 1.0)
        self.upper[closed], self.lower[opened] = 0.0, 1.0
        return True

    def pack(self) -> None:
        """From now on take each place wholly or not at all, and go on from the best offers."""
        self._knapsacks = Knapsacks(self._problem)
        self._offers = self._offers if self.best is None else self.best.offers
        self._pace = Pace(_AGAIN, _PATIENCE, -np.inf if self.best is None else self.best.bound)
        self.ended = False

    def climb(self, steps: int, *, value: float, enough: float) -> Prices:
        """Make some steps, and return the best prices so far.

        Parameters
        ----------
        steps : int
            Most steps; at least one.
        value : float
            Of the best plan known; it sets the length of the steps.
        enough : float
            Bound at which to stop.
        """
        for _ in range(steps):
            self._step(value, enough)
            if self.ended:
                break
        assert self.best is not None, "at least one step is made"
        return self.best

    def _step(self, value: float, enough: float) -> None:
        problem, offers = self._problem, self._offers
        pairs = problem.below(offers)
        pairs = pairs[self.upper[problem.site[pairs]] > 0.0]
        taken, room, earned = _filled(problem, offers, pairs)
        lost = np.zeros(problem.sites)
        if self._knapsacks is not None:
            taken, exact = self._knapsacks.filled(offers, pairs)
            lost = np.maximum(0.0, earned - exact)
        found = self._priced(room, lost, problem.opening - earned + lost)
        if not np.isfinite(found.bound):
            self.best, self.ended = found, True
            return
        if self._pace.better(found.bound):
            self.best = found
        self.share += _RECENT * (found.chosen - self.share)
        served = np.bincount(
            problem.place[pairs], weights=taken * found.chosen[problem.site[pairs]], minlength=problem.places
        )
        self._direction = _NEWEST * (1.0 - served) + (1.0 - _NEWEST) * self._direction
        square = float(self._direction @ self._direction)
        self.ended = found.bound >= enough or self._pace.ended or square < _ROUNDING
        if not self.ended:
            goal = value * 1.005 if np.isfinite(value) else found.bound + 0.1 * abs(found.bound) + 1.0
            step = self._pace.length * max(goal - found.bound, abs(found.bound) * 1e-6) / square
            self._offers = np.clip(offers + step * self._direction, self._least, problem.outside)

    def _priced(self, room: Floats, lost: Floats, price: Floats) -> Prices:
        """The cheapest sites at some prices, and the bound by the prices of the rows."""
        problem, offers = self._problem, self._offers
        self._sites.set_costs(price)
        answer = self._sites.solve(seconds=np.inf)
        if not answer.feasible:
            return Prices(np.inf, offers, room, lost, price, np.zeros(problem.sites))
        duals = answer.row_duals
        known = np.where(duals > 0.0, np.isfinite(problem.lower), np.isfinite(problem.upper))
        duals = np.where(known, duals, 0.0)
        limits = np.where(duals > 0.0, problem.lower, problem.upper)
        reduced = price - problem.rows.T @ duals
        parts = np.concatenate(
            [
                offers,
                duals * np.where(known, limits, 0.0),
                np.minimum(self.lower * reduced, self.upper * reduced),
            ]
        )
        bound = float(parts.sum()) - _ROUNDING * float(np.abs(parts).sum())
        return Prices(bound, offers, room, lost, reduced, np.clip(answer.values, self.lower, self.upper))


def _filled(problem: CapacityProblem, offers: Floats, pairs: Ints) -> tuple[Floats, Floats, Floats]:
    """What each site takes of its places, the price of its room, and at most what it earns by that room.

    Returns
    -------
    tuple of ndarray of float, shapes (pairs,), (sites,), (sites,)
    """
    place, site = problem.place[pairs], problem.site[pairs]
    gain, use = offers[place] - problem.cost[pairs], problem.demand[place]
    worth = np.divide(gain, use, out=np.full(len(gain), np.inf), where=use > 0.0)
    order = np.argsort(-worth)
    narrow = np.uint16 if problem.sites < 2**16 else np.int64  # sorted by counting, not by comparing
    order = order[np.argsort(site[order].astype(narrow), kind="stable")]
    mine, used = site[order], np.cumsum(use[order])
    begins = np.flatnonzero(np.diff(mine, prepend=-1))
    before = np.zeros(problem.sites)
    before[mine[begins]] = used[begins] - use[order][begins]
    left = problem.capacity[mine] - (used - use[order] - before[mine])
    share = np.divide(left, use[order], out=np.ones(len(order)), where=use[order] > 0.0)
    taken = np.empty(len(order))
    taken[order] = np.clip(share, 0.0, 1.0)
    short = order[share < 1.0][::-1]
    room = np.zeros(problem.sites)
    room[site[short]] = worth[short]  # of each site the first one stays: it is written last
    spare = np.maximum(0.0, gain - room[site] * use)
    earned = room * problem.capacity + np.bincount(site, weights=spare, minlength=problem.sites)
    return taken, room, earned


def _program(problem: CapacityProblem, lower: Floats, upper: Floats, seed: int) -> LinearProgram:
    """The rows over the sites, without costs yet."""
    program, rows = LinearProgram(seed=seed), problem.rows.tocoo()
    nothing = np.zeros(0, dtype=np.int64)
    program.add_columns(upper=upper, lower=lower, column=nothing, row=nothing, value=np.zeros(0))
    entries = rows.row.astype(np.int64), rows.col.astype(np.int64), rows.data
    program.add_rows(Rows(*entries, lower=problem.lower, upper=problem.upper))
    return program
