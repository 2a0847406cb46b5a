"""Figures as metrics.json holds them: plain numbers, None where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Row", "mean", "number", "percent"]

Row = dict[str, Any]


def percent(flags: pd.Series[bool]) -> float | None:
    """Exactly 100 only when all are: a count over a count, never a rounded mean."""
    return 100.0 * int(flags.sum()) / len(flags) if len(flags) else None


def mean(values: pd.Series[float]) -> float | None:
    """The mean; None of nothing."""
    return float(values.mean()) if len(values) else None


def number(value: Any) -> float | None:
    """A plain number; None where there is none, or no finite one."""
    return None if value is None or not np.isfinite(value) else float(value)
