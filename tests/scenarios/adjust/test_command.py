"""The command, the list of moves as a file and a workbook, and what is kept of a run."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from scenarios.adjust.columns import MOVE_COLUMNS
from tests.scenarios.small_study import FREE, evenreach, run_of, with_setting, write_study

PHASES = "[{name: {zh: 现在, en: Now}, most_moved: 0}, {name: {zh: 下季度, en: Next quarter}, most_moved: 2}]"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adjust")
    text = with_setting("adjustment.phases", PHASES, scenario="balanced")
    write_study(folder / "study", text)
    return folder


@pytest.fixture(autouse=True)
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)


def test_a_scenario_with_phases_is_adjusted_by_run(place: Path) -> None:
    done = evenreach("run", "study", "balanced", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "Moves, each with its reason" in done.stdout
    run = run_of(place, "balanced")
    assert list(run.moves.columns) == list(MOVE_COLUMNS)
    assert run.moves["phase"].dtype == "int64"
    assert run.metrics["verified"]
    names = [each["name"]["en"] for each in run.metrics["adjustment"]["phases"]]
    assert names == ["Now", "Next quarter"]
    assert run.metrics["adjustment"]["phases"][0]["ended"] == 0


def test_today_is_measured_as_it_is(place: Path) -> None:
    assert evenreach("run", "study", "today", "--quiet").exit_code == 0
    folder = place / "out" / "eastbay" / "today"
    assert not (folder / "moves.csv").exists() and not (folder / "lists" / "moves.xlsx").exists()
    assert run_of(place, "today").moves.empty


def test_adjust_plans_a_departure_beside_the_scenarios_own_run(place: Path) -> None:
    done = evenreach("adjust", "study", "cross-county", "--depart", "P01", "--budget", "2", "--lang", "zh")
    assert done.exit_code == 0, done.output
    run = run_of(place, "cross-county-adjusted")
    assert not (place / "out" / "eastbay" / "cross-county").exists()
    left = run.moves[run.moves["kind"].eq("departure")]
    assert set(left["before"]) == {"甲一"} and len(left) == 2
    assert "P01" not in set(run.plan["person_id"])
    assert "P01" in set(run.plan["previous_person_id"]), "lists tell who was there today"
    (phase,) = run.metrics["adjustment"]["phases"]
    assert phase["most_moved"] == 2
    assert "adjustment:" in run.manifest["resolved"] and "- P01" in run.manifest["resolved"]
    raw = (run.folder / "moves.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    again = pd.read_csv(io.BytesIO(raw), dtype=str, keep_default_na=False)
    assert again["reason_zh"].tolist() == run.moves["reason_zh"].tolist()


@pytest.mark.parametrize(
    ("lang", "sheet", "kind"), [("zh", "调整清单", "离任"), ("en", "Moves", "departure")]
)
def test_the_workbook_speaks_the_language_of_the_lists(place: Path, lang: str, sheet: str, kind: str) -> None:
    done = evenreach("adjust", "study", "hire", "--depart", "P01", "--budget", "0", "--lang", lang, "-q")
    assert done.exit_code == 0 and done.output == ""
    run = run_of(place, "hire-adjusted")
    (page,) = openpyxl.load_workbook(run.folder / "lists" / "moves.xlsx").worksheets
    assert page.title == sheet
    rows = list(page.iter_rows(values_only=True))
    assert len(rows) == len(run.moves) + 1
    assert kind in [row[9] for row in rows]


def test_export_writes_the_moves_again(place: Path) -> None:
    assert evenreach("run", "study", "balanced", "--quiet").exit_code == 0
    assert evenreach("export", "study", "balanced", "--lang", "zh", "--to", "again").exit_code == 0
    assert (place / "again" / "lists" / "moves.xlsx").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["today"], "nothing to adjust"),
        (["cross-county", "--depart", "P77"], "adjustment.departures.0"),
        (["nosuch", "--budget", "1"], "nosuch"),
    ],
)
def test_what_cannot_be_adjusted_is_said(arguments: list[str], words: str) -> None:
    done = evenreach("adjust", "study", *arguments, "--lang", "en")
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_scenario_is_not_overwritten_by_an_adjustment_of_its_name(tmp_path: Path) -> None:
    text = FREE + "  today-adjusted:\n    name: {zh: 某, en: Some}\n"
    write_study(tmp_path / "study", text)
    done = evenreach("adjust", str(tmp_path / "study"), "today", "--budget", "1", "--lang", "en")
    assert done.exit_code == 2 and "today-adjusted" in done.stderr


def test_an_adjustment_is_compared_and_exported_by_its_name(place: Path) -> None:
    """`compare` and `export` must take SCENARIO-adjusted for the plan that `adjust` has stored."""
    assert evenreach("adjust", "study", "cross-county", "--depart", "P01", "-q").exit_code == 0
    assert evenreach("run", "study", "today", "-q").exit_code == 0
    for pair in (("today", "cross-county-adjusted"), ("cross-county-adjusted", "today")):
        done = evenreach("compare", "study", *pair, "--lang", "en")
        assert done.exit_code == 0, done.output
        assert ", adjusted" in done.stdout
    done = evenreach("export", "study", "cross-county-adjusted", "--lang", "en", "--to", "lists-of-it")
    assert done.exit_code == 0, done.output
    assert (place / "lists-of-it" / "lists" / "moves.xlsx").is_file()


def test_an_adjustment_that_is_not_stored_names_its_command() -> None:
    """SCENARIO-adjusted of a scenario that nobody has adjusted must name the command that does."""
    done = evenreach("export", "study", "townships-adjusted", "--lang", "en")
    assert done.exit_code == 2 and "has no scenario" in done.stderr
    done = evenreach("compare", "study", "today-adjusted", "today", "--lang", "en")
    assert done.exit_code == 2
    assert "evenreach adjust study today" in " ".join(done.stderr.split())


def test_a_name_that_is_neither_names_what_is_stored() -> None:
    """A name of no scenario and no adjustment must be refused with the nearest one and all stored runs."""
    assert evenreach("adjust", "study", "hire", "--budget", "0", "-q").exit_code == 0
    done = evenreach("export", "study", "hire-adjustet", "--lang", "en")
    words = " ".join(done.stderr.split())
    assert done.exit_code == 2
    assert "did you mean hire-adjusted?" in words and "Stored are:" in words and "hire-adjusted" in words
