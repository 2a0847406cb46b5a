"""What targets and measures say must be possible in itself: names that exist, formulas that can be read."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from geo.columns import Kind, TableSpec
from geo.tables import OUTLINES, TABLES
from scenarios.faults import nearest
from scenarios.indicators.columns import NUMBERS, measured_specs
from scenarios.indicators.formula import FormulaError, read_formula
from scenarios.measure_names import MEASURES, PERSONNEL, measure_of, post_measures
from scenarios.origins import Steps

if TYPE_CHECKING:
    from scenarios.settings import MeasureSettings

__all__ = ["countable_measures", "readable_formulas", "weighted_targets"]

#: Path, code, value and params of a fault.
Found = tuple[Steps, str, Any, Mapping[str, str]]
_Sections = Mapping[str, Any]


def readable_formulas(sections: _Sections) -> Iterator[Found]:
    """Every formula must be one, over measures that there are."""
    known = {*MEASURES, *post_measures(sections["posts"]), *sections["measures"]}
    for place, target in enumerate(sections["targets"]):
        here: Steps = ("targets", place)
        yield from _formula(target.measure, (*here, "measure"), known)
        for name, reading in target.also.items():
            yield from _formula(reading.measure, (*here, "also", name, "measure"), known)
        for number, name in enumerate(target.beside):
            yield from _name(name, (*here, "beside", number), known)


def _formula(text: str, path: Steps, known: set[str]) -> Iterator[Found]:
    if text in known:
        return
    try:
        names = read_formula(text).names
    except FormulaError as error:
        yield path, "bad_formula", text, {"problem": str(error)}
        return
    for name in names:
        yield from _name(name, path, known)


def _name(name: str, path: Steps, known: set[str]) -> Iterator[Found]:
    counted = name.startswith(PERSONNEL) and measure_of(name) is not None
    if name not in known and not counted:
        words = {"nearest": nearest(name, known), "allowed": ", ".join(sorted(known))}
        yield path, "not_allowed", name, words


def countable_measures(sections: _Sections) -> Iterator[Found]:
    """A measure's name must be its own, its rows such as there can be, and only numbers can be added up."""
    for name, measure in sections["measures"].items():
        if name in MEASURES or keyword.iskeyword(name):
            yield ("measures", name), "measure_taken", name, {}
        if measure.table == OUTLINES.name:  # places on the map, of which nothing is counted
            words = {"nearest": nearest(measure.table, TABLES), "allowed": ", ".join(TABLES)}
            yield ("measures", name, "table"), "not_allowed", measure.table, words
        elif measure.table is not None:
            spec = TABLES.get(measure.table) or measured_specs([measure])[measure.table]
            yield from _values(name, measure.where, spec)
            yield from _number(name, measure, spec)


def _number(name: str, measure: MeasureSettings, spec: TableSpec) -> Iterator[Found]:
    column = measure.column
    if column in spec.names and measure.figure in NUMBERS and not spec[column].numeric:
        numbers = ", ".join(each.name for each in spec.columns if each.numeric)
        words = {"table": spec.name, "allowed": numbers or "–"}
        yield ("measures", name, "column"), "not_numbers", column, words


def _values(
    name: str, where: Mapping[str, str | tuple[str, ...]], spec: TableSpec
) -> Iterator[Found]:  # fmt: skip
    """Rows are told by values that a column can have: no row would have any other."""
    for column, values in where.items():
        found = spec[column] if column in spec.names else None
        allowed = [] if found is None else sorted(set(found.choices.values()))
        if found is not None and found.kind is Kind.FLAG:
            allowed = ["0", "1"]
        for value in (values,) if isinstance(values, str) else values:
            if allowed and value not in allowed:
                words = {"nearest": nearest(value, allowed), "allowed": ", ".join(allowed)}
                yield ("measures", name, "where", column), "not_allowed", value, words


def weighted_targets(sections: _Sections) -> Iterator[Found]:
    """The index weighs targets that the study has."""
    codes = [target.code for target in sections["targets"]]
    for code in sections["index"].weights:
        if code not in codes:
            words = {"nearest": nearest(code, codes), "allowed": ", ".join(codes)}
            yield ("index", "weights", code), "unknown_key", code, words
