"""Climb the ladder: one aim after the other, each with its certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.headcount.aims import Actions, Aim, Ascent, Cost, Outcome, Short
from optimizer.headcount.fairness import Fair
from optimizer.headcount.formulation import Formulation
from optimizer.headcount.parts import Ints
from optimizer.headcount.plan import Figures, Plan
from optimizer.headcount.problem import HeadcountProblem
from optimizer.headcount.program import Run
from optimizer.monitor import Monitor, Silent
from optimizer.result import Certificate, GroupAmount, Status, relative_gap

__all__ = ["HeadcountResult", "Ladder", "cheapest", "fair_under_budget", "share_of", "solve"]

#: Nodes of one program: far beyond what a real plan takes, and the same on every machine.
_NODES = 100_000
#: Time for fairness, as a multiple of that for another rung.
_FAIR_SHARE = 5.0


@dataclass(frozen=True)
class HeadcountResult:
    """A plan and what is proven about it.

    Attributes
    ----------
    plan : Plan
    figures : Figures
    certificates : tuple of Certificate
        One a rung, in the order of the ladder.
    seconds : float
        Wall time of the whole ladder.
    """

    plan: Plan
    figures: Figures
    certificates: tuple[Certificate, ...]
    seconds: float

    @property
    def proven(self) -> bool:
        """Whether every rung is."""
        return all(each.status is Status.OPTIMAL for each in self.certificates)


def cheapest(service: str | None = None) -> tuple[Aim, ...]:
    """Return the ladder of the cheapest way to meet all targets; equals are decided by fairness."""
    fair = () if service is None else (Fair(service, None),)
    return (Short(True), Short(False), Cost(), *fair)


def fair_under_budget(service: str) -> tuple[Aim, ...]:
    """Return the ladder of the fairest growth within the budgets that meets all binding targets it can."""
    return (Short(True), Fair(service, None), Short(False), Cost())


def solve(
    problem: HeadcountProblem,
    *,
    ladder: Sequence[Aim],
    seconds: float = 60.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> HeadcountResult:
    """Return the plan that is best on the first rung, then on the second among those, and so on.

    Among plans that are equal on all rungs one that does least is taken.

    Parameters
    ----------
    problem : HeadcountProblem
    ladder : sequence of Aim
        The rungs, the most important first; a rung's tolerance is room for the later ones.
    seconds : float
        Wall time for all rungs; each gets its share of what is left. When it runs out the best plan and its
        bound are returned.
    seed : int
        Same problem, ladder and seed: same plan, unless the time runs out.
    monitor : Monitor, optional

    Returns
    -------
    HeadcountResult

    Raises
    ------
    ProblemError
        When the ladder is empty, names an unknown service, or numbers are too large to add up exactly.
    """
    if not ladder:
        raise ProblemError("ladder: empty; give at least one aim")
    for aim in ladder:
        if isinstance(aim, Fair):
            problem.service(aim.service)
    clock = Clock(seconds)
    climbing = Ladder(problem, seed=seed, monitor=monitor or Silent())
    for place, aim in enumerate(ladder):
        climbing.climb(aim, seconds=share_of(clock, ladder[place:]))
    climbing.tidy(seconds=clock.left())
    return climbing.result(seconds=clock.elapsed())


def share_of(clock: Clock, aims: Sequence[Aim]) -> float:
    """Return the seconds of the first of the aims that are left; fairness has many programs to solve."""
    weights = [_FAIR_SHARE if isinstance(aim, Fair) else 1.0 for aim in aims]
    return clock.left() * weights[0] / (sum(weights) + 1.0)


@dataclass(frozen=True)
class _Climbed:
    """A rung that is done."""

    aim: Aim
    outcome: Outcome
    cancelled: bool
    seconds: float


class Ladder:
    """The rungs climbed so far, and the best plan that keeps them.

    Parameters
    ----------
    problem : HeadcountProblem
    seed : int
    monitor : Monitor
    start : Plan, optional
        A plan to start from; else nothing is done.
    """

    def __init__(
        self, problem: HeadcountProblem, *, seed: int, monitor: Monitor, start: Plan | None = None
    ) -> None:
        self.formulation = Formulation(problem)
        self._problem, self._seed, self._monitor = problem, seed, monitor
        self.values: Ints = self.formulation.values(start or Plan.nothing(problem))
        self._climbed: list[_Climbed] = []

    def climb(self, aim: Aim, *, seconds: float) -> None:
        """Climb a rung and keep what it reached from now on."""
        clock = Clock(seconds)
        outcome = aim.climb(Ascent(self.formulation, self.values, self._run(clock, self._news(aim))))
        self.values = outcome.values
        cancelled = self._monitor.cancelled()
        self._climbed.append(_Climbed(aim, outcome, cancelled, clock.elapsed()))
        self._monitor.report(aim=aim.name, incumbent=outcome.objective, bound=outcome.bound)

    def tidy(self, *, seconds: float) -> None:
        """Leave out what no rung needs."""
        run = self._run(Clock(seconds), lambda value, bound: None)
        self.values = Actions().climb(Ascent(self.formulation, self.values, run)).values

    def result(self, *, seconds: float) -> HeadcountResult:
        """Return the plan with its certificates."""
        plan = self.formulation.plan(self.values)
        return HeadcountResult(
            plan=plan,
            figures=Figures.of(self._problem, plan),
            certificates=tuple(self._certificate(each) for each in self._climbed),
            seconds=seconds,
        )

    def _run(self, clock: Clock, news: Callable[[float, float], None]) -> Run:
        return Run(clock, _NODES, self._seed, news, self._monitor.cancelled)

    def _news(self, aim: Aim) -> Callable[[float, float], None]:
        def tell(value: float, bound: float) -> None:
            self._monitor.report(aim=aim.name, incumbent=value, bound=bound)

        return tell

    def _certificate(self, rung: _Climbed) -> Certificate:
        """Certify a rung, by the last plan where that is even better than the one the rung ended with."""
        aim, outcome = rung.aim, rung.outcome
        delivered = aim.at(self.formulation, self.values)
        rises = outcome.bound > outcome.objective
        reached = max(outcome.objective, delivered) if rises else min(outcome.objective, delivered)
        unproven = Status.CANCELLED if rung.cancelled else Status.LIMIT
        return Certificate(
            aim=aim.name,
            status=Status.OPTIMAL if outcome.settled else unproven,
            objective=reached,
            bound=outcome.bound,
            delivered=delivered,
            gap=relative_gap(objective=reached, bound=outcome.bound),
            seconds=rung.seconds,
            seed=self._seed,
            tolerance=aim.tolerance,
            unique=outcome.unique,
            groups=self._groups(aim, outcome),
        )

    def _groups(self, aim: Aim, outcome: Outcome) -> tuple[GroupAmount, ...]:
        if not isinstance(aim, Fair):
            return ()
        figures = Figures.of(self._problem, self.formulation.plan(self.values))
        known = outcome.known and outcome.unique
        found = figures.amounts[aim.service].items()
        rows = [GroupAmount(name, amount, amount if known else float("inf")) for name, amount in found]
        return tuple(sorted(rows, key=lambda each: (each.amount, each.group)))
