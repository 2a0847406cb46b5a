"""The price of fairness as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from optimizer.staffing.explain import Figure
from scenarios.aim_words import aim_title, aim_unit
from scenarios.messages import text
from scenarios.reasons.costs import cost_words
from scenarios.rounding import cut_off, number

if TYPE_CHECKING:
    from scenarios.price import Step
    from scenarios.role_facts import RoleFacts

__all__ = ["price_view", "price_words"]

_SMALL = 5e-5
_MINUS = "−"


def price_view(
    steps: Sequence[Step], *, roles: Mapping[str, RoleFacts], ladder: Mapping[str, Any], lang: str
) -> Table:
    """Return one column a step: what the worst-off group gets, and what that costs beside the step before.

    Parameters
    ----------
    steps : sequence of Step
        From `scenarios.price.price_of_fairness`.
    roles : mapping of str to RoleFacts
    ladder : mapping of str to mapping
    lang : {'zh', 'en'}
    """
    table = Table(title=Text(text("price.title", lang)), title_justify="left")
    table.add_column(Text(text("price.step", lang)), overflow="fold")
    for step in steps:
        table.add_column(
            Text(_name(step, lang, roles=roles, ladder=ladder)), justify="right", overflow="fold"
        )
    for label, values, share in _rows(steps, lang, roles=roles, ladder=ladder):
        before = [None, *values[:-1]]
        cells = [_with_change(*pair, lang, share=share) for pair in zip(values, before, strict=True)]
        table.add_row(*map(Text, [label, *cells]))
    told = [price_words(*pair, lang, roles=roles, ladder=ladder) for pair in pairwise(steps)]
    table.add_row(*map(Text, [text("price.costs", lang), "", *told]))
    return table


def price_words(
    before: Step, step: Step, lang: str, *, roles: Mapping[str, RoleFacts], ladder: Mapping[str, Any]
) -> str:
    """Say what a step costs in travel, changes and people beside the one before; also when it is nothing.

    Of steps that are not proven it is what was found: the other plan may only have been looked for longer.

    Parameters
    ----------
    before, step : Step
    lang : {'zh', 'en'}
    roles : mapping of str to RoleFacts
    ladder : mapping of str to mapping
    """
    pairs = {
        "shortage": (before.short, step.short),
        "travel": (before.travel, step.travel),
        "changes": (before.changes, step.changes),
        "hired": (before.hired, step.hired),
    }
    # More of any of these is worse.
    told = [
        (b > a, cost_words(Figure(aim, a, b, b, exact=True), lang, roles=roles, ladder=ladder))
        for aim, (a, b) in pairs.items()
        if not (a is None or b is None)
    ]
    told += [(more > 0, words) for more, words in _lacking(before, step, lang, roles=roles)]
    words = text("why.semicolon", lang).join(words for _, words in told if words)
    if not any(worse for worse, each in told if each):
        nothing = text("price.nothing", lang)
        words = text("price.nothing_but", lang, nothing=nothing, gains=words) if words else nothing
    return words if before.proven and step.proven else text("price.found", lang, words=words)


def _lacking(
    before: Step, step: Step, lang: str, *, roles: Mapping[str, RoleFacts]
) -> Iterator[tuple[float, str]]:
    """How many more each other role lacks, where that differs, with words for it."""
    for role, lacking in step.lacking.items():
        more = lacking - before.lacking[role]
        if abs(more) >= _SMALL:
            key = "price.lacking_more" if more > 0 else "price.lacking_less"
            yield more, text(key, lang, role=roles[role].name.text(lang), amount=number(abs(more)))


def _name(step: Step, lang: str, *, roles: Mapping[str, RoleFacts], ladder: Mapping[str, Any]) -> str:
    if not step.aim:
        name = text("price.none", lang)
    else:
        name = text("price.with", lang, aim=aim_title(step.aim, lang, roles=roles, ladder=ladder))
    return name if step.proven else text("price.unproven", lang, step=name)


def _rows(
    steps: Sequence[Step], lang: str, *, roles: Mapping[str, RoleFacts], ladder: Mapping[str, Any]
) -> Iterator[tuple[str, list[float | None], bool]]:
    """The words, the figure of every step, and whether these are shares."""
    for aim in steps[0].least:
        title, unit = aim_title(aim, lang, roles=roles, ladder=ladder), aim_unit(aim, lang, ladder)
        share = unit == text("unit.share", lang)
        label = text("price.least", lang, aim=title, unit="%" if share else unit)
        yield label, [step.least[aim] for step in steps], share
    yield text("price.short", lang), [step.short for step in steps], False
    for role in steps[0].lacking:
        label = text("price.lacking", lang, role=roles[role].name.text(lang))
        yield label, [step.lacking[role] for step in steps], False
    for key in ("travel", "minutes", "changes", "hired"):
        yield text(f"price.{key}", lang), [getattr(step, key) for step in steps], False


def _with_change(value: float | None, before: float | None, lang: str, *, share: bool) -> str:
    """A figure, and in brackets how it differs from that of the step before, as both are shown."""
    if share:
        value, before = (None if each is None else cut_off(100 * each, digits=2) for each in (value, before))
    shown = f"{value:,.2f}" if share and value is not None else number(value)
    told = shown.replace("-", _MINUS)
    if value is None or before is None or abs(value - before) < _SMALL:
        return told
    change = f"{value - before:+,.2f}" if share else number(value - before, signed=True)
    return text("price.points" if share else "price.change", lang, value=told,
                change=change.replace("-", _MINUS))  # fmt: skip
