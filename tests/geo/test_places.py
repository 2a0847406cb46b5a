"""Where places lie: swapped, outside the city, outside their county."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo import from_cgcs2000
from tests.geo.broken import cell_faults, faults_of, read, with_cells, with_source
from tests.small_city import small_tables, write_small_city

# The first county ends in the west at 122.0°, where a kilometre is 0.01127° of longitude.
ONE_KM, THREE_KM = "121.9887", "121.9662"


@pytest.mark.parametrize("table", ["townships", "villages", "offices", "service_points", "road_nodes"])
def test_swapped_coordinates_are_recognised(tmp_path: Path, table: str) -> None:
    """They lie outside the city, and inside it when lon and lat change places."""
    frame = small_tables()[table]
    (fault,) = cell_faults(tmp_path, table, (0, "lon", frame.at[0, "lat"]), (0, "lat", frame.at[0, "lon"]))
    assert (fault.row, fault.column, fault.code) == (2, "lon, lat", "swapped_lonlat")
    assert fault.value == f"{frame.at[0, 'lat']}, {frame.at[0, 'lon']}"


@pytest.mark.parametrize("table", ["townships", "villages", "offices", "service_points"])
def test_a_place_may_lie_two_kilometres_outside_the_outline(tmp_path: Path, table: str) -> None:
    """Outlines are simplified; three kilometres are too many."""
    assert cell_faults(tmp_path, table, (0, "lon", ONE_KM)) == ()
    (fault,) = cell_faults(tmp_path, table, (0, "lon", THREE_KM))
    assert (fault.row, fault.code, fault.params) == (2, "outside_city", (("km", "2"),))


def test_roads_may_run_twenty_kilometres_outside(tmp_path: Path) -> None:
    """They cross the border and come back; further away the coordinate must be wrong."""
    assert cell_faults(tmp_path, "road_nodes", (4, "lat", "36.93")) == ()
    (fault,) = cell_faults(tmp_path, "road_nodes", (4, "lat", "36.91"))
    assert fault.code == "outside_city"


@pytest.mark.parametrize("lon", ["181", "1e11", "-122.05"])
def test_impossible_coordinates_are_outside(tmp_path: Path, lon: str) -> None:
    """Off the globe or on its other side: one fault, no failure."""
    (fault,) = cell_faults(tmp_path, "villages", (0, "lon", lon))
    assert fault.code == "outside_city"


def test_a_village_in_another_county_is_a_fault(tmp_path: Path) -> None:
    """The counties meet at 122.2°, and two kilometres beyond are forgiven."""
    assert cell_faults(tmp_path, "villages", (7, "lon", "122.19")) == ()
    (fault,) = cell_faults(tmp_path, "villages", (7, "lon", "122.17"))
    assert (fault.row, fault.code) == (9, "outside_county")
    assert fault.params == (("county", "371002"), ("km", "2"))


def test_a_village_of_a_zone_need_only_be_in_the_city(tmp_path: Path) -> None:
    """The zone has no polygon of its own."""
    assert cell_faults(tmp_path, "villages", (10, "lon", "122.35")) == ()
    (fault,) = cell_faults(tmp_path, "villages", (10, "lon", "122.45"))
    assert fault.code == "outside_city"


def test_the_header_of_the_user_is_named(tmp_path: Path) -> None:
    """A fault of two cells names both headers."""
    sources = write_small_city(tmp_path, with_cells("villages", (0, "lon", "120")))
    table = pd.read_csv(sources["villages"].path, dtype=str).rename(columns={"lon": "经度", "lat": "纬度"})
    table.to_csv(sources["villages"].path, index=False)
    (fault,) = faults_of(sources)
    assert (fault.column, fault.value) == ("经度, 纬度", "120, 37.20")


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09", "EPSG:4550"])
def test_coordinates_are_converted_and_swaps_found_in_any_crs(tmp_path: Path, crs: str) -> None:
    """The check for a swap swaps what the user wrote, then converts."""
    frame = small_tables()["villages"]
    lon, lat = from_cgcs2000(frame["lon"].astype(float), frame["lat"].astype(float), crs=crs)
    right = frame.assign(lon=lon.astype(str), lat=lat.astype(str))
    sources = with_source(write_small_city(tmp_path, {"villages": right}), "villages", crs=crs)
    assert read(sources).villages["lon"].to_list() == pytest.approx(
        frame["lon"].astype(float).to_list(), abs=1e-8
    )
    swapped = right.rename(columns={"lon": "lat", "lat": "lon"})
    sources = with_source(write_small_city(tmp_path, {"villages": swapped}), "villages", crs=crs)
    faults = faults_of(sources)
    assert {fault.code for fault in faults} == {"swapped_lonlat"}
    assert len(faults) == len(frame)


@pytest.mark.parametrize(("crs", "code"), [(None, "missing_crs"), ("GCJ02", "unknown_crs")])
@pytest.mark.parametrize("table", ["villages", "outlines"])
def test_a_crs_is_never_a_default(tmp_path: Path, table: str, crs: str | None, code: str) -> None:
    """Not declared or not known: that one fault, and no place is said to be lost because of it."""
    sources = write_small_city(tmp_path)
    (fault,) = faults_of(with_source(sources, table, crs=crs))
    assert (fault.file, fault.row, fault.code, fault.value) == (sources[table].name, None, code, crs)


def test_a_table_without_coordinates_needs_no_crs(tmp_path: Path) -> None:
    """And does not mind one."""
    sources = write_small_city(tmp_path)
    assert sources["counsel"].crs is None
    assert faults_of(with_source(sources, "counsel", crs="EPSG:4490")) == ()


def test_a_wrong_crs_shows_in_the_places(tmp_path: Path) -> None:
    """Degrees declared as metres are nowhere near the city."""
    faults = faults_of(with_source(write_small_city(tmp_path), "offices", crs="EPSG:4550"))
    assert {(fault.file, fault.code) for fault in faults} == {("offices.csv", "outside_city")}


@pytest.mark.parametrize("missing", ["lon", "lat"])
def test_half_a_coordinate_is_a_missing_column_only(tmp_path: Path, missing: str) -> None:
    """Even when what is left lies off the globe, because the columns have slipped."""
    sources = write_small_city(tmp_path)
    path = sources["road_nodes"].path
    frame = pd.read_csv(path, dtype=str).drop(columns=missing)
    frame.assign(**{column: "222.5" for column in ("lon", "lat") if column != missing}).to_csv(
        path, index=False
    )
    (fault,) = faults_of(sources)
    assert (fault.column, fault.code) == (missing, "missing_column")
