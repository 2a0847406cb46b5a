"""Neighbourhood search: decide again, around one post after another, who serves what, while that helps."""

from __future__ import annotations

import numpy as np

from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import Ints
from optimizer.staffing.relaxation import Point
from optimizer.staffing.rung import Rung

__all__ = ["Neighbourhoods"]

# People in a neighbourhood, and how many join at a time.
_PEOPLE = 24
_FRESH = 8
_NODES = 100


class Neighbourhoods:
    """Small integer programs around posts drawn at random.

    Parameters
    ----------
    rung : Rung
        With a plan.
    seed : int
    """

    def __init__(self, rung: Rung, *, seed: int) -> None:
        self._rung = rung
        self._random = np.random.default_rng(seed)

    def improve(self, point: Point, most_failures: int) -> None:
        """Try neighbourhoods until so many in a row have not helped; they take arcs of any rank."""
        failures = 0
        problem = self._rung.relaxation.problem
        arcs, posts = problem.arcs, len(problem.posts.ids)
        while failures < most_failures and not self._rung.done():
            before, plan = self._rung.rank, self._plan()
            inside = np.isin(arcs.person, self._people(point))
            elsewhere = np.bincount(arcs.post[plan.chosen & ~inside], minlength=posts)
            free = inside & (elsewhere[arcs.post] < problem.posts.need[arcs.post])
            self._rung.solve_part(free, plan.chosen.astype(np.float64), nodes=_NODES)
            failures = 0 if self._rung.rank < before else failures + 1

    def _plan(self) -> Plan:
        assert self._rung.plan is not None
        return self._rung.plan

    def _people(self, point: Point) -> Ints:
        """People around a post drawn at random: the cheapest for it, and for what those serve."""
        arcs = self._rung.relaxation.problem.arcs
        posts = {int(self._random.choice(self._suspects(point)))}
        people: set[int] = set()
        while len(people) < _PEOPLE:
            near = np.flatnonzero(np.isin(arcs.post, list(posts)))
            near = near[np.argsort(point.arc_reduced_costs[near], kind="stable")]
            fresh = [int(p) for p in dict.fromkeys(arcs.person[near].tolist()) if p not in people][:_FRESH]
            if not fresh:
                break
            people.update(fresh)
            posts.update(arcs.post[self._plan().chosen & np.isin(arcs.person, fresh)].tolist())
        return np.array(sorted(people), dtype=np.int64)

    def _suspects(self, point: Point) -> Ints:
        """Posts to look at: those short though the relaxation fills them, or served otherwise in it."""
        problem = self._rung.relaxation.problem
        arcs, size = problem.arcs, len(problem.posts.ids)
        chosen = self._plan().chosen
        filled = np.bincount(arcs.post[chosen], minlength=size)
        wished = np.bincount(arcs.post, point.arc_values, size)
        other = np.bincount(arcs.post, np.abs(point.arc_values - chosen), size) > 0.5
        draw = self._random.random()
        for pool in (np.flatnonzero(filled < wished - 0.5), np.flatnonzero(other)):
            if pool.size and draw < 0.7:
                return pool
            draw = self._random.random()
        return np.arange(size)
