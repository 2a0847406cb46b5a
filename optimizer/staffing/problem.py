"""A staffing problem: people fill posts.

A post is a place and a role with a headcount; a person has hours a year and a most of posts; an arc is a
pair that qualification, jurisdiction and travel limit allow. What an arc costs in hours (service plus
journeys) is part of the arc, so the same problem holds village counsel and the generalized assignment
instances of the literature.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.staffing.extras import Extras
from optimizer.staffing.formulation import Formulation
from optimizer.staffing.problem_checks import check, check_unique
from optimizer.staffing.service import Service

if TYPE_CHECKING:
    from optimizer.staffing.rules import Rule

__all__ = ["Arcs", "Bools", "Floats", "Ints", "People", "Posts", "StaffingProblem"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class People:
    """Who can fill posts.

    Attributes
    ----------
    ids : tuple of str
        One id a person, unique.
    hours : ndarray of float, shape (people,)
        Hours a year that the person can give.
    most : ndarray of int, shape (people,)
        Most posts that the person may fill.
    hire : ndarray of bool, shape (people,)
        True for a place where people may be hired: any number of them, all with these hours and this most,
        as long as `StaffingProblem.most_hired` allows. Any `most` arcs of such a place must fit the hours
        of one of them, so that the villages of a place can be shared out among its people in any way.
    """

    ids: tuple[str, ...]
    hours: Floats
    most: Ints
    hire: Bools


@dataclass(frozen=True)
class Posts:
    """What has to be filled.

    Attributes
    ----------
    ids : tuple of str
        One id a post, unique.
    need : ndarray of int, shape (posts,)
        Headcount wanted.
    most : ndarray of int, shape (posts,)
        Most people, at least the headcount wanted.
    weight : ndarray of float, shape (posts,)
        Weight of one head short.
    role : tuple of str
        What the post is: counsel, mediator ...
    group : tuple of str
        Group of each post (its county), between which fill is made alike where no other service is named.
    limit : ndarray of float, shape (posts,)
        Minutes that a head short counts as in the burden of travel, so that leaving a far village
        without anybody never looks like a shorter journey.
    """

    ids: tuple[str, ...]
    need: Ints
    most: Ints
    weight: Floats
    role: tuple[str, ...]
    group: tuple[str, ...]
    limit: Floats


@dataclass(frozen=True)
class Arcs:
    """Which person may fill which post; at most one arc a pair.

    Attributes
    ----------
    person, post : ndarray of int, shape (arcs,)
        Positions in `People.ids` and `Posts.ids`.
    load : ndarray of float, shape (arcs,)
        Hours a year that the person spends on the post over this arc, journeys included.
    minutes : ndarray of float, shape (arcs,)
        One-way journey.
    current : ndarray of bool, shape (arcs,)
        Pairs of today's roster.
    locked : ndarray of bool, shape (arcs,)
        Pairs that every plan must keep.
    budgeted : ndarray of bool, shape (arcs,)
        Current pairs that the budget of moves counts.
    """

    person: Ints
    post: Ints
    load: Floats
    minutes: Floats
    current: Bools
    locked: Bools
    budgeted: Bools


@dataclass(frozen=True)
class StaffingProblem:
    """A frozen, checked instance; build it with `of`, which matches by id.

    Attributes
    ----------
    people : People
    posts : Posts
    arcs : Arcs
    most_hired : int
        Most people that a plan may hire, over all places.
    most_moved : int or None
        Most budgeted pairs of today's roster that a plan may end; None for no such rule.
    lost_pairs : int
        Pairs of today's roster that no arc allows any more; they end in every plan and count as moved.
    rules : tuple of Rule
        What else a plan has to keep.
    extras : Extras
        Columns and rows that the rules, and the aims of a ladder, have added.
    services : tuple of Service
        What the aims of a ladder make alike between groups.
    """

    people: People
    posts: Posts
    arcs: Arcs
    most_hired: int = 0
    most_moved: int | None = None
    lost_pairs: int = 0
    rules: tuple[Rule, ...] = ()
    extras: Extras = field(default_factory=Extras)
    services: tuple[Service, ...] = ()

    def __post_init__(self) -> None:
        check(self)

    @classmethod
    def of(
        cls,
        *,
        person_ids: Sequence[str],
        hours: Floats,
        most: Ints,
        post_ids: Sequence[str],
        group: Sequence[str],
        arc_person: Sequence[str],
        arc_post: Sequence[str],
        load: Floats,
        minutes: Floats,
        hire: Bools | None = None,
        need: Ints | None = None,
        most_heads: Ints | None = None,
        role: Sequence[str] | None = None,
        weight: Floats | None = None,
        limit: Floats | None = None,
        current: Bools | None = None,
        locked: Bools | None = None,
        budgeted: Bools | None = None,
        most_hired: int = 0,
        most_moved: int | None = None,
        lost_pairs: int = 0,
        rules: Sequence[Rule] = (),
    ) -> StaffingProblem:
        """Build a problem from ids; arrays left out mean one head, weight one, no roster, no lock.

        Rules are applied to the problem in their order.

        Raises
        ------
        ProblemError
            When an id is unknown or doubled, a length disagrees, or a value is impossible.
        """
        people, posts, arcs = len(person_ids), len(post_ids), len(arc_person)
        check_unique("person_ids", person_ids)
        check_unique("post_ids", post_ids)
        minutes = _floats(minutes)
        farthest = float(minutes.max()) if minutes.size else 0.0
        heads = np.ones(posts, dtype=np.int64) if need is None else _ints(need)
        problem = cls(
            people=People(
                ids=tuple(person_ids),
                hours=_floats(hours),
                most=_ints(most),
                hire=_bools(hire, people),
            ),
            posts=Posts(
                ids=tuple(post_ids),
                need=heads,
                most=heads.copy() if most_heads is None else _ints(most_heads),
                weight=np.ones(posts) if weight is None else _floats(weight),
                role=("counsel",) * posts if role is None else tuple(role),
                group=tuple(group),
                limit=np.full(posts, farthest) if limit is None else _floats(limit),
            ),
            arcs=Arcs(
                person=_positions(arc_person, person_ids, "person"),
                post=_positions(arc_post, post_ids, "post"),
                load=_floats(load),
                minutes=minutes,
                current=_bools(current, arcs),
                locked=_bools(locked, arcs),
                budgeted=_bools(current if budgeted is None else budgeted, arcs),
            ),
            most_hired=most_hired,
            most_moved=most_moved,
            lost_pairs=lost_pairs,
        )
        return problem.under(rules)

    def under(self, rules: Sequence[Rule]) -> StaffingProblem:
        """Return the problem with further rules."""
        formulation = Formulation(self)
        for rule in rules:
            rule.apply(formulation)
        return self.adding(rules=(*self.rules, *rules), extras=formulation.extras)

    def adding(
        self,
        *,
        rules: tuple[Rule, ...] | None = None,
        extras: Extras | None = None,
        services: tuple[Service, ...] | None = None,
    ) -> StaffingProblem:
        """Return the problem with other rules, extras or services; what is sound is not checked again."""
        new = copy(self)
        for name, value in (("rules", rules), ("extras", extras), ("services", services)):
            if value is not None:
                object.__setattr__(new, name, value)
        return new


def _floats(values: Any) -> Floats:
    return np.array(values, dtype=np.float64)


def _ints(values: Any) -> Ints:
    return np.array(values, dtype=np.int64)


def _bools(values: Any, size: int) -> Bools:
    return np.zeros(size, dtype=np.bool_) if values is None else np.array(values, dtype=np.bool_)


def _positions(names: Sequence[str], ids: Sequence[str], what: str) -> Ints:
    position = {name: index for index, name in enumerate(ids)}
    unknown = sorted({name for name in names if name not in position})
    if unknown:
        raise ProblemError(
            f"arc_{what}: unknown {what} {unknown[0]!r} ({len(unknown)} in all); add it or drop its arcs"
        )
    return np.array([position[name] for name in names], dtype=np.int64)
