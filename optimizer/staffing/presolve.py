"""Which arcs no plan can use: where locks fill a post or take all that somebody has."""

from __future__ import annotations

import numpy as np

from optimizer.staffing.plan import hours_left
from optimizer.staffing.problem import Bools, StaffingProblem

__all__ = ["usable"]

_ROUNDING = 1e-9


def usable(problem: StaffingProblem) -> Bools:
    """Return the arcs that a plan may have, shape (arcs,).

    They are locked, or their post has a place and their person hours and a place beside what is locked.
    Today's pairs count as usable, so that those who end them are counted alike.
    """
    arcs, people, posts = problem.arcs, problem.people, problem.posts
    heads = np.bincount(arcs.post[arcs.locked], minlength=len(posts.ids))
    number = np.bincount(arcs.person[arcs.locked], minlength=len(people.ids))
    # However many are hired at a place, each of them is free.
    open_ = people.hire | (number < people.most)
    left = hours_left(arcs.locked, problem) + _ROUNDING * (1 + people.hours)
    fits = (heads < posts.most)[arcs.post] & open_[arcs.person] & (arcs.load <= left[arcs.person])
    found: Bools = arcs.locked | arcs.current | fits
    return found
