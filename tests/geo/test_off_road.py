"""Places that no road leads near to: people cannot set out there, and whoever plans is told."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo import Fault, TableError, read_city
from geo.off_road import off_road_villages
from tests.geo.broken import faults_of, read, with_cells
from tests.small_city import OCCUPATIONS, small_tables, write_small_city

#: A spot in the first county, about 8.9 km from the nearest node, and the same as it stands in a table.
FAR = ("122.05", "37.28")
HERE = f"{FAR[0]}, {FAR[1]}"


def faults(folder: Path, changed: dict[str, pd.DataFrame], limit_km: float) -> tuple[Fault, ...]:
    """The faults of the small city in a new folder, with some tables changed."""
    folder.mkdir(exist_ok=True)
    try:
        read_city(write_small_city(folder, changed), occupations=OCCUPATIONS, snap_limit_km=limit_km)
    except TableError as error:
        return error.faults
    return ()


def moved(table: str, record: int) -> dict[str, pd.DataFrame]:
    return with_cells(table, (record, "lon", FAR[0]), (record, "lat", FAR[1]))


@pytest.mark.parametrize("table", ["offices", "townships"])
def test_an_office_or_a_seat_beyond_the_limit_is_a_fault_and_just_within_it_none(
    tmp_path: Path, table: str
) -> None:
    """The fault names the row, the place, the distance and the limit that it breaks."""
    assert faults(tmp_path / "within", moved(table, 0), 8.9) == ()
    (fault,) = faults(tmp_path / "beyond", moved(table, 0), 8.8)
    assert (fault.file, fault.row, fault.column, fault.value) == (f"{table}.csv", 2, "lon, lat", HERE)
    assert (fault.code, fault.params) == ("far_from_road", (("km", "8.88"), ("limit", "8.8")))


def test_an_office_from_which_no_counsel_sets_out_may_lie_anywhere(tmp_path: Path) -> None:
    """J01 is nobody's office; with somebody in it, it is F01's case."""
    assert faults(tmp_path / "within", moved("offices", 3), 5) == ()
    changed = moved("offices", 3) | with_cells("counsel", (4, "office_code", "J01"))
    (fault,) = faults(tmp_path / "beyond", changed, 5)
    assert (fault.file, fault.row) == ("offices.csv", 5)


def test_the_seat_of_a_township_of_islands_may_lie_apart(tmp_path: Path) -> None:
    """As long as all of its villages are islands."""
    seat = moved("townships", 3)
    islands = with_cells("villages", (10, "island", "1"), (11, "island", "1"))
    assert faults(tmp_path / "within", seat | islands, 5) == ()
    (fault,) = faults(tmp_path / "beyond", seat | with_cells("villages", (10, "island", "1")), 5)
    assert (fault.file, fault.row, fault.code) == ("townships.csv", 5, "far_from_road")


def test_villages_beyond_the_limit_are_no_faults_but_listed_farthest_first(tmp_path: Path) -> None:
    """One of the small city, and one that is moved; exactly at the limit is near enough."""
    assert faults(tmp_path / "within", {}, 5) == ()
    city = read(write_small_city(tmp_path / "within", moved("villages", 1)))
    found = off_road_villages(city, limit_km=5)
    assert found["village_code"].tolist() == ["371001001002", "371002100201"]
    assert found["name"].tolist() == ["二社区", "河北村"]
    assert found["km"].tolist() == [8.88, 5.18]
    assert off_road_villages(city, limit_km=8.88).empty


def test_what_has_a_fault_already_is_passed_over(tmp_path: Path) -> None:
    """A coordinate that nobody understands says nothing about roads, nor do nodes of which one is lost."""
    for table, record in (("offices", 0), ("road_nodes", 0)):
        changed = moved("townships", 0) | with_cells(table, (record, "lat", "north"))
        codes = {(fault.file, fault.code) for fault in faults(tmp_path / "beyond", changed, 5)}
        told = {("townships.csv", "far_from_road")} if table == "offices" else set()
        assert codes == {(f"{table}.csv", "not_a_number"), *told}


def test_without_a_limit_nothing_is_looked_for(tmp_path: Path) -> None:
    """Whoever only wants the tables need not say how far is too far."""
    assert faults_of(write_small_city(tmp_path, moved("offices", 0))) == ()
    assert len(small_tables()["offices"]) == 4
