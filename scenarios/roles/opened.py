"""What a role requires of the units that a plan opens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.staffing import Entries, Violation

if TYPE_CHECKING:
    from optimizer.staffing import StaffingProblem
    from optimizer.staffing.formulation import Formulation

__all__ = ["OpenedRequirement"]


@dataclass(frozen=True)
class OpenedRequirement:
    """Units that a plan opens need people with some attributes, as those of today do; closed ones nobody.

    ``Σ x + lacking >= least · opened`` in every unit, where x are the arcs of people with the attributes.

    Attributes
    ----------
    name : str
    opening : str
        Name of the `optimizer.staffing.Openings` whose columns say which units are open. It comes before.
    labels : tuple of str
        Codes of the units.
    posts : tuple of str
        Ids of their posts.
    entries : Entries
        Unit and arc of everybody with the attributes.
    least : int
        People with the attributes that an open unit needs.
    price : float
        What one who is missing counts in the shortage.
    """

    name: str
    opening: str
    labels: tuple[str, ...]
    posts: tuple[str, ...]
    entries: Entries
    least: int
    price: float

    def apply(self, formulation: Formulation) -> None:
        """Add one row a unit, and a column for who is missing there."""
        place = {name: column for column, name in enumerate(formulation.extras.names)}
        opened = [place[f"{self.opening}:{post}"] for post in self.posts]
        formulation.require(
            [f"{self.name}:{label}" for label in self.labels],
            arcs=self.entries,
            columns=Entries.of(np.arange(len(opened)), opened, -float(self.least)),
            lower=0.0,
            price=self.price,
        )

    def violations(self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]) -> list[Violation]:
        """Nothing: what is lacking has a price."""
        return []
