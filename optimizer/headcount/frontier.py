"""What more fairness costs: the plans between the cheapest and the fairest of which none beats another.

Amounts are whole people over a need, so there are finitely many levels of the least amount. Asking for more
than the midpoint between two plans gives the cheapest plan above it; at its cost the least amount is raised
as far as it goes, and both halves are looked at in the same way until nothing lies between neighbours: one
objective is a constraint (Haimes, Lasdon and Wismer, IEEE Trans. Syst. Man Cybern. 1, 1971).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.headcount.aims import Aim, Cost, Short
from optimizer.headcount.fairness import Fair, least_amount, next_level, require_more
from optimizer.headcount.plan import Figures, Plan
from optimizer.headcount.problem import HeadcountProblem
from optimizer.headcount.solve import Ladder, share_of
from optimizer.monitor import Monitor, Silent
from optimizer.result import Certificate, Status

__all__ = ["Frontier", "FrontierPoint", "frontier"]


@dataclass(frozen=True)
class FrontierPoint:
    """A plan than which none is both cheaper and fairer.

    Attributes
    ----------
    level : float
        Least amount of the service.
    yuan : int
        Cost over all years.
    plan : Plan
    figures : Figures
    certificates : tuple of Certificate
        Of the aims above, of the cost (at that level or more) and of the least amount (at that cost).
    proven : bool
    """

    level: float
    yuan: int
    plan: Plan
    figures: Figures
    certificates: tuple[Certificate, ...]
    proven: bool


@dataclass(frozen=True)
class Frontier:
    """The points from the cheapest to the fairest.

    Attributes
    ----------
    points : tuple of FrontierPoint
    complete : bool
        Each is proven, and there is no other; False when there are more, or time ran out.
    seconds : float
    """

    points: tuple[FrontierPoint, ...]
    complete: bool
    seconds: float


def frontier(
    problem: HeadcountProblem,
    *,
    service: str,
    points: int = 10,
    seconds: float = 60.0,
    seed: int = 0,
    above: Sequence[Aim] = (Short(True), Short(False)),
    monitor: Monitor | None = None,
) -> Frontier:
    """Return cost against the least amount of a service.

    Parameters
    ----------
    problem : HeadcountProblem
    service : str
    points : int
        Most points, at least 2; where there are more, the widest gaps in the level are filled first.
    seconds : float
        Wall time for all of them.
    seed : int
    above : sequence of Aim
        Decided first, and kept by every point.
    monitor : Monitor, optional

    Returns
    -------
    Frontier

    Raises
    ------
    ProblemError
    """
    if points < 2:
        raise ProblemError(f"points: {points} found; give at least 2")
    problem.service(service)
    search = _Search(problem, service, tuple(above), Clock(seconds), seed, monitor or Silent())
    return search.run(points)


@dataclass(frozen=True)
class _Found:
    """A point with its exact level."""

    level: Fraction
    point: FrontierPoint


@dataclass(frozen=True)
class _Gap:
    """Two points between which others may lie, none of them above `top`.

    Where `halved`, everything above `top` has just been looked at.
    """

    left: _Found
    right: _Found
    top: Fraction
    halved: bool = False

    @property
    def width(self) -> Fraction:
        return self.top - self.left.level


@dataclass(frozen=True)
class _Search:
    """Looks for points of one problem."""

    problem: HeadcountProblem
    service: str
    above: tuple[Aim, ...]
    clock: Clock
    seed: int
    monitor: Monitor

    def run(self, most: int) -> Frontier:
        fair, cost = Fair(self.service, 1), Cost()
        fairest = self._found((*self.above, fair, cost), start=None, beyond=None)
        cheapest = self._found((*self.above, cost, fair), start=None, beyond=None)
        found = {each.level: each for each in (cheapest, fairest)}
        gaps = [_Gap(cheapest, fairest, fairest.level)] if len(found) > 1 else []
        while gaps and len(found) < most and not self.clock.over(self.monitor):
            gap = max(gaps, key=lambda each: (each.width, each.left.level))
            gaps.remove(gap)
            if next_level(self.problem, self.service, gap.left.level) > gap.top:
                continue
            middle = gap.left.level if gap.halved else (gap.left.level + gap.top) / 2
            new = self._found((*self.above, cost, fair), start=gap.right.point.plan, beyond=middle)
            gaps += _parted(gap, new, middle)
            found.setdefault(new.level, new)
        open_gaps = [gap for gap in gaps if next_level(self.problem, self.service, gap.left.level) <= gap.top]
        points = tuple(found[level].point for level in sorted(found))
        complete = not open_gaps and all(each.proven for each in points)
        return Frontier(points, complete, self.clock.elapsed())

    def _found(self, aims: tuple[Aim, ...], *, start: Plan | None, beyond: Fraction | None) -> _Found:
        """Climb a ladder among the plans whose least amount is more than a level."""
        ladder = Ladder(self.problem, seed=self.seed, monitor=self.monitor, start=start)
        if beyond is not None:
            require_more(ladder.formulation, self.service, beyond)
        for place, aim in enumerate(aims):
            ladder.climb(aim, seconds=share_of(self.clock, aims[place:]))
        ladder.tidy(seconds=self.clock.left())
        result = ladder.result(seconds=0.0)
        level = least_amount(ladder.formulation, self.service, ladder.values)
        point = FrontierPoint(
            level=float(level),
            yuan=result.figures.yuan,
            plan=result.plan,
            figures=result.figures,
            certificates=result.certificates,
            proven=all(each.status is Status.OPTIMAL for each in result.certificates),
        )
        return _Found(level, point)


def _parted(gap: _Gap, new: _Found, middle: Fraction) -> list[_Gap]:
    """Return what is still open of a gap once the cheapest point above a level of it is known."""
    if new.level >= gap.right.level:
        return [] if gap.halved else [replace(gap, top=middle, halved=True)]
    # A new point is the cheapest above the middle: nothing lies between the middle and it.
    upper = _Gap(new, gap.right, gap.top)
    return [upper] if gap.halved else [_Gap(gap.left, new, middle, halved=True), upper]
