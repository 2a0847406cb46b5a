"""Which rows of a table a measure counts: those that do, those that may, and what would settle these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.tables import TABLES
from scenarios.indicators.lacking import Lacking

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.indicators.near import NearPoints
    from scenarios.settings import FoundInSettings, MeasureSettings

    Flags = pd.Series[bool]

__all__ = ["Kept", "cells", "is_filled", "kept_rows", "table_of", "where_words"]

Where = Mapping[str, str | tuple[str, ...]]
#: What a cell may say in place of 1 and 0.
_YES_OR_NO = {"是": "1", "有": "1", "yes": "1", "true": "1", "否": "0", "无": "0", "no": "0", "false": "0"}
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"


@dataclass(frozen=True)
class Kept:
    """Rows of a table.

    Attributes
    ----------
    sure : Series of bool
        Rows that count.
    open : Series of bool
        Rows that would count if a blank cell had the value asked for.
    gap : Lacking or None
        The first blank cells because of which there are open rows.
    """

    sure: Flags
    open: Flags
    gap: Lacking | None


@dataclass(frozen=True)
class _Condition:
    """Rows that keep it, rows of which nobody can tell, and what would tell."""

    kept: Flags
    unknown: Flags
    gap: Lacking


def table_of(city: City, name: str) -> pd.DataFrame | None:
    """A table of the city; None where it has none of that name."""
    return city.table(name) if name in city.tables or name in TABLES else None


def cells(column: pd.Series[Any]) -> pd.Series[str]:
    """Cells as a study names them: blank where there is nothing, numbers without needless decimals."""
    if pd.api.types.is_numeric_dtype(column):
        return column.map(lambda value: "" if value != value else f"{value:.15g}").astype(str)
    return column.fillna("").astype(str)


def is_filled(table: pd.DataFrame, column: str) -> bool:
    """Whether a table has a column with something in it."""
    return column in table and bool(cells(table[column]).ne("").any())


def where_words(where: Where) -> str:
    """Conditions as they are told: ``kind = town / township``."""
    values = {name: value if isinstance(value, str) else " / ".join(value) for name, value in where.items()}
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def kept_rows(
    city: City, table: pd.DataFrame, measure: MeasureSettings, near: NearPoints
) -> Kept | Lacking:  # fmt: skip
    """Return the rows that a measure counts, or the table or column without which nobody can tell.

    Parameters
    ----------
    city : City
    table : DataFrame
        That of the measure; not empty.
    measure : MeasureSettings
    near : NearPoints
        Tells how far villages are from service points.
    """
    assert measure.table is not None
    conditions: list[_Condition] = []
    for one in _conditions(city, table, measure.table, measure.where, measure.found_in):
        if isinstance(one, Lacking):
            return one
        conditions.append(one)
    if measure.reach is not None:
        reached = near.within(measure.reach)
        if isinstance(reached, Lacking):
            return reached
        conditions.append(_Condition(reached, reached & False, Lacking(measure.table)))
    if measure.blanks == "none":
        conditions = [replace(one, unknown=one.unknown & False) for one in conditions]
    return _together(table, conditions)


def _together(table: pd.DataFrame, conditions: list[_Condition]) -> Kept:
    sure = pd.Series(True, index=table.index)
    possible = sure.copy()
    for one in conditions:
        sure &= one.kept
        possible &= one.kept | one.unknown
    still = possible & ~sure
    counted = ((one.gap, int((still & one.unknown).sum())) for one in conditions)
    gaps = [gap if gap.blank else replace(gap, blank=number) for gap, number in counted if number]
    return Kept(sure, still, gaps[0] if gaps else None)


def _conditions(
    city: City, table: pd.DataFrame, name: str, where: Where, found_in: FoundInSettings | None
) -> Iterator[_Condition | Lacking]:
    for column, value in where.items():
        if not is_filled(table, column):
            yield Lacking(name, column)
            return
        words, asked = cells(table[column]), {value} if isinstance(value, str) else set(value)
        unknown = words.eq("")
        if asked <= set(_YES_OR_NO.values()):
            words = words.replace(_YES_OR_NO)
            unknown = ~words.str.fullmatch(_NUMBER)  # a word that is neither yes nor no says nothing of it
        yield _Condition(words.isin(asked), unknown, Lacking(name, column))
    if found_in is not None:
        yield from _found(city, table, name, found_in)


def _found(
    city: City, table: pd.DataFrame, name: str, other: FoundInSettings
) -> Iterator[_Condition | Lacking]:  # fmt: skip
    """Rows have a code, and it stands in rows of the other table that count."""
    rows = table_of(city, other.table)
    if rows is None or rows.empty:
        yield Lacking(other.table)
        return
    for title, place in ((name, table), (other.table, rows)):
        if not is_filled(place, other.by):
            yield Lacking(title, other.by)
            return
    conditions: list[_Condition] = []
    for one in _conditions(city, rows, other.table, other.where, None):
        if isinstance(one, Lacking):
            yield one
            return
        conditions.append(one)
    mine = cells(table[other.by])
    blank = mine.eq("")
    yield _Condition(~blank, blank, Lacking(name, other.by))
    there, codes = _together(rows, conditions), cells(rows[other.by])
    sure = mine.isin(set(codes[there.sure])) | blank
    # A row of the other table without a code may be that of any: then it is its blank cell that is lacking.
    nowhere = int((codes.eq("") & (there.sure | there.open)).sum())
    maybe = mine.isin(set(codes[there.open])) | bool(nowhere)
    gap = Lacking(other.table, other.by, blank=nowhere) if nowhere else there.gap
    yield _Condition(sure, maybe & ~sure, gap or Lacking(other.table, other.by))
