"""Which limits of a task are in the way, where no plan keeps all of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.siting import solve
from optimizer.siting.aims import Apart
from optimizer.siting.problem import SitingProblem

if TYPE_CHECKING:
    from scenarios.siting.case import SitingCase

__all__ = ["Culprits", "culprits_of", "limit_names"]

_Without = Callable[[SitingProblem], SitingProblem]


@dataclass(frozen=True)
class Culprits:
    """Limits that are in the way of a plan.

    Attributes
    ----------
    limits : tuple of str
        ``number``, and names of rules.
    suffice : bool
        Whether there is a plan as soon as one of them is left out; else they cannot be kept even without
        all other rules, and more may be in the way.
    """

    limits: tuple[str, ...]
    suffice: bool


class _First:
    """A monitor that is content with any plan."""

    def __init__(self) -> None:
        self._found = False

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Take note of the first plan."""
        self._found = self._found or (incumbent is not None and math.isfinite(incumbent))

    def cancelled(self) -> bool:
        """Whether there is one."""
        return self._found


def limit_names(case: SitingCase) -> tuple[str, ...]:
    """Return the limits that a task may be without: ``number``, and the names of its rules."""
    return tuple(_limits(case))


def culprits_of(case: SitingCase, *, seconds: float, seed: int = 0) -> Culprits | None:
    """Return the limits that are in the way of a plan; None where time, or no single limit, tells.

    First each limit is left out by itself. Where that helps nowhere, limits are left out for good one after
    another as long as there is still no plan; those left, of which each one counts, clash.

    Parameters
    ----------
    case : SitingCase
        Proven to have no plan.
    seconds : float
        For all that is tried.
    seed : int
    """
    limits, clock = _limits(case), Clock(seconds)
    tried = 2 * len(limits) + 1

    def has_plan(without: Iterable[str]) -> bool | None:
        """None where it is not known."""
        nonlocal tried
        problem = case.problem
        for name in without:
            problem = limits[name](problem)
        part, tried = clock.left() / tried, tried - 1
        try:
            found = solve(problem, case.aim, seconds=part, seed=seed, monitor=_First())
        except ProblemError:
            return None
        if found.plan is not None:
            return True
        return False if found.certificates and found.proven else None

    alone = tuple(name for name in limits if has_plan([name]))
    if alone:
        return Culprits(alone, suffice=True)
    if len(limits) < 2 or not has_plan(limits):
        return None
    gone: list[str] = []
    for name in limits:
        if has_plan([*gone, name]) is False:
            gone.append(name)
    return Culprits(tuple(name for name in limits if name not in gone), suffice=False)


def _limits(case: SitingCase) -> Mapping[str, _Without]:
    """By its name what a problem is without a limit."""
    found: dict[str, _Without] = {}
    if case.problem.most < len(case.problem.sites.ids) and not isinstance(case.aim, Apart):
        found["number"] = lambda problem: replace(problem, most=len(problem.sites.ids))
    for rule in case.problem.rules:
        found[rule.name] = _without_rule(rule.name)
    return found


def _without_rule(name: str) -> _Without:
    return lambda problem: replace(problem, rules=tuple(each for each in problem.rules if each.name != name))
