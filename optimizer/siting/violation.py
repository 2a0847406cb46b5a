"""What a check of a plan of sites reports."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Violation"]


@dataclass(frozen=True)
class Violation:
    """One rule that a plan breaks.

    Attributes
    ----------
    rule : str
        ``length``, ``unknown_site``, ``unknown_place``, ``doubled``, ``order``, ``not_listed``; ``banned``,
        ``forced``, ``least_sites``, ``most_sites``, ``least_amount``, ``most_amount``; ``closed``, ``share``,
        ``shares``, ``capacity``, ``nearest``, ``unserved``, ``times``, ``within``, ``reach_rule``,
        ``gap_rule``; of what a result says of itself ``said_count``, ``said_objective``, ``said_delivered``,
        ``said_bound``, ``said_gap``, ``said_optimal``.
    who : str
        Place, site, pair, rule or aim that it is about.
    found, allowed : float
        What there is, and what is right or the limit that it breaks.
    """

    rule: str
    who: str
    found: float
    allowed: float

    def __str__(self) -> str:
        return f"{self.rule} of {self.who}: {self.found:.10g} found, {self.allowed:.10g} allowed"
