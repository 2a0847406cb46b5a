"""A whole city, table by table, in the order in which the tables need each other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from pypinyin import lazy_pinyin

from . import counsel as workforce
from . import offices as institutions
from . import population, roads
from .demand import history
from .draw import stream
from .ground import Ground, read_ground
from .literate import legal_literate
from .mediation import committees, mediators
from .minutes import minutes_between
from .packages import Packages
from .points import service_points
from .register import Register, read_register
from .roster import todays_roster
from .seats import Seats, find_seats
from .settlements import auto_islands, place_villages
from .staff import staff
from .totals import Totals, check_codes


@dataclass(frozen=True)
class Built:
    """The tables of a city under their names, its outlines, and what the reader should know."""

    register: Register
    totals: Totals
    tables: Mapping[str, pd.DataFrame]
    outlines: gpd.GeoDataFrame
    notes: tuple[str, ...]


def build_city(source: Packages, *, city: str, totals: Totals, seed: int) -> Built:
    """Build every table of a prefecture; the same packages, totals and seed give the same tables."""
    register = read_register(source, city)
    check_codes(totals, register)
    totals = _with_identity(totals, register)
    ground = read_ground(source, city=city, counties=register.counties, islands=totals.islands)
    seats = find_seats(
        source.places(),
        register,
        ground,
        given=totals.seats,
        given_centres=totals.centres,
        rng=_rng(seed, city, "seats"),
    )
    settled = _settled(register, ground, seats, totals, seed)
    tables = {
        "counties": _counties(register, settled.villages),
        "townships": _townships(seats, ground),
        "villages": settled.villages[VILLAGE],
        "grids": settled.grids,
        "road_nodes": settled.roads.nodes,
        "road_edges": settled.roads.edges,
    }
    tables |= _offices_and_counsel(settled, totals, seed)
    tables |= _services(settled, tables, totals, seed)
    if totals.demand:
        tables["cases"] = history(settled.villages, totals.demand, _rng(seed, city, "cases"))
    return Built(register, totals, tables, ground.outlines, (*ground.notes, *_counts(register, seats)))


@dataclass(frozen=True)
class _Settled:
    """The ground with its villages, grids and roads."""

    register: Register
    ground: Ground
    seats: Seats
    villages: pd.DataFrame
    grids: pd.DataFrame
    roads: roads.Roads


VILLAGE = [
    "village_code",
    "township_code",
    "county_code",
    "name",
    "area",
    "lon",
    "lat",
    "pop_resident",
    "households",
    "elderly",
    "disabled",
    "migrant_workers",
    "disputes_year",
    "island",
]


def _rng(seed: int, city: str, part: str) -> np.random.Generator:
    return stream(seed=seed, city=city, part=part)


def _with_identity(totals: Totals, register: Register) -> Totals:
    """Name a city without totals after its register name, in pinyin."""
    spoken = "".join(lazy_pinyin(register.name.removesuffix("市")))
    name = dict(totals.name) or {"zh": register.name, "en": spoken.capitalize()}
    return replace(totals, id=totals.id or spoken, name=name)


def _settled(register: Register, ground: Ground, seats: Seats, totals: Totals, seed: int) -> _Settled:
    """Place the villages with their people, and the roads between them."""
    city, islands = register.city, totals.islands or auto_islands(register, seats, ground)
    villages = place_villages(register, seats, ground, islands=islands, rng=_rng(seed, city, "villages"))
    lon, lat = ground.plane.inverse(villages[["x", "y"]].to_numpy())
    villages = population.with_residents(
        villages.assign(lon=lon, lat=lat),
        census=totals.census,
        persons_per_household=totals.persons_per_household,
        elderly=totals.elderly,
        rng=_rng(seed, city, "population"),
    )
    road = roads.build_roads(villages, seats, ground, islands=islands, rng=_rng(seed, city, "roads"))
    villages = villages.assign(island=villages.village_code.isin(road.offshore).astype(int))
    villages = population.with_groups(villages, disputes=totals.disputes_year, rng=_rng(seed, city, "groups"))
    grids = population.grids(villages, _rng(seed, city, "grids"))
    return _Settled(register, ground, seats, villages, grids, road)


def _counties(register: Register, villages: pd.DataFrame) -> pd.DataFrame:
    people = villages.groupby("county_code").pop_resident.sum()
    return register.counties.assign(pop_resident=people.reindex(register.counties.county_code).to_numpy())


def _townships(seats: Seats, ground: Ground) -> pd.DataFrame:
    lon, lat = ground.plane.inverse(seats.townships[["x", "y"]].to_numpy())
    columns = ["township_code", "county_code", "name", "kind", "lon", "lat", "seat_source"]
    return seats.townships.assign(lon=lon, lat=lat)[columns]


def _offices_and_counsel(settled: _Settled, totals: Totals, seed: int) -> dict[str, pd.DataFrame]:
    """Return the institutions, all legal service personnel and today's roster."""
    register, villages, ground = settled.register, settled.villages, settled.ground
    city, people_in = register.city, int(villages.pop_resident.sum())
    numbers = totals.institutions or institutions.default_institutions(people_in, len(register.counties))
    offices = institutions.place_offices(
        villages, register, settled.seats, ground, numbers=numbers, rng=_rng(seed, city, "offices")
    )
    wanted = totals.counsel or workforce.default_counsel(villages, register)
    counsel = workforce.counsel(offices, register, numbers=wanted, rng=_rng(seed, city, "counsel"))
    personnel = totals.personnel or workforce.default_personnel(counsel, people_in)
    minutes = minutes_between(offices, villages, settled.roads, ground)
    return {
        "offices": offices,
        "counsel": counsel,
        "headcounts": workforce.headcounts(counsel, offices, villages, register, personnel=personnel),
        "roster": todays_roster(counsel, offices, villages, minutes, _rng(seed, city, "roster")),
    }


def _services(
    settled: _Settled, tables: Mapping[str, pd.DataFrame], totals: Totals, seed: int
) -> dict[str, pd.DataFrame]:
    """Return service points and their staff, mediation committees with mediators, legal-literate persons."""
    register, villages, seats = settled.register, settled.villages, settled.seats
    city, numbers = register.city, totals.committees
    points = service_points(
        villages,
        register,
        seats,
        settled.ground,
        tables["offices"],
        service=totals.service,
        rng=_rng(seed, city, "points"),
    )
    bodies = committees(points, villages, register, seats, numbers=numbers)
    members = int(numbers.get("mediators", round(4.2 * len(bodies))))
    rng = _rng(seed, city, "mediators")
    return {
        "service_points": points,
        "committees": bodies,
        "mediators": mediators(bodies, tables["counsel"], number=members, city=city, rng=rng),
        "legal_literate": legal_literate(settled.grids, city=city, rng=_rng(seed, city, "literate")),
        "staff": staff(
            points, tables["offices"], tables["counsel"], city=city, rng=_rng(seed, city, "staff")
        ),
    }


def _counts(register: Register, seats: Seats) -> tuple[str, ...]:
    matched = int((seats.townships.seat_source == "geonames").sum())
    towns, villages = len(register.townships), len(register.villages)
    return (
        f"{villages} villages in {towns} townships of {len(register.counties)} counties",
        f"{matched} of {towns} township seats from GeoNames, the others placed",
    )
