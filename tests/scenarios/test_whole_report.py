"""Faults of settings and of tables come in one report, unless nobody can tell which the tables are."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from scenarios.errors import InputError, StudyError
from scenarios.whole_report import load_for_tables
from tests.scenarios.small_study import FREE, changed_table, evenreach, write_study
from tests.scenarios.study_text import line_of

BAD_CELL = changed_table("counsel", (0, "hours_year", "-5"))
CELL = ("counsel.csv", "negative")
OWN_TABLE = "  road_edges: {path: road_edges.csv}\n  halls: {path: halls.csv}\n"
HALLS = FREE.replace("  road_edges: {path: road_edges.csv}\n", OWN_TABLE)


def found(folder: Path, text: str, tables: Mapping[str, pd.DataFrame] | None = None) -> InputError:
    write_study(folder, text, tables=tables)
    with pytest.raises(InputError) as caught:
        load_for_tables(folder)
    return caught.value


def codes(error: InputError) -> list[tuple[str, str]]:
    return [(fault.file, fault.code.removeprefix("study.")) for fault in error.faults]


def changed(old: str, new: str, text: str = FREE) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_faults_of_settings_and_of_tables_come_together_the_study_first(tmp_path: Path) -> None:
    write_study(tmp_path / "sound")
    assert load_for_tables(tmp_path / "sound").id == "eastbay"
    text = changed("    need: 1", "    neeed: 1")
    assert codes(found(tmp_path / "one", text)) == [("study.yaml", "unknown_key")]
    both = found(tmp_path / "both", text, BAD_CELL)
    assert codes(both) == [("study.yaml", "unknown_key"), CELL]
    assert both.unread == ""
    again = pickle.loads(pickle.dumps(both))
    assert (again.faults, again.unread) == (both.faults, both.unread)


@pytest.mark.parametrize(
    "command", [("validate", "study"), ("run", "study", "balanced"), ("adjust", "study", "hire")]
)
@pytest.mark.parametrize(("lang", "title"), [("en", "2 fault(s)"), ("zh", "2 处")])
def test_commands_that_read_tables_print_one_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], lang: str, title: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path / "study", changed("    need: 1", "    neeed: 1"), tables=BAD_CELL)
    done = evenreach(*command, "--lang", lang)
    assert (done.exit_code, done.stdout) == (2, "")
    assert title in done.stderr
    assert "roles.counsel.neeed" in done.stderr and "counsel.csv:2: hours_year" in done.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("counsel.csv}", "counsel.csv, sheat: a}"),
        ("path: counsel.csv", "path: ../counsel.csv"),
        ("  roster:     {path: roster.csv}\n", ""),
        ("sources:\n", "sourcs:\n"),
    ],
)
def test_tables_that_the_study_does_not_name_rightly_are_left_out_and_the_report_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    text = changed(old, new)
    error = found(tmp_path / "study", text, BAD_CELL)
    assert {file for file, _ in codes(error)} == {"study.yaml"}
    assert error.unread.startswith("study.yaml:")
    monkeypatch.chdir(tmp_path)
    said = {lang: evenreach("validate", "study", "--lang", lang).stderr for lang in ("en", "zh")}
    assert "The tables were not looked at" in said["en"] and f"({error.unread})" in said["en"]
    assert "因此未检查数据表" in said["zh"]


def test_a_file_that_is_no_study_says_nothing_of_tables(tmp_path: Path) -> None:
    write_study(tmp_path / "study", "schema: [\n")
    with pytest.raises(StudyError):
        load_for_tables(tmp_path / "study")


@pytest.mark.parametrize(
    ("need", "occupations", "follows"),
    [
        (0, "[lawyer, notary, gls_worker]", []),
        (0, "[lawyer, gls_worker]", ["not_allowed"]),
        (1, "5", []),
        (1, "[lawyer, 5]", []),
    ],
)
def test_a_table_is_not_blamed_for_what_a_broken_setting_would_allow(
    tmp_path: Path, need: int, occupations: str, follows: list[str]
) -> None:
    """Occupations of the study's own are known although the role has another fault."""
    tables = changed_table("counsel", (0, "occupation", "notary"))
    text = changed("    need: 1", f"    need: {need}")
    text = changed("occupations: [lawyer, gls_worker]", f"occupations: {occupations}", text)
    error = found(tmp_path / "study", text, tables)
    assert [code for file, code in codes(error) if file == "counsel.csv"] == follows


@pytest.mark.parametrize(
    ("measures", "told"),
    [
        # Its table can be read, or cannot because nobody knows that the study has it.
        ("measures:\n  a: {table: halls}\n  b: {table: villages, figure: sum}\n", True),
        ("measures:\n  a: {table: halls, figure: sum}\n", False),
    ],
)
def test_a_table_of_the_studys_own_is_read_where_a_sound_measure_counts_it(
    tmp_path: Path, measures: str, told: bool
) -> None:
    error = found(tmp_path / "study", HALLS + measures)
    assert (("halls.csv", "missing_file") in codes(error)) == told
    assert not {"unknown_table"} & {code for _, code in codes(error)}


def test_a_fault_of_travel_leaves_distances_alone_and_tells_the_rest(tmp_path: Path) -> None:
    text = changed("snap_limit_km: 5", "snap_limit_km: 0")
    far = changed_table("offices", (0, "lon", "122.01"), (0, "lat", "37.21"))
    assert codes(found(tmp_path / "study", text, BAD_CELL)) == [("study.yaml", "bound_gt"), CELL]
    assert [code for _, code in codes(found(tmp_path / "far", text, far))][:1] == ["bound_gt"]


def test_the_line_of_each_fault_is_that_of_the_file(tmp_path: Path) -> None:
    text = changed("    need: 1", "    neeed: 1")
    error = found(tmp_path / "study", text, BAD_CELL)
    assert [getattr(fault, "line", None) or getattr(fault, "row", None) for fault in error.faults] == [
        line_of(text, "neeed"),
        2,
    ]
