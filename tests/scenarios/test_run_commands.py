"""What the commands say and leave behind when a study really runs."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from scenarios import bundled as bundled_module
from scenarios.progress import read_events
from tests.scenarios.small_study import (
    FREE,
    MASKED,
    PHONE,
    evenreach,
    process,
    run_of,
    write_study,
)


def test_the_run_says_what_came_out_and_what_to_do_next(scarce_runs: Path) -> None:
    words = (scarce_runs / "stdout.txt").read_text(encoding="utf-8")
    parts = (
        "5 of 5: hire",
        "Shortage by county",
        "Certificate of each aim",
        "missed by 16.7",
        "To serve all villages that can be served, hire 1 more (Grassroots legal service worker): 东山区 1",
        "Villages that nobody could serve within the rules, whoever is hired (2): 河北村 (西河镇, 西河县)",
        "People to hire, and where",
        "All scenarios",
        "evenreach compare study today balanced",
    )
    assert [part for part in parts if part not in words] == []


def test_the_progress_of_all_runs_can_be_read_stage_by_stage(scarce_runs: Path) -> None:
    events = read_events(scarce_runs / "progress.jsonl")
    runs: list[list[str]] = []
    for event in events:
        if event.stage == "read":
            runs.append([])
        if not runs[-1] or runs[-1][-1] != event.stage:
            runs[-1].append(event.stage)
    assert runs[0] == ["read", "travel_times", "measure", "write", "done"]
    rungs = ["shortage", "county_fill", "travel", "changes"]
    assert runs[1] == [
        "read", "travel_times", "problem", *rungs, "repair", "verify", "measure", "write", "done",
    ]  # fmt: skip
    assert len(runs) == 5
    last = [event for event in events if event.stage == "shortage"][-1]
    assert (last.incumbent, last.bound) == (2.0, 2.0)
    assert all(event.seconds >= 0 for event in events)


def test_exit_codes_tell_done_from_binding_targets_missed_and_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 when an expected target is missed, 3 with the plan written when a binding one is, 2 for a typo."""
    binding = FREE.replace('unit: "%"', 'unit: "%"\n    attribute: binding')
    write_study(tmp_path / "expected")
    write_study(tmp_path / "binding", binding)
    write_study(tmp_path / "typo", FREE.replace("need: 1", "neeed: 1"))
    monkeypatch.chdir(tmp_path)
    codes = {}
    for name in ("expected", "binding", "typo"):
        asked = ("run", name, "balanced", "-q", "--out", f"out-{name}")
        if name == "binding":  # 0 and 2 of the program as a process: scarce_runs, test_bad_input
            done = process(*asked, cwd=tmp_path)
            codes[name], said, told = done.returncode, done.stdout, done.stderr
        else:
            result = evenreach(*asked)
            codes[name], said, told = result.exit_code, result.stdout, result.stderr
        assert (said, "Traceback" in told) == ("", False)
        assert (tmp_path / f"out-{name}" / "eastbay" / "balanced" / "plan.csv").is_file() == (name != "typo")
    assert codes == {"expected": 0, "binding": 3, "typo": 2}
    assert evenreach("run", str(tmp_path / "binding"), "today", "-q", "--out", str(tmp_path)).exit_code == 0


def test_two_scenarios_can_be_compared(
    scarce_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(scarce_runs)
    pair = ("study", "today", "cross-county")
    result = evenreach("compare", *pair, "--to", str(tmp_path / "c.csv"), "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert "Villages whose counsel differs: 6 (gained 5, lost 0, moved 1)" in result.stdout
    table = pd.read_csv(tmp_path / "c.csv", dtype=str, encoding="utf-8-sig")
    plans = [run_of(scarce_runs, name).plan for name in pair[1:]]
    differ = plans[0]["person_id"] != plans[1]["person_id"]
    assert table["village_code"].tolist() == plans[0].loc[differ, "village_code"].tolist()
    assert evenreach("compare", "study", "hire", "hire", "--to", str(tmp_path / "c.xlsx")).exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "c.xlsx").worksheets[0].max_row > 20


def test_lists_are_exported_with_phones_masked_unless_asked(
    scarce_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(scarce_runs)
    for flags, phone in (((), MASKED), (("--phones",), PHONE)):
        to = tmp_path / f"lists{len(flags)}"
        result = evenreach("export", "study", "hire", *flags, "--county", "371001", "--to", str(to))
        assert result.exit_code == 0, result.stderr
        assert [path.name for path in (to / "lists").iterdir()] == ["371001-东山区.xlsx"]
        sheet = openpyxl.load_workbook(to / "lists" / "371001-东山区.xlsx").worksheets[0]
        shown = {row[8] for row in sheet.iter_rows(min_row=2, values_only=True) if row[5] == "乙二"}
        assert shown == {phone}
        assert PHONE not in result.stdout + result.stderr


def test_a_study_begun_by_init_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_study(tmp_path / "bundled" / "eastbay")
    monkeypatch.setattr(bundled_module, "_PLACES", (tmp_path / "none", tmp_path / "bundled"))
    monkeypatch.chdir(tmp_path)
    assert evenreach("init", "mine", "--from", "eastbay").exit_code == 0
    result = evenreach("run", "mine", "balanced", "-q")
    assert result.exit_code == 0, result.stderr
    by_id = evenreach("run", "eastbay", "balanced", "-q", "--out", "other")
    assert by_id.exit_code == 0
    one = tmp_path / "out" / "mine" / "balanced" / "plan.csv"
    other = tmp_path / "other" / "eastbay" / "balanced" / "plan.csv"
    assert one.read_bytes() == other.read_bytes()
    assert not (tmp_path / "out" / "eastbay").exists(), "a copy leaves the runs of the bundled study alone"
