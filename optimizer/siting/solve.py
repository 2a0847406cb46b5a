"""Solve a siting problem: the quickest way that can state it whole, each answer with its certificates."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeGuard

import numpy as np

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.monitor import Monitor, Silent
from optimizer.result import Certificate, Status, relative_gap
from optimizer.siting.aims import (
    MAXIMISED,
    NAMES,
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Reach,
    Travel,
    WorstAccess,
    aim_name,
)
from optimizer.siting.effort import Effort
from optimizer.siting.plan import SitingResult
from optimizer.siting.priced import by_prices
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found, by_program
from optimizer.siting.program.steps import apart_by_program, farthest_by_program, worst_access_by_program
from optimizer.siting.quick import quickly
from optimizer.siting.rules import ReachRule, check_within
from optimizer.siting.service import Choice, plan_of
from optimizer.siting.sums import SumAim
from optimizer.siting.worth import value_of

__all__ = ["solve"]

#: A bound within this share of the value is the value.
_EXACT = 1e-7
#: What sums may be off, as a share of all that is summed.
_ROUNDING = 1e-9
#: Pairs beyond which rules are priced, where a program of all pairs would take too long.
_LARGE = 40_000


def solve(
    problem: SitingProblem,
    aim: Aim,
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> SitingResult:
    """Choose the open sites, and who is served where, that are best at an aim.

    Parameters
    ----------
    problem : SitingProblem
    aim : Aim
    seconds : float
        Wall time; when it runs out the best plan found and its bound are returned.
    gap : float
        Relative gap at which a plan counts as proven.
    seed : int
    monitor : Monitor, optional

    Raises
    ------
    ProblemError
        When the aim does not fit the problem.
    """
    check_aim(problem, aim)
    clock = Clock(seconds)
    effort = Effort(gap, seconds, seed, monitor or Silent())
    best: Choice | None = None
    certificates: list[Certificate] = []
    size = float(problem.places.weight.sum()) if isinstance(aim, Reach | GradualReach) else 1e-3
    began = 0.0
    for name, found, value in _steps(problem, aim, effort, clock):
        best = found.choice or best
        now = clock.elapsed()
        certificates.append(_certificate(name, found, value, size=size, effort=effort, seconds=now - began))
        began = now
    plan = None if best is None else plan_of(problem, best)
    return SitingResult(plan, tuple(certificates), clock.elapsed())


#: Names of certificates whose values are made large.
_MAXIMISED_NAMES = frozenset(NAMES[kind] for kind in MAXIMISED)


def check_aim(problem: SitingProblem, aim: Aim) -> None:
    """Raise ProblemError where an aim does not fit a problem."""
    places, sites = len(problem.places.ids), len(problem.sites.ids)
    if isinstance(aim, Cover | Reach):
        check_within(aim_name(aim), aim.within, places=places)
    if isinstance(aim, Access | WorstAccess) and aim.supply.shape != (sites,):
        raise ProblemError(f"supply: {aim.supply.size} given; give one a site, {sites} in all")
    if isinstance(aim, WorstAccess) and aim.group.shape != (places,):
        raise ProblemError(f"group: {aim.group.size} given; give one a place, {places} in all")
    if isinstance(aim, Apart) and problem.between is None:
        raise ProblemError("apart: the problem has no ways between sites; give `between`")


def _steps(
    problem: SitingProblem, aim: Aim, effort: Effort, clock: Clock
) -> Iterator[tuple[str, Found, float]]:
    """Yield what each step of an aim has come to: name, choice and bound, value."""
    if isinstance(aim, WorstAccess):
        for found, value in worst_access_by_program(
            problem, aim, gap=effort.gap, clock=clock, seed=effort.seed
        ):
            yield aim_name(aim), found, value
        return
    found = _one(problem, aim, effort, clock)
    yield aim_name(aim), found, _value(problem, aim, found)
    if isinstance(aim, Farthest) and found.choice is not None:
        yield from _bands(problem, aim, value_of(problem, aim, found.choice), effort, clock)


def _bands(
    problem: SitingProblem, aim: Farthest, farthest: float, effort: Effort, clock: Clock
) -> Iterator[tuple[str, Found, float]]:
    """Least weight beyond one way after the other, while no place is farther than the farthest."""
    weight = problem.places.weight
    ones, total = np.ones_like(weight), float(weight.sum())
    rules = [*problem.rules]
    if problem.beyond is None or farthest < problem.beyond:
        rules.append(ReachRule(name="\0farthest", weight=ones, within=farthest, share=1.0))
    for band in aim.bands:
        if problem.beyond is not None and band >= problem.beyond:  # nobody's way is longer
            yield "beyond", Found(None, 0.0, Status.OPTIMAL), 0.0
            continue
        part = replace(problem, rules=tuple(rules))
        found = _one(part, Reach(within=band), effort, clock)
        reached = _value(part, Reach(within=band), found)
        beyond = total - reached
        yield "beyond", replace(found, bound=total - found.bound), max(0.0, beyond)
        if found.choice is None:
            return
        share = min(1.0, reached / total) if total > 0.0 else 0.0
        rules.append(ReachRule(name=f"\0beyond {band}", weight=weight, within=band, share=share))


def _one(problem: SitingProblem, aim: Aim, effort: Effort, clock: Clock) -> Found:
    """Solve one step."""
    effort = replace(effort, seconds=clock.left())
    found = quickly(problem, aim, effort)
    if found is not None:
        return found
    if problem.rules and _is_large_sum(aim, problem):
        return by_prices(problem, aim, effort)
    if isinstance(aim, Farthest):
        return farthest_by_program(problem, aim, clock=clock, seed=effort.seed)
    if isinstance(aim, Apart):
        return apart_by_program(problem, aim, clock=clock, seed=effort.seed)
    return by_program(problem, aim, gap=effort.gap, seconds=clock.left(), seed=effort.seed)


def _is_large_sum(aim: Aim, problem: SitingProblem) -> TypeGuard[SumAim]:
    """Whether a program of all pairs would be too large, and rules can have prices instead."""
    is_sum = isinstance(aim, Travel | Cost | EvenTravel | GradualReach | Reach)
    is_single = not isinstance(aim, Reach) or aim.second == 0.0
    return is_sum and is_single and not problem.sites.limited and len(problem.ways.way) > _LARGE


def _value(problem: SitingProblem, aim: Aim, found: Found) -> float:
    if found.choice is None:
        return -math.inf if isinstance(aim, MAXIMISED) else math.inf
    return value_of(problem, aim, found.choice)


def _certificate(
    name: str, found: Found, value: float, *, size: float, effort: Effort, seconds: float
) -> Certificate:
    """The certificate of a step; where nothing lies between value and bound they are the same."""
    sense = -1.0 if name in _MAXIMISED_NAMES else 1.0
    bound = found.bound
    if found.choice is None and not math.isfinite(value):
        proven = found.status is Status.OPTIMAL
        bound = value if proven else bound
    else:
        room = max(_EXACT * abs(value), _ROUNDING * size)
        bound = value if sense * (value - bound) <= room else bound
        proven = relative_gap(objective=value, bound=bound) <= effort.gap
    stopped = Status.CANCELLED if effort.monitor.cancelled() else Status.LIMIT
    return Certificate(
        aim=name,
        status=Status.OPTIMAL if proven else stopped,
        objective=value,
        bound=bound,
        delivered=value,
        gap=relative_gap(objective=value, bound=bound),
        seconds=seconds,
        seed=effort.seed,
        tolerance=0.0,
        asked=effort.gap,
    )
