"""Reach and access with rules of reach or of a gap over many pairs: without the rules, then within them.

A bound without the rules is one with them, too. Where that plan does not keep them, swaps mend it, and others
better it for as long as the rules allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.result import Status
from optimizer.siting.aims import Access, Reach
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.standing import Standing
from optimizer.siting.amounts_of import amounts_problem, by_amounts
from optimizer.siting.effort import Effort
from optimizer.siting.kept import broken_rules, feasible
from optimizer.siting.kernel import kernel_of
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found, by_program
from optimizer.siting.repair import repaired
from optimizer.siting.service import Choice

__all__ = ["by_amending"]

Bools = NDArray[np.bool_]
#: Share of the time without the rules, and that of the rest for a plan that keeps them.
_LOOSE, _KEEPING = 0.4, 0.5
#: Open sites, at an even spread, among the sites that a place keeps; pairs that a program may have.
_OPEN, _MANY = 8, 1_000_000
#: Sites to try in the place of one.
_TRIED = 4
#: A gain below this share of all there is to gain is a rounding.
_ROUNDING = 1e-9


def by_amending(problem: SitingProblem, aim: Reach | Access, effort: Effort) -> Found:
    """Solve a problem without capacities whose rules are more than amounts.

    Parameters
    ----------
    problem : SitingProblem
    aim : Reach or Access
    effort : Effort
    """
    loose = replace(problem, rules=problem.amount_rules)
    best = by_amounts(loose, aim, effort.bounding.part(_LOOSE))
    if best.choice is None or not broken_rules(problem, best.choice):
        return best
    keeping = _keeping(problem, best.choice.opened, effort.part(_KEEPING).ended)
    if keeping is None and len(problem.ways.way) <= _MANY:
        found = by_program(problem, aim, effort)
        return replace(found, bound=min(found.bound, best.bound))
    if keeping is None:
        return Found(None, best.bound, Status.LIMIT)
    amounts = amounts_problem(loose, aim)

    def stopped(lost: float) -> bool:
        effort.monitor.report(aim="siting", incumbent=amounts.total - lost, bound=best.bound)
        return effort.ended()

    opened = _bettered(problem, amounts, keeping, effort.seed, stopped)
    return Found(Choice.nearest(problem, opened), best.bound, Status.LIMIT)


def _keeping(problem: SitingProblem, opened: Bools, stopped: Callable[[], bool]) -> Bools | None:
    """Open sites that keep the rules, from a plan that does not; None where swaps find none.

    Swaps look at the sites that are nearest, of which some are open wherever sites are spread.
    """
    sites = len(opened)
    reach = int(np.ceil(_OPEN * sites / max(1, problem.most)))
    near, _ = kernel_of(problem, np.ones(sites, dtype=np.int64), size=sites, reach=reach)
    found = repaired(near, opened, stopped)
    return found if found is not None and feasible(problem, Choice.nearest(problem, found)) else None


def _bettered(
    problem: SitingProblem,
    amounts: AmountsProblem,
    opened: Bools,
    seed: int,
    stopped: Callable[[float], bool],
) -> Bools:
    """Swap sites while that gains and keeps the rules."""
    standing, rng = Standing(amounts, opened), np.random.default_rng(seed)
    least = _ROUNDING * max(1.0, amounts.total)
    left = rng.permutation(np.flatnonzero(opened & ~amounts.forced)).tolist()
    while left and not stopped(amounts.total - standing.gained):
        site = left.pop()
        into = _instead(problem, amounts, standing, site, least)
        standing.toggle(site if into is None else into)
        if into is not None:
            left = rng.permutation(np.flatnonzero(standing.opened & ~amounts.forced)).tolist()
    return standing.opened


def _instead(
    problem: SitingProblem, amounts: AmountsProblem, standing: Standing, site: int, least: float
) -> int | None:
    """Close a site; return one that may open in its place and is worth more, or None."""
    standing.toggle(site)
    worth = np.where(standing.opened | amounts.banned, -np.inf, standing.worth)
    enough = standing.worth[site] + least
    for into in _dearest(worth, enough):
        changed = standing.opened.copy()
        changed[into] = True
        if feasible(problem, Choice.nearest(problem, changed)):
            return into
    return None


def _dearest(worth: NDArray[np.float64], enough: float) -> Iterator[int]:
    """The sites that are worth most, as far as that is more than enough."""
    some = np.argsort(-worth, kind="stable")[:_TRIED]
    yield from (int(each) for each in some if worth[each] > enough)
