"""Questions about the least amounts of groups: what the relaxation allows, and plans that give it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimizer.clock import Clock
from optimizer.staffing.linear import Linear
from optimizer.staffing.plan import Plan, tally
from optimizer.staffing.problem import Bools, Floats, StaffingProblem
from optimizer.staffing.rung import Goal, Outcome, Rung
from optimizer.staffing.service import Service

__all__ = ["BROKEN", "STEP", "Climb", "LeastAmounts"]

#: Amounts that differ by less are the same.
STEP = 1e-9
#: Units below what is held that are more than rounding.
BROKEN = 1e-6
#: Part of the largest amount of a service without steps within which amounts are alike.
_APART = 1e-5
#: Part of it by which linear programs are off; what they allow beyond a plan by no more is nothing.
_BLURRED = 1e-7

Climb = Callable[[Rung, Plan], Outcome]


class LeastAmounts:
    """Questions about the amounts of one rung's service.

    Parameters
    ----------
    rung : Rung
        With a goal of least amounts.
    climb : callable
        Climbs the rung of one set of amounts, from a plan.
    """

    def __init__(self, rung: Rung, climb: Climb) -> None:
        assert rung.goal.fair is not None
        self._rung, self._climb, self._place = rung, climb, rung.goal.fair.place
        problem = rung.relaxation.problem
        self.service = problem.services[self._place]
        most = self.service.most(problem) + self.service.constant
        self._largest = float((most / self.service.size).max(initial=0.0))
        self._smallest = _smallest(self.service, problem)

    # --- the relaxation

    def hold(self, amounts: Floats) -> None:
        """Hold amounts that no plan may go below."""
        self._rung.relaxation.hold_amounts(self._place, amounts)

    def allowed(self, amounts: Floats) -> bool:
        """Whether the relaxation allows these amounts; true where the time was too short to tell."""
        relaxation = self._rung.relaxation
        relaxation.hold_amounts(self._place, amounts, elastic=True)
        point = relaxation.minimise(self._lacking(), clock=self._rung.clock)
        return not point.finished or point.bound <= 1e-4

    def highest(self, held: Floats, group: int) -> float:
        """Largest amount of one group that the relaxation allows while the others keep theirs."""
        only = np.zeros(held.size, dtype=np.bool_)
        only[group] = True
        self.hold(held)
        return self._level(only)

    def _level(self, groups: Bools) -> float:
        """Largest least amount of some groups in the relaxation, as it holds the others now.

        The tie goes along: among the many points of one level it picks those of short journeys, for which few
        arcs have to be brought in.
        """
        rung, relaxation = self._rung, self._rung.relaxation
        relaxation.look_at(self._place, groups)
        point = relaxation.minimise(rung.minimised, clock=rung.clock)
        relaxation.look_at(self._place, np.ones(groups.size, dtype=np.bool_))
        return rung.slack - point.bound if point.finished and point.feasible else math.inf

    def look(self, amounts: Floats, near: Plan) -> Outcome:
        """Look for a plan in which every group has at least an amount."""
        rung = self._rung
        rung.relaxation.hold_amounts(self._place, amounts, elastic=True)
        goal = Goal(self._lacking(), rung.goal.tie, report=lambda value: value, tighten=lambda bound: bound)
        part = Rung(
            rung.relaxation,
            goal,
            effort=rung.effort,
            clock=Clock(rung.clock.left() / 2),
            news=lambda value, bound: None,
            cancelled=rung.cancelled,
        )
        return self._climb(part, near)

    def _lacking(self) -> Linear:
        """Units below what is held, and over the rungs above."""
        return replace(Linear.zero(self._rung.relaxation.problem), over=1.0)

    def most(self, held: Floats, free: Bools, least: float) -> float:
        """Return the largest least amount of the free groups that the relaxation allows."""
        rung = self._rung
        self.hold(held)
        most = min(self._level(free), self._ceiling(free))
        if not self.service.step:
            return least if most <= least + _BLURRED * self._largest else self.snapped(most, least, free)
        shares = self.shares(least, most + STEP)
        low, high, middle = -1, shares.size, shares.size - 1
        while high - low > 1 and not rung.stopped():
            if self.allowed(np.where(free, shares[middle], held)):
                low = middle
            else:
                high = middle
            middle = (low + high) // 2
        return float(shares[high - 1]) if high > 0 else least

    # --- amounts

    def amounts(self, plan: Plan) -> Floats:
        """Return what every group gets in a plan."""
        amounts: Floats = tally(plan, self._rung.relaxation.problem).amounts[self._place]
        return amounts

    def keeps(self, plan: Plan, held: Floats) -> bool:
        """Whether a plan gives what is held, and keeps what the rungs above have reached."""
        above = self._rung.relaxation.held
        mine = bool((self.amounts(plan) >= held - STEP).all())
        return mine and above.keeps_rungs(plan) and above.keeps_amounts(plan, but=self._place)

    def shares(self, least: float, most: float) -> Floats:
        """Return the amounts to try above one and up to another, rising."""
        shares = self.service.between(least, most)
        return shares[(shares > least + STEP) & (shares <= most + STEP)]

    def _ceiling(self, free: Bools) -> float:
        """The largest amount that all free groups could have if nobody else had any."""
        service = self.service
        most = (service.most(self._rung.relaxation.problem) + service.constant) / service.size
        return float(most[free].min())

    def next(self, held: Floats) -> Floats:
        """The amount that a group must be able to have in order not to be saturated."""
        if self.service.step:
            return self.service.above(held)
        more: Floats = held + np.array([self.room(each) for each in held])
        return more

    def room(self, amount: float) -> float:
        """What two amounts without steps must differ by to be told apart; none can be at 0."""
        return max(self._rung.effort.gap * abs(amount), _APART * self._largest, 1e-9)

    def snapped(self, most: float, least: float, groups: Bools) -> float:
        """Return a bound on the least amount of some groups that is 0 where it can be nothing between.

        Whoever has anything has at least what the farthest of those can give who may serve there.
        """
        some = float(self._smallest[groups].min(initial=math.inf))
        return least if abs(least) <= STEP and most < some * (1 - 1e-9) else most

    def below(self, target: float, shares: Floats, lacking: float, free: Bools, least: float) -> float:
        """Largest least amount of the free groups, now `least`, where they lack at least so much of a target.

        A plan in which each has at least y lacks at most Σ size · (target - y).
        """
        if self.service.step:
            below = shares[shares < target - STEP]
            return float(below[-1]) if below.size else -math.inf
        return self.snapped(target - lacking / float(self.service.size[free].sum()), least, free)


def _smallest(service: Service, problem: StaffingProblem) -> Floats:
    """Least that each group can have above nothing, shape (groups,); 0 where it has something anyway."""
    group = service.group[problem.arcs.post]
    counts = (group >= 0) & (service.per_arc > 0)
    found = np.full(len(service.groups), np.inf)
    np.minimum.at(found, group[counts], service.per_arc[counts])
    smallest: Floats = np.where(service.constant == 0, found / service.size, 0.0)
    return smallest
