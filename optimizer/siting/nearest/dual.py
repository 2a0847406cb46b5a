"""A lower bound from prices of service: what each place offers, and the sites that earn most by it.

Every place offers a price for being served. With the requirement that each is served once taken out, a
site earns what the offers exceed its costs, and the sites that earn most are opened. For any offers, the
offers less the earnings are a bound on every plan (Cornuéjols, Fisher & Nemhauser 1977); a deflected
subgradient raises it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.nearest.cells import Limit, cheapest_choice
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.rows import summed
from optimizer.siting.pace import Pace

__all__ = ["Ascent", "Climb", "Subspace"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Weight of the newest subgradient in the direction, and of the newest choice in the mean of choices.
_NEWEST, _RECENT = 0.7, 0.07
#: Share by which sums of floats may be off.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Subspace:
    """The plans of a problem that keep some limits.

    Attributes
    ----------
    order : ndarray of int, shape (sites,)
        Order of the sites that limits are stretches of.
    state : ndarray of int, shape (sites,)
        0 closed, 1 open, 2 either; in that order.
    limits : list of Limit
    """

    order: Ints
    state: NDArray[np.int8]
    limits: list[Limit]

    @classmethod
    def whole(cls, problem: NearestProblem, allowed: Bools) -> Subspace:
        """Return all plans that open none but some sites."""
        state = np.where(problem.forced, 1, np.where(allowed, 2, 0)).astype(np.int8)
        limit = Limit(0, len(state), problem.least, problem.most)
        return cls(np.arange(len(state)), state, [limit])

    def cheapest(self, price: Floats) -> Bools | None:
        """Return the sites whose prices sum to least; None where no plan keeps the limits."""
        found = cheapest_choice(price[self.order], self.state, self.limits)
        if found is None:
            return None
        opened = np.zeros(len(price), dtype=bool)
        opened[self.order[found]] = True
        return opened


@dataclass(frozen=True)
class Ascent:
    """What an ascent came to.

    Attributes
    ----------
    bound : float
        No plan of the subspace costs less; ``inf`` where there is no plan.
    offers : ndarray of float, shape (places,)
    price : ndarray of float, shape (sites,)
        Opening cost less earnings, at those offers.
    share : ndarray of float, shape (sites,)
        How often each site was chosen of late.
    opened : ndarray of bool, shape (sites,)
        The choice at those offers.
    """

    bound: float
    offers: Floats
    price: Floats
    share: Floats
    opened: Bools


class Climb:
    """Raises the bound of a subspace, step by step.

    Parameters
    ----------
    problem : NearestProblem
    within : Subspace
    offers : ndarray of float, shape (places,)
        To start from.
    length : float
        First length of the steps: a long one moves far from the offers at the start.
    patience : int
        Steps without a better bound before they are shortened.
    """

    def __init__(
        self, problem: NearestProblem, within: Subspace, offers: Floats, *, length: float, patience: int
    ) -> None:
        self._problem, self._within, self._offers = problem, within, offers
        self._low = problem.rows.least
        self._pace = Pace(length, patience)
        self._direction = np.zeros(problem.rows.places)
        self._share = np.zeros(problem.rows.sites)
        self.best: Ascent | None = None
        self.ended = False

    def climb(self, steps: int, *, value: float, enough: float) -> Ascent:
        """Make some steps.

        Parameters
        ----------
        steps : int
            Most steps; at least one.
        value : float
            Of the best plan known; it sets the length of the steps.
        enough : float
            Bound at which to stop.

        Returns
        -------
        Ascent
            The best so far.
        """
        for _ in range(steps):
            self._step(value, enough)
            if self.ended:
                break
        assert self.best is not None, "at least one step is made"
        mean = self._share / max(float(self._share.sum()), 1e-12) * self.best.opened.sum()
        return replace(self.best, share=mean)

    def _step(self, value: float, enough: float) -> None:
        rows = self._problem.rows
        place, site, cost = rows.below(self._offers)
        earned = summed(site, cost - self._offers[place], rows.sites)
        price = earned + self._problem.opening
        opened = self._within.cheapest(price)
        if opened is None:
            nothing = np.zeros(rows.sites, dtype=bool)
            self.best, self.ended = Ascent(np.inf, self._offers, price, self._share, nothing), True
            return
        total = float(self._offers.sum())
        bound = total + float(price[opened].sum()) - _ROUNDING * total
        self._share += _RECENT * (opened - self._share)
        if self._pace.better(bound):
            self.best = Ascent(bound, self._offers, price, self._share, opened)
        served = summed(place, opened[site].astype(float), rows.places)
        self._direction = _NEWEST * (1.0 - served) + (1.0 - _NEWEST) * self._direction
        square = float(self._direction @ self._direction)
        self.ended = bound >= enough or self._pace.ended or square < _ROUNDING
        if not self.ended:
            step = self._pace.length * max(value * 1.005 - bound, abs(bound) * 1e-6) / square
            self._offers = np.clip(self._offers + step * self._direction, self._low, rows.outside)
