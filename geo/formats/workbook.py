"""One sheet of an Excel workbook."""

from __future__ import annotations

import warnings

import openpyxl

from geo.formats.cells import Cells, FormatFault, cell_text, from_records
from geo.source import Source

__all__ = ["read_xlsx"]


def read_xlsx(source: Source) -> Cells:
    """Read the cells of a worksheet as they are shown: results of formulas, dates as 2024-01-31.

    Raises
    ------
    FormatFault
        If the file is no workbook, or the sheet is not found or not told apart.
    """
    try:
        records = _records(source)
    except FormatFault:
        raise
    except Exception as error:  # openpyxl lets whatever a broken archive causes through
        raise FormatFault("unreadable", reason=type(error).__name__) from error
    while records and not any(records[-1]):
        records.pop()
    if not records:
        raise FormatFault("empty_table")
    header = list(records[0])
    while header and not header[-1].strip():
        header.pop()
    return from_records(header, records[1:])


def _records(source: Source) -> list[list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which do not concern the cells
        book = openpyxl.load_workbook(source.path, read_only=True, data_only=True)
        try:
            sheet = book[_sheet(book.sheetnames, source.sheet)]
            sheet.reset_dimensions()
            return [[cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        finally:
            book.close()


def _sheet(names: list[str], wanted: str | None) -> str:
    found = ", ".join(names)
    if wanted is None:
        if len(names) != 1:
            raise FormatFault("ambiguous_layer", found=found)
        return names[0]
    if wanted not in names:
        raise FormatFault("missing_layer", layer=wanted, found=found)
    return wanted
