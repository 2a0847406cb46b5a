"""An adjustment that is given on the command line: a study with one scenario more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from scenarios.errors import ScenarioError, StudyError
from scenarios.origins import Mark, Steps, Tree
from scenarios.setting_faults import faults_of
from scenarios.settings import LocalName, StudyConfig, StudyFile
from scenarios.study import Resolved, ScenarioInfo, Study
from scenarios.study.resolved import plain

__all__ = ["ADJUSTED", "adjusted_name", "adjusting"]

#: What the name of the scenario ends with under which the run is stored.
ADJUSTED = "-adjusted"
_LONGEST = 64


def adjusted_name(scenario: str) -> str:
    """Return the name under which the adjustment of a scenario is stored."""
    return f"{scenario[: _LONGEST - len(ADJUSTED)]}{ADJUSTED}"


def adjusting(
    study: Study, scenario: str, *, departures: Sequence[str], budget: int | None
) -> tuple[Study, str]:
    """Return the study with a scenario that adjusts another one, and its name.

    Parameters
    ----------
    study : Study
    scenario : str
    departures : sequence of str
        People who leave besides those whom the scenario names.
    budget : int or None
        Pairs that may end: one phase with it takes the place of the scenario's; None keeps the scenario's
        phases, or has one without any pair to end where it has none.

    Raises
    ------
    ScenarioError
        When there is nothing to adjust, or the study has a scenario of the new name.
    """
    resolved = study.resolve(scenario)
    name = adjusted_name(scenario)
    if name in study.scenarios:
        raise ScenarioError.said("error.adjusted_scenario", scenario=name)
    old = resolved.config.adjustment
    if not departures and budget is None and not old.phases:
        raise ScenarioError.said("error.nothing_to_adjust", scenario=scenario)
    gone = tuple(dict.fromkeys([*old.departures, *departures]))
    adjustment = plain(old) | {"departures": list(gone)}
    if budget is not None or not old.phases:
        adjustment["phases"] = [{"name": {"zh": "现在", "en": "Now"}, "most_moved": budget or 0}]
    added = _resolved(resolved, name, adjustment, first=len(old.departures))
    return replace(study, scenarios=(*study.scenarios, name), resolved={**study.resolved, name: added}), name


def _resolved(resolved: Resolved, name: str, adjustment: dict[str, Any], *, first: int) -> Resolved:
    """The resolved scenario with another adjustment; what comes from the command line says so."""
    title = resolved.scenario.title
    marks: dict[Steps, Mark] = {("departures",): Mark("--depart", 1), ("phases",): Mark("--budget", 1)}
    marks |= {
        ("departures", place): Mark("--depart", place - first + 1)
        for place in range(first, len(adjustment["departures"]))
    }
    written = resolved.written.replaced(("adjustment",), Tree(_tuples(adjustment), marks))
    section = {"adjustment": _tuples(adjustment)}
    try:
        config = StudyConfig.model_validate({**dict(resolved.config), **section})
    except ValidationError as error:
        found = faults_of(error.errors(include_url=False), written, file="--budget", model=StudyFile)
        raise StudyError(found) from None
    return replace(
        resolved,
        config=config,
        scenario=ScenarioInfo(name, _adjusted_title(title), evaluate=False, sites=True),
        origins={**resolved.origins, "adjustment.departures": "--depart", "adjustment.phases": "--budget"},
        written=written,
    )


def _adjusted_title(title: LocalName) -> LocalName:
    return LocalName(zh=f"{title.zh[:190]}（调整）", en=f"{title.en[:185]}, adjusted")


def _tuples(value: Any) -> Any:
    """Lists as the settings have them."""
    if isinstance(value, dict):
        return {key: _tuples(below) for key, below in value.items()}
    return tuple(_tuples(below) for below in value) if isinstance(value, list) else value
