"""One table on its way from text to a checked frame."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.columns import Column, Kind, TableSpec, header_key
from geo.faults import Fault, masked
from geo.formats import Cells
from geo.source import Source

__all__ = ["Table", "name_columns"]


@dataclass(eq=False)
class Table:
    """A table being read.

    Attributes
    ----------
    source : Source
    spec : TableSpec
    headers : dict of str to str
        The user's header of every column found, by code name.
    texts : DataFrame
        The text of the columns found, by code name; index is the row as Excel shows it.
    frame : DataFrame
        What the text means, same index; what could not be understood is blank (NaN or the empty string).
    geometry : GeoSeries or None
        Of a GeoPackage layer.
    placed : bool
        The coordinates have a CRS, so that `frame` holds them in CGCS2000.
    """

    source: Source
    spec: TableSpec
    headers: dict[str, str]
    texts: pd.DataFrame
    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    placed: bool = False

    def header(self, column: str) -> str:
        """Return the user's header of a column, its code name where the user has none."""
        return self.headers.get(column, column)

    def codes(self, column: str) -> list[tuple[int, str]]:
        """Return row and code of the cells of a column that are not blank."""
        cells = zip(self.frame.index.tolist(), self.frame[column].tolist(), strict=True)
        return [(row, code) for row, code in cells if code]

    def faults(self, rows: Iterable[int], column: str, code: str, /, **params: str) -> list[Fault]:
        """Return one fault for each of `rows` in `column`."""
        return [self.fault(row, column, code, **params) for row in rows]

    def fault(self, row: int | None, column: str, code: str, /, **params: str) -> Fault:
        """Return one fault of this table, without phone or identity numbers."""
        value = None if row is None else self._value(row, column)
        return Fault(self.source.name, row, self.header(column), value, code, tuple(params.items()))

    def _value(self, row: int, column: str) -> str | None:
        if column not in self.texts.columns:
            return None
        if self.spec[column].kind is Kind.PHONE:
            return "***"
        return masked(str(self.texts.at[row, column]))


def name_columns(source: Source, spec: TableSpec, cells: Cells) -> tuple[Table, list[Fault]]:
    """Match the headers of a file with the columns of a table.

    Headers that mean no column are left aside, and their cells go no further: so identity numbers
    (身份证号) never reach a `City`.
    """
    places: dict[str, list[int]] = {}
    meaning = {header_key(text): column.name for column in spec.columns for text in column.headers}
    for number, header in enumerate(cells.headers):
        name = meaning.get(header_key(header))
        if name is not None:
            places.setdefault(name, []).append(number)
    headers = {name: _one_line(cells.headers[numbers[0]]) for name, numbers in places.items()}
    texts = cells.texts[[numbers[0] for numbers in places.values()]].set_axis(list(places), axis=1)
    table = Table(source, spec, headers, texts, pd.DataFrame(index=texts.index), cells.geometry)
    faults = _ragged(source, cells)
    for column in spec.columns:
        found = [_one_line(cells.headers[number]) for number in places.get(column.name, [])]
        if len(found) > 1:
            params = (("headers", ", ".join(found)),)
            faults.append(Fault(source.name, 1, found[1], None, "ambiguous_column", params))
        elif not found and not column.optional and not _from_geometry(column, cells):
            faults.append(_missing_column(source, column, cells, meaning))
    return table, faults


def _one_line(header: str) -> str:
    """Return a header as it stands in the file, but for line breaks within it."""
    return masked(" ".join(header.split()))


def _from_geometry(column: Column, cells: Cells) -> bool:
    return column.kind is Kind.COORDINATE and cells.geometry is not None


def _ragged(source: Source, cells: Cells) -> list[Fault]:
    width = str(len(cells.headers))
    return [
        Fault(source.name, r.row, None, None, "ragged_row", (("fields", str(r.fields)), ("columns", width)))
        for r in cells.ragged
    ]


def _missing_column(source: Source, column: Column, cells: Cells, meaning: dict[str, str]) -> Fault:
    unknown = {header_key(text): _one_line(text) for text in cells.headers if header_key(text) not in meaning}
    wanted = [header_key(text) for text in column.headers]
    close = [near for text in wanted for near in difflib.get_close_matches(text, list(unknown), 1, 0.6)]
    nearest = unknown[close[0]] if close else ""
    params = (("aliases", ", ".join(column.aliases)), ("nearest", nearest))
    return Fault(source.name, 1, column.name, None, "missing_column", params)
