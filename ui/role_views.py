"""The roles beside counsel on the pages: figures by role and by county, who holds what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from scenarios.role_facts import Asked, RoleFacts, roles_of_tables
from scenarios.role_rows import role_rows
from scenarios.role_words import attributes, given_words
from scenarios.rounding import cut_off
from scenarios.run_facts import facts_of
from scenarios.store import StoredRun
from scenarios.summary_roles import ROLE_COLUMNS
from ui.view import View

__all__ = [
    "holders_columns",
    "holders_table",
    "role_columns",
    "role_county_columns",
    "role_county_table",
    "role_names",
    "role_table",
    "roles_of",
]

_COUNTY = {
    "name": "summary.county",
    "units": "summary.role_units",
    "covered": "summary.role_covered",
    "heads": "summary.role_heads",
    "short": "summary.role_short",
}
_HOLDERS = {
    "township": "list.township",
    "unit": "list.role_unit",
    "kind": "list.role_kind",
    "person": "list.role_person",
    "sex": "list.role_sex",
    "is": "list.role_is",
    "pool": "list.role_pool",
    "km": "list.role_km",
    "change": "list.change",
    "given": "list.role_given",
    "lacking": "summary.role_short",
}
#: Columns whose values are words of the catalogue, and the beginning of their keys.
_WORDS = {"kind": "unit_kind", "sex": "sex", "pool": "pool", "change": "role_change"}
_TOLD = ("full_time", "trained", "status", "skill", "occupation")


def roles_of(run: StoredRun) -> dict[str, RoleFacts]:
    """The roles that a run has figures of; one of an earlier version has none."""
    return roles_of_tables(run, facts_of(run).roles)


def role_names(view: View, run: StoredRun) -> dict[str, str]:
    """Titles of the roles of a run by their ids."""
    return {role: facts.name.text(view.lang) for role, facts in roles_of(run).items()}


def role_table(view: View, run: StoredRun) -> pd.DataFrame:
    """One row a role: figures before and after, what is lacking, what changes."""
    columns = ROLE_COLUMNS if run.metrics["rungs"] else ROLE_COLUMNS[:-1]
    joint = view.say("list.role_and")
    rows = [
        [joint.join(cell) or "–" if isinstance(cell, tuple) else cell for cell in row[: len(columns)]]
        for row in role_rows(run, view.lang)
    ]
    return pd.DataFrame(rows, columns=[view.say(key) for key, _ in columns], dtype=str)


def role_columns(view: View) -> dict[str, Any]:
    """How the columns of `role_table` are drawn: narrow, so that their parts stand below one another."""
    parts = ("summary.role_lacking", "summary.role_shares", "summary.role_changes")
    return {
        view.say("summary.role"): st.column_config.TextColumn(pinned=True, width=180),
        **{view.say(key): st.column_config.TextColumn(width=160) for key in parts},
    }


def role_county_table(view: View, run: StoredRun, role: str) -> pd.DataFrame:
    """One row a county, the whole city last: units, share with enough people, posts held, people lacking."""
    figures = run.metrics["posts"][role]
    whole = {"name": view.say("summary.total"), **figures}
    rows = [[row[name] for name in _COUNTY] for row in (*figures["by_county"], whole)]
    table = pd.DataFrame(rows, columns=list(_COUNTY))
    table["covered"] = table["covered"].map(cut_off)
    return table.rename(columns={name: view.say(key) for name, key in _COUNTY.items()})


def role_county_columns(view: View) -> dict[str, Any]:
    """How the columns of `role_county_table` are drawn."""
    share = st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=100, width=110)
    return {
        view.say("summary.county"): st.column_config.TextColumn(pinned=True, width=190),
        view.say("summary.role_covered"): share,
    }


def holders_table(view: View, rows: pd.DataFrame, role: RoleFacts) -> pd.DataFrame:
    """Rows of posts.csv with the words of the reader's language; units that lack people first."""
    short = rows["lacking"].groupby(rows["unit_code"]).transform("max").gt(0)
    rows = rows.assign(late=~short).sort_values(["late", "township_code", "unit_code"], kind="stable")
    told = rows[list(_TOLD)].apply(lambda values: _told(view, values.to_dict()), axis=1)
    rows = rows.assign(**{"is": told if len(rows) else ""})
    table = rows[list(_HOLDERS)].copy()
    for name, prefix in _WORDS.items():
        words = {one: view.word(prefix, one) if one else "" for one in table[name].unique()}
        table[name] = table[name].map(words)
    given = {one: given_words(one, role, view.lang) if one else "" for one in table["given"].unique()}
    table["given"] = table["given"].map(given)
    return table.rename(columns={name: view.say(key) for name, key in _HOLDERS.items()})


def holders_columns(view: View) -> dict[str, Any]:
    """How the columns of `holders_table` are drawn."""
    return {
        view.say("list.role_unit"): st.column_config.TextColumn(pinned=True),
        view.say("list.role_km"): st.column_config.NumberColumn(format="%.1f"),
    }


def _told(view: View, values: Mapping[Any, str]) -> str:
    return attributes(Asked({name: value for name, value in values.items() if value}), view.lang)
