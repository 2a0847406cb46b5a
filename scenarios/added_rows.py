"""Rows added to a table of a city, in the columns and kinds that it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["with_rows"]


def with_rows(table: pd.DataFrame, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a table with more rows at its end.

    Parameters
    ----------
    table : DataFrame
    rows : sequence of mapping
        Cells by column; what is left out is blank, what the table has no column for is dropped.
    """
    if not rows:
        return table
    new = pd.DataFrame(list(rows)).reindex(columns=table.columns)
    for name in table.columns:
        blank: Any = np.nan if pd.api.types.is_numeric_dtype(table[name]) else ""
        column = pd.Series(list(new[name]), index=new.index, dtype=object)
        new[name] = column.where(column.notna(), blank).astype(table[name].dtype)
    return pd.concat([table, new], ignore_index=True)
