"""Why this person for this post, in lines that a planner can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scenarios.messages import text
from scenarios.reasons.costs import cost_words
from scenarios.role_facts import roles_of_settings

if TYPE_CHECKING:
    from optimizer.staffing.explain import Alternative, Why
    from scenarios.reasons.asked import Again
    from scenarios.reasons.names import Names
    from scenarios.role_facts import RoleFacts

__all__ = ["same_plan_words", "why_lines"]

#: Moves that are told one by one.
_MOVES = 8


def same_plan_words(again: Again, lang: str) -> str:
    """What the plan at hand is: the same as that of a stored run, or another."""
    seed = again.ready.config.solver.seed
    return text(f"why.stored.{again.stored}", lang, seed=seed)


def why_lines(again: Again, found: Why, lang: str) -> Iterator[str]:
    """Say who serves a post and why, one line after the other.

    Parameters
    ----------
    again : Again
    found : Why
        Of one of the people there.
    lang : {'zh', 'en'}
    """
    names, post = again.names, found.post
    by_road = names.posts[post].role == "counsel"
    here = _minutes_of(again, found.person, post)
    key = "why.serves" if by_road else "why.holds"
    yield text(key, lang, person=names.person(found.person, lang), post=names.post(post, lang),
               distance=_one_decimal(here))  # fmt: skip
    yield text("why.allowed", lang, count=found.allowed)
    if found.locked:
        yield text("why.locked", lang)
    if found.allowed == 1:
        yield text("why.only_one", lang)
        return
    if not found.tried:
        yield text("why.all_here", lang)
        return
    if not found.alternatives:
        yield text("why.no_alternative", lang, tried=found.tried)
        return
    yield text("why.next_best", lang, count=len(found.alternatives))
    roles = roles_of_settings(again.ready.config.posts)
    ladder = {str(rung.aim): rung.model_dump() for rung in again.ready.config.ladder}
    for place, each in enumerate(found.alternatives, start=1):
        yield from _alternative(again, found, each, place, lang, roles=roles, ladder=ladder)
    yield text("why.sure" if found.sure else "why.unsure", lang, tried=found.tried, others=found.allowed - 1)
    if found.impossible:
        listed = text("reach.comma", lang).join(names.person(each, lang) for each in found.impossible)
        yield text("why.impossible", lang, people=listed)


def _alternative(
    again: Again,
    found: Why,
    each: Alternative,
    place: int,
    lang: str,
    *,
    roles: Mapping[str, RoleFacts],
    ladder: Mapping[str, Any],
) -> Iterator[str]:
    names = again.names
    key = "why.alternative" if names.posts[found.post].role == "counsel" else "why.alternative_km"
    yield text(
        key, lang, place=place, person=names.person(each.person, lang), distance=_one_decimal(each.minutes)
    )
    costs = [cost_words(figure, lang, roles=roles, ladder=ladder) for figure in each.figures]
    told = text("why.semicolon", lang).join(cost for cost in costs if cost)
    yield text("why.costs" if told else "why.costs_nothing", lang, costs=told)
    if each.better:
        yield text("why.better", lang)
    elif each.decides is None:
        yield text("why.as_good", lang)
    yield text("why.proven" if each.exact else "why.bound", lang)
    moves = list(moves_of(each, names, lang))
    if len(moves) > _MOVES:
        more = text("why.more_moves", lang, count=len(moves) - _MOVES)
        moves = [*moves[:_MOVES], more]
    yield text("why.moves" if moves else "why.nobody_moves", lang,
               moves=text("why.semicolon", lang).join(moves))  # fmt: skip


def moves_of(each: Alternative, names: Names, lang: str) -> Iterator[str]:
    """Who gives what to whom."""
    begun: dict[str, list[str]] = {}
    for person, post in each.begun:
        begun.setdefault(post, []).append(person)
    for person, post in each.ended:
        taker = begun[post].pop(0) if begun.get(post) else ""
        gaps = {"post": names.post(post, lang), "person": names.person(person, lang)}
        if taker:
            yield text("why.gives_to", lang, other=names.person(taker, lang), **gaps)
        else:
            yield text("why.gives_up", lang, **gaps)
    for post, people in begun.items():
        for person in people:
            yield text("why.takes", lang, post=names.post(post, lang), person=names.person(person, lang))


def _minutes_of(again: Again, person: str, post: str) -> float:
    problem = again.solved.case.problem
    p, d = problem.people.ids.index(person), problem.posts.ids.index(post)
    arcs = problem.arcs
    return float(arcs.minutes[(arcs.person == p) & (arcs.post == d)][0])


def _one_decimal(value: float) -> str:
    """Minutes and kilometres as the lists show them."""
    return f"{value:,.1f}"
