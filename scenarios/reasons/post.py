"""The reasons for whoever holds a post, or for nobody holding it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from optimizer.staffing import Effort
from optimizer.staffing.explain import why
from optimizer.staffing.plan import heads_short
from scenarios.messages import text
from scenarios.reasons.beyond import beyond_reach
from scenarios.reasons.conflict_words import beyond_words, conflict_lines, obstacle_lines
from scenarios.reasons.conflicts import obstacle, whole_conflict
from scenarios.reasons.settled import settled
from scenarios.reasons.why_words import body_lines, head_words

if TYPE_CHECKING:
    from optimizer.staffing.explain import Why
    from scenarios.reasons.asked import Again

__all__ = ["post_lines"]


def post_lines(again: Again, post: str, people: Sequence[str], lang: str, *, seconds: float) -> Iterator[str]:
    """Say why these people hold a post, and why nobody more does where somebody is lacking.

    People whose reasons are the same are told together.

    Parameters
    ----------
    again : Again
    post : str
    people : sequence of str
        Of the post, by the ids of the problem.
    lang : {'zh', 'en'}
    seconds : float
        For all of them together, and again for what is lacking.
    """
    case, result = again.solved.case, again.solved.result
    same: dict[tuple[str, ...], list[Why]] = {}
    for person in people:
        found = why(
            case.problem,
            ladder=again.solved.aims,
            result=result,
            person=person,
            post=post,
            effort=Effort(gap=again.ready.config.solver.gap),
            seconds=seconds / len(people),
        )
        body = tuple(body_lines(again, found, lang, called=text("why.whoever", lang)))
        same.setdefault(body, []).append(found)
    for body, alike in same.items():
        yield head_words(again, alike, lang)
        yield from body if len(alike) > 1 else body_lines(again, alike[0], lang)
    if len(people) > 1:
        yield text("why.ask_one", lang)
    place = case.problem.posts.ids.index(post)
    short = round(float(heads_short(result.plan, case.problem)[place]))
    if short:
        yield text("why.lacks", lang, post=again.names.post(post, lang), count=short)
        yield from _lacking(again, post, lang, seconds=seconds)
    elif not people:
        yield text("why.nobody_needed", lang, post=again.names.post(post, lang))


def _lacking(again: Again, post: str, lang: str, *, seconds: float) -> Iterator[str]:
    names, solved = again.names, again.solved
    if names.posts[post].role != "counsel":
        known = whole_conflict(solved, post, seconds=seconds)
        if known is None:
            yield text("explain.no_conflict", lang, post=names.post(post, lang))
        else:
            yield from conflict_lines(known, names, lang, post=names.post(post, lang))
        return
    place = (again.ready.city, again.ready.travel, again.ready.config)
    plan = settled(*place, solved)
    problem, there = plan.without_places()
    if not (problem.arcs.post == problem.posts.ids.index(post)).any():
        (beyond,) = beyond_reach(*place, plan, [post])
        yield beyond_words(beyond, names, lang)
        return
    found = obstacle(problem, there, post=post, solved=solved, seconds=seconds)
    yield from obstacle_lines(found, names, lang, hired=bool(solved.case.problem.most_hired))
