"""What the settings of growth say must fit together: professions, targets and years that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scenarios.faults import nearest
from scenarios.origins import Steps

if TYPE_CHECKING:
    from scenarios.settings import StudyConfig

__all__ = ["growth_counties", "growth_professions", "growth_targets_known", "newcomer_occupations"]

Found = tuple[Steps, str, Any, Mapping[str, str]]
_Sections = Mapping[str, Any]


def growth_professions(sections: _Sections) -> Iterator[Found]:
    """Every profession that is named must be planned, and have one place to be counted from."""
    settings = sections["headcount"]
    known = tuple(settings.professions)
    for place, name in enumerate(settings.fair):
        yield from _named(("headcount", "fair", place), name, known)
    for profession, one in settings.professions.items():
        here: Steps = ("headcount", "professions", profession)
        for way, each in one.ways.items():
            if each.trained_from is not None:
                yield from _named((*here, "ways", way, "trained_from"), each.trained_from, known)
        sources = [name for name in ("occupation", "mediators", "trained") if getattr(one, name) is not None]
        if len(sources) > 1:
            yield (*here, sources[1]), "counted_twice", None, {"first": sources[0]}


def growth_targets_known(sections: _Sections) -> Iterator[Found]:
    """A growth target is one of the study's that asks for at least so much."""
    settings, targets = sections["headcount"], {target.code: target for target in sections["targets"]}
    alone = {
        each.counts[0]
        for each in settings.targets
        if len(each.counts) == 1 and each.per is not None and not each.share_of
    }
    codes = [each.code for each in settings.targets]
    for place, each in enumerate(settings.targets):
        here: Steps = ("headcount", "targets", place)
        yield from _named((*here, "code"), each.code, tuple(targets))
        if each.code in codes[:place]:
            yield (*here, "code"), "repeated", each.code, {"name": each.code}
        for field in ("counts", "share_of"):
            for number, name in enumerate(getattr(each, field)):
                yield from _named((*here, field, number), name, tuple(settings.professions))
        if each.code in targets and targets[each.code].op == "<=":
            yield (*here, "code"), "growth_at_most", each.code, {}
    if len(settings.fair) > 1:
        for place, name in enumerate(settings.fair):
            if name in settings.professions and name not in alone:
                yield ("headcount", "fair", place), "fair_without_rate", name, {}


def newcomer_occupations(sections: _Sections) -> Iterator[Found]:
    """Newcomers must be able to be counsel, else they change nothing without a word."""
    counsel = sections["roles"].get("counsel")
    for place, group in enumerate(sections["newcomers"] if counsel else ()):
        yield from _named(("newcomers", place, "occupation"), group.occupation, counsel.occupations)


def growth_counties(config: StudyConfig) -> Iterator[tuple[Steps, str]]:
    """Yield every county that growth or newcomers name, with its place."""
    for place, group in enumerate(config.newcomers):
        yield ("newcomers", place, "county"), group.county
    tables: list[tuple[Steps, Mapping[str, Any]]] = []
    for profession, one in config.headcount.professions.items():
        here: Steps = ("headcount", "professions", profession)
        tables.append(((*here, "leave_by_county"), one.leave_by_county))
        tables.append(((*here, "branch", "by_county"), one.branch.by_county if one.branch else {}))
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


def _named(path: Steps, name: str, known: tuple[str, ...]) -> Iterator[Found]:
    if name not in known:
        yield path, "not_allowed", name, {"nearest": nearest(name, known), "allowed": ", ".join(known)}
