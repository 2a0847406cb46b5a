"""Growth: plan how personnel grow by county and year, see what that reaches, does and costs, and why."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.progress_display import stage_text
from ui import child
from ui.choice import choose
from ui.growth_order import GrowthOrder, growth_folder, stored_growth
from ui.growth_plan import draw_plan
from ui.load import bundled_studies
from ui.markdown import plain
from ui.problems import page, told, with_errors
from ui.scenario_choice import first_plan
from ui.search import search
from ui.timeline import last_search, share_done
from ui.view import View

_PULSE = 0.5
_AIMS = {"cheapest": "ui.growth.cheapest", "fair": "ui.growth.fairest"}


def growth_page(view: View) -> None:
    """Draw the page."""
    st.header(view.say("headcount.heading", study=view.name))
    scenario = choose(
        "scenario",
        view.study.scenarios,
        label=view.say("show.scenario"),
        shown=view.label,
        lang=view.lang,
        fallback=first_plan(view),
    )
    settings = view.study.resolve(scenario).config.headcount
    if not settings.years or not settings.professions:
        st.info(view.say("error.no_headcount"), icon=":material/info:")
        return
    running = child.current(growth_folder(view))
    is_running = running is not None and running.state == "running"
    left, right = st.columns([2, 3], gap="large")
    with left:
        _order(view, scenario, is_running=is_running)
    with right:
        _watch(view, is_running=is_running)
    with_errors(lambda: _plan(view, scenario, is_running=is_running), view.lang)


def _order(view: View, scenario: str, *, is_running: bool) -> None:
    """What to plan, for how long."""
    settings = view.study.resolve(scenario).config.headcount
    with st.form("growth"):
        aim = st.radio(
            view.say("headcount.aim"),
            list(_AIMS),
            index=list(_AIMS).index(settings.aim),
            format_func=lambda one: view.say(_AIMS[one]),
            key=f"growth aim {view.lang} {view.study.id} {scenario}",
        )
        seconds = st.number_input(
            view.say("ui.growth.seconds"),
            min_value=1.0,
            max_value=604_800.0,
            value=max(1.0, float(settings.seconds)),
            step=10.0,
            format="%.0f",
            help=view.say("ui.growth.seconds_help"),
            key=f"growth seconds {view.study.id} {scenario}",
        )
        pressed = st.form_submit_button(
            view.say("ui.growth.start"), type="primary", icon=":material/play_arrow:", disabled=is_running
        )
        if is_running:
            st.caption(view.say("ui.run.busy"))
    if pressed:
        _start(view, scenario, aim=str(aim), seconds=float(seconds), reasons=False)


def _start(view: View, scenario: str, *, aim: str, seconds: float, reasons: bool) -> None:
    bundled = view.argument in bundled_studies() and not Path(view.argument).exists()
    study = view.argument if bundled else str(view.study.folder.absolute())
    order = GrowthOrder(study, scenario, aim, seconds, reasons, growth_folder(view), view.lang)
    try:
        child.start(order)
    except (ScenarioError, OSError) as error:
        told(error, view.lang)
        return
    st.rerun()


def _watch(view: View, *, is_running: bool) -> None:
    """The planning under way, drawn anew all by itself as long as it lasts."""

    @st.fragment(run_every=_PULSE if is_running else None)
    def watched() -> None:
        with_errors(lambda: _look(view, is_running=is_running), view.lang)

    watched()


def _look(view: View, *, is_running: bool) -> None:
    """One look at the planning, if there is any."""
    found = child.current(growth_folder(view))
    if found is None:
        st.info(view.say("ui.growth.idle"), icon=":material/info:")
        return
    if is_running and found.state != "running":
        st.rerun()  # the whole page: there is a plan to show
    order = found.order
    assert isinstance(order, GrowthOrder)  # nothing else is done for this folder
    known = order.scenario in view.study.scenarios
    title = view.label(order.scenario) if known else plain(order.scenario)
    seconds = f"{found.seconds:.0f}"
    if found.state == "running":
        _progress(view, found, title, longest=order.longest)
        return
    words, key = _ENDS.get(found.state, _ENDS["failed"])
    words(view.say(key, title=title, seconds=seconds))
    if found.state in ("bad_input", "failed"):
        st.code(found.said() or "–", language=None, wrap_lines=True)


_ENDS = {
    "done": (st.success, "ui.growth.done"),
    "stopped": (st.warning, "ui.growth.stopped"),
    "bad_input": (st.error, "ui.growth.bad_input"),
    "failed": (st.error, "ui.growth.failed"),
}


def _progress(view: View, found: child.Child, title: str, *, longest: float) -> None:
    """What is being done, the search, and the way to stop it."""
    st.markdown(view.say("ui.run.running", seconds=f"{found.seconds:.0f}"))
    if st.button(view.say("ui.run.cancel"), icon=":material/stop:", key="cancel"):
        child.stop(growth_folder(view))
        st.rerun()
    events = found.events()
    if not events:
        st.progress(0.0, text=view.say("ui.run.scenario_waits", title=title))
        return
    last = events[-1]
    words = {"stage": plain(stage_text(last, view.lang)), "seconds": f"{last.seconds:.0f}"}
    st.progress(
        share_done(last, seconds=longest), text=view.say("ui.run.scenario_runs", title=title, **words)
    )
    if last.incumbent is not None:  # what is asked beside the plan has no value to show
        search(view, last_search(events))


def _plan(view: View, scenario: str, *, is_running: bool) -> None:
    """The plan that was made last, and what is asked beside it."""
    record = stored_growth(view, scenario)
    if record is None and is_running:
        return
    if record is None:
        st.info(view.say("ui.growth.none", title=view.label(scenario)), icon=":material/play_circle:")
        return

    def ask() -> None:
        seconds = float(st.session_state[f"growth seconds {view.study.id} {scenario}"])
        _start(view, scenario, aim=record["aim"], seconds=seconds, reasons=True)

    draw_plan(view, record, aim=view.say(_AIMS[record["aim"]]), ask=None if is_running else ask)


if __name__ == "__main__":
    page(growth_page)()
