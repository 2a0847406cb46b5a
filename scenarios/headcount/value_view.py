"""The value of the next person in each county, in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from scenarios.headcount.value import NextPerson
from scenarios.headcount.words import figure, proof_words
from scenarios.messages import text
from scenarios.rounding import percent
from scenarios.summary_table import keyed_table

__all__ = ["value_record", "value_table"]


def value_table(found: Sequence[NextPerson], counties: Mapping[str, str], lang: str) -> Table:
    """Return the vacancies that one more person would fill, by county.

    Parameters
    ----------
    found : sequence of NextPerson
        The first is the plan without one more.
    counties : mapping of str to str
        Names by code.
    lang : {'zh', 'en'}
    """
    columns = [("summary.county", False), ("headcount.vacant", True), ("headcount.filled", True),
               ("headcount.filled_most", True), ("headcount.worst", True),
               ("summary.certified", False)]  # fmt: skip
    table = keyed_table("headcount.value_title", columns, lang)
    for each, row in zip(found, value_record(found, counties), strict=True):
        proof = proof_words(each.proven, lang)
        worst = "–" if each.least_filled is None else f"{percent(100 * each.least_filled)} %"
        title = counties.get(each.county, text("headcount.nobody_more", lang))
        filled, most = ("–" if row[name] is None else figure(row[name]) for name in ("filled", "filled_most"))
        table.add_row(Text(title), figure(each.vacant), filled, most, worst, proof)
    return table


def value_record(found: Sequence[NextPerson], counties: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the same as plain data; the county of the plan without one more is empty.

    Parameters
    ----------
    found : sequence of NextPerson
        The first is the plan without one more.
    counties : mapping of str to str
        Names by code.
    """
    base = found[0] if found else None
    return [
        {"county_code": each.county, "county": counties.get(each.county, ""), "vacant": each.vacant,
         "filled": None if each is base else base.vacant - each.vacant,
         "filled_most": None if each is base else max(base.vacant - each.vacant_bound, 0.0),
         "least_filled": each.least_filled, "proven": each.proven}
        for each in found
        if base is not None
    ]  # fmt: skip
