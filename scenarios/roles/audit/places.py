"""Units as the tables have them: what is to be staffed, and where it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.roles.audit.rows import Row, records, words

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import PostSettings

__all__ = ["Place", "Unit", "committees", "place_of", "units", "villages"]


@dataclass(frozen=True)
class Place:
    """Where somebody or something is; codes are blank where none is known."""

    county: str = ""
    township: str = ""
    village: str = ""
    lon: float = float("nan")
    lat: float = float("nan")


@dataclass(frozen=True)
class Unit:
    """What is to be staffed; `new` where the plan may open it."""

    name: str
    kind: str
    at: Place
    new: bool = False


def place_of(row: Row) -> Place:
    """Where a row of the service points is."""
    county, town, village = (words(row[c]) for c in ("county_code", "township_code", "village_code"))
    return Place(county, town, village, float(row["lon"]), float(row["lat"]))


def villages(city: City) -> dict[str, tuple[str, Place]]:
    """Name and place of every village, by code."""
    return {
        row["village_code"]: (
            row["name"],
            Place(row["county_code"], row["township_code"], row["village_code"], row["lon"], row["lat"]),
        )
        for row in records(city.villages)
    }


def committees(city: City) -> dict[str, Unit]:
    """Committees, each at its village, at its township's seat, or in the middle of its county's villages."""
    known = villages(city)
    seats = {row["township_code"]: (row["lon"], row["lat"]) for row in records(city.townships)}
    inside: dict[str, list[Place]] = defaultdict(list)
    for _, at in known.values():
        inside[at.county].append(at)
    found = {}
    for row in records(city.committees):
        county, town, code = (words(row[c]) for c in ("county_code", "township_code", "village_code"))
        if code in known:
            at = known[code][1]
            town, spots = town or at.township, [(at.lon, at.lat)]
        elif town in seats:
            spots = [seats[town]]
        else:
            spots = [(at.lon, at.lat) for at in inside[county]]
        middle = [sum(each) / len(spots) for each in zip(*spots, strict=True)]
        place = Place(county, town, code, *middle)
        found[row["committee_code"]] = Unit(words(row["name"]), row["kind"], place)
    return found


def units(city: City, role: PostSettings) -> dict[str, Unit]:
    """The units of a role by code, and one for every village that has none where they may be opened."""
    known = villages(city)
    found = _today(city, role, known)
    if role.opening is not None:
        staffed = {unit.at.village for unit in found.values()}
        for code, (name, at) in known.items():
            if code not in staffed:
                found[f"{code}+"] = Unit(name, "village", at, new=True)
    return found


def _today(city: City, role: PostSettings, known: dict[str, tuple[str, Place]]) -> dict[str, Unit]:
    if role.unit == "committees":
        return committees(city)
    if role.unit == "grids":
        return {
            row["grid_code"]: Unit(row["grid_code"], "grid", known[row["village_code"]][1])
            for row in records(city.grids)
        }
    if role.unit == "villages":
        return {code: Unit(name, "village", at) for code, (name, at) in known.items()}
    return {
        row["point_code"]: Unit(words(row["name"]), "station", place_of(row))
        for row in records(city.service_points)
        if row["tier"] == "station"
    }
