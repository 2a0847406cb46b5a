"""What a role staffs: one row a committee, grid, village or station, with where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import PostSettings

__all__ = ["UNIT_COLUMNS", "new_code", "units"]

UNIT_COLUMNS = (
    "unit_code",
    "unit",
    "kind",
    "county_code",
    "township_code",
    "village_code",
    "lon",
    "lat",
    "new",
)


def new_code(village_code: str) -> str:
    """Code of a unit that the plan opens in a village."""
    return f"{village_code}+"


def units(city: City, role: PostSettings) -> pd.DataFrame:
    """Return the units of a role, those that may be opened included, ordered by code.

    Returns
    -------
    DataFrame
        The columns of `UNIT_COLUMNS`; ``new`` is true for units that are not there yet.
    """
    table = {"committees": _committees, "grids": _grids, "villages": _villages, "stations": _stations}[
        role.unit
    ]
    rows = table(city).assign(new=False)
    if role.opening is not None:
        rows = pd.concat([rows, _openings(city, rows)], ignore_index=True)
    return rows[list(UNIT_COLUMNS)].sort_values("unit_code", ignore_index=True)


def _villages(city: City) -> pd.DataFrame:
    return city.villages.assign(
        unit_code=city.villages["village_code"], unit=city.villages["name"], kind="village"
    )


def _grids(city: City) -> pd.DataFrame:
    places = city.villages.drop(columns=[c for c in ("households", "pop_resident") if c in city.villages])
    grids = city.grids.merge(places, on="village_code", how="left", validate="many_to_one")
    return grids.assign(unit_code=grids["grid_code"], unit=grids["grid_code"], kind="grid")


def _stations(city: City) -> pd.DataFrame:
    points = city.service_points[city.service_points["tier"] == "station"]
    return points.assign(unit_code=points["point_code"], unit=points["name"], kind="station")


def _committees(city: City) -> pd.DataFrame:
    """Committees, each at its village, at its township's seat, or in the middle of its county."""
    rows = city.committees.assign(unit_code=city.committees["committee_code"], unit=city.committees["name"])
    village = city.villages.set_index("village_code")
    seat = city.townships.set_index("township_code")
    county = city.villages.groupby("county_code")[["lon", "lat"]].mean()
    for name in ("lon", "lat"):
        place = rows["village_code"].map(village[name])
        place = place.fillna(rows["township_code"].map(seat[name]))
        rows[name] = place.fillna(rows["county_code"].map(county[name])).astype(float)
    town = rows["village_code"].map(village["township_code"]).fillna("")
    return rows.assign(township_code=rows["township_code"].where(rows["township_code"] != "", town))


def _openings(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """A unit for every village that has none yet."""
    bare = city.villages[~city.villages["village_code"].isin(rows["village_code"])]
    return bare.assign(
        unit_code=bare["village_code"].map(new_code), unit=bare["name"], kind="village", new=True
    )
