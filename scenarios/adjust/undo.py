"""What becomes of a plan when some of its moves are undone: rules that break, aims that get worse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.staffing import Aim, Changes, Leximin, Plan, StaffingProblem
from optimizer.staffing.fairness import MaxMin
from optimizer.staffing.plan import broken_rows, hired_by, tally

__all__ = ["Broken", "Scales"]

_ROUNDING = 1e-7


@dataclass(frozen=True)
class Broken:
    """A rule that a plan breaks.

    Attributes
    ----------
    rule : str
        ``hours``, ``most``, ``heads``, ``hires``, ``lock``, or the name of a row of a rule.
    person : int
        Position of the person whom it is about, -1 for nobody.
    """

    rule: str
    person: int = -1


class Scales:
    """The rules and aims of a solved problem, to hold other plans against.

    Parameters
    ----------
    problem : StaffingProblem
    aims : tuple of Aim
        Those that it was solved for; changes are left out: whatever is undone is one change less.
    """

    def __init__(self, problem: StaffingProblem, aims: tuple[Aim, ...]) -> None:
        for aim in aims:
            problem = aim.prepare(problem)
        self.problem = problem
        self.aims = tuple(aim for aim in aims if not isinstance(aim, Changes))
        self._linear = [aim.linear(problem) for aim in self.aims]

    def worse(self, plan: Plan, other: Plan) -> Aim | None:
        """Return the first aim on which another plan differs if it is worse there; None when it is not."""
        for aim, mine, theirs in zip(self.aims, self._values(plan), self._values(other), strict=True):
            room = _ROUNDING * np.maximum(1.0, np.abs(mine))
            apart = np.flatnonzero(np.abs(theirs - mine) > room)
            if apart.size:
                return aim if theirs[apart[0]] > mine[apart[0]] else None
        return None

    def _values(self, plan: Plan) -> list[NDArray[np.float64]]:
        """Values to be small, aim by aim; of least amounts all of them, the least first."""
        found = []
        for aim, linear in zip(self.aims, self._linear, strict=True):
            if isinstance(aim, Leximin) and not isinstance(aim, MaxMin):
                found.append(-np.sort(tally(plan, self.problem).amounts[aim.place(self.problem)]))
            else:
                found.append(np.array([linear.at(plan, self.problem)]))
        return found

    def broken(self, plan: Plan) -> Broken | None:
        """Return a rule that a plan breaks; the budget of moves is not looked at."""
        problem, chosen = self.problem, plan.chosen
        people, posts, arcs = problem.people, problem.posts, problem.arcs
        mine = arcs.person[chosen]
        held = np.bincount(mine, minlength=len(people.ids))
        hours = np.bincount(mine, arcs.load[chosen], len(people.ids))
        for rule, over in (
            ("most", ~people.hire & (held > people.most)),
            ("hours", ~people.hire & (hours > people.hours * (1 + _ROUNDING) + _ROUNDING)),
        ):
            if over.any():
                return Broken(rule, int(np.flatnonzero(over)[0]))
        if (np.bincount(arcs.post[chosen], minlength=len(posts.ids)) > posts.most).any():
            return Broken("heads")
        if hired_by(plan, problem).sum() > problem.most_hired:
            return Broken("hires")
        if (arcs.locked & ~chosen).any():
            return Broken("lock")
        rows = np.flatnonzero(broken_rows(plan, problem) > 0)
        return Broken(problem.extras.row_names[rows[0]]) if rows.size else None

    def lacking(self, plan: Plan, start: str) -> dict[str, float]:
        """Return the columns of a plan whose name begins so, and what each is worth."""
        values = tally(plan, self.problem).extra
        names = self.problem.extras.names
        return {n: float(v) for n, v in zip(names, values, strict=True) if n.startswith(start)}
