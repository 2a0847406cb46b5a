"""Recheck who holds what in the roles beside counsel, from the tables and the settings alone.

This shares no code with what builds units, pools, pairs and rules, nor with the optimiser: plain dictionaries
and loops. What a plan may lack at a price (requirements, shares, the mean) is no fault.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.plane import Plane

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import PostSettings, RoleSettings, ShareSettings, StudyConfig

__all__ = ["audit_roles"]

_KM = 1e-6
_HOUR = 1e-6
_HEAD = 1e-6
_ATTRIBUTES = ("sex", "full_time", "trained", "status", "skill", "occupation")
_HELD = ("kept", "new", "moved")
_CHANGES = (*_HELD, "ended", "vacant")

Row = dict[str, Any]
Pair = tuple[str, str]


def audit_roles(*, city: City, config: StudyConfig, posts: pd.DataFrame, plan: pd.DataFrame) -> list[str]:
    """Return a sentence for every rule that the roles beside counsel break; none for a sound plan.

    Parameters
    ----------
    city : City
    config : StudyConfig
        Settings of the scenario.
    posts : DataFrame
        The columns of posts.csv.
    plan : DataFrame
        The columns of plan.csv: who is counsel of which village.
    """
    counsel = _Counsel(city, config.counsel, [row for row in _records(plan) if row["person_id"]])
    by_role: dict[str, list[Row]] = defaultdict(list)
    for row in _records(posts):
        by_role[row["role"]].append(row)
    found = [f"{name}: no such role" for name in sorted(by_role.keys() - config.posts.keys())]
    audits = {
        name: _RoleAudit(name, settings, city, by_role[name], counsel)
        for name, settings in config.posts.items()
    }
    for audit in audits.values():
        found += audit.faults()
    found += _hours(audits, counsel)
    found += _both(audits, counsel)
    found += _too_many_pairs(audits, counsel)
    return found


def _records(table: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _words(value: Any) -> str:
    """A cell as posts.csv writes it: blank where the table says nothing."""
    if value is None or value != value:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _shares_of(row: Row) -> list[str]:
    """The shares of which somebody is given what they ask for; posts.csv has them with + between."""
    return row["given"].split("+") if row["given"] else []


# --- the tables -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """Where somebody or something is; codes are blank where none is known."""

    county: str = ""
    township: str = ""
    village: str = ""
    lon: float = float("nan")
    lat: float = float("nan")


@dataclass(frozen=True)
class _Unit:
    name: str
    kind: str
    at: _Place
    new: bool = False


@dataclass(frozen=True)
class _Person:
    """One row of a pool: what it holds today, and the one unit that it may go to where there is only one."""

    name: str
    attributes: Mapping[str, str]
    at: _Place
    holds: str = ""
    only: str | None = None


class _Counsel:
    """Counsel in the plan and today: who serves which village; and the hours that the plan takes."""

    def __init__(self, city: City, role: RoleSettings, served: list[Row]) -> None:
        self.role = role
        self.pairs = {(row["village_code"], row["person_id"]) for row in served}
        self.today = {
            (row["unit_code"], row["person_id"]) for row in _records(city.roster) if row["role"] == "counsel"
        }
        self.people = {row["person_id"] for row in served}
        self.hired = {row["person_id"] for row in served if row["hired"]}
        self.has = {
            row["person_id"]: float(row["hours_year"])
            for row in _records(city.counsel)
            if row["occupation"] in role.occupations
        }
        self.spent: dict[str, float] = defaultdict(float)
        self.of: dict[str, set[str]] = defaultdict(set)
        for row in served:
            self.spent[row["person_id"]] += self._hours(row["round_trip_minutes"] / 60)
            self.of[row["village_code"]].add(row["person_id"])

    def _hours(self, drive: float) -> float:
        role = self.role
        if not role.visits:
            return role.hours / role.team
        each, online = role.hours / role.visits, min(role.online_visits, role.visits)
        return ((role.visits - online) * (each + drive) + online * each / role.online_rate) / role.team


def _villages(city: City) -> dict[str, tuple[str, _Place]]:
    return {
        row["village_code"]: (
            row["name"],
            _Place(row["county_code"], row["township_code"], row["village_code"], row["lon"], row["lat"]),
        )
        for row in _records(city.villages)
    }


def _committees(city: City) -> dict[str, _Unit]:
    """Committees, each at its village, at its township's seat, or in the middle of its county's villages."""
    villages = _villages(city)
    seats = {row["township_code"]: (row["lon"], row["lat"]) for row in _records(city.townships)}
    inside: dict[str, list[_Place]] = defaultdict(list)
    for _, at in villages.values():
        inside[at.county].append(at)
    found = {}
    for row in _records(city.committees):
        county, town, code = (_words(row[c]) for c in ("county_code", "township_code", "village_code"))
        spots = [(at.lon, at.lat) for at in inside[county]]
        if code in villages:
            at = villages[code][1]
            town, spots = town or at.township, [(at.lon, at.lat)]
        elif town in seats:
            spots = [seats[town]]
        middle = [sum(each) / len(spots) for each in zip(*spots, strict=True)]
        place = _Place(county, town, code, *middle)
        found[row["committee_code"]] = _Unit(_words(row["name"]), row["kind"], place)
    return found


def _units(city: City, role: PostSettings) -> dict[str, _Unit]:
    villages = _villages(city)
    if role.unit == "committees":
        found = _committees(city)
    elif role.unit == "grids":
        found = {
            row["grid_code"]: _Unit(row["grid_code"], "grid", villages[row["village_code"]][1])
            for row in _records(city.grids)
        }
    elif role.unit == "villages":
        found = {code: _Unit(name, "village", at) for code, (name, at) in villages.items()}
    else:
        found = {
            row["point_code"]: _Unit(_words(row["name"]), "station", _place_of(row))
            for row in _records(city.service_points)
            if row["tier"] == "station"
        }
    if role.opening is not None:
        staffed = {unit.at.village for unit in found.values()}
        for code, (name, at) in villages.items():
            if code not in staffed:
                found[f"{code}+"] = _Unit(name, "village", at, new=True)
    return found


def _place_of(row: Row) -> _Place:
    county, town, village = (_words(row[c]) for c in ("county_code", "township_code", "village_code"))
    return _Place(county, town, village, float(row["lon"]), float(row["lat"]))


def _pool(city: City, role: PostSettings, pool: str) -> Iterator[tuple[str, _Person]]:
    """Everybody of a pool with the id: a person has as many rows as the table gives places."""
    if pool == "mediators":
        committees = _committees(city)
        for row in _records(city.mediators):
            code = row["committee_code"]
            held = code if role.unit == "committees" else ""
            yield row["person_id"], _person(row, committees[code].at, held)
    elif pool == "legal_literate":
        villages, key = _villages(city), {"grids": "grid_code", "villages": "village_code"}.get(role.unit)
        for row in _records(city.legal_literate):
            held = row[key] if key is not None and row["status"] == "serving" else ""
            yield row["person_id"], _person(row, villages[row["village_code"]][1], held)
    elif pool == "counsel":
        offices = {row["office_code"]: row for row in _records(city.offices)}
        for row in _records(city.counsel):
            if role.counsel_occupations and row["occupation"] not in role.counsel_occupations:
                continue
            office = offices[row["office_code"]]
            at = _Place(row["county_code"], _words(office["township_code"]), "", office["lon"], office["lat"])
            skill = "duty_lawyer" if row["occupation"] == "lawyer" else ""
            full_time = "1" if role.beside_counsel else ""
            yield row["person_id"], _person({**row, "skill": skill, "full_time": full_time}, at, "")
    else:
        yield from _staff(city, role, shared=pool == "office_staff")


def _staff(city: City, role: PostSettings, *, shared: bool) -> Iterator[tuple[str, _Person]]:
    """People of stations and centres; or of judicial offices, at the stations that share their house."""
    points: dict[str, list[Row]] = defaultdict(list)
    for point in _records(city.service_points):
        if not shared:
            points[point["point_code"]].append(point)
        elif point["tier"] == "station" and point["colocated_with"]:
            points[point["colocated_with"]].append(point)
    for row in _records(city.staff):
        for point in points[row["unit_code"]]:
            code = point["point_code"] if role.unit == "stations" and point["tier"] == "station" else ""
            held, only = ("", code or None) if shared else (code, None)
            yield row["person_id"], _person(row, _place_of(point), held, only)


def _person(row: Row, at: _Place, holds: str, only: str | None = None) -> _Person:
    attributes = {name: _words(row.get(name)) for name in _ATTRIBUTES}
    return _Person(_words(row.get("name")), attributes, at, holds, only)


# --- one role -------------------------------------------------------------------------------------------


class _RoleAudit:
    """The units and people of one role as dictionaries, and one method a kind of rule."""

    def __init__(self, name: str, role: PostSettings, city: City, rows: list[Row], counsel: _Counsel) -> None:
        self.name, self.role, self.rows, self.counsel = name, role, rows, counsel
        self.units = _units(city, role)
        self.people: dict[Pair, list[_Person]] = defaultdict(list)
        for pool in role.pool:
            for who, person in _pool(city, role, pool):
                self.people[pool, who].append(person)
        self.today = {
            (person.holds, who)
            for (_, who), persons in self.people.items()
            for person in persons
            if person.holds in self.units
        }
        self.names: dict[str, set[str]] = defaultdict(set)
        for (_, who), persons in self.people.items():
            self.names[who] |= {person.name for person in persons}
        self.held = [row for row in rows if row["change"] in _HELD]
        kept = {(row["unit_code"], row["person_id"]) for row in self.held}
        self.leaving = {who for unit, who in self.today if (unit, who) not in kept}
        self.heads = Counter(row["unit_code"] for row in self.held)
        lons = [unit.at.lon for unit in self.units.values()]
        lats = [unit.at.lat for unit in self.units.values()]
        middle = ((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2) if lons else (0.0, 0.0)
        self.plane = Plane(*middle)

    def faults(self) -> Iterator[str]:
        """Every rule that the role breaks on its own."""
        for row in self.rows:
            yield from (f"{self._title(row)}: {words}" for words in self._row(row))
        yield from (f"{self.name}, {words}" for words in self._pairs_once())
        yield from (f"{self.name}, {words}" for words in self._unit_rules())
        yield from (f"{self.name}, {words}" for words in self._people_rules())

    def _title(self, row: Row) -> str:
        return f"{self.name}, {row['person_id'] or 'nobody'} at {row['unit_code']}"

    # --- one row

    def _row(self, row: Row) -> Iterator[str]:
        unit = self.units.get(row["unit_code"])
        if unit is None:
            yield "no such unit"
            return
        if row["change"] not in _CHANGES:
            yield f"change {row['change']!r} is unknown"
        at = unit.at
        said = tuple(row[c] for c in ("unit", "kind", "county_code", "township_code", "village_code"))
        if said != (unit.name, unit.kind, at.county, at.township, at.village):
            yield "name or place of the unit are not those of the tables"
        yield from self._counsel_of(row)
        if row["change"] == "vacant":
            if row["person_id"] or row["given"]:
                yield "vacant, but somebody is named"
            return
        if row["lacking"]:
            yield f"{row['lacking']} lacking in the row of a person"
        yield from self._who(row, unit)
        if row["given"]:
            yield from self._given(row)

    def _who(self, row: Row, unit: _Unit) -> Iterator[str]:
        """The person is of one of the pools, may be there, and stands in the tables so."""
        known = self.people.get((row["pool"], row["person_id"]), [])
        if not known:
            yield f"nobody of {row['pool']}" if row["pool"] in self.role.pool else f"no pool {row['pool']!r}"
            return
        said = {name: row[name] for name in _ATTRIBUTES}
        mine = [each for each in known if each.attributes == said]
        if row["person"] not in self.names[row["person_id"]]:
            yield f"is not called {row['person']!r}"
        if not mine:
            yield "attributes are not those of the tables"
            return
        if row["change"] in _CHANGES and row["change"] != self._change(row):
            yield f"change {row['change']!r}, it is {self._change(row)!r}"
        places = [self._km(row, unit, each) for each in mine]
        allowed = [km for km in places if km is not None]
        if not allowed:
            yield "may not be there"
        elif min(abs(km - row["km"]) for km in allowed) > _KM * max(1.0, *allowed):
            yield f"{row['km']} km in the plan, {min(allowed):.3f} on the map"

    def _km(self, row: Row, unit: _Unit, person: _Person) -> float | None:
        """How far a person would go to the unit as one row of a pool has them; None if they may not."""
        role, code = self.role, row["unit_code"]
        if person.holds == code:
            return 0.0
        if person.only is not None and person.only != code:
            return None
        if role.beside_counsel and row["pool"] == "counsel":
            pair = (unit.at.village, row["person_id"])
            return 0.0 if pair in self.counsel.pairs and pair in self.counsel.today else None
        if role.inside != "city":
            theirs, mine = getattr(unit.at, role.inside), getattr(person.at, role.inside)
            if not mine or mine != theirs:
                return None
        ends = self.plane.points(
            np.array([unit.at.lon, person.at.lon]), np.array([unit.at.lat, person.at.lat])
        )
        km = float(np.hypot(*(ends[0] - ends[1])))
        return km if km <= role.within_km + _KM else None

    def _change(self, row: Row) -> str:
        pair = (row["unit_code"], row["person_id"])
        if row["change"] == "ended":
            return "ended" if pair in self.today else "never there"
        if pair in self.today:
            return "kept"
        return "moved" if row["person_id"] in self.leaving else "new"

    def _given(self, row: Row) -> Iterator[str]:
        for what, times in Counter(_shares_of(row)).items():
            share = self.role.shares.get(what)
            if share is None:
                yield f"given {what!r}, which is no share of the role"
            elif times > 1:
                yield f"given {what!r} {times} times"
            elif row["change"] == "ended":
                yield f"given {what!r}, but the post ends"
            elif all(row[str(name)] == value for name, value in share.where.items()):
                yield f"given {what!r}, but has it"

    def _counsel_of(self, row: Row) -> Iterator[str]:
        paired = self.role.pair_with_counsel and row["change"] in _HELD
        of = self.counsel.of.get(row["village_code"], set()) if paired else set()
        if row["counsel_id"] not in (of or {""}):
            yield f"paired with {row['counsel_id'] or 'nobody'}, counsel there: {sorted(of) or 'nobody'}"

    # --- all rows together

    def _pairs_once(self) -> Iterator[str]:
        """Nobody twice at a unit, and everybody of today kept or ended."""
        rows = Counter((r["unit_code"], r["person_id"]) for r in self.rows if r["change"] != "vacant")
        yield from (f"{who} at {code}: stands {n} times" for (code, who), n in rows.items() if n > 1)
        left = sorted(self.today - rows.keys())
        yield from (f"{who} at {code}: there today, neither kept nor ended" for code, who in left)

    def _unit_rules(self) -> Iterator[str]:
        """Most people of every unit, what it lacks, and how many an opened one has."""
        role = self.role
        today = Counter(code for code, _ in self.today)
        vacant: dict[str, list[int]] = defaultdict(list)
        for row in self.rows:
            if row["change"] == "vacant":
                vacant[row["unit_code"]].append(int(row["lacking"]))
        for code, unit in self.units.items():
            heads, need = self.heads[code], 0 if unit.new else role.need
            most = max(role.most or max(role.need, 1), need, today[code])
            if heads > most:
                yield f"{code}: {heads} people for {most}"
            if unit.new and 0 < heads < max(role.need, 1):
                yield f"{code}: opened with {heads} people, {max(role.need, 1)} needed"
            lacking = [need - heads] if heads < need else []
            if vacant[code] != lacking:
                yield f"{code}: {vacant[code] or 'nobody'} said to be lacking, {lacking or 'nobody'} is"

    def _people_rules(self) -> Iterator[str]:
        """Most units of everybody, most people trained, most people given an attribute."""
        role = self.role
        now, today = Counter(row["person_id"] for row in self.held), Counter(who for _, who in self.today)
        for who, units in now.items():
            most = max(role.most_units, today[who])
            if units > most:
                yield f"{who}: {units} units, at most {most}"
        fresh = [r for r in self.held if (r["unit_code"], r["person_id"]) not in self.today]
        trained = sum(row["trained"] == "0" for row in fresh)
        if role.train is not None and trained > role.train:
            yield f"{trained} people to be trained, at most {role.train}"
        for what, share in role.shares.items():
            given = sum(what in _shares_of(row) for row in self.held)
            if given > share.most_given:
                yield f"{given} people given {what}, at most {share.most_given}"
            yield from self._needlessly_given(what, share)

    def _needlessly_given(self, what: str, share: ShareSettings) -> Iterator[str]:
        """Nobody is given what enough people of the city, or of the county, have already."""
        areas: dict[str, list[Row]] = defaultdict(list)
        for row in self.held:
            areas["city" if share.between == "city" and not share.by else row["county_code"]].append(row)
        for area, rows in areas.items():
            has = sum(all(row[str(n)] == value for n, value in share.where.items()) for row in rows)
            given = sum(what in _shares_of(row) for row in rows)
            asked = share.by.get(area, share.share) * len(rows)
            if given and has + given - 1 >= asked - _HEAD:
                yield f"{area}: {given} people given {what}, {asked:.2f} should have it and {has} have"


# --- roles together, and counsel ------------------------------------------------------------------------


def _hours(audits: Mapping[str, _RoleAudit], counsel: _Counsel) -> Iterator[str]:
    """Whoever is counsel has one budget of hours for villages and posts."""
    spent: dict[str, float] = defaultdict(float)
    for audit in audits.values():
        for row in audit.held:
            if audit.role.hours and row["person_id"] in counsel.has:
                spent[row["person_id"]] += audit.role.hours
    for who, hours in spent.items():
        both, has = hours + counsel.spent[who], counsel.has[who]
        if both > has + _HOUR * max(1.0, both):
            yield f"{who}: {both:.1f} hours as counsel and beside it, has {has:.1f}"


def _both(audits: Mapping[str, _RoleAudit], counsel: _Counsel) -> Iterator[str]:
    """Roles that nobody may hold together."""
    holds = {name: {row["person_id"] for row in audit.held} for name, audit in audits.items()}
    holds["counsel"] = counsel.people - counsel.hired
    for name, audit in audits.items():
        for other in audit.role.exclusive_with:
            both = sorted(holds[name] & holds.get(other, set()))
            yield from (f"{who}: {name} and {other} at once" for who in both)


def _too_many_pairs(audits: Mapping[str, _RoleAudit], counsel: _Counsel) -> Iterator[str]:
    """People who are to be paired with each counsel on the register, by what their villages need."""
    most = counsel.role.most_pairs
    wanted: Counter[str] = Counter()
    for audit in audits.values():
        if audit.role.pair_with_counsel:
            for code, unit in audit.units.items():
                if not unit.new or audit.heads[code]:
                    wanted[unit.at.village] += audit.role.need
    if most is None or not wanted:
        return
    pairs = Counter[str]()
    for village, who in counsel.pairs:
        pairs[who] += wanted[village] * (who not in counsel.hired)
    yield from (
        f"{who}: {n} people to be paired with, at most {most}" for who, n in pairs.items() if n > most
    )
