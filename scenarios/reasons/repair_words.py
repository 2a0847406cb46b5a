"""Repairs in words: what each kind fills, what of it is used, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.staffing.explain import MoreHours, NewPair
from scenarios.messages import text
from scenarios.rounding import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.staffing.explain import Repair
    from scenarios.reasons.explanation import Explanation
    from scenarios.reasons.names import Names

__all__ = ["price_words", "proof_words", "searched_words", "used_words"]

_CLOSE = 1e-6


def used_words(found: Repair, lang: str) -> str:
    """What a repair uses, by kind; a dash for nothing."""
    hours = [each for each in found.used if isinstance(each.option, MoreHours)]
    pairs = [each.option for each in found.used if isinstance(each.option, NewPair)]
    parts = []
    hired = sum(count for _, count in found.hired)
    if hired:
        parts.append(text("explain.use.people", lang, count=hired))
    if hours:
        amount = number(sum(each.amount for each in hours))
        parts.append(text("explain.use.hours", lang, hours=amount, count=len(hours)))
    for kind in ("travel_limit", "jurisdiction"):
        count = sum(each.kind == kind for each in pairs)
        if count:
            parts.append(text(f"explain.use.{kind}", lang, count=count))
    return text("reach.comma", lang).join(parts) or "–"


def searched_words(found: Explanation, names: Names, lang: str) -> Iterator[str]:
    """Which counties the repairs leave out and why, and what to do about those that are not proven."""
    comma = text("reach.comma", lang)
    for key in ("unneeded", "unsearched"):
        left = [names.counties[code] for code in getattr(found, key)]
        if left:
            yield text(f"explain.repairs_{key}", lang, counties=comma.join(left))
    loose = sum(not each.exact for county in found.repairs for each in county.repairs)
    if loose:
        # One county alone has all of the time already.
        key = "explain.repairs_loose" if len(found.repairs) > 1 else "explain.repairs_loose_alone"
        yield text(key, lang, count=loose)


def price_words(found: Repair) -> str:
    """The price in whole yuan."""
    return f"{found.price:,.0f}"


def proof_words(found: Repair, lang: str) -> str:
    """Whether no cheaper use of this kind fills as much, and none fills more."""
    if found.exact:
        return text("explain.proven" if found.used or found.hired else "explain.fills_none", lang)
    if found.shortage - found.shortage_bound > _CLOSE:
        if found.shortage_bound <= _CLOSE:
            return text("explain.left_open", lang)
        return text("explain.left_bound", lang, least=number(found.shortage_bound))
    if found.price_bound <= 0:
        return text("explain.price_open", lang)
    return text("explain.price_bound", lang, least=f"{found.price_bound:,.0f}")
