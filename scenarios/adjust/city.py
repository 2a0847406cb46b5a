"""A city after people have left, villages have been added and townships have merged."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.city import City
from geo.crs import to_cgcs2000
from scenarios.added_rows import with_rows

if TYPE_CHECKING:
    from scenarios.settings import AdjustmentSettings, NewVillageSettings

__all__ = ["PEOPLE_TABLES", "adjusted_city", "with_roster"]

#: Tables from which whoever leaves is struck out.
PEOPLE_TABLES = ("counsel", "mediators", "legal_literate", "staff")

Tables = dict[str, pd.DataFrame]


def adjusted_city(city: City, adjustment: AdjustmentSettings) -> City:
    """Apply what has changed to a city.

    Who leaves is struck out of every table, today's roster included. Villages are added in CGCS2000. Of a
    township that merges, everything that bears its code gets code and county of the one that it goes into,
    and its seat disappears; the codes of its villages stay.

    Parameters
    ----------
    city : City
        Not changed.
    adjustment : AdjustmentSettings
        Without faults, see `scenarios.adjust.checks`.

    Returns
    -------
    City
        The same one where nothing has changed.
    """
    if not any((adjustment.departures, adjustment.new_villages, adjustment.merged_townships)):
        return city
    tables = dict(city.tables)
    _depart(tables, set(adjustment.departures))
    _add_villages(tables, adjustment.new_villages)
    _merge(tables, {old: each.into for each in adjustment.merged_townships for old in each.townships})
    return City(MappingProxyType(tables), city.outlines)


def with_roster(city: City, pairs: pd.DataFrame) -> City:
    """Return the city whose roster of counsel is a plan.

    Parameters
    ----------
    city : City
    pairs : DataFrame
        ``village_code, person_id``. Pairs that were there already keep the rest of their row.
    """
    old = city.roster
    others = old[old["role"] != "counsel"]
    new = pairs[["village_code", "person_id"]].rename(columns={"village_code": "unit_code"})
    rows = new.assign(role="counsel").merge(old, on=["role", "unit_code", "person_id"], how="left")
    text = [name for name in rows.columns if not pd.api.types.is_numeric_dtype(rows[name])]
    rows[text] = rows[text].fillna("")
    roster = pd.concat([others, rows[old.columns]], ignore_index=True).astype(old.dtypes.to_dict())
    return City(MappingProxyType({**city.tables, "roster": roster}), city.outlines)


def _depart(tables: Tables, gone: set[str]) -> None:
    for name in (*PEOPLE_TABLES, "roster"):
        if gone and name in tables:
            table = tables[name]
            tables[name] = table[~table["person_id"].isin(gone)].reset_index(drop=True)


def _add_villages(tables: Tables, villages: tuple[NewVillageSettings, ...]) -> None:
    tables["villages"] = with_rows(tables["villages"], [_row(village) for village in villages])


def _row(village: NewVillageSettings) -> dict[str, Any]:
    lon, lat = to_cgcs2000([village.lon], [village.lat], crs=village.crs)
    return {
        **village.model_dump(exclude={"crs"}),
        "lon": float(lon[0]),
        "lat": float(lat[0]),
        "island": int(village.island),
    }


def _merge(tables: Tables, into: Mapping[str, str]) -> None:
    if not into:
        return
    county = tables["townships"].set_index("township_code")["county_code"]
    for name, table in tables.items():
        if "township_code" not in table.columns or name == "townships":
            continue
        merged = table["township_code"].isin(into.keys())
        code = table["township_code"].where(~merged, table["township_code"].map(dict(into)))
        changed = {"township_code": code.astype(table["township_code"].dtype)}
        if "county_code" in table.columns:
            home = table["county_code"].where(~merged, code.map(county))
            changed["county_code"] = home.astype(table["county_code"].dtype)
        tables[name] = table.assign(**changed)
    seats = tables["townships"]
    stays = ~seats["township_code"].isin(into.keys())
    tables["townships"] = seats[stays].reset_index(drop=True)
    _committees_follow(tables)


def _committees_follow(tables: Tables) -> None:
    """A committee or point that names only its village lies in the county of the village."""
    county = tables["villages"].set_index("village_code")["county_code"]
    for name in ("committees", "service_points"):
        if name in tables and "village_code" in tables[name].columns:
            table = tables[name]
            home = table["village_code"].map(county).fillna(table["county_code"])
            tables[name] = table.assign(county_code=home.astype(table["county_code"].dtype))
