"""A checked study, and what it comes to in each scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel

from scenarios.errors import UnknownScenarioError
from scenarios.faults import nearest
from scenarios.origins import Tree, dotted, leaves
from scenarios.settings import LocalName, SourceSettings, StudyConfig

if TYPE_CHECKING:
    from geo.source import Source

__all__ = ["Resolved", "ScenarioInfo", "Study", "plain", "sources_in"]


@dataclass(frozen=True)
class ScenarioInfo:
    """What a scenario is called, and what it plans.

    Attributes
    ----------
    name : str
    title : LocalName
    evaluate : bool
        Whether it only measures today's roster.
    sites : bool
        Whether it plans the points of ``siting``; with `evaluate` these alone.
    """

    name: str
    title: LocalName
    evaluate: bool
    sites: bool


@dataclass(frozen=True)
class Resolved:
    """A study with the overrides of one scenario applied.

    Attributes
    ----------
    study_id : str
    study_name : LocalName
    folder : Path
        The study's folder; sources are relative to it.
    config : StudyConfig
        All settings, defaults included.
    scenario : ScenarioInfo
    origins : mapping of str to str
        For every leaf of the settings, by dotted path: ``study.yaml:12``, ``scenario balanced
        (study.yaml:88)`` or ``default``.
    written : Tree
        What was written down, overrides applied: tells the line of every value, so that what turns out to be
        wrong only beside the tables can be reported where it stands.
    """

    study_id: str
    study_name: LocalName
    folder: Path
    config: StudyConfig
    scenario: ScenarioInfo
    origins: Mapping[str, str] = field(repr=False)
    written: Tree = field(repr=False)

    def sources(self) -> dict[str, Source]:
        """The tables to read, by name, in the order of the study."""
        return sources_in(self.folder, self.config.sources)

    def settings(self) -> Iterator[tuple[str, Any, str]]:
        """Dotted path, plain value and origin of every setting, in a stable order."""
        values = plain(self.config)
        for path, value in leaves(values):
            name = dotted(path, values)
            yield name, value, self.origins[name]

    def as_yaml(self) -> str:
        """The resolved study with this one scenario; `load_study` reads it back to the same settings."""
        about = self.scenario
        only = about.evaluate and about.sites
        scenario = {"name": plain(about.title), "evaluate": about.evaluate and not only, "sites_only": only}
        whole = {
            "schema": 1,
            "id": self.study_id,
            "name": plain(self.study_name),
            **plain(self.config),
            "scenarios": {self.scenario.name: scenario},
        }
        return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=110)


@dataclass(frozen=True)
class Study:
    """A checked study: every one of its scenarios can be resolved.

    Attributes
    ----------
    folder : Path
    id : str
    name : LocalName
    scenarios : tuple of str
        Names in the order of the file.
    """

    folder: Path
    id: str
    name: LocalName
    scenarios: tuple[str, ...]
    resolved: Mapping[str, Resolved] = field(repr=False)

    def resolve(self, name: str) -> Resolved:
        """The study with the overrides of one scenario applied.

        Raises
        ------
        UnknownScenarioError
            When there is no such scenario; the message names the nearest one.
        """
        if name not in self.resolved:
            raise UnknownScenarioError.said(
                "error.unknown_scenario",
                name=name,
                study=self.id,
                nearest=nearest(name, self.scenarios),
                known=", ".join(self.scenarios),
            )
        return self.resolved[name]


def sources_in(folder: Path, settings: Mapping[str, SourceSettings]) -> dict[str, Source]:
    """Where the tables of a study in a folder are, and how each is read."""
    from geo.source import Source

    return {
        table: Source(
            table=table, path=folder / source.path, name=source.path, **source.model_dump(exclude={"path"})
        )
        for table, source in settings.items()
    }


def plain(settings: BaseModel) -> dict[str, Any]:
    """Settings as plain values for YAML: lists for tuples; what a source leaves open is left out."""
    values = _lists(settings.model_dump(mode="python"))
    for source in values.get("sources", {}).values():
        for key in [key for key, value in source.items() if value is None]:
            del source[key]
    return dict(values)


def _lists(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _lists(below) for key, below in value.items()}
    return [_lists(below) for below in value] if isinstance(value, tuple) else value
