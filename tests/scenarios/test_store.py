"""A run on disk is whole at every moment, whatever happens to the process that writes it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scenarios import store
from scenarios.errors import RunNotFoundError, ScenarioError
from scenarios.plan_table import plan_table
from scenarios.store import (
    NotARunError,
    RunBusyError,
    StoredRun,
    StoreError,
    read_run,
    run_lock,
    write_run,
    writing,
)
from tests.scenarios.hand_city import city, config, hired, pairs, village
from tests.scenarios.run_writer import a_plan, store_generation

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="forks and SIGKILL")


class Killable:
    """The process of run_writer.py."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.scenarios.run_writer"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.line()

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def start(self, **command: Any) -> int:
        """Let it fork; the fork's process number."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"exchange": True, **command}) + "\n")
        self.process.stdin.flush()
        return int(self.line())

    def end(self) -> int:
        """How the fork ended: 0, or minus the signal."""
        return int(self.line())

    def kill(self, child: int) -> int:
        os.kill(child, signal.SIGKILL)
        return self.end()


@pytest.fixture(autouse=True)
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is forced to the disk, by name; it is not really waited for, which would take minutes."""
    names: list[str] = []

    def note(descriptor: int) -> None:
        names.append(Path(f"/proc/self/fd/{descriptor}").resolve().name if sys.platform == "linux" else "")

    monkeypatch.setattr(os, "fsync", note)
    return names


@pytest.fixture(scope="module")
def writer() -> Iterator[Killable]:
    killable = Killable()
    yield killable
    assert killable.process.stdin is not None
    assert killable.process.stdout is not None
    killable.process.stdin.close()
    killable.process.wait(10)
    killable.process.stdout.close()


def whole_generation(folder: Path) -> int:
    """The generation on disk, once every file has been seen to be there and to agree."""
    run = read_run(folder)
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert files == ["lists/a", "lists/b", "manifest.json", "metrics.json", "plan.csv", "posts.csv"]
    generation = int(run.metrics["generation"])
    assert run.manifest["generation"] == generation
    assert run.plan["counsel"].tolist() == [f"g{generation}"] * 3
    for name in ("a", "b"):
        assert (folder / "lists" / name).read_text(encoding="utf-8") == f"g{generation}" * 2000
    return generation


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


# --- reading back ---------------------------------------------------------------------------------


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    assigned = pairs((village(1), "P1", 10.25, 20.5), (village(2), "P2", None, None))
    plan = plan_table(city=city(), pairs=assigned, config=config(), hired=hired())
    folder = tmp_path / "out" / "hand" / "balanced"
    metrics = {"study": "hand", "scenario": "balanced", "name": "均衡"}
    written = write_run(folder, plan=plan, metrics=metrics, manifest={"seed": 7})
    run = read_run(folder)
    pd.testing.assert_frame_equal(run.plan, plan, check_dtype=False)
    assert (run.study, run.scenario) == ("hand", "balanced")
    assert (dict(run.metrics), dict(run.manifest)) == (metrics, {"seed": 7})
    assert written.folder == run.folder == folder


def test_plan_csv_opens_in_a_spreadsheet_without_running_anything(tmp_path: Path) -> None:
    """BOM for Excel, codes with their zeros, text that begins like a formula made inert and restored."""
    plan = a_plan(1).assign(village=["=1+1", "'=1+1", "平常村"], village_code=["01", "02", "03"])
    write_run(tmp_path / "x", plan=plan, metrics={}, manifest={})
    raw = (tmp_path / "x" / "plan.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in raw.decode("utf-8-sig").splitlines()[1].split(",")[1]
    assert read_run(tmp_path / "x").plan["village"].tolist() == ["=1+1", "'=1+1", "平常村"]
    assert read_run(tmp_path / "x").plan["village_code"].tolist() == ["01", "02", "03"]


def test_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        store_generation(tmp_path / name, 5)
    for file in ("plan.csv", "metrics.json", "manifest.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_infinite_and_numpy_numbers_are_stored_as_json_knows_them(tmp_path: Path) -> None:
    """A rung that has proven nothing has a bound of minus infinity: no reason to lose a run."""
    metrics = {"rungs": [{"bound": float("-inf"), "gap": float("nan"), "objective": np.float64(2.5)}]}
    written = write_run(tmp_path / "x", plan=a_plan(1), metrics=metrics, manifest={"seed": np.int64(7)})
    rung = {"bound": None, "gap": None, "objective": 2.5}
    assert written.metrics["rungs"] == read_run(tmp_path / "x").metrics["rungs"] == [rung]
    assert read_run(tmp_path / "x").manifest["seed"] == 7


def test_a_missing_or_damaged_run_is_named(tmp_path: Path) -> None:
    store_generation(tmp_path / "good", 1)
    assert whole_generation(tmp_path / "good") == 1
    with pytest.raises(RunNotFoundError, match="no finished run here"):
        read_run(tmp_path / "nothing")
    (tmp_path / "good" / "metrics.json").write_text('{"study": ', encoding="utf-8")
    with pytest.raises(RunNotFoundError, match="is damaged"):
        read_run(tmp_path / "good")
    store_generation(tmp_path / "good", 2)
    (tmp_path / "good" / "plan.csv").write_text("village_code,village\n1,a\n", encoding="utf-8")
    with pytest.raises(RunNotFoundError, match="lacks the column township_code"):
        read_run(tmp_path / "good")
    (tmp_path / "good" / "plan.csv").unlink()
    with pytest.raises(RunNotFoundError, match=r"plan\.csv is missing"):
        read_run(tmp_path / "good")


@pytest.mark.skipif(sys.platform != "linux", reason="looks up descriptors in /proc")
def test_everything_is_on_the_disk_before_the_swap_and_the_swap_after_it(
    tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store_generation(tmp_path / "x", 1)
    synced.clear()
    before_swap: list[str] = []

    def swap(one: Path, other: Path) -> bool:
        before_swap.extend(synced)
        return exchange(one, other)

    exchange = writing.exchange  # type: ignore[attr-defined]
    monkeypatch.setattr(writing, "exchange", swap)
    store_generation(tmp_path / "x", 2)
    new = next(name for name in before_swap if name.startswith(".x.new-"))
    assert set(before_swap) == {
        "a",
        "b",
        "lists",
        "plan.csv",
        "posts.csv",
        "metrics.json",
        "manifest.json",
        new,
    }
    assert before_swap.index("lists") > before_swap.index("a")
    assert before_swap[-1] == new
    assert synced[len(before_swap) :] == [tmp_path.name]


# --- failures that are not kills --------------------------------------------------------------------


def test_a_writer_that_fails_leaves_the_earlier_run_and_nothing_aside(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    store_generation(folder, 1)

    def fails(run: StoredRun) -> None:
        (run.folder / "half").write_text("half", encoding="utf-8")
        raise ZeroDivisionError("a defect of a writer")

    with pytest.raises(ZeroDivisionError):
        write_run(folder, plan=a_plan(2), metrics={}, manifest={}, writers=[fails])
    with pytest.raises(TypeError, match="JSON"):
        write_run(folder, plan=a_plan(2), metrics={"x": object()}, manifest={})
    assert whole_generation(folder) == 1
    assert leftovers(folder) == [".x.lock"]


def test_a_full_disk_is_one_clear_error(tmp_path: Path) -> None:
    def full(run: StoredRun) -> None:
        raise OSError(28, "No space left on device")

    store_generation(tmp_path / "x", 1)
    with pytest.raises(StoreError, match=r"could not be written \(no space left"):
        write_run(tmp_path / "x", plan=a_plan(2), metrics={}, manifest={}, writers=[full])
    assert whole_generation(tmp_path / "x") == 1


def test_a_place_that_cannot_be_written_is_one_clear_error_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="could not be written") as caught:
        store_generation(tmp_path / "file" / "x", 1)
    assert "未能写入" in caught.value.in_language("zh")
    assert not isinstance(caught.value, RunBusyError)


def test_a_swap_that_fails_half_way_puts_the_earlier_run_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, rename = tmp_path / "x", Path.rename
    store_generation(folder, 1)

    def refuse_the_new(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(writing, "exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", refuse_the_new)
    with pytest.raises(StoreError, match="no permission"):
        store_generation(folder, 2)
    assert whole_generation(folder) == 1
    assert leftovers(folder) == [".x.lock"]


def test_folders_that_are_not_runs_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    store_generation(tmp_path / "empty", 1)
    assert whole_generation(tmp_path / "empty") == 1
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("mine", "file"):
        with pytest.raises(NotARunError, match=name):
            store_generation(tmp_path / name, 1)
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_the_errors_are_of_our_tree_and_of_the_built_in_kind() -> None:
    assert issubclass(StoreError, ScenarioError)
    assert issubclass(StoreError, OSError)
    assert issubclass(RunBusyError, BlockingIOError)
    assert issubclass(NotARunError, FileExistsError)
    assert all(hasattr(store, name) for name in store.__all__)


# --- two at once ----------------------------------------------------------------------------------


def test_inside_its_own_lock_a_run_may_write_and_another_thread_may_not(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    refused: list[Exception] = []

    def intrude() -> None:
        try:
            store_generation(folder, 9)
        except RunBusyError as error:
            refused.append(error)

    with run_lock(folder):
        store_generation(folder, 1)
        other = threading.Thread(target=intrude)
        other.start()
        other.join()
    assert len(refused) == 1
    assert whole_generation(folder) == 1
    intrude()
    assert whole_generation(folder) == 9


@posix
def test_another_process_is_kept_out_until_the_holder_dies(tmp_path: Path, writer: Killable) -> None:
    folder = tmp_path / "x"
    holder = writer.start(do="hold", folder=str(folder))
    wait_for(tmp_path / ".x.lock")
    with pytest.raises(RunBusyError, match="another run is writing here"):
        store_generation(folder, 1)
    store_generation(tmp_path / "y", 1)  # another scenario is free
    assert writer.kill(holder) == -signal.SIGKILL
    store_generation(folder, 1)
    assert whole_generation(folder) == 1


def wait_for(path: Path) -> None:
    for _ in range(500):
        if path.exists():
            time.sleep(0.05)
            return
        time.sleep(0.01)
    raise AssertionError(f"{path} never came")


# --- kills ----------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("exchange", [True, False], ids=["exchange", "two renames"])
@pytest.mark.parametrize("earlier", [True, False], ids=["over a run", "first run"])
def test_killed_at_every_single_touch_of_the_disk(
    tmp_path: Path, writer: Killable, exchange: bool, earlier: bool
) -> None:
    """The writer dies at its 1st, 2nd, ... file operation; old or new is whole each time."""
    seen, event, ended = set(), 0, -signal.SIGKILL
    while ended == -signal.SIGKILL:
        event += 1
        folder = tmp_path / f"{event}"
        if earlier:
            store_generation(folder, 1)
        writer.start(do="once", folder=str(folder), generation=2, event=event, exchange=exchange)
        ended = writer.end()
        try:
            seen.add(whole_generation(folder))
        except RunNotFoundError:
            assert not earlier
            assert not folder.exists()
            seen.add(0)
        store_generation(folder, 3)
        assert whole_generation(folder) == 3
    assert ended == 0
    assert event > 15
    assert seen == ({1, 2} if earlier else {0, 2})
    aside = [path.name for path in tmp_path.iterdir() if ".new-" in path.name or ".old-" in path.name]
    assert aside == []


@posix
@pytest.mark.parametrize("exchange", [True, False], ids=["exchange", "two renames"])
def test_killed_at_random_moments_of_a_stream_of_runs(
    tmp_path: Path, writer: Killable, exchange: bool
) -> None:
    folder, moment, generation = tmp_path / "x", random.Random(7), 0
    started = time.monotonic()
    store_generation(folder, generation)
    one_write = time.monotonic() - started
    for _ in range(25):
        child = writer.start(do="stream", folder=str(folder), generation=generation + 1, exchange=exchange)
        time.sleep(moment.uniform(0, max(0.05, 10 * one_write)))
        assert writer.kill(child) == -signal.SIGKILL
        found = whole_generation(folder)
        assert found >= generation
        generation = found
    assert generation >= 3
    store_generation(folder, generation + 1)
    assert leftovers(folder) == [".x.lock"]


@posix
def test_a_reader_never_sees_two_runs_mixed(tmp_path: Path, writer: Killable) -> None:
    folder = tmp_path / "x"
    store_generation(folder, 0)
    child = writer.start(do="stream", folder=str(folder), generation=1)
    seen = set()
    start = time.monotonic()
    # Long enough to meet many swaps; longer on a machine that has other things to do.
    while time.monotonic() < start + (1.5 if len(seen) > 5 else 60):
        run = read_run(folder)
        assert run.metrics["generation"] == run.manifest["generation"]
        assert set(run.plan["counsel"]) == {f"g{run.metrics['generation']}"}
        seen.add(run.metrics["generation"])
    writer.kill(child)
    assert len(seen) > 5
