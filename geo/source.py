"""Where one table of a study is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Source"]


@dataclass(frozen=True)
class Source:
    """One table's file and what cannot be known from the file itself.

    Attributes
    ----------
    table : str
        Name of the table, a key of `geo.TABLES`.
    path : Path
        The file; its ending says the format: .csv, .gpkg or .xlsx.
    name : str
        How faults name the file, a path relative to the study.
    crs : str or None
        Coordinate reference system of the coordinates, see `geo.crs`. Required for a table that has
        coordinates and never guessed (norm R45: natural-resources data are CGCS2000, map services are not).
    encoding : str or None
        Of a .csv; None tries strict UTF-8, then GB18030.
    layer : str or None
        Of a .gpkg; may be omitted when there is only one.
    sheet : str or None
        Of a .xlsx; may be omitted when there is only one.
    """

    table: str
    path: Path
    name: str
    crs: str | None = None
    encoding: str | None = None
    layer: str | None = None
    sheet: str | None = None
