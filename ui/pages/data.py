"""Data: the files of the study, a check that lists every fault, and the settings with their origins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from scenarios.faults import shown
from scenarios.settings import REQUIRED_TABLES
from scenarios.study import Study
from ui.load import checked_city
from ui.markdown import plain
from ui.problems import page, told
from ui.scenario_choice import choose_scenario
from ui.view import View

if TYPE_CHECKING:
    from geo.city import City

_CHECKED = "data checked"


def data_page(view: View) -> None:
    """Draw the page."""
    st.header(view.say("ui.data.title", study=view.name))
    st.caption(view.say("ui.data.folder", folder=plain(view.study.folder)))
    files, settings = st.tabs([view.say("ui.data.files"), view.say("ui.data.settings")])
    with files:
        _files(view)
    with settings:
        _settings(view)


def _files(view: View) -> None:
    if st.button(view.say("ui.data.check"), type="primary", icon=":material/fact_check:", key="check"):
        st.session_state[_CHECKED] = str(view.study.folder)
    st.caption(view.say("ui.data.check_hint"))
    city = _check(view) if st.session_state.get(_CHECKED) == str(view.study.folder) else None
    table = file_table(view, {} if city is None else row_counts(city))
    st.dataframe(table, hide_index=True, height="content")


def _check(view: View) -> City | None:
    """Read and check every file; the report says all that is wrong, and nothing is written."""
    with st.spinner(view.say("ui.data.checking")):
        try:
            city = checked_city(view.study)
        except Exception as error:
            told(error, view.lang)
            return None
    names = ", ".join(view.label(name) for name in view.study.scenarios)
    st.success(
        view.say("ui.data.no_faults", scenarios=len(view.study.scenarios), names=names),
        icon=":material/check:",
    )
    return city


def row_counts(city: City) -> dict[str, int]:
    """Rows of every table that a city has."""
    return {"outlines": len(city.outlines), **{name: len(table) for name, table in city.tables.items()}}


def file_table(view: View, rows: Mapping[str, int]) -> pd.DataFrame:
    """One row a table: what it is, its file, the size, the reference system; rows once they are counted."""
    sources = view.study.resolve(view.study.scenarios[0]).config.sources
    headers = {
        "table": view.say("validate.table"),
        "needed": view.say("ui.data.needed"),
        "file": view.say("validate.file"),
        "size": view.say("ui.data.size"),
        "crs": view.say("ui.data.crs"),
        "rows": view.say("validate.rows"),
    }
    found = [
        {
            "table": view.word("table", name),
            "needed": view.say("ui.data.required" if name in REQUIRED_TABLES else "ui.data.optional"),
            "file": source.path if source.layer is None else f"{source.path} · {source.layer}",
            "size": _size(view, source.path),
            "crs": source.crs or "–",
            "rows": f"{rows[name]:,}" if name in rows else "–",
        }
        for name, source in sources.items()
    ]
    return pd.DataFrame(found, columns=list(headers)).rename(columns=headers)


def _size(view: View, path: str) -> str:
    try:
        return f"{max(1, round((view.study.folder / path).stat().st_size / 1000)):,} kB"
    except OSError:
        return view.say("ui.data.missing")


def _settings(view: View) -> None:
    """Every setting of a scenario, and where it was set."""
    scenario = choose_scenario(view)
    only_own = st.toggle(view.say("ui.data.only_set"), key=f"only set {view.lang}")
    rows = [row for row in settings_of(view.study, scenario) if not (only_own and row[2] == "default")]
    names = [
        (name, value, view.say("show.default") if origin == "default" else origin)
        for name, value, origin in rows
    ]
    headers = [view.say(key) for key in ("show.setting", "show.value", "show.origin")]
    st.dataframe(pd.DataFrame(names, columns=headers), hide_index=True, height=520)


def settings_of(study: Study, scenario: str) -> list[tuple[str, str, Any]]:
    """Dotted path, value as YAML writes it, and origin of every setting."""
    return [(name, shown(value), origin) for name, value, origin in study.resolve(scenario).settings()]


if __name__ == "__main__":
    page(data_page)()
