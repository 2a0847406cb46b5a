"""The ladder climbed again with somebody else at a post, and what that tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.clock import Clock
from optimizer.staffing.explain.again import Again, climb_again
from optimizer.staffing.explain.around import Surroundings
from optimizer.staffing.explain.fragment import Fragment
from optimizer.staffing.explain.reached import Reached
from optimizer.staffing.fairness import Leximin
from optimizer.staffing.plan import Plan, tally
from optimizer.staffing.problem import Ints, StaffingProblem
from optimizer.staffing.rung import Effort

__all__ = ["TOLD", "Alternative", "Figure", "Trials"]

#: Other people told.
TOLD = 3
_GAP = 1e-7
_SAME = 1e-6

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """What a rung of the ladder comes to, in its own unit.

    Attributes
    ----------
    aim : str
    plan, other : float
        Value of the plan, and of the plan with the other person.
    bound : float or None
        No plan with the other person, and with no more on the rungs above, is better; None if unknown.
    exact : bool
        Whether `other` is proven: no plan with the other person does better on this rung without doing worse
        than this one on a rung above. What the rung's tolerance allows counts as no worse.
    gain : bool
        Whether the rung prefers `other`.
    """

    aim: str
    plan: float
    other: float
    bound: float | None
    exact: bool
    gain: bool = False


@dataclass(frozen=True)
class Alternative:
    """Another person for the post.

    Attributes
    ----------
    person : str
    minutes : float
        Journey to the post.
    figures : tuple of Figure
        In the order of the ladder.
    decides : str or None
        The first rung on which the plan is better; None when it is better on none.
    better : bool
        Whether the ladder prefers this: possible when a rung of the plan is not proven.
    ended, begun : tuple of (person id, post id)
        What else would change: pairs that the plan has, and pairs that it has not.
    exact : bool
        Whether all figures are.
    """

    person: str
    minutes: float
    figures: tuple[Figure, ...]
    decides: str | None
    better: bool
    ended: Pairs
    begun: Pairs
    exact: bool


class Trials:
    """One pair of a plan, and the ladder climbed again with somebody else in its place."""

    def __init__(
        self, problem: StaffingProblem, rungs: Sequence[Reached], plan: Plan, arc: int, effort: Effort
    ) -> None:
        self._problem, self._rungs, self._plan, self._arc = problem, rungs, plan, arc
        self._effort = Effort(min(effort.gap, _GAP), effort.nodes, min(effort.neighbourhoods, 4))
        self._around = Surroundings(problem, plan)

    def candidates(self) -> Ints:
        """Arcs of the others who may serve the post, the most promising first."""
        arcs, chosen = self._problem.arcs, self._plan.chosen
        others = np.flatnonzero((arcs.post == arcs.post[self._arc]) & ~chosen)
        costs = [each.linear.arc[others] for each in reversed(self._rungs)]
        # Whoever has room can step in at once; the others displace somebody.
        return others[np.lexsort((*costs, ~self._around.has_room(others, freed=self._arc)))]

    def climb(self, other: int, clock: Clock, *, wide: bool = False) -> Again | None:
        """Climb with another arc of the post in place of the chosen one."""
        people, posts = self._around.of(self._arc, other, wide=wide)
        fragment = Fragment.around(
            self._problem, self._plan, people=people, posts=posts, lock=other, ban=self._arc
        )
        if not self._around.fits(fragment.problem):
            return None
        return climb_again(fragment, self._rungs, near=self._plan, effort=self._effort, clock=clock)

    def better(self, other: int, again: Again, clock: Clock) -> Again:
        """Climb once more with more people free, unless nobody can be better."""
        if self._around.whole or not any(self._key(again)) or clock.left() <= 0:
            return again
        wider = self.climb(other, clock, wide=True)
        return again if wider is None else min(again, wider, key=lambda each: self.rank(other, each))

    def rank(self, other: int, again: Again) -> tuple[float, ...]:
        """By the ladder, then by who else must move, then by the journey."""
        moved = float((again.plan.chosen != self._plan.chosen).sum())
        return (*self._key(again), moved, float(self._problem.arcs.minutes[other]), float(other))

    def _key(self, again: Again, *, rungs: int | None = None) -> tuple[float, ...]:
        """By how much each rung is beyond what the plan may have; below the first that is, by its value."""
        key: list[float] = []
        for each, value in zip(self._rungs[:rungs], again.values, strict=True):
            if any(key) or not each.aim.tolerance:
                key += self._differences(each, value, again.plan)
            else:
                key.append(_beyond(each, value))
        return tuple(key)

    def _differences(self, rung: Reached, value: float, plan: Plan) -> list[float]:
        """What another plan has more of a rung; for all levels of amounts where these count."""
        here, there = [rung.value], [value]
        if isinstance(rung.aim, Leximin) and rung.aim.depth != 1:
            place = rung.aim.place(self._problem)
            told = [tally(each, self._problem).amounts[place] for each in (self._plan, plan)]
            here, there = ((-np.sort(each)).tolist() for each in told)
        apart = [b - a for a, b in zip(here, there, strict=True)]
        return [0.0 if abs(x) <= _SAME * max(1.0, abs(value)) else float(f"{x:.6g}") for x in apart]

    def alternative(self, other: int, again: Again) -> Alternative:
        """Tell a trial in the units of the aims."""
        problem, arcs = self._problem, self._problem.arcs
        figures = self._figures(again)
        # Within its tolerance a rung decides nothing.
        first, better = self._decides(again)
        ended = self._plan.chosen & ~again.plan.chosen
        begun = again.plan.chosen & ~self._plan.chosen
        ended[self._arc] = begun[other] = False
        return Alternative(
            person=problem.people.ids[arcs.person[other]],
            minutes=float(arcs.minutes[other]),
            figures=figures,
            decides=None if better else first,
            better=better,
            ended=Plan(ended).pairs(problem),
            begun=Plan(begun).pairs(problem),
            exact=all(figure.exact for figure in figures),
        )

    def _decides(self, again: Again) -> tuple[str | None, bool]:
        """The first rung that differs, and whether it prefers the other plan."""
        for place, each in enumerate(self._rungs):
            key = self._key(replace(again, values=again.values[: place + 1]), rungs=place + 1)
            over = next((x for x in key if x), 0.0)
            if over:
                return each.aim.name, over < 0
        return None, False

    def _figures(self, again: Again) -> tuple[Figure, ...]:
        problem, found = self._problem, []
        proven, within = True, True
        for place, (each, value) in enumerate(zip(self._rungs, again.values, strict=True)):
            here = self._around.whole and again.proven[place]
            free = again.within[place] and not _beyond(each, value)
            bound = value if here else each.bound if within else None
            met = bound is not None and value <= bound + _SAME * max(1.0, abs(value))
            proven = proven and (here or met or (free and each.aim.tolerance > 0))
            within = again.within[place]
            report = each.aim.report
            told = None if bound is None else report(bound, problem)
            mine, other = report(each.value, problem), report(value, problem)
            found.append(Figure(each.aim.name, mine, other, told, proven, gain=value < each.value))
        return tuple(found)

    def sure(self, found: list[tuple[int, Again]], told: list[Alternative], *, all_tried: bool) -> bool:
        """All were tried to the end, or three cost nothing, which nobody can beat."""
        free = [not any(self._key(again)) for _, again in found[:TOLD]]
        if len(free) == TOLD and all(free) and all(each.exact for each in told):
            return True
        ended = all(all(again.proven) for _, again in found)
        return all_tried and (len(found) <= TOLD or (self._around.whole and ended))


def _beyond(rung: Reached, value: float) -> float:
    over = value - rung.ceiling
    return over if over > _SAME * max(1.0, abs(rung.ceiling)) else 0.0
