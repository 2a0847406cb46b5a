"""Which few rules cannot hold together: why posts stay vacant although somebody is wanted there.

A Farkas ray of the linear program names rules that contradict each other; then each of them is let go in
turn, and stays out where the rest is still impossible. What is left is irreducible: without any one of it
the rest can hold (Chinneck and Dravnieks, ORSA J. Computing 3, 1991).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.staffing.explain.counting import counted
from optimizer.staffing.explain.elements import Element, Holding
from optimizer.staffing.explain.fragment import Fragment
from optimizer.staffing.plan import Plan, heads_short
from optimizer.staffing.problem import Bools, StaffingProblem

__all__ = ["Conflict", "Element", "conflict"]


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot hold together.

    Attributes
    ----------
    elements : tuple of Element
        In the order of the problem: needs, people, numbers, rules, locks. Pairs that are no arcs cannot be:
        travel limit, jurisdiction and qualification have ruled them out before.
    linear : bool
        Whether that shows without whole numbers and without counting how many posts fit.
    exact : bool
        Whether every one of them is proven to be needed; else some may be too many, and where `proven` is
        False even all together may be possible.
    proven : bool
        Whether they are proven to be impossible together.
    seconds : float
    """

    elements: tuple[Element, ...]
    linear: bool
    exact: bool
    proven: bool
    seconds: float


def conflict(
    problem: StaffingProblem,
    *,
    posts: Collection[str] | None = None,
    plan: Plan | None = None,
    nodes: int = 2000,
    seconds: float = 30.0,
) -> Conflict | None:
    """Say why some posts cannot all be filled.

    Parameters
    ----------
    problem : StaffingProblem
    posts : collection of str, optional
        Ids of the posts that must be filled; all where left out, or those that are short in a plan.
    plan : Plan, optional
        The posts that it fills must stay filled, whoever fills them.
    nodes : int
        Of each integer program.
    seconds : float
        When they are over, the conflict is what has been found so far, see `Conflict.exact`.

    Returns
    -------
    Conflict or None
        None when all these posts can be filled.

    Raises
    ------
    ProblemError
        When there is no post of such an id.
    """
    clock = Clock(seconds)
    wanted = _wanted(problem, posts, plan)
    known = counted(problem, wanted, plan, clock=clock)
    if known is not None and clock.left() <= 0:
        # What is counted is impossible, whether or not there is time to see what could be left out.
        exact = known.elements == known.needed
        return Conflict(_in_order(problem, known.elements), False, exact, True, clock.elapsed())
    if known is not None:
        # Nothing else is in the conflict: no rule, no lock, no other post.
        posts_in = frozenset(each.name for each in known.elements if each.kind == "need")
        holding = Holding(_bare(problem, posts_in), posts_in)
        return _Search(holding, nodes, clock).run_from(known.elements, known.needed)
    return _Search(Holding(_near(problem, wanted, plan), wanted), nodes, clock).run()


def _in_order(problem: StaffingProblem, elements: Collection[Element]) -> tuple[Element, ...]:
    """Needs in the order of the posts, then what binds people in the order of the people."""
    places = {each: place for place, each in enumerate(problem.posts.ids)}
    rank = {each: place for place, each in enumerate(problem.people.ids)}
    posts = [each for each in elements if each.kind == "need"]
    people = [each for each in elements if each.kind != "need"]
    return (
        *sorted(posts, key=lambda each: places[each.name]),
        *sorted(people, key=lambda each: rank[each.name]),
    )


def _wanted(problem: StaffingProblem, posts: Collection[str] | None, plan: Plan | None) -> frozenset[str]:
    ids = problem.posts.ids
    unknown = sorted(set(posts or ()) - set(ids))
    if unknown:
        raise ProblemError(f"posts: there is no post {unknown[0]!r}; {len(unknown)} in all")
    short = np.zeros(len(ids)) if plan is None else heads_short(plan, problem)
    filled = {post for post, n in zip(ids, short, strict=True) if not n} if plan is not None else set()
    return frozenset(ids if posts is None else posts) | frozenset(filled)


def _bare(problem: StaffingProblem, posts: frozenset[str]) -> StaffingProblem:
    """Some posts and whoever may serve them, without rules, locks and budgets."""
    inside = np.array([each in posts for each in problem.posts.ids], dtype=np.bool_)
    people = np.zeros(len(problem.people.ids), dtype=np.bool_)
    people[problem.arcs.person[inside[problem.arcs.post]]] = True
    free = replace(problem.arcs, locked=np.zeros(problem.arcs.post.size, dtype=np.bool_))
    none = np.zeros(len(problem.extras.row_names), dtype=np.bool_)
    loose = replace(_with_rows(problem, none), arcs=free, most_moved=None, services=())
    nobody = Plan(np.zeros(problem.arcs.post.size, dtype=np.bool_))
    return Fragment.around(loose, nobody, people=people, posts=inside).problem


def _near(problem: StaffingProblem, wanted: frozenset[str], plan: Plan | None) -> StaffingProblem:
    """Cut off what no chain of moves ties to a vacant post: those posts stay as the plan fills them."""
    problem = _without_prices(problem)
    tied = problem.most_moved is not None or problem.people.hire.any()
    if plan is None or tied or (problem.arcs.locked & ~plan.chosen).any():
        return problem
    asked = np.array([each in wanted for each in problem.posts.ids], dtype=np.bool_)
    people, posts = _reached(problem, plan, asked)
    if not posts.any():
        return problem
    # Everybody who may serve these posts is in, so nobody else could help.
    near = Fragment.around(problem, plan, people=people, posts=posts).problem
    rows = np.zeros(len(near.extras.row_names), dtype=np.bool_)
    for entries in (near.extras.arcs, near.extras.shorts):
        rows[entries.row] = True
    return _with_rows(near, rows)


def _reached(problem: StaffingProblem, plan: Plan, asked: Bools) -> tuple[Bools, Bools]:
    """People and posts that chains of moves from the vacant posts among those asked for can reach."""
    arcs, extras = problem.arcs, problem.extras
    posts = asked & (heads_short(plan, problem) > 0)
    people = np.zeros(len(problem.people.ids), dtype=np.bool_)
    rows, columns = (np.zeros(len(each), dtype=np.bool_) for each in (extras.row_names, extras.names))
    while True:
        before = people.sum() + posts.sum() + rows.sum()
        people[arcs.person[posts[arcs.post]]] = True
        posts[arcs.post[plan.chosen & people[arcs.person] & asked[arcs.post]]] = True
        touched = people[arcs.person] | posts[arcs.post]
        rows[extras.arcs.row[touched[extras.arcs.column]]] = True
        rows[extras.shorts.row[posts[extras.shorts.column]]] = True
        columns[extras.others.column[rows[extras.others.row]]] = True
        rows[extras.others.row[columns[extras.others.column]]] = True
        mine = extras.arcs.column[rows[extras.arcs.row]]
        people[arcs.person[mine]] = posts[arcs.post[mine]] = True
        posts[extras.shorts.column[rows[extras.shorts.row]]] = True
        if people.sum() + posts.sum() + rows.sum() == before:
            return people, posts


def _without_prices(problem: StaffingProblem) -> StaffingProblem:
    """Drop the rows that a plan may lack at a price: they never stand in the way."""
    extras = problem.extras
    entries = extras.others
    once = np.bincount(entries.column, minlength=len(extras.names)) == 1
    endless = once & ~np.isfinite(extras.upper)
    lower, upper = extras.row_lower[entries.row], extras.row_upper[entries.row]
    gives = np.where(entries.value > 0, ~np.isfinite(upper), ~np.isfinite(lower))
    hard = np.ones(len(extras.row_names), dtype=np.bool_)
    hard[entries.row[endless[entries.column] & gives]] = False
    return _with_rows(problem, hard)


def _with_rows(problem: StaffingProblem, rows: Bools) -> StaffingProblem:
    """The problem with some of the rows of its rules, and the columns that these have."""
    extras = problem.extras
    columns = np.zeros(len(extras.names), dtype=np.bool_)
    columns[extras.others.column[rows[extras.others.row]]] = True
    arcs, posts = np.arange(problem.arcs.post.size), np.arange(len(problem.posts.ids))
    return problem.adding(extras=extras.part(rows=rows, columns=columns, arcs=arcs, posts=posts))


class _Search:
    """Letting go what a contradiction does not need."""

    def __init__(self, holding: Holding, nodes: int, clock: Clock) -> None:
        self._holding, self._nodes, self._clock = holding, nodes, clock
        self._kept = list(holding.elements)
        self._exact = True

    def run(self) -> Conflict | None:
        possible, reason = self._holding.reason(self._clock.left())
        linear, proven = not possible, not possible
        if linear:
            self._keep_only(reason)
            self._filter_linear()
        else:
            answer = self._possible()
            if answer:
                return None
            proven = answer is False
        if proven:
            self._filter_whole(list(self._kept))
        return Conflict(tuple(self._kept), linear, self._exact and proven, proven, self._clock.elapsed())

    def run_from(self, elements: frozenset[Element], needed: frozenset[Element]) -> Conflict:
        """Filter elements that are known to be impossible together, and of which some are needed."""
        self._keep_only(elements)
        self._filter_whole([each for each in self._kept if each not in needed])
        return Conflict(tuple(self._kept), False, self._exact, True, self._clock.elapsed())

    def _keep_only(self, reason: frozenset[Element] | None) -> None:
        if reason is None:
            return
        for each in self._kept:
            if each not in reason:
                self._holding.let_go(each)
        self._kept = [each for each in self._kept if each in reason]

    def _filter_linear(self) -> None:
        """Drop what the linear program can do without; each new reason may drop more at once."""
        needed: set[Element] = set()
        while True:
            each = next((e for e in reversed(self._kept) if e not in needed), None)
            if each is None or self._clock.left() <= 0:
                return
            self._holding.let_go(each)
            possible, reason = self._holding.reason(self._clock.left())
            if possible:
                self._holding.take_up(each)
                needed.add(each)
                continue
            self._kept.remove(each)
            self._keep_only(None if reason is None else reason | needed)

    def _filter_whole(self, undecided: list[Element]) -> None:
        """Drop what whole numbers can do without, many at a time as long as that goes well."""
        size = max(1, len(undecided) // 4)
        while undecided:
            if self._clock.left() <= 0:
                self._exact = False
                return
            batch = undecided[-size:]
            for each in batch:
                self._holding.let_go(each)
            answer = self._possible()
            if answer is False:
                self._kept = [each for each in self._kept if each not in set(batch)]
                undecided = undecided[: -len(batch)]
                continue
            for each in batch:
                self._holding.take_up(each)
            if len(batch) > 1:
                size = max(1, len(batch) // 2)
                continue
            self._exact = self._exact and answer is True
            undecided.pop()

    def _possible(self) -> bool | None:
        return self._holding.possible(nodes=self._nodes, seconds=max(self._clock.left(), 0.05))
