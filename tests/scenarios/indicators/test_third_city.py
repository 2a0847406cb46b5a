"""A city that no code knows: its own tables and columns, targets by year, the workbook, and the index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scenarios.study import load_study
from scenarios.today import figures_today
from tests.scenarios.indicators.third_city import CATALOGUE, write_third_city
from tests.scenarios.small_study import evenreach

EAST, WEST, ZONE = "371001", "371002", "371071"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the study in it."""
    made = tmp_path_factory.mktemp("third")
    write_third_city(made / "study")
    return made


@pytest.fixture(scope="module")
def measured(folder: Path) -> dict[str, Any]:
    """The figures of today, for all that only shows them."""
    return figures_today(load_study(folder / "study"), cache=folder)


@pytest.fixture(autouse=True)
def _inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def once(measured: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure no second time what has been measured."""
    monkeypatch.setattr("scenarios.today.figures_today", lambda study, *, cache: measured)


def cells(printed: str) -> list[list[str]]:
    """The rows of all tables that were printed."""
    lines = [line for line in printed.splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]


def test_the_targets_are_judged_by_hand(measured: dict[str, Any]) -> None:
    """3 terminals for 109,000; 5 halls in 12 villages; 150 of 200 calls, and not those of a later year."""
    found = {row["code"]: row for row in measured["targets"]}
    assert {code: row["after"] for code, row in found.items()} == {
        "T1": pytest.approx(30000 / 109000), "T2": pytest.approx(500 / 12), "T3": 75,
        "T4": pytest.approx(500 / 12), "T5": None, "T6": 10,
    }  # fmt: skip
    assert {code: row["value"] for code, row in found.items()} == {
        "T1": 0.2, "T2": 50, "T3": 95, "T4": 40, "T5": 100, "T6": 6,
    }  # fmt: skip
    assert [code for code, row in found.items() if row["met_after"]] == ["T1", "T4"]
    assert [each["after"] for each in found["T4"]["also"]] == [0]
    assert found["T1"]["by_county"] == {
        EAST: pytest.approx(20000 / 60000), WEST: 0, ZONE: pytest.approx(10000 / 9000),
    }  # fmt: skip
    assert found["T2"]["by_county"] == {EAST: pytest.approx(400 / 6), WEST: 25, ZONE: 0}
    assert found["T3"]["observed"] == [2023]


def test_the_table_of_targets_is_printed_and_only_that() -> None:
    done = evenreach("targets", "study", "--lang", "en")
    assert (done.exit_code, done.stderr) == (0, "")
    rows = cells(done.stdout)
    assert [[row[0], row[1], row[4]] for row in rows if row[0]] == [
        ["T1", "=Terminals per 10,000", "0.275"],
        ["T2", "Villages with a hall", "41.6"],
        ["T3", "Calls answered", "75.0"],
        ["T4", "Hours (mean)", "41.7"],
        ["T4", "Hours (least)", "0"],
        ["T5", "Seats", "–"],
        ["T6", "Screens", "10"],
    ]
    assert "no data: villages.csv, column hall_seats, 11 blank cells" in done.stdout
    assert "2 met, 4 missed, 1 without data" in done.stdout


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_of_its_own_is_validated_under_its_own_name(lang: str) -> None:
    done = evenreach("validate", "study", "--lang", lang)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "terminals" in done.stdout and "terminals.csv" in done.stdout


@pytest.mark.usefixtures("once")
def test_the_table_is_in_the_language_of_the_reader() -> None:
    shown = evenreach("targets", "study", "--lang", "zh").stdout
    assert "有法治礼堂的村" in shown and "villages.csv" in shown and "hall_seats" in shown
    assert "Villages with a hall" not in shown


@pytest.mark.usefixtures("once")
def test_the_workbook_has_every_reading_and_nothing_that_a_spreadsheet_would_run(folder: Path) -> None:
    done = evenreach("targets", "study", "--lang", "en", "--to", "made/targets.xlsx")
    assert done.exit_code == 0
    book = openpyxl.load_workbook(folder / "made" / "targets.xlsx")
    assert book.sheetnames == ["Targets", "By county", "Index"]
    targets, counties, index = ([list(row) for row in sheet.values] for sheet in book)
    first, by_hand = targets[0], {tuple(row[:2]): row for row in targets[1:]}
    assert len(by_hand) == 7
    title = next(row[1] for row in targets[1:] if row[0] == "T1")
    assert title.endswith("=Terminals per 10,000") and not title.startswith("=")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    seats = dict(zip(first, by_hand["T5", "Seats"], strict=True))
    assert seats["Verdict"] == "no data: villages.csv, column hall_seats, 11 blank cells"
    assert seats["Wanted"] == "≥ 100" and seats["Beside it"] == "halls: 5"
    halls = next(row for row in counties if row[0] == "T2")
    assert halls[2:] == [pytest.approx(400 / 6, abs=1e-3), 25, 0]
    assert index[1:] == [
        ["T1", 3, 100, 75],
        ["T2", 1, pytest.approx(250 / 3, abs=0.05), pytest.approx(125 / 6, abs=0.05)],
        ["T5", 2, None, 0],
    ]


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("weights", "plan"),
    [
        # (3 x 100 + 83.33) / 4; without T5 as 0 or 100: 383.33 / 6 and 583.33 / 6; weights by half.
        ([], ["95.8", "66.7", "63.9 – 97.2", "91.7 – 98.3"]),
        # (3 x 100 + 2 x 83.33 + 78.95) / 6, of 8.
        (["T2=2", "T3=1"], ["90.9", "75.0", "68.2 – 93.2", "86.4 – 95.5"]),
        # A weight of nought takes a target out: 100 of T1 alone, with T2 gone.
        (["T2=0", "T5=0"], ["100.0", "100.0", "100.0 – 100.0", "100.0 – 100.0"]),
    ],
)
def test_the_index_by_hand(weights: list[str], plan: list[str]) -> None:
    """The weights are those of the study, and those that the command gives in their place."""
    options = [part for weight in weights for part in ("--weight", weight)]
    done = evenreach("index", "study", "--lang", "en", *options)
    assert (done.exit_code, done.stderr) == (0, "")
    assert cells(done.stdout)[0][1:] == plan


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("accepted", "refused", "said"),
    [
        ("T1=2", "T9=2", "no target T9"),
        ("T1=0", "T1=-1", "expected a number from 0"),
        ("T1=1e6", "T1=nan", "expected a number from 0"),
        ("T1=2", "T1", "expected a number from 0"),
    ],
)
def test_a_weight_that_is_none_is_refused(accepted: str, refused: str, said: str) -> None:
    assert evenreach("index", "study", "--lang", "en", "--weight", accepted).exit_code == 0
    done = evenreach("index", "study", "--lang", "en", "--weight", refused)
    assert done.exit_code == 2 and said in done.stderr and done.stdout == ""


def test_an_index_without_any_weight_is_not_made_up(tmp_path: Path) -> None:
    catalogue = CATALOGUE[: CATALOGUE.index("index:\n")]
    write_third_city(tmp_path / "study", catalogue)
    done = evenreach("index", str(tmp_path / "study"), "--lang", "en")
    assert done.exit_code == 2 and "no plan states any" in done.stderr and done.stdout == ""


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(("to", "code"), [("targets.XLSX", 0), ("targets.csv", 2)])
def test_the_table_is_written_as_a_workbook_only(folder: Path, to: str, code: int) -> None:
    assert evenreach("targets", "study", "--lang", "en", "--to", to).exit_code == code
    assert (folder / to).exists() == (code == 0)
