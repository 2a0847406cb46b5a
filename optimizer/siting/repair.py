"""Swaps of sites until a plan keeps rules of reach and of a gap that it breaks, each place at its nearest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.problem import SitingProblem
from optimizer.siting.rules import AmountRule, GapRule, ReachRule
from optimizer.siting.service import within_pairs

__all__ = ["repaired"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Swaps to try at one plan, and by how much of a rule one has to mend more than it breaks.
_TRIED, _LEAST = 12, 1e-9


def repaired(problem: SitingProblem, opened: Bools, stopped: Callable[[], bool]) -> Bools | None:
    """Return as many open sites that keep the rules; None where swaps come to no such plan.

    Parameters
    ----------
    problem : SitingProblem
        Without capacities.
    opened : ndarray of bool, shape (sites,)
        Keeps numbers, marks and rules of amounts, and so do all swaps.
    stopped : callable
        Whether to give up.
    """
    state = _State.of(problem, opened)
    while state.excess > 0.0 and not stopped():
        better = _swapped(problem, state)
        if better is None:
            return None
        state = better
    return None if state.excess > 0.0 else state.opened


@dataclass(frozen=True, eq=False)
class _State:
    """Open sites, and what each rule that is not of amounts lacks, in shares of what it speaks of.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,)
    over : ndarray of float, shape (rules,)
        Above 0 where a rule is broken.
    opening, closing : ndarray of float, shape (rules, sites)
        What each closed site adds by opening, and each open one by closing.
    """

    opened: Bools
    over: Floats
    opening: Floats
    closing: Floats

    @property
    def excess(self) -> float:
        """What all rules lack together; nothing but rounding counts as kept."""
        return float(np.where(self.over > _LEAST, self.over, 0.0).sum())

    @classmethod
    def of(cls, problem: SitingProblem, opened: Bools) -> _State:
        """Measure a plan."""
        parts = [_gap(problem, rule, opened) for rule in problem.rules if isinstance(rule, GapRule)]
        parts += [_reach(problem, rule, opened) for rule in problem.rules if isinstance(rule, ReachRule)]
        over, opening, closing = zip(*parts, strict=True)
        return cls(opened, np.array(over), np.array(opening), np.array(closing))


def _gap(problem: SitingProblem, rule: GapRule, opened: Bools) -> tuple[float, Floats, Floats]:
    """What the gap is too wide by, and what each site adds; who is served by nobody goes very far."""
    ways, places, sites = problem.ways, len(problem.places.ids), len(opened)
    longest = float(ways.way.max(initial=0.0)) or 1.0
    outside = 2.0 * longest if problem.beyond is None else problem.beyond
    first, second, own = np.full(places, outside), np.full(places, outside), np.full(places, -1)
    ranked, begins = ways.nearest_first(opened[ways.site])
    own[ways.place[ranked[begins]]] = ways.site[ranked[begins]]
    first[ways.place[ranked[begins]]] = np.minimum(ways.way[ranked[begins]], outside)
    later = np.flatnonzero(~np.isin(np.arange(len(ranked)), begins))
    np.minimum.at(second, ways.place[ranked[later]], ways.way[ranked[later]])
    heavy = rule.difference
    nearer = np.minimum(ways.way - first[ways.place], 0.0) * heavy[ways.place]
    opening = np.bincount(ways.site, weights=nearer, minlength=sites).astype(np.float64)
    served = own >= 0
    farther = (second - first)[served] * heavy[served]
    closing = np.bincount(own[served], weights=farther, minlength=sites).astype(np.float64)
    return (float(heavy @ first) - rule.most) / longest, opening / longest, closing / longest


def _reach(problem: SitingProblem, rule: ReachRule, opened: Bools) -> tuple[float, Floats, Floats]:
    """What falls short of the share, and what each site adds to that."""
    ways, places, sites = problem.ways, len(problem.places.ids), len(opened)
    total = float(rule.weight.sum()) or 1.0
    near = within_pairs(problem, rule.within)
    place, site = ways.place[near], ways.site[near]
    number = np.bincount(place[opened[site]], minlength=places)
    heavy = rule.weight / total
    opening = np.bincount(site, weights=-heavy[place] * (number[place] == 0), minlength=sites).astype(
        np.float64
    )
    alone = opened[site] & (number[place] == 1)
    closing = np.bincount(site[alone], weights=heavy[place[alone]], minlength=sites).astype(np.float64)
    return rule.share - float(heavy[number > 0].sum()), opening, closing


def _swapped(problem: SitingProblem, state: _State) -> _State | None:
    """The plan after the swap that promises most and holds it; None where none of the best does."""
    sites = problem.sites
    out = np.flatnonzero(state.opened & ~sites.forced)
    into = np.flatnonzero(~state.opened & ~sites.banned)
    if not len(out) or not len(into):
        return None
    promised = np.zeros((len(out), len(into)))
    for over, opening, closing in zip(state.over, state.opening, state.closing, strict=True):
        promised += np.maximum(0.0, over + closing[out][:, None] + opening[into])
    promised[~_allowed(problem, state.opened, out, into)] = np.inf
    some = np.argsort(promised, axis=None, kind="stable")[:_TRIED]
    for one, other in zip(*np.unravel_index(some, promised.shape), strict=True):
        if not promised[one, other] < state.excess - _LEAST:
            return None
        opened = state.opened.copy()
        opened[out[one]], opened[into[other]] = False, True
        found = _State.of(problem, opened)
        if found.excess < state.excess - _LEAST:
            return found
    return None


def _allowed(problem: SitingProblem, opened: Bools, out: Ints, into: Ints) -> Bools:
    """Which swaps keep the rules of amounts."""
    found = np.ones((len(out), len(into)), dtype=bool)
    for rule in problem.rules:
        if isinstance(rule, AmountRule):
            sums = float(rule.amount[opened].sum()) - rule.amount[out][:, None] + rule.amount[into]
            found &= (sums >= rule.least) & (sums <= rule.most)
    return found
