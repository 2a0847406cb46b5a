"""The index in words: its value, what it rests on, how it hangs on the weights, and how scenarios compare."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from rich.table import Table
from rich.text import Text

from scenarios.indicators.index import Index, difference
from scenarios.messages import text
from scenarios.summary_table import keyed_table

__all__ = ["index_view"]


def index_view(
    found: Mapping[str, Index],
    *,
    titles: Mapping[str, str],
    counties: Mapping[str, str],
    vary: float,
    lang: str,
) -> Iterator[Table | str]:
    """Yield the tables and notes of the indices of some plans.

    Parameters
    ----------
    found : mapping of str to Index
        By the title of the plan.
    titles : mapping of str to str
        Of the targets, by code.
    counties : mapping of str to str
        Names of the counties, by code.
    vary : float
    lang : {'zh', 'en'}
    """
    yield _values(found, vary, lang)
    yield text("index.meaning", lang)
    yield _targets(found, titles, lang)
    if any(each.by_county for each in found.values()):
        yield _counties(found, counties, lang)
    for (first, one), (second, other) in itertools.combinations(found.items(), 2):
        yield _compared(first, one, second, other, vary, lang)


def _values(found: Mapping[str, Index], vary: float, lang: str) -> Table:
    columns = [("index.plan", False), ("index.value", True), ("index.covered", True), ("index.bounds", True)]
    table = keyed_table("index.title", [*columns, ("index.range", True)], lang)
    for title, each in found.items():
        table.add_row(
            Text(title),
            _number(each.value),
            _number(each.covered),
            f"{each.least:.1f} – {each.most:.1f}",
            "–" if each.range is None else f"{each.range.least:.1f} – {each.range.most:.1f}",
        )
    table.caption = text("index.varied", lang, share=f"{100 * vary:g}")
    return table


def _targets(found: Mapping[str, Index], titles: Mapping[str, str], lang: str) -> Table:
    table = keyed_table("index.targets", [("summary.code", False), ("summary.target", False)], lang)
    table.add_column(text("index.weight", lang), justify="right")
    for title in found:
        table.add_column(title, justify="right")
    parts = [{target.code: target.part for target in each.targets} for each in found.values()]
    weights = {target.code: target.weight for each in found.values() for target in each.targets}
    # A run may be older than a target: it has nothing to say of it.
    for code, weight in weights.items():
        known = (mine.get(code) for mine in parts)
        cells = (_number(None if part is None else 100.0 * part) for part in known)
        table.add_row(code, Text(titles.get(code, "")), f"{weight:g}", *cells)
    return table


def _counties(found: Mapping[str, Index], counties: Mapping[str, str], lang: str) -> Table:
    table = keyed_table("index.counties", [("summary.county", False), ("index.covered", True)], lang)
    for title in found:
        table.add_column(title, justify="right")
    for code, name in counties.items():
        mine = [each.by_county.get(code) for each in found.values()]
        if mine[0] is not None:
            cells = (_number(None if each is None else each[0]) for each in mine)
            table.add_row(Text(name), _number(mine[0][1]), *cells)
    return table


def _compared(first: str, one: Index, second: str, other: Index, vary: float, lang: str) -> str:
    """Whether one plan is above the other for all weights, or that it hangs on them."""
    apart = difference(one, other, vary=vary)
    if apart is None:
        return text("index.nothing_common", lang, first=first, second=second)
    if apart.least > 0 or apart.most < 0:
        above, below = (first, second) if apart.least > 0 else (second, first)
        least, most = sorted((abs(apart.least), abs(apart.most)))
        return text("index.above", lang, first=above, second=below, least=f"{least:.1f}", most=f"{most:.1f}")
    numbers = {"least": f"{apart.least:+.1f}", "most": f"{apart.most:+.1f}"}
    return text("index.hangs", lang, first=first, second=second, **numbers)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
