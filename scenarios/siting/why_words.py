"""Reasons of a plan of sites in words: the one place that makes them, for terminal, files and app."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.messages import text
from scenarios.rounding import gap_text, number
from scenarios.siting.words import aim_words, unit_words, way_words, weight_title

if TYPE_CHECKING:
    from scenarios.siting.rest import Left, Rest
    from scenarios.siting.spot import Spot
    from scenarios.siting.why import Curve, Other, SiteWhy, Step

__all__ = [
    "broken_words", "curve_note", "left_words", "rest_sentences", "spot_words", "step_words", "value_words",
    "why_sentences",
]  # fmt: skip

Record = Mapping[str, Any]
#: So many sites or villages are named in a sentence.
_FIRST_NAMED = 10


def spot_words(spot: Spot, lang: str) -> str:
    """A place with its township and county."""
    return text("reach.place", lang, village=spot.name, township=spot.township, county=spot.county)


def value_words(value: float | None, aim: str, task: Record, lang: str) -> str:
    """A value of an aim with its unit; in words where there is none."""
    if value is None:
        return text("siting_why.alone" if aim == "apart" else "siting_why.not_all", lang)
    return text("siting_why.amount", lang, value=number(value), unit=unit_words(aim, task, lang))


def broken_words(broken: Sequence[str], counties: Mapping[str, str], lang: str) -> str:
    """The limits that would be broken, by what they are; empty for none."""
    words = []
    for name in broken:
        kind, _, code = name.partition(".")
        words.append(text(f"siting_rule.{kind}", lang, county=counties.get(code, code)))
    return text("reach.comma", lang).join(words)


def why_sentences(why: SiteWhy, task: Record, counties: Mapping[str, str], lang: str) -> Iterator[str]:
    """Yield why a site is open: whom it serves, what would be lost, and what its best neighbour would do.

    Parameters
    ----------
    why : SiteWhy
    task : mapping
        See `scenarios.siting.record.task_record`.
    counties : mapping of str to str
        Names by code.
    lang : {'zh', 'en'}
    """
    served = {
        "site": spot_words(why.spot, lang), "villages": f"{why.villages:,}", "weight": f"{why.weight:,.0f}",
        "title": weight_title(task, lang), "mean": way_words(why.mean, task, lang),
        "worst": way_words(why.worst, task, lang),
    }  # fmt: skip
    yield text("siting_why.serves" if why.villages else "siting_why.serves_nobody", lang, **served)
    if why.origin != "chosen":
        yield text(f"siting_origin.{why.origin}", lang)
    yield _instead("siting_why.closed", why.closed, why, task, counties, lang)
    if why.lost_without is not None and why.villages:
        mean = way_words(why.mean_without, task, lang)
        yield text("siting_why.without", lang, mean=mean, lost=f"{why.lost_without:,}")
    if not why.neighbours:
        yield text("siting_why.no_neighbour", lang)
        return
    yield _instead("siting_why.neighbour", why.neighbours[0], why, task, counties, lang)


def _instead(
    key: str, other: Other, why: SiteWhy, task: Record, counties: Mapping[str, str], lang: str
) -> str:
    """What the aim would come to, and which limits would be broken."""
    words = text(
        key, lang,
        site="" if other.spot is None else spot_words(other.spot, lang),
        aim=aim_words(why.aim, task, lang),
        now=value_words(why.value, why.aim, task, lang),
        then=value_words(other.value, why.aim, task, lang),
    )  # fmt: skip
    if not other.broken:
        return words
    return words + text("siting_why.breaks", lang, rules=broken_words(other.broken, counties, lang))


def step_words(step: Step, curve: Curve, lang: str) -> list[str]:
    """A step as cells: new sites, value, bound, change, status."""
    amounts = [number(step.value), number(step.bound), number(step.change, signed=True)]
    mark = text("siting_curve.planned", lang) if step.number == curve.planned else ""
    return [f"{step.number:,}{mark}", *amounts, text(step_status(step), lang)]


def step_status(step: Step) -> str:
    """Return the key of how a step ended: without a plan that is proven, or only not found in the time."""
    if step.value is not None:
        return f"rung_status.{step.status}"
    return "siting_curve.impossible" if step.status == "optimal" else "siting_curve.none"


def curve_note(curve: Curve, task: Record, lang: str) -> str:
    """What the numbers of a curve mean."""
    aim, unit = aim_words(curve.aim, task, lang), unit_words(curve.aim, task, lang)
    words = text("siting_curve.note", lang, aim=aim, unit=unit)
    if task.get("times", 1) > 1:
        words += text("siting_curve.once", lang, times=task["times"])
    words += text("siting_curve.gap", lang, gap=gap_text(curve.gap)) if curve.gap else ""
    return words if curve.whole else words + text("siting_curve.stopped", lang)


def rest_sentences(rest: Rest, task: Record, lang: str) -> Iterator[str]:
    """Yield how many stay beyond reach, what would reach them, and whom nothing reaches."""
    weight = f"{sum(each.weight for each in rest.left):,.0f}"
    if not rest.left:
        yield text("siting_rest.nobody", lang)
    else:
        title = weight_title(task, lang)
        yield text("siting_rest.left", lang, count=f"{len(rest.left):,}", weight=weight, title=title)
        yield _more(rest, lang)
    if rest.lost:
        named = [f"{spot_words(each.spot, lang)}{_because(each, lang)}" for each in rest.lost[:_FIRST_NAMED]]
        yield text(
            "siting_rest.lost", lang, count=f"{len(rest.lost):,}", villages=_listed(named, rest.lost, lang)
        )


def _because(left: Left, lang: str) -> str:
    return text("siting_rest.because", lang, why=left_words(left, lang))


def left_words(left: Left, lang: str) -> str:
    """Why nothing reaches a village; empty where something would."""
    return text(f"siting_left.{left.why}", lang) if left.why else ""


def _more(rest: Rest, lang: str) -> str:
    if rest.more is None:
        return text("siting_rest.no_room" if rest.status == "optimal" else "siting_rest.no_time", lang)
    if not rest.more:
        return text("siting_rest.enough", lang)
    named = [spot_words(each.spot, lang) for each in rest.more[:_FIRST_NAMED]]
    key = "siting_rest.more" if rest.least == len(rest.more) else "siting_rest.more_at_least"
    sites = _listed(named, rest.more, lang)
    return text(key, lang, count=f"{len(rest.more):,}", least=f"{rest.least:,}", sites=sites)


def _listed(named: Sequence[str], every: Sequence[Any], lang: str) -> str:
    rest = len(every) - len(named)
    return text("reach.comma", lang).join(named) + (text("reach.more", lang, count=rest) if rest else "")
