"""One rung: from the relaxation to a plan and the proof of how good it is.

A flow without the hours opens the first rung. The bound comes from the relaxation and from branching on the
number of heads short; plans come from diving, rounding, agreement, kernels and neighbourhoods. Arcs whose
reduced cost exceeds the gap are out of every better plan, so the last integer program proves the rest.
"""

from __future__ import annotations

import math

import numpy as np

from optimizer.errors import NoPlanError, SolverError
from optimizer.staffing.flow import cheapest_flow, fitting_plan, is_flow
from optimizer.staffing.greedy import first_plan, mended
from optimizer.staffing.heuristics import find_plans
from optimizer.staffing.levels import climb_levels
from optimizer.staffing.neighbourhoods import Neighbourhoods
from optimizer.staffing.plan import Plan
from optimizer.staffing.proof import Side, branch_on_total, prove
from optimizer.staffing.relaxation import Point
from optimizer.staffing.rounding import loose_ends, own_posts
from optimizer.staffing.rung import Outcome, Rung

__all__ = ["climb"]


def climb(rung: Rung, *, incumbent: Plan | None, seed: int) -> Outcome:
    """Return the best plan of a rung found from an incumbent (None: from nothing), and its bound.

    Parameters
    ----------
    rung : Rung
    incumbent : Plan or None
        Of the rung above; None on the first rung.
    seed : int

    Raises
    ------
    NoPlanError
        When locks contradict hours or heads, so that no plan exists.
    """
    relaxation, goal = rung.relaxation, rung.minimised
    rung.offer(first_plan(relaxation.problem) if incumbent is None else incumbent)
    if rung.goal.fair is not None and rung.plan is not None:
        climb_levels(rung, lambda part, near: climb(part, incumbent=near, seed=seed))
        return rung.outcome()
    rung.raise_bound(relaxation.floor(goal))
    if incumbent is None and is_flow(goal) and relaxation.problem.most_moved is None:
        _flow(rung)
    if incumbent is not None and not rung.done():
        own_posts(rung)
        if relaxation.problem.most_moved is not None and not rung.done():
            loose_ends(rung)
    if not rung.done() or rung.plan is None:
        _relax(rung, seed=seed)
    if rung.plan is None:
        words = "rules: no plan found that keeps all of them within the time; give more of it"
        raise NoPlanError(words, proven=False)
    if rung.goal.fair is not None:
        climb_levels(rung, lambda part, near: climb(part, incumbent=near, seed=seed))
    return rung.outcome()


def _relax(rung: Rung, *, seed: int) -> None:
    """Solve the relaxation and bring plan and bound together."""
    point = rung.relaxation.minimise(rung.minimised, clock=rung.clock)
    if not point.feasible and rung.plan is not None:
        raise SolverError("linear program: HiGHS finds no point although there is a plan")
    if not point.feasible:
        raise NoPlanError("locks and rules: no plan keeps all of them; free some")
    if point.finished:
        rung.raise_bound(point.bound)
        _close(rung, point, seed=seed)


def _close(rung: Rung, point: Point, *, seed: int) -> None:
    """Bring plan and bound together, as far as the effort goes."""
    around = Neighbourhoods(rung, seed=seed)
    side = Side(point) if rung.done() else branch_on_total(rung, point)
    if not rung.done():
        find_plans(rung, side.point, around)
    if not rung.done():
        bound = prove(rung, side)
        if math.isinf(bound) and bound > 0 and rung.plan is None:
            raise NoPlanError("rules: no plan keeps all of them; free some")
        rung.raise_bound(bound)
    if rung.plan is not None:
        around.improve(side.point, rung.effort.neighbourhoods)


def _flow(rung: Rung) -> None:
    """Solve without the hours: exact where they never bind, a bound and arcs to start from elsewhere."""
    relaxation = rung.relaxation
    flow = cheapest_flow(relaxation.problem, relaxation.able, rung.minimised)
    rung.raise_bound(flow.bound)
    plan = fitting_plan(relaxation.problem, relaxation.able, rung.minimised, flow)
    plan = mended(plan, relaxation.problem)
    if not (relaxation.problem.arcs.locked & ~plan.chosen).any():
        rung.offer(plan)
    relaxation.include(np.flatnonzero(flow.chosen | plan.chosen))
