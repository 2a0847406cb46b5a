"""What one more person would bring beside a plan, place by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.errors import ProblemError
from optimizer.staffing.explain.spare import Handover, one_person
from optimizer.staffing.plan import Plan, heads_short
from optimizer.staffing.problem import Floats, Ints, StaffingProblem

__all__ = ["Marginal", "Newcomer", "marginal"]


@dataclass(frozen=True)
class Newcomer:
    """Somebody who could be added.

    Attributes
    ----------
    id : str
        Unique among newcomers.
    group : str
        Where: what the heat list is by.
    kind : str
    hours : float
    most : int
        Most posts.
    posts : tuple of str
        Ids of the posts that the person may serve.
    load, minutes : ndarray of float, shape (posts,)
        Of each of these posts.
    """

    id: str
    group: str
    kind: str
    hours: float
    most: int
    posts: tuple[str, ...]
    load: Floats
    minutes: Floats


@dataclass(frozen=True)
class Marginal:
    """What a newcomer would bring.

    Attributes
    ----------
    id, group, kind : str
    gain : float
        Weighted shortage less when the person is added and nobody else is moved.
    bound : float
        Even when everybody may be moved the person lowers the least shortage by no more: whoever takes the
        person out of a plan leaves no more vacant than what the person served there.
    fills : tuple of str
        Posts that the person would take.
    minutes : float
        Mean journey to them; 0 for none.
    exact : bool
        Whether nothing else that the person could take is worth more.
    """

    id: str
    group: str
    kind: str
    gain: float
    bound: float
    fills: tuple[str, ...]
    minutes: float
    exact: bool


def marginal(problem: StaffingProblem, *, plan: Plan, newcomers: Sequence[Newcomer]) -> tuple[Marginal, ...]:
    """Add each newcomer alone to a plan; the largest gain comes first, then group, kind and id.

    Parameters
    ----------
    problem : StaffingProblem
    plan : Plan
    newcomers : sequence of Newcomer

    Raises
    ------
    ProblemError
        When a newcomer names an unknown post, one twice, or lists of different lengths.
    """
    post_of = {post: d for d, post in enumerate(problem.posts.ids)}
    short = heads_short(plan, problem)
    found = [_one(problem, each, _places(each, post_of), short) for each in newcomers]
    return tuple(sorted(found, key=lambda each: (-each.gain, each.group, each.kind, each.id)))


def _one(problem: StaffingProblem, newcomer: Newcomer, posts: Ints, short: Floats) -> Marginal:
    weight, need = problem.posts.weight[posts], problem.posts.need[posts]

    def best(worth: Floats) -> Handover:
        return one_person(
            worth=worth,
            minutes=newcomer.minutes,
            load=newcomer.load,
            hours=newcomer.hours,
            most=newcomer.most,
        )

    taken = best(np.where(short[posts] > 0, weight, 0.0))
    gain = float(weight[taken.arcs].sum())
    free = best(np.where(need > 0, weight, 0.0))
    # A knapsack that was not solved to the end is no bound; every post together is.
    most = float(weight[free.arcs if free.exact else np.flatnonzero(need > 0)].sum())
    return Marginal(
        id=newcomer.id,
        group=newcomer.group,
        kind=newcomer.kind,
        gain=gain,
        bound=max(gain, min(most, float(short @ problem.posts.weight))),
        fills=tuple(newcomer.posts[a] for a in taken.arcs),
        minutes=float(newcomer.minutes[taken.arcs].mean()) if taken.arcs.size else 0.0,
        exact=taken.exact,
    )


def _places(newcomer: Newcomer, post_of: Mapping[str, int]) -> Ints:
    unknown = [post for post in newcomer.posts if post not in post_of]
    if unknown:
        raise ProblemError(
            f"newcomer {newcomer.id!r}: there is no post {unknown[0]!r}; {len(unknown)} in all"
        )
    if len(set(newcomer.posts)) != len(newcomer.posts):
        raise ProblemError(f"newcomer {newcomer.id!r}: a post stands twice; give each once")
    sizes = {len(newcomer.posts), newcomer.load.size, newcomer.minutes.size}
    if len(sizes) != 1:
        raise ProblemError(f"newcomer {newcomer.id!r}: give one load and one journey a post")
    return np.array([post_of[post] for post in newcomer.posts], dtype=np.int64)
