"""County polygons: read, converted to CGCS2000, checked."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import to_cgcs2000
from geo.faults import Fault
from geo.schema import empty_frame
from geo.table import Table
from geo.tables import OUTLINES

__all__ = ["outline_faults", "outline_frame"]

_AREAL = ("Polygon", "MultiPolygon")


def outline_frame(table: Table | None) -> gpd.GeoDataFrame:
    """Return the sound polygons of a table in CGCS2000: county_code, name, geometry; none without a table."""
    if table is None or table.geometry is None or table.source.crs is None:
        return gpd.GeoDataFrame(empty_frame(OUTLINES), geometry=[], crs="EPSG:4490")
    crs = table.source.crs
    sound = [_flaw(geometry) is None for geometry in table.geometry]
    shapes = table.geometry[np.array(sound, dtype=bool)]

    def convert(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to_cgcs2000(xy[:, 0], xy[:, 1], crs=crs))

    converted = shapely.transform(shapely.force_2d(shapes.to_numpy()), convert)
    return gpd.GeoDataFrame(table.frame.loc[shapes.index], geometry=converted, crs="EPSG:4490")


def outline_faults(table: Table) -> list[Fault]:
    """Report geometries that are no polygon, empty, or cross themselves."""
    faults = []
    if table.geometry is None:
        return [Fault(table.source.name, None, None, None, "not_a_polygon", (("found", "no geometry"),))]
    for row, geometry in table.geometry.items():
        flaw = _flaw(geometry)
        if flaw is not None:
            faults.append(table.fault(int(row), "county_code", flaw[0], **flaw[1]))
    return faults


def _flaw(geometry: shapely.Geometry | None) -> tuple[str, dict[str, str]] | None:
    if geometry is None or geometry.is_empty:
        return "empty_polygon", {}
    if geometry.geom_type not in _AREAL:
        return "not_a_polygon", {"found": geometry.geom_type}
    if not geometry.is_valid:
        return "invalid_polygon", {"reason": str(shapely.is_valid_reason(geometry))}
    return None
