"""What repairing a shortage would cost: assumptions, for a study to replace by its own figures."""

from __future__ import annotations

from scenarios.settings.group import Settings, setting

__all__ = ["RepairPrices"]


class RepairPrices(Settings):
    """Prices by which ways to fill vacant villages are compared, and how far each may go."""

    person: float = setting(60_000.0, "A person hired, a year", unit="yuan/year", ge=0, le=1e9)
    hour: float = setting(100.0, "An hour beyond those that counsel have", unit="yuan/hour", ge=0, le=1e6)
    beyond_limit: float = setting(
        500.0, "A pair beyond the travel limit, a year", unit="yuan/year", ge=0, le=1e9
    )
    across_border: float = setting(
        300.0, "A pair across a county border, a year", unit="yuan/year", ge=0, le=1e9
    )
    most_more_hours: float = setting(
        0.2, "Hours that counsel may be given beyond theirs, as a share of them", unit="share", ge=0, le=10
    )
    most_beyond_limit: float = setting(
        0.5, "How far beyond the travel limit a pair may go, as a share of it", unit="share", ge=0, le=10
    )
