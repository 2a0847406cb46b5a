"""Which rules stand in the way of vacant posts, county by county: irreducible sets, and what they count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.clock import Clock
from optimizer.staffing import Plan, StaffingProblem
from optimizer.staffing.explain import Conflict, conflict
from optimizer.staffing.plan import heads_short
from optimizer.staffing.problem import Bools, Floats

if TYPE_CHECKING:
    from scenarios.planning import Solved

__all__ = ["Count", "Obstacle", "counted", "obstacle", "obstacles", "vacant_posts", "whole_conflict"]

#: Most conflicts told of one county: further villages are told as not looked at.
_MOST = 3


@dataclass(frozen=True)
class Count:
    """Posts that need more people than those who may serve them can take.

    Attributes
    ----------
    posts : int
    need : int
        Heads.
    people : int
        Who may serve any of them.
    room : int
        Heads that these people have room for, beside nothing else.
    hours, most : int
        People whose room is set by their hours, and by their most posts.
    """

    posts: int
    need: int
    people: int
    room: int
    hours: int
    most: int


@dataclass(frozen=True)
class Obstacle:
    """Why a vacant post cannot be filled.

    Attributes
    ----------
    post : str
    county_code : str
    conflict : Conflict or None
        Irreducible where it says `exact`; None when nothing stands in the way.
    count : Count or None
        What it counts; None when it is more than counting.
    like : tuple of str
        Other vacant posts of the county that only the same people may serve.
    together : Count or None
        The count with those.
    """

    post: str
    county_code: str
    conflict: Conflict | None
    count: Count | None
    like: tuple[str, ...] = ()
    together: Count | None = None

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many elements of each kind."""
        return {} if self.conflict is None else Counter(each.kind for each in self.conflict.elements)


def obstacles(
    problem: StaffingProblem,
    plan: Plan,
    *,
    solved: Solved,
    vacant: Sequence[str],
    seconds: float,
) -> tuple[Obstacle, ...]:
    """Find conflicts for vacant villages, until each of them is told or the time is over.

    Parameters
    ----------
    problem : StaffingProblem
        Of counsel alone, from `scenarios.reasons.settled`.
    plan : Plan
    solved : Solved
        The whole, whose rules are looked at where counsel alone show nothing.
    vacant : sequence of str
        Posts somebody may serve.
    seconds : float
    """
    clock, county = Clock(seconds), dict(zip(problem.posts.ids, problem.posts.group, strict=True))
    by_county: dict[str, list[str]] = {}
    for post in vacant:
        by_county.setdefault(county[post], []).append(post)
    found = []
    for place, posts in enumerate(by_county.values()):
        mine = Clock(clock.left() / (len(by_county) - place))
        open_posts = list(posts)
        for _ in range(_MOST):
            if not open_posts:
                break
            first = obstacle(problem, plan, post=open_posts[0], solved=solved, seconds=max(mine.left(), 1.0))
            first = _with_like(problem, first, open_posts[1:])
            found.append(first)
            open_posts = [each for each in open_posts[1:] if each not in first.like]
    return tuple(found)


def obstacle(problem: StaffingProblem, plan: Plan, *, post: str, solved: Solved, seconds: float) -> Obstacle:
    """Find the conflict of one vacant post: first among counsel alone, then with every rule."""
    county = problem.posts.group[problem.posts.ids.index(post)]
    clock = Clock(seconds)
    known = conflict(problem, posts=[post], plan=plan, seconds=seconds / 2)
    if known is not None:
        return Obstacle(post, county, known, counted(problem, known))
    return Obstacle(post, county, whole_conflict(solved, post, seconds=max(clock.left(), 1.0)), None)


def whole_conflict(solved: Solved, post: str, *, seconds: float) -> Conflict | None:
    """The conflict of one post with all roles and rules."""
    whole = solved.case.problem
    if whole.most_moved is not None:
        # What had to move beyond the budget is no reason for this post.
        whole = replace(whole, most_moved=whole.most_moved + solved.forced_moves)
    return conflict(whole, posts=[post], plan=solved.result.plan, seconds=seconds)


def counted(problem: StaffingProblem, known: Conflict) -> Count | None:
    """Count heads and room of a conflict; None when the count does not show it."""
    kinds = {each.kind for each in known.elements}
    if not kinds <= {"need", "hours", "most_posts"}:
        return None
    posts = {each.name for each in known.elements if each.kind == "need"}
    count = _count(problem, np.array([each in posts for each in problem.posts.ids], dtype=np.bool_))
    return count if count.room < count.need else None


def _with_like(problem: StaffingProblem, found: Obstacle, others: Sequence[str]) -> Obstacle:
    """Add vacant posts that only the same people may serve, where counting shows that none of them fits."""
    if found.count is None or found.conflict is None:
        return found
    ids = problem.posts.ids
    posts = {each.name for each in found.conflict.elements if each.kind == "need"}
    people = _people_of(problem, np.array([each in posts for each in ids], dtype=np.bool_))
    arcs = problem.arcs
    strangers = np.zeros(len(ids), dtype=np.bool_)
    strangers[arcs.post[~people[arcs.person]]] = True
    place = {post: d for d, post in enumerate(ids)}
    like = tuple(each for each in others if not strangers[place[each]])
    if not like:
        return found
    together = posts | set(like)
    count = _count(problem, np.array([each in together for each in ids], dtype=np.bool_))
    if count.need - count.room < 1 + len(like):
        return found
    return replace(found, like=like, together=count)


def _people_of(problem: StaffingProblem, posts: Bools) -> Bools:
    people = np.zeros(len(problem.people.ids), dtype=np.bool_)
    people[problem.arcs.person[posts[problem.arcs.post]]] = True
    return people


def _count(problem: StaffingProblem, posts: Bools) -> Count:
    """How many heads posts need, and how many their people can take: the lightest that fit their hours."""
    arcs = problem.arcs
    mine = np.flatnonzero(posts[arcs.post])
    who = np.flatnonzero(_people_of(problem, posts))
    fit = _fitting(problem, mine)[who]
    offered = np.bincount(arcs.person[mine], minlength=len(problem.people.ids))[who]
    most = problem.people.most[who]
    room = np.minimum(np.minimum(fit, most), offered)
    tight = (fit < most) & (fit < offered)
    return Count(
        posts=int(posts.sum()),
        need=int(problem.posts.need[posts].sum()),
        people=int(who.size),
        room=int(room.sum()),
        hours=int(tight.sum()),
        most=int((~tight).sum()),
    )


def _fitting(problem: StaffingProblem, arcs: np.ndarray) -> np.ndarray:
    """How many of some arcs fit the hours of each person when they take the lightest."""
    person, load = problem.arcs.person[arcs], problem.arcs.load[arcs]
    order = np.lexsort((load, person))
    who: np.ndarray = person[order]
    spent: Floats = np.cumsum(load[order])
    first = np.searchsorted(who, who)
    together = spent - spent[first] + load[order][first]
    fits = together <= problem.people.hours[who] * (1 + 1e-9) + 1e-6
    return np.bincount(who[fits], minlength=len(problem.people.ids))


def vacant_posts(problem: StaffingProblem, plan: Plan) -> tuple[list[str], list[str]]:
    """Vacant posts that somebody may serve, and those that nobody may."""
    short = heads_short(plan, problem) > 0
    reached = np.bincount(problem.arcs.post, minlength=len(problem.posts.ids)) > 0
    ids = problem.posts.ids
    return (
        [ids[d] for d in np.flatnonzero(short & reached)],
        [ids[d] for d in np.flatnonzero(short & ~reached)],
    )
