"""The study's rungs as the optimiser's aims."""

from __future__ import annotations

import pytest

from geo.city import City
from optimizer.staffing import Aim, KolmPollak, Leximin, Travel
from scenarios.ladder import ladder_of, repair_ladder
from scenarios.settings import StudyConfig
from tests.scenarios.made_up_travel import case_of, config, everywhere
from tests.scenarios.small_study import small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


def aims_of(city: City, settings: StudyConfig, *, kappa: float = 0.1) -> tuple[Aim, ...]:
    return ladder_of(settings, kappa=kappa, case=case_of(city, everywhere(city), settings), city=city)


def names_of(city: City, settings: StudyConfig) -> list[str]:
    return [aim.name for aim in aims_of(city, settings)]


def test_the_aims_come_in_the_order_of_the_study_with_their_tolerances(city: City) -> None:
    ladder = (
        {"aim": "shortage", "tolerance": 0.02},
        {"aim": "travel", "measure": "mean", "tolerance": 0.3},
        {"aim": "changes", "tolerance": 0.04},
    )
    aims = aims_of(city, config(ladder=ladder))
    found = [(aim.name, aim.tolerance) for aim in aims]
    assert found == [("shortage", 0.02), ("travel", 0.3), ("changes", 0.04)]


@pytest.mark.parametrize(("measure", "kappa"), [("kolm_pollak", 0.25), ("mean", 0.0)])
def test_the_aversion_counts_for_kolm_pollak_only(city: City, measure: str, kappa: float) -> None:
    ladder = ({"aim": "shortage"}, {"aim": "travel", "measure": measure})
    aim = aims_of(city, config(ladder=ladder), kappa=0.25)[1]
    assert isinstance(aim, Travel)
    assert aim.kappa == kappa


def test_hiring_few_comes_after_what_people_are_hired_for_and_a_budget_before_everything(city: City) -> None:
    assert names_of(city, config()) == ["shortage", "county_fill", "travel", "changes"]
    hiring = config({"number": 2})
    assert names_of(city, hiring) == ["shortage", "county_fill", "hired", "travel", "changes"]
    both = config({"number": 2}, 0.1)
    assert names_of(city, both) == ["over_budget", "shortage", "county_fill", "hired", "travel", "changes"]
    assert [aim.name for aim in repair_ladder(budget=True)] == ["over_budget", "shortage", "hired"]
    assert [aim.name for aim in repair_ladder(budget=False)] == ["shortage", "hired"]


def test_hiring_few_comes_after_a_fill_that_stands_low_in_the_ladder(city: City) -> None:
    ladder = ({"aim": "shortage"}, {"aim": "travel"}, {"aim": "county_fill"})
    names = names_of(city, config({"number": 1}, ladder=ladder))
    assert names == ["shortage", "travel", "county_fill", "hired"]


def test_fairness_rungs_carry_what_they_compare(city: City) -> None:
    """Leximin goes as deep as asked; the aversion of Kolm-Pollak is counted in what all could have alike."""
    ladder = (
        {"aim": "shortage"},
        {"aim": "leximin", "between": "township", "levels": 2},
        {"aim": "kolm_pollak", "service": "hours", "aversion": 2.0, "gap": 0.01},
        {"aim": "even_load", "aversion": 4.0},
    )
    shortage, leximin, pollak, load = aims_of(city, config(ladder=ladder))
    assert isinstance(leximin, Leximin) and leximin.depth == 2
    assert leximin.service is not None
    assert set(leximin.service.groups) == set(city.villages["township_code"])
    assert isinstance(pollak, KolmPollak) and pollak.gap == 0.01
    assert pollak.kappa == pytest.approx(2.0 / 100.0)
    assert (shortage.name, load.name) == ("shortage", "even_load")
