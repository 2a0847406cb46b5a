"""GeoPackages: layers, points, and the CRS that the file itself names."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo import Fault, Source, from_cgcs2000
from geo.formats.cells import FormatFault
from geo.formats.package import read_gpkg
from tests.geo.broken import faults_of, read, with_source
from tests.small_city import small_tables, write_small_city


def points(crs: str | None, at: str) -> gpd.GeoDataFrame:
    """Return the offices as points in coordinates `at`, in a layer that says `crs`."""
    table = small_tables()["offices"]
    lon, lat = from_cgcs2000(table["lon"].astype(float), table["lat"].astype(float), crs=at)
    return gpd.GeoDataFrame(
        table.drop(columns=["lon", "lat"]), geometry=gpd.points_from_xy(lon, lat), crs=crs
    )


def offices(folder: Path, frame: gpd.GeoDataFrame, crs: str | None) -> dict[str, Source]:
    """Return the small city with its offices kept in a GeoPackage."""
    sources = write_small_city(folder)
    frame.to_file(folder / "o.gpkg", layer="offices", driver="GPKG")
    return with_source(sources, "offices", path=folder / "o.gpkg", name="o.gpkg", crs=crs)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("stored", "at", "declared"),
    [
        ("EPSG:4490", "EPSG:4490", "CGCS2000"),
        ("EPSG:4326", "EPSG:4326", "WGS84"),
        ("EPSG:4550", "EPSG:4550", "EPSG:4550"),
        ("EPSG:4326", "GCJ-02", "GCJ-02"),  # no file can say GCJ-02
        (None, "BD-09", "BD-09"),
    ],
)
def test_points_are_brought_to_cgcs2000(tmp_path: Path, stored: str | None, at: str, declared: str) -> None:
    """The same offices, whatever the coordinates they are kept in."""
    expected = small_tables()["offices"]
    found = read(offices(tmp_path, points(stored, at), declared)).offices
    np.testing.assert_allclose(found["lon"], expected["lon"].astype(float), atol=1e-8, rtol=0)
    np.testing.assert_allclose(found["lat"], expected["lat"].astype(float), atol=1e-8, rtol=0)
    assert found["office_code"].tolist() == expected["office_code"].tolist()


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("stored", "declared", "shown"),
    [
        ("EPSG:4326", "EPSG:4490", "EPSG:4326"),
        ("EPSG:4490", "EPSG:4550", "EPSG:4490"),
        ("EPSG:4550", "GCJ-02", "EPSG:4550"),
        (None, "EPSG:4490", "none"),
    ],
)
def test_a_file_that_names_another_crs_is_a_fault(
    tmp_path: Path, stored: str | None, declared: str, shown: str
) -> None:
    """Which of the two is right cannot be known."""
    faults = faults_of(offices(tmp_path, points(stored, "EPSG:4490"), declared))
    assert faults == (Fault("o.gpkg", None, None, declared, "crs_mismatch", (("file_crs", shown),)),)


def test_columns_of_coordinates_beside_points_are_ignored(tmp_path: Path) -> None:
    """The geometry counts; what an export wrote beside it may be in other coordinates."""
    frame = points("EPSG:4490", "EPSG:4490").assign(lon=1.0, 纬度=2.0)
    assert read(offices(tmp_path, frame, "EPSG:4490")).offices["lon"].min() > 122


def test_a_layer_without_geometry_has_its_coordinates_in_columns(tmp_path: Path) -> None:
    """Then the CRS is as declared, for the file names none."""
    sources = write_small_city(tmp_path)
    table = small_tables()["offices"]
    pyogrio.write_dataframe(table, tmp_path / "o.gpkg", layer="offices", driver="GPKG")
    found = read(with_source(sources, "offices", path=tmp_path / "o.gpkg", name="o.gpkg"))
    assert found.offices.equals(read(sources).offices)


def test_other_geometries_and_empty_points_are_faults(tmp_path: Path) -> None:
    """A line is no place; an empty or absent point is a missing value."""
    frame = points("EPSG:4490", "EPSG:4490")
    shapes = frame.geometry.to_numpy().copy()
    shapes[0] = shapely.LineString([(122.05, 37.2), (122.06, 37.2)])
    shapes[1] = shapely.Point()
    shapes[2] = None
    frame = frame.set_geometry(gpd.GeoSeries(shapes, crs="EPSG:4490"))
    faults = faults_of(offices(tmp_path, frame, "EPSG:4490"))
    assert {(fault.row, fault.column, fault.code) for fault in faults} == {
        (2, "geometry", "not_a_point"),
        *((row, "geometry", "missing_value") for row in (2, 3, 4)),
    }


def test_the_layer_is_never_guessed(tmp_path: Path) -> None:
    """One layer needs no name, two do, and the name must exist."""
    path = tmp_path / "two.gpkg"
    for layer in ("a", "b"):
        points("EPSG:4490", "EPSG:4490").to_file(path, layer=layer, driver="GPKG")
    assert len(read_gpkg(Source("t", path, "two.gpkg", layer="b")).texts) == 4
    for layer, code in ((None, "ambiguous_layer"), ("c", "missing_layer")):
        with pytest.raises(FormatFault) as caught:
            read_gpkg(Source("t", path, "two.gpkg", layer=layer))
        assert caught.value.code == code


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 broken", b"a,b\n1,2\n"])
def test_what_is_no_geopackage_is_reported(tmp_path: Path, content: bytes) -> None:
    """Nothing else is looked for in it."""
    path = tmp_path / "t.gpkg"
    path.write_bytes(content)
    with pytest.raises(FormatFault) as caught:
        read_gpkg(Source("t", path, "t.gpkg"))
    assert caught.value.code == "unreadable"


def test_numbers_and_dates_of_a_layer_become_text(tmp_path: Path) -> None:
    """Codes kept as whole numbers keep all digits, even in a column with gaps."""
    frame = gpd.GeoDataFrame(
        {"code": [371001001001, None], "day": pd.to_datetime(["2024-01-31", None])},
        geometry=gpd.points_from_xy([122, 123], [37, 38]),
        crs="EPSG:4490",
    )
    frame.to_file(tmp_path / "t.gpkg", driver="GPKG")
    cells = read_gpkg(Source("t", tmp_path / "t.gpkg", "t.gpkg"))
    assert cells.texts[0].tolist() == ["371001001001"]
    assert cells.texts[1].tolist() == ["2024-01-31"]
