"""How far a search is: its best plan, the proven bound, the gap, and how they came about."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from scenarios.progress import Event
from scenarios.rounding import gap_text, number
from ui.charts import search_chart
from ui.view import View

__all__ = ["search"]


def search(view: View, events: Sequence[Event]) -> None:
    """Draw incumbent, bound and gap of a search; nothing before there is a plan.

    Parameters
    ----------
    view : View
    events : sequence of Event
        Those with a plan, of one aim.
    """
    if not events:
        return
    last = events[-1]
    figures = (
        ("ui.run.incumbent", number(last.incumbent)),
        ("ui.run.bound", number(last.bound)),
        ("ui.run.gap", gap_text(last.gap)),
    )
    for column, (key, words) in zip(st.columns(3), figures, strict=True):
        column.metric(view.say(key), words)
    if len(events) > 1:
        titles = {"best": view.say("ui.run.incumbent"), "bound": view.say("ui.run.bound")}
        st.altair_chart(
            search_chart(events, seconds=view.say("ui.run.axis_seconds"), **titles), width="stretch"
        )
