"""Sums over places and sites, and covers, where sites serve no more than they can."""

from __future__ import annotations

from typing import TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray

from optimizer.result import Status
from optimizer.siting.aims import Aim, Cover
from optimizer.siting.amounts_of import rule_table
from optimizer.siting.capacity.problem import CapacityProblem
from optimizer.siting.capacity.solve import solve_capacity
from optimizer.siting.effort import Effort
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found
from optimizer.siting.service import Choice, within_pairs
from optimizer.siting.sums import SumAim, SumModel, is_sum
from optimizer.siting.worth import value_of

__all__ = ["CapacityAim", "by_capacity", "has_capacity_way"]

Floats = NDArray[np.float64]
#: Share of a sum by which a bound may be off it through tolerances.
_ROUNDING = 2e-7
#: Aims that are stated so; of `Cover` once, of `Reach` without a second site.
CapacityAim: TypeAlias = SumAim | Cover


def has_capacity_way(aim: Aim) -> TypeGuard[CapacityAim]:
    """Return whether an aim can be stated so."""
    return is_sum(aim) or (isinstance(aim, Cover) and aim.times == 1)


def by_capacity(problem: SitingProblem, aim: CapacityAim, effort: Effort) -> Found:
    """Solve a problem with capacities whose rules are of amounts alone.

    Parameters
    ----------
    problem : SitingProblem
    aim : Travel, Cost, EvenTravel, GradualReach, Reach or Cover
    effort : Effort
    """
    everywhere = np.ones(len(problem.ways.way), dtype=bool)
    near = within_pairs(problem, aim.within) if isinstance(aim, Cover) else everywhere
    model = SumModel.of(problem, aim)
    answer = solve_capacity(
        _stated(problem, model, near),
        seconds=effort.seconds,
        gap=model.gap(effort.gap),
        seed=effort.seed,
        monitor=effort.told_as(model.told).monitor,
    )
    bound = model.told(answer.bound)
    if answer.opened is None:
        return Found(None, bound, Status.OPTIMAL if answer.bound == np.inf else Status.LIMIT)
    share = np.zeros(len(problem.ways.way))
    share[near] = answer.pair_share
    choice = Choice(answer.opened, share)
    if answer.value - answer.bound <= _ROUNDING * abs(answer.value):
        bound = value_of(problem, aim, choice)
    return Found(choice, bound, Status.LIMIT)


def _stated(problem: SitingProblem, model: SumModel, near: NDArray[np.bool_]) -> CapacityProblem:
    sites, demand = problem.sites, problem.places.demand
    rules, lower, upper = rule_table(problem.rules, len(sites.ids))
    return CapacityProblem.of(
        place=problem.ways.place[near],
        site=problem.ways.site[near],
        cost=model.pair[near],
        demand=demand,
        # More than all ask for is no limit, and a number that a solver takes.
        capacity=np.minimum(sites.capacity, float(demand.sum()) + 1.0),
        single=not problem.split,
        opening=model.opening,
        outside=model.outside,
        least=problem.least,
        most=problem.most,
        forced=sites.forced,
        banned=sites.banned,
        rules=rules,
        lower=lower,
        upper=upper,
    )
