"""Components: the parts of a problem are solved apart, side by side.

A rung that adds up over posts, or takes the worst of groups, is solved on every part by itself; values and
bounds add up, or the worst of them counts. That holds as long as what the rungs above have fixed can be
fixed in every part by itself.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from optimizer.clock import Clock
from optimizer.result import Status
from optimizer.staffing.aims import Aim
from optimizer.staffing.greedy import first_plan
from optimizer.staffing.linear import Linear
from optimizer.staffing.parts import Part
from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import Floats, StaffingProblem
from optimizer.staffing.relaxation import Relaxation
from optimizer.staffing.rung import Effort, FairGoal, Goal, Outcome, Rung
from optimizer.staffing.search import climb

__all__ = ["Components"]


class Components:
    """The parts of a problem on their way down the ladder.

    Parameters
    ----------
    problem : StaffingProblem
    parts : sequence of Part
        From `split`.
    rungs : int
    effort : Effort
    seed : int
    threads : int
        Most parts solved at the same time; it does not change the plan.
    """

    def __init__(
        self,
        problem: StaffingProblem,
        parts: Sequence[Part],
        *,
        rungs: int,
        effort: Effort,
        seed: int,
        threads: int,
    ) -> None:
        self._problem, self._parts = problem, parts
        self._effort, self._seed, self._threads = effort, seed, threads
        self._relaxations = [Relaxation(part.problem, rungs=rungs, seed=seed) for part in parts]
        self._outcomes: list[Outcome] = []

    def climb(
        self,
        aim: Aim,
        *,
        tie: Aim | None,
        incumbent: Plan | None,
        clock: Clock,
        news: Callable[[float, float], None],
        cancelled: Callable[[], bool],
    ) -> Outcome:
        """Climb a rung in every part and put plans, values and bounds together.

        Parameters
        ----------
        aim : Aim
        tie : Aim or None
        incumbent : Plan or None
            Of the whole problem.
        clock : Clock
        news : callable
            Called with the value and bound of the whole.
        cancelled : callable
        """
        linear = aim.linear(self._problem)
        ties = None if tie is None else tie.linear(self._problem)
        fair = Goal.of(aim, self._problem, tie=None).fair
        board = _Board(linear, len(self._parts), news, heads=float(self._problem.posts.need.sum()))
        heads = float(self._problem.posts.need.sum())

        def one(place: int) -> Outcome:
            part, relaxation = self._parts[place], self._relaxations[place]
            need = float(part.problem.posts.need.sum())
            # Sums are read as if every part were like this one; an amount needs no scale.
            scale = 1.0 if fair is not None else heads / max(need, 1.0)
            goal = Goal(
                part.linear(linear),
                None if ties is None else part.linear(ties),
                report=lambda value: aim.report(value * scale, self._problem),
                tighten=lambda bound: aim.tighten(bound, part.problem),
                fair=fair,
            )
            seconds = clock.left() * min(1.0, self._threads * need / max(board.to_come(need), 1.0))
            rung = Rung(
                relaxation,
                goal,
                effort=self._effort if aim.gap is None else replace(self._effort, gap=aim.gap),
                clock=Clock(seconds),
                news=lambda value, bound: board.write(place, value, bound),
                cancelled=cancelled,
            )
            start = None if incumbent is None else Plan(incumbent.chosen[part.arcs])
            if fair is not None and not part.groups[fair.place].size:
                return _nobody(first_plan(part.problem) if start is None else start)
            return climb(rung, incumbent=start, seed=self._seed)

        with ThreadPoolExecutor(max_workers=self._threads) as pool:
            self._outcomes = list(pool.map(one, range(len(self._parts))))
        return self._together(linear, fair)

    def _together(self, linear: Linear, fair: FairGoal | None) -> Outcome:
        chosen = np.zeros(self._problem.arcs.post.size, dtype=np.bool_)
        for part, outcome in zip(self._parts, self._outcomes, strict=True):
            chosen[part.arcs] = outcome.plan.chosen
        amounts = bounds = None
        if fair is not None:
            amounts = np.full(len(self._problem.services[fair.place].groups), np.nan)
            bounds = amounts.copy()
            for part, outcome in zip(self._parts, self._outcomes, strict=True):
                amounts[part.groups[fair.place]] = outcome.amounts
                bounds[part.groups[fair.place]] = outcome.bounds
            if fair.depth is not None:
                # Every part went down so many levels; of all together only the lowest so many count.
                last = np.unique(np.round(amounts, 9))[: fair.depth].max(initial=-np.inf)
                bounds = np.where(amounts > last + 1e-9, np.inf, bounds)
                amounts = np.minimum(amounts, last)
        order = (Status.CANCELLED, Status.LIMIT, Status.OPTIMAL)
        return Outcome(
            plan=Plan(chosen),
            value=_join(linear, [outcome.value for outcome in self._outcomes]),
            bound=_join(linear, [outcome.bound for outcome in self._outcomes]),
            status=min((outcome.status for outcome in self._outcomes), key=order.index),
            amounts=amounts,
            bounds=bounds,
            unique=all(outcome.unique for outcome in self._outcomes),
        )

    def keep_amounts(self, place: int, amounts: Floats) -> None:
        """Give every group of a service at least an amount from now on, each in its part."""
        for part, relaxation in zip(self._parts, self._relaxations, strict=True):
            relaxation.keep_amounts(place, amounts[part.groups[place]])

    def limit(self, linear: Linear, ceiling: float) -> bool:
        """Keep ``linear <= ceiling`` in every part, if that says no more than keeping it in the whole.

        Returns
        -------
        bool
            False when the parts would be held to more; then only the whole can go on.
        """
        exact = all(outcome.value - outcome.bound <= 1e-9 for outcome in self._outcomes)
        if not exact or ceiling > _join(linear, [outcome.value for outcome in self._outcomes]) + 1e-9:
            return False
        for part, relaxation, outcome in zip(self._parts, self._relaxations, self._outcomes, strict=True):
            relaxation.limit(part.linear(linear), outcome.value)
        return True

    def whole(self, *, rungs: int) -> Relaxation:
        """Return the relaxation of the whole with the arcs and cuts that the parts have found."""
        whole = Relaxation(self._problem, rungs=rungs, seed=self._seed)
        for part, relaxation in zip(self._parts, self._relaxations, strict=True):
            whole.adopt(relaxation, part.arcs)
        return whole


class _Board:
    """The latest value and bound of every part, told as those of the whole once all are known."""

    def __init__(
        self, linear: Linear, parts: int, news: Callable[[float, float], None], *, heads: float
    ) -> None:
        self._linear, self._news, self._heads = linear, news, heads
        self._value, self._bound = [math.inf] * parts, [-math.inf] * parts
        self._lock = threading.Lock()

    def to_come(self, need: float) -> float:
        """Heads of the parts that have not begun yet, the one that begins now included."""
        with self._lock:
            heads = self._heads
            self._heads -= need
        return heads

    def write(self, place: int, value: float, bound: float) -> None:
        with self._lock:
            self._value[place], self._bound[place] = value, bound
            self._news(_join(self._linear, self._value), _join(self._linear, self._bound))


def _nobody(plan: Plan) -> Outcome:
    """The outcome of a rung of least amounts in a part that has no group."""
    none = np.zeros(0)
    return Outcome(plan, -math.inf, -math.inf, Status.OPTIMAL, none, none)


def _join(linear: Linear, values: Sequence[float]) -> float:
    """The worst of the parts for a fill, the sum of everything else."""
    if linear.level.any():
        return max(values)
    unknown = [value for value in values if not math.isfinite(value)]
    return unknown[0] if unknown else math.fsum(values)
