"""A plan of sites as a workbook: sites, who goes where, rules, figures, counties, proof, who is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.messages import text
from scenarios.siting.rule_words import rule_rows
from scenarios.siting.why_book import add_reasons
from scenarios.siting.words import (
    certificate_words,
    figure_cell,
    figures,
    limit_words,
    notes,
    task_title,
    tier_title,
    units_words,
)
from scenarios.workbook import Cell, Column, Kind, Row, Shown, add_sheet, new_workbook, save

if TYPE_CHECKING:
    from scenarios.siting.why import Reasons

__all__ = ["write_siting"]

Record = Mapping[str, Any]
#: Of each sheet the columns, after that of the task: key of the title, and kind.
_SHEETS: Mapping[str, tuple[tuple[str, Kind], ...]] = {
    "sites": (
        ("siting.change", "text"), ("siting.site_code", "text"), ("siting.name", "text"),
        ("siting.tier", "text"), ("list.county", "text"), ("list.township", "text"),
        ("siting.lon", "number"), ("siting.lat", "number"), ("siting.villages", "integer"),
        ("siting.weight", "number"), ("siting.mean", "number"), ("siting.worst", "number"),
        ("siting.yuan", "integer"),
        ("siting.beside", "text"), ("siting.beside_name", "text"), ("siting.units_column", "text"),
    ),
    "services": (
        ("siting.village_code", "text"), ("list.village", "text"), ("siting.site_code", "text"),
        ("siting.site_name", "text"), ("siting.way", "number"), ("siting.counted_way", "number"),
        ("siting.share", "ratio"), ("siting.weight", "number"), ("siting.units_column", "text"),
    ),
    "rules": (
        ("siting.rule", "text"), ("siting.asked", "long"), ("siting.given", "text"),
        ("siting.given_today", "text"), ("siting.kept", "text"),
    ),
    "figures": (
        ("siting.figure", "long"), ("map.today", "number"), ("siting.planned", "number"),
        ("summary.unit", "text"),
    ),
    "counties": (
        ("list.county", "text"), ("siting.villages", "integer"), ("siting.within_today", "integer"),
        ("siting.within_planned", "integer"), ("siting.within_limit", "text"),
        ("siting.mean_today", "number"), ("siting.mean", "number"), ("siting.worst", "number"),
        ("siting.units_column", "text"),
    ),
    "certificates": (
        ("summary.aim", "text"), ("summary.status", "text"), ("summary.objective", "number"),
        ("summary.bound", "number"), ("summary.unit", "text"), ("summary.gap", "number"),
        ("summary.seconds", "number"),
    ),
    "beyond": (
        ("siting.village_code", "text"), ("list.village", "text"), ("list.township", "text"),
        ("list.county", "text"), ("siting.weight", "number"), ("siting.way", "number"),
        ("siting.why_left", "text"), ("siting.units_column", "text"),
    ),
    "notes": (("siting.note", "long"),),
}  # fmt: skip
#: Names of the columns in the rows of the record.
_SERVICE = ("way", "counted", "share", "weight")
_LEFT_OUT = ("village_code", "village", "township", "county", "weight", "way")
#: Gaps that a number tells; nearer or farther ones are told in words (see `gap_text`).
_NEAR, _FAR = 1e-5, 10.0
#: Decimals of a degree: a tenth of a metre.
_DEGREE = 6


def write_siting(record: Record, path: Path, *, lang: str, reasons: Reasons | None = None) -> Path:
    """Write the workbook; a file of that name is replaced at once, when the new one is whole.

    Parameters
    ----------
    record : mapping
        From `scenarios.siting.record.siting_record`.
    path : Path
        The .xlsx to write.
    lang : {'zh', 'en'}
    reasons : Reasons, optional
        What was asked of the one task; gets sheets of its own.
    """
    book, pages = new_workbook(), text("list.pages", lang)
    heading = text("siting.heading", lang, study=record["name"][lang])
    for name, columns in _SHEETS.items():
        rows = (
            Row([task_title(task, lang), *cells])
            for task in record["tasks"]
            for cells in _rows(name, task, lang)
        )
        first = [Row(["", _made_of(record, lang)])] if name == "notes" else []
        titles = [Column(text("siting.task_column", lang))]
        titles += [Column(text(key, lang), kind) for key, kind in columns]
        title = text(f"siting_sheet.{name}", lang)
        add_sheet(book, title, columns=titles, rows=[*first, *rows], heading=heading, pages=pages)
    if reasons is not None:
        add_reasons(book, reasons, record["tasks"][-1], record["counties"], heading=heading, lang=lang)
    save(book, path, when=datetime.fromisoformat(record["planned"]))
    return path


def _made_of(record: Record, lang: str) -> str:
    """The study, the scenario, and when it was planned."""
    planned = datetime.fromisoformat(record["planned"])
    words = {"study": record["name"][lang], "scenario": record["scenario"]}
    return text("siting.made_of", lang, planned=f"{planned:%Y-%m-%d %H:%M}", **words)


def _rows(sheet: str, task: Record, lang: str) -> Iterator[Sequence[Cell]]:
    units = units_words(task, lang)
    if sheet == "sites":
        yield from _sites(task, units, lang)
    elif sheet == "services":
        names = {row["site"]: row["name"] for row in task["sites"]}
        for row in task["services"]:
            places = [row["village_code"], row["village"], row["site"], names.get(row["site"], "")]
            yield [*places, *(row[name] for name in _SERVICE), units]
    elif sheet == "rules":
        yield from ([*row] for row in rule_rows(task, lang))
    elif sheet == "figures":
        for figure in figures(task, lang):
            values = (
                None if each is None else Shown(round(each, figure.decimals), figure.decimals)
                for each in figure.values
            )
            yield [figure.title, *values, figure.unit]
    elif sheet == "counties":
        limit = limit_words(task["before"]["within"][0], task, lang)
        for a, b in zip(task["before"]["by_county"], task["after"]["by_county"], strict=True):
            here = [a["county"], a["villages"], a["within_villages"], b["within_villages"]]
            yield [*here, limit, a["mean"], b["mean"], b["worst"], units]
    elif sheet == "certificates":
        yield from (_certificate(rung, cells) for rung, cells in certificate_words(task, lang))
    elif sheet == "beyond":
        for row in task.get("left_out", ()):
            yield [*(row[name] for name in _LEFT_OUT), text(f"siting_left.{row['why']}", lang), units]
    else:
        yield from ([note] for note in notes(task, lang))


def _sites(task: Record, units: str, lang: str) -> Iterator[Sequence[Cell]]:
    for row in task["sites"]:
        degrees = (Shown(row[axis], _DEGREE, "") for axis in ("lon", "lat"))
        yield [
            text(f"siting_change.{row['change']}", lang), row["site"], row["name"],
            tier_title(row["tier"], lang), row["county"], row["township"], *degrees, row["villages"],
            row["weight"], row["mean"], row["worst"], row["yuan"], row["colocated_with"],
            row.get("colocated_name", ""), units,
        ]  # fmt: skip


def _certificate(rung: Record, cells: Sequence[str]) -> Sequence[Cell]:
    """Figures that are finite as numbers, the others in words."""
    gap: Cell
    title, status, *_, unit, gap, _ = cells
    if rung["gap"] is not None and (rung["gap"] == 0.0 or _NEAR <= rung["gap"] <= _FAR):
        gap = Shown(round(100.0 * rung["gap"], 3), 3, " %")
    values = (figure_cell(rung[name]) for name in ("objective", "bound"))
    return [title, status, *values, unit, gap, rung["seconds"]]
