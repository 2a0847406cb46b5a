"""What the ladder of a plan has reached, in the terms of the solver: what another plan is held to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.errors import ProblemError
from optimizer.result import Certificate
from optimizer.staffing.aims import Aim
from optimizer.staffing.fairness import Leximin
from optimizer.staffing.linear import Linear
from optimizer.staffing.plan import tally
from optimizer.staffing.problem import Floats, StaffingProblem
from optimizer.staffing.solve import StaffingResult

__all__ = ["Reached", "prepared", "reached"]

_HALVINGS = 200


@dataclass(frozen=True)
class Reached:
    """One rung of a finished ladder.

    Attributes
    ----------
    aim : Aim
    linear : Linear
        What it minimises.
    value : float
        Linear value of the plan.
    ceiling : float
        Largest linear value that counts as no worse: what the rung reached, and its tolerance.
    bound : float
        No plan that keeps the rungs above has a smaller linear value.
    amounts : ndarray of float, shape (groups,), or None
        Of a rung of least amounts: what every group keeps.
    """

    aim: Aim
    linear: Linear
    value: float
    ceiling: float
    bound: float
    amounts: Floats | None


def prepared(problem: StaffingProblem, ladder: Sequence[Aim]) -> StaffingProblem:
    """Return the problem with the services, columns and rows of all aims."""
    for aim in ladder:
        problem = aim.prepare(problem)
    return problem


def reached(
    problem: StaffingProblem, *, ladder: Sequence[Aim], result: StaffingResult
) -> tuple[Reached, ...]:
    """Read what every rung reached off its certificate.

    Parameters
    ----------
    problem : StaffingProblem
        Prepared by the aims of the ladder.
    ladder : sequence of Aim
    result : StaffingResult
        Of the same problem and ladder.

    Raises
    ------
    ProblemError
        When the certificates are not those of the ladder.
    """
    names = [each.aim for each in result.certificates]
    if names != [aim.name for aim in ladder]:
        raise ProblemError(f"ladder: its rungs are not those of the result, {', '.join(names)}; give those")
    pairs = zip(ladder, result.certificates, strict=True)
    return tuple(_rung(problem, aim, certificate, result) for aim, certificate in pairs)


def _rung(problem: StaffingProblem, aim: Aim, certificate: Certificate, result: StaffingResult) -> Reached:
    linear = aim.linear(problem)
    value = linear.at(result.plan, problem)
    best = _value_of(aim, certificate.objective, problem, near=value) if aim.tolerance else value
    bound = _value_of(aim, certificate.bound, problem, near=value)
    # What a report rounds must not turn into a bound that the plan itself is below.
    bound = min(bound - 1e-9 * abs(bound), value) if math.isfinite(bound) else -math.inf
    ceiling = max(aim.ceiling(best, problem), value)
    return Reached(aim, linear, value, ceiling, bound, _amounts(problem, aim, certificate, result))


def _amounts(
    problem: StaffingProblem, aim: Aim, certificate: Certificate, result: StaffingResult
) -> Floats | None:
    if not isinstance(aim, Leximin) or not certificate.groups:
        return None
    place = aim.place(problem)
    told = {each.group: each.amount for each in certificate.groups}
    least = np.array([told[group] for group in problem.services[place].groups])
    least -= aim.tolerance * np.abs(least)
    kept: Floats = np.minimum(least, tally(result.plan, problem).amounts[place])
    return kept


def _value_of(aim: Aim, told: float, problem: StaffingProblem, *, near: float) -> float:
    """The linear value that an aim reports so, by halving; a report is monotone, rising or falling."""
    if not math.isfinite(told):
        return told
    step = max(1.0, abs(near))
    rising = aim.report(near + step, problem) >= aim.report(near, problem)

    def above(value: float) -> bool:
        return (aim.report(value, problem) >= told) == rising

    if aim.report(near, problem) == told:
        return near
    low, high = near - step, near
    while above(low) and step < 1e18:
        step *= 2
        low = near - step
    while not above(high) and step < 1e18:
        step *= 2
        high = near + step
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if above(middle) else (middle, high)
    return high
