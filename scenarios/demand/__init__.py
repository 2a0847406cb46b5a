"""What people need: cases of a city by type, shared between its villages, and forecast by county and year."""

from __future__ import annotations

from scenarios.demand.shares import (
    LEVELS,
    CaseShare,
    Level,
    VillageCases,
    case_types,
    needs_of,
    village_cases,
)

__all__ = ["LEVELS", "CaseShare", "Level", "VillageCases", "case_types", "needs_of", "village_cases"]
