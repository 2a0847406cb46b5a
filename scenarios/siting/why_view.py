"""Reasons of a plan of sites in tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from scenarios.messages import text
from scenarios.siting.why_words import (
    broken_words,
    curve_note,
    rest_sentences,
    spot_words,
    step_words,
    value_words,
    why_sentences,
)
from scenarios.siting.words import way_words, weight_title
from scenarios.summary_table import keyed_table, titled_table

if TYPE_CHECKING:
    from scenarios.siting.rest import Left, Rest
    from scenarios.siting.why import Curve, Reasons, SiteWhy

__all__ = ["reasons_view"]

Record = Mapping[str, Any]
#: So many villages are printed; the files have all.
_SHOWN = 40


def reasons_view(
    reasons: Reasons, task: Record, counties: Mapping[str, str], lang: str
) -> Iterator[Table | str]:
    """Yield what was asked of a task: why a site, what each one adds, who stays beyond reach.

    Parameters
    ----------
    reasons : Reasons
    task : mapping
        See `scenarios.siting.record.task_record`.
    counties : mapping of str to str
        Names by code.
    lang : {'zh', 'en'}
    """
    if reasons.why is not None:
        yield from why_sentences(reasons.why, task, counties, lang)
        if reasons.why.neighbours:
            yield _neighbours(reasons.why, task, counties, lang)
    if reasons.curve is not None:
        yield _curve(reasons.curve, task, lang)
    if reasons.rest is not None:
        yield from rest_sentences(reasons.rest, task, lang)
        if reasons.rest.left:
            yield _left(reasons.rest, task, lang)


def _neighbours(why: SiteWhy, task: Record, counties: Mapping[str, str], lang: str) -> Table:
    columns = [("siting_why.place", False), ("siting_why.value", True), ("siting_why.broken", False)]
    table = titled_table(text("siting_why.neighbours", lang, site=why.spot.name), columns, lang)
    for each in why.neighbours:
        assert each.spot is not None
        value = value_words(each.value, why.aim, task, lang)
        cells = (spot_words(each.spot, lang), value, broken_words(each.broken, counties, lang))
        table.add_row(*map(Text, cells))
    return table


def _curve(curve: Curve, task: Record, lang: str) -> Table:
    columns = [
        ("siting_curve.number", True), ("summary.objective", True), ("summary.bound", True),
        ("siting_curve.change", True), ("summary.status", False),
    ]  # fmt: skip
    table = keyed_table("siting_curve.title", columns, lang)
    table.caption = curve_note(curve, task, lang)
    for step in curve.steps:
        table.add_row(*map(Text, step_words(step, curve, lang)))
    return table


def _left(rest: Rest, task: Record, lang: str) -> Table:
    columns = [("list.county", False), ("list.township", False), ("list.village", False)]
    table = keyed_table("siting_rest.title", columns, lang)
    table.add_column(weight_title(task, lang), justify="right")
    for key in ("siting_rest.way", "siting_rest.nearest", "siting_rest.nearest_way"):
        table.add_column(text(key, lang), justify="left" if key == "siting_rest.nearest" else "right")
    for left in rest.left[:_SHOWN]:
        table.add_row(*map(Text, _cells(left, task, lang)))
    if len(rest.left) > _SHOWN:
        table.caption = text("siting.more_sites", lang, count=len(rest.left) - _SHOWN)
    return table


def _cells(left: Left, task: Record, lang: str) -> list[str]:
    ways = (way_words(way, task, lang) for way in (left.way, left.nearest_way))
    own, other = ways
    near = "–" if left.nearest is None else spot_words(left.nearest, lang)
    return [left.spot.county, left.spot.township, left.spot.name, f"{left.weight:,.0f}", own, near, other]
