"""Faults of the section money that show without any table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from scenarios.faults import nearest
from scenarios.money.paying import exact, paying
from scenarios.settings.money import DISPUTES

if TYPE_CHECKING:
    from scenarios.origins import Steps
    from scenarios.settings import (
        DemandSettings,
        MoneySettings,
        PostSettings,
        SalarySettings,
        SetUpSettings,
    )

__all__ = ["MoneyFault", "section_faults"]

_HERE: Steps = ("money",)
#: Attributes of counsel that a line of salaries can name.
_OF_COUNSEL = ("occupation",)


class MoneyFault(NamedTuple):
    """One fault: where it stands, its code, what was found, and the words for the gaps of its text."""

    path: Steps
    code: str
    value: Any = None
    params: Mapping[str, str] | None = None


def section_faults(
    money: MoneySettings | None, posts: Mapping[str, PostSettings], demand: DemandSettings
) -> Iterator[MoneyFault]:
    """Yield them, for all of the section at once."""
    if money is None:
        return
    yield from _shares(_HERE, "money", money.sources, money.sources_by_county)
    for line, settings in money.lines.items():
        yield from _shares((*_HERE, *line.split(".")), line, settings.sources, settings.sources_by_county)
    yield from _bands(money)
    yield from _cases(money, demand)
    for name, paid in money.salaries.items():
        yield from _salary((*_HERE, "salaries", name), paid, posts)
    if money.setup is not None:
        yield from _set_up(money.setup, posts)
    yield from _budgets(money, posts)


def _set_up(setup: SetUpSettings, posts: Mapping[str, PostSettings]) -> Iterator[MoneyFault]:
    """Units are those of a role; a point that is opened has a price."""
    for role in setup.units:
        if role not in posts:
            yield _choice((*_HERE, "setup", "units", role), role, posts)
    for tier in setup.opens:
        if tier not in setup.points:
            yield _choice((*_HERE, "setup", "opens", tier), tier, setup.points)


def _choice(path: Steps, word: str, allowed: Any) -> MoneyFault:
    names = list(allowed)
    return MoneyFault(
        path, "not_allowed", word, {"nearest": nearest(word, names), "allowed": ", ".join(names)}
    )


def _shares(
    path: Steps, line: str, sources: Mapping[str, float] | None, by_county: Mapping[str, Mapping[str, float]]
) -> Iterator[MoneyFault]:
    """The shares of who pays add up to the whole."""
    every: dict[Steps, Mapping[str, float]] = {("sources",): sources or {}}
    every |= {("sources_by_county", county): shares for county, shares in by_county.items()}
    for place, shares in every.items():
        total = sum(exact(share) for share in shares.values())
        if shares and total != 1:
            words = {"line": line, "total": f"{float(total):.12g}"}
            yield MoneyFault((*path, *place), "shares_not_whole", dict(shares), words)


def _bands(money: MoneySettings) -> Iterator[MoneyFault]:
    bands = [] if money.subsidy is None else [band.beyond_minutes for band in money.subsidy.distance]
    for place, minutes in enumerate(bands):
        if minutes in bands[:place]:
            path = (*_HERE, "subsidy", "distance", place, "beyond_minutes")
            yield MoneyFault(path, "repeated", minutes, {"name": f"{minutes:g}"})


def _cases(money: MoneySettings, demand: DemandSettings) -> Iterator[MoneyFault]:
    """What is paid for is a type of case, or what villages count; no type has the name of that."""
    known = dict.fromkeys((*demand.cases, DISPUTES))
    for name in money.cases:
        if name not in known:
            words = {"nearest": nearest(name, known), "allowed": ", ".join(known)}
            yield MoneyFault((*_HERE, "cases", name), "unknown_key", name, words)
    if DISPUTES in money.cases and DISPUTES in demand.cases:
        yield MoneyFault(
            ("demand", "cases", DISPUTES), "repeated", DISPUTES, {"name": f"money.cases.{DISPUTES}"}
        )


def _salary(path: Steps, line: SalarySettings, posts: Mapping[str, PostSettings]) -> Iterator[MoneyFault]:
    if line.role not in ("counsel", *posts):
        yield _choice((*path, "role"), line.role, ("counsel", *posts))
    elif line.role != "counsel" and line.paid == "hired":
        yield _choice((*path, "paid"), "hired", ("all", "new"))
    elif line.role == "counsel":
        for name in line.where:
            if name not in _OF_COUNSEL:
                yield _choice((*path, "where", name), name, _OF_COUNSEL)


def _budgets(money: MoneySettings, posts: Mapping[str, PostSettings]) -> Iterator[MoneyFault]:
    for name, cap in money.budget.items():
        path = (*_HERE, "budget", name)
        if cap.most is None and not cap.by_county:
            yield MoneyFault((*path, "most"), "missing_key", params={"key": "most"})
        for place, line in enumerate(cap.lines or ()):
            if line not in money.lines:
                yield _choice((*path, "lines", place), line, money.lines)
        lines = [line for line in cap.lines or money.lines if line in money.lines]
        sources = dict.fromkeys(source for line in lines for source in paying(money, money.lines[line]))
        if cap.source is not None and cap.source not in sources:
            yield _choice((*path, "source"), cap.source, sources)
        for line in lines:
            share = _given(money, line, posts)
            if share:
                yield MoneyFault(path, "budget_given", line, {"line": line, "share": share})


def _given(money: MoneySettings, line: str, posts: Mapping[str, PostSettings]) -> str:
    """The share by which a plan could give people what a line pays for; '' where there is none.

    Who is given it is settled after the plan, so that a rule of the plan cannot count them.
    """
    kind, _, name = line.partition(".")
    if kind != "salaries" or money.salaries[name].role not in posts:
        return ""
    where = money.salaries[name].where
    for share, wanted in posts[money.salaries[name].role].shares.items():
        if wanted.most_given and any(wanted.where.get(key) == value for key, value in where.items()):
            return share
    return ""
