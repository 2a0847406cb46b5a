"""The study's targets against the figures of a run and of the tables: met, missed by how much, or no data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios.errors import ScenarioError
from scenarios.faults import near
from scenarios.indicators.needs import needed
from scenarios.indicators.sides import names_of
from scenarios.measure_names import MEASURES, measure_of, post_measures

if TYPE_CHECKING:
    from scenarios.indicators.sides import Sides
    from scenarios.settings import MeasureSettings, PostSettings, TargetSettings

__all__ = ["UnknownMeasureError", "deciding_aim", "is_met", "judge_targets", "shown_in_summary"]

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


def judge_targets(
    targets: Iterable[TargetSettings],
    *,
    sides: Sides,
    measures: Mapping[str, MeasureSettings] | None = None,
    posts: Mapping[str, PostSettings] | None = None,
    rungs: Iterable[Row] = (),
    year: int | None = None,
) -> list[Row]:
    """Set each target against the figures before and after.

    Parameters
    ----------
    targets : iterable of TargetSettings
    sides : Sides
    measures : mapping of str to MeasureSettings, optional
        Measures of tables.
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
        is in it, so that planning can change it. ``parts``: the measures of its formula; ``needs``: tables
        and columns that it is made of; ``lacking``: data without which there is no figure;
        ``observations``: year and source of what somebody observed. ``by_year``: values asked for, the last
        one without a year. ``also``: the other readings, each with the same; ``beside``: figures beside it.

    Raises
    ------
    UnknownMeasureError
        A measure that does not exist.
    """
    judge = _Judge(sides, measures or {}, posts or {}, {str(rung["aim"]): rung for rung in rungs})
    return [judge.row(target, target.value_in(year)) for target in targets]


@dataclass(frozen=True)
class _Judge:
    """All that a target is held against."""

    sides: Sides
    measures: Mapping[str, MeasureSettings]
    posts: Mapping[str, PostSettings]
    certificates: Mapping[str, Row]

    def row(self, target: TargetSettings, wanted: float) -> Row:
        """A target with all its readings."""
        also = [
            {"id": name, "name": reading.name.model_dump(), **self._reading(target, reading.measure, wanted)}
            for name, reading in target.also.items()
        ]
        return {
            "code": target.code,
            "name": target.name.model_dump(),
            "section": target.section,
            "reading": None if target.reading is None else target.reading.model_dump(),
            "op": target.op,
            "value": wanted,
            "by_year": [*target.by_year.items(), ("", target.value)] if target.by_year else [],
            "unit": target.unit,
            "attribute": target.attribute,
            "decided_by": list(target.decided_by),
            "scope": list(target.scope),
            **self._reading(target, target.measure, wanted),
            "also": also,
            "beside": self._both(target.beside),
        }

    def _reading(self, target: TargetSettings, measure: str, wanted: float) -> Row:
        """One reading of a target."""
        names, sides = names_of(measure), self.sides
        self._known(target, names)
        was, now = sides.value(measure, before=True), sides.value(measure, before=False)
        met = is_met(now, target.op, wanted)
        return {
            "measure": measure,
            "before": was,
            "after": now,
            "met_before": None if sides.before is None else is_met(was, target.op, wanted),
            "met_after": met,
            "missed_by": 0.0 if met else None if now is None else abs(now - wanted),
            **_certified(names, self.certificates),
            "planned": any(sides.is_planned(name) for name in names),
            "parts": sides.parts(measure),
            "needs": needed(measure, measures=self.measures, posts=self.posts, files=sides.files),
            "lacking": sides.lacking(measure),
            "observations": sides.observed(measure),
            "by_county": sides.by_county(measure),
            "rate": _is_rate(measure, sides),
        }

    def _both(self, names: Iterable[str]) -> list[Row]:
        value = self.sides.value
        return [
            {"measure": name, "before": value(name, before=True), "after": value(name, before=False)}
            for name in names
        ]

    def _known(self, target: TargetSettings, names: Iterable[str]) -> None:
        known = {*MEASURES, *post_measures(self.posts), *self.sides.tables_after}
        for name in names:
            if name not in known and measure_of(name) is None:
                alike = near(name, known)
                hint = f"did you mean {alike}?" if alike else "see docs/study.md for the list"
                raise UnknownMeasureError(f"target {target.code}: there is no measure {name!r}; {hint}")


#: Units of plain counts.
_COUNTS = ("people", "villages", "units", "posts", "yuan")


def _is_rate(measure: str, sides: Sides) -> bool:
    """Whether counties can be held against the value that the city is to have: not so for a plain count."""
    if measure in sides.tables_after:
        return False
    known = measure_of(measure)
    return "/" in measure if known is None else known.unit not in _COUNTS


def _certified(formula: Iterable[str], certificates: Mapping[str, Row]) -> Row:
    """The rung that decides a figure; of a formula, the one that decides all of its figures of a plan."""
    names = [name for name in formula if measure_of(name) is not None]
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
