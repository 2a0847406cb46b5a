"""Bounds that the relaxation alone does not give: a whole number of heads short, and arcs that are out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimizer.staffing.relaxation import Point
from optimizer.staffing.rung import Rung

__all__ = ["Side", "branch_on_total", "prove"]

# A proof that needs more new arcs than this costs more time than it saves.
_MOST_ARRIVALS = 30_000


#: Any number of heads short.
_ANY = (-math.inf, math.inf)


@dataclass(frozen=True)
class Side:
    """Where every better plan lies, and the optimum of the relaxation there.

    Attributes
    ----------
    point : Point
    total : tuple of float
        Least and most heads short of the plans that the point says something about.
    """

    point: Point
    total: tuple[float, float] = _ANY


def branch_on_total(rung: Rung, point: Point) -> Side:
    """Take the number of heads short to be whole: the bound is that of the better side.

    Where heads short are dear, the fraction of one is most of the gap, and no cut on people sees it.
    """
    relaxation = rung.relaxation
    total = float(point.values[relaxation.columns.short].sum())
    if not rung.minimised.short.any() or abs(total - round(total)) < 1e-4:
        return Side(point)
    sides = []
    for limits in ((-math.inf, float(math.floor(total))), (float(math.ceil(total)), math.inf)):
        relaxation.hold_total(*limits)
        half = relaxation.minimise(rung.minimised, clock=rung.clock)
        sides.append((half.bound if half.feasible else math.inf, Side(half, limits)))
    relaxation.hold_total(*_ANY)
    (bound, better), (other, _) = sorted(sides, key=lambda each: each[0])
    rung.raise_bound(bound)
    # Only when the other side cannot hold a better plan may the search stay on this one.
    stay = other >= rung.rank and better.point.finished and better.point.feasible
    return better if stay else Side(point)


def prove(rung: Rung, side: Side) -> float:
    """Solve over every arc that a better plan could use, and return the bound that this gives for all arcs.

    What the point of a side proves about arcs holds on that side alone, so the program stays on it; plans are
    looked for without it, because a row over all posts is hard to round.

    Returns
    -------
    float
        No plan that keeps what the relaxation holds now has a smaller value with the tie; ``-inf`` when there
        are too many arcs to try, ``inf`` when there is no such plan.
    """
    relaxation, point = rung.relaxation, side.point
    room = rung.rank - point.bound
    missing = relaxation.missing_below(point.arc_reduced_costs, room)
    if missing.size > _MOST_ARRIVALS:
        return -math.inf
    if missing.size:
        relaxation.activate(missing)
    start = None if rung.plan is None else relaxation.columns_of(rung.plan)
    lower, upper = relaxation.bounds()
    inside = relaxation.arcs
    columns = relaxation.column_of(inside)
    cost = point.arc_reduced_costs[inside]
    never = (cost > room) & (lower[columns] == 0)
    # The bound counts what missing arcs could save, one a head; so it is no reason to take them all.
    always = (cost < -room) & ~np.isin(inside, missing)
    upper[columns[never]] = 0.0
    lower[columns[always]] = 1.0
    gap, nodes = rung.effort.gap / 2, rung.effort.nodes
    relaxation.hold_total(*side.total)
    bound = rung.solve_within(lower, upper, start, gap=gap, nodes=nodes)
    relaxation.hold_total(*_ANY)
    # A plan outside the program costs at least the rank, so the smaller of both is a bound.
    return min(bound, rung.rank)
