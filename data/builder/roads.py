"""A road graph over settlements: a Gabriel graph on land, with classes, speeds, ferries and one-way edges."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay

from .classes import classified
from .ground import Ground
from .plane import geodesic_km
from .seats import Seats
from .totals import Island

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_SEA_SHARE = 0.4  # an edge with more of its length off the land is no road
_FERRY_KM = 1.0  # a needed crossing with more water than this is a ferry, less is a bridge
_FERRY_KMH = 18
_FERRY_WAIT = 20.0
_ONE_WAY = 12
# Bends of a road against the straight line between two neighbouring settlements.
DETOUR = {"trunk": (1.03, 1.10), "county": (1.06, 1.16), "township": (1.10, 1.25), "village": (1.15, 1.40)}
SPEED = {"trunk": (60, 70), "county": (45, 55), "township": (36, 44), "village": (25, 30)}


@dataclass(frozen=True)
class Roads:
    """The two road tables, and the villages on islands (by road they are apart from the main land)."""

    nodes: pd.DataFrame  # node_id, lon, lat, kind
    edges: pd.DataFrame  # from_node, to_node, class, length_km, speed_kmh, minutes, oneway
    offshore: frozenset[str]


def build_roads(
    villages: pd.DataFrame,
    seats: Seats,
    ground: Ground,
    *,
    islands: tuple[Island, ...],
    rng: np.random.Generator,
) -> Roads:
    """Join all settlements but the islands that are declared cut off."""
    places = _settlements(villages, seats, ground)
    apart = {island.village for island in islands}
    ashore = np.flatnonzero(~places.village.isin(apart))
    at = places[["x", "y"]].to_numpy()
    pairs = ashore[gabriel(at[ashore])]
    pairs = pairs[_off_land(at, pairs, ground) <= _SEA_SHARE]
    pairs, crossings = _joined(at, pairs, ashore, ground)
    main = _largest(len(places), pairs, ashore)
    offshore = frozenset(places.village[[i for i in ashore if i not in main]]) - {""} | apart
    edges = _road_edges(places, pairs, seats, rng)
    edges += [_crossing(places, i, j) for i, j in crossings]
    ports, ferries = _ferries(places, islands)
    ports |= {places.node_id[i] for pair in crossings for i in pair}
    nodes = places.assign(kind=np.where(places.node_id.isin(ports), "port", "settlement"))
    frame = pd.DataFrame(edges + ferries, columns=EDGE_COLUMNS).sort_values(
        ["from_node", "to_node"], ignore_index=True
    )
    return Roads(nodes[["node_id", "lon", "lat", "kind"]], _one_way(frame, places, rng), offshore)


EDGE_COLUMNS = ["from_node", "to_node", "class", "length_km", "speed_kmh", "minutes", "oneway"]


def _settlements(villages: pd.DataFrame, seats: Seats, ground: Ground) -> pd.DataFrame:
    towns = seats.townships
    frame = pd.DataFrame(
        {
            "node_id": [f"T{c}" for c in towns.township_code] + [f"V{c}" for c in villages.village_code],
            "village": [""] * len(towns) + list(villages.village_code),
            "x": np.concatenate([towns.x, villages.x]),
            "y": np.concatenate([towns.y, villages.y]),
        }
    )
    lon, lat = ground.plane.inverse(frame[["x", "y"]].to_numpy())
    return frame.assign(lon=lon, lat=lat)


def gabriel(at: Floats) -> Ints:
    """Return the Gabriel graph: pairs (m, 2) whose diametral circle holds no other point.

    Gabriel & Sokal (1969), doi:10.2307/2412323. It is a part of the Delaunay triangulation, and an edge
    of that belongs to it when the two opposite corners see it under at most a right angle.
    """
    if len(at) < 4:
        return np.array([(i, i + 1) for i in range(len(at) - 1)], dtype=np.int64).reshape(-1, 2)
    corners = Delaunay(at).simplices.astype(np.int64)
    sides, thirds = [], []
    for a, b, c in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        sides.append(np.sort(corners[:, [a, b]], axis=1))
        thirds.append(corners[:, c])
    edge, third = np.vstack(sides), np.concatenate(thirds)
    blunt = ((at[edge[:, 0]] - at[third]) * (at[edge[:, 1]] - at[third])).sum(axis=1) < -1e-12
    unique, place = np.unique(edge, axis=0, return_inverse=True)
    blocked = np.bincount(place.ravel(), weights=blunt, minlength=len(unique)) > 0
    return unique[~blocked]


def _off_land(at: Floats, pairs: Ints, ground: Ground) -> Floats:
    """Share of each straight edge that lies off the land, sampled at 15 inner points."""
    along = np.linspace(0.03, 0.97, 15)
    points = (
        at[pairs[:, 0], None, :] * (1 - along[None, :, None])
        + at[pairs[:, 1], None, :] * along[None, :, None]
    )
    shapely.prepare(ground.dry)
    return 1.0 - shapely.contains_xy(ground.dry, points.reshape(-1, 2)).reshape(-1, len(along)).mean(axis=1)


def _joined(at: Floats, pairs: Ints, ashore: Ints, ground: Ground) -> tuple[Ints, list[tuple[int, int]]]:
    """Add the shortest edges that join the components; those over open water are crossings."""
    triangles = ashore[Delaunay(at[ashore]).simplices]
    every = np.unique(
        np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]]), axis=1), axis=0
    )
    length = np.sqrt(((at[every[:, 0]] - at[every[:, 1]]) ** 2).sum(axis=1))
    label = _labels(len(at), pairs)
    between = label[every[:, 0]] != label[every[:, 1]]
    every, length = every[between], length[between]
    tree = _tree(label, every, length)
    water = _off_land(at, tree, ground) * np.sqrt(((at[tree[:, 0]] - at[tree[:, 1]]) ** 2).sum(axis=1))
    wet = water > _FERRY_KM
    return np.vstack([pairs, tree[~wet]]), [(int(i), int(j)) for i, j in tree[wet]]


def _tree(label: Ints, edges: Ints, length: Floats) -> Ints:
    """Return the shortest edge for each branch of a minimum spanning tree over the components."""
    order = np.argsort(length, kind="stable")
    best: dict[tuple[int, int], int] = {}
    for e in order:
        key = tuple(sorted((int(label[edges[e, 0]]), int(label[edges[e, 1]]))))
        best.setdefault((key[0], key[1]), int(e))
    if not best:
        return np.empty((0, 2), dtype=np.int64)
    size = int(label.max()) + 1
    a, b = np.array(list(best)).T
    tree = minimum_spanning_tree(
        coo_array((length[list(best.values())], (a, b)), shape=(size, size)).tocsr()
    ).tocoo()
    return edges[
        [best[(min(i, j), max(i, j))] for i, j in zip(tree.row.tolist(), tree.col.tolist(), strict=True)]
    ]


def _labels(number: int, pairs: Ints) -> Ints:
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(number, number))
    return connected_components(links.tocsr(), directed=False)[1].astype(np.int64)


def _largest(number: int, pairs: Ints, ashore: Ints) -> frozenset[int]:
    label = _labels(number, pairs)
    biggest = np.bincount(label[ashore]).argmax()
    return frozenset(int(i) for i in ashore if label[i] == biggest)


def _road_edges(places: pd.DataFrame, pairs: Ints, seats: Seats, rng: np.random.Generator) -> list[tuple]:
    start, end = pairs.T
    lon, lat = places.lon.to_numpy(), places.lat.to_numpy()
    straight = geodesic_km(lon[start], lat[start], lon[end], lat[end])
    kinds = classified(places, pairs, straight, seats)
    ids = places.node_id.to_numpy()
    edges = []
    for i, j, km, kind in zip(start, end, straight, kinds, strict=True):
        length = max(round(float(km * rng.uniform(*DETOUR[kind])), 3), 0.02)
        edges.append(
            (ids[i], ids[j], kind, length, int(rng.integers(SPEED[kind][0], SPEED[kind][1] + 1)), None, 0)
        )
    return edges


def _crossing(places: pd.DataFrame, i: int, j: int) -> tuple:
    """Return a ferry between two parts of the land that no road joins; the wait is in its minutes."""
    row = places.iloc[[i, j]]
    km = float(geodesic_km(row.lon.iloc[:1], row.lat.iloc[:1], row.lon.iloc[1:], row.lat.iloc[1:])[0])
    minutes = round(_FERRY_WAIT + km / _FERRY_KMH * 60, 1)
    return (row.node_id.iloc[0], row.node_id.iloc[1], "ferry", round(km, 3), _FERRY_KMH, minutes, 0)


def _ferries(places: pd.DataFrame, islands: tuple[Island, ...]) -> tuple[set[str], list[tuple]]:
    """Return the ports and the declared ferries, each to the nearest settlement of the port's township."""
    ports, ferries = set(), []
    declared = {island.village for island in islands}
    for island in islands:
        if island.ferry_minutes is None:
            continue
        here = int(np.flatnonzero(places.village == island.village)[0])
        town = island.port or island.village[:9]
        near = places[places.village.str.startswith(town) & ~places.village.isin(declared)]
        if near.empty:
            near = places[places.node_id == f"T{town}"]
        away = (near.x - places.x[here]) ** 2 + (near.y - places.y[here]) ** 2
        there = int(away.idxmin())
        km = float(np.sqrt(away.min()))
        a, b = sorted((places.node_id[here], places.node_id[there]))
        ports |= {a, b}
        ferries.append((a, b, "ferry", round(km, 3), _FERRY_KMH, float(island.ferry_minutes), 0))
    return ports, ferries


def _one_way(edges: pd.DataFrame, places: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Make a few short village streets one-way, each only if every place can still be left and reached."""
    ids = {node: i for i, node in enumerate(places.node_id)}
    start, end = edges.from_node.map(ids).to_numpy(), edges.to_node.map(ids).to_numpy()
    short = np.flatnonzero((edges["class"] == "village") & (edges.length_km < 1.5))
    oneway = np.zeros(len(edges), dtype=np.int64)
    parts = _strong(start, end, oneway, len(ids))
    for e in rng.permutation(short)[: 3 * _ONE_WAY]:
        oneway[e] = 1
        if _strong(start, end, oneway, len(ids)) != parts:
            oneway[e] = 0
        if oneway.sum() == _ONE_WAY:
            break
    return edges.assign(oneway=oneway)


def _strong(start: Ints, end: Ints, oneway: Ints, size: int) -> int:
    back = oneway == 0
    rows, cols = np.concatenate([start, end[back]]), np.concatenate([end, start[back]])
    links = coo_array((np.ones(len(rows)), (rows, cols)), shape=(size, size)).tocsr()
    return int(connected_components(links, directed=True, connection="strong")[0])
