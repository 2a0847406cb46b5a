"""Where something is, by code and by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from scenarios.code_names import county_names, township_names

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.siting.answer import TaskAnswer

__all__ = ["Spot", "spots_of", "spots_of_rows"]


@dataclass(frozen=True)
class Spot:
    """A site or a village.

    Attributes
    ----------
    code, name, township, county : str
    """

    code: str
    name: str
    township: str
    county: str


def spots_of(answer: TaskAnswer, city: City) -> dict[str, Spot]:
    """Return every site of a task by its code."""
    return {spot.code: spot for spot in spots_of_rows(answer.sites, "site", city)}


def spots_of_rows(rows: pd.DataFrame, code: str, city: City) -> Iterator[Spot]:
    """Yield the spots of rows with a code, ``name``, ``township_code`` and ``county_code``."""
    towns, counties = township_names(city), county_names(city)
    for row in rows.to_dict("records"):
        town, county = towns.get(row["township_code"], ""), counties.get(row["county_code"], "")
        yield Spot(str(row[code]), str(row["name"]), town, county)
