"""The exchange of one phase: who leaves which village and who comes, and what hangs on what."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.staffing import Plan, StaffingProblem
from scenarios.adjust.undo import Broken, Scales

__all__ = ["BANNED", "LEFT", "Swap", "closure", "is_limit_of", "pruned", "swaps_of", "undone"]

Bools = NDArray[np.bool_]
#: Why a pair cannot stay at all: somebody has left, or the pair is banned.
LEFT, BANNED = "left", "banned"


@dataclass(frozen=True)
class Swap:
    """One who leaves a post, one who comes, or both.

    Attributes
    ----------
    post : int
        Position in the problem's posts.
    before, after : str
        Ids of people, or of a place of hiring; blank for nobody.
    ended, begun : int
        Their arcs; -1 where there is none.
    gone : str
        `LEFT` or `BANNED` where `before` had to go; else blank.
    """

    post: int
    before: str = ""
    after: str = ""
    ended: int = -1
    begun: int = -1
    gone: str = ""

    @property
    def free(self) -> bool:
        """Whether nothing outside the plan asks for it: somebody who could stay does not."""
        return self.ended >= 0


def swaps_of(
    problem: StaffingProblem, chosen: Bools, *, counsel: int, gone: Mapping[str, Iterable[tuple[str, str]]]
) -> list[Swap]:
    """Return what a plan changes, post by post; the k-th who comes follows the k-th who leaves.

    Those who had to go are followed first, but where those who could stay are enough for the post.

    Parameters
    ----------
    problem : StaffingProblem
    chosen : ndarray of bool, shape (arcs,)
    counsel : int
        Arcs of counsel, which come first; only they are looked at.
    gone : mapping of str to iterable of (village, person)
        Pairs of the roster without an arc, under `LEFT` and `BANNED`.
    """
    arcs, ids = problem.arcs, problem.people.ids
    place = {post: d for d, post in enumerate(problem.posts.ids)}
    leaving: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
    for why in (LEFT, BANNED):
        for village, person in sorted(gone.get(why, ())):
            leaving[place[village]].append((person, -1, why))
    coming: dict[int, list[tuple[str, int]]] = defaultdict(list)
    mine = np.arange(arcs.post.size) < counsel
    for a in np.flatnonzero(mine & arcs.current & ~chosen).tolist():
        leaving[int(arcs.post[a])].append((ids[arcs.person[a]], a, ""))
    for a in np.flatnonzero(mine & chosen & ~arcs.current).tolist():
        coming[int(arcs.post[a])].append((ids[arcs.person[a]], a))
    found, stay = [], np.bincount(arcs.post[mine & arcs.current], minlength=len(problem.posts.ids))
    for post in sorted(leaving.keys() | coming.keys()):
        enough = stay[post] >= problem.posts.need[post]
        out = sorted(leaving[post], key=lambda each: (each[1] < 0) == enough)
        new = sorted(coming[post])
        for k in range(max(len(out), len(new))):
            before, ended, why = out[k] if k < len(out) else ("", -1, "")
            after, begun = new[k] if k < len(new) else ("", -1)
            found.append(Swap(post, before, after, ended, begun, why))
    return found


def undone(plan: Plan, swaps: Iterable[Swap]) -> Plan:
    """Return the plan without some of its swaps."""
    other = plan.chosen.copy()
    for swap in swaps:
        if swap.begun >= 0:
            other[swap.begun] = False
        if swap.ended >= 0:
            other[swap.ended] = True
    return Plan(other)


def closure(
    problem: StaffingProblem, swap: Swap, swaps: Collection[Swap], roots: Collection[Swap]
) -> tuple[list[Swap], list[Swap]]:
    """Follow a swap to what its person is freed for, and on from there.

    Returns
    -------
    list of Swap
        Swaps that hang together with it, itself first, roots aside.
    list of Swap
        The shortest way to a root, from itself to the root; empty when there is none.
    """
    person = problem.arcs.person
    begun: dict[int, list[Swap]] = defaultdict(list)
    for each in swaps:
        if each.begun >= 0:
            begun[int(person[each.begun])].append(each)
    members, waiting = [swap], deque([[swap]])
    while waiting:
        way = waiting.popleft()
        for after in begun[int(person[way[-1].ended])]:
            if after in roots:
                return members, [*way, after]
            if after not in members:
                members.append(after)
                waiting.append([*way, after])
    return members, []


def pruned(scales: Scales, plan: Plan, *, counsel: int) -> Plan:
    """Return the plan without moves that serve nothing.

    A move serves nothing when undoing it, alone or with what it frees somebody for, breaks no rule and makes
    no aim worse. What is left has a reason.
    """
    while True:
        swaps = swaps_of(scales.problem, plan.chosen, counsel=counsel, gone={})
        others = (undone(plan, group) for swap in swaps for group in _groups(scales.problem, swap, swaps))
        idle = (each for each in others if scales.broken(each) is None and scales.worse(plan, each) is None)
        other = next(idle, None)
        if other is None:
            return plan
        plan = other


def _groups(problem: StaffingProblem, swap: Swap, swaps: list[Swap]) -> list[list[Swap]]:
    if not swap.free:
        return [[swap]]
    members, way = closure(problem, swap, swaps, [each for each in swaps if not each.free])
    return [[swap], way or members]


def is_limit_of(broken: Broken | None, person: int) -> bool:
    """Whether what breaks are the hours, or the number of villages, of a person."""
    return broken is not None and broken.rule in ("hours", "most") and broken.person == person
