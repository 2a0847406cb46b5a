"""Names by code."""

from __future__ import annotations

import pandas as pd

from scenarios.code_names import county_names, names_by, township_names
from tests.scenarios.siting.sited_study import plain_city


def test_names_are_those_of_the_rows_blank_ones_too() -> None:
    table = pd.DataFrame({"point_code": ["S1", "S2"], "name": ["甲站", ""], "county": ["东山区", "西河县"]})
    assert names_by(table, "point_code") == {"S1": "甲站", "S2": ""}
    assert names_by(table, "point_code", "county") == {"S1": "东山区", "S2": "西河县"}
    assert names_by(table.iloc[:0], "point_code") == {}


def test_a_city_names_its_counties_and_townships() -> None:
    city = plain_city()
    assert county_names(city) == {"371001": "东山区", "371002": "西河县", "371071": "临海开发区"}
    towns = township_names(city)
    assert list(towns) == city.townships["township_code"].tolist()
    assert all(towns.values())
