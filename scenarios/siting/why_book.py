"""Reasons of a plan of sites as sheets of its workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.messages import text
from scenarios.siting.why_words import (
    broken_words,
    curve_note,
    left_words,
    rest_sentences,
    spot_words,
    step_status,
    value_words,
    why_sentences,
)
from scenarios.siting.words import figure_cell, unit_words
from scenarios.workbook import Cell, Column, Kind, Row, add_sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

    from scenarios.siting.rest import Rest
    from scenarios.siting.why import Curve, Reasons, SiteWhy

__all__ = ["add_reasons"]

Record = Mapping[str, Any]
_Columns = tuple[tuple[str, Kind], ...]
_WHY: _Columns = (
    ("siting.site_code", "text"), ("siting.site_name", "text"), ("siting_why.value", "text"),
    ("siting_why.broken", "long"),
)  # fmt: skip
_CURVE: _Columns = (
    ("siting_curve.number", "integer"), ("summary.objective", "number"), ("summary.bound", "number"),
    ("siting_curve.change", "number"), ("summary.unit", "text"), ("summary.status", "text"),
    ("siting.note", "long"),
)  # fmt: skip
_REST: _Columns = (
    ("siting.village_code", "text"), ("list.village", "text"), ("list.township", "text"),
    ("list.county", "text"), ("siting.weight", "number"), ("siting_rest.way", "number"),
    ("siting_rest.nearest", "text"), ("siting_rest.nearest_way", "number"), ("siting.note", "long"),
)  # fmt: skip


def add_reasons(
    book: Workbook, reasons: Reasons, task: Record, counties: Mapping[str, str], *, heading: str, lang: str
) -> None:
    """Add a sheet for each thing that was asked.

    Parameters
    ----------
    book : Workbook
    reasons : Reasons
    task : mapping
        See `scenarios.siting.record.task_record`.
    counties : mapping of str to str
        Names by code.
    heading : str
        Over each printed page.
    lang : {'zh', 'en'}
    """
    sheets: list[tuple[str, _Columns, Iterator[Sequence[Cell]]]] = []
    if reasons.why is not None:
        sheets.append(("siting_sheet.why", _WHY, _why(reasons.why, task, counties, lang)))
    if reasons.curve is not None:
        sheets.append(("siting_sheet.curve", _CURVE, _curve(reasons.curve, task, lang)))
    if reasons.rest is not None:
        sheets.append(("siting_sheet.rest", _REST, _rest(reasons.rest, task, lang)))
    for title, columns, rows in sheets:
        add_sheet(
            book, text(title, lang),
            columns=[Column(text(key, lang), kind) for key, kind in columns],
            rows=(Row([*cells]) for cells in rows),
            heading=heading,
            pages=text("list.pages", lang),
        )  # fmt: skip


def _why(why: SiteWhy, task: Record, counties: Mapping[str, str], lang: str) -> Iterator[Sequence[Cell]]:
    """The site, then what would be without it and with each neighbour, then it all in sentences."""
    now = value_words(why.value, why.aim, task, lang)
    yield [why.spot.code, spot_words(why.spot, lang), now, ""]
    for other in (why.closed, *why.neighbours):
        place = text("siting_why.none", lang) if other.spot is None else spot_words(other.spot, lang)
        code = "" if other.spot is None else other.spot.code
        then = value_words(other.value, why.aim, task, lang)
        yield [code, place, then, broken_words(other.broken, counties, lang)]
    for sentence in why_sentences(why, task, counties, lang):
        yield ["", "", "", sentence]


def _curve(curve: Curve, task: Record, lang: str) -> Iterator[Sequence[Cell]]:
    for step in curve.steps:
        status = step_status(step)
        note = curve_note(curve, task, lang) if step.number == curve.planned else ""
        values = (figure_cell(value) for value in (step.value, step.bound, step.change))
        yield [step.number, *values, unit_words(curve.aim, task, lang), text(status, lang), note]


def _rest(rest: Rest, task: Record, lang: str) -> Iterator[Sequence[Cell]]:
    for left in (*rest.left, *rest.lost):
        near = None if left.nearest is None else spot_words(left.nearest, lang)
        spot = left.spot
        places = [spot.code, spot.name, spot.township, spot.county]
        yield [*places, left.weight, left.way, near, left.nearest_way, left_words(left, lang)]
    for more in rest.more or ():
        spot = more.spot
        note = text("siting_rest.reaches", lang, count=more.villages)
        yield [spot.code, spot.name, spot.township, spot.county, None, None, None, None, note]
    for sentence in rest_sentences(rest, task, lang):
        yield [*[""] * 4, None, None, "", None, sentence]
