"""A plan: who fills what, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.errors import PlanError
from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem

__all__ = ["Plan", "Tally", "broken_rows", "heads_short", "hired_by", "hours_left", "tally"]


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


def hours_left(chosen: Bools, problem: StaffingProblem) -> Floats:
    """Return the hours that people have beside chosen arcs, shape (people,); negative where those are more.

    Infinite at places of hiring: any ``most`` arcs of one fit the hours of one of its people.
    """
    people, arcs = problem.people, problem.arcs
    used = np.bincount(arcs.person[chosen], arcs.load[chosen], len(people.ids))
    left: Floats = np.where(people.hire, np.inf, people.hours - used)
    return left


@dataclass(frozen=True)
class Tally:
    """What a plan comes to, apart from its arcs.

    Attributes
    ----------
    short : ndarray of float, shape (posts,)
        Heads short.
    hired : ndarray of int, shape (people,)
    amounts : tuple of ndarray of float, shape (groups,)
        What the groups of each service get.
    levels : ndarray of float, shape (services,)
        The least of them; infinite where a service has no group.
    extra : ndarray of float, shape (extra columns,)
    broken : ndarray of float, shape (rows,)
        By how much the plan breaks each row of the rules.
    excess : float
        Pairs moved beyond the budget of moves.
    """

    short: Floats
    hired: Ints
    amounts: tuple[Floats, ...]
    levels: Floats
    extra: Floats
    broken: Floats
    excess: float


def heads_short(plan: Plan, problem: StaffingProblem) -> Floats:
    """Return the heads short of every post, shape (posts,)."""
    need = problem.posts.need
    short: Floats = np.maximum(need - np.bincount(problem.arcs.post[plan.chosen], minlength=need.size), 0.0)
    return short


def tally(plan: Plan, problem: StaffingProblem) -> Tally:
    """Count what a plan comes to; asked again for the same plan and problem, the count is at hand."""
    known = plan.__dict__.get("_tally")
    if known is None or known[0] is not problem:
        known = (problem, _tally(plan, problem))
        # Every plan that a search offers is asked for its values, rungs and rules one after the other.
        object.__setattr__(plan, "_tally", known)
    count: Tally = known[1]
    return count


def _tally(plan: Plan, problem: StaffingProblem) -> Tally:
    short = heads_short(plan, problem)
    extra = problem.extras.values(plan.chosen, short)
    moved = problem.lost_pairs + int((problem.arcs.budgeted & ~plan.chosen).sum())
    amounts = tuple(each.amounts(plan.chosen, short, problem.arcs.post) for each in problem.services)
    return Tally(
        short=short,
        hired=hired_by(plan, problem),
        amounts=amounts,
        levels=np.array([each.min(initial=np.inf) for each in amounts]),
        extra=extra,
        broken=problem.extras.broken(plan.chosen, short, extra),
        excess=0.0 if problem.most_moved is None else float(max(0, moved - problem.most_moved)),
    )


def broken_rows(plan: Plan, problem: StaffingProblem) -> Floats:
    """Return by how much a plan breaks each row of the rules, shape (rows,)."""
    return tally(plan, problem).broken
