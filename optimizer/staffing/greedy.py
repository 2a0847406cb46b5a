"""A first plan, so that there is always one to return."""

from __future__ import annotations

import numpy as np

from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import StaffingProblem

__all__ = ["greedy"]


def greedy(problem: StaffingProblem) -> Plan:
    """Give each post its nearest free person, locked and current pairs first.

    Posts with the fewest choices come first among equals. Rules on moves and fairness are left to the
    search; hours, heads, most posts and the number of hires hold.

    Returns
    -------
    Plan
    """
    arcs, people = problem.arcs, problem.people
    chosen = np.zeros(arcs.post.size, dtype=np.bool_)
    hours = people.hours.copy()
    heads = people.most.copy()
    need = problem.posts.need.copy()
    to_hire = problem.most_hired
    choices = np.bincount(arcs.post, minlength=need.size)
    order = np.lexsort((arcs.minutes, choices[arcs.post], ~arcs.current, ~arcs.locked))
    for a in order:
        p, d, load = arcs.person[a], arcs.post[a], arcs.load[a]
        if not need[d]:
            continue
        if people.hire[p]:
            if heads[p] == people.most[p] and not to_hire:
                continue
        elif heads[p] < 1 or hours[p] + 1e-9 < load:
            continue
        if people.hire[p] and heads[p] == people.most[p]:
            to_hire -= 1
        chosen[a] = True
        need[d] -= 1
        hours[p] -= load
        heads[p] -= 1
        if people.hire[p] and heads[p] == 0:
            heads[p] = people.most[p]
    return Plan(chosen=chosen)
