"""A run that is killed leaves the earlier output whole, and the next run finds nothing in its way."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from scenarios.progress import read_events
from scenarios.run import run_scenario
from scenarios.store import RunBusyError, run_lock
from scenarios.study import load_study
from tests.scenarios.small_study import (
    evenreach,
    process,
    run_of,
    scarce_tables,
    started,
    write_study,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")

#: Stage after whose first event the process is killed, and seconds after that.
MOMENTS = [
    ("", 0.3),
    ("travel_times", 0.0),
    ("shortage", 0.0),
    ("write", 0.0),
    ("write", 0.2),
    ("write", 0.5),
]


def killed_at(place: Path, stage: str, seconds: float) -> int:
    """Start a run and kill it at a moment; how it ended: minus the signal, or its code if it was quicker."""
    progress = place / f"{stage or 'start'}-{seconds}.jsonl"
    child = started("run", "study", "balanced", "--quiet", "--progress-file", str(progress), cwd=place)
    deadline = time.monotonic() + 120
    while stage and not any(event.stage == stage for event in read_events(progress)):
        assert time.monotonic() < deadline
        assert child.poll() is None or read_events(progress), child.communicate()
        time.sleep(0.005)
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)
    assert child.returncode is not None
    return child.returncode


def snapshot(place: Path) -> dict[str, bytes]:
    folder = place / "out" / "eastbay" / "balanced"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_kill_at_any_moment_leaves_the_earlier_or_the_later_output_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables change after the first run, so that a mixture of both outputs would show."""
    write_study(tmp_path / "study", tables=scarce_tables())
    first = run_scenario(load_study(tmp_path / "study"), "balanced", out=tmp_path / "out")
    assert first.metrics["short"] == 3
    before = snapshot(tmp_path)
    counsel = scarce_tables()["counsel"].replace({"hours_year": {"210": "500"}})
    counsel.to_csv(tmp_path / "study" / "counsel.csv", index=False)
    killed = 0
    for stage, seconds in MOMENTS:
        killed += killed_at(tmp_path, stage, seconds) == -signal.SIGKILL
        found = run_of(tmp_path, "balanced")
        if found.metrics["short"] == 3:
            assert snapshot(tmp_path) == before
        else:  # it was quicker than the kill: everything is the later run's
            assert (stage, found.metrics["short"]) in {("write", 2), ("done", 2)}
            assert snapshot(tmp_path).keys() == before.keys()
            assert (found.plan["person_id"] == "").sum() == 2
            assert found.manifest["certificate"] == found.metrics["rungs"]
    assert killed >= len(MOMENTS) - 3
    monkeypatch.chdir(tmp_path)
    done = evenreach("run", "study", "balanced", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    assert run_of(tmp_path, "balanced").metrics["short"] == 2
    aside = {path.name for path in (tmp_path / "out" / "eastbay").iterdir()}
    assert aside == {"balanced", ".balanced.lock"}


def test_a_first_run_that_is_killed_leaves_no_output_and_the_next_one_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_study(tmp_path / "study", tables=scarce_tables())
    assert killed_at(tmp_path, "write", 0.0) == -signal.SIGKILL
    assert not (tmp_path / "out" / "eastbay" / "balanced").exists()
    monkeypatch.chdir(tmp_path)
    assert evenreach("run", "study", "balanced", "--quiet").exit_code == 0
    assert run_of(tmp_path, "balanced").metrics["short"] == 3


def test_a_run_that_is_under_way_keeps_others_off_and_says_so(tmp_path: Path) -> None:
    """Exit 2 with one line; another scenario of the same study is free."""
    write_study(tmp_path / "study", tables=scarce_tables())
    with run_lock(tmp_path / "out" / "eastbay" / "balanced"):
        busy = process("run", "study", "balanced", "--quiet", cwd=tmp_path)
        assert process("run", "study", "today", "--quiet", cwd=tmp_path).returncode == 0
    assert (busy.returncode, busy.stderr.count("\n")) == (2, 1)
    assert isinstance(RunBusyError("busy"), BlockingIOError)
    assert not (tmp_path / "out" / "eastbay" / "balanced").exists()


def test_ctrl_c_stops_a_run_with_130_and_leaves_the_earlier_output(tmp_path: Path) -> None:
    write_study(tmp_path / "study", tables=scarce_tables())
    run_scenario(load_study(tmp_path / "study"), "balanced", out=tmp_path / "out")
    before = snapshot(tmp_path)
    progress = tmp_path / "p.jsonl"
    asked = ("run", "study", "balanced", "--quiet", "--progress-file", str(progress))
    # The signal may come between the opening of a file and the statement that would close it.
    child = started(*asked, cwd=tmp_path, warnings="error,ignore::ResourceWarning")
    while not read_events(progress) and child.poll() is None:
        time.sleep(0.005)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, "Traceback" in errors) == (130, False)
    assert snapshot(tmp_path) == before
