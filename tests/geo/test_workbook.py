"""Excel workbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from geo.formats.cells import FormatFault
from geo.formats.workbook import read_xlsx
from geo.source import Source
from tests.geo.broken import faults_of, read, with_source
from tests.small_city import small_tables, write_small_city


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def source(path: Path, sheet: str | None = None) -> Source:
    return Source("t", path, path.name, sheet=sheet)


def test_typed_cells_become_what_a_person_would_have_typed(tmp_path: Path) -> None:
    """A code stored as a number keeps its twelve digits; a date is an ISO date; true is 1."""
    rows = [["a", "b", "c", "d", "e"], [371001001001, 12.5, dt.datetime(2024, 1, 31), True, None]]
    cells = read_xlsx(source(workbook(tmp_path / "t.xlsx", 一=rows)))
    assert cells.texts.loc[2].tolist() == ["371001001001", "12.5", "2024-01-31", "1", ""]


def test_blank_columns_and_rows_at_the_edge_are_ignored(tmp_path: Path) -> None:
    """Formatting alone makes such cells; blank rows within count as rows."""
    rows = [["a", "b", None], [None, None, None], ["1", "2", None], [None, None, " "]]
    cells = read_xlsx(source(workbook(tmp_path / "t.xlsx", 一=rows)))
    assert cells.headers == ("a", "b")
    assert cells.texts.index.tolist() == [3]
    assert cells.ragged == ()


def test_the_sheet_is_never_guessed(tmp_path: Path) -> None:
    """One sheet needs no name, two do, and the name must exist."""
    path = workbook(tmp_path / "t.xlsx", 一=[["a"], ["1"]], 二=[["a"], ["2"]])
    assert read_xlsx(source(path, "二")).texts[0].tolist() == ["2"]
    for sheet, code in ((None, "ambiguous_layer"), ("三", "missing_layer")):
        with pytest.raises(FormatFault) as caught:
            read_xlsx(source(path, sheet))
        assert caught.value.code == code
        assert caught.value.params["found"] == "一, 二"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_reported(tmp_path: Path, content: bytes) -> None:
    """A CSV under the name of a workbook, or half of one."""
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    with pytest.raises(FormatFault) as caught:
        read_xlsx(source(path))
    assert caught.value.code == "unreadable"


def test_a_city_kept_partly_in_excel_is_the_same_city(tmp_path: Path) -> None:
    """Numbers as numbers, dates as dates, codes as numbers."""
    sources = write_small_city(tmp_path)
    expected = read(sources)
    for name in ("villages", "roster"):
        table = small_tables()[name]
        rows: list[list[object]] = [list(table.columns)]
        for record in table.to_numpy().tolist():
            rows.append([int(cell) if cell.isdigit() else cell for cell in record])
        path = workbook(tmp_path / f"{name}.xlsx", 数据=rows)
        sources = with_source(sources, name, path=path, name=path.name)
    found = read(sources)
    assert found.villages.equals(expected.villages)
    assert found.roster.equals(expected.roster)


def test_an_empty_sheet_is_an_empty_table(tmp_path: Path) -> None:
    """Whether nothing at all stands in it or only a header."""
    sources = write_small_city(tmp_path)
    for rows in ([], [["role", "unit_code", "person_id"]]):
        path = workbook(tmp_path / "r.xlsx", 一=rows)
        faults = faults_of(with_source(sources, "roster", path=path, name="r.xlsx"))
        assert [(fault.file, fault.code) for fault in faults] == [("r.xlsx", "empty_table")]
