"""A constraint as text, and its rows once there are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ExpressionError
from optimizer.expressions.attributes import Table
from optimizer.expressions.evaluation import coefficients
from optimizer.expressions.grouping import LinearRow, Weights, members
from optimizer.expressions.nodes import Attribute, VariableName
from optimizer.expressions.phrases import Phrase
from optimizer.expressions.reading import Parts, read
from optimizer.expressions.source import Source, fault

__all__ = ["Constraint", "parse"]


@dataclass(frozen=True)
class Constraint:
    """A linear constraint that was read and not yet applied; `parse` makes it.

    Attributes
    ----------
    text : str
        As it was written.
    names : frozenset of str
        Attributes that it names.
    group : Attribute or None
        The one that `for` names.
    sense : str
        ``">="``, ``"<="`` or ``"=="``.
    parts : Parts
        What the left side has more than the right.
    """

    text: str
    names: frozenset[str]
    group: Attribute | None = field(repr=False)
    sense: str = field(repr=False)
    parts: Parts = field(repr=False)

    def rows(
        self, arcs: Mapping[str, NDArray[Any]], posts: Mapping[str, NDArray[Any]]
    ) -> tuple[LinearRow, ...]:
        """Return the rows that the constraint means on these arcs and posts.

        Parameters
        ----------
        arcs, posts : mapping of str to ndarray
            Attributes, each with one text, number or truth for every arc or post; their length is the
            number of arcs or posts.

        Raises
        ------
        ExpressionError
            When an attribute is unknown, of another kind than the constraint takes it for, or not known
            where it counts; when there are too many groups.
        """
        tables: dict[VariableName, Table] = {
            "x": Table("arcs", arcs, self.text),
            "short": Table("posts", posts, self.text),
        }
        total = self._totals(tables)
        used = frozenset(tables[each.variable].what for each in self.parts.sums)
        lower, upper = self._bounds()
        return tuple(
            LinearRow(
                label=group.label,
                arcs=Weights.at(group.arcs, total["x"]),
                posts=Weights.at(group.posts, total["short"]),
                lower=lower,
                upper=upper,
            )
            for group in members(self.group, tables["x"], tables["short"], used)
        )

    def _totals(self, tables: Mapping[VariableName, Table]) -> dict[VariableName, NDArray[np.float64]]:
        """Coefficients of all arcs and posts, whatever their group."""
        total = {name: np.zeros(table.size) for name, table in tables.items()}
        for each in self.parts.sums:
            table = tables[each.variable]
            if not table.known:
                what = Phrase.of("without_attributes", rows=table.what)
                raise fault(self.text, each.at, what, Phrase.of("some_attribute"))
            total[each.variable] += coefficients(each, table)
        return total

    def _bounds(self) -> tuple[float, float]:
        # Plus zero: a bound is never minus zero.
        bound = -self.parts.constant + 0.0
        return (-np.inf if self.sense == "<=" else bound, np.inf if self.sense == ">=" else bound)


def parse(text: str) -> Constraint:
    """Read a constraint; the package describes how one is written.

    Raises
    ------
    ExpressionError
        When the text is no linear constraint. It says where, what was found and what is expected.
    """
    if not isinstance(text, str):
        raise ExpressionError(f"text: found {type(text).__name__}; expected a constraint as text")
    source = Source.of(text)
    parts, sense, names = read(source)
    group = Attribute(source.group, source.group_at) if source.group is not None else None
    return Constraint(text=text, names=names, group=group, sense=sense, parts=parts)
