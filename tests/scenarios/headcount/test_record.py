"""The plan of growth as data: what the command writes, in both languages, and what is read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios.errors import ScenarioError
from scenarios.headcount.record import read_record, write_record
from scenarios.messages import LANGUAGES
from scenarios.progress import read_events
from tests.scenarios.headcount.growing import grown, record_of, ten_lawyers_more
from tests.scenarios.headcount.grown_study import study
from tests.scenarios.small_study import evenreach

BESIDE = {"reasons": None, "frontier": None}


def record(**settings: Any) -> dict[str, Any]:
    asked = ten_lawyers_more(**settings)
    return record_of(grown(asked), asked) | BESIDE


def names(found: Any) -> list[dict[str, str]]:
    """Every name of the record: what is told by language."""
    if isinstance(found, dict) and found.keys() == set(LANGUAGES):
        return [found]
    parts = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [name for part in parts for name in names(part)]


def test_the_record_adds_up_and_says_everything_in_both_languages() -> None:
    """Ten lawyers come, two of them as trainees at ten yuan: 820."""
    found = record(budgets={"city": {"yuan_year": 420}})
    assert sum(row["number"] for row in found["actions"]) == 10
    assert {row["kind"] for row in found["actions"]} == {"start"}
    assert (
        sum(row["yuan"] for row in found["actions"]) == sum(row["together"] for row in found["costs"]) == 820
    )
    assert [(row["spent"], row["left"]) for row in found["budgets"]] == [(420, 0), (400, 20)]
    assert [(row["year"], row["people"], row["wanted"]) for row in found["targets"]] == [
        (0, 50, None), (2023, found["targets"][1]["people"], None), (2024, 56, 56)
    ]  # fmt: skip
    assert sum(row["stock"] for row in found["people"] if row["year"] == 2024) == 56
    told = names(found)
    assert len(told) > 20
    assert all(name["zh"] and name["en"] for name in told)
    assert {"zh": "city", "en": "city"} in told  # a budget without a title


def test_a_record_is_read_as_it_was_written_and_nothing_else_is(tmp_path: Path) -> None:
    file = write_record(record(), tmp_path / "new" / "plan.json")
    found = read_record(file)
    assert found == json.loads(file.read_text(encoding="utf-8"))
    for key in ("schema", "people", "frontier"):
        file.write_text(json.dumps({name: value for name, value in found.items() if name != key}), "utf-8")
        with pytest.raises(ScenarioError, match="plan again"):
            read_record(file)
    with pytest.raises(FileNotFoundError):
        read_record(tmp_path / "none.json")


def test_the_command_writes_the_plan_with_what_is_asked_beside_it_and_its_progress(tmp_path: Path) -> None:
    """Values of other plans, which are looked for beside it, are no news of the plan."""
    file, progress = tmp_path / "plan.json", tmp_path / "progress.jsonl"
    done = evenreach("headcount", str(study(tmp_path / "study")), "--why", "--frontier", "3", "--json",
                     str(file), "--progress-file", str(progress), "-q", "--lang", "en")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    found = read_record(file)
    assert (found["study"], found["scenario"], found["aim"]) == ("eastbay", "balanced", "cheapest")
    assert [price["saved"] for price in found["reasons"]["prices"]] == [300, 60]
    assert found["frontier"]["points"][0]["yuan"] == 360
    assert found["newcomers"]["counsel"] == 3
    events = read_events(progress)
    stages = list(dict.fromkeys(event.stage for event in events))
    assert (stages[0], stages[-2:]) == ("headcount", ["headcount_why", "headcount_frontier"])
    told = {event.stage for event in events if event.incumbent is not None}
    assert {"headcount:cost", "headcount:fair"} <= told
    assert not told & {"headcount_why", "headcount_frontier"}
