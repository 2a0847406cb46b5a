"""The cells of one file, and the one exception by which a reader gives up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress

import geopandas as gpd
import pandas as pd

from geo.faults import Fault, masked

__all__ = ["Cells", "FormatFault", "Ragged", "cell_text", "from_records", "text_frame"]


@dataclass(frozen=True)
class Ragged:
    """A record with more cells than there are headers."""

    row: int
    fields: int


@dataclass(frozen=True)
class Cells:
    """What stands in a file.

    Attributes
    ----------
    headers : tuple of str
        As they stand in the file, in order.
    texts : DataFrame
        One column of text for every header, named by its position; the index is the row as Excel shows it.
        A blank cell is the empty string; wholly blank rows are left out.
    ragged : tuple of Ragged
        Records that are longer than the header.
    geometry : GeoSeries or None
        Of a GeoPackage layer that has one, same index as `texts`, in the file's own CRS.
    """

    headers: tuple[str, ...]
    texts: pd.DataFrame
    ragged: tuple[Ragged, ...] = field(default=())
    geometry: gpd.GeoSeries | None = None


class FormatFault(Exception):  # noqa: N818 (never leaves geo.formats: it carries a fault to read_cells)
    """A file that is not what it claims to be."""

    def __init__(self, code: str, *, row: int | None = None, **params: str) -> None:
        super().__init__(code)
        self.code, self.row, self.params = code, row, params

    def fault(self, file: str) -> Fault:
        """Return the fault of this file."""
        params = tuple((key, masked(value)) for key, value in self.params.items())
        return Fault(file, self.row, None, None, self.code, params)


def cell_text(value: object) -> str:
    """Return the text of a typed cell as a person would have typed it: 12 for 12.0, 2024-01-31 for a date."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")
    return str(value)


def text_frame(columns: Sequence[Sequence[str]], rows: Iterable[int]) -> pd.DataFrame:
    """Build the `texts` of `Cells` from columns of text; strips cells and leaves out blank rows."""
    stripped = [[cell.strip() for cell in column] for column in columns]
    filled = [any(record) for record in zip(*stripped, strict=True)]
    index = pd.Index(list(compress(rows, filled)), dtype="int64")
    return pd.DataFrame(
        {number: list(compress(column, filled)) for number, column in enumerate(stripped)},
        index=index,
        dtype="str",
    )


def from_records(header: Sequence[str], records: Sequence[Sequence[str]]) -> Cells:
    """Build cells from a header and the records below it, which may be shorter or longer than it.

    Blank headers at the end, and blank cells beyond the header, are what spreadsheets leave behind; they are
    ignored.
    """
    width = len(header)
    ragged = []
    for number, record in enumerate(records):
        if len(record) > width and any(cell.strip() for cell in record[width:]):
            ragged.append(Ragged(number + 2, len(record)))
    padding = [""] * width
    rectangular = [[*record[:width], *padding[len(record) :]] for record in records]
    columns = list(zip(*rectangular, strict=True)) if rectangular and width else [()] * width
    texts = text_frame(columns, range(2, len(records) + 2))
    return Cells(tuple(header), texts, tuple(ragged))
