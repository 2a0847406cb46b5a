"""Why growth is as it is: what holds it back, what targets cost, what more of something would bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from optimizer.headcount import (
    Change,
    Frontier,
    MoreBranches,
    MoreBudget,
    MorePlaces,
    frontier,
    gains,
    limits,
    target_prices,
)
from scenarios.headcount.view import profession_name, rung_words
from scenarios.headcount.wanted import FAIR
from scenarios.messages import text
from scenarios.summary_table import keyed_table

if TYPE_CHECKING:
    from optimizer.headcount import Gain
    from optimizer.monitor import Monitor
    from scenarios.headcount.answer import HeadcountAnswer

__all__ = ["fair_frontier", "frontier_view", "reasons_view"]

Names = Mapping[str, str]
_PLACES, _YUAN = 10, 1_000_000


def reasons_view(
    answer: HeadcountAnswer, counties: Names, lang: str, *, seconds: float, monitor: Monitor
) -> Iterator[Table | str]:
    """Yield which limits bind, the price of each target, and what more of each limit brings, all re-solved.

    Parameters
    ----------
    answer : HeadcountAnswer
    counties : mapping of str to str
        Names by code.
    lang : {'zh', 'en'}
    seconds : float
        For prices, and again for gains.
    monitor : Monitor
    """
    yield _limits(answer, counties, lang)
    yield _prices(answer, lang, seconds, monitor)
    yield _gains(answer, counties, lang, seconds, monitor)


def _limits(answer: HeadcountAnswer, counties: Names, lang: str) -> Table:
    columns = [("headcount.limit", False), ("headcount.whom", False), ("summary.county", False),
               ("headcount.year", True), ("headcount.used", True)]  # fmt: skip
    table = keyed_table("headcount.limits", columns, lang)
    for each in limits(answer.case.problem, answer.result.plan):
        if each.binding and each.allowed > 0:
            table.add_row(
                text(f"growth_limit.{each.rule}", lang),
                Text(_whom(answer, each.who, lang)),
                Text(counties.get(each.county or "", "–")),
                "–" if each.year is None else str(each.year),
                f"{each.used:,.0f} / {each.allowed:,.0f}",
            )
    return table


def _whom(answer: HeadcountAnswer, who: str, lang: str) -> str:
    """A path, profession or budget in words."""
    if who in answer.case.ways:
        profession, way = answer.case.ways[who]
        title = answer.case.settings.professions[profession].ways[way].name.text(lang)
        name = profession_name(answer, profession, lang)
        return text("growth_action.start", lang, profession=name, way=title)
    known = who in answer.case.settings.professions
    return profession_name(answer, who, lang) if known else who


def _prices(answer: HeadcountAnswer, lang: str, seconds: float, monitor: Monitor) -> Table:
    columns = [("summary.code", False), ("headcount.saved", True), ("summary.certified", False)]
    table = keyed_table("headcount.prices", columns, lang)
    found = target_prices(
        answer.case.problem,
        ladder=answer.ladder,
        result=answer.result,
        seconds=seconds,
        seed=answer.case.settings.seed,
        monitor=monitor,
    )
    for price in found:
        table.add_row(price.target, f"{price.saved:,}", _proof(price.exact, lang))
    return table


def _gains(answer: HeadcountAnswer, counties: Names, lang: str, seconds: float, monitor: Monitor) -> Table:
    table = keyed_table("headcount.gains", [("headcount.more", False)], lang)
    for rung in answer.result.certificates:
        table.add_column(rung_words(rung, lang)[0], justify="right")
    table.add_column(text("summary.certified", lang))
    found = gains(
        answer.case.problem,
        _changes(answer),
        ladder=answer.ladder,
        result=answer.result,
        seconds=seconds,
        seed=answer.case.settings.seed,
        monitor=monitor,
    )
    for gain in found:
        if any(abs(after - before) > 1e-9 for before, after in zip(gain.before, gain.after, strict=True)):
            cells = (_change(*pair) for pair in zip(gain.before, gain.after, strict=True))
            table.add_row(Text(_more(answer, gain, counties, lang)), *cells, _proof(gain.exact, lang))
    table.caption = text("headcount.gains_note", lang)
    return table


def _changes(answer: HeadcountAnswer) -> list[Change]:
    """What could be loosened: pipelines and branches that are full, and budgets.

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
    return found + [MoreBudget(budget.id, _YUAN) for budget in answer.case.problem.budgets]


def _more(answer: HeadcountAnswer, gain: Gain, counties: Names, lang: str) -> str:
    change = gain.change
    if isinstance(change, MorePlaces):
        return text("headcount.more_places", lang, by=change.by, way=_whom(answer, change.path, lang))
    if isinstance(change, MoreBranches):
        return text("headcount.more_branches", lang, county=counties[change.county],
                    who=_whom(answer, change.branch, lang))  # fmt: skip
    assert isinstance(change, MoreBudget)
    return text("headcount.more_budget", lang, budget=change.budget, yuan=f"{change.yuan:,}")


def _change(before: float, after: float) -> str:
    if abs(after - before) <= 1e-9:
        return "–"
    return " → ".join(f"{each:,.2f}".rstrip("0").rstrip(".") for each in (before, after))


def _proof(exact: bool, lang: str) -> str:
    return text("rung_status.optimal" if exact else "rung_status.limit", lang)


def fair_frontier(answer: HeadcountAnswer, *, points: int, seconds: float, monitor: Monitor) -> Frontier:
    """Return the plans between the cheapest and the fairest, see `optimizer.headcount.frontier`."""
    return frontier(
        answer.case.problem,
        service=FAIR,
        points=points,
        seconds=seconds,
        seed=answer.case.settings.seed,
        monitor=monitor,
    )


def frontier_view(found: Frontier, lang: str) -> Table:
    """Return what each step of fairness costs."""
    columns = [("headcount.least", True), ("headcount.yuan", True), ("headcount.step", True),
               ("summary.certified", False)]  # fmt: skip
    table = keyed_table("headcount.frontier", columns, lang)
    before: int | None = None
    for point in found.points:
        step = "–" if before is None else f"{point.yuan - before:+,}"
        table.add_row(f"{point.level:.3f}", f"{point.yuan:,}", step, _proof(point.proven, lang))
        before = point.yuan
    table.caption = text("headcount.all_points" if found.complete else "headcount.some_points", lang)
    return table
