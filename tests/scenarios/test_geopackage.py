"""plan.gpkg read back: layers, reference system, places and figures."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from scenarios.geopackage import CRS, write_geopackage
from scenarios.plan_table import COLUMNS
from tests.scenarios.hand_city import NORTH, SOUTH, city, hired, pairs, renamed, stored, village

ASSIGNED = pairs((village(1), "P1", 10.0, 20.0), (village(2), "P3", 70.0, 140.0))


def layers(tmp_path: Path, **options: object) -> dict[str, gpd.GeoDataFrame]:
    place = options.pop("place", city())
    assigned = options.pop("assigned", ASSIGNED)
    run = stored(tmp_path, assigned, place=place, **options)  # type: ignore[arg-type]
    path = write_geopackage(run, tmp_path, city=place)  # type: ignore[arg-type]
    assert path == tmp_path / "plan.gpkg"
    return {name: gpd.read_file(path, layer=name) for name, _ in pyogrio.list_layers(path)}


def test_three_layers_in_cgcs2000(tmp_path: Path) -> None:
    found = layers(tmp_path)
    assert list(found) == ["villages", "links", "counties"]
    assert {layer.crs.to_string() for layer in found.values()} == {CRS}
    assert [set(found[name].geom_type) for name in found] == [{"Point"}, {"LineString"}, {"Polygon"}]


def test_villages_lie_where_the_register_says_and_carry_the_plan(tmp_path: Path) -> None:
    villages = layers(tmp_path)["villages"].set_index("village_code")
    assert set(COLUMNS) <= {*villages.columns, "village_code"}
    first, bare = villages.loc[village(1)], villages.loc[village(3)]
    assert (first.geometry.x, first.geometry.y) == pytest.approx((122.1, 37.45))
    assert (first["counsel"], first["minutes"], first["status"]) == ("甲一", 10, "ok")
    assert (bare["status"], bare["counsel"]) == ("vacant", "")
    assert len(villages) == 6


def test_links_run_from_the_village_to_the_office_of_its_counsel(tmp_path: Path) -> None:
    links = layers(tmp_path)["links"].set_index("village_code")
    assert list(links.index) == [village(1), village(2)]
    assert list(links.loc[village(2)].geometry.coords) == [(122.2, 37.45), (122.18, 37.14)]
    assert (links.loc[village(2), "office"], links.loc[village(2), "status"]) == (
        "南山法律服务所",
        "long_drive",
    )


def test_hired_counsel_set_out_from_their_township(tmp_path: Path) -> None:
    new = hired(("H1", "新聘一", "", "gls_worker", f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, ""))
    links = layers(tmp_path, assigned=pairs((village(2, SOUTH), "H1", 5.0, 10.0)), extra=new)["links"]
    assert list(links.geometry[0].coords) == [(122.2, 37.15), (122.15, 37.15)]


def test_a_plan_without_any_counsel_has_no_links_but_opens(tmp_path: Path) -> None:
    found = layers(tmp_path, assigned=pairs())
    assert len(found["links"]) == 0
    assert len(found["villages"]) == 6


def test_counties_carry_their_figures(tmp_path: Path) -> None:
    counties = layers(tmp_path)["counties"].set_index("county_code")
    assert counties.loc[NORTH, ["villages", "short", "counsel_home"]].tolist() == [3, 1, 2]
    assert counties.loc[NORTH, "nominal"] == pytest.approx(200 / 3)
    assert counties.loc[SOUTH, "short"] == 3


def test_outlines_in_another_system_are_brought_to_cgcs2000(tmp_path: Path) -> None:
    place = city()
    there = renamed(place, "甲")
    object.__setattr__(there, "outlines", place.outlines.to_crs("EPSG:4549"))
    bounds = layers(tmp_path, place=there)["counties"].total_bounds
    assert bounds == pytest.approx(place.outlines.total_bounds, abs=1e-6)


def test_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        layers(tmp_path / name)
    one, two = ((tmp_path / name / "plan.gpkg").read_bytes() for name in ("one", "two"))
    assert one == two
