"""Choosing a scenario or a county, in the same way on every page."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ui.choice import choose, keep, kept
from ui.view import View

__all__ = ["EVERYWHERE", "choose_county", "choose_scenario"]

#: Stands for all counties; no county has this code.
EVERYWHERE = "all"


def choose_scenario(
    view: View,
    *,
    name: str = "scenario",
    label: str | None = None,
    fallback: str | None = None,
    marked: bool = True,
) -> str:
    """Choose a scenario of the study.

    Parameters
    ----------
    view : View
    name : str
        Under which the choice is remembered.
    label : str, optional
        Words above; else "Scenario".
    fallback : str, optional
        The first choice; else the first plan that has been run.
    marked : bool
        Whether those without a run say so.
    """
    return choose(
        name,
        view.study.scenarios,
        label=label or view.say("show.scenario"),
        shown=(lambda one: _option(view, one)) if marked else view.label,
        lang=view.lang,
        fallback=fallback or first_plan(view),
    )


def first_plan(view: View, names: Sequence[str] = ()) -> str:
    """The first planned scenario that has been run; else any that has; else the first that plans.

    Parameters
    ----------
    view : View
    names : sequence of str
        Those to choose from; all of the study where none are given.
    """
    known = names or view.study.scenarios
    planned = [one for one in known if not view.study.resolve(one).scenario.evaluate]
    ready = [one for one in (*planned, *known) if view.has_run(one)]
    return next(iter([*ready, *planned, *known]))


def choose_county(view: View, plan: pd.DataFrame, *, everywhere: bool = True) -> str:
    """Choose a county of a plan; `EVERYWHERE` for all of them."""
    names = plan.drop_duplicates("county_code").set_index("county_code")["county"].sort_index()
    options = [*([EVERYWHERE] if everywhere else []), *names.index]
    wanted = kept("county")
    found = st.selectbox(
        view.say("summary.county"),
        options,
        index=options.index(wanted) if wanted in options else 0,
        format_func=lambda code: view.say("ui.everywhere") if code == EVERYWHERE else str(names[code]),
        key=f"county {view.lang} {view.study.id} {everywhere}",
    )
    keep("county", str(found))
    return str(found)


def _option(view: View, scenario: str) -> str:
    title = view.label(scenario)
    return title if view.has_run(scenario) else view.say("ui.not_run", title=title)
