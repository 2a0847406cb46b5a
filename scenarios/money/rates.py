"""What a pair of village and counsel is paid a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scenarios.settings import SubsidySettings

__all__ = ["pair_yuan"]

Ints = NDArray[np.int64]

#: Stored minutes have six decimals: what is beyond a band by less than that is in it.
_MINUTE = 1e-6


def pair_yuan(
    persons: pd.Series[str],
    minutes: pd.Series[float],
    *,
    subsidy: SubsidySettings,
    counsel: pd.DataFrame,
    team: int,
) -> Ints:
    """Return the subsidy of each pair in whole yuan.

    Parameters
    ----------
    persons : Series of str
        person_id of each pair; who is not in `counsel` (hired people) has neither grade nor a rate of their
        own.
    minutes : Series of float
        One way; NaN where no journey is known, for which no distance is paid.
    subsidy : SubsidySettings
    counsel : DataFrame
        Table of counsel.
    team : int
        People who share a village and its subsidy; each gets their part, rounded up to a whole yuan.
    """
    known = counsel.set_index("person_id")
    ungraded = subsidy.base if subsidy.ungraded is None else subsidy.ungraded
    grades: dict[str, int] = {str(grade): yuan for grade, yuan in subsidy.grades.items()}
    graded = persons.map(_column(known, "grade")).fillna("").astype(str)
    rate = graded.map(lambda grade: grades.get(grade, subsidy.base) if grade else ungraded)
    if subsidy.own_rate:
        own = persons.map(_column(known, "yuan_per_village")).astype(float)
        rate = rate.where(own.isna(), np.floor(own + 0.5))
    far = np.zeros(len(persons), dtype=np.int64)
    drive = minutes.to_numpy(dtype=np.float64)
    for band in sorted(subsidy.distance, key=lambda band: band.beyond_minutes):
        far[drive > band.beyond_minutes + _MINUTE] = band.yuan
    whole = rate.to_numpy(dtype=np.int64) + far
    yuan: Ints = -(-whole // team)
    return yuan


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    """A column of the table; nothing at all where the table has none."""
    return table[name] if name in table else pd.Series(np.nan, index=table.index)
