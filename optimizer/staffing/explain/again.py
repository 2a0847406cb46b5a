"""The ladder climbed again on a fragment, held to what the plan at hand has reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.clock import Clock
from optimizer.errors import ProblemError, SolverError
from optimizer.result import Status
from optimizer.staffing.explain.fragment import Fragment
from optimizer.staffing.explain.reached import Reached
from optimizer.staffing.fairness import Leximin
from optimizer.staffing.greedy import first_plan
from optimizer.staffing.linear import Linear
from optimizer.staffing.plan import Plan
from optimizer.staffing.relaxation import Relaxation
from optimizer.staffing.rung import Effort, FairGoal, Goal, Outcome, Rung
from optimizer.staffing.search import climb

__all__ = ["Again", "climb_again"]

_ROUNDING = 1e-6


@dataclass(frozen=True)
class Again:
    """A plan that differs from another within a fragment only.

    Attributes
    ----------
    plan : Plan
        Of the whole.
    values : tuple of float
        Linear value of every rung.
    proven : tuple of bool
        For every rung: no plan of the fragment is better there and as good on the rungs above.
    within : tuple of bool
        For every rung: this and all above keep what the plan at hand has reached.
    """

    plan: Plan
    values: tuple[float, ...]
    proven: tuple[bool, ...]
    within: tuple[bool, ...]


def climb_again(
    fragment: Fragment,
    rungs: Sequence[Reached],
    *,
    near: Plan,
    effort: Effort,
    clock: Clock,
    start: Plan | None = None,
) -> Again | None:
    """Climb every rung, then stay as near to a plan as the rungs allow.

    A rung is held to what it reached before where it can reach that, else to the best that it can reach.

    Parameters
    ----------
    fragment : Fragment
    rungs : sequence of Reached
    near : Plan
        Of the whole.
    effort : Effort
        Its gap is that of every rung.
    clock : Clock
    start : Plan, optional
        Of the whole; it need not be good.

    Returns
    -------
    Again or None
        None when no plan keeps all rules.
    """
    climber = _Climber(fragment, len(rungs) + 1, effort)
    plan = first_plan(fragment.problem) if start is None else fragment.part_of(start)
    within: list[bool] = []
    proven: list[bool] = []
    try:
        for place, each in enumerate(rungs):
            outcome = climber.climb(each, plan, Clock(clock.left() / (len(rungs) + 1 - place)))
            plan = outcome.plan
            climber.hold(each, outcome)
            within.append(climber.bounds_hold)
            proven.append(outcome.status is Status.OPTIMAL)
        plan = climber.stay_near(near, plan, clock)
    except (ProblemError, SolverError):
        return None
    whole = fragment.plan_of(plan)
    values = tuple(each.linear.at(whole, fragment.whole) for each in rungs)
    return Again(whole, values, tuple(proven), tuple(within))


class _Climber:
    """The relaxation of a fragment on its way down the ladder."""

    def __init__(self, fragment: Fragment, rungs: int, effort: Effort) -> None:
        self._fragment, self._effort = fragment, effort
        self._relaxation = Relaxation(fragment.problem, rungs=rungs, seed=0)
        # Bounds of the whole hold as long as nothing above is let go further than the plan at hand goes.
        self.bounds_hold = True

    def climb(self, rung: Reached, plan: Plan, clock: Clock) -> Outcome:
        aim, whole = rung.aim, self._fragment.whole
        goal = Goal(
            self._fragment.linear(rung.linear),
            None,
            report=lambda value: aim.report(value, whole),
            tighten=lambda bound: aim.tighten(bound, whole),
            fair=FairGoal(aim.place(whole), aim.depth) if isinstance(aim, Leximin) else None,
        )
        state = self._state(goal, clock)
        if self._relaxation.held.keeps_rules(plan):
            state.offer(plan)
        if self.bounds_hold and goal.fair is None:
            state.take_bound(rung.bound)
        return climb(state, incumbent=state.plan, seed=0)

    def hold(self, rung: Reached, outcome: Outcome) -> None:
        """Keep what a rung reached from now on."""
        tolerant = rung.aim.tolerance > 0
        ceiling = max(outcome.value, rung.ceiling) if tolerant else outcome.value
        if isinstance(rung.aim, Leximin) and outcome.amounts is not None:
            amounts = outcome.amounts
            if tolerant and rung.amounts is not None:
                amounts = np.minimum(amounts, rung.amounts)
            worse = rung.amounts is None or bool((amounts < rung.amounts - _ROUNDING).any())
            self._relaxation.keep_amounts(rung.aim.place(self._fragment.whole), amounts)
        else:
            worse = ceiling > rung.ceiling + _ROUNDING * max(1.0, abs(rung.ceiling))
            self._relaxation.limit(self._fragment.linear(rung.linear), ceiling)
        self.bounds_hold = self.bounds_hold and not worse

    def stay_near(self, near: Plan, plan: Plan, clock: Clock) -> Plan:
        """Choose, among plans as good, one that differs from another in as few pairs as possible."""
        distance = replace(
            Linear.zero(self._fragment.problem),
            arc=np.where(near.chosen[self._fragment.arcs], -1.0, 1.0),
            constant=float(near.chosen.sum()),
        )
        goal = Goal(distance, None, report=lambda value: value, tighten=lambda bound: bound)
        state = self._state(goal, clock)
        state.offer(plan)
        return climb(state, incumbent=state.plan, seed=0).plan

    def _state(self, goal: Goal, clock: Clock) -> Rung:
        return Rung(
            self._relaxation,
            goal,
            effort=self._effort,
            clock=clock,
            news=lambda value, bound: None,
            cancelled=lambda: False,
        )
