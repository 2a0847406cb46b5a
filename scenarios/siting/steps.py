"""What each new site adds: the best plan for each number of them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.clock import Clock
from optimizer.result import Status
from optimizer.siting.aims import MAXIMISED_NAMES, Aim, Apart, Cover, Farthest, Reach, WorstAccess, aim_name
from optimizer.siting.curve import curve
from optimizer.siting.problem import SitingProblem
from optimizer.siting.rules import AmountRule
from scenarios.siting.monitor import TaskMonitor
from scenarios.siting.why import Curve, Step

if TYPE_CHECKING:
    from optimizer.monitor import Monitor
    from optimizer.result import Certificate
    from scenarios.siting.answer import TaskAnswer

__all__ = ["curve_of"]

#: So many numbers of new sites are planned at most, besides those beyond the plan's.
_MOST_STEPS = 40


def curve_of(
    answer: TaskAnswer,
    more: int,
    *,
    seconds: float | None = None,
    gap: float = 0.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> Curve:
    """Plan each number of new sites, from none to some more than the plan has.

    All other limits stay: a budget, counties, remote places, the gap between country and town. The number of
    the plan has the plan's own value and bound. Of a plan with many new sites not every number is planned.

    Parameters
    ----------
    answer : TaskAnswer
    more : int
        How far beyond the number of the plan.
    seconds : float, optional
        For all plans together; as long as the task's when left out.
    gap : float
        Relative gap at which each plan counts as proven: that of the task.
    seed : int
    monitor : Monitor, optional
        Who stops it gets the steps so far.
    """
    problem, aim = _counting_new(answer), _first_step(answer.aim)
    stay = 0 if answer.settings.existing == "may_close" else int(_staying(answer).sum())
    rule = "number" if answer.settings.existing == "may_close" else None
    planned = len(answer.new)
    numbers = _numbers(planned, more, int((~answer.sites["existing"]).sum()))
    clock = Clock(answer.settings.seconds if seconds is None else seconds)
    told = None if monitor is None else TaskMonitor(monitor, aim_name(aim))
    steps: list[Step] = []
    for position, number in enumerate(numbers):
        if number == planned:
            steps.append(_own(answer, steps))
            continue
        if monitor is not None and monitor.cancelled():
            continue
        part = clock.left() / (len(numbers) - position)
        effort: dict[str, Any] = {"seconds": part, "gap": gap, "seed": seed, "monitor": told}
        (point,) = curve(problem, aim, (stay + number,), rule=rule, **effort)
        found = _bounded(answer, number, point.result.certificates[0])
        steps.append(_step(number, found, steps, _at_hand(answer, number, steps)))
    return Curve(aim_name(aim), planned, tuple(steps), len(steps) == len(numbers), gap)


def _staying(answer: TaskAnswer) -> pd.Series[bool]:
    return answer.sites["existing"] & answer.sites["forced"]


def _counting_new(answer: TaskAnswer) -> SitingProblem:
    """The problem, with a rule on the number of new sites where those of today may be closed."""
    problem = answer.problem
    if answer.settings.existing != "may_close" or any(rule.name == "number" for rule in problem.rules):
        return problem
    new = np.where(answer.sites["existing"], 0.0, 1.0)
    return replace(problem, rules=(*problem.rules, AmountRule(name="number", amount=new)))


def _first_step(aim: Aim) -> Aim:
    """What is measured: the first step of an aim; who is reached where the aim is to reach all."""
    if isinstance(aim, Cover):
        return Reach(within=aim.within)
    if isinstance(aim, Farthest):
        return Farthest()
    return replace(aim, levels=1) if isinstance(aim, WorstAccess) else aim


def _numbers(planned: int, more: int, candidates: int) -> list[int]:
    step = max(1, math.ceil(planned / _MOST_STEPS))
    last = min(planned + more, candidates)
    return sorted({*range(0, planned, step), planned, *range(planned + 1, last + 1)})


def _at_hand(answer: TaskAnswer, number: int, before: list[Step]) -> list[float]:
    """What is reached without any search: by the step before, and by the plan from its number on.

    Sites that are to be apart are exactly so many: for them it tells nothing.
    """
    if isinstance(answer.aim, Apart):
        return []
    found = [before[-1].value] if before and before[-1].value is not None else []
    if number >= len(answer.new):
        everybody = float(answer.problem.places.weight.sum())
        is_cover = isinstance(answer.aim, Cover)
        found.append(everybody if is_cover else answer.result.certificates[0].objective)
    return found


def _own(answer: TaskAnswer, before: list[Step]) -> Step:
    """The step of the plan itself: what its certificate says; of a cover, everybody is reached."""
    said = answer.result.certificates[0]
    value, bound, status = _finite(said.objective), said.bound, said.status
    if isinstance(answer.aim, Cover):
        value = bound = float(answer.problem.places.weight.sum())
        status = Status.OPTIMAL
    return Step(len(answer.new), value, _finite(bound), _change(len(answer.new), value, before), status.value)


def _bounded(answer: TaskAnswer, number: int, found: Certificate) -> Certificate:
    """A certificate with the plan's bound where that is tighter: fewer sites do no better than the most.

    Sites that are to be apart do better the fewer they are; what a cover proves is how many it takes.
    """
    most = answer.settings.number if answer.settings.number is not None else len(answer.new)
    if number > most or isinstance(answer.aim, Apart | Cover) or not math.isfinite(found.objective):
        return found
    tighter = min if found.aim in MAXIMISED_NAMES else max
    return replace(found, bound=tighter(found.bound, answer.result.certificates[0].bound))


def _change(number: int, value: float | None, before: list[Step]) -> float | None:
    """What each new site has changed since the step before."""
    if not before or before[-1].value is None or value is None:
        return None
    return (value - before[-1].value) / (number - before[-1].number)


def _step(number: int, found: Certificate, before: list[Step], at_hand: list[float]) -> Step:
    best = max if found.aim in MAXIMISED_NAMES else min
    value, bound = _finite(best([found.objective, *at_hand])), _finite(found.bound)
    change = _change(number, value, before)
    is_proven = value is not None and bound is not None and math.isclose(value, bound, rel_tol=1e-9)
    return Step(number, value, bound, change, Status.OPTIMAL.value if is_proven else found.status.value)


def _finite(value: float) -> float | None:
    return value + 0.0 if math.isfinite(value) else None
