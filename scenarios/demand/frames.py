"""Cases and forecasts as plain tables, for workbooks and pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scenarios.demand.places import place_names
from scenarios.messages import text

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.demand.forecast import Forecast
    from scenarios.demand.shares import Level, VillageCases

__all__ = ["case_figures", "case_rows", "course_table", "error_table"]


def case_figures(cases: VillageCases, lang: str) -> list[str]:
    """Titles of the figures of `case_rows`: every type, and the hours where those of some are known."""
    names = [share.settings.name.text(lang) for share in cases.shares]
    known = any(share.settings.hours is not None for share in cases.shares)
    return [*names, text("demand.hours", lang)] if known else names


def case_rows(cases: VillageCases, city: City, level: Level, lang: str) -> Iterator[list[str | float]]:
    """Yield a row a place: the cells of its `place_columns`, and its figures."""
    rows = cases.by(level)
    hours = cases.hours(rows)
    names = place_names(city, level, rows.index, lang)
    for (code, place), values in zip(names, rows.to_numpy().tolist(), strict=True):
        yield [*place, *values, *([] if hours is None else [float(hours[code])])]


def course_table(found: Forecast, city: City, lang: str) -> pd.DataFrame:
    """What was and what is forecast, to be drawn.

    Returns
    -------
    DataFrame
        ``county, year, made`` (whether forecast), ``cases, low, high``: a row a county and year, those of all
        counties together last; no range where there is none.
    """
    history = found.history
    nothing = np.full_like(found.cases.sum(axis=0), np.nan)
    parts = [(history.cases.sum(axis=0), found.cases.sum(axis=0), nothing, nothing)]
    parts = [*zip(history.cases, found.cases, found.low, found.high, strict=True), *parts]
    names = [county for _, (county,) in place_names(city, "county", history.counties, lang)]
    rows = []
    for county, (was, *made) in zip([*names, text("demand.these_counties", lang)], parts, strict=True):
        rows += [(county, year, False, one, None, None) for year, one in zip(history.years, was, strict=True)]
        rows += [(county, year, True, *ones) for year, *ones in zip(found.years, *made, strict=True)]
    table = pd.DataFrame(rows, columns=["county", "year", "made", "cases", "low", "high"])
    return table.astype({"cases": float, "low": float, "high": float})


#: Columns of errors by catalogue key, and the figure of `HeldOut` in each.
_ERRORS = {
    "demand.mae_own": "mae",
    "demand.mae_naive": "mae_naive",
    "demand.mase_own": "mase",
    "demand.mase_naive": "mase_naive",
    "demand.mape_own": "mape",
    "demand.mape_naive": "mape_naive",
    "demand.held_out": "values",
    "demand.ranged": "ranged",
    "demand.in_range": "inside",
}


def error_table(found: Forecast, city: City, lang: str) -> pd.DataFrame:
    """How far forecasts of held-out years were off, by county and, last, of all of them together."""
    places = [county for _, (county,) in place_names(city, "county", found.history.counties, lang)]
    errors = zip([*places, text("demand.these_counties", lang)], (*found.errors, found.whole), strict=True)
    rows = [[place, *(getattr(error, name) for name in _ERRORS.values())] for place, error in errors]
    titles = [text(key, lang) for key in ("list.county", *_ERRORS)]
    return pd.DataFrame(rows, columns=titles, dtype=object)
