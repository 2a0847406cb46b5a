"""A better bound for many pairs: room at sites has a price instead of a limit, and sites are branched over.

What is left when the limits of capacity are taken out at their prices is a problem in which places go to
their cheapest open site. Its sites lead to better plans than moves within the limits do. At the prices of the
ascent its linear bound is the same, and its own branch and bound over groups of sites raises it.
"""

from __future__ import annotations

from optimizer.clock import Clock
from optimizer.siting.capacity.dual import Prices
from optimizer.siting.capacity.search import Search
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.rows import CostRows
from optimizer.siting.nearest.search import Start, solve_nearest

__all__ = ["without_limits"]


def without_limits(search: Search, prices: Prices, *, share: float) -> None:
    """Look for better plans, and raise the bound.

    Parameters
    ----------
    search : Search
        With a plan; takes the bound, and better plans.
    prices : Prices
        Of the best bound so far.
    share : float
        Of the time that is left.
    """
    problem, plan = search.problem, search.plan
    forced, banned = search.lower > 0.5, search.upper < 0.5
    least, most = int(problem.lower[0]), int(problem.upper[0])
    if plan is None or forced.sum() > most or (~banned).sum() < least:
        return
    rows = CostRows.of(
        sites=problem.sites,
        place=problem.place,
        site=problem.site,
        cost=problem.cost + prices.room[problem.site] * problem.demand[problem.place],
        outside=problem.outside,
    )
    opening = problem.opening - prices.room * problem.capacity
    nearest = NearestProblem.of(rows, least=least, most=most, opening=opening, forced=forced, banned=banned)
    opened, clock = plan.opened & ~banned | forced, Clock(share * search.clock.left())
    # First only until its plan is good: that one is most often within the gap.
    for gap in dict.fromkeys((search.gap, 0.0)):
        if search.done():
            break
        answer = solve_nearest(
            nearest,
            seconds=clock.left(),
            gap=gap,
            goal=search.enough(),
            seed=search.seed,
            start=Start(opened, prices.offers),
            monitor=_Raised(search),
        )
        opened = answer.opened
        search.raise_to(answer.bound)
        search.look_at(opened)


class _Raised:
    """A monitor that takes bounds; the plans that go with them may break the limits."""

    def __init__(self, search: Search) -> None:
        self._search = search

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Take a bound."""
        if bound is not None:
            self._search.raise_to(bound)
            self._search.report()

    def cancelled(self) -> bool:
        """Ask the monitor of the search."""
        return self._search.monitor.cancelled()
