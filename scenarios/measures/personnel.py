"""Legal service personnel after a plan: all of the tables, less those who leave, and those hired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["personnel"]


def personnel(occupation: str, *, city: City, city_before: City, plan: pd.DataFrame) -> int:
    """Count the people of an occupation, counsel and others.

    Parameters
    ----------
    occupation : str
    city : City
        The tables that the plan was made from.
    city_before : City
        Today's tables: who is counsel there and not in `city` has left.
    plan : DataFrame
        As :func:`scenarios.plan_table.plan_table` gives it.
    """
    today, counsel = city_before.headcounts, city_before.counsel
    known = today.loc[today["occupation"] == occupation, "number"].dropna()
    mine = counsel.loc[counsel["occupation"] == occupation, "person_id"]
    left = int((~mine.isin(set(city.counsel["person_id"]))).sum())
    hired = plan.loc[plan["hired"].eq(1) & plan["occupation"].eq(occupation), "person_id"].nunique()
    # Without headcounts, or where they do not count the occupation, the register of counsel is all there is.
    return (int(known.sum()) if len(known) else len(mine)) - left + hired
