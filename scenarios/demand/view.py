"""What `evenreach demand` prints: cases by place and type, and forecasts with their errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from scenarios.demand.places import place_columns, place_names
from scenarios.demand.words import forecast_title
from scenarios.messages import text
from scenarios.summary_table import titled_table

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.demand.forecast import Forecast, HeldOut
    from scenarios.demand.shares import Level, VillageCases
    from scenarios.settings import StudyConfig

__all__ = ["cases_view", "forecast_view"]

#: Cases beyond this are shown without a decimal.
_WHOLE = 1000
#: Columns of names are at least so wide: three Chinese signs.
_NAMES = 6


def cases_view(
    cases: VillageCases, city: City, *, title: str, level: Level, limit: int, lang: str
) -> Iterator[RenderableType]:
    """The cases a year of every place, and of the city.

    Parameters
    ----------
    cases : VillageCases
    city : City
    title : str
        Of the table.
    level : {'county', 'township', 'village', 'area'}
    limit : int
        Most villages to list; 0 lists all. Other places are always listed.
    lang : {'zh', 'en'}
    """
    rows, keys = cases.by(level), place_columns(level)
    hours = cases.hours(rows)
    names = [share.settings.name.text(lang) for share in cases.shares]
    if hours is not None:
        rows, names = rows.assign(hours=hours), [*names, text("demand.hours", lang)]
    listed = rows.head(limit) if level == "village" and limit else rows
    figures = dict(zip(listed.index, listed.to_numpy().tolist(), strict=True))
    lines = [
        [*place, *map(_figure, figures[code])] for code, place in place_names(city, level, listed.index, lang)
    ]
    whole = [text("demand.city", lang), *[""] * (len(keys) - 1), *map(_figure, rows.sum())]
    yield _table(title, [text(key, lang) for key in keys], names, lines, whole)
    if len(rows) > len(listed):
        yield Text(text("demand.more", lang, count=len(rows) - len(listed)))


def forecast_view(
    found: Sequence[Forecast], city: City, config: StudyConfig, lang: str
) -> Iterator[RenderableType]:
    """A table a type: the last year counted, the years forecast with their range, and the errors."""
    for one in found:
        yield _forecast_table(one, city, config.demand.cases[one.history.case_type].name.text(lang), lang)


def _forecast_table(found: Forecast, city: City, name: str, lang: str) -> Table:
    history = found.history
    headers = [text("demand.counted", lang, year=history.years[-1])]
    headers += [text("demand.forecast_year", lang, year=year) for year in found.years]
    headers += [text(key, lang) for key in ("demand.mae", "demand.mase", "demand.mape", "demand.inside")]
    lines = []
    for at, (_, place) in enumerate(place_names(city, "county", history.counties, lang)):
        parts = zip(found.cases[at], found.low[at], found.high[at], strict=True)
        made = [_ranged(*values) for values in parts]
        lines.append([*place, f"{history.cases[at, -1]:,.0f}", *made, *_errors(found.errors[at])])
    sums = [f"{value:,.0f}" for value in (history.cases[:, -1].sum(), *found.cases.sum(axis=0))]
    whole = [text("demand.these_counties", lang), *sums, *_errors(found.whole)[:-1], _inside(*found.inside)]
    return _table(forecast_title(found, name, lang), [text("list.county", lang)], headers, lines, whole)


def _table(
    title: str, places: list[str], figures: list[str], lines: list[list[str]], whole: list[str]
) -> Table:
    """A table whose widest columns, names and headers, fold first where the terminal is narrow."""
    table = titled_table(title, (), "")
    for header in places:
        table.add_column(Text(header), overflow="fold", min_width=_NAMES)
    for header in figures:
        table.add_column(Text(header), justify="right", overflow="fold")
    for line in lines:
        table.add_row(*map(Text, line))
    table.add_section()
    table.add_row(*map(Text, whole))
    return table


def _errors(error: HeldOut) -> list[str]:
    """Errors, each with that of the last value in brackets; dashes where there is none."""
    pairs = (
        (error.mae, error.mae_naive, 1), (error.mase, error.mase_naive, 2), (error.mape, error.mape_naive, 1),
    )  # fmt: skip
    shown = [
        "–" if own is None or naive is None else f"{own:,.{digits}f}\n({naive:,.{digits}f})"
        for own, naive, digits in pairs
    ]
    return [*shown, _inside(error.inside, error.ranged)]


def _inside(inside: int, ranged: int) -> str:
    return f"{inside}/{ranged}" if ranged else "–"


def _ranged(value: float, low: float, high: float) -> str:
    """A forecast, and in two lines below it its range where it has one."""
    return f"{value:,.0f}" + (f"\n({low:,.0f}–\n{high:,.0f})" if low == low else "")


def _figure(value: float) -> str:
    return f"{value:,.1f}" if value < _WHOLE else f"{value:,.0f}"
