"""Centres of the city and its counties, stations of townships, rooms of villages."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from .ground import Ground
from .register import Register
from .seats import Seats

_COLOCATED = 0.62  # share of stations in the same house as the judicial office (站所合一, WH-P01)
_STATION_STAFF = {1: 0.18, 2: 0.40, 3: 0.30, 4: 0.12}  # mean 2.36: below the 3 of LYG-04
_COLUMNS = [
    "point_code",
    "name",
    "tier",
    "county_code",
    "township_code",
    "village_code",
    "lon",
    "lat",
    "colocated_with",
    "staff",
]
Row = dict[str, Any]


def service_points(
    villages: pd.DataFrame,
    register: Register,
    seats: Seats,
    ground: Ground,
    offices: pd.DataFrame,
    *,
    service: Mapping[str, Any],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return all service points.

    `service` may give `branches` (township -> name of a further centre of county level), `stations` (all,
    or ordinary: none in township-like units) and `rooms` (how many villages have one; villages of units
    without a station go without first, then the smallest).
    """
    towns = seats.townships
    lon, lat = ground.plane.inverse(towns[["x", "y"]].to_numpy())
    towns = towns.assign(lon=lon, lat=lat)
    with_station = towns if service.get("stations", "all") == "all" else towns[towns.unit == 0]
    rows = _centres(register, seats, towns, rng)
    rows += _branches(towns, service.get("branches", {}), rng)
    rows += _stations(with_station, offices, rng)
    rows += _rooms(villages, set(with_station.township_code), int(service.get("rooms", len(villages))))
    return pd.DataFrame(rows, columns=_COLUMNS).fillna("")


def _centres(register: Register, seats: Seats, towns: pd.DataFrame, rng: np.random.Generator) -> list[Row]:
    """Put each county's centre, and the city's beside the first, at the subdistrict nearest its middle."""
    rows: list[Row] = []
    for county, name in zip(register.counties.county_code, register.counties.name, strict=True):
        own = towns[towns.county_code == county]
        own = own[own.kind == "subdistrict"] if (own.kind == "subdistrict").any() else own
        away = (own.x - seats.centres[county][0]) ** 2 + (own.y - seats.centres[county][1]) ** 2
        seat = own.loc[away.idxmin()]
        if not rows:
            rows.append(
                _centre(f"{register.city}00CC01", register.name, "city_centre", "", seat, rng.integers(9, 14))
            )
        rows.append(_centre(f"{county}DC01", name, "county_centre", county, seat, rng.integers(3, 8)))
    return rows


def _branches(towns: pd.DataFrame, branches: Mapping[str, str], rng: np.random.Generator) -> list[Row]:
    rows: list[Row] = []
    for number, (town, name) in enumerate(branches.items(), start=2):
        seat = towns[towns.township_code == str(town)].iloc[0]
        code = f"{seat.county_code}DC{number:02d}"
        rows.append(_centre(code, name, "county_centre", seat.county_code, seat, rng.integers(3, 6)))
    return rows


def _centre(code: str, name: str, tier: str, county: str, seat: pd.Series, staff: int) -> Row:
    return {
        "point_code": code,
        "name": f"{name}公共法律服务中心",
        "tier": tier,
        "county_code": county,
        "township_code": seat.township_code,
        "lon": seat.lon,
        "lat": seat.lat,
        "staff": int(staff),
    }


def _stations(towns: pd.DataFrame, offices: pd.DataFrame, rng: np.random.Generator) -> list[Row]:
    judicial = offices[offices.kind == "judicial_office"].set_index("township_code")
    rows: list[Row] = []
    for town in towns.itertuples():
        office = judicial.loc[town.township_code]
        same = rng.random() < _COLOCATED
        rows.append(
            {
                "point_code": f"{town.township_code}ST",
                "name": f"{town.name}公共法律服务站",
                "tier": "station",
                "county_code": town.county_code,
                "township_code": town.township_code,
                "lon": office.lon if same else town.lon,
                "lat": office.lat if same else town.lat,
                "colocated_with": office.office_code if same else "",
                "staff": int(rng.choice(list(_STATION_STAFF), p=list(_STATION_STAFF.values()))),
            }
        )
    return rows


def _rooms(villages: pd.DataFrame, served: set[str], number: int) -> list[Row]:
    ranked = villages.assign(without=~villages.township_code.isin(served))
    ranked = ranked.sort_values(["without", "pop_resident", "village_code"], ascending=[True, False, True])
    return [
        {
            "point_code": f"{village.village_code}RM",
            "name": f"{short_name(village.name)}公共法律服务室",
            "tier": "room",
            "county_code": village.county_code,
            "township_code": village.township_code,
            "village_code": village.village_code,
            "lon": village.lon,
            "lat": village.lat,
            "staff": 1,
        }
        for village in ranked.head(number).sort_values("village_code").itertuples(index=False)
    ]


def short_name(name: str) -> str:
    """Name a village without its committee: 前岛村委会 is 前岛村."""
    if name.endswith("村委会"):
        stem = name.removesuffix("村委会")
        return stem if stem.endswith("村") else f"{stem}村"
    for end in ("村民委员会", "居民委员会", "居委会", "委员会"):
        if name.endswith(end):
            return name.removesuffix(end)
    return name
