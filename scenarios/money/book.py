"""Money as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.messages import text
from scenarios.money.words import Side, cell_rows, money_rows
from scenarios.workbook import Column, Row, add_sheet, new_workbook, save

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["money_cells", "money_columns", "write_bill"]

_KINDS = {
    "lines": "money.line",
    "total": "money.total",
    "by_county": "summary.county",
    "by_source": "money.source",
}


def money_columns(names: Sequence[str], lang: str) -> list[Column]:
    """What a row is about, its title, a column a side, and the difference of the last two."""
    heads = (*names, text("comparison.difference", lang))
    return [
        Column(text("money.kind", lang)),
        Column(text("money.line", lang)),
        *(Column(head, "integer") for head in heads),
    ]


def money_cells(sides: Sequence[Side], lang: str) -> Iterator[Row]:
    """A row a line, the total, a row a county and a row a source."""
    for row in money_rows(sides, lang):
        yield Row([text(_KINDS[row.kind], lang), row.title, *row.yuan, row.difference])


def write_bill(
    path: Path,
    *,
    sides: Sequence[Side],
    heads: Sequence[str],
    heading: str,
    lang: str,
    when: datetime,
) -> None:
    """Write a bill as two sheets: sums, and every county, line and source.

    Parameters
    ----------
    path : Path
        The .xlsx to write.
    sides : sequence of Side
        The last is the plan whose cells are written.
    heads : sequence of str
        Title of each side.
    heading : str
        Printed on top of every page.
    lang : str
    when : datetime
    """
    book = new_workbook()
    printed = {"heading": heading, "pages": text("list.pages", lang)}
    add_sheet(book, text("money.sheet", lang), columns=money_columns(heads, lang),
              rows=money_cells(sides, lang), **printed)  # fmt: skip
    figures = sides[-1][0] or {}
    columns = [
        *(Column(text(key, lang)) for key in ("summary.county", "money.line", "money.source")),
        *(Column(text(key, lang), "integer") for key in ("money.today", "money.anew")),
    ]
    add_sheet(book, text("money.sheet_cells", lang), columns=columns,
              rows=(Row(list(cells)) for cells in cell_rows(figures, lang)), **printed)  # fmt: skip
    save(book, path, when=when)
