"""From study.yaml to settings, checked as a whole, with the origin of every value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError, create_model

from scenarios.checks import check_sections
from scenarios.document import read_tree
from scenarios.errors import Draft, StudyError, StudyFault
from scenarios.faults import fault_at, nearest
from scenarios.origins import Steps, Tree, origins_of
from scenarios.overrides import apply_overrides, lineage, read_overrides
from scenarios.setting_faults import faults_of
from scenarios.settings import Settings, StudyConfig, StudyFile
from scenarios.study.included import INCLUDE, with_included
from scenarios.study.resolved import Resolved, ScenarioInfo, Study, plain

__all__ = ["FILE_NAME", "load_study"]

FILE_NAME = "study.yaml"


def load_study(path: Path) -> Study:
    """Read and check a study.

    Parameters
    ----------
    path : Path
        The study's folder, or its YAML file.

    Raises
    ------
    StudyError
        With every fault of the file and of all its scenarios.
    """
    file_path = path / FILE_NAME if path.is_dir() else path
    tree, faults = read_tree(file_path, file=file_path.name)
    tree, more, lost = with_included(tree, path=file_path, sections=_CONFIG)
    return _Loader(tree, file_path, faults + more, lost).study()


class _Loader:
    """One pass over a study file; collects faults until the end.

    Nothing is said about a section that is `lost`, nor about what would have to be in it.
    """

    def __init__(self, tree: Tree, path: Path, faults: Iterable[StudyFault], lost: Set[str]) -> None:
        self.tree = tree
        self.folder = path.parent
        self.file = path.name
        self.faults = list(faults)
        self.lost = set(lost)
        self.written: list[Tree] = []

    def study(self) -> Study:
        self._unknown_sections()
        header = {name: self._section(name, self.tree) for name in ("version", "id", "name", "scenarios")}
        base = Tree({key: self.tree.value[key] for key in _CONFIG if key in self.tree.value}, self.tree.marks)
        self.faults += self._config(base)[1]
        configs = {name: self._scenario(name, base) for name in self._scenario_names()}
        if self.faults:
            raise StudyError(_in_order(self.faults), draft=Draft(self.folder, (base, *self.written)))
        resolved = {
            name: self._resolved(name, header, config, written)
            for name, (config, written) in ((name, found) for name, found in configs.items() if found)
        }
        return Study(self.folder, header["id"], header["name"], tuple(resolved), resolved)

    def _unknown_sections(self) -> None:
        allowed = ["schema", "id", "name", INCLUDE, *_CONFIG, "scenarios"]
        for key in self.tree.value:
            if key not in allowed:
                near = nearest(key, allowed)
                self.lost |= (set(_CONFIG) if near == INCLUDE else {near}) - self.tree.value.keys()
                params = {"nearest": near, "allowed": ", ".join(allowed)}
                self.faults.append(
                    fault_at(self.tree, (key,), "unknown_key", file=self.file, value=key, params=params)
                )

    def _section(self, name: str, tree: Tree) -> Any:
        """One valid section; None, with faults, when it is not."""
        if name in self.lost:
            return None
        found = _validated(name, tree, self.file)
        if isinstance(found, list):
            self.faults += found
            return None
        return found[name]

    def _config(self, tree: Tree) -> tuple[StudyConfig | None, list[StudyFault]]:
        """The settings of a tree, or the faults that forbid them."""
        sections: dict[str, Any] = {}
        faults: list[StudyFault] = []
        for name in _CONFIG:
            if name in self.lost and name not in tree.value:
                continue
            found = _validated(name, tree, self.file)
            if isinstance(found, list):
                faults += found
            else:
                sections |= found
        faults += check_sections(sections, tree, folder=self.folder, file=self.file)
        is_whole = not faults and len(sections) == len(_CONFIG)
        return (StudyConfig(**sections) if is_whole else None), faults

    def _scenario_names(self) -> list[str]:
        scenarios = self.tree.value.get("scenarios")
        return list(scenarios) if isinstance(scenarios, Mapping) else []

    def _scenario(self, name: str, base: Tree) -> tuple[StudyConfig, Tree] | None:
        """The settings of one scenario; None, with faults, when it has none."""
        overrides, faults = read_overrides(self.tree, name, file=self.file)
        self.faults += faults
        chain = self._chain(name)
        if chain is None:
            return None
        written = base
        for ancestor in chain:
            own = overrides if ancestor == name else read_overrides(self.tree, ancestor, file=self.file)[0]
            own = [each for each in own if each.path.split(".")[0] not in self.lost]
            written, wrong = apply_overrides(written, own, study=self.tree, file=self.file)
            self.faults += wrong if ancestor == name else []
        self.written.append(written)
        config, found = self._config(written)
        self.faults += [replace(fault, params=(*fault.params, ("scenario", name))) for fault in found]
        return None if config is None else (config, written)

    def _chain(self, name: str) -> tuple[str, ...] | None:
        """The scenarios to apply, base first; None, with a fault, when `extends` leads nowhere or round."""
        scenarios = self.tree.value["scenarios"]
        chain = lineage(scenarios, name)
        if len(chain) > 1 and chain[0] == chain[-1]:
            if name == min(chain, key=list(scenarios).index):
                params = {"cycle": " → ".join(reversed(chain))}
                self._extends_fault(name, "cycle", params)
            return None
        base = _extends(scenarios, chain[0])
        if base is None:
            return chain
        if chain[0] == name and isinstance(base, str):
            params = {"nearest": nearest(base, set(scenarios) - {name}), "allowed": ", ".join(scenarios)}
            self._extends_fault(name, "unknown_scenario", params)
        return None

    def _extends_fault(self, name: str, code: str, params: dict[str, str]) -> None:
        path: Steps = ("scenarios", name, "extends")
        self.faults.append(
            fault_at(self.tree, path, code, file=self.file, value=self.tree.at(path), params=params)
        )

    def _resolved(self, name: str, header: Mapping[str, Any], config: StudyConfig, written: Tree) -> Resolved:
        settings = header["scenarios"][name]
        return Resolved(
            study_id=header["id"],
            study_name=header["name"],
            folder=self.folder,
            config=config,
            scenario=ScenarioInfo(
                name,
                settings.name,
                evaluate=settings.evaluate or settings.sites_only,
                sites=settings.sites_only or not settings.evaluate,
            ),
            origins=origins_of(plain(config), written),
            written=written,
        )


_CONFIG = tuple(StudyConfig.model_fields)


def _extends(scenarios: Mapping[str, Any], name: str) -> Any:
    settings = scenarios[name]
    return settings.get("extends") if isinstance(settings, Mapping) else None


@cache
def _model_of(name: str) -> type[BaseModel]:
    """A model of one section, so that a fault in one does not hide the faults of the others."""
    found = StudyFile.model_fields[name]
    fields: dict[str, Any] = {name: (found.annotation, found)}
    return create_model(f"Section_{name}", __base__=Settings, **fields)


def _validated(name: str, tree: Tree, file: str) -> dict[str, Any] | list[StudyFault]:
    """Check one section of a tree: its value by its name, or its faults.

    The faults are none when all that is wrong with it has been reported by the reader already.
    """
    key = StudyFile.model_fields[name].alias or name
    given = {key: tree.value[key]} if key in tree.value else {}
    try:
        return {name: getattr(_model_of(name).model_validate(given), name)}
    except ValidationError as error:
        return faults_of(error.errors(include_url=False), tree, file=file, model=StudyFile)


def _in_order(faults: Iterable[StudyFault]) -> list[StudyFault]:
    """Each fault once, in the order of the file; a scenario repeats what is wrong in the study it changes."""
    once = {(fault.line, fault.path, fault.code, fault.value): fault for fault in reversed(list(faults))}
    return sorted(once.values(), key=lambda fault: (fault.line or 0, fault.path, fault.code))
