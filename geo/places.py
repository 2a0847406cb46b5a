"""Whether places lie where they claim to: in the city, and villages in their county."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import to_cgcs2000
from geo.faults import Fault, masked
from geo.plane import Plane
from geo.table import Table

__all__ = ["OUTLINE_TOLERANCE_KM", "ROAD_TOLERANCE_KM", "county_faults", "place_fault", "place_faults"]

OUTLINE_TOLERANCE_KM = 2.0
"""Outlines are simplified, so a place on the coast may lie this far beyond its own."""

ROAD_TOLERANCE_KM = 20.0
"""Roads cross the border and come back."""

Mask = NDArray[np.bool_]


def place_faults(table: Table, outlines: gpd.GeoDataFrame) -> list[Fault]:
    """Report coordinates outside the city's outline, and those that would be inside with lon and lat swapped.

    Rows whose coordinates could not be understood are passed over: they have a fault already. Those reported
    here are blanked, so that nothing else is concluded from them.
    """
    crs = table.source.crs
    assert crs is not None, "tables without a known CRS are reported before"
    roads = table.spec.name == "road_nodes"
    near = _Near(
        shapely.union_all(outlines.geometry.to_numpy()), ROAD_TOLERANCE_KM if roads else OUTLINE_TOLERANCE_KM
    )
    places = table.frame[["lon", "lat"]].dropna()
    lost = places[~near(places["lon"].to_numpy(), places["lat"].to_numpy())]
    if lost.empty:
        return []
    raw = table.texts.loc[lost.index, ["lon", "lat"]].astype("float64")
    swapped = near(*to_cgcs2000(raw["lat"], raw["lon"], crs=crs))
    codes = np.where(swapped, "swapped_lonlat", "outside_city").tolist()
    table.frame.loc[lost.index, ["lon", "lat"]] = np.nan
    outside = {"swapped_lonlat": {}, "outside_city": {"km": f"{near.km:g}"}}
    return [
        place_fault(table, int(row), code, **outside[code])
        for row, code in zip(lost.index, codes, strict=True)
    ]


def county_faults(table: Table, outlines: gpd.GeoDataFrame) -> list[Fault]:
    """Report villages outside their own county's polygon, where it has one."""
    faults = []
    places = table.frame[["county_code", "lon", "lat"]].dropna()
    shapes = {
        county: shapely.union_all(part) for county, part in outlines.geometry.groupby(outlines["county_code"])
    }
    for county, group in places.groupby("county_code"):
        if county not in shapes:
            continue
        near = _Near(shapes[county], OUTLINE_TOLERANCE_KM)
        rows = group.index[~near(group["lon"].to_numpy(), group["lat"].to_numpy())]
        params = {"county": str(county), "km": f"{near.km:g}"}
        faults += [place_fault(table, int(row), "outside_county", **params) for row in rows]
    return faults


class _Near:
    """Tells which points lie in a polygon or at most so many kilometres beyond it."""

    def __init__(self, polygon: shapely.Geometry, km: float) -> None:
        self.km = km
        self._plane = Plane.around(polygon)
        self._shape = self._plane.flat(polygon)
        shapely.prepare(self._shape)

    def __call__(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Mask:
        xy = self._plane.points(np.asarray(lon), np.asarray(lat))
        inside: Mask = shapely.intersects_xy(self._shape, xy)
        rest = ~inside & np.isfinite(xy).all(axis=1)
        inside[rest] = shapely.dwithin(self._shape, shapely.points(xy[rest]), self.km)
        return inside


def place_fault(table: Table, row: int, code: str, /, **params: str) -> Fault:
    """Return a fault of lon and lat together, as they stand in the user's file."""
    column = f"{table.header('lon')}, {table.header('lat')}"
    value = masked(", ".join(str(table.texts.at[row, name]) for name in ("lon", "lat")))
    return Fault(table.source.name, row, column, value, code, tuple(params.items()))
