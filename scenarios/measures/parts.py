"""Figures of the parts of a city: each county, and town and country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scenarios.code_names import county_names
from scenarios.measures.figures import Row, mean, number, percent

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["by_area", "by_county"]


def by_county(
    villages: pd.DataFrame, *, city: City, plan: pd.DataFrame, people: pd.DataFrame, repair: Row
) -> list[Row]:
    """One row a county of the table, those without villages too, by code."""
    by_code = dict(list(villages.groupby("county_code")))
    drives = plan.groupby("county_code")["minutes"].mean()
    home = people["county_code"].value_counts()
    pairs = plan.loc[plan["person_id"].ne(""), ["county_code", "person_id"]].drop_duplicates()
    foreign = pairs["person_id"].map(people["county_code"]).ne(pairs["county_code"])
    used = pairs["county_code"].value_counts()
    elsewhere = pairs.loc[foreign, "county_code"].value_counts()
    more = _more_needed(repair.get("more", []))
    return [
        {
            "county_code": code,
            "name": name,
            **_group(by_code.get(code, villages.iloc[:0])),
            "minutes_mean": number(drives.get(code, np.nan)),
            "counsel_home": int(home.get(code, 0)),
            "counsel_used": int(used.get(code, 0)),
            "counsel_from_elsewhere": int(elsewhere.get(code, 0)),
            "more_needed": more.get(code, 0),
        }
        for code, name in sorted(county_names(city).items())
    ]


def by_area(villages: pd.DataFrame, *, plan: pd.DataFrame) -> list[Row]:
    """One row for the country and one for the town, where there are such villages."""
    drives = plan.groupby("area")["minutes"].mean()
    return [
        {"area": area, **_group(rows), "minutes_mean": number(drives.get(area, np.nan))}
        for area, rows in villages.groupby("area", sort=True)
    ]


def _group(villages: pd.DataFrame) -> Row:
    return {
        "villages": len(villages),
        "nominal": percent(villages["nominal"]),
        "effective": percent(villages["effective"]),
        "short": int(villages["short"].sum()),
        "hours_mean": mean(villages["hours"]),
    }


def _more_needed(more: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    needed: dict[str, int] = {}
    for line in more:
        needed[line["county_code"]] = needed.get(line["county_code"], 0) + int(line["number"])
    return needed
