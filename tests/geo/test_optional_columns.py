"""A user's own files need the columns that something reads, and no others."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo import SCHEMAS, TABLES
from tests.geo.broken import cell_faults, faults_of, read, with_source
from tests.small_city import small_tables, write_small_city

#: Columns that planning, measures, lists, map or the check of another table reads; see docs/data.md.
READ = {
    "counties": "county_code name kind",
    "townships": "township_code county_code name lon lat",
    "villages": "village_code township_code county_code name area lon lat island",
    "grids": "grid_code village_code",
    "offices": "office_code name lon lat",
    "service_points": "point_code tier lon lat",
    "committees": "committee_code kind county_code",
    "counsel": "person_id name occupation office_code county_code hours_year most_villages",
    "mediators": "person_id committee_code",
    "legal_literate": "person_id village_code grid_code",
    "staff": "person_id unit_code skill",
    "headcounts": "county_code occupation",
    "cases": "county_code year case_type cases",
    "roster": "role unit_code person_id",
    "observations": "measure year",
    "road_nodes": "node_id lon lat kind",
    "road_edges": "from_node to_node length_km speed_kmh oneway",
}
REQUIRED = [(table, column) for table, columns in READ.items() for column in columns.split()]
#: Rows of the small city that need a code which other rows of their table may leave blank.
TIED = {"service_points": ["county_code"], "committees": ["township_code", "village_code"]}


def needed_alone() -> dict[str, pd.DataFrame]:
    """The small city without any column that may be absent."""
    return {name: table[[*READ[name].split(), *TIED.get(name, [])]] for name, table in small_tables().items()}


def test_what_is_read_is_what_is_required() -> None:
    required = {
        name: " ".join(column.name for column in spec.columns if not column.optional)
        for name, spec in TABLES.items()
    }
    assert required == READ


def test_a_study_with_the_needed_columns_alone_is_read_and_the_others_are_blank(tmp_path: Path) -> None:
    city = read(write_small_city(tmp_path, needed_alone()))
    for name, spec in TABLES.items():
        frame = city.table(name)
        SCHEMAS[name].validate(frame[list(spec.names)])
        for column in set(spec.names) - set(needed_alone()[name].columns):
            assert (frame[column].isna() | frame[column].eq("")).all()
    assert city.villages["area"].tolist() == small_tables()["villages"]["area"].tolist()


@pytest.mark.parametrize(("table", "column"), REQUIRED, ids=[".".join(pair) for pair in REQUIRED])
def test_without_one_more_column_the_study_is_refused(tmp_path: Path, table: str, column: str) -> None:
    """The very study of the test above; the fault names the column, others may follow from it."""
    tables = needed_alone()
    tables[table] = tables[table].drop(columns=column)
    found = faults_of(write_small_city(tmp_path, tables))
    missing = [(fault.file, fault.column) for fault in found if fault.code == "missing_column"]
    assert missing == [(f"{table}.csv", column)]


def test_names_of_outlines_are_read_into_the_layer_of_counties(tmp_path: Path) -> None:
    """So the outlines need them; a source without the column is told so."""
    import geopandas as gpd

    sources = write_small_city(tmp_path)
    assert faults_of(sources) == ()
    layer = gpd.read_file(sources["outlines"].path).drop(columns="name")
    path = tmp_path / "bare.gpkg"
    layer.to_file(path, layer="counties", driver="GPKG")
    (fault,) = faults_of(with_source(sources, "outlines", path=path))
    assert (fault.code, fault.column) == ("missing_column", "name")


@pytest.mark.parametrize(
    ("table", "column", "accepted", "rejected", "code"),
    [
        ("counties", "pop_resident", "60000", "-1", "negative"),
        ("townships", "kind", "镇", "村", "not_allowed"),
        ("townships", "seat_source", "推定", "guessed", "not_allowed"),
        ("villages", "households", "3000", "many", "not_a_number"),
        ("villages", "elderly", "1500", "1500.5", "not_whole"),
        ("villages", "disabled", "540", "-1", "negative"),
        ("villages", "migrant_workers", "810", "some", "not_a_number"),
        ("villages", "disputes_year", "48", "48.5", "not_whole"),
        ("offices", "kind", "司法所", "银行", "not_allowed"),
        ("offices", "county_code", "371001", "371009", "unknown_reference"),
        ("offices", "township_code", "371001001", "37100100", "bad_code"),
        ("counsel", "sex", "女", "f", "not_allowed"),
        ("counsel", "yuan_per_village", "3000", "three", "not_a_number"),
        ("staff", "sex", "男", "m", "not_allowed"),
        ("road_edges", "class", "轮渡", "rail", "not_allowed"),
    ],
)
def test_a_column_that_may_be_absent_is_checked_where_it_is_present_and_its_cells_may_be_blank(
    tmp_path: Path, table: str, column: str, accepted: str, rejected: str, code: str
) -> None:
    for text in (accepted, ""):
        assert cell_faults(tmp_path, table, (0, column, text)) == ()
    (fault,) = cell_faults(tmp_path, table, (0, column, rejected))
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", 2, column)
    assert (fault.value, fault.code) == (rejected, code)
