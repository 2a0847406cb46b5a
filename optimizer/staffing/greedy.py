"""A first plan, so that there is always one to return."""

from __future__ import annotations

import numpy as np

from optimizer.staffing.plan import Plan, broken_rows
from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem

__all__ = ["first_plan", "greedy", "mended"]


def first_plan(problem: StaffingProblem) -> Plan:
    """Return a plan to start from: each post its nearest free person, less what rules forbid."""
    plan = mended(greedy(problem), problem)
    locked = Plan(problem.arcs.locked.copy())
    return locked if broken_rows(plan, problem).any() else plan


def mended(plan: Plan, problem: StaffingProblem) -> Plan:
    """Take pairs out of a plan until it keeps the rows of the rules, where taking out is enough.

    Locked pairs stay. A plan that needs a pair more to keep a rule comes back as far as it got.
    """
    chosen, extras, arcs = plan.chosen.copy(), problem.extras, problem.arcs
    while (over := broken_rows(Plan(chosen), problem)).any():
        harmful = _harmful(chosen, over, problem)
        if not harmful.size:
            break
        # One pair a row at a time: the farthest of those that push the row the wrong way.
        order = harmful[np.lexsort((-arcs.minutes[extras.arcs.column[harmful]], extras.arcs.row[harmful]))]
        first = np.ones(order.size, dtype=np.bool_)
        first[1:] = np.diff(extras.arcs.row[order]) != 0
        chosen[extras.arcs.column[order[first]]] = False
    return Plan(chosen)


def _harmful(chosen: Bools, over: Floats, problem: StaffingProblem) -> Ints:
    """Entries of broken rows whose pair is in the plan, not locked, and pushes the row the wrong way."""
    extras = problem.extras
    entries = extras.arcs
    high = extras.row_upper[entries.row] < np.inf
    wrong = np.where(high, entries.value > 0, entries.value < 0)
    out = chosen[entries.column] & ~problem.arcs.locked[entries.column]
    return np.flatnonzero((over[entries.row] > 0) & out & wrong)


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
    # Whoever is there today may stay beyond the headcount wanted.
    room = problem.posts.most.copy()
    to_hire = problem.most_hired
    choices = np.bincount(arcs.post, minlength=need.size)
    order = np.lexsort((arcs.minutes, choices[arcs.post], ~arcs.current, ~arcs.locked))
    for a in order:
        p, d, load = arcs.person[a], arcs.post[a], arcs.load[a]
        kept = arcs.current[a] or arcs.locked[a]
        if room[d] < 1 or (need[d] < 1 and not kept):
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
        room[d] -= 1
        hours[p] -= load
        heads[p] -= 1
        if people.hire[p] and heads[p] == 0:
            heads[p] = people.most[p]
    return Plan(chosen=chosen)
