"""The plan of growth as a workbook: targets, people year by year, what is done, costs, proof."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from optimizer.headcount import COSTS
from scenarios.headcount.book_beside import sheets_beside
from scenarios.headcount.words import DIGITS, figure, whole_people
from scenarios.messages import text
from scenarios.rounding import cut_off
from scenarios.workbook import Cell, Column, Kind, Row, Shown, add_sheet, new_workbook, save

__all__ = ["write_growth"]

Record = Mapping[str, Any]
#: Numbers of people that can come out in parts of one.
_PEOPLE = ("needed", "short")
#: Of each sheet the columns: title, name in the rows of the record, and kind.
_SHEETS: Mapping[str, tuple[tuple[str, str, Kind], ...]] = {
    "targets": (
        ("summary.code", "code", "text"), ("summary.target", "target", "long"),
        ("summary.county", "county", "text"), ("headcount.year", "year", "text"),
        ("headcount.people", "people", "integer"), ("headcount.of_bought", "bought", "integer"),
        ("headcount.value", "value", "ratio"), ("headcount.needed", "needed", "integer"),
        ("headcount.short", "short", "integer"),
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
        ("headcount.spent", "spent", "integer"), ("headcount.most", "most", "integer"),
        ("headcount.left_over", "left", "integer"),
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
    pages = text("list.pages", lang)
    heading = text("headcount.heading", lang, study=record["name"][lang])
    for name, columns in _SHEETS.items():
        add_sheet(
            book,
            text(f"growth_sheet.{name}", lang),
            columns=[Column(text(key, lang), kind) for key, _, kind in columns],
            rows=[
                Row([_cell(row[field], kind, lang) for _, field, kind in columns])
                for row in _rows(record, name, lang)
            ],
            heading=heading,
            pages=pages,
        )
    for name, titles, rows in sheets_beside(record, lang):
        title = text(f"growth_sheet.{name}", lang)
        add_sheet(book, title, columns=titles, rows=rows, heading=heading, pages=pages)
    save(book, path, when=datetime.fromisoformat(record["planned"]))
    return path


def _cell(value: Any, kind: Kind, lang: str) -> Cell:
    """A value of the record; of a name that in the language, of an amount what the terminal shows."""
    found: Cell = value[lang] if isinstance(value, dict) else value
    return cut_off(found, digits=DIGITS) if kind == "ratio" and isinstance(found, float) else found


def _reached(value: float | None) -> Cell:
    """What a target comes to, as the terminal shows it."""
    if value is None:
        return None
    decimals = 2 if "." in figure(value) else 0
    return Shown(round(float(figure(value).replace(",", "")), decimals), decimals)


def _rows(record: Record, sheet: str, lang: str) -> Iterator[Record]:
    """The rows of a sheet, with what the record leaves to words."""
    if sheet == "notes":
        note = text("headcount.payroll_note", lang, yuan=f"{record['payroll']:,}")
        yield from ({"note": each} for each in [*record["notes"], note])
    elif sheet == "targets":
        for row in record[sheet]:
            unknown = "target_kind.no_data" if row["year"] is None else "map.today"
            year = str(row["year"] or text(unknown, lang))
            people = {name: None if row[name] is None else whole_people(row[name]) for name in _PEOPLE}
            yield {**row, **people, "year": year, "value": _reached(row["value"])}
    elif sheet == "budgets":
        for row in record[sheet]:
            yield {**row, "spent": math.ceil(row["spent"]), "left": math.floor(row["left"])}
    else:
        yield from record[sheet]
