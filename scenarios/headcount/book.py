"""The plan of growth as a workbook: targets, people year by year, what is done, costs, proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from optimizer.headcount import COSTS
from scenarios.messages import text
from scenarios.workbook import Cell, Column, Kind, Row, add_sheet, new_workbook, save

__all__ = ["write_growth"]

Record = Mapping[str, Any]
#: Of each sheet the columns: title, name in the rows of the record, and kind.
_SHEETS: Mapping[str, tuple[tuple[str, str, Kind], ...]] = {
    "targets": (
        ("summary.code", "code", "text"), ("summary.target", "target", "long"),
        ("summary.county", "county", "text"), ("headcount.year", "year", "text"),
        ("headcount.people", "people", "integer"), ("headcount.value", "value", "ratio"),
        ("headcount.needed", "needed", "number"), ("headcount.short", "short", "number"),
    ),
    "people": (
        ("headcount.profession", "profession_name", "text"), ("summary.county", "county", "text"),
        ("headcount.year", "year", "integer"), ("headcount.before", "before", "integer"),
        ("headcount.left", "left", "integer"), ("headcount.came", "came", "integer"),
        ("headcount.away", "trained_away", "integer"), ("headcount.moved_in", "moved_in", "integer"),
        ("headcount.moved_out", "moved_out", "integer"), ("headcount.bought", "bought", "integer"),
        ("headcount.after", "stock", "integer"),
    ),
    "actions": (
        ("headcount.year", "year", "integer"), ("summary.county", "county", "text"),
        ("headcount.action", "action", "long"), ("headcount.number", "number", "integer"),
        ("headcount.yuan", "yuan", "integer"),
    ),
    "costs": (
        ("summary.county", "county", "text"), ("headcount.year", "year", "integer"),
        *((f"growth_cost.{kind}", kind, "integer") for kind in COSTS),
        ("headcount.together", "together", "integer"), ("headcount.payroll", "payroll", "integer"),
    ),
    "budgets": (
        ("headcount.budget", "budget", "text"), ("headcount.year", "year", "integer"),
        ("headcount.spent", "spent", "number"), ("headcount.most", "most", "integer"),
        ("headcount.left_over", "left", "number"),
    ),
    "fair": (
        ("headcount.group", "group", "text"), ("map.today", "today", "ratio"),
        ("headcount.planned", "planned", "ratio"), ("headcount.bound", "bound", "ratio"),
    ),
    "certificates": (
        ("headcount.aim", "aim", "text"), ("headcount.reached", "reached", "ratio"),
        ("headcount.bound", "bound", "ratio"), ("summary.certified", "proof", "text"),
        ("headcount.seconds", "seconds", "number"),
    ),
    "notes": (("headcount.note", "note", "long"),),
}  # fmt: skip


def write_growth(record: Record, path: Path, *, lang: str) -> Path:
    """Write the workbook.

    Parameters
    ----------
    record : mapping
        From `scenarios.headcount.record.growth_record`.
    path : Path
        The .xlsx to write.
    lang : {'zh', 'en'}
    """
    book = new_workbook()
    heading = text("headcount.heading", lang, study=record["name"][lang])
    for name, columns in _SHEETS.items():
        add_sheet(
            book,
            text(f"growth_sheet.{name}", lang),
            columns=[Column(text(key, lang), kind) for key, _, kind in columns],
            rows=[
                Row([_cell(row[field], lang) for _, field, _ in columns]) for row in _rows(record, name, lang)
            ],
            heading=heading,
            pages=text("list.pages", lang),
        )
    save(book, path, when=datetime.fromisoformat(record["planned"]))
    return path


def _cell(value: Any, lang: str) -> Cell:
    """A value of the record; of a name that in the language."""
    found: Cell = value[lang] if isinstance(value, dict) else value
    return found


def _rows(record: Record, sheet: str, lang: str) -> Iterator[Record]:
    """The rows of a sheet, with what the record leaves to words."""
    if sheet == "notes":
        note = text("headcount.payroll_note", lang, yuan=f"{record['payroll']:,}")
        yield from ({"note": each} for each in [*record["notes"], note])
    elif sheet == "targets":
        for row in record[sheet]:
            unknown = "target_kind.no_data" if row["year"] is None else "map.today"
            yield {**row, "year": str(row["year"] or text(unknown, lang))}
    else:
        yield from record[sheet]
