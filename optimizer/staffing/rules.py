"""What else a plan has to keep: rules as small objects that add rows to the model and can check a plan.

Write a rule of your own as a class with the members of `Rule`. The two halves share nothing: `Rule.apply`
speaks to the solver, `Rule.violations` reads the pairs of a finished plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.staffing.extras import Entries
from optimizer.staffing.formulation import Formulation
from optimizer.staffing.violation import Violation

if TYPE_CHECKING:
    from optimizer.staffing.problem import StaffingProblem
    from optimizer.staffing.service import Service

__all__ = ["LinearRule", "Openings", "Rule", "Share", "Spread"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ROUNDING = 1e-6


class Rule(Protocol):
    """Something that a plan has to keep, or should."""

    @property
    def name(self) -> str:
        """Name in reports."""

    def apply(self, formulation: Formulation) -> None:
        """Add the rule's columns and rows."""

    def violations(
        self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]
    ) -> Sequence[Violation]:
        """Return what a plan breaks; a requirement that may be lacked at a price is never broken."""


@dataclass(frozen=True)
class LinearRule:
    """Rows ``lower <= Σ value · x <= upper`` over arcs, one a label.

    Attributes
    ----------
    name : str
    labels : tuple of str
        What each row is about: a committee, a county, a person. Unique.
    entries : Entries
        Row and arc of each factor.
    lower, upper : tuple of float
        Of each row; infinite where there is none.
    price : tuple of float or None
        What a whole unit below the lower bound counts in the shortage; None for a rule without exception.
    """

    name: str
    labels: tuple[str, ...]
    entries: Entries
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    price: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if not len(self.labels) == len(self.lower) == len(self.upper) == len(set(self.labels)):
            raise ProblemError(f"rule {self.name!r}: give every row a label of its own, a lower and an upper")
        if self.price is not None and np.isfinite(self.upper).any():
            raise ProblemError(f"rule {self.name!r}: only a lower bound can be lacked at a price")

    def apply(self, formulation: Formulation) -> None:
        """Add one row a label, and a column for what is lacking where that has a price."""
        names = [f"{self.name}:{label}" for label in self.labels]
        if self.price is None:
            lower, upper = np.array(self.lower), np.array(self.upper)
            formulation.add_rows(names, arcs=self.entries, lower=lower, upper=upper)
        else:
            price = np.array(self.price)
            formulation.require(names, arcs=self.entries, lower=np.array(self.lower), price=price)

    def violations(self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]) -> list[Violation]:
        """Add the factors of the pairs up, label by label."""
        if self.price is not None:
            return []
        found = []
        for label, total in self.totals(problem, pairs).items():
            row = self.labels.index(label)
            lower, upper = self.lower[row], self.upper[row]
            room = _ROUNDING * max(1.0, abs(total))
            if total < lower - room:
                found.append(Violation(self.name, label, total, lower))
            if total > upper + room:
                found.append(Violation(self.name, label, total, upper))
        return found

    def totals(self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]) -> dict[str, float]:
        """Return the left side of every row in a plan."""
        taken, people, posts = set(pairs), problem.people.ids, problem.posts.ids
        total: dict[str, float] = dict.fromkeys(self.labels, 0.0)
        entries = self.entries
        for row, arc, value in zip(
            entries.row.tolist(), entries.column.tolist(), entries.value.tolist(), strict=True
        ):
            pair = people[problem.arcs.person[arc]], posts[problem.arcs.post[arc]]
            if pair in taken:
                total[self.labels[row]] += value
        return total


@dataclass(frozen=True)
class Share:
    """A share of the people in each row has an attribute; some of the others may be given it.

    ``Σ has · x + given >= share · Σ x`` in every row; what is given counts as a change, at most so many in
    all, and what would have to be given beyond that counts in the shortage.

    Attributes
    ----------
    name : str
    labels : tuple of str
        What each row is about: a county. Unique.
    row : ndarray of int, shape (arcs,)
        Row that an arc counts in, -1 for none.
    has : ndarray of bool, shape (arcs,)
        Arcs of people who have the attribute.
    share : tuple of float
        Of each row.
    most_given : int
        People who may be given the attribute, over all rows.
    price : float
        What one person counts who would have to be given it beyond that.
    """

    name: str
    labels: tuple[str, ...]
    row: Ints
    has: Bools
    share: tuple[float, ...]
    most_given: int
    price: float

    def apply(self, formulation: Formulation) -> None:
        """Add the people given the attribute, row by row, and those beyond what may be given."""
        arcs = np.flatnonzero(self.row >= 0)
        rows, every = self.row[arcs], np.arange(len(self.labels))
        names = [f"{self.name}:{label}" for label in self.labels]
        given = formulation.add_columns([f"given:{name}" for name in names], whole=True, change=1.0)
        value = self.has[arcs] - np.array(self.share)[rows]
        formulation.add_rows(
            names, arcs=Entries.of(rows, arcs, value), columns=Entries.of(every, given, 1.0), lower=0.0
        )
        formulation.require(
            [self.name],
            columns=Entries.of(0, given, -1.0),
            lower=-float(self.most_given),
            price=self.price,
        )

    def violations(self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]) -> list[Violation]:
        """Nothing: what is lacking has a price."""
        return []


@dataclass(frozen=True)
class Openings:
    """Posts that may be opened: closed ones have nobody, open ones at least so many people.

    Attributes
    ----------
    name : str
    posts : tuple of str
        Ids; their need must be 0.
    heads : int
        Fewest people of an open post.
    least : int
        Posts that should be open.
    price : float
        What one missing opening counts in the shortage.
    """

    name: str
    posts: tuple[str, ...]
    heads: int
    least: int
    price: float

    def apply(self, formulation: Formulation) -> None:
        """Add an opening for every post, and the number that is asked for."""
        problem = formulation.problem
        place = {post: index for index, post in enumerate(problem.posts.ids)}
        unknown = [post for post in self.posts if post not in place]
        if unknown:
            raise ProblemError(f"rule {self.name!r}: there is no post {unknown[0]!r}; {len(unknown)} in all")
        row_of = np.full(len(problem.posts.ids), -1)
        row_of[[place[post] for post in self.posts]] = np.arange(len(self.posts))
        arcs = np.flatnonzero(row_of[problem.arcs.post] >= 0)
        rows = np.arange(len(self.posts))
        most = np.array([problem.posts.most[place[post]] for post in self.posts], dtype=np.float64)
        names = [f"{self.name}:{post}" for post in self.posts]
        open_ = formulation.add_columns(names, upper=1.0, whole=True, change=1.0)
        heads = Entries.of(row_of[problem.arcs.post[arcs]], arcs, 1.0)
        formulation.add_rows(
            [f"{name}:most" for name in names],
            arcs=heads,
            columns=Entries.of(rows, open_, -most),
            upper=0.0,
        )
        # The row above says the same of whole numbers; this is what keeps a post from being opened in part.
        ids, each = problem.people.ids, np.arange(arcs.size)
        formulation.add_rows(
            [f"{names[row_of[problem.arcs.post[a]]]}:{ids[problem.arcs.person[a]]}" for a in arcs],
            arcs=Entries.of(each, arcs, 1.0),
            columns=Entries.of(each, open_[row_of[problem.arcs.post[arcs]]], -1.0),
            upper=0.0,
        )
        formulation.add_rows(
            [f"{name}:least" for name in names],
            arcs=heads,
            columns=Entries.of(rows, open_, -float(self.heads)),
            lower=0.0,
        )
        formulation.require(
            [self.name], columns=Entries.of(0, open_, 1.0), lower=float(self.least), price=self.price
        )

    def violations(self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]) -> list[Violation]:
        """Return the open posts with too few people."""
        mine = set(self.posts)
        heads = Counter(post for _, post in pairs if post in mine)
        return [Violation(self.name, d, n, self.heads) for d, n in sorted(heads.items()) if n < self.heads]


@dataclass(frozen=True)
class Spread:
    """No group of a service gets more than so much above any other.

    Attributes
    ----------
    service : Service
    most : float
        Largest difference between two groups, in the unit of the amount.
    name : str
    """

    service: Service
    most: float
    name: str = field(default="spread")

    def apply(self, formulation: Formulation) -> None:
        """Add the amount of the best-off group, and keep every other within reach of it."""
        service, problem = self.service, formulation.problem
        post = np.flatnonzero((service.group >= 0) & (service.per_short != 0))
        group_of_arc = service.group[problem.arcs.post]
        arc = np.flatnonzero((group_of_arc >= 0) & (service.per_arc != 0))
        size, constant = service.size, service.constant
        mine, yours = service.group[post], group_of_arc[arc]
        arcs = Entries.of(yours, arc, service.per_arc[arc] / size[yours])
        shorts = Entries.of(mine, post, service.per_short[post] / size[mine])
        low = float(((service.least(problem) + constant) / size).min(initial=0.0))
        (top,) = formulation.add_columns([self.name], lower=low)
        best = Entries.of(np.arange(len(service.groups)), top, -1.0)
        names = [f"{self.name}:{group}" for group in service.groups]
        formulation.add_rows(
            [f"{each}:top" for each in names], arcs=arcs, shorts=shorts, columns=best, upper=-constant / size
        )
        formulation.add_rows(
            names, arcs=arcs, shorts=shorts, columns=best, lower=-self.most - constant / size
        )

    def violations(self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]) -> list[Violation]:
        """Compare the best-off and the worst-off group."""
        service, post_of = self.service, {post: d for d, post in enumerate(problem.posts.ids)}
        total = dict.fromkeys(range(len(service.groups)), 0.0)
        heads = Counter(post for _, post in pairs)
        for post, d in post_of.items():
            if service.group[d] >= 0:
                short = max(int(problem.posts.need[d]) - heads[post], 0)
                total[int(service.group[d])] += float(service.per_short[d]) * short
        taken = set(pairs)
        for a, (p, d) in enumerate(
            zip(problem.arcs.person.tolist(), problem.arcs.post.tolist(), strict=True)
        ):
            if service.group[d] >= 0 and (problem.people.ids[p], problem.posts.ids[d]) in taken:
                total[int(service.group[d])] += float(service.per_arc[a])
        amounts = [(total[g] + service.constant[g]) / service.size[g] for g in total]
        apart = max(amounts) - min(amounts) if amounts else 0.0
        over = apart > self.most + _ROUNDING
        return [Violation(self.name, "between groups", apart, self.most)] if over else []
