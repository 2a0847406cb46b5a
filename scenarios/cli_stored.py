"""The stored run that a command speaks of: of a scenario of the study, or of an adjustment of one."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.errors import RunNotFoundError, UnknownScenarioError
from scenarios.faults import nearest

if TYPE_CHECKING:
    from scenarios.store import StoredRun
    from scenarios.study import Study

__all__ = ["scenario_of", "stored_run"]


def stored_run(study: Study, name: str, out: Path, *, asked: str) -> StoredRun:
    """Read a run; when there is none, say which command makes it.

    Parameters
    ----------
    study : Study
    name : str
        A scenario, or ``SCENARIO-adjusted``.
    out : Path
        Folder of all runs.
    asked : str
        The study as it was named, for the command to give.

    Raises
    ------
    UnknownScenarioError
        When it is neither; the message names what is stored.
    RunNotFoundError
        When nothing is stored of it, or what is stored is damaged.
    """
    from scenarios.store import read_run

    place = out / study.id
    base = _adjusts(study, name)
    if name not in study.resolved and base is None:
        raise _unknown(study, name, place)
    try:
        return read_run(place / name)
    except RunNotFoundError:
        folder = place / name
        if folder.exists():
            raise
        key, scenario = ("error.no_run", name) if base is None else ("error.no_adjusted_run", base)
        words = {"study": shlex.quote(asked), "scenario": scenario, "folder": str(folder)}
        raise RunNotFoundError.said(key, **words) from None


def scenario_of(study: Study, name: str) -> str:
    """The scenario that a stored run is of, or whose adjustment it is."""
    return _adjusts(study, name) or name


def _adjusts(study: Study, name: str) -> str | None:
    """The scenario whose adjustment is stored under a name; None when that is a scenario, or of none."""
    from scenarios.adjust.command import adjusted_name

    if name in study.resolved:
        return None
    return next((each for each in study.scenarios if adjusted_name(each) == name), None)


def _unknown(study: Study, name: str, place: Path) -> UnknownScenarioError:
    """No scenario and no adjustment is called so: name what is there to be asked for."""
    from scenarios.store import stored_names

    stored = [each for each in stored_names(place) if each in study.resolved or _adjusts(study, each)]
    return UnknownScenarioError.said(
        "error.unknown_run" if stored else "error.unknown_scenario",
        name=name,
        study=study.id,
        nearest=nearest(name, dict.fromkeys([*study.scenarios, *stored])),
        known=", ".join(study.scenarios),
        **({"stored": ", ".join(stored)} if stored else {}),
    )
