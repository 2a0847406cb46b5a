"""What would close a shortage: hiring so many closes it, hiring one fewer does not."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from geo.city import City
from geo.travel import TravelTimes
from scenarios.plan_table import plan_table
from scenarios.planning import Planned, plan_scenario
from scenarios.run_monitor import RunMonitor
from scenarios.settings import StudyConfig
from scenarios.staffing import today_pairs
from tests.scenarios.made_up_travel import config, everywhere, random_drives, random_settings, travel_of
from tests.scenarios.small_study import small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


def without_counsel(city: City) -> City:
    """The city in which nobody on the register has an hour to give."""
    return City({**city.tables, "counsel": city.counsel.assign(hours_year=0.0)}, city.outlines)


def planned(city: City, travel: TravelTimes, settings: StudyConfig) -> Planned:
    roster = today_pairs(city=city, travel=travel)
    today = plan_table(city=city, pairs=roster, config=settings, hired=city.counsel.iloc[:0])
    return plan_scenario(city, travel, settings, today=today, monitor=RunMonitor())


def more_of(plan: Planned) -> dict[str, int]:
    return {row["county_code"]: row["number"] for row in plan.repair["more"]}


def changed(settings: StudyConfig, section: str, **values: Any) -> StudyConfig:
    return settings.model_copy(update={section: getattr(settings, section).model_copy(update=values)})


def heads_short(city: City, plan: Planned, settings: StudyConfig) -> int:
    return len(city.villages) * settings.counsel.need - len(plan.pairs)


@pytest.mark.parametrize("seed", [2, 19, 23, 31, 44])
def test_hiring_so_many_closes_the_shortage_and_one_fewer_does_not(city: City, seed: int) -> None:
    """Over made-up journeys and any mix of rules, with nobody hired by the plan itself."""
    draw = random.Random(seed)
    settings = changed(random_settings(draw, city, locks=0), "hire", number=0)
    settings = changed(settings, "continuity", most_moved_share=None)
    travel = travel_of(city, random_drives(draw, city))
    plan = planned(city, travel, settings)
    number = sum(more_of(plan).values())
    assert number > 0
    assert (plan.repair["status"], plan.repair["bound"]) == ("optimal", number)

    def still_short(hires: int) -> int:
        hiring = changed(settings, "hire", number=hires)
        return heads_short(city, planned(city, travel, hiring), hiring)

    assert still_short(number) == still_short(number + 20) < still_short(number - 1)


CROWD: Mapping[str, Any] = {"hours_year": 210.0, "counties": ("371001",)}


@pytest.mark.parametrize(("number", "further"), [(0, 3), (1, 2), (2, 1), (3, 0)])
def test_whom_the_plan_hires_is_not_asked_for_again(city: City, number: int, further: int) -> None:
    """Six villages of a county, two a person: three people in all, and villages elsewhere stay short."""
    bare = without_counsel(city)
    settings = config({"number": number, **CROWD})
    plan = planned(bare, travel_of(bare, everywhere(bare)), settings)
    assert len(plan.hired) == number
    assert more_of(plan) == ({"371001": further} if further else {})
    assert (plan.repair["status"], plan.repair["bound"]) == ("optimal", further)


def test_villages_within_nobodys_reach_are_listed_and_call_for_nobody(city: City) -> None:
    """No journey to one village; in another only somebody hired could serve."""
    bare = without_counsel(city)
    lost, far = "371001001003", "371001101201"
    known = {ends: drive for ends, drive in everywhere(city).items() if ends[1] != lost}
    known = {ends: drive for ends, drive in known.items() if ends[1] != far or ends[0].startswith("seat:")}
    plan = planned(bare, travel_of(bare, known), config({"hours_year": 600.0}))
    assert plan.repair["unreachable"] == [lost]
    assert more_of(plan) == {"371001": 1, "371002": 1, "371071": 1}


def test_a_plan_without_shortage_needs_no_repair(city: City) -> None:
    settings = config({"number": 12})
    plan = planned(city, travel_of(city, everywhere(city)), settings)
    assert heads_short(city, plan, settings) == 0
    assert plan.repair == {"more": [], "unreachable": [], "status": None, "bound": None}


def test_each_need_of_a_village_counts(city: City) -> None:
    """Two people for each of six villages, two villages a person: six people in all."""
    bare = without_counsel(city)
    plan = planned(bare, travel_of(bare, everywhere(bare)), config(dict(CROWD), need=2))
    assert more_of(plan) == {"371001": 6}


def test_each_of_a_team_counts(city: City) -> None:
    """Teams of two for six villages, three villages of 52.1 hours a person: four people in all."""
    bare = without_counsel(city)
    terms = {**CROWD, "hours_year": 160.0}
    plan = planned(bare, travel_of(bare, everywhere(bare)), config(terms, team=2))
    assert more_of(plan) == {"371001": 4}
    assert plan.repair["status"] == "optimal"


def test_a_team_that_lacks_one_is_short_of_one(city: City) -> None:
    """The first county has two for each village; P04 and P03 are alone in theirs and need one more each."""
    plan = planned(city, travel_of(city, everywhere(city)), config({"hours_year": 600.0}, team=2))
    assert plan.pairs["village_code"].value_counts().value_counts().to_dict() == {2: 6, 1: 6}
    assert more_of(plan) == {"371002": 1, "371071": 1}
    assert plan.repair["status"] == "optimal"
