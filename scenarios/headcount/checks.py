"""What the settings of growth say must fit together: professions, targets and years that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scenarios.faults import nearest
from scenarios.headcount.wishes import Wish, wishes
from scenarios.origins import Steps

if TYPE_CHECKING:
    from scenarios.settings import GrowthTargetSettings, HeadcountSettings, StudyConfig

__all__ = [
    "growth_counties",
    "growth_professions",
    "growth_targets_known",
    "growth_townships",
    "newcomer_occupations",
]

Found = tuple[Steps, str, Any, Mapping[str, str]]
_Sections = Mapping[str, Any]
#: What a profession can be counted from.
_SOURCES = ("occupation", "mediators", "trained", "stock")
#: Parts of one that a share can be kept in exactly.
_FINEST = 10**6


def growth_professions(sections: _Sections) -> Iterator[Found]:
    """Every profession that is named must be planned, and have one place to be counted from."""
    settings = sections["headcount"]
    known = tuple(settings.professions)
    for place, name in enumerate(settings.fair):
        yield from _named(("headcount", "fair", place), name, known)
    yield from _repeated(("headcount", "fair"), settings.fair)
    for profession, one in settings.professions.items():
        here: Steps = ("headcount", "professions", profession)
        for way, each in one.ways.items():
            there: Steps = (*here, "ways", way)
            if each.trained_from is not None:
                yield from _named((*there, "trained_from"), each.trained_from, known)
            if each.trained_from == profession:
                yield (*there, "trained_from"), "trained_from_itself", profession, {}
            if each.needs_room and one.branch is None:
                yield (*there, "needs_room"), "room_without_branch", None, {"profession": profession}
        sources = [name for name in _SOURCES if getattr(one, name) is not None]
        if len(sources) > 1:
            yield (*here, sources[1]), "counted_twice", None, {"first": sources[0]}
    for name, budget in settings.budgets.items():
        for county, share in (budget.counties or {}).items():
            if Fraction(str(share)).denominator > _FINEST:
                path: Steps = ("headcount", "budgets", name, "counties", county)
                yield path, "too_fine", share, {"digits": "6"}


def growth_targets_known(sections: _Sections) -> Iterator[Found]:
    """A growth target is one of the study's that asks for at least so much, or the bureau's own."""
    settings, targets = sections["headcount"], {target.code: target for target in sections["targets"]}
    asked_for = wishes(settings, sections["targets"])
    codes = [each.code for each in settings.targets]
    for place, each in enumerate(settings.targets):
        here: Steps = ("headcount", "targets", place)
        if each.own is None:
            yield from _named((*here, "code"), each.code, tuple(targets))
            if each.code in targets and targets[each.code].op == "<=":
                yield (*here, "code"), "growth_at_most", each.code, {}
            if each.counts_purchases:
                yield (*here, "counts_purchases"), "purchases_counted", True, {}
        elif each.code in targets:
            yield (*here, "code"), "own_code_taken", each.code, {}
        if each.code in codes[:place]:
            yield (*here, "code"), "repeated", each.code, {"name": each.code}
        for field in ("counts", "share_of"):
            for number, name in enumerate(getattr(each, field)):
                yield from _named((*here, field, number), name, tuple(settings.professions))
        yield from _counted_once(here, each)
        yield from _sound_value(here, each, asked_for.get(each.code))
    yield from _rates_of_fair(settings, asked_for)


def _counted_once(here: Steps, each: GrowthTargetSettings) -> Iterator[Found]:
    yield from _repeated((*here, "counts"), each.counts)
    for place, name in enumerate(each.share_of):
        if name in (*each.counts, *each.share_of[:place]):
            yield (*here, "share_of", place), "repeated", name, {"name": name}
    if each.share_of and each.per is not None:
        yield (*here, "per"), "not_with", None, {"other": "share_of"}


def _sound_value(here: Steps, each: GrowthTargetSettings, wish: Wish | None) -> Iterator[Found]:
    """A share is one from 0 to 100 per cent, of so many digits that it can be kept exactly."""
    if wish is None or not wish.values or not each.share_of:
        return
    path: Steps = (*here, "code") if each.own is None else (*here, "own", "value")
    value = wish.values[-1]
    if not 0 <= value <= 100:
        yield path, "share_value", value, {}
    elif (Fraction(str(value)) / 100).denominator > _FINEST:
        yield path, "too_fine", value, {"digits": "4"}


def _rates_of_fair(settings: HeadcountSettings, asked_for: Mapping[str, Wish]) -> Iterator[Found]:
    """Several professions that are made alike need a rate each that they can be measured by."""
    nothing = {code for code, wish in asked_for.items() if wish.values and wish.values[-1] <= 0}
    alone = {
        each.counts[0]
        for each in settings.targets
        if len(each.counts) == 1 and each.per is not None and each.code not in nothing
    }
    if len(settings.fair) > 1:
        for place, name in enumerate(settings.fair):
            if name in settings.professions and name not in alone:
                yield ("headcount", "fair", place), "fair_without_rate", name, {}


def newcomer_occupations(sections: _Sections) -> Iterator[Found]:
    """Newcomers must change something: those who become counsel be able to, the others be some."""
    counsel = sections["roles"].get("counsel")
    for place, group in enumerate(sections["newcomers"] if counsel else ()):
        here: Steps = ("newcomers", place)
        if group.number:
            yield from _named((*here, "occupation"), group.occupation, counsel.occupations)
        elif not group.in_all:
            yield (*here, "number"), "nobody_comes", 0, {}
        if group.office is not None and group.branch is not None:
            yield (*here, "branch"), "not_with", None, {"other": "office"}


def growth_townships(config: StudyConfig) -> Iterator[tuple[Steps, str, str]]:
    """Yield every township of a branch office, with its place and the county that it has to lie in."""
    for place, group in enumerate(config.newcomers):
        if group.branch is not None:
            yield ("newcomers", place, "branch"), group.branch, group.county
    for profession, one in config.headcount.professions.items():
        for county, codes in (one.branch.places if one.branch else {}).items():
            for place, code in enumerate(codes):
                path: Steps = ("headcount", "professions", profession, "branch", "places", county, place)
                yield path, code, county


def growth_counties(config: StudyConfig) -> Iterator[tuple[Steps, str]]:
    """Yield every county that growth or newcomers name, with its place."""
    for place, group in enumerate(config.newcomers):
        yield ("newcomers", place, "county"), group.county
    tables: list[tuple[Steps, Mapping[str, Any]]] = []
    for profession, one in config.headcount.professions.items():
        here: Steps = ("headcount", "professions", profession)
        tables.append(((*here, "stock"), one.stock or {}))
        tables.append(((*here, "leave_by_county"), one.leave_by_county))
        tables.append(((*here, "least_by_county"), one.least_by_county))
        for field in ("by_county", "yuan_by_county", "places"):
            tables.append(((*here, "branch", field), getattr(one.branch, field) if one.branch else {}))
        for name, way in one.ways.items():
            there: Steps = (*here, "ways", name)
            tables.append(((*there, "by_county"), way.by_county))
            tables.append(((*there, "candidates"), way.candidates or {}))
            tables.append(((*there, "yuan_by_county"), way.yuan_by_county))
    for name, budget in config.headcount.budgets.items():
        tables.append((("headcount", "budgets", name, "counties"), budget.counties or {}))
    for path, numbers in tables:
        for code in numbers:
            yield (*path, code), code


def _repeated(path: Steps, names: tuple[str, ...]) -> Iterator[Found]:
    for place, name in enumerate(names):
        if name in names[:place]:
            yield (*path, place), "repeated", name, {"name": name}


def _named(path: Steps, name: str, known: tuple[str, ...]) -> Iterator[Found]:
    if name not in known:
        yield path, "not_allowed", name, {"nearest": nearest(name, known), "allowed": ", ".join(known)}
