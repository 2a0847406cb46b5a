"""A plan of sites of limited capacity, and the quick ways to one when the open sites are given."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.capacity.problem import CapacityProblem
from optimizer.siting.nearest.rows import summed

__all__ = ["Plan", "assigned"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Share by which a sum may go over a capacity: what rounding can do.
_ROUNDING = 1e-9
#: Cheapest open sites of a place that moves look at, most moves, and most wishes that a swap is sought for.
_NEAR, _MOVES, _WISHES = 12, 2_000, 200


@dataclass(frozen=True)
class Plan:
    """Open sites, and who is served where.

    Attributes
    ----------
    value : float
    opened : ndarray of bool, shape (sites,)
    pairs : ndarray of int, shape (used pairs,)
        Among the useful pairs of the problem.
    share : ndarray of float, shape (used pairs,)
    """

    value: float
    opened: Bools
    pairs: Ints
    share: Floats

    @classmethod
    def of(cls, problem: CapacityProblem, opened: Bools, pairs: Ints, share: Floats) -> Plan:
        """Price a plan; who is not served wholly pays for the rest."""
        rest = 1.0 - np.bincount(problem.place[pairs], weights=share, minlength=problem.places)
        rest = np.where(rest > 1e-7, rest, 0.0)
        without = np.where(rest > 0.0, problem.outside, 0.0) * rest
        value = problem.cost[pairs] @ share + problem.opening[opened].sum() + without.sum()
        return cls(float(value), opened, pairs, share)


class _Board:
    """Open sites by number, and what places pay there.

    Attributes
    ----------
    sites : ndarray of int, shape (open sites,)
    cost : ndarray of float, shape (places, open sites)
        ``inf`` where there is no pair.
    pair : ndarray of int, shape (places, open sites)
    order : ndarray of int, shape (places, open sites)
        Numbers of open sites, from the cheapest on.
    """

    def __init__(self, problem: CapacityProblem, opened: Bools) -> None:
        self.problem = problem
        self.sites = np.flatnonzero(opened)
        number = np.zeros(problem.sites, dtype=np.int64)
        number[self.sites] = np.arange(len(self.sites))
        at = np.flatnonzero(opened[problem.site])
        cell = problem.place[at], number[problem.site[at]]
        shape = problem.places, len(self.sites)
        self.cost, self.pair = np.full(shape, np.inf), np.full(shape, -1, dtype=np.int64)
        self.cost[cell], self.pair[cell] = problem.cost[at], at
        self.order = np.argsort(self.cost, axis=1, kind="stable")
        self.room = problem.capacity[self.sites] * (1.0 + _ROUNDING)


def assigned(problem: CapacityProblem, opened: Bools) -> Plan | None:
    """Return a good way to serve the places from open sites; None where none was found.

    The place that would lose most by not getting its cheapest site gets it first (regret). Where each has
    one site, shifts and swaps follow.

    Parameters
    ----------
    problem : CapacityProblem
    opened : ndarray of bool, shape (sites,)
    """
    board = _Board(problem, opened)
    for heavy in (False, True):
        found = _by_regret(board, heavy=heavy)
        if found is not None:
            break
    else:
        return None
    place, number, share = (np.array(each) for each in zip(*found, strict=True)) if found else _NOTHING
    if problem.single and len(board.sites):
        at = np.full(problem.places, -1)
        at[place] = number
        at = _moved(board, at)
        place = np.flatnonzero(at >= 0)
        number, share = at[place], np.ones(len(place))
    return Plan.of(problem, opened, board.pair[place, number], share)


_NOTHING = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)


def _by_regret(board: _Board, *, heavy: bool) -> list[tuple[int, int, float]] | None:
    """Place, number of the site, and share; `heavy`: those with most demand first."""
    problem, left = board.problem, board.room.copy()
    found: list[tuple[int, int, float]] = []
    heap: list[tuple[float, float, int, int]] = []
    rest = np.ones(problem.places)
    for place in range(problem.places):
        _queue(board, left, heap, place, heavy=heavy)
    while heap:
        _, _, place, number = heapq.heappop(heap)
        use = problem.demand[place] * rest[place]
        if number < 0:
            if np.isinf(problem.outside[place]):
                return None
            continue
        if _fits(problem, left[number], use):
            share = rest[place] if use <= left[number] else max(0.0, left[number]) / problem.demand[place]
            found.append((place, number, float(share)))
            left[number] -= share * problem.demand[place]
            rest[place] -= share
        if rest[place] > _ROUNDING:
            _queue(board, left, heap, place, heavy=heavy)
    return found


def _fits(problem: CapacityProblem, left: Floats, use: Floats) -> Bools:
    """Whether a site with some room left can take a place, or a good part of it where parts are allowed."""
    fits: Bools = left >= (use if problem.single else np.minimum(use, 1e-6 * use + _ROUNDING))
    return fits


def _queue(
    board: _Board, left: Floats, heap: list[tuple[float, float, int, int]], place: int, *, heavy: bool
) -> None:
    """Note the cheapest site with room for a place, and what it would lose without it."""
    cost = board.cost[place]
    for width in (_NEAR, len(cost)):
        near = board.order[place, :width]
        near = near[np.isfinite(cost[near])]
        fit = near[_fits(board.problem, left[near], board.problem.demand[place])]
        if len(fit) > 1:
            break
    outside = board.problem.outside[place]
    best = int(fit[0]) if len(fit) else -1
    least = cost[best] if len(fit) else outside
    second = cost[fit[1]] if len(fit) > 1 else outside
    regret = second - least if len(fit) and np.isfinite(second) else np.inf
    first = board.problem.demand[place] if heavy else regret
    heapq.heappush(heap, (-float(first), -float(regret), place, best))


def _moved(board: _Board, at: Ints) -> Ints:
    """Shift a place to a cheaper site with room, or swap two, while it pays."""
    problem, near = board.problem, board.order[:, :_NEAR]
    costs = np.take_along_axis(board.cost, near, axis=1)
    use = problem.demand[:, None]
    load = summed(at[at >= 0], problem.demand[at >= 0], len(board.sites))
    rows = np.arange(problem.places)
    for _ in range(_MOVES):
        now = np.where(at >= 0, board.cost[rows, at], problem.outside)
        gain = now[:, None] - costs
        gain[gain <= _ROUNDING * now[:, None]] = 0.0
        fits = load[near] + use <= board.room[near]
        best = int(np.argmax(np.where(fits, gain, 0.0)))
        place, column = divmod(best, near.shape[1])
        moves = [(place, int(near[place, column]))]
        if not (fits[place, column] and gain[place, column] > 0.0):
            moves = _swap(board, at, load, near=near, gain=gain)
        for place, number in moves:
            if at[place] >= 0:
                load[at[place]] -= problem.demand[place]
            load[number] += problem.demand[place]
            at[place] = number
        if not moves:
            break
    return at


def _swap(board: _Board, at: Ints, load: Floats, *, near: Ints, gain: Floats) -> list[tuple[int, int]]:
    """Two places that pay less at each other's sites together."""
    demand = board.problem.demand
    wishes = np.argsort(-gain, axis=None)[:_WISHES]
    for place, column in zip(*np.unravel_index(wishes, gain.shape), strict=True):
        worth = gain[place, column]
        if worth <= 0.0:
            break
        here, there = at[place], near[place, column]
        if here < 0:
            continue
        others = np.flatnonzero(at == there)
        more = demand[place] - demand[others]
        change = board.cost[others, here] - board.cost[others, there] - worth
        change[(load[there] + more > board.room[there]) | (load[here] - more > board.room[here])] = np.inf
        if len(others) and change.min() < -_ROUNDING * worth:
            return [(int(place), int(there)), (int(others[change.argmin()]), int(here))]
    return []
