"""Why this person for this post, in lines that a planner can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.aim_words import aim_title
from scenarios.messages import text
from scenarios.reasons.costs import cost_words
from scenarios.role_facts import roles_of_settings

if TYPE_CHECKING:
    from optimizer.staffing.explain import Alternative, Why
    from optimizer.staffing.problem import Arcs
    from scenarios.reasons.asked import Again
    from scenarios.reasons.names import Names
    from scenarios.role_facts import RoleFacts

__all__ = ["body_lines", "head_words", "judged", "moves_of", "same_plan_words", "speaking"]

#: Moves that are told one by one.
_MOVES = 8
#: Journeys that read the same are equal.
_CLOSE = 0.05


def same_plan_words(again: Again, lang: str) -> str:
    """What the plan at hand is: the same as that of a stored run, or another."""
    seed = again.ready.config.solver.seed
    return text(f"why.stored.{again.stored}", lang, seed=seed)


def head_words(again: Again, same: Sequence[Why], lang: str) -> str:
    """Who holds a post, one person or several whose reasons are the same.

    Parameters
    ----------
    again : Again
    same : sequence of Why
        Of one post.
    lang : {'zh', 'en'}
    """
    names, post = again.names, same[0].post
    by_road = names.posts[post].role == "counsel"
    told = [(names.person(each.person, lang), _one_decimal(_minutes_of(again, each))) for each in same]
    where = names.post(post, lang)
    if len(told) == 1:
        key = "why.serves" if by_road else "why.holds"
        return text(key, lang, person=told[0][0], post=where, distance=told[0][1])
    unit = "why.away_minutes" if by_road else "why.away_km"
    people = [text(unit, lang, person=person, distance=distance) for person, distance in told]
    return text("why.together", lang, post=where, count=len(told),
                people=text("reach.comma", lang).join(people))  # fmt: skip


def body_lines(again: Again, found: Why, lang: str, *, called: str = "") -> Iterator[str]:
    """Say why somebody is there.

    Parameters
    ----------
    again : Again
    found : Why
        Of one of the people there.
    lang : {'zh', 'en'}
    called : str
        What to call this person instead of by name, so that equal reasons of several read alike.
    """
    yield text("why.allowed", lang, count=found.allowed)
    if found.locked:
        yield text("why.locked", lang)
    if found.allowed == 1:
        yield text("why.only_one", lang)
    elif not found.others:
        yield text("why.all_here", lang)
    elif not found.alternatives:
        yield text("why.no_alternative", lang, tried=found.tried)
    else:
        yield from _next_best(again, found, lang, called={found.person: called} if called else {})


def _next_best(again: Again, found: Why, lang: str, *, called: Mapping[str, str]) -> Iterator[str]:
    names = again.names
    yield text("why.next_best", lang, count=len(found.alternatives))
    roles = roles_of_settings(again.ready.config.posts)
    ladder = {str(rung.aim): rung.model_dump() for rung in again.ready.config.ladder}
    level = []
    for place, each in enumerate(found.alternatives, start=1):
        key = "why.alternative" if names.posts[found.post].role == "counsel" else "why.alternative_km"
        who, distance = names.person(each.person, lang), _one_decimal(each.minutes)
        yield text(key, lang, place=place, person=who, distance=distance)
        costs = [cost_words(figure, lang, roles=roles, ladder=ladder) for figure in each.figures]
        yield from judged(each, costs, lang, roles=roles, ladder=ladder)
        yield _moves_line(each, names, lang, called)
        if not (any(costs) or each.better or each.decides):
            level.append(each)
    if level:
        yield _free_choice(again, found, level, lang)
    key = "why.sure" if found.sure else "why.all_tried" if found.tried == found.others else "why.unsure"
    yield text(key, lang, tried=found.tried, others=found.others)
    if found.impossible:
        listed = text("reach.comma", lang).join(names.person(each, lang) for each in found.impossible)
        yield text("why.impossible", lang, people=listed)


def judged(
    each: Alternative,
    costs: Sequence[str],
    lang: str,
    *,
    roles: Mapping[str, RoleFacts],
    ladder: Mapping[str, Any],
) -> Iterator[str]:
    """Say what an alternative costs and gains and, where it costs something, what is proven of that.

    Parameters
    ----------
    each : Alternative
    costs : sequence of str
        Each of its figures in words, empty where it does not differ; one not proven says so itself.
    lang : {'zh', 'en'}
    roles : mapping of str to RoleFacts
    ladder : mapping of str to mapping
        Settings of each rung by its aim.
    """
    told = [(figure, cost) for figure, cost in zip(each.figures, costs, strict=True) if cost]
    lost = [figure for figure, _ in told if not figure.gain]
    for key, gain in (("why.costs", False), ("why.gains", True)):
        words = [cost for figure, cost in told if figure.gain is gain]
        if words:
            yield text(key, lang, costs=text("why.semicolon", lang).join(words))
    if each.better:
        yield text("why.better", lang)
    elif each.decides is None:
        yield text("why.as_good" if told else "why.level", lang)
    elif not lost:
        yield text("why.trifle", lang, aim=aim_title(each.decides, lang, roles=roles, ladder=ladder))
    elif all(figure.exact for figure in lost):
        yield text("why.proven", lang)


def _moves_line(each: Alternative, names: Names, lang: str, called: Mapping[str, str]) -> str:
    moves = list(moves_of(each, names, lang, called=called))
    if len(moves) > _MOVES:
        more = text("why.more_moves", lang, count=len(moves) - _MOVES)
        moves = [*moves[:_MOVES], more]
    return text("why.moves" if moves else "why.nobody_moves", lang,
                moves=text("why.semicolon", lang).join(moves))  # fmt: skip


def _free_choice(again: Again, found: Why, level: Sequence[Alternative], lang: str) -> str:
    here, *others = (
        _arc_of(again, person, found.post) for person in (found.person, *(e.person for e in level))
    )
    moving = all(each.ended or each.begun for each in level)
    names = speaking(again.solved.case.problem.arcs, here, others, moving=moving)
    if not names:
        return text("why.free", lang)
    reasons = [text(f"why.speaks.{name}", lang) for name in names]
    return text("why.free_but", lang, reasons=text("why.semicolon", lang).join(reasons))


def speaking(arcs: Arcs, here: int, others: Sequence[int], *, moving: bool) -> tuple[str, ...]:
    """What speaks for one pair against others that are as good in every aim.

    Parameters
    ----------
    arcs : Arcs
    here : int
        Position of the pair.
    others : sequence of int
        Positions of the others, of the same post.
    moving : bool
        Whether each of them makes somebody else move.

    Returns
    -------
    tuple of str
        Of ``today``, ``nearest``, ``moves``; none when nothing does.
    """
    there = list(others)
    true = {
        "today": bool(arcs.current[here]) and not arcs.current[there].any(),
        "nearest": bool((arcs.minutes[there] > arcs.minutes[here] + _CLOSE).all()),
        "moves": moving,
    }
    return tuple(name for name, holds in true.items() if holds)


def moves_of(
    each: Alternative, names: Names, lang: str, *, called: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Who gives what to whom; some people may be called otherwise than by name."""

    def name(person: str) -> str:
        return (called or {}).get(person) or names.person(person, lang)

    begun: dict[str, list[str]] = {}
    for person, post in each.begun:
        begun.setdefault(post, []).append(person)
    for person, post in each.ended:
        taker = begun[post].pop(0) if begun.get(post) else ""
        gaps = {"post": names.post(post, lang), "person": name(person)}
        if taker:
            yield text("why.gives_to", lang, other=name(taker), **gaps)
        else:
            yield text("why.gives_up", lang, **gaps)
    for post, people in begun.items():
        for person in people:
            yield text("why.takes", lang, post=names.post(post, lang), person=name(person))


def _minutes_of(again: Again, found: Why) -> float:
    return float(again.solved.case.problem.arcs.minutes[_arc_of(again, found.person, found.post)])


def _arc_of(again: Again, person: str, post: str) -> int:
    problem = again.solved.case.problem
    p, d = problem.people.ids.index(person), problem.posts.ids.index(post)
    return int(np.flatnonzero((problem.arcs.person == p) & (problem.arcs.post == d))[0])


def _one_decimal(value: float) -> str:
    """Minutes and kilometres as the lists show them."""
    return f"{value:,.1f}"
