"""A stored run priced anew: the same people, other rates."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml
from pydantic import ValidationError

from scenarios.adjust.city import adjusted_city
from scenarios.document import read_tree
from scenarios.errors import RunNotFoundError, ScenarioError, StudyError, StudyFault
from scenarios.faults import fault_at, shown
from scenarios.headcount.newcomers import with_newcomers
from scenarios.journeys import journeys
from scenarios.money.bill import Staffed
from scenarios.money.checks import section_faults
from scenarios.money.figures import money_figures
from scenarios.money.table_checks import table_faults
from scenarios.origins import Tree
from scenarios.overrides import Override, apply_overrides
from scenarios.roles import today_table
from scenarios.run import roster_today, validate_study
from scenarios.setting_faults import faults_of
from scenarios.settings import StudyConfig, StudyFile
from scenarios.siting.points import with_stored_points

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.store import StoredRun
    from scenarios.study import Resolved, Study

__all__ = ["Priced", "price_run"]

_FILE = "--set"
#: Sections that a run keeps from when it was planned: who is paid depends on them.
_OF_RUN = ("roles", "posts", "hire", "adjustment", "newcomers")


@dataclass(frozen=True)
class Priced:
    """The bill of a stored run.

    Attributes
    ----------
    stored : mapping or None
        Figures of money that the run was stored with; None where it has none.
    figures : mapping
        Those at the rates that count now, see `scenarios.money.figures.money_figures`.
    """

    stored: Mapping[str, Any] | None
    figures: Mapping[str, Any]


def price_run(
    study: Study, resolved: Resolved, run: StoredRun, *, changes: Sequence[str], out: Path
) -> Priced:
    """Work out what a stored run costs at the study's rates of now, with changes.

    Parameters
    ----------
    study : Study
    resolved : Resolved
        The scenario that the run is of, or whose adjustment it is.
    run : StoredRun
    changes : sequence of str
        ``money.path=value``, as overrides of a scenario.
    out : Path
        Folder of all runs, where journeys are kept.

    Raises
    ------
    ScenarioError
        When there are no rates.
    StudyError
        With every fault of the changes and of the changed rates.
    """
    written = _changed(resolved, changes)
    config = _config(resolved, written)
    if config.money is None:
        raise ScenarioError.said("error.no_money", scenario=run.scenario)
    city = validate_study(study)
    faults = list(table_faults(config, city))
    if faults:
        raise StudyError(
            fault_at(written, each.path, each.code, file=_FILE, value=each.value, params=each.params)
            for each in faults
        )
    config = _as_run(config, run)
    today, posts = _today(city, config, out)
    grown = with_newcomers(with_stored_points(city, run.sites), config.newcomers)
    after = Staffed(adjusted_city(grown, config.adjustment), config, run.plan, run.posts)
    if not run.metrics["rungs"]:  # a scenario that only measures today's roster
        after = Staffed(with_stored_points(city, run.sites), config.as_today, run.plan, run.posts)
    figures = money_figures(config.money, before=Staffed(city, config.as_today, today, posts), after=after)
    assert figures is not None
    return Priced(run.metrics.get("money"), figures)


def _today(city: City, config: StudyConfig, out: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    travel = journeys(city, config, cache=out / ".cache")
    return roster_today(city, travel, config)[1], today_table(city, config)


def _changed(resolved: Resolved, changes: Sequence[str]) -> Tree:
    """The settings as written, with the changes of the command line put in."""
    lines, faults = _lines(changes)
    if not any(lines):
        if faults:
            raise StudyError(faults)
        return resolved.written
    given, unread = _read("\n".join(lines))
    overrides = [Override(resolved.scenario.name, path, _below(given, path), (path,)) for path in given.value]
    written, wrong = apply_overrides(resolved.written, overrides, study=given, file=_FILE)
    faults += [*unread, *wrong]
    if faults:
        raise StudyError([*faults, *_setting_faults(resolved, written)])
    return written


def _lines(changes: Sequence[str]) -> tuple[list[str], list[StudyFault]]:
    """Each change as a line of YAML, an empty one for what is none; and what is wrong with those."""
    lines: list[str] = []
    faults: list[StudyFault] = []
    for number, change in enumerate(changes, start=1):
        path, equals, value = change.partition("=")
        line, code = f"{path}: {value}", None
        if not equals or "\n" in change:
            code = "set_form"
        elif path.split(".")[0] != "money":
            code = "set_money"
        else:
            try:
                _read("\n" * (number - 1) + line)
            except StudyError as error:
                faults += error.faults
                line = ""
        if code is not None:
            faults.append(StudyFault(_FILE, number, path, shown(change), f"study.{code}"))
            line = ""
        lines.append(line)
    return lines, faults


def _read(lines: str) -> tuple[Tree, list[Any]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "set.yaml"
        file.write_text(lines, encoding="utf-8")
        return read_tree(file, file=_FILE)


def _below(given: Tree, path: str) -> Tree:
    marks = {where[1:]: mark for where, mark in given.marks.items() if where[:1] == (path,)}
    return Tree(given.value[path], marks)


def _sections(resolved: Resolved, written: Tree) -> dict[str, Any]:
    return {**dict(resolved.config), "money": written.value.get("money")}


def _setting_faults(resolved: Resolved, written: Tree) -> list[StudyFault]:
    """What is wrong with the rates by themselves."""
    try:
        StudyConfig.model_validate(_sections(resolved, written))
    except ValidationError as error:
        return faults_of(error.errors(include_url=False), written, file=_FILE, model=StudyFile)
    return []


def _config(resolved: Resolved, written: Tree) -> StudyConfig:
    """The settings of the scenario with the rates as written."""
    found = _setting_faults(resolved, written)
    if found:
        raise StudyError(found)
    config = StudyConfig.model_validate(_sections(resolved, written))
    faults = [
        fault_at(written, each.path, each.code, file=_FILE, value=each.value, params=each.params)
        for each in section_faults(config.money, config.posts, config.demand)
    ]
    if faults:
        raise StudyError(faults)
    return config


def _as_run(config: StudyConfig, run: StoredRun) -> StudyConfig:
    """The settings by which the run was planned, but for the rates."""
    try:
        stored = yaml.load(str(run.manifest["resolved"]), Loader=yaml.CSafeLoader)
        sections = {name: _tuples(stored[name]) for name in _OF_RUN if name in stored}
        return StudyConfig.model_validate({**dict(config), **sections})
    except (KeyError, TypeError, yaml.YAMLError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise RunNotFoundError.said("error.run_damaged", folder=str(run.folder), reason=reason) from error


def _tuples(value: Any) -> Any:
    """Lists as the settings have them."""
    if isinstance(value, dict):
        return {key: _tuples(below) for key, below in value.items()}
    return tuple(_tuples(below) for below in value) if isinstance(value, list) else value
