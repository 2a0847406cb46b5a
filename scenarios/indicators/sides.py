"""What formulas are about: figures of a run and of the tables, those of today and those of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from scenarios.indicators.formula import read_formula
from scenarios.measure_names import MONEY, county_values, measure_of, measure_value

if TYPE_CHECKING:
    from scenarios.indicators.figures import Figure
    from scenarios.indicators.lacking import Lacking
    from scenarios.money.figures import MoneyMeasure

__all__ = ["Sides", "names_of"]

Row = dict[str, Any]
_Member = TypeVar("_Member")


def _nothing() -> Mapping[str, _Member]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Sides:
    """What formulas are about: the figures of a run, and those of the tables, before and after.

    Attributes
    ----------
    before, after : dict
        Figures as in metrics.json; before may be None.
    tables_before, tables_after : mapping of str to Figure
        Measures of tables, see `scenarios.indicators.figures`.
    files : mapping of str to str
        The file of each table that the study has.
    money : mapping of str to MoneyMeasure
        Amounts by the names of their measures.
    gaps : mapping of str to Lacking
        Figures of the run that nobody can tell, and what they lack.
    """

    before: Row | None
    after: Row
    tables_before: Mapping[str, Figure] = field(default_factory=_nothing)
    tables_after: Mapping[str, Figure] = field(default_factory=_nothing)
    files: Mapping[str, str] = field(default_factory=_nothing)
    money: Mapping[str, MoneyMeasure] = field(default_factory=_nothing)
    gaps: Mapping[str, Lacking] = field(default_factory=_nothing)

    def value(self, measure: str, *, before: bool) -> float | None:
        """What a measure or formula comes to on one side; None where there is no such figure."""
        if before and self.before is None:
            return None
        return evaluated(measure, {name: self._figure(name, before=before) for name in names_of(measure)})

    def _figure(self, name: str, *, before: bool) -> float | None:
        tables = self.tables_before if before else self.tables_after
        if name in tables:
            return tables[name].value
        if name.startswith(MONEY):
            amount = self.money.get(name)
            return None if amount is None else amount.before if before else amount.after
        run = self.before if before else self.after
        return None if run is None else measure_value(run, name)

    def by_county(self, measure: str) -> dict[str, float]:
        """What it comes to in every county afterwards; none where a figure is known of the city only."""
        formula = names_of(measure)
        parts = [self._counties(name) for name in formula]
        codes = sorted(set(parts[0]).intersection(*parts[1:])) if parts else []
        found = {}
        for code in codes:
            known = {name: part[code] for name, part in zip(formula, parts, strict=True)}
            value = evaluated(measure, known)
            if value is not None:
                found[code] = value
        return found

    def _counties(self, name: str) -> Mapping[str, float]:
        if name in self.tables_after:
            return self.tables_after[name].by_county
        if name.startswith(MONEY):
            amount = self.money.get(name)
            counties = {} if amount is None else amount.by_county
            return {code: float(after) for code, (_, after) in counties.items() if code}
        return county_values(self.after, name)

    def lacking(self, measure: str) -> list[Row]:
        """The data without which a formula has no value."""
        names = names_of(measure)
        tables = [self.tables_after[name].lacking for name in names if name in self.tables_after]
        gaps = [self.gaps.get(name) for name in names if name not in self.tables_after]
        found = [each for each in (*tables, *gaps) if each is not None]
        return [{**asdict(each), "file": self.files.get(each.table, "")} for each in found]

    def observed(self, measure: str) -> list[Row]:
        """Year and source of what was observed, each once."""
        figures = [self.tables_after[name] for name in names_of(measure) if name in self.tables_after]
        known = {(each.year, each.source) for each in figures if each.year is not None}
        return [{"year": year, "source": source} for year, source in sorted(known)]


def evaluated(measure: str, known: Mapping[str, float | None]) -> float | None:
    """A plain name's value, or what a formula comes to."""
    return known[measure] if names_of(measure) == (measure,) else read_formula(measure).value(known)


def names_of(measure: str) -> tuple[str, ...]:
    """The measures of a formula; of a plain name, whatever signs are in it, that one."""
    return (measure,) if measure_of(measure) is not None else read_formula(measure).names
