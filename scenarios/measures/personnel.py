"""Legal service personnel after a plan: all of the tables, less those who leave, and those hired."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["occupations_of", "personnel"]


def occupations_of(city: City) -> list[str]:
    """Return the occupations that the tables count or name."""
    return sorted({*city.headcounts["occupation"], *city.counsel["occupation"]} - {""})


def personnel(occupation: str, *, city: City, city_before: City, plan: pd.DataFrame) -> dict[str, int]:
    """Count the people of an occupation, counsel and others, by county.

    Parameters
    ----------
    occupation : str
    city : City
        The tables that the plan was made from.
    city_before : City
        Today's tables: who is counsel there and not in `city` has left, who is there only in `city` joins.
    plan : DataFrame
        As :func:`scenarios.plan_table.plan_table` gives it.
    """
    today, counsel = city_before.headcounts, city_before.counsel
    known = today[today["occupation"].eq(occupation)].dropna(subset=["number"])
    mine = counsel[counsel["occupation"].eq(occupation)]
    # Without headcounts, or where they do not count the occupation, the register of counsel is all there is.
    found = Counter(
        dict(zip(known["county_code"].tolist(), known["number"].astype(int).tolist(), strict=True))
        if len(known)
        else mine["county_code"].tolist()
    )
    found.subtract(mine.loc[~mine["person_id"].isin(set(city.counsel["person_id"])), "county_code"].tolist())
    here = city.counsel[city.counsel["occupation"].eq(occupation)]
    found.update(here.loc[~here["person_id"].isin(set(counsel["person_id"])), "county_code"].tolist())
    found.update(_hired(occupation, city=city, plan=plan))
    return dict(found)


def _hired(occupation: str, *, city: City, plan: pd.DataFrame) -> list[str]:
    """The county of everybody hired: that of the township at whose seat they are based."""
    new = plan[plan["hired"].eq(1) & plan["occupation"].eq(occupation)].drop_duplicates("person_id")
    home = city.townships.set_index("township_code")["county_code"]
    return new["office_code"].map(home).fillna("").tolist()
