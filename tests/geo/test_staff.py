"""Where staff work: at a service point or an office, whichever of the two tables has the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import Fault
from tests.geo.broken import cell_faults, faults_of, read, with_cells
from tests.small_city import small_tables, write_small_city

EITHER = (("table", "service_points.csv / offices.csv"), ("column", "point_code / office_code"))


@pytest.mark.parametrize(("accepted", "rejected"), [("S01", "S91"), ("J01", "J91")])
def test_staff_work_at_a_point_or_an_office_that_there_is(
    tmp_path: Path, accepted: str, rejected: str
) -> None:
    """The fault names both tables, since the code could stand in either."""
    assert cell_faults(tmp_path, "staff", (0, "unit_code", accepted)) == ()
    assert cell_faults(tmp_path, "staff", (0, "unit_code", rejected)) == (
        Fault("staff.csv", 2, "unit_code", rejected, "unknown_reference", EITHER),
    )


def test_without_service_points_staff_work_at_offices(tmp_path: Path) -> None:
    """A study need not have service points; then no code can mean one."""
    staff = small_tables()["staff"]
    sources = write_small_city(tmp_path, {"staff": staff[staff["unit_code"] == "J01"]})
    del sources["service_points"]
    assert faults_of(sources) == ()
    sources = write_small_city(tmp_path, {"staff": staff[staff["unit_code"].isin(["J01", "S00"])]})
    del sources["service_points"]
    named = (("table", "offices.csv"), ("column", "office_code"))
    assert faults_of(sources) == (Fault("staff.csv", 2, "unit_code", "S00", "unknown_reference", named),)


@pytest.mark.parametrize(("table", "key"), [("service_points", "point_code"), ("offices", "office_code")])
def test_staff_are_not_blamed_for_a_table_that_could_not_be_read(
    tmp_path: Path, table: str, key: str
) -> None:
    """The file is declared, so it may hold the code."""
    sources = write_small_city(tmp_path)
    small_tables()[table].drop(columns=key).to_csv(sources[table].path, index=False)
    assert [(fault.file, fault.code) for fault in faults_of(sources)] == [(f"{table}.csv", "missing_column")]
    sources[table].path.unlink()
    assert [(fault.file, fault.code) for fault in faults_of(sources)] == [(f"{table}.csv", "missing_file")]


def test_staff_of_a_point_whose_own_code_is_rejected_follow_from_it(tmp_path: Path) -> None:
    """One line after the cause, as for a code that can stand in one table only."""
    faults = cell_faults(tmp_path, "service_points", (1, "point_code", "S00"))
    assert [(fault.file, fault.row, fault.code) for fault in faults] == [
        ("service_points.csv", 3, "duplicate"),
        ("staff.csv", 3, "follows"),
    ]
    assert faults[1].params == (*EITHER, ("count", "2"))


def test_a_unit_that_lost_its_zeros_says_so(tmp_path: Path) -> None:
    """As for every other code."""
    points = with_cells("service_points", (0, "point_code", "007"))
    whole, bare = (points | with_cells("staff", (0, "unit_code", text)) for text in ("007", "7"))
    assert faults_of(write_small_city(tmp_path, whole)) == ()
    (fault,) = faults_of(write_small_city(tmp_path, bare))
    assert (fault.code, fault.params) == ("code_mangled", (("reason", "lost_zeros"), ("expected", "007")))


def test_a_person_may_work_at_two_units_but_not_twice_at_one(tmp_path: Path) -> None:
    """The key is the person and the unit; who is counsel or mediator besides keeps the code there."""
    assert cell_faults(tmp_path, "staff", (2, "person_id", "P02")) == ()
    (fault,) = cell_faults(tmp_path, "staff", (2, "person_id", "M01"))
    assert (fault.row, fault.code, fault.params) == (4, "duplicate", (("first_row", "3"),))


def test_the_city_has_the_staff_with_their_skills(tmp_path: Path) -> None:
    """In code names, whatever the file calls them, and in order of the file."""
    city = read(write_small_city(tmp_path, with_cells("staff", (1, "skill", "人民调解员"))))
    assert city.staff["skill"].tolist() == ["duty_lawyer", "mediator", "general", "general"]
    assert city.staff["unit_code"].tolist() == ["S00", "S01", "S01", "J01"]


def test_a_phone_of_staff_is_kept_but_never_reaches_a_report(tmp_path: Path) -> None:
    """As for counsel, even where columns have slipped."""
    sources = write_small_city(tmp_path)
    assert read(sources).staff["phone"].tolist() == ["13800000002", "", "", ""]
    (fault,) = cell_faults(tmp_path, "staff", (0, "unit_code", "13800000002"))
    assert "138000" not in str(fault)
