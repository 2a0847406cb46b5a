"""The comparison of two runs as a workbook: measures, counties, villages of other counsel, money, sites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from scenarios.measure_names import measure_unit
from scenarios.messages import text
from scenarios.money.book import money_cells, money_columns
from scenarios.money.words import compared_sides
from scenarios.plan_table import JOINT, rows_of
from scenarios.role_words import measure_title
from scenarios.rounding import cut_off
from scenarios.siting.compared import compared_tasks
from scenarios.workbook import Cell, Column, Row, add_sheet, new_workbook, save

if TYPE_CHECKING:
    from scenarios.compare import Comparison

__all__ = ["COUNTY_FIGURES", "write_comparison"]

#: Figures by county that are compared.
COUNTY_FIGURES = (
    "nominal", "effective", "short", "hours_mean", "minutes_mean", "counsel_used", "counsel_from_elsewhere",
)  # fmt: skip
_SHARES = ("nominal", "effective")
#: Decimals that the column of the measures shows, and that of the counties.
_DIGITS, _COUNTY_DIGITS = 3, 1


def write_comparison(comparison: Comparison, path: Path, *, lang: str) -> Path:
    """Write a comparison as sheets of a workbook; those of money and sites only where a run has such figures.

    Parameters
    ----------
    comparison : Comparison
    path : Path
        The .xlsx to write.
    lang : {'zh', 'en'}

    Returns
    -------
    Path
        The file.
    """
    book = new_workbook()
    study, *names = (title[lang] for title in comparison.titles)
    printed = {
        "heading": text("comparison.heading", lang, study=study, a=names[0], b=names[1]),
        "pages": text("list.pages", lang),
    }
    add_sheet(book, text("comparison.measures", lang), columns=_measure_columns(names, lang),
              rows=_measure_rows(comparison, lang), **printed)  # fmt: skip
    add_sheet(book, text("comparison.counties", lang), columns=_county_columns(names, lang),
              rows=_county_rows(comparison.by_county, lang), **printed)  # fmt: skip
    add_sheet(book, text("comparison.villages", lang), columns=_village_columns(names, lang),
              rows=_village_rows(comparison.villages, lang), **printed)  # fmt: skip
    if any(metrics.get("money") for metrics in comparison.metrics):
        add_sheet(book, text("money.sheet", lang), columns=money_columns(names, lang),
                  rows=money_cells(compared_sides(*comparison.metrics), lang), **printed)  # fmt: skip
    if any(metrics.get("siting") for metrics in comparison.metrics):
        add_sheet(book, text("list.sheet_sites", lang), columns=_site_columns(names, lang),
                  rows=_site_rows(comparison, lang), **printed)  # fmt: skip
    save(book, path, when=comparison.started)
    return path


def _site_columns(names: list[str], lang: str) -> list[Column]:
    titles = (text("siting.task_column", lang), text("siting.figure", lang), *names)
    return [Column(title) for title in titles]


def _site_rows(comparison: Comparison, lang: str) -> Iterator[Row]:
    for task, rows in compared_tasks(*comparison.metrics, lang):
        for row in rows:
            yield Row([task, *row])


def _measure_columns(names: list[str], lang: str) -> list[Column]:
    return [
        Column(text("comparison.measure", lang)),
        Column(text("comparison.unit", lang)),
        *(Column(name, "ratio") for name in names),
        Column(text("comparison.difference", lang), "ratio"),
        Column(text("comparison.verdict", lang)),
    ]


def _measure_rows(comparison: Comparison, lang: str) -> Iterator[Row]:
    verdicts = {
        "better": text("comparison.better", lang), "worse": text("comparison.worse", lang),
        "same": text("comparison.same", lang), "neither": "",
    }  # fmt: skip
    for row in comparison.measures:
        unit = text(f"unit.{measure_unit(row.key)}", lang)
        a, b = (_figure(row.key, value) for value in (row.a, row.b))
        figures = [a, b, _difference(a, b, digits=_DIGITS)]
        title = measure_title(row.key, lang, comparison.roles)
        cells: list[Cell] = [title, unit, *figures, verdicts[row.verdict]]
        yield Row(cells, fill=row.verdict if row.verdict in ("better", "worse") else "")


def _figure(key: str, value: float | None) -> float | int | None:
    """A value as the column shows it: a share cut off, a count whole, anything else rounded."""
    unit = measure_unit(key)
    if unit == "percent" or value is None:
        return cut_off(value, digits=_DIGITS)
    return int(value) if unit in ("villages", "people", "units") else round(value, _DIGITS)


def _difference(a: float | None, b: float | None, *, digits: int) -> float | int | None:
    """That of the figures shown, so that a reader's subtraction agrees."""
    return None if a is None or b is None else round(b - a, digits)


def _county_columns(names: list[str], lang: str) -> list[Column]:
    return [
        Column(text("list.county", lang)),
        Column(text("comparison.measure", lang)),
        *(Column(name, "number") for name in (*names, text("comparison.difference", lang))),
    ]


def _county_rows(by_county: pd.DataFrame, lang: str) -> Iterator[Row]:
    """One row a county and figure: a table to filter, not one too wide to print."""
    words = {
        "nominal": text("comparison.nominal", lang), "effective": text("comparison.effective", lang),
        "short": text("comparison.short", lang), "hours_mean": text("comparison.hours_mean", lang),
        "minutes_mean": text("comparison.minutes_mean", lang),
        "counsel_used": text("comparison.counsel_used", lang),
        "counsel_from_elsewhere": text("comparison.counsel_from_elsewhere", lang),
    }  # fmt: skip
    for row in by_county.to_dict("records"):
        for figure in COUNTY_FIGURES:
            sides = [row[f"{figure}_{side}"] for side in ("a", "b")]
            a, b = (
                cut_off(one, digits=_COUNTY_DIGITS) if figure in _SHARES else round(one, _COUNTY_DIGITS)
                for one in sides
            )
            yield Row([row["name"], words[figure], a, b, _difference(a, b, digits=_COUNTY_DIGITS)])


def _village_columns(names: list[str], lang: str) -> list[Column]:
    place = [
        Column(text(key, lang))
        for key in ("list.county", "list.township", "list.village", "list.village_code")
    ]
    sides = [
        Column(f"{text(key, lang)} {name}", kind)
        for name in names
        for key, kind in _SIDE_COLUMNS
    ]  # fmt: skip
    return [*place, Column(text("list.change", lang)), *sides]


_SIDE_COLUMNS: tuple[tuple[str, Literal["text", "number"]], ...] = (
    ("list.counsel", "text"), ("list.minutes", "number"), ("list.hours", "number"), ("list.status", "text"),
)  # fmt: skip


def _village_rows(villages: pd.DataFrame, lang: str) -> Iterator[Row]:
    def words(joined: str) -> str:
        return "、".join(text(f"status.{one}", lang) for one in joined.split(JOINT))

    for row in rows_of(villages):
        cells: list[Cell] = [
            row.county, row.township, row.village, row.village_code, text(f"change.{row.change}", lang),
            row.counsel_before, row.minutes_before, row.hours_before, words(row.status_before),
            row.counsel_after, row.minutes_after, row.hours_after, words(row.status_after),
        ]  # fmt: skip
        yield Row(cells, fill="vacant" if row.change == "lost" else "")
