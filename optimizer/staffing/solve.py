"""Climb the ladder: one aim after the other, each with its certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.monitor import Monitor, Silent
from optimizer.result import Certificate, Status, relative_gap
from optimizer.staffing.aims import Aim, Cost, Travel
from optimizer.staffing.problem import Plan, StaffingProblem
from optimizer.staffing.relaxation import Relaxation
from optimizer.staffing.search import Effort, Outcome, Search

__all__ = ["StaffingResult", "solve"]


@dataclass(frozen=True)
class StaffingResult:
    """A plan and what is proven about it.

    Attributes
    ----------
    plan : Plan
    certificates : tuple of Certificate
        One a rung, in the order of the ladder.
    seconds : float
        Wall time of the whole ladder.
    """

    plan: Plan
    certificates: tuple[Certificate, ...]
    seconds: float


def solve(
    problem: StaffingProblem,
    *,
    ladder: Sequence[Aim],
    seconds: float = 60.0,
    effort: Effort | None = None,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> StaffingResult:
    """Return the plan that is best on the first rung, then on the second among those, and so on.

    Parameters
    ----------
    problem : StaffingProblem
    ladder : sequence of Aim
        The rungs, the most important first; a rung's tolerance is room for the later ones.
    seconds : float
        Wall time for all rungs; each gets an equal share of what is left. When it runs out the best plan
        and its bound are returned.
    effort : Effort, optional
    seed : int
        Same problem, ladder, effort and seed: same plan, unless the time runs out.
    monitor : Monitor, optional

    Returns
    -------
    StaffingResult

    Raises
    ------
    ProblemError
        When the ladder is empty or locks contradict hours or heads.
    """
    if not ladder:
        raise ProblemError("ladder: empty; give at least one aim")
    _check_locks(problem)
    clock, monitor, effort = Clock(seconds), monitor or Silent(), effort or Effort()
    relaxation = Relaxation(problem, seed=seed)
    travel = next((aim for aim in ladder if isinstance(aim, Travel)), None)
    climbed: list[_Climbed] = []
    plan: Plan | None = None
    for rung, aim in enumerate(ladder):
        share = Clock(clock.left() / (len(ladder) - rung))
        tie = None if isinstance(aim, Travel | Cost) else travel
        search = Search(relaxation, aim, tie=tie, effort=effort, clock=share, monitor=monitor, seed=seed)
        outcome = search.run(plan)
        plan = outcome.plan
        climbed.append(_Climbed(aim, outcome, share.elapsed()))
        relaxation.limit(aim.linear(problem), aim.ceiling(outcome.value, problem))
    assert plan is not None
    certificates = [
        _certificate(problem, each, relaxation, plan, gap=effort.gap, seed=seed) for each in climbed
    ]
    return StaffingResult(plan=plan, certificates=tuple(certificates), seconds=clock.elapsed())


@dataclass(frozen=True)
class _Climbed:
    """A rung that is done."""

    aim: Aim
    outcome: Outcome
    seconds: float


def _certificate(
    problem: StaffingProblem, rung: _Climbed, relaxation: Relaxation, plan: Plan, *, gap: float, seed: int
) -> Certificate:
    """Certify a rung by the last plan where that is even better than the one the rung ended with."""
    aim, outcome = rung.aim, rung.outcome
    value = max(min(outcome.value, relaxation.value_of(plan, aim.linear(problem))), outcome.bound)
    objective, bound = aim.report(value, problem), aim.report(outcome.bound, problem)
    reached = relative_gap(objective=objective, bound=bound)
    return Certificate(
        aim=aim.name,
        status=Status.OPTIMAL if reached <= gap else outcome.status,
        objective=objective,
        bound=bound,
        gap=reached,
        seconds=rung.seconds,
        seed=seed,
        tolerance=aim.tolerance,
    )


def _check_locks(problem: StaffingProblem) -> None:
    """Say which locks contradict the rules before any solver calls the whole problem infeasible."""
    arcs, people, posts = problem.arcs, problem.people, problem.posts
    locked = np.flatnonzero(arcs.locked)
    hours = np.bincount(arcs.person[locked], arcs.load[locked], len(people.ids))
    heads = np.bincount(arcs.person[locked], minlength=len(people.ids))
    filled = np.bincount(arcs.post[locked], minlength=len(posts.ids))
    for p in np.flatnonzero(~people.hire & ((hours > people.hours * (1 + 1e-9)) | (heads > people.most))):
        raise ProblemError(
            f"locks: {people.ids[p]} is locked to {heads[p]} posts and {hours[p]:.1f} h, "
            f"but may have {people.most[p]} posts and {people.hours[p]:.1f} h; free some of them"
        )
    for d in np.flatnonzero(filled > posts.need):
        raise ProblemError(
            f"locks: {posts.ids[d]} has {filled[d]} locked people for {posts.need[d]} heads; free some"
        )
