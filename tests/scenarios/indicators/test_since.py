"""Targets that a stored run does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.indicators.since import unknown_to
from scenarios.settings import TargetSettings
from tests.scenarios.indicators.third_city import write_third_city
from tests.scenarios.small_study import evenreach

STORED = {
    "code": "T-1",
    "name": {"zh": "甲", "en": "One"},
    "measure": "coverage_nominal",
    "op": ">=",
    "value": 80.0,
    "by_year": [["2023", 80.0], ["", 100.0]],
    "also": [{"id": "effective", "name": {"zh": "乙", "en": "Two"}, "measure": "coverage_effective"}],
}
NOW = {
    "code": "T-1",
    "name": {"zh": "甲", "en": "One"},
    "measure": "coverage_nominal",
    "op": ">=",
    "value": 100.0,
    "by_year": {"2023": 80.0},
    "also": {"effective": {"name": {"zh": "乙", "en": "Two"}, "measure": "coverage_effective"}},
}


@pytest.mark.parametrize(
    ("changed", "keys"),
    [
        ({}, []),
        ({"name": {"zh": "丙", "en": "Three"}}, []),
        ({"code": "T-2"}, ["T-2", "T-2.effective"]),
        ({"measure": "coverage_effective"}, ["T-1"]),
        ({"value": 90.0}, ["T-1", "T-1.effective"]),
        ({"also": {"mean": {"name": {"zh": "乙", "en": "Two"}, "measure": "hours_mean"}}}, ["T-1.mean"]),
    ],
)
def test_what_is_new_or_measured_in_another_way_is_unknown_to_a_run(
    changed: dict[str, object], keys: list[str]
) -> None:
    """The same target with another title is known; another code, measure, value or reading is not."""
    assert unknown_to([STORED], [TargetSettings.model_validate({**NOW, **changed})]) == keys


def test_a_run_says_which_targets_it_was_made_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a target added since, the table names it; an index that weighs it is refused, another is made."""
    monkeypatch.chdir(tmp_path)
    write_third_city(tmp_path / "study")
    assert evenreach("run", "study", "today", "--quiet").exit_code == 0
    assert "Run it again" not in evenreach("targets", "study", "today", "--lang", "en").stdout
    catalogue = tmp_path / "study" / "indicators.yaml"
    added = "  - {code: T-NEW, name: {zh: 新, en: New}, measure: coverage_nominal, op: '>=', value: 100}\n"
    catalogue.write_text(catalogue.read_text("utf-8").replace("targets:\n", "targets:\n" + added), "utf-8")
    table = evenreach("targets", "study", "today", "--lang", "en").stdout
    assert "T-NEW. Run it again: evenreach run study today" in table
    weighed = ("index", "study", "today", "--lang", "en", "--weight")
    assert evenreach(*weighed, "T2=1").exit_code == 0
    refused = evenreach(*weighed, "T-NEW=1", "--weight", "T2=1")
    assert (refused.exit_code, "T-NEW; run it again" in refused.stderr) == (2, True)
