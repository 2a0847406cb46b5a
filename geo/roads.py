"""Roads as a graph of minutes."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.errors import RoadError

__all__ = ["RoadNetwork", "edge_minutes", "road_network"]


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Nodes and directed edges with the minutes they take.

    Attributes
    ----------
    node_ids : tuple of str, length n
    lon, lat : ndarray, shape (n,)
        CGCS2000 degrees.
    kind : tuple of str, length n
        settlement, junction or port.
    out : csr_array, shape (n, n)
        Minutes from row to column; of parallel edges the fastest. An edge of zero minutes is a stored zero.
    back : csr_array, shape (n, n)
        The same edges turned round: minutes from column to row.
    """

    node_ids: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    kind: tuple[str, ...]
    out: csr_array
    back: csr_array

    def graph(self) -> nx.DiGraph[str]:
        """Return the network as a networkx graph: nodes have lon, lat, kind; edges have minutes."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        places = zip(self.node_ids, self.lon.tolist(), self.lat.tolist(), self.kind, strict=True)
        graph.add_nodes_from(
            (node, {"lon": lon, "lat": lat, "kind": kind}) for node, lon, lat, kind in places
        )
        start, end = _ends(self.out)
        ids = self.node_ids
        edges = zip(start.tolist(), end.tolist(), self.out.data.tolist(), strict=True)
        graph.add_weighted_edges_from(
            ((ids[i], ids[j], minutes) for i, j, minutes in edges), weight="minutes"
        )
        return graph

    @property
    def symmetric(self) -> bool:
        """Whether every edge can be driven both ways in the same time."""
        forth, turned = self.out, self.back
        return (
            np.array_equal(forth.indptr, turned.indptr)
            and np.array_equal(forth.indices, turned.indices)
            and np.array_equal(forth.data, turned.data)
        )


def road_network(nodes: pd.DataFrame, edges: pd.DataFrame) -> RoadNetwork:
    """Build the network from the tables road_nodes and road_edges.

    Parameters
    ----------
    nodes : DataFrame
        Columns node_id, lon, lat, kind.
    edges : DataFrame
        Columns from_node, to_node, length_km, speed_kmh, minutes, oneway. Minutes, where given, override
        length and speed (a ferry's include the wait).

    Raises
    ------
    RoadError
        If a node is given twice, an edge names an unknown node, or its minutes are not a finite number ≥ 0.
    """
    ids = pd.Index(nodes["node_id"])
    if not ids.is_unique:
        raise RoadError(f"road_nodes: node_id {ids[ids.duplicated()][0]!r} is given twice")
    start, end = _positions(ids, edges["from_node"]), _positions(ids, edges["to_node"])
    minutes = edge_minutes(edges).to_numpy()
    bad = ~(np.isfinite(minutes) & (minutes >= 0))
    if bad.any():
        row = edges.iloc[int(np.flatnonzero(bad)[0])]
        raise RoadError(
            f"road_edges: from {row['from_node']!r} to {row['to_node']!r} takes no finite minutes ≥ 0; "
            "give minutes, or length_km and a speed_kmh above 0"
        )
    both = edges["oneway"].to_numpy() == 0
    out = _fastest(
        np.concatenate([start, end[both]]),
        np.concatenate([end, start[both]]),
        np.concatenate([minutes, minutes[both]]),
        len(ids),
    )
    lon, lat = nodes["lon"].to_numpy(dtype=np.float64), nodes["lat"].to_numpy(dtype=np.float64)
    return RoadNetwork(tuple(ids), lon, lat, tuple(nodes["kind"]), out, _turned(out))


def edge_minutes(edges: pd.DataFrame) -> pd.Series[float]:
    """Return the minutes of every edge: as given, else length over speed; infinite where speed is 0."""
    given = edges["minutes"].to_numpy(dtype=np.float64)
    length, speed = (
        edges["length_km"].to_numpy(dtype=np.float64),
        edges["speed_kmh"].to_numpy(dtype=np.float64),
    )
    driven = np.full(len(edges), np.inf)
    np.divide(length, speed, out=driven, where=speed > 0)
    return pd.Series(np.where(np.isnan(given), driven * 60.0, given), index=edges.index)


def _positions(ids: pd.Index[str], named: pd.Series[str]) -> NDArray[np.intp]:
    found = ids.get_indexer(pd.Index(named))
    if (found < 0).any():
        unknown = named.iloc[int(np.flatnonzero(found < 0)[0])]
        raise RoadError(f"road_edges: {named.name} {unknown!r} is not a node_id of road_nodes")
    return found


def _fastest(
    start: NDArray[np.intp], end: NDArray[np.intp], minutes: NDArray[np.float64], size: int
) -> csr_array:
    """Build the matrix by hand: scipy's own conversion adds parallel edges up."""
    order = np.lexsort((minutes, end, start))
    start, end, minutes = start[order], end[order], minutes[order]
    first = np.ones(len(start), dtype=bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    start, end, minutes = start[first], end[first], minutes[first]
    indptr = np.searchsorted(start, np.arange(size + 1))
    return csr_array((minutes, end.astype(np.int32), indptr.astype(np.int32)), shape=(size, size))


def _ends(matrix: csr_array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    start = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return start, matrix.indices.astype(np.intp)


def _turned(matrix: csr_array) -> csr_array:
    start, end = _ends(matrix)
    return _fastest(end, start, matrix.data, matrix.shape[0])
