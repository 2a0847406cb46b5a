"""The plan of growth as a workbook: targets, people year by year, what is done, costs, proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.headcount import COSTS
from scenarios.headcount.tables import actions, costs, county_years, fair_rows, target_years
from scenarios.headcount.view import action_words, group_name, profession_name, rung_words
from scenarios.messages import text
from scenarios.workbook import Cell, Column, Kind, Row, add_sheet, new_workbook, save

if TYPE_CHECKING:
    from scenarios.headcount.answer import HeadcountAnswer
    from scenarios.settings import StudyConfig

__all__ = ["write_growth"]

_SHEETS: Mapping[str, tuple[tuple[str, Kind], ...]] = {
    "targets": (
        ("summary.code", "text"), ("summary.target", "long"), ("summary.county", "text"),
        ("headcount.year", "text"), ("headcount.people", "integer"), ("headcount.value", "ratio"),
        ("headcount.needed", "number"), ("headcount.short", "number"),
    ),
    "people": (
        ("headcount.profession", "text"), ("summary.county", "text"), ("headcount.year", "integer"),
        ("headcount.before", "integer"), ("headcount.left", "integer"), ("headcount.came", "integer"),
        ("headcount.away", "integer"), ("headcount.moved_in", "integer"), ("headcount.moved_out", "integer"),
        ("headcount.bought", "integer"), ("headcount.after", "integer"),
    ),
    "actions": (
        ("headcount.year", "integer"), ("summary.county", "text"), ("headcount.action", "long"),
        ("headcount.number", "integer"), ("headcount.yuan", "integer"),
    ),
    "costs": (
        ("summary.county", "text"), ("headcount.year", "integer"),
        *((f"growth_cost.{kind}", "integer") for kind in COSTS),
    ),
    "fair": (
        ("headcount.group", "text"), ("map.today", "ratio"), ("headcount.planned", "ratio"),
        ("headcount.bound", "ratio"),
    ),
    "certificates": (
        ("headcount.aim", "text"), ("headcount.reached", "text"), ("headcount.bound", "text"),
        ("summary.certified", "text"), ("headcount.seconds", "text"),
    ),
}  # fmt: skip


def write_growth(
    answer: HeadcountAnswer,
    config: StudyConfig,
    path: Path,
    *,
    counties: Mapping[str, str],
    heading: str,
    lang: str,
) -> Path:
    """Write the workbook.

    Parameters
    ----------
    answer : HeadcountAnswer
    config : StudyConfig
    path : Path
        The .xlsx to write.
    counties : mapping of str to str
        Names by code.
    heading : str
        Printed on top of every page.
    lang : {'zh', 'en'}
    """
    book = new_workbook()
    rows = _rows(answer, config, counties, lang)
    for name, columns in _SHEETS.items():
        add_sheet(
            book,
            text(f"growth_sheet.{name}", lang),
            columns=[Column(text(key, lang), kind) for key, kind in columns],
            rows=[Row(cells) for cells in rows[name]],
            heading=heading,
            pages=text("list.pages", lang),
        )
    save(book, path, when=datetime.now(UTC))
    return path


def _rows(
    answer: HeadcountAnswer, config: StudyConfig, counties: Mapping[str, str], lang: str
) -> dict[str, list[list[Cell]]]:
    case, result = answer.case, answer.result
    titles = {target.code: target.name.text(lang) for target in config.targets}
    today = text("map.today", lang)
    return {
        "targets": [
            [each.code, titles[each.code], counties.get(each.county, ""), str(each.year or today),
             each.people, each.value, each.need, each.short]
            for each in target_years(case, config, result)
        ],
        "people": [
            [profession_name(answer, each.profession, lang), counties[each.county], each.year, each.before,
             each.left, each.came, each.trained_away, each.moved_in, each.moved_out, each.bought, each.stock]
            for each in county_years(case, result)
        ],
        "actions": [
            [each.year, counties[each.county], action_words(answer, each, counties, lang), each.number,
             each.yuan]
            for each in actions(case, result)
        ],
        "costs": [
            [counties[county], year, *parts.values()] for county, year, parts in costs(case, result.figures)
        ],
        "fair": [
            [group_name(answer, row.group, counties, lang), row.today, row.amount, row.bound]
            for row in fair_rows(case, result)
        ],
        "certificates": [list(rung_words(rung, lang)) for rung in result.certificates],
    }  # fmt: skip
