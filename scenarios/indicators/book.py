"""The table of all targets as a workbook: every reading, counties, and the index where there are weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from scenarios.indicators.index import Index
from scenarios.indicators.view import TargetLine
from scenarios.messages import text
from scenarios.target_words import readings, target_name
from scenarios.workbook import Cell, Column, Kind, Row, add_sheet, new_workbook, save

__all__ = ["write_targets"]

_FILLS = {"met": "", "missed": "worse", "no_data": ""}


def write_targets(
    path: Path,
    *,
    lines: Sequence[TargetLine],
    targets: Sequence[Mapping[str, Any]],
    counties: Mapping[str, str],
    index: Index | None,
    heading: str,
    when: datetime,
    lang: str,
) -> Path:
    """Write the workbook.

    Parameters
    ----------
    path : Path
        The .xlsx to write.
    lines : sequence of TargetLine
    targets : sequence of dict
        The same targets with their figures.
    counties : mapping of str to str
        Names by code, in the order of the columns.
    index : Index or None
    heading : str
        Printed on top of every page.
    when : datetime
    lang : {'zh', 'en'}
    """
    book = new_workbook()
    pages = text("list.pages", lang)
    sheets = [
        ("targets.sheet", _columns(_TARGETS, lang), _rows(lines)),
        ("targets.sheet_counties", _county_columns(counties, lang), _county_rows(targets, counties, lang)),
    ]
    if index is not None:
        sheets.append(("targets.sheet_index", _columns(_INDEX, lang), _index_rows(index)))
    for title, columns, rows in sheets:
        add_sheet(book, text(title, lang), columns=columns, rows=rows, heading=heading, pages=pages)
    save(book, path, when=when)
    return path


_TARGETS: tuple[tuple[str, Kind], ...] = (
    ("summary.code", "text"), ("summary.target", "long"), ("targets.section", "text"),
    ("summary.attribute", "text"), ("summary.wanted", "text"), ("summary.before", "text"),
    ("summary.after", "text"), ("summary.verdict", "long"), ("targets.beside", "long"),
    ("summary.certified", "text"), ("targets.decided", "text"), ("targets.observed", "text"),
)  # fmt: skip
_INDEX: tuple[tuple[str, Kind], ...] = (
    ("summary.code", "text"), ("index.weight", "ratio"), ("index.attained", "number"),
    ("index.points", "number"),
)  # fmt: skip


def _columns(keys: Sequence[tuple[str, Kind]], lang: str) -> list[Column]:
    return [Column(text(key, lang), kind) for key, kind in keys]


def _rows(lines: Sequence[TargetLine]) -> list[Row]:
    return [
        Row(
            [line.code, line.name, line.section, line.attribute, _inert(line.wanted), line.before, line.after,
             line.verdict.words, line.beside, line.proof, line.decided, line.years],
            _FILLS[line.verdict.kind],
        )
        for line in lines
    ]  # fmt: skip


def _inert(wanted: str) -> str:
    """What is wanted with a full-width sign, which no spreadsheet takes for a formula."""
    return f"＝{wanted[1:]}" if wanted.startswith("=") else wanted


def _county_columns(counties: Mapping[str, str], lang: str) -> list[Column]:
    return [*_columns(_TARGETS[:2], lang), *(Column(name, "ratio") for name in counties.values())]


def _county_rows(
    targets: Sequence[Mapping[str, Any]], counties: Mapping[str, str], lang: str
) -> list[Row]:  # fmt: skip
    """Readings whose figure is known of the counties."""
    rows = []
    for reading in (each for target in targets for each in readings(target)):
        known = reading.get("by_county") or {}
        cells: list[Cell] = [reading["code"], target_name(reading, lang)]
        if known:
            rows.append(Row([*cells, *(known.get(code) for code in counties)]))
    return rows


def _index_rows(index: Index) -> list[Row]:
    return [
        Row([each.code, each.weight, None if each.part is None else 100.0 * each.part, each.points])
        for each in index.targets
    ]
