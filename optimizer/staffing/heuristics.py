"""The heuristics in order: short looks first, because what a program finds it mostly finds near its root."""

from __future__ import annotations

from optimizer.staffing.dive import dive
from optimizer.staffing.neighbourhoods import Neighbourhoods
from optimizer.staffing.relaxation import Point
from optimizer.staffing.rounding import agree, few_left, kernel, own_posts, round_off
from optimizer.staffing.rung import Rung

__all__ = ["find_plans"]

#: Neighbourhoods in a row without improvement that end the quick look around.
_GLANCES = 12
# Arcs a post that each may choose from, and nodes at which it gives up.
_FIRST = ((dive, 20, 60), (round_off, 8, 20), (round_off, 40, 60), (agree, 8, 60))
_LATER = ((round_off, 40, 400), (agree, 16, 400), (kernel, 6, 60))


def find_plans(rung: Rung, point: Point, around: Neighbourhoods) -> None:
    """Round, look around, then widen, until the rung is done or so few arcs are left that a proof is cheaper.

    Parameters
    ----------
    rung : Rung
    point : Point
        Optimum of the relaxation.
    around : Neighbourhoods
        Of the rung.
    """
    # Once more with the arcs that prices have brought in.
    own_posts(rung)
    for steps in (_FIRST, _LATER):
        for step, width, nodes in steps:
            step(rung, point, width, nodes)
            if rung.done() or few_left(rung, point):
                return
        if steps is _FIRST and rung.plan is not None:
            around.improve(point, _GLANCES)
            if rung.done() or few_left(rung, point):
                return
