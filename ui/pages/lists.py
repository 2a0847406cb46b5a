"""Lists: each county's workbook, the plan as a table and as layers, everything in one archive."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.rounding import percent
from scenarios.store import StoredRun
from ui.columns import village_columns
from ui.downloads import Offer, archive, county_list, list_content, run_files
from ui.load import checked_city, stored_run
from ui.markdown import plain
from ui.problems import page
from ui.role_views import holders_columns, holders_table, role_names, roles_of
from ui.scenario_choice import choose_county, choose_scenario
from ui.table_views import village_table
from ui.view import View

if TYPE_CHECKING:
    import pandas as pd

#: The sheet of the villages among the names of roles, none of which is empty.
_VILLAGES = ""
_WIDTHS = [3, 1, 1, 1, 2]
_ABOUT = {
    "plan.csv": "ui.lists.plan_csv",
    "posts.csv": "ui.lists.posts_csv",
    "plan.gpkg": "ui.lists.plan_gpkg",
    "map.html": "ui.lists.map_html",
    "metrics.json": "ui.lists.metrics_json",
    "manifest.json": "ui.lists.manifest_json",
}


def lists_page(view: View) -> None:
    """Draw the page."""
    st.header(view.say("ui.lists.title", study=view.name))
    scenario = choose_scenario(view)
    run = stored_run(view, scenario)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _counties(view, run)
    with right:
        _files(view, run)
    _preview(view, run)


def _counties(view: View, run: StoredRun) -> None:
    st.subheader(view.say("ui.lists.counties"))
    st.caption(view.say("ui.lists.phones"))
    headers = (
        "summary.county",
        "summary.villages",
        "summary.short",
        "summary.effective",
        "ui.lists.workbook",
    )
    for column, key in zip(st.columns(_WIDTHS), headers, strict=True):
        column.caption(view.say(key))
    for row in run.metrics["by_county"]:
        cells = st.columns(_WIDTHS, vertical_alignment="center")
        figures = (row["name"], f"{row['villages']:,}", f"{row['short']:,}", percent(row["effective"]))
        for cell, words in zip(cells[:4], figures, strict=True):
            cell.text(words)
        offer = county_list(run, row["county_code"], row["name"])
        with cells[4]:
            if offer is None:
                st.caption("–")
            else:
                content = partial(
                    list_content,
                    run,
                    offer.path,
                    code=row["county_code"],
                    lang=view.lang,
                    register=partial(_register, view),
                )
                _button(view.say("ui.lists.download", size=offer.kilobytes), offer, content)


def _register(view: View) -> pd.DataFrame | None:
    """The counsel of the study; without them the lists lack phones."""
    try:
        return checked_city(view.study).counsel
    except (ScenarioError, OSError, ValueError):  # the study or a table of it has changed for the worse
        return None


def _files(view: View, run: StoredRun) -> None:
    st.subheader(view.say("ui.lists.whole"))
    st.download_button(
        view.say("ui.lists.archive"),
        data=partial(archive, run, lang=view.lang, register=partial(_register, view)),
        file_name=f"{run.study}-{run.scenario}.zip",
        mime="application/zip",
        type="primary",
        icon=":material/folder_zip:",
        key="archive",
    )
    for offer in run_files(run):
        name, button = st.columns([3, 2], vertical_alignment="center")
        name.caption(view.say(_ABOUT[offer.path.name], name=offer.path.name))
        with button:
            _button(view.say("ui.lists.download", size=offer.kilobytes), offer, offer.path.read_bytes)


def _button(label: str, offer: Offer, content: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        data=content,
        file_name=offer.name,
        mime=offer.mime,
        key=f"take {offer.name}",
        icon=":material/download:",
        on_click="ignore",
    )


def _preview(view: View, run: StoredRun) -> None:
    """What the workbook of one county holds, without phones: villages, or one of the other roles."""
    st.subheader(view.say("ui.lists.preview"))
    county, sheet = st.columns([2, 3], vertical_alignment="bottom")
    with county:
        code = choose_county(view, run.plan, everywhere=False)
    with sheet:
        role = _choose_sheet(view, run)
    rows = run.plan if role is None else run.posts.loc[run.posts["role"] == role]
    rows = rows.loc[rows["county_code"] == code]
    if role is None:
        table, columns = village_table(view, rows, without=("county",)), village_columns(view)
    else:
        table, columns = holders_table(view, rows, roles_of(run)[role]), holders_columns(view)
    st.dataframe(table, hide_index=True, column_config=columns, placeholder="–", height=420)
    st.caption(view.say("ui.rows", count=f"{len(rows):,}"))


def _choose_sheet(view: View, run: StoredRun) -> str | None:
    """A role beside counsel; None for the villages, and where the run has no such roles."""
    names = role_names(view, run)
    if not names:
        return None
    found = st.segmented_control(
        view.say("ui.lists.sheet"),
        [_VILLAGES, *names],
        default=_VILLAGES,
        required=True,
        format_func=lambda one: plain(names[one]) if one in names else view.say("list.sheet_villages"),
        key=f"sheet {view.lang} {view.study.id}",
    )
    return found if found in names else None


if __name__ == "__main__":
    page(lists_page)()
