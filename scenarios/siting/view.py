"""A plan of sites in tables for the terminal, from its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from scenarios.messages import text
from scenarios.siting.rule_words import rule_rows
from scenarios.siting.words import (
    certificate_words,
    figure_rows,
    limit_words,
    notes,
    task_title,
    way_words,
    weight_title,
)
from scenarios.summary_table import keyed_table, titled_table

__all__ = ["task_view"]

Record = Mapping[str, Any]
#: So many sites are printed; the files have all.
_SITES_SHOWN = 100


def task_view(task: Record, lang: str) -> Iterator[Table | str]:
    """Yield what one task opens and closes, what that brings, and how far it is proven.

    Parameters
    ----------
    task : mapping
        One of the tasks of `scenarios.siting.record.siting_record`.
    lang : {'zh', 'en'}
    """
    yield task_title(task, lang)
    for change in ("new", "closed"):
        rows = [each for each in task["sites"] if each["change"] == change]
        if rows:
            yield _sites(rows, change, task, lang)
    yield from notes(task, lang)
    if task.get("rules"):
        yield _rules(task, lang)
    yield _figures(task, lang)
    yield _counties(task, lang)
    yield _certificates(task, lang)


def _sites(rows: list[Record], change: str, task: Record, lang: str) -> Table:
    columns = [("list.county", False), ("list.township", False), ("siting.site", False)]
    table = keyed_table(f"siting_sites.{change}", columns, lang)
    if change == "new":
        for title in (text("siting.villages", lang), weight_title(task, lang), text("siting.mean", lang)):
            table.add_column(title, justify="right")
    table.add_column(text("siting.yuan", lang), justify="right")
    for row in rows[:_SITES_SHOWN]:
        reached = [f"{row['villages']:,}", f"{row['weight']:,.0f}", way_words(row["mean"], task, lang)]
        place = (row["county"], row["township"], row["name"])
        table.add_row(*map(Text, (*place, *(reached if change == "new" else ()), f"{row['yuan']:,}")))
    if len(rows) > _SITES_SHOWN:
        table.caption = text("siting.more_sites", lang, count=len(rows) - _SITES_SHOWN)
    return table


def _rules(task: Record, lang: str) -> Table:
    columns = [
        ("siting.rule", False), ("siting.asked", False), ("siting.given", True), ("siting.given_today", True),
        ("siting.kept", False),
    ]  # fmt: skip
    table = keyed_table("siting.rules", columns, lang)
    for row in rule_rows(task, lang):
        table.add_row(*map(Text, row))
    return table


def _figures(task: Record, lang: str) -> Table:
    columns = [("siting.figure", False), ("map.today", True), ("siting.planned", True)]
    table = keyed_table("siting.figures", columns, lang)
    for row in figure_rows(task, lang):
        table.add_row(*map(Text, row))
    return table


def _counties(task: Record, lang: str) -> Table:
    limit = limit_words(task["before"]["within"][0], task, lang)
    title = text("siting.counties", lang, limit=limit)
    columns = [
        ("list.county", False), ("siting.villages", True), ("map.today", True), ("siting.planned", True),
        ("siting.mean_change", True),
    ]  # fmt: skip
    table = titled_table(title, columns, lang)
    for a, b in zip(task["before"]["by_county"], task["after"]["by_county"], strict=True):
        means = " → ".join(way_words(side["mean"], task, lang) for side in (a, b))
        cells = (a["county"], f"{a['villages']:,}", f"{a['within_villages']:,}", f"{b['within_villages']:,}")
        table.add_row(*map(Text, (*cells, means)))
    return table


def _certificates(task: Record, lang: str) -> Table:
    columns = [
        ("summary.aim", False), ("summary.status", False), ("summary.objective", True),
        ("summary.bound", True), ("summary.unit", False), ("summary.gap", True), ("summary.seconds", True),
    ]  # fmt: skip
    table = keyed_table("summary.certificates", columns, lang)
    for _, cells in certificate_words(task, lang):
        table.add_row(*map(Text, cells))
    return table
