"""Files to cells: what stands in a file, as text, before anything is understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from geo.faults import Fault
from geo.formats.cells import Cells, FormatFault
from geo.formats.package import read_gpkg
from geo.formats.text import read_csv
from geo.formats.workbook import read_xlsx
from geo.source import Source

__all__ = ["READERS", "Cells", "read_cells"]

READERS: Mapping[str, Callable[[Source], Cells]] = MappingProxyType(
    {".csv": read_csv, ".gpkg": read_gpkg, ".xlsx": read_xlsx}
)
"""A reader for every ending of a file name."""


def read_cells(source: Source) -> Cells | list[Fault]:
    """Read the cells of one source, or say why that cannot be done.

    Returns
    -------
    Cells or list of Fault
        The faults when the file is absent or cannot be read as what it claims to be.
    """
    reader = READERS.get(source.path.suffix.lower())
    if reader is None:
        allowed = ", ".join(READERS)
        return [Fault(source.name, None, None, None, "unsupported_format", (("allowed", allowed),))]
    if not source.path.is_file():
        return [Fault(source.name, None, None, None, "missing_file")]
    try:
        cells = reader(source)
    except FormatFault as error:
        return [error.fault(source.name)]
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return [Fault(source.name, None, None, None, "unreadable", (("reason", reason),))]
    if not len(cells.texts):
        return [Fault(source.name, None, None, None, "empty_table")]
    return cells
