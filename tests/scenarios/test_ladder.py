"""The study's rungs as the optimiser's aims."""

from __future__ import annotations

import pytest

from optimizer.staffing import Travel
from scenarios.ladder import ladder_of, repair_ladder
from scenarios.settings import StudyConfig
from tests.scenarios.made_up_travel import config


def names_of(settings: StudyConfig) -> list[str]:
    return [aim.name for aim in ladder_of(settings, kappa=0.1)]


def test_the_aims_come_in_the_order_of_the_study_with_their_tolerances() -> None:
    ladder = (
        {"aim": "shortage", "tolerance": 0.02},
        {"aim": "travel", "measure": "mean", "tolerance": 0.3},
        {"aim": "changes", "tolerance": 0.04},
    )
    aims = ladder_of(config(ladder=ladder), kappa=0.1)
    found = [(aim.name, aim.tolerance) for aim in aims]
    assert found == [("shortage", 0.02), ("travel", 0.3), ("changes", 0.04)]


@pytest.mark.parametrize(("measure", "kappa"), [("kolm_pollak", 0.25), ("mean", 0.0)])
def test_the_aversion_counts_for_kolm_pollak_only(measure: str, kappa: float) -> None:
    ladder = ({"aim": "shortage"}, {"aim": "travel", "measure": measure})
    aim = ladder_of(config(ladder=ladder), kappa=0.25)[1]
    assert isinstance(aim, Travel)
    assert aim.kappa == kappa


def test_hiring_few_comes_after_what_people_are_hired_for_and_a_budget_before_everything() -> None:
    assert names_of(config()) == ["shortage", "county_fill", "travel", "changes"]
    hiring = config({"number": 2})
    assert names_of(hiring) == ["shortage", "county_fill", "hired", "travel", "changes"]
    both = config({"number": 2}, 0.1)
    assert names_of(both) == ["over_budget", "shortage", "county_fill", "hired", "travel", "changes"]
    assert [aim.name for aim in repair_ladder(budget=True)] == ["over_budget", "shortage", "hired"]
    assert [aim.name for aim in repair_ladder(budget=False)] == ["shortage", "hired"]


def test_hiring_few_comes_after_a_fill_that_stands_low_in_the_ladder() -> None:
    ladder = ({"aim": "shortage"}, {"aim": "travel"}, {"aim": "county_fill"})
    names = names_of(config({"number": 1}, ladder=ladder))
    assert names == ["shortage", "travel", "county_fill", "hired"]
