"""Tables of the summary: titles and headers from the catalogue, figures to the right."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from scenarios.messages import text

__all__ = ["Columns", "keyed_table", "titled_table"]

#: Title of each column (a key of the catalogue) and whether it holds figures.
Columns = Sequence[tuple[str, bool]]


def keyed_table(title: str, columns: Columns, lang: str) -> Table:
    """A table whose title is a key of the catalogue."""
    return titled_table(text(title, lang), columns, lang)


def titled_table(title: str, columns: Columns, lang: str) -> Table:
    """A table whose title is in words already."""
    table = Table(title=Text(title), title_justify="left", caption_justify="left")
    for key, is_figure in columns:
        table.add_column(text(key, lang), justify="right" if is_figure else "left", overflow="fold")
    return table
