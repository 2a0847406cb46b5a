"""Counsel in the plan and today: who serves which village, and the hours that the plan takes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scenarios.roles.audit.rows import Row, records

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import RoleSettings

__all__ = ["Counsel"]


class Counsel:
    """Counsel as a plan and the tables have them.

    Attributes
    ----------
    pairs, today : set of (village, person)
        In the plan, and on today's roster.
    people, hired : set of str
        Who serves in the plan, and who of them is hired.
    has, spent : dict of str to float
        Hours a year of everybody on the register who may be counsel; hours that the plan takes of a person.
    of : dict of str to set of str
        Counsel of a village in the plan.
    """

    def __init__(self, city: City, role: RoleSettings, served: list[Row]) -> None:
        self.role = role
        self.pairs = {(row["village_code"], row["person_id"]) for row in served}
        self.today = {
            (row["unit_code"], row["person_id"]) for row in records(city.roster) if row["role"] == "counsel"
        }
        self.people = {row["person_id"] for row in served}
        self.hired = {row["person_id"] for row in served if row["hired"]}
        self.has = {
            row["person_id"]: float(row["hours_year"])
            for row in records(city.counsel)
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
