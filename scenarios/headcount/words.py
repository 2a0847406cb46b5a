"""Names and notes of a plan of growth, for the terminal and the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from scenarios.headcount.wishes import Wish, wishes
from scenarios.messages import text
from scenarios.rounding import cut_off

if TYPE_CHECKING:
    from optimizer.result import Certificate
    from scenarios.headcount.answer import HeadcountAnswer
    from scenarios.headcount.tables import Action
    from scenarios.settings import HeadcountSettings, StudyConfig

__all__ = [
    "action_words",
    "asked_for",
    "budget_name",
    "figure",
    "group_name",
    "notes",
    "profession_name",
    "rung_words",
    "wish_name",
]

Names = Mapping[str, str]
#: A figure that round-off has moved off a whole one by less than this is that one.
_ROUND_OFF = 1e-9


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
    values = (f"{each:,.2f}".rstrip("0").rstrip(".") for each in (rung.objective, rung.bound))
    return [text(f"growth_aim.{aim}", lang), *values, proof, f"{rung.seconds:.1f}"]


def notes(answer: HeadcountAnswer, config: StudyConfig, counties: Names, lang: str) -> Iterator[str]:
    """Yield what is not planned, and why, and whose number of today comes from the settings."""
    settings, unknown = config.headcount, {each.profession for each in answer.case.unknown}
    for each in answer.case.unknown:
        all_of_them = len(each.counties) == len(counties)
        where = text("headcount.every_county", lang) if all_of_them else ", ".join(
            counties[code] for code in each.counties
        )  # fmt: skip
        words = {"profession": profession_name(settings, each.profession, lang), "counties": where}
        yield text("headcount.unknown", lang, **words, place=each.place)
    for name, one in settings.professions.items():
        for way in one.ways.values() if name not in unknown else ():
            if way.trained_from in unknown:
                words = {"profession": one.name.text(lang), "way": way.name.text(lang)}
                yield text("headcount.way_left_out", lang, **words)
    for name, one in settings.professions.items():
        if one.stock is not None and name not in unknown:
            yield text("headcount.given_stock", lang, profession=one.name.text(lang))
