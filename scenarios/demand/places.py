"""The names of places that cases are told by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scenarios.messages import text

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from scenarios.demand.shares import Level

__all__ = ["LEVEL_TITLES", "place_columns", "place_names"]

#: What all places of a kind are called, as catalogue keys.
LEVEL_TITLES: dict[Level, str] = {
    "county": "demand.sheet.counties",
    "township": "demand.sheet.townships",
    "area": "demand.sheet.areas",
    "village": "demand.sheet.villages",
}

_COLUMNS: dict[Level, tuple[str, ...]] = {
    "county": ("list.county",),
    "township": ("list.county", "list.township"),
    "village": ("list.county", "list.township", "list.village", "list.village_code"),
    "area": ("list.area",),
}


def place_columns(level: Level) -> tuple[str, ...]:
    """Catalogue keys of the columns that name a place."""
    return _COLUMNS[level]


def place_names(
    city: City, level: Level, codes: Iterable[str], lang: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each code with the cells of its `place_columns`."""
    counties = _column(city.counties, "county_code", "name")
    towns = _column(city.townships, "township_code", "name")
    if level == "village":
        county, town = (_column(city.villages, "village_code", f"{of}_code") for of in ("county", "township"))
        names = _column(city.villages, "village_code", "name")
    else:
        county = _column(city.townships, "township_code", "county_code")
    for code in codes:
        if level == "area":
            yield code, (text(f"area.{code}", lang),)
        elif level == "county":
            yield code, (counties[code],)
        elif level == "township":
            yield code, (counties[county[code]], towns[code])
        else:
            yield code, (counties[county[code]], towns[town[code]], names[code], code)


def _column(table: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    return dict(zip(table[key], table[column], strict=True))
