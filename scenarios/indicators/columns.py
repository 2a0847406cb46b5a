"""Tables and columns that only the measures of a study name, so that they are read like all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from geo.columns import Column, Kind, TableSpec
from geo.tables import TABLES

if TYPE_CHECKING:
    from scenarios.settings import MeasureSettings

__all__ = ["NUMBERS", "measured_specs", "measured_tables"]

#: Figures that are made of numbers.
NUMBERS = frozenset({"sum", "mean", "least", "most"})
#: Codes by which the rows of a study's own table are told apart by county.
_PLACES = (("county_code", 6), ("township_code", 9), ("village_code", 12))


def measured_tables(measures: Iterable[MeasureSettings]) -> list[str]:
    """Return the tables that measures count, or find codes in."""
    found = []
    for measure in measures:
        if measure.table is not None:
            found.append(measure.table)
        if measure.found_in is not None:
            found.append(measure.found_in.table)
    return found


def measured_specs(measures: Iterable[MeasureSettings]) -> dict[str, TableSpec]:
    """Return what to read beyond the columns that every study has.

    Parameters
    ----------
    measures : iterable of MeasureSettings
        Of all scenarios of a study.

    Returns
    -------
    dict of str to TableSpec
        By table: its further columns; of a table that no study has by itself, all that are named, and the
        codes of places. A column may be absent and its cells blank: then its measures have no data.
    """
    kinds: dict[str, dict[str, Kind]] = {}
    for measure in measures:
        if measure.table is not None:
            _note(kinds.setdefault(measure.table, {}), measure)
            if measure.found_in is not None:
                other = measure.found_in
                _note_texts(kinds[measure.table], (other.by,))
                _note_texts(kinds.setdefault(other.table, {}), (other.by, *other.where))
    return {table: TableSpec(table, _columns(table, named)) for table, named in kinds.items()}


def _note(named: dict[str, Kind], measure: MeasureSettings) -> None:
    _note_texts(named, measure.where)
    if measure.column is not None:
        number = measure.figure in NUMBERS
        named[measure.column] = Kind.AMOUNT if number else named.get(measure.column, Kind.TEXT)


def _note_texts(named: dict[str, Kind], columns: Iterable[str]) -> None:
    for column in columns:
        named.setdefault(column, Kind.TEXT)


def _columns(table: str, named: Mapping[str, Kind]) -> tuple[Column, ...]:
    known = set(TABLES[table].names) if table in TABLES else set()
    columns = [
        Column(name, kind, optional=True)
        for name, kind in named.items()
        if name not in known and not (table not in TABLES and name in dict(_PLACES))
    ]
    if table not in TABLES:
        columns += [Column(name, Kind.CODE, digits=digits, optional=True) for name, digits in _PLACES]
    return tuple(columns)
