"""Overview: targets met and missed, shortage by county, how well it is proven, who is still short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from scenarios.beyond_reach import beyond_reach
from scenarios.certificates import proof_note, rung_title
from scenarios.hires import hired_people
from scenarios.measure_names import MEASURES, measure_value
from scenarios.run_facts import facts_of
from scenarios.store import StoredRun
from ui.charts import COUNTY_FIGURES, county_chart
from ui.columns import county_columns, village_columns
from ui.figures import STATUS_COLOUR_NAMES, figure, moment, signed
from ui.load import stored_run, todays_run
from ui.markdown import plain
from ui.problems import page
from ui.role_views import role_columns, role_county_columns, role_county_table, role_names, role_table
from ui.scenario_choice import EVERYWHERE, choose_county, choose_scenario
from ui.table_views import (
    certificate_table,
    county_table,
    group_table,
    hired_table,
    place_table,
    repair_table,
    village_table,
)
from ui.target_cards import target_cards
from ui.target_table import target_table
from ui.view import View

Metrics = Mapping[str, Any]
_CARDS = (
    "coverage_effective",
    "short",
    "hours_mean",
    "fairness.county_ratio",
    "travel.mean",
    "travel.kolm_pollak_ede",
    "fairness.gini",
    "changes.moved",
)
_CARDS_A_ROW = 4
_WHO = {"counsel": "counsel_used", "villages": "villages"}
#: Room for four lines in a row: what becomes of the people of a role.
_ROLE_HEIGHT = 92
_GROUPS_HEIGHT = 300
_SHORT = ("vacant", "long_drive", "few_hours")


def overview(view: View) -> None:
    """Draw the page."""
    st.header(view.say("ui.overview.title", study=view.name))
    scenario = choose_scenario(view)
    run = stored_run(view, scenario)
    earlier = None if view.today == scenario else todays_run(view)
    _facts(view, run)
    target_cards(view, run.metrics)
    target_table(view, run)
    _cards(view, run.metrics, None if earlier is None else earlier.metrics)
    _counties(view, run, earlier)
    _roles(view, run)
    _hired(view, run)
    _certificate(view, run)
    _still_short(view, run)


def _facts(view: View, run: StoredRun) -> None:
    """One line: when, how long, which seed, checked or not."""
    metrics, manifest = run.metrics, run.manifest
    with st.container(horizontal=True, vertical_alignment="center"):
        if not metrics["rungs"]:
            st.badge(view.say("summary.evaluated"), icon=":material/visibility:", color="gray")
        elif metrics["verified"]:
            st.badge(view.say("summary.verified"), icon=":material/verified:", color="green")
        else:
            st.badge(view.say("summary.not_verified"), icon=":material/warning:", color="red")
        numbers = {name: f"{metrics[figure]:,}" for name, figure in _WHO.items()}
        st.caption(
            view.say(
                "ui.overview.facts",
                started=moment(manifest.get("started")),
                seconds=f"{metrics['seconds']:.1f}",
                seed=manifest.get("seed", "–"),
                **numbers,
            )
        )


def _cards(view: View, metrics: Metrics, earlier: Metrics | None) -> None:
    st.subheader(view.say("summary.fairness"))
    for start in range(0, len(_CARDS), _CARDS_A_ROW):
        for column, name in zip(st.columns(_CARDS_A_ROW), _CARDS[start : start + _CARDS_A_ROW], strict=True):
            with column:
                _card(view, name, metrics, earlier)
    if earlier is not None:
        st.caption(view.say("ui.overview.against_today", title=view.label(str(earlier["scenario"]))))


def _card(view: View, name: str, metrics: Metrics, earlier: Metrics | None) -> None:
    value = measure_value(metrics, name)
    was = None if earlier is None or name.startswith("changes.") else measure_value(earlier, name)
    delta, colour = _delta(view, name, value, was)
    st.metric(
        view.say(_TITLES[name]),
        figure(view, name, value),
        delta=delta,
        delta_color=colour,
        delta_arrow="off" if colour == "off" else "auto",
        help=view.word("measure", name),
        border=True,
        height="stretch",
    )


def _delta(view: View, name: str, value: float | None, was: float | None) -> tuple[str | None, Any]:
    """The change against today, and whether it is for the better; what rounds to nothing is neither."""
    if value is None or was is None:
        return None, "off"
    colours = {"more": "normal", "less": "inverse", "neither": "off"}
    shown = signed(view, name, value - was)
    return (shown, colours[MEASURES[name].better]) if shown else (view.say("ui.overview.no_change"), "off")


_TITLES = {
    "coverage_effective": "ui.card.effective",
    "short": "ui.card.short",
    "hours_mean": "ui.card.hours_mean",
    "fairness.county_ratio": "ui.card.county_ratio",
    "travel.mean": "ui.card.travel_mean",
    "travel.kolm_pollak_ede": "ui.card.travel_burden",
    "fairness.gini": "ui.card.gini",
    "changes.moved": "ui.card.moved",
}


def _counties(view: View, run: StoredRun, earlier: StoredRun | None) -> None:
    st.subheader(view.say("summary.counties"))
    table = county_table(view, run.metrics)
    st.dataframe(
        table, hide_index=True, column_config=county_columns(view), height="content", placeholder="–"
    )
    options = list(COUNTY_FIGURES)
    found = st.segmented_control(
        view.say("ui.overview.chart"),
        options,
        default=options[0],
        required=True,
        format_func=lambda one: view.say(COUNTY_FIGURES[one]),
        key=f"chart {view.lang}",
        label_visibility="collapsed",
    )
    shown = str(found or options[0])
    runs = [one for one in (earlier, run) if one is not None]
    sides = [(view.title(one.scenario), one.metrics["by_county"]) for one in runs]
    st.altair_chart(county_chart(sides, figure=shown, title=view.say(COUNTY_FIGURES[shown])), width="stretch")


def _roles(view: View, run: StoredRun) -> None:
    """The roles beside counsel, and one of them by county; a run without such roles has no section."""
    names = role_names(view, run)
    if not names:
        return
    st.subheader(view.say("summary.roles"))
    st.dataframe(
        role_table(view, run),
        hide_index=True,
        column_config=role_columns(view),
        height="content",
        row_height=_ROLE_HEIGHT,
    )
    found = st.segmented_control(
        view.say("summary.role"),
        list(names),
        default=next(iter(names)),
        required=True,
        format_func=lambda one: plain(names[one]),
        key=f"role {view.lang} {view.study.id}",
        label_visibility="collapsed",
    )
    role = found if found in names else next(iter(names))
    table = role_county_table(view, run, role)
    st.dataframe(
        table, hide_index=True, column_config=role_county_columns(view), height="content", placeholder="–"
    )


def _hired(view: View, run: StoredRun) -> None:
    """Where the people go whom the plan hires."""
    if not run.metrics["hired"]:
        return
    st.subheader(view.say("ui.overview.hired", count=run.metrics["hired"]))
    st.dataframe(hired_table(view, hired_people(run)), hide_index=True, height="content")
    st.caption(view.say("ui.overview.hired_list"))


def _certificate(view: View, run: StoredRun) -> None:
    metrics = run.metrics
    st.subheader(view.say("summary.certificates"))
    if not metrics["rungs"]:
        st.caption(view.say("summary.evaluated"))
        return
    st.dataframe(certificate_table(view, run), hide_index=True, height="content")
    for rung in metrics["rungs"]:
        groups = group_table(view, run, rung)
        if len(groups):
            title = rung_title(rung, facts_of(run), view.lang)
            with st.expander(plain(view.say("certificate.groups", aim=title))):
                st.dataframe(groups, hide_index=True, height=_GROUPS_HEIGHT)
    st.caption(plain(proof_note(run, view.lang)))


def _still_short(view: View, run: StoredRun) -> None:
    st.subheader(view.say("ui.overview.still_short"))
    _repair(view, run.metrics)
    _beyond_reach(view, run)
    _villages(view, run)


def _repair(view: View, metrics: Metrics) -> None:
    """Who would close what is left."""
    repair = metrics["repair"]
    if not metrics["rungs"]:
        st.caption(view.say("ui.overview.no_repair"))
    elif repair["more"]:
        total = sum(more["number"] for more in repair["more"])
        st.markdown(view.say("ui.overview.repair", total=total))
        if repair["bound"] is not None and 1 <= repair["bound"] < total:
            st.caption(view.say("ui.overview.repair_bound", bound=f"{repair['bound']:.0f}"))
        st.dataframe(repair_table(view, repair), hide_index=True, height="content")
    elif not repair["unreachable"]:
        st.success(view.say("ui.overview.nothing_short"), icon=":material/check:")


def _beyond_reach(view: View, run: StoredRun) -> None:
    """The villages for which no hiring helps."""
    lost = beyond_reach(run)
    if len(lost):
        st.warning(view.say("ui.overview.unreachable", count=len(lost)))
        st.dataframe(place_table(view, lost), hide_index=True)


def _villages(view: View, run: StoredRun) -> None:
    """The villages that are vacant, far away or get too few hours."""
    plan = run.plan
    counts = plan["status"].value_counts()
    county, status = st.columns([2, 3], vertical_alignment="bottom")
    with county:
        code = choose_county(view, plan)
    with status:
        found = st.pills(
            view.say("list.status"),
            _SHORT,
            selection_mode="multi",
            wrap=True,
            default=["vacant"],
            key=f"short {view.lang}",
            format_func=lambda one: (
                f":{STATUS_COLOUR_NAMES[one]}[●] {view.word('status', one)} {int(counts.get(one, 0)):,}"
            ),
        )
    rows = plan.loc[plan["status"].isin(found)]
    rows = rows if code == EVERYWHERE else rows.loc[rows["county_code"] == code]
    hidden = ("office", "occupation", "change")
    st.dataframe(
        village_table(view, rows, without=hidden),
        hide_index=True,
        column_config=village_columns(view),
        height=330,
        placeholder="–",
    )
    st.caption(view.say("ui.rows", count=f"{len(rows):,}"))


if __name__ == "__main__":
    page(overview)()
