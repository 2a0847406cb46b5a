"""The small city with cases, as settings and as a study on disk."""

from __future__ import annotations

from typing import Any

from scenarios.settings import DemandSettings, StudyConfig
from tests.scenarios.made_up_travel import config
from tests.scenarios.small_study import FREE

#: As many cases in two years as twice the residents: a village has one a year for each resident.
AID = "{name: {zh: 法律援助, en: Legal aid}, total: 85100, years: [2021, 2022], source: LYG-B04}"
DEMAND = f"""\
demand:
  history_note: {{zh: 虚构, en: Made up}}
  cases:
    legal_aid: {AID}
    mediation: {{name: {{zh: 调解, en: Mediation}}, yearly: 220, years: [2022], by: disputes_year, hours: 3}}
"""
STUDY = FREE.replace("ladder:\n", DEMAND + "ladder:\n").replace(
    "  road_edges: {path: road_edges.csv}\n",
    "  road_edges: {path: road_edges.csv}\n  cases: {path: cases.csv}\n",
)
assert STUDY.count("demand:") == STUDY.count("cases.csv") == 1


def demand(**cases: dict[str, Any]) -> DemandSettings:
    """Types of cases, each with a name and, unless given, the year 2022."""
    named = {
        name: {"name": {"zh": f"{name}案", "en": name.title()}, "years": (2022,), **case}
        for name, case in cases.items()
    }
    return DemandSettings.model_validate({"cases": named})


def settings(**cases: dict[str, Any]) -> StudyConfig:
    """Default settings with these types of cases."""
    return config().model_copy(update={"demand": demand(**cases)})
