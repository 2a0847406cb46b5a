"""The columns of moves.csv."""

from __future__ import annotations

import pandas as pd

__all__ = ["MOVE_COLUMNS", "no_moves"]

MOVE_COLUMNS: tuple[str, ...] = (
    "phase", "phase_zh", "phase_en", "role", "role_zh", "role_en", "unit_code", "unit", "township_code",
    "township", "county_code", "county", "before_id", "before", "after_id", "after", "kind", "reason_zh",
    "reason_en",
)  # fmt: skip


def no_moves() -> pd.DataFrame:
    """Return the list of a run without an adjustment."""
    return pd.DataFrame({name: [] for name in MOVE_COLUMNS}, dtype="str").astype({"phase": "int64"})
