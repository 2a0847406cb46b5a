"""Bounds of the linear relaxation: by other methods on the whole model, and by our own."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, replace

import numpy as np
from ortools.math_opt.python import mathopt

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.staffing.aims import Aim
from optimizer.staffing.model.engines import ask
from optimizer.staffing.model.program import Program, caps
from optimizer.staffing.model.whole import whole_model
from optimizer.staffing.problem import Floats, StaffingProblem
from optimizer.staffing.relaxation import Relaxation

__all__ = ["RelaxationBound", "own_bound", "relaxation_bound"]

_SOLVERS = {"pdlp": mathopt.SolverType.PDLP, "glop": mathopt.SolverType.GLOP}
#: Relative accuracy asked of PDLP; the bound holds whatever it reaches.
_ACCURACY = 1e-7


@dataclass(frozen=True)
class RelaxationBound:
    """No plan is better than this.

    Attributes
    ----------
    aim : str
    solver : str
        ``own`` for the relaxation that the search of this program grows.
    bound : float
        In the unit of the aim; endless where the relaxation says nothing in it.
    finished : bool
        Whether it is the optimum of the relaxation; else the best bound at the time limit.
    seconds : float
    """

    aim: str
    solver: str
    bound: float
    finished: bool
    seconds: float


def relaxation_bound(
    problem: StaffingProblem, aim: Aim, *, solver: str = "pdlp", seconds: float = 60.0
) -> RelaxationBound:
    """Return the bound that the linear relaxation of the whole model puts on an aim.

    The bound is computed from the solver's row prices and holds for any prices, however rough.

    Parameters
    ----------
    problem : StaffingProblem
        Not prepared.
    aim : Aim
    solver : str
        ``pdlp`` (first-order, for large models) or ``glop`` (simplex).
    seconds : float
        Wall time.

    Raises
    ------
    ProblemError
        When the solver is not known.
    SolverError
        When the solver fails.
    """
    if solver not in _SOLVERS:
        raise ProblemError(f"solver: {solver!r} makes no bound of its own; use one of pdlp, glop")
    clock, problem = Clock(seconds), aim.prepare(problem)
    linear, model = aim.linear(problem), whole_model(problem)
    program = Program.of(model, model.costs(linear), constant=linear.constant)
    program = replace(program, upper=caps(program), whole=np.zeros(program.whole.size, dtype=np.bool_))
    parameters = mathopt.SolveParameters(time_limit=datetime.timedelta(seconds=max(clock.left(), 0.01)))
    criteria = parameters.pdlp.termination_criteria.simple_optimality_criteria
    criteria.eps_optimal_relative = criteria.eps_optimal_absolute = _ACCURACY
    answer = ask(program, _SOLVERS[solver], parameters)
    prices = np.zeros(program.row_lower.size)
    if answer.solutions and answer.solutions[0].dual_solution is not None:
        told = answer.solutions[0].dual_solution.dual_values
        prices[[row.id for row in told]] = list(told.values())
    bound = max(_bound(program, prices), _bound(program, np.zeros(prices.size)))
    return RelaxationBound(
        aim=aim.name,
        solver=solver,
        bound=_told(aim, bound, problem),
        finished=answer.termination.reason is mathopt.TerminationReason.OPTIMAL,
        seconds=clock.elapsed(),
    )


def own_bound(problem: StaffingProblem, aim: Aim, *, seconds: float = 60.0, seed: int = 0) -> RelaxationBound:
    """Return the bound of the relaxation that the search grows, without its cuts, to hold against the others.

    Parameters
    ----------
    problem : StaffingProblem
        Not prepared.
    aim : Aim
    seconds : float
        Wall time.
    seed : int
    """
    clock, problem = Clock(seconds), aim.prepare(problem)
    linear, relaxation = aim.linear(problem), Relaxation(problem, rungs=1, seed=seed)
    point = relaxation.minimise(linear, clock=clock, rounds=0)
    # A program that time ran out on is over some of the arcs only, and its bound can be far off.
    bound = max(point.bound, relaxation.floor(linear))
    return RelaxationBound(
        aim=aim.name,
        solver="own",
        bound=_told(aim, bound, problem),
        finished=point.finished and clock.left() > 0,
        seconds=clock.elapsed(),
    )


def _told(aim: Aim, bound: float, problem: StaffingProblem) -> float:
    """The bound in the unit of the aim.

    Where that is the logarithm of a sum of burdens, a sum of nothing or less says nothing.
    """
    told, more = aim.report(bound, problem), aim.report(1.0, problem)
    if bound <= 0 and told == aim.report(bound - 1.0, problem) != more:
        return math.copysign(math.inf, told - more)
    return told


def _bound(program: Program, prices: Floats) -> float:
    """The Lagrangian bound of row prices: rows at their ends, columns where their reduced cost is least."""
    endless = np.where(prices > 0, program.row_lower, program.row_upper)
    prices = np.where(np.isfinite(endless), prices, 0.0)
    rows = float(prices @ np.where(np.isfinite(endless), endless, 0.0))
    reduced = program.costs - program.matrix.T @ prices
    least = np.where(reduced > 0, program.lower, program.upper)
    columns = float((reduced * np.where(reduced == 0, 0.0, least)).sum())
    return rows + columns + program.constant
