"""Sites of limited capacity: prices for the bound, moves for the plan, branch and cut for the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.monitor import Monitor, Silent
from optimizer.result import Status
from optimizer.siting.capacity.branch import branched
from optimizer.siting.capacity.dual import Prices
from optimizer.siting.capacity.knapsack import Knapsacks
from optimizer.siting.capacity.problem import CapacityProblem
from optimizer.siting.capacity.search import Search
from optimizer.siting.capacity.uncapped import without_limits

__all__ = ["CapacityAnswer", "solve_capacity"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: Most pairs that branch and cut is given at once.
_EXACT = 60_000
#: Share of the time without the limits, where there are more.
_UNCAPPED = 0.7
#: Pairs up to which that is done without branching over sites by prices first.
_DIRECT = 3_400


@dataclass(frozen=True)
class CapacityAnswer:
    """A plan and its bound.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,) or None
        None where there is no plan, or none was found in the time.
    pair_share : ndarray of float, shape (pairs,)
        Share of the place that is served over each pair that was given; 0 without a plan.
    value : float
        ``inf`` without a plan.
    bound : float
        No plan costs less; ``inf`` where there is none.
    status : Status
    nodes : int
        Steps of the ascent and parts that were solved.
    """

    opened: Bools | None
    pair_share: Floats
    value: float
    bound: float
    status: Status
    nodes: int


def solve_capacity(
    problem: CapacityProblem,
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> CapacityAnswer:
    """Return the cheapest plan, with a bound that no plan is below.

    Parameters
    ----------
    problem : CapacityProblem
    seconds : float
        Wall time; when it runs out the best plan and its bound are returned.
    gap : float
        Share of the value that a plan may be above the bound to count as proven.
    seed : int
    monitor : Monitor, optional
    """
    search = Search(problem, gap=gap, seed=seed, clock=Clock(seconds), monitor=monitor or Silent())
    prices = search.root()
    if not search.done():
        _finish(search, prices)
    search.report()
    return _answer(search)


def _finish(search: Search, prices: Prices) -> None:
    """Prove what the ascent leaves, where it is little enough; else look for better plans."""
    pairs = search.pairs_left(prices, search.lower, search.upper)
    if len(pairs) > _EXACT:
        without_limits(search, prices, share=_UNCAPPED)
        search.parts(prices)
        pairs = search.pairs_left(prices, search.lower, search.upper)
    if len(pairs) > _EXACT or search.done():
        return
    if Knapsacks.fit(search.problem) and len(pairs) > _DIRECT:
        branched(search, prices)
        return
    bound = search.exact(pairs, search.lower, search.upper, seconds=search.clock.left(), start=search.plan)
    search.raise_to(bound)


def _answer(search: Search) -> CapacityAnswer:
    """The best plan; where nothing lies between it and the bound, they are the same."""
    problem, plan = search.problem, search.plan
    share = np.zeros(problem.pairs)
    proven = search.bound >= search.enough() or np.isposinf(search.bound)
    status = Status.OPTIMAL if proven else Status.CANCELLED if search.monitor.cancelled() else Status.LIMIT
    if plan is None:
        return CapacityAnswer(None, share, np.inf, search.bound, status, search.nodes)
    share[problem.pair[plan.pairs]] = plan.share
    tight = plan.value - search.bound < problem.step
    bound = plan.value if tight else min(search.bound, plan.value)
    return CapacityAnswer(plan.opened, share, plan.value, bound, status, search.nodes)
