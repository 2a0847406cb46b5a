"""A task becomes a problem: candidates, ways, prices, rules and who cannot be reached."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from optimizer.siting.rules import AmountRule, GapRule, ReachRule
from scenarios.errors import ScenarioError
from scenarios.journeys import journeys
from scenarios.siting.case import SitingCase
from tests.scenarios.siting.sited_study import base, case_of, city_with, plain_city
from tests.scenarios.small_study import ISLAND, OFF_THE_ROAD, changed_table

A1, A2, A3, SONG1, SONG2, SONG3, HEKOU, HEDONG = (
    "371001001001", "371001001002", "371001001003", "371001101200", "371001101201", "371001101202",
    "371002100001", "371002100200",
)  # fmt: skip
TRAVEL = {"aim": "travel"}


def way(case: SitingCase, village: str, site: str, *, counted: bool = False) -> float:
    """The way of a pair; inf where it is not listed."""
    ways, sites = case.ways, list(case.ground.sites["site"])
    place = list(case.ground.villages["village_code"]).index(village)
    mine = (ways.place == place) & (ways.site == sites.index(site))
    values = (case.counted if counted else ways.way)[mine]
    return float(values[0]) if len(values) else np.inf


def site(case: SitingCase, code: str) -> Any:
    """The row of a site."""
    return case.ground.sites.set_index("site").loc[code]


def rule(case: SitingCase, name: str) -> Any:
    """A rule by its name."""
    return next(each for each in case.problem.rules if each.name == name)


def test_minutes_are_those_of_staffing_and_a_point_in_the_village_is_no_way_off() -> None:
    case = case_of(objective=TRAVEL, number=1)
    ends = plain_city().villages.rename(columns={"village_code": "id"})[["id", "lon", "lat"]]
    found = journeys(plain_city(), base(), ends=(ends, ends)).table().set_index(["origin", "destination"])
    assert way(case, A2, SONG1) == pytest.approx(found.loc[(A2, SONG1), "minutes"])
    assert found.loc[(A2, A2), "minutes"] > 0
    assert way(case, A2, A2) == way(case, ISLAND, ISLAND) == way(case, OFF_THE_ROAD, OFF_THE_ROAD) == 0
    assert way(case, OFF_THE_ROAD, HEKOU) == np.inf
    assert len(case.ways.way) == len(set(zip(case.ways.place, case.ways.site, strict=True)))
    assert (np.diff(case.ways.place * 100 + case.ways.site) > 0).all()


def test_km_are_straight_and_end_at_the_limit() -> None:
    case = case_of(objective=TRAVEL, number=1, measure="km", beyond=100, limit=3)
    degree = 111.32
    assert way(case, SONG1, SONG2) == pytest.approx(
        np.hypot(0.01 * np.cos(np.radians(37.205)) * degree, 0.02 * degree), rel=1e-3
    )
    assert way(case, SONG1, A1) == np.inf
    assert case.problem.beyond == 100
    assert way(case_of(objective=TRAVEL, number=1, measure="km"), SONG1, A1) > 3


def test_points_of_today_stay_may_be_closed_or_are_looked_away_from() -> None:
    stays = case_of(tier="station", number=1, objective=TRAVEL)
    assert (site(stays, "S01").forced, site(stays, "S01").existing) == (True, True)
    assert (stays.problem.least, stays.problem.most) == (1, 2)
    closes = case_of(tier="station", number=1, objective=TRAVEL, existing="may_close", closing_yuan=-7)
    assert not site(closes, "S01").forced
    assert closes.problem.sites.closing[0] == -7
    assert (rule(closes, "number").amount.sum(), rule(closes, "number").most) == (12, 1)
    ignored = case_of(tier="station", number=1, objective=TRAVEL, existing="ignore")
    assert "S01" not in set(ignored.ground.sites["site"])
    assert list(ignored.today["site"].unique()) == ["S01"]
    counted = case_of(number=1, objective=TRAVEL, counted=("station",), existing="may_close")
    assert site(counted, "S01").forced
    assert site(counted, "S01").counted


def test_candidates_are_rows_of_the_table_that_meet_the_conditions() -> None:
    case = case_of(number=1, objective=TRAVEL, where={"area": "rural", "island": "0"}, banned=(SONG1,))
    assert list(case.ground.sites["site"]) == [SONG1, SONG2, SONG3, HEDONG, OFF_THE_ROAD]
    assert list(case.ground.sites["banned"]) == [True, False, False, False, False]
    offices = case_of(
        number=1, objective=TRAVEL, at="offices", where={"kind": ("law_firm",)}, forced=("F02",)
    )
    assert list(offices.ground.sites["forced"]) == [False, True]
    points = case_of(tier="station", number=1, objective=TRAVEL, at="points")
    assert set(points.ground.sites["site"]) == {"S01", "S00", "S01.new", "S02"}
    assert case_of(number=1, objective=TRAVEL, at="townships").ground.sites["village_code"].eq("").all()


def test_villages_weigh_what_their_column_says() -> None:
    case = case_of(number=1, objective=TRAVEL, beyond=150, places={"area": "rural"}, weight="households")
    assert list(case.problem.places.ids) == [SONG1, SONG2, SONG3, HEDONG, OFF_THE_ROAD, ISLAND]
    assert list(case.problem.places.weight) == [300, 260, 230, 330, 310, 70]
    assert set(case_of(number=1, objective=TRAVEL, weight="one").problem.places.weight) == {1.0}


def test_beside_an_office_a_point_costs_less_or_is_the_only_one() -> None:
    task = {"number": 2, "objective": TRAVEL, "yuan": 100, "beyond": 150}
    beside = {"beside": "judicial_office", "within_km": 0.5, "saving_yuan": 30}
    case = case_of(**task, colocate=beside)
    assert (site(case, SONG1).yuan, site(case, SONG1).colocated_with) == (70, "J01")
    assert (site(case, SONG2).yuan, site(case, SONG2).colocated_with) == (100, "")
    assert not case.ground.sites["banned"].any()
    only = case_of(**task, colocate=beside | {"required": True})
    assert list(only.ground.sites.loc[~only.ground.sites["banned"], "site"]) == [SONG1]
    station = case_of(**task, colocate={"beside": "station", "within_km": 3.0})
    assert {SONG1, SONG2} <= set(
        station.ground.sites.loc[station.ground.sites["colocated_with"].eq("S01"), "site"]
    )


def test_a_budget_counts_what_opening_and_closing_costs() -> None:
    case = case_of(
        tier="station", existing="may_close", closing_yuan=40, yuan=100, budget=250, objective=TRAVEL
    )
    budget = rule(case, "budget")
    opened = np.array([each in ("S01", A1, A2) for each in case.ground.sites["site"]])
    assert case.problem.sites.cost(opened) == 200
    assert budget.amount @ opened - budget.most == 200 - 250
    closed = np.array([each in (A1, A2) for each in case.ground.sites["site"]])
    assert budget.amount @ closed - budget.most == 240 - 250


def test_counties_get_their_numbers_of_new_points_alone() -> None:
    counties = {"371001": {"least": 1, "most": 2}}
    case = case_of(tier="station", number=3, objective=TRAVEL, by_county=counties)
    found = rule(case, "by_county.371001")
    assert isinstance(found, AmountRule)
    assert (found.amount.sum(), found.least, found.most) == (6, 1, 2)


def test_part_of_the_way_on_to_the_upper_tier_is_added() -> None:
    plain = case_of(number=1, objective=TRAVEL, beyond=200)
    case = case_of(number=1, objective=TRAVEL, beyond=200, refers_to="station", refer_share=0.5)
    assert way(case, A2, A1) == way(plain, A2, A1)
    on = way(case_of(tier="station", number=0, objective=TRAVEL, beyond=200), A1, "S01")
    assert on > 5
    assert way(case, A2, A1, counted=True) == pytest.approx(way(plain, A2, A1) + 0.5 * on)
    assert case.unreferred == (OFF_THE_ROAD, ISLAND)
    assert way(case, ISLAND, ISLAND) == np.inf
    with pytest.raises(ScenarioError, match="beyond is 1"):
        case_of(number=1, objective=TRAVEL, limit=1, beyond=1, refers_to="station")


def test_whom_nobody_reaches_is_left_out_where_all_have_to_be_served_and_named() -> None:
    where = {"island": "0", "area": "urban"}
    left_out = case_of(number=1, objective=TRAVEL, where=where)
    assert list(left_out.ground.villages.loc[left_out.lost, "village_code"]) == [OFF_THE_ROAD, ISLAND]
    assert len(left_out.problem.places.ids) == 10
    for kept in (
        case_of(number=1, objective=TRAVEL, where=where, beyond=150),
        case_of(number=1, objective={"aim": "reach", "within": 30}, where=where),
    ):
        assert kept.lost.sum() == 2
        assert len(kept.problem.places.ids) == 12
    farthest = case_of(number=1, objective={"aim": "farthest"}, where=where, beyond=150)
    assert len(farthest.problem.places.ids) == 10, "150 would be the farthest way whatever is opened"
    cover = {"aim": "cover", "within": 9}
    twice = case_of(objective=cover | {"times": 2}, where=where)
    assert case_of(objective=cover, where=where).lost.sum() < twice.lost.sum() < 12


def test_within_goes_by_area_and_longer_ways_are_left_out_where_they_do_not_matter() -> None:
    case = case_of(number=1, objective={"aim": "reach", "within": {"rural": 20, "urban": 5}})
    limit = dict(zip(case.problem.places.ids, case.aim.within, strict=True))  # type: ignore[union-attr, arg-type]
    assert (limit[A1], limit[SONG1]) == (5, 20)
    ways = case.problem.ways
    assert (ways.way <= np.array(case.aim.within)[ways.place]).all()  # type: ignore[union-attr]
    assert case.ways.way.max() > 20
    gap = case_of(number=1, objective={"aim": "reach", "within": 5}, gap={"most": 3}, beyond=150)
    assert gap.problem.ways.way.max() > 20


def test_no_way_matters_that_is_longer_than_to_a_point_that_stays() -> None:
    """All aims that send everybody to the nearest point; not where a second point counts."""
    task: dict[str, Any] = {"tier": "station", "number": 1, "beyond": 150}
    case = case_of(**task, objective=TRAVEL)
    ways, stays = case.problem.ways, list(case.problem.sites.ids).index("S01")
    nearest = dict(zip(ways.place[ways.site == stays], ways.way[ways.site == stays], strict=True))
    assert len(nearest) == 10
    assert all(way <= nearest.get(place, 150) for place, way in zip(ways.place, ways.way, strict=True))
    assert len(ways.way) < len(case.ways.way)
    second = case_of(**task, objective={"aim": "reach", "within": 120, "second": 0.5})
    assert len(second.problem.ways.way) == len(second.ways.way)
    full = case_of(**task, objective=TRAVEL, capacity=9)
    assert len(full.problem.ways.way) == len(full.ways.way)


def test_the_remotest_hold_a_share_of_the_weight_and_come_from_the_points_of_today() -> None:
    task = {"tier": "station", "number": 3, "objective": TRAVEL, "beyond": 150}
    case = case_of(**task, remote={"decile": 0.03, "within": 60, "share": 0.9})
    found = rule(case, "remote")
    assert isinstance(found, ReachRule)
    named = [code for code, weight in zip(case.problem.places.ids, found.weight, strict=True) if weight]
    # Of 42,550 residents 3 % are 1,276: the two out of reach have 1,150, and east of Hekou it is farthest.
    assert named == [HEDONG, OFF_THE_ROAD, ISLAND]
    where = {"area": "urban"}
    with pytest.raises(ScenarioError, match=r"asks for 90 %.* reach 46\.5 %"):
        case_of(**task, where=where, remote={"decile": 0.03, "within": 60, "share": 0.9})
    case_of(**task, where=where, remote={"decile": 0.03, "within": 60, "share": 0.46})


def test_the_gap_is_between_country_and_town() -> None:
    found = rule(case_of(number=1, objective=TRAVEL, gap={"most": 4}, where={"area": "urban"}), "gap")
    assert isinstance(found, GapRule)
    assert (found.behind.sum(), found.ahead.sum(), found.most) == (900 + 800 + 700 + 1000, 38000, 4)


def test_access_takes_what_points_of_today_have_from_their_column() -> None:
    """For 10,000 residents, as it is told; for one village where each counts alike."""
    aim = {"aim": "access", "catchment": 30, "supply": 4}
    case = case_of(tier="station", number=1, objective=aim | {"supply_today": "staff", "target": 0.1})
    assert list(case.aim.supply[:2]) == [20_000, 40_000]  # type: ignore[union-attr]
    assert case.aim.target == 1_000  # type: ignore[union-attr]
    assert case_of(tier="station", number=1, objective=aim).aim.supply[0] == 40_000  # type: ignore[union-attr]
    alike = case_of(tier="station", number=1, weight="one", objective=aim | {"target": 0.1})
    assert (alike.aim.supply[0], alike.aim.target) == (4, 0.1)  # type: ignore[union-attr]
    worst = case_of(number=1, objective=aim | {"aim": "worst_access", "between": "county", "levels": 9})
    assert worst.aim.names == ("371001", "371002", "371071")  # type: ignore[union-attr]
    assert worst.aim.levels == 3  # type: ignore[union-attr]


def test_even_travel_is_measured_against_today_or_says_what_is_needed() -> None:
    even = {"aim": "even_travel"}
    assert case_of(tier="station", number=1, beyond=150, objective=even).kappa is not None
    given = case_of(number=1, beyond=150, objective=even | {"kappa": 0.2})
    assert given.aim.kappa == 0.2  # type: ignore[union-attr]
    with pytest.raises(ScenarioError, match="kappa"):
        case_of(number=1, beyond=150, objective=even)


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"banned": ("J01",)}, "every place is banned"),
        ({"weight": "disabled"}, "weigh nothing"),
        ({"limit": 0.001, "measure": "km"}, "reaches any village"),
    ],
)
def test_nothing_left_is_an_error_in_words(task: dict[str, Any], words: str) -> None:
    common = {"number": 1, "objective": TRAVEL, "at": "offices", "where": {"kind": "judicial_office"}}
    nobody: pd.DataFrame = changed_table("villages", *((row, "disabled", "0") for row in range(12)))[
        "villages"
    ]
    city = city_with(villages=nobody)
    assert case_of(city, **common).problem.places.ids
    with pytest.raises(ScenarioError, match=words):
        case_of(city, **common, **task)
