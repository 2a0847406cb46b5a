"""Catchments of sites as areas: what lies nearer to villages of a site than to those of any other."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.plane import Plane

__all__ = ["catchments", "run_catchments"]

_CRS = "EPSG:4490"


def catchments(villages: pd.DataFrame, outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one polygon a site: the Voronoi cells of its villages, dissolved and cut to the outlines.

    Parameters
    ----------
    villages : DataFrame
        ``village_code, lon, lat, site``, the site that serves each; ``''``: nobody does. Villages at one spot
        have one cell, which belongs to the site that serves most of them, the first by id among equals. A
        village with several sites has a row for each.
    outlines : GeoDataFrame
        Polygons in EPSG:4490. Without any there is nothing to cut to, and nobody has a catchment.

    Returns
    -------
    GeoDataFrame
        ``site, geometry`` (EPSG:4490), ordered by site; cells of villages that nobody serves belong to none.
    """
    spots = _spots(villages)
    if spots.empty or outlines.empty or not spots["site"].ne("").any():
        return gpd.GeoDataFrame({"site": pd.Series([], dtype=str)}, geometry=[], crs=_CRS)
    outline = shapely.union_all(outlines.geometry.to_numpy())
    plane = Plane.around(outline)
    cells = _cells(plane.points(spots["lon"].to_numpy(), spots["lat"].to_numpy()), plane.flat(outline))
    served = spots.index[spots["site"].ne("")]
    areas = gpd.GeoSeries(cells[served]).groupby(spots.loc[served, "site"].to_numpy()).agg(shapely.union_all)
    cut = shapely.intersection(areas.to_numpy(), plane.flat(outline))
    shapes = [plane.degrees(_areal(shape)) for shape in cut]
    found = gpd.GeoDataFrame({"site": areas.index.astype(str)}, geometry=shapes, crs=_CRS)
    return found[~found.geometry.is_empty].reset_index(drop=True)


def _spots(villages: pd.DataFrame) -> pd.DataFrame:
    """One row a place, ordered by it, with the site that serves most villages there."""
    at = ["lon", "lat"]
    counted = villages.groupby([*at, "site"], as_index=False).size()
    counted["idle"] = counted["site"].eq("")
    first = counted.sort_values([*at, "idle", "size", "site"], ascending=[True, True, True, False, True])
    return first.drop_duplicates(at)[[*at, "site"]].reset_index(drop=True)


def _cells(points: NDArray[np.float64], outline: shapely.Geometry) -> NDArray[np.object_]:
    """The Voronoi cell of each point, all of them together covering the outline."""
    spread = shapely.box(*shapely.total_bounds([outline, shapely.multipoints(points)])).buffer(1.0)
    if len(points) == 1:
        return np.array([spread], dtype=object)
    found = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=spread, ordered=True)
    parts: NDArray[np.object_] = shapely.get_parts(found)
    return parts


def _areal(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a shape: where a cell only touches the coast, cutting leaves lines and points."""
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])


def run_catchments(served: pd.DataFrame, outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the catchments of every task of a run, today's and the plan's.

    Parameters
    ----------
    served : DataFrame
        served.csv. A village that is shared belongs to the point that has most of it, the first among equals.
    outlines : GeoDataFrame
        As for `catchments`.

    Returns
    -------
    GeoDataFrame
        ``task, side, point_code, point, geometry`` (EPSG:4490), in the order of the tasks, today first.
    """
    order = ["task", "side", "village_code", "share", "point_code"]
    rows = served.sort_values(order, ascending=[True, True, True, False, True])
    rows = rows.drop_duplicates(["task", "side", "village_code"]).assign(site=rows["point_code"])
    names = dict(zip(rows["point_code"], rows["point"], strict=True))
    parts = []
    for task in dict.fromkeys(served["task"]):
        for side in ("before", "after"):
            found = catchments(rows[rows["task"].eq(task) & rows["side"].eq(side)], outlines)
            parts.append(found.rename(columns={"site": "point_code"}).assign(task=task, side=side))
    every = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    every["point"] = every["point_code"].map(names)
    return every[["task", "side", "point_code", "point", "geometry"]]
