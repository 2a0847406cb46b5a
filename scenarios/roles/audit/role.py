"""One role as dictionaries: its units, the people who may fill them, and the plan's rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from geo.plane import Plane
from scenarios.roles.audit.counsel import Counsel
from scenarios.roles.audit.people import Person, pool_of
from scenarios.roles.audit.places import Unit, units
from scenarios.roles.audit.rows import HELD, Row

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import PostSettings

__all__ = ["AuditedRole"]


class AuditedRole:
    """What the rules of a role are checked against.

    Attributes
    ----------
    name : str
    settings : PostSettings
    rows, held : list of Row
        Rows of the plan, and those of people who hold their post in it.
    counsel : Counsel
    units : dict of str to Unit
    people : dict of (pool, person) to list of Person
    names : dict of str to set of str
        Every name that the tables give a person.
    today : set of (unit, person)
        Who holds what on the tables.
    leaving : set of str
        People who lose a unit that they hold today.
    heads : Counter of str
        People of each unit in the plan.
    plane : Plane
        On which distances are measured.
    """

    def __init__(self, name: str, role: PostSettings, city: City, rows: list[Row], counsel: Counsel) -> None:
        self.name, self.settings, self.rows, self.counsel = name, role, rows, counsel
        self.units = units(city, role)
        self.people: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self.names: dict[str, set[str]] = defaultdict(set)
        self.today = set[tuple[str, str]]()
        for pool in role.pool:
            for who, person in pool_of(city, role, pool):
                self.people[pool, who].append(person)
                self.names[who].add(person.name)
                if person.holds in self.units:
                    self.today.add((person.holds, who))
        self.held = [row for row in rows if row["change"] in HELD]
        kept = {(row["unit_code"], row["person_id"]) for row in self.held}
        self.leaving = {who for unit, who in self.today if (unit, who) not in kept}
        self.heads = Counter(row["unit_code"] for row in self.held)
        self.plane = _plane(self.units)


def _plane(units: dict[str, Unit]) -> Plane:
    lons = [unit.at.lon for unit in units.values()]
    lats = [unit.at.lat for unit in units.values()]
    return Plane((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2) if units else Plane(0.0, 0.0)
