"""What formulas are about: figures of a run and of the tables, those of today and those of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from scenarios.indicators.figures import OBSERVATIONS, Figure
from scenarios.indicators.formula import read_formula
from scenarios.indicators.lacking import Lacking
from scenarios.measure_names import MONEY, county_values, measure_of, measure_value

if TYPE_CHECKING:
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
        return evaluated(measure, self._known(measure, before=before))

    def is_planned(self, name: str) -> bool:
        """Whether a measure is a figure of the plan, or of tables that the plan changes, as its points do."""
        now = self.tables_after.get(name)
        return now is None or self.tables_before.get(name, now) != now

    def parts(self, measure: str) -> list[Row]:
        """The measures of a formula, each with its figures on both sides, as the formula takes them."""
        was = {} if self.before is None else self._known(measure, before=True)
        now = self._known(measure, before=False)
        return [{"measure": name, "before": was.get(name), "after": now[name]} for name in now]

    def _known(self, measure: str, *, before: bool) -> dict[str, float | None]:
        tables = self._tables(measure, before=before)
        return {
            name: tables[name].value if name in tables else self._figure(name, before=before)
            for name in names_of(measure)
        }

    def _tables(self, measure: str, *, before: bool = False) -> dict[str, Figure]:
        """The measures of tables that a formula names; several that were observed all of one year."""
        known = self.tables_before if before else self.tables_after
        found = {name: known[name] for name in names_of(measure) if name in known}
        seen = {name: each.by_year for name, each in found.items() if each.by_year}
        if len(seen) < 2:
            return found
        common = set.intersection(*(set(each) for each in seen.values()))
        if common:
            return found | {name: each[max(common)] for name, each in seen.items()}
        last = max(max(each) for each in seen.values())
        return found | {
            name: Figure(None, lacking=Lacking(OBSERVATIONS, "value", observed=name, year=last))
            for name, each in seen.items()
            if last not in each
        }

    def _figure(self, name: str, *, before: bool) -> float | None:
        if name.startswith(MONEY):
            amount = self.money.get(name)
            return None if amount is None else amount.before if before else amount.after
        run = self.before if before else self.after
        return None if run is None else measure_value(run, name)

    def by_county(self, measure: str) -> dict[str, float]:
        """What it comes to in every county afterwards; none where a figure is known of the city only."""
        formula = names_of(measure)
        tables = self._tables(measure)
        parts = [tables[name].by_county if name in tables else self._counties(name) for name in formula]
        codes = sorted(set(parts[0]).intersection(*parts[1:])) if parts else []
        found = {}
        for code in codes:
            known = {name: part[code] for name, part in zip(formula, parts, strict=True)}
            value = evaluated(measure, known)
            if value is not None:
                found[code] = value
        return found

    def _counties(self, name: str) -> Mapping[str, float]:
        if name.startswith(MONEY):
            amount = self.money.get(name)
            counties = {} if amount is None else amount.by_county
            return {code: float(after) for code, (_, after) in counties.items() if code}
        return county_values(self.after, name)

    def lacking(self, measure: str) -> list[Row]:
        """The data without which a formula has no value."""
        tables = self._tables(measure)
        gaps = [self.gaps.get(name) for name in names_of(measure) if name not in tables]
        found = [each for each in (*(one.lacking for one in tables.values()), *gaps) if each is not None]
        known = self._known(measure, before=False)
        if not found and None not in known.values() and evaluated(measure, known) is None:
            nought = read_formula(measure).nought(known)
            found = [Lacking("", nought=nought, beyond=not nought)]
        return [{**asdict(each), "file": self.files.get(each.table, "")} for each in found]

    def observed(self, measure: str) -> list[Row]:
        """Year and source of what was observed, each once."""
        figures = self._tables(measure).values()
        known = {(each.year, each.source) for each in figures if each.year is not None}
        return [{"year": year, "source": source} for year, source in sorted(known)]


def evaluated(measure: str, known: Mapping[str, float | None]) -> float | None:
    """A plain name's value, or what a formula comes to."""
    return known[measure] if names_of(measure) == (measure,) else read_formula(measure).value(known)


def names_of(measure: str) -> tuple[str, ...]:
    """The measures of a formula; of a plain name, whatever signs are in it, that one."""
    return (measure,) if measure_of(measure) is not None else read_formula(measure).names
