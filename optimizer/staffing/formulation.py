"""Rows and columns that rules and aims add to a staffing problem.

The columns of a formulation besides arcs and heads short are *extra* columns: heads that a requirement lacks,
the burden of a group, a bound on a spread. A row ties arcs, heads short and extra columns together. The extra
column that was added last among those of a row is *defined* by it: in a plan it takes the smallest value that
its rows allow, so that a plan alone says what every column is worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.errors import ProblemError

if TYPE_CHECKING:
    from optimizer.staffing.problem import StaffingProblem

__all__ = ["Entries", "Extras", "Formulation"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ROUNDING = 1e-6


@dataclass(frozen=True)
class Entries:
    """Some entries of a matrix.

    Attributes
    ----------
    row, column : ndarray of int, shape (entries,)
        A column is an arc, a post (its heads short) or an extra column, as the owner says.
    value : ndarray of float, shape (entries,)
    """

    row: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    column: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    value: Floats = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def of(cls, row: ArrayLike, column: ArrayLike, value: ArrayLike) -> Entries:
        """Take anything that numpy can make an array of; a single value or row holds for all."""
        rows, columns, values = np.broadcast_arrays(row, column, value)
        return cls(rows.astype(np.int64), columns.astype(np.int64), values.astype(np.float64))

    def plus(self, other: Entries) -> Entries:
        """These entries and others."""
        return Entries(
            np.concatenate([self.row, other.row]),
            np.concatenate([self.column, other.column]),
            np.concatenate([self.value, other.value]),
        )

    def times(self, values: Floats, rows: int) -> Floats:
        """The matrix times a vector, shape (rows,)."""
        return np.bincount(self.row, self.value * values[self.column], rows).astype(np.float64)

    def within(self, rows: Bools, place: Ints) -> Entries:
        """The entries of some rows, numbered anew; columns take the numbers of ``place``."""
        keep, number = rows[self.row], np.cumsum(rows) - 1
        return Entries(number[self.row[keep]], place[self.column[keep]], self.value[keep])


@dataclass(frozen=True)
class Extras:
    """Extra columns and rows, frozen.

    Attributes
    ----------
    names : tuple of str
        Of the extra columns.
    lower, upper : ndarray of float, shape (columns,)
    whole : ndarray of bool, shape (columns,)
        Columns that take whole numbers.
    price, change : ndarray of float, shape (columns,)
        What a unit counts in the rung of the shortage, and in that of the changes.
    row_names : tuple of str
    row_lower, row_upper : ndarray of float, shape (rows,)
    arcs, shorts, others : Entries
        Of the rows: columns of arcs, of heads short by post, and extra ones.
    """

    names: tuple[str, ...] = ()
    lower: Floats = field(default_factory=lambda: np.zeros(0))
    upper: Floats = field(default_factory=lambda: np.zeros(0))
    whole: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    price: Floats = field(default_factory=lambda: np.zeros(0))
    change: Floats = field(default_factory=lambda: np.zeros(0))
    row_names: tuple[str, ...] = ()
    row_lower: Floats = field(default_factory=lambda: np.zeros(0))
    row_upper: Floats = field(default_factory=lambda: np.zeros(0))
    arcs: Entries = field(default_factory=Entries)
    shorts: Entries = field(default_factory=Entries)
    others: Entries = field(default_factory=Entries)

    def values(self, chosen: Bools, short: Floats) -> Floats:
        """Return what every extra column is worth in a plan, shape (columns,).

        Parameters
        ----------
        chosen : ndarray of bool, shape (arcs,)
        short : ndarray of float, shape (posts,)
            Heads short.
        """
        values = self.lower.copy()
        if not values.size:
            return values
        used = self._without_extra(chosen, short)
        for step in self._order:
            rest = used + self.others.times(np.where(step.later, 0.0, values), used.size)
            asked = (step.limit - rest[step.row]) / step.value
            least = values.copy()
            np.maximum.at(least, step.column, asked)
            mine = np.unique(step.column)
            least = np.where(self.whole, np.ceil(least - _ROUNDING), least)
            values[mine] = least[mine]
        return values

    def broken(self, chosen: Bools, short: Floats, values: Floats) -> Floats:
        """Return by how much a plan breaks each row, shape (rows,); 0 where it keeps it up to rounding.

        Parameters
        ----------
        chosen : ndarray of bool, shape (arcs,)
        short : ndarray of float, shape (posts,)
        values : ndarray of float, shape (columns,)
            From `values`.
        """
        if not self.row_names:
            return np.zeros(0)
        used = self._without_extra(chosen, short) + self.others.times(values, len(self.row_names))
        over = np.maximum(np.maximum(self.row_lower - used, used - self.row_upper), 0.0)
        room = _ROUNDING * np.maximum(1.0, np.abs(used))
        above = np.zeros(over.size)
        np.maximum.at(above, self.others.row, (values - self.upper)[self.others.column])
        over = np.maximum(over, above)
        broken: Floats = np.where(over > room, over, 0.0)
        return broken

    def _without_extra(self, chosen: Bools, short: Floats) -> Floats:
        rows = len(self.row_names)
        return self.arcs.times(chosen.astype(np.float64), rows) + self.shorts.times(short, rows)

    def columns_of(self, name: str) -> Ints:
        """Positions of the columns whose name is this or begins with it and a colon."""
        found = [i for i, each in enumerate(self.names) if each == name or each.startswith(f"{name}:")]
        return np.array(found, dtype=np.int64)

    @cached_property
    def _order(self) -> tuple[_Step, ...]:
        """In which order the columns can be worked out, and from which rows."""
        rows, columns = len(self.row_names), len(self.names)
        last = np.full(rows, -1, dtype=np.int64)
        np.maximum.at(last, self.others.row, self.others.column)
        mine = self.others.column == last[self.others.row]
        depth = np.zeros(columns, dtype=np.int64)
        before = self.others.column[~mine], last[self.others.row[~mine]]
        for _ in range(columns):
            deeper = depth.copy()
            np.maximum.at(deeper, before[1], depth[before[0]] + 1)
            if (deeper == depth).all():
                break
            depth = deeper
        entries = Entries(self.others.row[mine], self.others.column[mine], self.others.value[mine])
        limit = np.where(entries.value > 0, self.row_lower[entries.row], self.row_upper[entries.row])
        known = np.isfinite(limit)
        steps = []
        for level in range(int(depth.max(initial=0)) + 1):
            use = known & (depth[entries.column] == level)
            if use.any():
                steps.append(
                    _Step(
                        entries.row[use],
                        entries.column[use],
                        entries.value[use],
                        limit[use],
                        later=depth >= level,
                    )
                )
        return tuple(steps)

    def part(self, *, rows: Bools, columns: Bools, arcs: Ints, posts: Ints) -> Extras:
        """Cut out some rows and columns; ``arcs`` and ``posts`` give the new position of each."""
        place = np.cumsum(columns) - 1
        return Extras(
            names=tuple(name for name, keep in zip(self.names, columns, strict=True) if keep),
            lower=self.lower[columns],
            upper=self.upper[columns],
            whole=self.whole[columns],
            price=self.price[columns],
            change=self.change[columns],
            row_names=tuple(name for name, keep in zip(self.row_names, rows, strict=True) if keep),
            row_lower=self.row_lower[rows],
            row_upper=self.row_upper[rows],
            arcs=self.arcs.within(rows, arcs),
            shorts=self.shorts.within(rows, posts),
            others=self.others.within(rows, place),
        )


@dataclass(frozen=True)
class _Step:
    """Columns that can be worked out together: ``value · column`` at least the limit less the rest."""

    row: Ints
    column: Ints
    value: Floats
    limit: Floats
    later: Bools


class Formulation:
    """What a rule or an aim adds rows and columns to.

    Parameters
    ----------
    problem : StaffingProblem
        Its arcs and posts, in their order, are what rows speak of; its extras are kept.
    """

    def __init__(self, problem: StaffingProblem) -> None:
        self.problem = problem
        self._extras = problem.extras

    @property
    def extras(self) -> Extras:
        """Everything added so far."""
        return self._extras

    def add_columns(
        self,
        names: Sequence[str],
        *,
        lower: float | Floats = 0.0,
        upper: float | Floats = np.inf,
        whole: bool = False,
        price: float | Floats = 0.0,
        change: float = 0.0,
    ) -> Ints:
        """Add columns and return their positions.

        Parameters
        ----------
        names : sequence of str
            Unique; ``kind:id`` reads best.
        lower, upper : float or ndarray, shape (columns,)
        whole : bool
            Whether they take whole numbers only.
        price : float or ndarray, shape (columns,)
            What a unit counts in the rung of the shortage, 0 for nothing.
        change : float
            What a unit counts in the rung of the changes.

        Raises
        ------
        ProblemError
            When a name is taken or a bound impossible.
        """
        old, size = self._extras, len(names)
        taken = set(old.names) & set(names)
        if taken or len(set(names)) != size:
            raise ProblemError(f"column {min(taken or set(names))!r}: the name is taken; give another")
        low, high, prices = (np.broadcast_to(np.asarray(v, float), (size,)) for v in (lower, upper, price))
        if not (np.isfinite(low).all() and (low <= high).all() and np.isfinite(prices).all()):
            raise ProblemError(f"columns {names[0]!r} ...: bounds must be lower <= upper, the lower finite")
        self._extras = replace(
            old,
            names=(*old.names, *names),
            lower=np.concatenate([old.lower, low]),
            upper=np.concatenate([old.upper, high]),
            whole=np.concatenate([old.whole, np.full(size, whole)]),
            price=np.concatenate([old.price, prices]),
            change=np.concatenate([old.change, np.full(size, change)]),
        )
        return np.arange(len(old.names), len(old.names) + size)

    def add_rows(
        self,
        names: Sequence[str],
        *,
        arcs: Entries | None = None,
        shorts: Entries | None = None,
        columns: Entries | None = None,
        lower: float | Floats = -np.inf,
        upper: float | Floats = np.inf,
    ) -> None:
        """Add rows ``lower <= Σ arcs + Σ heads short + Σ columns <= upper``; entries count rows from 0.

        Raises
        ------
        ProblemError
            When an entry names an arc, post, column or row that does not exist, or a value is not finite.
        """
        old, first, size = self._extras, len(self._extras.row_names), len(names)
        given = [each or Entries() for each in (arcs, shorts, columns)]
        problem = self.problem
        room = {"arc": problem.arcs.post.size, "post": len(problem.posts.ids), "column": len(old.names)}
        for entries, (what, most) in zip(given, room.items(), strict=True):
            _check(entries, what=what, most=most, rows=size, name=names[0] if names else "")
        moved = [Entries(each.row + first, each.column, each.value) for each in given]
        self._extras = replace(
            old,
            row_names=(*old.row_names, *names),
            row_lower=np.concatenate([old.row_lower, np.broadcast_to(np.asarray(lower, float), (size,))]),
            row_upper=np.concatenate([old.row_upper, np.broadcast_to(np.asarray(upper, float), (size,))]),
            arcs=old.arcs.plus(moved[0]),
            shorts=old.shorts.plus(moved[1]),
            others=old.others.plus(moved[2]),
        )

    def require(
        self,
        names: Sequence[str],
        *,
        arcs: Entries | None = None,
        columns: Entries | None = None,
        lower: float | Floats,
        price: float | Floats,
    ) -> Ints:
        """Ask for ``Σ arcs + Σ columns >= lower``; whole units that a plan lacks count in the shortage.

        Returns
        -------
        ndarray of int, shape (rows,)
            The columns of what is lacking.
        """
        lacking = self.add_columns([f"lack:{name}" for name in names], whole=True, price=price)
        own = Entries.of(np.arange(len(names)), lacking, 1.0)
        self.add_rows(
            names, arcs=arcs, columns=own if columns is None else columns.plus(own), lower=lower
        )
        return lacking

    def forbid(self, names: Sequence[str], arcs: Mapping[int, Ints]) -> None:
        """Allow at most one of some arcs together, row by row."""
        rows = np.concatenate([np.full(each.size, row) for row, each in arcs.items()])
        self.add_rows(names, arcs=Entries.of(rows, np.concatenate(list(arcs.values())), 1.0), upper=1.0)


def _check(entries: Entries, *, what: str, most: int, rows: int, name: str) -> None:
    for part, limit in ((entries.row, rows), (entries.column, most)):
        outside = part[(part < 0) | (part >= limit)]
        if outside.size:
            raise ProblemError(f"row {name!r} ...: no {what} or row {outside[0]}; {limit} at hand, from 0")
    if not np.isfinite(entries.value).all():
        raise ProblemError(f"row {name!r} ...: a factor of a {what} is not finite")
