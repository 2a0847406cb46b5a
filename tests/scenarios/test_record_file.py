"""Plans kept as JSON files: whole or not at all, and read only where they are what was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios.errors import ScenarioError
from scenarios.record_file import read_record, write_record

RECORD: dict[str, Any] = {"schema": 2, "name": {"zh": "东湾市", "en": "East Bay"}, "gap": None, "rows": [1.5]}


def read(path: Path) -> dict[str, Any]:
    """Read a record of format 2, with rows of which there is at least one."""
    return read_record(
        path,
        schema=2,
        keys={"name", "rows"},
        fault="error.growth_unreadable",
        is_whole=lambda found: bool(found["rows"]),
    )


def test_a_record_is_read_as_it_was_written_in_a_new_folder(tmp_path: Path) -> None:
    """Names stand in the file as people read them, and the file ends with a line's end."""
    file = write_record(RECORD, tmp_path / "new" / "plan.json")
    assert read(file) == RECORD
    content = file.read_text(encoding="utf-8")
    assert "东湾市" in content
    assert content.endswith("}\n")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_does_not_have_leaves_the_file_as_it_was(tmp_path: Path, value: float) -> None:
    file = write_record(RECORD, tmp_path / "plan.json")
    with pytest.raises(ValueError, match="JSON"):
        write_record({**RECORD, "gap": value}, file)
    assert read(file) == RECORD
    assert [each.name for each in tmp_path.iterdir()] == ["plan.json"]


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "",
        "[2]",
        json.dumps(RECORD | {"schema": 1}),
        json.dumps({"schema": 2, "name": {}}),
        json.dumps(RECORD | {"rows": []}),
    ],
    ids=["broken", "empty", "list", "format", "key", "rows"],
)
def test_whatever_is_no_such_record_is_told_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    """A record that has all, and more, is one."""
    monkeypatch.chdir(tmp_path)
    file = Path("plan.json")
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"^plan\.json: this is no plan of growth"):
        read(file)
    file.write_text(json.dumps(RECORD | {"more": 1}), encoding="utf-8")
    assert read(file)["more"] == 1


def test_a_file_that_is_not_there_is_no_fault_of_a_record(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.json")
