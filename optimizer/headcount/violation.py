"""What a check of a headcount plan reports."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Violation"]


@dataclass(frozen=True)
class Violation:
    """One rule that a plan breaks.

    Attributes
    ----------
    rule : str
        ``negative``, ``start``, ``too_late``, ``pipeline``, ``pool``, ``not_relocated``, ``stays``,
        ``relocate_out``, ``relocate_in``, ``branches``, ``room``, ``purchase``, ``stock``, ``least``,
        ``budget``; of what a plan is said to come to ``said_stock``, ``said_cost``, ``said_short``,
        ``said_amount``.
    who : str
        Path, kind, county, year or what else the rule is about.
    found, allowed : float
        Of ``stock`` and ``least`` the least allowed; of what is said, what it should be; of others the most
        allowed.
    """

    rule: str
    who: str
    found: float
    allowed: float

    def __str__(self) -> str:
        return f"{self.rule} of {self.who}: {self.found:.10g} found, {self.allowed:.10g} allowed"
