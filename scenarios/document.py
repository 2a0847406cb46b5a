"""Reading a YAML file into plain values that remember their lines; what is odd in it is a fault.

Only what a study needs is taken: mappings with text keys, lists, and the plain scalars. The size of the
file, its depth and what its aliases expand to are limited, so that a few lines cannot fill the memory.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import yaml

from scenarios.errors import StudyError, StudyFault, Told, reason_of
from scenarios.faults import UNREAD, kind_of, shown
from scenarios.origins import Mark, Steps, Tree, dotted

__all__ = ["MOST_BYTES", "MOST_DEPTH", "MOST_VALUES", "read_tree"]

MOST_BYTES = 2_000_000
MOST_VALUES = 100_000
MOST_DEPTH = 20

_PLAIN = (str, bool, int, float, type(None))
#: YAML also reads 017 as 15, 1:30 as 90 and yes as true; whoever writes that means something else.
_UNAMBIGUOUS = {
    "tag:yaml.org,2002:int": re.compile(r"[-+]?(0|[1-9][0-9]*)"),
    "tag:yaml.org,2002:float": re.compile(
        r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?\.(inf|nan)"
    ),
    "tag:yaml.org,2002:bool": re.compile(r"true|false|True|False|TRUE|FALSE"),
}


def read_tree(path: Path, *, file: str) -> tuple[Tree, list[StudyFault]]:
    """Read a YAML file.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name in faults.

    Returns
    -------
    Tree, list of StudyFault
        What could be read, and the faults of single entries: duplicate keys and keys that are not text, which
        are left out of the tree, and values that are not plain, which are UNREAD in it.

    Raises
    ------
    StudyError
        When nothing can be made of the file at all.
    """
    text = _text_of(path, file)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        raise _unusable(file, "not_yaml", line=line, problem=_problem(error.problem or "")) from None
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise _unusable(file, "not_yaml", line=line, problem=shown(getattr(error, "reason", ""))) from None
    except RecursionError:
        raise _unusable(file, "too_deep", most=str(MOST_DEPTH)) from None
    if node is None:
        raise _unusable(file, "empty_file")
    reader = _NodeReader(file)
    value = reader.value_of(node, ())
    faults = reader.faults(value)
    if not isinstance(value, dict):
        if faults:
            raise StudyError(faults)
        found = (("found_type", kind_of(value)),)
        raise StudyError(
            [StudyFault(file, node.start_mark.line + 1, "", shown(value), "study.not_a_mapping", found)]
        )
    return Tree(value, reader.marks), faults


def _text_of(path: Path, file: str) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _unusable(file, "too_large", most=f"{MOST_BYTES // 1000}")
        content = path.read_bytes()
    except FileNotFoundError:
        raise _unusable(file, "missing_file") from None
    except OSError as error:
        raise _unusable(file, "unreadable", reason=reason_of(error)) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unusable(file, "undecodable", line=line, byte=f"0x{content[error.start]:02X}") from None


#: What PyYAML says of the usual mistakes, by how it begins.
_PROBLEMS = {
    "mapping values are not allowed": "yaml.colon",
    "could not find expected ':'": "yaml.no_colon",
    "found character '\\t'": "yaml.tab",
    "found character": "yaml.start",
    "expected alphabetic or numeric character": "yaml.start",
    "expected chomping": "yaml.block",
    "expected a comment or a line break": "yaml.block",
    "found undefined alias": "yaml.alias",
    "found duplicate anchor": "yaml.anchor",
    "found unexpected end of stream": "yaml.open_quote",
    "expected <block end>": "yaml.indentation",
    "expected ',' or": "yaml.open_bracket",
    "found unknown escape character": "yaml.escape",
    "but found another document": "yaml.document",
    "expected '<document start>'": "yaml.indentation",
}


def _problem(words: str) -> str:
    """What is wrong with a text, in words of the catalogue where it has them."""
    key = next((key for start, key in _PROBLEMS.items() if words.startswith(start)), None)
    return shown(words) if key is None else Told.said(key)


def _unusable(file: str, code: str, *, line: int | None = None, **params: str) -> StudyError:
    return StudyError([StudyFault(file, line, "", None, f"study.{code}", tuple(params.items()))])


class _NodeReader:
    """Turns composed nodes into plain values and notes the line of each."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.marks: dict[Steps, Mark] = {}
        self._found: list[tuple[Steps, int, str, dict[str, str]]] = []
        self._scalars = yaml.constructor.SafeConstructor()
        self._count = 0

    def value_of(self, node: yaml.Node, path: Steps) -> Any:
        """The plain value of a node; UNREAD, with a fault, where it has none."""
        self._count += 1
        if self._count > MOST_VALUES:
            raise _unusable(self.file, "too_many_values", line=_line(node), most=str(MOST_VALUES))
        if len(path) > MOST_DEPTH:
            raise _unusable(self.file, "too_deep", line=_line(node), most=str(MOST_DEPTH))
        self.marks.setdefault(path, Mark(self.file, _line(node)))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value_of(child, (*path, place)) for place, child in enumerate(node.value))
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Steps) -> Any:
        joined = [key.value for key, value in node.value if node.flow_style and _is_joined(key, value)]
        if joined:
            self._fault(node, path, "no_blank", found=shown(", ".join(joined)))
            return UNREAD
        if node.tag != "tag:yaml.org,2002:map":
            self._fault(node, path, "odd_value", found=shown(node.tag))
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            if key in values:
                self._fault(key_node, (*path, key), "duplicate_key", key=shown(key), first=str(lines[key]))
                continue
            lines[key] = _line(key_node)
            self.marks[(*path, key)] = Mark(self.file, lines[key])
            values[key] = self.value_of(value_node, (*path, key))
        return values

    def _key(self, node: yaml.Node, path: Steps) -> str | None:
        """A key, when it is text; YAML reads bare yes, no, on, off and numbers as something else."""
        if node.tag == "tag:yaml.org,2002:str" and isinstance(node.value, str) and _is_clean(node.value):
            return node.value
        found = node.value if isinstance(node, yaml.ScalarNode) else node.tag
        self._fault(node, path, "key_not_text", key=shown(found))
        return None

    def _scalar(self, node: yaml.Node, path: Steps) -> Any:
        try:
            value = self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError, KeyError, IndexError):
            self._fault(node, path, "odd_value", found=shown(str(node.value)))
            return UNREAD
        pattern = _UNAMBIGUOUS.get(node.tag)
        is_clear = pattern is None or pattern.fullmatch(str(node.value)) is not None
        if not (is_clear and isinstance(value, _PLAIN)) or (isinstance(value, str) and not _is_clean(value)):
            self._fault(node, path, "odd_value", found=shown(str(node.value)))
            return UNREAD
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**63:
            return math.copysign(math.inf, value)
        return value

    def _fault(self, node: yaml.Node, path: Steps, code: str, **params: str) -> None:
        self._found.append((path, _line(node), f"study.{code}", params))

    def faults(self, value: Any) -> list[StudyFault]:
        """The faults, their paths named by the values that have been read."""
        return [
            StudyFault(self.file, line, dotted(path, value), None, code, tuple(params.items()))
            for path, line, code, params in self._found
        ]


def _is_joined(key: yaml.Node, value: yaml.Node) -> bool:
    """Tell whether a key is one with its value, which YAML reads in braces without a blank: {a:1}."""
    is_empty = value.start_mark.index == value.end_mark.index
    return isinstance(key, yaml.ScalarNode) and key.style is None and ":" in key.value and is_empty


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _is_clean(text: str) -> bool:
    """Tell whether text is free of control characters and broken surrogates, which no name or path needs."""
    return not any((ord(char) < 32 and char not in "\n\t") or 0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char)
    < 0xE000
                   for char in text)  # fmt: skip
