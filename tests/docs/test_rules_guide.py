"""The rules of docs/rules.md work as they stand: each is planned with, on a small city."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import yaml

from scenarios.bundled import bundled
from scenarios.run import run_scenario
from scenarios.settings import SolverOverrides
from scenarios.study import Study, load_study
from tests.docs.pages import ROOT, blocks
from tests.small_city import write_small_city

PAGE = ROOT / "docs" / "rules.md"
EXAMPLES = [content for language, content in blocks(PAGE) if language == "yaml"]
CLASSES = [content for language, content in blocks(PAGE) if language == "python"]
#: Numbers of the examples that fit a real city, and those that fit one of twelve villages.
SMALL = {"<= 40": "<= 4", "<= 60000": "<= 6000"}


@pytest.fixture(autouse=True)
def my_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The class of the page, saved where the page says."""
    (content,) = CLASSES
    (tmp_path / "my_rules.py").write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "my_rules", raising=False)


def study_with(folder: Path, example: str) -> Study:
    """The small city with the rules of an example."""
    study = folder / "study"
    study.mkdir()
    for name in ("study.yaml", "indicators.yaml"):
        shutil.copy(bundled()["weihai"] / name, study)
    (study / "headcount.yaml").write_text("headcount: {}\n", encoding="utf-8")
    write_small_city(study)
    for large, small in SMALL.items():
        example = example.replace(large, small)
    whole = yaml.safe_load((study / "study.yaml").read_text(encoding="utf-8")) | yaml.safe_load(example)
    # Other scenarios may name people whom only the whole city has.
    whole["scenarios"] = {"balanced": whole["scenarios"]["balanced"]}
    (study / "study.yaml").write_text(
        yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    return load_study(study)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_is_planned_with_and_the_plan_passes_its_check(example: str, tmp_path: Path) -> None:
    study = study_with(tmp_path, example)
    run = run_scenario(study, "balanced", out=tmp_path / "out", overrides=SolverOverrides(seconds=20))
    assert run.metrics["verified"]
    wishes = [rung for rung in run.metrics["rungs"] if rung["aim"] == "wishes"]
    assert len(wishes) == any("weight" in rule for rule in yaml.safe_load(example)["rules"].values())


def test_the_class_of_the_page_gives_nobody_a_single_village(tmp_path: Path) -> None:
    example = next(one for one in EXAMPLES if "python:" in one)
    run = run_scenario(
        study_with(tmp_path, example), "balanced", out=tmp_path / "out", overrides=SolverOverrides(seconds=20)
    )
    served = run.plan.loc[run.plan["person_id"].ne(""), "person_id"].value_counts()
    assert len(served)
    assert served.min() >= 2


def test_the_attributes_that_the_page_lists_are_those_that_a_rule_can_name(tmp_path: Path) -> None:
    """A condition on each of them is read; one on anything else is refused with what there is."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    names = [
        name for line in lines for name in line.split("|")[1].replace("`", "").replace(" ", "").split(",")
    ]
    assert len(names) == 15
    texts = [name for name in names if name not in ("minutes", "hours", "current")]
    condition = " and ".join([*(f"{name} != 'x'" for name in texts), "minutes >= 0", "hours >= 0"])
    example = f'rules: {{all: {{expression: "sum(x[{condition} and (current or not current)]) >= 0"}}}}'
    run = run_scenario(
        study_with(tmp_path, example), "balanced", out=tmp_path / "out", overrides=SolverOverrides(seconds=20)
    )
    assert run.metrics["verified"]
