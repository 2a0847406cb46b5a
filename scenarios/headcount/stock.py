"""Who is there today, and who leaves: from a table or the settings, county by county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.errors import ScenarioError
from scenarios.indicators.lacking import Lacking

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import HeadcountSettings, ProfessionSettings

__all__ = ["Unknown", "leaving", "stock_today"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Unknown:
    """A profession of which nothing says how many there are today.

    Attributes
    ----------
    profession : str
    place : Lacking or str
        What would say it: data of a table, or a setting by its path.
    counties : tuple of str
        Codes of those without a number.
    """

    profession: str
    place: Lacking | str
    counties: tuple[str, ...]


def stock_today(city: City, one: ProfessionSettings, name: str, counties: list[str]) -> list[int] | Unknown:
    """Return how many people a profession has in each county today, or what would say it.

    Parameters
    ----------
    city : City
    one : ProfessionSettings
    name : str
        Its name in the settings.
    counties : list of str
    """
    if one.stock is not None:
        return _given(one.stock, name, f"headcount.professions.{name}.stock", counties)
    if one.mediators is not None:
        home = city.mediators["committee_code"].map(
            city.committees.set_index("committee_code")["county_code"]
        )
        people = city.mediators.assign(county=home)[["person_id", "county", "full_time"]]
        wanted = 1.0 if one.mediators == "full_time" else 0.0
        return _counted(people, name, Lacking("mediators", "full_time"), wanted, counties)
    if one.trained is not None:
        home = city.legal_literate["village_code"].map(city.villages.set_index("village_code")["county_code"])
        people = city.legal_literate.assign(county=home)
        serving = people.loc[people["status"].ne("candidate"), ["person_id", "county", "trained"]]
        return _counted(serving, name, Lacking("legal_literate", "trained"), float(one.trained), counties)
    occupation = one.occupation or name
    rows = city.headcounts[city.headcounts["occupation"].eq(occupation)].dropna(subset=["number"])
    known = dict(zip(rows["county_code"].tolist(), rows["number"].astype(int).tolist(), strict=True))
    return _given(known, name, Lacking("headcounts", "number", f"occupation = {occupation}"), counties)


def _given(
    known: Mapping[str, int], name: str, place: Lacking | str, counties: list[str]
) -> list[int] | Unknown:
    lacking = tuple(code for code in counties if code not in known)
    return Unknown(name, place, lacking) if lacking else [known[code] for code in counties]


def _counted(
    people: pd.DataFrame, name: str, place: Lacking, wanted: float, counties: list[str]
) -> list[int] | Unknown:
    """Count everybody once, by the highest that any row says; a blank row leaves its county without a number.

    Who is full-time in one committee and part-time in another is full-time, and in no other profession.
    """
    column = place.column
    blank = people.loc[people[column].isna(), "county"].value_counts()
    never = people[column].isna().all()  # also of an empty table
    lacking = tuple(counties) if never else tuple(code for code in counties if code in blank)
    if lacking:
        cells = int(blank.reindex(list(lacking), fill_value=0).sum())
        return Unknown(name, replace(place, blank=cells), lacking)
    most = people.sort_values(column, ascending=False, kind="stable").drop_duplicates("person_id")
    found = most.loc[most[column].eq(wanted), "county"].value_counts()
    return [int(found.get(code, 0)) for code in counties]


def leaving(settings: HeadcountSettings, stock: Ints, counties: list[str]) -> Ints:
    """Return who leaves each year, of professions, counties and years.

    Of a share, as many have left the city until a year as the shares of its years come to, rounded down. One
    after the other they leave where most have yet to go by that share, the first of the codes where that is
    equal, so that everybody's county is within one person of its own share.

    Parameters
    ----------
    settings : HeadcountSettings
    stock : ndarray of int, shape (professions, counties)
    counties : list of str

    Raises
    ------
    ScenarioError
        When more leave a county than there are.
    """
    found = np.zeros((*stock.shape, len(settings.years)), dtype=np.int64)
    for k, (name, one) in enumerate(settings.professions.items()):
        people = dict(zip(counties, stock[k].tolist(), strict=True))
        for code, a_year in one.leave_by_county.items():
            found[k, counties.index(code)] = a_year
            if a_year * len(settings.years) > people[code]:
                numbers = {"leave": str(a_year), "stock": str(people[code])}
                raise ScenarioError.said("error.too_many_leave", profession=name, county=code, **numbers)
        shared = {code: number for code, number in people.items() if code not in one.leave_by_county}
        for t, gone in enumerate(_shared(shared, Fraction(str(one.leave_share)), len(settings.years))):
            for code, number in gone.items():
                found[k, counties.index(code), t] = number
    return found


def _shared(stock: dict[str, int], share: Fraction, years: int) -> list[dict[str, int]]:
    """Who leaves each county in every year."""
    gone = dict.fromkeys(stock, 0)
    found = []
    for year in range(1, years + 1):
        until = min(share * year, Fraction(1))
        before = dict(gone)
        for _ in range(int(until * sum(stock.values())) - sum(gone.values())):
            gone[min(stock, key=lambda code: (gone[code] - until * stock[code], code))] += 1
        found.append({code: gone[code] - before[code] for code in stock})
    return found
