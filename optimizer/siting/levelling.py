"""Sites that bring the worst-off groups up, by swaps: a start for the program that proves it.

A least amount hardly moves with a swap; what moves is a smooth stand-in for it, the logarithm of the sum of
exp(-amount), which the least amounts rule. Open sites give way to others, mostly to those that give groups
about the same, for small steps are what evens amounts out in the end; steps that lose are taken ever more
rarely (annealing: Metropolis et al. 1953; Kirkpatrick, Gelatt & Vecchi 1983).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import exp

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack, vstack

from optimizer.integer import IntegerProgram, Stop, branch_and_cut
from optimizer.siting.cooling import Cooling
from optimizer.siting.effort import Effort

__all__ = ["levelled"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: How sharply least amounts count. The unit is what an open site adds to a group on average, here and below.
_SHARPNESS = 2.0
#: What a step may lose by, at the start and at the end of an annealing.
_HOT, _COLD = 0.08, 0.003
#: Steps of the first annealing, of the longest, for each is twice as long as the last one, and for a pair.
_STEPS, _LONGEST, _PAIRS = 200_000, 2_000_000, 40
#: Annealings, for they end differently well.
_ANNEALINGS = 12
#: Pairs up to which the program is quick, and one short annealing will do.
_FEW = 10_000
#: Steps after which to ask whether to stop, fewer where there are many pairs.
_ASKED, _SIZE = 1000, 20_000_000
#: Sites that count as giving about the same as a site, and how often one of them is tried.
_NEAR, _OFTEN = 50, 0.9
#: Sites for which those are looked for at a time, and random sums that stand for more groups than that.
_BLOCK, _SUMS = 256, 256
#: Largest logarithm of a weight.
_LARGE = 600.0
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
        Its gap is the share of the least amount within which to stop.

    Returns
    -------
    ndarray of bool, shape (sites,)
    float
        No sites bring all groups to more; ``inf`` where that was not known in time.
    """
    bound = _bound(amount, most, forced, banned, effort)
    # What a site adds beyond all that a group can get in the end is of no use.
    scale = float(np.minimum(amount.data, bound).sum()) / max(1, amount.shape[0] * amount.shape[1])
    if scale <= 0.0:
        return forced.copy(), bound
    levels = _Levels(csr_array(amount.T / scale), forced, banned, effort.seed)
    levels.fill(most)

    def ended() -> bool:
        best: float = scale * levels.least
        effort.monitor.report(aim="siting", incumbent=best, bound=bound if bound < np.inf else None)
        return bound - best <= effort.gap * best or effort.ended()

    asked = max(1, min(_ASKED, _SIZE // amount.nnz))
    turns = _ANNEALINGS if amount.nnz > _FEW else 1
    levels.look_around(ended)
    for turn in range(turns if levels.can_move else 0):
        steps = min(_STEPS * 2**turn, _LONGEST, _PAIRS * amount.nnz)
        cooling = Cooling(_HOT, _COLD, steps=steps, clock=effort.clock, monitor=effort.monitor)
        for step in range(0, steps, asked):
            heat = None if ended() else cooling.at(step)
            if heat is None:
                return levels.best, bound
            levels.walk(min(asked, steps - step), heat)
    return levels.best, bound


def _bound(amount: csr_array, most: int, forced: Bools, banned: Bools, effort: Effort) -> float:
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
    seconds = _SHARE * effort.seconds
    stop = Stop(gap=0.0, least=0.0, nodes=1, seconds=seconds, monitor=effort.untold.monitor)
    bound = -branch_and_cut(program, stop=stop, seed=0, start=None).bound
    return bound + _ROUNDING * abs(bound)


class _Levels:
    """Open sites, what groups have by them, and the best that there were.

    Parameters
    ----------
    amount : csr_array, shape (sites, groups)
        In units of what a site adds to a group on average.
    forced, banned : ndarray of bool, shape (sites,)
    seed : int

    Attributes
    ----------
    least : float
        What the group worst off has in the best plan.
    """

    def __init__(self, amount: csr_array, forced: Bools, banned: Bools, seed: int) -> None:
        self._amount, self._rng = amount, np.random.default_rng(seed)
        self._free: list[int] = np.flatnonzero(~banned & ~forced).tolist()
        self._opened: list[bool] = forced.tolist()
        self._given = _columns(amount)
        self._near: list[list[int]] = [self._free for _ in self._opened]
        self._level: list[float] = (forced.astype(np.float64) @ amount).tolist()

    @property
    def best(self) -> Bools:
        """The best plan so far; of shape (sites,)."""
        return np.array(self._best)

    @property
    def can_move(self) -> bool:
        """Whether any site may give way to another one."""
        number = sum(self._opened[site] for site in self._free)
        return 0 < number < len(self._free)

    def fill(self, most: int) -> None:
        """Open the site that helps the groups worst off most, one after the other."""
        closed = np.isin(np.arange(len(self._opened)), self._free)
        for _ in range(min(most - sum(self._opened), int(closed.sum()))):
            self._renew()
            worth = self._amount @ np.array(self._weight)
            site = int(np.where(closed, worth, -np.inf).argmax())
            self._opened[site], closed[site] = True, False
            for group, amount in self._given[site]:
                self._level[group] += amount
        self.least, self._best = min(self._level), list(self._opened)

    def walk(self, steps: int, heat: float) -> None:
        """Swap sites so many times; swaps for worse are the rarer the less heat there is."""
        self._renew()
        draw = iter(self._rng.random(4 * steps).tolist()).__next__
        levels, weights, opened = self._level, self._weight, self._opened
        given, near, free, lowest = self._given, self._near, self._free, self._lowest
        loose = [site for site in free if opened[site]]
        power, total = 1.0 / (_SHARPNESS * heat), sum(weights)
        for _ in range(steps):
            at = int(draw() * len(loose))
            site = loose[at]
            some = near[site] if draw() < _OFTEN else free
            into = some[int(draw() * len(some))]
            if opened[into]:
                continue
            after = {group: levels[group] - amount for group, amount in given[site]}
            for group, amount in given[into]:
                after[group] = after.get(group, levels[group]) + amount
            weighed = [exp(min(_LARGE, _SHARPNESS * (lowest - level))) for level in after.values()]
            changed = total + sum(weighed) - sum([weights[group] for group in after])
            if changed > total and draw() >= (total / changed) ** power:
                continue
            loose[at], opened[site], opened[into] = into, False, True
            for (group, level), weight in zip(after.items(), weighed, strict=True):
                levels[group], weights[group] = level, weight
            total = sum(weights)
            if (least := min(levels)) > self.least:
                self.least, self._best = least, list(opened)

    def _renew(self) -> None:
        """Weigh all groups against the one that is worst off now."""
        self._lowest = min(self._level)
        self._weight = [exp(_SHARPNESS * (self._lowest - level)) for level in self._level]

    def look_around(self, ended: Callable[[], bool]) -> None:
        """Find the sites that give groups about the same as each, as far as there is time for it.

        Many groups are summed up by fewer random sums, which keep what is near near (Johnson & Lindenstrauss
        1984).
        """
        free, groups = np.array(self._free, dtype=np.int64), self._amount.shape[1]
        sums = self._rng.standard_normal((groups, _SUMS)) if groups > _SUMS else np.eye(groups)
        amount = (self._amount[free] @ sums).astype(np.float32)
        square = (amount * amount).sum(axis=1)
        number = min(_NEAR, len(free) - 1)
        for first in range(0, len(free), _BLOCK):
            if ended():
                break
            apart = square - 2.0 * amount[first : first + _BLOCK] @ amount.T
            nearest = np.argpartition(apart, number, axis=1)[:, : number + 1]
            for site, sites in zip(free[first : first + _BLOCK], free[nearest], strict=True):
                self._near[site] = sites.tolist()


def _columns(amount: csr_array) -> list[list[tuple[int, float]]]:
    """What each site gives to which groups."""
    group, given, first = amount.indices.tolist(), amount.data.tolist(), amount.indptr.tolist()
    return [list(zip(group[start:end], given[start:end], strict=True)) for start, end in pairwise(first)]
