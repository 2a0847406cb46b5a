"""Everything that can go wrong in `scenarios` and is not a defect of the program.

The tree::

    ScenarioError
    ├── StudyError              (ValueError)       a study.yaml that cannot be used; carries every fault
    ├── InputError              (ValueError)       a study.yaml that cannot be used, and faults of its tables
    ├── StudyNotFoundError      (LookupError)      no such path and no such bundled study
    ├── UnknownScenarioError    (LookupError)      the study has no scenario of that name
    ├── RunNotFoundError        (FileNotFoundError) a result that nobody has computed yet
    └── DestinationError        (FileExistsError)  a folder that would be overwritten

Each one is also the built-in kind, so that ``except ValueError`` works for callers who know nothing of us.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scenarios.messages import text

if TYPE_CHECKING:
    from geo.faults import Fault
    from scenarios.origins import Tree

__all__ = [
    "DestinationError",
    "Draft",
    "InputError",
    "RuleError",
    "RunNotFoundError",
    "ScenarioError",
    "StudyError",
    "StudyFault",
    "StudyNotFoundError",
    "Told",
    "UnknownScenarioError",
    "in_language",
    "reason_of",
]


class Told(str):
    """Words in English that the catalogue has in the other language too: for the gaps of other texts."""

    key: str
    params: Mapping[str, str]

    @classmethod
    def said(cls, key: str, **params: str) -> Self:
        """The catalogue's text `key`, its gaps filled with `params`, which may be told themselves."""
        told = cls(text(key, "en", **params))
        told.key, told.params = key, params
        return told


def in_language(words: str, lang: str) -> str:
    """Words in a language, where they are `Told`; else as they are."""
    if not isinstance(words, Told):
        return words
    return text(words.key, lang, **{name: in_language(word, lang) for name, word in words.params.items()})


def reason_of(error: OSError) -> str:
    """Why the system refused a file, in words of the catalogue where it has them."""
    key = _SYSTEM.get(error.errno or 0)
    return error.strerror or type(error).__name__ if key is None else Told.said(key)


_SYSTEM = {
    errno.EACCES: "system.no_permission",
    errno.EPERM: "system.no_permission",
    errno.EROFS: "system.read_only",
    errno.ENOENT: "system.not_there",
    errno.EEXIST: "system.is_there",
    errno.ENOTDIR: "system.no_folder",
    errno.EISDIR: "system.folder",
    errno.ENOSPC: "system.no_space",
    errno.ENAMETOOLONG: "system.long_name",
}


@dataclass(frozen=True)
class StudyFault:
    """One fault of a study file.

    Attributes
    ----------
    file : str
        Name of the file, relative to the study's folder.
    line : int or None
        Line in that file, counted from 1; None when the fault is the whole file.
    path : str
        Dotted path of the setting, such as ``roles.counsel.need``; empty for the whole file.
    value : str or None
        What was found, shortened and safe to print.
    code : str
        Kind of fault, such as ``study.unknown_key``; the catalogue explains it under
        ``fault.<code>.expected`` and ``fault.<code>.fix``.
    params : tuple of (str, str)
        Words for the gaps of those two texts; `Told` where they have to be in the reader's language.
    """

    file: str
    line: int | None
    path: str
    value: str | None
    code: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """``file:line``, or only the file when the line is not known."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


class ScenarioError(Exception):
    """The root: whatever a caller of `scenarios` may want to catch.

    `ScenarioError("words")` carries its words; `ScenarioError.said("error.key", name="…")` takes them from
    the catalogue, so that a reader of either language can be told.
    """

    key: str = ""
    params: Mapping[str, str] = {}

    @classmethod
    def said(cls, key: str, **params: str) -> Self:
        """An error whose words are the catalogue's text `key`, its gaps filled with `params`."""
        error = cls(text(key, "en", **params))
        error.key, error.params = key, params
        return error

    @property
    def told(self) -> str:
        """The words, for a gap of another text."""
        return Told.said(self.key, **self.params) if self.key else str(self)

    def in_language(self, lang: str) -> str:
        """The words in a language, where the catalogue has them; else as they were given."""
        if not self.key:
            return str(self)
        return text(self.key, lang, **{name: in_language(word, lang) for name, word in self.params.items()})


@dataclass(frozen=True)
class Draft:
    """What a study with faults says all the same.

    Attributes
    ----------
    folder : Path
        The study's folder.
    trees : tuple of Tree
        Settings as written: those of the study, then those of its scenarios, overrides applied.
    """

    folder: Path
    trees: tuple[Tree, ...]


class StudyError(ScenarioError, ValueError):
    """A study file cannot be used.

    Attributes
    ----------
    faults : tuple of StudyFault
        Every fault that was found, in the order of the file.
    draft : Draft or None
        What could be read; None where the file is no study at all.
    """

    def __init__(self, faults: Iterable[StudyFault], *, draft: Draft | None = None) -> None:
        self.faults, self.draft = tuple(faults), draft
        super().__init__("; ".join(_line(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[StudyError], tuple[tuple[StudyFault, ...]]]:
        return type(self), (self.faults,)


class InputError(ScenarioError, ValueError):
    """A study and its tables cannot be used.

    Attributes
    ----------
    faults : tuple of StudyFault and Fault
        Those of the study, then those of its tables.
    unread : str
        Where the faults stand for which the tables were not looked at; empty when they were.
    """

    def __init__(self, faults: Iterable[StudyFault | Fault], *, unread: str = "") -> None:
        self.faults, self.unread = tuple(faults), unread
        super().__init__(f"{len(self.faults)} fault(s) in the study and its tables")

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[StudyFault | Fault, ...]], dict[str, str]]:
        return type(self), (self.faults,), {"unread": self.unread}


class StudyNotFoundError(ScenarioError, LookupError):
    """The argument is neither a study on disk nor the id of a bundled one."""


class UnknownScenarioError(ScenarioError, LookupError):
    """The study has no scenario of that name."""


class RunNotFoundError(ScenarioError, FileNotFoundError):
    """No result is stored for this scenario, or the stored result is damaged."""


class DestinationError(ScenarioError, FileExistsError):
    """The destination holds something that must not be overwritten."""


class RuleError(ScenarioError, ValueError):
    """A rule of the study's own cannot be read, found or used."""

    def __init__(self, rule: str, words: str) -> None:
        self.key, self.params = "error.rule", {"rule": rule, "words": words}
        super().__init__(text(self.key, "en", **self.params))

    def __reduce__(self) -> tuple[type[RuleError], tuple[str, str]]:
        return type(self), (self.params["rule"], self.params["words"])


def _line(fault: StudyFault) -> str:
    """One fault as a developer reads it in a traceback; people get `scenarios.report` instead."""
    found = "" if fault.value is None else f", found {fault.value}"
    details = "".join(f", {name}: {word}" for name, word in fault.params)
    return f"{fault.place}: {fault.path or 'file'}: {fault.code}{found}{details}"
