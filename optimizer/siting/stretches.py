"""Positions that lie in stretches, and where in its stretch each one lies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["ranks", "stretches"]

Ints = NDArray[np.int64]


def stretches(begin: Ints, count: Ints) -> Ints:
    """Return so many positions from each begin on, one stretch after the other."""
    before = np.cumsum(count) - count
    found: Ints = np.arange(int(count.sum())) + np.repeat(begin - before, count)
    return found


def ranks(begins: Ints, size: int) -> Ints:
    """Return how many positions of its stretch come before each, shape (size,)."""
    found: Ints = np.arange(size) - np.repeat(begins, np.diff(np.append(begins, size)))
    return found
