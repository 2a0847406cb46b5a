"""Where every value of a study comes from: plain values beside the line and the scenario that set them.

A path is a tuple of keys and list positions, ``("roles", "counsel", "need")``. People read it dotted,
``roles.counsel.need``; members of a list that have an identity are named by it (``ladder.travel.aversion``,
``targets.WH-11.value``), never by position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["IDENTITIES", "Mark", "Steps", "Tree", "dotted", "leaves", "origins_of"]

Steps = tuple[str | int, ...]

#: Lists whose members are named: path of the list -> the field that names a member.
IDENTITIES: Mapping[Steps, str] = {("ladder",): "aim", ("targets",): "code"}


@dataclass(frozen=True)
class Mark:
    """What set a value: a line of a file, and the scenario whose override it is (None: the study)."""

    file: str
    line: int
    scenario: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return place if self.scenario is None else f"scenario {self.scenario} ({place})"


@dataclass(frozen=True)
class Tree:
    """Plain values (dict, tuple, str, int, float, bool, None) and the mark of each of them.

    Attributes
    ----------
    value : Any
        The values; lists are tuples.
    marks : mapping of path to Mark
        One for every value that somebody wrote down. A value without a mark is a default.
    """

    value: Any
    marks: Mapping[Steps, Mark] = field(default_factory=dict)

    def mark_of(self, path: Steps) -> Mark | None:
        """The mark of a path, or of the nearest thing around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.marks:
                return self.marks[path[:end]]
        return None

    def at(self, path: Steps) -> Any:
        """The value at a path; None when there is none."""
        found = self.value
        for step in path:
            if not _has(found, step):
                return None
            found = found[step]
        return found

    def replaced(self, path: Steps, new: Tree) -> Tree:
        """A copy in which the value at `path`, and everything below it, is `new`."""
        marks = {old: mark for old, mark in self.marks.items() if old[: len(path)] != path}
        marks |= {path + below: mark for below, mark in new.marks.items()}
        return Tree(_replaced(self.value, path, new.value), marks)


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, Mapping):
        return step in value
    return isinstance(value, tuple | list) and isinstance(step, int) and 0 <= step < len(value)


def _replaced(value: Any, path: Steps, new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, tuple) and isinstance(step, int):
        return (*value[:step], _replaced(value[step], rest, new), *value[step + 1 :])
    held = value if isinstance(value, Mapping) else {}
    return {**held, step: _replaced(held.get(step), rest, new)}


def dotted(path: Steps, value: Any) -> str:
    """Write a path the way people name it.

    Parameters
    ----------
    path : tuple of str or int
        Path inside `value`; the end of it need not exist.
    value : Any
        The plain values of the whole study, from which the names of list members are read.
    """
    words: list[str] = []
    tree = Tree(value)
    for position, step in enumerate(path):
        name = IDENTITIES.get(path[:position])
        member = tree.at(path[: position + 1]) if name is not None else None
        named = member.get(name) if isinstance(member, Mapping) else None
        words.append(named if isinstance(named, str) else str(step))
    return ".".join(words)


def leaves(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every value of a resolved study that is shown on a line of its own.

    Mappings and lists with named members are walked into; any other list is one value.
    """
    if isinstance(value, Mapping) and value:
        for key, below in value.items():
            yield from leaves(below, (*path, key))
    elif isinstance(value, list | tuple) and value and path in IDENTITIES:
        for position, below in enumerate(value):
            yield from leaves(below, (*path, position))
    else:
        yield path, value


def origins_of(resolved: Any, written: Tree) -> dict[str, str]:
    """Origin of every leaf: ``study.yaml:12``, ``scenario balanced (study.yaml:88)`` or ``default``.

    Parameters
    ----------
    resolved : Any
        The plain values of the validated study, defaults included.
    written : Tree
        What was written down, overrides applied.
    """
    names = ((path, dotted(path, resolved)) for path, _ in leaves(resolved))
    return {name: str(written.marks.get(path, "default")) for path, name in names}
