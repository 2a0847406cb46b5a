"""The table of all targets as a workbook: every reading, its formula and data, counties, and the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from scenarios.indicators.card import direction_words, needs_words, year_words
from scenarios.indicators.index_book import IndexSheets
from scenarios.indicators.readings import readings, target_name
from scenarios.indicators.view import decided_words, scope_words
from scenarios.messages import text
from scenarios.target_words import (
    asked,
    beside_words,
    county_figure,
    is_percent,
    lacking_words,
    missed_amount,
    observed_words,
    reached,
    target_proof,
    unit_words,
    verdict,
)
from scenarios.targets import is_met
from scenarios.workbook import Cell, Column, Kind, Row, Shown, add_sheet, new_workbook, save

__all__ = ["write_targets"]

Target = Mapping[str, Any]
#: Key of the head, kind of the cells, and what stands in the cell of a reading.
_Field = tuple[str, Kind, Callable[[Target], Cell]]
_FILLS = {"met": "", "missed": "worse", "no_data": ""}


def write_targets(
    path: Path,
    *,
    targets: Sequence[Target],
    titles: Callable[[str], str],
    counties: Mapping[str, str],
    index: IndexSheets | None,
    planned: bool,
    heading: str,
    when: datetime,
    lang: str,
) -> Path:
    """Write the workbook.

    Parameters
    ----------
    path : Path
        The .xlsx to write.
    targets : sequence of dict
        As `scenarios.targets.judge_targets` gives them.
    titles : callable
        The title of a measure.
    counties : mapping of str to str
        Names by code, in the order of the columns.
    index : IndexSheets or None
    planned : bool
        Whether there is a plan beside today; without one there is one column of figures.
    heading : str
        Printed on top of every page.
    when : datetime
    lang : {'zh', 'en'}
    """
    book = new_workbook()
    printed = {"heading": heading, "pages": text("list.pages", lang)}
    every = [reading for target in targets for reading in readings(target)]
    fields = _fields(titles, lang, planned=planned)
    columns = [Column(text(key, lang), kind) for key, kind, _ in fields]
    rows = (
        Row([cell(reading) for _, _, cell in fields], _FILLS[verdict(reading, lang).kind])
        for reading in every
    )
    add_sheet(book, text("targets.sheet", lang), columns=columns, rows=rows, **printed)
    heads = [Column(text("summary.code", lang)), Column(text("summary.target", lang), "long")]
    add_sheet(
        book,
        text("targets.sheet_counties", lang),
        columns=[*heads, *(Column(name, "number") for name in counties.values())],
        rows=_county_rows(every, counties, lang),
        **printed,
    )
    if index is not None:
        index.add(book, lang=lang, **printed)
    save(book, path, when=when)
    return path


def _fields(titles: Callable[[str], str], lang: str, *, planned: bool) -> list[_Field]:
    return [
        ("summary.code", "text", lambda one: str(one["code"])),
        ("summary.target", "long", lambda one: str(one["name"][lang])),
        ("targets.reading", "text", lambda one: one["reading"][lang] if one.get("reading") else ""),
        ("targets.section", "text", lambda one: str(one.get("section") or "")),
        ("summary.attribute", "text", lambda one: text(f"attribute.{one['attribute']}", lang)),
        ("targets.direction", "text", lambda one: direction_words(one, lang)),
        ("summary.wanted", "number", lambda one: _number(one, asked(one))),
        ("targets.by_year", "text", lambda one: year_words(one, lang)),
        ("targets.unit", "text", lambda one: unit_words(one, lang)),
        *_figures(lang, planned=planned),
        ("targets.missed", "number", lambda one: _points(missed_amount(one))),
        ("targets.lacking", "long", lambda one: lacking_words(one, lang)),
        ("targets.beside", "long", lambda one: beside_words(one, lang, titles)),
        ("targets.observed", "long", lambda one: observed_words(one, lang)),
        ("targets.formula", "long", lambda one: str(one["measure"])),
        ("targets.needs", "long", lambda one: needs_words(one, lang)),
        ("targets.scope", "text", lambda one: scope_words(one, lang)),
        ("targets.decided", "text", lambda one: decided_words(one, lang)),
        ("summary.certified", "text", lambda one: target_proof(one, lang)),
    ]


def _figures(lang: str, *, planned: bool) -> Iterator[_Field]:
    """Figure and status of each side."""
    after: _Field = ("summary.after", "number", lambda one: _number(one, reached(one, "after")))
    stands: _Field = ("targets.status_after", "text", lambda one: _status(one, "after", lang))
    if not planned:
        yield ("map.today", *after[1:])
        yield ("targets.status", *stands[1:])
        return
    yield ("summary.before", "number", lambda one: _number(one, reached(one, "before")))
    yield after
    yield ("targets.status_before", "text", lambda one: _status(one, "before", lang))
    yield stands


def _status(target: Target, side: str, lang: str) -> str:
    if target[side] is None:
        return text("targets.status_no_data", lang)
    met = is_met(target[side], target["op"], target["value"])
    return text("summary.met" if met else "targets.status_missed", lang)


def _number(target: Target, words: str) -> Shown | None:
    """A figure as it is shown elsewhere, as a number."""
    if not words or words == "–":
        return None
    return _shown(words, "%" if is_percent(target) else "")


def _points(words: str) -> Shown | None:
    """A distance, of shares in percentage points."""
    return _shown(words, "") if words else None


def _shown(words: str, unit: str) -> Shown:
    plain = words.replace(",", "")
    return Shown(float(plain), len(plain.partition(".")[2]), unit)


def _county_rows(every: Sequence[Target], counties: Mapping[str, str], lang: str) -> Iterator[Row]:
    """Readings whose figure is known of some county."""
    for reading in every:
        known = reading.get("by_county") or {}
        if known:
            figures = (county_figure(reading, known[code]) if code in known else "" for code in counties)
            cells = (_number(reading, words) for words in figures)
            yield Row([str(reading["code"]), target_name(reading, lang), *cells])
