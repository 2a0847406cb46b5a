"""Rows and columns that rules and aims have added to a staffing problem, frozen.

The columns of a formulation besides arcs and heads short are *extra* columns: heads that a requirement lacks,
the burden of a group, a bound on a spread. A row ties arcs, heads short and extra columns together. The extra
column that was added last among those of a row is *defined* by it: in a plan it takes the smallest value that
its rows allow, so that a plan alone says what every column is worth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Entries", "Extras"]

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
        """The entries of some rows, numbered anew; columns take the numbers of ``place``, -1 leaves out."""
        keep, number = rows[self.row] & (place[self.column] >= 0), np.cumsum(rows) - 1
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
        # An entry of 0 (a unit that may be opened for nobody) defines nothing.
        used = self.others.value != 0
        others = Entries(self.others.row[used], self.others.column[used], self.others.value[used])
        last = np.full(rows, -1, dtype=np.int64)
        np.maximum.at(last, others.row, others.column)
        mine = others.column == last[others.row]
        depth = np.zeros(columns, dtype=np.int64)
        before = others.column[~mine], last[others.row[~mine]]
        for _ in range(columns):
            deeper = depth.copy()
            np.maximum.at(deeper, before[1], depth[before[0]] + 1)
            if (deeper == depth).all():
                break
            depth = deeper
        entries = Entries(others.row[mine], others.column[mine], others.value[mine])
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
