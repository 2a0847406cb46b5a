"""A task of siting that cannot be planned, and the settings that are in the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from scenarios.errors import ScenarioError, Told

if TYPE_CHECKING:
    from scenarios.origins import Steps, Tree

__all__ = ["TaskError"]


class TaskError(ScenarioError):
    """A task that cannot be planned.

    Attributes
    ----------
    paths : tuple of path
        Settings of the study that are in the way.
    """

    paths: tuple[Steps, ...] = ()

    @classmethod
    def about(cls, key: str, *paths: Steps, **params: str) -> Self:
        """An error in the words of the catalogue's text `key` about some settings."""
        error = cls.said(key, **params)
        error.paths = paths
        return error

    def placed(self, written: Tree, *, given: Mapping[Steps, str] | None = None) -> ScenarioError:
        """Return the error with the file and the line of each setting.

        Parameters
        ----------
        written : Tree
            The study as written, overrides applied.
        given : mapping of path to str, optional
            Settings that no file gives, by what gives them in its stead: an option.
        """
        places = []
        for path in self.paths:
            mark = written.mark_of(path)
            place = (given or {}).get(path, None if mark is None else f"{mark.file}:{mark.line}")
            places += [] if place is None else [place]
        if not places:
            return self
        where = Told.said("error.siting_place", place=", ".join(dict.fromkeys(places)))
        return ScenarioError.said("error.siting_at", where=where, words=self.told)
