"""Every fault that one cell can have, beside the nearest cell that has none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from geo import OUTLINES, TABLES
from tests.geo.broken import cell_faults, faults_of, read, with_cells
from tests.small_city import write_small_city

# table, record, column, accepted, rejected, code, one param
CELLS = [
    ("villages", 0, "pop_resident", "1234", "1,234", "not_a_number", ("reason", "thousands_separator")),
    ("villages", 0, "pop_resident", "1234", "１２３４", "not_a_number", ("reason", "full_width")),
    ("villages", 0, "pop_resident", "1e3", "1e3人", "not_a_number", ("reason", "text")),
    ("villages", 0, "pop_resident", "0", "nan", "not_a_number", ("reason", "text")),
    ("villages", 0, "pop_resident", "0", "inf", "not_a_number", ("reason", "text")),
    ("villages", 0, "pop_resident", "16", "0x10", "not_a_number", ("reason", "text")),
    ("villages", 0, "pop_resident", "1000", "1_000", "not_a_number", ("reason", "text")),
    ("villages", 0, "pop_resident", "12.0", "12.5", "not_whole", None),
    ("villages", 0, "pop_resident", "0", "-1", "negative", None),
    ("villages", 0, "pop_resident", "", "-1e300", "negative", None),
    ("villages", 0, "pop_resident", "9e5", "9e300", "too_large", ("limit", "1000000")),
    ("villages", 0, "lon", "122.0500", "9e300", "too_large", ("limit", "1000000000000")),
    ("villages", 0, "name", "NA", "\u3000", "missing_value", None),
    ("villages", 0, "area", "城镇", "郊区", "not_allowed", ("allowed", "rural, urban")),
    ("villages", 0, "area", "urban", "Urban", "not_allowed", ("allowed", "rural, urban")),
    ("villages", 0, "island", "否", "2", "not_allowed", ("allowed", "0, 1")),
    ("villages", 0, "lon", "122.05", "122.05E", "not_a_number", ("reason", "text")),
    ("villages", 0, "lat", "37.2", "", "missing_value", None),
    ("villages", 4, "village_code", "371001101209", "37100110120", "bad_code", ("found", "11 characters")),
    ("villages", 4, "village_code", "371001101209", "37100110120A", "bad_code", ("expected", "12 digits")),
    ("villages", 4, "village_code", "371001101209", "3.71001E+11", "code_mangled", ("reason", "scientific")),
    ("villages", 4, "village_code", "371001101209", "371001101209.0", "code_mangled", ("reason", "decimal")),
    ("villages", 4, "village_code", "371001101209", "３7100110120", "code_mangled", ("reason", "full_width")),
    ("villages", 4, "village_code", "371001101209", "'371001101209", "code_mangled", ("reason", "quoted")),
    ("villages", 4, "village_code", "371001101209", '="371001101209"', "code_mangled", ("reason", "quoted")),
    ("villages", 4, "village_code", "371001101209", "371001101200", "duplicate", ("first_row", "5")),
    ("villages", 4, "township_code", "371001101", "371001109", "unknown_reference", None),
    ("villages", 9, "county_code", "371002", "371009", "unknown_reference", ("table", "counties.csv")),
    ("townships", 2, "county_code", "371002", "37002", "bad_code", ("expected", "6 digits")),
    ("counties", 0, "kind", "区", "city", "not_allowed", ("allowed", "county, district, zone")),
    ("counties", 1, "pop_resident", "40000", "4万", "not_a_number", ("reason", "text")),
    ("grids", 1, "grid_code", "371001001001009", "371001001002009", "bad_code", ("found", "another village")),
    ("legal_literate", 0, "village_code", "371001001001", "371001001901", "unknown_reference", None),
    ("offices", 3, "kind", "法律援助中心", "银行", "not_allowed", None),
    ("offices", 3, "township_code", "", "371001109", "unknown_reference", ("table", "townships.csv")),
    ("service_points", 1, "colocated_with", "", "J99", "unknown_reference", ("column", "office_code")),
    ("service_points", 1, "county_code", "371001", "", "missing_value", None),
    ("service_points", 0, "staff", "0", "-9", "negative", None),
    ("committees", 1, "township_code", "371002100", "", "missing_value", None),
    ("committees", 0, "village_code", "371001101200", "", "missing_value", None),
    ("counsel", 0, "occupation", "律师", "厨师", "not_allowed", ("allowed", "gls_worker, lawyer")),
    ("counsel", 0, "occupation", "gls_worker", "notary", "not_allowed", ("allowed", "gls_worker, lawyer")),
    ("counsel", 0, "hours_year", "0", "-0.5", "negative", None),
    ("counsel", 0, "hours_year", "8784", "", "missing_value", None),
    ("counsel", 0, "hours_year", "8784.0", "8784.5", "too_large", ("reason", "year_hours")),
    ("counsel", 0, "hours_year", ".5", "半年", "not_a_number", ("reason", "text")),
    ("counsel", 0, "most_villages", "5", "5.5", "not_whole", None),
    ("counsel", 0, "office_code", "F02", "F99", "unknown_reference", ("table", "offices.csv")),
    ("counsel", 4, "person_id", "P06", "P01", "duplicate", ("first_row", "2")),
    ("counsel", 0, "sex", "女", "f", "not_allowed", ("allowed", "female, male")),
    ("mediators", 0, "committee_code", "C02", "C99", "unknown_reference", ("table", "committees.csv")),
    ("mediators", 0, "full_time", "专职", "maybe", "not_allowed", ("allowed", "0, 1")),
    ("legal_literate", 0, "status", "候选", "left", "not_allowed", None),
    ("staff", 0, "skill", "值班律师", "lawyer", "not_allowed", None),
    ("staff", 0, "skill", "法律援助", "", "missing_value", None),
    ("headcounts", 1, "occupation", "公证员", "chef", "not_allowed", None),
    ("headcounts", 1, "occupation", "gls_worker", "律师", "duplicate", ("first_row", "2")),
    ("observations", 2, "year", "2019", "2021", "duplicate", ("first_row", "2")),
    ("cases", 0, "county_code", "371071", "371009", "unknown_reference", ("table", "counties.csv")),
    ("cases", 0, "year", "2013", "2013年", "not_a_number", ("reason", "text")),
    ("cases", 0, "case_type", "notarial", "", "missing_value", None),
    ("cases", 0, "cases", "0", "", "missing_value", None),
    ("cases", 0, "cases", "12", "12.5", "not_whole", None),
    ("roster", 0, "person_id", "P02", "P99", "unknown_reference", ("table", "counsel.csv")),
    ("roster", 0, "unit_code", "371001001003", "371001001009", "unknown_reference", None),
    ("roster", 0, "since", "2024-02-29", "2023-02-29", "bad_date", ("expected", "YYYY-MM-DD")),
    ("roster", 0, "since", "2024-01-31", "2024/1/31", "bad_date", ("expected", "YYYY-MM-DD")),
    ("roster", 0, "since", "", "20240131", "bad_date", ("expected", "YYYY-MM-DD")),
    ("roster", 0, "role", "法律顾问", "mediator", "not_allowed", ("allowed", "counsel")),
    ("road_nodes", 4, "kind", "port", "bridge", "not_allowed", None),
    ("road_edges", 0, "to_node", "N03", "N99", "unknown_reference", ("table", "road_nodes.csv")),
    ("road_edges", 0, "length_km", "0", "-1", "negative", None),
    ("road_edges", 0, "speed_kmh", "1", "0", "not_positive", None),
    ("road_edges", 0, "minutes", "0", "-3", "negative", None),
    ("road_edges", 0, "oneway", "是", "2", "not_allowed", ("allowed", "0, 1")),
    ("road_edges", 0, "class", "轮渡", "rail", "not_allowed", None),
]  # fmt: skip


# Tables that no cell here refers to are left out: reading them is most of the time.
NEEDED = {spec.name for spec in (*TABLES.values(), OUTLINES) if spec.required}
NEEDED |= {"committees", "grids", "service_points"}


def accepted_rounds() -> list[dict[str, list[tuple[int, str, str]]]]:
    """Return the accepted cells by table, in as few rounds as give each cell one text at a time."""
    rounds: list[dict[str, list[tuple[int, str, str]]]] = []
    used: Counter[tuple[str, int, str]] = Counter()
    for table, record, column, accepted, *_ in CELLS:
        number = used[table, record, column]
        used[table, record, column] += 1
        rounds += [{} for _ in range(number + 1 - len(rounds))]
        rounds[number].setdefault(table, []).append((record, column, accepted))
    return rounds


@pytest.mark.parametrize("cells", accepted_rounds())
def test_the_nearest_right_cells_are_no_faults(
    tmp_path: Path, cells: dict[str, list[tuple[int, str, str]]]
) -> None:
    """Every accepted text of the list, in the very cell in which its neighbour is rejected."""
    changed: dict[str, pd.DataFrame] = {}
    for table, changes in cells.items():
        changed |= with_cells(table, *changes)
    assert faults_of(write_small_city(tmp_path, changed)) == ()


@pytest.mark.parametrize(
    ("table", "record", "column", "rejected", "code", "param"), [c[:3] + c[4:] for c in CELLS]
)
def test_a_wrong_cell_is_one_fault(
    tmp_path: Path, table: str, record: int, column: str, rejected: str, code: str, param: object
) -> None:
    """The fault names file, row, header and value as the user sees them."""
    sources = write_small_city(tmp_path, with_cells(table, (record, column, rejected)))
    (fault,) = faults_of({name: sources[name] for name in sources if name in NEEDED or name == table})
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", record + 2, column)
    assert (fault.value, fault.code) == (rejected.strip(), code)
    assert param is None or param in fault.params


def test_an_edge_of_given_minutes_needs_no_speed(tmp_path: Path) -> None:
    """A ferry may be given by its minutes alone, wait included."""
    assert cell_faults(tmp_path, "road_edges", (0, "speed_kmh", "0"), (0, "minutes", "35")) == ()


def test_values_given_in_chinese_become_code_names(tmp_path: Path) -> None:
    """So that the rest of the project knows one name for each."""
    changed = with_cells(
        "counsel", (0, "occupation", "律师"), (0, "sex", "女性"), (3, "occupation", "基层法律服务工作者")
    )
    city = read(write_small_city(tmp_path, changed))
    assert city.counsel.equals(read(write_small_city(tmp_path, with_cells("counsel"))).counsel)


def test_a_village_whose_county_is_not_that_of_its_township_is_a_fault(tmp_path: Path) -> None:
    """The zone's townships are the case in point: both codes exist, and they contradict each other."""
    (fault,) = cell_faults(tmp_path, "villages", (10, "county_code", "371001"))
    assert (fault.row, fault.column, fault.code) == (12, "county_code", "disagrees")
    assert fault.params == (("with", "townships.csv"), ("expected", "371071"))


def test_a_person_whose_grid_is_in_another_village_is_a_fault(tmp_path: Path) -> None:
    """A grid belongs to one village."""
    assert cell_faults(tmp_path, "legal_literate", (0, "grid_code", "371001001001002")) == ()
    (fault,) = cell_faults(tmp_path, "legal_literate", (0, "grid_code", "371002100200001"))
    assert (fault.column, fault.code) == ("village_code", "disagrees")


def test_a_reference_that_lost_its_zeros_says_so(tmp_path: Path) -> None:
    """A spreadsheet turns 007 into 7: the code exists but for the zeros."""
    offices = with_cells("offices", (3, "office_code", "007"))
    offices |= with_cells("staff", (3, "unit_code", "007"))
    points = with_cells("service_points", (1, "colocated_with", "007"))
    assert read(write_small_city(tmp_path, offices | points)).offices["office_code"].iloc[3] == "007"
    points = with_cells("service_points", (1, "colocated_with", "7"))
    (fault,) = faults_of(write_small_city(tmp_path, offices | points))
    assert fault.code == "code_mangled"
    assert fault.params == (("reason", "lost_zeros"), ("expected", "007"))


def test_a_negative_beside_a_blank_is_still_found(tmp_path: Path) -> None:
    """A column that holds a blank is still checked in its other rows."""
    faults = cell_faults(tmp_path, "counsel", (0, "most_villages", ""), (1, "most_villages", "-5"))
    assert [(fault.row, fault.code) for fault in faults] == [(2, "missing_value"), (3, "negative")]


def test_a_wrong_code_is_reported_once_where_it_stands_and_where_it_is_missed(tmp_path: Path) -> None:
    """The rows that rightly name the village cannot find it: one line a column, after the cause."""
    faults = cell_faults(tmp_path, "villages", (3, "village_code", "3.71E+11"))
    assert [(fault.file, fault.row, fault.code) for fault in faults] == [
        ("villages.csv", 5, "code_mangled"),
        ("committees.csv", 2, "follows"),
        ("roster.csv", 4, "follows"),
    ]


def test_a_person_may_serve_on_two_committees_but_not_twice_on_one(tmp_path: Path) -> None:
    """The key of a mediator is the person and the committee."""
    assert cell_faults(tmp_path, "mediators", (1, "person_id", "M01")) == ()
    (fault,) = cell_faults(tmp_path, "mediators", (1, "person_id", "P04"))
    assert fault.code == "duplicate"
