"""Where a search for sites of limited capacity starts: as if there were no capacities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.capacity.problem import CapacityProblem
from optimizer.siting.nearest.interchange import improved
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.rows import CostRows
from optimizer.siting.nearest.service import Service

__all__ = ["first_choice", "first_offers"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def first_offers(problem: CapacityProblem) -> Floats:
    """Return what places would pay at some site among so many as will about be open.

    Parameters
    ----------
    problem : CapacityProblem
    """
    size = np.diff(problem.first)
    number = _number(problem)
    rank = np.minimum((1.5 * size / number).astype(np.int64), size - 1)
    found = np.where(np.isfinite(problem.outside), problem.outside, 0.0)
    some = size > 0
    found[some] = problem.cost[(problem.first[:-1] + rank)[some]]
    return found


def first_choice(problem: CapacityProblem, *, seed: int) -> tuple[Bools, Floats]:
    """Return the sites that moves lead to where capacities do not count, and offers that go with them.

    An offer is between what a place pays at its cheapest open site and at the next one.

    Parameters
    ----------
    problem : CapacityProblem
    seed : int
    """
    rows = _rows(problem)
    nearest = NearestProblem.of(
        rows,
        least=int(problem.lower[0]),
        most=int(problem.upper[0]),
        opening=problem.opening,
        forced=problem.forced,
        banned=problem.banned,
    )
    opened = problem.forced.copy()
    free = np.random.default_rng(seed).permutation(np.flatnonzero(~problem.forced & ~problem.banned))
    opened[free[: max(0, _number(problem) - int(opened.sum()))]] = True
    opened, _ = improved(nearest, opened)
    service = Service(rows, opened)
    # Of whom nobody serves: as if the cheapest site did, and no other one.
    least = problem.least
    least[np.isinf(least)] = 0.0
    offers = np.where(np.isfinite(service.cost), service.offers, (least + (2.0 * least + 1.0)) / 2.0)
    return opened, np.minimum(offers, problem.outside)


def _number(problem: CapacityProblem) -> int:
    """About how many sites will be open."""
    return int(max(1.0, problem.lower[0]))


def _rows(problem: CapacityProblem) -> CostRows:
    """The pairs, which are in order already."""
    narrow = np.uint16 if problem.sites < 2**16 else np.int64  # sorted by counting, not by comparing
    by_site = np.argsort(problem.site.astype(narrow), kind="stable")
    scale = 0.5 / (problem.cost.max(initial=0.0) + 1.0)
    starts = np.cumsum(np.bincount(problem.site, minlength=problem.sites))
    return CostRows(
        sites=problem.sites,
        first=problem.first,
        site=problem.site,
        cost=problem.cost,
        outside=problem.outside,
        key=problem.place + problem.cost * scale,
        scale=scale,
        site_first=np.concatenate([[0], starts]),
        site_place=problem.place[by_site],
        site_cost=problem.cost[by_site],
    )
