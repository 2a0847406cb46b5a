"""Villages and people near service points: rows that count, counties, and what is lacking."""

from __future__ import annotations

from typing import Any

import pytest

from geo.city import City
from scenarios.indicators.figures import Figure, table_figures
from scenarios.indicators.lacking import Lacking
from scenarios.indicators.needs import needed
from scenarios.settings import TravelSettings
from tests.scenarios.indicators.counted_city import EAST, WEST, ZONE, counted_city, measure_settings

#: Every place at a node: 甲 10 minutes from 乙, 乙 20 from 丙; 丁 on an island. Points are at 甲 and 丙.
TABLES = {
    "villages": """
village_code,township_code,county_code,name,area,pop_resident,lon,lat,hall
371001001001,371001001,371001,甲,urban,1000,121.0,37.0,1
371001002001,371001002,371001,乙,urban,200,121.1,37.0,1
371002001001,371002001,371002,丙,rural,30,121.2,37.0,0
371002001002,371002001,371002,丁,rural,4,121.3,37.0,
""",
    "service_points": """
point_code,tier,county_code,township_code,village_code,lon,lat
S1,county_centre,371001,,,121.0,37.0
S2,station,371002,,,121.2,37.0
""",
    "road_nodes": """
node_id,lon,lat,kind
N1,121.0,37.0,settlement
N2,121.1,37.0,settlement
N3,121.2,37.0,settlement
N4,121.3,37.0,settlement
""",
    "road_edges": """
from_node,to_node,length_km,speed_kmh,minutes,oneway
N1,N2,,,10,0
N2,N3,,,20,0
""",
}
CITY = counted_city(TABLES)
CENTRE, ANY = ["county_centre"], ["county_centre", "station"]
PEOPLE = {"figure": "sum", "column": "pop_resident"}


def figure(city: City = CITY, **settings: Any) -> Figure:
    measures = {"it": measure_settings(table="villages", **settings)}
    return table_figures(city, measures, year=None, travel=TravelSettings())["it"]


@pytest.mark.parametrize(
    ("settings", "value", "counties"),
    [
        ({"reach": {"tiers": CENTRE, "within": 9}}, 1, (1, 0, 0)),
        ({"reach": {"tiers": CENTRE, "within": 10}}, 2, (2, 0, 0)),
        ({"reach": {"tiers": CENTRE, "within": 30}}, 3, (2, 1, 0)),
        # By area: the limit of the country is longer, and that of the town shorter.
        ({"reach": {"tiers": CENTRE, "within": {"urban": 9, "rural": 30}}}, 2, (1, 1, 0)),
        ({"reach": {"tiers": CENTRE, "within": {"urban": 10, "rural": 29}}}, 2, (2, 0, 0)),
        # The nearest of several tiers counts; where there is no point of a tier, nobody is near one.
        ({"reach": {"tiers": ANY, "within": 9}}, 2, (1, 1, 0)),
        ({"reach": {"tiers": ["terminal"], "within": 1440}}, 0, (0, 0, 0)),
        ({"reach": {"tiers": ANY, "within": 1440}}, 3, (2, 1, 0)),
        ({**PEOPLE, "reach": {"tiers": ANY, "within": 1440}}, 1230, (1200, 30, None)),
        ({**PEOPLE, "reach": {"tiers": CENTRE, "within": 10}}, 1200, (1200, None, None)),
        ({"where": {"area": "rural"}, "reach": {"tiers": ANY, "within": 0}}, 1, (0, 1, 0)),
        # A blank cell of a village that is not near anyhow does not matter.
        ({"where": {"hall": "1"}, "reach": {"tiers": ANY, "within": 0}}, 1, (1, 0, 0)),
    ],
)
def test_villages_and_people_within_a_way_by_hand(
    settings: dict[str, Any], value: float, counties: tuple[float | None, ...]
) -> None:
    found = figure(**settings)
    assert (found.value, found.lacking) == (value, None)
    known = {code: each for code, each in zip((EAST, WEST, ZONE), counties, strict=True) if each is not None}
    assert found.by_county == known


def test_a_point_in_a_village_is_enough_for_it_even_on_an_island() -> None:
    opened = TABLES["service_points"] + "S9,terminal,371002,,371002001002,121.3,37.0\n"
    reach = {"tiers": ["terminal"], "within": 0}
    assert figure(counted_city(TABLES | {"service_points": opened}), reach=reach).value == 1


@pytest.mark.parametrize("table", ["service_points", "road_nodes"])
def test_without_points_or_roads_there_is_no_data(table: str) -> None:
    header = TABLES[table].strip().splitlines()[0] + "\n"
    found = figure(counted_city(TABLES | {table: header}), reach={"tiers": ANY, "within": 30})
    assert (found.value, found.lacking) == (None, Lacking(table))


def test_a_formula_over_it_needs_points_and_roads() -> None:
    near = measure_settings(table="villages", reach={"tiers": ANY, "within": 30}, where={"area": "rural"})
    rows = needed("near", measures={"near": near}, posts={}, files={})
    assert [(row["table"], row["columns"]) for row in rows] == [
        ("villages", ["area"]), ("service_points", ["tier", "lon", "lat"]), ("road_nodes", []),
        ("road_edges", []),
    ]  # fmt: skip
