"""Whole columns and linear rows with whole coefficients, solved by HiGHS and checked exactly.

HiGHS counts in floating point. A point that it finds is rounded and put into the rows in whole numbers; where
one breaks, HiGHS is asked again with finer tolerances, and after that the point is dropped. Its bound is
taken up to the next number that the goal can have, less a thousandth of such a step.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array

from optimizer.clock import Clock
from optimizer.errors import SolverError
from optimizer.headcount.errors import TooLargeError
from optimizer.headcount.parts import Ints
from optimizer.integer import new_highs

__all__ = ["Answer", "Expression", "Program", "Run"]

#: No row may add up to more, so that a number of it is exact in floating point with room to spare.
_LARGEST = 2**47
_TOLERANCES = (1e-6, 1e-9)
#: Share of a step of the goal that its bound may be wrong by.
_SLACK = 1e-3
#: How a solve ends that a limit has stopped.
_LIMITS = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kIterationLimit,
)


@dataclass(frozen=True)
class Expression:
    """Σ coefficient · column + constant, in whole numbers."""

    terms: Mapping[int, int]
    constant: int = 0

    def at(self, values: Ints) -> int:
        """Return its value at a point."""
        return self.constant + sum(number * int(values[column]) for column, number in self.terms.items())

    def plus(self, other: Expression, times: int = 1) -> Expression:
        """Return the sum with a multiple of another."""
        terms = dict(self.terms)
        for column, number in other.terms.items():
            terms[column] = terms.get(column, 0) + times * number
        return Expression(terms, self.constant + times * other.constant)


@dataclass(frozen=True)
class Run:
    """What a solve may use, and whom it tells.

    Attributes
    ----------
    clock : Clock
        Wall time.
    nodes : int
        Most nodes of the search of one program: a limit that is the same on a slow and a fast machine.
    seed : int
    news : callable
        Takes value and bound of an aim, in its unit, whenever there is a better plan.
    cancelled : callable
    """

    clock: Clock
    nodes: int
    seed: int
    news: Callable[[float, float], None]
    cancelled: Callable[[], bool]


@dataclass(frozen=True)
class Answer:
    """Best point (None when none was found), proven bound, and whether that settles the program.

    Without a point and settled, there is none.
    """

    values: Ints | None
    bound: int
    settled: bool


@dataclass
class Program:
    """Columns from 0, and rows.

    Attributes
    ----------
    upper : list of int
        Of each column.
    rows, equal : list of Expression
        Each is at least 0, or 0.
    flags : dict of int to (Expression, int)
        Columns of 0 or 1 that may be 1 only where the expression is at least the number.
    """

    upper: list[int] = field(default_factory=list)
    rows: list[Expression] = field(default_factory=list)
    equal: list[Expression] = field(default_factory=list)
    flags: dict[int, tuple[Expression, int]] = field(default_factory=dict)

    def column(self, upper: int) -> int:
        """Add a column from 0 to `upper` and return its position."""
        self.upper.append(upper)
        return len(self.upper) - 1

    def at_least(self, expression: Expression, least: int) -> None:
        """Add a row: expression ≥ least."""
        self.rows.append(expression.plus(Expression({}, -least)))

    def at_most(self, expression: Expression, most: int) -> None:
        """Add a row: expression ≤ most."""
        self.rows.append(Expression({}, most).plus(expression, -1))

    def flag(self, expression: Expression, least: int, *, under: int | None = None) -> int:
        """Add a column that may be 1 only where an expression, itself ≥ 0, is at least `least` ≥ 0.

        With `under`, only where that flag is 1, too.
        """
        column = self.column(1)
        self.flags[column] = (expression, least)
        self.at_least(expression.plus(Expression({column: -least})), 0)
        if under is not None:
            self.at_least(Expression({under: 1, column: -1}), 0)
        return column

    def with_flags(self, values: Ints) -> Ints:
        """Return a point of the first columns with every flag that may be 1 at 1."""
        full = np.zeros(len(self.upper), dtype=np.int64)
        full[: values.size] = values[: full.size]
        for column, (expression, least) in self.flags.items():
            full[column] = expression.at(full) >= least
        return full

    def branch(self) -> Program:
        """Return a copy to which rows can be added for one question."""
        return Program(list(self.upper), list(self.rows), list(self.equal), dict(self.flags))

    def minimise(
        self, goal: Expression, run: Run, *, start: Ints | None = None, parts: int | None = None
    ) -> Answer:
        """Return the best point and its bound; a goal without terms asks for any point.

        Parameters
        ----------
        goal : Expression
        run : Run
        start : ndarray of int, optional
            A point to start from, where it keeps all rows.
        parts : int, optional
            How many parts of the goal are one in the unit of the aim; better points are told when found.

        Raises
        ------
        TooLargeError
            When numbers are too large to be counted exactly.
        """
        answer = Answer(None, self._least(goal), settled=False)
        for tolerance in _TOLERANCES:
            if run.cancelled() or run.clock.left() <= 0:
                break
            answer, broken = self._asked(goal, run, tolerance, start, parts)
            if not broken:
                break
        return answer

    def _asked(
        self, goal: Expression, run: Run, tolerance: float, start: Ints | None, parts: int | None
    ) -> tuple[Answer, bool]:
        """Return an answer, and whether a point was dropped because it breaks a row."""
        highs, least = self._stated(goal, run, tolerance), self._least(goal)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = self.with_flags(start).astype(np.float64).tolist()
            highs.setSolution(solution)
        _listen(highs, run, parts)
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(None, least, settled=True), False
        if status != highspy.HighsModelStatus.kOptimal and status not in _LIMITS:
            raise SolverError(f"HiGHS stopped with {highs.modelStatusToString(status)!r}")
        bound = max(least, _up(info.mip_dual_bound, goal))
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Answer(None, bound, settled=False), False
        values = np.round(np.array(highs.getSolution().col_value)).astype(np.int64)
        if any(row.at(values) < 0 for row in self.rows) or any(row.at(values) for row in self.equal):
            return Answer(None, bound, settled=False), True
        value = goal.at(values)
        return Answer(values, min(bound, value), settled=bound >= value), False

    def _least(self, goal: Expression) -> int:
        """Return the least that a goal can be within the bounds of its columns."""
        return goal.constant + sum(min(number, 0) * self.upper[c] for c, number in goal.terms.items())

    def _stated(self, goal: Expression, run: Run, tolerance: float) -> Any:
        """Return HiGHS with the program; each row is divided by what its coefficients have in common."""
        highs, model = new_highs(run.seed), highspy.HighsLp()
        rows = [self._divided(row) for row in (*self.rows, *self.equal)]
        self._require_small(goal)
        places = [(r, c, number) for r, row in enumerate(rows) for c, number in row.terms.items()]
        row, column, number = np.array(places, dtype=np.float64).reshape(-1, 3).T
        shape = (len(rows), len(self.upper))
        matrix = csc_array((number, (row.astype(np.int64), column.astype(np.int64))), shape=shape)
        model.num_col_, model.num_row_ = shape[1], shape[0]
        costs = np.zeros(shape[1])
        costs[list(goal.terms)] = list(goal.terms.values())
        model.col_cost_, model.offset_ = costs, goal.constant
        model.col_lower_, model.col_upper_ = np.zeros(shape[1]), np.array(self.upper, dtype=np.float64)
        model.row_lower_ = np.array([-each.constant for each in rows], dtype=np.float64)
        model.row_upper_ = np.where(np.arange(shape[0]) < len(self.rows), np.inf, model.row_lower_)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        model.a_matrix_.index_ = matrix.indices.astype(np.int32)
        model.a_matrix_.value_ = matrix.data
        model.integrality_ = [highspy.HighsVarType.kInteger] * shape[1]
        highs.passModel(model)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", _SLACK)
        highs.setOptionValue("mip_feasibility_tolerance", tolerance)
        highs.setOptionValue("mip_max_nodes", run.nodes)
        highs.setOptionValue("time_limit", run.clock.left())
        return highs

    def _divided(self, row: Expression) -> Expression:
        self._require_small(row)
        common = math.gcd(*row.terms.values())
        if common < 2:
            return row
        return Expression({c: number // common for c, number in row.terms.items()}, row.constant // common)

    def _require_small(self, row: Expression) -> None:
        most = abs(row.constant) + sum(abs(number) * self.upper[c] for c, number in row.terms.items())
        if most > _LARGEST:
            raise TooLargeError(float(most))


def _listen(highs: Any, run: Run, parts: int | None) -> None:
    """Stop HiGHS as soon as somebody wants that, and pass news on."""

    def ask(event: Any) -> None:
        event.interrupt(run.cancelled())

    def tell(event: Any) -> None:
        found = event.data_out
        run.news(found.mip_primal_bound / (parts or 1), found.mip_dual_bound / (parts or 1))

    highs.cbMipInterrupt.subscribe(ask)
    if parts is not None:
        highs.cbMipImprovingSolution.subscribe(tell)


def _up(bound: float, goal: Expression) -> int:
    """Return the least number at or above a bound that the goal can have."""
    if not math.isfinite(bound):
        return -_LARGEST
    step = math.gcd(*goal.terms.values()) or 1
    return goal.constant + step * math.ceil((bound - goal.constant) / step - _SLACK)
