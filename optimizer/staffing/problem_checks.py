"""What a staffing problem must satisfy before anything is solved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from optimizer.errors import ProblemError

if TYPE_CHECKING:
    from optimizer.staffing.problem import StaffingProblem

__all__ = ["check", "check_unique"]

_ARCS = ("person", "load", "minutes", "current", "locked", "budgeted")


def check(problem: StaffingProblem) -> None:
    """Refuse a problem that contradicts itself.

    Raises
    ------
    ProblemError
    """
    _check_ids(problem)
    _check_shapes(problem)
    _check_values(problem)
    _check_arcs(problem)


def check_unique(name: str, ids: Sequence[str]) -> None:
    """Refuse ids of which one stands twice.

    Raises
    ------
    ProblemError
    """
    if len(set(ids)) != len(ids):
        doubled = next(key for key in ids if list(ids).count(key) > 1)
        raise ProblemError(f"{name}: {doubled!r} stands twice; ids must be unique")


def _check_ids(problem: StaffingProblem) -> None:
    check_unique("person_ids", problem.people.ids)
    check_unique("post_ids", problem.posts.ids)
    for name in ("group", "role"):
        found, expected = len(getattr(problem.posts, name)), len(problem.posts.ids)
        if found != expected:
            raise ProblemError(f"posts.{name}: {found} names for {expected} posts; give one a post")


def _check_shapes(problem: StaffingProblem) -> None:
    parts: list[tuple[str, object, tuple[str, ...], int]] = [
        ("people", problem.people, ("hours", "most", "hire"), len(problem.people.ids)),
        ("posts", problem.posts, ("need", "most", "weight", "limit"), len(problem.posts.ids)),
        ("arcs", problem.arcs, _ARCS, problem.arcs.post.size),
    ]
    for part, holder, names, size in parts:
        for name in names:
            if getattr(holder, name).shape != (size,):
                raise ProblemError(f"{part}.{name}: shape {getattr(holder, name).shape}, expected ({size},)")


def _check_values(problem: StaffingProblem) -> None:
    people, posts, arcs = problem.people, problem.posts, problem.arcs
    values = {
        "hours": people.hours,
        "most": people.most,
        "need": posts.need,
        "weight": posts.weight,
        "load": arcs.load,
        "minutes": arcs.minutes,
        "limit": posts.limit,
        "most_hired": np.array([problem.most_hired]),
        "most_moved": np.array([problem.most_moved or 0]),
        "lost_pairs": np.array([problem.lost_pairs]),
    }
    for name, array in values.items():
        sound = np.isfinite(array) & (array >= 0)
        if not sound.all():
            raise ProblemError(f"{name}: {array[~sound][0]} found; every value must be finite and >= 0")
    tight = np.flatnonzero(posts.most < posts.need)
    if tight.size:
        d = tight[0]
        raise ProblemError(f"most_heads: {posts.most[d]} at {posts.ids[d]}, which needs {posts.need[d]}")


def _check_arcs(problem: StaffingProblem) -> None:
    people, posts, arcs = problem.people, problem.posts, problem.arcs
    pairs = arcs.person * max(len(posts.ids), 1) + arcs.post
    if np.unique(pairs).size != pairs.size:
        raise ProblemError("arcs: a pair of person and post stands twice; give each pair one arc")
    together = arcs.load * people.most[arcs.person]
    crowded = np.flatnonzero(people.hire[arcs.person] & (together > people.hours[arcs.person] * (1 + 1e-9)))
    if crowded.size:
        a = crowded[0]
        p = arcs.person[a]
        raise ProblemError(
            f"load: {arcs.load[a]:.1f} h at {posts.ids[arcs.post[a]]}, {people.most[p]} times, exceeds the "
            f"{people.hours[p]:.1f} h of somebody hired at {people.ids[p]}; drop the arc"
        )
