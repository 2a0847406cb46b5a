"""Conflicts in words: what is short of what, and for which villages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scenarios.messages import text

if TYPE_CHECKING:
    from optimizer.staffing.explain import Conflict, Element
    from scenarios.reasons.beyond import Beyond
    from scenarios.reasons.conflicts import Count, Obstacle
    from scenarios.reasons.names import Names

__all__ = ["beyond_words", "conflict_lines", "element_words", "obstacle_lines"]

#: So few elements are named one by one.
_NAMED = 6


def obstacle_lines(found: Obstacle, names: Names, lang: str, *, hired: bool) -> Iterator[str]:
    """Say why a vacant village cannot be filled.

    Parameters
    ----------
    found : Obstacle
    names : Names
    lang : {'zh', 'en'}
    hired : bool
        Whether the plan hires people, who stay where it has them.
    """
    village = names.post(found.post, lang)
    if found.conflict is None:
        yield text("explain.no_conflict", lang, post=village)
        return
    if found.count is None:
        yield from conflict_lines(found.conflict, names, lang, post=village)
        return
    if found.together is not None:
        yield text("explain.together", lang, vacant=len(found.like) + 1, **_gaps(found.together, lang))
        yield text("explain.one_of_them", lang, post=village, **_gaps(found.count, lang))
    elif found.count.posts == 1:
        yield text("explain.counted_alone", lang, post=village, **_gaps(found.count, lang))
    else:
        yield text("explain.counted", lang, post=village, **_gaps(found.count, lang))
    yield text("explain.irreducible" if found.conflict.exact else "explain.perhaps_smaller", lang)
    if hired:
        yield text("explain.hired_stay", lang)


def conflict_lines(found: Conflict, names: Names, lang: str, *, post: str) -> Iterator[str]:
    """Say which rules cannot hold together, one by one when they are few, else by kind."""
    if len(found.elements) <= _NAMED:
        listed = [element_words(each, names, lang) for each in found.elements]
    else:
        kinds: dict[str, int] = {}
        for each in found.elements:
            kinds[each.kind] = kinds.get(each.kind, 0) + 1
        listed = [text(f"explain.kind.{kind}", lang, count=count) for kind, count in kinds.items()]
    words = text("why.semicolon", lang).join(listed)
    key = "explain.conflict" if found.proven else "explain.conflict_unproven"
    yield text(key, lang, post=post, rules=words)
    if found.proven:
        yield text("explain.irreducible" if found.exact else "explain.perhaps_smaller", lang)


def element_words(each: Element, names: Names, lang: str) -> str:
    """One rule of a conflict."""
    named = names.post(each.name, lang) if each.kind in ("need", "most_heads") else ""
    if each.kind in ("hours", "most_posts", "lock"):
        named = names.person(each.name, lang)
    post = names.post(each.post, lang) if each.post else ""
    return text(f"explain.element.{each.kind}", lang, name=named or each.name, post=post)


def _gaps(count: Count, lang: str) -> dict[str, object]:
    """The figures of a count, and the limits that set its room."""
    parts = []
    if count.hours:
        parts.append(text("explain.limit_hours", lang, count=count.hours))
    if count.most:
        parts.append(text("explain.limit_most", lang, count=count.most))
    limits = text("reach.comma", lang).join(parts)
    return {
        "posts": count.posts, "need": count.need, "people": count.people, "room": count.room,
        "limits": limits,
    }  # fmt: skip


def beyond_words(found: Beyond, names: Names, lang: str) -> str:
    """Say why nobody may serve a village, and what would open a pair."""
    ways = text("explain.or", lang).join(text(f"explain.opens.{each}", lang) for each in found.opens)
    words = text("explain.beyond", lang, post=names.post(found.post, lang), ways=ways)
    if found.nearest is not None:
        words = text("explain.beyond_nearest", lang, words=words, minutes=f"{found.nearest:,.1f}")
    return text("explain.beyond_hire", lang, words=words) if found.hire else words
