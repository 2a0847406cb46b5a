"""Everything that can go wrong in `scenarios` and is not a defect of the program.

The tree::

    ScenarioError
    ├── StudyError              (ValueError)       a study.yaml that cannot be used; carries every fault
    ├── StudyNotFoundError      (LookupError)      no such path and no such bundled study
    ├── UnknownScenarioError    (LookupError)      the study has no scenario of that name
    ├── RunNotFoundError        (FileNotFoundError) a result that nobody has computed yet
    └── DestinationError        (FileExistsError)  a folder that would be overwritten

Each one is also the built-in kind, so that ``except ValueError`` works for callers who know nothing of us.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from scenarios.messages import text

__all__ = [
    "DestinationError",
    "RuleError",
    "RunNotFoundError",
    "ScenarioError",
    "StudyError",
    "StudyFault",
    "StudyNotFoundError",
    "UnknownScenarioError",
]


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
        Words for the gaps of those two texts.
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

    def in_language(self, lang: str) -> str:
        """The words in a language, where the catalogue has them; else as they were given."""
        return text(self.key, lang, **self.params) if self.key else str(self)


class StudyError(ScenarioError, ValueError):
    """A study file cannot be used. `faults` holds every fault that was found, in the order of the file."""

    def __init__(self, faults: Iterable[StudyFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(_line(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[StudyError], tuple[tuple[StudyFault, ...]]]:
        return type(self), (self.faults,)


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
