"""Map: every village by status, the lines of one county, and the row of the village that is clicked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from scenarios.beyond_reach import beyond_reach, few_named, remark
from scenarios.plan_table import STATUSES, rows_of
from scenarios.rounding import percent
from scenarios.store import StoredRun
from ui import map_points
from ui.choice import forget, keep, kept
from ui.figures import STATUS_COLOUR_NAMES
from ui.load import Layers, layers, stored_run, todays_run
from ui.map_layers import VILLAGES, deck
from ui.map_sited import Sited, choose_sited
from ui.map_style import map_style, style_address
from ui.markdown import plain
from ui.problems import page
from ui.scenario_choice import EVERYWHERE, choose_county, choose_scenario
from ui.table_views import earlier_counsel, person_names, village_table
from ui.view import View

_HEIGHT = 640
_CHART = "map"


def map_page(view: View) -> None:
    """Draw the page."""
    st.header(view.say("ui.map.title", study=view.name))
    scenario = choose_scenario(view)
    run = stored_run(view, scenario)
    found = layers(run)
    left, right = st.columns([3, 1], gap="medium")
    with right:
        code = choose_county(view, run.plan)
        county = None if code == EVERYWHERE else code
        _find(view, run.plan, county)
        lost = set(beyond_reach(run)["village_code"])
        statuses = _statuses(view, run.plan, county, lost=lost)
        sited = choose_sited(view, run)
        _county_facts(view, run, county)
        _chosen_village(view, run)
    with left:
        _chart(view, found, county, statuses, lost=lost, sited=sited)
        st.caption(view.say("ui.map.hint"))


def _find(view: View, plan: pd.DataFrame, county: str | None) -> None:
    """Look a village up by name, for those who cannot or will not click."""
    rows = plan if county is None else plan.loc[plan["county_code"] == county]
    rows = rows.drop_duplicates("village_code").set_index("village_code")
    names = (rows["village"] + " · " + rows["township"]).to_dict()
    key = f"find {view.lang} {county}"
    st.selectbox(
        view.say("ui.map.find"),
        list(names),
        index=None,
        placeholder=view.say("ui.map.find_hint"),
        format_func=lambda code: names[code],
        key=key,
        on_change=lambda: _choose(st.session_state[key]),
    )


def _choose(code: str | None) -> None:
    if code:
        keep("village", code)
    else:
        forget("village")


def _clicked() -> None:
    """The village under the last click; a click beside all of them chooses none."""
    found = st.session_state[_CHART].selection.get("objects", {}).get(VILLAGES, [])
    _choose(found[0]["code"] if found else None)


def _statuses(view: View, plan: pd.DataFrame, county: str | None, *, lost: Collection[str]) -> Sequence[str]:
    """Which villages to draw; it is the legend, too.  Villages that nobody can serve stand by themselves."""
    rows = plan if county is None else plan.loc[plan["county_code"] == county]
    shown = rows["status"].mask(rows["village_code"].isin(lost), map_points.UNREACHABLE)
    counts = shown.value_counts()
    options = [*STATUSES, *([map_points.UNREACHABLE] if lost else [])]
    return st.pills(
        view.say("list.status"),
        options,
        selection_mode="multi",
        wrap=True,
        default=options,
        format_func=lambda one: f"{_sign(view, one)} {int(counts.get(one, 0)):,}",
        key=f"statuses {view.lang} {bool(lost)}",
    )


def _sign(view: View, status: str) -> str:
    """A status in the legend: its sign on the map, and its name."""
    if status == map_points.UNREACHABLE:
        return f"**{map_points.CROSS}** {view.say('map.unreachable')}"
    return f":{STATUS_COLOUR_NAMES[status]}[●] {view.word('status', status)}"


def _county_facts(view: View, run: StoredRun, county: str | None) -> None:
    """The figures of the county, and which of the villages shown nobody could serve."""
    row = next((row for row in run.metrics["by_county"] if row["county_code"] == county), None)
    if county is None:
        st.caption(view.say("ui.map.choose_county"))
    elif row is not None:
        shares = {name: percent(row[name]) for name in ("nominal", "effective")}
        st.caption(
            view.say("list.notes.county_figures", villages=row["villages"], short=row["short"], **shares)
        )
    lost = beyond_reach(run, county=county)
    if len(lost):
        names = plain(few_named(lost, view.lang))
        st.caption(view.say("summary.unreachable", count=len(lost), names=names))


def _chart(
    view: View,
    found: Layers,
    county: str | None,
    statuses: Sequence[str],
    *,
    lost: Collection[str],
    sited: Sited | None,
) -> None:
    marked = _rows(found.villages, kept("village")).drop_duplicates("village_code")
    inside = found.villages if county is None else found.villages.loc[found.villages["county_code"] == county]
    seen = map_points.sight(inside.geometry)
    points = map_points.villages(view, found, statuses=statuses, county=county, lost=lost)
    chart = deck(
        style=style_address(map_style(found.counties, chosen=county)),
        sight=seen,
        villages=points,
        crosses=[{**point, "sign": map_points.CROSS} for point in points if point["code"] in lost],
        places=map_points.places(view, found, county=county),
        lines=map_points.lines(found, county=county),
        labels=map_points.labels(found, county=county, seen=seen),
        marked=[{"lon": point.x, "lat": point.y} for point in marked.geometry],
        areas=() if sited is None else sited.area_records(view, found.catchments),
        sites=() if sited is None else sited.point_records(view),
    )
    st.pydeck_chart(chart, height=_HEIGHT, on_select=_clicked, selection_mode="single-object", key=_CHART)


def _rows(plan: Any, village: str | None) -> Any:
    return plan.loc[plan["village_code"] == village]


def _chosen_village(view: View, run: StoredRun) -> None:
    """The row of the chosen village, field by field."""
    rows = _rows(run.plan, kept("village"))
    if rows.empty:
        st.caption(view.say("ui.map.no_village"))
        return
    names = _names(view, run)
    table = village_table(view, rows)
    table[view.say("list.previous_counsel")] = [
        earlier_counsel(before, names) for before in rows["previous_person_id"]
    ]
    lost = set(beyond_reach(run)["village_code"])
    table[view.say("list.remark")] = [remark(row, lost=lost, lang=view.lang) for row in rows_of(rows)]
    fields = table.reset_index(drop=True).T.map(_cell)
    several = [str(number) for number in range(1, len(rows) + 1)]
    fields.columns = pd.Index([view.say("ui.value")] if len(rows) == 1 else several)
    st.markdown(view.say("ui.map.village"))
    st.dataframe(fields, height="content")


def _names(view: View, run: StoredRun) -> dict[str, str]:
    """Names by id: of the plan's counsel, and of today's where that run is there."""
    today = todays_run(view)
    return ({} if today is None else person_names(today.plan)) | person_names(run.plan)


def _cell(value: Any) -> str:
    """A field in a column that holds words and figures alike."""
    if isinstance(value, float):
        return "–" if pd.isna(value) else f"{value:.1f}"
    return str(value) or "–"


if __name__ == "__main__":
    page(map_page)()
