"""What could be had beside a problem at a price: people, hours, pairs; and the problem with them in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.errors import ProblemError
from optimizer.staffing.aims import Plain
from optimizer.staffing.extras import Entries
from optimizer.staffing.formulation import Formulation
from optimizer.staffing.linear import Linear
from optimizer.staffing.problem import Arcs, Bools, Floats, Ints, People, StaffingProblem

__all__ = ["MoreHours", "NewPair", "NewPerson", "Offer", "Option", "Price", "Used"]


@dataclass(frozen=True)
class NewPerson:
    """Somebody who could be added.

    Attributes
    ----------
    id : str
        Of nobody else.
    hours : float
    most : int
        Most posts.
    posts : tuple of str
        Ids of posts that the person may serve.
    load : tuple of float
        Hours of each.
    price : float
    kind : str
    """

    id: str
    hours: float
    most: int
    posts: tuple[str, ...]
    load: tuple[float, ...]
    price: float
    kind: str = "people"


@dataclass(frozen=True)
class MoreHours:
    """Hours that somebody could give beside those of the problem.

    Attributes
    ----------
    person : str
    most : float
        Hours.
    price : float
        Of one hour.
    kind : str
    """

    person: str
    most: float
    price: float
    kind: str = "hours"


@dataclass(frozen=True)
class NewPair:
    """A pair that a rule forbids today.

    Attributes
    ----------
    person, post : str
    load : float
    price : float
        When the pair is used.
    kind : str
        The rule: ``travel_limit`` or ``jurisdiction``.
    """

    person: str
    post: str
    load: float
    price: float
    kind: str = "travel_limit"


Option = NewPerson | MoreHours | NewPair


@dataclass(frozen=True)
class Used:
    """An option of a repair.

    Attributes
    ----------
    option : Option
    amount : float
        Hours of `MoreHours`, 1 of the others.
    price : float
        Of that amount.
    """

    option: Option
    amount: float
    price: float


@dataclass(frozen=True)
class Price(Plain):
    """Least price of what is used; `hired` is that of a person at a place of hiring."""

    arc: Floats | None = None
    extra: Floats | None = None
    hired: float = 0.0
    name: str = "price"

    def linear(self, problem: StaffingProblem) -> Linear:
        zero = Linear.zero(problem)
        assert self.arc is not None and self.extra is not None
        return replace(
            zero, arc=self.arc, extra=self.extra, hired=np.where(problem.people.hire, self.hired, 0.0)
        )


class Offer:
    """A problem with options in it: arcs of its own first, so that its rules still name them rightly."""

    def __init__(self, problem: StaffingProblem, options: Sequence[Option]) -> None:
        self._options = options
        people = [each for each in options if isinstance(each, NewPerson)]
        hours = [each for each in options if isinstance(each, MoreHours)]
        new_arcs = [each for each in options if isinstance(each, NewPair)]
        _check(problem, options)
        person_of = {name: p for p, name in enumerate((*problem.people.ids, *(each.id for each in people)))}
        post_of = {name: d for d, name in enumerate(problem.posts.ids)}
        first = problem.arcs.post.size
        rows = [(person_of[e.person], post_of[e.post], e.load) for e in new_arcs]
        rows += [
            (person_of[e.id], post_of[d], h) for e in people for d, h in zip(e.posts, e.load, strict=True)
        ]
        larger = replace(problem, people=_people(problem.people, people), arcs=_arcs(problem.arcs, rows))
        formulation = Formulation(larger)
        self._hired = [self._hire(formulation, each, person_of[each.id]) for each in people]
        self._more = [self._extend(formulation, each, person_of[each.person]) for each in hours]
        wider = larger.people.hours.copy()
        for each in hours:
            wider[person_of[each.person]] += each.most
        self.problem = replace(larger, people=replace(larger.people, hours=wider), extras=formulation.extras)
        self._columns = {
            **dict(zip(map(id, people), self._hired, strict=True)),
            **dict(zip(map(id, hours), self._more, strict=True)),
        }
        self._arc_of = {id(each): first + i for i, each in enumerate(new_arcs)}
        arc, extra = np.zeros(self.problem.arcs.post.size), np.zeros(len(self.problem.extras.names))
        for pair in new_arcs:
            arc[self._arc_of[id(pair)]] = pair.price
        for option in options:
            if id(option) in self._columns:
                extra[self._columns[id(option)]] = option.price
        self.price = Price(arc=arc, extra=extra)

    @staticmethod
    def _hire(formulation: Formulation, option: NewPerson, person: int) -> int:
        """A column that is 1 when the person has anything to do."""
        arcs = np.flatnonzero(formulation.problem.arcs.person == person)
        name = f"option:{option.kind}:{option.id}"
        (column,) = formulation.add_columns([name], upper=1.0, whole=True)
        rows = np.arange(arcs.size)
        formulation.add_rows(
            [f"{name}:{row}" for row in rows],
            arcs=Entries.of(rows, arcs, 1.0),
            columns=Entries.of(rows, np.full(arcs.size, column), -1.0),
            upper=0.0,
        )
        return int(column)

    @staticmethod
    def _extend(formulation: Formulation, option: MoreHours, person: int) -> int:
        """A column of the hours beyond those that the person has."""
        problem = formulation.problem
        arcs = np.flatnonzero(problem.arcs.person == person)
        name = f"option:{option.kind}:{option.person}"
        (column,) = formulation.add_columns([name], upper=option.most)
        formulation.add_rows(
            [name],
            arcs=Entries.of(np.zeros(arcs.size), arcs, problem.arcs.load[arcs]),
            columns=Entries.of(0, [int(column)], -1.0),
            upper=float(problem.people.hours[person]),
        )
        return int(column)

    def used(self, chosen: Bools, short: Floats) -> tuple[Used, ...]:
        """Options that a plan uses, and how much of each."""
        values = self.problem.extras.values(chosen, short)
        found = []
        for option in self._options:
            place = self._columns.get(id(option))
            amount = float(chosen[self._arc_of[id(option)]]) if place is None else float(values[place])
            if amount > 1e-9:
                found.append(Used(option, amount, amount * option.price))
        return tuple(found)


def _people(people: People, new: Sequence[NewPerson]) -> People:
    return People(
        ids=(*people.ids, *(each.id for each in new)),
        hours=np.append(people.hours, [each.hours for each in new]),
        most=np.append(people.most, np.array([each.most for each in new], dtype=np.int64)),
        hire=np.append(people.hire, np.zeros(len(new), dtype=np.bool_)),
    )


def _arcs(arcs: Arcs, rows: Sequence[tuple[int, int, float]]) -> Arcs:
    none = np.zeros(len(rows), dtype=np.bool_)

    def more(values: Ints, place: int) -> Ints:
        return np.append(values, np.array([row[place] for row in rows], dtype=np.int64))

    return Arcs(
        person=more(arcs.person, 0),
        post=more(arcs.post, 1),
        load=np.append(arcs.load, [row[2] for row in rows]),
        # Price, not travel, decides here.
        minutes=np.append(arcs.minutes, np.full(len(rows), float(arcs.minutes.max(initial=0.0)))),
        current=np.append(arcs.current, none),
        locked=np.append(arcs.locked, none),
        budgeted=np.append(arcs.budgeted, none),
    )


def _check(problem: StaffingProblem, options: Sequence[Option]) -> None:
    """Refuse options that the problem has no place for; doubled pairs and people it refuses itself."""
    people, posts = problem.people, set(problem.posts.ids)
    there = dict(zip(people.ids, people.hire.tolist(), strict=True))
    for each in options:
        if not each.price >= 0:
            raise ProblemError(f"option: price {each.price} of {each.kind}; give a number >= 0")
        named = (
            each.posts if isinstance(each, NewPerson) else (each.post,) if isinstance(each, NewPair) else ()
        )
        unknown = [post for post in named if post not in posts]
        if unknown:
            raise ProblemError(f"option: there is no post {unknown[0]!r}; add it to the problem")
        if isinstance(each, NewPerson):
            if len(each.posts) != len(each.load):
                raise ProblemError(f"option: {each.id!r} has {len(each.posts)} posts; give one load each")
        elif each.person not in there or (isinstance(each, MoreHours) and there[each.person]):
            raise ProblemError(
                f"option: {each.person!r} is nobody on the register; hours and pairs are theirs"
            )
