"""What the loss of one person would do to a plan: who could step in beside what they have, and what stays
vacant when nobody else is moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.staffing.explain.spare import Spare, hand_over
from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import Ints, StaffingProblem

__all__ = ["Loss", "Losses", "losses"]


@dataclass(frozen=True)
class Loss:
    """What follows when one person leaves.

    Attributes
    ----------
    person : str
    posts : tuple of str
        What the person serves.
    hours : float
        Hours a year of that.
    backups : tuple of (post id, person id)
        Who could take a post over alone; the nearest, among equals the first.
    without : tuple of str
        Posts for which there is nobody.
    taken_over : tuple of (post id, person id)
        As many posts as others can take over at the same time, and who does.
    vacant : tuple of str
        Posts that stay short of somebody: those that the person serves and nobody takes over.
    exact : bool
        Whether more cannot be taken over, as far as nobody is moved.
    """

    person: str
    posts: tuple[str, ...]
    hours: float
    backups: tuple[tuple[str, str], ...]
    without: tuple[str, ...]
    taken_over: tuple[tuple[str, str], ...]
    vacant: tuple[str, ...]
    exact: bool


@dataclass(frozen=True)
class Losses:
    """What follows when any one person leaves.

    Attributes
    ----------
    people : tuple of Loss
        Of everybody who serves something, in the order of the problem; nobody of a place of hiring.
    worst : str or None
        The first of `worst_first`; None when no loss leaves any post short.
    without : tuple of str
        Posts in the plan of which some person has no backup, in the order of the problem.
    """

    people: tuple[Loss, ...]
    worst: str | None
    without: tuple[str, ...]

    def worst_first(self) -> tuple[Loss, ...]:
        """Order them by how many posts stay short, the most first, then by most hours, then by id."""
        return _worst_first(self.people)


def losses(problem: StaffingProblem, *, plan: Plan) -> Losses:
    """Take everybody out of a plan, one at a time.

    A post that has more people than it needs loses nothing when one of them leaves, so it needs no backup.
    Rules beside hours, most posts and arcs are not looked at: a backup helps out, it is no new plan.

    Parameters
    ----------
    problem : StaffingProblem
    plan : Plan
    """
    spare, arcs = Spare.beside(problem, plan), problem.arcs
    near = _Near(problem, plan, spare)
    found: list[Loss] = []
    held = np.flatnonzero(plan.chosen & ~problem.people.hire[arcs.person])
    held = held[np.lexsort((arcs.post[held], arcs.person[held]))]
    people, first = np.unique(arcs.person[held], return_index=True)
    for p, mine in zip(people, np.split(held, first)[1:], strict=True):
        found.append(_loss(problem, int(p), mine, near))
    without = {post for each in found for post in each.without}
    return Losses(
        people=tuple(found),
        worst=next((each.person for each in _worst_first(found) if each.vacant), None),
        without=tuple(post for post in problem.posts.ids if post in without),
    )


class _Near:
    """Arcs of people with room, post by post, the nearest first."""

    def __init__(self, problem: StaffingProblem, plan: Plan, spare: Spare) -> None:
        arcs = problem.arcs
        free = np.flatnonzero(~plan.chosen)
        free = free[spare.fits(problem, free)]
        order = np.lexsort((arcs.person[free], arcs.minutes[free], arcs.post[free]))
        self._arcs = free[order]
        self._first = np.searchsorted(arcs.post[self._arcs], np.arange(len(problem.posts.ids) + 1))
        heads = np.bincount(arcs.post[plan.chosen], minlength=len(problem.posts.ids))
        self.spare, self.beyond = spare, heads > problem.posts.need

    def of(self, post: int) -> Ints:
        """Arcs of one post."""
        return self._arcs[self._first[post] : self._first[post + 1]]


def _worst_first(people: Sequence[Loss]) -> tuple[Loss, ...]:
    # Loads that differ by round-off are equal, so that the id decides between them.
    return tuple(sorted(people, key=lambda each: (-len(each.vacant), -round(each.hours, 6), each.person)))


def _loss(problem: StaffingProblem, person: int, held: Ints, near: _Near) -> Loss:
    arcs, names, who = problem.arcs, problem.posts.ids, problem.people.ids
    posts = arcs.post[held]
    needy = posts[~near.beyond[posts]]
    options = [arcs_of[arcs.person[arcs_of] != person] for arcs_of in map(near.of, needy)]
    backups = {
        names[d]: who[arcs.person[each[0]]] for d, each in zip(needy, options, strict=True) if each.size
    }
    every = np.concatenate([*options, np.zeros(0, dtype=np.int64)])
    heads = np.zeros(len(names), dtype=np.int64)
    heads[needy] = 1
    over = hand_over(problem, near.spare, arcs=every, heads=heads, worth=np.ones(len(names)))
    taken = sorted((names[arcs.post[a]], who[arcs.person[a]]) for a in over.arcs)
    covered = {post for post, _ in taken}
    return Loss(
        person=who[person],
        posts=tuple(names[d] for d in posts),
        hours=float(arcs.load[held].sum()),
        backups=tuple(backups.items()),
        without=tuple(names[d] for d in needy if names[d] not in backups),
        taken_over=tuple(taken),
        vacant=tuple(names[d] for d in needy if names[d] not in covered),
        exact=over.exact,
    )
