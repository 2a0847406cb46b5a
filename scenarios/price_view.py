"""The price of fairness as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from scenarios.aim_words import aim_title
from scenarios.messages import text
from scenarios.rounding import number

if TYPE_CHECKING:
    from scenarios.price import Step
    from scenarios.role_facts import RoleFacts

__all__ = ["price_view"]


def price_view(
    steps: Sequence[Step], *, roles: Mapping[str, RoleFacts], ladder: Mapping[str, Any], lang: str
) -> Table:
    """Return one row a step: what the worst-off group gets, and what that costs beside the row above.

    Parameters
    ----------
    steps : sequence of Step
        From `scenarios.price.price_of_fairness`.
    roles : mapping of str to RoleFacts
    ladder : mapping of str to mapping
        Settings of each rung by its aim.
    lang : {'zh', 'en'}
    """
    table = Table(title=Text(text("price.title", lang)), title_justify="left")
    table.add_column(text("price.step", lang), overflow="fold")
    for aim in steps[0].least:
        title = aim_title(aim, lang, roles=roles, ladder=ladder)
        table.add_column(text("price.least", lang, aim=title), justify="right", overflow="fold")
    for key in ("short", "travel", "minutes", "changes", "hired"):
        table.add_column(text(f"price.{key}", lang), justify="right")
    before: Step | None = None
    for step in steps:
        name = aim_title(step.aim, lang, roles=roles, ladder=ladder) if step.aim else text("price.none", lang)
        if not step.proven:
            name = text("price.unproven", lang, step=name)
        table.add_row(Text(name), *(Text(cell) for cell in _cells(step, before)))
        before = step
    return table


def _cells(step: Step, before: Step | None) -> list[str]:
    cells = [
        _with_change(value, None if before is None else before.least[aim])
        for aim, value in step.least.items()
    ]
    for key in ("short", "travel", "minutes", "changes", "hired"):
        earlier = None if before is None else getattr(before, key)
        cells.append(_with_change(getattr(step, key), earlier))
    return cells


def _with_change(value: float | None, before: float | None) -> str:
    """A figure, and in brackets how it differs from the row above."""
    if value is None or before is None or abs(value - before) < 5e-5:
        return number(value)
    return f"{number(value)} ({number(value - before, signed=True)})"
