"""Where the townships' seats are: GeoNames where it knows them, else placed plausibly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pypinyin import lazy_pinyin
from shapely.geometry.base import BaseGeometry

from .ground import Ground
from .register import Register, spoken

Floats = NDArray[np.float64]
_RURAL_UNIT = re.compile("农场|林场|盐场|牧场|渔场|茶场|园艺场")
_CANDIDATES = 600


@dataclass(frozen=True)
class Place:
    """A GeoNames place inside the city: every spelling of its name, and its position in the plane."""

    spellings: frozenset[str]
    at: Floats
    people: int


@dataclass(frozen=True)
class Seats:
    """Seats of all townships in the plane (km), and the centre of each county."""

    townships: pd.DataFrame  # township_code, county_code, name, kind, unit, x, y, seat_source
    centres: Mapping[str, Floats]


def find_seats(
    places: list[dict[str, Any]],
    register: Register,
    ground: Ground,
    *,
    given: Mapping[str, tuple[float, float]],
    given_centres: Mapping[str, tuple[float, float]],
    rng: np.random.Generator,
) -> Seats:
    """Place the seat of each township: given, matched by name in GeoNames, or drawn."""
    near = _places(places, ground)
    known = _given(given, ground)
    sources = dict.fromkeys(known, "placed")
    for code, at in _matched(register.townships, near, ground).items():
        if code not in known:
            known[code], sources[code] = at, "geonames"
    centres = _centres(register, near, known, ground) | _given(given_centres, ground)
    known = _drawn(register.townships, known, centres, ground, rng)
    rows = register.townships
    at = np.array([known[code] for code in rows.township_code])
    sources_all = [sources.get(code, "placed") for code in rows.township_code]
    return Seats(rows.assign(x=at[:, 0], y=at[:, 1], seat_source=sources_all), centres)


def _places(raw: list[dict[str, Any]], ground: Ground) -> list[Place]:
    at = ground.plane.forward([p["longitude"] for p in raw], [p["latitude"] for p in raw])
    x0, y0, x1, y1 = ground.whole.bounds
    box = (at[:, 0] >= x0) & (at[:, 0] <= x1) & (at[:, 1] >= y0) & (at[:, 1] <= y1)
    inside = np.flatnonzero(box)
    inside = inside[shapely.contains_xy(ground.whole, at[inside])]
    return [
        Place(
            frozenset(map(_plain, [raw[i]["name"], *raw[i]["alternatenames"]])),
            at[i],
            int(raw[i]["population"]),
        )
        for i in inside
    ]


def _plain(name: str) -> str:
    """Letters only; a Chinese spelling stays as it is."""
    return re.sub(r"[^a-z一-鿿]", "", name.lower())


def _keys(name: str) -> list[str]:
    """Spellings under which GeoNames may list a township: Chinese first, then pinyin."""
    short = spoken(name)
    plain = [short, short.removesuffix("路")] if len(short) > 2 else [short]
    return [name, *plain, *("".join(lazy_pinyin(text)) for text in plain)]


def _matched(townships: pd.DataFrame, places: list[Place], ground: Ground) -> dict[str, Floats]:
    """Match each township with the first place of its name inside its county's polygon; no place twice."""
    found: dict[str, Floats] = {}
    used: set[int] = set()
    for code, county, name in zip(
        townships.township_code, townships.county_code, townships.name, strict=True
    ):
        land = ground.parts[ground.host[county]]
        for key in _keys(name):
            hits = [i for i, p in enumerate(places) if i not in used and key in p.spellings]
            hits = [i for i in hits if shapely.contains_xy(land, *places[i].at)]
            if hits:
                best = max(hits, key=lambda i: (places[i].people, -i))
                found[code] = places[best].at
                used.add(best)
                break
    return found


def _given(given: Mapping[str, tuple[float, float]], ground: Ground) -> dict[str, Floats]:
    return {code: ground.plane.forward([lon], [lat])[0] for code, (lon, lat) in given.items()}


def _centres(
    register: Register, places: list[Place], known: Mapping[str, Floats], ground: Ground
) -> dict[str, Floats]:
    """Return a centre for each county: its own GeoNames place, else its largest, else its known seats."""
    centres: dict[str, Floats] = {}
    for code, name in zip(register.counties.county_code, register.counties.name, strict=True):
        land = ground.parts[ground.host[code]]
        own = set(_keys(re.sub("(市|区|县)$", "", name))) | {_plain("".join(lazy_pinyin(register.name[:-1])))}
        inside = [p for p in places if shapely.contains_xy(land, *p.at)] if ground.host[code] == code else []
        named = [p for p in inside if own & p.spellings] or [p for p in inside if p.people > 0]
        seats = [known[t] for t in register.townships.township_code if t.startswith(code) and t in known]
        if named:
            centres[code] = max(named, key=lambda p: p.people).at
        elif seats:
            centres[code] = np.mean(seats, axis=0)
        else:
            at = ground.land[ground.host[code]].representative_point()
            centres[code] = np.array([at.x, at.y])
    return centres


def _drawn(
    townships: pd.DataFrame,
    known: dict[str, Floats],
    centres: Mapping[str, Floats],
    ground: Ground,
    rng: np.random.Generator,
) -> dict[str, Floats]:
    """Draw the seats that nobody knows: subdistricts near the county's centre, towns where it is empty."""
    seats = dict(known)
    missing = townships[~townships.township_code.isin(list(known))]
    near = [_is_near(row.kind, row.name_) for row in missing.rename(columns={"name": "name_"}).itertuples()]
    ordered = [*missing[near].itertuples(), *missing[[not n for n in near]].itertuples()]
    urban = townships[townships.kind == "subdistrict"].groupby("county_code").size()
    for row in ordered:
        host = ground.host[row.county_code]
        polygon = ground.land[host]
        close = _is_near(row.kind, row[3])
        zone = host != row.county_code
        radius = (
            (1.5 + 0.9 * np.sqrt(urban.get(row.county_code, 1)) if close else 9.0) if close or zone else None
        )
        local = [
            seats[c]
            for c, h in zip(townships.township_code, townships.county_code, strict=True)
            if c in seats and ground.host[h] == host
        ]
        seats[row.township_code] = _emptiest(polygon, local, centres[row.county_code], radius, rng)
    return seats


def _is_near(kind: str, name: str) -> bool:
    """A subdistrict or a development zone lies near the county's centre; a farm does not."""
    return kind == "subdistrict" or (kind == "other" and not _RURAL_UNIT.search(name))


def _emptiest(
    polygon: BaseGeometry, taken: list[Floats], centre: Floats, radius: float | None, rng: np.random.Generator
) -> Floats:
    """Return the candidate farthest from the seats taken, kept off the border of the county."""
    spots = inside_points(polygon, _CANDIDATES, rng, centre=centre if radius else None, radius=radius or 0.0)
    edge = shapely.distance(polygon.boundary, shapely.points(spots))
    if not taken:
        return spots[int(np.argmax(np.minimum(edge, 5.0)))]
    gap = np.sqrt(((spots[:, None, :] - np.array(taken)[None, :, :]) ** 2).sum(axis=2)).min(axis=1)
    return spots[int(np.argmax(np.minimum(gap, 2.0 * edge)))]


def inside_points(
    polygon: BaseGeometry,
    number: int,
    rng: np.random.Generator,
    *,
    centre: Floats | None = None,
    radius: float = 0.0,
) -> Floats:
    """Draw points uniformly in a polygon, or in its part within `radius` km of `centre`."""
    area = polygon
    if centre is not None:
        area = polygon.intersection(shapely.Point(centre).buffer(max(radius, 0.05)))
        while area.area <= 0.001 and radius < 2000:
            radius = 2 * max(radius, 1.0)
            area = polygon.intersection(shapely.Point(centre).buffer(radius))
    x0, y0, x1, y1 = area.bounds
    shapely.prepare(area)
    found = np.empty((0, 2))
    while len(found) < number:
        spots = rng.uniform((x0, y0), (x1, y1), size=(max(4 * number, 256), 2))
        found = np.vstack([found, spots[shapely.contains_xy(area, spots)]])
    return found[:number]
