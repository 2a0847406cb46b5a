"""Who may fill a role: the people of its pools, where each is to be found, and what they hold today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from scenarios.roles.units import units

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import PostSettings

__all__ = ["ATTRIBUTES", "KnownPeople", "people"]

ATTRIBUTES = ("sex", "full_time", "trained", "status", "skill", "occupation")
_PLACE = ["county_code", "township_code", "village_code", "lon", "lat"]


def people(city: City, role: PostSettings) -> pd.DataFrame:
    """Return everybody of the role's pools, a row for each place that they hold or could go from.

    Returns
    -------
    DataFrame
        ``person_id, name, pool, unit_code`` (held today, '' for none), ``only`` (the one unit that they may
        go to, '' for any), the `ATTRIBUTES` as text ('' where the table does not say), ``county_code,
        township_code, village_code, lon, lat``. Who stands in two pools has rows of both, those of the pool
        named first before the others.
    """
    tables: Mapping[str, Callable[[City, PostSettings], pd.DataFrame]] = {
        "mediators": _mediators,
        "legal_literate": _legal_literate,
        "staff": _staff,
        "office_staff": _office_staff,
        "counsel": _counsel,
    }
    rows = [_worded(tables[pool](city, role).assign(pool=pool)) for pool in role.pool]
    return pd.concat(rows, ignore_index=True)


class KnownPeople:
    """`people`, put together once for each city and role: scenarios of a study mostly share both."""

    def __init__(self) -> None:
        self._known: list[tuple[City, PostSettings, pd.DataFrame]] = []

    def __call__(self, city: City, role: PostSettings) -> pd.DataFrame:
        """Return what `people` returns; not to be changed."""
        for where, which, found in self._known:
            if where is city and which == role:
                return found
        self._known.append((city, role, people(city, role)))
        return self._known[-1][2]


def _worded(rows: pd.DataFrame) -> pd.DataFrame:
    """One pool with all columns, before pools are joined: a flag beside text would become 1.0."""
    words = {
        name: _text(rows[name]) if name in rows else "" for name in ("name", "unit_code", "only", *ATTRIBUTES)
    }
    return rows.assign(**words)[["person_id", "name", "pool", "unit_code", "only", *ATTRIBUTES, *_PLACE]]


def _text(column: pd.Series) -> pd.Series[str]:
    if pd.api.types.is_float_dtype(column):
        return column.map(lambda value: "" if pd.isna(value) else f"{value:g}")
    return column.fillna("").astype(str)


def _mediators(city: City, role: PostSettings) -> pd.DataFrame:
    """Mediators are found where their committee is."""
    place = units(city, role.model_copy(update={"unit": "committees", "opening": None}))
    rows = city.mediators.merge(
        place[["unit_code", *_PLACE]], left_on="committee_code", right_on="unit_code", how="inner"
    )
    return rows if role.unit == "committees" else rows.assign(unit_code="")


def _legal_literate(city: City, role: PostSettings) -> pd.DataFrame:
    """Legal-literate persons live in their village; those who serve hold their grid."""
    rows = city.legal_literate.merge(
        city.villages[["village_code", "county_code", "township_code", "lon", "lat"]], on="village_code"
    )
    held = {"grids": "grid_code", "villages": "village_code"}.get(role.unit)
    serving = rows["status"].eq("serving")
    return rows.assign(unit_code="" if held is None else rows[held].where(serving, ""))


def _staff(city: City, role: PostSettings) -> pd.DataFrame:
    """Staff of stations, and of the centres of city and counties."""
    points = city.service_points.rename(columns={"point_code": "unit_code"})
    rows = city.staff.merge(points[["unit_code", "tier", *_PLACE]], on="unit_code")
    held = rows["tier"].eq("station") & (role.unit == "stations")
    return rows.assign(unit_code=rows["unit_code"].where(held, ""))


def _office_staff(city: City, role: PostSettings) -> pd.DataFrame:
    """Staff of judicial offices that share a house with a station, at that station and no other."""
    stations = city.service_points[city.service_points["tier"].eq("station")]
    shared = stations[stations["colocated_with"] != ""][["point_code", "colocated_with", *_PLACE]]
    rows = city.staff.merge(shared, left_on="unit_code", right_on="colocated_with")
    return rows.assign(unit_code="", only=rows["point_code"] if role.unit == "stations" else "")


def _counsel(city: City, role: PostSettings) -> pd.DataFrame:
    """Counsel work from their office; a lawyer counts as a duty lawyer.

    Who holds a post beside being counsel of the village has a row for every village served today, and is
    appointed full-time (WH-P21).
    """
    office = city.offices.set_index("office_code")
    rows = city.counsel
    if role.counsel_occupations is not None:
        rows = rows[rows["occupation"].isin(role.counsel_occupations)]
    rows = rows.assign(full_time="1" if role.beside_counsel else "")
    for name in ("township_code", "lon", "lat"):
        rows[name] = rows["office_code"].map(office[name])
    skill = rows["occupation"].map({"lawyer": "duty_lawyer"}).fillna("")
    rows = rows.assign(
        unit_code="", village_code="", township_code=rows["township_code"].fillna(""), skill=skill
    )
    if not role.beside_counsel:
        return rows
    served = city.roster.loc[city.roster["role"] == "counsel", ["person_id", "unit_code"]]
    served = served.rename(columns={"unit_code": "village_code"}).drop_duplicates()
    return rows.drop(columns="village_code").merge(served, on="person_id")
