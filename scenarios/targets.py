"""The study's targets against the figures of a run: met, or missed by how much."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.measure_names import MEASURES, measure_value, post_measures
from scenarios.settings import PostSettings, TargetSettings

__all__ = ["UnknownMeasureError", "deciding_aim", "is_met", "judge_targets"]

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
    before: Row | None,
    after: Row,
    posts: Mapping[str, PostSettings] | None = None,
    rungs: Iterable[Row] = (),
) -> list[Row]:
    """Set each target against the figures before and after.

    Parameters
    ----------
    targets : iterable of TargetSettings
        ``code, name, measure, op, value, unit, attribute``.
    before, after : dict
        Figures as in metrics.json; before may be None.
    posts : mapping of str to PostSettings, optional
        Roles beside counsel, whose figures a target may name.
    rungs : iterable of dict
        Certificates of the ladder.

    Returns
    -------
    list of dict
        One row a target; ``missed_by`` is how far the plan falls short (0 when met, None when the
        figure does not exist), in the target's unit; ``aim``, ``status`` and ``gap`` are those of the rung
        that decides the figure, None where no rung does. In an adjustment, where pairs may stay beyond the
        rules, that is for some figures the rung that brings these down.

    Raises
    ------
    UnknownMeasureError
        A measure that does not exist.
    """
    known = (*MEASURES, *post_measures(posts or {}))
    certificates = {str(rung["aim"]): rung for rung in rungs}
    return [
        {
            **_judged(target, known, before=before, after=after),
            **_certified(target.measure, certificates),
        }
        for target in targets
    ]


def _certified(measure: str, certificates: Mapping[str, Row]) -> Row:
    stays = _BEYOND in certificates and measure.partition(".")[0] in _STAYING
    found = certificates.get(_BEYOND if stays else deciding_aim(measure) or "")
    return {name: None if found is None else found.get(name) for name in ("aim", "status", "gap")}


def deciding_aim(measure: str) -> str | None:
    """Return the aim that decides a figure: how many are covered is settled by the fewest vacant posts.

    None for figures that follow from several aims, or from a rule.
    """
    first, *rest = measure.split(".")
    if first == "posts" and rest:
        return f"shortage:{rest[0]}"
    return _DECIDED.get(first)


def _judged(target: TargetSettings, known: Sequence[str], *, before: Row | None, after: Row) -> Row:
    if target.measure not in known:
        near = difflib.get_close_matches(str(target.measure), known, n=1)
        hint = f"did you mean {near[0]}?" if near else "see scenarios/measure_names.py for the list"
        raise UnknownMeasureError(f"target {target.code}: there is no measure {target.measure!r}; {hint}")
    wanted = float(target.value)
    was = None if before is None else measure_value(before, target.measure)
    now = measure_value(after, target.measure)
    met = is_met(now, target.op, wanted)
    return {
        "code": target.code,
        "name": {"zh": target.name.zh, "en": target.name.en},
        "measure": target.measure,
        "op": target.op,
        "value": wanted,
        "unit": target.unit,
        "attribute": target.attribute,
        "before": was,
        "after": now,
        "met_before": None if before is None else is_met(was, target.op, wanted),
        "met_after": met,
        "missed_by": 0.0 if met else None if now is None else abs(now - wanted),
    }


def is_met(found: float | None, op: str, wanted: float) -> bool:
    """Tell whether a figure meets what a target asks for; one that does not exist never does."""
    return found is not None and bool(_MET[op](found, wanted))
