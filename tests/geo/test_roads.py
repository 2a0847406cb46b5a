"""Roads as a graph of minutes."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from geo import RoadError, RoadNetwork, road_network

NAN = float("nan")


def nodes(*ids: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"node_id": ids, "lon": 122.0 + np.arange(len(ids)) / 100, "lat": 37.0, "kind": "junction"}
    )


def edges(*rows: tuple[str, str, float, float, float, int]) -> pd.DataFrame:
    columns = ["from_node", "to_node", "length_km", "speed_kmh", "minutes", "oneway"]
    return pd.DataFrame(rows, columns=columns).assign(**{"class": "county"})


def minutes(network: RoadNetwork) -> dict[tuple[str, str], float]:
    return {(a, b): weight for a, b, weight in network.graph().edges(data="minutes")}


def test_minutes_are_length_over_speed_unless_given() -> None:
    """A ferry's minutes include the wait, so they override; zero minutes are minutes."""
    roads = edges(("a", "b", 10, 40, NAN, 0), ("b", "c", 10, 40, 50, 0), ("c", "d", 3, 0, 0, 0))
    found = minutes(road_network(nodes("a", "b", "c", "d"), roads))
    assert found == {
        ("a", "b"): 15, ("b", "a"): 15, ("b", "c"): 50, ("c", "b"): 50, ("c", "d"): 0, ("d", "c"): 0,
    }  # fmt: skip


def test_a_one_way_edge_goes_one_way() -> None:
    """And turned round in the matrix of ways back."""
    network = road_network(nodes("a", "b"), edges(("a", "b", 1, 60, NAN, 1)))
    assert minutes(network) == {("a", "b"): 1}
    assert network.out.toarray().tolist() == [[0, 1], [0, 0]]
    assert network.back.toarray().tolist() == [[0, 0], [1, 0]]
    assert not network.symmetric
    assert road_network(nodes("a", "b"), edges(("a", "b", 1, 60, NAN, 0))).symmetric


def test_of_parallel_edges_the_fastest_counts() -> None:
    """Sparse matrices would add them up."""
    both = edges(("a", "b", 1, 60, NAN, 0), ("b", "a", 9, 60, NAN, 0), ("a", "b", 0.5, 60, NAN, 1))
    assert minutes(road_network(nodes("a", "b"), both)) == {("a", "b"): 0.5, ("b", "a"): 1}


def test_an_edge_of_zero_minutes_is_kept_in_the_matrices() -> None:
    """It is a stored zero, which is not the same as no edge."""
    network = road_network(nodes("a", "b", "c"), edges(("a", "b", 0, 60, NAN, 0)))
    assert (network.out.nnz, network.back.nnz) == (2, 2)


def test_the_graph_keeps_places_and_lone_nodes() -> None:
    """For inspection: where a node is, and which parts hang together."""
    graph = road_network(nodes("a", "b", "c"), edges(("a", "b", 1, 60, NAN, 0))).graph()
    assert graph.nodes["b"] == {"lon": 122.01, "lat": 37.0, "kind": "junction"}
    assert sorted(map(sorted, nx.weakly_connected_components(graph))) == [["a", "b"], ["c"]]


def test_a_network_without_edges_is_a_network() -> None:
    """Two settlements and no road between them."""
    network = road_network(nodes("a", "b"), edges())
    assert network.out.nnz == 0
    assert network.symmetric


@pytest.mark.parametrize(
    ("road", "message"),
    [
        (("a", "x", 1, 60, NAN, 0), "to_node 'x' is not a node_id"),
        (("y", "a", 1, 60, NAN, 0), "from_node 'y' is not a node_id"),
        (("a", "b", 1, 0, NAN, 0), "from 'a' to 'b' takes no finite minutes"),
        (("a", "b", 0, 0, NAN, 0), "from 'a' to 'b' takes no finite minutes"),
        (("a", "b", -1, 60, NAN, 0), "from 'a' to 'b' takes no finite minutes"),
        (("a", "b", NAN, 60, NAN, 0), "from 'a' to 'b' takes no finite minutes"),
        (("a", "b", 1, 60, -1, 0), "from 'a' to 'b' takes no finite minutes"),
        (("a", "b", 1, 60, float("inf"), 0), "from 'a' to 'b' takes no finite minutes"),
    ],
)
def test_an_unusable_edge_is_an_error_that_names_it(road: tuple, message: str) -> None:
    """The same edge from a to b at 60 km/h passes."""
    road_network(nodes("a", "b"), edges(("a", "b", 1, 60, NAN, 0)))
    with pytest.raises(RoadError, match=message):
        road_network(nodes("a", "b"), edges(road))


def test_a_node_given_twice_is_an_error() -> None:
    """Edges could mean either."""
    with pytest.raises(RoadError, match="'a' is given twice"):
        road_network(nodes("a", "b", "a"), edges(("a", "b", 1, 60, NAN, 0)))
