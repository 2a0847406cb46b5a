"""Faults of the section money beside the tables: what they do not have, and caps that cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from scenarios.faults import entry_words
from scenarios.journeys import drives, journeys, travel_ends
from scenarios.money.awards import award_column
from scenarios.money.bill import Staffed, bill
from scenarios.money.checks import MoneyFault
from scenarios.money.figures import spent
from scenarios.money.where_checks import where_faults
from scenarios.roles.pools import KnownPeople
from scenarios.roles.table import no_posts
from scenarios.settings.money import CITY

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.origins import Steps
    from scenarios.settings import MoneySettings, StudyConfig

__all__ = ["lock_faults", "table_faults"]

_HERE: Steps = ("money",)


def table_faults(
    config: StudyConfig, city: City, people: KnownPeople | None = None
) -> Iterator[MoneyFault]:
    """Yield what the tables do not have: counties, figures that cases go by, people whom salaries are for.

    Parameters
    ----------
    config : StudyConfig
        Its section money has no faults of its own.
    city : City
    people : KnownPeople, optional
        Those of other scenarios of the study.
    """
    money = config.money
    if money is None:
        return
    known = city.counties["county_code"]
    for path, code in _county_codes(money):
        if code != CITY and not known.eq(code).any():
            words = entry_words(code, known, config.sources["counties"].path)
            yield MoneyFault(path, "not_in_table", code, words)
    for name in money.cases:
        column = award_column(name, config.demand)
        if column not in city.villages or not city.villages[column].gt(0).any():
            words = {"file": config.sources["villages"].path, "column": column}
            yield MoneyFault((*_HERE, "cases", name), "no_figures", None, words)
    yield from where_faults(config, city, people or KnownPeople())


def _county_codes(money: MoneySettings) -> Iterator[tuple[Steps, str]]:
    places = {_HERE: money.sources_by_county}
    places |= {(*_HERE, *line.split(".")): each.sources_by_county for line, each in money.lines.items()}
    for path, by_county in places.items():
        for code in by_county:
            yield (*path, "sources_by_county", code), code
    for tier, counties in {} if money.setup is None else money.setup.opens.items():
        for code in counties:
            yield (*_HERE, "setup", "opens", tier, code), code
    for name, cap in money.budget.items():
        for code in cap.by_county:
            yield (*_HERE, "budget", name, "by_county", code), code


def lock_faults(config: StudyConfig, city: City) -> Iterator[MoneyFault]:
    """Yield the caps that locked pairs, and what no plan changes, are beyond already.

    Parameters
    ----------
    config : StudyConfig
        The people and villages of its locks are in the tables.
    city : City
    """
    money = config.money
    if money is None or not money.budget or config.adjustment.phases:
        return  # an adjustment may go on as today's roster does
    costs = bill(Staffed(city, config, _locked(config, city), no_posts()), money)
    for name, cap in money.budget.items():
        limits: dict[tuple[str, ...], int] = {} if cap.most is None else {("most",): cap.most}
        limits |= {("by_county", code): most for code, most in cap.by_county.items()}
        for place, most in limits.items():
            least = spent(costs, cap, money, place[1] if len(place) > 1 else "")
            if least > most:
                words = {"least": f"{float(least):,.2f}".removesuffix(".00")}
                yield MoneyFault((*_HERE, "budget", name, *place), "budget_locked", most, words)


def _locked(config: StudyConfig, city: City) -> pd.DataFrame:
    """A plan of the locked pairs alone."""
    locks = config.counsel.locks
    villages, people = city.villages.set_index("village_code"), city.counsel.set_index("person_id")
    frame = pd.DataFrame(
        [(lock.village, lock.person) for lock in locks], columns=["village_code", "person_id"], dtype="str"
    )
    frame = frame.assign(
        county_code=frame["village_code"].map(villages["county_code"]),
        occupation=frame["person_id"].map(people["occupation"]),
        office_code=frame["person_id"].map(people["office_code"]),
        hired=0,
        minutes=float("nan"),
    )
    money = config.money
    if len(frame) and money is not None and money.subsidy is not None and money.subsidy.distance:
        origins, ends = travel_ends(city)
        mine = origins[origins["id"].isin(frame["office_code"])], ends[ends["id"].isin(frame["village_code"])]
        travel = journeys(city, config, ends=mine)
        trips = drives(travel, origins=frame["office_code"], destinations=frame["village_code"])
        frame["minutes"] = trips["minutes"].to_numpy()
    return frame
