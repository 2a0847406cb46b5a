"""Quick ways of solving single models: each says whether it can state a problem whole, and does not else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.result import Status
from optimizer.siting.aims import (
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Reach,
    Travel,
)
from optimizer.siting.amounts_of import by_amounts
from optimizer.siting.capacity_of import by_capacity, has_capacity_way
from optimizer.siting.center import CenterProblem, solve_center
from optimizer.siting.cover.problem import CoverProblem
from optimizer.siting.cover.solve import solve_cover
from optimizer.siting.dispersion.problem import DispersionProblem
from optimizer.siting.dispersion.solve import solve_dispersion
from optimizer.siting.effort import Effort
from optimizer.siting.nearest.search import solve_nearest
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found
from optimizer.siting.service import Choice, within_pairs
from optimizer.siting.sums import SumModel
from optimizer.siting.worth import value_of

__all__ = ["quickly"]

Bools = NDArray[np.bool_]
#: Of a plan that even ways start from: share of the time, gap, and how much of its value the best may have.
_START, _ROUGH, _LIKELY = 0.1, 0.03, 0.85


def quickly(problem: SitingProblem, aim: Aim, effort: Effort) -> Found | None:
    """Solve a problem in a way of its own, or return None where there is none.

    Parameters
    ----------
    problem : SitingProblem
    aim : Aim
        Without steps.
    effort : Effort
    """
    of_amounts = len(problem.amount_rules) == len(problem.rules)
    if problem.sites.limited:
        return by_capacity(problem, aim, effort) if of_amounts and has_capacity_way(aim) else None
    if of_amounts and isinstance(aim, Reach | Access):
        return by_amounts(problem, aim, effort)
    if problem.rules:
        return None
    match aim:
        case Cover():
            return _cover(problem, aim, effort)
        case EvenTravel():
            return _even(problem, aim, effort)
        case Travel() | Cost() | GradualReach():
            return _nearest(problem, SumModel.of(problem, aim), effort)
        case Farthest():
            return _farthest(problem, effort)
        case Apart():
            return _apart(problem, effort)
    return None


def _cover(problem: SitingProblem, aim: Cover, effort: Effort) -> Found | None:
    sites, near = problem.sites, within_pairs(problem, aim.within)
    opening = sites.marginal if aim.priced else np.ones(len(sites.ids))
    if (opening < 0.0).any() or (aim.priced and (problem.least > 0 or problem.most < len(opening))):
        return None
    cover = CoverProblem.of(
        sites=len(opening),
        place=problem.ways.place[near],
        site=problem.ways.site[near],
        need=np.full(len(problem.places.ids), aim.times, dtype=np.int64),
        opening=opening,
        forced=sites.forced,
        banned=sites.banned,
    )
    besides = sites.all_closed if aim.priced else 0.0
    most = np.inf if aim.priced else problem.most
    least = -np.inf if aim.priced else problem.least
    told = effort.told_as(lambda total: max(total + besides, least) if total <= most else np.inf)
    answer = solve_cover(cover, seconds=effort.seconds, seed=effort.seed, monitor=told.monitor)
    if aim.priced:
        return _found(problem, answer.opened, answer.bound + besides, answer.status)
    bound = max(answer.bound, float(problem.least))
    if bound > problem.most:
        return Found(None, np.inf, Status.OPTIMAL)
    if answer.opened is None or answer.value > problem.most:
        return Found(None, bound, Status.LIMIT)
    return _found(problem, _at_least(problem, answer.opened), bound, answer.status)


def _farthest(problem: SitingProblem, effort: Effort) -> Found:
    center = CenterProblem(
        places=len(problem.places.ids),
        sites=len(problem.sites.ids),
        place=problem.ways.place,
        site=problem.ways.site,
        way=problem.ways.way,
        most=max(1, problem.most),
        forced=problem.sites.forced,
        banned=problem.sites.banned,
    )
    answer = solve_center(center, seconds=effort.seconds, seed=effort.seed, monitor=effort.monitor)
    if problem.most == 0 or (problem.beyond is not None and answer.bound == np.inf):
        return _nobody(problem)
    if answer.opened is None and problem.beyond is not None:
        opened = _at_least(problem, problem.sites.forced.copy())
        return _found(problem, opened, min(problem.beyond, answer.bound), Status.LIMIT)
    if answer.opened is None:
        return Found(None, answer.bound, answer.status)
    return _found(problem, _at_least(problem, answer.opened), answer.bound, answer.status)


def _apart(problem: SitingProblem, effort: Effort) -> Found | None:
    if problem.least < 1 or problem.between is None:
        return None
    between = problem.between
    dispersion = DispersionProblem.of(
        sites=len(problem.sites.ids),
        one=between.place,
        other=between.site,
        way=between.way,
        least=problem.least,
        forced=problem.sites.forced,
        banned=problem.sites.banned,
    )
    answer = solve_dispersion(dispersion, seconds=effort.seconds, seed=effort.seed, monitor=effort.monitor)
    return _found(problem, answer.opened, answer.bound, answer.status)


def _nobody(problem: SitingProblem) -> Found:
    """Any sites, where some place is served by nobody whatever is open."""
    if problem.beyond is None and len(problem.places.ids):
        return Found(None, np.inf, Status.OPTIMAL)
    opened = _at_least(problem, problem.sites.forced.copy())
    return _found(problem, opened, problem.beyond or 0.0, Status.OPTIMAL)


def _even(problem: SitingProblem, aim: EvenTravel, effort: Effort) -> Found:
    """Leave out what no good plan has: sums cannot tell short ways apart beside what the longest weigh."""
    model = SumModel.of(problem, aim, steep=True)
    plain, _ = SumModel.of(problem, Travel()).nearest(problem)
    start = solve_nearest(
        plain,
        seconds=_START * effort.seconds,
        gap=_ROUGH,
        seed=effort.seed,
        monitor=effort.untold.monitor,
    )
    if not np.isfinite(start.value):
        return _nearest(problem, model, effort)
    choice = Choice.nearest(problem, start.opened)
    # Costs are from 0 on: whoever pays more alone than all do in a plan is in no better one.
    ceiling = model.value(problem, choice) * (1.0 + 1e-9)
    near = model.pair <= ceiling
    part = replace(problem, ways=problem.ways.where(near))
    outside = np.where(model.outside <= ceiling, model.outside, np.inf)
    assert model.burden is not None, "an aim of burdens"
    gap = model.burden.gap(effort.gap, way=_LIKELY * value_of(problem, aim, choice))
    left = replace(effort, gap=gap)
    found = _nearest(part, replace(model, pair=model.pair[near], outside=outside), left)
    opened = start.opened if found.choice is None else found.choice.opened
    return _found(problem, opened, found.bound, found.status)


def _nearest(problem: SitingProblem, model: SumModel, effort: Effort) -> Found:
    nearest, _ = model.nearest(problem)  # no aim pays less than nothing
    answer = solve_nearest(
        nearest,
        seconds=effort.seconds,
        gap=effort.gap,
        besides=model.besides,
        seed=effort.seed,
        monitor=effort.told_as(model.told).monitor,
    )
    bound = model.told(answer.bound)
    if not np.isfinite(answer.value):
        return Found(None, bound, Status.OPTIMAL if answer.bound == np.inf else answer.status)
    return _found(problem, answer.opened, bound, answer.status)


def _at_least(problem: SitingProblem, opened: Bools) -> Bools:
    """Open more sites, in their order, until there are enough."""
    more = max(0, problem.least - int(opened.sum()))
    opened = opened.copy()
    opened[np.flatnonzero(~opened & ~problem.sites.banned)[:more]] = True
    return opened


def _found(problem: SitingProblem, opened: Bools | None, bound: float, status: Status) -> Found:
    return Found(None if opened is None else Choice.nearest(problem, opened), bound, status)
