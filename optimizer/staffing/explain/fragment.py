"""A part of a staffing problem around a plan: some people decide again, everybody else keeps what they have.

Unlike the parts of `optimizer.staffing.components` a fragment may share groups, rules and budgets with the
rest: what the rest of the plan contributes to them is taken into account once and for all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.staffing.extras import Entries, Extras
from optimizer.staffing.linear import Linear
from optimizer.staffing.plan import Plan, heads_short, hired_by
from optimizer.staffing.problem import Arcs, Bools, Floats, Ints, People, Posts, StaffingProblem
from optimizer.staffing.service import Service

__all__ = ["Fragment"]


@dataclass(frozen=True)
class Fragment:
    """The problem of some people, and how it hangs together with the whole.

    Attributes
    ----------
    whole : StaffingProblem
        Prepared by the aims of a ladder.
    problem : StaffingProblem
        Of the free people; posts, groups and rules ask for what the rest of the plan leaves to ask for.
    people, posts, arcs : ndarray of int
        Positions in the whole of what the fragment has, in its order.
    kept : ndarray of bool, shape (arcs of the whole,)
        Pairs of the rest of the plan.
    short : ndarray of float, shape (posts of the whole,)
        Heads short of the posts that are not in the fragment, 0 for the others.
    hired : ndarray of int, shape (people of the whole,)
        People whom the rest of the plan hires.
    """

    whole: StaffingProblem
    problem: StaffingProblem
    people: Ints
    posts: Ints
    arcs: Ints
    kept: Bools
    short: Floats
    hired: Ints

    @classmethod
    def around(
        cls,
        problem: StaffingProblem,
        plan: Plan,
        *,
        people: Bools,
        posts: Bools,
        lock: int | None = None,
        ban: int | None = None,
    ) -> Fragment:
        """Cut out some people with what they serve, and some posts that they may serve besides.

        Parameters
        ----------
        problem : StaffingProblem
        plan : Plan
            It need not keep locks of the free people: they decide again.
        people : ndarray of bool, shape (people,)
        posts : ndarray of bool, shape (posts,)
            The posts of the free people are added.
        lock, ban : int, optional
            Arc of a free person at one of these posts that a plan must have, and one that it must not.
        """
        arcs, inside = problem.arcs, posts.copy()
        inside[arcs.post[plan.chosen & people[arcs.person]]] = True
        inside[arcs.post[arcs.locked & people[arcs.person]]] = True
        kept = plan.chosen & ~people[arcs.person]
        mine, theirs = np.flatnonzero(people), np.flatnonzero(inside)
        heads = np.bincount(arcs.post[kept], minlength=inside.size)
        roomy = problem.posts.most - heads > 0
        free = np.flatnonzero(people[arcs.person] & inside[arcs.post] & roomy[arcs.post])
        free = free[free != (-1 if ban is None else ban)]
        short = np.where(inside, 0.0, heads_short(plan, problem))
        hired = np.where(people, 0, hired_by(plan, problem))
        locked = arcs.locked[free] | (free == (-1 if lock is None else lock))
        part = _part(problem, mine, theirs, free, locked, kept, heads, short, hired)
        return cls(problem, part, mine, theirs, free, kept, short, hired)

    def linear(self, linear: Linear) -> Linear:
        """Cut a function of the whole down to the fragment: it has the value of the whole plan."""
        rest = float(linear.arc[self.kept].sum() + linear.short @ self.short)
        rest += float(linear.hired @ np.where(self.whole.people.hire, self.hired, 0))
        return replace(
            linear,
            arc=linear.arc[self.arcs],
            short=linear.short[self.posts],
            hired=linear.hired[self.people],
            constant=linear.constant + rest,
        )

    def plan_of(self, part: Plan) -> Plan:
        """Put a plan of the fragment together with the rest."""
        chosen = self.kept.copy()
        chosen[self.arcs[part.chosen]] = True
        return Plan(chosen)

    def part_of(self, plan: Plan) -> Plan:
        """Cut a plan of the whole down to the fragment."""
        return Plan(plan.chosen[self.arcs])


def _part(
    problem: StaffingProblem,
    people: Ints,
    posts: Ints,
    arcs: Ints,
    locked: Bools,
    kept: Bools,
    heads: Ints,
    short: Floats,
    hired: Ints,
) -> StaffingProblem:
    who, what, whole = problem.people, problem.posts, problem.arcs
    place_of_person, place_of_post = np.full(len(who.ids), -1), np.full(len(what.ids), -1)
    place_of_person[people], place_of_post[posts] = np.arange(people.size), np.arange(posts.size)
    inside = np.zeros(whole.post.size, dtype=np.bool_)
    inside[arcs] = True
    # What is budgeted and neither kept nor free has ended.
    ended = int((whole.budgeted & ~inside & ~kept).sum())
    part = StaffingProblem(
        people=People(
            ids=tuple(who.ids[p] for p in people),
            hours=who.hours[people],
            most=who.most[people],
            hire=who.hire[people],
        ),
        posts=Posts(
            ids=tuple(what.ids[d] for d in posts),
            need=np.maximum(what.need - heads, 0)[posts],
            most=np.maximum(what.most - heads, 0)[posts],
            weight=what.weight[posts],
            role=tuple(what.role[d] for d in posts),
            group=tuple(what.group[d] for d in posts),
            limit=what.limit[posts],
        ),
        arcs=Arcs(
            person=place_of_person[whole.person[arcs]],
            post=place_of_post[whole.post[arcs]],
            load=whole.load[arcs],
            minutes=whole.minutes[arcs],
            current=whole.current[arcs],
            locked=locked,
            budgeted=whole.budgeted[arcs],
        ),
        most_hired=max(problem.most_hired - int(hired.sum()), 0),
        most_moved=problem.most_moved,
        lost_pairs=problem.lost_pairs + ended,
    )
    return part.adding(
        extras=_extras(problem.extras, arcs, posts, kept, short),
        services=tuple(_service(each, problem, arcs, posts, kept, short) for each in problem.services),
    )


def _extras(extras: Extras, arcs: Ints, posts: Ints, kept: Bools, short: Floats) -> Extras:
    rows = len(extras.row_names)
    if not rows:
        return extras
    used = extras.arcs.times(kept.astype(np.float64), rows) + extras.shorts.times(short, rows)
    return replace(
        extras,
        row_lower=extras.row_lower - used,
        row_upper=extras.row_upper - used,
        arcs=_entries(extras.arcs, arcs, kept.size),
        shorts=_entries(extras.shorts, posts, short.size),
    )


def _entries(entries: Entries, columns: Ints, size: int) -> Entries:
    """The entries of some columns, numbered anew."""
    place = np.full(size, -1)
    place[columns] = np.arange(columns.size)
    inside = place[entries.column] >= 0
    return Entries(entries.row[inside], place[entries.column[inside]], entries.value[inside])


def _service(
    service: Service, problem: StaffingProblem, arcs: Ints, posts: Ints, kept: Bools, short: Floats
) -> Service:
    rest = service.amounts(kept, short, problem.arcs.post) * service.size
    return replace(
        service,
        group=service.group[posts],
        constant=rest,
        per_short=service.per_short[posts],
        per_arc=service.per_arc[arcs],
    )
