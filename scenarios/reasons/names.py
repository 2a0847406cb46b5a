"""What people and posts of a problem are called: names beside ids, townships, roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.adjust.city import PEOPLE_TABLES
from scenarios.code_names import county_names, names_by, township_names
from scenarios.messages import text
from scenarios.plan_table import rows_of
from scenarios.roles.units import units

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import StudyConfig

__all__ = ["Names", "Place"]


@dataclass(frozen=True)
class Place:
    """Where a post is.

    Attributes
    ----------
    code, name, township, county, county_code : str
    role : str
        ``counsel``, or one beside it.
    """

    code: str
    name: str
    township: str
    county: str
    county_code: str
    role: str = "counsel"


@dataclass(frozen=True)
class Names:
    """Names by id.

    Attributes
    ----------
    people : mapping of str to str
        By ``person_id``.
    seats : mapping of str to str
        Name of the township at whose seat somebody is hired, by how the ids of those begin.
    posts : mapping of str to Place
        By the ids of the problem.
    roles : mapping of str to mapping of str to str
        Titles of the roles beside counsel, by role and language.
    counties : mapping of str to str
    """

    people: Mapping[str, str]
    seats: Mapping[str, str]
    posts: Mapping[str, Place]
    roles: Mapping[str, Mapping[str, str]]
    counties: Mapping[str, str]

    @classmethod
    def of(cls, city: City, config: StudyConfig) -> Names:
        """Take the names of a city, and of the roles of a study."""
        people: dict[str, str] = {}
        for table in map(city.table, PEOPLE_TABLES):
            if "name" in table:
                people |= names_by(table.fillna({"name": ""}), "person_id")
        towns, counties = township_names(city), county_names(city)
        posts: dict[str, Place] = {}
        for row in rows_of(city.villages):
            posts[row.village_code] = Place(
                row.village_code, row.name, towns.get(row.township_code, ""),
                counties.get(row.county_code, ""), row.county_code,
            )  # fmt: skip
        for role, settings in config.posts.items():
            for row in rows_of(units(city, settings)):
                county = row.county_code or ""
                posts[f"{role}:{row.unit_code}"] = Place(
                    row.unit_code, row.unit or row.unit_code, towns.get(row.township_code or "", ""),
                    counties.get(county, ""), county, role,
                )  # fmt: skip
        titles = {role: settings.name.model_dump() for role, settings in config.posts.items()}
        return cls(people, towns, posts, titles, counties)

    def person(self, person: str, lang: str) -> str:
        """Name and id of somebody; of whom a plan hires, where they are based."""
        own = person.rpartition(":")[2] if person.partition(":")[0] in self.roles else person
        name = self.people.get(own, "")
        if name:
            return text("why.person", lang, name=name, id=own)
        township = self.township(own)
        return text("why.hired_at", lang, township=township, id=own) if township else own

    def township(self, person: str) -> str:
        """The township at whose seat somebody hired is based; empty for anybody else."""
        return self.seats.get(_seat(person), "")

    def post(self, post: str, lang: str) -> str:
        """A village or unit with township and county, and the role where it is not counsel."""
        place = self.posts[post]
        gaps = {"village": place.name, "township": place.township, "county": place.county}
        words = text("reach.place", lang, **gaps) if place.township else place.name
        if place.role == "counsel":
            return words
        return text("why.role_post", lang, unit=words, role=self.role(place.role, lang))

    def role(self, role: str, lang: str) -> str:
        """The title of a role."""
        return self.roles[role][lang] if role in self.roles else text("move.counsel", lang)


def _seat(person: str) -> str:
    """Township code in the id of somebody hired, such as H371001001-2 or H371001001:5."""
    start = person.partition(":")[0].partition("-")[0]
    return start.lstrip("H") if start.startswith("H") else ""
