"""Where a number of today would have to stand, in the words that targets without data have for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from scenarios.errors import Told
from scenarios.indicators.lacking import lacks_key

if TYPE_CHECKING:
    from scenarios.headcount.stock import Unknown
    from scenarios.settings import StudyConfig

__all__ = ["place_said", "places_said"]


def _file_of(table: str, config: StudyConfig) -> str:
    """Return the file of a table as the study names it; where it has none, the usual name."""
    source = config.sources.get(table)
    return f"{table}.csv" if source is None else str(source.path)


def place_said(unknown: Unknown, config: StudyConfig) -> str:
    """Return file, column and rows that would give a number; of a setting its path.

    Parameters
    ----------
    unknown : Unknown
    config : StudyConfig
        Its sources name the file of a table.
    """
    place = unknown.place
    if isinstance(place, str):
        return place
    words = {"file": _file_of(place.table, config), "column": place.column, "where": place.where}
    return Told.said(lacks_key(place.column, place.where, place.blank), **words, blank=str(place.blank))


def places_said(unknown: Iterable[Unknown], config: StudyConfig, counties: Mapping[str, str]) -> str:
    """Return the places of several professions, each with the counties that lack a number, by name."""
    each = [
        Told.said("headcount.place_of", place=place_said(one, config), counties=_listed(one, counties))
        for one in unknown
    ]
    return reduce(lambda first, other: Told.said("headcount.places", first=first, other=other), each)


def _listed(unknown: Unknown, counties: Mapping[str, str]) -> str:
    names = [counties.get(code, code) for code in unknown.counties]
    return reduce(lambda first, other: Told.said("headcount.listed", first=first, other=other), names)
