"""One aim on top of the textbook program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.result import Status
from optimizer.siting.aims import Access, Aim, Cost, Cover, EvenTravel, GradualReach, Reach, Travel
from optimizer.siting.effort import Effort
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.formulation import Formulation
from optimizer.siting.service import Choice, everybody, within_pairs
from optimizer.siting.sums import SumModel
from optimizer.siting.worth import access_matrix

__all__ = ["Found", "by_program"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Found:
    """What a way of solving has come to.

    Attributes
    ----------
    choice : Choice or None
        None where there is none, or none was found.
    bound : float
        Of the aim, in its unit and sense; infinite on the bad side where there is no plan, on the good one
        where nothing is known.
    status : Status
        Of a proof that there is no plan: OPTIMAL.
    """

    choice: Choice | None
    bound: float
    status: Status


def by_program(problem: SitingProblem, aim: Aim, effort: Effort) -> Found:
    """Solve one aim without steps by branch and cut.

    Parameters
    ----------
    problem : SitingProblem
    aim : Aim
    effort : Effort

    Raises
    ------
    ProblemError
        When the aim has steps.
    """
    model = SumModel.of(problem, aim) if _serving(aim) else None
    form = Formulation(problem, must=everybody(problem, aim), serving=model is not None)
    sense, constant = _state(form, aim) if model is None else _charge(form, model)
    burden = None if model is None else model.burden

    def told(value: float) -> float:
        return sense * value if burden is None else burden.equivalent(sense * value - burden.rounding)

    answer = form.program.solve(
        gap=effort.gap if model is None else model.gap(effort.gap),
        seconds=effort.seconds,
        seed=effort.seed,
        constant=sense * constant,
        monitor=effort.told_as(told).monitor,
    )
    choice = None if answer.values is None else form.choice(answer.values)
    ended = answer.values is None and answer.bound == np.inf
    return Found(choice, told(answer.bound), Status.OPTIMAL if ended else Status.LIMIT)


def _serving(aim: Aim) -> TypeGuard[Travel | Cost | EvenTravel | GradualReach]:
    """Whether what an aim comes to depends on who is served where."""
    return isinstance(aim, Travel | Cost | EvenTravel | GradualReach)


def _charge(form: Formulation, model: SumModel) -> tuple[float, float]:
    """Charge services with what they cost more than none, and sites; return the factor and the constant."""
    assert form.serve is not None, "services have columns"
    outside = np.where(np.isfinite(model.outside), model.outside, 0.0)
    form.program.charge(form.serve, model.pair - outside[form.problem.ways.place])
    form.program.charge(form.open, model.opening)
    return model.sense, model.sense * (float(outside.sum()) + model.besides)


def _state(form: Formulation, aim: Aim) -> tuple[float, float]:
    """Put an aim on the program; return what turns its value into the aim's: a factor, and a constant."""
    problem = form.problem
    sites, weight = problem.sites, problem.places.weight
    match aim:
        case Cover():
            near = within_pairs(problem, aim.within)
            form.cover(near, np.full(len(weight), float(aim.times)))
            _serve_within(form, near)
            form.program.charge(form.open, sites.marginal if aim.priced else 1.0)
            return 1.0, sites.all_closed if aim.priced else 0.0
        case Reach():
            _reach(form, aim)
            return -1.0, 0.0
        case Access():
            _access(form, aim)
            return -1.0, 0.0
    raise ProblemError(f"{type(aim).__name__}: an aim of several steps; give one of them")


def _serve_within(form: Formulation, near: NDArray[np.bool_]) -> None:
    """Forbid services of pairs that are not near."""
    far = np.flatnonzero(~near)
    if form.serve is not None and form.problem.sites.limited and len(far):
        form.program.rows(len(far), np.arange(len(far)), form.serve[far], 1.0, upper=0.0)


def _reach(form: Formulation, aim: Reach) -> None:
    problem, near = form.problem, within_pairs(form.problem, aim.within)
    weight, place = problem.places.weight, problem.ways.place
    wanted = weight > 0.0
    if problem.sites.limited:
        assert form.serve is not None, "services have columns where capacities are limited"
        form.program.charge(form.serve, -np.where(near, weight[place], 0.0))
    else:
        form.program.charge(form.covered(near, wanted), -weight[wanted])
    if aim.second > 0.0:
        number = np.cumsum(wanted) - 1
        twice = form.program.columns(int(wanted.sum()), whole=True)
        form.program.charge(twice, -aim.second * weight[wanted])
        pairs = near & wanted[place]
        row = np.concatenate([number[place[pairs]], np.arange(len(twice))])
        column = np.concatenate([form.open[problem.ways.site[pairs]], twice])
        value = np.repeat([1.0, -2.0], [int(pairs.sum()), len(twice)])
        form.program.rows(len(twice), row, column, value, lower=0.0)


def _access(form: Formulation, aim: Access) -> None:
    problem = form.problem
    weight = problem.places.weight / max(float(problem.places.weight.sum()), 1e-300)
    amount = access_matrix(problem, aim.catchment, aim.supply).tocoo()
    most = np.minimum(aim.target, access_matrix(problem, aim.catchment, aim.supply).sum(axis=1))
    scale = float(amount.data.max(initial=0.0)) or 1.0
    got = form.program.columns(len(weight), upper=most / scale)
    form.program.charge(got, -weight * scale)
    row = np.concatenate([amount.row.astype(np.int64), np.arange(len(got))])
    column = np.concatenate([form.open[amount.col], got])
    value = np.concatenate([amount.data / scale, -np.ones(len(got))])
    form.program.rows(len(got), row, column, value, lower=0.0)
