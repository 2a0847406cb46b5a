"""What a plan of growth gives to village counsel: newcomers of a scenario, and counsel who join a city."""

from __future__ import annotations

import itertools
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import yaml

from geo.city import City
from scenarios.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimizer.headcount import HeadcountResult
    from scenarios.headcount.case import HeadcountCase
    from scenarios.settings import NewcomerSettings, StudyConfig

__all__ = ["counsel_share", "newcomer_settings", "scenario_text", "with_newcomers"]

#: Kind of office that an occupation works from.
_OFFICES = {"lawyer": "law_firm", "gls_worker": "gls_office"}


def counsel_share(city: City, occupation: str) -> Fraction:
    """Return the share of an occupation's people who are on the register of counsel today."""
    table = city.headcounts[city.headcounts["occupation"].eq(occupation)]
    every = int(table["number"].sum())
    mine = int(city.counsel["occupation"].eq(occupation).sum())
    return min(Fraction(mine, every), Fraction(1)) if every else Fraction(0)


def newcomer_settings(
    case: HeadcountCase, result: HeadcountResult, city: City, config: StudyConfig
) -> list[dict[str, Any]]:
    """Return the newcomers that a plan of growth means for village counsel.

    Of the people that a county has more after the last year, as many become counsel as are today in the city,
    rounded down.

    Parameters
    ----------
    case : HeadcountCase
    result : HeadcountResult
    city : City
    config : StudyConfig
    """
    found = []
    for k, name in enumerate(case.problem.kinds):
        occupation = case.settings.professions[name].occupation or name
        if occupation not in config.counsel.occupations:
            continue
        share = counsel_share(city, occupation)
        for c, county in enumerate(case.problem.counties):
            more = int(result.figures.stock[k, c, -1]) - int(case.problem.stock[k, c])
            number = int(max(more, 0) * share)
            if number:
                found.append({"county": county, "occupation": occupation, "number": number})
    return found


def scenario_text(newcomers: Sequence[dict[str, Any]], *, base: str, years: Sequence[int]) -> str:
    """Return a scenario with newcomers as YAML, to put among those of a study."""
    last = years[-1]
    scenario = {
        f"grown-{last}": {
            "name": {"zh": f"{last}年增员后", "en": f"Grown by {last}"},
            "extends": base,
            "set": [{"newcomers": list(newcomers)}],
        }
    }
    return yaml.safe_dump({"scenarios": scenario}, sort_keys=False, allow_unicode=True, width=110)


def with_newcomers(city: City, newcomers: Iterable[NewcomerSettings]) -> City:
    """Return the city with further counsel.

    They work from the offices of their kind in their county, in the order of the codes, one after another.

    Parameters
    ----------
    city : City
        Not changed.
    newcomers : iterable of NewcomerSettings

    Raises
    ------
    ScenarioError
        When a county has no office of their kind.
    """
    rows: list[dict[str, Any]] = []
    taken = set(city.counsel["person_id"])
    free = (name for name in (f"NEW{number:05d}" for number in itertools.count(1)) if name not in taken)
    for group in newcomers:
        offices = _offices(city, group)
        rows += [
            {
                "person_id": (person := next(free)),
                "name": person,
                "occupation": group.occupation,
                "office_code": offices[place % len(offices)],
                "county_code": group.county,
                "hours_year": group.hours_year,
                "most_villages": group.most_villages,
            }
            for place in range(group.number)
        ]
    if not rows:
        return city
    return City(MappingProxyType({**city.tables, "counsel": _appended(city.counsel, rows)}), city.outlines)


def _offices(city: City, group: NewcomerSettings) -> list[str]:
    """Codes of the offices that newcomers work from."""
    table = city.offices
    if group.office is not None:
        chosen = table[table["office_code"].eq(group.office)]
    else:
        here = table[table["county_code"].eq(group.county)]
        kind = _OFFICES.get(group.occupation)
        chosen = here if kind is None else here[here["kind"].eq(kind)]
    if chosen.empty:
        raise ScenarioError.said(
            "error.no_office", county=group.county, occupation=group.occupation, office=group.office or "–"
        )
    return sorted(chosen["office_code"].tolist())


def _appended(table: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    new = pd.DataFrame(rows).reindex(columns=table.columns)
    for name in table.columns:
        blank: Any = np.nan if pd.api.types.is_numeric_dtype(table[name]) else ""
        column = new[name].astype(object)
        new[name] = column.where(column.notna(), blank).astype(table[name].dtype)
    return pd.concat([table, new], ignore_index=True)
