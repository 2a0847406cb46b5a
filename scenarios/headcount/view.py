"""The plan of growth in tables for the terminal."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from optimizer.headcount import COSTS
from scenarios.headcount.tables import (
    TargetYear,
    actions,
    budget_years,
    costs,
    fair_rows,
    payroll,
    target_years,
)
from scenarios.headcount.words import (
    DIGITS,
    action_words,
    asked_for,
    budget_name,
    figure,
    group_name,
    notes,
    profession_name,
    rung_words,
    whole_people,
    wish_name,
)
from scenarios.messages import text
from scenarios.rounding import cut_off
from scenarios.summary_table import keyed_table

if TYPE_CHECKING:
    from scenarios.headcount.answer import HeadcountAnswer
    from scenarios.settings import StudyConfig

__all__ = ["growth_view"]

Names = Mapping[str, str]


def growth_view(
    answer: HeadcountAnswer, config: StudyConfig, counties: Names, lang: str
) -> Iterator[Table | str]:
    """Yield what a plan reaches, who is where, what is done and what it costs.

    Parameters
    ----------
    answer : HeadcountAnswer
    config : StudyConfig
    counties : mapping of str to str
        Names by code.
    lang : {'zh', 'en'}
    """
    yield _targets(answer, config, counties, lang)
    yield from notes(answer, config, counties, lang)
    yield _stock(answer, counties, lang)
    yield _fair(answer, counties, lang)
    yield _actions(answer, counties, lang)
    yield _costs(answer, counties, lang)
    if answer.case.problem.budgets:
        yield _budgets(answer, lang)
    yield _certificates(answer, lang)


def _targets(answer: HeadcountAnswer, config: StudyConfig, counties: Names, lang: str) -> Table:
    columns = [
        ("summary.code", False),
        ("summary.target", False),
        ("summary.wanted", True),
        ("map.today", True),
    ]
    table = keyed_table("headcount.targets", columns, lang)
    for year in answer.case.problem.years:
        table.add_column(str(year), justify="right")
    for key in ("headcount.needed", "headcount.short"):
        table.add_column(text(key, lang), justify="right")
    known, rows = asked_for(config), defaultdict[tuple[str, str], list[TargetYear]](list)
    for each in target_years(answer.case, answer.result):
        rows[each.code, each.county].append(each)
    for asked in config.headcount.targets:
        wish = known[asked.code]
        wanted = f"{wish.values[-1]:g} {'%' if wish.unit == '%' else ''}".strip()
        name = wish_name(wish, lang)
        mine = {county: each for (code, county), each in rows.items() if code == asked.code}
        for county, years in mine.items():
            title = Text(f"{name} – {counties[county]}" if county else name)
            table.add_row(asked.code, title, wanted, *_reached(years))
        if not mine:
            table.add_row(asked.code, Text(name), wanted, text("target_kind.no_data", lang))
    return table


def _reached(years: list[TargetYear]) -> Iterator[str | Text]:
    """What a target comes to year by year, and what lacks in the end."""
    last = years[-1]
    yield from (figure(each.value) for each in years)
    yield "–" if last.need is None else f"{whole_people(last.need):,}"
    lacking = whole_people(last.short)
    yield Text(f"{lacking:,}", style="yellow" if lacking else "green")


def _stock(answer: HeadcountAnswer, counties: Names, lang: str) -> Table:
    """People today and at the end, by profession and county."""
    table = keyed_table("headcount.stock", [("headcount.profession", False)], lang)
    for code in answer.case.problem.counties:
        table.add_column(Text(counties[code]), justify="right", overflow="fold")
    table.add_column(text("summary.total", lang), justify="right")
    stock = answer.result.figures.stock
    for k, name in enumerate(answer.case.problem.kinds):
        pairs = [*zip(answer.case.problem.stock[k], stock[k, :, -1], strict=True)]
        pairs.append((answer.case.problem.stock[k].sum(), stock[k, :, -1].sum()))
        cells = (f"{int(before):,} → {int(after):,}" for before, after in pairs)
        table.add_row(Text(profession_name(answer.case.settings, name, lang)), *cells)
    return table


def _fair(answer: HeadcountAnswer, counties: Names, lang: str) -> Table:
    columns = [
        ("headcount.group", False),
        ("map.today", True),
        ("headcount.planned", True),
        ("headcount.bound", True),
    ]
    table = keyed_table("headcount.fair", columns, lang)
    for row in fair_rows(answer.case, answer.result):
        today, amount, bound = (
            "–" if math.isinf(each) else f"{cut_off(each, digits=DIGITS):.{DIGITS}f}"
            for each in (row.today, row.amount, row.bound)
        )
        title = group_name(answer, row.group, counties, lang)
        table.add_row(Text(title), today, amount, bound)
    return table


def _actions(answer: HeadcountAnswer, counties: Names, lang: str) -> Table:
    """What is done in each county, years side by side."""
    years = answer.case.problem.years
    table = keyed_table("headcount.actions", [("summary.county", False), ("headcount.action", False)], lang)
    for year in years:
        table.add_column(str(year), justify="right")
    table.add_column(text("headcount.yuan", lang), justify="right")
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    yuan: dict[tuple[str, str], int] = defaultdict(int)
    for action in actions(answer.case, answer.result):
        what = action_words(answer, action, counties, lang)
        found[action.county, what][action.year] += action.number
        yuan[action.county, what] += action.yuan
    for (county, what), numbers in sorted(found.items()):
        cells = (f"{numbers[year]:,}" if year in numbers else "–" for year in years)
        table.add_row(Text(counties[county]), Text(what), *cells, f"{yuan[county, what]:,}")
    return table


def _costs(answer: HeadcountAnswer, counties: Names, lang: str) -> Table:
    """What the plan costs beyond doing nothing."""
    table = keyed_table("headcount.costs", [("summary.county", False)], lang)
    for kind in COSTS:
        table.add_column(text(f"growth_cost.{kind}", lang), justify="right")
    table.add_column(text("headcount.together", lang), justify="right")
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COSTS, 0))
    for row in costs(answer.case, answer.result.figures):
        for kind, yuan in row.parts.items():
            found[row.county][kind] += yuan
    for county, parts in found.items():
        table.add_row(
            Text(counties[county]), *(f"{yuan:,}" for yuan in parts.values()), f"{sum(parts.values()):,}"
        )
    whole = [sum(parts[kind] for parts in found.values()) for kind in COSTS]
    table.add_section()
    table.add_row(text("summary.total", lang), *(f"{yuan:,}" for yuan in whole), f"{sum(whole):,}")
    table.caption = text("headcount.payroll_note", lang, yuan=f"{payroll(answer.case):,}")
    return table


def _budgets(answer: HeadcountAnswer, lang: str) -> Table:
    columns = [("headcount.budget", False), ("headcount.year", True), ("headcount.spent", True),
               ("headcount.most", True), ("headcount.left_over", True)]  # fmt: skip
    table = keyed_table("headcount.budgets", columns, lang)
    for each in budget_years(answer.case, answer.result):
        name = budget_name(answer.case.settings, each.who, lang)
        numbers = (f"{math.ceil(each.used):,}", f"{each.allowed:,.0f}", f"{math.floor(each.left):,}")
        table.add_row(Text(name), str(each.year), *numbers)
    return table


def _certificates(answer: HeadcountAnswer, lang: str) -> Table:
    columns = [("headcount.aim", False), ("headcount.reached", True), ("headcount.bound", True),
               ("summary.certified", False), ("headcount.seconds", True)]  # fmt: skip
    table = keyed_table("headcount.certificates", columns, lang)
    for rung in answer.result.certificates:
        table.add_row(*rung_words(rung, lang))
    return table
