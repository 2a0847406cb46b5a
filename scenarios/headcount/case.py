"""From tables and settings to the problem of growth: who is there, who leaves, and ways to grow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.headcount import Branch, Budget, HeadcountProblem, Path, Purchase, Relocation
from scenarios.errors import ScenarioError
from scenarios.headcount.wanted import growth_targets, services

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import HeadcountSettings, ProfessionSettings, StudyConfig, WaySettings

__all__ = ["HeadcountCase", "headcount_case", "stock_today"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class HeadcountCase:
    """A problem of growth, and what it was made from.

    Attributes
    ----------
    problem : HeadcountProblem
    settings : HeadcountSettings
    residents : ndarray of float, shape (counties, years)
        At the end of each year.
    residents_today : ndarray of float, shape (counties,)
    ways : mapping of str to tuple of str
        Profession and way of each path, by its id.
    """

    problem: HeadcountProblem
    settings: HeadcountSettings
    residents: NDArray[np.float64]
    residents_today: NDArray[np.float64]
    ways: Mapping[str, tuple[str, str]]


def headcount_case(city: City, config: StudyConfig) -> HeadcountCase:
    """Build the problem.

    Parameters
    ----------
    city : City
    config : StudyConfig
        Settings of the scenario; what they say of one another has been checked.

    Raises
    ------
    ScenarioError
        When the study plans no growth, or the tables lack a number that it starts from.
    """
    settings = config.headcount
    if not settings.years or not settings.professions:
        raise ScenarioError.said("error.no_headcount")
    counties = city.counties["county_code"].tolist()
    today = _residents(city, counties)
    growth = (1.0 + settings.residents_growth) ** np.arange(1, len(settings.years) + 1)
    residents = today[:, None] * growth[None, :]
    stock = np.array([stock_today(city, one, name, counties) for name, one in settings.professions.items()])
    problem = HeadcountProblem.of(
        counties=counties,
        kinds=list(settings.professions),
        years=list(settings.years),
        stock=stock,
        leaving=_leaving(settings, stock, counties),
        salary=np.array([[one.salary] * len(counties) for one in settings.professions.values()]),
        paths=[
            _path(name, way_name, way, counties, len(settings.years))
            for name, one in settings.professions.items()
            for way_name, way in one.ways.items()
        ],
        relocations=_relocations(settings, len(counties)),
        branches=_branches(settings, counties),
        purchases=_purchases(settings, len(counties)),
        budgets=_budgets(settings, counties),
        targets=growth_targets(config, residents),
        services=services(config, residents),
    )
    ways = {f"{name}.{way}": (name, way) for name, one in settings.professions.items() for way in one.ways}
    return HeadcountCase(problem, settings, residents, today, ways)


def stock_today(city: City, one: ProfessionSettings, name: str, counties: list[str]) -> list[int]:
    """Return how many people a profession has in each county today.

    Raises
    ------
    ScenarioError
        When the table does not say so of a county.
    """
    if one.mediators is not None:
        _require_known(city.mediators["full_time"], "mediators", "full_time")
        home = city.mediators["committee_code"].map(
            city.committees.set_index("committee_code")["county_code"]
        )
        wanted = 1.0 if one.mediators == "full_time" else 0.0
        people = city.mediators.assign(county=home)
        found = people[people["full_time"].eq(wanted)].drop_duplicates("person_id")["county"].value_counts()
        return [int(found.get(code, 0)) for code in counties]
    if one.trained is not None:
        _require_known(city.legal_literate["trained"], "legal_literate", "trained")
        home = city.legal_literate["village_code"].map(city.villages.set_index("village_code")["county_code"])
        serving = city.legal_literate["status"].ne("candidate")
        mine = serving & city.legal_literate["trained"].eq(float(one.trained))
        found = home[mine].value_counts()
        return [int(found.get(code, 0)) for code in counties]
    return _headcounts(city, one.occupation or name, counties)


def _require_known(column: pd.Series[float], table: str, name: str) -> None:
    """A table that is not there, or that says it of nobody, is no count of nobody."""
    if column.dropna().empty:
        raise ScenarioError.said("error.no_attribute", table=table, column=name)


def _headcounts(city: City, occupation: str, counties: list[str]) -> list[int]:
    table = city.headcounts[city.headcounts["occupation"].eq(occupation)].set_index("county_code")["number"]
    known = dict(zip(table.dropna().index.tolist(), table.dropna().tolist(), strict=True))
    lacking = [code for code in counties if code not in known]
    if lacking:
        raise ScenarioError.said("error.no_stock", occupation=occupation, counties=", ".join(lacking))
    return [int(known[code]) for code in counties]


def _residents(city: City, counties: list[str]) -> NDArray[np.float64]:
    """Residents of every county today."""
    table = pd.Series(city.counties["pop_resident"].to_numpy(), index=counties)
    lacking = table.index[table.isna()].tolist()
    if lacking:
        raise ScenarioError.said("error.no_residents", counties=", ".join(lacking))
    found: NDArray[np.float64] = table.to_numpy(dtype=float)
    return found


def _leaving(settings: HeadcountSettings, stock: Ints, counties: list[str]) -> Ints:
    """Who leaves each year: a share of today's people, rounded down, or a number."""
    leaving = np.zeros((*stock.shape, len(settings.years)), dtype=np.int64)
    for k, one in enumerate(settings.professions.values()):
        share = Fraction(str(one.leave_share))  # 0.29 of 100 are 29, which floats make 28.99…
        for c, code in enumerate(counties):
            a_year = one.leave_by_county.get(code, int(int(stock[k, c]) * share))
            if a_year * len(settings.years) > stock[k, c]:
                name = list(settings.professions)[k]
                numbers = {"leave": str(a_year), "stock": str(stock[k, c])}
                raise ScenarioError.said("error.too_many_leave", profession=name, county=code, **numbers)
            leaving[k, c] = a_year
    return leaving


def _by_county(base: int, single: Mapping[str, int], counties: list[str]) -> Ints:
    return np.array([single.get(code, base) for code in counties], dtype=np.int64)


def _path(profession: str, name: str, way: WaySettings, counties: list[str], years: int) -> Path:
    each = _by_county(way.county_year, way.by_county, counties)
    return Path(
        id=f"{profession}.{name}",
        gains=profession,
        loses=way.trained_from,
        delay=way.years,
        most=np.repeat(each[:, None], years, axis=1),
        most_year=None if way.places_year is None else np.full(years, way.places_year),
        pool=None if way.candidates is None else _by_county(0, way.candidates, counties),
        yuan=_by_county(way.yuan, way.yuan_by_county, counties),
        needs_room=way.needs_room,
    )


def _relocations(settings: HeadcountSettings, counties: int) -> list[Relocation]:
    return [
        Relocation(
            kind=name,
            most_out=np.full(counties, one.relocation.most_out),
            most_in=np.full(counties, one.relocation.most_in),
            yuan=np.full(counties, one.relocation.yuan),
        )
        for name, one in settings.professions.items()
        if one.relocation is not None
    ]


def _branches(settings: HeadcountSettings, counties: list[str]) -> list[Branch]:
    return [
        Branch(
            id=name,
            kinds=(name,),
            most=_by_county(one.branch.most, one.branch.by_county, counties),
            room=one.branch.room,
            yuan=np.full(len(counties), one.branch.yuan),
            free_room=np.full(len(counties), one.branch.free_room),
        )
        for name, one in settings.professions.items()
        if one.branch is not None
    ]


def _purchases(settings: HeadcountSettings, counties: int) -> list[Purchase]:
    return [
        Purchase(
            kind=name,
            most=np.full((counties, len(settings.years)), one.purchase.most),
            yuan=np.full(counties, one.purchase.yuan),
        )
        for name, one in settings.professions.items()
        if one.purchase is not None
    ]


def _budgets(settings: HeadcountSettings, counties: list[str]) -> list[Budget]:
    return [
        Budget(
            id=name,
            most=np.full(len(settings.years), float(budget.yuan_year)),
            share=None
            if budget.counties is None
            else np.array([budget.counties.get(code, 0.0) for code in counties]),
            pays=budget.pays,
        )
        for name, budget in settings.budgets.items()
    ]
