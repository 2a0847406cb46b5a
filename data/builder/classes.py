"""Which edge is a trunk road, which a village lane: by the journeys that run over it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree

from .seats import Seats

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# A better road draws the journeys of the next class to itself.
_DRAW = {"trunk": 0.65, "county": 0.75, "township": 0.85}
_NEIGHBOURS = 4


def classified(places: pd.DataFrame, pairs: Ints, length: Floats, seats: Seats) -> list[str]:
    """Class each edge by the most important journey over it.

    trunk: shortest paths between county seats that are neighbours; county: between neighbouring township
    seats; township: from each village to its seat; the rest are village lanes.
    """
    size = len(places)
    node = {name: i for i, name in enumerate(places.node_id)}
    towns = [node[f"T{code}"] for code in seats.townships.township_code]
    at = places[["x", "y"]].to_numpy()
    kinds = np.full(len(pairs), "village", dtype=object)
    weight = length.copy()
    journeys = {
        "trunk": _between(_county_seats(seats, node), at, 3),
        "county": _between(towns, at, _NEIGHBOURS),
        "township": _homeward(places, node),
    }
    lookup = {(int(a), int(b)): e for e, (a, b) in enumerate(pairs)}
    for kind, wanted in journeys.items():
        graph = coo_array((weight, (pairs[:, 0], pairs[:, 1])), shape=(size, size)).tocsr()
        used = _travelled(graph, wanted, lookup)
        fresh = [e for e in used if kinds[e] == "village"]
        kinds[fresh] = kind
        weight[fresh] *= _DRAW[kind]
    return list(kinds)


def _county_seats(seats: Seats, node: dict[str, int]) -> list[int]:
    """Return the township seat nearest to each county's centre."""
    towns = seats.townships
    chosen = []
    for county, centre in seats.centres.items():
        own = towns[towns.county_code == county]
        away = (own.x - centre[0]) ** 2 + (own.y - centre[1]) ** 2
        chosen.append(node[f"T{own.township_code[away.idxmin()]}"])
    return sorted(set(chosen))


def _between(nodes: list[int], at: Floats, neighbours: int) -> list[tuple[int, int]]:
    """Return journeys between nearest neighbours, and a spanning tree so that all hang together."""
    if len(nodes) < 2:
        return []
    here = at[nodes]
    gap = np.sqrt(((here[:, None, :] - here[None, :, :]) ** 2).sum(axis=2)) + 1e-6
    near = np.argsort(gap, axis=1, kind="stable")[:, 1 : neighbours + 1]
    tree = minimum_spanning_tree(np.triu(gap, 1)).tocoo()
    found = {(min(i, int(j)), max(i, int(j))) for i in range(len(nodes)) for j in near[i]}
    found |= {(min(i, j), max(i, j)) for i, j in zip(tree.row.tolist(), tree.col.tolist(), strict=True)}
    return sorted((nodes[i], nodes[j]) for i, j in found)


def _homeward(places: pd.DataFrame, node: dict[str, int]) -> list[tuple[int, int]]:
    """Return the journey of each village to its seat."""
    rows = [(node[f"T{code[:9]}"], i) for i, code in enumerate(places.village) if code]
    return sorted(rows)


def _travelled(
    graph: coo_array, journeys: list[tuple[int, int]], lookup: dict[tuple[int, int], int]
) -> list[int]:
    """Return the edges on the shortest paths of the journeys."""
    starts = sorted({a for a, _ in journeys})
    if not starts:
        return []
    _, before = dijkstra(graph, directed=False, indices=starts, return_predecessors=True)
    row = {a: i for i, a in enumerate(starts)}
    used: set[int] = set()
    for a, b in journeys:
        here = b
        while (last := int(before[row[a], here])) >= 0:
            used.add(lookup[(min(here, last), max(here, last))])
            here = last
    return sorted(used)
