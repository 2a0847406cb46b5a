"""The data of the map page about sites: points, catchments of today and of the plan, who goes where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from scenarios.map_frame import MapFrame
from scenarios.messages import LANGUAGES
from scenarios.plan_table import rows_of
from scenarios.siting.catchments import run_catchments
from scenarios.siting.words import figure_rows

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.store import StoredRun

__all__ = ["sites_data"]

Json = dict[str, Any]
_SIDES = ("before", "after")


def sites_data(run: StoredRun, *, city: City, frame: MapFrame, villages: pd.Series[str]) -> list[Json]:
    """What the page shows of each task of a run; nothing where it sites no points.

    Parameters
    ----------
    run : StoredRun
    city : geo.City
        Its outlines cut the catchments.
    frame : MapFrame
    villages : Series of str
        Codes of the villages in the order of the page.
    """
    tasks = run.metrics.get("siting", [])
    areas = run_catchments(run.served, city.outlines) if tasks else None
    return [
        _task(task, run, areas=areas[areas["task"].eq(task["key"])], frame=frame, villages=villages)
        for task in tasks
        if areas is not None
    ]


def _task(
    task: Json, run: StoredRun, *, areas: gpd.GeoDataFrame, frame: MapFrame, villages: pd.Series[str]
) -> Json:
    sites = run.sites[run.sites["task"].eq(task["key"])]
    served = run.served[run.served["task"].eq(task["key"])]
    points = served[served["point_code"].ne("")].drop_duplicates("point_code").sort_values("point_code")
    numbers = {code: number for number, code in enumerate(points["point_code"])}
    return {
        "name": task["name"],
        "measure": task["measure"],
        "names": [str(name) for name in points["point"]],
        "points": [
            [row.name, row.change, int(row.villages), *frame.step(row.lon, row.lat)] for row in rows_of(sites)
        ],
        "areas": {side: _areas(areas[areas["side"].eq(side)], numbers, frame) for side in _SIDES},
        "goes": {side: _goes(served[served["side"].eq(side)], numbers, villages) for side in _SIDES},
        "figures": {lang: [list(row) for row in figure_rows(task, lang)] for lang in LANGUAGES},
    }


def _areas(areas: gpd.GeoDataFrame, numbers: dict[str, int], frame: MapFrame) -> list[list[Any]]:
    """The number of a point and the rings of its catchment."""
    return [
        [numbers[code], [frame.ring(ring.coords) for part in shape.geoms for ring in _rings(part)]]
        for code, shape in zip(areas["point_code"], areas.geometry, strict=True)
    ]


def _rings(part: shapely.Polygon) -> list[shapely.LinearRing]:
    return [part.exterior, *part.interiors]


def _goes(served: pd.DataFrame, numbers: dict[str, int], villages: pd.Series[str]) -> list[list[Any] | None]:
    """Of each village the numbers of its points and its way to each; None where the task is not about it."""
    found: dict[str, list[Any]] = {}
    for row in rows_of(served):
        mine = found.setdefault(row.village_code, [])
        if row.point_code:
            mine.append([numbers[row.point_code], round(row.way, 1)])
    return [found.get(code) for code in villages]
