"""The targets of the plan as cards: today, the plan, and whether that meets what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

from scenarios.indicators.readings import readings, target_name
from scenarios.target_words import target_proof, verdict, wanted
from scenarios.targets import shown_in_summary
from ui.figures import before_and_after
from ui.markdown import plain
from ui.view import View

__all__ = ["target_cards"]

Metrics = Mapping[str, Any]
#: Two shares with an arrow between them take a third of the page.
_A_ROW = 3


def target_cards(view: View, metrics: Metrics) -> None:
    """A card for each target; nothing for a study without targets."""
    targets = shown_in_summary(metrics)
    if not targets:
        return
    st.subheader(view.say("summary.targets"))
    for start in range(0, len(targets), _A_ROW):
        few = targets[start : start + _A_ROW]
        for column, target in zip(st.columns(min(max(len(targets), 2), _A_ROW)), few, strict=False):
            with column.container(border=True, height="stretch"):
                _target(view, target)


def _target(view: View, target: Metrics) -> None:
    """One target: before → after, wanted, met or missed by how much."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{plain(target_name(target, view.lang))}**")
        _verdict(view, target)
    st.metric(plain(target["code"]), plain(before_and_after(target)), label_visibility="collapsed")
    attribute = view.word("attribute", target["attribute"])
    st.caption(
        view.say(
            "ui.overview.target",
            wanted=plain(wanted(target, view.lang)),
            attribute=attribute,
            code=plain(target["code"]),
        )
    )
    for reading in readings(target)[1:]:
        words = [verdict(reading, view.lang).words]
        if reading["after"] is not None:
            words.insert(0, before_and_after(reading))
        name = plain(reading["reading"][view.lang])
        told = plain(view.say("reach.comma").join(words))
        st.caption(view.say("ui.overview.reading", name=name, told=told))
    if target.get("status"):
        st.caption(view.say("ui.overview.target_proof", proof=target_proof(target, view.lang)))


def _verdict(view: View, target: Metrics) -> None:
    found = verdict(target, view.lang)
    if found.kind == "met":
        st.badge(found.words, icon=":material/check:", color="green")
    elif found.kind == "no_data":
        st.badge(plain(found.words), color="gray")
    else:
        colour: Literal["red", "yellow"] = "red" if target["attribute"] == "binding" else "yellow"
        st.badge(plain(found.words), icon=":material/close:", color=colour)
