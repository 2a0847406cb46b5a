"""What people get: amounts by group, to be made alike.

The amount of a group is ``(constant + Σ per short · heads short + Σ per arc · x) / size``: the share of posts
filled, hours a village, hours for 10,000 residents, hours discounted by travel. Everything that a fairness
aim needs to know about the matter is in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError

if TYPE_CHECKING:
    from optimizer.staffing.problem import StaffingProblem

__all__ = ["Service"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ROUNDING = 1e-6


@dataclass(frozen=True)
class Service:
    """An amount for every group; more is better.

    Attributes
    ----------
    name : str
    groups : tuple of str
        Names of the groups.
    group : ndarray of int, shape (posts,)
        Position in `groups` of each post, -1 for posts that do not count.
    size : ndarray of float, shape (groups,)
        What the total of a group is divided by, above 0.
    constant : ndarray of float, shape (groups,)
        Total of a group without any arc and with nobody short.
    per_short : ndarray of float, shape (posts,)
        Total that one head short takes away, not positive.
    per_arc : ndarray of float, shape (arcs,)
        Total that an arc gives, not negative.
    step : float
        Totals come in multiples of this; 0 where they can take any value.
    """

    name: str
    groups: tuple[str, ...]
    group: Ints
    size: Floats
    constant: Floats
    per_short: Floats
    per_arc: Floats
    step: float = 0.0

    def __post_init__(self) -> None:
        sizes = (self.size.shape, self.constant.shape)
        if sizes != ((len(self.groups),),) * 2 or not (np.isfinite(self.size) & (self.size > 0)).all():
            raise ProblemError(f"service {self.name!r}: give every group a size above 0 and a constant")
        if (self.per_short > 0).any() or (self.per_arc < 0).any():
            raise ProblemError(f"service {self.name!r}: heads short cannot add to it, arcs cannot take away")

    @classmethod
    def fill(
        cls, problem: StaffingProblem, *, group: Sequence[str] | None = None, name: str = "fill"
    ) -> Service:
        """Share of the heads that a group needs; ``group`` names one a post, '' where it does not count."""
        names = problem.posts.group if group is None else tuple(group)
        need = problem.posts.need.astype(np.float64)
        groups, position = _positions([each if n else "" for each, n in zip(names, need, strict=True)])
        heads = _sum(position, need, len(groups))
        return cls(
            name=name,
            groups=groups,
            group=position,
            size=heads,
            constant=heads,
            per_short=-(position >= 0).astype(np.float64),
            per_arc=np.zeros(problem.arcs.post.size),
            step=1.0,
        )

    @classmethod
    def received(
        cls,
        problem: StaffingProblem,
        *,
        name: str,
        group: Sequence[str],
        size: dict[str, float],
        amount: Floats,
        step: float = 0.0,
    ) -> Service:
        """Sum of an amount by arc, divided by a size of the group (villages, 10,000 residents, a need).

        Parameters
        ----------
        problem : StaffingProblem
        name : str
        group : sequence of str
            One a post, '' for posts that do not count.
        size : dict of str to float
            Of every group.
        amount : ndarray of float, shape (arcs,)
        step : float
            Amounts are multiples of this; 0 where they can take any value.
        """
        groups, position = _positions(group)
        missing = sorted(set(groups) - set(size))
        if missing:
            raise ProblemError(f"service {name!r}: no size for group {missing[0]!r}; give one a group")
        counts = position[problem.arcs.post] >= 0
        return cls(
            name=name,
            groups=groups,
            group=position,
            size=np.array([size[each] for each in groups], dtype=np.float64),
            constant=np.zeros(len(groups)),
            per_short=np.zeros(len(problem.posts.ids)),
            per_arc=np.where(counts, amount, 0.0),
            step=step,
        )

    def amounts(self, chosen: Bools, short: Floats, post: Ints) -> Floats:
        """Return the amount of every group, shape (groups,).

        Parameters
        ----------
        chosen : ndarray of bool, shape (arcs,)
        short : ndarray of float, shape (posts,)
        post : ndarray of int, shape (arcs,)
            Post of each arc.
        """
        got = np.bincount(post, self.per_arc * chosen, self.group.size) + self.per_short * short
        return (self.constant + _sum(self.group, got, len(self.groups))) / self.size

    def most(self, problem: StaffingProblem) -> Floats:
        """Return the largest total that each group could have: every post filled with whoever brings most."""
        best = np.zeros(len(problem.posts.ids))
        np.maximum.at(best, problem.arcs.post, self.per_arc)
        return _sum(self.group, best * problem.posts.most, len(self.groups))

    def least(self, problem: StaffingProblem) -> Floats:
        """Return the total of each group when nobody fills anything."""
        return _sum(self.group, self.per_short * problem.posts.need, len(self.groups))

    def reach(self, share: float | Floats) -> Floats:
        """Return the least total at which each group has at least an amount, in whole steps."""
        wanted = share * self.size - self.constant
        if not self.step:
            return wanted
        return np.ceil(wanted / self.step - _ROUNDING) * self.step

    def above(self, amounts: Floats) -> Floats:
        """Return the next larger amount that each group can have; infinite where there are no steps."""
        if not self.step:
            return np.full(amounts.size, np.inf)
        total = amounts * self.size - self.constant
        return (np.floor(total / self.step + 1 + _ROUNDING) * self.step + self.constant) / self.size

    def between(self, above: float, most: float) -> Floats:
        """Return every amount that some group can have above one and up to another, rising."""
        if not self.step:
            return np.linspace(above, most, 33)[1:]
        found = [np.zeros(0)]
        for size, constant in zip(self.size, self.constant, strict=True):
            first = np.floor((above * size - constant) / self.step + _ROUNDING) + 1
            last = np.floor((most * size - constant) / self.step + _ROUNDING)
            found.append((np.arange(first, last + 1) * self.step + constant) / size)
        return np.unique(np.concatenate(found))

    def part(self, *, groups: Bools, posts: Ints, arcs: Ints) -> Service:
        """Cut out some groups, over some posts and arcs of the whole in their order."""
        number = np.where(groups, np.cumsum(groups) - 1, -1)
        mine = self.group[posts]
        return Service(
            name=self.name,
            groups=tuple(name for name, keep in zip(self.groups, groups, strict=True) if keep),
            group=np.where(mine >= 0, number[mine], -1),
            size=self.size[groups],
            constant=self.constant[groups],
            per_short=self.per_short[posts],
            per_arc=self.per_arc[arcs],
            step=self.step,
        )


def _positions(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    groups = tuple(sorted({name for name in names if name}))
    position = {name: index for index, name in enumerate(groups)}
    return groups, np.array([position.get(name, -1) for name in names], dtype=np.int64)


def _sum(group: Ints, values: Floats, size: int) -> Floats:
    counts = group >= 0
    return np.bincount(group[counts], values[counts], size).astype(np.float64)
