"""The rows of a constraint: one, or one for each value of an attribute."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.expressions.attributes import Column, Table, is_text
from optimizer.expressions.nodes import Attribute
from optimizer.expressions.phrases import Phrase

__all__ = ["MOST_GROUPS", "LinearRow", "Members", "Weights", "members"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_GROUPS = 10_000


@dataclass(frozen=True, eq=False)
class Weights:
    """A vector most of which is zero.

    Attributes
    ----------
    position : ndarray of int, ascending
        Where it is not zero.
    value : ndarray of float
        What it is there.
    size : int
        How long it is.
    """

    position: Ints
    value: Floats
    size: int

    @classmethod
    def at(cls, position: Ints, dense: Floats) -> Weights:
        """Take what a vector holds at some positions; it is zero elsewhere."""
        kept = position[dense[position] != 0]
        return cls(kept, dense[kept], dense.size)

    def dense(self) -> Floats:
        """Return the whole vector."""
        whole = np.zeros(self.size)
        whole[self.position] = self.value
        return whole


@dataclass(frozen=True, eq=False)
class LinearRow:
    """``lower <= arc @ x + short @ heads_short <= upper``.

    Attributes
    ----------
    label : str
        Value of the attribute that `for` names; empty without `for`.
    arcs, posts : Weights
        Coefficients of the arcs and of the heads short, without the zeros: a row for each of thousands
        of people or posts would not fit the memory with them.
    lower, upper : float
        Infinite where there is no bound.
    """

    label: str
    arcs: Weights
    posts: Weights
    lower: float
    upper: float

    @property
    def arc(self) -> Floats:
        """Coefficient of every arc, made anew at each call."""
        return self.arcs.dense()

    @property
    def short(self) -> Floats:
        """Coefficient of the heads short of every post, made anew at each call."""
        return self.posts.dense()


@dataclass(frozen=True, eq=False)
class Members:
    """One group: its name and the positions of its arcs and posts."""

    label: str
    arcs: Ints
    posts: Ints


def members(
    attribute: Attribute | None, arcs: Table, posts: Table, used: frozenset[str]
) -> tuple[Members, ...]:
    """Return the groups by an attribute, sorted; all in one group without an attribute.

    Parameters
    ----------
    attribute : Attribute or None
    arcs, posts : Table
    used : frozenset of str
        Which of ``"arcs"`` and ``"posts"`` the constraint counts; these must have the attribute.

    Raises
    ------
    ExpressionError
        When one has not, or the groups are too many, of two kinds, or not known.
    """
    if attribute is None:
        return (Members("", np.arange(arcs.size), np.arange(posts.size)),)
    keys = [_keys(attribute, table, used) for table in (arcs, posts)]
    # Empty keys have a dtype that says nothing, and must not make texts of numbers.
    filled = [each for each in keys if each.size]
    if len({is_text(each) for each in filled}) > 1:
        found = Phrase.of("mixed_groups", name=repr(attribute.name))
        raise arcs.fault(attribute, found, Phrase.of("one_kind"))
    if not filled:
        return ()
    distinct, group = np.unique(np.concatenate(filled), return_inverse=True)
    if distinct.size > MOST_GROUPS:
        expected = Phrase.of("few_groups", most=f"{MOST_GROUPS:,}")
        raise arcs.fault(attribute, Phrase.of("many_groups", number=f"{distinct.size:,}"), expected)
    positions = (_split(part, distinct.size) for part in np.split(group, [keys[0].size]))
    return tuple(
        Members(_label(value), *both) for value, *both in zip(distinct.tolist(), *positions, strict=True)
    )


def _keys(attribute: Attribute, table: Table, used: frozenset[str]) -> Column:
    if attribute.name not in table and table.what not in used:
        return np.zeros(0)
    keys = table.numbers(attribute)
    if not is_text(keys) and not np.isfinite(keys).all():
        found = Phrase.of("unknown_groups", name=repr(attribute.name), rows=table.what)
        raise table.fault(attribute, found, Phrase.of("known_groups"))
    return keys


def _split(group: Ints, groups: int) -> list[Ints]:
    """Positions of the members of each group."""
    order = np.argsort(group, kind="stable")
    return np.split(order, np.searchsorted(group[order], np.arange(1, groups)))


def _label(value: str | float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
