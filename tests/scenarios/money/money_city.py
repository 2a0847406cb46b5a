"""The city of roles with money: rates that can be added up by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.city import City
from scenarios.money.bill import Staffed, bill
from scenarios.plan_table import plan_table
from scenarios.roles import no_posts
from scenarios.settings import MoneySettings, StudyConfig
from tests.scenarios.roles.role_city import A, B, role_city

__all__ = ["COUNSEL", "bill_of", "money", "money_city", "plan_of"]

#: P1 is excellent, P2 has no grade, P3 is fair; each may serve as many villages as there are.
COUNSEL = f"""
P1,赵一,female,lawyer,F1,{A},500,4,3000,
P2,钱二,male,gls_worker,F1,{A},500,4,2000.5,
P3,孙三,male,lawyer,F2,{B},500,4,,
"""
GRADES = {"P1": "excellent", "P2": "", "P3": "fair"}


def money(**sections: Any) -> MoneySettings:
    """A section money; lists as tuples, as the settings have them."""
    return MoneySettings.model_validate(sections)


def money_city(cases: Mapping[str, float] | None = None, **texts: str) -> City:
    """The city with grades of counsel and cases of villages."""
    city = role_city(**{"counsel": COUNSEL, **texts})
    tables = dict(city.tables)
    tables["counsel"] = city.counsel.assign(grade=city.counsel["person_id"].map(GRADES).fillna(""))
    codes = city.villages["village_code"]
    tables["villages"] = city.villages.assign(disputes_year=codes.map(cases or {}).astype("float64"))
    return City(tables, city.outlines)


def plan_of(
    city: City,
    config: StudyConfig,
    *rows: tuple[str, str, float | None],
    hired: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Village, person and minutes one way; hired people with the township at whose seat they are."""
    pairs = pd.DataFrame(
        [
            (village, person, minutes, None if minutes is None else 2 * minutes)
            for village, person, minutes in rows
        ],
        columns=["village_code", "person_id", "minutes", "round_trip_minutes"],
    )
    new = pd.DataFrame(
        [(who, who, "gls_worker", town, town[:6], 600.0, 5) for who, town in (hired or {}).items()],
        columns=[
            "person_id",
            "name",
            "occupation",
            "office_code",
            "county_code",
            "hours_year",
            "most_villages",
        ],
    )
    return plan_table(city=city, pairs=pairs, config=config, hired=new)


def bill_of(
    city: City,
    config: StudyConfig,
    plan: pd.DataFrame,
    posts: pd.DataFrame | None = None,
) -> dict[tuple[str, str], int]:
    """What a plan costs at the rates of its settings."""
    assert config.money is not None
    staffed = Staffed(city, config, plan, no_posts() if posts is None else posts)
    return bill(staffed, config.money)
