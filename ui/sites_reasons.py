"""What is asked beside a plan of sites: why a point, what each one adds, who stays beyond reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from scenarios.siting.words import unit_words, way_words, weight_title
from ui.columns import right_columns, table_height
from ui.markdown import plain
from ui.sites_charts import curve_chart
from ui.under_way import ask_button
from ui.view import View

if TYPE_CHECKING:
    from scenarios.siting.rest import Rest
    from scenarios.siting.why import Curve, Reasons, SiteWhy

__all__ = ["draw_more", "draw_why", "reasons_in"]

Record = Mapping[str, Any]


def reasons_in(record: Record | None, plan: Record) -> Reasons | None:
    """What was asked; None where nothing was, or where it was asked of another plan than the one shown."""
    if record is None or _opened(record) != _opened(plan):
        return None
    from pydantic import TypeAdapter

    from scenarios.siting.why import Reasons

    return TypeAdapter(Reasons).validate_python(record["tasks"][-1].get("reasons", {}))


def _opened(record: Record) -> tuple[Any, ...]:
    task = record["tasks"][-1]
    return task["number"], [row["site"] for row in task["sites"] if row["change"] != "closed"]


def draw_why(view: View, record: Record, found: Reasons | None, ask: Callable[[str], None] | None) -> None:
    """Let the person choose an open point, and say why it is open.

    Parameters
    ----------
    view : View
    record : mapping
    found : Reasons or None
        What was asked last.
    ask : callable or None
        Asks about a site; None while planning is under way.
    """
    task = record["tasks"][-1]
    st.subheader(view.say("ui.sites.why"))
    names = {row["site"]: _name(row) for row in task["sites"] if row["change"] != "closed"}
    if not names:
        st.caption(view.say("ui.sites.no_points"))
        return
    st.caption(view.say("ui.sites.why_help"))
    left, other = st.columns([2, 3], vertical_alignment="bottom")
    site = left.selectbox(
        view.say("siting.site"), list(names), format_func=names.__getitem__, key=chosen_key(view, record)
    )
    why = None if found is None else found.why
    if why is None or why.spot.code != site:
        with other:
            ask_button(view, None if ask is None else partial(ask, str(site)), key="sites why")
        return
    _why(view, record, task, why)


def chosen_key(view: View, record: Record) -> str:
    """Of the box in which a point is chosen."""
    return f"sites point {view.lang} {record['scenario']} {record['tasks'][-1]['key']} {record['planned']}"


def _name(row: Record) -> str:
    return " · ".join(filter(None, (row["name"], row["township"], row["county"])))


def _why(view: View, record: Record, task: Record, why: SiteWhy) -> None:
    from scenarios.siting.why_words import broken_words, spot_words, value_words, why_sentences

    counties = record["counties"]
    st.markdown("\n".join(f"- {plain(each)}" for each in why_sentences(why, task, counties, view.lang)))
    if not why.neighbours:
        return
    st.markdown(f"**{plain(view.say('siting_why.neighbours', site=why.spot.name))}**")
    rows = [
        [
            "" if each.spot is None else spot_words(each.spot, view.lang),
            value_words(each.value, why.aim, task, view.lang),
            broken_words(each.broken, counties, view.lang),
        ]
        for each in why.neighbours
    ]
    titles = [view.say(f"siting_why.{name}") for name in ("place", "value", "broken")]
    table = pd.DataFrame(rows, columns=titles, dtype=str)
    st.dataframe(table, hide_index=True, height="content", column_config=right_columns(titles[1]))


def draw_more(view: View, record: Record, found: Reasons | None, ask: Callable[[], None] | None) -> None:
    """Say what each new point adds and what would reach the rest, or offer to find out.

    Parameters
    ----------
    view : View
    record : mapping
    found : Reasons or None
    ask : callable or None
        None while planning is under way.
    """
    task = record["tasks"][-1]
    st.subheader(view.say("ui.sites.more"))
    if found is None or found.curve is None or found.rest is None:
        st.caption(view.say("ui.sites.more_help"))
        ask_button(view, ask, key="sites more")
        if ask is None:
            st.caption(view.say("ui.growth.busy"))
        return
    _curve(view, task, found.curve)
    _rest(view, task, found.rest)


def _curve(view: View, task: Record, curve: Curve) -> None:
    from scenarios.siting.why_words import curve_note, step_words

    keys = (
        "siting_curve.number", "summary.objective", "summary.bound", "siting_curve.change", "summary.status"
    )  # fmt: skip
    titles = [view.say(key) for key in keys]
    rows = [step_words(step, curve, view.lang) for step in curve.steps]
    table = pd.DataFrame(rows, columns=titles, dtype=str)
    left, other = st.columns([1, 1], gap="medium")
    left.dataframe(
        table, hide_index=True, height=table_height(table), column_config=right_columns(*titles[:4])
    )
    words = {
        "number": titles[0], "best": titles[1], "bound": titles[2],
        "value": unit_words(curve.aim, task, view.lang),
    }  # fmt: skip
    other.altair_chart(curve_chart(curve.steps, planned=curve.planned, **words), width="stretch")
    st.caption(plain(curve_note(curve, task, view.lang)))


def _rest(view: View, task: Record, rest: Rest) -> None:
    from scenarios.siting.why_words import left_words, rest_sentences, spot_words

    st.markdown(f"**{view.say('siting_rest.title')}**")
    st.markdown("\n".join(f"- {plain(each)}" for each in rest_sentences(rest, task, view.lang)))
    rows = [
        [
            each.spot.county,
            each.spot.township,
            each.spot.name,
            f"{each.weight:,.0f}",
            way_words(each.way, task, view.lang),
            "–" if each.nearest is None else spot_words(each.nearest, view.lang),
            way_words(each.nearest_way, task, view.lang),
            left_words(each, view.lang),
        ]
        for each in (*rest.left, *rest.lost)
    ]
    keys = ("list.county", "list.township", "list.village")
    more = ("siting_rest.way", "siting_rest.nearest", "siting_rest.nearest_way", "siting.note")
    titles = [*map(view.say, keys), weight_title(task, view.lang), *map(view.say, more)]
    if rows:
        table = pd.DataFrame(rows, columns=titles, dtype=str)
        figures = right_columns(titles[3], titles[4], titles[6])
        st.dataframe(table, hide_index=True, height=table_height(table), column_config=figures)
