"""The rows of the relaxation, each over all arcs and over the columns that are no arcs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.staffing.aims import Linear
from optimizer.staffing.capacity import Capacity, Cut
from optimizer.staffing.problem import Floats, Ints, StaffingProblem

__all__ = [
    "Block",
    "Columns",
    "budget_row",
    "cap_rows",
    "cut_rows",
    "fill_rows",
    "group_rows",
    "hire_row",
    "limit_row",
    "person_rows",
    "total_row",
]

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Columns:
    """Where the columns that are no arcs stand: heads short, people hired, what is over held values,
    fill of the worst group, excess.

    Attributes
    ----------
    short : ndarray of int, shape (posts,)
    hired : ndarray of int, shape (places,)
        One for each place in `places`.
    places : ndarray of int, shape (places,)
        People with `People.hire`.
    over : ndarray of int, shape (groups + rungs,)
        Heads over a held fill, by group, and units over the value of a climbed rung.
    fill, excess : int
    """

    short: Ints
    hired: Ints
    places: Ints
    over: Ints
    fill: int
    excess: int

    @classmethod
    def of(cls, problem: StaffingProblem, rungs: int) -> Columns:
        """Lay them out one after the other from 0, for so many rungs."""
        posts, places = len(problem.posts.ids), np.flatnonzero(problem.people.hire)
        hired, end = posts + places.size, posts + places.size + len(problem.groups) + rungs
        return cls(np.arange(posts), np.arange(posts, hired), places, np.arange(hired, end), end, end + 1)

    def upper(self, problem: StaffingProblem) -> Floats:
        """Upper bounds; the lower are 0. Nothing is over what is held unless the search allows it."""
        need = problem.posts.need.astype(np.float64)
        hired = np.full(self.places.size, float(problem.most_hired))
        return np.concatenate([need, hired, np.zeros(self.over.size), [1.0, np.inf]])

    def costs(self, linear: Linear) -> Floats:
        """Their costs in a linear function."""
        over = np.full(self.over.size, linear.over)
        return np.concatenate([linear.short, linear.hired[self.places], over, [linear.fill, linear.excess]])


@dataclass(frozen=True)
class Block:
    """Some rows ``lower <= Σ arcs + Σ other columns <= upper``, entry by entry; rows count from 0.

    Attributes
    ----------
    arc_row, arc : ndarray of int, shape (arc entries,)
    arc_value : ndarray of float, shape (arc entries,)
    row, column : ndarray of int, shape (other entries,)
    value : ndarray of float, shape (other entries,)
    lower, upper : ndarray of float, shape (rows,)
    """

    arc_row: Ints
    arc: Ints
    arc_value: Floats
    row: Ints
    column: Ints
    value: Floats
    lower: Floats
    upper: Floats


def fill_rows(problem: StaffingProblem, columns: Columns) -> Block:
    """Heads of a post + short = need."""
    need, arcs = problem.posts.need.astype(np.float64), problem.arcs
    every = np.arange(arcs.post.size)
    return Block(
        arcs.post, every, np.ones(every.size), columns.short, columns.short, np.ones(need.size), need, need
    )


def person_rows(problem: StaffingProblem, columns: Columns, able: Capacity) -> Block:
    """Posts of a person, and hours where they bind; a place of hiring has its posts for each one hired."""
    arcs, hire = problem.arcs, problem.people.hire
    people = np.arange(hire.size)
    busy = np.flatnonzero(able.hours_bind)
    row_of = np.full(hire.size, -1)
    row_of[busy] = hire.size + np.arange(busy.size)
    tight = np.flatnonzero(able.hours_bind[arcs.person])
    posts = able.posts.astype(np.float64)
    upper = np.concatenate([np.where(hire, 0.0, posts), problem.people.hours[busy]])
    return Block(
        arc_row=np.concatenate([people[arcs.person], row_of[arcs.person[tight]]]),
        arc=np.concatenate([np.arange(arcs.post.size), tight]),
        arc_value=np.concatenate([np.ones(arcs.post.size), arcs.load[tight]]),
        row=columns.places,
        column=columns.hired,
        value=-posts[columns.places],
        lower=np.full(upper.size, -np.inf),
        upper=upper,
    )


def group_rows(problem: StaffingProblem, columns: Columns) -> Block:
    """Short of a group + fill · need <= need: the fill of every group is at least the common one."""
    groups = problem.group_of_post
    need = np.bincount(groups, problem.posts.need, len(problem.groups)).astype(np.float64)
    return Block(
        arc_row=_NONE,
        arc=_NONE,
        arc_value=np.zeros(0),
        row=np.concatenate([groups, np.arange(need.size)]),
        column=np.concatenate([columns.short, np.full(need.size, columns.fill)]),
        value=np.concatenate([np.ones(groups.size), need]),
        lower=np.full(need.size, -np.inf),
        upper=need,
    )


def cap_rows(problem: StaffingProblem, columns: Columns) -> Block:
    """Heads short of a group - those over; bounded as soon as a fill is held."""
    groups = problem.group_of_post
    free = np.full(len(problem.groups), np.inf)
    row = np.concatenate([groups, np.arange(free.size)])
    value = np.concatenate([np.ones(groups.size), -np.ones(free.size)])
    column = np.concatenate([columns.short, columns.over[: free.size]])
    return Block(_NONE, _NONE, np.zeros(0), row, column, value, -free, free)


def total_row(columns: Columns) -> Block:
    """All heads short together; bounded only while a rung branches on it."""
    zero, free = np.zeros(columns.short.size, dtype=np.int64), np.array([np.inf])
    return Block(_NONE, _NONE, np.zeros(0), zero, columns.short, np.ones(zero.size), -free, free)


def hire_row(problem: StaffingProblem, columns: Columns) -> Block:
    """Everybody hired <= most hired."""
    ones = np.ones(columns.hired.size)
    zero = np.zeros(columns.hired.size, dtype=np.int64)
    limit = np.array([float(problem.most_hired)])
    return Block(_NONE, _NONE, np.zeros(0), zero, columns.hired, ones, np.array([-np.inf]), limit)


def budget_row(problem: StaffingProblem, columns: Columns, most_moved: int) -> Block:
    """Current pairs kept + excess >= current pairs - budget."""
    current = np.flatnonzero(problem.arcs.current)
    kept = np.array([float(current.size + problem.lost_pairs - most_moved)])
    zero, one = np.zeros(1, dtype=np.int64), np.ones(1)
    return Block(
        np.zeros(current.size, dtype=np.int64), current, np.ones(current.size),
        zero, np.array([columns.excess]), one, kept, np.array([np.inf]),
    )  # fmt: skip


def limit_row(columns: Columns, linear: Linear, ceiling: float, *, over: int, unit: float) -> Block:
    """A rung that was climbed: linear - unit · over <= ceiling."""
    fixed = columns.costs(linear)
    used, arcs = np.flatnonzero(fixed), np.flatnonzero(linear.arc)
    # An equality up to rounding would leave the next rung no room; a millionth is below every unit here.
    upper = np.array([ceiling - linear.constant + 1e-6 * max(1.0, abs(ceiling))])
    return Block(
        np.zeros(arcs.size, dtype=np.int64), arcs, linear.arc[arcs],
        np.zeros(used.size + 1, dtype=np.int64), np.append(used, over), np.append(fixed[used], -unit),
        np.array([-np.inf]), upper,
    )  # fmt: skip


def cut_rows(cuts: Sequence[Cut]) -> Block:
    """One row a cut."""
    sizes = [cut.arc.size for cut in cuts]
    return Block(
        arc_row=np.repeat(np.arange(len(cuts)), sizes),
        arc=np.concatenate([cut.arc for cut in cuts]),
        arc_value=np.concatenate([cut.value for cut in cuts]),
        row=_NONE,
        column=_NONE,
        value=np.zeros(0),
        lower=np.full(len(cuts), -np.inf),
        upper=np.array([cut.limit for cut in cuts]),
    )
