"""Rows of tables as dictionaries, with cells as posts.csv writes them."""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["ATTRIBUTES", "CHANGES", "HELD", "Row", "records", "shares_of", "words"]

ATTRIBUTES = ("sex", "full_time", "trained", "status", "skill", "occupation")
#: Changes of the rows of people who hold their post in the plan, and of all rows.
HELD = ("kept", "new", "moved")
CHANGES = (*HELD, "ended", "vacant")

Row = dict[str, Any]


def records(table: pd.DataFrame) -> list[Row]:
    """The rows of a table, by column; column by column, because tables keep texts in a form slow to walk."""
    names = [str(name) for name in table.columns]
    cells = (table[name].to_numpy(dtype=object).tolist() for name in table.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def words(value: Any) -> str:
    """A cell as posts.csv writes it: blank where the table says nothing."""
    if value is None or value != value:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def shares_of(row: Row) -> list[str]:
    """The shares of which somebody is given what they ask for; posts.csv has them with + between."""
    return row["given"].split("+") if row["given"] else []
