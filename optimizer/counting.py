"""CP-SAT for integer programs whose costs count something: it finds plans where cutting planes wear out.

A program that asks how few heads go without has thousands of optima and a bound that is there from the start,
so cuts only cost time; clause learning over the same rows gets there (Perron and Furnon, OR-Tools). Numbers
are turned into whole ones on the safe side: every point found keeps the rows as they were. For the same
reason its bound is not one of the program, and none is returned.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.sparse import csr_array

from optimizer.integer import Floats, IntegerAnswer, IntegerProgram, Stop, branch_and_cut

__all__ = ["clause_learning"]

#: Steps in which a column that is no whole number is counted.
_STEPS = 1000.0
#: Largest coefficient of a row or of the costs after scaling.
_PRECISION = 1e6
_UNBOUNDED = 1e6
_ROUNDING = 1e-6
#: Deterministic seconds a node of branch and cut is worth, and at least.
_A_NODE, _LEAST = 0.04, 2.0
#: No row has bounds beyond this.
_FAR = 2.0**60


def clause_learning(
    program: IntegerProgram, *, stop: Stop, seed: int, start: Floats | None
) -> IntegerAnswer:
    """Look for a good point by CP-SAT; the bound is that of no program, ``-inf``.

    Where a row between fractions leaves no room for rounding, HiGHS is asked instead.
    """
    unit = np.where(program.whole, 1.0, 1.0 / _STEPS)
    model = cp_model.CpModel()
    upper = np.minimum(program.upper, _UNBOUNDED) / unit
    if (program.lower < 0).any() or not _add(model, program, unit, np.floor(upper + _ROUNDING)):
        return branch_and_cut(program, stop=stop, seed=seed, start=start)
    if start is not None:
        for column, value in enumerate(np.round(start / unit).astype(np.int64).tolist()):
            model.add_hint(model.get_int_var_from_proto_index(column), value)
    solver = cp_model.CpSolver()
    scale = _scale(program.costs * unit)
    parameters = solver.parameters
    parameters.num_workers, parameters.random_seed = 1, seed
    # Plans come from following the linear relaxation.
    parameters.linearization_level = 2
    parameters.absolute_gap_limit = stop.least * scale
    parameters.relative_gap_limit = stop.gap
    parameters.max_deterministic_time = max(_LEAST, _A_NODE * stop.nodes)
    parameters.max_time_in_seconds = max(stop.seconds, 0.05)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return IntegerAnswer(values=None, bound=-np.inf)
    return IntegerAnswer(np.array(solver.response_proto.solution, dtype=np.float64) * unit, -np.inf)


def _add(model: cp_model.CpModel, program: IntegerProgram, unit: Floats, upper: Floats) -> bool:
    """State the program in whole numbers; False where that leaves no room."""
    lower = np.ceil(program.lower / unit - _ROUNDING)
    domains = zip(lower.astype(np.int64).tolist(), upper.astype(np.int64).tolist(), strict=True)
    columns = [model.new_int_var(low, high, "") for low, high in domains]
    rows = csr_array(program.matrix.tocsr())
    for row in range(program.row_lower.size):
        entries = slice(rows.indptr[row], rows.indptr[row + 1])
        inside = rows.indices[entries]
        used = [columns[column] for column in inside]
        value, low, high = rows.data[entries] * unit[inside], program.row_lower[row], program.row_upper[row]
        if bool((value == np.round(value)).all()):
            _between(model, used, value, np.ceil(low - _ROUNDING), np.floor(high + _ROUNDING))
            continue
        if low == high:
            return False
        scale = _scale(value)
        if np.isfinite(high):
            _between(model, used, np.ceil(value * scale - _ROUNDING), -np.inf, np.floor(high * scale))
        if np.isfinite(low):
            _between(model, used, np.floor(value * scale + _ROUNDING), np.ceil(low * scale), np.inf)
    costs = np.round(program.costs * unit * _scale(program.costs * unit)).astype(np.int64)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, costs.tolist()))
    return True


def _between(
    model: cp_model.CpModel, columns: list[cp_model.IntVar], value: Floats, low: float, high: float
) -> None:
    expression = cp_model.LinearExpr.weighted_sum(columns, value.astype(np.int64).tolist())
    model.add_linear_constraint(expression, int(max(low, -_FAR)), int(min(high, _FAR)))


def _scale(values: NDArray[np.float64]) -> float:
    """What turns the largest of some values into a whole number of the precision wanted."""
    largest = float(np.abs(values).max(initial=0.0))
    return _PRECISION / largest if largest > 0 else 1.0
