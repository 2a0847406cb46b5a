"""The examples of docs/study.md can stand in a study; its tables are tested with the settings."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scenarios.bundled import bundled
from scenarios.errors import StudyError
from scenarios.study import load_study
from tests.docs.pages import ROOT, blocks

EXAMPLES = [content for language, content in blocks(ROOT / "docs" / "study.md") if language == "yaml"]


def written(folder: Path, example: str) -> Path:
    """A study with an example in place of its settings of the same names; roles and scenarios are added."""
    home = bundled()["weihai"]
    whole = yaml.safe_load((home / "study.yaml").read_text(encoding="utf-8"))
    shown = yaml.safe_load(example)
    for name in whole.pop("include"):
        if not {"measures", "targets"} & shown.keys():
            whole |= yaml.safe_load((home / name).read_text(encoding="utf-8"))
    whole |= shown | {name: whole[name] | shown.get(name, {}) for name in ("posts", "scenarios")}
    file = folder / "study.yaml"
    file.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_can_stand_in_a_study(example: str, tmp_path: Path) -> None:
    study = load_study(written(tmp_path, example))
    for name in study.scenarios:
        study.resolve(name)


def test_a_spoilt_example_is_refused(tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    assert EXAMPLES
    with pytest.raises(StudyError):
        load_study(written(tmp_path, EXAMPLES[0].replace("name:", "nmae:")))
