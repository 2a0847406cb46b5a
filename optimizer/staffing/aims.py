"""The rungs that a staffing ladder can have: each a linear objective over the same columns.

A rung is an `Aim`; add one by writing a class with the same members. Those that make amounts alike are in
`optimizer.staffing.fairness`.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from optimizer.errors import ProblemError
from optimizer.staffing.linear import Linear
from optimizer.staffing.problem import Bools, Floats, StaffingProblem

__all__ = ["Aim", "Changes", "Cost", "Hired", "OverBudget", "Plain", "Shortage", "Travel"]


class Aim(Protocol):
    """One rung of the ladder."""

    @property
    def name(self) -> str:
        """Name in certificates."""

    @property
    def tolerance(self) -> float:
        """Share of the reported value by which later rungs may worsen it."""

    @property
    def gap(self) -> float | None:
        """Relative gap at which the rung is done; None for that of the effort."""

    @property
    def share(self) -> float:
        """Weight of the rung when the time is shared out among the rungs to come."""

    def prepare(self, problem: StaffingProblem) -> StaffingProblem:
        """Return the problem with the services, columns and rows that this aim needs."""

    def linear(self, problem: StaffingProblem) -> Linear:
        """Return what to minimise on the prepared problem."""

    def report(self, value: float, problem: StaffingProblem) -> float:
        """Turn the linear value into the unit that people read; monotone."""

    def ceiling(self, value: float, problem: StaffingProblem) -> float:
        """Return the largest linear value that later rungs may reach from `value`."""

    def tighten(self, bound: float, problem: StaffingProblem) -> float:
        """Return the smallest value that a plan can have at or above a bound."""


@dataclass(frozen=True)
class Plain:
    """An aim whose linear value is what people read, and that needs nothing prepared."""

    tolerance: float = 0.0
    gap: float | None = field(default=None, kw_only=True)
    share: float = field(default=1.0, kw_only=True)

    def prepare(self, problem: StaffingProblem) -> StaffingProblem:
        """Return the problem as it is."""
        return problem

    def report(self, value: float, problem: StaffingProblem) -> float:
        return value

    def ceiling(self, value: float, problem: StaffingProblem) -> float:
        return value + self.tolerance * abs(value)

    def tighten(self, bound: float, problem: StaffingProblem) -> float:
        return bound


@dataclass(frozen=True)
class OverBudget(Plain):
    """Fewest pairs moved beyond the budget of moves: more than 0 only when the rules force it."""

    name: str = "over_budget"

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise the excess."""
        return replace(Linear.zero(problem), excess=1.0)


@dataclass(frozen=True)
class Shortage(Plain):
    """Least weighted number of heads short, and of units that requirements lack.

    Attributes
    ----------
    roles : collection of str or None
        Roles that count, with the rules whose names begin with one of them and a dot; None for all.
    """

    name: str = "shortage"
    roles: Collection[str] | None = None

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise Σ weight · short + Σ price · lacking."""
        posts = problem.posts
        if self.roles is None:
            return replace(Linear.zero(problem), short=posts.weight.copy(), extra=problem.extras.price.copy())
        counts = np.array([role in self.roles for role in posts.role], dtype=np.bool_)
        starts = tuple(f"lack:{role}." for role in self.roles)
        named = np.array([name.startswith(starts) for name in problem.extras.names], dtype=np.bool_)
        return replace(
            Linear.zero(problem), short=posts.weight * counts, extra=problem.extras.price * named
        )


@dataclass(frozen=True)
class Hired(Plain):
    """Fewest people hired."""

    name: str = "hired"

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise the number of people used among those who may be hired."""
        return replace(Linear.zero(problem), hired=problem.people.hire.astype(np.float64))


@dataclass(frozen=True)
class Changes(Plain):
    """Fewest changes: pairs of today's roster that end, and what else somebody would notice.

    At posts that may have more people than they need a new pair counts, too: nobody is appointed for nothing.
    Rules may count what they ask for (people made full-time, posts opened).
    """

    name: str = "changes"

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise the current pairs left out, those that no arc allows included, and what is new."""
        current = problem.arcs.current.astype(np.float64)
        ended = float(current.sum()) + problem.lost_pairs
        roomy = (problem.posts.most > problem.posts.need)[problem.arcs.post]
        new = (roomy & ~problem.arcs.current).astype(np.float64)
        extra = problem.extras.change.copy()
        return replace(Linear.zero(problem), arc=new - current, extra=extra, constant=ended)


@dataclass(frozen=True)
class Cost(Plain):
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
        zero = Linear.zero(problem)
        return replace(
            zero,
            arc=zero.arc if self.arc is None else self.arc,
            short=zero.short if self.short is None else self.short,
        )


@dataclass(frozen=True)
class Travel(Plain):
    """Burden of travel: the Kolm-Pollak equally distributed equivalent of minutes, or their mean.

    The equivalent is ``(1/κ) ln(Σ n exp(κ t) / Σ n)``: the even journey that would be as bad as the uneven
    ones. Minimising it is minimising the linear ``Σ exp(κ t) x`` (Horton, Logan, Murrell, Skipper and
    Speakman, arXiv 2401.15452). A head short counts with `Posts.limit` minutes.

    Attributes
    ----------
    kappa : float
        Aversion to long journeys in 1/minute; 0 for the mean.
    roles : collection of str or None
        Roles whose journeys count; None for all.
    """

    kappa: float = 0.0
    name: str = "travel"
    roles: Collection[str] | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.kappa) and self.kappa >= 0):
            raise ProblemError(f"kappa: {self.kappa} found; give a finite number >= 0 (0 is the mean)")

    def linear(self, problem: StaffingProblem) -> Linear:
        """Minimise the sum of exp(κ (t - reference)), or of minutes."""
        counts = self._counts(problem)
        return replace(
            Linear.zero(problem),
            arc=self._burden(problem.arcs.minutes, problem) * counts[problem.arcs.post],
            short=self._burden(problem.posts.limit, problem) * counts,
        )

    def report(self, value: float, problem: StaffingProblem) -> float:
        """Return minutes: the equivalent, or the mean."""
        heads = max(float(problem.posts.need @ self._counts(problem)), 1.0)
        if not self.kappa:
            return value / heads
        return self._reference(problem) + math.log(max(value / heads, 1e-300)) / self.kappa

    def ceiling(self, value: float, problem: StaffingProblem) -> float:
        """Allow `tolerance` of the reported minutes."""
        if not self.kappa:
            return value * (1.0 + self.tolerance)
        allowed = self.tolerance * abs(self.report(value, problem))
        return value * math.exp(self.kappa * allowed)

    def _counts(self, problem: StaffingProblem) -> Bools:
        if self.roles is None:
            return np.ones(len(problem.posts.ids), dtype=np.bool_)
        return np.array([role in self.roles for role in problem.posts.role], dtype=np.bool_)

    def _burden(self, minutes: Floats, problem: StaffingProblem) -> Floats:
        if not self.kappa:
            return minutes.copy()
        # Journeys that do not count may be longer than the reference; they are multiplied away.
        burden: Floats = np.exp(self.kappa * np.minimum(minutes - self._reference(problem), 0.0))
        return burden

    def _reference(self, problem: StaffingProblem) -> float:
        """Minutes taken off every journey so that no exponential overflows; it cancels in `report`."""
        counts = self._counts(problem)
        return float(problem.posts.limit[counts].max(initial=0.0))
