"""County polygons."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import LineString, Polygon, box

from geo import from_cgcs2000
from tests.geo.broken import faults_of, outline_faults_of, read, with_cells, with_source
from tests.small_city import small_outlines, small_tables, write_small_city

BOW_TIE = Polygon([(122.0, 37.1), (122.2, 37.3), (122.2, 37.1), (122.0, 37.3)])


def with_shape(shape: shapely.Geometry | None) -> gpd.GeoDataFrame:
    """Return the outlines with another first polygon."""
    frame = small_outlines()
    return frame.set_geometry(gpd.GeoSeries([shape, frame.geometry.iloc[1]], crs=frame.crs))


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (Polygon(), "empty_polygon"),
        (None, "empty_polygon"),
        (LineString([(122.0, 37.1), (122.2, 37.3)]), "not_a_polygon"),
        (BOW_TIE, "invalid_polygon"),
    ],
)
def test_an_unsound_polygon_is_one_fault(tmp_path: Path, shape: shapely.Geometry | None, code: str) -> None:
    """And the places that would lie in it are not reported: it is not known where they lie."""
    (fault,) = outline_faults_of(tmp_path, with_shape(shape))
    assert (fault.file, fault.row, fault.column, fault.value) == ("outlines.gpkg", 2, "county_code", "371001")
    assert fault.code == code


def test_a_sound_polygon_passes_with_or_without_heights(tmp_path: Path) -> None:
    """Heights are dropped."""
    assert outline_faults_of(tmp_path, with_shape(box(122.0, 37.1, 122.2, 37.3))) == ()
    raised = with_shape(shapely.force_3d(box(122.0, 37.1, 122.2, 37.3), 5.0))
    city = read(write_small_city(tmp_path, outlines=raised))
    assert not city.outlines.geometry.has_z.any()


def test_only_a_zone_may_lack_a_polygon(tmp_path: Path) -> None:
    """The zone of the small city has none; a county without one is a fault, its places are not."""
    (fault,) = outline_faults_of(tmp_path, small_outlines().iloc[:1])
    assert (fault.file, fault.row, fault.code, fault.value) == (
        "counties.csv",
        3,
        "missing_outline",
        "371002",
    )
    zone = with_cells("counties", (1, "kind", "zone"))
    faults = faults_of(write_small_city(tmp_path, zone, small_outlines().iloc[:1]))
    assert {fault.code for fault in faults} == {"outside_city"}


def test_a_polygon_of_an_unknown_county_or_a_second_one_is_a_fault(tmp_path: Path) -> None:
    """Every polygon belongs to one county of the table."""
    for code, expected in (("371009", "unknown_reference"), ("371002", "duplicate")):
        frame = gpd.GeoDataFrame(
            {"county_code": ["371001", "371002", code], "name": ["a", "b", "c"]},
            geometry=[*small_outlines().geometry, box(122.4, 37.1, 122.41, 37.2)],
            crs="EPSG:4490",
        )
        (fault,) = outline_faults_of(tmp_path, frame)
        assert (fault.file, fault.row, fault.code) == ("outlines.gpkg", 4, expected)


def test_outlines_in_a_table_without_geometry_are_a_fault(tmp_path: Path) -> None:
    """A CSV has no polygons."""
    sources = write_small_city(tmp_path)
    (tmp_path / "o.csv").write_text("county_code,name\n371001,a\n371002,b\n")
    (fault,) = faults_of(with_source(sources, "outlines", path=tmp_path / "o.csv", name="o.csv"))
    assert (fault.file, fault.code) == ("o.csv", "not_a_polygon")


@pytest.mark.parametrize(("crs", "stored"), [("GCJ-02", "EPSG:4490"), ("EPSG:4550", "EPSG:4550")])
def test_outlines_are_brought_to_cgcs2000(tmp_path: Path, crs: str, stored: str) -> None:
    """Polygons are converted corner by corner."""
    frame = small_outlines()

    def convert(xy):  # type: ignore[no-untyped-def]
        return shapely.get_coordinates(shapely.points(*from_cgcs2000(xy[:, 0], xy[:, 1], crs=crs)))

    moved = frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), convert), crs=None)
    moved = moved.set_crs(stored, allow_override=True)
    sources = with_source(write_small_city(tmp_path, outlines=moved), "outlines", crs=crs)
    city = read(sources)
    assert city.outlines.crs.to_epsg() == 4490
    for found, expected in zip(city.outlines.geometry, frame.geometry, strict=True):
        assert shapely.hausdorff_distance(found, expected) < 1e-8


def test_the_outlines_keep_codes_and_names(tmp_path: Path) -> None:
    """Other attributes of the layer go no further."""
    city = read(write_small_city(tmp_path, outlines=small_outlines().assign(area_km2=1.0)))
    assert list(city.outlines.columns) == ["county_code", "name", "geometry"]
    assert city.outlines["name"].tolist() == ["东山区", "西河县"]
    assert set(city.outlines["county_code"]) < set(small_tables()["counties"]["county_code"])
