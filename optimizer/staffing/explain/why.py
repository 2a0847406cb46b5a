"""Why this person: what the next best people for a post would cost, and who would have to move for them.

Nothing is estimated: the ladder is climbed again with the other person locked to the post and the chosen one
barred from it. Large problems are climbed around the post only, with everybody farther away kept as planned;
the certificates of the plan then say how far the figures are proven for all plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.clock import Clock
from optimizer.errors import PlanError
from optimizer.staffing.aims import Aim
from optimizer.staffing.explain.again import Again
from optimizer.staffing.explain.reached import prepared, reached
from optimizer.staffing.explain.trials import TOLD, Alternative, Figure, Trials
from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import StaffingProblem
from optimizer.staffing.rung import Effort
from optimizer.staffing.solve import StaffingResult

__all__ = ["Alternative", "Figure", "Why", "why"]

#: Most other people that are tried, and the best of them that are looked at twice.
_TRIED = 12
_TWICE = 4


@dataclass(frozen=True)
class Why:
    """The reasons for a pair.

    Attributes
    ----------
    person, post : str
    locked : bool
        Whether the pair is locked: then it needs no reason; the alternatives are those without the lock.
    allowed : int
        How many may serve the post, the chosen ones included.
    others : int
        How many of them the plan has not chosen for it.
    tried : int
        Other people for whom the ladder was climbed again.
    impossible : tuple of str
        People tried in vain: no plan that keeps all rules has them there.
    sure : bool
        Whether nobody who was not tried can be better than those told.
    alternatives : tuple of Alternative
        At most three, the best first.
    seconds : float
    """

    person: str
    post: str
    locked: bool
    allowed: int
    others: int
    tried: int
    impossible: tuple[str, ...]
    sure: bool
    alternatives: tuple[Alternative, ...]
    seconds: float


def why(
    problem: StaffingProblem,
    *,
    ladder: Sequence[Aim],
    result: StaffingResult,
    person: str,
    post: str,
    effort: Effort | None = None,
    seconds: float = 20.0,
) -> Why:
    """Say what the next best three people for a post would cost.

    Parameters
    ----------
    problem : StaffingProblem
    ladder : sequence of Aim
    result : StaffingResult
        Of this problem and ladder.
    person, post : str
        A pair of its plan.
    effort : Effort, optional
        For each alternative; its gap is tightened, as a single pair weighs little in the whole.
    seconds : float
        Wall time; at least one other person is tried.

    Raises
    ------
    PlanError
        When the plan does not have the pair.
    ProblemError
        When the result is not of this ladder.
    """
    clock, effort = Clock(seconds), effort or Effort()
    problem = prepared(problem, ladder)
    arc = _arc(problem, result.plan, person, post)
    rungs = reached(problem, ladder=ladder, result=result)
    trials = Trials(problem, rungs, result.plan, arc, effort)
    others = trials.candidates()
    found: list[tuple[int, Again]] = []
    tried = 0
    for each in others[:_TRIED]:
        if tried and clock.left() <= 0:
            break
        share = clock.left() / max(1, min(others.size - tried, TOLD))
        again = trials.climb(int(each), Clock(max(share, 1.0)))
        tried += 1
        if again is not None:
            found.append((int(each), again))
    found.sort(key=lambda pair: trials.rank(*pair))
    best = [
        (other, trials.better(other, again, _share(clock, place)))
        for place, (other, again) in enumerate(found[:_TWICE])
    ]
    found = sorted([*best, *found[_TWICE:]], key=lambda pair: trials.rank(*pair))
    told = [trials.alternative(other, again) for other, again in found[:TOLD]]
    people, arcs = problem.people.ids, problem.arcs
    possible = {other for other, _ in found}
    return Why(
        person=person,
        post=post,
        locked=bool(arcs.locked[arc]),
        allowed=int((arcs.post == arcs.post[arc]).sum()),
        others=int(others.size),
        tried=tried,
        impossible=tuple(people[arcs.person[a]] for a in others[:tried] if int(a) not in possible),
        sure=trials.sure(found, told, all_tried=tried == others.size),
        alternatives=tuple(told),
        seconds=clock.elapsed(),
    )


def _share(clock: Clock, place: int) -> Clock:
    return Clock(clock.left() / (_TWICE - place))


def _arc(problem: StaffingProblem, plan: Plan, person: str, post: str) -> int:
    if (person, post) not in plan.pairs(problem):
        raise PlanError(f"pair: the plan does not have {person!r} at {post!r}; ask about a pair of the plan")
    p, d = problem.people.ids.index(person), problem.posts.ids.index(post)
    return int(np.flatnonzero((problem.arcs.person == p) & (problem.arcs.post == d))[0])
