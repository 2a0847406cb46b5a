"""Tables and sentences of a plan of sites, from its record (`scenarios.siting.record`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from scenarios.rounding import cut_off
from scenarios.siting.words import certificate_words, figure_rows, tier_title, weight_title
from ui.view import View

__all__ = [
    "COUNTY_FIGURES",
    "beyond_table",
    "certificate_table",
    "county_figure",
    "county_rows",
    "county_table",
    "figure_table",
    "proofs",
    "site_table",
]

Record = Mapping[str, Any]
#: Figures by county that the chart can show, with their titles.
COUNTY_FIGURES: Mapping[str, str] = {
    "share": "ui.sites.reached",
    "village_share": "ui.sites.villages_reached",
    "mean": "siting.mean",
    "worst": "siting.worst",
}
#: Those of the table: 0 today, 1 by the plan.
_SHOWN = (("share", 0), ("share", 1), ("mean", 0), ("mean", 1), ("worst", 1))
_SITES = {
    "county": "list.county",
    "township": "list.township",
    "name": "siting.site",
    "tier": "siting.tier",
    "villages": "siting.villages",
    "weight": "siting.weight",
    "mean": "siting.mean",
    "worst": "siting.worst",
    "yuan": "siting.yuan",
    "colocated_with": "siting.beside",
}


def proofs(view: View, task: Record) -> Iterator[tuple[bool, str]]:
    """Yield of each aim whether it is proven, and what is proven of it, in a sentence."""
    for rung, cells in certificate_words(task, view.lang):
        title, _, value, bound, unit, gap, _ = cells
        proven = rung["status"] == "optimal"
        key = "ui.sites.proven_within" if proven else "ui.sites.not_proven"
        if rung["bound"] is None:
            key = "ui.sites.unknown"
        elif rung["objective"] == rung["bound"]:
            key = "ui.sites.proven"
        yield proven, view.say(key, aim=title, value=value, bound=bound, unit=unit, gap=gap)


def certificate_table(view: View, task: Record) -> pd.DataFrame:
    """One row an aim: objective, bound, unit, gap, seconds."""
    rows = [cells for _, cells in certificate_words(task, view.lang)]
    keys = (
        "summary.aim", "summary.status", "summary.objective", "summary.bound", "summary.unit", "summary.gap",
        "summary.seconds",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=[view.say(key) for key in keys], dtype=str)


def figure_table(view: View, task: Record) -> pd.DataFrame:
    """One row a figure: today, and by the plan."""
    titles = [view.say(key) for key in ("siting.figure", "map.today", "siting.planned")]
    return pd.DataFrame(list(figure_rows(task, view.lang)), columns=titles, dtype=str)


def county_rows(task: Record, side: str) -> list[dict[str, Any]]:
    """Figures by county for the chart, of ``before`` or ``after``."""
    return [
        {
            "name": row["county"],
            "share": _share(row["within_weight"], row["weight"]),
            "village_share": _share(row["within_villages"], row["villages"]),
            "mean": row["mean"],
            "worst": row["worst"],
        }
        for row in task[side]["by_county"]
    ]


def county_table(view: View, task: Record) -> pd.DataFrame:
    """One row a county: who is reached today and by the plan, and how long ways are."""
    sides = [pd.DataFrame(county_rows(task, side)) for side in ("before", "after")]
    columns = {view.say("summary.county"): sides[1]["name"]}
    villages = [row["villages"] for row in task["after"]["by_county"]]
    columns[view.say("siting.villages")] = pd.Series(villages)
    for name, place in _SHOWN:
        figure, when = county_figure(view, task, name, unit=False), ("map.today", "siting.planned")[place]
        columns[view.say("ui.sites.when", figure=figure, when=view.say(when))] = sides[place][name].astype(
            float
        )
    return pd.DataFrame(columns)


def county_figure(view: View, task: Record, figure: str, *, unit: bool) -> str:
    """The title of a figure by county, with its unit or without."""
    title = view.say(COUNTY_FIGURES[figure], weight=weight_title(task, view.lang))
    if not unit:
        return title
    words = "%" if figure.endswith("share") else view.say(f"siting_unit.{task['measure']}")
    return view.say("ui.sites.with_unit", figure=title, unit=words)


def site_table(view: View, rows: list[Record], task: Record) -> pd.DataFrame:
    """Sites of the plan, one row each, in the order given."""
    table = pd.DataFrame(rows, columns=list(_SITES))
    table["tier"] = [tier_title(tier, view.lang) for tier in table["tier"]]
    titles = {name: view.say(key) for name, key in _SITES.items()}
    titles["weight"] = weight_title(task, view.lang)
    if not table["colocated_with"].astype(bool).any():
        table = table.drop(columns="colocated_with")
    return table.rename(columns=titles)


def beyond_table(view: View, rows: list[Record]) -> pd.DataFrame:
    """Villages by name, township, county and code."""
    columns = ("village", "township", "county", "village_code")
    table = pd.DataFrame(rows, columns=list(columns))
    return table.rename(columns={name: view.say(f"list.{name}") for name in columns})


def _share(part: float, whole: float) -> float | None:
    return cut_off(100.0 * part / whole) if whole else None
