"""Points that siting opens and closes, as rows of the city's table of service points."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from geo.city import City
from geo.schema import SCHEMAS
from scenarios.adjust.city import adjusted_city
from scenarios.roles.pools import people
from scenarios.roles.units import units
from scenarios.settings import AdjustmentSettings, PostSettings
from scenarios.siting.points import sited_points, with_points, with_task
from tests.scenarios.siting.made_up_task import FRONT, site, task
from tests.scenarios.small_study import small_city

SOUTH = "371001101202"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


def points(city: City) -> pd.DataFrame:
    return city.service_points.set_index("point_code", drop=False)


def test_a_new_point_is_a_sound_row_of_the_table(city: City) -> None:
    """It has the columns and kinds of the others, nobody works there yet, and nothing else changes."""
    found = with_task(city, task(site(FRONT, yuan=500)))
    new = points(found).loc[f"more-{FRONT}"]
    assert new["name"] == "松前村公共法律服务站"
    assert (new["tier"], new["county_code"], new["village_code"]) == ("station", "371001", FRONT)
    assert (new["lon"], new["lat"], new["staff"], new["colocated_with"]) == (122.15, 37.25, 0, "")
    SCHEMAS["service_points"].validate(found.service_points)
    pd.testing.assert_frame_equal(found.service_points.iloc[:-1], city.service_points)
    assert {name for name in city.tables if found.tables[name] is not city.tables[name]} == {"service_points"}
    assert sited_points(city).empty


def test_what_siting_costs_is_told_with_its_points(city: City) -> None:
    found = with_task(
        city, task(site(FRONT, yuan=500), site("S01", existing=True, opened=False, new=False, yuan=-20))
    )
    rows = sited_points(found)[["task", "point_code", "tier", "county_code", "new", "yuan"]]
    assert rows.to_numpy().tolist() == [
        ["more", f"more-{FRONT}", "station", "371001", True, 500],
        ["more", "S01", "station", "371001", False, -20],
    ]


def test_a_point_that_is_closed_goes_and_one_that_stays_or_is_only_counted_does_not(city: City) -> None:
    shut = {"existing": True, "opened": False, "new": False}
    assert "S01" not in points(with_task(city, task(site("S01", **shut)))).index
    stays = with_task(city, task(site("S01", **shut | {"opened": True}), site("S02", **shut, counted=True)))
    pd.testing.assert_frame_equal(stays.service_points, city.service_points)


def test_a_site_that_is_not_opened_becomes_no_point(city: City) -> None:
    found = with_task(city, task(site(FRONT, opened=False, new=False)))
    pd.testing.assert_frame_equal(found.service_points, city.service_points)


def test_codes_clash_with_no_point_and_no_office(city: City) -> None:
    """A point or office of that very code is there already; a task after it may meet the same code, too."""
    others = city.service_points.assign(point_code=["more-1", "S01", "S02"])
    offices = city.offices.assign(office_code=["more-2", "F02", "G01", "J01"])
    clash = City({**city.tables, "service_points": others, "offices": offices}, city.outlines)
    tasks = task(site("1"), site("2"), site("3")), task(site("1-2"))
    answer: Any = SimpleNamespace(tasks=tasks)
    found = with_points(clash, answer)
    assert found.service_points["point_code"].tolist()[3:] == ["more-1-2", "more-2-2", "more-3", "more-1-2-2"]


def test_the_same_sites_in_another_order_are_the_same_points(city: City) -> None:
    one, two = site(FRONT), site(SOUTH, name="松南村")
    pd.testing.assert_frame_equal(
        with_task(city, task(one, two)).service_points, with_task(city, task(two, one)).service_points
    )


@pytest.mark.parametrize(
    ("settings", "cells", "office"),
    [
        ({}, {"colocated_with": "J01"}, "J01"),
        ({"at": "offices"}, {"place": "J01"}, "J01"),
        ({}, {"colocated_with": "S01"}, ""),
        ({}, {}, ""),
    ],
    ids=["beside an office", "at an office", "beside a point", "alone"],
)
def test_a_point_is_co_located_where_it_shares_a_house_with_an_office(
    city: City, settings: dict[str, Any], cells: dict[str, Any], office: str
) -> None:
    found = with_task(city, task(site(FRONT, **cells), **settings))
    assert found.service_points["colocated_with"].iloc[-1] == office


def test_a_city_without_points_gets_its_first(city: City) -> None:
    bare = City(
        {name: table for name, table in city.tables.items() if name != "service_points"}, city.outlines
    )
    found = with_task(bare, task(site(FRONT)))
    SCHEMAS["service_points"].validate(found.service_points)
    assert found.service_points["point_code"].tolist() == [f"more-{FRONT}"]


def test_a_new_station_is_a_unit_to_staff_and_one_that_is_closed_is_none(city: City) -> None:
    """A terminal is no unit; the staff of a station that is closed hold no post there any more."""
    role = PostSettings.model_validate(
        {"name": {"zh": "站", "en": "Stations"}, "unit": "stations", "pool": ("staff",), "need": 1}
    )
    gone = site("S01", existing=True, opened=False, new=False)
    answer: Any = SimpleNamespace(tasks=(task(site(FRONT), gone), terminal()))
    changed = with_points(city, answer)
    assert units(city, role)["unit_code"].tolist() == ["S01"]
    assert units(changed, role)["unit_code"].tolist() == [f"more-{FRONT}"]
    assert set(people(city, role)["person_id"]) - set(people(changed, role)["person_id"]) == {"M01", "T01"}


def terminal() -> Any:
    return task(site(SOUTH, tier="terminal"), name="terminals", tier="terminal")


def test_a_township_that_merges_takes_its_new_points_with_it(city: City) -> None:
    found = with_task(city, task(site(FRONT, yuan=5)))
    merger = AdjustmentSettings.model_validate(
        {"merged_townships": ({"townships": ("371001101",), "into": "371002100"},)}
    )
    merged = adjusted_city(found, merger)
    assert points(merged).loc[f"more-{FRONT}", ["township_code", "county_code"]].tolist() == [
        "371002100",
        "371002",
    ]
    assert sited_points(merged)["county_code"].tolist() == ["371002"]
