"""From tables and settings to the problem of growth: ways to grow, money, and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.headcount import Branch, Budget, HeadcountProblem, Path, Purchase, Relocation
from scenarios.code_names import county_names
from scenarios.errors import ScenarioError
from scenarios.headcount.place_words import places_said
from scenarios.headcount.stock import Unknown, leaving, stock_today
from scenarios.headcount.wanted import growth_targets, services

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import HeadcountSettings, StudyConfig, WaySettings

__all__ = ["HeadcountCase", "headcount_case"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class HeadcountCase:
    """A problem of growth, and what it was made from.

    Attributes
    ----------
    problem : HeadcountProblem
    settings : HeadcountSettings
        Of what can be planned: without professions that have no number of today, ways that train them for
        others, and targets that count them.
    unknown : tuple of Unknown
        Those professions.
    residents : ndarray of float, shape (counties, years)
        At the end of each year.
    residents_today : ndarray of float, shape (counties,)
    ways : mapping of str to tuple of str
        Profession and way of each path, by its id.
    """

    problem: HeadcountProblem
    settings: HeadcountSettings
    unknown: tuple[Unknown, ...]
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
        When the study plans no growth, or the tables lack the residents, the numbers of all professions, or
        of all that are to be made alike.
    """
    if not config.headcount.years or not config.headcount.professions:
        raise ScenarioError.said("error.no_headcount")
    counties = city.counties["county_code"].tolist()
    known, unknown = _stocks(city, config, counties)
    settings = _of_known(config.headcount, unknown)
    config = config.model_copy(update={"headcount": settings})
    years = len(settings.years)
    today = _residents(city, config, counties)
    growth = (1.0 + settings.residents_growth) ** np.arange(1, years + 1)
    residents = today[:, None] * growth[None, :]
    stock, professions = np.array(list(known.values())), settings.professions
    problem = HeadcountProblem.of(
        counties=counties,
        kinds=list(professions),
        years=list(settings.years),
        stock=stock,
        leaving=leaving(settings, stock, counties),
        salary=np.array([[one.salary] * len(counties) for one in professions.values()]),
        least=np.array(
            [_by_county(one.least, one.least_by_county, counties) for one in professions.values()]
        ),
        paths=[
            _path(name, way_name, way, counties, years)
            for name, one in professions.items()
            for way_name, way in one.ways.items()
        ],
        relocations=_relocations(settings, len(counties)),
        branches=_branches(settings, counties),
        purchases=_purchases(settings, len(counties)),
        budgets=_budgets(settings, counties),
        targets=growth_targets(config, residents),
        services=services(config, residents),
    )
    ways = {f"{name}.{way}": (name, way) for name, one in professions.items() for way in one.ways}
    return HeadcountCase(problem, settings, unknown, residents, today, ways)


def _stocks(
    city: City, config: StudyConfig, counties: list[str]
) -> tuple[dict[str, list[int]], tuple[Unknown, ...]]:
    """Who is there today of each profession, and the professions of which nothing says it."""
    settings = config.headcount
    found = {name: stock_today(city, one, name, counties) for name, one in settings.professions.items()}
    unknown = tuple(each for each in found.values() if isinstance(each, Unknown))
    known = {name: each for name, each in found.items() if not isinstance(each, Unknown)}
    names = {each.profession for each in unknown}
    if not known:
        places = places_said(unknown, config, county_names(city))
        raise ScenarioError.said("error.no_stock", places=places)
    if settings.fair and not set(settings.fair) - names:
        raise ScenarioError.said("error.fair_unknown", professions=", ".join(settings.fair))
    return known, unknown


def _of_known(settings: HeadcountSettings, unknown: tuple[Unknown, ...]) -> HeadcountSettings:
    """The settings of what can be planned, see `HeadcountCase.settings`."""
    names = {each.profession for each in unknown}
    professions = {
        name: one.model_copy(
            update={"ways": {way: each for way, each in one.ways.items() if each.trained_from not in names}}
        )
        for name, one in settings.professions.items()
        if name not in names
    }
    return settings.model_copy(
        update={
            "professions": professions,
            "targets": tuple(each for each in settings.targets if not names & {*each.counts, *each.share_of}),
            "fair": tuple(name for name in settings.fair if name not in names),
        }
    )


def _residents(city: City, config: StudyConfig, counties: list[str]) -> NDArray[np.float64]:
    """Residents of every county today."""
    table = pd.Series(city.counties["pop_resident"].to_numpy(), index=counties)
    lacking = ~table.gt(0).to_numpy(dtype=bool)
    if lacking.any():
        key = "error.no_residents" if table.isna().all() else "error.blank_residents"
        rows = city.counties.loc[lacking, ["name", "county_code"]].itertuples(index=False)
        named = ", ".join(f"{name} ({code})" for name, code in rows)
        source = config.sources.get("counties")
        file = "counties.csv" if source is None else source.path
        raise ScenarioError.said(key, file=file, counties=named)
    found: NDArray[np.float64] = table.to_numpy(dtype=float)
    return found


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
            yuan=_by_county(one.branch.yuan, one.branch.yuan_by_county, counties),
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
