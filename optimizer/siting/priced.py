"""Rules on top of a model that has a quick way of its own: rules get prices, plans are made to keep them.

What a plan pays is charged with what it uses of each rule. Every price gives a bound on all plans that keep
the rules (Lagrange), and plans near the best prices use the sites that a good plan uses: a program over those
sites alone finds one (kernel search; Angelelli, Mansini & Speranza 2010).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from optimizer.clock import Clock
from optimizer.result import Status
from optimizer.siting.aims import MAXIMISED, Reach
from optimizer.siting.amounts_of import by_amounts
from optimizer.siting.effort import Effort
from optimizer.siting.kept import feasible
from optimizer.siting.nearest.cells import Limit
from optimizer.siting.nearest.dual import Climb, Subspace
from optimizer.siting.nearest.interchange import improved
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.service import Service
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found, by_program
from optimizer.siting.rules import AmountRule, GapRule, ReachRule
from optimizer.siting.service import Choice, nearest_share, within_pairs
from optimizer.siting.sums import SumAim, SumModel, aim_of_sum, besides
from optimizer.siting.worth import value_of

__all__ = ["PricedRules", "by_prices"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Prices that are tried, and steps of the ascent at each.
_PRICES, _STEPS = 30, 30
#: How far prices move first, and at the least, in what the plan pays over what the rule limits.
_FARTHEST, _NEAREST = 0.05, 5e-4
#: Share of the time for prices; sites of the kernel beyond twice those that are open, and of a place.
_SHARE, _KERNEL, _REACH = 0.65, 100, 12
#: Share of the time for whether each rule of reach can be kept alone.
_ALONE = 0.1
#: Share of a weight by which a rule of reach has to be missed to count as impossible.
_SURE = 1e-6


@dataclass(frozen=True, eq=False)
class PricedRules:
    """Rules as sums that may not exceed limits, each in shares of its own size.

    Attributes
    ----------
    pair : ndarray of float, shape (rules, pairs)
    outside : ndarray of float, shape (rules, places)
    site : ndarray of float, shape (rules, sites)
    limit : ndarray of float, shape (rules,)
    """

    pair: Floats
    outside: Floats
    site: Floats
    limit: Floats

    @classmethod
    def of(cls, problem: SitingProblem) -> PricedRules:
        """State the rules of a problem."""
        ways, places, sites = problem.ways, len(problem.places.ids), len(problem.sites.ids)
        beyond = problem.beyond or 0.0
        none = (np.zeros(len(ways.way)), np.zeros(places), np.zeros(sites))
        rows: list[tuple[Floats, Floats, Floats, float]] = []
        for rule in problem.rules:
            match rule:
                case AmountRule():
                    if np.isfinite(rule.most):
                        rows.append((none[0], none[1], rule.amount, rule.most))
                    if np.isfinite(rule.least):
                        rows.append((none[0], none[1], -rule.amount, -rule.least))
                case ReachRule():
                    near = within_pairs(problem, rule.within)
                    got = np.where(near, -rule.weight[ways.place], 0.0)
                    rows.append((got, none[1], none[2], -rule.share * float(rule.weight.sum())))
                case GapRule():
                    part = rule.difference
                    rows.append((part[ways.place] * ways.way, part * beyond, none[2], rule.most))
        sizes = (len(ways.way), places, sites)
        pair, outside, site = (
            np.array([row[part] for row in rows]).reshape(len(rows), size) for part, size in enumerate(sizes)
        )
        return cls(pair, outside, site, np.array([row[3] for row in rows], dtype=np.float64))

    def priced(self, model: SumModel, prices: Floats) -> SumModel:
        """Return the model in which what rules limit is paid for."""
        return SumModel(
            pair=model.pair + prices @ self.pair,
            outside=model.outside + prices @ self.outside,
            opening=model.opening + prices @ self.site,
        )

    def excess(self, problem: SitingProblem, opened: Bools) -> Floats:
        """Return by how much a plan exceeds each limit; below 0 where there is room."""
        share = nearest_share(problem, opened)
        ways = problem.ways
        left = 1.0 - np.bincount(ways.place, weights=share, minlength=self.outside.shape[1])
        used: Floats = self.pair @ share + self.outside @ left + self.site[:, opened].sum(axis=1)
        return used - self.limit


def by_prices(problem: SitingProblem, aim: SumAim, effort: Effort) -> Found:
    """Solve a problem with rules whose aim is a sum over places and sites.

    Parameters
    ----------
    problem : SitingProblem
        Without capacities.
    aim : SumAim
    effort : Effort
    """
    clock = Clock(effort.seconds)
    search = _Search(problem, SumModel.of(problem, aim), effort.gap, besides(problem, aim))
    if not _within_reach(search, clock, effort):
        return Found(None, -np.inf if isinstance(aim, MAXIMISED) else np.inf, Status.OPTIMAL)
    _try_prices(search, clock, effort.told_as(lambda total: aim_of_sum(problem, aim, total)))
    best, bound = search.best, aim_of_sum(problem, aim, search.bound)
    if not search.closed() and not effort.monitor.cancelled():
        kernel = kernel_of(problem, search.used, size=_KERNEL + 2 * search.most_open, reach=_REACH)
        found = by_program(kernel, aim, gap=effort.gap, seconds=clock.left(), seed=effort.seed).choice
        best = _better(problem, aim, best, None if found is None else found.opened)
    return Found(best, bound, Status.LIMIT)


def _within_reach(search: _Search, clock: Clock, effort: Effort) -> bool:
    """Whether each rule of reach may be kept, for all that is known; plans that reach most are looked at."""
    problem = search.problem
    amounts = tuple(rule for rule in problem.rules if isinstance(rule, AmountRule))
    for rule in problem.rules:
        if not isinstance(rule, ReachRule):
            continue
        part = replace(problem, places=replace(problem.places, weight=rule.weight), rules=amounts)
        alone = replace(effort.untold, seconds=_ALONE * clock.left(), gap=0.0)
        found = by_amounts(part, Reach(within=rule.within), alone)
        if found.bound < (rule.share - _SURE) * float(rule.weight.sum()):
            return False
        if found.choice is not None:
            search.take(found.choice.opened)
    return True


def _try_prices(search: _Search, clock: Clock, effort: Effort) -> None:
    """Try prices of the rules, each a step of the cutting planes of the bound as a function of them."""
    until, enough = clock.left() * (1.0 - _SHARE), clock.left() * (1.0 - 0.7 * _SHARE)
    prices: Floats | None = np.zeros(len(search.rules.limit))
    for _ in range(_PRICES):
        if prices is None:
            break
        search.look(prices)
        best = None if search.best is None else search.value
        effort.monitor.report(aim="siting", incumbent=best, bound=search.bound)
        if clock.left() <= enough or search.closed() or effort.monitor.cancelled():
            break
        prices = search.next_prices()
    while clock.left() > until and not search.closed() and not effort.monitor.cancelled():
        if not search.climb_on():
            break


def _better(problem: SitingProblem, aim: SumAim, best: Choice | None, opened: Bools | None) -> Choice | None:
    """The better of two plans, of which the second may not keep the rules where all pairs count."""
    if opened is None:
        return best
    choice = Choice.nearest(problem, opened)
    if not feasible(problem, choice):
        return best
    sense = -1.0 if isinstance(aim, MAXIMISED) else 1.0
    if best is not None and sense * value_of(problem, aim, choice) >= sense * value_of(problem, aim, best):
        return best
    return choice if np.isfinite(value_of(problem, aim, choice)) else best


class _Search:
    def __init__(self, problem: SitingProblem, model: SumModel, gap: float, besides: float) -> None:
        self.problem, self.model, self.gap, self.besides = problem, model, gap, besides
        self.rules = PricedRules.of(problem)
        self.bound, self.value = -np.inf, np.inf
        self.best: Choice | None = None
        self.used = np.zeros(len(problem.sites.ids), dtype=np.int64)
        self.most_open = 0
        self._opened: Bools | None = None
        self._offers: tuple[Bools, Floats, Floats] | None = None
        self._radius = _FARTHEST
        self._best_climb: tuple[Climb, float, float] | None = None
        self._cuts: list[tuple[Floats, float, Floats]] = []

    def closed(self) -> bool:
        room = self.gap * abs(self.value + self.besides)
        return bool(np.isfinite(self.value)) and self.value - self.bound <= room

    def look(self, prices: Floats) -> None:
        """Find the bound at some prices, and plans that are good at them."""
        model = self.rules.priced(self.model, prices)
        nearest = model.nearest(self.problem)
        constant = model.shift(self.problem) - float(prices @ self.rules.limit)
        climb = self._climb_from(nearest)
        opened, value = improved(nearest, self._begin(nearest))
        self.take(opened)
        for _ in range(3):
            found = climb.climb(_STEPS, value=value, enough=np.inf)
            more, cheaper = improved(nearest, found.opened, steps=400)
            self.take(more)
            if cheaper < value:
                opened, value = more, cheaper
            if climb.ended:
                break
        self._opened = opened
        self._offers = (opened, Service(nearest.rows, opened).cost, found.offers)
        if found.bound + constant > self.bound:
            self.bound, self._best_climb = found.bound + constant, (climb, value, constant)
        self._cuts.append((prices, found.bound + constant, self.rules.excess(self.problem, opened)))

    def _climb_from(self, nearest: NearestProblem) -> Climb:
        """Start from the offers at the last prices, each changed as what its place pays in the same plan."""
        whole = Subspace(*_whole(nearest))
        if self._offers is None:
            service = Service(nearest.rows, improved(nearest, self._begin(nearest))[0])
            spare = np.minimum(service.spare, 2.0 * service.cost + 1.0)
            return Climb(nearest, whole, (service.cost + spare) / 2.0, length=1.4, patience=10)
        opened, cost, offers = self._offers
        changed = Service(nearest.rows, opened).cost
        ratio = np.divide(changed, cost, out=np.ones_like(cost), where=cost > 0.0)
        return Climb(nearest, whole, offers * np.clip(ratio, 0.1, 10.0), length=1.0, patience=8)

    def climb_on(self) -> bool:
        """Raise the bound at the best prices so far; return whether there is more to gain."""
        if self._best_climb is None:
            return False
        climb, value, constant = self._best_climb
        found = climb.climb(_STEPS, value=value, enough=np.inf)
        self.bound = max(self.bound, found.bound + constant)
        return not climb.ended

    def next_prices(self) -> Floats | None:
        """Return the prices near the best ones where the cuts promise most; None where they promise nothing.

        How near is learned as in a trust region: farther after a better bound, less far after a worse.
        """
        best = max(range(len(self._cuts)), key=lambda each: self._cuts[each][1])
        newest = len(self._cuts) - 1
        self._radius *= 1.0 if newest == 0 else 2.0 if best == newest else 0.4
        center, _, excess = self._cuts[best]
        size = max(1.0, abs(self._cuts[0][1]))
        scale = size / np.maximum(1e-9, np.abs(self.rules.limit) + np.abs(self._cuts[0][2]))
        # In shares of the scale: value <= bound_k + excess_k (prices - prices_k)
        slopes = np.array([over * scale for _, _, over in self._cuts]) / size
        at = np.array([(known - float(over @ price)) / size for price, known, over in self._cuts])
        matrix = np.hstack([-slopes, np.ones((len(at), 1))])
        middle = center / scale
        box = [(max(0.0, each - self._radius), each + self._radius) for each in middle]
        answer = linprog(
            np.append(np.zeros(len(scale)), -1.0), A_ub=matrix, b_ub=at, bounds=[*box, (None, None)]
        )
        if answer.x is None or self._radius < _NEAREST:
            return None
        prices: Floats = answer.x[:-1] * scale
        if np.allclose(prices, center, rtol=1e-6, atol=1e-12):
            prices = np.maximum(0.0, middle + 0.5 * self._radius * np.sign(excess)) * scale
        return None if np.allclose(prices, center, rtol=1e-6, atol=1e-12) else prices

    def _begin(self, nearest: NearestProblem) -> Bools:
        if self._opened is not None:
            return self._opened
        opened = nearest.forced.copy()
        free = np.flatnonzero(~nearest.forced & ~nearest.banned)
        more = max(0, nearest.least - int(opened.sum()))
        opened[free[:: max(1, len(free) // max(1, more))][:more]] = True
        return opened

    def take(self, opened: Bools) -> None:
        """Count which sites a plan uses, and keep it where it is the best that keeps the rules."""
        self.used += opened
        self.most_open = max(self.most_open, int(opened.sum()))
        choice = Choice.nearest(self.problem, opened)
        if not feasible(self.problem, choice):
            return
        value = self.model.value(self.problem, choice)
        if value < self.value:
            self.best, self.value = choice, value


def _whole(nearest: NearestProblem) -> tuple[Ints, NDArray[np.int8], list[Limit]]:
    state = np.where(nearest.forced, 1, np.where(nearest.banned, 0, 2)).astype(np.int8)
    return np.arange(len(state)), state, [Limit(0, len(state), nearest.least, nearest.most)]


def kernel_of(problem: SitingProblem, used: Ints, *, size: int, reach: int) -> SitingProblem:
    """Return the problem over the sites that good plans use, each place with its nearest of them.

    Parameters
    ----------
    problem : SitingProblem
    used : ndarray of int, shape (sites,)
        How many good plans open each.
    size : int
        Most sites.
    reach : int
        Most sites of a place.
    """
    sites, ways = problem.sites, problem.ways
    order = np.lexsort((np.arange(len(used)), -used, ~sites.forced))
    chosen = np.zeros(len(used), dtype=bool)
    chosen[order[:size]] = used[order[:size]] > 0
    chosen |= sites.forced
    mine = np.flatnonzero(chosen[ways.site])
    ranked = mine[np.lexsort((ways.site[mine], ways.way[mine], ways.place[mine]))]
    begins = np.flatnonzero(np.diff(ways.place[ranked], prepend=-1))
    rank = np.arange(len(ranked)) - np.repeat(begins, np.diff(np.append(begins, len(ranked))))
    kept = np.sort(ranked[rank < reach])
    narrow = replace(ways, place=ways.place[kept], site=ways.site[kept], way=ways.way[kept])
    return replace(problem, ways=narrow, sites=replace(sites, banned=sites.banned | ~chosen))
