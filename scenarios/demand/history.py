"""The cases of earlier years as one whole table a type: counties by years, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["History", "Refusal", "history_of"]


@dataclass(frozen=True, eq=False)
class History:
    """Cases of one type, without a gap.

    Attributes
    ----------
    case_type : str
    counties : tuple of str
        County codes, sorted.
    years : tuple of int
        One after the other.
    cases : ndarray, counties by years
    """

    case_type: str
    counties: tuple[str, ...]
    years: tuple[int, ...]
    cases: np.ndarray


@dataclass(frozen=True)
class Refusal:
    """Why a type, or one county of it, is not forecast: a text of the catalogue and what fills its gaps."""

    case_type: str
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)


def history_of(city: City, case_type: str) -> tuple[History | None, list[Refusal]]:
    """Read the history of one type.

    Counties that lack a year which others have are left out, and named.

    Returns
    -------
    History or None
        None when no county has every year.
    list of Refusal
    """
    rows = city.cases[city.cases["case_type"] == case_type]
    if rows.empty:
        return None, [Refusal(case_type, "demand.refused.none")]
    years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
    table = rows.pivot(index="county_code", columns="year", values="cases")
    table = table.reindex(index=sorted(city.counties["county_code"]), columns=list(years))
    names = city.counties.set_index("county_code")["name"]
    refused = [
        Refusal(case_type, "demand.refused.gap", {"county": names[str(code)], "years": _years(row)})
        for code, row in table.iterrows()
        if row.isna().any()
    ]
    whole = table.dropna()
    if whole.empty:
        return None, refused
    return History(case_type, tuple(whole.index), tuple(years), whole.to_numpy(dtype=float)), refused


def _years(row: pd.Series[float]) -> str:
    return ", ".join(str(year) for year in row.index[row.isna()])
