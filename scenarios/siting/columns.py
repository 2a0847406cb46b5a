"""Columns of the tables of a run that sites points: sites.csv and served.csv."""

from __future__ import annotations

import pandas as pd

__all__ = ["NUMBERS", "SERVED_COLUMNS", "SITE_COLUMNS", "WHOLE", "no_served", "no_sites"]

SITE_COLUMNS = (
    "task", "task_zh", "task_en", "site", "point_code", "name", "tier", "change", "county_code", "county",
    "township_code", "township", "village_code", "lon", "lat", "colocated_with", "measure", "villages",
    "weight", "mean", "worst", "yuan",
)  # fmt: skip
"""A row a site of a task that is open, or was until now.

`name` is that of the point. `change`: ``new``, ``closed``, ``kept``, or ``counted`` (a point of another tier
that serves as well). `villages`, their `weight` (what the task weighs them by), the `mean` way by it and the
`worst` way are of those that it serves; ways by `measure`.
"""

SERVED_COLUMNS = (
    "task", "side", "village_code", "village", "township_code", "township", "county_code", "county", "area",
    "lon", "lat", "point_code", "point", "way", "counted", "share", "weight",
)  # fmt: skip
"""A row a village and site that serves it, `side` ``before`` (by the points of today) or ``after``.

A village that nobody serves has one row without a point. `counted` has its part of the way on to an
upper tier; `weight` is what the task weighs the share by.
"""

#: Columns of either table that hold numbers, and whole ones.
NUMBERS = ("lon", "lat", "weight", "mean", "worst", "way", "counted", "share")
WHOLE = ("villages", "yuan")


def no_sites() -> pd.DataFrame:
    """Of a run that sites nothing."""
    return _empty(SITE_COLUMNS)


def no_served() -> pd.DataFrame:
    """Of a run that sites nothing."""
    return _empty(SERVED_COLUMNS)


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    kinds = {name: float if name in NUMBERS else "int64" if name in WHOLE else str for name in columns}
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in kinds.items()})
