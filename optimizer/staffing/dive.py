"""Diving: fix what the relaxation is nearly sure of, solve it again, and so on down to a plan."""

from __future__ import annotations

import numpy as np

from optimizer.staffing.problem import Ints
from optimizer.staffing.relaxation import Point
from optimizer.staffing.rounding import fractional, round_off
from optimizer.staffing.rung import Rung

__all__ = ["dive"]

# What is fixed at a step: everything this sure, and at least so large a part of the fractions.
_SURE = 0.8
_PART = 0.15
_STEPS = 40
_FASTER = 1.3
_FAILURES = 5
#: So few fractional arcs are left to an integer program.
_REST = 64


def dive(rung: Rung, point: Point, width: int, nodes: int) -> None:
    """Fix the largest fractions to one, step by step, and hand the rest to a small integer program."""
    relaxation = rung.relaxation
    fixed: list[Ints] = []
    part, failures = _PART, 0
    for _ in range(_STEPS):
        broken = np.flatnonzero(fractional(point.arc_values))
        if broken.size <= _REST or failures > _FAILURES or rung.done():
            break
        largest = broken[np.argsort(-point.arc_values[broken], kind="stable")]
        sure = 0 if failures else int((point.arc_values[largest] > _SURE).sum())
        batch = largest[: max(sure, int(part * broken.size), 1)]
        relaxation.fix(batch)
        deeper = relaxation.minimise(rung.minimised, clock=rung.clock, rounds=1)
        if deeper.finished and deeper.feasible and deeper.objective < rung.rank:
            fixed.append(batch)
            point, part = deeper, min(part * _FASTER, _PART)
        else:
            relaxation.release(batch)
            if not failures:
                # Often enough a program over what is still in doubt finds a plan where fixing on does not.
                round_off(rung, point, width, nodes)
            part, failures = part / 2, failures + 1
    for batch in fixed:
        relaxation.release(batch)
    round_off(rung, point, width, nodes)
