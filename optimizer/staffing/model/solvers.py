"""Climb the ladder with another solver on the whole model, to hold its answer against one's own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.result import Certificate, GroupAmount, Status, relative_gap
from optimizer.staffing.aims import Aim
from optimizer.staffing.fairness import Leximin
from optimizer.staffing.model.counting import climb_counts
from optimizer.staffing.model.engines import check_solver
from optimizer.staffing.model.rungs import (
    Asker,
    Reached,
    check_rules,
    climb_level,
    climb_linear,
    start_plan,
)
from optimizer.staffing.model.whole import WholeModel, whole_model
from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import StaffingProblem
from optimizer.staffing.solve import StaffingResult

__all__ = ["solve_with"]

#: Relative gap that is rounding: no solver of floating-point programs proves less.
_ROUNDING = 1e-6


def solve_with(
    problem: StaffingProblem,
    *,
    ladder: Sequence[Aim],
    solver: str,
    seconds: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
) -> StaffingResult:
    """Return the plan that another solver finds best, rung by rung, on the model of all arcs.

    Parameters
    ----------
    problem : StaffingProblem
    ladder : sequence of Aim
        The rungs, the most important first.
    solver : str
        ``highs``, ``gscip`` (SCIP) or ``cp_sat``. CP-SAT takes problems whose columns are all whole and whose
        rows can be rounded to whole numbers without hiding anything; others it refuses.
    seconds : float
        Wall time for all rungs; each gets its share of what is left. When it runs out the best plan and its
        bound are returned: no plan is worse than today's roster filled up with whoever is nearest, where that
        keeps the rules.
    gap : float
        Relative gap of the linear value at which a rung is done, unless its aim has one of its own.
    seed : int

    Returns
    -------
    StaffingResult

    Raises
    ------
    ProblemError
        When the ladder is empty, the solver is not known or cannot state the problem, rules contradict each
        other, or a leximin rung has a service without a step.
    SolverError
        When the solver fails, finds no plan within the time, or its plan breaks a rule.
    """
    check_solver(solver)
    if not ladder:
        raise ProblemError("ladder: empty; give at least one aim")
    for aim in ladder:
        problem = aim.prepare(problem)
    clock, climbed = Clock(seconds), list[tuple[Aim, Reached, float]]()
    model = whole_model(problem, levels=solver != "cp_sat")
    plan = start_plan(problem, ladder)
    if plan is None:
        check_rules(model, Asker(solver, gap, seed, Clock(clock.left() / (len(ladder) + 1))))
    for place, aim in enumerate(ladder):
        share = Clock(clock.left() * aim.share / sum(each.share for each in ladder[place:]))
        reached = _climb(model, aim, plan, Asker(solver, _gap(aim, gap), seed, share))
        climbed.append((aim, reached, share.elapsed()))
        model, plan = reached.model, reached.plan
    assert plan is not None
    certificates = [_certificate(problem, *each, plan=plan, gap=gap, seed=seed) for each in climbed]
    return StaffingResult(plan=plan, certificates=tuple(certificates), seconds=clock.elapsed())


def _gap(aim: Aim, gap: float) -> float:
    return gap if aim.gap is None else aim.gap


def _climb(model: WholeModel, aim: Aim, plan: Plan | None, asker: Asker) -> Reached:
    if not isinstance(aim, Leximin):
        return climb_linear(model, aim, plan, asker)
    # A level takes fractions, which CP-SAT has none of; counts do as well.
    if aim.depth == 1 and asker.solver != "cp_sat":
        return climb_level(model, aim, plan, asker)
    return climb_counts(model, aim, plan, asker)


def _certificate(
    problem: StaffingProblem,
    aim: Aim,
    reached: Reached,
    seconds: float,
    *,
    plan: Plan,
    gap: float,
    seed: int,
) -> Certificate:
    delivered, gap = aim.linear(problem).at(plan, problem), _gap(aim, gap)
    value = max(min(reached.value, delivered), reached.bound)
    objective, bound = aim.report(value, problem), _told(aim, reached.bound, problem)
    apart = relative_gap(objective=objective, bound=bound)
    proven = apart <= max(gap, _ROUNDING) and (reached.finished or reached.amounts is None)
    return Certificate(
        aim=aim.name,
        status=Status.OPTIMAL if proven else Status.LIMIT,
        objective=objective,
        bound=bound,
        delivered=aim.report(delivered, problem),
        gap=apart,
        seconds=seconds,
        seed=seed,
        tolerance=aim.tolerance,
        asked=gap,
        groups=_groups(problem, aim, reached),
    )


def _told(aim: Aim, bound: float, problem: StaffingProblem) -> float:
    """A bound in the unit of its aim; infinite where nothing is known."""
    if math.isfinite(bound):
        return aim.report(bound, problem)
    return -math.inf if aim.report(1.0, problem) > aim.report(0.0, problem) else math.inf


def _groups(problem: StaffingProblem, aim: Aim, reached: Reached) -> tuple[GroupAmount, ...]:
    if reached.amounts is None or reached.bounds is None or not isinstance(aim, Leximin):
        return ()
    names = problem.services[aim.place(problem)].groups
    rows = zip(names, reached.amounts.tolist(), reached.bounds.tolist(), strict=True)
    return tuple(sorted((GroupAmount(*row) for row in rows), key=lambda each: (each.amount, each.group)))
