"""Better plans by moves: a site closes, and another opens in its stead.

Sites close at random, and which one opens is drawn by what it is worth, from ever less noise (annealing:
Kirkpatrick, Gelatt & Vecchi 1983; drawn from all sites at once, Geman & Geman 1984). A descent ends it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.monitor import Monitor
from optimizer.siting.amounts.counts import Counts, is_counted
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.standing import Standing
from optimizer.siting.cooling import Cooling

__all__ = ["Moves", "greedy"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: A gain below this share of all there is to gain is a rounding.
_ROUNDING = 1e-10
#: Noise at the start and at the end of an annealing, as a share of what an open site is worth on average.
_HOT, _COLD = 0.03, 0.003
#: A site that opens again when it is closed is tried more rarely by this share, down to that one, until
#: something near to it changes.
_STAYS, _ALIVE = 0.6, 0.02
#: Draws after which to ask whether to stop, and between which noise is the same.
_ASKED = 16
#: Noise is drawn once, so many times as there are sites, and each step takes a stretch of it.
_STRETCHES = 64


class Moves:
    """A plan that moves, and the best one it came by.

    Parameters
    ----------
    problem : AmountsProblem
    opened : ndarray of bool, shape (sites,)
        A plan that keeps counts, marks and rules.
    seed : int
    clock : Clock
    monitor : Monitor
        Is asked whether to stop.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,)
        The best plan so far.
    value : float
    """

    def __init__(
        self, problem: AmountsProblem, opened: Bools, *, seed: int, clock: Clock, monitor: Monitor
    ) -> None:
        self._problem, self._rng = problem, np.random.default_rng(seed)
        self._clock, self._monitor, self._descent = clock, monitor, 0.0
        self._standing = _standing(problem, opened)
        self._noise = self._rng.gumbel(size=_STRETCHES * len(opened) + 1)
        self._total, self._slack = problem.total, problem.slack
        self._loose, self._free = ~problem.forced, ~problem.banned
        self._least_gain = _ROUNDING * max(1.0, self._total)
        self._alive: Floats = np.ones(len(opened))
        self.opened, self.value = opened.copy(), problem.value(opened)

    def descend_from(self, opened: Bools) -> Bools:
        """Take up another plan, better it until no move does, or it is time to stop, and return it."""
        self._standing.restore(opened)
        self._descend()
        self._note()
        return self._standing.opened.copy()

    def anneal(self, start: Bools, *, steps: int, hot: float = _HOT) -> Bools:
        """Shake a plan with ever less noise while there is time, and descend in what is left of it.

        Sites that stayed are tried more rarely, and steps count for those that would have come to nothing.

        Parameters
        ----------
        start : ndarray of bool, shape (sites,)
            A plan that keeps counts, marks and rules.
        steps : int
        hot : float
            Noise at the start, as a share of what an open site is worth on average.

        Returns
        -------
        ndarray of bool, shape (sites,)
            Where it ends.
        """
        standing = self._standing
        standing.restore(start)
        left = self._clock.left()
        clock = Clock(max(left - self._descent, left / 2.0))
        cooling = Cooling(hot, _COLD, steps=steps, clock=clock, monitor=self._monitor)
        mean = abs(standing.gained) / max(1, int(standing.opened.sum()))
        self._alive = np.ones(len(start))
        step = 0.0
        while step < steps:
            heat = cooling.at(step)
            if heat is None:
                break
            for _ in range(_ASKED):
                if step < steps:
                    step += self._draw(mean * heat)
                    self._note()
        self._descend()
        self._note()
        return standing.opened.copy()

    def _draw(self, noise: float) -> float:
        """Close a site, and open one that the noise does not hide; or do one of both. Return steps made."""
        standing, problem, draw = self._standing, self._problem, self._rng.random
        number, sites = int(np.count_nonzero(standing.opened)), len(standing.opened)
        loose = (standing.opened & self._loose).nonzero()[0]
        only_open = number < problem.most and draw() < 0.5
        closed, steps, near = -1, 1.0, loose[:0]
        if not only_open and len(loose):
            alive = self._alive[loose].cumsum()
            closed, number = int(loose[alive.searchsorted(draw() * alive[-1])]), number - 1
            steps, near = len(loose) / float(alive[-1]), standing.toggle(closed)
        start = int(draw() * (len(self._noise) - sites))
        drawn = self._noise[start : start + sites] * noise
        drawn += standing.worth
        np.putmask(drawn, ~self._may_open(), -np.inf)
        into = int(drawn.argmax())
        nothing = noise * self._noise[start + sites] if self._keeps(number) else -np.inf
        if not (drawn[into] > nothing and number < problem.most):
            into = closed if nothing == -np.inf else -1
        if into == closed >= 0:
            standing.toggle(into)
            self._alive[into] = max(_STAYS * self._alive[into], _ALIVE)
            return steps
        self._alive[near] = 1.0
        if into >= 0:
            self._alive[standing.toggle(into)] = 1.0
        return steps

    def _descend(self) -> None:
        """Swap, close and open sites while that gains."""
        standing, problem, began = self._standing, self._problem, self._clock.left()
        left = self._shuffled()
        while left and not self._ended():
            site = left.pop()
            if standing.opened[site] and not problem.forced[site] and self._swapped(site) != site:
                left = self._shuffled()
        while not self._ended() and np.count_nonzero(standing.opened) < problem.most:
            worth = np.where(self._may_open(), standing.worth, -np.inf)
            if worth.max(initial=-np.inf) <= self._least_gain:
                break
            standing.toggle(int(worth.argmax()))
        if began < np.inf:
            self._descent = max(self._descent, began - self._clock.left())

    def _ended(self) -> bool:
        return self._clock.over(self._monitor)

    def _shuffled(self) -> list[int]:
        found: list[int] = self._rng.permutation(np.flatnonzero(self._standing.opened)).tolist()
        return found

    def _swapped(self, site: int) -> int:
        """Close a site and open the best one, if any; return it, or -1."""
        standing = self._standing
        standing.toggle(site)
        worth = np.where(self._may_open(), standing.worth, -np.inf)
        back = standing.worth[site]
        into = int(worth.argmax())
        number = int(np.count_nonzero(standing.opened))
        best, nothing = worth[into], 0.0 if self._keeps(number) else -np.inf
        if max(best, nothing) <= back + self._least_gain:
            into = site
        elif nothing >= best:
            return -1
        standing.toggle(into)
        return into

    def _may_open(self) -> Bools:
        """Closed sites with which the plan keeps the rules."""
        problem, standing = self._problem, self._standing
        found: Bools = ~standing.opened & self._free
        if len(problem.rules):
            sums, slack = standing.sums[:, None] + problem.rules, self._slack[:, None]
            found &= (sums <= problem.upper[:, None] + slack).all(axis=0)
            found &= (sums >= problem.lower[:, None] - slack).all(axis=0)
        return found

    def _keeps(self, number: int) -> bool:
        """Whether the plan, of so many sites, keeps counts and rules; no move breaks a mark."""
        problem, sums = self._problem, self._standing.sums
        if not problem.least <= number <= problem.most:
            return False
        if not len(sums):
            return True
        slack = self._slack
        return bool(((sums >= problem.lower - slack) & (sums <= problem.upper + slack)).all())

    def _note(self) -> None:
        """Keep the plan where it is the best so far."""
        standing, problem = self._standing, self._problem
        if self._total - standing.gained < self.value - self._least_gain and problem.keeps(standing.opened):
            value = problem.value(standing.opened)
            if value < self.value:
                self.opened, self.value = standing.opened.copy(), value


def _standing(problem: AmountsProblem, opened: Bools) -> Counts | Standing:
    return Counts(problem, opened) if is_counted(problem) else Standing(problem, opened)


def greedy(problem: AmountsProblem, opened: Bools) -> Bools:
    """Open the site that is worth most, again and again, without regard to rules.

    Parameters
    ----------
    problem : AmountsProblem
    opened : ndarray of bool, shape (sites,)
        Sites to start with: those that are forced, and no more than may be.
    """
    standing = _standing(problem, opened)
    number = int(opened.sum())
    while number < problem.most:
        worth = np.where(standing.opened | problem.banned, -np.inf, standing.worth)
        site = int(worth.argmax())
        if not np.isfinite(worth[site]) or (worth[site] <= 0.0 and number >= problem.least):
            break
        standing.toggle(site)
        number += 1
    return standing.opened
