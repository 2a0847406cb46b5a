"""Measures of tables: what each comes to in the city and in every county, or which data it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from scenarios.indicators.lacking import Lacking
from scenarios.indicators.near import NearPoints
from scenarios.indicators.rows import Kept, cells, is_filled, kept_rows, table_of, where_words

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import MeasureSettings, TravelSettings

__all__ = ["OBSERVATIONS", "Figure", "table_figures"]

OBSERVATIONS = "observations"


@dataclass(frozen=True)
class Figure:
    """A measure of a table.

    Attributes
    ----------
    value : float or None
        Of the city.
    by_county : mapping of str to float
        By county code, of those whose own data is all there; empty where the rows belong to no county.
    lacking : Lacking or None
        What is missing where there is no value.
    year : int or None
        Of what was observed: the year that it is from.
    source : str
        Of what was observed: who says so.
    by_year : mapping of int to Figure
        Of what was observed: all years up to the one that is asked for, this one among them.
    """

    value: float | None
    by_county: Mapping[str, float] = field(default_factory=dict)
    lacking: Lacking | None = None
    year: int | None = None
    source: str = ""
    by_year: Mapping[int, Figure] = field(default_factory=dict, compare=False, repr=False)


def table_figures(
    city: City, measures: Mapping[str, MeasureSettings], *, year: int | None, travel: TravelSettings
) -> dict[str, Figure]:
    """Return what every measure of tables comes to.

    Parameters
    ----------
    city : City
    measures : mapping of str to MeasureSettings
    year : int or None
        The latest year whose observations count; None: the latest that there is.
    travel : TravelSettings
        How minutes to service points are computed.
    """
    counties, near = _counties(city), NearPoints(city, travel)
    return {
        name: _observed(city, measure.observed, year=year)
        if measure.observed is not None
        else _counted(city, measure, counties, near)
        for name, measure in measures.items()
    }


def _counties(city: City) -> dict[str, str]:
    """The county of every township and village, by code."""
    found = dict(zip(city.townships["township_code"], city.townships["county_code"], strict=True))
    return found | dict(zip(city.villages["village_code"], city.villages["county_code"], strict=True))


def _counted(
    city: City, measure: MeasureSettings, counties: Mapping[str, str], near: NearPoints
) -> Figure:  # fmt: skip
    assert measure.table is not None
    table, column = table_of(city, measure.table), measure.column
    if table is None or table.empty:
        return Figure(None, lacking=Lacking(measure.table))
    kept = kept_rows(city, table, measure, near)
    if isinstance(kept, Lacking):
        return Figure(None, lacking=kept)
    where = where_words(measure.where)
    if column is not None and not is_filled(table, column):
        return Figure(None, lacking=Lacking(measure.table, column, where))
    blank = kept.sure & (False if column is None else cells(table[column]).eq(""))
    each = _each(table, kept, kept.open | blank, city, counties, measure)
    if kept.gap is not None:
        return Figure(None, each, kept.gap)
    if column is not None and (blank.any() or not (_counts(measure) or kept.sure.any())):
        return Figure(None, each, Lacking(measure.table, column, where, blank=int(blank.sum())))
    return Figure(_reduced(measure, table[kept.sure]), each)


def _counts(measure: MeasureSettings) -> bool:
    """Whether the figure of no rows is nought; of numbers there is none."""
    return measure.figure in ("rows", "distinct")


def _reduced(measure: MeasureSettings, rows: pd.DataFrame) -> float:
    if measure.column is None:
        return float(len(rows))
    how = {"distinct": "nunique", "least": "min", "most": "max"}.get(measure.figure, measure.figure)
    return float(getattr(rows[measure.column], how)())


def _each(
    table: pd.DataFrame,
    kept: Kept,
    unknown: pd.Series[bool],
    city: City,
    counties: Mapping[str, str],
    measure: MeasureSettings,
) -> dict[str, float]:
    """The figure of every county of the city of which all that decides it is known."""
    codes = _county_of(table[kept.sure | kept.open], counties)
    if codes is None:
        return {}
    rows = table[kept.sure]
    groups = dict(list(rows.groupby(codes[kept.sure].to_numpy())))
    known = city.counties["county_code"] if _counts(measure) else groups
    left_open = set(codes[unknown])
    return {
        code: _reduced(measure, groups.get(code, rows.iloc[:0])) for code in sorted(set(known) - left_open)
    }


def _county_of(rows: pd.DataFrame, counties: Mapping[str, str]) -> pd.Series[str] | None:
    """The county of every row, by the widest code that all of them have; None where there is none."""
    if "county_code" in rows and rows["county_code"].ne("").all():
        return rows["county_code"]
    for column in ("township_code", "village_code"):
        if column in rows and rows[column].isin(set(counties)).all():
            return rows[column].map(counties)
    return None


def _observed(city: City, name: str, *, year: int | None) -> Figure:
    by_year = _by_year(city, name, year=year)
    if not by_year:
        return Figure(None, lacking=Lacking(OBSERVATIONS, "value", observed=name))
    return replace(by_year[max(by_year)], by_year=by_year)


def _by_year(city: City, name: str, *, year: int | None) -> dict[int, Figure]:
    """What was observed of the whole city in every year up to the one that is asked for."""
    table = city.table(OBSERVATIONS)
    mine = table[table["measure"].eq(name) & (table["year"].le(year) if year else True)]
    mine = mine.dropna(subset=["value"])
    whole = mine[mine["county_code"].eq("")]
    sources = whole["source"].astype(str) if "source" in mine else [""] * len(whole)
    found = {}
    for of, value, source in zip(whole["year"].astype(int), whole["value"], sources, strict=True):
        parts = mine[mine["county_code"].ne("") & mine["year"].eq(of)]
        each = dict(zip(parts["county_code"], parts["value"].astype(float), strict=True))
        found[of] = Figure(float(value), each, year=of, source=source)
    return found
