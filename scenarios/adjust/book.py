"""The list of moves as a workbook of its own, lists/moves.xlsx."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenarios.messages import text
from scenarios.plan_table import rows_of
from scenarios.run_facts import facts_of
from scenarios.store import StoredRun
from scenarios.workbook import Cell, Column, Row, add_sheet, new_workbook, save

__all__ = ["MOVES_BOOK", "write_moves"]

MOVES_BOOK = "moves.xlsx"


def write_moves(run: StoredRun, folder: Path, *, lang: str, county: str | None = None) -> Path | None:
    """Write the moves of an adjustment to ``folder/lists/moves.xlsx``.

    Parameters
    ----------
    run : StoredRun
    folder : Path
        The folder that gets the ``lists`` folder.
    lang : {'zh', 'en'}
    county : str, optional
        Only the moves in this county_code.

    Returns
    -------
    Path or None
        The workbook; None, and nothing written, for a run without an adjustment.
    """
    if "adjustment" not in run.metrics:
        return None
    facts = facts_of(run)
    book = new_workbook()
    heading = text("move.heading", lang, title=facts.title(lang))
    columns = _columns(lang)
    rows = _rows(run, lang, county)
    add_sheet(
        book,
        text("move.sheet", lang),
        columns=columns,
        rows=rows,
        heading=heading,
        pages=text("list.pages", lang),
    )
    path = folder / "lists" / MOVES_BOOK
    save(book, path, when=facts.started)
    return path


def _columns(lang: str) -> list[Column]:
    return [
        Column(text("list.number", lang), "integer"),
        *(
            Column(text(key, lang))
            for key in ("move.phase", "move.role", "list.county", "list.township", "move.unit",
                        "move.unit_code", "move.before", "move.after", "move.kind")
        ),
        Column(text("move.reason", lang), "long"),
    ]  # fmt: skip


def _rows(run: StoredRun, lang: str, county: str | None) -> Iterator[Row]:
    moves = run.moves if county is None else run.moves[run.moves["county_code"].eq(county)]
    for number, row in enumerate(rows_of(moves), start=1):
        cells: list[Cell] = [
            number, getattr(row, f"phase_{lang}"), getattr(row, f"role_{lang}"), row.county, row.township,
            row.unit, row.unit_code, row.before, row.after, text(f"move.kind.{row.kind}", lang),
            getattr(row, f"reason_{lang}"),
        ]  # fmt: skip
        yield Row(cells, fill="" if row.after else "vacant")
