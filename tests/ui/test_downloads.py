"""The files of a run to take away."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from openpyxl import load_workbook

from scenarios.messages import text
from scenarios.run import validate_study
from scenarios.store import read_run
from scenarios.study import Study
from ui.downloads import archive, county_list, list_content, run_files


def unasked() -> None:
    """The register, where no list needs to be written anew."""
    raise AssertionError


def first_sheet(book: bytes) -> str:
    """Its name tells the language."""
    return str(load_workbook(io.BytesIO(book)).sheetnames[0])


def test_lists_are_in_the_language_of_the_page_whatever_language_the_run_was_written_in(
    here: Path, study: Study
) -> None:
    run = read_run(here / "out" / "smallbay" / "balanced")
    path = run.folder / "lists" / "371001-东山区.xlsx"
    stored = list_content(run, path, code="371001", lang="zh", register=unasked)
    assert stored == path.read_bytes()
    register = validate_study(study).counsel
    english = list_content(run, path, code="371001", lang="en", register=lambda: register)
    assert first_sheet(english) == text("list.sheet_villages", "en")
    cells = {
        str(cell.value)
        for sheet in load_workbook(io.BytesIO(english)).worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    assert "138****0002" in cells
    packed = zipfile.ZipFile(io.BytesIO(archive(run, lang="en", register=lambda: None)))
    for name in (one for one in packed.namelist() if one.endswith(".xlsx")):
        assert first_sheet(packed.read(name)) == text("list.sheet_villages", "en")


def test_the_archive_holds_every_file_of_the_run_and_nothing_else(here: Path) -> None:
    run = read_run(here / "out" / "smallbay" / "balanced")
    (run.folder / ".hidden").write_text("not for others", encoding="utf-8")
    packed = zipfile.ZipFile(io.BytesIO(archive(run, lang="zh", register=unasked)))
    assert packed.testzip() is None
    assert sorted(packed.namelist()) == sorted(
        f"smallbay-balanced/{name}"
        for name in (
            "plan.csv", "posts.csv", "plan.gpkg", "map.html", "metrics.json", "manifest.json",
            "lists/371001-东山区.xlsx", "lists/371002-西河县.xlsx", "lists/371071-临海开发区.xlsx",
        )
    )  # fmt: skip
    assert packed.read("smallbay-balanced/plan.csv") == (run.folder / "plan.csv").read_bytes()


def test_a_countys_list_is_the_workbook_of_the_run_with_phones_masked(here: Path) -> None:
    run = read_run(here / "out" / "smallbay" / "balanced")
    offer = county_list(run, "371001", "东山区")
    assert offer is not None
    assert offer.name == "balanced-371001-东山区.xlsx"
    assert offer.mime.endswith("spreadsheetml.sheet")
    cells = {
        str(cell.value) for sheet in load_workbook(offer.path) for row in sheet.iter_rows() for cell in row
    }
    assert "138****0002" in cells
    assert "13800000002" not in cells


def test_what_a_run_lacks_is_not_offered(here: Path) -> None:
    run = read_run(here / "out" / "smallbay" / "balanced")
    (run.folder / "map.html").unlink()
    assert "smallbay-balanced-map.html" not in {offer.name for offer in run_files(run)}
    assert county_list(run, "371001", "另一个区") is None
