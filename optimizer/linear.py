"""HiGHS behind a small door: one linear program that grows, and keeps its basis."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from optimizer.clock import Clock
from optimizer.errors import SolverError
from optimizer.integer import Engine, IntegerAnswer, IntegerProgram, Stop, branch_and_cut, new_highs

__all__ = ["LinearAnswer", "LinearProgram", "Rows"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Rows:
    """Sparse rows ``lower <= A x <= upper``, entry by entry.

    Attributes
    ----------
    row, column : ndarray of int, shape (entries,)
    value : ndarray of float, shape (entries,)
    lower, upper : ndarray of float, shape (rows,)
    """

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class LinearAnswer:
    """An optimal basis: values, duals and objective.

    Attributes
    ----------
    finished : bool
        False when the time ran out; the rest is empty then.
    feasible : bool
        False when no point satisfies the rows; the rest is empty then.
    objective : float
    values : ndarray of float, shape (columns,)
    row_duals : ndarray of float, shape (rows,)
    """

    finished: bool
    feasible: bool
    objective: float
    values: Floats
    row_duals: Floats


class LinearProgram:
    """A linear program in HiGHS that keeps its basis while rows and columns are added.

    Parameters
    ----------
    seed : int
        Seed of the solver.
    """

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._highs = new_highs(seed)
        # The same entries again, for cutting small programs out: asking HiGHS for its matrix costs more.
        self._entries: list[tuple[NDArray[np.int64], NDArray[np.int64], Floats]] = []
        self._row_lower, self._row_upper = np.zeros(0), np.zeros(0)
        self._costs = np.zeros(0)
        self._matrix: csc_array | None = None

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self._highs.getNumRow())

    @property
    def columns(self) -> int:
        """Number of columns."""
        return int(self._highs.getNumCol())

    def add_rows(self, rows: Rows) -> None:
        """Append rows over columns that exist."""
        self._entries.append((rows.row + self.rows, rows.column, rows.value))
        self._row_lower = np.concatenate([self._row_lower, rows.lower])
        self._row_upper = np.concatenate([self._row_upper, rows.upper])
        self._matrix = None
        starts, index, value = _compressed(rows.row, rows.column, rows.value, rows.lower.size)
        size = rows.lower.size
        _taken(self._highs.addRows(size, rows.lower, rows.upper, index.size, starts, index, value), "rows")

    def add_columns(
        self,
        *,
        upper: Floats,
        column: NDArray[np.int64],
        row: NDArray[np.int64],
        value: Floats,
        lower: Floats | None = None,
    ) -> None:
        """Append columns (positions from 0) with entries in rows that exist, at cost zero."""
        self._entries.append((row, column + self.columns, value))
        self._costs = np.concatenate([self._costs, np.zeros(upper.size)])
        self._matrix = None
        starts, index, data = _compressed(column, row, value, upper.size)
        low = np.zeros(upper.size) if lower is None else lower
        zero = np.zeros(upper.size)
        _taken(self._highs.addCols(upper.size, zero, low, upper, index.size, starts, index, data), "columns")

    def set_row(self, row: int, lower: float, upper: float) -> None:
        """Set the bounds of one row."""
        self._row_lower[row], self._row_upper[row] = lower, upper
        self._highs.changeRowBounds(row, lower, upper)

    def set_lower(self, column: int, lower: float) -> None:
        """Set the lower bound of a column whose upper bound is 1."""
        self._highs.changeColBounds(column, lower, 1.0)

    def set_upper(self, column: int, upper: float) -> None:
        """Set the upper bound of a column whose lower bound is 0."""
        self._highs.changeColBounds(column, 0.0, upper)

    def set_costs(self, costs: Floats) -> None:
        """Set the cost of every column."""
        self._costs = costs.copy()
        self._highs.changeColsCost(costs.size, np.arange(costs.size, dtype=np.int32), costs)

    def solve(self, *, seconds: float) -> LinearAnswer:
        """Solve from the basis at hand; without it where HiGHS comes to nothing with it.

        Raises
        ------
        SolverError
            When HiGHS ends neither with an optimum, nor with a proof that there is none, nor without answer.
        """
        clock, kinds, empty = Clock(seconds), highspy.HighsModelStatus, np.zeros(0)
        status = self._run(seconds)
        if status == kinds.kUnknown:  # it lost its way in rounding, often when time runs out
            self._highs.clearSolver()
            status = self._run(clock.left())
        if status in (kinds.kTimeLimit, kinds.kUnknown):
            return LinearAnswer(False, True, np.inf, empty, empty)
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return LinearAnswer(True, False, np.inf, empty, empty)
        if status != kinds.kOptimal:
            raise SolverError(f"linear program: HiGHS stopped with {self._highs.modelStatusToString(status)}")
        solution = self._highs.getSolution()
        return LinearAnswer(
            finished=True,
            feasible=True,
            objective=float(self._highs.getInfo().objective_function_value),
            values=np.array(solution.col_value),
            row_duals=np.array(solution.row_dual),
        )

    def _run(self, seconds: float) -> highspy.HighsModelStatus:
        # HiGHS counts the time of all runs of one object together.
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.05))
        self._highs.run()
        return self._highs.getModelStatus()

    def contradiction(self) -> tuple[Floats, float] | None:
        """Return why the program that was just solved has no point, checked against its own numbers.

        Returns
        -------
        tuple of (ndarray of float, shape (rows,)) and float, or None
            Weights of the rows (a Farkas ray), and by how much the weighted rows ask for more than the
            columns can give; None when HiGHS has no ray that holds.
        """
        _, known, ray = self._highs.getDualRay()
        if not known:
            return None
        model = self._highs.getLp()
        lower, upper = np.array(model.col_lower_), np.array(model.col_upper_)
        # Any weights do, as the margin is worked out from them: what is rounding in the ray is dropped.
        weighty = np.where(np.abs(ray) < 1e-9, 0.0, ray)
        for weights in (weighty, -weighty):
            give = self._whole().T @ weights
            ask = _least(weights, self._row_lower, self._row_upper)
            margin = ask + _least(-give, lower, upper)
            if margin > 1e-7 * max(1.0, abs(ask)):
                return weights, float(margin)
        return None

    def integer(
        self,
        *,
        whole: NDArray[np.int64],
        lower: Floats,
        upper: Floats,
        start: Floats | None,
        stop: Stop,
        engine: Engine = branch_and_cut,
    ) -> IntegerAnswer:
        """Solve a copy with whole-numbered columns and other bounds on the columns.

        Parameters
        ----------
        whole : ndarray of int
            Columns that take whole numbers.
        lower, upper : ndarray of float, shape (columns,)
            Bounds of every column; fixing most of them makes a neighbourhood.
        start : ndarray of float, shape (columns,), or None
            A feasible point to start from.
        stop : Stop
        engine : Engine
        """
        program = IntegerProgram.cut_out(
            self._whole(),
            costs=self._costs,
            rows=(self._row_lower, self._row_upper),
            columns=(lower, upper),
            whole=whole,
        )
        if program is None:
            return IntegerAnswer(values=None, bound=np.inf)
        return program.full(engine(program, stop=stop, seed=self._seed, start=program.short(start)))

    def _whole(self) -> csc_array:
        if self._matrix is None:
            row, column, value = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
            self._matrix = csc_array((value, (row, column)), shape=(self.rows, self.columns))
        return self._matrix


def _least(weights: Floats, lower: Floats, upper: Floats) -> float:
    """Smallest weighted sum of values within bounds."""
    used = weights != 0
    weights, lower, upper = weights[used], lower[used], upper[used]
    return float(np.where(weights > 0, weights * lower, weights * upper).sum())


def _taken(status: highspy.HighsStatus, what: str) -> None:
    """HiGHS says nothing by itself when it refuses what is given to it."""
    if status == highspy.HighsStatus.kError:
        raise SolverError(f"{what}: HiGHS refuses them; give finite factors below 1e15, each once a row")


def _compressed(
    major: NDArray[np.int64], minor: NDArray[np.int64], value: Floats, size: int
) -> tuple[Ints, Ints, Floats]:
    order = np.argsort(major, kind="stable")
    starts = np.searchsorted(major[order], np.arange(size)).astype(np.int32)
    return starts, minor[order].astype(np.int32), value[order]
