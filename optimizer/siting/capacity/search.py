"""What a search for sites of limited capacity knows so far: a plan, a bound, and what is left to look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from optimizer.clock import Clock
from optimizer.integer import IntegerProgram, Stop, branch_and_cut
from optimizer.monitor import Monitor
from optimizer.siting.capacity.dual import Climb, Prices
from optimizer.siting.capacity.knapsack import Knapsacks
from optimizer.siting.capacity.location import located
from optimizer.siting.capacity.neighbourhood import around
from optimizer.siting.capacity.plan import Plan
from optimizer.siting.capacity.problem import CapacityProblem
from optimizer.siting.capacity.program import Part, best_of
from optimizer.siting.capacity.start import first_choice, first_offers
from optimizer.siting.effort import Untold

__all__ = ["Search"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Rounds of the ascent, and its steps in each.
_ROUNDS, _ROUND = 24, 25
#: Rounds of moves from a choice of the ascent.
_MOVES = 8
#: Pairs from which on a good start is worth its time.
_LARGE = 60_000
#: Pairs up to which one round is enough, as the rest takes no time.
_SMALL = 200
#: Of a large problem, rounds of the ascent between two that look for a plan.
_RARE = 3
#: Most nodes of branch and cut.
_NODES = 1_000_000
#: Most seconds and nodes for sites that keep the rows where rounding does not.
_ROWS_SECONDS, _ROWS_NODES = 2.0, 1_000
#: Most seconds of one part, and places of those that are looked at first; later ones are larger.
_PART_SECONDS, _PLACES, _LARGER = 5.0, 240, 1.6
#: However large, no part takes longer.
_LONGEST = 15.0
#: Share by which a bound of branch and cut may be off its plan by the tolerances of HiGHS.
_ROUNDING = 1e-7


class Search:
    """The best plan so far, the best prices, and what they leave."""

    def __init__(
        self, problem: CapacityProblem, *, gap: float, seed: int, clock: Clock, monitor: Monitor
    ) -> None:
        self.problem, self.gap, self.seed, self.clock, self.monitor = problem, gap, seed, clock, monitor
        self.plan: Plan | None = None
        self.allowed = ~problem.banned
        self.lower, self.upper = problem.forced.astype(np.float64), self.allowed.astype(np.float64)
        self.nodes = 0
        self.bound = -np.inf
        self.dropped = np.inf  # no plan that was left out costs less
        self.tried: set[bytes] = set()
        self.polished: set[bytes] = set()
        self.share = np.zeros(problem.sites)
        self.step = problem.step

    @property
    def value(self) -> float:
        return np.inf if self.plan is None else self.plan.value

    def enough(self) -> float:
        """The bound from which on no plan that matters is left."""
        if self.plan is None:
            return np.inf
        value = self.plan.value
        return value - max(self.step * (1.0 - 1e-6), self.gap * abs(value), _ROUNDING * abs(value))

    def stopped(self) -> bool:
        return self.clock.over(self.monitor)

    def done(self) -> bool:
        return self.bound >= self.enough() or self.bound == np.inf or self.stopped()

    def take(self, plan: Plan | None) -> bool:
        """Keep a plan that is better."""
        if plan is None or plan.value >= self.value:
            return False
        self.plan = plan
        return True

    def report(self) -> None:
        value = None if self.plan is None else self.value
        self.monitor.report(aim="siting", incumbent=value, bound=min(self.bound, self.value))

    def root(self) -> Prices:
        """Raise the bound, and look for plans in between."""
        climb = Climb(self.problem, self._offers(), lower=self.lower, upper=self.upper, seed=self.seed)
        packed = not Knapsacks.fit(self.problem)
        looks = _RARE if len(self.problem.cost) > _LARGE else 1
        for number in range(_ROUNDS if len(self.problem.cost) > _SMALL else 1):
            prices = climb.climb(_ROUND, value=self.value, enough=self.enough())
            self.nodes += _ROUND
            self.raise_to(prices.bound)
            if np.isfinite(prices.bound):
                if (number + 1) % looks == 0 or self.plan is None:
                    self.look_from(prices)
                self.leave_out(climb)
            self.report()
            if self.done() or (climb.ended and packed):
                break
            if climb.ended:
                climb.pack()
                packed = True
        self.share = climb.share
        return prices

    def _offers(self) -> Floats:
        """What the ascent starts from; of a large problem with a plan already."""
        if len(self.problem.cost) <= _LARGE or self.stopped():
            return first_offers(self.problem)
        opened, offers = first_choice(self.problem, seed=self.seed)
        if self.problem.keeps(opened):
            self.take(located(self.problem, opened, self.allowed, rounds=_MOVES))
        return offers

    def chosen(self, prices: Prices) -> Bools | None:
        """The cheapest sites at some prices that keep the rows; None where none were found."""
        opened: Bools = prices.chosen > 0.5
        if self.problem.keeps(opened):
            return opened
        seconds = min(_ROWS_SECONDS, self.clock.left())
        return _keeping(self.problem, prices, self.allowed, seconds, self.seed)

    def raise_to(self, bound: float) -> None:
        """Take the bound of what is left to look at."""
        self.bound = max(self.bound, min(bound, self.dropped))

    def look_from(self, prices: Prices) -> None:
        """Look for a better plan from the cheapest sites."""
        self.look_at(self.chosen(prices))

    def look_at(self, opened: Bools | None) -> None:
        """Look for a better plan from a choice of sites, each choice once."""
        if opened is not None and self.problem.keeps(opened) and opened.tobytes() not in self.tried:
            self.tried.add(opened.tobytes())
            self.take(located(self.problem, opened, self.allowed, rounds=_MOVES))

    def leave_out(self, climb: Climb) -> None:
        """Close, or open, sites that are so in all plans that matter."""
        if np.isfinite(self.enough()) and climb.fix(self.enough()):
            self.dropped = min(self.dropped, self.enough())
            self.lower, self.upper = climb.lower, climb.upper
            self.allowed = self.upper > 0.0

    def pairs_left(self, prices: Prices, lower: Floats, upper: Floats) -> Ints:
        """Pairs that a plan that matters may use where some sites may or have to be open."""
        problem, enough = self.problem, self.enough()
        if problem.single and np.isfinite(enough):
            pairs = problem.below(prices.offers + (enough - prices.bound) + prices.lost.max(initial=0.0))
            pairs = pairs[upper[problem.site[pairs]] > 0.0]
            opening = np.where(lower < 1.0, np.maximum(0.0, prices.reduced), 0.0)[problem.site[pairs]]
            pairs = pairs[prices.bound + opening + prices.of_pairs(problem, pairs) < enough]
            self.dropped = min(self.dropped, enough)
            return pairs
        return np.flatnonzero(upper[problem.site] > 0.0)

    def exact(
        self, pairs: Ints, lower: Floats, upper: Floats, *, seconds: float, start: Plan | None
    ) -> float:
        """Branch and cut over some pairs, and sites that may or have to be open; its bound."""
        problem, sites = self.problem, np.flatnonzero(upper > 0.0)
        part = Part(
            places=np.arange(problem.places),
            sites=sites,
            pairs=pairs,
            lower=lower[sites],
            upper=upper[sites],
            capacity=problem.capacity[sites],
            fixed=np.zeros(problem.sites, dtype=bool),
        )
        stop = Stop(
            gap=self.gap,
            least=self.step * (1.0 - 1e-6),
            nodes=_NODES,
            seconds=seconds,
            monitor=Untold(self.monitor),
        )
        plan, bound = best_of(problem, part, stop=stop, seed=self.seed, start=start)
        self.nodes += 1
        self.take(plan)
        return min(bound, self.dropped)

    def parts(self, prices: Prices) -> None:
        """Better plans around one open site after another; where none is found, in larger parts."""
        rng = np.random.default_rng(self.seed)
        places = float(_PLACES)
        while self.plan is not None and places < _LARGER * self.problem.places and not self.done():
            stale = 0
            while stale < self.plan.opened.sum() and not self.done():
                stale = self._round(prices, rng.permutation(np.flatnonzero(self.plan.opened)), places, stale)
            places *= _LARGER

    def _round(self, prices: Prices, centres: Ints, places: float, stale: int) -> int:
        """Look around some sites; return how many looks in a row were in vain."""
        for centre in centres:
            if self.plan is None or self.done() or stale >= self.plan.opened.sum():
                break
            if self.plan.opened[centre]:
                found = around(
                    self.problem,
                    self.plan,
                    prices,
                    centre=int(centre),
                    allowed=self.allowed,
                    places=int(places),
                    seconds=min(_PART_SECONDS * places / _PLACES, _LONGEST, self.clock.left()),
                    seed=self.seed,
                )
                self.nodes += 1
                stale = 0 if self.take(found) else stale + 1
                self.report()
        return stale


def _keeping(
    problem: CapacityProblem, prices: Prices, allowed: Bools, seconds: float, seed: int
) -> Bools | None:
    """The cheapest sites that keep the rows; None where none were found."""
    program = IntegerProgram.cut_out(
        csc_array(problem.rows),
        costs=prices.reduced,
        rows=(problem.lower, problem.upper),
        columns=(problem.forced.astype(np.float64), allowed.astype(np.float64)),
        whole=np.arange(problem.sites),
    )
    if program is None:
        return None
    stop = Stop(gap=1e-3, least=0.0, nodes=_ROWS_NODES, seconds=seconds)
    values = program.full(branch_and_cut(program, stop=stop, seed=seed, start=None)).values
    return None if values is None else values > 0.5
