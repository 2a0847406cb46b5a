"""What a check of a plan reports."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Violation"]


@dataclass(frozen=True)
class Violation:
    """One rule that a plan breaks.

    Attributes
    ----------
    rule : str
        ``unknown_pair``, ``double_pair``, ``too_many_heads``, ``hours``, ``most_posts``, ``lock``,
        ``most_hired``, ``most_moved``, or the name of a rule of the problem.
    who : str
        Person, post, pair or what else the rule is about.
    found, allowed : float
    """

    rule: str
    who: str
    found: float
    allowed: float

    def __str__(self) -> str:
        return f"{self.rule} of {self.who}: {self.found:g} found, {self.allowed:g} allowed"
