"""Tables of money on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from scenarios.messages import text
from scenarios.money.words import MoneyRow, cell_rows, compared_sides, further_villages, money_rows, yuan
from scenarios.rounding import number
from scenarios.run_facts import has_plan

if TYPE_CHECKING:
    from scenarios.money.words import Side
    from scenarios.store import StoredRun

__all__ = ["budget_lines", "cells_table", "compared_money", "further_words", "money_table", "run_money"]

_SECTIONS = ("by_county", "by_source")


def run_money(run: StoredRun, lang: str) -> list[RenderableType]:
    """What a run costs by line and by who pays, before and after, and what it spends of each cap."""
    figures = run.metrics.get("money")
    if figures is None:
        return []
    sides: list[tuple[str, Side]] = [("summary.after", (figures, "after"))]
    if has_plan(run.metrics):
        sides.insert(0, ("summary.before", (figures, "before")))
    else:
        sides = [("map.today", (figures, "after"))]
    rows = [row for row in money_rows([side for _, side in sides], lang) if row.kind != "by_county"]
    heads = [text(key, lang) for key, _ in sides]
    parts: list[RenderableType] = [money_table(text("money.title", lang), rows, heads, lang)]
    return [*parts, *budget_lines(figures, lang)]


def compared_money(
    a: Mapping[str, Any], b: Mapping[str, Any], heads: Sequence[str], lang: str
) -> list[RenderableType]:
    """What two runs cost, and what a further village with counsel costs.

    Parameters
    ----------
    a, b : mapping
        metrics.json of the runs.
    heads : sequence of str
        Titles of the runs.
    lang : str
    """
    sides = compared_sides(a, b)
    if all(figures is None for figures, _ in sides):
        return []
    table = money_table(text("money.title", lang), money_rows(sides, lang), heads, lang)
    note = further_words(a, b, lang)
    return [table, *([Text(note)] if note else [])]


def further_words(a: Mapping[str, Any], b: Mapping[str, Any], lang: str) -> str:
    """What a further village with counsel costs, in a sentence; '' where there is none."""
    found = further_villages(a, b)
    if found is None:
        return ""
    villages, more, each = found
    words = {"villages": number(villages), "more": yuan(more), "each": yuan(each)}
    return text("money.further", lang, **words)


def money_table(title: str, rows: Sequence[MoneyRow], heads: Sequence[str], lang: str) -> Table:
    """Rows in yuan, a column a side, and the difference of the last two."""
    table = Table(title=Text(title), title_justify="left")
    table.add_column(text("money.line", lang), overflow="fold")
    for head in heads:
        table.add_column(Text(head), justify="right", overflow="fold")
    if len(heads) > 1:
        table.add_column(text("compare.difference", lang), justify="right")
    shown = ""
    for row in rows:
        if row.kind != shown and row.kind in _SECTIONS:
            table.add_section()
        shown = row.kind
        difference = [yuan(row.difference, signed=True)] if len(heads) > 1 else []
        style = "bold" if row.kind == "total" else ""
        table.add_row(Text(row.title), *map(yuan, row.yuan), *difference, style=style)
    return table


def cells_table(figures: Mapping[str, Any], lang: str) -> Table:
    """County by county, line by line, who pays how much."""
    table = Table(title=Text(text("money.cells", lang)), title_justify="left")
    for key in ("summary.county", "money.line", "money.source"):
        table.add_column(text(key, lang), overflow="fold")
    for key in ("summary.before", "summary.after"):
        table.add_column(text(key, lang), justify="right")
    last = ""
    for county, line, source, before, after in cell_rows(figures, lang):
        if last and county != last:
            table.add_section()
        table.add_row(
            Text("" if county == last else county), Text(line), Text(source), yuan(before), yuan(after)
        )
        last = county
    return table


def budget_lines(figures: Mapping[str, Any], lang: str) -> Iterator[Text]:
    """What is spent of each cap."""
    counties = {row["county_code"]: row["name"] for row in figures["by_county"]}
    for cap in figures["budget"]:
        place = counties.get(cap["county_code"]) or cap["county_code"] or text("money.whole_city", lang)
        words = {"name": cap["name"], "place": place, "spent": yuan(cap["after"]), "most": yuan(cap["most"])}
        within = cap["after"] <= cap["most"]
        key = "money.budget_kept" if within else "money.budget_beyond"
        left = yuan(abs(cap["most"] - cap["after"]))
        yield Text(text(key, lang, **words, left=left), style="" if within else "bold red")
