"""The index in words: its value, what it rests on, how it hangs on the weights, and how scenarios compare."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from rich.table import Table
from rich.text import Text

from scenarios.indicators.index import Attained, Index, difference
from scenarios.messages import text
from scenarios.rounding import cut_off, percent
from scenarios.summary_table import keyed_table, titled_table

__all__ = ["index_view", "normalisation"]

#: A difference that is not nought is shown with at most so many decimals.
_MOST_DIGITS = 6


def index_view(
    found: Mapping[str, Index],
    *,
    titles: Mapping[str, str],
    counties: Mapping[str, str],
    vary: float,
    drill: bool,
    lang: str,
) -> Iterator[Table | str]:
    """Yield the tables and notes of the indices of some plans.

    Parameters
    ----------
    found : mapping of str to Index
        By the title of the plan.
    titles : mapping of str to str
        Of the readings of targets, by the key of their weights.
    counties : mapping of str to str
        Names of the counties, by code.
    vary : float
    drill : bool
        Whether each county's targets are shown as well.
    lang : {'zh', 'en'}
    """
    yield _values(found, vary, lang)
    yield from normalisation(lang)
    yield _targets(found, titles, lang)
    if any(each.by_county for each in found.values()):
        yield _counties(found, counties, lang)
    for title, each in found.items() if drill else ():
        for code, name in counties.items():
            if code in each.by_county:
                yield _of_county(f"{title} · {name}", each.by_county[code].targets, titles, lang)
    for (first, one), (second, other) in itertools.combinations(found.items(), 2):
        yield _compared(first, one, second, other, vary, lang)


def normalisation(lang: str) -> tuple[str, str]:
    """How figures are made comparable and put together, in words."""
    return text("index.normalised", lang), text("index.meaning", lang)


def _values(found: Mapping[str, Index], vary: float, lang: str) -> Table:
    columns = [("index.plan", False), ("index.value", True), ("index.covered", True), ("index.bounds", True)]
    table = keyed_table("index.title", [*columns, ("index.range", True)], lang)
    for title, each in found.items():
        table.add_row(
            Text(title),
            percent(each.value),
            percent(each.covered),
            f"{percent(each.least)} – {percent(each.most)}",
            "–" if each.range is None else f"{percent(each.range.least)} – {percent(each.range.most)}",
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
        cells = (_percent_of(part) for part in known)
        table.add_row(code, Text(titles.get(code, "")), f"{weight:g}", *cells)
    return table


def _counties(found: Mapping[str, Index], counties: Mapping[str, str], lang: str) -> Table:
    table = keyed_table("index.counties", [("summary.county", False), ("index.covered", True)], lang)
    for title in found:
        table.add_column(title, justify="right")
    for code, name in counties.items():
        mine = [each.by_county.get(code) for each in found.values()]
        if mine[0] is not None:
            cells = (percent(None if each is None else each.value) for each in mine)
            table.add_row(Text(name), percent(mine[0].covered), *cells)
    return table


def _of_county(title: str, targets: tuple[Attained, ...], titles: Mapping[str, str], lang: str) -> Table:
    columns = [("summary.code", False), ("summary.target", False), ("index.weight", True)]
    table = titled_table(title, [*columns, ("index.attained", True), ("index.points", True)], lang)
    for each in targets:
        cells = f"{each.weight:g}", _percent_of(each.part), percent(each.points)
        table.add_row(each.code, Text(titles.get(each.code, "")), *cells)
    return table


def _percent_of(part: float | None) -> str:
    return percent(None if part is None else 100.0 * part)


def _compared(first: str, one: Index, second: str, other: Index, vary: float, lang: str) -> str:
    """Whether one plan is above the other for all weights, or that it hangs on them."""
    apart = difference(one, other, vary=vary)
    if apart is None:
        return text("index.nothing_common", lang, first=first, second=second)
    if apart.least > 0 or apart.most < 0:
        above, below = (first, second) if apart.least > 0 else (second, first)
        least, most = sorted((abs(apart.least), abs(apart.most)))
        return text("index.above", lang, first=above, second=below, least=_apart(least), most=_apart(most))
    low, high = (f"{sign if points else ''}{_apart(abs(points))}"
                 for sign, points in (("-", apart.least), ("+", apart.most)))  # fmt: skip
    return text("index.hangs", lang, first=first, second=second, least=low, most=high)


def _apart(points: float) -> str:
    """A difference, cut off; one that is not nought never reads as nought."""
    digits = 1
    while points > 0 and not cut_off(points, digits=digits) and digits < _MOST_DIGITS:
        digits += 1
    return percent(points, digits=digits)
