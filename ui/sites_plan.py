"""A plan of sites on its page: proof, figures before and after, map, sites, villages out of reach."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from scenarios.rounding import percent
from scenarios.siting.book import write_siting
from scenarios.siting.words import limit_words, notes, way_words, weight_title
from ui import sites_views as views
from ui.charts import county_chart
from ui.columns import right_columns, table_height
from ui.figures import moment
from ui.markdown import plain
from ui.media_types import XLSX
from ui.site_order import Asked
from ui.sites_map import draw_map, ground_of
from ui.sites_reasons import chosen_key, draw_more, draw_why
from ui.stored_sites import SitePlan
from ui.view import View

if TYPE_CHECKING:
    from scenarios.siting.why import Reasons

__all__ = ["draw_sites", "workbook"]

Record = Mapping[str, Any]
_NAME = 190


def draw_sites(
    view: View,
    plan: SitePlan,
    *,
    more: Reasons | None,
    why: Reasons | None,
    ask: Callable[[Asked, str], None] | None,
) -> None:
    """Draw a plan.

    Parameters
    ----------
    view : View
    plan : SitePlan
    more, why : Reasons or None
        What was asked of this plan.
    ask : callable or None
        Asks something, about a site; None while planning is under way.
    """
    record, task = plan.record, plan.record["tasks"][-1]
    _facts(view, plan, more, why)
    _cards(view, task)
    _proof(view, task)
    _figures(view, task)
    st.subheader(view.say("map.sites"))
    with st.spinner(view.say("ui.sites.reading")):
        ground = ground_of(view, record, task)
    chosen = st.session_state.get(chosen_key(view, record))
    county = draw_map(view, record, task, ground, marked=chosen)
    _sites(view, record, task, county)
    draw_why(view, record, why, None if ask is None else lambda site: ask("why", site))
    _beyond(view, task, county)
    draw_more(view, record, more, None if ask is None else lambda: ask("more", ""))


def _facts(view: View, plan: SitePlan, more: Reasons | None, why: Reasons | None) -> None:
    """When it was made and for how many points, what it leaves out, and its workbook."""
    record, task = plan.record, plan.record["tasks"][-1]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(view.say("summary.verified"), icon=":material/verified:", color="green")
        key = "ui.sites.run_facts" if plan.is_run else "ui.sites.facts"
        most = view.say("ui.sites.as_needed") if task["number"] is None else f"{task['number']:,}"
        st.caption(view.say(key, started=moment(record["planned"]), number=most))
        st.download_button(
            view.say("ui.sites.workbook"),
            # Made when somebody asks for it, in the language of the page.
            lambda: workbook(record, view.lang, more=more, why=why),
            file_name=f"{record['study']}-{record['scenario']}-{task['key']}.xlsx",
            mime=XLSX,
            icon=":material/download:",
            key="sites workbook",
            on_click="ignore",
        )
    for note in notes(task, view.lang):
        st.caption(plain(note))


def workbook(record: Record, lang: str, *, more: Reasons | None = None, why: Reasons | None = None) -> bytes:
    """The workbook of a plan in a language, with what was asked of it."""
    from scenarios.siting.why import Reasons

    asked = None
    if more is not None or why is not None:
        more, why = more or Reasons(), why or Reasons()
        asked = Reasons(why=why.why, curve=more.curve, rest=more.rest)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sites.xlsx"
        return write_siting(record, path, lang=lang, reasons=asked).read_bytes()


def _cards(view: View, task: Record) -> None:
    """Who is reached and how long ways are by the plan, and the change against today."""
    before, after = task["before"], task["after"]
    near = before["within"][0], after["within"][0]
    cards = [
        (
            view.say("ui.sites.reached", weight=weight_title(task, view.lang)),
            f"{percent(100.0 * near[1]['weight'] / after['weight'])} %",
            _change(near[0]["weight"], near[1]["weight"]),
            True,
        ),
        (
            view.say("ui.sites.villages_reached"),
            f"{near[1]['villages']:,}",
            _change(near[0]["villages"], near[1]["villages"]),
            True,
        ),
    ]
    for name in ("mean", "worst", "gap"):
        title, value = view.say(f"siting_figure.{name}"), way_words(after[name], task, view.lang)
        cards.append((title, value, _change(before[name], after[name]), False))
    for column, (title, value, change, more_is_better) in zip(st.columns(len(cards)), cards, strict=True):
        column.metric(
            title,
            value,
            delta=view.say("ui.overview.no_change") if change == "" else change,
            delta_color="off" if not change else "normal" if more_is_better else "inverse",
            delta_arrow="auto" if change else "off",
            border=True,
        )
    words = {"limit": limit_words(near[1], task, view.lang), "villages": f"{after['villages']:,}"}
    st.caption(view.say("ui.sites.reached_note", **words))


def _change(before: float | None, after: float | None) -> str | None:
    """A change with its sign; empty where it rounds to nothing, None where there is nothing to compare."""
    if before is None or after is None:
        return None
    shown = round(float(after - before), 1)
    return f"{shown:+,.{0 if shown.is_integer() else 1}f}" if shown else ""


def _proof(view: View, task: Record) -> None:
    """What is proven, in words, and the figures behind it."""
    st.subheader(view.say("ui.sites.proof"))
    for proven, words in views.proofs(view, task):
        show, icon = (st.success, ":material/verified:") if proven else (st.warning, ":material/hourglass:")
        show(plain(words), icon=icon)
    with st.expander(view.say("summary.certificates")):
        table = views.certificate_table(view, task)
        figures = map(str, table.columns[[2, 3, 5, 6]])
        st.dataframe(table, hide_index=True, height="content", column_config=right_columns(*figures))


def _figures(view: View, task: Record) -> None:
    """What the plan changes, in all and by county."""
    st.subheader(view.say("siting.figures"))
    left, other = st.columns([3, 2], gap="medium")
    table = views.figure_table(view, task)
    columns = right_columns(*map(str, table.columns[1:])) | {
        str(table.columns[0]): st.column_config.TextColumn(width=330)
    }
    left.dataframe(table, hide_index=True, height="content", column_config=columns)
    with other:
        figure = st.selectbox(
            view.say("ui.sites.by_county"),
            list(views.COUNTY_FIGURES),
            format_func=lambda one: views.county_figure(view, task, one, unit=False),
            key=f"sites figure {view.lang}",
        )
        name = str(figure)
        sides = [
            (view.say(title), views.county_rows(task, side))
            for title, side in (("map.today", "before"), ("siting.planned", "after"))
        ]
        chart = county_chart(sides, figure=name, title=views.county_figure(view, task, name, unit=True))
        st.altair_chart(chart, width="stretch")
    table = views.county_table(view, task)
    unit = view.say(f"siting_unit.{task['measure']}")
    columns = {
        str(title): st.column_config.NumberColumn(format="%.1f %%" if place < 2 else f"%.1f {unit}")
        for place, title in enumerate(table.columns[2:])
    }
    wide = {view.say("summary.county"): st.column_config.TextColumn(pinned=True, width=_NAME)}
    st.dataframe(table, hide_index=True, height="content", column_config=columns | wide, placeholder="–")


def _sites(view: View, record: Record, task: Record, county: str | None) -> None:
    """New and closed sites; a new one that is clicked on is asked about below."""
    for change in ("new", "closed"):
        rows = [row for row in task["sites"] if row["change"] == change]
        if not rows and change == "closed":
            continue
        st.subheader(view.say(f"siting_sites.{change}"))
        if not rows:
            st.caption(view.say("ui.sites.no_new"))
            continue
        mine = _of(rows, county)
        table = views.site_table(view, mine, task)
        unit = view.say(f"siting_unit.{task['measure']}")
        columns = {
            view.say("list.county"): st.column_config.TextColumn(width=_NAME),
            **{view.say(key): st.column_config.NumberColumn(format=f"%.1f {unit}")
               for key in ("siting.mean", "siting.worst")},
            **{view.say(key): st.column_config.NumberColumn(format="localized")
               for key in ("siting.villages", "siting.yuan")},
            weight_title(task, view.lang): st.column_config.NumberColumn(format="localized"),
        }  # fmt: skip
        if change == "closed":
            st.dataframe(table, hide_index=True, height=table_height(table), column_config=columns)
        else:
            _selectable(view, record, table, [row["site"] for row in mine], columns)
        _count(view, mine, rows)


def _selectable(view: View, record: Record, table: Any, sites: list[str], columns: Any) -> None:
    """The table, in which a row can be chosen: its point is then the one that is asked about."""
    key = f"sites table {view.lang} {record['planned']} {len(sites)}"

    def chosen() -> None:
        rows = st.session_state[key].selection.rows
        if rows:
            st.session_state[chosen_key(view, record)] = sites[rows[0]]

    st.dataframe(
        table, hide_index=True, height=table_height(table), column_config=columns, key=key,
        placeholder="–", on_select=chosen, selection_mode="single-row",
    )  # fmt: skip


def _beyond(view: View, task: Record, county: str | None) -> None:
    """Villages that no place for a point reaches."""
    if not task["beyond"]:
        return
    st.subheader(view.say("siting_sheet.beyond"))
    st.caption(view.say("ui.sites.beyond_note"))
    mine = _of(task["beyond"], county)
    table = views.beyond_table(view, mine)
    st.dataframe(table, hide_index=True, height=table_height(table))
    _count(view, mine, task["beyond"])


def _of(rows: list[Record], county: str | None) -> list[Record]:
    return [row for row in rows if county in (None, row["county_code"])]


def _count(view: View, shown: list[Record], rows: list[Record]) -> None:
    if len(shown) < len(rows):
        st.caption(view.say("ui.sites.some_rows", count=f"{len(shown):,}", all=f"{len(rows):,}"))
    else:
        st.caption(view.say("ui.rows", count=f"{len(rows):,}"))
