"""Targets of the bundled studies: each is decided by an aim of the ladder, so that it has a certificate."""

from __future__ import annotations

import pytest

from scenarios.bundled import find_study
from scenarios.settings import StudyConfig
from scenarios.study import load_study
from scenarios.targets import deciding_aim

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
