"""Parts of a problem that share no person, post, rule or group, without arcs that no plan can use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from optimizer.staffing.linear import Linear
from optimizer.staffing.presolve import usable
from optimizer.staffing.problem import Arcs, Bools, Ints, People, Posts, StaffingProblem

__all__ = ["Part", "joined", "split"]

#: Parts of fewer posts go together.
_SMALL = 60
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Part:
    """A problem of its own, and where its arcs, people and posts stand in the whole.

    Attributes
    ----------
    problem : StaffingProblem
    people, posts, arcs, extras : ndarray of int
        Positions in the whole problem, in the order of the part; of extra columns, too.
    groups : tuple of ndarray of int
        Positions of the groups of each service in the whole.
    inside : ndarray of bool
        Which people, posts, extra columns, rows and groups of the whole it has, one after the other.
    in_parts : ndarray of bool
        Which arcs of the whole this part or another one has.
    first : bool
        Whether it is the first of the parts.
    """

    problem: StaffingProblem
    people: Ints
    posts: Ints
    arcs: Ints
    extras: Ints
    groups: tuple[Ints, ...]
    inside: Bools
    in_parts: Bools
    first: bool = True

    @classmethod
    def whole(cls, problem: StaffingProblem) -> Part:
        """Return the problem as its only part."""
        people, posts = np.arange(len(problem.people.ids)), np.arange(len(problem.posts.ids))
        groups = tuple(np.arange(len(service.groups)) for service in problem.services)
        extras = np.arange(len(problem.extras.names))
        inside = np.ones(sum(_sizes(problem)), dtype=np.bool_)
        arcs = np.arange(problem.arcs.post.size)
        return cls(problem, people, posts, arcs, extras, groups, inside, np.ones(arcs.size, dtype=np.bool_))

    def linear(self, whole: Linear) -> Linear:
        """Cut a function of the whole down to the part.

        Of the constant each part has what its own arcs can take off, where there is so much: what people
        read is then about the part. The rest goes to the first part.
        """
        saved = -np.minimum(whole.arc, 0.0) * self.in_parts
        own, all_ = float(saved[self.arcs].sum()), float(saved.sum())
        own, all_ = (own, all_) if all_ <= whole.constant else (0.0, 0.0)
        return replace(
            whole,
            arc=whole.arc[self.arcs],
            short=whole.short[self.posts],
            hired=whole.hired[self.people],
            extra=whole.extra[self.extras],
            constant=own + (whole.constant - all_ if self.first else 0.0),
        )

    def touched(self, whole: Linear) -> bool:
        """Whether a function of the whole can change with what happens in the part."""
        mine = self.linear(whole)
        terms = (mine.arc, mine.short, mine.hired, mine.extra)
        services = zip(mine.level, self.groups, strict=True)
        moves = mine.excess != 0 and self.problem.most_moved is not None
        return moves or any(term.any() for term in terms) or any(c and g.size for c, g in services)


def split(problem: StaffingProblem) -> tuple[Part, ...]:
    """Split a problem into parts that share no person, post or group, the largest first.

    Returns
    -------
    tuple of Part
        A number of hires that may run out ties all places of hiring together, a budget of moves all posts
        with budgeted pairs.
    """
    people, posts = len(problem.people.ids), len(problem.posts.ids)
    unowned = problem.most_moved is not None and not problem.arcs.budgeted.any()
    if not posts or unowned:
        return (Part.whole(problem),)
    can = usable(problem)
    label = _labels(problem, can)
    heads = np.bincount(label[people : people + posts], minlength=int(label.max()) + 1)
    # What is small goes together, role by role: a program for every village would cost more than it saves.
    small = heads < _SMALL
    if small.any():
        number = np.cumsum(~small) - 1
        kind = number.max(initial=-1) + 1 + _kinds(problem, label)
        label = np.where(small[label], kind[label], number[label])
    names, counts = np.unique(label[people : people + posts], return_counts=True)
    ordered = names[np.argsort(-counts, kind="stable")]
    # Rows and columns that no usable arc ties to a post go with the first part; what they ask for counts.
    label = np.where(np.isin(label, names), label, ordered[0])
    return tuple(_part(problem, label == name, can, first=name == ordered[0]) for name in ordered)


def _kinds(problem: StaffingProblem, label: Ints) -> Ints:
    """A number for the roles that each part has, shape (labels,); the same for the same roles."""
    people, posts = len(problem.people.ids), problem.posts
    place = {role: index for index, role in enumerate(sorted(set(posts.role)))}
    has = np.zeros((int(label.max()) + 1, len(place)), dtype=np.bool_)
    has[label[people : people + len(posts.ids)], [place[role] for role in posts.role]] = True
    _, kinds = np.unique(has, axis=0, return_inverse=True)
    found: Ints = kinds.reshape(-1).astype(np.int64)
    return found


def joined(problem: StaffingProblem, parts: Sequence[Part]) -> Part:
    """Return the part of a problem that some of its parts make together."""
    inside = np.logical_or.reduce([part.inside for part in parts])
    return _part(problem, inside, parts[0].in_parts, first=any(part.first for part in parts))


def _sizes(problem: StaffingProblem) -> list[int]:
    """How many people, posts, extra columns and rows there are, and groups of each service."""
    sizes = [len(problem.people.ids), len(problem.posts.ids), len(problem.extras.names)]
    return [*sizes, len(problem.extras.row_names), *(len(service.groups) for service in problem.services)]


def _labels(problem: StaffingProblem, can: Bools) -> Ints:
    """A number for each person, post, extra column, row and group: the same where something ties them."""
    people, posts, arcs, extras = (
        len(problem.people.ids),
        len(problem.posts.ids),
        problem.arcs,
        problem.extras,
    )
    column, row = people + posts, people + posts + len(extras.names)
    group = row + len(extras.row_names)
    post_of_arc = people + arcs.post
    used = can[extras.arcs.column]
    ties = [
        (arcs.person[can], post_of_arc[can]),
        (extras.arcs.row[used] + row, post_of_arc[extras.arcs.column[used]]),
        (extras.shorts.row + row, people + extras.shorts.column),
        (extras.others.row + row, column + extras.others.column),
    ]
    size = group
    for service in problem.services:
        counts = np.flatnonzero(service.group >= 0)
        ties.append((people + counts, size + service.group[counts]))
        size += len(service.groups)
    budgeted = np.flatnonzero(problem.arcs.budgeted) if problem.most_moved is not None else _NONE
    scarce = problem.most_hired < problem.posts.need.sum()
    places = np.flatnonzero(problem.people.hire) if scarce else _NONE
    ties += [(post_of_arc[budgeted[:1]].repeat(budgeted.size), post_of_arc[budgeted])]
    ties += [(places[:1].repeat(places.size), places)]
    one, other = (np.concatenate(parts) for parts in zip(*ties, strict=True))
    graph = coo_array((np.ones(one.size), (one, other)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    labels: Ints = label.astype(np.int64)
    return labels


def _part(problem: StaffingProblem, inside: Bools, can: Bools, *, first: bool) -> Part:
    people, posts, columns, rows, *groups = np.split(inside, np.cumsum(_sizes(problem))[:-1])
    whole_arcs = problem.arcs
    mine, theirs = np.flatnonzero(people), np.flatnonzero(posts)
    arcs = np.flatnonzero(posts[whole_arcs.post] & can)
    place, post = np.cumsum(people) - 1, np.cumsum(posts) - 1
    owns = bool(whole_arcs.budgeted[arcs].any())
    arc = np.full(whole_arcs.post.size, -1)
    arc[arcs] = np.arange(arcs.size)
    small = StaffingProblem(
        people=People(
            ids=tuple(problem.people.ids[p] for p in mine),
            hours=problem.people.hours[mine],
            most=problem.people.most[mine],
            hire=problem.people.hire[mine],
        ),
        posts=Posts(
            ids=tuple(problem.posts.ids[d] for d in theirs),
            need=problem.posts.need[theirs],
            most=problem.posts.most[theirs],
            weight=problem.posts.weight[theirs],
            role=tuple(problem.posts.role[d] for d in theirs),
            group=tuple(problem.posts.group[d] for d in theirs),
            limit=problem.posts.limit[theirs],
        ),
        arcs=Arcs(
            person=place[whole_arcs.person[arcs]],
            post=post[whole_arcs.post[arcs]],
            load=whole_arcs.load[arcs],
            minutes=whole_arcs.minutes[arcs],
            current=whole_arcs.current[arcs],
            locked=whole_arcs.locked[arcs],
            budgeted=whole_arcs.budgeted[arcs],
        ),
        most_hired=problem.most_hired,
        most_moved=problem.most_moved if owns else None,
        lost_pairs=problem.lost_pairs if owns else 0,
        extras=problem.extras.part(rows=rows, columns=columns, arcs=arc, posts=post),
        services=tuple(
            service.part(groups=keep, posts=theirs, arcs=arcs)
            for service, keep in zip(problem.services, groups, strict=True)
        ),
    )
    return Part(
        small,
        mine,
        theirs,
        arcs,
        np.flatnonzero(columns),
        tuple(np.flatnonzero(keep) for keep in groups),
        inside,
        can,
        first,
    )
