"""Components: the parts of a problem are solved apart, side by side.

A rung that adds up over posts, or takes the worst of groups, is solved on every part by itself; values and
bounds add up, or the worst of them counts. What a rung has reached is kept in every part by itself: a plan
that is best of all is best in each. Only where a rung leaves room for later ones do the parts that it counts
share something from there on; then they are joined.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from optimizer.clock import Clock
from optimizer.result import Status
from optimizer.staffing.aims import Aim
from optimizer.staffing.board import Board, Shares, together
from optimizer.staffing.greedy import first_plan
from optimizer.staffing.linear import Linear
from optimizer.staffing.parts import Part, joined
from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import Floats, StaffingProblem
from optimizer.staffing.relaxation import Relaxation
from optimizer.staffing.rung import Effort, FairGoal, Goal, Outcome, Rung
from optimizer.staffing.search import climb

__all__ = ["Ascent", "Components"]


@dataclass(frozen=True)
class Ascent:
    """One rung to climb in all parts.

    Attributes
    ----------
    aim : Aim
    goal : Goal
        What it minimises on the whole problem.
    incumbent : Plan or None
        Of the whole problem; None on the first rung.
    clock : Clock
    news : callable
        Called with the linear value and bound of the whole.
    cancelled : callable
    """

    aim: Aim
    goal: Goal
    incumbent: Plan | None
    clock: Clock
    news: Callable[[float, float], None]
    cancelled: Callable[[], bool]


@dataclass(eq=False)
class _Piece:
    """A part, its relaxation, and what it has reached on the way: a ceiling for each rung so far."""

    part: Part
    relaxation: Relaxation
    ceilings: list[float]
    outcome: Outcome | None = None

    def reached(self) -> Outcome:
        assert self.outcome is not None
        return self.outcome


class Components:
    """The parts of a problem on their way up the ladder.

    Parameters
    ----------
    problem : StaffingProblem
    parts : sequence of Part
        From `split`.
    rungs : int
        Most rungs that are climbed.
    effort : Effort
    seed : int
    threads : int
        Most parts solved at the same time; it does not change the plan.
    """

    def __init__(
        self,
        problem: StaffingProblem,
        parts: Sequence[Part],
        *,
        rungs: int,
        effort: Effort,
        seed: int,
        threads: int,
    ) -> None:
        self._problem, self._rungs = problem, rungs
        self._effort, self._seed, self._threads = effort, seed, max(1, threads)
        self._pieces = [_Piece(part, Relaxation(part.problem, rungs=rungs, seed=seed), []) for part in parts]
        #: What the rungs so far hold: functions of the whole, and least amounts of the groups of services.
        self._limits: list[Linear] = []
        self._amounts: list[tuple[int, Floats]] = []

    # --- climbing

    def climb(self, ascent: Ascent) -> Outcome:
        """Climb a rung in every part and put plans, values and bounds together.

        Parts that run out of their share of the time go on with what the others have left.
        """
        linear, fair = ascent.goal.linear, ascent.goal.fair
        heads = [max(1.0, float(piece.part.problem.posts.need.sum())) for piece in self._pieces]
        counted = [piece.part.touched(linear) for piece in self._pieces]
        places = list(range(len(self._pieces)))
        first, last = (places, []) if linear.level.any() else self._order(counted)
        board = Board(linear, len(places), ascent.news)

        def one(place: int, shares: Shares) -> bool:
            # Sums are read as if every part were like this one, levels as they are.
            scale = 1.0 if linear.level.any() else sum(heads) / heads[place]
            report, effort = self._report(ascent.aim, scale=scale), self._effort.to(ascent.aim.gap)
            if place in last:
                report, effort = self._among(first, ascent.aim, effort)
            rung = self._rung(ascent, place, shares.take(place), report=report, effort=effort, board=board)
            self._pieces[place].outcome = self._climb(rung, self._pieces[place], ascent.incumbent)
            return rung.clock.left() > 0 or rung.proven()

        def late(waiting: Sequence[float], among: Sequence[int]) -> list[int]:
            """Climb in some parts, and return which of them ran out of their share of the time."""
            shares, found = Shares(ascent.clock, waiting, threads=self._threads), []
            for batch in (first, last):
                mine = [place for place in batch if place in among]
                done = pool.map(lambda place: one(place, shares), mine)
                found += [place for place, ended in zip(mine, done, strict=True) if not ended]
            return found

        with ThreadPoolExecutor(max_workers=self._threads) as pool:
            again = late([share * counts for share, counts in zip(heads, counted, strict=True)], places)
            # A descent through levels that was cut short would begin again at the top.
            if again and fair is None and ascent.clock.left() > 0 and not ascent.cancelled():
                late([heads[place] * (place in again) for place in places], again)
        return self._together(linear, fair)

    def _order(self, counted: Sequence[bool]) -> tuple[list[int], list[int]]:
        """Return the parts to begin with, and the one with most of the pairs that count, to end with."""
        pairs = [
            piece.part.arcs.size if counts else 0 for piece, counts in zip(self._pieces, counted, strict=True)
        ]
        most = int(np.argmax(pairs))
        places = list(range(len(pairs)))
        if 2 * pairs[most] <= sum(pairs):
            return places, []
        return [place for place in places if place != most], [most]

    def _report(self, aim: Aim, *, scale: float = 1.0, shift: float = 0.0) -> Callable[[float], float]:
        """Return how the value of a part is read as one of the whole."""
        return lambda value: aim.report(value * scale + shift, self._problem)

    def _among(
        self, others: Sequence[int], aim: Aim, effort: Effort
    ) -> tuple[Callable[[float], float], Effort]:
        """Return how a part is read, and its effort, when all others are done: the gap is that of the sum."""
        reached = [self._pieces[place].reached() for place in others]
        value = math.fsum(outcome.value for outcome in reached)
        open_ = value - math.fsum(outcome.bound for outcome in reached)
        taken = open_ / max(abs(value), 1e-9)
        gap = max(effort.gap - taken, effort.gap / 4)
        return self._report(aim, shift=value), replace(effort, gap=gap)

    def _rung(
        self,
        ascent: Ascent,
        place: int,
        clock: Clock,
        *,
        report: Callable[[float], float],
        effort: Effort,
        board: Board,
    ) -> Rung:
        """Set up the rung of one part."""
        piece, aim, whole = self._pieces[place], ascent.aim, ascent.goal
        part = piece.part
        goal = Goal(
            part.linear(whole.linear),
            None if whole.tie is None else part.linear(whole.tie),
            report=report,
            tighten=lambda bound: aim.tighten(bound, part.problem),
            fair=whole.fair,
        )
        return Rung(
            piece.relaxation,
            goal,
            effort=effort,
            clock=clock,
            news=lambda value, bound: board.write(place, value, bound),
            cancelled=ascent.cancelled,
        )

    def _climb(self, rung: Rung, piece: _Piece, incumbent: Plan | None) -> Outcome:
        start = None if incumbent is None else Plan(incumbent.chosen[piece.part.arcs])
        fair = rung.goal.fair
        if fair is not None and not piece.part.groups[fair.place].size:
            return _nobody(first_plan(piece.part.problem) if start is None else start)
        before = piece.outcome
        if before is None:
            return climb(rung, incumbent=start, seed=self._seed)
        # Once more, from where the time was up.
        rung.take_bound(before.bound)
        return climb(rung, incumbent=before.plan, seed=self._seed)

    def _together(self, linear: Linear, fair: FairGoal | None) -> Outcome:
        chosen = np.zeros(self._problem.arcs.post.size, dtype=np.bool_)
        outcomes = [piece.reached() for piece in self._pieces]
        for piece in self._pieces:
            chosen[piece.part.arcs] = piece.reached().plan.chosen
        amounts = bounds = None
        if fair is not None:
            amounts = np.full(len(self._problem.services[fair.place].groups), np.nan)
            bounds = amounts.copy()
            for piece in self._pieces:
                amounts[piece.part.groups[fair.place]] = piece.reached().amounts
                bounds[piece.part.groups[fair.place]] = piece.reached().bounds
            if fair.depth is not None:
                # Every part went down so many levels; of all together only the lowest so many count.
                last = np.unique(np.round(amounts, 9))[: fair.depth].max(initial=-np.inf)
                bounds = np.where(amounts > last + 1e-9, np.inf, bounds)
                amounts = np.minimum(amounts, last)
        order = (Status.CANCELLED, Status.LIMIT, Status.OPTIMAL)
        return Outcome(
            plan=Plan(chosen),
            value=together(linear, [outcome.value for outcome in outcomes]),
            bound=together(linear, [outcome.bound for outcome in outcomes]),
            status=min((outcome.status for outcome in outcomes), key=order.index),
            amounts=amounts,
            bounds=bounds,
            unique=all(outcome.unique for outcome in outcomes),
        )

    # --- keeping what is reached

    def keep_amounts(self, place: int, amounts: Floats) -> None:
        """Give every group of a service at least an amount from now on, each in its part."""
        self._amounts.append((place, amounts))
        for piece in self._pieces:
            piece.relaxation.keep_amounts(place, amounts[piece.part.groups[place]])
            piece.outcome = None

    def limit(self, linear: Linear, ceiling: float) -> None:
        """Keep ``linear <= ceiling`` from now on.

        Every part keeps the value that it has reached, which no plan that is best on the rung breaks: it is
        best in each of them. The room that a sum leaves to later rungs is shared by the parts that it counts.
        """
        self._limits.append(linear)
        for piece in self._pieces:
            piece.ceilings.append(piece.reached().value)
            piece.outcome = None
        room = ceiling - together(linear, [piece.ceilings[-1] for piece in self._pieces])
        counted = [piece for piece in self._pieces if piece.part.touched(linear)]
        if counted and room > 1e-9 * max(1.0, abs(ceiling)):
            counted = counted if len(counted) == 1 else [self._joined(counted)]
            counted[0].ceilings[-1] += room
        for piece in counted:
            piece.relaxation.limit(piece.part.linear(linear), piece.ceilings[-1])

    def _joined(self, pieces: Sequence[_Piece]) -> _Piece:
        """Make one of some pieces, with the arcs and cuts that they have found; hold earlier rungs."""
        part = joined(self._problem, [piece.part for piece in pieces])
        relaxation = Relaxation(part.problem, rungs=self._rungs, seed=self._seed)
        for piece in pieces:
            relaxation.adopt(piece.relaxation, np.searchsorted(part.arcs, piece.part.arcs))
        ceilings = [
            together(linear, [piece.ceilings[rung] for piece in pieces])
            for rung, linear in enumerate(self._limits)
        ]
        for linear, ceiling in zip(self._limits[:-1], ceilings[:-1], strict=True):
            if part.touched(linear):
                relaxation.limit(part.linear(linear), ceiling)
        for place, amounts in self._amounts:
            relaxation.keep_amounts(place, amounts[part.groups[place]])
        whole = _Piece(part, relaxation, ceilings)
        rest = [piece for piece in self._pieces if piece not in pieces]
        self._pieces = sorted([whole, *rest], key=lambda piece: -piece.part.posts.size)
        return whole


def _nobody(plan: Plan) -> Outcome:
    """The outcome of a rung of least amounts in a part that has no group."""
    none = np.zeros(0)
    return Outcome(plan, -math.inf, -math.inf, Status.OPTIMAL, none, none)
