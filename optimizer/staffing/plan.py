"""A plan: who fills what, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.errors import PlanError
from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem

__all__ = ["Plan", "Tally", "hired_by", "tally"]


@dataclass(frozen=True)
class Plan:
    """Who fills what, by position in the problem's arcs.

    Attributes
    ----------
    chosen : ndarray of bool, shape (arcs,)
        Arcs of the plan.
    """

    chosen: Bools

    def pairs(self, problem: StaffingProblem) -> tuple[tuple[str, str], ...]:
        """Return (person id, post id) of the plan, sorted by post.

        Raises
        ------
        PlanError
            When the plan belongs to a problem with another number of arcs.
        """
        if self.chosen.shape != problem.arcs.post.shape:
            raise PlanError(
                f"chosen: {self.chosen.size} entries for {problem.arcs.post.size} arcs; "
                "use the problem that the plan was made for"
            )
        arcs = np.flatnonzero(self.chosen)
        people, posts = problem.people.ids, problem.posts.ids
        pairs = [(people[problem.arcs.person[a]], posts[problem.arcs.post[a]]) for a in arcs]
        return tuple(sorted(pairs, key=lambda pair: (pair[1], pair[0])))


def hired_by(plan: Plan, problem: StaffingProblem) -> Ints:
    """Return how many people a plan hires at each place, shape (people,); 0 for people who are there."""
    people = problem.people
    held = np.bincount(problem.arcs.person[plan.chosen], minlength=len(people.ids))
    hired: Ints = np.where(people.hire, -(-held // np.maximum(people.most, 1)), 0)
    return hired


@dataclass(frozen=True)
class Tally:
    """What a plan comes to, apart from its arcs.

    Attributes
    ----------
    short : ndarray of float, shape (posts,)
        Heads short.
    hired : ndarray of int, shape (people,)
    group_short : ndarray of float, shape (groups,)
    fill : float
        Of the group that is filled worst; 1 where nobody is needed.
    excess : float
        Pairs moved beyond the budget of moves.
    """

    short: Floats
    hired: Ints
    group_short: Floats
    fill: float
    excess: float


def tally(plan: Plan, problem: StaffingProblem) -> Tally:
    """Count what a plan comes to."""
    need = problem.posts.need
    short = (need - np.bincount(problem.arcs.post[plan.chosen], minlength=need.size)).astype(np.float64)
    groups, size = problem.group_of_post, len(problem.groups)
    wanted, missing = np.bincount(groups, need, size), np.bincount(groups, short, size)
    used = wanted > 0
    moved = problem.lost_pairs + int((problem.arcs.current & ~plan.chosen).sum())
    return Tally(
        short=short,
        hired=hired_by(plan, problem),
        group_short=missing.astype(np.float64),
        fill=float((1.0 - missing[used] / wanted[used]).min(initial=1.0)),
        excess=0.0 if problem.most_moved is None else float(max(0, moved - problem.most_moved)),
    )
