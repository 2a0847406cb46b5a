"""Names and notes of a plan of growth, for the terminal and the workbook."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from scenarios.errors import in_language
from scenarios.headcount.place_words import place_said
from scenarios.headcount.tables import target_years
from scenarios.headcount.wishes import Wish, wishes
from scenarios.messages import text
from scenarios.rounding import cut_off

if TYPE_CHECKING:
    from optimizer.result import Certificate
    from scenarios.headcount.answer import HeadcountAnswer
    from scenarios.headcount.tables import Action
    from scenarios.settings import HeadcountSettings, StudyConfig

__all__ = [
    "DIGITS",
    "action_words",
    "asked_for",
    "budget_name",
    "change_words",
    "differ",
    "figure",
    "group_name",
    "notes",
    "plainly",
    "profession_name",
    "proof_words",
    "rung_words",
    "whole_people",
    "wish_name",
]

Names = Mapping[str, str]
#: A figure that round-off has moved off a whole one by less than this is that one.
_ROUND_OFF = 1e-9
#: Decimals of what is not money or people: amounts of counties, values of aims.
DIGITS = 3
#: At most so many more, where two figures would read alike.
_MORE_DIGITS = 6


def profession_name(settings: HeadcountSettings, profession: str, lang: str) -> str:
    """A profession's title."""
    return settings.professions[profession].name.text(lang)


def group_name(answer: HeadcountAnswer, group: str, counties: Names, lang: str) -> str:
    """A county that is made alike, with its profession where there are several."""
    county, _, profession = group.partition("/")
    title = profession_name(answer.case.settings, profession, lang) if profession else ""
    return f"{counties[county]} – {title}" if title else counties[county]


def budget_name(settings: HeadcountSettings, budget: str, lang: str) -> str:
    """A budget's title; its id where it has none."""
    title = settings.budgets[budget].name
    return budget if title is None else title.text(lang)


def asked_for(config: StudyConfig) -> dict[str, Wish]:
    """What every target of growth asks for, by its code."""
    return wishes(config.headcount, config.targets)


def wish_name(wish: Wish, lang: str) -> str:
    """A target's title; it says so where no plan has it."""
    title = wish.name.text(lang)
    return text("headcount.own_target", lang, target=title) if wish.own else title


def figure(value: float) -> str:
    """A figure with two decimals, cut off: what is below a target does not read as reaching it."""
    whole = round(value)
    return f"{whole:,}" if abs(value - whole) < _ROUND_OFF else f"{cut_off(value, digits=2):,.2f}"


def plainly(value: float | None, *, digits: int = DIGITS) -> str:
    """The value of an aim or the amount of a county, cut off, without noughts at its end; a dash for none."""
    if value is None or not math.isfinite(value):
        return "–"
    if 0 < value < 10.0**-digits - _ROUND_OFF:
        return figure(0.0) if value < _ROUND_OFF else f"< {10.0**-digits:.{digits}f}"
    words = f"{cut_off(value, digits=digits):,.{digits}f}"
    return words.rstrip("0").rstrip(".")


def differ(before: float, after: float) -> bool:
    """Whether two values of an aim differ by more than round-off."""
    return abs(after - before) > _ROUND_OFF


def change_words(before: float, after: float) -> str:
    """How a value changes, with so many decimals that it shows; a dash where it does not."""
    if not differ(before, after):
        return "–"
    for digits in range(DIGITS, DIGITS + _MORE_DIGITS):
        sides = [plainly(each, digits=digits) for each in (before, after)]
        if sides[0] != sides[1]:
            break
    return " → ".join(sides)


def proof_words(exact: bool, lang: str) -> str:
    """Whether a value is proven."""
    return text("rung_status.optimal" if exact else "rung_status.limit", lang)


def whole_people(value: float) -> int:
    """Whole people: a part of one who is needed or lacks is one, but round-off is none."""
    return math.ceil(value - _ROUND_OFF)


def action_words(answer: HeadcountAnswer, action: Action, counties: Names, lang: str) -> str:
    """What is done, in words."""
    name = profession_name(answer.case.settings, action.profession, lang)
    if action.kind == "start":
        way = answer.case.settings.professions[action.profession].ways[action.way].name.text(lang)
        return text("growth_action.start", lang, profession=name, way=way)
    return text(f"growth_action.{action.kind}", lang, profession=name, source=counties.get(action.source, ""))


def rung_words(rung: Certificate, lang: str) -> list[str]:
    """A certificate as cells: aim, value, bound, how far it is proven, seconds."""
    aim = rung.aim.partition(":")[0]
    proof = text(f"rung_status.{rung.status.value}", lang)
    values = (plainly(each) for each in (rung.objective, rung.bound))
    return [text(f"growth_aim.{aim}", lang), *values, proof, f"{rung.seconds:.1f}"]


def notes(answer: HeadcountAnswer, config: StudyConfig, counties: Names, lang: str) -> Iterator[str]:
    """Yield what is not planned, and why, and whose number of today comes from the settings."""
    settings, unknown = config.headcount, {each.profession for each in answer.case.unknown}
    for each in answer.case.unknown:
        all_of_them = len(each.counties) == len(counties)
        where = text("headcount.every_county", lang) if all_of_them else text(
            "reach.comma", lang
        ).join(counties[code] for code in each.counties)  # fmt: skip
        words = {"profession": profession_name(settings, each.profession, lang), "counties": where}
        place = in_language(place_said(each, config), lang)
        yield text("headcount.unknown", lang, **words, place=place)
    for name, one in settings.professions.items():
        for way in one.ways.values() if name not in unknown else ():
            if way.trained_from in unknown:
                words = {"profession": one.name.text(lang), "way": way.name.text(lang)}
                yield text("headcount.way_left_out", lang, **words)
    for name, one in settings.professions.items():
        if one.stock is not None and name not in unknown:
            yield text("headcount.given_stock", lang, profession=one.name.text(lang))
    for row in target_years(answer.case, answer.result):
        if row.bought:
            numbers = {"people": f"{row.people:,}", "year": str(row.year), "bought": f"{row.bought:,}"}
            code = f"{row.code} – {counties[row.county]}" if row.county else row.code
            yield text("headcount.of_these_bought", lang, code=code, **numbers)
