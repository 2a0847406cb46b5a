"""What the next site brings: the best plan for each number of sites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.monitor import Monitor
from optimizer.result import Certificate, Status, relative_gap
from optimizer.siting.aims import Aim, Apart, aim_name, sense_of
from optimizer.siting.plan import SitingResult
from optimizer.siting.problem import SitingProblem
from optimizer.siting.rules import AmountRule
from optimizer.siting.solve import solve

__all__ = ["CurvePoint", "curve"]


@dataclass(frozen=True, eq=False)
class CurvePoint:
    """The best plan with so many open sites.

    Attributes
    ----------
    number : int
    result : SitingResult
    """

    number: int
    result: SitingResult


def curve(
    problem: SitingProblem,
    aim: Aim,
    numbers: Sequence[int],
    *,
    rule: str | None = None,
    seconds: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> Iterator[CurvePoint]:
    """Yield the best plan for each number of sites: what the next site brings.

    Sites that are to be apart, and an exact number of them, are exactly so many.

    Parameters
    ----------
    problem : SitingProblem
    aim : Aim
    numbers : sequence of int
        Sites at most.
    rule : str, optional
        Name of the amount rule whose amount they limit; the number of open sites where it is left out.
    seconds : float
        For each.
    gap, seed, monitor
        As for `solve`.
    """
    for number in numbers:
        part = _with_number(problem, aim, number, rule)
        sites = part.sites
        if sites.forced.sum() > part.most or part.least > (~sites.banned).sum():
            yield CurvePoint(number, _no_plan(aim, gap, seed))
            continue
        result = solve(part, aim, seconds=seconds, gap=gap, seed=seed, monitor=monitor)
        yield CurvePoint(number, result)


def _no_plan(aim: Aim, gap: float, seed: int) -> SitingResult:
    """What is told of a number for which more, or fewer, sites are forced or banned."""
    worst = sense_of(aim) * np.inf
    told = Certificate(
        aim=aim_name(aim),
        status=Status.OPTIMAL,
        objective=worst,
        bound=worst,
        delivered=worst,
        gap=relative_gap(objective=worst, bound=worst),
        seconds=0.0,
        seed=seed,
        tolerance=0.0,
        asked=gap,
    )
    return SitingResult(None, (told,), 0.0)


def _with_number(problem: SitingProblem, aim: Aim, number: int, rule: str | None) -> SitingProblem:
    """A problem with another number of sites; that of sites that are to be apart is exact where it was."""
    if rule is None:
        is_exact = isinstance(aim, Apart) and problem.least == problem.most
        return replace(problem, least=number if is_exact else min(problem.least, number), most=number)
    rules = [
        replace(each, least=min(each.least, number) if each.least < each.most else number, most=number)
        if each.name == rule and isinstance(each, AmountRule)
        else each
        for each in problem.rules
    ]
    return replace(problem, rules=tuple(rules))
