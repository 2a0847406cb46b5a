"""The measures that a target may name: every figure of metrics.json that stands for a whole run.

A dotted name leads to the figure inside metrics.json: ``travel.p90`` is ``metrics["travel"]["p90"]``.
Titles are in the catalogue under ``measure.<name>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["MEASURES", "Measure", "measure_value"]


@dataclass(frozen=True)
class Measure:
    """Unit of a measure (a catalogue key ``unit.<unit>``) and which way is better."""

    unit: Literal["percent", "villages", "people", "hours", "minutes", "per_minute", "villages_each", "none"]
    better: Literal["more", "less", "neither"]


MEASURES: Mapping[str, Measure] = {
    "villages": Measure("villages", "neither"),
    "counsel": Measure("people", "neither"),
    "counsel_used": Measure("people", "neither"),
    "hired": Measure("people", "less"),
    "coverage_nominal": Measure("percent", "more"),
    "coverage_effective": Measure("percent", "more"),
    "short": Measure("villages", "less"),
    "hours_mean": Measure("hours", "more"),
    "hours_min": Measure("hours", "more"),
    "travel.mean": Measure("minutes", "less"),
    "travel.p50": Measure("minutes", "less"),
    "travel.p90": Measure("minutes", "less"),
    "travel.p95": Measure("minutes", "less"),
    "travel.max": Measure("minutes", "less"),
    "travel.kolm_pollak_ede": Measure("minutes", "less"),
    "travel.kappa": Measure("per_minute", "neither"),
    "load.mean": Measure("villages_each", "neither"),
    "load.p50": Measure("villages_each", "neither"),
    "load.p90": Measure("villages_each", "less"),
    "load.max": Measure("villages_each", "less"),
    "load.over_cap": Measure("people", "less"),
    "load.over_hours": Measure("people", "less"),
    "load.hours_used_share": Measure("percent", "neither"),
    "fairness.gini": Measure("none", "less"),
    "fairness.theil": Measure("none", "less"),
    "fairness.theil_within": Measure("none", "less"),
    "fairness.theil_between": Measure("none", "less"),
    "fairness.cv": Measure("none", "less"),
    "fairness.max_min_ratio": Measure("none", "less"),
    "fairness.urban_rural_ratio": Measure("none", "neither"),
    "fairness.county_ratio": Measure("none", "more"),
    "fairness.nominal_urban_rural_ratio": Measure("none", "neither"),
    "fairness.nominal_county_ratio": Measure("none", "more"),
    "fairness.effective_urban_rural_ratio": Measure("none", "neither"),
    "fairness.effective_county_ratio": Measure("none", "more"),
    "changes.kept": Measure("villages", "more"),
    "changes.moved": Measure("villages", "less"),
    "changes.gained": Measure("villages", "more"),
    "changes.lost": Measure("villages", "less"),
    "changes.vacant": Measure("villages", "less"),
}


def measure_value(metrics: Mapping[str, Any], name: str) -> float | None:
    """Look up one measure in the contents of metrics.json; None when the run could not compute it."""
    found: Any = metrics
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return None if found is None else float(found)
