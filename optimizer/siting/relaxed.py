"""Capacities with rules of reach or of a gap over many pairs: without the rules, then with the sites found.

A bound without the rules is one with them, too. Where the plan does not keep them, its sites serve anew, by a
program over the nearest of them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.result import Status
from optimizer.siting.capacity_of import CapacityAim, by_capacity
from optimizer.siting.effort import Effort
from optimizer.siting.kept import broken_rules
from optimizer.siting.kernel import kernel_of
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found, by_program
from optimizer.siting.service import Choice

__all__ = ["by_relaxation"]

#: Share of the time without the rules; sites of a place afterwards.
_SHARE, _REACH = 0.5, 10


def by_relaxation(problem: SitingProblem, aim: CapacityAim, effort: Effort) -> Found:
    """Solve a problem with capacities whose rules are more than amounts.

    Parameters
    ----------
    problem : SitingProblem
    aim : Travel, Cost, EvenTravel, GradualReach, Reach or Cover
    effort : Effort
    """
    part = replace(problem, rules=problem.amount_rules)
    loose = by_capacity(part, aim, effort.bounding.part(_SHARE))
    if loose.choice is None or not broken_rules(problem, loose.choice):
        return loose
    opened = loose.choice.opened
    kernel, pairs = kernel_of(problem, opened.astype(np.int64), size=int(opened.sum()), reach=_REACH)
    found = by_program(kernel, aim, effort.untold).choice
    if found is None:
        return Found(None, loose.bound, Status.LIMIT)
    share = np.zeros(len(problem.ways.way))
    share[pairs] = found.share
    return Found(Choice(found.opened, share), loose.bound, Status.LIMIT)
