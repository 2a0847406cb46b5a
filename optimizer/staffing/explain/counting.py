"""Conflicts that counting shows: posts that need more heads than those who may serve them can take in all.

A person takes at most so many posts, or at most so many as fit the hours when they are the lightest; a
cut of least capacity in the flow from posts to people is where that is too few (Hall, J. London Math. Soc.
10, 1935). The linear program does not see it where it spreads the last part of a post over many hours.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow

from optimizer.clock import Clock
from optimizer.errors import SolverError
from optimizer.staffing.explain.elements import Element
from optimizer.staffing.plan import Plan, heads_short
from optimizer.staffing.problem import Bools, Ints, StaffingProblem

__all__ = ["Counted", "counted"]


@dataclass(frozen=True)
class Counted:
    """Elements that cannot hold together.

    Attributes
    ----------
    elements : frozenset of Element
    needed : frozenset of Element
        Those that are known to be needed: without any one of them all others can hold.
    """

    elements: frozenset[Element]
    needed: frozenset[Element]


def counted(
    problem: StaffingProblem, wanted: frozenset[str], plan: Plan | None, *, clock: Clock
) -> Counted | None:
    """Look for posts that need more heads than all who may serve them can take.

    Parameters
    ----------
    problem : StaffingProblem
    wanted : frozenset of str
        Posts that must be filled.
    plan : Plan, optional
        That fills as many of them as can be; chains of moves in it show which elements are needed.
    clock : Clock
        When its time is up, what has been found so far is not made smaller.

    Returns
    -------
    Counted or None
        None when counting shows nothing.
    """
    need = np.array(
        [n if post in wanted else 0 for post, n in zip(problem.posts.ids, problem.posts.need, strict=True)],
        dtype=np.int64,
    )
    cut = _cut(problem, need)
    if cut is None:
        return None
    missing, posts = cut
    while missing > 1 and clock.left() > 0:
        # One head too many is enough of a conflict: the last posts need not be in it.
        whole = np.flatnonzero(posts & (need > 0) & (need < missing))
        if not whole.size:
            break
        need[_vacant_first(problem, plan, whole)] = 0
        smaller = _cut(problem, need)
        if smaller is None:
            break
        missing, posts = smaller
    kept = posts & (need > 0)
    limits = _limits(problem, kept)
    elements = {problem.posts.ids[d]: Element("need", problem.posts.ids[d]) for d in np.flatnonzero(kept)}
    needed = frozenset[Element]() if plan is None else _Chains(problem, plan, kept, limits).needed()
    return Counted(frozenset(elements.values()) | frozenset(limits.values()), needed)


def _vacant_first(problem: StaffingProblem, plan: Plan | None, posts: Ints) -> int:
    short = np.zeros(len(problem.posts.ids)) if plan is None else heads_short(plan, problem)
    return int(posts[np.argsort(-short[posts], kind="stable")[0]])


def _room(problem: StaffingProblem, arcs: Ints) -> tuple[Ints, Bools]:
    """How many of some arcs each person can take, and whether it is the hours that say so."""
    person, load = problem.arcs.person[arcs], problem.arcs.load[arcs]
    order = np.lexsort((load, person))
    who, spent = person[order], np.cumsum(load[order])
    first = np.searchsorted(who, who)
    together = spent - spent[first] + load[order][first]
    fits = together <= problem.people.hours[who] * (1 + 1e-9) + 1e-6
    fit = np.bincount(who[fits], minlength=len(problem.people.ids))
    offered = np.bincount(who, minlength=len(problem.people.ids))
    tight = (fit < problem.people.most) & (fit < offered)
    room = np.where(problem.people.hire, offered, np.minimum(fit, problem.people.most))
    return room.astype(np.int64), tight & ~problem.people.hire


def _cut(problem: StaffingProblem, need: Ints) -> tuple[int, Bools] | None:
    """How many heads are too many, and the posts where; None when a flow fills everything."""
    posts, people = need.size, len(problem.people.ids)
    arcs = np.flatnonzero(need[problem.arcs.post] > 0)
    room, _ = _room(problem, arcs)
    source, sink = posts + people, posts + people + 1
    solver = max_flow.SimpleMaxFlow()
    ones = np.ones(arcs.size, dtype=np.int64)
    solver.add_arcs_with_capacity(problem.arcs.post[arcs], posts + problem.arcs.person[arcs], ones)
    solver.add_arcs_with_capacity(np.full(posts, source), np.arange(posts), need)
    solver.add_arcs_with_capacity(posts + np.arange(people), np.full(people, sink), room)
    if solver.solve(source, sink) != solver.OPTIMAL:
        raise SolverError("flow: OR-Tools found no largest flow although nothing is one")
    missing = int(need.sum()) - int(solver.optimal_flow())
    if not missing:
        return None
    side = np.zeros(posts + people + 2, dtype=np.bool_)
    side[np.asarray(solver.get_source_side_min_cut(), dtype=np.int64)] = True
    return missing, side[:posts] & (need > 0)


def _limits(problem: StaffingProblem, posts: Bools) -> dict[int, Element]:
    """What says how many of these posts each person can take."""
    arcs = np.flatnonzero(posts[problem.arcs.post])
    _, tight = _room(problem, arcs)
    people = np.unique(problem.arcs.person[arcs])
    kinds = np.where(tight[people], "hours", "most_posts")
    return {int(p): Element(str(kind), problem.people.ids[p]) for p, kind in zip(people, kinds, strict=True)}


class _Chains:
    """Moves that hand a vacancy on: a person takes a vacant post and leaves another."""

    def __init__(
        self, problem: StaffingProblem, plan: Plan, posts: Bools, limits: dict[int, Element]
    ) -> None:
        self._problem, self._posts, self._limits = problem, posts, limits
        arcs = problem.arcs
        self._takers: dict[int, list[tuple[int, float]]] = {}
        self._holds: dict[int, list[tuple[int, float]]] = {}
        mine = np.flatnonzero(posts[arcs.post])
        rows = zip(
            arcs.person[mine].tolist(), arcs.post[mine].tolist(), arcs.load[mine].tolist(), mine, strict=True
        )
        for p, d, load, a in rows:
            holder = self._holds if plan.chosen[a] else self._takers
            key, other = (p, d) if plan.chosen[a] else (d, p)
            holder.setdefault(key, []).append((other, load))
        self._spent = {p: sum(load for _, load in held) for p, held in self._holds.items()}
        self._short = np.flatnonzero(posts & (heads_short(plan, problem) > 0)).tolist()
        self._single = bool((problem.posts.need[posts] == 1).all())

    def needed(self) -> frozenset[Element]:
        """Elements without which some chain ends with nothing vacant."""
        if len(self._short) != 1 or not self._single:
            return frozenset()
        found: set[Element] = set()
        start = self._short[0]
        # By post: whose hours the chain that leads there has used already.
        used: dict[int, frozenset[int]] = {start: frozenset()}
        queue = deque([start])
        while queue:
            vacant = queue.popleft()
            found.add(Element("need", self._problem.posts.ids[vacant]))
            for person, load in self._takers.get(vacant, ()):
                found |= self._step(person, load, vacant, used, queue)
        return frozenset(found)

    def _step(
        self, person: int, load: float, vacant: int, used: dict[int, frozenset[int]], queue: deque[int]
    ) -> set[Element]:
        limit = self._limits[person]
        tight = limit.kind == "hours"
        if tight and person in used[vacant]:
            return set()
        room = float(self._problem.people.hours[person]) - self._spent.get(person, 0.0) - load
        for post, freed in self._holds.get(person, ()):
            if post not in used and (not tight or room + freed >= -1e-9):
                used[post] = used[vacant] | ({person} if tight else frozenset())
                queue.append(post)
        return {limit}
