"""The study's targets against the figures of a run and of the tables: met, missed by how much, or no data."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scenarios.errors import ScenarioError
from scenarios.indicators.formula import read_formula
from scenarios.measure_names import MEASURES, county_values, measure_of, measure_value, post_measures

if TYPE_CHECKING:
    from scenarios.indicators.figures import Figure
    from scenarios.settings import PostSettings, TargetSettings

__all__ = ["Sides", "UnknownMeasureError", "deciding_aim", "is_met", "judge_targets", "shown_in_summary"]

Row = dict[str, Any]
# Round-off of a sum over thousands of villages must not turn "met" into "missed".
TARGET_SLACK = 1e-9

_MET: Mapping[str, Callable[[float, float], bool]] = {
    ">=": lambda found, wanted: found >= wanted - TARGET_SLACK,
    "<=": lambda found, wanted: found <= wanted + TARGET_SLACK,
    "=": lambda found, wanted: abs(found - wanted) <= TARGET_SLACK,
}


#: The aim that settles a figure of counsel, by the first part of its name.
_DECIDED: Mapping[str, str] = {
    "coverage_nominal": "shortage",
    "coverage_effective": "shortage",
    "short": "shortage",
    "hours_mean": "shortage",
    "hours_min": "shortage",
    "hired": "hired",
    "travel": "travel",
    "changes": "changes",
}
#: Figures of counsel held down by today's pairs that stay beyond the rules, and the aim that decides those.
_STAYING, _BEYOND = ("coverage_effective", "hours_mean", "hours_min", "load"), "beyond_rules"


class UnknownMeasureError(ScenarioError, LookupError):
    """A target names a figure that no run computes."""


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
    """

    before: Row | None
    after: Row
    tables_before: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))
    tables_after: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, measure: str, *, before: bool) -> float | None:
        """What a measure or formula comes to on one side; None where there is no such figure."""
        run = self.before if before else self.after
        if run is None:
            return None
        tables = self.tables_before if before else self.tables_after
        formula = _names(measure)
        known = {
            name: tables[name].value if name in tables else measure_value(run, name) for name in formula
        }
        return _evaluated(measure, known)

    def by_county(self, measure: str) -> dict[str, float]:
        """What it comes to in every county afterwards; none where a figure is known of the city only."""
        formula = _names(measure)
        tables = self.tables_after
        parts = [
            tables[name].by_county if name in tables else county_values(self.after, name) for name in formula
        ]
        codes = sorted(set(parts[0]).intersection(*parts[1:])) if parts else []
        found = {}
        for code in codes:
            known = {name: part[code] for name, part in zip(formula, parts, strict=True)}
            value = _evaluated(measure, known)
            if value is not None:
                found[code] = value
        return found

    def lacking(self, measure: str) -> list[Row]:
        """The data without which a formula has no value."""
        tables = [self.tables_after[name].lacking for name in _names(measure) if name in self.tables_after]
        found = [each for each in tables if each is not None]
        return [{**asdict(each), "file": self.files.get(each.table, "")} for each in found]

    def observed_in(self, measure: str) -> list[int]:
        """The years of what was observed."""
        years = {self.tables_after[name].year for name in _names(measure) if name in self.tables_after}
        return sorted(year for year in years if year is not None)


def judge_targets(
    targets: Iterable[TargetSettings],
    *,
    sides: Sides,
    posts: Mapping[str, PostSettings] | None = None,
    rungs: Iterable[Row] = (),
    year: int | None = None,
) -> list[Row]:
    """Set each target against the figures before and after.

    Parameters
    ----------
    targets : iterable of TargetSettings
    sides : Sides
    posts : mapping of str to PostSettings, optional
        Roles beside counsel, whose figures a target may name.
    rungs : iterable of dict
        Certificates of the ladder.
    year : int, optional
        Year whose values count.

    Returns
    -------
    list of dict
        One row a target; ``missed_by`` is how far the plan falls short (0 when met, None when the
        figure does not exist), in the target's unit; ``aim``, ``status`` and ``gap`` are those of the rung
        that decides the figure, None where no rung does. In an adjustment, where pairs may stay beyond the
        rules, that is for some figures the rung that brings these down. ``planned``: whether a plan's figure
        is in it, so that planning can change it. ``lacking``: data without which there is no figure.
        ``also``: the other readings, each with the same; ``beside``: figures shown with it.

    Raises
    ------
    UnknownMeasureError
        A measure that does not exist.
    """
    certificates = {str(rung["aim"]): rung for rung in rungs}
    known = {*MEASURES, *post_measures(posts or {}), *sides.tables_after}
    return [_row(target, known, sides, certificates, year) for target in targets]


def _row(
    target: TargetSettings, known: set[str], sides: Sides, certificates: Mapping[str, Row], year: int | None
) -> Row:
    wanted = target.value_in(year)
    also = [
        {
            "id": name,
            "name": {"zh": reading.name.zh, "en": reading.name.en},
            **_judged(target, reading.measure, wanted, known, sides, certificates),
        }
        for name, reading in target.also.items()
    ]
    return {
        "code": target.code,
        "name": {"zh": target.name.zh, "en": target.name.en},
        "section": target.section,
        "reading": None if target.reading is None else {"zh": target.reading.zh, "en": target.reading.en},
        "op": target.op,
        "value": wanted,
        "unit": target.unit,
        "attribute": target.attribute,
        "decided_by": list(target.decided_by),
        "scope": target.scope,
        **_judged(target, target.measure, wanted, known, sides, certificates),
        "also": also,
        "beside": [
            {"measure": name, "before": sides.value(name, before=True),
             "after": sides.value(name, before=False)}
            for name in target.beside
        ],
    }  # fmt: skip


def _judged(
    target: TargetSettings,
    measure: str,
    wanted: float,
    known: set[str],
    sides: Sides,
    certificates: Mapping[str, Row],
) -> Row:
    """One reading of a target."""
    for name in _names(measure):
        if name not in known and measure_of(name) is None:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "see docs/study.md for the list"
            raise UnknownMeasureError(f"target {target.code}: there is no measure {name!r}; {hint}")
    was, now = sides.value(measure, before=True), sides.value(measure, before=False)
    met = is_met(now, target.op, wanted)
    return {
        "measure": measure,
        "before": was,
        "after": now,
        "met_before": None if sides.before is None else is_met(was, target.op, wanted),
        "met_after": met,
        "missed_by": 0.0 if met else None if now is None else abs(now - wanted),
        **_certified(measure, certificates),
        "planned": any(name not in sides.tables_after for name in _names(measure)),
        "lacking": sides.lacking(measure),
        "observed": sides.observed_in(measure),
        "by_county": sides.by_county(measure),
        "rate": _is_rate(measure, sides),
    }


def _is_rate(measure: str, sides: Sides) -> bool:
    """Whether counties can be held against the value that the city is to have: not so for a plain count."""
    if measure in sides.tables_after:
        return False
    known = measure_of(measure)
    return "/" in measure if known is None else known.unit not in ("people", "villages", "units", "posts")


def _evaluated(measure: str, known: Mapping[str, float | None]) -> float | None:
    """A plain name's value, or what a formula comes to."""
    return known[measure] if _names(measure) == (measure,) else read_formula(measure).value(known)


def _names(measure: str) -> tuple[str, ...]:
    """The measures of a formula; of a plain name, whatever signs are in it, that one."""
    return (measure,) if measure_of(measure) is not None else read_formula(measure).names


def _certified(measure: str, certificates: Mapping[str, Row]) -> Row:
    """The rung that decides a figure; of a formula, the one that decides all of its figures of a plan."""
    names = [name for name in _names(measure) if measure_of(name) is not None]
    aims = {_aim(name, certificates) for name in names}
    found = certificates.get(aims.pop() or "") if len(aims) == 1 else None
    return {name: None if found is None else found.get(name) for name in ("aim", "status", "gap")}


def _aim(measure: str, certificates: Mapping[str, Row]) -> str | None:
    stays = _BEYOND in certificates and measure.partition(".")[0] in _STAYING
    return _BEYOND if stays else deciding_aim(measure)


def deciding_aim(measure: str) -> str | None:
    """Return the aim that decides a figure: how many are covered is settled by the fewest vacant posts.

    None for figures that follow from several aims, or from a rule.
    """
    first, *rest = measure.split(".")
    if first == "posts" and rest:
        return f"shortage:{rest[0]}"
    return _DECIDED.get(first)


def is_met(found: float | None, op: str, wanted: float) -> bool:
    """Tell whether a figure meets what a target asks for; one that does not exist never does."""
    return found is not None and bool(_MET[op](found, wanted))


def shown_in_summary(metrics: Mapping[str, Any]) -> list[Row]:
    """Return the targets of a run that planning can change; the others are in the table of all targets."""
    return [
        target
        for target in metrics["targets"]
        if any(reading.get("planned", True) for reading in (target, *target.get("also", ())))
    ]
