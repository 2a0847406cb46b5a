"""The measures that a target may name: every figure of metrics.json that stands for a whole run.

A dotted name leads to the figure inside metrics.json: ``travel.p90`` is ``metrics["travel"]["p90"]``.
Titles are in the catalogue under ``measure.<name>``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from scenarios.settings import PostSettings

__all__ = [
    "COUNTY_FIGURES",
    "MEASURES",
    "MONEY",
    "PERSONNEL",
    "POST_FIGURES",
    "Measure",
    "Unit",
    "county_values",
    "measure_of",
    "measure_unit",
    "measure_value",
    "measured_posts",
    "post_measures",
]

Unit = Literal[
    "percent", "villages", "people", "hours", "minutes", "per_minute", "villages_each",
    "units", "people_each", "yuan", "none",
]  # fmt: skip


#: Before the occupation: people of it, counsel or not, those hired included.
PERSONNEL = "personnel."
#: Before a line of the study's money, ``source.`` and who pays, or ``total``.
MONEY = "money."
#: What a name is made of; anything else, such as a blank or a sign, is of a formula.
_PLAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*")
#: Figures of every role beside counsel.
POST_FIGURES: tuple[str, ...] = (
    "units", "units_covered", "covered", "sound", "heads", "heads_mean", "heads_min", "short",
    "new", "moved", "ended", "given", "opened",
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """Unit of a measure (a catalogue key ``unit.<unit>``) and which way is better."""

    unit: Unit
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


_POST_MEASURES: Mapping[str, Measure] = {
    **dict.fromkeys(("covered", "sound", "shares"), Measure("percent", "more")),
    **dict.fromkeys(("units", "opened"), Measure("units", "neither")),
    "units_covered": Measure("units", "more"),
    "lacking": Measure("units", "less"),
    "heads": Measure("people", "neither"),
    **dict.fromkeys(("heads_mean", "heads_min"), Measure("people_each", "more")),
    "short": Measure("people", "less"),
    **dict.fromkeys(("new", "moved", "ended", "given"), Measure("people", "neither")),
}


#: Measures that are known of each county as well, and what they are called among its figures.
COUNTY_FIGURES: Mapping[str, str] = {
    "villages": "villages",
    "coverage_nominal": "nominal",
    "coverage_effective": "effective",
    "short": "short",
    "hours_mean": "hours_mean",
}


def county_values(metrics: Mapping[str, Any], name: str) -> dict[str, float]:
    """Return a measure's value in each county; of some it is known of the city only, then none."""
    found = {}
    for county in metrics.get("by_county", ()):
        if name.startswith(PERSONNEL):
            value = county.get("personnel", {}).get(name.removeprefix(PERSONNEL))
        else:
            value = county.get(COUNTY_FIGURES.get(name, ""))
        if value is not None:
            found[county["county_code"]] = float(value)
    return found


def post_measures(posts: Mapping[str, PostSettings]) -> list[str]:
    """Return the measures of roles beside counsel that targets may name: ``posts.mediator.covered`` ..."""
    names = []
    for role, settings in posts.items():
        names += [f"posts.{role}.{figure}" for figure in POST_FIGURES]
        names += [f"posts.{role}.lacking.{name}" for name in settings.requirements]
        names += [f"posts.{role}.shares.{name}" for name in settings.shares]
    return names


def measured_posts(metrics: Mapping[str, Any]) -> list[str]:
    """Return the measures of the roles beside counsel that a run has figures of; none of earlier versions."""
    names = []
    for role, figures in (metrics.get("posts") or {}).items():
        names += [f"posts.{role}.{figure}" for figure in POST_FIGURES]
        names += [f"posts.{role}.{part}.{what}" for part in ("lacking", "shares") for what in figures[part]]
    return names


def measure_unit(name: str) -> Unit:
    """Return the unit of a measure; ``none`` for one that no version knows."""
    measure = measure_of(name)
    return "none" if measure is None else measure.unit


def measure_of(name: str) -> Measure | None:
    """Return unit and direction of a measure; None when no version of evenreach knows it."""
    if not _PLAIN.fullmatch(name):
        return None
    if name.startswith(PERSONNEL):
        return Measure("people", "more")
    if name.startswith(MONEY):
        return Measure("yuan", "less")
    if not name.startswith("posts."):
        return MEASURES.get(name)
    figure = name.split(".")[2] if name.count(".") >= 2 else ""
    return _POST_MEASURES.get(figure)


def measure_value(metrics: Mapping[str, Any], name: str) -> float | None:
    """Look up one measure in the contents of metrics.json; None when the run could not compute it."""
    found: Any = metrics
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return None if found is None else float(found)
