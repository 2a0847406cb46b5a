"""Why growth is as it is: what holds it back, what targets cost, what more of something would bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from optimizer.headcount import (
    Change,
    FewerKept,
    Frontier,
    MoreBranches,
    MoreBudget,
    MorePlaces,
    frontier,
    gains,
    limits,
    target_prices,
)
from scenarios.headcount.answer import sizes_in_words
from scenarios.headcount.record import both
from scenarios.headcount.tables import payroll
from scenarios.headcount.wanted import FAIR
from scenarios.headcount.words import (
    DIGITS,
    budget_name,
    change_words,
    differ,
    profession_name,
    proof_words,
    rung_words,
)
from scenarios.messages import text
from scenarios.rounding import cut_off
from scenarios.summary_table import keyed_table

if TYPE_CHECKING:
    from optimizer.headcount import Gain, Limit, TargetPrice
    from optimizer.monitor import Monitor
    from scenarios.headcount.answer import HeadcountAnswer

__all__ = [
    "Reasons",
    "fair_frontier",
    "frontier_record",
    "frontier_view",
    "reasons_of",
    "reasons_record",
    "reasons_view",
]

Names = Mapping[str, str]
_PLACES, _YUAN = 10, 1_000_000


@dataclass(frozen=True)
class Reasons:
    """Why a plan of growth is as it is.

    Attributes
    ----------
    limits : tuple of Limit
        Those that are used up.
    prices : tuple of TargetPrice
        What each target costs.
    gains : tuple of Gain
        What more of a limit would bring; only where it changes an aim.
    """

    limits: tuple[Limit, ...]
    prices: tuple[TargetPrice, ...]
    gains: tuple[Gain, ...]


def reasons_of(answer: HeadcountAnswer, *, seconds: float, monitor: Monitor) -> Reasons:
    """Return which limits bind, the price of each target, and what more of each limit brings, all re-solved.

    Parameters
    ----------
    answer : HeadcountAnswer
    seconds : float
        For prices, and again for gains.
    monitor : Monitor
    """
    problem, result, seed = answer.case.problem, answer.result, answer.case.settings.seed
    full = tuple(each for each in limits(problem, result.plan) if each.binding and each.allowed > 0)
    with sizes_in_words():
        prices = target_prices(
            problem, ladder=answer.ladder, result=result, seconds=seconds, seed=seed, monitor=monitor
        )
        found = gains(
            problem, _changes(answer), ladder=answer.ladder, result=result, seconds=seconds, seed=seed,
            monitor=monitor,
        )  # fmt: skip
    changing = (each for each in found if any(map(differ, each.before, each.after)))
    return Reasons(full, tuple(prices), tuple(changing))


def reasons_view(answer: HeadcountAnswer, found: Reasons, counties: Names, lang: str) -> Iterator[Table]:
    """Yield the reasons in tables for the terminal.

    Parameters
    ----------
    answer : HeadcountAnswer
    found : Reasons
    counties : mapping of str to str
        Names by code.
    lang : {'zh', 'en'}
    """
    yield _limits(answer, found, counties, lang)
    yield _prices(found, lang)
    yield _gains(answer, found, counties, lang)


def reasons_record(answer: HeadcountAnswer, found: Reasons, counties: Names) -> dict[str, Any]:
    """Return the reasons as plain data, see `scenarios.headcount.record`."""
    return {
        "limits": [
            {"rule": both(partial(text, f"growth_limit.{each.rule}")),
             "whom": both(partial(_whom, answer, each.rule, each.who)),
             "county": counties.get(each.county or ""), "year": each.year, "used": each.used,
             "allowed": each.allowed}
            for each in found.limits
        ],
        "prices": [
            {"code": each.target, "saved": each.saved, "proven": each.exact} for each in found.prices
        ],
        "gains": [
            {"more": both(partial(_more, answer, each, counties)), "before": list(each.before),
             "after": list(each.after), "proven": each.exact}
            for each in found.gains
        ],
    }  # fmt: skip


def _limits(answer: HeadcountAnswer, found: Reasons, counties: Names, lang: str) -> Table:
    columns = [("headcount.limit", False), ("headcount.whom", False), ("summary.county", False),
               ("headcount.year", True), ("headcount.used", True)]  # fmt: skip
    table = keyed_table("headcount.limits", columns, lang)
    for each in found.limits:
        table.add_row(
            text(f"growth_limit.{each.rule}", lang),
            Text(_whom(answer, each.rule, each.who, lang)),
            Text(counties.get(each.county or "", "–")),
            "–" if each.year is None else str(each.year),
            f"{each.used:,.0f} / {each.allowed:,.0f}",
        )
    return table


def _whom(answer: HeadcountAnswer, rule: str, who: str, lang: str) -> str:
    """A path, profession or budget in words."""
    settings = answer.case.settings
    if rule == "budget":
        return budget_name(settings, who, lang)
    if who in answer.case.ways:
        profession, way = answer.case.ways[who]
        title = settings.professions[profession].ways[way].name.text(lang)
        name = profession_name(settings, profession, lang)
        return text("growth_action.start", lang, profession=name, way=title)
    return profession_name(settings, who, lang)


def _prices(found: Reasons, lang: str) -> Table:
    columns = [("summary.code", False), ("headcount.saved", True), ("summary.certified", False)]
    table = keyed_table("headcount.prices", columns, lang)
    for price in found.prices:
        table.add_row(price.target, f"{price.saved:,}", proof_words(price.exact, lang))
    return table


def _gains(answer: HeadcountAnswer, found: Reasons, counties: Names, lang: str) -> Table:
    table = keyed_table("headcount.gains", [("headcount.more", False)], lang)
    for rung in answer.result.certificates:
        table.add_column(rung_words(rung, lang)[0], justify="right")
    table.add_column(text("summary.certified", lang))
    for gain in found.gains:
        cells = (change_words(*pair) for pair in zip(gain.before, gain.after, strict=True))
        table.add_row(Text(_more(answer, gain, counties, lang)), *cells, proof_words(gain.exact, lang))
    table.caption = text("headcount.gains_note", lang)
    return table


def _changes(answer: HeadcountAnswer) -> list[Change]:
    """What could be loosened: pipelines and branches that are full, people who must stay, and budgets.

    Every budget is tried: one may hold growth back although it has money left for something that is full.
    """
    full = {(each.rule, each.who, each.county) for each in limits(answer.case.problem, answer.result.plan)
            if each.binding}  # fmt: skip
    rules = {(rule, who) for rule, who, _ in full}
    found: list[Change] = [
        MorePlaces(path.id, by=_PLACES)
        for path in answer.case.problem.paths
        if path.most_year is not None and ("pipeline", path.id) in rules
    ]
    found += [
        MoreBranches(branch.id, county)
        for branch in answer.case.problem.branches
        for county in answer.case.problem.counties
        if ("branches", branch.id, county) in full
    ]
    found += [FewerKept(kind, by=_PLACES) for kind in answer.case.problem.kinds if ("least", kind) in rules]
    return found + [MoreBudget(budget.id, _YUAN) for budget in answer.case.problem.budgets]


def _more(answer: HeadcountAnswer, gain: Gain, counties: Names, lang: str) -> str:
    change = gain.change
    if isinstance(change, MorePlaces):
        return text(
            "headcount.more_places", lang, by=change.by, way=_whom(answer, "pipeline", change.path, lang)
        )
    if isinstance(change, MoreBranches):
        return text("headcount.more_branches", lang, county=counties[change.county],
                    who=_whom(answer, "branches", change.branch, lang))  # fmt: skip
    if isinstance(change, FewerKept):
        return text("headcount.fewer_kept", lang, by=change.by, who=_whom(answer, "least", change.kind, lang))
    assert isinstance(change, MoreBudget)
    name = _whom(answer, "budget", change.budget, lang)
    return text("headcount.more_budget", lang, budget=name, yuan=f"{change.yuan:,}")


def fair_frontier(answer: HeadcountAnswer, *, points: int, seconds: float, monitor: Monitor) -> Frontier:
    """Return the plans between the cheapest and the fairest, see `optimizer.headcount.frontier`."""
    with sizes_in_words():
        return frontier(
            answer.case.problem,
            service=FAIR,
            points=points,
            seconds=seconds,
            seed=answer.case.settings.seed,
            monitor=monitor,
        )


def frontier_view(answer: HeadcountAnswer, found: Frontier, lang: str) -> Table:
    """Return what each step of fairness costs beyond doing nothing."""
    idle = payroll(answer.case)
    columns = [("headcount.least", True), ("headcount.yuan_more", True), ("headcount.step", True),
               ("summary.certified", False)]  # fmt: skip
    table = keyed_table("headcount.frontier", columns, lang)
    before: int | None = None
    for point in found.points:
        step = "–" if before is None else f"{point.yuan - before:+,}"
        table.add_row(
            f"{cut_off(point.level, digits=DIGITS):.{DIGITS}f}",
            f"{point.yuan - idle:,}",
            step,
            proof_words(point.proven, lang),
        )
        before = point.yuan
    table.caption = text("headcount.all_points" if found.complete else "headcount.some_points", lang)
    return table


def frontier_record(answer: HeadcountAnswer, found: Frontier) -> dict[str, Any]:
    """Return the frontier as plain data; yuan are those beyond doing nothing."""
    idle = payroll(answer.case)
    points = [
        {"least": point.level, "yuan": point.yuan - idle, "proven": point.proven} for point in found.points
    ]
    return {"complete": found.complete, "points": points}
