"""A bound on the whole model that needs no solver."""

from __future__ import annotations

import numpy as np

from optimizer.staffing.linear import Linear
from optimizer.staffing.model.program import Program, caps, floors
from optimizer.staffing.model.whole import WholeModel
from optimizer.staffing.problem import Floats

__all__ = ["plain_bound"]


def plain_bound(model: WholeModel, linear: Linear) -> float:
    """Return a value that no plan is below, for when a solver has none better to tell.

    Every head of a post takes the cheapest arc that is left or stays short; every other column stands at the
    end of its range that costs least. The search of this program has the like over columns of its own
    (`Relaxation.floor`); the two share nothing, since the engines here are there to check that search.
    """
    program = Program.of(model, model.costs(linear), constant=linear.constant)
    upper = caps(program)
    lower, costs = floors(program, upper), program.costs
    ends = np.where(costs > 0, lower, upper)
    each = costs * np.where(costs == 0, 0.0, ends)
    for kind in ("x", "short"):
        each[model.where[kind]] = 0.0
    return float(each.sum()) + float(_heads(model, costs).sum()) + linear.constant


def _heads(model: WholeModel, costs: Floats) -> Floats:
    """What the heads of each post cost at least, shape (posts,)."""
    problem, need = model.problem, model.problem.posts.need
    post, arc, short = problem.arcs.post, costs[model.where["x"]], costs[model.where["short"]]
    order = np.lexsort((arc, post))
    able = np.bincount(post, minlength=need.size)
    rank = np.arange(order.size) - np.repeat(np.cumsum(able) - able, able)
    # Heads that are wanted take an arc or stay short; others come only where that pays.
    wanted = (rank < need[post[order]]) & (short[post[order]] >= 0)
    each = np.minimum(arc[order], np.where(wanted, short[post[order]], 0.0))
    alone = np.where(short >= 0, np.maximum(need - able, 0), need) * short
    heads: Floats = np.bincount(post[order], each, need.size) + alone
    return heads
