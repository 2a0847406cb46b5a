"""Quick ways of solving single models: each says whether it can state a problem whole, and does not else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.monitor import Monitor
from optimizer.result import Status
from optimizer.siting.aims import Aim, Cost, Cover, EvenTravel, Farthest, GradualReach, Travel
from optimizer.siting.burden import equivalent, pair_burdens
from optimizer.siting.center import CenterProblem, solve_center
from optimizer.siting.cover.problem import CoverProblem
from optimizer.siting.cover.solve import solve_cover
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.rows import CostRows
from optimizer.siting.nearest.search import solve_nearest
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found
from optimizer.siting.service import Choice, within_pairs

__all__ = ["Effort", "quickly"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Effort:
    """How long and how exactly.

    Attributes
    ----------
    gap : float
        Relative gap at which a plan counts as proven.
    seconds : float
    seed : int
    monitor : Monitor
    """

    gap: float
    seconds: float
    seed: int
    monitor: Monitor


def quickly(problem: SitingProblem, aim: Aim, effort: Effort) -> Found | None:
    """Solve a problem in a way of its own, or return None where there is none.

    Parameters
    ----------
    problem : SitingProblem
    aim : Aim
        Without steps.
    effort : Effort
    """
    if problem.rules or problem.sites.limited:
        return None
    match aim:
        case Cover():
            return _cover(problem, aim, effort)
        case Travel() | Cost() | EvenTravel() | GradualReach():
            return _nearest(problem, aim, effort)
        case Farthest():
            return _farthest(problem, effort)
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
    answer = solve_cover(cover, seconds=effort.seconds, seed=effort.seed)
    if aim.priced:
        return _found(problem, answer.opened, answer.bound + sites.all_closed, answer.status)
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
    if problem.most == 0 or (problem.beyond is not None and not np.isfinite(answer.value)):
        return _nobody(problem)
    if answer.opened is None:
        return Found(None, answer.bound, answer.status)
    return _found(problem, _at_least(problem, answer.opened), answer.bound, answer.status)


def _nobody(problem: SitingProblem) -> Found:
    """Any sites, where some place is served by nobody whatever is open."""
    if problem.beyond is None and len(problem.places.ids):
        return Found(None, np.inf, Status.OPTIMAL)
    opened = _at_least(problem, problem.sites.forced.copy())
    return _found(problem, opened, problem.beyond or 0.0, Status.OPTIMAL)


def _nearest(problem: SitingProblem, aim: Travel | Cost | EvenTravel | GradualReach, effort: Effort) -> Found:
    pair, outside = _burden(problem, aim)
    weight, sites = problem.places.weight, problem.sites
    must = problem.beyond is None and not isinstance(aim, GradualReach)
    rows = CostRows.of(
        sites=len(sites.ids),
        place=problem.ways.place,
        site=problem.ways.site,
        cost=weight[problem.ways.place] * pair,
        outside=np.full(len(weight), np.inf) if must else weight * outside,
    )
    nearest = NearestProblem.of(
        rows,
        least=problem.least,
        most=problem.most,
        opening=sites.marginal if isinstance(aim, Cost) else None,
        forced=sites.forced,
        banned=sites.banned,
    )
    gap = _gap_of_sum(problem, aim, rows, effort.gap)
    answer = solve_nearest(nearest, seconds=effort.seconds, gap=gap, seed=effort.seed, monitor=effort.monitor)
    bound = _bound(problem, aim, answer.bound)
    if not np.isfinite(answer.value):
        return Found(None, bound, Status.OPTIMAL if answer.bound == np.inf else answer.status)
    return _found(problem, answer.opened, bound, answer.status)


def _burden(problem: SitingProblem, aim: Travel | Cost | EvenTravel | GradualReach) -> tuple[Floats, float]:
    """What a unit of weight pays at each pair, and where nobody serves it."""
    ways, beyond = problem.ways.way, problem.beyond or 0.0
    match aim:
        case Travel():
            return ways, beyond
        case Cost():
            return aim.rate * ways, aim.rate * beyond
        case EvenTravel():
            return pair_burdens(problem, aim)
        case GradualReach():
            return 1.0 - aim.share(ways), 1.0


def _bound(problem: SitingProblem, aim: Aim, total: float) -> float:
    """The bound of an aim, from that of the sum that is made least."""
    match aim:
        case Cost():
            return total + problem.sites.all_closed
        case EvenTravel():
            return equivalent(problem, aim, total)
        case GradualReach():
            return float(problem.places.weight.sum()) - total
    return total


def _gap_of_sum(problem: SitingProblem, aim: Aim, rows: CostRows, gap: float) -> float:
    """The gap of the sum that makes the gap of the aim."""
    if not isinstance(aim, EvenTravel):
        return gap
    # d(way) = d(sum) / (kappa sum): a share of the way is kappa times the way as large a share of the sum.
    least = equivalent(problem, aim, float(rows.least[np.isfinite(rows.least)].sum()))
    return min(0.5, gap * aim.kappa * least)


def _at_least(problem: SitingProblem, opened: Bools) -> Bools:
    """Open more sites, in their order, until there are enough."""
    more = max(0, problem.least - int(opened.sum()))
    opened = opened.copy()
    opened[np.flatnonzero(~opened & ~problem.sites.banned)[:more]] = True
    return opened


def _found(problem: SitingProblem, opened: Bools | None, bound: float, status: Status) -> Found:
    return Found(None if opened is None else Choice.nearest(problem, opened), bound, status)
