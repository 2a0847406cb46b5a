"""Recheck a finished plan from the tables: every rule of the study, row by row.

The optimiser's own verifier checks the problem that it was given. This one starts again from the tables, the
minutes and the settings, so that a mistake in building the problem is found, too. It shares no code with what
builds the problem (`scenarios.staffing`, `scenarios.eligible`, `scenarios.hiring`) or with the optimiser.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from scenarios.roles.audit.rows import Row, records

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.adjust.terms import PhaseTerms
    from scenarios.settings import StudyConfig

__all__ = ["audit"]

_MINUTE = 1e-6
_HOUR = 1e-6
_MOVE = 1e-6

Drive = tuple[float, float]


def audit(
    *,
    city: City,
    travel: TravelTimes,
    config: StudyConfig,
    plan: pd.DataFrame,
    forced_moves: int = 0,
    terms: PhaseTerms | None = None,
) -> list[str]:
    """Return a sentence for every rule that the plan breaks; none for a sound plan.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
        Settings of the scenario.
    plan : DataFrame
        The columns of plan.csv.
    forced_moves : int
        Moves beyond the study's share that the plan could not avoid.
    terms : PhaseTerms, optional
        Of a phase of an adjustment: the city's roster may stay whatever rules it breaks, but whoever breaks
        them takes nothing on.
    """
    rows = records(plan)
    served = [row for row in rows if row["person_id"]]
    auditor = _Auditor(city, travel, config, terms)
    found = [fault for row in served for fault in auditor.pair(row)]
    found += auditor.villages(rows)
    found += auditor.people(served)
    found += auditor.agreed(served)
    found += auditor.moves(served, forced_moves)
    return found


@dataclass(frozen=True)
class _Server:
    """Who serves, as the tables know it: the register for counsel, the study's settings for hired people."""

    occupation: str
    county: str | None
    office: str
    origin: str
    hours: float
    most: int


class _Auditor:
    """The tables as dictionaries, and one method a kind of rule."""

    def __init__(
        self, city: City, travel: TravelTimes, config: StudyConfig, terms: PhaseTerms | None
    ) -> None:
        self.config, self.role, self.hire, self.terms = config, config.counsel, config.hire, terms
        self.village = {row["village_code"]: row for row in records(city.villages)}
        self.person = {row["person_id"]: row for row in records(city.counsel)}
        self.county_of = {row["township_code"]: row["county_code"] for row in records(city.townships)}
        self.roster = {
            (row["unit_code"], row["person_id"]) for row in records(city.roster) if row["role"] == "counsel"
        }
        self.locks = {(lock.village, lock.person) for lock in self.role.locks}
        self.bans = {(ban.village, ban.person) for ban in self.role.bans}
        starts = [travel.origin_ids[number] for number in travel.origin.tolist()]
        ends = [travel.destination_ids[number] for number in travel.destination.tolist()]
        times = zip(travel.minutes.tolist(), travel.round_trip.tolist(), strict=True)
        self.drives: dict[tuple[str, str], Drive] = dict(
            zip(zip(starts, ends, strict=True), times, strict=True)
        )

    # --- one pair

    def pair(self, row: Row) -> Iterator[str]:
        """Eligibility, journey, limit and jurisdiction of one pair."""
        name = _name(row)
        village, server = self.village.get(row["village_code"]), self._server(row)
        if village is None or server is None:
            yield f"{name}: no such {'village' if village is None else 'person'}"
            return
        drive = self.drives.get((server.origin, row["village_code"]))
        stays = self._stays(row)
        unknown = drive is None and stays and row["minutes"] != row["minutes"]
        if not unknown and (drive is None or not _agree(drive, (row["minutes"], row["round_trip_minutes"]))):
            yield f"{name}: {row['minutes']} minutes in the plan, {drive} by road"
        if (row["occupation"], row["office_code"]) != (server.occupation, server.office):
            yield f"{name}: {row['occupation']} of {row['office_code']} in the plan, not in the tables"
        if server.occupation not in self.role.occupations and not stays:
            yield f"{name}: occupation {server.occupation} is not allowed"
        if row["hired"] and self.hire.counties is not None and server.county not in self.hire.counties:
            yield f"{name}: hired in county {server.county}, which may not hire"
        if not self._may_go_beyond(row):
            yield from self._reach(row, village, server)

    def _server(self, row: Row) -> _Server | None:
        who, hire = row["person_id"], self.hire
        if row["hired"]:
            office = row["office_code"]
            known = office in self.county_of and who not in self.person
            terms = (office, f"seat:{office}", hire.hours_year, hire.most_villages * self.role.team)
            return _Server(hire.occupation, self.county_of.get(office), *terms) if known else None
        person = self.person.get(who)
        if person is None:
            return None
        office, most = person["office_code"], min(person["most_villages"], self.role.most_villages)
        terms = (office, office, person["hours_year"], most * self.role.team)
        return _Server(person["occupation"], person["county_code"], *terms)

    def _stays(self, row: Row) -> bool:
        """Whether this is a pair of the roster that a phase of an adjustment lets stay."""
        return self.terms is not None and (row["village_code"], row["person_id"]) in self.roster

    def _may_go_beyond(self, row: Row) -> bool:
        """Whether limit and jurisdiction do not hold for this pair."""
        if self._stays(row):
            return True
        pair = (row["village_code"], row["person_id"])
        return pair in self.locks or (self.role.keep_beyond_limit and pair in self.roster)

    def _reach(self, row: Row, village: Row, server: _Server) -> Iterator[str]:
        name, county = _name(row), village["county_code"]
        if row["minutes"] > getattr(self.role.limit_minutes, village["area"]) + _MINUTE:
            yield f"{name}: {row['minutes']:.1f} minutes is beyond the limit of {village['area']} villages"
        if self.role.jurisdiction.get(server.occupation) != "city" and server.county != county:
            yield f"{name}: {server.occupation} of county {server.county} may not serve county {county}"
        today = (row["village_code"], row["person_id"]) in self.roster
        if self.role.nearest is not None and not today and not row["hired"]:
            nearer = sum(minutes < row["minutes"] - _MINUTE for minutes in self._near[row["village_code"]])
            if nearer >= self.role.nearest:
                yield f"{name}: {nearer} others are nearer, {self.role.nearest} may serve"

    @cached_property
    def _near(self) -> dict[str, list[float]]:
        """Minutes of everybody on the register who may serve a village, the rule of the nearest aside."""
        by_office: dict[str, list[Row]] = defaultdict(list)
        for person in self.person.values():
            if person["occupation"] in self.role.occupations:
                by_office[person["office_code"]].append(person)
        near: dict[str, list[float]] = defaultdict(list)
        for (office, code), (minutes, _) in self.drives.items():
            village = self.village[code]
            if minutes > getattr(self.role.limit_minutes, village["area"]) + _MINUTE:
                continue
            for person in by_office.get(office, ()):
                anywhere = self.role.jurisdiction.get(person["occupation"]) == "city"
                if (anywhere or person["county_code"] == village["county_code"]) and (
                    (code, person["person_id"]) not in self.bans
                ):
                    near[code].append(minutes)
        return near

    # --- all pairs together

    def villages(self, rows: list[Row]) -> Iterator[str]:
        """Every village of the register once, none with too many people, none both vacant and served."""
        most = self.role.need * self.role.team
        heads: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            heads[row["village_code"]].append(row["person_id"])
        yield from (f"{code}: no such village" for code in heads.keys() - self.village.keys())
        for code in self.village:
            people = heads[code]
            if not people:
                yield f"{code}: the plan has no row for this village"
            if len(set(people)) != len(people):
                yield f"{code}: somebody stands twice"
            if "" in people and len(people) > 1:
                yield f"{code}: vacant and served at once"
            if len(people) > max(most, self._today(code)):
                yield f"{code}: {len(people)} people for {most}"
            yield from self._unfilled(code, [person for person in people if person])

    def people(self, served: list[Row]) -> Iterator[str]:
        """Hours and number of villages of everybody, and the number of people hired."""
        mine: dict[str, list[Row]] = defaultdict(list)
        for row in served:
            mine[row["person_id"]].append(row)
        for who, rows in mine.items():
            server = self._server(rows[0])
            if server is None:
                continue  # reported with the pair
            spent = sum(self._asked(row) for row in rows)
            if all(self._stays(row) or (row["village_code"], who) in self.locks for row in rows):
                # Whoever takes nothing on may hold what they hold today.
                before = self._roster_of(who)
                server = replace(
                    server,
                    most=max(server.most, len(before)),
                    hours=max(server.hours, sum(map(self._asked, before))),
                )
            if len(rows) > server.most:
                yield f"{who}: {len(rows)} villages, at most {server.most}"
            if spent > server.hours + _HOUR:
                yield f"{who}: {spent:.1f} hours, has {server.hours:.1f}"
            if len({(row["hired"], row["office_code"]) for row in rows}) > 1:
                yield f"{who}: works from several places"
        hired = {row["person_id"] for row in served if row["hired"]}
        if len(hired) > self.hire.number:
            yield f"{len(hired)} people hired, at most {self.hire.number}"

    def _roster_of(self, who: str) -> list[Row]:
        """What somebody holds today, with the drives, where today's roster may stay as it is."""
        if self.terms is None:
            return []
        office = self.person[who]["office_code"] if who in self.person else ""
        villages = [
            village for village, person in self.roster if person == who and (village, who) not in self.bans
        ]
        nowhere = (float("nan"), float("nan"))
        trips = [self.drives.get((office, village), nowhere)[1] for village in villages]
        return [{"round_trip_minutes": trip} for trip in trips]

    def _today(self, village: str) -> int:
        """People of a village today, where they may all stay."""
        return 0 if self.terms is None else sum(place == village for place, _ in self.roster)

    def _unfilled(self, village: str, people: list[str]) -> Iterator[str]:
        """Nobody comes to a village whose vacancy of today is not to be filled."""
        if self.terms is None or self.terms.most_heads is None:
            return
        locked = sum((village, person) in self.locks for person in people)
        most = max(self.terms.most_heads.get(village, 0), self._today(village), locked)
        if len(people) > most:
            yield f"{village}: {len(people)} people, {most} today, and vacancies are not to be filled"

    def _asked(self, row: Row) -> float:
        """Hours of a pair; one without a known journey delivers none and costs none."""
        drive = row["round_trip_minutes"]
        return self._hours(drive / 60) if drive == drive else 0.0

    def _hours(self, drive: float) -> float:
        """One's part of a village's year, visit by visit: on site with the drive, online at its rate."""
        role = self.role
        if not role.visits:
            return role.hours / role.team
        each, online = role.hours / role.visits, min(role.online_visits, role.visits)
        on_site = (role.visits - online) * (each + drive)
        return (on_site + online * each / role.online_rate) / role.team

    def agreed(self, served: list[Row]) -> Iterator[str]:
        """Locks and bans."""
        pairs = _pairs(served)
        yield from (f"{p} at {v}: locked, but not in the plan" for v, p in sorted(self.locks - pairs))
        yield from (f"{p} at {v}: banned, but in the plan" for v, p in sorted(self.bans & pairs))

    def moves(self, served: list[Row], forced: int) -> Iterator[str]:
        """The budget of moves."""
        share, ended = self.config.continuity.most_moved_share, len(self.roster - _pairs(served))
        if self.terms is not None:
            most = self.terms.most_moved + len(self.roster & self.bans) + forced
            if ended > most:
                yield f"{ended} pairs of the roster end, at most {most} may"
        if share is not None and ended > share * len(self.roster) + forced + _MOVE:
            yield f"{ended} of today's {len(self.roster)} pairs end, at most {share:.0%} may"


def _name(row: Row) -> str:
    return f"{row['person_id']} at {row['village_code']}"


def _pairs(rows: list[Row]) -> set[tuple[str, str]]:
    return {(row["village_code"], row["person_id"]) for row in rows}


def _agree(one: Drive, other: Drive) -> bool:
    return all(abs(a - b) <= _MINUTE for a, b in zip(one, other, strict=True))
