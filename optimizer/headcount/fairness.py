"""The least amounts as large as can be, then the next: exact for whole people.

Amounts are whole parts over a need, so there are finitely many levels, and "more than a level" is "so many
parts at least". At each level two questions are asked: how high can all that are still free be raised, and
how many of them can have more at once. As many groups as the second one leaves stay at the level; which ones
is left open, because another choice may be better for the rest (Ogryczak and Śliwiński, "On direct methods
for lexicographic min-max optimization", ICCSA 2006, doi:10.1007/11751595_85).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from optimizer.errors import ProblemError
from optimizer.headcount.aims import Ascent, Outcome
from optimizer.headcount.formulation import Formulation
from optimizer.headcount.parts import Ints
from optimizer.headcount.problem import HeadcountProblem
from optimizer.headcount.program import Expression, Program

__all__ = ["Fair", "least_amount", "next_level", "require_more"]

#: Steps in which the lowest amount is counted while it is raised; what they leave open is asked exactly.
_STEPS = 2**10


@dataclass(frozen=True)
class Fair:
    """The sorted amounts of a service as large as can be, the least first.

    Attributes
    ----------
    service : str
    depth : int or None
        How many of the sorted amounts count: 1 is max-min, None is all of them (leximin).
    """

    service: str
    depth: int | None = 1

    def __post_init__(self) -> None:
        if self.depth is not None and self.depth < 1:
            raise ProblemError(f"depth: {self.depth} found; give a number >= 1, or None for all amounts")

    @property
    def name(self) -> str:
        """Name in certificates."""
        return f"fair:{self.service}"

    @property
    def tolerance(self) -> float:
        """None: later rungs keep all amounts that were decided."""
        return 0.0

    def at(self, formulation: Formulation, values: Ints) -> float:
        """Return the least amount."""
        return float(min(_amounts(_groups(formulation, self.service), values)))

    def climb(self, ascent: Ascent) -> Outcome:
        """Raise the amounts, level by level."""
        return _Descent(ascent, self).run()


@dataclass(frozen=True)
class _Group:
    """What a group has, in whole parts, and how many parts are an amount of one."""

    parts: Expression
    unit: Fraction

    def least(self, level: Fraction) -> int:
        """Fewest parts of an amount that is at least the level."""
        return math.ceil(level * self.unit)

    def above(self, level: Fraction) -> int:
        """Fewest parts of an amount that is more than the level."""
        return math.floor(level * self.unit) + 1


def _groups(formulation: Formulation, service: str) -> list[_Group]:
    found = formulation.amounts(formulation.problem.service(service))
    return [_Group(parts, unit) for parts, unit in found.values()]


def _amounts(groups: list[_Group], values: Ints) -> list[Fraction]:
    return [group.parts.at(values) / group.unit for group in groups]


def least_amount(formulation: Formulation, service: str, values: Ints) -> Fraction:
    """Return the least amount at a point, exactly."""
    return min(_amounts(_groups(formulation, service), values))


def next_level(problem: HeadcountProblem, service: str, level: Fraction) -> Fraction:
    """Return the least amount above a level that some group could have."""
    groups = _groups(Formulation(problem), service)
    return min(group.above(level) / group.unit for group in groups)


def require_more(formulation: Formulation, service: str, level: Fraction) -> None:
    """Add rows: every group of a service has more than a level."""
    for group in _groups(formulation, service):
        formulation.program.at_least(group.parts, group.above(level))


class _Descent:
    """The levels of a service, from the lowest."""

    def __init__(self, ascent: Ascent, aim: Fair) -> None:
        self._formulation, self._run, self._best = ascent.formulation, ascent.run, ascent.values
        self._program = ascent.formulation.program
        self._groups = _groups(ascent.formulation, aim.service)
        self._depth = min(aim.depth or len(self._groups), len(self._groups))
        #: Flags of groups that may still be raised; None for all of them.
        self._free: list[int] | None = None
        #: How many groups stay at the levels that are done.
        self._low = 0

    def run(self) -> Outcome:
        """Go through the levels until the depth is reached or the time is over."""
        bounds: list[Fraction] = []
        settled = True
        while settled and self._low < self._depth:
            last = self._low + 1 >= self._depth
            bound = self._raise()
            if last and bound == self._level():
                self._hold(self._program, bound)
            else:
                level, settled = self._part(kept=not last)
                bound = level if settled else max(bound, level)
            bounds.append(bound)
            if last:
                break
        return Outcome(
            self._best,
            float(min(_amounts(self._groups, self._best))),
            float(bounds[0]),
            settled=settled,
            unique=settled and self._alone(),
            known=settled and self._depth == len(self._groups),
        )

    def _level(self) -> Fraction:
        """Amount of the lowest free group in the best plan."""
        return sorted(_amounts(self._groups, self._best))[self._low]

    def _raise(self) -> Fraction:
        """Raise the lowest free group in steps; return a level that none goes beyond."""
        question = self._program.branch()
        most = max(group.unit for group in self._groups)
        steps = [math.floor(_STEPS * most / group.unit) for group in self._groups]
        tops = [step * self._top(group) for step, group in zip(steps, self._groups, strict=True)]
        # The group that is lowest is one of those that are free: all but `low`.
        top = sorted(tops)[self._low]
        lowest = question.column(top)
        for g, group in enumerate(self._groups):
            counted = Expression({}).plus(group.parts, steps[g]).plus(Expression({lowest: -1}))
            if self._free is not None:
                counted = counted.plus(Expression({self._free[g]: -top}, top))
            question.at_least(counted, 0)
        answer = question.minimise(Expression({lowest: -1}), self._run, start=self._best)
        self._consider(answer.values)
        reached, level = -answer.bound, self._level()
        if all(step * group.above(level) > reached for step, group in zip(steps, self._groups, strict=True)):
            return level
        free = zip(steps, self._groups, strict=True)
        return max(level, max(reached // step / group.unit for step, group in free))

    def _part(self, *, kept: bool) -> tuple[Fraction, bool]:
        """Find the level that not all free groups can go beyond, and how many can.

        Returns the level, and whether both are proven. The number is kept for what follows if `kept`.
        """
        while True:
            level = self._level()
            question = self._program.branch()
            self._hold(question, level)
            flags = self._flags(question, level)
            answer = question.minimise(Expression(dict.fromkeys(flags, -1)), self._run, start=self._best)
            self._consider(answer.values, beyond=level)
            more = sum(amount > level for amount in _amounts(self._groups, self._best))
            if more + self._low < len(self._groups) or not answer.settled:
                break
        self._hold(self._program, level)
        if kept:
            self._free = self._flags(self._program, level)
            self._program.at_least(Expression(dict.fromkeys(self._free, 1)), more)
            self._low = len(self._groups) - more
        return level, answer.settled

    def _hold(self, program: Program, level: Fraction) -> None:
        """Add rows: no free group is below the level."""
        for g, group in enumerate(self._groups):
            least = group.least(level)
            if self._free is None:
                program.at_least(group.parts, least)
            else:
                program.at_least(group.parts.plus(Expression({self._free[g]: -least})), 0)

    def _flags(self, program: Program, level: Fraction) -> list[int]:
        """Add a flag for each group that is beyond the level, and was free."""
        under: list[int | None] = [None] * len(self._groups) if self._free is None else list(self._free)
        return [
            program.flag(group.parts, group.above(level), under=flag)
            for group, flag in zip(self._groups, under, strict=True)
        ]

    def _consider(self, values: Ints | None, *, beyond: Fraction | None = None) -> None:
        """Take a plan where its lowest free group, or the number beyond a level, is better."""
        if values is None:
            return
        point = self._formulation.values(self._formulation.plan(values))
        old, new = (sorted(_amounts(self._groups, each)) for each in (self._best, point))
        if beyond is None:
            better = new[self._low] > old[self._low]
        else:
            better = sum(each > beyond for each in new) > sum(each > beyond for each in old)
        if better:
            self._best = point

    def _alone(self) -> bool:
        """Whether no other plan as good gives one of the groups that are done more."""
        amounts = _amounts(self._groups, self._best)
        if not self._low:
            return True
        done = sorted(range(len(amounts)), key=lambda g: amounts[g])[: self._low]
        question = self._program.branch()
        flags = [question.flag(self._groups[g].parts, self._groups[g].parts.at(self._best) + 1) for g in done]
        question.at_least(Expression(dict.fromkeys(flags, 1)), 1)
        answer = question.minimise(Expression({}), self._run)
        return answer.settled and answer.values is None

    def _top(self, group: _Group) -> int:
        upper = self._program.upper
        return sum(number * upper[column] for column, number in group.parts.terms.items())
