"""People who join a city: counsel at their offices, branch offices that are opened, numbers of personnel."""

from __future__ import annotations

import itertools
import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.city import City
from scenarios.added_rows import with_rows
from scenarios.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenarios.settings import NewcomerSettings

__all__ = ["with_newcomers"]

#: Kind of office that an occupation works from.
_OFFICES = {"lawyer": "law_firm", "gls_worker": "gls_office"}
#: Begins the code of a branch office.
_NEW = "NEW-"


def with_newcomers(city: City, newcomers: Iterable[NewcomerSettings]) -> City:
    """Return the city with more counsel, their branch offices, and numbers of personnel that include them.

    Counsel work from the offices of their kind in their county, in the order of the codes, one after another;
    from the office that is named; or from a branch office at the seat of a township. `headcounts` rise by
    everybody who joins an occupation, counsel or not; where they have no number, they still have none.

    Parameters
    ----------
    city : City
        Not changed.
    newcomers : iterable of NewcomerSettings

    Raises
    ------
    ScenarioError
        When a county has no office of their kind, no number that a stated growth could be added to, or fewer
        people than leave it.
    """
    groups = tuple(newcomers)
    if not groups:
        return city
    branches = _branch_offices(city, groups)
    offices = with_rows(city.offices, branches)
    tables = {
        **city.tables,
        "offices": offices,
        "counsel": with_rows(city.counsel, _counsel(city, offices, groups)),
        "headcounts": _headcounts(city.headcounts, groups),
    }
    return City(MappingProxyType(tables), city.outlines)


def _branch_code(group: NewcomerSettings) -> str:
    return f"{_NEW}{group.branch}-{_OFFICES.get(group.occupation, 'office')}"


def _branch_offices(city: City, groups: Sequence[NewcomerSettings]) -> list[dict[str, Any]]:
    """Rows of the branch offices, one for all of a kind in a township, at its seat."""
    seats = {row["township_code"]: row for row in city.townships.to_dict("records")}
    wanted = {_branch_code(group): group for group in groups if group.branch is not None and group.number}
    found = []
    for code, group in wanted.items():
        seat = seats[str(group.branch)]
        place = {key: seat[key] for key in ("county_code", "township_code", "lon", "lat")}
        kind = _OFFICES.get(group.occupation, "")
        found.append({"office_code": code, "name": f"{seat['name']}分所", "kind": kind, **place})
    return found


def _counsel(city: City, offices: pd.DataFrame, groups: Sequence[NewcomerSettings]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    taken = set(city.counsel["person_id"])
    free = (name for name in (f"NEW{number:05d}" for number in itertools.count(1)) if name not in taken)
    for group in groups:
        codes = _offices(offices, group) if group.number else []
        rows += [
            {
                "person_id": (person := next(free)),
                "name": person,
                "occupation": group.occupation,
                "office_code": codes[place % len(codes)],
                "county_code": group.county,
                "hours_year": group.hours_year,
                "most_villages": group.most_villages,
            }
            for place in range(group.number)
        ]
    return rows


def _offices(table: pd.DataFrame, group: NewcomerSettings) -> list[str]:
    """Codes of the offices that newcomers work from; a branch office is for those who are to be there."""
    if group.branch is not None:
        return [_branch_code(group)]
    if group.office is not None:
        chosen = table[table["office_code"].eq(group.office)]
    else:
        here = table[table["county_code"].eq(group.county) & ~table["office_code"].str.startswith(_NEW)]
        kind = _OFFICES.get(group.occupation)
        chosen = here if kind is None else here[here["kind"].eq(kind)]
    if chosen.empty:
        raise ScenarioError.said(
            "error.no_office", county=group.county, occupation=group.occupation, office=group.office or "–"
        )
    return sorted(chosen["office_code"].tolist())


def _headcounts(table: pd.DataFrame, groups: Sequence[NewcomerSettings]) -> pd.DataFrame:
    numbers: list[float] = table["number"].tolist()
    pairs = zip(table["county_code"].tolist(), table["occupation"].tolist(), strict=True)
    rows = {pair: row for row, pair in enumerate(pairs) if not math.isnan(numbers[row])}
    for group in groups:
        pair = (group.county, group.occupation)
        words = {"county": group.county, "occupation": group.occupation}
        if pair in rows:
            numbers[rows[pair]] += group.number if group.in_all is None else group.in_all
            if numbers[rows[pair]] < 0:
                number = f"{table['number'].tolist()[rows[pair]]:.0f}"
                raise ScenarioError.said("error.newcomers_below_none", **words, number=number)
        elif group.in_all is not None:
            raise ScenarioError.said("error.newcomers_uncounted", **words)
    return table.assign(number=pd.Series(numbers, index=table.index, dtype=table["number"].dtype))
