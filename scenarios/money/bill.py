"""What a plan costs: every line, by county, in whole yuan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scenarios.money.awards import awards
from scenarios.money.rates import pair_yuan
from scenarios.roles.given import shares_given
from scenarios.roles.pools import people
from scenarios.roles.units import units
from scenarios.settings.money import CITY
from scenarios.siting.points import sited_points

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import DemandSettings, MoneySettings, PostSettings, SalarySettings, StudyConfig

__all__ = ["Item", "Staffed", "bill", "fixed_items", "home_counties", "points_opened", "serving_today"]

Row = dict[Any, Any]

#: What becomes of a pair that the plan has.
_HELD = ("kept", "new", "moved")


@dataclass(frozen=True)
class Item:
    """An amount of a line in a county (``''``: in none)."""

    line: str
    county: str
    yuan: int


@dataclass(frozen=True, eq=False)
class Staffed:
    """Who holds what, in a plan or today.

    Attributes
    ----------
    city : City
        The tables that it was made from.
    config : StudyConfig
        Of the plan, or `StudyConfig.as_today` of today.
    plan : DataFrame
        As `scenarios.plan_table.plan_table` gives it.
    posts : DataFrame
        As `scenarios.roles.role_table` gives it; empty where there are no other roles.
    """

    city: City
    config: StudyConfig
    plan: pd.DataFrame
    posts: pd.DataFrame


def bill(staffed: Staffed, money: MoneySettings) -> dict[tuple[str, str], int]:
    """Return what each line costs in each county.

    Parameters
    ----------
    staffed : Staffed
    money : MoneySettings

    Returns
    -------
    dict
        Yuan by line and county_code (``''``: what belongs to no county). Lines without cost have no entry.
    """
    total: dict[tuple[str, str], int] = {}
    every = [*fixed_items(staffed.city, money, staffed.config.demand), *_subsidies(staffed, money)]
    every += [item for name in money.salaries for item in _salaries(staffed, name, money.salaries[name])]
    every += [*_set_up(staffed, money), *points_opened(staffed.config, staffed.city)]
    for item in every:
        place = item.line, item.county
        total[place] = total.get(place, 0) + item.yuan
    return {place: yuan for place, yuan in total.items() if yuan}


def fixed_items(city: City, money: MoneySettings, demand: DemandSettings) -> Iterator[Item]:
    """Yield what no plan of people changes: awards for cases, and days on duty."""
    for line, county, yuan in awards(city.villages, money, demand):
        yield Item(line, county, yuan)
    if money.duty is not None:
        points = city.service_points
        for tier, place in zip(points["tier"], points["county_code"], strict=True):
            yield Item("duty", place, money.duty.yuan_per_day * money.duty.days.get(tier, 0))


def points_opened(config: StudyConfig, city: City) -> Iterator[Item]:
    """Yield what service points cost once: those that a scenario says it opens, and what siting changes."""
    setup = None if config.money is None else config.money.setup
    if setup is None:
        return
    for tier, counties in setup.opens.items():
        for county, number in counties.items():
            yield Item("setup", "" if county == CITY else county, number * setup.points[tier])
    sited = sited_points(city)
    for county, yuan in zip(sited["county_code"], sited["yuan"], strict=True):
        yield Item("setup", county, yuan)


def _subsidies(staffed: Staffed, money: MoneySettings) -> Iterator[Item]:
    """The county of the village pays for its counsel."""
    if money.subsidy is None:
        return
    rows = staffed.plan[staffed.plan["person_id"].ne("")]
    yuan = pair_yuan(
        rows["person_id"],
        rows["minutes"],
        subsidy=money.subsidy,
        counsel=staffed.city.counsel,
        team=staffed.config.counsel.team,
    )
    for county, amount in zip(rows["county_code"], yuan.tolist(), strict=True):
        yield Item("subsidy", county, amount)


def _salaries(staffed: Staffed, name: str, line: SalarySettings) -> Iterator[Item]:
    counties = _counsel_paid(staffed, line) if line.role == "counsel" else _others_paid(staffed, line)
    for county in counties:
        yield Item(f"salaries.{name}", county, line.yuan)


def _counsel_paid(staffed: Staffed, line: SalarySettings) -> Iterator[str]:
    """Home county of everybody whom a line pays."""
    city, plan = staffed.city, staffed.plan
    rows = plan[plan["person_id"].ne("")].drop_duplicates("person_id")
    if "occupation" in line.where:
        rows = rows[rows["occupation"].eq(line.where["occupation"])]
    if line.paid == "hired":
        rows = rows[rows["hired"].eq(1)]
    elif line.paid == "new":
        rows = rows[~rows["person_id"].isin(serving_today(city))]
    home = city.counsel.set_index("person_id")["county_code"]
    seat = city.townships.set_index("township_code")["county_code"]
    yield from rows["person_id"].map(home).fillna(rows["office_code"].map(seat)).fillna("")


def serving_today(city: City) -> frozenset[str]:
    """person_id of everybody who is counsel of a village today."""
    return frozenset(city.roster.loc[city.roster["role"].eq("counsel"), "person_id"])


def _others_paid(staffed: Staffed, line: SalarySettings) -> Iterator[str]:
    role = staffed.config.posts[line.role]
    rows = staffed.posts[staffed.posts["role"].eq(line.role) & staffed.posts["change"].isin(_HELD)]
    if line.where:
        right = [_has({**row, **_given(row, role)}, line) for row in rows.astype(object).to_dict("records")]
        rows = rows[np.array(right, dtype=np.bool_)]
    home, today = home_counties(staffed.city, staffed.config, line.role)
    for person in dict.fromkeys(rows["person_id"]):
        if line.paid == "all" or person not in today:
            yield home[person]


def _given(row: Row, role: PostSettings) -> Row:
    """The attributes that the plan gives somebody, such as being full-time."""
    given = [role.shares[name].where for name in shares_given(row["given"]) if name in role.shares]
    return {key: value for where in given for key, value in where.items()}


def _has(row: Row, line: SalarySettings) -> bool:
    return all(row[name] == value for name, value in line.where.items())


def home_counties(city: City, config: StudyConfig, role: str) -> tuple[dict[str, str], frozenset[str]]:
    """Return the county of everybody of a role's pools, by their first row there, and who is in it today."""
    settings = config.posts[role]
    who, table = people(city, settings), units(city, settings)
    there = set(table.loc[~table["new"], "unit_code"])
    first = who.drop_duplicates("person_id")
    home = dict(zip(first["person_id"], first["county_code"].fillna(""), strict=True))
    return home, frozenset(who.loc[who["unit_code"].isin(there), "person_id"])


def _set_up(staffed: Staffed, money: MoneySettings) -> Iterator[Item]:
    if money.setup is None:
        return
    for role, yuan in money.setup.units.items():
        table = units(staffed.city, staffed.config.posts[role])
        new = set(table.loc[table["new"], "unit_code"])
        posts = staffed.posts
        held = posts[posts["role"].eq(role) & posts["change"].isin(_HELD) & posts["unit_code"].isin(new)]
        for county in held.drop_duplicates("unit_code")["county_code"]:
            yield Item("setup", county, yuan)
