"""The reasons for a plan on the terminal: short, with the whole in a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from scenarios.messages import text
from scenarios.reasons.conflict_words import beyond_words, obstacle_lines
from scenarios.reasons.repair_words import price_words, proof_words, searched_words, used_words
from scenarios.rounding import number

if TYPE_CHECKING:
    from optimizer.staffing.explain import Loss
    from scenarios.reasons.asked import Again
    from scenarios.reasons.explanation import Explanation

__all__ = ["explanation_view", "loss_lines"]

_FIRST = 10


def explanation_view(
    again: Again, found: Explanation, lang: str, *, village: str | None
) -> Iterator[str | RenderableType]:
    """Return lines and tables: what is short and why, repairs, townships, people.

    Parameters
    ----------
    again : Again
    found : Explanation
    lang : {'zh', 'en'}
    village : str or None
        The village that was asked about.
    """
    yield from _short(again, found, lang, village=village)
    if found.repairs:
        yield ""
        yield _repairs(again, found, lang)
        yield from searched_words(found, again.names, lang)
        yield text("explain.repairs_legend", lang)
    yield ""
    yield from _heat(again, found, lang)
    yield ""
    yield from _losses(again, found, lang)


def _short(again: Again, found: Explanation, lang: str, *, village: str | None) -> Iterator[str]:
    names = again.names
    if found.filled and village is not None:
        yield text("explain.not_vacant", lang, post=names.post(village, lang))
        return
    if not found.vacant:
        yield text("explain.nothing_vacant", lang)
        return
    yield text("explain.vacant", lang, count=found.vacant)
    hired = bool(again.solved.case.problem.most_hired)
    for each in found.obstacles:
        lines = list(obstacle_lines(each, names, lang, hired=hired))
        county = names.counties.get(each.county_code, each.county_code)
        yield text("explain.county", lang, county=county, words=lines[0])
        yield from (text("explain.line", lang, words=line) for line in lines[1:])
    if found.beyond:
        yield text("explain.beyond_count", lang, count=len(found.beyond))
        for place in found.beyond[:_FIRST]:
            yield text("explain.line", lang, words=beyond_words(place, names, lang))
        if len(found.beyond) > _FIRST:
            yield text("explain.more_in_book", lang, count=len(found.beyond) - _FIRST)


def _repairs(again: Again, found: Explanation, lang: str) -> Table:
    table = _table(
        text("explain.repairs", lang),
        [text("list.county", lang), text("explain.kind", lang)],
        [text("explain.fills", lang), text("explain.yuan", lang)],
        [text("explain.uses", lang), text("explain.proof", lang)],
    )
    for county in found.repairs:
        for place, (kind, each) in enumerate(county.by_kind()):
            name = again.names.counties.get(county.county_code, county.county_code) if place == 0 else ""
            filled = 0.0 if each is None else county.filled(each)
            fills = text("explain.of", lang, part=number(filled), whole=number(county.vacant))
            told = ["–", "–", text("explain.not_offered", lang)] if each is None else [
                price_words(each), used_words(each, lang), proof_words(each, lang)]  # fmt: skip
            table.add_row(*map(Text, [name, text(f"explain.repair.{kind}", lang), fills, *told]))
    return table


def _heat(again: Again, found: Explanation, lang: str) -> Iterator[str | RenderableType]:
    hot = [each for each in found.heat if each.gain > 0]
    hire = again.ready.config.hire
    gaps = {"occupation": _occupation(hire.occupation, lang), "hours": number(hire.hours_year),
            "most": hire.most_villages}  # fmt: skip
    if not hot:
        yield text("explain.no_heat", lang, **gaps)
        return
    table = _table(
        text("explain.heat", lang, **gaps),
        [text("list.township", lang), text("list.county", lang)],
        [text(f"explain.{key}", lang) for key in ("gain", "gain_bound", "own_vacant", "drive")],
        [],
    )
    places = township_places(again)
    for each in hot[:_FIRST]:
        name, county = places.get(each.group, (each.group, ""))
        figures = (each.gain, each.bound, found.vacant_by_township.get(each.group, 0))
        table.add_row(*map(Text, [name, county, *map(number, figures), f"{each.minutes:,.1f}"]))
    yield table
    yield text("explain.heat_legend", lang, shown=min(len(hot), _FIRST), count=len(hot))
    yield from _level("explain.gain", sum(each.gain == hot[0].gain for each in hot), lang)
    if any(each.bound > each.gain for each in hot[:_FIRST]):
        yield text("explain.heat_loose", lang)


def _losses(again: Again, found: Explanation, lang: str) -> Iterator[str | RenderableType]:
    lost = found.losses
    served = len({post for each in lost.people for post in each.posts})
    yield text("explain.without_backup", lang, count=len(lost.without), served=served)
    worst = [each for each in lost.worst_first() if each.vacant]
    if not worst:
        yield text("explain.no_loss", lang)
        return
    table = _table(
        text("explain.losses", lang),
        [text("explain.leaver", lang)],
        [text(f"explain.{key}", lang) for key in ("serves", "taken_over", "left_vacant", "hours_served")],
        [],
    )
    for each in worst[:_FIRST]:
        figures = (len(each.posts), len(each.taken_over), len(each.vacant), f"{each.hours:,.1f}")
        table.add_row(*map(Text, [again.names.person(each.person, lang), *map(str, figures)]))
    yield table
    yield text("explain.losses_legend", lang, shown=min(len(worst), _FIRST), count=len(worst))
    level = sum(len(each.vacant) == len(worst[0].vacant) for each in worst)
    yield from _level("explain.left_vacant", level, lang)


def _level(column: str, count: int, lang: str) -> Iterator[str]:
    """How many are level with the first in what a list goes by, where the table does not show them all."""
    if count > _FIRST:
        yield text("explain.level", lang, column=text(column, lang), count=count, shown=_FIRST)


def loss_lines(again: Again, loss: Loss | None, person: str, lang: str) -> Iterator[str]:
    """What follows when one person leaves, village by village."""
    names = again.names
    who = names.person(person, lang)
    if loss is None:
        yield text("explain.serves_nothing", lang, person=who)
        return
    yield text("explain.leaves", lang, person=who, count=len(loss.posts))
    taken, backups = dict(loss.taken_over), dict(loss.backups)
    for post in loss.posts:
        place = names.post(post, lang)
        if post in taken:
            yield text("explain.loss_taken", lang, post=place, person=names.person(taken[post], lang))
        elif post in backups:
            yield text("explain.loss_backup", lang, post=place, person=names.person(backups[post], lang))
        elif post in loss.vacant:
            yield text("explain.loss_vacant", lang, post=place)
        else:
            yield text("explain.loss_none_needed", lang, post=place)
    if not loss.exact:
        yield text("explain.loss_inexact", lang)


def township_places(again: Again) -> dict[str, tuple[str, str]]:
    """Name and county of every township."""
    towns = again.ready.city.townships
    counties = again.names.counties
    return {
        code: (name, counties.get(county, ""))
        for code, name, county in zip(
            towns["township_code"], towns["name"], towns["county_code"], strict=True
        )
    }


def _occupation(occupation: str, lang: str) -> str:
    from scenarios.messages import has_text

    key = f"occupation.{occupation}"
    return text(key, lang) if has_text(key) else occupation


def _table(title: str, words: list[str], figures: list[str], after: list[str]) -> Table:
    table = Table(title=Text(title), title_justify="left")
    for column in words:
        table.add_column(Text(column), overflow="fold")
    for column in figures:
        table.add_column(Text(column), justify="right", overflow="fold")
    for column in after:
        table.add_column(Text(column), overflow="fold")
    return table
