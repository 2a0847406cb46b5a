"""Moves in words: names of people, places and roles, and reasons, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.adjust.city import PEOPLE_TABLES
from scenarios.code_names import county_names, names_by, township_names
from scenarios.messages import has_text, text
from scenarios.plan_table import rows_of
from scenarios.role_facts import Asked
from scenarios.role_words import attributes
from scenarios.roles.units import units

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.adjust.reasons import Reason
    from scenarios.settings import StudyConfig

__all__ = ["Names", "reason_text", "role_title"]

_PLACE = ("township_code", "county_code")


@dataclass(frozen=True)
class Names:
    """Names by id; whoever has none is called by the id.

    Attributes
    ----------
    people : mapping of str to str
    units : mapping of (role, code) to mapping of str to str
        ``name, township_code, township, county_code, county``.
    """

    people: Mapping[str, str]
    units: Mapping[tuple[str, str], Mapping[str, str]]

    @classmethod
    def of(cls, old: City, new: City, config: StudyConfig) -> Names:
        """Take the names of two cities: of people from both, of places from the new one where it has them."""
        people: dict[str, str] = {}
        for city in (old, new):
            for table in map(city.table, PEOPLE_TABLES):
                if "name" in table:
                    people |= names_by(table[table["name"].ne("")], "person_id")
        places: dict[tuple[str, str], Mapping[str, str]] = {}
        for city in (old, new):
            towns, counties = township_names(city), county_names(city)
            tables = {name: units(city, post) for name, post in config.posts.items()}
            tables["counsel"] = city.villages.assign(
                unit_code=city.villages["village_code"], unit=city.villages["name"]
            )
            for role, table in tables.items():
                for row in rows_of(table):
                    town, county = row.township_code or "", row.county_code or ""
                    places[role, row.unit_code] = {
                        "name": str(row.unit or row.unit_code),
                        "township_code": town, "township": towns.get(town, ""),
                        "county_code": county, "county": counties.get(county, ""),
                    }  # fmt: skip
        return cls(people, places)

    def person(self, person_id: str) -> str:
        """The name of a person."""
        return self.people.get(person_id, person_id)

    def unit(self, role: str, code: str) -> Mapping[str, str]:
        """What a unit is called and where it is."""
        return self.units[role, code]


def role_title(role: str, config: StudyConfig, lang: str) -> str:
    """The title of a role."""
    return config.posts[role].name.text(lang) if role in config.posts else text("move.counsel", lang)


def reason_text(
    reason: Reason,
    names: Names,
    config: StudyConfig,
    *,
    role: str,
    unit: str,
    before: str,
    after: str,
    lang: str,
) -> str:
    """The reason of a move in words.

    Parameters
    ----------
    reason : Reason
    names : Names
    config : StudyConfig
    role, unit, before, after : str
        Of the move.
    lang : str
    """
    place = names.unit(role, unit)
    other = names.unit(role, reason.other)["name"] if reason.other else ""
    gaps = {
        "before": names.person(before),
        "after": names.person(after),
        "unit": place["name"],
        "county": place["county"],
        "other": other,
        "aim": _aim(reason.aim, lang),
        "rule": _rule(reason, role, config, lang),
        "count": reason.count,
    }
    return text(f"move.reason.{reason.key}", lang, **gaps)


def _rule(reason: Reason, role: str, config: StudyConfig, lang: str) -> str:
    """The people whom a requirement or share of a role asks for; other rules by their names."""
    post = config.posts.get(role)
    asked = {"requirement": "requirements", "share": "shares"}.get(reason.kind)
    wanted = None if post is None or asked is None else getattr(post, asked).get(reason.rule)
    return reason.rule if wanted is None else attributes(Asked(wanted.where), lang)


def _aim(aim: str, lang: str) -> str:
    """What an aim is better for, or its title."""
    first = aim.partition(":")[0]
    if not first:
        return ""
    key = f"move.aim.{first}"
    return text(key, lang) if has_text(key) else text(f"aim.{first}", lang)
