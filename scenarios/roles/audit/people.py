"""People as the tables have them: who is of a pool, where they are, and what they hold today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.roles.audit.places import Place, committees, place_of, villages
from scenarios.roles.audit.rows import ATTRIBUTES, Row, records, words

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import PostSettings

__all__ = ["Person", "pool_of"]


@dataclass(frozen=True)
class Person:
    """One row of a pool: what it holds today, and the one unit that it may go to where there is only one."""

    name: str
    attributes: Mapping[str, str]
    at: Place
    holds: str = ""
    only: str | None = None


def pool_of(city: City, role: PostSettings, pool: str) -> Iterator[tuple[str, Person]]:
    """Everybody of a pool with the id: a person has as many rows as the table gives places."""
    if pool == "mediators":
        return _mediators(city, role)
    if pool == "legal_literate":
        return _legal_literate(city, role)
    if pool == "counsel":
        return _counsel(city, role)
    return _staff(city, role, shared=pool == "office_staff")


def _mediators(city: City, role: PostSettings) -> Iterator[tuple[str, Person]]:
    places = committees(city)
    for row in records(city.mediators):
        code = row["committee_code"]
        held = code if role.unit == "committees" else ""
        yield row["person_id"], _person(row, places[code].at, held)


def _legal_literate(city: City, role: PostSettings) -> Iterator[tuple[str, Person]]:
    known, key = villages(city), {"grids": "grid_code", "villages": "village_code"}.get(role.unit)
    for row in records(city.legal_literate):
        held = row[key] if key is not None and row["status"] == "serving" else ""
        yield row["person_id"], _person(row, known[row["village_code"]][1], held)


def _counsel(city: City, role: PostSettings) -> Iterator[tuple[str, Person]]:
    offices = {row["office_code"]: row for row in records(city.offices)}
    for row in records(city.counsel):
        if role.counsel_occupations and row["occupation"] not in role.counsel_occupations:
            continue
        office = offices[row["office_code"]]
        at = Place(row["county_code"], words(office["township_code"]), "", office["lon"], office["lat"])
        skill = "duty_lawyer" if row["occupation"] == "lawyer" else ""
        full_time = "1" if role.beside_counsel else ""
        yield row["person_id"], _person({**row, "skill": skill, "full_time": full_time}, at, "")


def _staff(city: City, role: PostSettings, *, shared: bool) -> Iterator[tuple[str, Person]]:
    """People of stations and centres; or of judicial offices, at the stations that share their house."""
    points: dict[str, list[Row]] = defaultdict(list)
    for point in records(city.service_points):
        if not shared:
            points[point["point_code"]].append(point)
        elif point["tier"] == "station" and point["colocated_with"]:
            points[point["colocated_with"]].append(point)
    for row in records(city.staff):
        for point in points[row["unit_code"]]:
            code = point["point_code"] if role.unit == "stations" and point["tier"] == "station" else ""
            held, only = ("", code or None) if shared else (code, None)
            yield row["person_id"], _person(row, place_of(point), held, only)


def _person(row: Row, at: Place, holds: str, only: str | None = None) -> Person:
    attributes = {name: words(row.get(name)) for name in ATTRIBUTES}
    return Person(words(row.get("name")), attributes, at, holds, only)
