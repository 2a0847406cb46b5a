"""Runs in a child process: they outlive pages, can be stopped, and leave earlier output whole."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.messages import text
from scenarios.store import read_run
from scenarios.study import Study
from tests.ui.conftest import ROOT, OpenPage
from tests.ui.test_pages import group
from ui import child

SLOW = ROOT / "tests" / "ui" / "slow_run.py"


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that happens in another process."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def is_alive(number: int) -> bool:
    """Tell whether a process is still there, and not merely waiting to be buried."""
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put the stand-in in the place of the program: ``slow("slow")``, or ``slow("2")`` for an exit code."""

    def use(how: str) -> None:
        monkeypatch.setattr(child, "COMMAND", (sys.executable, str(SLOW), how))

    return use


def order(study: Study, here: Path, *scenarios: str) -> child.Order:
    """Run scenarios of the small study."""
    return child.Order(str(study.folder), scenarios or ("balanced",), 5.0, 7, here / "out", "zh")


def test_the_command_is_the_program_itself() -> None:
    said = subprocess.run([*child.COMMAND, "--version"], capture_output=True, text=True, cwd=ROOT, check=True)
    assert said.stdout.startswith("evenreach ")


def test_the_command_line_says_all_that_was_ordered(study: Study, here: Path) -> None:
    words = order(study, here, "today", "hire").words(Path("events"))
    start = words.index("run")
    assert words[start : start + 4] == ["run", str(study.folder), "today", "hire"]
    flags = dict(zip(words[start + 4 : -1 : 2], words[start + 5 : -1 : 2], strict=True))
    assert flags == {
        "--out": str(here / "out"),
        "--seconds": "5",
        "--seed": "7",
        "--progress-file": "events",
        "--lang": "zh",
    }


def test_a_real_run_ends_with_its_output_in_place(study: Study, here: Path) -> None:
    before = read_run(here / "out" / "smallbay" / "today").manifest["started"]
    started = child.start(order(study, here, "today"))
    until(lambda: started.state != "running", 60)
    assert (started.state, started.said()) == ("done", "")
    assert started.events()[-1].stage == "done"
    assert read_run(here / "out" / "smallbay" / "today").manifest["started"] != before


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_stopping_ends_the_child_and_what_it_has_started(
    study: Study, here: Path, slow: Callable[[str], None]
) -> None:
    slow("slow")
    before = {path: path.stat().st_mtime_ns for path in (here / "out").rglob("*")}
    started = child.start(order(study, here))
    below = started.folder / "below.txt"
    until(lambda: below.is_file() and bool(below.read_text()))
    numbers = started.process.pid, int(below.read_text())
    assert all(map(is_alive, numbers))
    child.stop(here / "out")
    until(lambda: not any(map(is_alive, numbers)))
    assert started.state == "stopped"
    assert {path: path.stat().st_mtime_ns for path in (here / "out").rglob("*")} == before
    assert read_run(here / "out" / "smallbay" / "balanced").scenario == "balanced"


def test_a_second_run_has_to_wait_for_the_first(
    study: Study, here: Path, slow: Callable[[str], None]
) -> None:
    slow("slow")
    first = child.start(order(study, here))
    with pytest.raises(child.RunningError, match="under way"):
        child.start(order(study, here, "today"))
    child.stop(here / "out")
    second = child.start(order(study, here, "today"))
    assert child.current(here / "out") is second
    assert not first.folder.exists()


@pytest.mark.parametrize(
    ("code", "state"), [("0", "done"), ("3", "binding_missed"), ("2", "bad_input"), ("1", "failed")]
)
def test_the_exit_code_says_how_a_run_ended(
    study: Study, here: Path, slow: Callable[[str], None], code: str, state: str
) -> None:
    slow(code)
    started = child.start(order(study, here))
    until(lambda: started.state != "running")
    assert started.state == state
    assert started.said() == "study.yaml:3: something is wrong"


def test_stopping_what_has_ended_changes_nothing(
    study: Study, here: Path, slow: Callable[[str], None]
) -> None:
    slow("0")
    started = child.start(order(study, here))
    until(lambda: started.state == "done")
    child.stop(here / "out")
    assert started.state == "done"
    child.forget(here / "out")
    assert child.current(here / "out") is None
    assert not started.folder.exists()


def test_the_page_starts_shows_and_stops_a_run_that_outlives_it(
    open_page: OpenPage, here: Path, slow: Callable[[str], None]
) -> None:
    slow("slow")
    app = open_page("run")
    group(app, "scenarios").set_value(["balanced", "hire"])
    app.number_input[0].set_value(30.0)
    app.number_input[1].set_value(11)
    app.button("FormSubmitter:order-开始运行").click().run()
    started = child.current(here / "out")
    assert started is not None
    assert (started.order.scenarios, started.order.seconds, started.order.seed) == (
        ("balanced", "hire"),
        30.0,
        11,
    )
    until(lambda: len(started.events()) == 5)
    app.run()
    figures = {card.label: card.value for card in app.metric}
    assert figures == {"当前最优值": "10", "已证明的界": "9.50", "差距": "5.000 %"}
    assert app.button("FormSubmitter:order-开始运行").disabled

    again = open_page("run", lang="en")  # another page, another browser
    assert {card.label: card.value for card in again.metric}["Best so far"] == "10"
    bars = [bar.proto.text for bar in again.get("progress")]
    assert bars[0] == text("ui.run.scenario_done", "en", title="Balanced")
    assert bars[1].startswith("Hire: ")
    again.button("cancel").click().run()
    assert started.process.poll() is not None
    assert [one.value.split(" ")[0] for one in again.warning] == ["Stopped"]


def test_the_page_tells_how_a_run_failed_in_the_words_of_the_command(
    open_page: OpenPage, study: Study, here: Path, slow: Callable[[str], None]
) -> None:
    slow("2")
    started = child.start(order(study, here))
    until(lambda: started.state != "running")
    app = open_page("run")
    assert [one.value for one in app.error] == [text("ui.run.bad_input", "zh")]
    assert app.code[0].value == "study.yaml:3: something is wrong"


def test_the_page_leads_from_a_finished_run_to_its_figures(
    open_page: OpenPage, study: Study, here: Path, slow: Callable[[str], None]
) -> None:
    slow("0")
    started = child.start(order(study, here))
    until(lambda: started.state == "done")
    app = open_page("run")
    assert app.success.len == 1
    app.button("to overview").click().run()
    assert app.header[0].value == "小湾市：指标总览"


def test_nothing_is_started_when_no_scenario_is_chosen(
    open_page: OpenPage, here: Path, slow: Callable[[str], None]
) -> None:
    slow("slow")
    app = open_page("run")
    group(app, "scenarios").set_value([])
    app.button("FormSubmitter:order-开始运行").click().run()
    assert [one.value for one in app.warning] == [text("ui.run.none_chosen", "zh")]
    assert child.current(here / "out") is None


def test_the_childs_environment_finds_the_packages(
    study: Study, here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(child, "COMMAND", (sys.executable, "-c", "import ui.child, os; print(os.getcwd())"))
    started = child.start(order(study, here))
    until(lambda: started.state != "running")
    assert started.said() == os.fspath(tmp_path)
