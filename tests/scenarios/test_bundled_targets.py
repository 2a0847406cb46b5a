"""Targets of the bundled studies: each is decided by an aim of the ladder, so that it has a certificate."""

from __future__ import annotations

import pytest

from scenarios.bundled import find_study
from scenarios.messages import text
from scenarios.settings import StudyConfig, TargetSettings
from scenarios.study import load_study
from scenarios.target_words import target_proof
from scenarios.targets import deciding_aim, judge_targets

#: How many villages one counsel has follows from the rule on counsel, not from an aim.
BY_RULE = {"R01"}
#: Counted: hiring as few as possible says nothing of how many there could be.
BY_COUNT = {"LYG-13"}


def aims(config: StudyConfig) -> set[str]:
    """Names of the aims of a scenario, those of the roles and of hiring included."""
    names = {rung.aim for rung in config.ladder} | ({"hired"} if config.hire.number else set())
    return names | {f"shortage:{role}" for role in config.posts if "shortage" in names}


@pytest.mark.parametrize("city", ["weihai", "lianyungang"])
def test_every_target_that_staffing_decides_has_an_aim_in_every_scenario(city: str) -> None:
    """No target may go without a certificate, but by a rule or a count."""
    study = load_study(find_study(city))
    for scenario in study.scenarios:
        config = study.resolve(scenario).config
        targets = {target.code: deciding_aim(target.measure) for target in config.targets}
        without = {code for code, aim in targets.items() if aim not in aims(config)}
        assert without <= BY_RULE | BY_COUNT, (scenario, without)
        assert not BY_COUNT & set(targets) - without
        assert len(targets) > len(BY_RULE)


def target(measure: str) -> TargetSettings:
    words = {"zh": "目标", "en": "Target"}
    return TargetSettings.model_validate(
        {"code": "T", "name": words, "section": "1", "measure": measure, "op": ">=", "value": 1,
         "unit": "1", "attribute": "expected"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "aim"),
    [
        ("hours_mean", "beyond_rules"),
        ("coverage_effective", "beyond_rules"),
        ("coverage_nominal", "shortage"),
    ],
)
def test_what_pairs_beyond_the_rules_hold_down_is_certified_by_the_aim_that_decides_those(
    measure: str, aim: str
) -> None:
    """In an adjustment villages keep counsel with too few hours; that all have some is another aim."""
    rungs = [{"aim": "shortage", "status": "optimal"}, {"aim": "beyond_rules", "status": "limit"}]
    figures = {"hours_mean": 2.0, "coverage_effective": 2.0, "coverage_nominal": 2.0}
    (found,) = judge_targets([target(measure)], before=None, after=figures, rungs=rungs)
    assert (found["aim"], found["status"]) == (aim, "limit" if aim == "beyond_rules" else "optimal")
    (plain,) = judge_targets([target(measure)], before=None, after=figures, rungs=rungs[:1])
    assert plain["aim"] == "shortage"


def test_a_figure_that_a_rule_keeps_says_so_where_it_is_kept() -> None:
    assert target_proof({"measure": "load.max", "met_after": True}, "en") == text("target.by_rule", "en")
    assert target_proof({"measure": "load.max", "met_after": False}, "en") == "–"
