"""Solve a siting problem: the quickest way that can state it whole, each answer with its certificates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from optimizer.clock import Clock
from optimizer.errors import ProblemError, SolverError
from optimizer.monitor import Monitor, Silent
from optimizer.result import Certificate, Status, relative_gap
from optimizer.siting.aims import (
    MAXIMISED_NAMES,
    Access,
    Aim,
    Apart,
    Cover,
    Farthest,
    GradualReach,
    Reach,
    WorstAccess,
    aim_name,
)
from optimizer.siting.amended import by_amending
from optimizer.siting.capacity_of import has_capacity_way
from optimizer.siting.effort import Effort
from optimizer.siting.plan import SitingResult
from optimizer.siting.priced import by_prices
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found, by_program
from optimizer.siting.program.steps import apart_by_program, farthest_by_program, worst_access_by_program
from optimizer.siting.quick import quickly
from optimizer.siting.relaxed import by_relaxation
from optimizer.siting.rules import ReachRule, check_within
from optimizer.siting.service import Choice, plan_of
from optimizer.siting.sums import is_sum
from optimizer.siting.worth import group_access, value_of
from optimizer.threads import one_thread

__all__ = ["solve"]

#: A bound within this share of the value is the value.
_EXACT = 1e-7
#: A plan that is better than its bound by more than this share tells that the bound is wrong.
_WRONG = 1e-5
#: What sums may be off, as a share of all that is summed.
_ROUNDING = 1e-9
#: Pairs beyond which a program of all of them would take too long for rules.
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
    with one_thread():
        return _solve(problem, aim, seconds=seconds, gap=gap, seed=seed, monitor=monitor)


def _solve(
    problem: SitingProblem, aim: Aim, *, seconds: float, gap: float, seed: int, monitor: Monitor | None
) -> SitingResult:
    clock = Clock(seconds)
    effort = Effort(gap, clock, seed, monitor or Silent())
    best: Choice | None = None
    steps: list[tuple[_Step, float]] = []
    for step in _steps(problem, aim, effort):
        best = step.found.choice or best
        steps.append((step, clock.elapsed()))
    size = float(problem.places.weight.sum()) if isinstance(aim, Reach | GradualReach) else 1e-3
    certificates = [
        _certificate(step, best, size=size, effort=effort, seconds=ended - began)
        for (step, ended), began in zip(steps, [0.0, *(ended for _, ended in steps)], strict=False)
    ]
    plan = None if best is None else plan_of(problem, best)
    return SitingResult(plan, tuple(certificates), clock.elapsed())


@dataclass(frozen=True, eq=False)
class _Step:
    """What one step of an aim has come to, and what any choice comes to in it."""

    name: str
    found: Found
    value: Callable[[Choice], float]


def check_aim(problem: SitingProblem, aim: Aim) -> None:
    """Raise ProblemError where an aim does not fit a problem."""
    places, sites = len(problem.places.ids), len(problem.sites.ids)
    if not sites or (not places and isinstance(aim, WorstAccess)):
        raise ProblemError(f"{aim_name(aim)}: {places} places and {sites} sites; give at least one of each")
    if isinstance(aim, Cover | Reach):
        check_within(aim_name(aim), aim.within, places=places)
    if isinstance(aim, Access | WorstAccess) and aim.supply.shape != (sites,):
        raise ProblemError(f"supply: {aim.supply.size} given; give one a site, {sites} in all")
    if isinstance(aim, WorstAccess) and aim.group.shape != (places,):
        raise ProblemError(f"group: {aim.group.size} given; give one a place, {places} in all")
    if isinstance(aim, Apart) and problem.between is None:
        raise ProblemError("apart: the problem has no ways between sites; give `between`")


def _steps(problem: SitingProblem, aim: Aim, effort: Effort) -> Iterator[_Step]:
    """Yield what each step of an aim has come to; the last step of all has the last word on the choice."""
    if isinstance(aim, WorstAccess):
        levels = worst_access_by_program(problem, aim, effort)
        for level, found in enumerate(levels):
            yield _Step(aim_name(aim), found, partial(_worst, problem, aim, level))
        return
    found = _one(problem, aim, effort)
    yield _Step(aim_name(aim), found, partial(value_of, problem, aim))
    if isinstance(aim, Farthest) and found.choice is not None:
        yield from _bands(problem, aim, found.choice, effort)


def _bands(problem: SitingProblem, aim: Farthest, choice: Choice, effort: Effort) -> Iterator[_Step]:
    """Least weight beyond one way after the other, while no place is farther than the farthest."""
    weight, farthest = problem.places.weight, value_of(problem, aim, choice)
    total = float(weight.sum())
    rules = [*problem.rules]
    if problem.beyond is None or farthest < problem.beyond:
        rules.append(ReachRule(name="\0farthest", weight=np.ones_like(weight), within=farthest, share=1.0))
    for band in aim.bands:
        reach = Reach(within=band)
        if problem.beyond is not None and band >= problem.beyond:  # nobody's way is longer
            yield _Step("beyond", Found(None, 0.0, Status.OPTIMAL), lambda _: 0.0)
            continue
        told = effort.told_as(lambda reached: total - reached)
        found = _one(replace(problem, rules=tuple(rules)), reach, told)
        choice = found.choice or choice
        yield _Step("beyond", replace(found, bound=total - found.bound), partial(_beyond, problem, reach))
        share = min(1.0, value_of(problem, reach, choice) / total) if total > 0.0 else 0.0
        rules.append(ReachRule(name=f"\0beyond {band}", weight=weight, within=band, share=share))


def _beyond(problem: SitingProblem, reach: Reach, choice: Choice) -> float:
    return max(0.0, float(problem.places.weight.sum()) - value_of(problem, reach, choice))


def _worst(problem: SitingProblem, aim: WorstAccess, level: int, choice: Choice) -> float:
    return float(group_access(problem, aim, choice)[level])


def _one(problem: SitingProblem, aim: Aim, effort: Effort) -> Found:
    """Solve one step."""
    found = quickly(problem, aim, effort)
    if found is not None:
        return found
    if problem.rules and len(problem.ways.way) > _LARGE:
        if problem.sites.limited and has_capacity_way(aim):
            return by_relaxation(problem, aim, effort)
        if not problem.sites.limited and is_sum(aim):
            return by_prices(problem, aim, effort)
        if not problem.sites.limited and isinstance(aim, Reach | Access):
            return by_amending(problem, aim, effort)
    if isinstance(aim, Farthest):
        return farthest_by_program(problem, aim, effort)
    if isinstance(aim, Apart):
        return apart_by_program(problem, aim, effort)
    return by_program(problem, aim, effort)


def _certificate(
    step: _Step, choice: Choice | None, *, size: float, effort: Effort, seconds: float
) -> Certificate:
    """The certificate of a step in the choice at the end; a bound that only rounding parts from it is it."""
    sense = -1.0 if step.name in MAXIMISED_NAMES else 1.0
    bound = step.found.bound
    if choice is None:
        value = sense * math.inf
        proven = step.found.status is Status.OPTIMAL
        bound = value if proven else bound
    else:
        value = step.value(choice)
        room = max(_EXACT * abs(value), _ROUNDING * size)
        if sense * (bound - value) > max(_WRONG * abs(value), 1e3 * room, 1e-6):
            raise SolverError(f"{step.name}: a plan of {value} is better than the bound {bound} allows")
        bound = value if sense * (value - bound) <= room else bound
        proven = relative_gap(objective=value, bound=bound) <= effort.gap * (1.0 + 1e-9)
    stopped = Status.CANCELLED if effort.monitor.cancelled() else Status.LIMIT
    return Certificate(
        aim=step.name,
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
