"""The phases of an adjustment are told one by one: the first is what a planner carries out first."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from scenarios.store import StoredRun
from scenarios.summary import print_summary
from scenarios.summary_phases import phases_table
from tests.scenarios.hand_city import RUNG, pairs, stored


def phase(en: str, status: str, **figures: Any) -> dict[str, Any]:
    rungs = [{**RUNG, "aim": "shortage", "objective": 7.0, "status": status}]
    return {"name": {"zh": "阶段", "en": en}, "rungs": rungs, "left_beyond": 0, **figures}


def adjusted(folder: Path) -> StoredRun:
    run = stored(folder, pairs())
    phases = [
        phase("Now", "limit", most_moved=3, ended=5, begun=4, forced=0),
        phase("Later", "optimal", most_moved=60, ended=8, begun=9, forced=0),
    ]
    return replace(run, metrics={**run.metrics, "adjustment": {"phases": phases, "moves": 26}})


def printed(run: StoredRun, lang: str) -> list[str]:
    console = Console(file=io.StringIO(), width=160)
    print_summary(console, run, lang)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("│")[1:-1]]


def test_each_phase_has_its_budget_its_moves_and_what_is_not_proven(tmp_path: Path) -> None:
    lines = printed(adjusted(tmp_path), "en")
    (now,) = (line for line in lines if "│ Now" in line)
    assert cells(now) == ["Now", "3", "5", "4", "7", "Fewest vacant posts"]
    (later,) = (line for line in lines if "│ Later" in line)
    assert cells(later) == ["Later", "60", "8", "9", "7", "–"]
    assert any("分阶段调整" in line for line in printed(adjusted(tmp_path / "zh"), "zh"))


def test_a_plan_without_phases_has_no_such_table(tmp_path: Path) -> None:
    assert phases_table(stored(tmp_path, pairs()), "en") is None
