"""Integer programs cut out of a larger one, and HiGHS to solve them by branch and cut."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from optimizer.monitor import Monitor

__all__ = ["Engine", "IntegerAnswer", "IntegerProgram", "Stop", "branch_and_cut", "new_highs"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Seconds after which to ask a monitor again.
_ASKED = 0.1


@dataclass(frozen=True)
class IntegerAnswer:
    """What an integer program found: values (None when nothing was) and its bound."""

    values: Floats | None
    bound: float


@dataclass(frozen=True)
class Stop:
    """When an integer program is good enough, or has been tried for long enough.

    Attributes
    ----------
    gap : float
        Relative gap.
    least : float
        Absolute gap.
    nodes : int
        Most branch-and-bound nodes: a limit that gives the same plan on a slow and a fast machine.
    seconds : float
        Most seconds.
    monitor : Monitor, optional
        Is told how far the program is, offset included, and asked whether to go on.
    """

    gap: float
    least: float
    nodes: int
    seconds: float
    monitor: Monitor | None = None


@dataclass(frozen=True)
class IntegerProgram:
    """Minimise costs over columns within bounds, some of them whole; the fixed ones are taken out.

    Attributes
    ----------
    matrix : csc_array, shape (rows, columns)
    costs, lower, upper : ndarray of float, shape (columns,)
    row_lower, row_upper : ndarray of float, shape (rows,)
    whole : ndarray of bool, shape (columns,)
    offset : float
        What the fixed columns cost.
    free : ndarray of int, shape (columns,)
        Positions of the columns in the larger program.
    fixed : ndarray of float, shape (columns of the larger program,)
        Values there of the columns that are fixed; 0 elsewhere.
    """

    matrix: csc_array
    costs: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    whole: Bools
    offset: float
    free: NDArray[np.int64]
    fixed: Floats

    @classmethod
    def cut_out(
        cls,
        matrix: csc_array,
        *,
        costs: Floats,
        rows: tuple[Floats, Floats],
        columns: tuple[Floats, Floats],
        whole: NDArray[np.int64],
    ) -> IntegerProgram | None:
        """Return what is left of a program when columns without room are fixed.

        Parameters
        ----------
        matrix : csc_array
        costs : ndarray of float, shape (columns,)
        rows, columns : tuple of ndarray of float
            Lower and upper bounds.
        whole : ndarray of int
            Columns that take whole numbers.

        Returns
        -------
        IntegerProgram or None
            None when the fixed columns alone break a row.
        """
        lower, upper = columns
        free = np.flatnonzero(lower < upper)
        fixed = np.where(lower < upper, 0.0, lower)
        used = matrix @ fixed
        part = matrix[:, free]
        filled = np.diff(part.tocsr().indptr)
        live = np.flatnonzero(filled)
        if _broken(used, *rows, where=filled == 0):
            return None
        return cls(
            matrix=part[live],
            costs=costs[free],
            lower=lower[free],
            upper=upper[free],
            row_lower=rows[0][live] - used[live],
            row_upper=rows[1][live] - used[live],
            whole=np.isin(free, whole),
            offset=float(costs @ fixed),
            free=free,
            fixed=fixed,
        )

    def short(self, values: Floats | None) -> Floats | None:
        """Return values of the larger program for the columns that are free."""
        return None if values is None else values[self.free]

    def full(self, answer: IntegerAnswer) -> IntegerAnswer:
        """Return an answer with values of the larger program."""
        if answer.values is None:
            return answer
        values = self.fixed.copy()
        values[self.free] = answer.values
        return replace(answer, values=values)


class Engine(Protocol):
    """Solves an integer program."""

    def __call__(
        self, program: IntegerProgram, *, stop: Stop, seed: int, start: Floats | None
    ) -> IntegerAnswer:
        """Return the best values found and a proven bound.

        Parameters
        ----------
        program : IntegerProgram
        stop : Stop
        seed : int
        start : ndarray of float, shape (columns,), or None
            A feasible point to start from.
        """


def branch_and_cut(program: IntegerProgram, *, stop: Stop, seed: int, start: Floats | None) -> IntegerAnswer:
    """Solve by HiGHS."""
    if not program.free.size:
        return IntegerAnswer(values=np.zeros(0), bound=program.offset)
    highs = new_highs(seed)
    highs.passModel(_model(program))
    # The gap is that of the whole objective, so the fixed part belongs to it.
    highs.changeObjectiveOffset(program.offset)
    highs.setOptionValue("mip_rel_gap", stop.gap)
    highs.setOptionValue("mip_abs_gap", stop.least)
    highs.setOptionValue("mip_max_nodes", stop.nodes)
    highs.setOptionValue("time_limit", max(stop.seconds, 0.05))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    if stop.monitor is not None:
        _watch(highs, stop.monitor)
    highs.run()
    return _answer(highs, linear=not program.whole.any())


def _watch(highs: Any, monitor: Monitor) -> None:
    """Let a monitor know and stop what HiGHS does; it neither tells nor asks while it presolves."""
    asked = time.perf_counter()

    def look(event: Any, *, told: bool = False) -> None:
        nonlocal asked
        if time.perf_counter() - asked < _ASKED:
            return
        asked = time.perf_counter()
        if monitor.cancelled():
            event.interrupt()
        elif told:
            ends = (event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)
            best, bound = (float(each) if abs(each) < highspy.kHighsInf else None for each in ends)
            monitor.report(aim="program", incumbent=best, bound=bound)

    highs.cbMipInterrupt += partial(look, told=True)
    highs.cbSimplexInterrupt += look
    highs.cbIpmInterrupt += look


def _answer(highs: Any, *, linear: bool) -> IntegerAnswer:
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return IntegerAnswer(values=None, bound=np.inf)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(highs.getSolution().col_value) if found else None
    if linear:
        # Without a whole column HiGHS leaves the bound of the integer search as it was.
        optimal = status == highspy.HighsModelStatus.kOptimal
        return IntegerAnswer(values, float(info.objective_function_value) if optimal else -np.inf)
    return IntegerAnswer(values=values, bound=float(info.mip_dual_bound))


def _model(program: IntegerProgram) -> Any:
    model, matrix = highspy.HighsLp(), program.matrix.tocsc()
    model.num_col_, model.num_row_ = program.costs.size, program.row_lower.size
    model.col_cost_, model.col_lower_, model.col_upper_ = program.costs, program.lower, program.upper
    model.row_lower_, model.row_upper_ = program.row_lower, program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if each else kinds.kContinuous for each in program.whole]
    return model


def new_highs(seed: int) -> Any:
    """Return a quiet HiGHS of one thread."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    # One thread a program: the same pivots on every machine; programs that do not touch run side by side.
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", seed)
    return highs


def _broken(used: Floats, lower: Floats, upper: Floats, *, where: Bools) -> bool:
    """Whether fixed columns alone break a row that has no free one."""
    room = 1e-6 * np.maximum(1.0, np.abs(used))
    return bool((where & ((used < lower - room) | (used > upper + room))).any())
