"""The nearest road node, against geodesics."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import snap

GEOD = pyproj.Geod(ellps="CGCS2000" if "CGCS2000" in pyproj.get_ellps_map() else "GRS80")
PLACE = st.tuples(st.floats(118.4, 122.8), st.floats(33.9, 37.7))


@settings(deadline=None)
@given(st.lists(PLACE, min_size=1, max_size=8), st.lists(PLACE, min_size=1, max_size=30))
def test_the_nearest_node_is_the_geodesic_one(
    places: list[tuple[float, float]], nodes: list[tuple[float, float]]
) -> None:
    """Across both cities; nodes that differ by less than a metre may stand for one another."""
    (lon, lat), (node_lon, node_lat) = np.array(places).T, np.array(nodes).T
    node, km = snap(lon=lon, lat=lat, node_lon=node_lon, node_lat=node_lat)
    for i in range(len(places)):
        x, y = np.full(len(nodes), lon[i]), np.full(len(nodes), lat[i])
        metres = GEOD.inv(x, y, node_lon, node_lat)[2]
        if metres.min() < 50_000:
            assert metres[node[i]] <= metres.min() + 1.0
            assert km[i] * 1000 == pytest.approx(metres[node[i]], abs=1.0)


@pytest.mark.parametrize("bearing", [0, 45, 90, 200])
@pytest.mark.parametrize("metres", [0.0, 1.0, 4999.5, 5000.5, 50_000.0])
def test_distances_are_exact_to_a_metre(bearing: float, metres: float) -> None:
    """In any direction: a degree east is shorter than a degree north."""
    lon, lat, _ = GEOD.fwd(122.1, 37.5, bearing, metres)
    _, km = snap(lon=[lon], lat=[lat], node_lon=[122.1], node_lat=[37.5])
    assert km[0] * 1000 == pytest.approx(metres, abs=0.2)


def test_of_nodes_at_one_spot_the_first_is_taken() -> None:
    """So that the same files always give the same minutes."""
    node, km = snap(lon=[122.1], lat=[37.5], node_lon=[122.3, 122.1, 122.1], node_lat=[37.5, 37.5, 37.5])
    assert (node[0], km[0]) == (1, 0.0)


def test_no_places_are_no_nodes() -> None:
    """An empty table gives empty arrays."""
    node, km = snap(lon=[], lat=[], node_lon=[122.1], node_lat=[37.5])
    assert (node.shape, km.shape) == ((0,), (0,))
