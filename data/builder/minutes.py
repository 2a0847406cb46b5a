"""Minutes by road for drawing today's roster. The planner's own travel times come from geo, not from here."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from .ground import Ground
from .roads import Roads

Floats = NDArray[np.float64]
_ACCESS_KMH = 20.0


@dataclass(frozen=True)
class Minutes:
    """Minutes between offices (rows) and villages (columns); infinite where nothing leads."""

    there: Floats
    both_ways: Floats


def minutes_between(offices: pd.DataFrame, villages: pd.DataFrame, roads: Roads, ground: Ground) -> Minutes:
    """Return travel minutes from each office to each village and back."""
    node = {name: i for i, name in enumerate(roads.nodes.node_id)}
    start, end = roads.edges.from_node.map(node).to_numpy(), roads.edges.to_node.map(node).to_numpy()
    cost = (roads.edges.length_km / roads.edges.speed_kmh * 60).where(
        roads.edges.minutes.isna(), roads.edges.minutes.astype(float)
    )
    back = (roads.edges.oneway == 0).to_numpy()
    rows, cols = np.concatenate([start, end[back]]), np.concatenate([end, start[back]])
    weight = np.concatenate([cost.to_numpy(), cost.to_numpy()[back]])
    graph = coo_array((weight, (rows, cols)), shape=(len(node), len(node))).tocsr()
    spots = ground.plane.forward(roads.nodes.lon, roads.nodes.lat)
    away, near = cKDTree(spots).query(ground.plane.forward(offices.lon, offices.lat))
    access = away / _ACCESS_KMH * 60
    ends = np.array([node[f"V{code}"] for code in villages.village_code])
    out = dijkstra(graph, indices=near)[:, ends] + access[:, None]
    home = dijkstra(graph.T.tocsr(), indices=near)[:, ends] + access[:, None]
    return Minutes(out, out + home)
