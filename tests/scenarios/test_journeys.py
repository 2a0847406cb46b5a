"""Journeys from offices and township seats to villages."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.city import City
from scenarios.journeys import drives, journeys, travel_ends
from tests.scenarios.made_up_travel import RURAL, V1, config
from tests.scenarios.small_study import ISLAND, OFF_THE_ROAD, small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


def test_drives_are_those_of_the_table_and_none_for_what_is_not_known(city: City) -> None:
    travel = journeys(city, config())
    table = travel.table()
    found = drives(travel, origins=table["origin"], destinations=table["destination"])
    assert found["minutes"].tolist() == table["minutes"].tolist()
    assert found["round_trip_minutes"].tolist() == table["round_trip"].tolist()
    ends = [("F01", "nowhere"), ("nowhere", V1), ("J01", V1), ("F01", ISLAND), ("G01", OFF_THE_ROAD)]
    strange = drives(travel, origins=[o for o, _ in ends], destinations=[d for _, d in ends])
    assert strange.isna().all(axis=None)
    assert drives(travel, origins=[], destinations=[]).empty


def test_journeys_of_some_ends_are_those_of_all(city: City) -> None:
    origins, destinations = travel_ends(city)
    ends = origins[origins["id"] == "F01"], destinations[destinations["id"].isin([V1, RURAL])]
    some, whole = journeys(city, config(), ends=ends).table(), journeys(city, config()).table()
    mine = whole[(whole["origin"] == "F01") & whole["destination"].isin([V1, RURAL])]
    pd.testing.assert_frame_equal(some, mine.reset_index(drop=True))
