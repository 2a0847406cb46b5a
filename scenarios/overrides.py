"""Applying the overrides of scenarios: in order, base scenario first, nothing ignored or ambiguous."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenarios.errors import StudyFault
from scenarios.faults import fault_at, kind_of, nearest
from scenarios.origins import IDENTITIES, Steps, Tree
from scenarios.schema import keys_at, mapping_keys
from scenarios.settings import OPTIONAL_TABLES, REQUIRED_TABLES, StudyConfig

__all__ = ["Override", "apply_overrides", "lineage", "read_overrides"]


@dataclass(frozen=True)
class Override:
    """One entry of a scenario's `set`: the dotted path as written, and the new value with its lines."""

    scenario: str
    path: str
    new: Tree
    place: Steps

    @property
    def line(self) -> int | None:
        mark = self.new.mark_of(())
        return None if mark is None else mark.line


def lineage(scenarios: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The scenarios whose overrides make up `name`, base first.

    A cycle is returned with its first member repeated at the front, so that a caller can tell and print it.
    """
    chain = [name]
    while True:
        settings = scenarios.get(chain[0])
        base = settings.get("extends") if isinstance(settings, Mapping) else None
        if not isinstance(base, str) or base not in scenarios:
            return tuple(chain)
        if base in chain:
            return (base, *chain[: chain.index(base) + 1])
        chain.insert(0, base)


def read_overrides(study: Tree, scenario: str, *, file: str) -> tuple[list[Override], list[StudyFault]]:
    """Read the `set` list of one scenario and check it for clashes.

    Returns
    -------
    list of Override, list of StudyFault
        The overrides that are well formed, and a fault for each entry that is not, or that sets what another
        entry of the same scenario sets already, in whole or in part.
    """
    here: Steps = ("scenarios", scenario, "set")
    entries = study.at(here)
    overrides: list[Override] = []
    faults: list[StudyFault] = []
    for place in range(len(entries) if isinstance(entries, tuple) else 0):
        entry = entries[place]
        if not (isinstance(entry, Mapping) and len(entry) == 1):
            params = {"found_type": kind_of(entry)}
            faults.append(fault_at(study, (*here, place), "set_entry", file=file, value=entry, params=params))
            continue
        path = next(iter(entry))
        override = _override(study, scenario, (*here, place, path))
        clash = next((other for other in overrides if _overlap(other.path, path)), None)
        if clash is None:
            overrides.append(override)
        else:
            params = {"other": clash.path, "first": str(clash.line)}
            faults.append(fault_at(study, override.place, "clash", file=file, value=path, params=params))
    return overrides, faults


def _override(study: Tree, scenario: str, place: Steps) -> Override:
    marks = {
        path[len(place) :]: replace(mark, scenario=scenario)
        for path, mark in study.marks.items()
        if path[: len(place)] == place
    }
    return Override(scenario, str(place[-1]), Tree(study.at(place), marks), place)


def _overlap(one: str, other: str) -> bool:
    """Tell whether two dotted paths are the same or one leads into the other."""
    shorter, longer = sorted((one.split("."), other.split(".")), key=len)
    return longer[: len(shorter)] == shorter


def apply_overrides(
    config: Tree, overrides: list[Override], *, study: Tree, file: str
) -> tuple[Tree, list[StudyFault]]:
    """Apply overrides in order to the settings of a study.

    Parameters
    ----------
    config : Tree
        The study's settings as written.
    overrides : list of Override
    study : Tree
        The whole file, for the lines of faults.
    file : str
        Its name in faults.

    Returns
    -------
    Tree, list of StudyFault
        The new settings, and a fault for each override whose path leads nowhere.
    """
    faults: list[StudyFault] = []
    for override in overrides:
        words = override.path.split(".")
        config, path, wrong = _find(config, words)
        if _is_barred(config, path):
            continue
        if wrong is None:
            config = config.replaced(path, override.new)
            continue
        code, params = _explain(words, *wrong)
        faults.append(fault_at(study, override.place, code, file=file, value=override.path, params=params))
    return config, faults


def _explain(words: list[str], position: int, allowed: list[str] | None) -> tuple[str, dict[str, str]]:
    if allowed is None:
        return "path_into_value", {"whole": ".".join(words[:position])}
    suggestion = [*words[:position], nearest(words[position], allowed), *words[position + 1 :]]
    return "unknown_path", {
        "key": words[position],
        "nearest": ".".join(suggestion),
        "allowed": ", ".join(allowed),
    }


def _find(config: Tree, words: list[str]) -> tuple[Tree, Steps, tuple[int, list[str] | None] | None]:
    """Follow a dotted path through the settings.

    Returns the settings (with a default list written out where the path names one of its members), the path
    in steps, and, when a word leads nowhere, its position and the words that would do; None when nothing can
    follow at all.
    """
    path: Steps = ()
    for position, word in enumerate(words):
        if path in IDENTITIES:
            config = _written_out(config, path)
            names = _member_names(config, path)
            if word not in names:
                return config, path, (position, [name for name in names if name])
            path = (*path, names.index(word))
            continue
        allowed = keys_at(StudyConfig, path, config.value) or mapping_keys(StudyConfig, path, config.value)
        if path == ("sources",) and allowed is not None:  # a scenario may have a table that the study has not
            allowed = list(dict.fromkeys((*REQUIRED_TABLES, *OPTIONAL_TABLES, *allowed)))
        if allowed is None or (allowed and word not in allowed):
            return config, path, (position, allowed)
        path = (*path, word)
    return config, path, None


def _is_barred(config: Tree, path: Steps) -> bool:
    """Tell whether something that cannot hold the rest of a path stands on the way.

    Such a value, a list of roles for one, has a fault where it is written. The override could only put a part
    into its place, which would hide it or be found to lack the other parts.
    """
    on_the_way = ((path[:end], config.at(path[:end])) for end in range(1, len(path) + 1))
    return any(
        found is not None and not isinstance(found, tuple if way in IDENTITIES else Mapping)
        for way, found in on_the_way
        if way != path or way in IDENTITIES
    )


def _member_names(config: Tree, path: Steps) -> list[str]:
    members = config.at(path)
    members = members if isinstance(members, tuple) else ()
    names = [member.get(IDENTITIES[path]) if isinstance(member, Mapping) else None for member in members]
    return [name if isinstance(name, str) else "" for name in names]


def _written_out(config: Tree, path: Steps) -> Tree:
    """Write out a list that the study leaves to the default, since an override names one of its members."""
    if config.at(path) is not None or len(path) != 1:
        return config
    default = StudyConfig.model_fields[str(path[0])].default
    members = tuple(member.model_dump(mode="python") for member in default)
    return Tree({**config.value, str(path[0]): members}, config.marks)
