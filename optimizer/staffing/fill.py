"""The rung of the worst group's fill: to which whole numbers of heads short can every group be held?

A fill of at least f allows a group ``floor((1 - f) · need)`` heads short. Only few fills make a difference;
the relaxation says which of them it allows, and at the best of those a plan is looked for that has as few
heads as possible beyond what is allowed: none at all is a plan of that fill.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from optimizer.clock import Clock
from optimizer.staffing.aims import Linear
from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import Floats
from optimizer.staffing.rung import Goal, Outcome, Rung

__all__ = ["climb_fill"]

#: Fills at which the search may fail without a proof; each next one is halfway down to the best plan.
_FAILURES = 3
_STEP = 1e-9
#: Units over what is held that are more than rounding.
_BROKEN = 1e-6


def climb_fill(rung: Rung, climb: Callable[[Rung, Plan], Outcome]) -> None:
    """Raise the fill of the worst group as far as plans are found, and lower its bound to what is possible.

    Parameters
    ----------
    rung : Rung
        With a plan and a goal of fill alone.
    climb : callable
        Climbs the rung of one fill, from a plan.
    """
    assert rung.plan is not None
    shares = _shares(rung)
    low, high = -1, _most_relaxed(rung, shares)
    highest, failures, near = high, 0, rung.plan
    while low < highest and failures < _FAILURES and not rung.done():
        target = highest if not failures else low + math.ceil((highest - low) / 2)
        # A plan that nearly reaches one fill is a good start for the next lower one.
        outcome = _look(rung, float(shares[target]), near, climb)
        near = outcome.plan
        if rung.relaxation.keeps_rungs(outcome.plan):
            rung.offer(outcome.plan)
        low = int(np.searchsorted(shares, -rung.value + _STEP)) - 1
        if outcome.bound > _BROKEN:
            high = highest = target - 1
            _lower_bound(rung, shares, high)
        elif outcome.value > _BROKEN:
            highest, failures = target - 1, failures + 1
    rung.relaxation.hold_fill(0.0)


def _shares(rung: Rung) -> Floats:
    """Every share of some group's heads between the plan and the bound, rising."""
    above, most = -rung.value, min(-rung.bound, 1.0)
    need = rung.relaxation.group_need
    every = [np.arange(math.ceil(above * n), math.floor(most * n + 1e-6) + 1) / n for n in need if n]
    shares = np.unique(np.concatenate([np.zeros(0), *every]))
    return shares[shares > above + _STEP]


def _lower_bound(rung: Rung, shares: Floats, best: int) -> None:
    rung.take_bound(-float(shares[best]) if best >= 0 else rung.value)


def _most_relaxed(rung: Rung, shares: Floats) -> int:
    """Position of the best fill that the relaxation allows, found by halving; -1 for none better."""
    relaxation = rung.relaxation
    low, high, middle = -1, shares.size, shares.size - 1
    while high - low > 1 and not rung.done():
        relaxation.hold_fill(float(shares[middle]), elastic=True)
        point = relaxation.minimise(_over(rung), clock=rung.clock)
        if not point.finished:
            break
        if point.bound > 1e-4:
            high = middle
        else:
            low = middle
        middle = (low + high) // 2
    _lower_bound(rung, shares, high - 1)
    return high - 1


def _over(rung: Rung) -> Linear:
    """Heads beyond what the held fill allows."""
    zero = np.zeros_like
    linear = rung.goal.linear
    return Linear(zero(linear.arc), zero(linear.short), zero(linear.hired), over=1.0)


def _look(rung: Rung, share: float, near: Plan, climb: Callable[[Rung, Plan], Outcome]) -> Outcome:
    """Look for a plan in which every group is filled to a share."""
    rung.relaxation.hold_fill(share, elastic=True)
    goal = Goal(_over(rung), rung.goal.tie, report=lambda value: value, tighten=lambda bound: bound)
    part = Rung(
        rung.relaxation,
        goal,
        effort=rung.effort,
        clock=Clock(rung.clock.left() / 2),
        news=lambda value, bound: None,
        cancelled=rung.cancelled,
    )
    return climb(part, near)
