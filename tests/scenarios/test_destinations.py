"""Files to write: refused before anything is computed where they cannot be; their folders are made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scenarios.cli_options import require_suffix
from scenarios.errors import ScenarioError
from scenarios.progress import EventFile
from tests.scenarios.small_study import evenreach, write_study


def refusal(file: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        require_suffix(file, ".xlsx", error="error.targets_format")
    return caught.value.in_language("zh")


def test_a_file_goes_where_a_folder_is_or_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "old.xlsx").touch()
    for good in ("new.xlsx", "old.xlsx", "a/b/new.XLSX"):
        require_suffix(tmp_path / good, ".xlsx", error="error.targets_format")
    require_suffix(None, ".xlsx", error="error.targets_format")
    assert refusal(tmp_path / "file" / "new.xlsx").endswith("路径中有一段是文件而不是文件夹")
    assert refusal(tmp_path / "folder.xlsx").endswith("是文件夹")
    assert refusal(tmp_path / "new.csv").endswith("请使用该扩展名。")


def test_a_folder_that_may_only_be_read_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: (Path(path), mode) != (tmp_path, os.W_OK))
    assert refusal(tmp_path / "new.xlsx") == f"{tmp_path / 'new.xlsx'}：没有权限"


@pytest.mark.parametrize(
    "command",
    [
        ("targets", "study", "--xlsx"),
        ("index", "study", "--weight", "WH-11=1", "--xlsx"),
        ("headcount", "study", "--xlsx"),
        ("site", "study", "--xlsx"),
        ("cost", "study", "balanced", "--xlsx"),
        ("demand", "study", "--xlsx"),
        ("compare", "study", "today", "balanced", "--to"),
        ("explain", "study", "balanced", "--to"),
    ],
)
def test_every_command_refuses_a_place_below_a_file_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path / "study")
    done = evenreach(*command, "study/study.yaml/x.xlsx", "--lang", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "evenreach: study/study.yaml/x.xlsx: a part of the path is a file, not a folder\n"
    )


def test_a_file_of_progress_gets_its_folder(tmp_path: Path) -> None:
    with EventFile(tmp_path / "new" / "progress.jsonl"):
        assert (tmp_path / "new" / "progress.jsonl").is_file()
