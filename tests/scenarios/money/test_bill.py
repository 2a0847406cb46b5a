"""What a plan costs, line by line, against sums worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from geo.city import City
from scenarios.roles import today_table
from scenarios.siting.points import with_task
from tests.scenarios.demand.studies import demand
from tests.scenarios.money.money_city import bill_of, money, money_city, plan_of
from tests.scenarios.roles.role_city import T3, V1, V2, V3, V4, A, B, post, study, with_cells
from tests.scenarios.siting.made_up_task import site, task

CITY = money_city()
NAME = {"zh": "工资", "en": "Salaries"}
FULL = {"role": "mediator", "yuan": 30_000, "name": NAME}


def subsidy_of(person: str, minutes: float | None = 10.0, *, team: int = 1, **rates: Any) -> int:
    """What one pair of a village and a person is paid."""
    city, config = CITY, study({}, counsel={"team": team}, money=money(subsidy=rates))
    return sum(bill_of(city, config, plan_of(city, config, (V1, person, minutes))).values())


@pytest.mark.parametrize(
    ("person", "yuan"),
    [("P1", 3500), ("P2", 1500), ("P3", 2000)],
)
def test_a_grade_has_its_rate_and_whoever_has_none_the_rate_of_the_ungraded(person: str, yuan: int) -> None:
    assert subsidy_of(person, base=1000, grades={"excellent": 3500, "fair": 2000}, ungraded=1500) == yuan


def test_without_a_rate_for_them_the_graded_and_the_ungraded_get_the_base() -> None:
    assert [subsidy_of(person, base=1000, grades={"good": 1}) for person in ("P1", "P2")] == [1000, 1000]


def test_a_rate_of_their_own_counts_where_there_is_one_rounded_to_whole_yuan() -> None:
    own: dict[str, Any] = {"base": 1000, "grades": {"excellent": 3500}, "own_rate": True}
    assert [subsidy_of(person, **own) for person in ("P1", "P2", "P3")] == [3000, 2001, 1000]


@pytest.mark.parametrize(
    ("minutes", "yuan"), [(30.0, 1000), (30.01, 1300), (45.0, 1300), (45.01, 1600), (None, 1000)]
)
def test_the_farthest_band_that_a_drive_is_beyond_is_paid_besides(minutes: float | None, yuan: int) -> None:
    """Bands are not added to one another, their order in the file does not matter, no drive is not far."""
    bands = ({"beyond_minutes": 45.0, "yuan": 600}, {"beyond_minutes": 30.0, "yuan": 300})
    assert subsidy_of("P2", minutes, base=1000, distance=bands) == yuan


def test_a_team_shares_the_subsidy_of_a_village_each_part_rounded_up() -> None:
    assert [subsidy_of("P2", base=2001, team=team) for team in (1, 2)] == [2001, 1001]


def test_the_county_of_the_village_pays_the_subsidy_wherever_counsel_come_from() -> None:
    city, config = CITY, study({}, money=money(subsidy={"base": 100}))
    plan = plan_of(city, config, (V1, "P1", 10.0), (V3, "P1", 10.0), (V4, "P1", 10.0))
    assert bill_of(city, config, plan) == {("subsidy", A): 200, ("subsidy", B): 100}


def test_cases_are_those_of_the_villages_and_a_blank_cell_has_none() -> None:
    city = money_city({V1: 3.0, V2: 4.0, V4: 5.0})
    config = study({}, money=money(cases={"disputes_year": {"yuan": 10}}))
    assert bill_of(city, config, plan_of(city, config)) == {
        ("cases.disputes_year", A): 70,
        ("cases.disputes_year", B): 50,
    }


def awards(city: City, cases: dict[str, dict[str, Any]], **rates: int) -> dict[tuple[str, str], int]:
    """What awards for these types of cases cost."""
    config = study(
        {}, demand=demand(**cases), money=money(cases={name: {"yuan": r} for name, r in rates.items()})
    )
    return bill_of(city, config, plan_of(city, config))


def test_a_type_of_demand_is_paid_where_its_cases_are_shared_to() -> None:
    """Of 40 cases a year 3 in 8 arise in A, 5 in B; 15 and 25 at 10 yuan."""
    city, by = money_city({V1: 3.0, V4: 5.0}), "disputes_year"
    assert awards(city, {"aid": {"yearly": 40, "by": by}}, aid=10) == {
        ("cases.aid", A): 150,
        ("cases.aid", B): 250,
    }
    in_two_years = {"aid": {"total": 80, "years": (2021, 2022), "by": by}, "other": {"yearly": 1, "by": by}}
    assert awards(city, in_two_years, aid=10) == {("cases.aid", A): 150, ("cases.aid", B): 250}


def test_what_a_type_costs_in_the_city_is_kept_to_the_yuan_whatever_the_shares() -> None:
    """One case and a third a year at 8 yuan are 10.67, so 11: of 3 in 8 4.125, of 5 in 8 6.875."""
    city = money_city({V1: 3.0, V4: 5.0})
    third = {"aid": {"total": 4, "years": (2020, 2021, 2022), "by": "disputes_year"}}
    assert awards(city, third, aid=8) == {("cases.aid", A): 4, ("cases.aid", B): 7}


def test_types_of_demand_and_cases_of_villages_stand_beside_one_another() -> None:
    city = money_city({V1: 3.0, V4: 5.0})
    found = awards(city, {"aid": {"yearly": 8, "by": "disputes_year"}}, aid=1, disputes_year=100)
    assert found == {
        ("cases.aid", A): 3, ("cases.aid", B): 5,
        ("cases.disputes_year", A): 300, ("cases.disputes_year", B): 500,
    }  # fmt: skip


def test_days_on_duty_are_paid_by_tier_and_the_centre_of_the_city_belongs_to_no_county() -> None:
    """S0 is the city's centre, S1 and S2 stations of A, S3 one of B, R1 a room of A without days."""
    city = CITY
    config = study({}, money=money(duty={"yuan_per_day": 300, "days": {"city_centre": 250, "station": 50}}))
    found = bill_of(city, config, plan_of(city, config))
    assert found == {("duty", ""): 75_000, ("duty", A): 30_000, ("duty", B): 15_000}


def salaries(paid: str, **line: Any) -> dict[tuple[str, str], int]:
    """P1 keeps V1 and V2, P3 is new at V4, H-1 is hired in county B and serves V3."""
    line = {"role": "counsel", "yuan": 60_000, "paid": paid, "name": NAME, **line}
    city, config = CITY, study({}, money=money(salaries={"x": line}))
    rows = (V1, "P1", 10.0), (V2, "P1", 10.0), (V4, "P3", 10.0), (V3, "H-1", 10.0)
    return bill_of(city, config, plan_of(city, config, *rows, hired={"H-1": T3}))


@pytest.mark.parametrize(
    ("paid", "a", "b"), [("all", 60_000, 120_000), ("new", 0, 120_000), ("hired", 0, 60_000)]
)
def test_a_salary_of_counsel_is_paid_once_a_person_by_the_county_that_they_belong_to(
    paid: str, a: int, b: int
) -> None:
    expected = {("salaries.x", A): a, ("salaries.x", B): b}
    assert salaries(paid) == {place: yuan for place, yuan in expected.items() if yuan}


def test_a_salary_can_be_that_of_one_occupation() -> None:
    assert salaries("all", where={"occupation": "gls_worker"}) == {("salaries.x", B): 60_000}


def mediators(**line: Any) -> dict[tuple[str, str], int]:
    """Today's mediators: M1 part-time at C1, M2 full-time at C2 and C3, M3 at C4; L3 leaves, L1 is new."""
    config = study({"mediator": post("committees", "mediators", "legal_literate", need=1)},
                   money=money(salaries={"x": {**FULL, **line}}))  # fmt: skip
    city = CITY
    posts = today_table(city, config)
    assert len(posts) == 5
    added = with_cells(posts.iloc[[0]], 0, person_id="L1", person="郑七", change="new", full_time="")
    ended = with_cells(posts, list(posts["person_id"]).index("L3"), change="ended")
    rows = [ended, added]
    return bill_of(city, config, plan_of(city, config), pd.concat(rows, ignore_index=True))


def test_a_mediator_of_two_committees_is_paid_once_and_who_leaves_is_not() -> None:
    """M1, M2 (twice), M3 and L1: four people."""
    assert sum(mediators().values()) == 4 * 30_000


def test_only_those_with_the_attribute_are_paid() -> None:
    assert mediators(where={"full_time": "1"}) == {("salaries.x", A): 30_000}


def test_whoever_has_no_post_of_the_role_today_is_new() -> None:
    assert mediators(paid="new") == {("salaries.x", A): 30_000}


def test_who_is_made_full_time_by_the_plan_is_paid_as_the_full_time_are() -> None:
    shares = {"full": {"where": {"full_time": "1"}, "share": 0.5, "most_given": 5}}
    config = study({"mediator": post("committees", "mediators", need=1, shares=shares)},
                   money=money(salaries={"x": {**FULL, "where": {"full_time": "1"}}}))  # fmt: skip
    city = CITY
    posts = today_table(city, config)
    given = with_cells(posts, 0, given="full")
    assert posts["person_id"].iloc[0] == "M1" and posts["full_time"].iloc[0] == "0"
    costs = [sum(bill_of(city, config, plan_of(city, config), each).values()) for each in (posts, given)]
    assert costs == [30_000, 60_000]


def test_points_that_a_scenario_opens_are_paid_after_and_not_today() -> None:
    """Two stations in A and one centre of the city, at 80,000 and 300,000 yuan."""
    setup = {
        "points": {"station": 80_000, "city_centre": 300_000, "room": 9},
        "opens": {"station": {A: 2}, "city_centre": {"city": 1}},
    }
    config, city = study({}, money=money(setup=setup)), CITY
    plan = plan_of(city, config)
    assert bill_of(city, config, plan) == {("setup", A): 160_000, ("setup", ""): 300_000}
    assert bill_of(city, config.as_today, plan) == {}


def test_points_that_siting_opens_and_closes_are_paid_after_and_not_today() -> None:
    """Each at what it costs itself; without a price of setting up there is no such line."""
    city = CITY
    sited = with_task(city, task(site(V1, county_code=A, yuan=700), site(V3, county_code=B, yuan=-20)))
    config = study({}, money=money(setup={}))
    plan = plan_of(city, config)
    assert bill_of(sited, config, plan) == {("setup", A): 700, ("setup", B): -20}
    assert bill_of(city, config.as_today, plan) == {}
    assert bill_of(sited, study({}, money=money()), plan) == {}


def test_setting_up_is_paid_for_units_that_the_plan_opens() -> None:
    """Two people at the unit opened in V2 open it once; C1 was there."""
    role = post("committees", "mediators", need=1, opening={"count": 9})
    config = study({"mediator": role}, money=money(setup={"units": {"mediator": 5000}}))
    city = CITY
    posts = today_table(city, config)
    new = with_cells(posts, 0, unit_code=f"{V2}+", change="new")
    new = with_cells(new, 1, unit_code=f"{V2}+", change="moved")
    assert bill_of(city, config, plan_of(city, config), posts) == {}
    assert bill_of(city, config, plan_of(city, config), new) == {("setup", A): 5000}
