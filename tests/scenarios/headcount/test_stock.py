"""Who is there today, and who leaves: read from the tables, by county, or one clear error."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scenarios.errors import ScenarioError
from scenarios.headcount.case import headcount_case, stock_today
from scenarios.settings import ProfessionSettings
from tests.scenarios.headcount.growing import COUNTIES, EAST, WEST, ZONE, city, config, named, without


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("lawyer", {}, [36, 10, 4]),
        ("counsel_at_law", {"occupation": "lawyer"}, [36, 10, 4]),
        ("notary", {}, [3, 2, 0]),
        ("full", {"mediators": "full_time"}, [1, 2, 0]),
        ("part", {"mediators": "part_time"}, [9, 3, 0]),
        ("literate", {"trained": True}, [1, 2, 0]),
        ("beginners", {"trained": False}, [0, 1, 0]),
    ],
)
def test_a_profession_is_counted_where_its_settings_say(
    name: str, given: dict[str, Any], found: list[int]
) -> None:
    """Mediators once each at home, whatever their committees; of legal-literate persons no candidates."""
    one = ProfessionSettings.model_validate(named(name, **given))
    assert stock_today(city(), one, name, COUNTIES) == found


def test_a_mediator_or_a_person_of_whom_it_is_not_said_counts_nowhere() -> None:
    """M16 has no `full_time`, L05 no `trained`."""
    given: list[dict[str, Any]] = [{"mediators": "full_time"}, {"mediators": "part_time"}]
    both = [stock_today(city(), ProfessionSettings.model_validate(named("m", **each)), "m", COUNTIES)
            for each in given]  # fmt: skip
    people = city().mediators["person_id"].nunique()
    assert people == sum(map(sum, both)) + 1


@pytest.mark.parametrize(
    ("given", "table", "column"),
    [
        ({"mediators": "full_time"}, "mediators", "full_time"),
        ({"trained": True}, "legal_literate", "trained"),
    ],
)
def test_a_table_that_says_it_of_nobody_is_no_count_of_nobody(
    given: dict[str, Any], table: str, column: str
) -> None:
    one = ProfessionSettings.model_validate(named("m", **given))
    assert sum(stock_today(city(), one, "m", COUNTIES)) > 0
    blank = city().table(table).assign(**{column: float("nan")})
    bare = replace(city(), tables={**city().tables, table: blank})
    with pytest.raises(ScenarioError, match=f"{table}.*{column}"):
        stock_today(bare, one, "m", COUNTIES)


def test_a_county_without_a_number_is_one_clear_error() -> None:
    """A blank number and a missing row are the same; 0 is a number."""
    with pytest.raises(ScenarioError) as caught:
        headcount_case(city(), config(professions={"forensic_examiner": named("examiner")}))
    assert str(caught.value).startswith("headcounts: no number of forensic_examiner in 371002, 371071;")
    notaries = headcount_case(city(), config(professions={"notary": named("notary")}))
    assert notaries.problem.stock.tolist() == [[3, 2, 0]]


def test_blank_residents_are_one_clear_error() -> None:
    settings = config(professions={"lawyer": named("lawyer")})
    with pytest.raises(ScenarioError) as caught:
        headcount_case(without("counties", "pop_resident", ZONE), settings)
    assert str(caught.value).startswith("counties: no pop_resident of 371071;")


@pytest.mark.parametrize(("share", "number"), [(0.0, 0), (0.29, 29), (0.295, 29), (0.3, 30)])
def test_a_share_that_leaves_is_rounded_down_exactly(share: float, number: int) -> None:
    """29 % of 100 are 29, although 0.29 · 100 is 28.999999999999996."""
    frame = city().headcounts.copy()
    frame.loc[frame["occupation"].eq("lawyer"), "number"] = 100.0
    place = type(city())({**city().tables, "headcounts": frame}, city().outlines)
    case = headcount_case(place, config(professions={"lawyer": named("lawyer", leave_share=share)}))
    assert case.problem.leaving.tolist() == [[[number, number]] * 3]


def test_no_more_may_leave_than_there_are_over_all_years() -> None:
    """Of 10 lawyers of the west five may leave in each of two years, not six; a number beats the share."""
    most = config(professions={"lawyer": named("lawyer", leave_share=0.1, leave_by_county={WEST: 5})})
    assert headcount_case(city(), most).problem.leaving[0].tolist() == [[3, 3], [5, 5], [0, 0]]
    many = config(professions={"lawyer": named("lawyer", leave_by_county={WEST: 6})})
    with pytest.raises(ScenarioError) as caught:
        headcount_case(city(), many)
    assert str(caught.value).startswith(
        "headcount.professions.lawyer: 6 leave 371002 each year, but there are 10"
    )
    assert EAST not in str(caught.value)


@pytest.mark.parametrize("given", [{"years": ()}, {"professions": {}}, {"years": (), "professions": {}}])
def test_a_study_that_plans_no_growth_is_told_what_to_give(given: dict[str, Any]) -> None:
    settings = config(**({"professions": {"lawyer": named("lawyer")}} | given))
    with pytest.raises(ScenarioError, match=r"headcount\.years and headcount\.professions"):
        headcount_case(city(), settings)


def test_what_is_set_for_single_counties_counts_there_and_the_rest_elsewhere() -> None:
    """Candidates of a county that is not named are none, once any are given."""
    way = named(
        "recruit",
        by_county={WEST: 2},
        places_year=7,
        candidates={WEST: 9},
        years=1,
        yuan=10,
        yuan_by_county={ZONE: 3},
        needs_room=True,
    )
    branch = {"room": 4, "most": 2, "by_county": {WEST: 6}, "free_room": 3, "yuan": 50}
    one = named("lawyer", ways={"recruit": way}, branch=branch, salary=8)
    case = headcount_case(city(), config(professions={"lawyer": one}))
    (path,), (office,) = case.problem.paths, case.problem.branches
    assert (path.id, path.delay, path.needs_room, path.loses) == ("lawyer.recruit", 1, True, None)
    assert path.most.tolist() == [[5, 5], [2, 2], [5, 5]]
    assert path.yuan.tolist() == [10, 10, 3]
    assert path.most_year is not None
    assert path.pool is not None
    assert (path.most_year.tolist(), path.pool.tolist()) == ([7, 7], [0, 9, 0])
    assert (office.room, office.most.tolist(), office.free_room.tolist()) == (4, [2, 6, 2], [3, 3, 3])
    assert case.problem.salary.tolist() == [[8, 8, 8]]
