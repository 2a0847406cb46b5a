"""What targets and measures say must be possible in itself: names that exist, formulas that can be read."""

from __future__ import annotations

import difflib
import keyword
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from geo.columns import Kind, TableSpec
from geo.tables import OCCUPATION_NAMES, OUTLINES, TABLES
from scenarios.faults import nearest
from scenarios.indicators.columns import NUMBERS, measured_specs
from scenarios.indicators.formula import FormulaError, read_formula
from scenarios.indicators.growth import growth_reads_alike
from scenarios.indicators.readings import weighable
from scenarios.indicators.sides import names_of
from scenarios.measure_names import MEASURES, MONEY, PERSONNEL, measure_of, post_measures
from scenarios.origins import Steps

if TYPE_CHECKING:
    from scenarios.settings import MeasureSettings, MoneySettings, TargetSettings

__all__ = [
    "countable_measures",
    "counted_people",
    "growth_as_targets",
    "known_money",
    "readable_formulas",
    "weighted_targets",
]

#: Path, code, value and params of a fault.
Found = tuple[Steps, str, Any, Mapping[str, str]]
_Sections = Mapping[str, Any]
_Where = Mapping[str, str | tuple[str, ...]]
#: Names that are told in place of an unknown one.
_ALIKE = 12


def readable_formulas(sections: _Sections) -> Iterator[Found]:
    """Every formula must be one, over measures that there are."""
    known = {*MEASURES, *post_measures(sections["posts"]), *sections["measures"]}
    for path, text, is_formula in _named(sections):
        if text in known or _apart(text):
            continue
        try:
            names = read_formula(text).names if is_formula else (text,)
        except FormulaError as error:
            yield path, "bad_formula", text, {"problem": error.told}
            continue
        for name in names:
            if name not in known and not _apart(name):
                yield _unknown(path, name, {*known, *(f"{PERSONNEL}{each}" for each in OCCUPATION_NAMES)})


def counted_people(sections: _Sections) -> Iterator[Found]:
    """People are counted of occupations that the table of headcounts can have, or whose growth is planned."""
    roles, professions = sections["roles"], sections["headcount"].professions
    known = {*OCCUPATION_NAMES, *(name for role in roles.values() for name in role.occupations)}
    for name, one in professions.items():
        if one.mediators is None and one.trained is None:
            known.add(one.occupation or name)
    yield from _unknown_of(sections, PERSONNEL, lambda: {f"{PERSONNEL}{name}" for name in known})


def known_money(sections: _Sections) -> Iterator[Found]:
    """Amounts are those of a line or source of the study, or the total; without money there are none."""
    money = sections["money"]
    if money is not None:
        yield from _unknown_of(sections, MONEY, lambda: _amounts(money))


def _amounts(money: MoneySettings) -> set[str]:
    from scenarios.money.figures import measure_names  # only now: it takes the solver along

    return set(measure_names(money))


def _unknown_of(sections: _Sections, prefix: str, known: Callable[[], set[str]]) -> Iterator[Found]:
    for path, text, is_formula in _named(sections):
        for name in _names(text) if is_formula else (text,):
            if name.startswith(prefix) and measure_of(name) is not None and name not in known():
                yield _unknown(path, name, known())


def _named(sections: _Sections) -> Iterator[tuple[Steps, str, bool]]:
    """Every formula of the targets, and every measure shown beside one, with its place."""
    for place, target in enumerate(sections["targets"]):
        here: Steps = ("targets", place)
        yield (*here, "measure"), target.measure, True
        for name, reading in target.also.items():
            yield (*here, "also", name, "measure"), reading.measure, True
        for number, name in enumerate(target.beside):
            yield (*here, "beside", number), name, False


def _names(text: str) -> tuple[str, ...]:
    try:
        return names_of(text)
    except FormulaError:
        return ()  # told by itself


def _readable(target: TargetSettings) -> bool:
    """Whether every formula of a target is one; what is none has a fault of its own."""
    return all(_names(formula) for formula in target.formulas)


def _apart(name: str) -> bool:
    """Whether a name is of those whose second part has a check of its own."""
    return name.startswith((PERSONNEL, MONEY)) and measure_of(name) is not None


def _unknown(path: Steps, name: str, known: set[str]) -> Found:
    alike = difflib.get_close_matches(name, sorted(known), n=_ALIKE, cutoff=0.0)
    return path, "not_allowed", name, {"nearest": nearest(name, known), "allowed": ", ".join(sorted(alike))}


def countable_measures(sections: _Sections) -> Iterator[Found]:
    """A measure's name must be its own, its rows such as there can be, and only numbers can be added up."""
    for name, measure in sections["measures"].items():
        here: Steps = ("measures", name)
        if name in MEASURES or keyword.iskeyword(name):
            yield here, "measure_taken", name, {}
        if measure.table is None:
            continue
        specs = measured_specs([measure])
        yield from _rows((*here,), measure.table, measure.where, specs)
        if measure.found_in is not None:
            other = measure.found_in
            yield from _rows((*here, "found_in"), other.table, other.where, specs)
        if measure.table != OUTLINES.name:
            yield from _number(name, measure, TABLES.get(measure.table) or specs[measure.table])


def _rows(path: Steps, table: str, where: _Where, specs: Mapping[str, TableSpec]) -> Iterator[Found]:
    if table == OUTLINES.name:  # places on the map, of which nothing is counted
        words = {"nearest": nearest(table, TABLES), "allowed": ", ".join(TABLES)}
        yield (*path, "table"), "not_allowed", table, words
    else:
        yield from _values((*path, "where"), where, TABLES.get(table) or specs[table])


def _number(name: str, measure: MeasureSettings, spec: TableSpec) -> Iterator[Found]:
    column = measure.column
    if column in spec.names and measure.figure in NUMBERS and not spec[column].numeric:
        numbers = ", ".join(each.name for each in spec.columns if each.numeric)
        words = {"table": spec.name, "allowed": numbers or "–"}
        yield ("measures", name, "column"), "not_numbers", column, words


def _values(path: Steps, where: _Where, spec: TableSpec) -> Iterator[Found]:
    """Rows are told by values that a column can have: no row would have any other."""
    for column, values in where.items():
        found = spec[column] if column in spec.names else None
        allowed = [] if found is None else sorted(set(found.choices.values()))
        if found is not None and found.kind is Kind.FLAG:
            allowed = ["0", "1"]
        for value in (values,) if isinstance(values, str) else values:
            if allowed and value not in allowed:
                words = {"nearest": nearest(value, allowed), "allowed": ", ".join(allowed)}
                yield (*path, column), "not_allowed", value, words


def growth_as_targets(sections: _Sections) -> Iterator[Found]:
    """A target of growth counts what a reading of the target of its code does."""
    settings, targets = sections["headcount"], {target.code: target for target in sections["targets"]}
    for place, growth in enumerate(settings.targets):
        named = {*growth.counts, *growth.share_of} <= set(settings.professions)
        if growth.own is None and growth.code in targets and named and _readable(targets[growth.code]):
            differs = growth_reads_alike(
                targets[growth.code],
                growth,
                professions=settings.professions,
                measures=sections["measures"],
                posts=sections["posts"],
            )
            if differs is not None:
                yield ("headcount", "targets", place, "counts"), "growth_differs", growth.counts, differs


def weighted_targets(sections: _Sections) -> Iterator[Found]:
    """The index weighs targets that the study has, by their first reading or another one."""
    known = list(weighable(sections["targets"]))
    for key in sections["index"].weights:
        if key not in known:
            words = {"nearest": nearest(key, known), "allowed": ", ".join(known)}
            yield ("index", "weights", key), "unknown_key", key, words
