"""The columns and rows of the whole model, kind by kind, as a reader would write them down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem

__all__ = ["Kind", "Rows", "columns", "loose", "rows", "totals"]


#: Row (or group), column and factor of some entries of a matrix.
Entries = tuple[Ints, Ints, Floats]


@dataclass(frozen=True)
class Kind:
    """Columns of one kind.

    Attributes
    ----------
    names : tuple of str
    lower, upper : ndarray of float, shape (columns,)
    whole : ndarray of bool, shape (columns,)
    """

    names: tuple[str, ...]
    lower: Floats
    upper: Floats
    whole: Bools


class Rows:
    """Rows that are being written down, one or many at a time."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self._parts: list[Entries] = []

    def add(self, names: Sequence[str], lower: Floats, upper: Floats, *parts: Entries) -> None:
        """Add rows; their entries (row, column, factor) count rows from 0."""
        first = len(self.names)
        self.names.extend(names)
        self.lower.extend(lower.tolist())
        self.upper.extend(upper.tolist())
        self._parts.extend((row + first, column, value) for row, column, value in parts)

    def matrix(self, columns: int) -> csr_array:
        """All rows so far, shape (rows, columns); factors of one place are added up."""
        row, column, value = (np.concatenate([part[i] for part in self._parts]) for i in range(3))
        return csr_array((value, (row, column)), shape=(len(self.names), columns))


def loose(problem: StaffingProblem) -> Ints:
    """Posts that need somebody and may have more; only there could a model call a head short that is not."""
    return np.flatnonzero((problem.posts.need > 0) & (problem.posts.most > problem.posts.need))


def columns(problem: StaffingProblem, *, levels: bool) -> dict[str, Kind]:
    """Names, bounds and whole numbers of the columns, kind by kind, in their order."""
    people, posts, arcs, extras = problem.people, problem.posts, problem.arcs, problem.extras
    pairs = zip(arcs.person.tolist(), arcs.post.tolist(), strict=True)
    moves = np.full(1, float(arcs.budgeted.sum() + problem.lost_pairs))
    return {
        "x": _whole((f"x[{people.ids[p]},{posts.ids[d]}]" for p, d in pairs), arcs.locked, 1.0),
        "short": _whole((f"short[{post}]" for post in posts.ids), 0.0, posts.need),
        "beyond": _whole((f"beyond[{posts.ids[d]}]" for d in loose(problem)), 0.0, 1.0),
        "hired": _whole(
            (f"hired[{people.ids[p]}]" for p in np.flatnonzero(people.hire)), 0.0, problem.most_hired
        ),
        "excess": _whole(["excess"], 0.0, moves),
        "level": _levels(problem if levels else replace(problem, services=())),
        "extra": Kind(extras.names, extras.lower, extras.upper, extras.whole),
    }


def rows(problem: StaffingProblem, where: Mapping[str, slice], *, levels: bool) -> Rows:
    """Write down all rows over columns that stand at these places."""
    found = Rows()
    _add_posts(found, problem, where)
    _add_people(found, problem, where)
    _add_moves(found, problem, where)
    if levels:
        _add_levels(found, problem, where)
    _add_extras(found, problem, where)
    return found


def totals(problem: StaffingProblem, place: int, where: Mapping[str, slice]) -> Entries:
    """Return (group, column, factor) of the total that each group of a service gets, but for its constant."""
    service = problem.services[place]
    post = np.flatnonzero((service.group >= 0) & (service.per_short != 0))
    group = service.group[problem.arcs.post]
    arc = np.flatnonzero((group >= 0) & (service.per_arc != 0))
    return (
        np.concatenate([service.group[post], group[arc]]),
        np.concatenate([where["short"].start + post, where["x"].start + arc]),
        np.concatenate([service.per_short[post], service.per_arc[arc]]),
    )


def _whole(names: Iterable[str], lower: ArrayLike, upper: ArrayLike) -> Kind:
    found = tuple(names)
    low, high = (np.broadcast_to(np.asarray(end, np.float64), (len(found),)) for end in (lower, upper))
    return Kind(found, low, high, np.ones(len(found), dtype=np.bool_))


def _levels(problem: StaffingProblem) -> Kind:
    """The least amount of every service, from that of nobody to the most that a group alone could have."""
    services = problem.services
    low = [((each.least(problem) + each.constant) / each.size).tolist() for each in services]
    high = [((each.most(problem) + each.constant) / each.size).tolist() for each in services]
    return Kind(
        tuple(f"level[{service.name}]" for service in services),
        np.array([min(each, default=0.0) for each in low], dtype=np.float64),
        np.array([min(each, default=0.0) for each in high], dtype=np.float64),
        np.zeros(len(services), dtype=np.bool_),
    )


def _add_posts(rows: Rows, problem: StaffingProblem, where: Mapping[str, slice]) -> None:
    """Need <= heads + short <= most; nobody is short where there are more people than needed."""
    posts, arcs, more = problem.posts, problem.arcs, loose(problem)
    need, most, every = posts.need.astype(float), posts.most.astype(float), np.arange(len(posts.ids))
    heads = (arcs.post, np.arange(arcs.post.size) + where["x"].start, np.ones(arcs.post.size))
    short = (every, where["short"].start + every, np.ones(every.size))
    rows.add([f"heads[{post}]" for post in posts.ids], need, most, heads, short)
    if not more.size:
        return
    number, mine = np.full(every.size, -1), np.arange(more.size)
    number[more] = mine
    arc = np.flatnonzero(number[arcs.post] >= 0)
    some = (mine, where["short"].start + more, np.ones(more.size))
    free, names = np.full(more.size, -np.inf), [posts.ids[d] for d in more]
    beyond = where["beyond"].start + mine
    rows.add(
        [f"exact[{name}]" for name in names], free, need[more],
        (number[arcs.post[arc]], where["x"].start + arc, np.ones(arc.size)), some,
        (mine, beyond, need[more] - most[more]),
    )  # fmt: skip
    rows.add([f"none_short[{name}]" for name in names], free, need[more], some, (mine, beyond, need[more]))


def _add_people(rows: Rows, problem: StaffingProblem, where: Mapping[str, slice]) -> None:
    """Most posts and hours of everybody, people hired by the post, and how many may be hired."""
    people, arcs = problem.people, problem.arcs
    size, every, column = len(people.ids), np.arange(len(people.ids)), np.arange(arcs.post.size)
    places, most = np.flatnonzero(people.hire), people.most.astype(np.float64)
    hired = where["hired"].start + np.arange(places.size)
    rows.add(
        [f"posts[{person}]" for person in people.ids],
        np.full(size, -np.inf),
        np.where(people.hire, 0.0, most),
        (arcs.person, where["x"].start + column, np.ones(column.size)),
        (places, hired, -most[places]),
    )
    # Any `most` arcs of a place of hiring fit the hours of one of its people, so they need no row.
    there = np.flatnonzero(~people.hire)
    number = np.full(every.size, -1)
    number[there] = np.arange(there.size)
    arc = np.flatnonzero(~people.hire[arcs.person])
    rows.add(
        [f"hours[{people.ids[p]}]" for p in there],
        np.full(there.size, -np.inf),
        people.hours[there],
        (number[arcs.person[arc]], where["x"].start + arc, arcs.load[arc]),
    )
    rows.add(
        ["most_hired"],
        np.full(1, -np.inf),
        np.full(1, float(problem.most_hired)),
        (np.zeros(places.size, dtype=np.int64), hired, np.ones(places.size)),
    )


def _add_moves(rows: Rows, problem: StaffingProblem, where: Mapping[str, slice]) -> None:
    """Budgeted pairs kept + excess >= budgeted pairs - budget."""
    if problem.most_moved is None:
        return
    counted = np.flatnonzero(problem.arcs.budgeted)
    kept = float(counted.size + problem.lost_pairs - problem.most_moved)
    rows.add(
        ["most_moved"],
        np.full(1, kept),
        np.full(1, np.inf),
        (np.zeros(counted.size, dtype=np.int64), where["x"].start + counted, np.ones(counted.size)),
        (np.zeros(1, dtype=np.int64), np.array([where["excess"].start]), np.ones(1)),
    )


def _add_levels(rows: Rows, problem: StaffingProblem, where: Mapping[str, slice]) -> None:
    """Total of a group - size · level >= -constant, for every group of every service."""
    for place, service in enumerate(problem.services):
        group = np.arange(len(service.groups))
        level = np.full(group.size, where["level"].start + place)
        rows.add(
            [f"level[{service.name},{name}]" for name in service.groups],
            -service.constant,
            np.full(group.size, np.inf),
            totals(problem, place, where),
            (group, level, -service.size),
        )


def _add_extras(rows: Rows, problem: StaffingProblem, where: Mapping[str, slice]) -> None:
    """The rows of rules and aims."""
    extras = problem.extras
    rows.add(
        extras.row_names,
        extras.row_lower,
        extras.row_upper,
        (extras.arcs.row, where["x"].start + extras.arcs.column, extras.arcs.value),
        (extras.shorts.row, where["short"].start + extras.shorts.column, extras.shorts.value),
        (extras.others.row, where["extra"].start + extras.others.column, extras.others.value),
    )
