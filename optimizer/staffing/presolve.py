"""Leave out what no plan can use: where locks fill a post or take all that somebody has."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import Arcs, Bools, Ints, StaffingProblem

__all__ = ["expanded", "reduced"]

_ROUNDING = 1e-9


def reduced(problem: StaffingProblem) -> tuple[StaffingProblem, Ints]:
    """Return the problem without the arcs that no plan can take, and the positions of those it keeps.

    Today's pairs stay, so that changes count as before. The problem has the same plans; it has its rules as
    rows only, for rules name arcs by their positions in the whole.
    """
    kept = np.flatnonzero(_usable(problem) | problem.arcs.current)
    if kept.size == problem.arcs.post.size:
        return problem, kept
    place = np.full(problem.arcs.post.size, -1)
    place[kept] = np.arange(kept.size)
    posts = np.arange(len(problem.posts.ids))
    extras, arcs = problem.extras, problem.arcs
    return (
        replace(
            problem,
            arcs=Arcs(**{each.name: getattr(arcs, each.name)[kept] for each in fields(Arcs)}),
            rules=(),
            extras=extras.part(
                rows=np.ones(len(extras.row_names), dtype=np.bool_),
                columns=np.ones(len(extras.names), dtype=np.bool_),
                arcs=place,
                posts=posts,
            ),
            services=tuple(
                service.part(groups=np.ones(len(service.groups), dtype=np.bool_), posts=posts, arcs=kept)
                for service in problem.services
            ),
        ),
        kept,
    )


def expanded(plan: Plan, kept: Ints, problem: StaffingProblem) -> Plan:
    """Return a plan of the reduced problem as one of the whole."""
    chosen = np.zeros(problem.arcs.post.size, dtype=np.bool_)
    chosen[kept] = plan.chosen
    return Plan(chosen)


def _usable(problem: StaffingProblem) -> Bools:
    """Arcs that are locked, or whose post has a place left and whose person has hours and a place left."""
    arcs, people, posts = problem.arcs, problem.people, problem.posts
    locked = np.flatnonzero(arcs.locked)
    heads = np.bincount(arcs.post[locked], minlength=len(posts.ids))
    number = np.bincount(arcs.person[locked], minlength=len(people.ids))
    hours = np.bincount(arcs.person[locked], arcs.load[locked], len(people.ids))
    # However many are hired at a place, each of them is free.
    free = people.hire
    open_ = free | (number < people.most)
    left = np.where(free, np.inf, people.hours * (1 + _ROUNDING) + _ROUNDING - hours)
    fits = (heads < posts.most)[arcs.post] & open_[arcs.person] & (arcs.load <= left[arcs.person])
    usable: Bools = arcs.locked | fits
    return usable
