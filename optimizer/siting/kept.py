"""Whether a choice of sites and services keeps numbers and rules."""

from __future__ import annotations

import numpy as np

from optimizer.siting.problem import SitingProblem
from optimizer.siting.rules import AmountRule, GapRule, ReachRule
from optimizer.siting.service import Choice, within_pairs

__all__ = ["broken_rules", "feasible"]

#: What a share may fall short of through rounding.
_ROUNDING = 1e-9


def feasible(problem: SitingProblem, choice: Choice) -> bool:
    """Return whether a choice keeps numbers, forced and banned sites, and all rules."""
    sites = problem.sites
    fixed = (choice.opened & sites.banned).any() or (sites.forced & ~choice.opened).any()
    return not fixed and not broken_rules(problem, choice)


def broken_rules(problem: SitingProblem, choice: Choice) -> tuple[str, ...]:
    """Return the names of the rules that a choice breaks; ``number`` for that of the open sites."""
    number = int(choice.opened.sum())
    wrong = () if problem.least <= number <= problem.most else ("number",)
    return (*wrong, *(rule.name for rule in problem.rules if not _kept(problem, rule, choice)))


def _kept(problem: SitingProblem, rule: object, choice: Choice) -> bool:
    ways = problem.ways
    match rule:
        case AmountRule():
            amount = float(rule.amount[choice.opened].sum())
            room = _ROUNDING * max(1.0, abs(amount))
            return rule.least - room <= amount <= rule.most + room
        case ReachRule():
            share = choice.share * within_pairs(problem, rule.within)
            got = float(rule.weight[ways.place] @ share)
            return got >= rule.share * float(rule.weight.sum()) * (1.0 - _ROUNDING) - _ROUNDING
        case GapRule():
            return _gap(problem, rule, choice) <= rule.most + _ROUNDING * max(1.0, abs(rule.most))
    return True


def _gap(problem: SitingProblem, rule: GapRule, choice: Choice) -> float:
    ways, size = problem.ways, len(problem.places.ids)
    way = np.bincount(ways.place, weights=choice.share * ways.way, minlength=size)
    left = 1.0 - np.bincount(ways.place, weights=choice.share, minlength=size)
    left = np.where(left > _ROUNDING, left, 0.0)
    if problem.beyond is None:
        return np.inf if (left[rule.compared] > 0.0).any() else float(rule.difference @ way)
    return float(rule.difference @ (way + left * problem.beyond))
