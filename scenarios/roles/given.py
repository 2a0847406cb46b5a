"""Who is given an attribute so that a share holds: made full-time, trained.

A role may have several shares, and somebody may be given what more than one of them asks for. The table names
all of them in one cell; a share's name is an id, so that the sign between two is part of neither.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["is_given", "named_together", "shares_given"]

_BETWEEN = "+"


def named_together(shares: Iterable[str]) -> str:
    """The cell of somebody who is given what these shares ask for; '' for nothing."""
    return _BETWEEN.join(shares)


def shares_given(cell: str) -> tuple[str, ...]:
    """The shares that a cell names."""
    return tuple(cell.split(_BETWEEN)) if cell else ()


def is_given(table: pd.DataFrame, share: str) -> NDArray[np.bool_]:
    """Return which rows are given what a share asks for."""
    return np.array([share in shares_given(cell) for cell in table["given"]], dtype=np.bool_)
