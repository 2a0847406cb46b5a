"""Coordinate reference systems, against published points and an independent library."""

from __future__ import annotations

import warnings
from itertools import pairwise

import numpy as np
import prcoords
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import CrsError, from_cgcs2000, to_cgcs2000
from geo.crs import check_crs, is_shifted

CHINA = st.tuples(st.floats(73.6, 135.0), st.floats(3.9, 53.5))
POINTS = st.lists(CHINA, min_size=1, max_size=20)

# From the test of the JavaScript library coordtransform (wandergis), repeated in many others.
BEIJING = (116.404, 39.915)
BEIJING_GCJ02 = (116.41024449916938, 39.91640428150164)
BEIJING_GCJ02_TO_BD09 = (116.41036949371029, 39.92133699351021)


def columns(points: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = np.array(points).T
    return lon, lat


def test_gcj02_of_the_published_point() -> None:
    """Within the rounding of the last digit printed."""
    lon, lat = from_cgcs2000([BEIJING[0]], [BEIJING[1]], crs="GCJ-02")
    assert (lon[0], lat[0]) == pytest.approx(BEIJING_GCJ02, abs=1e-12)


def test_bd09_of_the_published_point() -> None:
    """The published step is from GCJ-02, so the point is first brought back from there."""
    lon, lat = to_cgcs2000([BEIJING[0]], [BEIJING[1]], crs="GCJ-02")
    lon, lat = from_cgcs2000(lon, lat, crs="BD-09")
    assert (lon[0], lat[0]) == pytest.approx(BEIJING_GCJ02_TO_BD09, abs=1e-10)


@settings(deadline=None)
@given(POINTS)
def test_forward_agrees_with_an_independent_library(points: list[tuple[float, float]]) -> None:
    """PRCoords works point by point from the same published constants."""
    lon, lat = columns(points)
    for crs, oracle in (("GCJ-02", prcoords.wgs_gcj), ("BD-09", prcoords.wgs_bd)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = np.array([oracle((y, x)) for x, y in points])
        east, north = from_cgcs2000(lon, lat, crs=crs)
        np.testing.assert_allclose(east, expected[:, 1], atol=1e-10, rtol=0)
        np.testing.assert_allclose(north, expected[:, 0], atol=1e-10, rtol=0)


@settings(deadline=None)
@given(POINTS)
def test_inverse_agrees_with_an_independent_library(points: list[tuple[float, float]]) -> None:
    """PRCoords stops iterating at 1e-5 degrees, one step before 1e-7."""
    lon, lat = columns(points)
    for crs, oracle in (("GCJ-02", prcoords.gcj_wgs_bored), ("BD-09", prcoords.bd_wgs_bored)):
        expected = np.array([oracle((y, x)) for x, y in points])
        east, north = to_cgcs2000(lon, lat, crs=crs)
        np.testing.assert_allclose(east, expected[:, 1], atol=1e-6, rtol=0)
        np.testing.assert_allclose(north, expected[:, 0], atol=1e-6, rtol=0)


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09", "EPSG:4490", "WGS84", "EPSG:4549", "EPSG:3857"])
@settings(deadline=None)  # the first call loads the database of systems
@given(points=POINTS)
def test_there_and_back_is_where_it_started(crs: str, points: list[tuple[float, float]]) -> None:
    """The inverse is exact, to a millimetre; the usual one-step inverse is off by metres."""
    if crs == "EPSG:4549":  # a three-degree zone: points of the two cities
        points = [(119.0 + lon % 3.0, lat) for lon, lat in points]
    lon, lat = columns(points)
    east, north = to_cgcs2000(*from_cgcs2000(lon, lat, crs=crs), crs=crs)
    np.testing.assert_allclose(east, lon, atol=1e-8, rtol=0)
    np.testing.assert_allclose(north, lat, atol=1e-8, rtol=0)


def test_shifts_are_of_the_expected_size_in_weihai() -> None:
    """GCJ-02 is hundreds of metres off there and BD-09 about a kilometre: a wrong CRS would move villages."""
    metres = []
    for crs in ("GCJ-02", "BD-09"):
        lon, lat = from_cgcs2000([122.12], [37.51], crs=crs)
        metres.append(np.hypot((lon[0] - 122.12) * 88_300, (lat[0] - 37.51) * 111_000))
    assert 300 < metres[0] < 900
    assert 700 < metres[1] < 1600


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09"])
@pytest.mark.parametrize("point", [(151.2, -33.9), (2.35, 48.85), (72.0, 30.0), (137.84, 30.0)])
def test_points_outside_china_are_unchanged(crs: str, point: tuple[float, float]) -> None:
    """The shift is applied within a box around China only, whose nearest inside neighbours do move."""
    for convert in (to_cgcs2000, from_cgcs2000):
        lon, lat = convert([point[0]], [point[1]], crs=crs)
        assert (lon[0], lat[0]) == point
    near = {72.0: 72.01, 137.84: 137.83}.get(point[0])
    if near is not None:
        assert from_cgcs2000([near], [point[1]], crs=crs)[0][0] != near


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09", "EPSG:4490", "EPSG:4326", "EPSG:4549"])
def test_missing_coordinates_stay_missing(crs: str) -> None:
    """A blank cell beside a good one does not spoil it."""
    lon, lat = to_cgcs2000([np.nan, 122.0], [37.0, np.nan], crs=crs)
    assert np.isnan(lon[0]) or np.isnan(lat[0])
    assert np.isnan(lon[1]) or np.isnan(lat[1])
    alone = to_cgcs2000([122.1], [37.2], crs=crs)
    both = to_cgcs2000([np.nan, 122.1], [37.0, 37.2], crs=crs)
    assert (both[0][1], both[1][1]) == (alone[0][0], alone[1][0])


def test_wgs84_and_cgcs2000_are_one() -> None:
    """They differ by centimetres, less than any data here."""
    for crs in ("WGS84", "EPSG:4326", "CGCS2000", "EPSG:4490"):
        lon, lat = to_cgcs2000([122.1], [37.2], crs=crs)
        assert (lon[0], lat[0]) == (122.1, 37.2)


def test_the_input_is_not_changed() -> None:
    """The arrays handed in belong to the caller."""
    lon, lat = np.array([122.1]), np.array([37.2])
    for crs in ("GCJ-02", "BD-09", "WGS84"):
        out = [*to_cgcs2000(lon, lat, crs=crs), *from_cgcs2000(lon, lat, crs=crs)]
        for array in out:
            array += 1.0
    assert (lon[0], lat[0]) == (122.1, 37.2)


def test_a_projected_system_puts_its_central_meridian_where_it_is() -> None:
    """EPSG:4549 is CGCS2000, three-degree zone about 120° E, false easting 500 km, easting first."""
    lon, lat = to_cgcs2000([500_000.0], [4_097_000.0], crs="epsg:4549")
    assert lon[0] == pytest.approx(120.0, abs=1e-9)
    assert lat[0] == pytest.approx(37.0, abs=0.01)


@pytest.mark.parametrize(
    ("unknown", "known"),
    [
        ("EPSG:999999", "EPSG:4549"),
        ("EPSG:", "EPSG:4490"),
        ("EPSG:4978", "EPSG:4979"),  # metres from the middle of the earth
        ("EPSG:5773", "EPSG:4326"),  # a height
        ("GCJ02", "GCJ-02"),
        ("BD09", " bd-09 "),
        ("wgs 84", "wgs84"),
        ("", "CGCS2000"),
        ("EPSG:４４９０", "epsg:4490"),
        ("4490", "EPSG:4490"),
    ],
)
def test_an_unknown_system_is_an_error_that_names_the_known_ones(unknown: str, known: str) -> None:
    """Never a guess: the nearest spelling that is known passes."""
    check_crs(known)
    with pytest.raises(CrsError, match="EPSG:4490, CGCS2000"):
        to_cgcs2000([1.0], [2.0], crs=unknown)


def test_only_the_two_shifted_systems_are_shifted() -> None:
    """No file format can name those two."""
    assert [is_shifted(crs) for crs in ("GCJ-02", "bd-09", "WGS84", "EPSG:4549")] == [
        True,
        True,
        False,
        False,
    ]


def test_unequal_lengths_are_an_error() -> None:
    """Otherwise numpy would repeat the single one for all."""
    to_cgcs2000([1.0, 2.0], [1.0, 2.0], crs="WGS84")
    with pytest.raises(CrsError, match="shape"):
        to_cgcs2000([1.0, 2.0], [1.0], crs="WGS84")


def test_nearby_points_keep_their_order() -> None:
    """The inverse is one-to-one: walking east in GCJ-02 is walking east in CGCS2000."""
    lon, _ = to_cgcs2000(np.linspace(122.0, 122.001, 50), np.full(50, 37.3), crs="GCJ-02")
    assert all(a < b for a, b in pairwise(lon))
