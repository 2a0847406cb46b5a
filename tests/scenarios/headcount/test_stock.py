"""Who is there today, and who leaves: read from the tables, by county, or one clear error."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from geo.city import City
from scenarios.errors import ScenarioError
from scenarios.headcount.case import headcount_case
from scenarios.headcount.stock import Unknown, stock_today
from scenarios.indicators.lacking import Lacking
from scenarios.settings import ProfessionSettings
from tests.scenarios.headcount.growing import (
    COUNTIES,
    EAST,
    WEST,
    ZONE,
    city,
    config,
    named,
    target,
    without,
)


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("lawyer", {}, [36, 10, 4]),
        ("counsel_at_law", {"occupation": "lawyer"}, [36, 10, 4]),
        ("notary", {}, [3, 2, 0]),
        ("full", {"mediators": "full_time"}, [1, 2, 0]),
        ("part", {"mediators": "part_time"}, [9, 3, 0]),
        ("literate", {"trained": True}, [1, 2, 0]),
        ("beginners", {"trained": False}, [0, 1, 1]),
        ("lawyer", {"stock": {EAST: 5, WEST: 0, ZONE: 2, "371009": 1}}, [5, 0, 2]),
    ],
)
def test_a_profession_is_counted_where_its_settings_say(
    name: str, given: dict[str, Any], found: list[int]
) -> None:
    """Mediators once each at home, whatever their committees; of legal-literate persons no candidates."""
    one = ProfessionSettings.model_validate(named(name, **given))
    assert stock_today(city(), one, name, COUNTIES) == found


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"mediators": "full_time"}, Lacking("mediators", "full_time", blank=24)),
        ({"trained": True}, Lacking("legal_literate", "trained", blank=5)),
    ],
)
def test_a_table_that_says_it_of_nobody_is_no_count_of_nobody(
    given: dict[str, Any], lacking: Lacking
) -> None:
    """Whether it has rows with blank cells or no rows; two candidates are none of the blank ones."""
    one = ProfessionSettings.model_validate(named("m", **given))
    assert not isinstance(stock_today(city(), one, "m", COUNTIES), Unknown)
    blank = city().table(lacking.table).assign(**{lacking.column: float("nan")})
    for frame, cells in ((blank, lacking.blank), (blank.iloc[:0], 0)):
        found = stock_today(holding(lacking.table, frame), one, "m", COUNTIES)
        assert found == Unknown("m", replace(lacking, blank=cells), tuple(COUNTIES))


def holding(table: str, frame: pd.DataFrame) -> City:
    """The city with another table of that name."""
    return replace(city(), tables={**city().tables, table: frame})


def test_one_blank_cell_among_those_that_serve_leaves_its_county_without_a_number() -> None:
    """One of the three who serve in the west is blank; a blank of a candidate decides nothing there."""
    one = ProfessionSettings.model_validate(named("m", trained=True))
    people = city().legal_literate
    serving, candidate = (
        people.assign(trained=people["trained"].where(people["person_id"].ne(name)))
        for name in ("L03", "L02")
    )
    assert stock_today(holding("legal_literate", serving), one, "m", COUNTIES) == Unknown(
        "m", Lacking("legal_literate", "trained", blank=1), (WEST,)
    )
    assert stock_today(holding("legal_literate", candidate), one, "m", COUNTIES) == [1, 2, 0]
    gone = people[~people["village_code"].str.startswith(ZONE)]
    assert stock_today(holding("legal_literate", gone), one, "m", COUNTIES) == [1, 2, 0]


@pytest.mark.parametrize(("kind", "number"), [("full_time", 2), ("part_time", 8)])
def test_who_is_full_time_somewhere_is_not_part_time_as_well(kind: str, number: int) -> None:
    """M20 is part-time in two committees of the east, then full-time in the second of them."""
    one = ProfessionSettings.model_validate(named("m", mediators=kind))
    people = city().mediators
    second = people["person_id"].eq("M20") & people["committee_code"].eq("C03")
    changed = people.assign(full_time=people["full_time"].mask(second, 1.0))
    found = stock_today(holding("mediators", changed), one, "m", COUNTIES)
    assert isinstance(found, list)
    assert found[0] == number


def test_a_profession_without_a_number_is_left_out_with_what_hangs_on_it() -> None:
    """A blank number and a missing row are the same; 0 is a number. Its targets and ways go, too."""
    convert = named("convert", trained_from="forensic_examiner")
    settings = config(
        [target("T1", 1), target("T2", 1)],
        professions={
            "forensic_examiner": named("examiner"),
            "notary": named("notary", ways={"convert": convert, "hire": named("hire")}),
        },
        targets=(
            {"code": "T1", "counts": ("notary",)},
            {"code": "T2", "counts": ("notary", "forensic_examiner")},
        ),
        fair=("forensic_examiner", "notary"),
    )
    case = headcount_case(city(), settings)
    place = Lacking("headcounts", "number", "occupation = forensic_examiner")
    assert case.unknown == (Unknown("forensic_examiner", place, (WEST, ZONE)),)
    assert case.problem.kinds == ("notary",)
    assert case.problem.stock.tolist() == [[3, 2, 0]]
    assert [path.id for path in case.problem.paths] == ["notary.hire"]
    assert [each.id for each in case.problem.targets] == ["T1"]
    assert list(case.problem.services[0].coefficients) == ["notary"]


def test_stock_of_the_settings_has_every_county_or_is_none() -> None:
    one = named("judge", stock={EAST: 3, WEST: 1})
    settings = config(professions={"judge": one, "lawyer": named("lawyer")})
    (unknown,) = headcount_case(city(), settings).unknown
    assert (unknown.place, unknown.counties) == ("headcount.professions.judge.stock", (ZONE,))


def test_when_nothing_is_known_of_any_profession_that_is_one_clear_error() -> None:
    """And when nothing is known of those that are to be made alike: others are not taken in their place."""
    with pytest.raises(ScenarioError) as caught:
        headcount_case(city(), config(professions={"forensic_examiner": named("examiner")}))
    assert "rows with occupation = forensic_examiner, of 西河县, 临海开发区" in str(caught.value)
    people = {"forensic_examiner": named("examiner"), "lawyer": named("lawyer")}
    assert headcount_case(city(), config(professions=people)).problem.kinds == ("lawyer",)
    with pytest.raises(ScenarioError, match=r"headcount\.fair: how many forensic_examiner"):
        headcount_case(city(), config(professions=people, fair=("forensic_examiner",)))


def test_blank_residents_are_one_clear_error() -> None:
    settings = config(professions={"lawyer": named("lawyer")})
    with pytest.raises(ScenarioError) as caught:
        headcount_case(without("counties", "pop_resident", ZONE), settings)
    said = "counties.csv, column pop_resident: blank cell or 0 at 临海开发区 (371071);"
    assert str(caught.value).startswith(said)
    blank = city().table("counties").assign(pop_resident=float("nan"))
    with pytest.raises(ScenarioError, match=r"^counties\.csv: column pop_resident is missing or wholly"):
        headcount_case(replace(city(), tables={**city().tables, "counties": blank}), settings)


def leaving(stock: dict[str, int], years: int = 2, **given: Any) -> list[list[int]]:
    """Who leaves each county in each year."""
    one = named("judge", stock=stock, **given)
    settings = config(professions={"judge": one}, years=tuple(range(2023, 2023 + years)))
    found: list[list[int]] = headcount_case(city(), settings).problem.leaving[0].tolist()
    return found


@pytest.mark.parametrize(("share", "number"), [(0.0, 0), (0.29, 29), (0.295, 29), (0.3, 30)])
def test_a_share_that_leaves_is_rounded_down_exactly(share: float, number: int) -> None:
    """29 % of 100 are 29, although 0.29 · 100 is 28.999999999999996."""
    one = leaving({EAST: 100, WEST: 0, ZONE: 0}, years=1, leave_share=share)
    assert one == [[number], [0], [0]]


def test_the_shares_of_the_city_add_up_over_the_years_and_counties_take_turns() -> None:
    """A tenth of 13 people a year: 1.3, 2.6, 3.9, 5.2, so 1, 1, 1 and 2 leave.

    Who is furthest behind goes next: the east (0.6 of 6), the west (1.0 of 5 after two years), the east again
    (1.8 less 1, the west is at 1.5 less 1, the zone at 0.6), then the west (2.0 less 1) and the zone (0.8).
    """
    people = {EAST: 6, WEST: 5, ZONE: 2}
    found = leaving(people, years=4, leave_share=0.1)
    assert found == [[1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 0, 1]]
    assert leaving({EAST: 1, WEST: 1, ZONE: 1}, years=3, leave_share=0.1) == [[0, 0, 0]] * 3
    # Where counties are equally far behind the first code goes first.
    assert leaving({EAST: 1, WEST: 1, ZONE: 1}, years=3, leave_share=0.34) == [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
    ]


def test_no_more_leave_by_a_share_than_there_are() -> None:
    assert leaving({EAST: 3, WEST: 1, ZONE: 0}, years=3, leave_share=0.6) == [[2, 1, 0], [0, 1, 0], [0, 0, 0]]


def test_no_more_may_leave_than_there_are_over_all_years() -> None:
    """Of 10 lawyers of the west five may leave in each of two years, not six; a number beats the share.

    Of the others a tenth leaves: 4 of 36 and 4 in the first year, who come from the east (3.6 and 0.4), and
    as many in the second, one of them from the zone (7.2 and 0.8).
    """
    most = config(professions={"lawyer": named("lawyer", leave_share=0.1, leave_by_county={WEST: 5})})
    assert headcount_case(city(), most).problem.leaving[0].tolist() == [[4, 3], [5, 5], [0, 1]]
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
