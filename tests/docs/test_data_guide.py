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
from scenarios.messages import text
from scenarios.settings import COORDINATE_TABLES

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", DOCUMENT, flags=re.M | re.S))
SPECS = {OUTLINES.name: OUTLINES, **TABLES}
CELLS = {
    Kind.TEXT: "text",
    Kind.COUNT: "whole number",
    Kind.AMOUNT: "number",
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
    if column.most is not None:
        return f"{CELLS[column.kind]}, 0 to {column.most.value:.0f}"
    if column.kind is not Kind.CHOICE:
        return CELLS[column.kind]
    names: dict[str, list[str]] = {}
    for word, value in column.choices.items():
        names.setdefault(value, []).extend([] if word == value else [word])
    choices = [f"`{value}`" + (f" ({'、'.join(words)})" if words else "") for value, words in names.items()]
    return ", ".join(choices) or {"case_type": "a type of case"}.get(column.name, "an occupation")


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


def test_why_a_number_cannot_be_larger_is_said_as_the_report_says_it() -> None:
    """A row of the table of limits for each reason, no two limits for one, and no row without a column."""
    limits = {column.most for _, column in columns() if column.most is not None}
    wanted = {(f"{most.value:.0f}", text(f"reason.{most.reason}", "en")) for most in limits}
    section = DOCUMENT.split("| at most | because |\n")[1].split("\n\n")[0]
    assert len(re.findall(r"^\| [0-9]+ \| .+ \|$", section, flags=re.M)) == len(wanted)
    assert set(re.findall(r"^\| ([0-9]+) \| (.+) \|$", section, flags=re.M)) == wanted


def test_the_distances_and_reference_systems_are_those_of_the_code() -> None:
    words = " ".join(DOCUMENT.split())
    assert f"more than {OUTLINE_TOLERANCE_KM:g} km outside the city's outline" in words
    assert f"(road nodes: {ROAD_TOLERANCE_KM:g} km)" in words
    assert all(f"`{name}`" in words for name in KNOWN_CRS.split(", "))
