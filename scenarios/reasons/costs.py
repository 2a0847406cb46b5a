"""What another plan costs in each rung of the ladder, in words and units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scenarios.aim_words import aim_title, aim_unit
from scenarios.messages import has_text, text
from scenarios.rounding import number

if TYPE_CHECKING:
    from optimizer.staffing.explain import Figure
    from scenarios.role_facts import RoleFacts

__all__ = ["cost_words"]

#: Smaller differences are round-off, or nobody's concern.
_SMALL = 5e-5


def cost_words(
    figure: Figure, lang: str, *, roles: Mapping[str, RoleFacts], ladder: Mapping[str, Any]
) -> str:
    """Say how a rung differs; empty where it does not.

    Parameters
    ----------
    figure : Figure
    lang : {'zh', 'en'}
    roles : mapping of str to RoleFacts
    ladder : mapping of str to mapping
        Settings of each rung by its aim.
    """
    difference = figure.other - figure.plan
    if abs(difference) < _SMALL:
        return ""
    words = _difference(figure.aim, difference, lang, roles=roles, ladder=ladder)
    if figure.exact:
        return words
    if figure.bound is None:
        return text("why.cost.found", lang, cost=words)
    # The bound lies on the better side: a figure that differs from the plan to that side is no cost to doubt.
    if difference * (figure.other - figure.bound) < 0:
        return words
    if abs(figure.bound - figure.plan) < _SMALL or (figure.bound - figure.plan) * difference < 0:
        return text("why.cost.perhaps_none", lang, cost=words)
    least = number(abs(figure.bound - figure.plan))
    return text("why.cost.at_least", lang, cost=words, least=least)


def _difference(
    aim: str, difference: float, lang: str, *, roles: Mapping[str, RoleFacts], ladder: Mapping[str, Any]
) -> str:
    way = "more" if difference > 0 else "less"
    if aim == "county_fill":
        return text(f"why.cost.county_fill.{way}", lang, amount=number(abs(100 * difference)))
    whole = round(abs(difference))
    key = f"why.cost.{aim}.{way}"
    if abs(abs(difference) - whole) < _SMALL and whole == 1 and has_text(f"{key}.one"):
        return text(f"why.cost.{aim}.{way}.one", lang)
    if has_text(key):
        amount = whole if abs(abs(difference) - whole) < _SMALL else number(abs(difference))
        return text(key, lang, amount=amount)
    title = aim_title(aim, lang, roles=roles, ladder=ladder)
    unit = aim_unit(aim, lang, ladder)
    return text("why.cost.other", lang, aim=title, amount=number(difference, signed=True), unit=unit)
