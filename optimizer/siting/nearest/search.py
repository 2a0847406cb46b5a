"""Branch and bound over groups of sites, with bounds from prices of service."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.monitor import Monitor, Silent
from optimizer.result import Status
from optimizer.siting.nearest.cells import Cells, Limit
from optimizer.siting.nearest.dual import Ascent, Climb, Subspace
from optimizer.siting.nearest.interchange import improved
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.rows import summed
from optimizer.siting.nearest.service import Service

__all__ = ["NearestAnswer", "Start", "solve_nearest"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Rounds of the ascent at the root, its steps in each, and at every other node.
_ROOT_ROUNDS, _ROUND, _NODE_STEPS = 24, 25, 60
#: How the ascent steps at the root, far from the best offers, and at every other node, near them.
_ROOT: dict[str, Any] = {"length": 1.4, "patience": 10}
_NODE: dict[str, Any] = {"length": 0.6, "patience": 5}
#: Nodes between two that look for a better plan by moves.
_LOOKS = 10
#: Moves from a choice of the ascent.
_MOVES = 400
#: What one level of depth counts against a group whose number of open sites is nearest to a half.
_DEPTH = 0.02


@dataclass(frozen=True)
class NearestAnswer:
    """A plan and its bound.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,)
    value : float
        What it costs; ``inf`` where a place that has to be served is not.
    bound : float
        No plan costs less; ``inf`` where no plan serves all that have to be.
    status : Status
    nodes : int
        Ascents after the root.
    """

    opened: Bools
    value: float
    bound: float
    status: Status
    nodes: int


@dataclass(frozen=True, eq=False)
class Start:
    """What is known before.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,)
        A plan.
    offers : ndarray of float, shape (places,)
        Prices of service that make a good bound.
    """

    opened: Bools
    offers: Floats


@dataclass(order=True)
class _Node:
    """A part of the plans: limits on groups, by their position among the groups."""

    bound: float
    number: int
    offers: Floats = field(compare=False)
    share: Floats = field(compare=False)
    limits: dict[int, tuple[int, int]] = field(compare=False)


class _Search:
    """The best plan so far, and what every ascent needs."""

    def __init__(
        self,
        problem: NearestProblem,
        *,
        gap: float,
        besides: float,
        goal: float,
        seed: int,
        start: Start | None,
        clock: Clock,
        monitor: Monitor,
    ) -> None:
        self.problem, self.clock, self.monitor = problem, clock, monitor
        self.gap, self.besides, self.goal = gap, besides, goal
        self._offers = None if start is None else start.offers
        self.opened, self.value = improved(problem, _start(problem, seed) if start is None else start.opened)
        self.allowed = ~problem.banned
        self.nodes = 0
        self.dropped = np.inf  # least bound of the parts that were not looked at further

    def enough(self) -> float:
        """The bound from which on no plan that matters is left."""
        least = self.problem.step * (1.0 - 1e-6)
        room = max(least, self.gap * abs(self.value + self.besides), 1e-9 * abs(self.value))
        return min(self.goal, self.value - room)

    def stopped(self) -> bool:
        return self.clock.over(self.monitor)

    def bound(self, heap: list[_Node]) -> float:
        """What no plan is below: neither those of the parts that are left, nor of those that were dropped."""
        return min(self.value, self.dropped, heap[0].bound if heap else np.inf)

    def tell(self, bound: float) -> None:
        """Tell how far it is; a choice that leaves out who has to be served is no plan."""
        value = None if self.value >= self.problem.unserved else self.value
        self.monitor.report(aim="siting", incumbent=value, bound=bound)

    def answer(self, bound: float) -> NearestAnswer:
        """The best plan; where nothing lies between it and the bound, they are the same."""
        proven = bound >= self.enough()
        status = Status.OPTIMAL if proven else Status.CANCELLED if self.monitor.cancelled() else Status.LIMIT
        tight = self.value - bound < self.problem.step
        bound = self.value if tight else bound
        if self.value >= self.problem.unserved:
            lost = bound >= self.problem.unserved
            return NearestAnswer(self.opened, np.inf, np.inf if lost else bound, status, self.nodes)
        return NearestAnswer(self.opened, self.value, bound, status, self.nodes)

    def look_from(self, opened: Bools) -> None:
        """Look for a better plan from a choice of the ascent."""
        found, value = improved(self.problem, opened, steps=_MOVES)
        if value < self.value:
            self.opened, self.value = found, value

    def root(self) -> Ascent:
        """Raise the bound of all plans, look for better ones in between, drop sites that none opens."""
        offers, pace = self._offers, _NODE
        if offers is None:
            offers, pace = Service(self.problem.rows, self.opened).offers, _ROOT
        climb = Climb(self.problem, Subspace.whole(self.problem, self.allowed), offers, **pace)
        for _ in range(_ROOT_ROUNDS):
            found = climb.climb(_ROUND, value=self.value, enough=self.enough())
            self.look_from(found.opened)
            self.tell(found.bound)
            if climb.ended or found.bound >= self.enough() or self.stopped():
                break
        useless = _useless(self.problem, found, self.enough()) & self.allowed
        if useless.any():
            self.allowed &= ~useless
            self.dropped = min(self.dropped, max(found.bound, self.enough()))
        return found

    def group(self) -> None:
        """Group the sites that are left by whose places they would take over from the best plan."""
        self.cells = Cells.of(_profile(self.problem, self.opened), self.allowed)

    def within(self, limits: dict[int, tuple[int, int]]) -> Subspace:
        """The plans that keep limits of groups, and those of the problem."""
        whole, cells = Subspace.whole(self.problem, self.allowed), self.cells
        deepest = sorted(limits, key=lambda group: (-int(cells.depth[group]), group))
        parts = [Limit(int(cells.begin[each]), int(cells.end[each]), *limits[each]) for each in deepest]
        return Subspace(cells.order, whole.state[cells.order], [*parts, *whole.limits])

    def branch(self, node: _Node) -> list[_Node]:
        """The two halves of a node that may still hold a better plan."""
        group, number = _undecided(self.cells, node)
        if group is None:  # every site is decided: the value of the only plan left is known
            return []
        least, most = node.limits.get(group, (0, int(self.cells.end[group] - self.cells.begin[group])))
        halves = [(number + 1, most), (least, number)]
        found = [self._half(node, {**node.limits, group: each}) for each in halves if each[0] <= each[1]]
        return [each for each in found if each is not None]

    def _half(self, node: _Node, limits: dict[int, tuple[int, int]]) -> _Node | None:
        self.nodes += 1
        climb = Climb(self.problem, self.within(limits), node.offers, **_NODE)
        found = climb.climb(_NODE_STEPS, value=self.value, enough=self.enough())
        bound = max(found.bound, node.bound)
        if np.isfinite(found.bound):
            self.look_from(found.opened) if self.nodes % _LOOKS == 0 else self._value_of(found.opened)
        if bound >= self.enough():
            self.dropped = min(self.dropped, bound)
            return None
        return _Node(bound, self.nodes, found.offers, found.share, limits)

    def _value_of(self, opened: Bools) -> None:
        value = Service(self.problem.rows, opened).total + float(self.problem.opening[opened].sum())
        if value < self.value:
            self.look_from(opened)


def solve_nearest(
    problem: NearestProblem,
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    besides: float = 0.0,
    goal: float = np.inf,
    seed: int = 0,
    start: Start | None = None,
    monitor: Monitor | None = None,
) -> NearestAnswer:
    """Open the sites that cost least with all places at their cheapest open site.

    Parameters
    ----------
    problem : NearestProblem
    seconds : float
        Wall time; when it runs out the best plan and its bound are returned.
    gap : float
        Share of the value and what is besides within which a plan counts as proven.
    besides : float
        What counts to the value besides: less all that could be reached, where the value is what is not.
    goal : float
        Bound at which to stop, whatever the best plan costs.
    seed : int
    start : Start, optional
    monitor : Monitor, optional
    """
    search = _Search(
        problem,
        gap=gap,
        besides=besides,
        goal=goal,
        seed=seed,
        start=start,
        clock=Clock(seconds),
        monitor=monitor or Silent(),
    )
    root = search.root()
    heap = [_Node(root.bound, 0, root.offers, root.share, {})]
    if root.bound < search.enough() and not search.stopped():
        search.group()
        while heap and heap[0].bound < search.enough() and not search.stopped():
            for half in search.branch(heapq.heappop(heap)):
                heapq.heappush(heap, half)
            search.tell(search.bound(heap))
    return search.answer(search.bound(heap))


def _start(problem: NearestProblem, seed: int) -> Bools:
    """Sites at random, among them those that are forced."""
    rng = np.random.default_rng(seed)
    number = max(problem.least, min(problem.most, 1))
    opened = problem.forced.copy()
    free = np.flatnonzero(~problem.forced & ~problem.banned)
    more = max(0, number - int(opened.sum()))
    opened[rng.permutation(free)[:more]] = True
    return opened


def _useless(problem: NearestProblem, found: Ascent, enough: float) -> Bools:
    """Sites that no plan cheaper than `enough` opens: what opening one would add to the bound is too much."""
    mine = found.price[found.opened & ~problem.forced]
    number = int(found.opened.sum())
    dearest = float(mine.max(initial=-np.inf))
    freed = 0.0
    if number == problem.most or number == problem.least:
        freed = dearest if number == problem.most else max(0.0, dearest)
    useless: Bools = ~found.opened & (found.bound + found.price - freed >= enough)
    return useless if np.isfinite(freed) else ~found.opened


def _profile(problem: NearestProblem, opened: Bools) -> Floats:
    """What the places of each open site would pay together at each site, shape (open sites + 1, sites)."""
    rows = problem.rows
    service = Service(rows, opened)
    chosen = np.flatnonzero(opened)
    number = np.full(rows.sites + 1, len(chosen))  # the last is for places that nobody serves
    number[chosen] = np.arange(len(chosen))
    mine = number[service.nearest]
    place = np.repeat(np.arange(rows.places), np.diff(rows.first))
    dearest = rows.dearest
    most = np.where(rows.outside <= 2.0 * dearest, rows.outside, dearest)
    key = mine[place] * rows.sites + rows.site
    saved = summed(key, most[place] - rows.cost, (len(chosen) + 1) * rows.sites)
    return -saved.reshape(len(chosen) + 1, rows.sites)


def _undecided(cells: Cells, node: _Node) -> tuple[int | None, int]:
    """The group whose number of open sites is least clear, and the number below; None where none is."""
    running = np.concatenate([[0.0], np.cumsum(node.share[cells.order])])
    mass = running[cells.end] - running[cells.begin]
    least, most = np.zeros(len(mass)), (cells.end - cells.begin).astype(float)
    for group, limits in node.limits.items():
        least[group], most[group] = limits
    below = np.clip(np.floor(mass + 1e-9), least, most - 1)
    score = np.where(least < most, np.abs(mass - below - 0.5) + _DEPTH * cells.depth, np.inf)
    group = int(score.argmin())
    return (group, int(below[group])) if np.isfinite(score[group]) else (None, 0)
