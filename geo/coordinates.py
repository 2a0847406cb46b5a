"""Coordinates of one table: taken from points, required to have a declared CRS, converted to CGCS2000."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from geo.crs import KNOWN_CRS, check_crs, epsg, is_shifted, to_cgcs2000
from geo.errors import CrsError
from geo.faults import Fault
from geo.source import Source
from geo.table import Table

__all__ = ["convert", "crs_faults", "take_points"]


def crs_faults(source: Source, geometry: gpd.GeoSeries | None) -> list[Fault]:
    """Report a CRS that is not declared, not known, or not the one that the file itself names.

    A GeoPackage cannot name GCJ-02 or BD-09; such files carry WGS-84, CGCS2000 or none, and that passes.
    """
    if source.crs is None:
        return [Fault(source.name, None, None, None, "missing_crs", (("known", KNOWN_CRS),))]
    try:
        check_crs(source.crs)
    except CrsError:
        return [Fault(source.name, None, None, source.crs, "unknown_crs", (("known", KNOWN_CRS),))]
    if geometry is None or _agrees(source.crs, geometry.crs):
        return []
    found = "none" if geometry.crs is None else str(geometry.crs.to_string())
    return [Fault(source.name, None, None, source.crs, "crs_mismatch", (("file_crs", found[:60]),))]


def _agrees(declared: str, found: pyproj.CRS | None) -> bool:
    if is_shifted(declared):
        return found is None or found.to_epsg() in (4326, 4490)
    return found is not None and found.to_epsg() == epsg(declared)


def take_points(table: Table) -> list[Fault]:
    """Write the points of a layer into the texts of lon and lat; columns of that name are ignored.

    Returns
    -------
    list of Fault
        Geometries other than points. An empty point leaves the cells blank, which is reported as such.
    """
    if table.geometry is None:
        return []
    shapes = table.geometry.to_numpy()
    points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT.value
    there = points & ~shapely.is_empty(shapes)
    for name, part in (("lon", shapely.get_x), ("lat", shapely.get_y)):
        values = np.full(len(shapes), np.nan)
        values[there] = part(shapes[there])
        text = [repr(float(value)) if np.isfinite(value) else "" for value in values]
        table.texts[name] = pd.Series(text, index=table.texts.index, dtype="str")
        table.headers[name] = "geometry"
    given = ~points & ~shapely.is_missing(shapes)
    kinds = zip(table.texts.index[given], shapes[given], strict=True)
    return [table.fault(int(row), "lon", "not_a_point", found=str(shape.geom_type)) for row, shape in kinds]


def convert(table: Table) -> None:
    """Convert lon and lat of `table.frame` to CGCS2000 in place: infinite off the globe, NaN if unplaced."""
    if not table.placed or table.source.crs is None:
        table.frame[["lon", "lat"]] = np.nan
        return
    lon, lat = to_cgcs2000(table.frame["lon"], table.frame["lat"], crs=table.source.crs)
    off = ((np.abs(lon) > 180.0) | (np.abs(lat) > 90.0)) & ~np.isnan(lon + lat)
    table.frame["lon"], table.frame["lat"] = np.where(off, np.inf, lon), np.where(off, np.inf, lat)
