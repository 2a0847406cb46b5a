"""What the pages that start a command have in common."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.study import Study
from ui.under_way import study_argument
from ui.view import View


def test_a_command_gets_the_id_of_a_bundled_study_and_else_a_whole_path(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with the name of a bundled study is meant where there is one."""
    monkeypatch.chdir(tmp_path)
    own = View("en", "study", study, tmp_path / "out")
    bundled = replace(own, argument="weihai")
    assert (study_argument(own), study_argument(bundled)) == (str(tmp_path / "study"), "weihai")
    (tmp_path / "weihai").mkdir()
    assert study_argument(bundled) == str(study.folder.absolute())
