"""Tables of a plan of growth as people read them, from its record (`scenarios.headcount.record`)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scenarios.headcount.words import DIGITS, change_words, figure, plainly, proof_words, whole_people
from scenarios.rounding import cut_off, number
from ui.view import View

__all__ = [
    "ACTIONS",
    "COSTS",
    "action_table",
    "budget_table",
    "certificate_table",
    "cost_table",
    "fair_table",
    "flow_table",
    "frontier_table",
    "gain_table",
    "limit_table",
    "people_table",
    "price_table",
    "professions",
    "target_names",
    "target_table",
    "target_years",
]

Record = Mapping[str, Any]
_NONE = "–"
#: What can be done, with its title.
ACTIONS: Mapping[str, str] = {
    "start": "ui.growth.recruited",
    "train": "ui.growth.trained",
    "relocation": "ui.growth.relocated",
    "branch": "ui.growth.branches",
    "purchase": "ui.growth.bought",
}
COSTS = ("start", "relocation", "branch", "purchase", "salary", "together")
_FLOWS = {
    "county": "summary.county",
    "year": "headcount.year",
    "before": "headcount.before",
    "left": "headcount.left",
    "came": "headcount.came",
    "trained_away": "headcount.away",
    "moved_in": "headcount.moved_in",
    "moved_out": "headcount.moved_out",
    "stock": "headcount.after",
    "bought": "headcount.bought",
}


def target_years(record: Record) -> dict[tuple[str, str], list[Record]]:
    """The rows of each target by code and county_code, today first; of one without data only its one row."""
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for row in record["targets"]:
        found[row["code"], row["county_code"]].append(row)
    return found


def target_names(view: View, record: Record) -> dict[tuple[str, str], str]:
    """Titles of the targets that have figures, with the county where each county has one."""
    return {
        key: f"{rows[-1]['target'][view.lang]} – {rows[-1]['county']}" if rows[-1]["county"] else
        rows[-1]["target"][view.lang]
        for key, rows in target_years(record).items()
        if rows[-1]["year"] is not None
    }  # fmt: skip


def target_table(view: View, record: Record) -> pd.DataFrame:
    """One row a target: what is wanted, what it comes to year by year, whether that meets it."""
    years = [view.say("map.today"), *map(str, record["years"])]
    rows = []
    for (code, _), found in target_years(record).items():
        last = found[-1]
        name = " – ".join(filter(None, (last["target"][view.lang], last["county"])))
        verdict = _verdict(view, last)
        needed = "–" if last["needed"] is None else f"{whole_people(last['needed']):,}"
        attribute = view.word("attribute", "binding" if last["binding"] else "expected")
        wanted = f"{last['wanted']:g} {last['unit']}".strip()
        values = [figure(row["value"]) for row in found] if last["year"] is not None else ["–"] * len(years)
        rows.append([verdict, code, name, attribute, wanted, *values, needed])
    keys = ("summary.verdict", "summary.code", "summary.target", "summary.attribute", "summary.wanted")
    titles = [*(view.say(key) for key in keys), *years, view.say("headcount.needed")]
    return pd.DataFrame(rows, columns=titles, dtype=str)


def _verdict(view: View, last: Record) -> str:
    """Met, so many people lacking, or no data."""
    if last["year"] is None:
        return view.say("target_kind.no_data")
    lacking = whole_people(last["short"])
    return view.say("ui.growth.lacking", number=f"{lacking:,}") if lacking else view.say("target_kind.met")


def professions(view: View, record: Record) -> dict[str, str]:
    """Titles of the professions by their ids."""
    return {row["profession"]: row["profession_name"][view.lang] for row in record["people"]}


def people_table(view: View, record: Record, profession: str) -> pd.DataFrame:
    """One row a county, the whole city last: people today and at the end of each year, and the change."""
    counties: dict[str, list[int]] = {}
    for row in record["people"]:
        if row["profession"] == profession:
            counties.setdefault(row["county"], [row["before"]]).append(row["stock"])
    whole = [sum(each) for each in zip(*counties.values(), strict=True)]
    rows = [
        [name, *numbers, numbers[-1] - numbers[0]]
        for name, numbers in [*counties.items(), (view.say("summary.total"), whole)]
    ]
    titles = [view.say("summary.county"), view.say("map.today"), *map(str, record["years"])]
    return pd.DataFrame(rows, columns=[*titles, view.say("ui.growth.change")])


def flow_table(view: View, record: Record, profession: str) -> pd.DataFrame:
    """Who comes and goes, a row a county and year."""
    rows = [
        [str(row[name]) if name == "year" else row[name] for name in _FLOWS]
        for row in record["people"]
        if row["profession"] == profession
    ]
    return pd.DataFrame(rows, columns=[view.say(key) for key in _FLOWS.values()])


def action_table(view: View, record: Record, kinds: Sequence[str]) -> pd.DataFrame:
    """What is done of some kinds: a row a county and action, years side by side, and its one-off cost."""
    numbers: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    yuan: dict[tuple[str, str], int] = defaultdict(int)
    for row in record["actions"]:
        if row["kind"] in kinds:
            key = row["county"], row["action"][view.lang]
            numbers[key][row["year"]] = row["number"] + numbers[key].get(row["year"], 0)
            yuan[key] += row["yuan"]
    order = {row["county"]: place for place, row in enumerate(record["costs"])}
    rows = [
        [*key, *(numbers[key].get(year) for year in record["years"]), yuan[key]]
        for key in sorted(numbers, key=lambda one: (order[one[0]], one[1]))
    ]
    titles = [view.say("summary.county"), view.say("headcount.action"), *map(str, record["years"])]
    table = pd.DataFrame(rows, columns=[*titles, view.say("headcount.yuan")])
    return table.astype(dict.fromkeys(map(str, record["years"]), "Int64"))


def cost_table(view: View, record: Record) -> pd.DataFrame:
    """Yuan beyond doing nothing over all years: a row a county, the whole city last."""
    found: dict[str, list[int]] = {}
    for row in record["costs"]:
        known = found.setdefault(row["county"], [0] * len(COSTS))
        found[row["county"]] = [before + row[name] for before, name in zip(known, COSTS, strict=True)]
    whole = [sum(each) for each in zip(*found.values(), strict=True)]
    rows = [[name, *each] for name, each in [*found.items(), (view.say("summary.total"), whole)]]
    kinds = [view.say(f"growth_cost.{name}") for name in COSTS[:-1]]
    return pd.DataFrame(rows, columns=[view.say("summary.county"), *kinds, view.say("headcount.together")])


def budget_table(view: View, record: Record) -> pd.DataFrame:
    """What every budget spends of its limit, a row a year; the share in per cent."""
    rows = [
        [row["budget"][view.lang], str(row["year"]), math.ceil(row["spent"]), round(row["most"]),
         math.floor(row["left"]), 100.0 * row["spent"] / row["most"] if row["most"] else 0.0]
        for row in record["budgets"]
    ]  # fmt: skip
    keys = ("headcount.budget", "headcount.year", "headcount.spent", "headcount.most",
            "headcount.left_over", "ui.growth.used_share")  # fmt: skip
    return pd.DataFrame(rows, columns=[view.say(key) for key in keys])


def fair_table(view: View, record: Record) -> pd.DataFrame:
    """What counties get, the least first, and what they could get at most."""
    rows = [
        [row["group"][view.lang], *(_cut(row[name]) for name in ("today", "planned", "bound"))]
        for row in record["fair"]
    ]
    keys = ("headcount.group", "map.today", "headcount.planned", "headcount.bound")
    return pd.DataFrame(rows, columns=[view.say(key) for key in keys], dtype=str)


def _cut(value: float | None) -> str:
    return "–" if value is None else f"{cut_off(value, digits=DIGITS):.{DIGITS}f}"


def certificate_table(view: View, record: Record) -> pd.DataFrame:
    """One row an aim: what it reached, its bound, how far that is proven."""
    rows = [
        [row["aim"][view.lang], plainly(row["reached"]), plainly(row["bound"]), row["proof"][view.lang],
         f"{row['seconds']:.1f}"]
        for row in record["certificates"]
    ]  # fmt: skip
    keys = ("headcount.aim", "headcount.reached", "headcount.bound", "summary.certified", "headcount.seconds")
    return pd.DataFrame(rows, columns=[view.say(key) for key in keys], dtype=str)


def limit_table(view: View, record: Record) -> pd.DataFrame:
    """The limits that are used up."""
    rows = [
        [row["rule"][view.lang], row["whom"][view.lang], row["county"] or "–", str(row["year"] or "–"),
         f"{row['used']:,.0f} / {row['allowed']:,.0f}"]
        for row in record["reasons"]["limits"]
    ]  # fmt: skip
    keys = ("headcount.limit", "headcount.whom", "summary.county", "headcount.year", "headcount.used")
    return pd.DataFrame(rows, columns=[view.say(key) for key in keys], dtype=str)


def price_table(view: View, record: Record) -> pd.DataFrame:
    """What each target costs."""
    titles = {row["code"]: row["target"][view.lang] for row in record["targets"]}
    rows = [
        [row["code"], titles[row["code"]], row["saved"], proof_words(row["proven"], view.lang)]
        for row in record["reasons"]["prices"]
    ]
    keys = ("summary.code", "summary.target", "headcount.saved", "summary.certified")
    return pd.DataFrame(rows, columns=[view.say(key) for key in keys])


def gain_table(view: View, record: Record) -> pd.DataFrame:
    """What more of a limit would bring to each aim that changes at all."""
    found = record["reasons"]["gains"]
    columns = {view.say("headcount.more"): [row["more"][view.lang] for row in found]}
    for place, aim in enumerate(record["certificates"]):
        changes = [change_words(row["before"][place], row["after"][place]) for row in found]
        if set(changes) - {_NONE}:
            columns[aim["aim"][view.lang]] = changes
    columns[view.say("summary.certified")] = [proof_words(row["proven"], view.lang) for row in found]
    return pd.DataFrame(columns, dtype=str)


def frontier_table(view: View, record: Record) -> pd.DataFrame:
    """The plans from the cheapest to the fairest, with what each step costs."""
    rows, before = [], None
    for row in record["frontier"]["points"]:
        step = "–" if before is None else number(row["yuan"] - before, signed=True)
        rows.append([_cut(row["least"]), row["yuan"], step, proof_words(row["proven"], view.lang)])
        before = row["yuan"]
    keys = ("headcount.least", "headcount.yuan_more", "headcount.step", "summary.certified")
    return pd.DataFrame(rows, columns=[view.say(key) for key in keys])
