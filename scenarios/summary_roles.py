"""The roles beside counsel on the terminal: a row a role, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from scenarios.role_rows import role_rows
from scenarios.summary_table import keyed_table

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["ROLE_COLUMNS", "roles_table"]

#: Titles of the cells of `scenarios.role_rows.RoleRow`, and whether they hold figures.
ROLE_COLUMNS = (
    ("summary.role", False),
    ("summary.role_units", True),
    ("summary.role_covered", True),
    ("summary.role_heads", True),
    ("summary.role_short", True),
    ("summary.role_lacking", False),
    ("summary.role_shares", False),
    ("summary.role_changes", False),
)


def roles_table(run: StoredRun, lang: str) -> Table | None:
    """A row a role; None where a run has none. Of a roster that is only measured nothing changes."""
    rows = role_rows(run, lang)
    if not rows:
        return None
    shown = ROLE_COLUMNS if run.metrics["rungs"] else ROLE_COLUMNS[:-1]
    table = keyed_table("summary.roles", shown, lang)
    table.show_lines = True
    for row in rows:
        cells = ("\n".join(cell) if isinstance(cell, tuple) else cell for cell in row[: len(shown)])
        table.add_row(*(Text(cell or "–") for cell in cells))
    return table
