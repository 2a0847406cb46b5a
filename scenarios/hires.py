"""Where the people are based whom a plan hires: counted by county, township and occupation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scenarios.messages import text
from scenarios.plan_table import rows_of

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["hired_people", "townships_named"]

_PLACE = ["county_code", "county", "office_code", "office", "occupation"]


def hired_people(run: StoredRun) -> pd.DataFrame:
    """Count whom a plan hires.

    Parameters
    ----------
    run : StoredRun

    Returns
    -------
    DataFrame
        ``county_code, county, office_code, office, occupation, number``; the office is the township at
        whose seat they are based, the county that of the township. Empty when nobody is hired.
    """
    plan = run.plan
    people = plan.loc[plan["hired"].eq(1)].drop_duplicates("person_id")
    # The rows of people tell the county that they serve; the villages of a township tell where it lies.
    seats = plan.drop_duplicates("township_code").set_index("township_code")[["county_code", "county"]]
    based = people["office_code"].map(seats["county_code"]), people["office_code"].map(seats["county"])
    people = people.assign(
        county_code=based[0].fillna(people["county_code"]), county=based[1].fillna(people["county"])
    )
    return people.groupby(_PLACE, sort=True).size().rename("number").reset_index()


def townships_named(people: pd.DataFrame, lang: str) -> str:
    """The townships of some of those people with their numbers, in one line."""
    seats = people.groupby(["office_code", "office"], sort=True)["number"].sum().reset_index()
    return text("reach.comma", lang).join(f"{row.office} {row.number}" for row in rows_of(seats))
