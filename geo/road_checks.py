"""Whether the roads can be driven, and whether they hang together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.faults import Fault
from geo.roads import edge_minutes
from geo.snapping import snap
from geo.table import Table

__all__ = ["road_faults"]


def road_faults(tables: Mapping[str, Table]) -> list[Fault]:
    """Report edges without minutes, and settlements cut off from the rest of the roads.

    A part of the network that has settlements but no road or ferry to the largest part is a fault, unless
    villages lie on it and all of them are declared islands.
    """
    faults: list[Fault] = []
    if "road_edges" in tables:
        edges = tables["road_edges"]
        endless = np.isinf(edge_minutes(edges.frame)) & (edges.frame["speed_kmh"] == 0)
        faults += edges.faults(map(int, edges.frame.index[endless]), "speed_kmh", "not_positive")
    if "road_edges" in tables and "road_nodes" in tables:
        faults += _cut_off(tables["road_nodes"], tables["road_edges"], tables.get("villages"))
    return faults


def _cut_off(nodes: Table, edges: Table, villages: Table | None) -> list[Fault]:
    frame = nodes.frame[nodes.frame["node_id"] != ""].drop_duplicates("node_id")
    if frame.empty or not _all_known(frame["node_id"], edges):
        return []  # what an unknown node would have joined is not known
    part = _parts(frame["node_id"], edges.frame)
    settled = (frame["kind"] == "settlement").to_numpy()
    main = np.bincount(part).argmax()
    islands, mainland, all_located = _inhabited(frame, part, villages)
    suspects = set(part[settled].tolist()) - {int(main)}
    faults = []
    for number in suspects & mainland if not all_located else suspects - (islands - mainland):
        members = part == number
        row = int(frame.index[members & settled][0])
        params = {"nodes": str(members.sum()), "settlements": str((members & settled).sum())}
        faults.append(nodes.fault(row, "node_id", "cut_off_road", **params))
    return faults


def _all_known(ids: pd.Series[str], edges: Table) -> bool:
    return bool(edges.frame[["from_node", "to_node"]].isin(set(ids)).to_numpy().all())


def _parts(ids: pd.Series[str], edges: pd.DataFrame) -> NDArray[np.intp]:
    index = pd.Index(ids)
    start, end = (
        index.get_indexer(pd.Index(edges["from_node"])),
        index.get_indexer(pd.Index(edges["to_node"])),
    )
    links = (np.ones(len(edges)), (start, end))
    matrix = coo_array(links, shape=(len(index), len(index))).tocsr()
    _, part = connected_components(matrix, directed=True, connection="weak")
    return np.asarray(part, dtype=np.intp)


def _inhabited(
    frame: pd.DataFrame, part: NDArray[np.intp], villages: Table | None
) -> tuple[set[int], set[int], bool]:
    """Return the parts on which declared islands lie, those on which other villages lie, and if all is known.

    While a village or a node is not located, a part without villages may yet be an island's.
    """
    located = np.isfinite(frame[["lon", "lat"]].to_numpy()).all(axis=1)
    if villages is None or not located.any():
        return set(), set(), False
    places = villages.frame[["lon", "lat", "island"]].astype("float64")
    placed = np.isfinite(places.to_numpy()).all(axis=1)
    places, nodes = places[placed], frame[located]
    node, _ = snap(lon=places["lon"], lat=places["lat"], node_lon=nodes["lon"], node_lat=nodes["lat"])
    of_village, island = part[located][node], places["island"].to_numpy() == 1
    all_located = bool(located.all() and placed.all())
    return set(of_village[island].tolist()), set(of_village[~island].tolist()), all_located
