"""Other solvers, asked through OR-Tools MathOpt to minimise over the whole model."""

from __future__ import annotations

import ctypes
import datetime
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from optimizer.errors import ProblemError, SolverError
from optimizer.staffing.model.program import Program
from optimizer.staffing.model.whole import WholeModel
from optimizer.staffing.model.whole_numbers import in_whole_numbers
from optimizer.staffing.problem import Floats

__all__ = ["SOLVERS", "Answer", "ask", "check_solver", "minimise"]

#: Solvers of integer programs, and what MathOpt calls them.
SOLVERS = {
    "highs": mathopt.SolverType.HIGHS,
    "cp_sat": mathopt.SolverType.CP_SAT,
    "gscip": mathopt.SolverType.GSCIP,
}
#: By how much a solver may miss a row; its usual millionth is more than a burden differs between two plans.
_EXACT = 1e-9
_OK = (mathopt.TerminationReason.OPTIMAL, mathopt.TerminationReason.FEASIBLE)
_LIMITS = (*_OK, mathopt.TerminationReason.NO_SOLUTION_FOUND)
#: What HiGHS 1.12 prints where a point of the presolved program has to be mended. It was left in, and no
#: option silences it, neither output_flag nor log_to_console (ERGO-Code/HiGHS#2783).
_REMARK = b"HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();"
_STDOUT = 1


@dataclass(frozen=True)
class Answer:
    """What a solver found.

    Attributes
    ----------
    values : ndarray of float, shape (columns,), or None
        Of the best point found.
    bound : float
        No point is below; ``-inf`` where nothing is known.
    finished : bool
        Whether the solver says that the point is the best within the gap.
    feasible : bool
        False when it says that there is no point at all.
    """

    values: Floats | None
    bound: float
    finished: bool
    feasible: bool


def minimise(
    model: WholeModel,
    costs: Floats,
    *,
    solver: str,
    seconds: float,
    gap: float,
    seed: int,
    constant: float = 0.0,
    start: Floats | None = None,
) -> Answer:
    """Minimise costs over the whole model.

    Parameters
    ----------
    model : WholeModel
    costs : ndarray of float, shape (columns,)
    solver : str
        One of `SOLVERS`.
    seconds : float
        Wall time.
    gap : float
        Relative gap at which the solver may stop.
    seed : int
    constant : float
    start : ndarray of float, shape (columns,), optional
        A point of the model that the solver may begin with.

    Raises
    ------
    ProblemError
        When CP-SAT is given a model that whole numbers cannot state.
    SolverError
        When the solver fails for a reason that is not a limit.
    """
    program = Program.of(model, costs, constant=constant)
    share = 1.0
    if solver == "cp_sat":
        program, share = in_whole_numbers(program, model)
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=max(seconds, 0.01)),
        relative_gap_tolerance=gap,
        absolute_gap_tolerance=0.0,
        random_seed=seed,
    )
    if solver == "highs":
        for name in ("mip_feasibility_tolerance", "primal_feasibility_tolerance"):
            parameters.highs.double_options[name] = _EXACT
        parameters.highs.double_options["mip_abs_gap"] = 0.0
    else:
        parameters.threads = 1
    if solver == "gscip":
        parameters.gscip.real_params["numerics/feastol"] = _EXACT
    answer = _answer(ask(program, SOLVERS[solver], parameters, start), solver)
    return Answer(answer.values, answer.bound * share, answer.finished, answer.feasible)


def ask(
    program: Program,
    kind: mathopt.SolverType,
    parameters: mathopt.SolveParameters,
    start: Floats | None = None,
) -> mathopt.SolveResult:
    """Hand a program to a solver of MathOpt.

    Raises
    ------
    SolverError
        When MathOpt refuses the program or a parameter.
    """
    try:
        model = mathopt.Model.from_model_proto(_proto(program))
        first = mathopt.ModelSolveParameters()
        if start is not None:
            values = dict(zip(model.variables(), start.tolist(), strict=True))
            first.solution_hints.append(mathopt.SolutionHint(variable_values=values))
        with _without_remarks() if kind is mathopt.SolverType.HIGHS else nullcontext():
            return mathopt.solve(model, kind, params=parameters, model_params=first)
    except (AttributeError, ValueError, RuntimeError) as error:
        # MathOpt 9.15 loses the message on the way: the status is the context of an AttributeError.
        raise SolverError(f"{kind.name}: {error.__context__ or error}") from error


@contextmanager
def _without_remarks() -> Iterator[None]:
    """Keep the remark of HiGHS off standard output; whatever else is printed there comes afterwards."""
    _flush()
    try:
        kept = os.dup(_STDOUT)
    except OSError:  # nobody listens
        yield
        return
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), _STDOUT)
        try:
            yield
        finally:
            _flush()
            os.dup2(kept, _STDOUT)
            os.close(kept)
            file.seek(0)
            for line in file:
                if line.strip() != _REMARK:
                    os.write(_STDOUT, line)


def _flush() -> None:
    """Hand over what Python and C hold back for standard output."""
    if sys.stdout is not None:
        sys.stdout.flush()
    if sys.platform != "win32":
        ctypes.CDLL(None).fflush(None)


def _proto(program: Program) -> model_pb2.ModelProto:
    proto, matrix = model_pb2.ModelProto(), program.matrix.tocoo()
    columns, rows = program.costs.size, program.row_lower.size
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend(program.lower.tolist())
    proto.variables.upper_bounds.extend(program.upper.tolist())
    proto.variables.integers.extend(program.whole.tolist())
    used = np.flatnonzero(program.costs)
    proto.objective.offset = program.constant
    proto.objective.linear_coefficients.ids.extend(used.tolist())
    proto.objective.linear_coefficients.values.extend(program.costs[used].tolist())
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(program.row_lower.tolist())
    proto.linear_constraints.upper_bounds.extend(program.row_upper.tolist())
    order = np.lexsort((matrix.col, matrix.row))
    order = order[matrix.data[order] != 0]
    proto.linear_constraint_matrix.row_ids.extend(matrix.row[order].tolist())
    proto.linear_constraint_matrix.column_ids.extend(matrix.col[order].tolist())
    proto.linear_constraint_matrix.coefficients.extend(matrix.data[order].tolist())
    return proto


def _answer(result: mathopt.SolveResult, solver: str) -> Answer:
    reason = result.termination.reason
    if reason in (
        mathopt.TerminationReason.INFEASIBLE,
        mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED,
    ):
        return Answer(values=None, bound=np.inf, finished=True, feasible=False)
    if reason not in _LIMITS:
        raise SolverError(
            f"{solver}: it stopped as {reason.name}: {result.termination.detail or 'no detail'}"
        )
    values = None
    if result.has_primal_feasible_solution():
        told = result.variable_values()
        values = np.zeros(len(told))
        values[[variable.id for variable in told]] = list(told.values())
    bound = float(result.termination.objective_bounds.dual_bound)
    return Answer(values, bound, reason is mathopt.TerminationReason.OPTIMAL, feasible=True)


def check_solver(solver: str) -> None:
    """Refuse a name that is no solver of integer programs.

    Raises
    ------
    ProblemError
    """
    if solver == "pdlp":
        raise ProblemError(
            "solver: 'pdlp' solves linear relaxations only and makes no plan; "
            "use relaxation_bound(problem, aim, solver='pdlp')"
        )
    if solver not in SOLVERS:
        raise ProblemError(f"solver: {solver!r} is not known; use one of {', '.join(sorted(SOLVERS))}")
