"""Roads that do not hang together."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.geo.broken import cell_faults, faults_of, with_cells
from tests.small_city import small_tables, write_small_city


def without_edge(start: str, end: str) -> dict[str, pd.DataFrame]:
    edges = small_tables()["road_edges"]
    return {"road_edges": edges[(edges["from_node"] != start) | (edges["to_node"] != end)]}


def test_a_settlement_without_a_road_is_a_fault(tmp_path: Path) -> None:
    """The first of its settlements stands for a cut-off part, with the size of the part."""
    assert faults_of(write_small_city(tmp_path)) == ()
    (fault,) = faults_of(write_small_city(tmp_path, without_edge("N05", "N03")))
    assert (fault.file, fault.row, fault.column, fault.value) == ("road_nodes.csv", 4, "node_id", "N03")
    assert (fault.code, fault.params) == ("cut_off_road", (("nodes", "2"), ("settlements", "2")))


def test_an_island_may_be_cut_off_only_when_it_is_declared(tmp_path: Path) -> None:
    """The small city has one; were its village no island, its road would be missing."""
    (fault,) = cell_faults(tmp_path, "villages", (9, "island", "0"))
    assert (fault.file, fault.row, fault.code) == ("road_nodes.csv", 8, "cut_off_road")


def test_a_ferry_joins_an_island(tmp_path: Path) -> None:
    """Declared or not."""
    edges = small_tables()["road_edges"]
    ferry = {"from_node": "N06", "to_node": "N07", "class": "ferry", "length_km": "16", "speed_kmh": "0"}
    ferry |= {"minutes": "75", "oneway": "0"}
    joined = pd.concat([edges, pd.DataFrame([ferry])], ignore_index=True)
    changed = {"road_edges": joined} | with_cells("villages", (9, "island", "0"))
    assert faults_of(write_small_city(tmp_path, changed)) == ()


def test_a_junction_may_lie_apart(tmp_path: Path) -> None:
    """No one lives there."""
    nodes = small_tables()["road_nodes"]
    for kind, codes in (("junction", []), ("port", []), ("settlement", ["cut_off_road"])):
        lone = pd.DataFrame([{"node_id": "N08", "lon": "122.25", "lat": "37.28", "kind": kind}])
        faults = faults_of(write_small_city(tmp_path, {"road_nodes": pd.concat([nodes, lone])}))
        assert [fault.code for fault in faults] == codes


def test_an_unknown_node_hides_what_it_would_have_joined(tmp_path: Path) -> None:
    """One typing error is one fault, not also a cut-off road."""
    faults = cell_faults(tmp_path, "road_edges", (3, "to_node", "N3"))
    assert [(fault.code, fault.value) for fault in faults] == [("unknown_reference", "N3")]


def test_a_one_way_road_still_joins(tmp_path: Path) -> None:
    """Whether both ways can be driven shows in the travel times."""
    assert cell_faults(tmp_path, "road_edges", (3, "oneway", "1")) == ()
