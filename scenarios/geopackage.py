"""The plan as layers for QGIS and other maps: villages, lines to the offices, counties, sites."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from scenarios.plan_table import places_of_work
from scenarios.run_facts import facts_of
from scenarios.siting.catchments import run_catchments
from scenarios.store import StoredRun

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["CRS", "links_of", "write_geopackage"]

CRS = "EPSG:4490"  # CGCS2000 in degrees, the system of all natural-resources data (R45)
_COUNTY_FIGURES = (
    "villages", "nominal", "effective", "short", "hours_mean", "minutes_mean",
    "counsel_home", "counsel_used", "counsel_from_elsewhere", "more_needed",
)  # fmt: skip


def write_geopackage(run: StoredRun, folder: Path, *, city: City) -> Path:
    """Write ``plan.gpkg``.

    Parameters
    ----------
    run : StoredRun
        The plan and its figures.
    folder : Path
        The folder that gets the file.
    city : geo.City
        Where the villages, offices and counties lie.

    Returns
    -------
    Path
        The file, with the layers ``villages`` (points: a row of plan.csv each), ``links`` (lines
        from a village to the place its counsel sets out from) and ``counties`` (polygons with the
        figures of ``by_county``; a zone without a polygon of its own is in plan.csv only). Of a run
        that sites points besides ``sites`` (points: a row of sites.csv each) and ``catchments``
        (polygons: who goes to a point, `side` ``before`` or ``after``).
    """
    path = folder / "plan.gpkg"
    villages = _villages(run.plan, city)
    layers = {
        "villages": villages,
        "links": links_of(villages, city=city),
        "counties": _counties(run.metrics, city.outlines),
    }
    if "siting" in run.metrics:
        layers |= {"sites": _sites(run.sites), "catchments": run_catchments(run.served, city.outlines)}
    # GDAL writes the time of day into every layer: that of the run makes the file reproducible.
    moment = facts_of(run).started.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for number, (name, layer) in enumerate(layers.items()):
        pyogrio.write_dataframe(layer, path, layer=name, driver="GPKG", append=number > 0)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
    return path


def links_of(villages: gpd.GeoDataFrame, *, city: City) -> gpd.GeoDataFrame:
    """Straight lines from villages to where their counsel set out from.

    Parameters
    ----------
    villages : GeoDataFrame
        Rows of the plan with their points.
    city : geo.City
        Offices, and townships for hired counsel.

    Returns
    -------
    GeoDataFrame
        One line a pair whose office is known; vacant villages have none.
    """
    places = places_of_work(city)
    served = villages.loc[villages["office_code"].isin(places.index)]
    there = places.loc[served["office_code"], ["lon", "lat"]].to_numpy(dtype=float)
    here = np.column_stack([served.geometry.x, served.geometry.y])
    kept = [
        "village_code",
        "village",
        "county_code",
        "person_id",
        "counsel",
        "office_code",
        "office",
        "minutes",
        "status",
    ]
    lines = shapely.linestrings(np.stack([here, there], axis=1)) if len(served) else []
    return gpd.GeoDataFrame(served[kept].reset_index(drop=True), geometry=lines, crs=CRS)


def _villages(plan: pd.DataFrame, city: City) -> gpd.GeoDataFrame:
    places = city.villages.set_index("village_code").loc[plan["village_code"], ["lon", "lat"]]
    points = gpd.points_from_xy(places["lon"].astype(float), places["lat"].astype(float))
    return gpd.GeoDataFrame(plan.reset_index(drop=True), geometry=points, crs=CRS)


def _sites(sites: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(sites, geometry=gpd.points_from_xy(sites["lon"], sites["lat"]), crs=CRS)


def _counties(metrics: Mapping[str, Any], outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    figures = pd.DataFrame(metrics.get("by_county", []), columns=["county_code", *_COUNTY_FIGURES])
    whole = {"villages", "short", "counsel_home", "counsel_used", "counsel_from_elsewhere", "more_needed"}
    kinds = {name: "Int64" if name in whole else "float64" for name in _COUNTY_FIGURES}
    shapes = outlines[["county_code", "name", "geometry"]]
    merged = shapes.merge(figures.astype(kinds), on="county_code", how="left", validate="one_to_one")
    return gpd.GeoDataFrame(merged, geometry="geometry", crs=outlines.crs).to_crs(CRS)
