"""The tables of a city: columns, Chinese aliases of headers, and the values that choices may have.

A column is required when something reads it: planning, measures, lists, map, or the check of another table.
The others may be absent; where they are present, they are checked all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.columns import TableSpec
from geo.tables.bodies import BODIES
from geo.tables.cases import CASES
from geo.tables.observed import OBSERVED
from geo.tables.occupations import OCCUPATION_NAMES, occupation_choices
from geo.tables.people import PEOPLE
from geo.tables.places import OUTLINES, PLACES
from geo.tables.roads import ROADS

__all__ = ["OCCUPATION_NAMES", "OUTLINES", "TABLES", "occupation_choices"]

TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {spec.name: spec for spec in (*PLACES, *BODIES, *PEOPLE, *OBSERVED, *CASES, *ROADS)}
)
"""The tables of a city other than the outlines, by name."""
