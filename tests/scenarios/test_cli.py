"""The command line: exit codes, clean reports, nothing written on bad input, everything documented."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner, Result

from geo.errors import CrsError, TableError
from geo.faults import Fault
from scenarios import app_process, cli, console
from scenarios.errors import ScenarioError
from scenarios.progress import Event, read_events
from scenarios.settings import SolverOverrides
from scenarios.store import StoredRun, write_run
from scenarios.study import load_study
from tests.scenarios.hand_city import city, pairs, stored, village
from tests.scenarios.study_text import STUDY, changed

ROOT = Path(__file__).resolve().parents[2]
ASSIGNED = pairs((village(1), "P1", 10.0, 20.0), (village(1, "371002"), "P3", 5.0, 10.0))
TARGET = {
    "code": "LYG-09", "name": {"zh": "覆盖率", "en": "Coverage"}, "measure": "coverage_nominal", "op": ">=",
    "value": 100.0, "unit": "%", "attribute": "binding", "before": 50.0, "after": 33.3, "met_before": False,
    "met_after": False, "missed_by": 66.7,
}  # fmt: skip


class FakeRuns(types.ModuleType):
    """Stands in for scenarios.run: records what it is asked for and stores a small plan."""

    def __init__(self) -> None:
        super().__init__("scenarios.run")
        self.calls: list[tuple[str, SolverOverrides]] = []
        self.error: BaseException | None = None
        self.targets: list[dict[str, Any]] = []

    def run_scenario(
        self,
        study: Any,
        scenario: str,
        *,
        out: Path,
        overrides: SolverOverrides,
        progress: Callable[[Event], None],
        lang: str,
    ) -> StoredRun:
        self.calls.append((scenario, overrides))
        progress(Event("read"))
        progress(Event("shortage", incumbent=4.0, bound=4.0, seconds=0.5))
        if self.error is not None:
            raise self.error
        folder = out / study.id / scenario
        run = stored(folder, ASSIGNED, scenario=scenario)
        metrics = dict(run.metrics) | {"study": study.id, "targets": self.targets}
        return write_run(folder, plan=run.plan, metrics=metrics, manifest=run.manifest)

    def validate_study(self, study: Any) -> Any:
        if self.error is not None:
            raise self.error
        found = city()
        tables = {name: pd.DataFrame({"a": [1, 2]}) for name in study.resolve("today").config.sources}
        # A road node at every village: none is far from the roads.
        places = {"villages": found.villages, "road_nodes": found.villages}
        return types.SimpleNamespace(tables=tables, outlines=found.outlines, counsel=found.counsel, **places)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> FakeRuns:
    fake = FakeRuns()
    monkeypatch.setitem(sys.modules, "scenarios.run", fake)
    return fake


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working folder with a study in ./study, and no language in the environment."""
    for name in ("EVENREACH_LANG", "EVENREACH_DEBUG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").write_text(STUDY, encoding="utf-8")
    yield tmp_path


def evenreach(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments), prog_name="evenreach")


# --- show and validate ----------------------------------------------------------------------------------


def test_show_lists_scenarios_and_what_each_changes() -> None:
    result = evenreach("show", "study")
    assert result.exit_code == 0
    assert "continuity.most_moved_share: 0.1" in result.stdout
    assert "only measures today's roster" in result.stdout


def test_show_prints_every_setting_with_its_origin() -> None:
    result = evenreach("show", "study", "cross-county")
    assert result.exit_code == 0
    resolved = load_study(Path("study")).resolve("cross-county")
    for name, origin in resolved.origins.items():
        line = next(line for line in result.stdout.splitlines() if f" {name} " in line)
        assert origin in line


def test_show_as_yaml_is_a_study_again(place: Path) -> None:
    result = evenreach("show", "study", "hire", "--yaml")
    (place / "again.yaml").write_text(result.stdout, encoding="utf-8")
    again = load_study(place / "again.yaml").resolve("hire")
    assert again.config == load_study(Path("study")).resolve("hire").config


def test_show_as_yaml_without_a_scenario_says_what_is_missing() -> None:
    result = evenreach("show", "study", "--yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name it. Study study has: today, balanced" in result.stderr


def test_validate_names_the_tables_and_their_rows(runs: FakeRuns) -> None:
    result = evenreach("validate", "study", "--lang", "zh")
    assert result.exit_code == 0
    assert re.search(r"法律顾问\s+│ counsel\.csv\s+│\s+2 │", result.stdout)
    assert "未发现问题" in result.stdout


# --- bad input: one clean report, exit 2, nothing written -----------------------------------------------


@pytest.mark.parametrize("command", [["validate"], ["show"], ["run", "--all"], ["compare", "today", "hire"],
                                     ["export", "hire"]])  # fmt: skip
def test_a_broken_study_is_reported_by_every_command_and_nothing_is_written(
    command: list[str], place: Path, runs: FakeRuns
) -> None:
    (place / "study" / "study.yaml").write_text(changed("need: 1", "neeed: 1"), encoding="utf-8")
    before = sorted(place.rglob("*"))
    result = evenreach(command[0], "study", *command[1:])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "study.yaml:18: roles.counsel.neeed" in result.stderr
    assert "Did you mean need?" in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(place.rglob("*")) == before


def test_faults_of_tables_are_reported_like_those_of_the_study(runs: FakeRuns) -> None:
    runs.error = TableError([Fault("villages.csv", 12, "经度", "37.1", "swapped_lonlat")])
    for command in (["validate", "study"], ["run", "study", "hire", "-q"]):
        result = evenreach(*command, "--lang", "zh")
        assert result.exit_code == 2
        assert "villages.csv:12: 经度" in result.stderr
        assert "请互换两列" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "weihia"], "Did you mean weihai? Bundled: lianyungang, weihai"),
        (["show", "study", "hir"], "has no scenario hir; did you mean hire?"),
        (["run", "study", "today", "hir"], "has no scenario hir; did you mean hire?"),
        (["run", "study"], "name the scenarios to run, or give --all; study study has: today, balanced"),
        (["run", "study", "hire", "--all"], "either names of scenarios or --all, not both"),
        (["compare", "study", "today", "hire"], "run the scenario first: evenreach run study today"),
        (["compare", "study", "today", "hire", "--to", "a.doc"], "a comparison is written as .xlsx or .csv"),
        (["export", "study", "hire"], "run the scenario first: evenreach run study hire"),
        (["init", "study"], "is not empty; nothing was written"),
        (["init", "new", "--from", "weihia"], "Did you mean weihai?"),
        (["init", "我的"], "我的 cannot be the id of a study; nothing was written. An id has 1 to 64"),
        (["init", "new", "--id", "A B"], "choose one with --id"),
        (["init", "weihai"], "weihai is the id of a bundled study"),
        (["show", "study", "--lang", "fr"], "language fr is not available; choose one of: zh, en"),
    ],
)
def test_a_known_mistake_is_one_line_and_exit_2(
    arguments: list[str], words: str, runs: FakeRuns, place: Path
) -> None:
    before = sorted(place.rglob("*"))
    result = evenreach(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("evenreach: ")
    assert words in result.stderr
    assert runs.calls == []
    assert sorted(place.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["nonsense"],
        ["show", "study", "--no"],
        ["run", "study", "--seconds", "0"],
        ["run", "study", "--threads", "x"],
        ["run", "study", "hire", "--seed", "-1"],
    ],
)
def test_wrong_usage_is_exit_2(arguments: list[str]) -> None:
    assert evenreach(*arguments).exit_code == 2


# --- run ------------------------------------------------------------------------------------------------


def test_run_plans_what_is_named_in_that_order_and_says_what_to_do_next(runs: FakeRuns) -> None:
    result = evenreach("run", "study", "hire", "today", "hire", "--seconds", "5", "--seed", "3")
    assert result.exit_code == 0
    assert runs.calls == [(name, SolverOverrides(seconds=5.0, seed=3)) for name in ("hire", "today")]
    assert "1 of 2: hire – Hire" in result.stdout
    assert "Shortage by county" in result.stdout
    assert "All scenarios" in result.stdout
    assert f"Written to {Path('out/eastbay/hire').resolve()}" in result.stdout
    assert "evenreach compare study hire today" in result.stdout
    assert "Reading the tables" in result.stderr


def test_run_all_plans_every_scenario_in_the_order_of_the_study(runs: FakeRuns) -> None:
    assert evenreach("run", "study", "--all", "--out", "elsewhere").exit_code == 0
    assert [name for name, _ in runs.calls] == list(load_study(Path("study")).scenarios)
    assert Path("elsewhere/eastbay/balanced/metrics.json").is_file()


def test_a_quiet_run_prints_nothing(runs: FakeRuns) -> None:
    result = evenreach("run", "study", "hire", "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_progress_goes_to_the_file_too(runs: FakeRuns) -> None:
    evenreach("run", "study", "hire", "today", "--progress-file", "p.jsonl", "-q")
    assert [event.stage for event in read_events(Path("p.jsonl"))] == ["read", "shortage"] * 2


def test_a_missed_binding_target_is_exit_3_with_the_plan_written(runs: FakeRuns) -> None:
    runs.targets = [TARGET]
    result = evenreach("run", "study", "hire")
    assert result.exit_code == 3
    assert "Binding targets are not met: LYG-09" in result.stdout
    assert Path("out/eastbay/hire/plan.csv").is_file()
    runs.targets = [TARGET | {"attribute": "expected"}]
    assert evenreach("run", "study", "hire").exit_code == 0


def test_ctrl_c_is_exit_130_and_says_that_nothing_was_changed(runs: FakeRuns) -> None:
    runs.error = KeyboardInterrupt()
    result = evenreach("run", "study", "hire")
    assert result.exit_code == 130
    assert "everything there before is as it was" in result.stderr
    assert not Path("out/eastbay/hire").exists()


# --- defects of the program -----------------------------------------------------------------------------


def test_a_defect_is_one_line_and_exit_1(runs: FakeRuns) -> None:
    runs.error = RuntimeError("the\nworks broke")
    result = evenreach("run", "study", "hire", "-q")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "internal error (RuntimeError: the). Please report it" in result.stderr


def test_a_traceback_is_shown_only_to_those_who_ask(
    runs: FakeRuns, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    runs.error = RuntimeError("broke")
    assert "Traceback" not in evenreach("run", "study", "hire", "-q").stderr
    monkeypatch.setenv("EVENREACH_DEBUG", "1")
    assert "Traceback" in evenreach("run", "study", "hire", "-q").stderr


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ScenarioError("plain words"), 2, "evenreach: plain words"),
        (CrsError("crs 'X' is not known"), 2, "evenreach: crs 'X' is not known"),
        (PermissionError(13, "Permission denied", "out/x"), 2, "evenreach: out/x: no permission"),
        (OSError("no file at all"), 1, "internal error (OSError: no file at all)"),
        (AssertionError("the plan breaks 1 rules"), 1, "internal error (AssertionError"),
    ],
)
def test_errors_end_in_the_right_code(runs: FakeRuns, error: Exception, code: int, words: str) -> None:
    runs.error = error
    result = evenreach("run", "study", "hire", "-q")
    assert result.exit_code == code
    assert words in result.stderr


def test_a_reader_who_goes_away_is_no_defect() -> None:
    """`evenreach show … | head -1` closes the pipe early; nobody wants to read about that."""

    @console.reported
    def command() -> int:
        raise BrokenPipeError

    with pytest.raises(typer.Exit) as end:
        command()
    assert end.value.exit_code == console.READER_GONE


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipe")
def test_a_pipe_that_is_closed_early_ends_quietly() -> None:
    """As in `evenreach show … | head -1`, whose reader is gone before the first line is written."""
    reader, writer = os.pipe()
    os.close(reader)
    code = "from scenarios.cli import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", code, "show", "study", "hire"],
        stdout=writer,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"},
        check=False,
    )
    os.close(writer)
    assert (found.returncode, found.stderr) == (console.READER_GONE, b"")


# --- compare, export, init, app -------------------------------------------------------------------------


def test_compare_prints_measures_and_villages(runs: FakeRuns) -> None:
    evenreach("run", "study", "today", "hire", "-q")
    result = evenreach("compare", "study", "today", "hire", "--to", "d.csv")
    assert result.exit_code == 0
    assert "Villages whose counsel differs: 0 (gained 0, lost 0, moved 0)" in result.stdout
    assert "Nominal coverage" in result.stdout
    assert Path("d.csv").is_file()


def test_compare_lists_so_many_villages_and_says_how_many_more(
    runs: FakeRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    evenreach("run", "study", "today", "-q")
    more = pairs((village(2), "P1", 10.0, 20.0), (village(3), "P2", 10.0, 20.0))
    monkeypatch.setattr(sys.modules[__name__], "ASSIGNED", more)
    evenreach("run", "study", "hire", "-q")
    result = evenreach("compare", "study", "today", "hire", "--limit", "1")
    assert "Villages whose counsel differs: 4 (gained 2, lost 2, moved 0)" in result.stdout
    assert "… and 3 more" in result.stdout
    assert result.stdout.count("北村") == 1
    whole = evenreach("compare", "study", "today", "hire", "--limit", "0")
    assert whole.stdout.count("北村") == 3
    assert "more" not in whole.stdout.splitlines()[-1]


def test_export_writes_the_lists_of_one_county(runs: FakeRuns) -> None:
    evenreach("run", "study", "hire", "-q")
    result = evenreach("export", "study", "hire", "--county", "371002", "--to", "lists-for-south")
    assert result.exit_code == 0
    assert [path.name for path in Path("lists-for-south/lists").iterdir()] == ["371002-南县.xlsx"]
    assert "Lists written to" in result.stdout
    assert "phone" not in result.stdout


def test_export_of_whole_phone_numbers_carries_a_warning(runs: FakeRuns) -> None:
    evenreach("run", "study", "hire", "-q")
    result = evenreach("export", "study", "hire", "--phones")
    assert "for internal use only" in result.stdout
    assert len(list(Path("export/eastbay/hire/lists").iterdir())) == 2
    assert "138" not in result.stdout + result.stderr


def test_export_for_an_unknown_county_lists_the_known_ones(runs: FakeRuns) -> None:
    evenreach("run", "study", "hire", "-q")
    result = evenreach("export", "study", "hire", "--county", "1")
    assert result.exit_code == 2
    assert "the plan has no county 1; it has: 371001, 371002" in result.stderr
    assert not Path("export").exists()


def test_init_copies_a_bundled_study_under_an_id_of_its_own() -> None:
    result = evenreach("init", "mine", "--from", "lianyungang")
    assert result.exit_code == 0
    assert load_study(Path("mine")).id == "mine"
    assert "its runs go to out/mine" in result.stdout
    assert "evenreach validate mine" in result.stdout
    assert evenreach("init", "别的", "--id", "qingdao").exit_code == 0
    assert load_study(Path("别的")).id == "qingdao"


def test_the_app_starts_on_this_machine_only_and_without_telemetry(
    monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    page = place / "app.py"
    page.touch()
    monkeypatch.setattr(app_process, "_PLACES", (place / "none.py", page))
    started: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], environment: dict[str, str]) -> int:
        started.append((command, environment))
        return 0

    monkeypatch.setattr(app_process, "run_app", run)
    result = evenreach("app", "--port", "8600", "--no-browser", "--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "应用地址：http://127.0.0.1:8600；按 Ctrl-C 结束\n")
    browser = evenreach("app", "--port", "8600", "--lang", "en").stderr
    assert browser == "The app opens in the browser: http://127.0.0.1:8600; Ctrl-C ends it\n"
    command, environment = started[0]
    assert environment["EVENREACH_LANG"] == "zh"
    assert environment["EVENREACH_OUT"] == str(place / "out")
    assert command[1:5] == ["-m", "streamlit", "run", str(page)]
    options = dict(zip(command[5::2], command[6::2], strict=True))
    assert options == {
        "--server.address": "127.0.0.1",
        "--server.port": "8600",
        "--server.headless": "true",
        "--server.fileWatcherType": "none",
        "--client.toolbarMode": "minimal",
        "--client.showErrorDetails": "none",
        "--browser.gatherUsageStats": "false",
    }


def test_a_program_that_is_terminated_ends_the_app_that_it_started(place: Path) -> None:
    """One that ends by itself gives its own exit code."""
    assert app_process.run_app([sys.executable, "-c", "raise SystemExit(5)"], os.environ) == 5
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    run = f"from scenarios.app_process import *; run_app([{sys.executable!r}, '-c', {child!r}], {{}})"
    with subprocess.Popen(
        [sys.executable, "-c", run], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as program:
        assert program.stdout is not None
        number = int(program.stdout.readline())
        program.terminate()
        assert program.wait(timeout=20) == 143
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_an_installation_without_the_app_says_so(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr(app_process, "_PLACES", (place / "none.py",))
    result = evenreach("app")
    assert result.exit_code == 2
    assert "the app is not part of this installation" in result.stderr


# --- the program as a process ---------------------------------------------------------------------------


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "from scenarios.cli import main; main()"
    given = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    given |= {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **environment}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=given,
        check=False,
    )


def test_the_entry_point_ends_with_the_commands_code() -> None:
    """0 and an empty standard error are asked for below, of a terminal that lacks Chinese."""
    bad = process("show", "study", "hir")
    assert bad.returncode == 2
    assert bad.stderr.startswith("evenreach: ")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_a_real_ctrl_c_ends_the_process_with_130_and_without_a_traceback(place: Path) -> None:
    """The run tells that it has begun, then waits until it is interrupted."""
    code = """
import signal, sys, time, types
from scenarios.progress import Event
from scenarios.cli import main

# A suite that runs in the background inherits an ignored SIGINT.
signal.signal(signal.SIGINT, signal.default_int_handler)

def run_scenario(*_, progress, **__):
    progress(Event("solve"))
    time.sleep(60)

sys.modules["scenarios.run"] = types.ModuleType("scenarios.run")
sys.modules["scenarios.run"].run_scenario = run_scenario
main()
"""
    command = [sys.executable, "-c", code, "run", "study", "hire", "--progress-file", "p.jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    deadline = time.monotonic() + 30
    while not read_events(place / "p.jsonl") and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "everything there before is as it was" in errors
    assert "Traceback" not in errors


def test_a_terminal_that_lacks_chinese_does_not_make_it_fail() -> None:
    result = process("show", "study", PYTHONIOENCODING="ascii", EVENREACH_LANG="zh")
    assert (result.returncode, result.stderr) == (0, "")
    assert "fewest-changes" in result.stdout


def test_the_version_is_that_of_the_project() -> None:
    assert evenreach("--version").stdout == f"evenreach {console.program_version()}\n"
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", console.program_version())
