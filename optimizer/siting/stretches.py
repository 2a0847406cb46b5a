"""Positions that lie in stretches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["stretches"]

Ints = NDArray[np.int64]


def stretches(begin: Ints, count: Ints) -> Ints:
    """Return so many positions from each begin on, one stretch after the other."""
    before = np.cumsum(count) - count
    found: Ints = np.arange(int(count.sum())) + np.repeat(begin - before, count)
    return found
