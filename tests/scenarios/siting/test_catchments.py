"""Catchments: Voronoi cells of villages, dissolved by the site that serves them and cut to the outlines."""

from __future__ import annotations

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from scenarios.siting.catchments import catchments, run_catchments

WEST, EAST = shapely.box(122.0, 37.0, 122.5, 37.5), shapely.box(122.5, 37.0, 123.0, 37.5)
OUTLINES = gpd.GeoDataFrame({"county_code": ["1", "2"]}, geometry=[WEST, EAST], crs="EPSG:4490")
CITY = shapely.union_all([WEST, EAST])


def villages(*rows: tuple[float, float, str]) -> pd.DataFrame:
    """Villages at a place, with the site that serves each."""
    table = pd.DataFrame(rows, columns=["lon", "lat", "site"])
    return table.assign(village_code=[f"v{number}" for number in range(len(rows))])


def made_up(number: int, sites: int) -> pd.DataFrame:
    """Villages all over the city, each served by the nearest of some of them."""
    draw = np.random.default_rng(7)
    lon, lat = draw.uniform(122.0, 123.0, number), draw.uniform(37.0, 37.5, number)
    apart = (lon[:, None] - lon[:sites]) ** 2 + (lat[:, None] - lat[:sites]) ** 2
    return villages(*zip(lon, lat, [f"s{near:03d}" for near in apart.argmin(axis=1)], strict=True))


def test_where_all_are_served_catchments_cover_the_outlines_and_do_not_overlap() -> None:
    """And every village lies in the catchment of its own site, found in little time for a whole city."""
    table, start = made_up(2768, 73), time.process_time()
    found = catchments(table, OUTLINES)
    assert time.process_time() - start < 3.0
    areas = shapely.area(found.geometry.to_numpy())
    assert found["site"].tolist() == sorted(table["site"].unique())
    assert areas.sum() == pytest.approx(CITY.area, rel=1e-9)
    assert shapely.union_all(found.geometry.to_numpy()).area == pytest.approx(CITY.area, rel=1e-9)
    for site, area in zip(found["site"], found.geometry, strict=True):
        mine = table["site"].eq(site)
        inside = shapely.intersects_xy(area, table["lon"], table["lat"])
        assert inside[mine].all()
        assert not inside[~mine].any()


def test_the_order_of_the_villages_changes_nothing() -> None:
    table = made_up(60, 5)
    found, other = catchments(table, OUTLINES), catchments(table[::-1], OUTLINES)
    assert found.geometry.to_wkb().equals(other.geometry.to_wkb())


def test_a_village_that_nobody_serves_belongs_to_no_catchment() -> None:
    """Half the city is nearer to the village that is served; the other half is nobody's."""
    found = catchments(villages((122.25, 37.25, "a"), (122.75, 37.25, "")), OUTLINES)
    assert found["site"].tolist() == ["a"]
    assert found.geometry[0].symmetric_difference(WEST).area == pytest.approx(0.0, abs=1e-9)


def test_a_single_village_has_the_whole_city() -> None:
    found = catchments(villages((122.25, 37.25, "a")), OUTLINES)
    assert found.geometry[0].area == pytest.approx(CITY.area, rel=1e-9)


def test_villages_at_one_spot_belong_to_the_site_that_serves_most_of_them() -> None:
    spot = [(122.25, 37.25, "b"), (122.25, 37.25, "b"), (122.25, 37.25, "a"), (122.25, 37.25, "")]
    assert catchments(villages(*spot), OUTLINES)["site"].tolist() == ["b"]
    assert catchments(villages(*spot[1:]), OUTLINES)["site"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("table", "outlines"),
    [
        (villages((122.25, 37.25, ""), (122.75, 37.25, "")), OUTLINES),
        (villages((122.25, 37.25, "a")), OUTLINES.iloc[:0]),
        (villages(), OUTLINES),
    ],
    ids=["nobody serves", "no outlines", "no villages"],
)
def test_without_service_or_outlines_there_are_none(table: pd.DataFrame, outlines: gpd.GeoDataFrame) -> None:
    found = catchments(table, outlines)
    assert found.empty
    assert found.crs == "EPSG:4490"


def test_a_shared_village_belongs_to_the_point_that_has_most_of_it() -> None:
    """Of a run's table: each task and side on its own, equal shares to the first point by code."""
    rows = [
        ("t", "before", 122.25, "a", 1.0),
        ("t", "after", 122.25, "a", 0.4),
        ("t", "after", 122.25, "b", 0.6),
        ("t", "after", 122.75, "d", 0.5),
        ("t", "after", 122.75, "c", 0.5),
        ("u", "before", 122.25, "", 0.0),
        ("u", "after", 122.25, "a", 1.0),
    ]
    table = pd.DataFrame(rows, columns=["task", "side", "lon", "point_code", "share"])
    table = table.assign(lat=37.25, village_code=table["lon"].map(str), point="at " + table["point_code"])
    found = run_catchments(table, OUTLINES)
    assert found[["task", "side", "point_code", "point"]].to_numpy().tolist() == [
        ["t", "before", "a", "at a"],
        ["t", "after", "b", "at b"],
        ["t", "after", "c", "at c"],
        ["u", "after", "a", "at a"],
    ]
    assert set(found.geom_type) == {"MultiPolygon"}
    nobody = run_catchments(table[table["point_code"].eq("")], OUTLINES)
    assert nobody.empty and nobody.crs == "EPSG:4490"
