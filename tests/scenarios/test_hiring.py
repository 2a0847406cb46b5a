"""Places at which people may be hired, and the people whom a plan hires there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.city import City
from optimizer.staffing import Plan, hired_by, verify
from scenarios.journeys import drives, seat_id, travel_ends
from scenarios.plan_table import plan_table
from scenarios.staffing import StaffingCase, pairs_of
from tests.scenarios.made_up_travel import (
    RURAL,
    SOUTH,
    case_of,
    config,
    everywhere,
    hire_arcs,
    travel_of,
)
from tests.scenarios.small_study import small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


def test_people_are_hired_at_the_seats_of_the_counties_that_may_hire(city: City) -> None:
    case = case_of(city, everywhere(city), config({"number": 2, "counties": ("371002",)}))
    assert {seat for seat, _, _ in hire_arcs(case)} == {"371002100"}
    case = case_of(city, everywhere(city), config({"number": 2}))
    assert {seat for seat, _, _ in hire_arcs(case)} == set(city.townships["township_code"])


def test_hours_that_do_not_fit_the_most_villages_still_fit_fewer(city: City) -> None:
    """Five villages of 104 hours are too many for 500, four are not: nobody becomes unreachable by that."""
    for hours, most in ((600.0, 5), (500.0, 4), (209.0, 2), (104.2, 1)):
        case = case_of(city, everywhere(city), config({"number": 1, "hours_year": hours}))
        assert {share for _, share, _ in hire_arcs(case)} == {most}
        assert {village for _, _, village in hire_arcs(case)} == set(city.villages["village_code"])
    case = case_of(city, everywhere(city), config({"number": 1, "hours_year": 104.1}))
    assert hire_arcs(case) == set()


def test_far_villages_make_a_second_place_of_a_seat(city: City) -> None:
    """A seat with villages at 10 and 55 minutes: five near ones a person, or four of them all."""
    known = dict.fromkeys(everywhere(city), (10.0, 20.0))
    for seat in city.townships["township_code"]:
        known[seat_id(seat), RURAL] = (55.0, 110.0)
    arcs = hire_arcs(case_of(city, known, config({"number": 1})))
    mine = {(share, village) for seat, share, village in arcs if seat == "371001001"}
    near = {code for code in city.villages["village_code"] if code.startswith("371001")} - {RURAL}
    assert mine == {(5, v) for v in near} | {(4, v) for v in near | {RURAL}}


def test_the_ids_of_hired_people_are_nobody_elses(city: City) -> None:
    counsel = city.counsel.replace({"person_id": {"P05": "H371001001-1"}})
    taken = replace(city, tables={**city.tables, "counsel": counsel})
    case = case_of(taken, everywhere(city), config({"number": 3}))
    seats = case.people.loc[case.people["hire"], "seat"]
    assert seats.str.startswith("HH").all()
    assert case.people["person_id"].is_unique


def test_an_office_with_the_code_of_a_township_does_not_move_its_seat(city: City) -> None:
    codes = {"office_code": {"F02": "371001001"}}
    taken = replace(
        city,
        tables={
            **city.tables,
            "offices": city.offices.replace(codes),
            "counsel": city.counsel.replace(codes),
        },
    )
    origins = travel_ends(taken)[0].set_index("id")
    assert origins.at["371001001", "lon"] == 122.121
    assert origins.at[seat_id("371001001"), "lon"] == 122.05


def hired_plans(case: StaffingCase, seed: int) -> Iterator[Plan]:
    """Valid plans that fill villages from hiring places at random."""
    draw = random.Random(seed)
    problem = case.problem
    for _ in range(20):
        free, chosen = set(problem.posts.ids), np.zeros(problem.arcs.post.size, dtype=np.bool_)
        for a in draw.sample(range(chosen.size), chosen.size):
            post = problem.posts.ids[problem.arcs.post[a]]
            if problem.people.hire[problem.arcs.person[a]] and post in free and draw.random() < 0.7:
                chosen[a] = True
                free.discard(post)
        plan = Plan(chosen)
        if not verify(problem, plan.pairs(problem)):
            yield plan


@pytest.mark.parametrize("hours", [250.0, 480.0, 600.0])
def test_a_hiring_place_is_split_into_people_none_of_whom_has_too_much(city: City, hours: float) -> None:
    """Nobody over hours or most villages, as many people as the optimiser counts, every village once."""
    draw, tried = random.Random(3), 0
    known = {ends: (m, 2 * m) for ends in everywhere(city) for m in [draw.choice([0.0, 5.0, 28.0])]}
    settings = config({"number": 12, "hours_year": hours}, jurisdiction={"gls_worker": "city"})
    case = case_of(city, known, settings)
    for plan in hired_plans(case, seed=5):
        tried += 1
        pairs, hired = pairs_of(case, plan)
        assert sorted(pairs["village_code"]) == sorted(post for _, post in plan.pairs(case.problem))
        assert len(hired) == hired_by(plan, case.problem).sum() == hired["person_id"].nunique()
        assert set(pairs["person_id"]) == set(hired["person_id"])
        assert not set(hired["person_id"]) & set(city.counsel["person_id"])
        spent = (100 + 12 * pairs["round_trip_minutes"] / 60).groupby(pairs["person_id"]).sum()
        assert spent.max() <= hours + 1e-6
        assert pairs["person_id"].value_counts().max() <= 5
        home = pairs["person_id"].map(hired.set_index("person_id")["office_code"])
        expected = drives(
            travel_of(city, known), origins=home.map(seat_id), destinations=pairs["village_code"]
        )
        pd.testing.assert_frame_equal(pairs[["minutes", "round_trip_minutes"]], expected)
        plan_table(city=city, pairs=pairs, config=settings, hired=hired)  # takes them as they are
    assert tried > 5


def test_a_plan_without_any_pair_has_no_pairs_and_nobody_hired(city: City) -> None:
    case = case_of(city, everywhere(city), config({"number": 3}))
    pairs, hired = pairs_of(case, Plan(np.zeros(len(case.arcs), dtype=np.bool_)))
    assert (len(pairs), len(hired)) == (0, 0)
    table = plan_table(city=city, pairs=pairs, config=config(), hired=hired)
    assert set(table["status"]) == {"vacant"}
    assert set(table["hours"]) == {0.0}


def test_counsel_of_the_register_keep_their_names_and_journeys(city: City) -> None:
    case = case_of(city, everywhere(city), config())
    chosen = (case.arcs["person_id"] == "P04").to_numpy() & (case.arcs["village_code"] == SOUTH).to_numpy()
    pairs, hired = pairs_of(case, Plan(chosen))
    assert pairs.to_dict("records") == [
        {"village_code": SOUTH, "person_id": "P04", "minutes": 10.0, "round_trip_minutes": 21.0}
    ]
    assert hired.empty
