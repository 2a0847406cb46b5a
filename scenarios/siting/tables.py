"""Who is to be reached and where a point may be: rows of the city's tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenarios.siting.plane import plane_of

if TYPE_CHECKING:
    from geo.city import City
    from geo.plane import Plane
    from scenarios.settings import StudyConfig
    from scenarios.settings.siting import SitingTask

__all__ = ["CODES", "TABLES", "matching", "points_of", "price_of", "sites_table", "villages_of", "weights_of"]

#: Column that identifies a row of each table that candidates come from, and the table's name in the study.
CODES: Mapping[str, str] = {
    "villages": "village_code",
    "townships": "township_code",
    "offices": "office_code",
    "points": "point_code",
}
TABLES: Mapping[str, str] = {name: name for name in CODES} | {"points": "service_points"}
_PLACES = ["county_code", "township_code", "village_code"]
_NEW = ".new"


def matching(frame: pd.DataFrame, where: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows that have the value, or one of the values, in every column that is named."""
    for column, values in where.items():
        allowed = {values} if isinstance(values, str) else set(values)
        frame = frame[frame[column].map(_cell).isin(allowed)]
    return frame


def _cell(value: Any) -> str:
    """A cell as it is written: a whole number without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def villages_of(city: City, task: SitingTask) -> pd.DataFrame:
    """Return the villages that a task is to reach, in the order of the table."""
    return matching(city.villages, task.places).reset_index(drop=True)


def weights_of(villages: pd.DataFrame, task: SitingTask) -> NDArray[np.float64]:
    """Return how much each village counts."""
    if task.weight == "one":
        return np.ones(len(villages))
    return villages[task.weight].to_numpy(dtype=np.float64)


def points_of(city: City, *tiers: str) -> pd.DataFrame:
    """Return the service points of some tiers: ``id, tier, lon, lat`` and the columns of the table."""
    points = city.service_points
    mine = points[points["tier"].isin(tiers)].reset_index(drop=True)
    return mine.assign(id=mine["point_code"])


def price_of(task: SitingTask, config: StudyConfig) -> int | None:
    """Return what a new point of a task costs before any saving; None where nothing says it."""
    if task.yuan is not None:
        return task.yuan
    setup = None if config.money is None else config.money.setup
    return None if setup is None else setup.points.get(task.tier)


def sites_table(city: City, config: StudyConfig, task: SitingTask) -> pd.DataFrame:
    """Return today's points that count and the candidates of a task.

    Returns
    -------
    DataFrame
        ``site`` (unique), ``place`` (code of the row that it comes from), ``name``, ``tier``,
        ``county_code``, ``township_code``, ``village_code``, ``lon``, ``lat``, ``existing``, ``counted`` (of
        another tier), ``forced``, ``banned``, ``yuan`` (of opening, or of closing a point of the tier),
        ``capacity``, ``supply``, ``colocated_with``. Points of today come first.
    """
    today = _today(city, task)
    candidates = _candidates(city, config, task)
    taken = set(today["site"])
    candidates["site"] = [each + _NEW if each in taken else each for each in candidates["place"]]
    return pd.concat([today, candidates], ignore_index=True) if len(today) else candidates


def _today(city: City, task: SitingTask) -> pd.DataFrame:
    tiers = [*task.counted] if task.existing == "ignore" else [task.tier, *task.counted]
    points = points_of(city, *tiers)
    mine = points["tier"].eq(task.tier)
    supply = task.objective.supply if hasattr(task.objective, "supply") else 0.0
    if getattr(task.objective, "supply_today", None) is not None:
        supply = points["staff"].to_numpy(dtype=np.float64)
    columns = ["name", "tier", *_PLACES, "lon", "lat"]
    return pd.DataFrame(
        {
            "site": points["id"],
            "place": points["id"],
            **{name: points[name] for name in columns},
            "existing": True,
            "counted": ~mine,
            "forced": ~mine | (task.existing == "keep"),
            "banned": False,
            "yuan": mine.astype(int) * task.closing_yuan,
            "capacity": np.inf if task.capacity_today is None else task.capacity_today,
            "supply": supply,
            "colocated_with": points["colocated_with"],
        }
    )


def _candidates(city: City, config: StudyConfig, task: SitingTask) -> pd.DataFrame:
    table, code = city.table(TABLES[task.at]), CODES[task.at]
    rows = matching(table, task.where).reset_index(drop=True)
    beside = _beside(city, task, rows)
    price = price_of(task, config) or 0
    saving = 0 if task.colocate is None else task.colocate.saving_yuan
    alone = beside.eq("")
    required = task.colocate is not None and task.colocate.required
    forced = rows[code].isin(task.forced)
    return pd.DataFrame(
        {
            "site": rows[code],
            "place": rows[code],
            "name": rows["name"],
            "tier": task.tier,
            **{name: rows.get(name, "") for name in _PLACES},
            "lon": rows["lon"],
            "lat": rows["lat"],
            "existing": False,
            "counted": False,
            "forced": forced,
            "banned": rows[code].isin(task.banned) | (alone & required & ~forced),
            "yuan": np.where(alone, price, max(price - saving, 0)),
            "capacity": np.inf if task.capacity is None else task.capacity,
            "supply": task.objective.supply if hasattr(task.objective, "supply") else 0.0,
            "colocated_with": beside,
        }
    )


def _beside(city: City, task: SitingTask, rows: pd.DataFrame) -> pd.Series[str]:
    """The code of the nearest office or point that each candidate would share a house with, or blank."""
    if task.colocate is None or rows.empty:
        return pd.Series("", index=rows.index, dtype=str)
    wanted = task.colocate.beside
    offices = city.offices[city.offices["kind"].eq(wanted)].assign(id=lambda each: each["office_code"])
    others = pd.concat([offices[["id", "lon", "lat"]], points_of(city, wanted)[["id", "lon", "lat"]]])
    if others.empty:
        return pd.Series("", index=rows.index, dtype=str)
    others, plane = others.sort_values("id", kind="stable"), plane_of(city)
    km, nearest = cKDTree(_spots(plane, others)).query(_spots(plane, rows))
    codes = others["id"].to_numpy()[nearest]
    return pd.Series(np.where(km <= task.colocate.within_km, codes, ""), index=rows.index, dtype=str)


def _spots(plane: Plane, rows: pd.DataFrame) -> NDArray[np.float64]:
    return plane.points(rows["lon"].to_numpy(dtype=np.float64), rows["lat"].to_numpy(dtype=np.float64))
