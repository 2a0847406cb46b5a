"""The cases of a city shared between its villages in proportion to a column of villages.

No table says where cases arise: the shares are an assumption, which `scenarios.demand.words` puts into words
for every output.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from scenarios.errors import ScenarioError
from scenarios.settings import DemandSettings
from scenarios.settings.demand import CASES

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import CaseTypeSettings, StudyConfig

__all__ = ["LEVELS", "CaseShare", "Level", "VillageCases", "case_types", "needs_of", "village_cases"]

Level = Literal["county", "township", "village", "area"]
LEVELS: tuple[Level, ...] = get_args(Level)
_PLACES = ["village_code", "name", "township_code", "county_code", "area"]


@dataclass(frozen=True)
class CaseShare:
    """How the cases of one type were shared.

    Attributes
    ----------
    case_type : str
    settings : CaseTypeSettings
        Of the type.
    blank : int
        Villages without a figure in the column that the cases are shared by; they get none.
    """

    case_type: str
    settings: CaseTypeSettings
    blank: int


@dataclass(frozen=True, eq=False)
class VillageCases:
    """Cases a year by village and type.

    Attributes
    ----------
    villages : DataFrame
        ``village_code, name, township_code, county_code, area``, a row a village.
    cases : DataFrame
        A column a type, by village_code in the same order; each column adds up to the city's yearly cases.
    shares : tuple of CaseShare
        One a type.
    file : str
        The table of villages, as the study names it.
    """

    villages: pd.DataFrame
    cases: pd.DataFrame
    shares: tuple[CaseShare, ...]
    file: str

    def by(self, level: Level) -> pd.DataFrame:
        """Cases a year of every county, township, village or area, a column a type, sorted by code."""
        groups = self.villages["area" if level == "area" else f"{level}_code"].to_numpy()
        return self.cases.groupby(groups).sum()

    def hours(self, cases: pd.DataFrame) -> pd.Series[float] | None:
        """Hours of work in rows of cases, by the types whose hours are known; None where no type's are."""
        known = {s.case_type: s.settings.hours for s in self.shares if s.settings.hours is not None}
        return (cases[list(known)] * pd.Series(known, dtype=float)).sum(axis=1) if known else None


def village_cases(city: City, config: StudyConfig) -> VillageCases:
    """Share the cases of each type between the villages of a city.

    Parameters
    ----------
    city : City
    config : StudyConfig
        `demand` says how many cases there are, and by which column of villages each type is shared.

    Raises
    ------
    ScenarioError
        When the study has no cases, or no village has a figure above 0 in the column of a type.
    """
    demand, villages = config.demand, city.villages
    if not demand.cases:
        raise ScenarioError.said("error.no_cases")
    file = config.sources["villages"].path if "villages" in config.sources else "villages"
    codes = pd.Index(villages["village_code"])
    shared = {name: _shared(villages, name, case, file) for name, case in demand.cases.items()}
    shares = tuple(
        CaseShare(name, case, int(villages[case.by].isna().sum())) for name, case in demand.cases.items()
    )
    return VillageCases(
        villages[_PLACES].reset_index(drop=True), pd.DataFrame(shared).set_axis(codes), shares, file
    )


def needs_of(
    villages: pd.DataFrame, needs: Mapping[str, float], demand: DemandSettings | None
) -> pd.Series[float]:
    """What every village needs: its figures and its cases, each by its weight; a blank figure is nothing.

    Parameters
    ----------
    villages : DataFrame
    needs : mapping of str to float
        Weights of columns of villages, and of ``cases.<type>``.
    demand : DemandSettings or None
        The cases of the city; they are only asked for where `needs` name some.
    """
    total = pd.Series(0.0, index=villages.index)
    for name, weight in needs.items():
        if name.startswith(CASES):
            case_type = name.removeprefix(CASES)
            case = (demand or DemandSettings()).cases[case_type]
            total += float(weight) * _shared(villages, case_type, case, "villages")
        else:
            total += float(weight) * villages[name].fillna(0.0)
    return total


def case_types(demands: Iterable[DemandSettings]) -> dict[str, str]:
    """What a table of cases may call each type, to its id: the id itself, or its name in either language."""
    types = {name: case for demand in demands for name, case in demand.cases.items()}
    names = {word: name for name, case in types.items() for word in (case.name.zh, case.name.en)}
    return names | {name: name for name in types}


def _shared(villages: pd.DataFrame, name: str, case: CaseTypeSettings, file: str) -> pd.Series[float]:
    """Cases a year of each village."""
    weight = villages[case.by].fillna(0.0).astype(float)
    whole = float(weight.sum())
    if whole <= 0:
        raise ScenarioError.said("error.cases_unshared", case=name, file=file, column=case.by)
    return case.a_year * weight / whole
