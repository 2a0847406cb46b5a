"""Travel times, against networkx and by hand."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import RoadError, RoadNetwork, TravelTimes, road_network, travel_times
from geo import travel as travel_module

NAN = float("nan")
LIMITS = {"cutoff_minutes": 120.0, "snap_limit_km": 5.0, "access_kmh": 20.0}

# Nodes half a kilometre apart on a line: a place at a node is at that node.
STEP = 0.006


def line(count: int, roads: list[tuple[int, int, float, int]]) -> RoadNetwork:
    """Return nodes on a line with edges (from, to, minutes, oneway)."""
    nodes = pd.DataFrame(
        {
            "node_id": [f"n{i}" for i in range(count)],
            "lon": 122 + STEP * np.arange(count),
            "lat": 37.2,
            "kind": "",
        }
    )
    columns = ["from_node", "to_node", "minutes", "oneway"]
    rows = [(f"n{a}", f"n{b}", minutes, oneway) for a, b, minutes, oneway in roads]
    return road_network(nodes, pd.DataFrame(rows, columns=columns).assign(length_km=1.0, speed_kmh=1.0))


def places(prefix: str, at: list[int]) -> pd.DataFrame:
    """Return places at nodes of a line."""
    ids = [f"{prefix}{number}" for number in range(len(at))]
    return pd.DataFrame({"id": ids, "lon": 122 + STEP * np.array(at, dtype=float), "lat": 37.2})


def pairs(times: TravelTimes) -> dict[tuple[str, str], tuple[float, float]]:
    table = times.table()
    return {(o, d): (one, both) for o, d, one, both in table.itertuples(index=False)}


EDGE = st.tuples(
    st.integers(0, 9),
    st.integers(0, 9),
    st.one_of(st.just(0.0), st.floats(0.0, 40.0).map(lambda value: round(value, 2))),
    st.integers(0, 1),
)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(EDGE, max_size=25),
    st.lists(st.integers(0, 9), min_size=1, max_size=6),
    st.lists(st.integers(0, 9), min_size=1, max_size=6),
    st.floats(0.0, 80.0),
)
def test_minutes_agree_with_networkx(
    roads: list[tuple[int, int, float, int]], starts: list[int], goals: list[int], cutoff: float
) -> None:
    """On any graph: one-way edges, edges of no length, loops, parallel edges, parts cut off, any cut-off."""
    network = line(10, roads)
    limits = LIMITS | {"cutoff_minutes": cutoff}
    times = travel_times(network, origins=places("o", starts), destinations=places("d", goals), **limits)
    there = dict(nx.all_pairs_dijkstra_path_length(network.graph(), weight="minutes"))
    expected = {}
    for i, start in enumerate(starts):
        for j, goal in enumerate(goals):
            out, back = there[f"n{start}"].get(f"n{goal}"), there[f"n{goal}"].get(f"n{start}")
            if out is not None and back is not None and out <= cutoff:
                expected[f"o{i}", f"d{j}"] = (out, out + back)
    found = pairs(times)
    border = {pair for pair, (out, _) in expected.items() if math.isclose(out, cutoff, abs_tol=1e-9)}
    assert found.keys() | border == expected.keys() | (border & found.keys()) | border
    for pair, minutes in found.items():
        assert minutes == pytest.approx(expected[pair], abs=1e-9)
    reached = {
        f"d{j}"
        for j, goal in enumerate(goals)
        if any(f"n{goal}" in there[f"n{s}"] and f"n{s}" in there[f"n{goal}"] for s in starts)
    }
    assert set(times.unreachable) == {f"d{j}" for j in range(len(goals))} - reached
    assert times.unsnapped == ()


def test_the_way_back_may_be_longer() -> None:
    """A one-way street of 5 minutes and a detour of 12."""
    network = line(3, [(0, 1, 5, 1), (1, 2, 6, 1), (2, 0, 6, 1)])
    times = travel_times(network, origins=places("o", [0]), destinations=places("d", [1]), **LIMITS)
    assert pairs(times) == {("o0", "d0"): (5, 17)}


def test_the_way_back_may_exceed_the_cutoff() -> None:
    """The cut-off is one way."""
    network = line(2, [(0, 1, 5, 1), (1, 0, 500, 1)])
    times = travel_times(network, origins=places("o", [0]), destinations=places("d", [1]), **LIMITS)
    assert pairs(times) == {("o0", "d0"): (5, 505)}


def test_a_pair_without_a_way_back_is_not_listed() -> None:
    """Nobody is sent where they cannot return from; the destination counts as unreachable."""
    times = travel_times(
        line(2, [(0, 1, 5, 1)]), origins=places("o", [0]), destinations=places("d", [1]), **LIMITS
    )
    assert pairs(times) == {}
    assert times.unreachable == ("d0",)


def test_minutes_of_zero_are_listed() -> None:
    """A destination at the origin, or at the end of a road of no length, is no missing pair."""
    times = travel_times(
        line(2, [(0, 1, 0, 0)]), origins=places("o", [0]), destinations=places("d", [0, 1]), **LIMITS
    )
    assert pairs(times) == {("o0", "d0"): (0, 0), ("o0", "d1"): (0, 0)}


def test_the_cutoff_itself_is_within() -> None:
    """Sixty minutes are within a limit of sixty."""
    network = line(3, [(0, 1, 60, 0), (1, 2, 0.001, 0)])
    limits = LIMITS | {"cutoff_minutes": 60.0}
    times = travel_times(network, origins=places("o", [0]), destinations=places("d", [1, 2]), **limits)
    assert pairs(times).keys() == {("o0", "d0")}
    assert times.unreachable == ()  # too far is not unreachable


def test_access_off_the_road_is_added_at_both_ends() -> None:
    """One kilometre at 20 km/h is three minutes, and it counts towards the cut-off."""
    network = line(2, [(0, 1, 10, 0)])
    km_north = 1 / 110.99
    origins = places("o", [0]).assign(lat=37.2 + km_north)
    destinations = places("d", [1]).assign(lat=37.2 + 2 * km_north)
    times = travel_times(network, origins=origins, destinations=destinations, **LIMITS)
    assert pairs(times)["o0", "d0"] == pytest.approx((19, 38), abs=0.01)
    near = LIMITS | {"cutoff_minutes": 18.9}
    assert not pairs(travel_times(network, origins=origins, destinations=destinations, **near))


def test_places_beyond_the_snap_limit_are_listed_and_not_joined() -> None:
    """On either side; they are not called unreachable as well."""
    network = line(2, [(0, 1, 10, 0)])
    origins = pd.concat([places("o", [0]), pd.DataFrame({"id": ["far"], "lon": [122.0], "lat": [37.3]})])
    destinations = pd.concat(
        [places("d", [1]), pd.DataFrame({"id": ["off"], "lon": [122.0], "lat": [37.25]})]
    )
    times = travel_times(network, origins=origins, destinations=destinations, **LIMITS)
    assert times.unsnapped == ("far", "off")
    assert times.unreachable == ()
    assert pairs(times).keys() == {("o0", "d0")}
    wide = travel_times(
        network, origins=origins, destinations=destinations, **(LIMITS | {"snap_limit_km": 20.0})
    )
    assert wide.unsnapped == ()
    assert len(wide.minutes) == 4


def test_pairs_are_sorted_and_matched_by_id() -> None:
    """By origin, then destination, in the order given; shuffled places give the same minutes."""
    network = line(10, [(i, i + 1, i + 1, 0) for i in range(9)])
    origins, destinations = places("o", [7, 2, 2, 9]), places("d", [5, 0, 8])
    times = travel_times(network, origins=origins, destinations=destinations, **LIMITS)
    position = list(zip(times.origin.tolist(), times.destination.tolist(), strict=True))
    assert position == sorted(position)
    assert times.origin_ids == tuple(origins["id"])
    shuffled = travel_times(
        network,
        origins=origins.iloc[::-1],
        destinations=destinations.sample(frac=1, random_state=4),
        **LIMITS,
    )
    assert pairs(shuffled) == pairs(times)


def test_batches_give_what_one_run_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of a batch is a matter of memory; progress ends with all origins done."""
    network = line(10, [(i, i + 1, 3, i % 2) for i in range(9)] + [(9, 0, 4, 1)])
    given_places = {"origins": places("o", [3, 1, 4, 1, 5, 9]), "destinations": places("d", list(range(10)))}
    whole = travel_times(network, **given_places, **LIMITS)
    monkeypatch.setattr(travel_module, "_BATCH", 2)
    seen: list[tuple[int, int]] = []
    parts = travel_times(
        network, **given_places, **LIMITS, progress=lambda done, all_: seen.append((done, all_))
    )
    assert parts.table().equals(whole.table())
    assert seen == [(3, 6), (5, 6), (6, 6)]


def test_progress_ends_even_when_there_is_nothing_to_do() -> None:
    """Whoever draws a bar can take it away."""
    seen: list[tuple[int, int]] = []
    far = places("o", [0]).assign(lat=38.0)
    travel_times(
        line(2, []),
        origins=far,
        destinations=places("d", [1]),
        **LIMITS,
        progress=lambda *at: seen.append(at),
    )
    assert seen == [(1, 1)]


def test_empty_tables_give_no_pairs() -> None:
    """A city without offices is a fault elsewhere, not here."""
    times = travel_times(line(2, []), origins=places("o", []), destinations=places("d", [1]), **LIMITS)
    assert len(times.table()) == 0
    assert times.unreachable == ("d0",)
    assert not len(
        travel_times(line(2, []), origins=places("o", [1]), destinations=places("d", []), **LIMITS).minutes
    )


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"cutoff_minutes": -1.0}, "cutoff_minutes is -1.0"),
        ({"cutoff_minutes": NAN}, "cutoff_minutes is nan"),
        ({"snap_limit_km": -0.1}, "snap_limit_km"),
        ({"access_kmh": 0.0}, "access_kmh is 0.0"),
    ],
)
def test_a_limit_out_of_range_is_an_error(limits: dict[str, float], message: str) -> None:
    """Zero minutes and zero kilometres are in range."""
    sides = {"origins": places("o", [0]), "destinations": places("d", [0])}
    least = {"cutoff_minutes": 0.0, "snap_limit_km": 0.0, "access_kmh": 0.1}
    assert len(travel_times(line(1, []), **sides, **least).minutes) == 1
    with pytest.raises(RoadError, match=message):
        travel_times(line(1, []), **sides, **(LIMITS | limits))


def test_places_that_cannot_be_used_are_errors() -> None:
    """An id given twice, a coordinate that is missing, a network without nodes."""
    network = line(2, [(0, 1, 1, 0)])
    sound = places("o", [0, 1])
    for bad, message in ((sound.assign(id="o0"), "'o0' is given twice"), (sound.assign(lon=NAN), "finite")):
        with pytest.raises(RoadError, match=f"destinations: .*{message}"):
            travel_times(network, origins=sound, destinations=bad, **LIMITS)
    with pytest.raises(RoadError, match="no node"):
        travel_times(line(0, []), origins=sound, destinations=sound, **LIMITS)
