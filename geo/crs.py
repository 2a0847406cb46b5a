"""Coordinates of Chinese maps to CGCS2000 longitude and latitude, and back.

GCJ-02 shifts WGS-84 by a few hundred metres, BD-09 shifts GCJ-02 again. The shifts are those of the formula
published in many open projects since 2013; its inverse has no closed form, so it is iterated to a fixed point
(each step gains about two digits, because the shift changes by at most 2 % of the distance moved).

WGS-84 and CGCS2000 agree within centimetres and are taken as one (norm R45).
Any other system is an EPSG number.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import pyproj
from numpy.typing import ArrayLike, NDArray

from geo.errors import CrsError

__all__ = ["KNOWN_CRS", "check_crs", "epsg", "from_cgcs2000", "is_shifted", "to_cgcs2000"]

Floats = NDArray[np.float64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

KNOWN_CRS = "EPSG:4490, CGCS2000, EPSG:4326, WGS84, GCJ-02, BD-09, EPSG:n"
"""The names of coordinate reference systems that a source may declare."""

_SHIFTED = ("GCJ-02", "BD-09")
_PLAIN = {"CGCS2000": "EPSG:4490", "WGS84": "EPSG:4326"}
_ALIKE = ("EPSG:4490", "EPSG:4326")

# Krasovsky 1940, on which the formula was built whatever the datum of the point.
_SEMI_MAJOR = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BAIDU = np.pi * 3000.0 / 180.0


def to_cgcs2000(lon: ArrayLike, lat: ArrayLike, *, crs: str) -> tuple[Floats, Floats]:
    """Convert coordinates in `crs` to CGCS2000 degrees.

    Parameters
    ----------
    lon, lat : array_like, shape (n,)
        Longitude and latitude in degrees, or easting and northing of a projected `crs`. NaN stays NaN.
    crs : str
        One of `KNOWN_CRS`.

    Returns
    -------
    lon, lat : ndarray, shape (n,)
        Degrees, accurate to 1e-8; infinite where an EPSG system cannot hold the point.

    Raises
    ------
    CrsError
        If `crs` is not known.
    """
    x, y = _arrays(lon, lat)
    name = check_crs(crs)
    if name == "BD-09":
        return _inverse(_wgs84_to_gcj02, *_inverse(_gcj02_to_bd09, x, y))
    if name == "GCJ-02":
        return _inverse(_wgs84_to_gcj02, x, y)
    return _projected(x, y, name, "EPSG:4490")


def from_cgcs2000(lon: ArrayLike, lat: ArrayLike, *, crs: str) -> tuple[Floats, Floats]:
    """Convert CGCS2000 degrees to coordinates in `crs`; the inverse of `to_cgcs2000`."""
    x, y = _arrays(lon, lat)
    name = check_crs(crs)
    if name == "BD-09":
        return _gcj02_to_bd09(*_wgs84_to_gcj02(x, y))
    if name == "GCJ-02":
        return _wgs84_to_gcj02(x, y)
    return _projected(x, y, "EPSG:4490", name)


def check_crs(crs: str) -> str:
    """Return the one spelling of `crs` used within geo, such as ``EPSG:4490`` for ``CGCS2000``.

    Raises
    ------
    CrsError
        If `crs` is not known.
    """
    name = _PLAIN.get(crs.strip().upper(), crs.strip().upper())
    if name in _SHIFTED:
        return name
    prefix, _, number = name.partition(":")
    if prefix != "EPSG" or not (number.isascii() and number.isdigit()) or not _epsg_exists(int(number)):
        raise CrsError(f"crs {crs!r} is not known; declare one of {KNOWN_CRS}")
    return f"EPSG:{int(number)}"


def is_shifted(crs: str) -> bool:
    """Whether `crs` is GCJ-02 or BD-09, which no file format can name."""
    return check_crs(crs) in _SHIFTED


def epsg(crs: str) -> int:
    """Return the EPSG number of an unshifted `crs`."""
    return int(check_crs(crs).removeprefix("EPSG:"))


@functools.cache
def _epsg_exists(number: int) -> bool:
    try:
        system = pyproj.CRS.from_epsg(number)
    except pyproj.exceptions.CRSError:
        return False
    return bool(system.is_geographic or system.is_projected)


@functools.cache
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def _arrays(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    x, y = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
    if x.shape != y.shape:
        raise CrsError(f"lon has shape {x.shape} and lat {y.shape}; give as many of one as of the other")
    return x, y


def _projected(x: Floats, y: Floats, source: str, target: str) -> tuple[Floats, Floats]:
    if source == target or (source in _ALIKE and target in _ALIKE):
        return x, y
    missing = np.isnan(x) | np.isnan(y)
    lon, lat = _transformer(source, target).transform(x, y)
    return np.where(missing, np.nan, lon), np.where(missing, np.nan, lat)


def _in_china(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return inside


def _wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    east, north = lon.copy(), lat.copy()
    inside = _in_china(lon, lat)
    phi = np.radians(lat[inside])
    metres_east, metres_north = _gcj02_metres(lon[inside] - 105.0, lat[inside] - 35.0)
    w = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    degree_north = np.radians(_SEMI_MAJOR * (1.0 - _ECCENTRICITY_2) / w**1.5)
    degree_east = np.radians(_SEMI_MAJOR * np.cos(phi) / np.sqrt(w))
    east[inside] += metres_east / degree_east
    north[inside] += metres_north / degree_north
    return east, north


def _gcj02_metres(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    pi = np.pi
    root = np.sqrt(np.abs(x))
    ripple = 20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)
    wave_x = 20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)
    wave_x += 150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)
    wave_y = 20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)
    wave_y += 160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y / 30.0 * pi)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + (ripple + wave_x) * 2.0 / 3.0
    north = (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + (ripple + wave_y) * 2.0 / 3.0
    )
    return east, north


def _gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    east, north = lon.copy(), lat.copy()
    inside = _in_china(lon, lat)
    x, y = lon[inside], lat[inside]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BAIDU)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BAIDU)
    east[inside] = radius * np.cos(angle) + 0.0065
    north[inside] = radius * np.sin(angle) + 0.006
    return east, north


def _inverse(shift: Shift, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon.copy(), lat.copy()
    for _ in range(30):
        east, north = shift(x, y)
        with np.errstate(invalid="ignore"):  # infinite stays infinite or becomes NaN
            dx, dy = east - lon, north - lat
        x, y = x - dx, y - dy
        if not (np.abs(dx) > 1e-12).any() and not (np.abs(dy) > 1e-12).any():
            break
    return x, y
