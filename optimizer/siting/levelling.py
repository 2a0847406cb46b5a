"""Sites that bring the worst-off groups up, by swaps: a start for the program that proves it.

A least amount hardly moves with a swap; what moves is a smooth stand-in for it, the logarithm of the sum of
exp(-amount), which the least amounts rule. Sites close at random, and which one opens in the place of each is
drawn by that stand-in, from ever less noise (annealing by heat bath, Geman & Geman 1984).
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack, vstack

from optimizer.clock import Clock
from optimizer.integer import IntegerProgram, Stop, branch_and_cut
from optimizer.monitor import Monitor
from optimizer.siting.effort import Effort, Untold

__all__ = ["levelled"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: How sharply least amounts count, in shares of the mean, with one site; it grows by the root of the number.
_SHARPNESS = 6.0
#: Noise at the start and at the end of an annealing with one site; it falls by the root of their number.
_HOT, _COLD = 0.0025, 0.0006
#: Steps of the first annealing, how many there are, each twice as long as the last one, and steps for a pair.
_STEPS, _ANNEALINGS, _PAIRS = 20_000, 5, 20
#: Pairs up to which the program is quick, and one short annealing will do.
_FEW = 10_000
#: Steps after which to ask whether to stop, fewer where there are many pairs.
_ASKED, _SIZE = 1000, 20_000_000
#: Noise is drawn once, so many times as there are sites, and each step takes a stretch of it.
_STRETCHES = 64
_TINY = 1e-300
#: Share of the time for a bound that tells when to stop, and by how much of it rounding may make it too low.
_SHARE, _ROUNDING = 0.2, 1e-6


def levelled(
    amount: csr_array, *, most: int, forced: Bools, banned: Bools, effort: Effort
) -> tuple[Bools, float]:
    """Return open sites, as many as may be, that bring the least amount of all groups up, and a bound.

    Parameters
    ----------
    amount : csr_array, shape (groups, sites)
        What an open site adds to a group, from 0 on.
    most : int
        Open sites.
    forced, banned : ndarray of bool, shape (sites,)
    effort : Effort
        Its gap is the share of the bound within which to stop.

    Returns
    -------
    ndarray of bool, shape (sites,)
    float
        No sites bring all groups to more; ``inf`` where that was not known in time.
    """
    clock = Clock(effort.seconds)
    opened = forced.copy()
    scale = float(amount.sum()) * most / max(1, amount.shape[0] * amount.shape[1])
    if scale <= 0.0:
        return opened, np.inf
    levels = _Levels(csr_array(amount.T / scale), opened, forced, banned, effort.seed)
    levels.fill(most)
    bound = _bound(amount, most, forced, banned, clock, effort.monitor)

    def stopped() -> bool:
        best = scale * levels.least
        effort.monitor.report(aim="siting", incumbent=best, bound=bound if bound < np.inf else None)
        enough = best >= (1.0 - effort.gap) * bound
        return enough or clock.left() <= 0.0 or effort.monitor.cancelled()

    asked = max(1, min(_ASKED, _SIZE // amount.nnz))
    turns = _ANNEALINGS if amount.nnz > _FEW else 1
    for turn in range(turns if len(levels.loose()) else 0):
        if stopped():
            break
        levels.anneal(min(_STEPS * 2**turn, _PAIRS * amount.nnz), asked, stopped)
    return levels.best, bound


def _bound(
    amount: csr_array, most: int, forced: Bools, banned: Bools, clock: Clock, monitor: Monitor
) -> float:
    """The least amount that sites open in part can bring all groups to; ``inf`` where that takes long."""
    groups, sites = amount.shape
    rows = [
        hstack([amount, csr_array(-np.ones((groups, 1)))]),
        csr_array(np.append(np.ones(sites), 0.0)[None]),
    ]
    program = IntegerProgram.cut_out(
        csc_array(vstack(rows)),
        costs=np.append(np.zeros(sites), -1.0),
        rows=(np.append(np.zeros(groups), -np.inf), np.append(np.full(groups, np.inf), float(most))),
        columns=(np.append(forced.astype(float), 0.0), np.append(1.0 - banned, float(amount.sum()))),
        whole=np.zeros(0, dtype=np.int64),
    )
    if program is None:
        return np.inf
    seconds = _SHARE * clock.left()
    stop = Stop(gap=0.0, least=0.0, nodes=1, seconds=seconds, monitor=Untold(monitor))
    bound = -branch_and_cut(program, stop=stop, seed=0, start=None).bound
    return bound + _ROUNDING * abs(bound)


class _Levels:
    """Open sites, what groups have by them, and the best that there were.

    Parameters
    ----------
    amount : csr_array, shape (sites, groups)
        In shares of what groups have on average.
    opened, forced, banned : ndarray of bool, shape (sites,)
    seed : int

    Attributes
    ----------
    best : ndarray of bool, shape (sites,)
    least : float
        What the group worst off has with them.
    """

    def __init__(self, amount: csr_array, opened: Bools, forced: Bools, banned: Bools, seed: int) -> None:
        self._amount, self._opened, self._forced, self._free = amount, opened.copy(), forced, ~banned
        self._level: Floats = opened.astype(np.float64) @ amount
        self._rng = np.random.default_rng(seed)
        self._noise = self._rng.gumbel(size=_STRETCHES * len(opened) + 1)
        self.best, self.least = opened.copy(), float(self._level.min(initial=np.inf))

    def fill(self, most: int) -> None:
        """Open the site that helps most, one after the other."""
        self._sharpen(most)
        may = int((self._free & ~self._opened).sum())
        for _ in range(min(most - int(self._opened.sum()), may)):
            self._open(int(np.where(self._free & ~self._opened, self._worth(), -np.inf).argmax()))
        self.best, self.least = self._opened.copy(), float(self._level.min())

    def loose(self) -> NDArray[np.int64]:
        """Open sites that may close."""
        return np.flatnonzero(self._opened & ~self._forced)

    def anneal(self, steps: int, asked: int, stopped: Callable[[], bool]) -> None:
        """Swap sites with ever less noise, until told to stop, which is asked after so many steps."""
        number = int(self._opened.sum())
        for step in range(steps):
            if step % asked == 0 and stopped():
                break
            loose = self.loose()
            site = int(loose[self._rng.integers(len(loose))])
            self._opened[site] = False
            self._change(site, -1.0)
            worth = self._worth()
            start = int(self._rng.integers(len(self._noise) - len(worth)))
            noise = _HOT * (_COLD / _HOT) ** (step / steps) / sqrt(number)
            worth += noise * self._noise[start : start + len(worth)]
            worth[self._opened | ~self._free] = -np.inf
            self._open(int(worth.argmax()))
            least = float(self._level.min())
            if least > self.least:
                self.best, self.least = self._opened.copy(), least

    def _sharpen(self, number: int) -> None:
        self._sharpness = _SHARPNESS * sqrt(number)
        self._lowered = self._amount.copy()
        self._lowered.data = np.expm1(-self._sharpness * self._lowered.data)

    def _worth(self) -> Floats:
        """The smooth least amount with each site opened besides, less the least amount as it is."""
        weight = np.exp(-self._sharpness * (self._level - self._level.min()))
        sums = weight.sum() + self._lowered @ weight
        found: Floats = np.log(np.maximum(sums, _TINY)) / -self._sharpness
        return found

    def _open(self, site: int) -> None:
        self._opened[site] = True
        self._change(site, 1.0)

    def _change(self, site: int, sign: float) -> None:
        mine = slice(*self._amount.indptr[site : site + 2])
        self._level[self._amount.indices[mine]] += sign * self._amount.data[mine]
