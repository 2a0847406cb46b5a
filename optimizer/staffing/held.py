"""What the rungs climbed so far hold, and by how much a plan breaks it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimizer.staffing.linear import Linear
from optimizer.staffing.plan import Plan, broken_rows, tally
from optimizer.staffing.problem import Floats, StaffingProblem

__all__ = ["Held"]

#: Part of a value that counts as one unit over it, where the value is no count.
_UNIT = 1e-3
_ROUNDING = 1e-6


@dataclass(frozen=True)
class _Climbed:
    """A rung that later ones keep: ``linear <= ceiling``, broken in units."""

    linear: Linear
    ceiling: float
    unit: float


class Held:
    """Ceilings of climbed rungs, and the least amounts of the groups of each service.

    Parameters
    ----------
    problem : StaffingProblem
    rungs : int
        Most rungs that are climbed.
    """

    def __init__(self, problem: StaffingProblem, *, rungs: int) -> None:
        self._problem, self._rungs = problem, rungs
        self._climbed: list[_Climbed] = []
        self._kept = [np.full(len(service.groups), -np.inf) for service in problem.services]
        self._least = [kept.copy() for kept in self._kept]

    @property
    def climbed(self) -> int:
        """Rungs whose ceiling is held."""
        return len(self._climbed)

    def limit(self, linear: Linear, ceiling: float) -> float:
        """Hold ``linear <= ceiling`` from now on, and return what counts as one unit over it."""
        unit = 1.0 if linear.integral(self._problem) else max(abs(ceiling), 1e-9) * _UNIT
        self._climbed.append(_Climbed(linear, ceiling, unit))
        return unit

    def keep(self, place: int, amounts: Floats) -> None:
        """Give every group of a service at least an amount from now on."""
        self._kept[place] = np.maximum(self._kept[place], amounts)

    def hold(self, place: int, amounts: Floats) -> Floats:
        """Give groups of a service at least an amount until told otherwise; return their totals, in steps."""
        service = self._problem.services[place]
        self._least[place] = service.reach(np.maximum(amounts, self._kept[place]))
        return self._least[place]

    # --- plans

    def keeps_rules(self, plan: Plan) -> bool:
        """Whether a plan keeps every row that rules have added."""
        return not broken_rows(plan, self._problem).any()

    def keeps_rungs(self, plan: Plan) -> bool:
        """Whether a plan breaks no ceiling."""
        return bool((self._beyond(plan) <= _ROUNDING).all())

    def keeps_amounts(self, plan: Plan, *, but: int) -> bool:
        """Whether a plan gives the groups of all services but one what climbed rungs keep for them."""
        amounts = tally(plan, self._problem).amounts
        kept = [
            (mine >= least - 1e-9 * np.maximum(1.0, np.abs(mine))).all()
            for place, (mine, least) in enumerate(zip(amounts, self._kept, strict=True))
            if place != but
        ]
        return all(kept)

    def over(self, plan: Plan) -> Floats:
        """Units by which a plan breaks what is held: by group of each service, then by rung."""
        amounts = tally(plan, self._problem).amounts
        below = []
        for service, mine, least in zip(self._problem.services, amounts, self._least, strict=True):
            lacking = np.maximum(0.0, least - (mine * service.size - service.constant))
            steps = lacking / (service.step or 1.0)
            below.append(np.ceil(steps - _ROUNDING) if service.step else np.where(steps > 1e-9, steps, 0.0))
        return np.concatenate([*below, self._beyond(plan)])

    def _beyond(self, plan: Plan) -> Floats:
        """Units by which a plan is over each ceiling, shape (rungs,)."""
        beyond = np.zeros(self._rungs)
        for place, rung in enumerate(self._climbed):
            # What the row allows for rounding is not over it.
            room = _ROUNDING * max(1.0, abs(rung.ceiling))
            over = max(0.0, rung.linear.at(plan, self._problem) - rung.ceiling - room) / rung.unit
            # The column takes whole numbers.
            beyond[place] = math.ceil(over - 1e-9)
        return beyond
