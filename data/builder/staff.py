"""Who works at centres, stations and judicial offices (服务人员): too few of each skill, as it is today."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .names import people

# Shares of stations that have a skill today: the gap to one of each at every station.
_SHARE = {"duty_lawyer": 0.70, "mediator": 0.75, "legal_aid": 0.60}
_TURN = (*_SHARE, "general")  # a centre has all skills, in this order as far as its people reach
_STATIONS_EACH = 2  # stations at which one lawyer is on duty, at most
_OFFICE_STAFF = (2, 5)
_OFFICE_MEDIATORS = 0.4  # of the people of a judicial office, its head apart
_WOMEN = 0.45
_COLUMNS = ["person_id", "name", "sex", "unit_code", "skill"]


def staff(
    points: pd.DataFrame,
    offices: pd.DataFrame,
    counsel: pd.DataFrame,
    *,
    city: str,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the people of centres and stations, as many as their `staff`, and of judicial offices.

    The lawyers on duty at a station are counsel of its county as far as there are any, under their own
    person_id. Rooms have nobody of their own.
    """
    rows = _centres(points) + _stations(points, rng) + _judicial(offices, rng)
    frame = pd.DataFrame(rows, columns=["unit_code", "skill"])
    names, sexes = people(len(frame), rng, women=_WOMEN)
    frame = frame.assign(person_id="", name=names, sex=sexes)
    frame = _with_counsel(frame, points, counsel, rng)
    own = (frame.person_id == "").to_numpy()
    frame.loc[own, "person_id"] = [f"S{city}{i + 1:05d}" for i in range(int(own.sum()))]
    return frame[_COLUMNS]


def _centres(points: pd.DataFrame) -> list[tuple[str, str]]:
    centres = points[points.tier.isin(["city_centre", "county_centre"])]
    return [
        (code, _TURN[i % len(_TURN)])
        for code, many in zip(centres.point_code, centres.staff, strict=True)
        for i in range(int(many))
    ]


def _stations(points: pd.DataFrame, rng: np.random.Generator) -> list[tuple[str, str]]:
    stations = points[points.tier == "station"]
    sizes = stations.staff.to_numpy(dtype=np.int64)
    rows = []
    for code, size, skills in zip(stations.point_code, sizes, station_skills(sizes, rng), strict=True):
        rows += [(code, skill) for skill in skills]
        rows += [(code, "general")] * (int(size) - len(skills))
    return rows


def station_skills(sizes: NDArray[np.int64], rng: np.random.Generator) -> list[list[str]]:
    """Return the skills that each station has, of `_SHARE`: one a person, each skill at about its share.

    The skills still owed to most stations are the likeliest, so that the shares come out although small
    stations cannot have every skill.
    """
    owed = {skill: round(share * len(sizes)) for skill, share in _SHARE.items()}
    many = np.minimum(sizes, len(_SHARE))
    while int(many.sum()) > sum(owed.values()):
        many[rng.choice(np.flatnonzero(many > 0))] -= 1
    skills: list[list[str]] = [[] for _ in sizes]
    for station in rng.permutation(len(sizes)):
        for _ in range(int(many[station])):
            left = [skill for skill in owed if skill not in skills[station]]
            weight = np.array([max(owed[skill], 0.01) for skill in left])
            chosen = left[int(rng.choice(len(left), p=weight / weight.sum()))]
            skills[station].append(chosen)
            owed[chosen] -= 1
        skills[station].sort(key=_TURN.index)
    return skills


def _judicial(offices: pd.DataFrame, rng: np.random.Generator) -> list[tuple[str, str]]:
    rows = []
    least, most = _OFFICE_STAFF
    for code in offices.office_code[offices.kind == "judicial_office"]:
        mediates = rng.random(int(rng.integers(least, most + 1)) - 1) < _OFFICE_MEDIATORS
        rows += [(code, "general"), *((code, "mediator" if yes else "general") for yes in mediates)]
    return rows


def _with_counsel(
    frame: pd.DataFrame, points: pd.DataFrame, counsel: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Put lawyers of the county in the places of duty lawyers at its stations, while there are any."""
    county = points[points.tier == "station"].set_index("point_code").county_code
    home = frame.unit_code.map(county)
    lawyers = counsel[counsel.occupation == "lawyer"]
    for code, own in lawyers.groupby("county_code", sort=True):
        places = frame.index[(home == code) & (frame.skill == "duty_lawyer")]
        turns = rng.permutation(np.repeat(own.index.to_numpy(), _STATIONS_EACH))[: len(places)]
        chosen = counsel.loc[turns, ["person_id", "name", "sex"]]
        frame.loc[places[: len(turns)], ["person_id", "name", "sex"]] = chosen.to_numpy()
    return frame
