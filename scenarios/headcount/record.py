"""The plan of growth as plain data: for files and the app, with every name in both languages."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.headcount import COSTS
from scenarios import record_file
from scenarios.headcount.grown import Grown, grown_words
from scenarios.headcount.tables import (
    actions,
    budget_years,
    costs,
    county_years,
    fair_rows,
    payroll,
    target_years,
)
from scenarios.headcount.words import (
    action_words,
    asked_for,
    budget_name,
    group_name,
    notes,
    profession_name,
    rung_words,
    wish_name,
)
from scenarios.messages import LANGUAGES
from scenarios.record_file import write_record

if TYPE_CHECKING:
    from scenarios.headcount.answer import HeadcountAnswer
    from scenarios.settings import StudyConfig

__all__ = ["both", "growth_record", "read_record", "write_record"]

Record = dict[str, Any]
Names = Mapping[str, str]
#: The format of the record; a file of another one is not read.
_SCHEMA = 1
_KEYS = {
    "study", "name", "scenario", "aim", "seed", "planned", "years", "targets", "people", "actions", "costs",
    "payroll", "budgets", "fair", "certificates", "notes", "newcomers", "reasons", "frontier",
}  # fmt: skip


def both(words: Callable[[str], str]) -> dict[str, str]:
    """What is said in each language."""
    return {lang: words(lang) for lang in LANGUAGES}


def growth_record(
    answer: HeadcountAnswer,
    config: StudyConfig,
    *,
    counties: Names,
    grown: Grown,
    study: tuple[str, Mapping[str, str]],
    scenario: str,
    when: datetime,
) -> Record:
    """Return the plan as JSON has it: numbers, codes, and names as ``{zh, en}``.

    Parameters
    ----------
    answer : HeadcountAnswer
    config : StudyConfig
    counties : mapping of str to str
        Names by code.
    grown : Grown
        Who joins each occupation.
    study : (str, mapping of str to str)
        Id, and name by language.
    scenario : str
        Whose settings count.
    when : datetime
        When it was planned.
    """
    case = answer.case
    return {
        "schema": _SCHEMA,
        "study": study[0],
        "name": dict(study[1]),
        "scenario": scenario,
        "aim": config.headcount.aim,
        "seed": config.headcount.seed,
        "planned": when.isoformat(timespec="seconds"),
        "years": list(case.problem.years),
        "targets": _targets(answer, config, counties),
        "people": _people(answer, counties),
        "actions": _actions(answer, counties),
        "costs": _costs(answer, counties),
        "payroll": payroll(case),
        "budgets": _budgets(answer),
        "fair": _fair(answer, counties),
        "certificates": _certificates(answer),
        "notes": _each_both(lambda lang: list(notes(answer, config, counties, lang))),
        "newcomers": _newcomers(answer, grown, counties, scenario),
    }


def _targets(answer: HeadcountAnswer, config: StudyConfig, counties: Names) -> list[Record]:
    """A row for each target, county and year, 0 being today; a target without data has one without year."""
    known, last = asked_for(config), config.headcount.years[-1]
    found = target_years(answer.case, answer.result)
    rows: list[Record] = []
    for asked in config.headcount.targets:
        wish = known[asked.code]
        due = dict(zip(config.headcount.years, wish.values, strict=True)) if asked.every_year else {}
        due[last] = wish.values[-1]
        head = {"code": asked.code, "target": both(partial(wish_name, wish)),
                "unit": "%" if wish.unit == "%" else "", "binding": wish.binding}  # fmt: skip
        mine = [each for each in found if each.code == asked.code]
        rows += [
            {**head, "county_code": each.county, "county": counties.get(each.county, ""), "year": each.year,
             "people": each.people, "bought": each.bought, "value": each.value,
             "wanted": due.get(each.year), "needed": each.need, "short": each.short}
            for each in mine
        ]  # fmt: skip
        if not mine:
            nothing = dict.fromkeys(("year", "people", "bought", "value", "needed", "short"))
            rows.append({**head, "county_code": "", "county": "", "wanted": due[last], **nothing})
    return rows


def _people(answer: HeadcountAnswer, counties: Names) -> list[Record]:
    names = {
        kind: both(partial(profession_name, answer.case.settings, kind)) for kind in answer.case.problem.kinds
    }
    return [
        {"profession": each.profession, "profession_name": names[each.profession], "county_code": each.county,
         "county": counties[each.county], "year": each.year, "before": each.before, "left": each.left,
         "came": each.came, "trained_away": each.trained_away, "moved_in": each.moved_in,
         "moved_out": each.moved_out, "bought": each.bought, "stock": each.stock}
        for each in county_years(answer.case, answer.result)
    ]  # fmt: skip


def _actions(answer: HeadcountAnswer, counties: Names) -> list[Record]:
    settings = answer.case.settings
    return [
        {"year": each.year, "county_code": each.county, "county": counties[each.county],
         "kind": "train" if each.kind == "start" and settings.professions[each.profession].ways[each.way]
         .trained_from is not None else each.kind,
         "action": both(partial(action_words, answer, each, counties)), "number": each.number,
         "yuan": each.yuan}
        for each in actions(answer.case, answer.result)
    ]  # fmt: skip


def _costs(answer: HeadcountAnswer, counties: Names) -> list[Record]:
    return [
        {"county_code": each.county, "county": counties[each.county], "year": each.year,
         **{kind: each.parts[kind] for kind in COSTS}, "together": each.more, "payroll": each.payroll}
        for each in costs(answer.case, answer.result.figures)
    ]  # fmt: skip


def _budgets(answer: HeadcountAnswer) -> list[Record]:
    return [
        {"budget": both(partial(budget_name, answer.case.settings, each.who)), "year": each.year,
         "spent": each.used, "most": each.allowed, "left": each.left}
        for each in budget_years(answer.case, answer.result)
    ]  # fmt: skip


def _fair(answer: HeadcountAnswer, counties: Names) -> list[Record]:
    return [
        {"group": both(partial(group_name, answer, row.group, counties)), "today": row.today,
         "planned": row.amount, "bound": row.bound if math.isfinite(row.bound) else None}
        for row in fair_rows(answer.case, answer.result)
    ]  # fmt: skip


def _certificates(answer: HeadcountAnswer) -> list[Record]:
    rows: list[Record] = []
    for rung in answer.result.certificates:
        words = {lang: rung_words(rung, lang) for lang in LANGUAGES}
        figures = {"reached": rung.objective, "bound": rung.bound, "gap": rung.gap}
        rows.append(
            {
                "rung": rung.aim.partition(":")[0],
                "aim": {lang: cells[0] for lang, cells in words.items()},
                **{name: value if math.isfinite(value) else None for name, value in figures.items()},
                "status": rung.status.value,
                "proof": {lang: cells[3] for lang, cells in words.items()},
                "seconds": rung.seconds,
            }
        )
    return rows


def _newcomers(answer: HeadcountAnswer, grown: Grown, counties: Names, scenario: str) -> Record:
    """A scenario with those who join, and what it does not say by itself."""
    last = answer.case.problem.years[-1]
    words = partial(grown_words, grown, answer.case, counties, last=last)
    return {
        "base": scenario,
        "last": last,
        "groups": [dict(each) for each in grown.groups],
        "counsel": grown.counsel,
        "branch": grown.at_branches,
        "words": _each_both(lambda lang: list(words(lang=lang))),
    }


def _each_both(words: Callable[[str], Sequence[str]]) -> list[dict[str, str]]:
    """Several things said, each in both languages."""
    said = [words(lang) for lang in LANGUAGES]
    return [dict(zip(LANGUAGES, each, strict=True)) for each in zip(*said, strict=True)]


def read_record(path: Path) -> Record:
    """Read what was written of `growth_record`.

    Raises
    ------
    FileNotFoundError
    ScenarioError
        The file is damaged, or another version wrote it.
    """
    return record_file.read_record(path, schema=_SCHEMA, keys=_KEYS, fault="error.growth_unreadable")
