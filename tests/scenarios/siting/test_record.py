"""The record of a plan of sites as a file: written and read again, nothing else taken for one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios.errors import ScenarioError
from scenarios.siting.record import TASK_KEYS, read_record, task_record
from scenarios.siting.words import certificate_words
from tests.scenarios.siting.sited_study import TERMINALS, TEXT, answer_of, plain_city
from tests.scenarios.small_study import evenreach, write_study

APART = """\
siting:
  far:
    name: {zh: 点, en: Points}
    tier: terminal
    number: 1
    objective: {aim: apart}
"""
#: As little as a record may be.
LEAST: dict[str, Any] = {
    "schema": 1, "study": "eastbay", "name": {}, "scenario": "balanced", "planned": "", "counties": {},
    "tasks": [dict.fromkeys(sorted(TASK_KEYS))],
}  # fmt: skip


def test_reasons_of_a_single_point_that_is_to_be_apart_can_be_written(tmp_path: Path) -> None:
    """It has no other to be far from, so that what it comes to is no finite number."""
    study = write_study(tmp_path / "study", TEXT.replace(TERMINALS, APART))
    file = tmp_path / "plan.json"
    words = ("site", str(study), "balanced", "--json", str(file), "-q", "--lang", "en")
    assert evenreach(*words).exit_code == 0
    (task,) = read_record(file)["tasks"]
    (new,) = (row["site"] for row in task["sites"] if row["change"] == "new")
    done = evenreach(*words, "--why", new, "--curve", "1")
    assert done.exit_code == 0, done.stderr
    why = read_record(file)["tasks"][0]["reasons"]["why"]
    assert (why["spot"]["code"], why["value"]) == (new, None)
    assert "no other point to be near to" in done.stdout


@pytest.mark.parametrize("tasks", [[], {}, 5, None, ["far"], [{"key": "far"}]])
def test_a_file_without_whole_tasks_is_no_record(tmp_path: Path, tasks: Any) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(LEAST | {"tasks": tasks}), encoding="utf-8")
    with pytest.raises(ScenarioError, match="plan again"):
        read_record(file)
    file.write_text(json.dumps(LEAST), encoding="utf-8")
    assert read_record(file) == LEAST


def test_each_certificate_says_which_band_or_level_it_is_of_and_what_second_points_count() -> None:
    """A band its way, a level its number; the unit of reach says what is counted twice."""
    bands = {"aim": "farthest", "bands": (20.0, 7.25)}
    levels = {"aim": "worst_access", "between": "township", "catchment": 30, "supply": 1, "levels": 2}
    reach = {"aim": "reach", "within": 12, "second": 0.5}
    cheap = {"aim": "cover", "within": 60, "cheapest": True}
    inland, titles = {"where": {"area": "urban"}, "number": 2, "yuan": 1}, {}
    for aim in (bands, levels, reach, cheap):
        task = task_record(answer_of(**inland, objective=aim), plain_city())
        rows = [cells for _, cells in certificate_words(task, "en")]
        titles[aim["aim"]] = [row[0] for row in rows]
        assert rows[0][4].endswith("; a second point in reach counts 0.5") == (aim is reach)
    assert titles == {
        "farthest": ["Shortest way for the farthest", "Least beyond 20 min", "Least beyond 7.25 min"],
        "worst_access": ["Worst access raised", "Worst access raised, group 2 from the bottom"],
        "reach": ["Most reached"],
        "cover": ["Least money that reaches all"],
    }
