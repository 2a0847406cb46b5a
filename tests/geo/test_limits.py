"""The largest number of every column: a slip of the unit or of the column is told, what is meant passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import SCHEMAS, TABLES
from geo.columns import Column, Kind, Most
from tests.geo.broken import faults_of, with_cells
from tests.small_city import small_tables, write_small_city

LIMITED = [
    (name, column, column.most)
    for name, spec in TABLES.items()
    for column in spec.columns
    if column.most is not None
]
NEEDED = {spec.name for spec in TABLES.values() if spec.required} | {"outlines"}
A_PHONE_NUMBER = "13800000000"


def test_every_count_and_amount_has_a_largest_value() -> None:
    amounts = {
        (name, column.name)
        for name, spec in TABLES.items()
        for column in spec.columns
        if column.kind in (Kind.COUNT, Kind.AMOUNT)
    }
    assert amounts == {(name, column.name) for name, column, _ in LIMITED}


def test_the_largest_values_of_all_columns_pass(tmp_path: Path) -> None:
    changed = {}
    for name in {name for name, *_ in LIMITED}:
        cells = [(0, column.name, f"{most.value:.0f}") for table, column, most in LIMITED if table == name]
        changed |= with_cells(name, *cells)
    assert faults_of(write_small_city(tmp_path, changed)) == ()


@pytest.mark.parametrize(
    ("table", "column", "most"), LIMITED, ids=[f"{table}.{column.name}" for table, column, _ in LIMITED]
)
@pytest.mark.parametrize("beyond", ["next", A_PHONE_NUMBER])
def test_the_next_number_and_a_phone_number_are_one_fault_with_limit_and_reason(
    tmp_path: Path, table: str, column: Column, most: Most, beyond: str
) -> None:
    """File, row, column, value as found, the limit, and why; a phone number is not repeated."""
    text = f"{most.value + 1:.0f}" if beyond == "next" else beyond
    sources = write_small_city(tmp_path, with_cells(table, (0, column.name, text)))
    (fault,) = faults_of({name: sources[name] for name in sources if name in NEEDED | {table, "committees"}})
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", 2, column.name)
    assert (fault.code, fault.value) == ("too_large", text if beyond == "next" else "***")
    assert fault.params == (("limit", f"{most.value:.0f}"), ("reason", most.reason))


def test_the_schemas_know_the_limits() -> None:
    """Whoever builds a table elsewhere and validates it finds the same."""
    import pandera.errors

    frame = small_tables()["headcounts"].assign(number=1_000_000.0)
    SCHEMAS["headcounts"].validate(frame)
    with pytest.raises(pandera.errors.SchemaErrors, match="too_large"):
        SCHEMAS["headcounts"].validate(frame.assign(number=1_000_001.0), lazy=True)
