"""Minutes to the nearest place: as the shortest of all pairs, and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.nearest import nearest_minutes
from geo.roads import RoadNetwork, road_network
from geo.travel import travel_times

LIMITS = {"snap_limit_km": 5.0, "access_kmh": 20.0}
STEP = 0.006
EDGE = st.tuples(
    st.integers(0, 9),
    st.integers(0, 9),
    st.one_of(st.just(0.0), st.integers(1, 40).map(float)),
    st.integers(0, 1),
)
SPOT = st.sampled_from([number / 4 for number in range(-4, 60)])


def line(roads: list[tuple[int, int, float, int]]) -> RoadNetwork:
    """Ten nodes half a kilometre apart, with edges (from, to, minutes, oneway)."""
    ids = [f"n{i}" for i in range(10)]
    nodes = pd.DataFrame({"node_id": ids, "lon": 122 + STEP * np.arange(10), "lat": 37.2, "kind": ""})
    rows = [(ids[a], ids[b], minutes, oneway) for a, b, minutes, oneway in roads]
    edges = pd.DataFrame(rows, columns=["from_node", "to_node", "minutes", "oneway"])
    return road_network(nodes, edges.assign(length_km=1.0, speed_kmh=1.0))


def places(at: list[float], lat: float = 37.2) -> pd.DataFrame:
    return pd.DataFrame({"id": range(len(at)), "lon": 122 + STEP * np.array(at, dtype=float), "lat": lat})


@settings(deadline=None, max_examples=100)
@given(st.lists(EDGE, max_size=25), st.lists(SPOT, min_size=1, max_size=6), st.lists(SPOT, max_size=5))
def test_it_is_the_shortest_of_all_pairs(
    roads: list[tuple[int, int, float, int]], starts: list[float], ends: list[float]
) -> None:
    """On and off the nodes, with one-way streets and roads that take no time."""
    network, origins, goals = line(roads), places(starts), places(ends, lat=37.201)
    found = nearest_minutes(network, origins=origins, destinations=goals, **LIMITS)
    pairs = travel_times(network, origins=origins, destinations=goals, cutoff_minutes=1e6, **LIMITS)
    wanted = np.full(len(origins), np.inf)
    np.minimum.at(wanted, pairs.origin, pairs.minutes)
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_a_way_without_a_way_back_is_none_and_one_spot_is_no_way_apart() -> None:
    """The nearest may be beyond a one-way street: then the next counts. Off the roads only one spot helps."""
    roads = [(0, 1, 3.0, 1), (0, 2, 8.0, 0)]
    origins, goals = places([0, 1, 9, 60]), places([1, 2, 60])
    found = nearest_minutes(line(roads), origins=origins, destinations=goals, **LIMITS)
    assert found.tolist() == [8.0, 0.0, np.inf, 0.0]
    none = nearest_minutes(line(roads), origins=origins, destinations=goals.iloc[:0], **LIMITS)
    assert none.tolist() == [np.inf] * 4
