"""Demand as a workbook: the assumptions, cases by county, township, area and village, and forecasts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.demand.frames import case_figures, case_rows, course_table, error_table
from scenarios.demand.places import LEVEL_TITLES, place_columns
from scenarios.demand.words import method_name
from scenarios.messages import text
from scenarios.workbook import Column, Kind, Row, add_sheet, new_workbook, save

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.demand.forecast import Forecast
    from scenarios.demand.shares import Level, VillageCases
    from scenarios.settings import StudyConfig

__all__ = ["write_demand"]

#: Columns of a forecast by catalogue key, and what their cells hold.
_FORECAST: dict[str, Kind] = {
    "demand.type": "text",
    "list.county": "text",
    "demand.year": "integer",
    "demand.forecast": "number",
    "demand.low": "number",
    "demand.high": "number",
    "demand.method": "text",
    "demand.mae_own": "number",
    "demand.mae_naive": "number",
    "demand.mase_own": "ratio",
    "demand.mase_naive": "ratio",
    "demand.mape_own": "number",
    "demand.mape_naive": "number",
    "demand.held_out": "integer",
    "demand.ranged": "integer",
    "demand.in_range": "integer",
}


def write_demand(
    cases: VillageCases,
    found: Sequence[Forecast],
    path: Path,
    *,
    city: City,
    config: StudyConfig,
    notes: Sequence[str],
    heading: str,
    lang: str,
) -> Path:
    """Write the workbook; a file of that name is replaced at once, when the new one is whole.

    Parameters
    ----------
    cases : VillageCases
    found : sequence of Forecast
    path : Path
        The .xlsx to write.
    city : City
    config : StudyConfig
    notes : sequence of str
        The assumptions, and what is not forecast.
    heading : str
        Printed on top of every page.
    lang : {'zh', 'en'}
    """
    book = new_workbook()
    printed = {"heading": heading, "pages": text("list.pages", lang)}
    title = Column(text("demand.sheet.notes", lang), "long")
    add_sheet(
        book,
        text("demand.sheet.notes", lang),
        columns=[title],
        rows=(Row([note]) for note in notes),
        **printed,
    )
    for level, key in LEVEL_TITLES.items():
        columns = _case_columns(cases, level, lang)
        cells = (Row(each) for each in case_rows(cases, city, level, lang))
        add_sheet(book, text(key, lang), columns=columns, rows=cells, **printed)
    if found:
        columns = [Column(text(key, lang), kind) for key, kind in _FORECAST.items()]
        rows = _forecast_rows(found, city, config, lang)
        printed["heading"] = text("demand.forecast_heading", lang, title=heading)
        add_sheet(book, text("demand.sheet.forecast", lang), columns=columns, rows=rows, **printed)
    save(book, path, when=datetime.now(UTC))
    return path


def _case_columns(cases: VillageCases, level: Level, lang: str) -> list[Column]:
    places = [Column(text(key, lang)) for key in place_columns(level)]
    return [*places, *(Column(title, "number") for title in case_figures(cases, lang))]


def _forecast_rows(found: Sequence[Forecast], city: City, config: StudyConfig, lang: str) -> Iterator[Row]:
    """One row a type, county and year: each says its method and its error."""
    for one in found:
        name = config.demand.cases[one.history.case_type].name.text(lang)
        method = method_name(one.method, lang)
        errors = {county: off for county, *off in error_table(one, city, lang).to_numpy().tolist()}
        course = course_table(one, city, lang)
        for county, year, *made in course.loc[course["made"]].drop(columns="made").to_numpy().tolist():
            cells = [None if math.isnan(part) else part for part in made]
            yield Row([name, county, year, *cells, method, *errors[county]])
