"""docs/data.md lists every table and column that the program reads, as the code has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.columns import Column, Kind, TableSpec
from geo.crs import KNOWN_CRS
from geo.places import OUTLINE_TOLERANCE_KM, ROAD_TOLERANCE_KM
from geo.tables import OUTLINES, TABLES
from scenarios.settings import COORDINATE_TABLES

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", DOCUMENT, flags=re.M | re.S))
SPECS = {OUTLINES.name: OUTLINES, **TABLES}
CELLS = {
    Kind.TEXT: "text",
    Kind.COUNT: "whole number, 0 or more",
    Kind.AMOUNT: "number, 0 or more",
    Kind.COORDINATE: "number, in the declared CRS",
    Kind.FLAG: "1 or 0; 是 or 否",
    Kind.DATE: "date, YYYY-MM-DD",
    Kind.PHONE: "text; never shown whole",
}


def columns() -> Iterator[tuple[str, Column]]:
    for spec in SPECS.values():
        for column in spec.columns:
            yield spec.name, column


def row(column: Column) -> str:
    """The beginning of the line that docs/data.md shall have for a column; its meaning follows."""
    name = f"`{column.name}`" + (" (may be absent)" if column.optional else "")
    return f"| {name} | {'、'.join(column.aliases)} | {cell(column)} | "


def cell(column: Column) -> str:
    """What may stand in the column."""
    if column.kind is Kind.CODE:
        return f"code of {column.digits} digits" if column.digits else "code, any text"
    if column.kind is not Kind.CHOICE:
        return CELLS[column.kind]
    names: dict[str, list[str]] = {}
    for word, value in column.choices.items():
        names.setdefault(value, []).extend([] if word == value else [word])
    choices = [f"`{value}`" + (f" ({'、'.join(words)})" if words else "") for value, words in names.items()]
    return ", ".join(choices) or "an occupation"


def facts(spec: TableSpec) -> str:
    """The first line of a table's section, up to what is said freely."""
    needed = "Required" if spec.required else "Optional"
    key = f"; no two rows with the same {', '.join(f'`{name}`' for name in spec.key)}" if spec.key else ""
    crs = "; `crs` must be declared" if spec.name in COORDINATE_TABLES else ""
    return f"{needed}{key}{crs}. "


def test_every_table_has_a_section_and_every_section_is_a_table() -> None:
    assert list(SECTIONS) == list(SPECS)


@pytest.mark.parametrize("name", list(SPECS))
def test_a_section_says_whether_the_table_is_needed_what_is_unique_and_that_the_crs_is_declared(
    name: str,
) -> None:
    assert SECTIONS[name].lstrip().startswith(facts(SPECS[name]))


@pytest.mark.parametrize(
    ("table", "column"), list(columns()), ids=lambda value: getattr(value, "name", value)
)
def test_every_column_is_listed_with_its_headers_what_may_stand_in_it_and_a_meaning(
    table: str, column: Column
) -> None:
    wanted = row(column)
    lines = [line for line in SECTIONS[table].splitlines() if line.startswith(wanted)]
    assert len(lines) == 1, f"docs/data.md, {table}: expected one line that begins {wanted!r}"
    assert lines[0].removeprefix(wanted).rstrip(" |"), f"{table}.{column.name} has no meaning"


@pytest.mark.parametrize("name", list(SPECS))
def test_no_column_is_listed_that_does_not_exist_and_the_order_is_that_of_the_code(name: str) -> None:
    assert re.findall(r"^\| `(\w+)`", SECTIONS[name], flags=re.M) == list(SPECS[name].names)


def test_the_distances_and_reference_systems_are_those_of_the_code() -> None:
    words = " ".join(DOCUMENT.split())
    assert f"more than {OUTLINE_TOLERANCE_KM:g} km outside the city's outline" in words
    assert f"(road nodes: {ROAD_TOLERANCE_KM:g} km)" in words
    assert all(f"`{name}`" in words for name in KNOWN_CRS.split(", "))
