"""The rungs that a headcount ladder can have."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Protocol

from optimizer.errors import ProblemError
from optimizer.headcount.formulation import Formulation
from optimizer.headcount.parts import Ints
from optimizer.headcount.program import Expression, Run

__all__ = ["Actions", "Aim", "Ascent", "Cost", "Moves", "Outcome", "Short"]


@dataclass(frozen=True)
class Ascent:
    """Where a rung starts: all rows of the rungs above, and a plan that keeps them.

    Attributes
    ----------
    formulation : Formulation
    values : ndarray of int
        Point of the best plan so far.
    run : Run
    """

    formulation: Formulation
    values: Ints
    run: Run


@dataclass(frozen=True)
class Outcome:
    """What a rung reached.

    Attributes
    ----------
    values : ndarray of int
        Point of the best plan.
    objective, bound : float
        In the unit of the aim.
    settled : bool
        Everything that the rung decides is proven.
    unique : bool
        Of amounts: no plan as good gives them to other groups.
    known : bool
        Of amounts: every one of them is decided, so that nobody can have more.
    """

    values: Ints
    objective: float
    bound: float
    settled: bool
    unique: bool = True
    known: bool = False


class Aim(Protocol):
    """One rung of the ladder."""

    @property
    def name(self) -> str:
        """Name in certificates."""

    @property
    def tolerance(self) -> float:
        """Share by which later rungs may worsen it."""

    def at(self, formulation: Formulation, values: Ints) -> float:
        """Return the value of a point, in the unit of the aim."""

    def climb(self, ascent: Ascent) -> Outcome:
        """Find the best plan, and add to the formulation the rows that keep what was reached."""


@dataclass(frozen=True)
class _Least(ABC):
    """An aim that is a sum to be made small."""

    tolerance: float = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.tolerance) and self.tolerance >= 0):
            raise ProblemError(f"tolerance: {self.tolerance} found; give a finite share >= 0")

    @abstractmethod
    def goal(self, formulation: Formulation) -> tuple[Expression, int]:
        """Return the sum in whole parts, and how many parts are one."""

    def at(self, formulation: Formulation, values: Ints) -> float:
        """Return the sum at a point."""
        goal, by = self.goal(formulation)
        return goal.at(values) / by

    def climb(self, ascent: Ascent) -> Outcome:
        """Make the sum as small as can be."""
        formulation, best = ascent.formulation, ascent.values
        goal, by = self.goal(formulation)
        answer = formulation.program.minimise(goal, ascent.run, start=best, parts=by)
        if answer.values is not None and goal.at(answer.values) < goal.at(best):
            best = formulation.values(formulation.plan(answer.values))
        value = goal.at(best)
        formulation.program.at_most(goal, value + math.floor(self.tolerance * abs(value)))
        # The plan read off a point can only be better than the point, so the bound holds for it, too.
        bound = value if answer.settled else min(answer.bound, value)
        return Outcome(best, value / by, bound / by, settled=answer.settled or bound == value)


@dataclass(frozen=True)
class Short(_Least):
    """Least that targets lack: Σ weight · lacking over targets and years.

    Attributes
    ----------
    binding : bool or None
        True for binding targets, False for expected ones, None for all.
    """

    binding: bool | None = None

    @property
    def name(self) -> str:
        """Name in certificates."""
        return {None: "short", True: "short_binding", False: "short_expected"}[self.binding]

    def goal(self, formulation: Formulation) -> tuple[Expression, int]:
        """Return what is lacking."""
        return formulation.shortage(self.binding)


@dataclass(frozen=True)
class Cost(_Least):
    """Least yuan over all years."""

    name: str = field(default="cost", init=False)

    def goal(self, formulation: Formulation) -> tuple[Expression, int]:
        """Return the cost."""
        return formulation.cost(), 1


@dataclass(frozen=True)
class Moves(_Least):
    """Fewest people who relocate."""

    name: str = field(default="moves", init=False)

    def goal(self, formulation: Formulation) -> tuple[Expression, int]:
        """Return their number."""
        return formulation.moves(), 1


@dataclass(frozen=True)
class Actions(_Least):
    """Least that is done: starts, relocations, offices opened and people bought, added up."""

    name: str = field(default="actions", init=False)

    def goal(self, formulation: Formulation) -> tuple[Expression, int]:
        """Return the number."""
        return formulation.actions(), 1
