"""Reach and access as amounts: places get something from every open site, up to what they want."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.result import Status
from optimizer.siting.aims import Access, Reach
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.search import solve_amounts
from optimizer.siting.effort import Effort
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found
from optimizer.siting.rules import AmountRule, Rule
from optimizer.siting.service import Choice, within_pairs
from optimizer.siting.worth import access_matrix

__all__ = ["amounts_problem", "by_amounts", "rule_table"]

Floats = NDArray[np.float64]
#: Shares of all that could be reached by which a bound may be off through rounding, where that is a small
#: share of what is reached, too.
_ROUNDING, _NOTHING, _SHARE = 2e-7, 1e-9, 1e-4


def by_amounts(problem: SitingProblem, aim: Reach | Access, effort: Effort) -> Found:
    """Solve a problem without capacities whose rules are of amounts alone.

    Parameters
    ----------
    problem : SitingProblem
    aim : Reach or Access
    effort : Effort
    """
    amounts = amounts_problem(problem, aim)
    told = effort.told_as(lambda lost: amounts.total - lost)
    answer = solve_amounts(
        amounts,
        seconds=effort.seconds,
        gap_reached=effort.gap,
        seed=effort.seed,
        monitor=told.monitor,
    )
    if answer.opened is None:
        return Found(None, amounts.total - answer.bound, answer.status)
    reached = amounts.total - answer.value
    room = min(_ROUNDING * amounts.total, _SHARE * reached + _NOTHING * amounts.total)
    near = answer.value - answer.bound <= room
    bound = amounts.total - (answer.value if near else answer.bound)
    return Found(Choice.nearest(problem, answer.opened), bound, Status.LIMIT)


def amounts_problem(problem: SitingProblem, aim: Reach | Access) -> AmountsProblem:
    """State an aim: what each open site gives each place, and what a place lacks by it.

    Parameters
    ----------
    problem : SitingProblem
        Its rules of amounts go along, others do not.
    aim : Reach or Access
    """
    weight, sites = problem.places.weight, problem.sites
    if isinstance(aim, Reach):
        near = within_pairs(problem, aim.within)
        row, site = problem.ways.place[near], problem.ways.site[near]
        amount = np.ones(len(row))
        worth = np.column_stack([weight, aim.second * weight] if aim.second > 0.0 else [weight])
        room = np.ones_like(worth)
    else:
        given = access_matrix(problem, aim.catchment, aim.supply).tocoo()
        row, site, amount = given.row.astype(np.int64), given.col.astype(np.int64), given.data
        most = np.bincount(row, weights=amount, minlength=len(weight))
        worth = (weight / max(float(weight.sum()), 1e-300))[:, None]
        room = np.minimum(most, aim.target)[:, None]
    rules, lower, upper = rule_table(problem.rules, len(sites.ids))
    return AmountsProblem.of(
        sites=len(sites.ids),
        row=row,
        site=site,
        amount=amount,
        worth=worth,
        room=room,
        least=problem.least,
        most=problem.most,
        forced=sites.forced,
        banned=sites.banned,
        rules=rules,
        lower=lower,
        upper=upper,
    )


def rule_table(rules: Sequence[Rule], sites: int) -> tuple[csr_array, Floats, Floats]:
    """Return rules of amounts as rows over the sites, with their limits."""
    mine = [rule for rule in rules if isinstance(rule, AmountRule)]
    table = np.array([rule.amount for rule in mine]).reshape(len(mine), sites)
    lower = np.array([rule.least for rule in mine], dtype=np.float64)
    return csr_array(table), lower, np.array([rule.most for rule in mine], dtype=np.float64)
