"""The rows of the relaxation, each over all arcs and over the columns that are no arcs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.staffing.capacity import Capacity, Cut
from optimizer.staffing.linear import Linear
from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem
from optimizer.staffing.service import Service

__all__ = [
    "Block",
    "Columns",
    "budget_row",
    "cut_rows",
    "extra_rows",
    "fill_rows",
    "floor_rows",
    "hire_row",
    "level_rows",
    "limit_row",
    "person_rows",
    "total_row",
]

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Columns:
    """Where the columns that are no arcs stand: heads short, people hired, what is over held values, the
    least amount of each service, excess, and what rules and aims have added.

    Attributes
    ----------
    short : ndarray of int, shape (posts,)
    hired : ndarray of int, shape (places,)
        One for each place in `places`.
    places : ndarray of int, shape (places,)
        People with `People.hire`.
    over : ndarray of int, shape (groups of all services + rungs,)
        Units below a held amount, by group, and over the value of a climbed rung.
    level : ndarray of int, shape (services,)
    excess : int
    extra : ndarray of int, shape (extra columns,)
    """

    short: Ints
    hired: Ints
    places: Ints
    over: Ints
    level: Ints
    excess: int
    extra: Ints

    @classmethod
    def of(cls, problem: StaffingProblem, rungs: int) -> Columns:
        """Lay them out one after the other from 0, for so many rungs."""
        places = np.flatnonzero(problem.people.hire)
        groups = sum(len(service.groups) for service in problem.services)
        sizes = (len(problem.posts.ids), places.size, groups + rungs, len(problem.services), 1)
        ends = np.cumsum([*sizes, len(problem.extras.names)])
        short, hired, over, level, excess, extra = np.split(np.arange(ends[-1]), ends[:-1])
        return cls(short, hired, places, over, level, int(excess[0]), extra)

    @property
    def size(self) -> int:
        """How many there are."""
        return self.excess + 1 + self.extra.size

    def lower(self, problem: StaffingProblem) -> Floats:
        """Lower bounds."""
        lower = np.zeros(self.size)
        lower[self.extra] = problem.extras.lower
        for column, service in zip(self.level, problem.services, strict=True):
            least = (service.least(problem) + service.constant) / service.size
            lower[column] = least.min(initial=0.0)
        return lower

    def upper(self, problem: StaffingProblem) -> Floats:
        """Upper bounds; nothing is over what is held unless the search allows it."""
        upper = np.full(self.size, np.inf)
        upper[self.short] = problem.posts.need
        upper[self.hired] = float(problem.most_hired)
        upper[self.over] = 0.0
        upper[self.extra] = problem.extras.upper
        for column, service in zip(self.level, problem.services, strict=True):
            most = (service.most(problem) + service.constant) / service.size
            upper[column] = most.max(initial=0.0)
        return upper

    def whole(self, problem: StaffingProblem) -> Bools:
        """Which of them take whole numbers."""
        whole = np.ones(self.size, dtype=np.bool_)
        whole[self.level] = False
        whole[self.extra] = problem.extras.whole
        first = 0
        for service in problem.services:
            whole[self.over[first : first + len(service.groups)]] = service.step > 0
            first += len(service.groups)
        return whole

    def costs(self, linear: Linear) -> Floats:
        """Their costs in a linear function."""
        costs = np.zeros(self.size)
        costs[self.short] = linear.short
        costs[self.hired] = linear.hired[self.places]
        costs[self.over] = linear.over
        costs[self.level] = linear.level
        costs[self.excess] = linear.excess
        costs[self.extra] = linear.extra
        return costs


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
    """Need <= heads of a post + short <= most."""
    need, most = problem.posts.need.astype(np.float64), problem.posts.most.astype(np.float64)
    arcs = problem.arcs
    every = np.arange(arcs.post.size)
    return Block(
        arcs.post, every, np.ones(every.size), columns.short, columns.short, np.ones(need.size), need, most
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


def level_rows(problem: StaffingProblem, columns: Columns, place: int) -> Block:
    """Total of a group - size · level >= -constant: the amount of every group is at least the common one."""
    service = problem.services[place]
    groups = np.arange(len(service.groups))
    block = _totals(problem, columns, service)
    return replace(
        block,
        row=np.concatenate([block.row, groups]),
        column=np.concatenate([block.column, np.full(groups.size, columns.level[place])]),
        value=np.concatenate([block.value, -service.size]),
        lower=-service.constant,
        upper=np.full(groups.size, np.inf),
    )


def floor_rows(problem: StaffingProblem, columns: Columns, place: int) -> Block:
    """Total of a group + step · those below; bounded as soon as an amount is held."""
    service = problem.services[place]
    groups = np.arange(len(service.groups))
    first = sum(len(each.groups) for each in problem.services[:place])
    block = _totals(problem, columns, service)
    return replace(
        block,
        row=np.concatenate([block.row, groups]),
        column=np.concatenate([block.column, columns.over[first + groups]]),
        value=np.concatenate([block.value, np.full(groups.size, service.step or 1.0)]),
        lower=np.full(groups.size, -np.inf),
        upper=np.full(groups.size, np.inf),
    )


def _totals(problem: StaffingProblem, columns: Columns, service: Service) -> Block:
    """Total of each group, without its constant."""
    post = np.flatnonzero((service.group >= 0) & (service.per_short != 0))
    group_of_arc = service.group[problem.arcs.post]
    arc = np.flatnonzero((group_of_arc >= 0) & (service.per_arc != 0))
    free = np.full(len(service.groups), np.inf)
    return Block(
        group_of_arc[arc], arc, service.per_arc[arc],
        service.group[post], columns.short[post], service.per_short[post], -free, free,
    )  # fmt: skip


def extra_rows(problem: StaffingProblem, columns: Columns) -> Block:
    """The rows that rules and aims have added."""
    extras = problem.extras
    return Block(
        arc_row=extras.arcs.row,
        arc=extras.arcs.column,
        arc_value=extras.arcs.value,
        row=np.concatenate([extras.shorts.row, extras.others.row]),
        column=np.concatenate([columns.short[extras.shorts.column], columns.extra[extras.others.column]]),
        value=np.concatenate([extras.shorts.value, extras.others.value]),
        lower=extras.row_lower,
        upper=extras.row_upper,
    )


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
    """Budgeted pairs kept + excess >= budgeted pairs - budget."""
    current = np.flatnonzero(problem.arcs.budgeted)
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
