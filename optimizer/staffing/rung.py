"""The state of one rung: the best plan so far, the proven bound, and when enough is enough."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from optimizer.clock import Clock
from optimizer.counting import clause_learning
from optimizer.integer import Engine, IntegerAnswer, Stop, branch_and_cut
from optimizer.result import Status, relative_gap
from optimizer.staffing.aims import Aim
from optimizer.staffing.fairness import Leximin
from optimizer.staffing.linear import Linear
from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import Bools, Floats, StaffingProblem
from optimizer.staffing.relaxation import Relaxation

__all__ = ["Effort", "FairGoal", "Goal", "Outcome", "Rung"]

_WHOLE = 1e-6
#: Columns from which on clause learning is worth setting up, and up to which it gets anywhere.
_MANY, _MOST = 500, 12_000
# How far a tie may move the value: less than one head in whole numbers, a part of the gap otherwise.
_TIE_WHOLE = 0.3
_TIE_SHARE = 0.2


@dataclass(frozen=True)
class Effort:
    """How hard to try; counts, not seconds, so that the same seed gives the same plan.

    Attributes
    ----------
    gap : float
        Relative gap of the reported value at which a rung is done.
    nodes : int
        Most branch-and-bound nodes of the proving program.
    neighbourhoods : int
        Most neighbourhoods tried after one another without improvement.
    """

    gap: float = 1e-3
    nodes: int = 4000
    neighbourhoods: int = 40

    def to(self, gap: float | None) -> Effort:
        """Return the effort to another gap; None keeps this one's."""
        return self if gap is None else replace(self, gap=gap)


@dataclass(frozen=True)
class Outcome:
    """What a rung ended with.

    Attributes
    ----------
    plan : Plan
        The best found.
    value, bound : float
        Its linear value, and the proven linear bound.
    status : Status
    amounts, bounds : ndarray of float, shape (groups,), or None
        Of a rung of least amounts: what each group gets at least, and can get at most in a plan as good.
    unique : bool
        False where a plan as good could give these amounts to other groups.
    """

    plan: Plan
    value: float
    bound: float
    status: Status
    amounts: Floats | None = None
    bounds: Floats | None = None
    unique: bool = True


@dataclass(frozen=True)
class FairGoal:
    """Which service a goal raises the least amounts of, and to how many levels (None: all)."""

    place: int
    depth: int | None


@dataclass(frozen=True)
class Goal:
    """What a rung minimises, and how people read it.

    Attributes
    ----------
    linear : Linear
    tie : Linear or None
        May choose among equals: with a weight too small to cost the rung's optimum it keeps the program from
        wandering among plans of one value, and hands a good plan to the next rung.
    report : callable
        Linear value to the unit that people read.
    tighten : callable
        The smallest value that a plan can have at or above a bound.
    fair : FairGoal or None
        Set for rungs of least amounts.
    """

    linear: Linear
    tie: Linear | None
    report: Callable[[float], float]
    tighten: Callable[[float], float]
    fair: FairGoal | None = None

    @classmethod
    def of(cls, aim: Aim, problem: StaffingProblem, *, tie: Aim | None) -> Goal:
        """Return an aim's goal on its problem."""
        return cls(
            linear=aim.linear(problem),
            tie=None if tie is None else tie.linear(problem),
            report=lambda value: aim.report(value, problem),
            tighten=lambda bound: aim.tighten(bound, problem),
            fair=FairGoal(aim.place(problem), aim.depth) if isinstance(aim, Leximin) else None,
        )


class Rung:
    """What is known about one goal on one relaxation.

    Parameters
    ----------
    relaxation : Relaxation
    goal : Goal
    effort : Effort
    clock : Clock
    news : callable
        Called with the linear value and bound whenever one of them changes.
    cancelled : callable
    """

    def __init__(
        self,
        relaxation: Relaxation,
        goal: Goal,
        *,
        effort: Effort,
        clock: Clock,
        news: Callable[[float, float], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.relaxation, self.effort, self.clock = relaxation, effort, clock
        self.goal = goal
        self.plan: Plan | None = None
        #: Value with the tie, by which plans are ranked and programs are solved.
        self.rank = math.inf
        self.value, self.bound = math.inf, -math.inf
        self._whole = goal.linear.integral(relaxation.problem)
        #: Most that the tie can add to the value.
        self.minimised, self.slack = goal.linear, 0.0
        self._amounts: Floats | None = None
        self._bounds: Floats | None = None
        self._unique = self._closed = True
        if goal.tie is not None:
            self.slack = _TIE_WHOLE if self._whole else _TIE_SHARE * effort.gap
            self.minimised = goal.linear.plus(goal.tie, _weight(goal.tie, self.slack, relaxation.problem))
        self._news, self.cancelled = news, cancelled

    # --- news

    def offer(self, plan: Plan) -> bool:
        """Take a plan if it keeps all rules and is better than the one at hand."""
        if not self.relaxation.held.keeps_rules(plan):
            return False
        rank = self.relaxation.value_of(plan, self.minimised)
        if rank >= self.rank - 1e-9 * max(1.0, abs(rank)):
            return False
        self.plan, self.rank = plan, rank
        self.value = self.relaxation.value_of(plan, self.goal.linear)
        self._news(self.value, self.bound)
        return True

    def raise_bound(self, bound: float) -> None:
        """Take a bound on what is minimised: the tie can have added its slack to it, never more."""
        bound -= self.slack
        if self._whole and math.isfinite(bound):
            bound = math.ceil(bound - 1e-6 * max(1.0, abs(bound)))
        self.take_bound(self.goal.tighten(bound))

    def take_bound(self, bound: float) -> None:
        """Take a bound on the value itself."""
        self.bound = max(self.bound, min(bound, self.value))
        self._news(self.value, self.bound)

    def settle(
        self, plan: Plan, amounts: Floats, bounds: Floats, *, unique: bool, closed: bool
    ) -> None:
        """Take the end of a rung of least amounts: a plan, what groups get in it, and could get at most."""
        self.plan, self._amounts, self._bounds = plan, amounts, bounds
        self._unique, self._closed = unique, closed
        self.value = self.relaxation.value_of(plan, self.goal.linear)
        self._news(self.value, self.bound)

    def proven(self) -> bool:
        """Whether the gap is as small as was asked for."""
        if not (math.isfinite(self.value) and math.isfinite(self.bound)):
            return False
        if self._amounts is not None and not self._levels_proven():
            return False
        if self.value - self.bound <= 1e-9 * max(1.0, abs(self.value)):
            return True
        objective, bound = self.goal.report(self.value), self.goal.report(self.bound)
        return relative_gap(objective=objective, bound=bound) <= self.effort.gap

    def _levels_proven(self) -> bool:
        assert self._amounts is not None and self._bounds is not None and self.goal.fair is not None
        if self.goal.fair.depth is not None:
            return self._closed
        pairs = zip(self._amounts, self._bounds, strict=True)
        return all(relative_gap(objective=a, bound=b) <= self.effort.gap for a, b in pairs)

    def stopped(self) -> bool:
        """Whether the time is up or the caller has had enough."""
        return self.clock.left() <= 0 or self.cancelled()

    def done(self) -> bool:
        """Whether to stop: proven, out of time, or cancelled."""
        return self.proven() or self.stopped()

    def outcome(self) -> Outcome:
        """What is known now; there must be a plan."""
        assert self.plan is not None
        status = Status.CANCELLED if self.cancelled() else Status.LIMIT
        status = Status.OPTIMAL if self.proven() else status
        return Outcome(
            self.plan, self.value, self.bound, status, self._amounts, self._bounds, self._unique
        )

    # --- integer programs

    def solve_part(self, free: Bools, fixed: Floats, *, nodes: int, learning: bool = False) -> None:
        """Solve with some arcs free and the others fixed; offer what comes out.

        Parameters
        ----------
        free : ndarray of bool, shape (arcs,)
        fixed : ndarray of float, shape (arcs,)
            Values of the others.
        nodes : int
        learning : bool
            Whether clause learning may be tried, where the goal counts: for what is mostly fractions.
        """
        relaxation = self.relaxation
        start = None if self.plan is None else relaxation.columns_of(self.plan)
        lower, upper = relaxation.bounds()
        inside = relaxation.arcs
        hold = inside[~free[inside]]
        columns = relaxation.column_of(hold)
        lower[columns] = np.maximum(fixed[hold], lower[columns])
        upper[columns] = lower[columns]
        if start is not None and not _within(start, lower, upper):
            start = None
        stop = self._stop(self.effort.gap / 4, nodes)
        learning &= self._whole and _MANY <= int((lower < upper).sum()) <= _MOST
        self._integer(lower, upper, start, stop, clause_learning if learning else branch_and_cut)

    def solve_within(
        self, lower: Floats, upper: Floats, start: Floats | None, *, gap: float, nodes: int
    ) -> float:
        """Solve within bounds on the columns, offer the plan, and return the bound of that program."""
        if start is not None and not _within(start, lower, upper):
            start = None
        answer = self._integer(lower, upper, start, self._stop(gap, nodes), branch_and_cut)
        return answer.bound + self.minimised.constant

    def _stop(self, gap: float, nodes: int) -> Stop:
        # Nodes say when to give up: a share of the time would make the plan depend on the machine.
        return Stop(gap=gap, least=self._least(), nodes=nodes, seconds=min(self.clock.left(), 1e6))

    def _integer(
        self, lower: Floats, upper: Floats, start: Floats | None, stop: Stop, engine: Engine
    ) -> IntegerAnswer:
        answer = self.relaxation.integer(
            self.minimised, lower=lower, upper=upper, start=start, stop=stop, engine=engine
        )
        if answer.values is not None:
            self.offer(self.relaxation.plan_of(answer.values))
        return answer

    def _least(self) -> float:
        """Difference that cannot matter: two plans with whole-numbered values differ by one or not at all."""
        return 1.0 - self.slack - 0.05 if self._whole else 1e-6


def _within(start: Floats, lower: Floats, upper: Floats) -> bool:
    return bool((start >= lower - _WHOLE).all() and (start <= upper + _WHOLE).all())


def _weight(tie: Linear, slack: float, problem: StaffingProblem) -> float:
    """Return the weight that keeps a tie's value between 0 and the slack, whatever the plan."""
    worst = max(float(tie.arc.max(initial=0.0)), float(tie.short.max(initial=0.0)))
    return slack / max(worst * float(problem.posts.most.sum()), 1e-12)
