"""Legal service personnel after a plan: all of the headcounts, less those who leave, and those hired."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from scenarios.indicators.lacking import Lacking

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["occupations_of", "personnel", "personnel_lacking"]


def occupations_of(city: City) -> list[str]:
    """Return the occupations of which the headcounts of at least one county are known."""
    known = city.headcounts.dropna(subset=["number"])
    return sorted(set(known["occupation"]) - {""})


def personnel(
    occupation: str, *, city: City, city_before: City, plan: pd.DataFrame
) -> dict[str, int | None]:  # fmt: skip
    """Count the people of an occupation, counsel or not, by county; None where the headcounts have no row.

    Parameters
    ----------
    occupation : str
    city : City
        The tables that the plan was made from; newcomers are in their headcounts already.
    city_before : City
        Today's tables: who is counsel there and not in `city` has left.
    plan : DataFrame
        As :func:`scenarios.plan_table.plan_table` gives it.
    """
    known = _counted(city, occupation)
    moved = Counter(_hired(occupation, city=city, plan=plan))
    mine = city_before.counsel[city_before.counsel["occupation"].eq(occupation)]
    moved.subtract(mine.loc[~mine["person_id"].isin(set(city.counsel["person_id"])), "county_code"].tolist())
    return {
        code: known[code] + moved[code] if code in known else None
        for code in sorted(city.counties["county_code"])
    }


def personnel_lacking(occupation: str, city: City) -> Lacking | None:
    """Return which rows of the headcounts are lacking, of which counties; None where all have one."""
    known, counties = _counted(city, occupation), city.counties
    without = counties.loc[~counties["county_code"].isin(set(known)), ["county_code", "name"]]
    if without.empty:
        return None
    names = tuple(without.sort_values("county_code")["name"]) if known else ()
    return Lacking("headcounts", "number", f"occupation = {occupation}", counties=names)


def _counted(city: City, occupation: str) -> dict[str, int]:
    rows = city.headcounts[city.headcounts["occupation"].eq(occupation)].dropna(subset=["number"])
    return dict(zip(rows["county_code"].tolist(), rows["number"].astype(int).tolist(), strict=True))


def _hired(occupation: str, *, city: City, plan: pd.DataFrame) -> list[str]:
    """The county of everybody hired: that of the township at whose seat they are based."""
    new = plan[plan["hired"].eq(1) & plan["occupation"].eq(occupation)].drop_duplicates("person_id")
    home = city.townships.set_index("township_code")["county_code"]
    return new["office_code"].map(home).fillna("").tolist()
