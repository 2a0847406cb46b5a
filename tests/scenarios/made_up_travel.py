"""Made-up journeys over the small city, and the staffing problem that comes of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import numpy as np

from geo.city import City
from geo.travel import TravelTimes
from scenarios.journeys import travel_ends
from scenarios.settings import HireSettings, RoleSettings, StudyConfig
from scenarios.staffing import StaffingCase, staffing_case

Drives = Mapping[tuple[str, str], tuple[float, float]]
Arc = tuple[str, str]

V1, V2, RURAL, SOUTH, ZONE = (
    "371001001001", "371001001002", "371001101200", "371002100001", "371071001001",
)  # fmt: skip
RURAL_LIMIT, URBAN_LIMIT = 60.0, 30.0


def config(
    hire: Mapping[str, Any] | None = None,
    share: float | None = None,
    ladder: tuple[Mapping[str, Any], ...] | None = None,
    **role: Any,
) -> StudyConfig:
    """Default settings but for those given: of hire, of continuity, the ladder, of the role."""
    return StudyConfig.model_validate(
        {
            "sources": {},
            "roles": {"counsel": RoleSettings(**role)},
            "hire": HireSettings(**(hire or {})),
            "continuity": {"most_moved_share": share},
            **({} if ladder is None else {"ladder": ladder}),
        }
    )


def everywhere(city: City, minutes: float = 10.0) -> dict[tuple[str, str], tuple[float, float]]:
    """Every journey takes as long; the way back a minute more."""
    origins, destinations = (ends["id"] for ends in travel_ends(city))
    return {(o, d): (minutes, 2 * minutes + 1) for o in origins for d in destinations}


def travel_of(city: City, known: Drives) -> TravelTimes:
    """Travel times with these journeys, and no others."""
    origins, destinations = (tuple(ends["id"]) for ends in travel_ends(city))
    at = sorted((origins.index(o), destinations.index(d), o, d) for o, d in known)
    times = np.array([known[o, d] for _, _, o, d in at], dtype=np.float64).reshape(-1, 2)
    ends = np.array([(o, d) for o, d, _, _ in at], dtype=np.int32).reshape(-1, 2)
    return TravelTimes(origins, destinations, ends[:, 0], ends[:, 1], times[:, 0], times[:, 1], (), ())


def case_of(city: City, known: Drives, settings: StudyConfig) -> StaffingCase:
    return staffing_case(city=city, travel=travel_of(city, known), config=settings)


def arcs_of(case: StaffingCase) -> dict[Arc, tuple[float, float, bool, bool]]:
    """Person and village to minutes, hours, current, locked; as the problem has them."""
    problem, arcs = case.problem, case.problem.arcs
    columns = (arcs.person, arcs.post, arcs.minutes, arcs.load, arcs.current, arcs.locked)
    found = {
        (problem.people.ids[p], problem.posts.ids[d]): (m, h, current, locked)
        for p, d, m, h, current, locked in zip(*(column.tolist() for column in columns), strict=True)
    }
    assert len(found) == arcs.post.size
    return found


def people_in(case: StaffingCase, village: str) -> set[str]:
    return {person for person, where in arcs_of(case) if where == village}


def hire_arcs(case: StaffingCase) -> set[tuple[str, int, str]]:
    """Township, villages a person, village: the arcs of hiring places."""
    people = case.people.set_index("person_id")
    return {
        (people.at[who, "township_code"], int(people.at[who, "most_villages"]), village)
        for who, village in arcs_of(case)
        if people.at[who, "hire"]
    }


def random_settings(draw: random.Random, city: City, *, locks: int = 3) -> StudyConfig:
    """Any mix of rules, with at most so many locks."""
    villages, people = city.villages["village_code"].tolist(), city.counsel["person_id"].tolist()

    def pairs(number: int) -> tuple[Mapping[str, str], ...]:
        return tuple({"village": draw.choice(villages), "person": draw.choice(people)} for _ in range(number))

    locked, banned = pairs(draw.randint(0, locks)), pairs(draw.randint(0, 6))
    occupations = draw.choice([("lawyer", "gls_worker"), ("lawyer",), ("gls_worker",)])
    hire = {
        "number": draw.choice([0, 2]),
        "occupation": draw.choice(occupations),
        "hours_year": draw.choice([90.0, 250.0, 500.0, 520.0]),
        "most_villages": draw.choice([1, 5]),
        "counties": draw.choice([None, ("371001",), ("371002", "371071")]),
    }
    return config(
        hire,
        draw.choice([None, 0.0, 0.29, 1.0]),
        occupations=occupations,
        jurisdiction={name: draw.choice(["county", "city"]) for name in occupations},
        limit_minutes={"rural": draw.choice([15.0, 30.0]), "urban": draw.choice([5.0, 15.0])},
        keep_beyond_limit=draw.choice([False, True]),
        nearest=draw.choice([None, 1, 2]),
        locks=locked,
        bans=tuple(ban for ban in banned if ban not in locked),
        hours=draw.choice([0.0, 100.0]),
        visits=draw.choice([0.0, 12.0]),
    )


def random_drives(draw: random.Random, city: City) -> dict[tuple[str, str], tuple[float, float]]:
    """Journeys at, below and beyond the limits; one in six is not known."""
    return {
        ends: (minutes, minutes * draw.choice([2.0, 2.5]))
        for ends in everywhere(city)
        if draw.random() > 1 / 6
        for minutes in [draw.choice([0.0, 4.0, 5.0, 5.001, 15.0, 15.001, 29.0, 30.0, 30.001, 90.0])]
    }
