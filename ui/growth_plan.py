"""A plan of growth on its page: targets, people, what is done, money, counties alike, proof, reasons."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from scenarios.headcount.book import write_growth
from scenarios.headcount.grown import newcomers_text
from ui import growth_views as views
from ui.charts import county_chart
from ui.columns import number_columns, right_columns, table_height
from ui.figures import moment
from ui.growth_charts import frontier_chart, target_chart
from ui.markdown import plain
from ui.media_types import XLSX, YAML
from ui.under_way import ask_button
from ui.view import View

__all__ = ["draw_plan", "workbook"]

Record = Mapping[str, Any]
_NAME, _VERDICT, _TARGET = 190, 120, 380


def draw_plan(view: View, record: Record, *, aim: str, ask: Callable[[], None] | None) -> None:
    """Draw the plan.

    Parameters
    ----------
    view : View
    record : mapping
        From `scenarios.headcount.record`.
    aim : str
        What it was made for, in words.
    ask : callable or None
        Finds what holds growth back, and the frontier; None while planning is under way.
    """
    _facts(view, record, aim)
    _targets(view, record)
    _people(view, record)
    _actions(view, record)
    _money(view, record)
    _fair_and_proof(view, record)
    _reasons(view, record, ask)


def _facts(view: View, record: Record, aim: str) -> None:
    """When and for what it was made, what it leaves out, and its files."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(view.say("summary.verified"), icon=":material/verified:", color="green")
        st.caption(
            view.say("ui.growth.facts", started=moment(record["planned"]), aim=aim, seed=record["seed"])
        )
    stem = f"{record['study']}-{record['scenario']}"
    newcomers = record["newcomers"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            view.say("ui.growth.workbook"),
            # Made when somebody asks for it, in the language of the page.
            lambda: workbook(record, view.lang),
            file_name=f"{stem}-growth.xlsx",
            mime=XLSX,
            icon=":material/download:",
            key="growth workbook",
            on_click="ignore",
        )
        st.download_button(
            view.say("ui.growth.newcomers", number=newcomers["counsel"]),
            newcomers_text(newcomers, view.lang),
            file_name=f"{stem}-grown.yaml",
            mime=YAML,
            icon=":material/download:",
            key="growth newcomers",
            help=view.say("ui.growth.newcomers_help"),
            on_click="ignore",
        )
    told = [*record["notes"], *newcomers["words"]]
    if told:
        with st.expander(view.say("ui.growth.notes", count=len(told))):
            st.markdown("\n".join(f"- {plain(each[view.lang])}" for each in told))


def workbook(record: Record, lang: str) -> bytes:
    """The workbook of a plan in a language."""
    with tempfile.TemporaryDirectory() as folder:
        return write_growth(record, Path(folder) / "growth.xlsx", lang=lang).read_bytes()


def _targets(view: View, record: Record) -> None:
    st.subheader(view.say("summary.targets"))
    table = views.target_table(view, record)
    if table.empty:
        st.caption(view.say("ui.growth.no_targets"))
        return
    columns = {
        view.say("summary.verdict"): st.column_config.TextColumn(width=_VERDICT),
        view.say("summary.target"): st.column_config.TextColumn(width=_TARGET),
        **right_columns(*map(str, table.columns[4:])),
    }
    st.dataframe(table, hide_index=True, height="content", column_config=columns)
    names = views.target_names(view, record)
    if not names:
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        chosen = st.selectbox(
            view.say("summary.target"),
            list(names),
            format_func=names.__getitem__,
            key=f"growth target {view.lang} {view.study.id} {record['scenario']}",
        )
        rows = views.target_years(record)[chosen]
        st.caption(view.say("ui.growth.target_help", code=plain(chosen[0])))
    words = {"today": "map.today", "reached": "headcount.reached", "wanted": "summary.wanted",
             "people": "headcount.people"}  # fmt: skip
    titles = {name: view.say(key) for name, key in words.items()}
    right.altair_chart(target_chart(rows, **titles), width="stretch")


def _people(view: View, record: Record) -> None:
    st.subheader(view.say("growth_sheet.people"))
    names = views.professions(view, record)
    found = st.pills(
        view.say("headcount.profession"),
        list(names),
        default=next(iter(names)),
        required=True,
        format_func=lambda one: plain(names[one]),
        key=f"growth profession {view.lang} {view.study.id} {record['scenario']}",
        label_visibility="collapsed",
    )
    profession = str(found)
    table = views.people_table(view, record, profession)
    left, right = st.columns([3, 2], gap="large")
    change = str(table.columns[-1])
    columns = {
        **number_columns(table),
        change: st.column_config.NumberColumn(format="%+d"),
        view.say("summary.county"): st.column_config.TextColumn(pinned=True, width=_NAME),
    }
    left.dataframe(table, hide_index=True, height="content", column_config=columns)
    ends = [str(table.columns[1]), str(table.columns[-2])]
    counties = table.iloc[:-1].to_dict("records")
    name = str(table.columns[0])
    sides = [(end, [{"name": row[name], "people": row[end]} for row in counties]) for end in ends]
    right.altair_chart(
        county_chart(sides, figure="people", title=view.say("headcount.people")), width="stretch"
    )
    with st.expander(view.say("ui.growth.flows")):
        flows = views.flow_table(view, record, profession)
        st.dataframe(flows, hide_index=True, height="content", column_config=number_columns(flows))


def _actions(view: View, record: Record) -> None:
    st.subheader(view.say("headcount.actions"))
    totals = {
        kind: sum(row["number"] for row in record["actions"] if row["kind"] == kind) for kind in views.ACTIONS
    }
    kinds = [kind for kind, total in totals.items() if total]
    if not kinds:
        st.caption(view.say("ui.growth.nothing"))
        return
    found = st.pills(
        view.say("headcount.action"),
        kinds,
        selection_mode="multi",
        default=kinds,
        format_func=lambda kind: f"{view.say(views.ACTIONS[kind])} {totals[kind]:,}",
        key=f"growth actions {view.lang} {view.study.id} {record['planned']}",
        label_visibility="collapsed",
    )
    table = views.action_table(view, record, found)
    wide = {view.say("summary.county"): st.column_config.TextColumn(pinned=True, width=_NAME)}
    columns = {**number_columns(table), **wide}
    st.dataframe(table, hide_index=True, height=table_height(table), column_config=columns, placeholder="–")
    st.caption(view.say("ui.rows", count=f"{len(table):,}"))


def _money(view: View, record: Record) -> None:
    st.subheader(view.say("headcount.costs"))
    table = views.cost_table(view, record)
    wide = {view.say("summary.county"): st.column_config.TextColumn(pinned=True, width=_NAME)}
    columns = {**number_columns(table), **wide}
    st.dataframe(table, hide_index=True, height="content", column_config=columns)
    st.caption(view.say("headcount.payroll_note", yuan=f"{record['payroll']:,}"))
    if record["budgets"]:
        st.markdown(f"**{view.say('headcount.budgets')}**")
        budgets = views.budget_table(view, record)
        share = st.column_config.ProgressColumn(format="%.1f %%", min_value=0, max_value=100)
        columns = {**number_columns(budgets), str(budgets.columns[-1]): share}
        st.dataframe(budgets, hide_index=True, height="content", column_config=columns)


def _fair_and_proof(view: View, record: Record) -> None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader(view.say("ui.growth.alike"))
        table = views.fair_table(view, record)
        figures = map(str, table.columns[1:])
        st.dataframe(table, hide_index=True, height="content", column_config=right_columns(*figures))
        st.caption(view.say("headcount.fair"))
    with right:
        st.subheader(view.say("headcount.certificates"))
        table = views.certificate_table(view, record)
        figures = map(str, table.columns[[1, 2, 4]])
        st.dataframe(table, hide_index=True, height="content", column_config=right_columns(*figures))


def _reasons(view: View, record: Record, ask: Callable[[], None] | None) -> None:
    st.subheader(view.say("ui.growth.reasons"))
    if record["reasons"] is None or record["frontier"] is None:
        st.caption(view.say("ui.growth.reasons_help"))
        ask_button(view, ask, key="growth reasons")
        if ask is None:
            st.caption(view.say("ui.growth.busy"))
        return
    _frontier(view, record)
    gains, prices = views.gain_table(view, record), views.price_table(view, record)
    for title, table, note in (
        ("headcount.gains", gains, "headcount.gains_note"),
        ("headcount.prices", prices, None),
        ("headcount.limits", views.limit_table(view, record), None),
    ):
        st.markdown(f"**{view.say(title)}**")
        st.dataframe(table, hide_index=True, height=table_height(table), column_config=number_columns(table))
        if note is not None:
            st.caption(view.say(note))


def _frontier(view: View, record: Record) -> None:
    """The plans from the cheapest to the fairest."""
    st.markdown(f"**{view.say('headcount.frontier')}**")
    left, right = st.columns([3, 2], gap="large")
    table = views.frontier_table(view, record)
    step = str(table.columns[2])
    columns = {**number_columns(table), **right_columns(str(table.columns[0]), step)}
    left.dataframe(table, hide_index=True, height="content", column_config=columns)
    complete = record["frontier"]["complete"]
    left.caption(view.say("headcount.all_points" if complete else "headcount.some_points"))
    titles = {"least": view.say("headcount.least"), "yuan": view.say("headcount.yuan_more")}
    right.altair_chart(frontier_chart(record["frontier"]["points"], **titles), width="stretch")
