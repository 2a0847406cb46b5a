"""Who is asked to move when a pair of a plan changes: those near it, by what they serve and could serve."""

from __future__ import annotations

import numpy as np

from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import Bools, Ints, StaffingProblem

__all__ = ["Surroundings"]

#: Problems of so many people are taken as a whole; elsewhere so many are free, at a second look
#: more of them, and so many vacant posts.
_WHOLE = 30
_FREE = 24
_WIDE = 64
_VACANT = 12
#: Nearest people of a post that are looked at.
_NEAR = 8


class Surroundings:
    """The people around the pairs of a plan.

    Parameters
    ----------
    problem : StaffingProblem
    plan : Plan
    """

    def __init__(self, problem: StaffingProblem, plan: Plan) -> None:
        self._problem, self._plan = problem, plan
        arcs, people = problem.arcs, problem.people
        held = np.flatnonzero(plan.chosen)
        self._load = np.bincount(arcs.person[held], arcs.load[held], len(people.ids))
        self._heads = np.bincount(arcs.person[held], minlength=len(people.ids))
        self._by_post = np.argsort(arcs.post, kind="stable")
        self._first = np.searchsorted(arcs.post[self._by_post], np.arange(len(problem.posts.ids) + 1))
        #: Whether everybody is always free.
        self.whole = len(people.ids) <= _WHOLE

    def has_room(self, arcs: Ints, *, freed: int) -> Bools:
        """Whether the people of these arcs can take them on beside what they have, shape (arcs,)."""
        problem, person = self._problem, self._problem.arcs.person[arcs]
        people = problem.people
        spare = people.hours[person] - self._load[person] + 1e-9 >= problem.arcs.load[arcs]
        there = spare & (people.most[person] > self._heads[person])
        return np.where(people.hire[person], problem.most_hired > 0, there).astype(np.bool_)

    def of(self, *pairs: int, wide: bool = False) -> tuple[Bools, Bools]:
        """Return the people and posts that are free when these arcs change, as masks."""
        problem = self._problem
        people = np.zeros(len(problem.people.ids), dtype=np.bool_)
        posts = np.zeros(len(problem.posts.ids), dtype=np.bool_)
        if self.whole:
            return ~people, ~posts
        most = _WIDE if wide else _FREE
        posts[problem.arcs.post[list(pairs)]] = True
        fresh = problem.arcs.person[list(pairs)]
        while people.sum() < most and fresh.size:
            people[fresh] = True
            mine = self._plan.chosen & people[problem.arcs.person]
            posts[problem.arcs.post[mine]] = True
            fresh = self._nearest(posts, people, most=most - int(people.sum()))
        posts |= self._vacant(people)
        return people, posts

    @staticmethod
    def fits(problem: StaffingProblem) -> bool:
        """Whether the locks of a problem leave everybody within hours and most posts, and posts too."""
        arcs, people, posts = problem.arcs, problem.people, problem.posts
        locked = np.flatnonzero(arcs.locked)
        hours = np.bincount(arcs.person[locked], arcs.load[locked], len(people.ids))
        heads = np.bincount(arcs.person[locked], minlength=len(people.ids))
        filled = np.bincount(arcs.post[locked], minlength=len(posts.ids))
        over = ~people.hire & ((hours > people.hours * (1 + 1e-9)) | (heads > people.most))
        return not (over.any() or (filled > posts.most).any())

    def _nearest(self, posts: Bools, people: Bools, *, most: int) -> Ints:
        """Others near the posts, those with room first."""
        arcs, found = self._problem.arcs, []
        for d in np.flatnonzero(posts):
            mine = self._by_post[self._first[d] : self._first[d + 1]]
            mine = mine[~people[arcs.person[mine]]]
            room = self.has_room(mine, freed=-1)
            # One in four without room, so that a chain of moves has a way through.
            order = np.lexsort((arcs.minutes[mine], ~room))
            found.append(np.concatenate([mine[order[: _NEAR - 2]], mine[np.argsort(arcs.minutes[mine])[:2]]]))
        near = np.concatenate(found)
        near = near[np.argsort(arcs.minutes[near], kind="stable")]
        _, first = np.unique(arcs.person[near], return_index=True)
        ordered: Ints = arcs.person[near[np.sort(first)]][:most]
        return ordered

    def _vacant(self, people: Bools) -> Bools:
        """The nearest posts short of somebody whom the free people could fill."""
        problem, arcs = self._problem, self._problem.arcs
        filled = np.bincount(arcs.post[self._plan.chosen], minlength=len(problem.posts.ids))
        short = filled < problem.posts.need
        mine = np.flatnonzero(people[arcs.person] & short[arcs.post])
        near = mine[np.argsort(arcs.minutes[mine], kind="stable")]
        _, first = np.unique(arcs.post[near], return_index=True)
        found = np.zeros(filled.size, dtype=np.bool_)
        found[arcs.post[near[np.sort(first)]][:_VACANT]] = True
        return found
