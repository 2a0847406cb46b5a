"""Measures of tables: what each comes to in the city and in every county, or which data it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.tables import TABLES

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import MeasureSettings

__all__ = ["OBSERVATIONS", "Figure", "Lacking", "table_figures"]

OBSERVATIONS = "observations"


@dataclass(frozen=True)
class Lacking:
    """Data that a measure would need: rows of a table with some values, and a column of them.

    Attributes
    ----------
    table : str
    column : str
        Empty where the table itself is what is lacking.
    where : str
        Which rows, as ``column = value``; empty for all.
    observed : str
        Of the table of observations: the measure whose row is lacking.
    blank : int
        Rows whose cell is blank, among those; 0 where there is no such row, or no such column at all.
    """

    table: str
    column: str = ""
    where: str = ""
    observed: str = ""
    blank: int = 0


@dataclass(frozen=True)
class Figure:
    """A measure of a table.

    Attributes
    ----------
    value : float or None
        Of the city.
    by_county : mapping of str to float
        By county code; empty where the rows belong to no county.
    lacking : Lacking or None
        What is missing where there is no value.
    year : int or None
        Of what was observed: the year that it is from.
    """

    value: float | None
    by_county: Mapping[str, float] = field(default_factory=dict)
    lacking: Lacking | None = None
    year: int | None = None


def table_figures(
    city: City, measures: Mapping[str, MeasureSettings], *, year: int | None
) -> dict[str, Figure]:
    """Return what every measure of tables comes to.

    Parameters
    ----------
    city : City
    measures : mapping of str to MeasureSettings
    year : int or None
        The latest year whose observations count; None: the latest that there is.
    """
    counties = _counties(city)
    return {
        name: _observed(city, measure.observed, year=year)
        if measure.observed is not None
        else _counted(city, measure, counties)
        for name, measure in measures.items()
    }


def _counties(city: City) -> dict[str, str]:
    """The county of every township and village, by code."""
    found = dict(zip(city.townships["township_code"], city.townships["county_code"], strict=True))
    return found | dict(zip(city.villages["village_code"], city.villages["county_code"], strict=True))


def _table(city: City, name: str) -> pd.DataFrame | None:
    if name in city.tables or name in TABLES:
        return city.table(name)
    return None


def _counted(city: City, measure: MeasureSettings, counties: Mapping[str, str]) -> Figure:
    assert measure.table is not None
    table, where = _table(city, measure.table), _where(measure)
    if table is None or table.empty:
        return Figure(None, lacking=Lacking(measure.table))
    for column in measure.where:
        if column not in table or not _words(table[column]).ne("").any():
            return Figure(None, lacking=Lacking(measure.table, column))
    chosen = table[_chosen(table, measure)]
    if measure.column is None:
        number = _each(chosen, city, counties, lambda rows: float(len(rows)), counts=True)
        return Figure(float(len(chosen)), number)
    if measure.column not in table or not _words(table[measure.column]).ne("").any():
        return Figure(None, lacking=Lacking(measure.table, measure.column, where))
    blank = int(_words(chosen[measure.column]).eq("").sum())
    if blank or (measure.figure != "distinct" and chosen.empty):
        return Figure(None, lacking=Lacking(measure.table, measure.column, where, blank=blank))
    one = _reduced(measure)
    counts = measure.figure == "distinct"
    return Figure(one(chosen), _each(chosen, city, counties, one, counts=counts))


def _where(measure: MeasureSettings) -> str:
    values = {
        name: value if isinstance(value, str) else " / ".join(value) for name, value in measure.where.items()
    }
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _chosen(table: pd.DataFrame, measure: MeasureSettings) -> pd.Series[bool]:
    kept = pd.Series(True, index=table.index)
    for column, value in measure.where.items():
        kept &= _words(table[column]).isin([value] if isinstance(value, str) else list(value))
    return kept


def _words(column: pd.Series[Any]) -> pd.Series[str]:
    """Cells as a study names them: blank where there is nothing, numbers without needless decimals."""
    if pd.api.types.is_numeric_dtype(column):
        return column.map(lambda value: "" if value != value else f"{value:.15g}").astype(str)
    return column.fillna("").astype(str)


def _reduced(measure: MeasureSettings) -> Any:
    assert measure.column is not None
    column, figure = measure.column, measure.figure
    how = {"distinct": "nunique", "least": "min", "most": "max"}.get(figure, figure)
    return lambda rows: float(getattr(rows[column], how)())


def _each(
    chosen: pd.DataFrame, city: City, counties: Mapping[str, str], one: Any, *, counts: bool
) -> dict[str, float]:
    """The figure of every county of the city; a count of no rows is nought, of numbers there is none."""
    codes = _county_of(chosen, counties)
    if codes is None:
        return {}
    groups = dict(list(chosen.groupby(codes.to_numpy())))
    empty = chosen.iloc[:0]
    known = city.counties["county_code"] if counts else groups
    return {code: one(groups.get(code, empty)) for code in sorted(known)}


def _county_of(rows: pd.DataFrame, counties: Mapping[str, str]) -> pd.Series[str] | None:
    """The county of every row, by the widest code that all of them have; None where there is none."""
    if "county_code" in rows and rows["county_code"].ne("").all():
        return rows["county_code"]
    for column in ("township_code", "village_code"):
        if column in rows and rows[column].isin(set(counties)).all():
            return rows[column].map(counties)
    return None


def _observed(city: City, name: str, *, year: int | None) -> Figure:
    table = city.table(OBSERVATIONS)
    mine = table[table["measure"].eq(name) & (table["year"].le(year) if year else True)].dropna(
        subset=["value"]
    )
    whole = mine[mine["county_code"].eq("")].sort_values("year")
    if whole.empty:
        return Figure(None, lacking=Lacking(OBSERVATIONS, "value", observed=name))
    last = whole.iloc[-1]
    parts = mine[mine["county_code"].ne("") & mine["year"].eq(last["year"])]
    each = dict(zip(parts["county_code"], parts["value"].astype(float), strict=True))
    return Figure(float(last["value"]), each, year=int(last["year"]))
