"""What rules and aims add rows and columns to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.staffing.extras import Entries, Extras

if TYPE_CHECKING:
    from optimizer.staffing.problem import StaffingProblem

__all__ = ["Formulation"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
