"""Minutes of travel between places, by road."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo import travel_cache
from geo.errors import RoadError
from geo.roads import RoadNetwork
from geo.snapping import snap

__all__ = ["TravelTimes", "travel_times"]

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

_BATCH = 64
"""Road nodes from which minutes are computed at a time: 64 rows of 100,000 nodes are 51 MB."""


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Minutes of the pairs within the cut-off; a pair that is not listed takes longer, or no road joins it.

    Attributes
    ----------
    origin_ids, destination_ids : tuple of str
    origin, destination : ndarray of int32, shape (pairs,)
        Positions in the tuples of ids; sorted by origin, then destination.
    minutes : ndarray of float, shape (pairs,)
        One way, from origin to destination.
    round_trip : ndarray of float, shape (pairs,)
        There and back.
    unsnapped : tuple of str
        Ids of origins and destinations farther than the limit from any road node.
    unreachable : tuple of str
        Destinations on the roads to which no origin gets, and back, in any time.
    """

    origin_ids: tuple[str, ...]
    destination_ids: tuple[str, ...]
    origin: NDArray[np.int32]
    destination: NDArray[np.int32]
    minutes: Floats
    round_trip: Floats
    unsnapped: tuple[str, ...]
    unreachable: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """Return the pairs by id: origin, destination, minutes, round_trip."""
        return pd.DataFrame(
            {
                "origin": pd.Series(self.origin_ids, dtype="str").take(self.origin).to_numpy(),
                "destination": pd.Series(self.destination_ids, dtype="str").take(self.destination).to_numpy(),
                "minutes": self.minutes,
                "round_trip": self.round_trip,
            }
        )


@dataclass(frozen=True, eq=False)
class _Ends:
    """Places of one side: ids, nearest node, minutes to it, and whether it is near enough."""

    ids: tuple[str, ...]
    node: NDArray[np.intp]
    access: Floats
    near: NDArray[np.bool_]

    @property
    def far_ids(self) -> tuple[str, ...]:
        return tuple(name for name, near in zip(self.ids, self.near, strict=True) if not near)


@dataclass(frozen=True, eq=False)
class _Pairs:
    origin: NDArray[np.int32]
    destination: NDArray[np.int32]
    minutes: Floats
    round_trip: Floats


def travel_times(
    network: RoadNetwork,
    *,
    origins: pd.DataFrame,
    destinations: pd.DataFrame,
    cutoff_minutes: float,
    snap_limit_km: float,
    access_kmh: float,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> TravelTimes:
    """Compute the minutes between every origin and every destination within a cut-off.

    A journey is the straight way from the place to its nearest road node at `access_kmh`, the fastest way by
    road, and the straight way from the last node. The way back may differ where roads are one-way; a pair
    that has no way back is not listed.

    Parameters
    ----------
    network : RoadNetwork
    origins, destinations : DataFrame
        Columns id, lon, lat (CGCS2000 degrees); ids are unique on each side.
    cutoff_minutes : float
        Pairs that take longer one way are not listed.
    snap_limit_km : float
        Places farther than this from any node are not joined to the roads.
    access_kmh : float
        Speed off the road, above 0.
    cache : Path, optional
        A folder in which results are kept under a hash of all that they depend on.
    progress : callable, optional
        Called with the number of origins done and their total, the last time with both equal.

    Raises
    ------
    RoadError
        If the network has no node, an id is given twice, a coordinate is not finite, or a limit is out of
        range.
    """
    _check_limits(cutoff_minutes, snap_limit_km, access_kmh)
    reach = (snap_limit_km, access_kmh)
    starts = _ends(network, origins, "origins", *reach)
    goals = _ends(network, destinations, "destinations", *reach)
    path = None
    if cache is not None:
        path = cache / f"{travel_cache.key(network, origins, destinations, (cutoff_minutes, *reach))}.npz"
        kept = travel_cache.load(path, len(starts.ids), len(goals.ids))
        if kept is not None:
            if progress is not None:
                progress(len(starts.ids), len(starts.ids))
            return _result(network, starts, goals, _Pairs(**kept))
    pairs = _all_pairs(network, starts, goals, cutoff_minutes, progress)
    if path is not None:
        travel_cache.save(path, vars(pairs))
    return _result(network, starts, goals, pairs)


def _check_limits(cutoff_minutes: float, snap_limit_km: float, access_kmh: float) -> None:
    if not cutoff_minutes >= 0:
        raise RoadError(f"cutoff_minutes is {cutoff_minutes}; give 0 or more")
    if not snap_limit_km >= 0:
        raise RoadError(f"snap_limit_km is {snap_limit_km}; give 0 or more")
    if not access_kmh > 0:
        raise RoadError(f"access_kmh is {access_kmh}; give a speed above 0")


def _ends(network: RoadNetwork, places: pd.DataFrame, side: str, limit_km: float, kmh: float) -> _Ends:
    ids = pd.Index(places["id"])
    if not ids.is_unique:
        raise RoadError(f"{side}: id {ids[ids.duplicated()][0]!r} is given twice")
    if not np.isfinite(places[["lon", "lat"]].to_numpy(dtype=np.float64)).all():
        raise RoadError(f"{side}: every lon and lat must be a finite number of degrees")
    if not network.node_ids:
        raise RoadError("the road network has no node")
    node, km = snap(lon=places["lon"], lat=places["lat"], node_lon=network.lon, node_lat=network.lat)
    return _Ends(tuple(map(str, ids)), node, km / kmh * 60.0, km <= limit_km)


def _all_pairs(
    network: RoadNetwork, starts: _Ends, goals: _Ends, cutoff: float, progress: Progress | None
) -> _Pairs:
    """Run batch by batch: memory stays small, and someone who waits sees how far it is."""
    goal = np.flatnonzero(goals.near)
    done = int((~starts.near).sum())
    found = [_pairs_of_nothing()]
    for members in _batches(starts):
        found.append(_batch(network, starts, goals, members, goal, cutoff))
        done += len(members)
        if progress is not None:
            progress(done, len(starts.ids))
    if progress is not None and len(found) == 1:
        progress(done, len(starts.ids))
    joined = {name: np.concatenate([getattr(pairs, name) for pairs in found]) for name in vars(found[0])}
    order = np.lexsort((joined["destination"], joined["origin"]))
    return _Pairs(**{name: values[order] for name, values in joined.items()})


def _pairs_of_nothing() -> _Pairs:
    whole, real = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float64)
    return _Pairs(whole, whole, real, real)


def _batches(starts: _Ends) -> Iterator[NDArray[np.intp]]:
    """Yield positions of origins, those that share a node together, `_BATCH` nodes at a time."""
    members = np.flatnonzero(starts.near)
    members = members[np.argsort(starts.node[members], kind="stable")]
    _, rank = np.unique(starts.node[members], return_inverse=True)
    for first in range(0, int(rank.max(initial=-1)) + 1, _BATCH):
        yield members[(rank >= first) & (rank < first + _BATCH)]


def _batch(
    network: RoadNetwork,
    starts: _Ends,
    goals: _Ends,
    members: NDArray[np.intp],
    goal: NDArray[np.intp],
    cutoff: float,
) -> _Pairs:
    nodes, row = np.unique(starts.node[members], return_inverse=True)
    access = starts.access[members][:, None] + goals.access[goal][None, :]
    there = _minutes(network.out, nodes, goals.node[goal], cutoff)[row] + access
    if network.symmetric:
        back = there
    else:
        back = _minutes(network.back, nodes, goals.node[goal], np.inf)[row] + access
    i, j = np.nonzero((there <= cutoff) & np.isfinite(back))
    one_way = there[i, j]
    return _Pairs(members[i].astype(np.int32), goal[j].astype(np.int32), one_way, one_way + back[i, j])


def _minutes(matrix: csr_array, nodes: NDArray[np.intp], goal: NDArray[np.intp], limit: float) -> Floats:
    minutes: Floats = dijkstra(matrix, directed=True, indices=nodes, limit=limit)
    return minutes[:, goal]


def _result(network: RoadNetwork, starts: _Ends, goals: _Ends, pairs: _Pairs) -> TravelTimes:
    _, part = connected_components(network.out, directed=True, connection="strong")
    served = np.isin(part[goals.node], part[starts.node[starts.near]])
    lost = np.flatnonzero(goals.near & ~served)
    return TravelTimes(
        origin_ids=starts.ids,
        destination_ids=goals.ids,
        **vars(pairs),
        unsnapped=tuple(dict.fromkeys(starts.far_ids + goals.far_ids)),
        unreachable=tuple(goals.ids[i] for i in lost),
    )
