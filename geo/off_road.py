"""Places so far from any road that nobody can travel from or to them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.faults import Fault
from geo.places import place_fault
from geo.snapping import snap
from geo.table import Table

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["off_road_faults", "off_road_villages"]


def off_road_faults(tables: Mapping[str, Table], *, limit_km: float) -> list[Fault]:
    """Report places from which people set out that lie farther than a limit from any road node.

    Without a word their journeys would be missing, and whole districts vacant. Looked at are the offices of
    counsel, and the seats of townships, at which people may be hired; but not the seat of a township all of
    whose villages are declared islands, since islands may lie apart (see `geo.road_checks`). Villages that
    far off are no fault, see `off_road_villages`.

    Parameters
    ----------
    tables : mapping of str to Table
        Places whose coordinates are not known are passed over: they have faults already. So is everything
        while a node is not located.
    limit_km : float
        As `geo.travel.travel_times` takes it.
    """
    nodes = tables["road_nodes"].frame if "road_nodes" in tables else pd.DataFrame()
    if nodes.empty or not np.isfinite(nodes[["lon", "lat"]].to_numpy()).all():
        return []
    faults: list[Fault] = []
    for name, rows in _origins(tables).items():
        table = tables[name]
        far = _beyond(table.frame[rows], nodes, limit_km)
        for row, km in zip(far.index.tolist(), far.tolist(), strict=True):
            params = {"km": f"{km:g}", "limit": f"{limit_km:g}"}
            faults.append(place_fault(table, row, "far_from_road", **params))
    return faults


def off_road_villages(city: City, *, limit_km: float) -> pd.DataFrame:
    """Return the villages farther than a limit from any road node: nobody can be planned to serve them.

    An island without a ferry is such a village, so this is no fault; but whoever plans must be told.

    Returns
    -------
    DataFrame
        ``village_code, name, km``: the distance to the nearest node, rounded up to 10 m; farthest first.
    """
    villages = city.villages.set_index("village_code")
    km = _beyond(villages, city.road_nodes, limit_km)
    found = pd.DataFrame({"name": villages["name"], "km": km}).loc[km.index].rename_axis("village_code")
    return found.sort_values(["km", "village_code"], ascending=[False, True]).reset_index()


def _origins(tables: Mapping[str, Table]) -> dict[str, pd.Series[bool]]:
    """Return the rows of offices and townships from which somebody may set out."""
    rows: dict[str, pd.Series[bool]] = {}
    if "offices" in tables and "counsel" in tables:
        offices = tables["offices"].frame["office_code"]
        rows["offices"] = offices.isin(tables["counsel"].frame["office_code"])
    if "townships" in tables and "villages" in tables:
        villages = tables["villages"].frame
        mainland = villages["island"] != 1
        apart = set(villages["township_code"]) - set(villages.loc[mainland, "township_code"])
        rows["townships"] = ~tables["townships"].frame["township_code"].isin(apart)
    return rows


def _beyond(places: pd.DataFrame, nodes: pd.DataFrame, limit_km: float) -> pd.Series[float]:
    """Return the kilometres of the places beyond the limit, by index, rounded up: 5.001 is more than 5."""
    located = places[np.isfinite(places[["lon", "lat"]].to_numpy(dtype=np.float64)).all(axis=1)]
    if located.empty:
        return pd.Series([], index=places.index[:0], dtype="float64")
    _, km = snap(lon=located["lon"], lat=located["lat"], node_lon=nodes["lon"], node_lat=nodes["lat"])
    found = pd.Series(km, index=located.index)
    return found[found > limit_km].map(lambda distance: math.ceil(distance * 100) / 100)
