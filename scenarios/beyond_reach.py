"""The villages that nobody could serve, whoever is hired, by their names.

``metrics["repair"]["unreachable"]`` holds their codes (`scenarios.repair`); the plan knows the rest.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from scenarios.messages import text
from scenarios.plan_table import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.store import StoredRun

__all__ = ["FIRST_NAMED", "beyond_reach", "few_named", "remark"]

#: So many are named where many would fill the page.
FIRST_NAMED = 10


def beyond_reach(run: StoredRun, *, county: str | None = None) -> pd.DataFrame:
    """The villages of a run that nobody could serve.

    Parameters
    ----------
    run : StoredRun
    county : str, optional
        Only those of this county_code.

    Returns
    -------
    DataFrame
        ``village_code, village, township, county_code, county``, one row a village, by code.
    """
    codes = set((run.metrics.get("repair") or {}).get("unreachable") or ())
    plan = run.plan.loc[run.plan["village_code"].isin(codes)].drop_duplicates("village_code")
    plan = plan if county is None else plan.loc[plan["county_code"] == county]
    columns = ["village_code", "village", "township", "county_code", "county"]
    return plan.sort_values("village_code")[columns].reset_index(drop=True)


def few_named(villages: pd.DataFrame, lang: str) -> str:
    """The first villages by name, township and county, and how many more there are."""
    places = [
        text("reach.place", lang, village=row.village, township=row.township, county=row.county)
        for row in rows_of(villages.head(FIRST_NAMED))
    ]
    words = text("reach.comma", lang).join(places)
    rest = len(villages) - len(places)
    return words + text("reach.more", lang, count=rest) if rest else words


def remark(row: Any, *, lost: Collection[str], lang: str) -> str:
    """What the status of a row of the plan does not say: nobody could serve, somebody is to be hired.

    Parameters
    ----------
    row : named tuple
        With ``village_code`` and ``hired``.
    lost : collection of str
        Codes of the villages that nobody could serve.
    lang : {'zh', 'en'}
    """
    if row.village_code in lost:
        return text("list.remark.unreachable", lang)
    return text("list.remark.hired", lang) if row.hired == 1 else ""
