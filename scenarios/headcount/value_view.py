"""The value of the next person in each county, in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from scenarios.headcount.value import NextPerson
from scenarios.headcount.words import figure
from scenarios.messages import text
from scenarios.rounding import percent
from scenarios.summary_table import keyed_table

__all__ = ["value_table"]


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
    base = found[0]
    for each in found:
        proof = text("rung_status.optimal" if each.proven else "rung_status.limit", lang)
        worst = "–" if each.least_filled is None else f"{percent(100 * each.least_filled)} %"
        title = counties.get(each.county, text("headcount.nobody_more", lang))
        filled = "–" if each is base else figure(base.vacant - each.vacant)
        most = "–" if each is base else figure(max(base.vacant - each.vacant_bound, 0))
        table.add_row(Text(title), figure(each.vacant), filled, most, worst, proof)
    return table
