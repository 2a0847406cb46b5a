"""Settings that name villages, people and counties, checked against the tables before anything is planned.

`scenarios.checks` knows the study alone; this needs the tables, and for locks the roads. All scenarios of the
study are checked, all faults reported at once, each in the line that names what is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scenarios.adjust.checks import table_faults
from scenarios.adjust.city import adjusted_city
from scenarios.errors import StudyError, StudyFault
from scenarios.faults import entry_words, fault_at
from scenarios.headcount.checks import growth_counties, growth_townships
from scenarios.journeys import drives, journeys, travel_ends
from scenarios.money.table_checks import lock_faults
from scenarios.money.table_checks import table_faults as money_faults
from scenarios.roles.pools import KnownPeople
from scenarios.siting.table_checks import siting_table_faults
from scenarios.study import FILE_NAME

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from scenarios.money.checks import MoneyFault
    from scenarios.origins import Steps
    from scenarios.settings import PairSettings, RoleSettings
    from scenarios.study import Resolved, Study

__all__ = ["check_against_tables"]

_COUNSEL: Steps = ("roles", "counsel")
_HOURS = 1e-6


def check_against_tables(study: Study, city: City) -> None:
    """Refuse a study whose scenarios name what the tables do not have, or lock what cannot be.

    Parameters
    ----------
    study : Study
    city : City
        The tables of the study.

    Raises
    ------
    StudyError
        With every fault of every scenario; one that only a single scenario has names it.
    """
    found: dict[StudyFault, list[str]] = {}
    people = KnownPeople()
    for name in study.scenarios:
        for fault in _Checks(study.resolve(name), city, people).faults():
            found.setdefault(fault, []).append(name)
    if found:
        several = len(study.scenarios) > 1
        raise StudyError(
            replace(fault, params=(*fault.params, ("scenario", names[0])))
            if several and len(names) == 1
            else fault
            for fault, names in sorted(found.items(), key=lambda item: (item[0].line or 0, item[0].path))
        )


@dataclass(frozen=True)
class _Lock:
    """A lock that can be kept on its own, and the hours a year that it costs."""

    path: Steps
    pair: PairSettings
    hours: float


class _Checks:
    """The checks of one scenario."""

    def __init__(self, resolved: Resolved, city: City, people: KnownPeople) -> None:
        self._people = people
        self._resolved, self._city, self._everybody = resolved, city, city.counsel["person_id"]
        self._role: RoleSettings = resolved.config.counsel
        self._adjustment = list(table_faults(resolved.config, city))
        if not self._adjustment:  # locks speak of villages and people as they are when it is planned
            self._city = city = adjusted_city(city, resolved.config.adjustment)
        self._person: dict[str, dict[Hashable, Any]] = {
            row["person_id"]: row for row in city.counsel.to_dict("records")
        }

    def faults(self) -> Iterator[StudyFault]:
        """Every fault of the scenario."""
        for fault in self._adjustment:
            yield self._fault(fault.path, fault.code, fault.value, **(fault.params or {}))
        yield from self._counties()
        for name, pairs in (("locks", self._role.locks), ("bans", self._role.bans)):
            for place, pair in enumerate(pairs):
                yield from self._pair((*_COUNSEL, name, place), pair)
        money = list(money_faults(self._resolved.config, self._city, self._people))
        yield from self._told(money)
        for path, code, value, words in siting_table_faults(self._resolved.config, self._city):
            yield self._fault(path, code, None if value is None else str(value), **words)
        if not self._resolved.scenario.evaluate:
            locks = list(self._locks())
            yield from locks
            known = not locks and not money and self._known_locks()
            yield from self._told(lock_faults(self._resolved.config, self._city) if known else ())

    def _fault(self, path: Steps, code: str, value: str | None, **params: str) -> StudyFault:
        written = self._resolved.written
        return fault_at(written, path, code, file=FILE_NAME, value=value, params=params)

    def _told(self, found: Iterable[MoneyFault]) -> Iterator[StudyFault]:
        for fault in found:
            yield self._fault(fault.path, fault.code, None if fault.value is None else str(fault.value),
                              **(fault.params or {}))  # fmt: skip

    def _known_locks(self) -> bool:
        villages = set(self._city.villages["village_code"])
        return all(lock.village in villages and lock.person in self._person for lock in self._role.locks)

    # --- names that no table has

    def _counties(self) -> Iterator[StudyFault]:
        known = self._city.counties["county_code"]
        for place, code in enumerate(self._resolved.config.hire.counties or ()):
            yield from self._named(("hire", "counties", place), code, "counties", known)
        for path, code in growth_counties(self._resolved.config):
            yield from self._named(path, code, "counties", known)
        home = self._city.townships.set_index("township_code")["county_code"]
        for path, code, county in growth_townships(self._resolved.config):
            yield from self._named(path, code, "townships", self._city.townships["township_code"])
            if home.get(code, county) != county:
                yield self._fault(path, "township_county", code, county=str(home[code]))

    def _pair(self, path: Steps, pair: PairSettings) -> Iterator[StudyFault]:
        yield from self._named(
            (*path, "village"), pair.village, "villages", self._city.villages["village_code"]
        )
        yield from self._named((*path, "person"), pair.person, "counsel", self._everybody)

    def _named(self, path: Steps, name: str, table: str, known: pd.Series[str]) -> Iterator[StudyFault]:
        if not known.eq(name).any():
            file = self._resolved.config.sources[table].path
            yield self._fault(path, "not_in_table", name, **entry_words(name, known, file))

    # --- locks that cannot be

    def _locks(self) -> Iterator[StudyFault]:
        """Locks of people who may not fill the role, without a journey, or too many of them."""
        villages = set(self._city.villages["village_code"])
        known = [
            ((*_COUNSEL, "locks", place), pair)
            for place, pair in enumerate(self._role.locks)
            if pair.village in villages and pair.person in self._person
        ]
        allowed = []
        for path, pair in known:
            occupation = self._person[pair.person]["occupation"]
            if occupation in self._role.occupations:
                allowed.append((path, pair))
            else:
                names = ", ".join(self._role.occupations)
                yield self._fault(path, "lock_occupation", occupation, person=pair.person, allowed=names)
        locks = yield from self._with_journeys(allowed)
        yield from self._crowded_villages(locks)
        yield from self._crowded_people(locks)

    def _with_journeys(
        self, pairs: list[tuple[Steps, PairSettings]]
    ) -> Generator[StudyFault, None, list[_Lock]]:
        if not pairs:
            return []
        offices = [self._person[pair.person]["office_code"] for _, pair in pairs]
        villages = [pair.village for _, pair in pairs]
        origins, destinations = travel_ends(self._city)
        ends = origins[origins["id"].isin(offices)], destinations[destinations["id"].isin(villages)]
        travel = journeys(self._city, self._resolved.config, ends=ends)
        trips = drives(travel, origins=offices, destinations=villages)["round_trip_minutes"]
        locks = []
        for (path, pair), office, trip in zip(pairs, offices, trips, strict=True):
            if trip == trip:
                locks.append(_Lock(path, pair, self._role.hours_of(trip)))
                continue
            cutoff = f"{self._resolved.config.travel.cutoff_minutes:g}"
            value = f"{pair.village} – {pair.person}"
            yield self._fault(path, "lock_no_journey", value, office=office, cutoff=cutoff)
        return locks

    def _crowded_villages(self, locks: list[_Lock]) -> Iterator[StudyFault]:
        for village, mine in _grouped(locks, lambda lock: lock.pair.village):
            heads = self._role.heads
            if len(mine) > heads:
                params = {"found": str(len(mine)), "need": str(heads)}
                yield self._fault(mine[heads].path, "lock_village_full", village, **params)

    def _crowded_people(self, locks: list[_Lock]) -> Iterator[StudyFault]:
        for person, mine in _grouped(locks, lambda lock: lock.pair.person):
            terms = self._person[person]
            most = min(int(terms["most_villages"]) * self._role.team, self._role.most_each)
            if len(mine) > most:
                params = {"found": str(len(mine)), "most": str(most)}
                yield self._fault(mine[most].path, "lock_person_full", person, **params)
            spent, has = sum(lock.hours for lock in mine), float(terms["hours_year"])
            if spent > has + _HOURS:
                params = {"hours": f"{spent:.1f}", "has": f"{has:g}"}
                yield self._fault(mine[-1].path, "lock_hours", person, **params)


def _grouped(locks: list[_Lock], name: Callable[[_Lock], str]) -> Iterable[tuple[str, list[_Lock]]]:
    groups: dict[str, list[_Lock]] = defaultdict(list)
    for lock in locks:
        groups[name(lock)].append(lock)
    return groups.items()
