"""One rung on the whole model: ask a solver, take its plan, and hold what was reached from then on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from optimizer.clock import Clock
from optimizer.errors import ProblemError, SolverError
from optimizer.staffing.aims import Aim
from optimizer.staffing.fairness import Leximin
from optimizer.staffing.greedy import first_plan
from optimizer.staffing.model.at_least import plain_bound
from optimizer.staffing.model.engines import Answer, minimise
from optimizer.staffing.model.statement import totals
from optimizer.staffing.model.whole import WholeModel
from optimizer.staffing.plan import Plan, tally
from optimizer.staffing.problem import Floats, StaffingProblem
from optimizer.staffing.verify import verify

__all__ = [
    "Asker",
    "Reached",
    "above",
    "check_rules",
    "climb_level",
    "climb_linear",
    "start_plan",
    "total_rows",
    "with_floors",
]

_ROUNDING = 1e-6


@dataclass(frozen=True)
class Reached:
    """What a rung ended with.

    Attributes
    ----------
    model : WholeModel
        Holds what the rung reached.
    plan : Plan
    value, bound : float
        Linear value of the plan, and the proven bound on it.
    finished : bool
        Whether the solver had the time to prove that nothing is better.
    amounts, bounds : ndarray of float, shape (groups,), or None
        Of a rung of least amounts: what each group gets at least, and can get at most in a plan as good.
    """

    model: WholeModel
    plan: Plan
    value: float
    bound: float
    finished: bool
    amounts: Floats | None = None
    bounds: Floats | None = None


@dataclass(frozen=True)
class Asker:
    """A solver with the time of one rung.

    Attributes
    ----------
    solver : str
    gap : float
    seed : int
    clock : Clock
    """

    solver: str
    gap: float
    seed: int
    clock: Clock

    def best(
        self,
        model: WholeModel,
        costs: Floats,
        *,
        constant: float = 0.0,
        gap: float | None = None,
        start: Plan | None = None,
    ) -> Answer:
        """Minimise costs, shape (columns,), over the model, beginning with a plan where there is one.

        Raises
        ------
        SolverError
            When the solver says that there is no point: whoever asks has one, or knows that there is one.
        """
        if start is not None and self.clock.left() <= 0:
            return Answer(values=None, bound=-math.inf, finished=False, feasible=True)
        answer = minimise(
            model,
            costs,
            solver=self.solver,
            seconds=self.clock.left(),
            gap=self.gap if gap is None else gap,
            seed=self.seed,
            constant=constant,
            start=None if start is None else model.point(start),
        )
        if not answer.feasible:
            raise SolverError(f"{self.solver}: it finds no plan that keeps all rules and the rungs above")
        return answer

    def plan(self, model: WholeModel, answer: Answer) -> Plan | None:
        """Return the plan of an answer.

        Raises
        ------
        SolverError
            When the plan breaks a rule: the solver's rounding, or a model that says something else.
        """
        if answer.values is None:
            return None
        plan, problem = model.plan(answer.values), model.problem
        forced = int(tally(plan, problem).excess)
        for broken in verify(problem, plan.pairs(problem), forced_moves=forced):
            raise SolverError(f"{self.solver}: its plan breaks {broken}")
        return plan


def climb_linear(model: WholeModel, aim: Aim, incumbent: Plan | None, asker: Asker) -> Reached:
    """Minimise an aim's linear function, and put a ceiling on it.

    Raises
    ------
    SolverError
        When the time was too short for any plan.
    """
    plan, value, bound, finished = _least(model, aim, incumbent, asker)
    held = model.with_ceiling(aim.name, aim.linear(model.problem), aim.ceiling(value, model.problem))
    return Reached(held, plan, value, bound, finished)


def climb_level(model: WholeModel, aim: Leximin, incumbent: Plan | None, asker: Asker) -> Reached:
    """Raise the least amount of a service by its level column, and hold it for every group."""
    plan, value, bound, finished = _least(model, aim, incumbent, asker)
    place = aim.place(model.problem)
    amounts = np.full(len(model.problem.services[place].groups), -value)
    held = with_floors(model, place, amounts - aim.tolerance * np.abs(amounts))
    return Reached(held, plan, value, bound, finished, amounts, np.full(amounts.size, np.inf))


def _least(
    model: WholeModel, aim: Aim, incumbent: Plan | None, asker: Asker
) -> tuple[Plan, float, float, bool]:
    problem = model.problem
    linear = aim.linear(problem)
    answer = asker.best(model, model.costs(linear), constant=linear.constant, start=incumbent)
    plan = _better(asker.plan(model, answer), incumbent, lambda each: linear.at(each, problem))
    if plan is None:
        raise SolverError(f"{asker.solver}: no plan found within the time of rung {aim.name!r}; give it more")
    value, bound = linear.at(plan, problem), max(answer.bound, plain_bound(model, linear))
    if linear.integral(problem) and math.isfinite(bound):
        bound = math.ceil(bound - _ROUNDING * max(1.0, abs(bound)))
    return plan, value, min(aim.tighten(bound, problem), value), answer.finished


def _better(plan: Plan | None, incumbent: Plan | None, worth: Callable[[Plan], float]) -> Plan | None:
    """The better plan; of equals the incumbent, which later rungs may know to be good."""
    if plan is None or incumbent is None:
        return incumbent if plan is None else plan
    found, known = worth(plan), worth(incumbent)
    return plan if found < known - 1e-9 * max(1.0, abs(known)) else incumbent


def with_floors(model: WholeModel, place: int, amounts: Floats) -> WholeModel:
    """Return the model in which every group of a service has at least an amount, in whole steps.

    Parameters
    ----------
    model : WholeModel
    place : int
        Of the service.
    amounts : ndarray of float, shape (groups,)
    """
    service = model.problem.services[place]
    names = [f"floor[{service.name},{group}]" for group in service.groups]
    least = above(model, place, amounts)
    matrix = total_rows(model, place)
    return model.with_rows(names, matrix, lower=least, upper=np.full(least.size, np.inf))


def above(model: WholeModel, place: int, amounts: Floats) -> Floats:
    """Return the least total with which each group has an amount, shape (groups,), in whole steps."""
    service = model.problem.services[place]
    total = amounts * service.size - service.constant
    if not service.step:
        # What a float loses in a sum must not cost a plan that has just this amount.
        return total - 1e-9 * np.maximum(1.0, np.abs(total))
    steps: Floats = np.ceil(total / service.step - _ROUNDING) * service.step
    return steps


def total_rows(model: WholeModel, place: int) -> csr_array:
    """The totals of a service's groups over the columns, shape (groups, columns), but for their constants."""
    group, column, factor = totals(model.problem, place, model.where)
    shape = (len(model.problem.services[place].groups), len(model.column_names))
    return csr_array((factor, (group, column)), shape=shape)


def start_plan(problem: StaffingProblem, ladder: Sequence[Aim]) -> Plan | None:
    """Return the best plan that is at hand without any solver, so that no time is too short for one.

    Today's roster as far as the rules allow, filled up with whoever is nearest, or the locks alone; None
    where neither keeps all rules.
    """
    at_hand = (first_plan(problem), Plan(chosen=problem.arcs.locked.copy()))
    sound = [
        plan
        for plan in at_hand
        if not verify(problem, plan.pairs(problem), forced_moves=int(tally(plan, problem).excess))
    ]
    goals = [aim.linear(problem) for aim in ladder]
    return min(sound, key=lambda plan: [goal.at(plan, problem) for goal in goals], default=None)


def check_rules(model: WholeModel, asker: Asker) -> None:
    """Tell rules that contradict each other before any rung is climbed.

    Raises
    ------
    ProblemError
    """
    zero = np.zeros(len(model.column_names))
    answer = minimise(model, zero, solver=asker.solver, seconds=asker.clock.left(), gap=0.0, seed=asker.seed)
    if not answer.feasible:
        raise ProblemError(f"rules: {asker.solver} proves that no plan keeps all of them; loosen one")
