"""A run that has no time, or proves nothing, still gives a valid plan and says what is not proven."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from optimizer.result import Status
from optimizer.staffing import Aim, StaffingProblem, StaffingResult, solve
from scenarios import planning, repair
from scenarios.run import run_scenario
from scenarios.settings import SolverOverrides
from scenarios.store import StoredRun
from scenarios.study import load_study
from tests.scenarios.small_study import FREE, evenreach, run_of, scarce_tables, write_study

AIMS = ["shortage", "county_fill", "travel", "changes"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scarce city, ready to run."""
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path / "study", tables=scarce_tables())
    return tmp_path


def unproven(problem: StaffingProblem, *, ladder: Sequence[Aim], **options: Any) -> StaffingResult:
    """A solver that finds the plan but no bound for it, as when the first relaxation takes all the time."""
    found = solve(problem, ladder=ladder, **options)
    nothing = {"status": Status.LIMIT, "bound": -math.inf, "gap": math.inf}
    return replace(found, certificates=tuple(replace(rung, **nothing) for rung in found.certificates))


@pytest.fixture
def nothing_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "solve", unproven)
    monkeypatch.setattr(repair, "solve", unproven)


def strict_json(path: Path) -> Any:
    """Contents of a JSON file that must not hold Infinity or NaN."""

    def refuse(word: str) -> Any:
        raise AssertionError(f"{path.name} holds {word}")

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def test_a_bound_that_was_not_found_is_null_and_the_run_says_so(place: Path, nothing_proven: None) -> None:
    result = evenreach("run", "study", "balanced", "--progress-file", "p.jsonl", "--lang", "en")
    assert result.exit_code == 0, result.stderr
    run = run_of(place, "balanced")
    for rungs in (strict_json(run.folder / "metrics.json")["rungs"],
                  strict_json(run.folder / "manifest.json")["certificate"]):  # fmt: skip
        assert [(rung["aim"], rung["status"], rung["bound"], rung["gap"]) for rung in rungs] == [
            (aim, "limit", None, None) for aim in AIMS
        ]
    repair_found = run.metrics["repair"]
    assert (repair_found["status"], repair_found["bound"]) == ("limit", 0.0)
    for line in (place / "p.jsonl").read_text(encoding="utf-8").splitlines():
        assert "Infinity" not in line
    assert result.stdout.count("│ Best found, not proven") == len(AIMS)
    assert "Fewer might do; how many at least is not proven" in result.stdout
    assert "are needed" not in result.stdout  # nothing is proven


def test_where_hiring_could_not_help_no_proof_is_needed_for_that(place: Path, nothing_proven: None) -> None:
    """Only the two villages that nobody gets to are vacant."""
    run = run_scenario(load_study(place / "study"), "cross-county", out=place / "out")
    repaired = run.metrics["repair"]
    assert (run.metrics["short"], repaired["more"], repaired["status"]) == (2, [], "optimal")


def test_the_lists_tell_the_county_that_nothing_is_proven(place: Path, nothing_proven: None) -> None:
    run = run_scenario(load_study(place / "study"), "balanced", out=place / "out", lang="en")
    notes = openpyxl.load_workbook(run.folder / "lists" / "371001-东山区.xlsx").worksheets[2]
    certificates = [row[1] for row in notes.iter_rows(values_only=True) if "not proven; " in str(row[1])]
    assert len(certificates) == len(AIMS)
    assert not any("inf" in words for words in certificates)


@pytest.mark.parametrize("scenario", ["balanced", "fewest-changes", "cross-county", "hire"])
def test_a_run_with_hardly_any_time_gives_a_valid_plan(place: Path, scenario: str) -> None:
    """A tenth of a second, and a millionth: the plan passes the audit, else it would not be written."""
    study = load_study(place / "study")
    for seconds in (0.1, 0.000_001):
        run: StoredRun = run_scenario(
            study, scenario, out=place / f"out-{seconds}", overrides=SolverOverrides(seconds=seconds)
        )
        assert run.metrics["verified"] is True
        assert len(run.plan) == 12
        rungs = strict_json(run.folder / "metrics.json")["rungs"]
        assert all(rung["status"] in ("optimal", "limit") for rung in rungs)
        assert strict_json(run.folder / "manifest.json")["solver"]["seconds"] == seconds


def test_seconds_on_the_command_line_and_in_the_study_mean_the_same(place: Path) -> None:
    assert evenreach("run", "study", "balanced", "-q", "--seconds", "0.1").exit_code == 0
    (place / "study" / "study.yaml").write_text(f"{FREE}solver: {{seconds: 0.1}}\n", encoding="utf-8")
    assert evenreach("run", "study", "balanced", "-q", "--out", "other").exit_code == 0
    first = run_of(place, "balanced").manifest["solver"]
    other = json.loads((place / "other" / "eastbay" / "balanced" / "manifest.json").read_text("utf-8"))
    assert first == other["solver"]
    assert first["seconds"] == 0.1
