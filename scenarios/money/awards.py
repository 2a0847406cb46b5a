"""What awards a case cost: of cases that villages have counted, or of the city's, shared between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from scenarios.money.paying import exact, parted
from scenarios.settings.money import DISPUTES

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.settings import CaseTypeSettings, DemandSettings, MoneySettings

__all__ = ["award_column", "awards"]


def awards(
    villages: pd.DataFrame, money: MoneySettings, demand: DemandSettings
) -> Iterator[tuple[str, str, int]]:
    """Yield line, county_code and yuan a year of every type of case that is paid for.

    What a type of `demand` costs is worked out for the city, to the nearest yuan, and parted between the
    counties as its cases are: so it does not depend on how many villages there are to round at.

    Parameters
    ----------
    villages : DataFrame
        The columns of `award_column` have figures.
    money : MoneySettings
    demand : DemandSettings
        Has every type that `money.cases` names.
    """
    for name, rate in money.cases.items():
        figures = _by_county(villages, award_column(name, demand))
        if name == DISPUTES:
            yuan = {county: rate.yuan * number for county, number in figures.items()}
        else:
            yuan = _shared(rate.yuan * _a_year(demand.cases[name]), figures)
        for county, amount in yuan.items():
            yield f"cases.{name}", county, amount


def award_column(name: str, demand: DemandSettings) -> str:
    """The column of villages that says where the cases of a type are."""
    return DISPUTES if name == DISPUTES else demand.cases[name].by


def _by_county(villages: pd.DataFrame, column: str) -> dict[str, int]:
    """The column added up, counties by code; a blank cell is nothing."""
    sums = villages[column].fillna(0).groupby(villages["county_code"].to_numpy()).sum()
    return {str(county): int(number) for county, number in sums.items()}


def _a_year(case: CaseTypeSettings) -> Fraction:
    if case.yearly is not None:
        return exact(case.yearly)
    assert case.total is not None
    return exact(case.total) / len(case.years)


def _shared(yuan: Fraction, figures: Mapping[str, int]) -> dict[str, int]:
    whole = sum(figures.values())
    shares = {county: Fraction(number, whole) for county, number in figures.items()}
    return parted(math.floor(yuan + Fraction(1, 2)), shares)
