"""Certificates of a run on the terminal: a row an aim, and what the groups of fair aims get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from scenarios.certificates import group_words, rung_title, rung_words
from scenarios.messages import text
from scenarios.run_facts import facts_of
from scenarios.summary_table import keyed_table, titled_table

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["certificate_tables"]

_RUNG_COLUMNS = (
    ("summary.aim", False),
    ("summary.status", False),
    ("summary.objective", True),
    ("summary.bound", True),
    ("summary.unit", False),
    ("summary.gap", True),
    ("summary.seconds", True),
)
_GROUP_COLUMNS = (("certificate.group", False), ("certificate.amount", True), ("certificate.most", True))
#: So many of the worst-off groups are printed; the app has all.
_GROUPS_SHOWN = 5


def certificate_tables(run: StoredRun, lang: str) -> Iterator[Table]:
    """One row a rung; then the groups of each rung that looks at all of them, the worst-off first."""
    facts, rungs = facts_of(run), run.metrics["rungs"]
    table = keyed_table("summary.certificates", _RUNG_COLUMNS, lang)
    for rung in rungs:
        table.add_row(*(Text(cell) for cell in rung_words(rung, facts, lang)))
    yield table
    for rung in rungs:
        groups = group_words(run, rung, lang)
        if groups:
            title = text("certificate.groups", lang, aim=rung_title(rung, facts, lang))
            below = titled_table(title, _GROUP_COLUMNS, lang)
            for group in groups[:_GROUPS_SHOWN]:
                below.add_row(*map(Text, group))
            if len(groups) > _GROUPS_SHOWN:
                below.caption = text("certificate.more_groups", lang, count=len(groups) - _GROUPS_SHOWN)
            yield below
