"""The rungs that a staffing ladder can have: each a linear objective over the same columns.

A rung is an `Aim`; add one by writing a class with the same four members.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from optimizer.errors import ProblemError
from optimizer.staffing.plan import Plan, tally
from optimizer.staffing.problem import Floats, StaffingProblem

__all__ = ["Aim", "Changes", "Cost", "GroupFill", "Hired", "Linear", "OverBudget", "Shortage", "Travel"]


@dataclass(frozen=True)
class Linear:
    """A linear function to minimise: one coefficient a column of the model, and a constant.

    Attributes
    ----------
    arc : ndarray of float, shape (arcs,)
    short : ndarray of float, shape (posts,)
        For one head short of a post.
    hired : ndarray of float, shape (people,)
        For using somebody who may be hired; read only where `People.hire` holds.
    fill : float
        For the fill of the worst group, a share in 0..1.
    excess : float
        For one pair moved beyond `StaffingProblem.most_moved`.
    over : float
        For one unit by which a plan breaks a held fill or a climbed rung while the search looks for one that
        breaks nothing; no rung's own value has it.
    constant : float
    """

    arc: Floats
    short: Floats
    hired: Floats
    fill: float = 0.0
    excess: float = 0.0
    over: float = 0.0
    constant: float = 0.0

    def plus(self, other: Linear, weight: float) -> Linear:
        """Return this function and ``weight`` times another."""
        return Linear(
            arc=self.arc + weight * other.arc,
            short=self.short + weight * other.short,
            hired=self.hired + weight * other.hired,
            fill=self.fill + weight * other.fill,
            excess=self.excess + weight * other.excess,
            over=self.over + weight * other.over,
            constant=self.constant + weight * other.constant,
        )

    def at(self, plan: Plan, problem: StaffingProblem) -> float:
        """Return the value of a plan, but for what it has over held values."""
        count = tally(plan, problem)
        hired = self.hired @ np.where(problem.people.hire, count.hired, 0)
        others = float(self.short @ count.short + hired) + self.fill * count.fill + self.excess * count.excess
        return float(self.arc[plan.chosen].sum()) + others + self.constant

    @property
    def integral(self) -> bool:
        """Whether every plan has a whole-numbered value, so that a bound may be rounded up."""
        if self.fill:
            return False
        parts = (self.arc, self.short, self.hired, np.array([self.excess, self.over, self.constant]))
        return all(bool((part == np.round(part)).all()) for part in parts)


class Aim(Protocol):
    """One rung of the ladder."""

    @property
    def name(self) -> str:
        """Name in certificates."""

    @property
    def tolerance(self) -> float:
        """Share of the reported value by which later rungs may worsen it."""

    def linear(self, problem: StaffingProblem) -> Linear:
        """Return what to minimise."""

    def report(self, value: float, problem: StaffingProblem) -> float:
        """Turn the linear value into the unit that people read; monotone."""

    def ceiling(self, value: float, problem: StaffingProblem) -> float:
        """Return the largest linear value that later rungs may reach from `value`."""

    def tighten(self, bound: float, problem: StaffingProblem) -> float:
        """Return the smallest value that a plan can have at or above a bound."""


def _zeros(problem: StaffingProblem) -> Linear:
    return Linear(
        arc=np.zeros(problem.arcs.post.size),
        short=np.zeros(len(problem.posts.ids)),
        hired=np.zeros(len(problem.people.ids)),
    )


@dataclass(frozen=True)
class _Plain:
    """An aim whose linear value is what people read."""

    tolerance: float = 0.0

    def report(self, value: float, problem: StaffingProblem) -> float:
        return value

    def ceiling(self, value: float, problem: StaffingProblem) -> float:
        return value + self.tolerance * abs(value)

    def tighten(self, bound: float, problem: StaffingProblem) -> float:
        return bound


@dataclass(frozen=True)
class OverBudget(_Plain):
    """Fewest pairs moved beyond the budget of moves: more than 0 only when the rules force it."""

    name: str = "over_budget"

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise the excess."""
        zero = _zeros(problem)
        return Linear(arc=zero.arc, short=zero.short, hired=zero.hired, excess=1.0)


@dataclass(frozen=True)
class Shortage(_Plain):
    """Least weighted number of heads short."""

    name: str = "shortage"

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise Σ weight · short."""
        zero = _zeros(problem)
        return Linear(arc=zero.arc, short=problem.posts.weight.copy(), hired=zero.hired)


@dataclass(frozen=True)
class GroupFill(_Plain):
    """Fill of the group that is filled worst, as large as can be (max-min)."""

    name: str = "county_fill"

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise minus the fill of the worst group."""
        zero = _zeros(problem)
        return Linear(arc=zero.arc, short=zero.short, hired=zero.hired, fill=-1.0)

    def report(self, value: float, problem: StaffingProblem) -> float:
        """Return the fill, a share in 0..1."""
        return 0.0 - value

    def tighten(self, bound: float, problem: StaffingProblem) -> float:
        """Fill comes in whole heads of some group: the largest such share within the bound."""
        if not math.isfinite(bound):
            return bound
        need = np.bincount(problem.group_of_post, problem.posts.need, len(problem.groups))
        need = need[need > 0]
        share = min(max(-bound, 0.0), 1.0)
        return -float((np.floor(share * need + 1e-6) / need).max(initial=0.0)) if need.size else bound


@dataclass(frozen=True)
class Hired(_Plain):
    """Fewest people hired."""

    name: str = "hired"

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise the number of people used among those who may be hired."""
        zero = _zeros(problem)
        return Linear(arc=zero.arc, short=zero.short, hired=problem.people.hire.astype(np.float64))


@dataclass(frozen=True)
class Changes(_Plain):
    """Fewest pairs of today's roster that end."""

    name: str = "changes"

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise the current pairs left out, those that no arc allows included."""
        zero = _zeros(problem)
        current = problem.arcs.current.astype(np.float64)
        return Linear(
            arc=-current,
            short=zero.short,
            hired=zero.hired,
            constant=float(current.sum()) + problem.lost_pairs,
        )


@dataclass(frozen=True)
class Cost(_Plain):
    """Least sum of a given cost of arcs and of heads short (the generalized assignment problem).

    Attributes
    ----------
    arc : ndarray of float, shape (arcs,)
    short : ndarray of float, shape (posts,)
    """

    arc: Floats | None = None
    short: Floats | None = None
    name: str = "cost"

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise Σ cost · arc + Σ cost · short."""
        zero = _zeros(problem)
        return Linear(
            arc=zero.arc if self.arc is None else self.arc,
            short=zero.short if self.short is None else self.short,
            hired=zero.hired,
        )


@dataclass(frozen=True)
class Travel:
    """Burden of travel: the Kolm-Pollak equally distributed equivalent of minutes, or their mean.

    The equivalent is ``(1/κ) ln(Σ n exp(κ t) / Σ n)``: the even journey that would be as bad as the uneven
    ones. Minimising it is minimising the linear ``Σ exp(κ t) x`` (Horton, Logan, Murrell, Skipper and
    Speakman, arXiv 2401.15452). A head short counts with `Posts.limit` minutes.

    Attributes
    ----------
    kappa : float
        Aversion to long journeys in 1/minute; 0 for the mean.
    """

    kappa: float = 0.0
    tolerance: float = 0.0
    name: str = "travel"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.kappa) and self.kappa >= 0):
            raise ProblemError(f"kappa: {self.kappa} found; give a finite number >= 0 (0 is the mean)")

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise the sum of exp(κ (t - reference)), or of minutes."""
        zero = _zeros(problem)
        return Linear(
            arc=self._burden(problem.arcs.minutes, problem),
            short=self._burden(problem.posts.limit, problem),
            hired=zero.hired,
        )

    def report(self, value: float, problem: StaffingProblem) -> float:
        """Return minutes: the equivalent, or the mean."""
        heads = max(float(problem.posts.need.sum()), 1.0)
        if not self.kappa:
            return value / heads
        return self._reference(problem) + math.log(max(value / heads, 1e-300)) / self.kappa

    def ceiling(self, value: float, problem: StaffingProblem) -> float:
        """Allow `tolerance` of the reported minutes."""
        if not self.kappa:
            return value * (1.0 + self.tolerance)
        allowed = self.tolerance * abs(self.report(value, problem))
        return value * math.exp(self.kappa * allowed)

    def tighten(self, bound: float, problem: StaffingProblem) -> float:
        """Journeys can take any value."""
        return bound

    def _burden(self, minutes: Floats, problem: StaffingProblem) -> Floats:
        if not self.kappa:
            return minutes.copy()
        burden: Floats = np.exp(self.kappa * (minutes - self._reference(problem)))
        return burden

    def _reference(self, problem: StaffingProblem) -> float:
        """Minutes taken off every journey so that no exponential overflows; it cancels in `report`."""
        return float(problem.posts.limit.max()) if problem.posts.limit.size else 0.0
