"""Climb the ladder: one aim after the other, each with its certificate."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.monitor import Monitor, Silent
from optimizer.result import Certificate, GroupAmount, Status, relative_gap
from optimizer.staffing.aims import Aim, Cost, Travel
from optimizer.staffing.components import Ascent, Components
from optimizer.staffing.fairness import Leximin
from optimizer.staffing.parts import split
from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import StaffingProblem
from optimizer.staffing.rung import Effort, Goal, Outcome

__all__ = ["StaffingResult", "solve"]

_ROUNDING = 1e-9


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
    threads: int = 1,
    monitor: Monitor | None = None,
) -> StaffingResult:
    """Return the plan that is best on the first rung, then on the second among those, and so on.

    Parameters
    ----------
    problem : StaffingProblem
    ladder : sequence of Aim
        The rungs, the most important first; a rung's tolerance is room for the later ones.
    seconds : float
        Wall time for all rungs; each gets its share of what is left. When it runs out the best plan
        and its bound are returned.
    effort : Effort, optional
    seed : int
        Same problem, ladder, effort and seed: same plan, unless the time runs out.
    threads : int
        Most parts of the problem that are solved at the same time; it does not change the plan.
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
    for aim in ladder:
        problem = aim.prepare(problem)
    clock, monitor, effort = Clock(seconds), monitor or Silent(), effort or Effort()
    travel = next((aim for aim in ladder if isinstance(aim, Travel)), None)
    descent = _Ladder(problem, rungs=len(ladder), effort=effort, seed=seed, threads=threads, monitor=monitor)
    climbed: list[_Climbed] = []
    plan: Plan | None = None
    for place, aim in enumerate(ladder):
        share = Clock(clock.left() * aim.share / sum(each.share for each in ladder[place:]))
        tie = None if isinstance(aim, Travel | Cost) else travel
        outcome = descent.climb(aim, tie=tie, incumbent=plan, clock=share)
        plan = outcome.plan
        climbed.append(_Climbed(aim, outcome, share.elapsed()))
    assert plan is not None
    certificates = [
        _certificate(problem, each, plan, gap=effort.to(each.aim.gap).gap, seed=seed) for each in climbed
    ]
    return StaffingResult(plan=plan, certificates=tuple(certificates), seconds=clock.elapsed())


class _Ladder:
    """The rungs climbed so far, part by part."""

    def __init__(
        self,
        problem: StaffingProblem,
        *,
        rungs: int,
        effort: Effort,
        seed: int,
        threads: int,
        monitor: Monitor,
    ) -> None:
        self._problem, self._monitor = problem, monitor
        self._parts = Components(
            problem, split(problem), rungs=rungs, effort=effort, seed=seed, threads=threads
        )

    def climb(self, aim: Aim, *, tie: Aim | None, incumbent: Plan | None, clock: Clock) -> Outcome:
        """Climb a rung and keep what it reached from now on."""
        goal = Goal.of(aim, self._problem, tie=tie)
        news = _news(aim, goal, self._monitor)
        outcome = self._parts.climb(Ascent(aim, goal, incumbent, clock, news, self._monitor.cancelled))
        if goal.fair is not None:
            assert outcome.amounts is not None
            kept = outcome.amounts - aim.tolerance * np.abs(outcome.amounts)
            self._parts.keep_amounts(goal.fair.place, kept)
        else:
            self._parts.limit(goal.linear, aim.ceiling(outcome.value, self._problem))
        return outcome


def _news(aim: Aim, goal: Goal, monitor: Monitor) -> Callable[[float, float], None]:
    def tell(value: float, bound: float) -> None:
        known = [goal.report(each) if math.isfinite(each) else None for each in (value, bound)]
        monitor.report(aim=aim.name, incumbent=known[0], bound=known[1])

    return tell


@dataclass(frozen=True)
class _Climbed:
    """A rung that is done."""

    aim: Aim
    outcome: Outcome
    seconds: float


def _certificate(
    problem: StaffingProblem, rung: _Climbed, plan: Plan, *, gap: float, seed: int
) -> Certificate:
    """Certify a rung by the last plan where that is even better than the one the rung ended with."""
    aim, outcome = rung.aim, rung.outcome
    delivered = aim.linear(problem).at(plan, problem)
    value = max(min(outcome.value, delivered), outcome.bound)
    objective, bound = aim.report(value, problem), aim.report(outcome.bound, problem)
    reached = relative_gap(objective=objective, bound=bound)
    # Levels below the first are proven by the rung alone.
    deep = outcome.amounts is not None and not (isinstance(aim, Leximin) and aim.depth == 1)
    proven = reached <= max(gap, _ROUNDING) and (not deep or outcome.status is Status.OPTIMAL)
    unproven = Status.CANCELLED if outcome.status is Status.CANCELLED else Status.LIMIT
    return Certificate(
        aim=aim.name,
        status=Status.OPTIMAL if proven else unproven,
        objective=objective,
        bound=bound,
        delivered=aim.report(delivered, problem),
        gap=reached,
        seconds=rung.seconds,
        seed=seed,
        tolerance=aim.tolerance,
        asked=gap,
        unique=outcome.unique,
        groups=_groups(problem, aim, outcome),
    )


def _groups(problem: StaffingProblem, aim: Aim, outcome: Outcome) -> tuple[GroupAmount, ...]:
    if outcome.amounts is None or outcome.bounds is None or not isinstance(aim, Leximin):
        return ()
    names = problem.services[aim.place(problem)].groups
    rows = zip(names, outcome.amounts.tolist(), outcome.bounds.tolist(), strict=True)
    return tuple(sorted((GroupAmount(*row) for row in rows), key=lambda each: (each.amount, each.group)))


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
    for d in np.flatnonzero(filled > posts.most):
        raise ProblemError(
            f"locks: {posts.ids[d]} has {filled[d]} locked people for {posts.most[d]} heads; free some"
        )
