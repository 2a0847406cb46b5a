"""The index as sheets of a workbook: what it comes to, by target, by county, and how it is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.indicators.index import Attained, Index
from scenarios.indicators.index_view import normalisation
from scenarios.messages import text
from scenarios.rounding import cut_off
from scenarios.workbook import Cell, Column, Kind, Row, add_sheet, new_workbook, save

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["IndexSheets", "write_index"]

_Fields = tuple[tuple[str, Kind], ...]
_PLAN: _Fields = (("index.plan", "text"),)
_COUNTY: _Fields = (("summary.county", "text"),)
_VALUES: _Fields = (
    *_PLAN,
    ("index.value", "number"), ("index.covered", "number"),
    ("index.least", "number"), ("index.most", "number"),
    ("index.range_least", "number"), ("index.range_most", "number"), ("index.vary", "number"),
)  # fmt: skip
_PARTS: _Fields = (
    ("summary.code", "text"), ("summary.target", "long"), ("index.weight", "ratio"),
    ("index.attained", "number"), ("index.points", "number"),
)  # fmt: skip
_COUNTIES: _Fields = (*_PLAN, *_COUNTY, ("index.value", "number"), ("index.covered", "number"))
_METHOD: _Fields = (("index.method", "long"),)


@dataclass(frozen=True)
class IndexSheets:
    """What the sheets tell.

    Attributes
    ----------
    found : mapping of str to Index
        By the title of the plan.
    titles : mapping of str to str
        Of the readings of targets, by the key of their weights.
    counties : mapping of str to str
        Names by code.
    vary : float
    """

    found: Mapping[str, Index]
    titles: Mapping[str, str]
    counties: Mapping[str, str]
    vary: float

    def add(self, book: Workbook, *, heading: str, pages: str, lang: str) -> None:
        """Add the sheets to a workbook."""
        method = (Row([words]) for words in normalisation(lang))
        sheets: tuple[tuple[str, _Fields, Iterator[Row]], ...] = (
            ("targets.sheet_index", _VALUES, self._values()),
            ("index.sheet_targets", (*_PLAN, *_PARTS), self._targets()),
            ("index.sheet_counties", _COUNTIES, self._counties()),
            ("index.sheet_parts", (*_PLAN, *_COUNTY, *_PARTS), self._parts()),
            ("index.sheet_method", _METHOD, method),
        )
        for title, fields, rows in sheets:
            columns = [Column(text(key, lang), kind) for key, kind in fields]
            add_sheet(book, text(title, lang), columns=columns, rows=rows, heading=heading, pages=pages)

    def _values(self) -> Iterator[Row]:
        for title, one in self.found.items():
            ends = (None, None) if one.range is None else (one.range.least, one.range.most)
            figures = (one.value, one.covered, one.least, one.most, *ends, 100.0 * self.vary)
            yield Row([title, *map(cut_off, figures)])

    def _targets(self) -> Iterator[Row]:
        for title, one in self.found.items():
            for each in one.targets:
                yield Row([title, *self._cells(each)])

    def _counties(self) -> Iterator[Row]:
        for title, one in self.found.items():
            for code, county in one.by_county.items():
                name = self.counties.get(code, code)
                yield Row([title, name, cut_off(county.value), cut_off(county.covered)])

    def _parts(self) -> Iterator[Row]:
        for title, one in self.found.items():
            for code, county in one.by_county.items():
                for each in county.targets:
                    yield Row([title, self.counties.get(code, code), *self._cells(each)])

    def _cells(self, each: Attained) -> list[Cell]:
        known = each.part is not None
        part = 100.0 * each.part if each.part is not None else None
        points = cut_off(each.points) if known else None
        return [each.code, self.titles.get(each.code, ""), each.weight, cut_off(part), points]


def write_index(path: Path, *, sheets: IndexSheets, heading: str, when: datetime, lang: str) -> Path:
    """Write a workbook of the index alone."""
    book = new_workbook()
    sheets.add(book, heading=heading, pages=text("list.pages", lang), lang=lang)
    save(book, path, when=when)
    return path
