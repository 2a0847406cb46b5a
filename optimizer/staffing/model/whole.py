"""The whole staffing problem as one linear integer model: every arc a column, every rule a row.

It states plainly what a plan has to keep, and shares nothing with the model that the search grows arc
by arc, so that other solvers can be asked the same question and either be held against the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from optimizer.errors import ProblemError
from optimizer.staffing.linear import Linear
from optimizer.staffing.model.names import unique
from optimizer.staffing.model.statement import columns, loose, rows
from optimizer.staffing.plan import Plan, tally
from optimizer.staffing.problem import Bools, Floats, StaffingProblem

__all__ = ["WholeModel", "whole_model"]

#: Part of a ceiling by which a row may be over it: below every difference that a rung can tell apart.
_ROOM = 1e-6


@dataclass(frozen=True)
class WholeModel:
    """Columns, rows and names: ``row_lower <= matrix · columns <= row_upper``.

    Attributes
    ----------
    problem : StaffingProblem
        Prepared by the aims of a ladder.
    where : mapping of str to slice
        Where the columns of a kind stand: ``x`` (one an arc), ``short`` (one a post), ``beyond`` (one a post
        that may have more people than it needs; 1 where it has), ``hired`` (one a place of hiring),
        ``excess`` (one), ``level`` (one a service, or none) and ``extra`` (one an extra column).
    column_names : tuple of str
        Unique.
    lower, upper : ndarray of float, shape (columns,)
    whole : ndarray of bool, shape (columns,)
        Columns that take whole numbers.
    row_names : tuple of str
        Unique.
    row_lower, row_upper : ndarray of float, shape (rows,)
    climbed : ndarray of bool, shape (rows,)
        Rows that are no rules but ceilings of rungs.
    matrix : csr_array, shape (rows, columns)
    """

    problem: StaffingProblem
    where: Mapping[str, slice]
    column_names: tuple[str, ...]
    lower: Floats
    upper: Floats
    whole: Bools
    row_names: tuple[str, ...]
    row_lower: Floats
    row_upper: Floats
    climbed: Bools
    matrix: csr_array

    def costs(self, linear: Linear) -> Floats:
        """Return the cost of every column in a linear function, shape (columns,); its constant is left out.

        Raises
        ------
        ProblemError
            When the function weighs a level that the model was built without.
        """
        costs, where = np.zeros(len(self.column_names)), self.where
        costs[where["x"]] = linear.arc
        costs[where["short"]] = linear.short
        costs[where["hired"]] = linear.hired[self.problem.people.hire]
        costs[where["excess"]] = linear.excess
        costs[where["extra"]] = linear.extra
        if where["level"].stop > where["level"].start:
            costs[where["level"]] = linear.level
        elif linear.level.any():
            raise ProblemError("linear: it weighs a level, and the model has none; build it with levels=True")
        return costs

    def plan(self, values: Floats) -> Plan:
        """Return the plan of a point, shape (columns,)."""
        chosen: Bools = values[self.where["x"]] > 0.5
        return Plan(chosen=chosen)

    def point(self, plan: Plan) -> Floats:
        """Return the columns of a plan, shape (columns,); those added later are 1 where a row asks for it."""
        told, problem, values = tally(plan, self.problem), self.problem, np.zeros(len(self.column_names))
        heads = np.bincount(problem.arcs.post[plan.chosen], minlength=len(problem.posts.ids))
        values[self.where["x"]] = plan.chosen
        values[self.where["short"]] = told.short
        values[self.where["beyond"]] = (heads > problem.posts.need)[loose(problem)]
        values[self.where["hired"]] = told.hired[problem.people.hire]
        values[self.where["excess"]] = told.excess
        values[self.where["extra"]] = told.extra
        if self.where["level"].stop > self.where["level"].start:
            values[self.where["level"]] = np.where(np.isfinite(told.levels), told.levels, 0.0)
        later = self.where["extra"].stop
        if later < values.size:
            lacking = self.matrix @ values < self.row_lower - _ROOM
            values[later + np.unique(self.matrix[lacking][:, later:].indices)] = 1.0
        return values

    def keeps(self, values: Floats, *, room: float = 1e-6) -> bool:
        """Whether a point keeps all bounds and rows up to a share of rounding."""
        used = self.matrix @ values
        ends = [(self.lower, values, self.upper), (self.row_lower, used, self.row_upper)]
        return all(
            bool((low <= at + room * (1 + abs(at))).all() and (at <= high + room * (1 + abs(at))).all())
            for low, at, high in ends
        )

    def with_rows(
        self,
        names: Sequence[str],
        matrix: csr_array,
        *,
        lower: Floats,
        upper: Floats,
        climbed: bool = False,
    ) -> WholeModel:
        """Return the model with further rows over its columns."""
        return replace(
            self,
            row_names=unique((*self.row_names, *names)),
            row_lower=np.concatenate([self.row_lower, lower]),
            row_upper=np.concatenate([self.row_upper, upper]),
            climbed=np.concatenate([self.climbed, np.full(len(names), climbed)]),
            matrix=csr_array(vstack([self.matrix, matrix]).tocsr()),
        )

    def with_binaries(self, names: Sequence[str]) -> WholeModel:
        """Return the model with further columns that are 0 or 1, behind those it has."""
        size = len(names)
        return replace(
            self,
            column_names=unique((*self.column_names, *names)),
            lower=np.concatenate([self.lower, np.zeros(size)]),
            upper=np.concatenate([self.upper, np.ones(size)]),
            whole=np.concatenate([self.whole, np.ones(size, dtype=np.bool_)]),
            matrix=csr_array(hstack([self.matrix, csr_array((len(self.row_names), size))]).tocsr()),
        )

    def with_ceiling(self, name: str, linear: Linear, ceiling: float) -> WholeModel:
        """Return the model whose plans have at most a value: a rung that was climbed."""
        row = csr_array(self.costs(linear).reshape(1, -1))
        # Without room an equality up to rounding would leave the next rung nothing.
        most = ceiling - linear.constant + _ROOM * max(1.0, abs(ceiling))
        free = np.full(1, -np.inf)
        return self.with_rows([f"ceiling[{name}]"], row, lower=free, upper=np.full(1, most), climbed=True)


def whole_model(problem: StaffingProblem, *, levels: bool = True) -> WholeModel:
    """State a problem that the aims of a ladder have prepared.

    Parameters
    ----------
    problem : StaffingProblem
    levels : bool
        Whether to have a column for the least amount of every service; it takes fractions.
    """
    every = columns(problem, levels=levels)
    ends = np.cumsum([0, *(len(kind.names) for kind in every.values())])
    where = {kind: slice(int(ends[i]), int(ends[i + 1])) for i, kind in enumerate(every)}
    stated = rows(problem, where, levels=levels)
    return WholeModel(
        problem=problem,
        where=where,
        column_names=unique(name for kind in every.values() for name in kind.names),
        lower=np.concatenate([kind.lower for kind in every.values()]),
        upper=np.concatenate([kind.upper for kind in every.values()]),
        whole=np.concatenate([kind.whole for kind in every.values()]),
        row_names=unique(stated.names),
        row_lower=np.array(stated.lower, dtype=np.float64),
        row_upper=np.array(stated.upper, dtype=np.float64),
        climbed=np.zeros(len(stated.names), dtype=np.bool_),
        matrix=stated.matrix(int(ends[-1])),
    )
