"""What a stored run says about itself: titles, settings and date, read from its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import yaml

from scenarios.role_facts import RoleFacts, role_facts
from scenarios.settings import LocalName, RoleSettings, SolverSettings
from scenarios.store import StoredRun

__all__ = ["RunFacts", "facts_of", "has_plan"]

# A manifest from before there were teams has none of the last three.
_NUMBERS = (
    "need", "hours", "visits", "most_villages", "limit_minutes", "team", "online_visits", "online_rate",
)  # fmt: skip
# A run without a date (it never happens outside tests) still gives the same bytes every time.
_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)


def has_plan(metrics: Mapping[str, Any]) -> bool:
    """Whether a run has a plan, of people or of points, to set beside today."""
    return bool(metrics["rungs"] or metrics.get("siting"))


@dataclass(frozen=True)
class RunFacts:
    """The settings of a run that its outputs mention.

    Attributes
    ----------
    study, scenario : LocalName
        Titles in both languages; the bare names where the manifest has no settings.
    role : RoleSettings
        Of the counsel: hours, visits, limits, team, what is online; of today's roster as it is measured.
    hire_hours, hire_most : float, int
        Hours a year of hired counsel, and villages that each may be in.
    gap : float
        Relative gap within which an aim counts as proven best.
    started : datetime
        When the run began.
    roles : Mapping of str to RoleFacts
        Roles beside counsel, in their order.
    ladder : Mapping
        Settings of each rung by its aim.
    """

    study: LocalName
    scenario: LocalName
    role: RoleSettings
    hire_hours: float
    hire_most: int
    gap: float
    started: datetime
    roles: Mapping[str, RoleFacts] = field(default_factory=dict)
    ladder: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def title(self, lang: str) -> str:
        """Study and scenario on one line."""
        return f"{self.study.text(lang)} · {self.scenario.text(lang)}"


def facts_of(run: StoredRun) -> RunFacts:
    """Read the facts from ``manifest['resolved']``; what it lacks is the default of the settings."""
    resolved = _resolved(str(run.manifest.get("resolved", "")))
    hire = resolved.get("hire", {})
    scenario = resolved.get("scenarios", {}).get(run.scenario, {})
    role = _role(resolved.get("roles", {}).get("counsel", {}))
    role = role.as_today if scenario.get("evaluate") else role
    return RunFacts(
        study=_name(resolved.get("name"), run.study),
        scenario=_name(scenario.get("name"), run.scenario),
        role=role,
        hire_hours=float(hire.get("hours_year", 600.0)),
        hire_most=int(hire.get("most_villages", 5)) * role.team,
        gap=float(resolved.get("solver", {}).get("gap", SolverSettings().gap)),
        started=_moment(run.manifest.get("started")),
        roles=role_facts(resolved.get("posts")),
        ladder={str(rung["aim"]): rung for rung in resolved.get("ladder", ())},
    )


@lru_cache(maxsize=32)
def _resolved(written: str) -> Mapping[str, Any]:
    """The settings as written; kept, as each output of a run asks for them anew."""
    found = yaml.load(written, Loader=yaml.CSafeLoader)
    return found if isinstance(found, Mapping) else {}


def _name(found: Any, bare: str) -> LocalName:
    return LocalName(**found) if isinstance(found, Mapping) else LocalName(zh=bare, en=bare)


def _role(found: Mapping[str, Any]) -> RoleSettings:
    """YAML has lists where the settings have tuples; the outputs need only the plain numbers."""
    return RoleSettings.model_validate({name: found[name] for name in _NUMBERS if name in found})


def _moment(found: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(found))
    except ValueError:
        return _NO_DATE
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
