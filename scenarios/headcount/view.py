"""The plan of growth in tables for the terminal."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from optimizer.headcount import COSTS
from scenarios.headcount.tables import Action, actions, costs, fair_rows, target_years
from scenarios.messages import text
from scenarios.summary_table import keyed_table

if TYPE_CHECKING:
    from optimizer.result import Certificate
    from scenarios.headcount.answer import HeadcountAnswer
    from scenarios.settings import StudyConfig

__all__ = ["action_words", "group_name", "growth_view", "profession_name", "rung_words"]

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
    yield _stock(answer, counties, lang)
    yield _fair(answer, counties, lang)
    yield _actions(answer, counties, lang)
    yield _costs(answer, counties, lang)
    yield _certificates(answer, lang)


def profession_name(answer: HeadcountAnswer, profession: str, lang: str) -> str:
    """A profession's title."""
    return answer.case.settings.professions[profession].name.text(lang)


def group_name(answer: HeadcountAnswer, group: str, counties: Names, lang: str) -> str:
    """A county that is made alike, with its profession where there are several."""
    county, _, profession = group.partition("/")
    return counties[county] + (f" – {profession_name(answer, profession, lang)}" if profession else "")


def action_words(answer: HeadcountAnswer, action: Action, counties: Names, lang: str) -> str:
    """What is done, in words."""
    name = profession_name(answer, action.profession, lang)
    if action.kind == "start":
        way = answer.case.settings.professions[action.profession].ways[action.way].name.text(lang)
        return text("growth_action.start", lang, profession=name, way=way)
    return text(f"growth_action.{action.kind}", lang, profession=name, source=counties.get(action.source, ""))


def _targets(answer: HeadcountAnswer, config: StudyConfig, counties: Names, lang: str) -> Table:
    years = answer.case.problem.years
    columns = [
        ("summary.code", False),
        ("summary.target", False),
        ("summary.wanted", True),
        ("map.today", True),
    ]
    table = keyed_table("headcount.targets", columns, lang)
    for year in years:
        table.add_column(str(year), justify="right")
    for key in ("headcount.needed", "headcount.short"):
        table.add_column(text(key, lang), justify="right")
    known = {target.code: target for target in config.targets}
    rows = defaultdict(list)
    for each in target_years(answer.case, config, answer.result):
        rows[each.code, each.county].append(each)
    for (code, county), mine in rows.items():
        target, last = known[code], mine[-1]
        name = target.name.text(lang) + (f" – {counties[county]}" if county else "")
        wanted = f"{target.value_in(years[-1]):g} {'%' if target.unit == '%' else ''}".strip()
        needed = "–" if last.need is None else f"{math.ceil(last.need - 1e-9):,}"
        lacking = math.ceil(last.short - 1e-9)
        short = Text(f"{lacking:,}", style="yellow" if lacking else "green")
        table.add_row(code, Text(name), wanted, *(_value(each.value) for each in mine), needed, short)
    return table


def _value(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


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
        table.add_row(Text(profession_name(answer, name, lang)), *cells)
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
        bound = "–" if math.isinf(row.bound) else f"{row.bound:.2f}"
        title = group_name(answer, row.group, counties, lang)
        table.add_row(Text(title), f"{row.today:.2f}", f"{row.amount:.2f}", bound)
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
    table = keyed_table("headcount.costs", [("summary.county", False)], lang)
    for kind in COSTS:
        table.add_column(text(f"growth_cost.{kind}", lang), justify="right")
    table.add_column(text("summary.total", lang), justify="right")
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COSTS, 0))
    for county, _, parts in costs(answer.case, answer.result.figures):
        for kind, yuan in parts.items():
            found[county][kind] += yuan
    for county, parts in found.items():
        table.add_row(
            Text(counties[county]), *(f"{yuan:,}" for yuan in parts.values()), f"{sum(parts.values()):,}"
        )
    whole = [sum(parts[kind] for parts in found.values()) for kind in COSTS]
    table.add_section()
    table.add_row(text("summary.total", lang), *(f"{yuan:,}" for yuan in whole), f"{sum(whole):,}")
    return table


def _certificates(answer: HeadcountAnswer, lang: str) -> Table:
    columns = [("headcount.aim", False), ("headcount.reached", True), ("headcount.bound", True),
               ("summary.certified", False), ("headcount.seconds", True)]  # fmt: skip
    table = keyed_table("headcount.certificates", columns, lang)
    for rung in answer.result.certificates:
        table.add_row(*rung_words(rung, lang))
    return table


def rung_words(rung: Certificate, lang: str) -> list[str]:
    """A certificate as cells: aim, value, bound, how far it is proven, seconds."""
    aim = rung.aim.partition(":")[0]
    proof = text(f"rung_status.{rung.status.value}", lang)
    values = (f"{each:,.2f}".rstrip("0").rstrip(".") for each in (rung.objective, rung.bound))
    return [text(f"growth_aim.{aim}", lang), *values, proof, f"{rung.seconds:.1f}"]
