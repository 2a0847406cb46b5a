"""Tables of a run as people read them: chosen columns, headers in their language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from scenarios.certificates import group_words, rung_words
from scenarios.code_names import names_by
from scenarios.plan_table import JOINT
from scenarios.rounding import cut_off
from scenarios.run_facts import facts_of
from scenarios.store import StoredRun
from ui.view import View

__all__ = [
    "certificate_table",
    "county_table",
    "earlier_counsel",
    "group_table",
    "hired_table",
    "person_names",
    "place_table",
    "repair_table",
    "village_table",
]

_COUNTY_COLUMNS = {
    "name": "summary.county",
    "villages": "summary.villages",
    "nominal": "summary.nominal",
    "effective": "summary.effective",
    "short": "summary.short",
    "more_needed": "summary.more_needed",
    "hours_mean": "summary.hours_mean",
    "minutes_mean": "summary.minutes_mean",
    "counsel_used": "summary.counsel_used",
    "counsel_from_elsewhere": "ui.from_elsewhere",
}
_VILLAGE_COLUMNS = {
    "county": "list.county",
    "township": "list.township",
    "village": "list.village",
    "area": "list.area",
    "counsel": "list.counsel",
    "occupation": "list.occupation",
    "office": "list.office",
    "minutes": "list.minutes",
    "hours": "list.hours",
    "status": "list.status",
    "change": "list.change",
    "village_code": "list.village_code",
}
_WORDS = ("area", "occupation", "status", "change")


def county_table(view: View, metrics: Mapping[str, Any]) -> pd.DataFrame:
    """One row a county, and the whole city last."""
    whole = {
        "name": view.say("summary.total"),
        "villages": metrics["villages"],
        "nominal": metrics["coverage_nominal"],
        "effective": metrics["coverage_effective"],
        "short": metrics["short"],
        "more_needed": sum(county["more_needed"] or 0 for county in metrics["by_county"]),
        "hours_mean": metrics["hours_mean"],
        "minutes_mean": metrics["travel"]["mean"],
        "counsel_used": metrics["counsel_used"],
        "counsel_from_elsewhere": sum(county["counsel_from_elsewhere"] for county in metrics["by_county"]),
    }
    rows = [[row[name] for name in _COUNTY_COLUMNS] for row in (*metrics["by_county"], whole)]
    table = pd.DataFrame(rows, columns=list(_COUNTY_COLUMNS))
    for name in ("nominal", "effective"):
        table[name] = table[name].map(cut_off)
    if not metrics["rungs"]:  # nobody asked what today's roster would need
        table = table.drop(columns="more_needed")
    return table.rename(columns={name: view.say(key) for name, key in _COUNTY_COLUMNS.items()})


def certificate_table(view: View, run: StoredRun) -> pd.DataFrame:
    """One row a rung of the ladder, best first: objective, bound, unit, gap, seconds."""
    facts = facts_of(run)
    rows = [list(rung_words(rung, facts, view.lang)) for rung in run.metrics["rungs"]]
    headers = (
        "summary.aim",
        "summary.status",
        "summary.objective",
        "summary.bound",
        "summary.unit",
        "summary.gap",
        "summary.seconds",
    )
    return pd.DataFrame(rows, columns=[view.say(key) for key in headers], dtype=str)


def group_table(view: View, run: StoredRun, rung: Mapping[str, Any]) -> pd.DataFrame:
    """What the groups of a rung get, the worst-off first; no rows where it looked at the worst-off alone."""
    headers = ("certificate.group", "certificate.amount", "certificate.most")
    rows = [list(group) for group in group_words(run, rung, view.lang)]
    return pd.DataFrame(rows, columns=[view.say(key) for key in headers], dtype=str)


def repair_table(view: View, repair: Mapping[str, Any]) -> pd.DataFrame:
    """Who would close the shortage: county, occupation, number."""
    rows = [
        [more["name"], view.word("occupation", more["occupation"]), more["number"]] for more in repair["more"]
    ]
    headers = ("summary.county", "list.occupation", "summary.more_needed")
    return pd.DataFrame(rows, columns=[view.say(key) for key in headers])


def hired_table(view: View, people: pd.DataFrame) -> pd.DataFrame:
    """Whom a plan hires (`scenarios.hires.hired_people`): county, township, occupation, number."""
    words = {one: view.word("occupation", one) for one in people["occupation"].unique()}
    return pd.DataFrame(
        {
            view.say("summary.county"): people["county"],
            view.say("list.township"): people["office"],
            view.say("list.occupation"): people["occupation"].map(words),
            view.say("summary.number"): people["number"],
        }
    )


def place_table(view: View, villages: pd.DataFrame) -> pd.DataFrame:
    """Villages (`scenarios.beyond_reach.beyond_reach`) by name, township, county and code."""
    columns = ("village", "township", "county", "village_code")
    return villages[list(columns)].rename(columns={name: view.say(f"list.{name}") for name in columns})


def village_table(view: View, plan: pd.DataFrame, *, without: Iterable[str] = ()) -> pd.DataFrame:
    """Rows of the plan with the words of the reader's language."""
    kept = [name for name in _VILLAGE_COLUMNS if name not in set(without)]
    table = plan[kept].copy()
    for name in _WORDS:
        if name in table:
            words = {value: view.word(name, value) if value else "" for value in table[name].unique()}
            table[name] = table[name].map(words)
    return table.rename(columns={name: view.say(_VILLAGE_COLUMNS[name]) for name in kept})


def person_names(plan: pd.DataFrame) -> dict[str, str]:
    """Names of the counsel that the plan uses, by id."""
    people = plan.loc[plan["person_id"].ne(""), ["person_id", "counsel"]].drop_duplicates("person_id")
    return names_by(people, "person_id", "counsel")


def earlier_counsel(joined: str, names: Mapping[str, str]) -> str:
    """Who served before; a person whom the plan does not use is named by id."""
    return "、".join(names.get(one, one) for one in joined.split(JOINT)) if joined else ""
