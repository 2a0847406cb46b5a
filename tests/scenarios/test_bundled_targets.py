"""Targets of the bundled studies: each is decided by an aim of the ladder, so that it has a certificate."""

from __future__ import annotations

import pytest

from scenarios.bundled import find_study
from scenarios.indicators.formula import read_formula
from scenarios.indicators.sides import Sides
from scenarios.measure_names import measure_of
from scenarios.messages import text
from scenarios.settings import StudyConfig, TargetSettings
from scenarios.study import load_study
from scenarios.target_words import target_proof
from scenarios.targets import deciding_aim, judge_targets

#: How many villages one counsel has follows from the rule on counsel, not from an aim.
BY_RULE = {"R01"}
#: Counted: hiring as few as possible says nothing of how many there could be.
BY_COUNT = {"LYG-11", "LYG-13", "WH-08"}


def aims(config: StudyConfig) -> set[str]:
    """Names of the aims of a scenario, those of the roles and of hiring included."""
    names = {rung.aim for rung in config.ladder} | ({"hired"} if config.hire.number else set())
    return names | {f"shortage:{role}" for role in config.posts if "shortage" in names}


def planned(target: TargetSettings, config: StudyConfig) -> set[str]:
    """The figures of a plan that the formulas of a target name."""
    formulas = [target.measure, *(reading.measure for reading in target.also.values())]
    names = (measure_names(formula) for formula in formulas)
    return {name for each in names for name in each if name not in config.measures}


def measure_names(formula: str) -> tuple[str, ...]:
    return (formula,) if measure_of(formula) is not None else read_formula(formula).names


@pytest.mark.parametrize("city", ["weihai", "lianyungang"])
def test_every_target_that_staffing_decides_has_an_aim_in_every_scenario(city: str) -> None:
    """No target of a figure of the plan may go without a certificate, but by a rule or a count."""
    study = load_study(find_study(city))
    for scenario in study.scenarios:
        config = study.resolve(scenario).config
        targets = {target.code: planned(target, config) for target in config.targets}
        decided = {code: names for code, names in targets.items() if names}
        without = {
            code
            for code, names in decided.items()
            if not {deciding_aim(name) for name in names} <= aims(config)
        }
        assert without <= BY_RULE | BY_COUNT, (scenario, without)
        assert not BY_COUNT & set(targets) - without
        assert len(decided) > len(without) + 3


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
    (found,) = judge_targets([target(measure)], sides=Sides(None, figures), rungs=rungs)
    assert (found["aim"], found["status"]) == (aim, "limit" if aim == "beyond_rules" else "optimal")
    (plain,) = judge_targets([target(measure)], sides=Sides(None, figures), rungs=rungs[:1])
    assert plain["aim"] == "shortage"


def test_a_figure_that_a_rule_keeps_says_so_where_it_is_kept() -> None:
    assert target_proof({"measure": "load.max", "met_after": True}, "en") == text("target.by_rule", "en")
    assert target_proof({"measure": "load.max", "met_after": False}, "en") == "–"
