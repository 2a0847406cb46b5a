"""Text that a spreadsheet will not take for a formula.

A cell that starts with ``= + - @``, a tab or a carriage return may be run by Excel or LibreOffice
(OWASP, "CSV injection").  Such text gets an apostrophe in front; so does text that has one there
already, which makes the step reversible.
"""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["inert", "inert_columns", "restored_columns"]

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_MADE_INERT = r"^'('*[=+\-@\t\r])"


def inert(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet could run."""
    return "'" + text if _DANGEROUS.match(text) else text


def inert_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Make every text column inert; numbers, negative ones, too, stay as they are."""
    return _on_text(table, pattern=r"^('*[=+\-@\t\r])", to=r"'\1")


def restored_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Undo :func:`inert_columns`."""
    return _on_text(table, pattern=_MADE_INERT, to=r"\1")


def _on_text(table: pd.DataFrame, *, pattern: str, to: str) -> pd.DataFrame:
    changed = table.copy()
    for name in table.columns:
        column = table[name]
        if pd.api.types.is_string_dtype(column) or column.dtype == object:
            changed[name] = column.str.replace(pattern, to, regex=True)
    return changed
