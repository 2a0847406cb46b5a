"""Growth: plan how personnel grow by county and year, see what that reaches, does and costs, and why."""

from __future__ import annotations

import streamlit as st

from ui import child, under_way
from ui.growth_order import GrowthOrder, growth_folder, stored_growth
from ui.growth_plan import draw_plan
from ui.markdown import plain
from ui.problems import page, with_errors
from ui.scenario_choice import choose_scenario
from ui.view import View

_AIMS = {"cheapest": "ui.growth.cheapest", "fair": "ui.growth.fairest"}


def growth_page(view: View) -> None:
    """Draw the page."""
    st.header(view.say("headcount.heading", study=view.name))
    scenario = choose_scenario(view, marked=False)  # a plan of growth needs no run
    settings = view.study.resolve(scenario).config.headcount
    if not settings.years or not settings.professions:
        st.info(view.say("error.no_headcount"), icon=":material/info:")
        return
    folder = growth_folder(view)
    is_running = child.is_running(folder)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _order(view, scenario, is_running=is_running)
    with right:
        under_way.watch(view, folder, _draw, idle="ui.growth.idle", is_running=is_running)
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
        seconds = under_way.seconds_input(
            view,
            settings.seconds,
            label="ui.growth.seconds",
            about="ui.growth.seconds_help",
            key=f"growth seconds {view.study.id} {scenario}",
        )
        pressed = under_way.start_button(view, "ui.growth.start", is_running=is_running)
    if pressed:
        _start(view, scenario, aim=str(aim), seconds=seconds, reasons=False)


def _start(view: View, scenario: str, *, aim: str, seconds: float, reasons: bool) -> None:
    study, folder = under_way.study_argument(view), growth_folder(view)
    under_way.start(view, GrowthOrder(study, scenario, aim, seconds, reasons, folder, view.lang))


def _draw(view: View, found: child.Child) -> None:
    """How the planning stands, or how it ended."""
    order = found.order
    assert isinstance(order, GrowthOrder)  # nothing else is done for this folder
    known = order.scenario in view.study.scenarios
    title = view.label(order.scenario) if known else plain(order.scenario)
    under_way.planning(view, found, title=title, longest=order.longest)


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
