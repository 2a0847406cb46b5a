"""A city that no code knows: its own tables and columns, targets by year, the workbook, and the index."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scenarios.indicators.figures import table_figures
from scenarios.run import validate_study
from scenarios.study import load_study
from scenarios.today import figures_today
from tests.scenarios.indicators.third_city import CATALOGUE, STUDY, write_third_city
from tests.scenarios.small_study import evenreach, with_setting

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
    assert found["T3"]["observations"] == [{"year": 2023, "source": "a"}]


def test_rows_may_be_found_in_a_table_of_its_own(tmp_path: Path) -> None:
    """Villages of counties where a terminal runs: six of the first, and those of the zone."""
    found_in = "{table: terminals, by: county_code, where: {state: running}}"
    catalogue = CATALOGUE.replace(
        "  villages_all: {table: villages}", f"  villages_all: {{table: villages, found_in: {found_in}}}"
    )
    kept = (
        "terminals_on: {table: terminals, where: {state: [running, on test]}}\n  screens: {table: terminals"
    )
    only = "terminals_on: {table: villages}\n  screens: {table: villages"
    catalogue = catalogue.replace(kept, only).replace("column: screens}", "column: households}")
    assert "table: terminals" in catalogue and "{table: terminals, where: {state: [" not in catalogue
    study = load_study(write_third_city(tmp_path / "study", catalogue))
    city = validate_study(study)
    config = study.resolve("today").config
    figure = table_figures(city, config.measures, year=2024, travel=config.travel)["villages_all"]
    zone = int(city.villages["county_code"].eq(ZONE).sum())
    assert (figure.value, figure.by_county) == (6 + zone, {EAST: 6, WEST: 0, ZONE: zone})


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
    assert "no data: villages.csv, column hall_seats, 11 cells not clearly filled in" in done.stdout
    assert "2 met, 4 missed, 1 without data" in done.stdout
    assert "observed 2023, a" in done.stdout


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


def sheet(book: openpyxl.Workbook, name: str) -> list[dict[Any, Any]]:
    """The rows of a sheet by their heads."""
    first, *rows = book[name].values
    return [dict(zip(first, row, strict=True)) for row in rows]


@pytest.mark.usefixtures("once")
def test_the_workbook_has_every_reading_and_nothing_that_a_spreadsheet_would_run(folder: Path) -> None:
    """Figures are numbers with the decimals that are shown; without a scenario there is today alone."""
    done = evenreach("targets", "study", "--lang", "en", "--xlsx", "made/targets.xlsx")
    assert done.exit_code == 0
    book = openpyxl.load_workbook(folder / "made" / "targets.xlsx")
    assert book.sheetnames == [
        "Targets", "By county", "Index", "Index by target", "Index by county", "County and target",
        "How it is counted",
    ]  # fmt: skip
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)
    rows = sheet(book, "Targets")
    assert len(rows) == 7
    assert {"Before", "After", "Status today"}.isdisjoint(rows[0])
    title = rows[0]["Target"]
    assert title.endswith("=Terminals per 10,000") and not title.startswith("=")
    by_hand = {(row["Code"], row["Reading"]): row for row in rows}
    assert by_hand["T1", None].items() >= {
        "Section of the plan": "三（一）", "Kind": "Binding", "Direction": "at least", "Wanted": 0.2,
        "Values by year": "2023: 0.1; 2024: 0.2; later: 0.5", "Today": 0.275, "Status": "met",
        "Missed by": None, "Formula": "10000 * terminals_on / residents",
        "Tables and columns needed": "tables/terminals.csv (state); counties.csv (pop_resident)",
        "Decided by": "siting, budget", "Data that is lacking": None,
    }.items()  # fmt: skip
    assert by_hand["T3", None].items() >= {
        "Wanted": 95, "Unit": "%", "Today": 75, "Status": "missed", "Missed by": 20,
        "Observed": "observed 2023, a",
        "Tables and columns needed": "observations.csv (measure, year, value)",
    }.items()  # fmt: skip
    assert by_hand["T4", "least"].items() >= {"Today": 0, "Missed by": 40, "Scope": None}.items()
    assert by_hand["T5", None].items() >= {
        "Today": None, "Status": "no data", "Missed by": None, "Beside it": "halls: 5",
        "Data that is lacking": "villages.csv, column hall_seats, 11 cells not clearly filled in",
    }.items()  # fmt: skip
    heads = [cell.value for cell in book["Targets"][1]]
    today = {book["Targets"].cell(at, 1).value: book["Targets"].cell(at, heads.index("Today") + 1)
             for at in range(2, 9)}  # fmt: skip
    assert today["T1"].number_format == "#,##0.000" and today["T3"].number_format == '#,##0.0"%"'
    assert all(cell.data_type == "n" for cell in today.values())
    halls = next(row for row in sheet(book, "By county") if row["Code"] == "T2")
    assert list(halls.values())[2:] == [66.6, 25, 0]


@pytest.mark.usefixtures("once")
def test_the_sheets_of_the_index_tell_what_it_is_made_of(folder: Path) -> None:
    """Of both commands alike: value, bounds and range, every target, every county, every target in each."""
    for command, name in (("targets", "by-targets.xlsx"), ("index", "by-index.xlsx")):
        assert evenreach(command, "study", "--lang", "en", "--xlsx", name).exit_code == 0
        book = openpyxl.load_workbook(folder / name)
        (whole,) = sheet(book, "Index")
        assert list(whole.values())[1:] == [95.8, 66.6, 63.8, 97.2, 91.6, 98.3, 50]
        plan = whole["Plan"]
        assert [list(row.values()) for row in sheet(book, "Index by target")] == [
            [plan, "T1", "'=Terminals per 10,000", 3, 100, 75],
            [plan, "T2", "Villages with a hall", 1, 83.3, 20.8],
            [plan, "T5", "Seats", 2, None, None],
        ]
        # In the west nobody has a terminal, and a quarter of the villages a hall, half of what is wanted.
        assert [list(row.values())[2:] for row in sheet(book, "Index by county")] == [
            [100, 66.6], [12.5, 66.6], [75, 66.6],
        ]  # fmt: skip
        parts = [list(row.values()) for row in sheet(book, "County and target")]
        assert len(parts) == 6
        west = [[code, attained, points] for _, _, code, _, _, attained, points in parts[2:4]]
        assert west == [["T1", 0, 0], ["T2", 50, 12.5]]
        assert "normalised to 0–100" in sheet(book, "How it is counted")[0]["How figures become the index"]


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(("lang", "word"), [("en", "Formula"), ("zh", "计算公式")])
def test_one_target_is_shown_in_full(lang: str, word: str) -> None:
    """Its formulas, every measure with its value, tables and columns, every reading, every county."""
    done = evenreach("targets", "study", "--lang", lang, "--code", "T1")
    assert (done.exit_code, done.stderr) == (0, "")
    rows = cells(done.stdout)
    assert [word, "10000 * terminals_on / residents"] in rows
    assert [row[-1] for row in rows if row[0] in ("terminals_on", "residents")] == ["3", "109,000"]
    assert "tables/terminals.csv" in done.stdout and "pop_resident" in done.stdout
    assert "2023" in done.stdout
    assert [row[-1] for row in rows[-3:]] == ["0.333", "0", "1.111"]
    both = evenreach("targets", "study", "--lang", lang, "--code", "T4").stdout
    assert "hours_mean" in both and "hours_min" in both and "terminals_on" not in both
    refused = evenreach("targets", "study", "--lang", lang, "--code", "T44")
    assert (refused.exit_code, refused.stdout.count("│")) == (2, 0)
    assert "T4" in refused.stderr


@pytest.mark.usefixtures("once")
def test_what_each_target_puts_into_the_index_of_a_county_is_shown_when_asked_for() -> None:
    plain = evenreach("index", "study", "--lang", "en").stdout
    drilled = evenreach("index", "study", "--lang", "en", "--counties").stdout
    assert "Today · 西" not in plain
    part = drilled[drilled.index(" · 西") :]
    assert cells(part)[:2] == [
        ["T1", "=Terminals per 10,000", "3", "0.0", "0.0"],
        ["T2", "Villages with a hall", "1", "50.0", "12.5"],
    ]  # fmt: skip


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("settings", "options", "said"),
    [
        ("index.weights: {T1: 3, T2: 1, T5: 2}", [], ""),
        ("index.weights: {T1: 3, T2: 1, T5: 2, T6: 0}", [], ""),
        ("index.weights: {T1: 3}", [], "today (T1=3, T2=1, T5=2; vary 0.5); balanced (T1=3; vary 0.5)"),
        ("index.weights: {T1: 3}", ["--weight", "T2=1"], "balanced (T1=3, T2=1; vary 0.5)"),
        ("index.weights: {T1: 3}", ["--weight", "T2=1", "--weight", "T5=2"], ""),
        ("index.vary: 0.25", [], "balanced (T1=3, T2=1, T5=2; vary 0.25)"),
        ("index.vary: 0.25", ["--vary", "0.3"], ""),
    ],
)
def test_scenarios_are_compared_by_the_same_weights_only(
    tmp_path: Path, measured: dict[str, Any], monkeypatch: pytest.MonkeyPatch, settings: str,
    options: list[str], said: str,
) -> None:  # fmt: skip
    """Each scenario has the weights of its own; where they differ, the command must give them."""
    write_third_city(tmp_path / "study", study=with_setting(*settings.split(": ", 1), text=STUDY))
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    monkeypatch.setattr("scenarios.cli_targets._figures", lambda *given, **more: (measured, moment))
    study = str(tmp_path / "study")
    done = evenreach("index", study, "today", "balanced", "--lang", "en", *options)
    assert done.exit_code == (2 if said else 0)
    assert said in " ".join(done.stderr.split())
    alone = evenreach("index", study, "balanced", "--lang", "en")
    assert alone.exit_code == 0
    if settings == "index.weights: {T1: 3}":
        assert cells(alone.stdout)[0][1:] == ["100.0", "100.0", "100.0 – 100.0", "100.0 – 100.0"]


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("weights", "plan"),
    [
        # (3 x 100 + 83.33) / 4; without T5 as 0 or 100: 383.33 / 6 and 583.33 / 6; weights by half.
        ([], ["95.8", "66.6", "63.8 – 97.2", "91.6 – 98.3"]),
        # (3 x 100 + 2 x 83.33 + 78.95) / 6, of 8.
        (["T2=2", "T3=1"], ["90.9", "75.0", "68.2 – 93.2", "86.4 – 95.4"]),
        # Another reading by itself: of 40 hours, the least have none; (3 x 100 + 83.33) / 5, of 7.
        (["T4.least=1"], ["76.6", "71.4", "54.7 – 83.3", "54.7 – 89.3"]),
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
        ("T4.least=1", "T4.most=1", "no target T4.most; did you mean T4.least"),
        ("T1=0", "T1=-1", "expected a number from 0"),
        ("T1=1e6", "T1=nan", "expected a number from 0"),
        ("T1=2", "T1", "--weight T1: no number; expected one from 0"),
        ("T1=2", "NOPE=2", "no target NOPE; expected one of T1"),
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
    assert evenreach("targets", "study", "--lang", "en", "--xlsx", to).exit_code == code
    assert (folder / to).exists() == (code == 0)
