"""The largest number that each numeric column can mean: beyond it, column or unit have slipped for sure.

A telephone number among the hours of a year would make one person serve a whole county, and nobody would see
why. Each limit is one that no city of China comes near, or that a setting of the study has as well.
"""

from __future__ import annotations

from geo.columns import Most

__all__ = [
    "CALENDAR_YEAR",
    "COUNTY_CASES",
    "COUNTY_PEOPLE",
    "DAY_MINUTES",
    "GRID_PEOPLE",
    "OBSERVED_VALUE",
    "POINT_STAFF",
    "PROFESSION",
    "STRETCH_KM",
    "TOP_SPEED",
    "VILLAGES_EACH",
    "VILLAGE_DISPUTES",
    "VILLAGE_PEOPLE",
    "YEAR_HOURS",
    "YUAN_EACH",
]

COUNTY_PEOPLE = Most(10_000_000, "county_people")
"""Pudong, the most populous district, had 5.7 million residents in the census of 2020."""

VILLAGE_PEOPLE = Most(1_000_000, "village_people")
"""The largest housing estates, of several communities each, have under half a million residents."""

VILLAGE_DISPUTES = Most(100_000, "village_disputes")
"""The mediators of a whole city of several million residents settle some ten thousands a year."""

GRID_PEOPLE = Most(100_000, "grid_people")
"""A comprehensive grid is meant for 300 to 500 households (R43)."""

POINT_STAFF = Most(10_000, "point_staff")
"""The centre of a city has some dozens."""

PROFESSION = Most(1_000_000, "profession")
"""All of China has under a million lawyers."""

YEAR_HOURS = Most(8784, "year_hours")
"""366 days of 24 hours, as for `roles.counsel.hours` in a study."""

VILLAGES_EACH = Most(1000, "villages_each")
"""As for `roles.counsel.most_villages` in a study."""

YUAN_EACH = Most(1_000_000, "yuan_each")
"""Counsel get some thousands of yuan a village a year."""

STRETCH_KM = Most(1000, "stretch_km")
"""A stretch joins two neighbouring points of the roads of one city, or is a ferry of it."""

TOP_SPEED = Most(120, "top_speed")
"""The highest limit on any road: regulations of the Road Traffic Safety Law, article 78."""

DAY_MINUTES = Most(1440, "day_minutes")
"""As for `travel.cutoff_minutes` in a study: nobody drives there and back in a day."""

CALENDAR_YEAR = Most(2200, "calendar_year")
"""No plan looks further ahead."""

OBSERVED_VALUE = Most(1e10, "observed_value")
"""More than the yuan that any city spends on legal services, and less than a telephone number."""

COUNTY_CASES = Most(10_000_000, "county_cases")
"""More than one case for each resident of the most populous county in a year."""
