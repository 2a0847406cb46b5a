"""Minutes to the nearest of many places, by road."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo.roads import RoadNetwork
from geo.snapping import snap

__all__ = ["nearest_minutes"]

Floats = NDArray[np.float64]


def nearest_minutes(
    network: RoadNetwork,
    *,
    origins: pd.DataFrame,
    destinations: pd.DataFrame,
    snap_limit_km: float,
    access_kmh: float,
) -> Floats:
    """Compute the minutes from every origin to its nearest destination, in one search for all.

    The same journeys as those of `geo.travel.travel_times`, however long: with the way to the roads and from
    them, and only where there is a way back. What is at one spot is no way apart.

    Parameters
    ----------
    network : RoadNetwork
        With at least one node.
    origins, destinations : DataFrame
        Columns lon, lat (CGCS2000 degrees).
    snap_limit_km : float
        Places farther than this from any node are not joined to the roads.
    access_kmh : float
        Speed off the road, above 0.

    Returns
    -------
    ndarray of float, shape (origins,)
        ``inf`` where no destination can be reached.
    """
    if destinations.empty or origins.empty:
        return np.full(len(origins), np.inf)
    start, away = _joined(network, origins, snap_limit_km, access_kmh)
    goal, on = _joined(network, destinations, snap_limit_km, access_kmh)
    last = np.full(len(network.node_ids), np.inf)
    np.minimum.at(last, goal, on)
    minutes = _to_the_nearest(network, last)[start] + away
    return np.where(_at_one_spot(origins, destinations), 0.0, minutes)


def _joined(
    network: RoadNetwork, places: pd.DataFrame, limit_km: float, kmh: float
) -> tuple[NDArray[np.intp], Floats]:
    """The nearest node of each place, and the minutes to it; ``inf`` where it is too far."""
    node, km = snap(lon=places["lon"], lat=places["lat"], node_lon=network.lon, node_lat=network.lat)
    return node, np.where(km <= limit_km, km / kmh * 60.0, np.inf)


def _to_the_nearest(network: RoadNetwork, last: Floats) -> Floats:
    """The minutes from each node to the node where they and the minutes after it (`last`) are fewest.

    A node of its own, from which `last` leads to every node, makes many searches one. A pair has a way back
    just when both ends are in one strong component; then the fastest way is within it.
    """
    size, turned = len(last), network.back
    _, part = connected_components(network.out, directed=True, connection="strong")
    row = np.repeat(np.arange(size), np.diff(turned.indptr))
    kept = part[row] == part[turned.indices]
    ends = np.flatnonzero(np.isfinite(last))
    counts = np.bincount(row[kept], minlength=size)
    matrix = csr_array(
        (
            np.concatenate([turned.data[kept], last[ends]]),
            np.concatenate([turned.indices[kept], ends.astype(np.int32)]),
            np.concatenate([[0], np.cumsum([*counts, len(ends)])]).astype(np.int32),
        ),
        shape=(size + 1, size + 1),
    )
    found: Floats = dijkstra(matrix, directed=True, indices=size)
    return found[:size]


def _at_one_spot(origins: pd.DataFrame, destinations: pd.DataFrame) -> NDArray[np.bool_]:
    spots = set(zip(destinations["lon"], destinations["lat"], strict=True))
    return np.array([spot in spots for spot in zip(origins["lon"], origins["lat"], strict=True)])
