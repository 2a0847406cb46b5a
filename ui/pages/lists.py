"""Lists: each county's workbook, the plan as a table and as layers, everything in one archive."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from scenarios.adjust.book import MOVES_BOOK
from scenarios.errors import ScenarioError
from scenarios.rounding import percent
from scenarios.store import StoredRun
from ui.columns import village_columns
from ui.downloads import Offer, archive, county_list, list_content, moves_content, run_files
from ui.load import checked_city, stored_run
from ui.markdown import plain
from ui.move_views import moves_columns, moves_table
from ui.problems import page
from ui.role_views import holders_columns, holders_table, role_names, roles_of
from ui.scenario_choice import choose_county, choose_scenario
from ui.table_views import village_table
from ui.view import View

if TYPE_CHECKING:
    import pandas as pd

#: The sheets of the villages and of moves among the names of roles, which are identifiers.
_VILLAGES, _MOVES = "", "+moves"
_WIDTHS = [3, 1, 1, 1, 2]
_ABOUT = {
    "plan.csv": "ui.lists.plan_csv",
    "posts.csv": "ui.lists.posts_csv",
    "moves.csv": "ui.lists.moves_csv",
    MOVES_BOOK: "ui.lists.moves_xlsx",
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
        content = offer.path.read_bytes
        if offer.path.name == MOVES_BOOK:
            content = partial(moves_content, run, offer.path, lang=view.lang)
        with button:
            _button(view.say("ui.lists.download", size=offer.kilobytes), offer, content)


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
    """What the workbooks hold of one county, without phones: villages, one of the other roles, or moves."""
    st.subheader(view.say("ui.lists.preview"))
    county, choice = st.columns([2, 3], vertical_alignment="bottom")
    with county:
        code = choose_county(view, run.plan, everywhere=False)
    with choice:
        sheet = _choose_sheet(view, run)
    if sheet == _VILLAGES:
        rows = run.plan.loc[run.plan["county_code"] == code]
        table, columns = village_table(view, rows, without=("county",)), village_columns(view)
    elif sheet == _MOVES:
        rows = run.moves.loc[run.moves["county_code"] == code]
        table, columns = moves_table(view, rows), moves_columns(view)
    else:
        rows = run.posts.loc[(run.posts["role"] == sheet) & (run.posts["county_code"] == code)]
        table, columns = holders_table(view, rows, roles_of(run)[sheet]), holders_columns(view)
    st.dataframe(table, hide_index=True, column_config=columns, placeholder="–", height=420)
    st.caption(view.say("ui.rows", count=f"{len(rows):,}"))


def _choose_sheet(view: View, run: StoredRun) -> str:
    """The villages, a role beside counsel, or moves; what the run lacks is not offered."""
    names = {_VILLAGES: view.say("list.sheet_villages"), **role_names(view, run)}
    if "adjustment" in run.metrics:
        names[_MOVES] = view.say("move.sheet")
    if len(names) == 1:
        return _VILLAGES
    return str(
        st.segmented_control(
            view.say("ui.lists.sheet"),
            list(names),
            default=_VILLAGES,
            required=True,
            format_func=lambda one: plain(names.get(one, one)),
            key=f"sheet {view.lang} {view.study.id}",
        )
    )


if __name__ == "__main__":
    page(lists_page)()
