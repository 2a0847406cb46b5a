"""The terms of one phase: how many pairs may end, which posts may be filled, who holds what at its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["UNBOUND", "Held", "PhaseTerms"]

#: Most people of a post that is not bound by how many it has today.
UNBOUND = 1_000_000

#: Role, unit and person of a pair of a role beside counsel.
Held = frozenset[tuple[str, str, str]]


@dataclass(frozen=True)
class PhaseTerms:
    """Today's roster stays as it is, whatever rules it breaks, but for so many pairs.

    Attributes
    ----------
    most_moved : int
        Pairs of counsel that may end, beyond those that are banned.
    most_moved_posts : int
        Pairs of the roles beside counsel that may end.
    most_heads : mapping of str to int or None
        Most people of each post (a village's code, or ``role:unit``) where today's vacancies are not filled;
        0 where it does not name the post. None: all posts may be filled.
    held : frozenset or None
        Pairs of the roles beside counsel at the start; None takes them from the tables.
    """

    most_moved: int
    most_moved_posts: int = 0
    most_heads: Mapping[str, int] | None = None
    held: Held | None = field(default=None)
