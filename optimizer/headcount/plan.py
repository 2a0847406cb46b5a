"""A headcount plan: what is started, moved, opened and bought, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.errors import PlanError
from optimizer.headcount.exact import decimal, scaled, whole_need
from optimizer.headcount.parts import COSTS, Floats, Ints, Number, Scope, Service, Target
from optimizer.headcount.problem import HeadcountProblem

__all__ = ["Figures", "Plan", "groups_of"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """What to do where and when.

    Attributes
    ----------
    started : ndarray of int, shape (paths, counties, years)
        People who start on a path.
    relocated : ndarray of int, shape (kinds, counties, counties, years)
        People of a kind who move from the first county to the second.
    branches : ndarray of int, shape (sorts of branch, counties, years)
        Offices opened.
    purchased : ndarray of int, shape (kinds, counties, years)
        Full-time people bought as service.
    """

    started: Ints
    relocated: Ints
    branches: Ints
    purchased: Ints

    @classmethod
    def nothing(cls, problem: HeadcountProblem) -> Plan:
        """Return the plan that does nothing."""
        k, c, t = problem.shape
        shapes = ((len(problem.paths), c, t), (k, c, c, t), (len(problem.branches), c, t), (k, c, t))
        started, relocated, branches, purchased = (np.zeros(shape, dtype=np.int64) for shape in shapes)
        return cls(started=started, relocated=relocated, branches=branches, purchased=purchased)

    def require_shape(self, problem: HeadcountProblem) -> None:
        """Refuse a plan of another problem.

        Raises
        ------
        PlanError
        """
        for name, expected in vars(Plan.nothing(problem)).items():
            found = getattr(self, name)
            if found.shape != expected.shape or found.dtype.kind not in "iu":
                raise PlanError(
                    f"{name}: {found.dtype} of shape {found.shape} found, whole numbers of shape "
                    f"{expected.shape} expected"
                )


@dataclass(frozen=True, kw_only=True, eq=False)
class Figures:
    """What a plan comes to.

    Attributes
    ----------
    stock : ndarray of int, shape (kinds, counties, years)
        People there at the end of each year.
    cost : mapping of str to ndarray of int, shape (counties, years)
        Yuan for each of `COSTS`, in the county and year that they fall in.
    short : mapping of str to ndarray of float, shape (years,) or (counties, years)
        Units of need that each target lacks; 0 where it asks nothing.
    amounts : mapping of str to mapping of str to float
        What each group of a service gets.
    """

    stock: Ints
    cost: Mapping[str, Ints]
    short: Mapping[str, Floats]
    amounts: Mapping[str, Mapping[str, float]]

    @property
    def yuan(self) -> int:
        """Cost over all counties and years."""
        return sum(int(each.sum()) for each in self.cost.values())

    @classmethod
    def of(cls, problem: HeadcountProblem, plan: Plan) -> Figures:
        """Work a plan out.

        Raises
        ------
        PlanError
            When the plan is one of another problem.
        """
        plan.require_shape(problem)
        stock = _stock(problem, plan)
        return cls(
            stock=stock,
            cost=_cost(problem, plan, stock),
            short={each.id: _short(problem, each, plan, stock) for each in problem.targets},
            amounts={each.id: _amounts(problem, each, plan, stock) for each in problem.services},
        )


def groups_of(problem: HeadcountProblem, service: Service) -> dict[str, tuple[int, int]]:
    """Return the (row of need, county) of each group of a service, by its name."""
    if service.need.ndim == 1:
        named = [(name, (0, c)) for c, name in enumerate(problem.counties)]
    else:
        named = [
            (f"{name}/{kind}", (row, c))
            for c, name in enumerate(problem.counties)
            for row, kind in enumerate(service.coefficients)
        ]
    need = np.atleast_2d(service.need)
    return {name: place for name, place in named if not np.isnan(need[place])}


def _stock(problem: HeadcountProblem, plan: Plan) -> Ints:
    change = plan.relocated.sum(axis=1) - plan.relocated.sum(axis=2) - problem.leaving
    years = len(problem.years)
    for p, path in enumerate(problem.paths):
        if path.delay >= years:
            continue
        arriving = plan.started[p, :, : years - path.delay]
        change[problem.kinds.index(path.gains), :, path.delay :] += arriving
        if path.loses is not None:
            change[problem.kinds.index(path.loses), :, path.delay :] -= arriving
    stock: Ints = problem.stock[:, :, None] + np.cumsum(change, axis=2)
    return stock


def _cost(problem: HeadcountProblem, plan: Plan, stock: Ints) -> dict[str, Ints]:
    _, c, t = problem.shape
    cost = {name: np.zeros((c, t), dtype=np.int64) for name in COSTS}
    for p, path in enumerate(problem.paths):
        cost["start"] += plan.started[p] * path.yuan[:, None]
    for move in problem.relocations:
        came = plan.relocated[problem.kinds.index(move.kind)].sum(axis=0)
        cost["relocation"] += came * move.yuan[:, None]
    for b, branch in enumerate(problem.branches):
        cost["branch"] += plan.branches[b] * branch.yuan[:, None]
    for purchase in problem.purchases:
        cost["purchase"] += plan.purchased[problem.kinds.index(purchase.kind)] * purchase.yuan[:, None]
    cost["salary"] += (stock * problem.salary[:, :, None]).sum(axis=0)
    return cost


def _counted(
    problem: HeadcountProblem, coefficients: Mapping[str, Number], there: Ints
) -> tuple[list[Ints], int]:
    """Return what each kind contributes, as whole parts of one, and how many parts one has."""
    numbers, by = scaled(coefficients, "coefficients")
    return [number * there[problem.kinds.index(kind)] for kind, number in numbers.items()], by


def _short(problem: HeadcountProblem, target: Target, plan: Plan, stock: Ints) -> Floats:
    there = stock + plan.purchased if target.counts_purchases else stock
    rows, by = _counted(problem, target.coefficients, there)
    found = sum(rows, np.zeros(there.shape[1:], dtype=np.int64))
    if target.scope is Scope.CITY:
        found = found.sum(axis=0)
    need, asked = whole_need(target.need, by)
    return np.where(asked, np.maximum(need - found, 0), 0) / by


def _amounts(problem: HeadcountProblem, service: Service, plan: Plan, stock: Ints) -> dict[str, float]:
    there = (stock + plan.purchased if service.counts_purchases else stock)[:, :, -1]
    rows, by = _counted(problem, service.coefficients, there)
    table = np.stack(rows) if service.need.ndim == 2 else sum(rows, np.zeros(there.shape[1], np.int64))[None]
    need = np.atleast_2d(service.need)
    return {
        name: float(int(table[place]) / (decimal(float(need[place])) * by))
        for name, place in groups_of(problem, service).items()
    }
