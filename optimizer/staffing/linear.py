"""A linear function of a plan: what a rung minimises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.staffing.plan import Plan, tally
from optimizer.staffing.problem import Floats, StaffingProblem

__all__ = ["Linear"]


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
    extra : ndarray of float, shape (extra columns,)
        For the columns of `StaffingProblem.extras`.
    level : ndarray of float, shape (services,)
        For the least amount of each of `StaffingProblem.services`.
    excess : float
        For one pair moved beyond `StaffingProblem.most_moved`.
    over : float
        For one unit by which a plan breaks a held amount or a climbed rung while the search looks for one
        that breaks nothing; no rung's own value has it.
    constant : float
    """

    arc: Floats
    short: Floats
    hired: Floats
    extra: Floats
    level: Floats
    excess: float = 0.0
    over: float = 0.0
    constant: float = 0.0

    @classmethod
    def zero(cls, problem: StaffingProblem) -> Linear:
        """Return the function that is zero for every plan."""
        return cls(
            arc=np.zeros(problem.arcs.post.size),
            short=np.zeros(len(problem.posts.ids)),
            hired=np.zeros(len(problem.people.ids)),
            extra=np.zeros(len(problem.extras.names)),
            level=np.zeros(len(problem.services)),
        )

    def plus(self, other: Linear, weight: float) -> Linear:
        """Return this function and ``weight`` times another."""
        return Linear(
            arc=self.arc + weight * other.arc,
            short=self.short + weight * other.short,
            hired=self.hired + weight * other.hired,
            extra=self.extra + weight * other.extra,
            level=self.level + weight * other.level,
            excess=self.excess + weight * other.excess,
            over=self.over + weight * other.over,
            constant=self.constant + weight * other.constant,
        )

    def at(self, plan: Plan, problem: StaffingProblem) -> float:
        """Return the value of a plan, but for what it has over held values."""
        count = tally(plan, problem)
        hired = self.hired @ np.where(problem.people.hire, count.hired, 0)
        others = float(self.short @ count.short + hired + self.extra @ count.extra)
        levels = float(sum(c * v for c, v in zip(self.level, count.levels, strict=True) if c))
        return (
            float(self.arc[plan.chosen].sum())
            + others
            + levels
            + self.excess * count.excess
            + self.constant
        )

    def integral(self, problem: StaffingProblem) -> bool:
        """Whether every plan has a whole-numbered value, so that a bound may be rounded up."""
        if self.level.any() or (self.extra[~problem.extras.whole] != 0).any():
            return False
        if self.over and not all(service.step for service in problem.services):
            return False
        parts = (
            self.arc,
            self.short,
            self.hired,
            self.extra,
            np.array([self.excess, self.over, self.constant]),
        )
        return all(bool((part == np.round(part)).all()) for part in parts)
