"""Sheets that a clerk can filter, print and file: one look for every workbook, the same bytes every time."""

from __future__ import annotations

import io
import math
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from scenarios.cells import inert
from scenarios.whole_file import whole_file

__all__ = ["Cell", "Column", "Kind", "Row", "Shown", "add_sheet", "new_workbook", "save"]

Kind = Literal["text", "long", "integer", "number", "ratio"]


@dataclass(frozen=True)
class Shown:
    """A number whose format is its own, in a column of numbers of different units.

    Attributes
    ----------
    value : float
        As it is shown.
    decimals : int
    unit : str
        Set behind it: ``%``.
    """

    value: float
    decimals: int
    unit: str = ""

    @property
    def format(self) -> str:
        """The number format of a spreadsheet."""
        places = "." + "0" * self.decimals if self.decimals else ""
        return f'#,##0{places}"{self.unit}"' if self.unit else f"#,##0{places}"


Cell = str | int | float | Shown | None
_FORMATS: dict[Kind, str] = {"text": "@", "long": "@", "integer": "0", "number": "0.0", "ratio": "0.000"}
#: As many as the formats show; a number in a column of text is shown whole.
_DECIMALS: dict[Kind, int] = {"integer": 0, "number": 1, "ratio": 3, "text": 15, "long": 15}
_WIDEST, _LONG = 34.0, 64.0
_NARROWEST: dict[Kind, float] = {"text": 6.0, "long": 20.0, "integer": 7.0, "number": 9.0, "ratio": 11.0}
_FILTER_ARROW = 3.0
_LINE_HEIGHT = 14.5  # points, at the size below
# Every office computer in China has it; elsewhere the program takes its own Chinese font.
_FONT, _SIZE = "宋体", 10
_LINE = Side(style="hair", color="FF808080")
# Light enough to read in black and white; the words in the status column say the same.
_RED, _YELLOW, _BLUE, _GREY = "FFF8D7D2", "FFFFF0C2", "FFDCE9F5", "FFD9E2E7"
_FILLS = {"vacant": _RED, "long_drive": _YELLOW, "few_hours": _BLUE, "better": _BLUE, "worse": _RED}
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Column:
    """A column: its header and what its cells hold.

    ``long`` is text that wraps; a whole number in a column of ratios is shown without decimals.
    """

    title: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Row:
    """The cells of a row, and the name of its fill: a status, better, worse, or nothing."""

    cells: Sequence[Cell]
    fill: str = ""


def new_workbook() -> Workbook:
    """An empty workbook with the styles registered."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for kind in _FORMATS:
        for fill in ("", *_FILLS):
            book.add_named_style(_style(kind, fill))
    book.add_named_style(_head_style())
    return book


def add_sheet(
    book: Workbook, title: str, *, columns: Sequence[Column], rows: Iterable[Row], heading: str, pages: str
) -> Worksheet:
    """Write a table with its header in row 1, ready to filter and to print on A4 landscape.

    Parameters
    ----------
    book : Workbook
        From :func:`new_workbook`.
    title : str
        Name of the sheet.
    columns : sequence of Column
    rows : iterable of Row
        Text that could be taken for a formula is made inert; NaN becomes an empty cell.
    heading : str
        Printed on top of every page.
    pages : str
        Printed at the bottom; ``&P`` is the page, ``&N`` their number.
    """
    sheet: Worksheet = book.create_sheet(title)
    # A long header is set in two lines, so that a column of short numbers stays narrow.
    widths = [math.ceil(_width(column.title) / 2) + _FILTER_ARROW for column in columns]
    sheet.row_dimensions[1].height = 2 * _LINE_HEIGHT + 2
    for at, column in enumerate(columns, start=1):
        sheet.cell(1, at, inert(column.title)).style = "head"
    looks = _Looks(sheet)
    for number, row in enumerate(rows, start=2):
        for at, (column, value) in enumerate(zip(columns, row.cells, strict=True)):
            content = _content(value, column.kind)
            cell = sheet.cell(number, at + 1, content)
            if isinstance(content, str):
                cell.data_type = "s"  # never a formula, whatever it begins with
                widths[at] = max(widths[at], _width(content) + 1)
                if column.kind == "long" and _width(content) > _LONG - 2:
                    lines = math.ceil(_width(content) / (_LONG - 4))
                    sheet.row_dimensions[number].height = lines * _LINE_HEIGHT
            whole = column.kind == "ratio" and isinstance(content, int)
            if isinstance(value, Shown):
                cell.style = f"{column.kind} {row.fill}".strip()
                cell.number_format = value.format
            else:
                looks.dress(cell, "integer" if whole else column.kind, row.fill)
    for at, (column, width) in enumerate(zip(columns, widths, strict=True), start=1):
        most = _LONG if column.kind == "long" else _WIDEST
        sheet.column_dimensions[get_column_letter(at)].width = min(
            max(width + 1.5, _NARROWEST[column.kind]), most
        )
    _for_print(sheet, heading=heading, pages=pages)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(sheet.max_row, 1)}"
    return sheet


def save(book: Workbook, path: Path, *, when: datetime) -> None:
    """Save whole, and so that the same contents give the same bytes: the dates inside are that of the run.

    Parameters
    ----------
    book : Workbook
    path : Path
        The .xlsx to write.
    when : datetime
        Date of creation and change to record.
    """
    moment = when.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.creator = "evenreach"
    book.properties.created = moment
    raw = io.BytesIO()
    book.save(raw)
    written = book.properties.modified.replace(tzinfo=None).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        whole_file(path) as part,
        zipfile.ZipFile(raw) as source,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = content.replace(written, moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode())
            entry = zipfile.ZipInfo(name, date_time=_ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)


class _Looks:
    """Cells of one look share one record of it: looking the style up for each takes longer than writing."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._known: dict[tuple[Kind, str], StyleArray] = {}

    def dress(self, cell: XlsxCell, kind: Kind, fill: str) -> None:
        """Give a cell its look."""
        known = self._known.get((kind, fill))
        if known is None:
            cell.style = f"{kind} {fill}".strip()
            self._known[kind, fill] = cell._style  # type: ignore[attr-defined]
        else:
            cell._style = known  # type: ignore[attr-defined]


def _content(value: Cell, kind: Kind) -> str | int | float | None:
    if isinstance(value, Shown):
        return value.value
    if isinstance(value, float):
        # What a formula adds up, or a clerk copies, is what the cell shows.
        return round(value, _DECIMALS[kind]) if math.isfinite(value) else None
    return inert(_printable(value)) if isinstance(value, str) else value


@lru_cache(maxsize=50_000)
def _printable(text: str) -> str:
    """Leave out what XML cannot carry: control characters, lone surrogates and non-characters."""
    return "".join(
        sign
        for sign in text
        if sign in "\t\n\r" or (unicodedata.category(sign) not in ("Cc", "Cs") and sign not in "\ufffe\uffff")
    )


@lru_cache(maxsize=50_000)
def _width(text: str) -> float:
    """Chinese signs are two letters wide."""
    return float(sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text))


def _style(kind: Kind, fill: str) -> NamedStyle:
    style = NamedStyle(f"{kind} {fill}".strip(), number_format=_FORMATS[kind])
    style.font = Font(name=_FONT, size=_SIZE)
    style.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    aside = "left" if kind in ("text", "long") else "right"
    style.alignment = Alignment(horizontal=aside, vertical="center", indent=1, wrap_text=kind == "long")
    if fill:
        style.fill = PatternFill("solid", fgColor=_FILLS[fill])
    return style


def _head_style() -> NamedStyle:
    style = NamedStyle("head", font=Font(name=_FONT, size=_SIZE, bold=True), number_format="@")
    style.fill = PatternFill("solid", fgColor=_GREY)
    style.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=Side(style="thin"))
    style.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return style


def _for_print(sheet: Worksheet, *, heading: str, pages: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.8
    sheet.page_margins.header = sheet.page_margins.footer = 0.35
    above, below = sheet.oddHeader, sheet.oddFooter
    if above is not None and below is not None:
        above.center.text, above.center.size = _printable(heading).replace("&", "&&"), 12
        below.center.text = pages
