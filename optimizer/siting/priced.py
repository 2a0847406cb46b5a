"""Rules on top of a model that has a quick way of its own: rules get prices, plans are made to keep them.

What a plan pays is charged with what it uses of each rule. Every price gives a bound on all plans that keep
the rules (Lagrange), and plans near the best prices use the sites that a good plan uses: a program over those
sites alone finds one (kernel search; Angelelli, Mansini & Speranza 2010).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from optimizer.clock import Clock
from optimizer.result import Status
from optimizer.siting.aims import Reach, sense_of
from optimizer.siting.amounts_of import by_amounts
from optimizer.siting.effort import Effort
from optimizer.siting.kept import feasible
from optimizer.siting.kernel import kernel_of
from optimizer.siting.nearest.dual import Climb, Subspace
from optimizer.siting.nearest.interchange import improved, worths
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.service import Service
from optimizer.siting.priced_rules import PricedRules
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found, by_program
from optimizer.siting.rules import ReachRule
from optimizer.siting.service import Choice
from optimizer.siting.sums import SumAim, SumModel
from optimizer.siting.worth import value_of

__all__ = ["by_prices"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: Prices that are tried, and steps of the ascent at each.
_PRICES, _STEPS = 30, 30
#: Moves from a plan.
_MOVES = 600
#: How far prices move first, and at the least, in what the plan pays over what the rule limits.
_FARTHEST, _NEAREST = 0.05, 5e-4
#: Share of the time for prices; sites of the kernel beyond twice those that are open, and of a place.
_SHARE, _KERNEL, _REACH = 0.65, 100, 12
#: Share of the time for whether each rule of reach can be kept alone.
_ALONE = 0.1
#: Share of a weight by which a rule of reach has to be missed to count as impossible.
_SURE = 1e-6


def by_prices(problem: SitingProblem, aim: SumAim, effort: Effort) -> Found:
    """Solve a problem with rules whose aim is a sum over places and sites.

    Parameters
    ----------
    problem : SitingProblem
        Without capacities.
    aim : SumAim
    effort : Effort
    """
    model = SumModel.of(problem, aim)
    search = _Search(problem, model, model.gap(effort.gap), effort.clock)
    if not _within_reach(search, effort):
        return Found(None, sense_of(aim) * np.inf, Status.OPTIMAL)
    search.take(_filled(problem, search.plain[0]))
    _try_prices(search, effort.told_as(model.told))
    best, bound = search.best, model.told(search.bound)
    if not search.closed() and not effort.monitor.cancelled():
        kernel, _ = kernel_of(problem, search.used, size=_KERNEL + 2 * search.most_open, reach=_REACH)
        found = by_program(kernel, aim, effort.untold).choice
        best = _better(problem, aim, best, None if found is None else found.opened)
    return Found(best, bound, Status.LIMIT)


def _within_reach(search: _Search, effort: Effort) -> bool:
    """Whether each rule of reach may be kept, for all that is known; plans that reach most are looked at."""
    problem = search.problem
    for rule in problem.rules:
        if not isinstance(rule, ReachRule):
            continue
        part = replace(
            problem, places=replace(problem.places, weight=rule.weight), rules=problem.amount_rules
        )
        alone = replace(effort.untold.part(_ALONE), gap=0.0)
        found = by_amounts(part, Reach(within=rule.within), alone)
        if found.bound < (rule.share - _SURE) * float(rule.weight.sum()):
            return False
        if found.choice is not None:
            search.take(found.choice.opened)
    return True


def _filled(problem: SitingProblem, nearest: NearestProblem) -> Bools:
    """Open what gains most for what it takes of the limits of amounts, while they leave room."""
    rules = [rule for rule in problem.amount_rules if np.isfinite(rule.most)]
    room = [rule.most - float(rule.amount[problem.sites.forced].sum()) for rule in rules]
    taken = np.full(len(problem.sites.ids), 1e-9)
    for rule in rules:
        taken += np.maximum(0.0, rule.amount) / max(abs(rule.most), 1e-9)
    service = Service(nearest.rows, problem.sites.forced)
    while int(service.opened.sum()) < problem.most:
        gain = worths(nearest, service)[0]
        fits = gain > 0.0
        for rule, left in zip(rules, room, strict=True):
            fits &= rule.amount <= left
        if not fits.any():
            break
        site = int(np.where(fits, gain / taken, -np.inf).argmax())
        service.open(site)
        room = [left - float(rule.amount[site]) for rule, left in zip(rules, room, strict=True)]
    return service.opened


def _try_prices(search: _Search, effort: Effort) -> None:
    """Try prices of the rules, each a step of the cutting planes of the bound as a function of them."""
    until, enough = effort.seconds * (1.0 - _SHARE), effort.seconds * (1.0 - 0.7 * _SHARE)
    prices: Floats | None = np.zeros(len(search.rules.limit))
    for _ in range(_PRICES):
        if prices is None:
            break
        search.look(prices)
        best = None if search.best is None else search.value
        effort.monitor.report(aim="siting", incumbent=best, bound=search.bound)
        if effort.seconds <= enough or search.closed() or effort.monitor.cancelled():
            break
        prices = search.next_prices()
    while effort.seconds > until and not search.closed() and not effort.monitor.cancelled():
        if not search.climb_on():
            break


def _better(problem: SitingProblem, aim: SumAim, best: Choice | None, opened: Bools | None) -> Choice | None:
    """The better of two plans, of which the second may not keep the rules where all pairs count."""
    if opened is None:
        return best
    choice = Choice.nearest(problem, opened)
    if not feasible(problem, choice):
        return best
    sense, value = sense_of(aim), value_of(problem, aim, choice)
    if best is not None and sense * value >= sense * value_of(problem, aim, best):
        return best
    return choice if np.isfinite(value) else best


class _Search:
    def __init__(self, problem: SitingProblem, model: SumModel, gap: float, clock: Clock) -> None:
        self.problem, self.model, self.gap, self.clock = problem, model, gap, clock
        self.plain = model.nearest(problem)
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
        room = self.gap * abs(self.value + self.model.besides)
        return bool(np.isfinite(self.value)) and self.value - self.bound <= room

    def look(self, prices: Floats) -> None:
        """Find the bound at some prices, and plans that are good at them."""
        free = not prices.any()
        nearest, least = self.plain if free else self.rules.priced(self.model, prices).nearest(self.problem)
        constant = least - float(prices @ self.rules.limit)
        opened, value = improved(nearest, self._begin(nearest), steps=_MOVES, clock=self.clock)
        climb = self._climb_from(nearest, opened)
        self.take(opened)
        for _ in range(3):
            found = climb.climb(_STEPS, value=value, enough=np.inf)
            more, cheaper = improved(nearest, found.opened, steps=400, clock=self.clock)
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

    def _climb_from(self, nearest: NearestProblem, begun: Bools) -> Climb:
        """Start from the offers at the last prices, each changed as what its place pays in the same plan."""
        whole = Subspace.whole(nearest, ~nearest.banned)
        if self._offers is None:
            return Climb(nearest, whole, Service(nearest.rows, begun).offers, length=1.4, patience=10)
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
