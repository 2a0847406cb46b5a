"""People hired at one seat for villages that need more than one: different people, each within bounds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from geo.city import City
from scenarios.audit import audit
from scenarios.plan_table import plan_table
from scenarios.planning import plan_scenario
from scenarios.run_monitor import RunMonitor
from scenarios.settings import StudyConfig
from scenarios.staffing import today_pairs
from tests.scenarios.made_up_travel import case_of, config, everywhere, travel_of
from tests.scenarios.small_study import small_city

#: Its county has one seat, and nobody on the register has an hour to give.
COUNTY = "371002"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    found = small_city(tmp_path_factory.mktemp("city"))
    counsel = found.counsel.assign(hours_year=0.0)
    return replace(found, tables={**found.tables, "counsel": counsel})


def settings(number: int, *, most: int = 5, **role: int) -> StudyConfig:
    return config(
        {"number": number, "counties": (COUNTY,), "most_villages": most, "hours_year": 600.0}, **role
    )


def planned(city: City, wanted: StudyConfig) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of a plan, which passes the audit, and whom it hires."""
    travel = travel_of(city, everywhere(city))
    roster, nobody = today_pairs(city=city, travel=travel), city.counsel.iloc[:0]
    today = plan_table(city=city, pairs=roster, config=wanted.as_today, hired=nobody)
    result = plan_scenario(city, travel, wanted, today=today, monitor=RunMonitor())
    plan = plan_table(city=city, pairs=result.pairs, config=wanted, hired=result.hired)
    assert audit(city=city, travel=travel, config=wanted, plan=plan) == []
    return plan[plan["person_id"].ne("")], result.hired


@pytest.mark.parametrize(
    ("number", "role", "heads"),
    [
        (9, {}, 1),
        (9, {"team": 2}, 2),
        (9, {"need": 2}, 2),
        (9, {"need": 2, "team": 2}, 4),
        (1, {"team": 2}, 1),
        (2, {"team": 2}, 2),
    ],
)
def test_a_village_gets_as_many_hired_people_as_it_needs_from_one_seat(
    city: City, number: int, role: dict[str, int], heads: int
) -> None:
    """Every village of the county has its whole team from the only seat; nobody counts twice."""
    served, hired = planned(city, settings(number, **role))
    villages = int(city.villages["county_code"].eq(COUNTY).sum())
    assert served.groupby("village_code")["person_id"].nunique().tolist() == [heads] * villages
    assert len(served) == heads * villages
    assert set(hired["office_code"]) == {f"{COUNTY}100"}


@pytest.mark.parametrize(("most", "people"), [(1, 4), (2, 2)])
def test_a_hired_person_may_be_in_team_times_as_many_villages(city: City, most: int, people: int) -> None:
    """Four villages of teams of two are two each of four people, or all four of two people."""
    served, hired = planned(city, settings(9, most=most, team=2))
    assert (len(hired), set(hired["most_villages"])) == (people, {most})
    assert served["person_id"].value_counts().tolist() == [2 * most] * people


def test_there_are_no_more_places_alike_than_people_who_may_be_hired(city: City) -> None:
    """One for each of a team, as far as there are people to hire."""
    for number, role, times in ((1, {"team": 3}, 1), (2, {"team": 3}, 2), (9, {"team": 3}, 3), (9, {}, 1)):
        people = case_of(city, everywhere(city), settings(number, **role)).people
        places = people[people["hire"]]
        assert places["person_id"].is_unique
        assert places.groupby(["seat", "most_villages"]).size().tolist() == [times]
