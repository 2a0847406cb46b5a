"""Run: start scenarios in a child process, watch the plan and its bound close in, stop it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.progress import Event
from scenarios.role_facts import roles_of_settings
from scenarios.rounding import gap_text
from ui import child, under_way
from ui.choice import kept
from ui.figures import figure, moment
from ui.load import stored_run
from ui.markdown import plain
from ui.navigation import go_to
from ui.problems import page
from ui.search import search
from ui.timeline import by_scenario, last_search
from ui.view import View

_GLANCE = 2.0  # seconds, for what changes once a scenario


def run_page(view: View) -> None:
    """Draw the page."""
    st.header(view.say("ui.run.title", study=view.name))
    is_running = child.is_running(view.out)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _order(view, is_running=is_running)
    with right:
        under_way.watch(view, view.out, _draw, idle="ui.run.idle", is_running=is_running)
    st.subheader(view.say("ui.run.stored"))
    _results(view, is_running=is_running)
    st.caption(view.say("ui.run.folder", folder=plain(view.out / view.study.id)))


def _results(view: View, *, is_running: bool) -> None:
    """What has been run; each scenario of a run under way appears as soon as it is written."""

    @st.fragment(run_every=_GLANCE if is_running else None)
    def shown() -> None:
        st.dataframe(_stored(view), hide_index=True, height="content")

    shown()


def _order(view: View, *, is_running: bool) -> None:
    """What to run, for how long."""
    names = view.study.scenarios
    with st.form("order"):
        chosen = _scenarios_to_run(view)
        seconds, seed = _effort(view)
        pressed = under_way.start_button(view, "ui.run.start", is_running=is_running)
    if pressed and not chosen:
        st.warning(view.say("ui.run.none_chosen"))
    elif pressed:
        _start(view, tuple(name for name in names if name in chosen), seconds=seconds, seed=seed)


def _scenarios_to_run(view: View) -> list[str]:
    """At first the scenario that was looked at last, else those without a run."""
    names = view.study.scenarios
    wanted = kept("scenario")
    first = [wanted] if wanted in names else [name for name in names if not view.has_run(name)]
    found = st.pills(
        view.say("ui.run.scenarios"),
        names,
        selection_mode="multi",
        wrap=True,
        default=first,
        format_func=view.label,
        key=f"scenarios {view.lang} {view.study.id}",
        help=view.say("ui.run.scenarios_help"),
    )
    if not first:
        st.caption(view.say("ui.run.all_run"))
    return found


def _effort(view: View) -> tuple[float, int]:
    """Time limit and seed, at first those of the study."""
    solver = view.study.resolve(view.study.scenarios[0]).config.solver
    seconds = under_way.seconds_input(
        view, solver.seconds, label="ui.run.seconds", about="ui.run.seconds_help"
    )
    seed = st.number_input(
        view.say("ui.run.seed"), 0, 2**31 - 1, solver.seed, help=view.say("ui.run.seed_help")
    )
    return seconds, int(seed)


def _start(view: View, scenarios: tuple[str, ...], *, seconds: float, seed: int) -> None:
    study = under_way.study_argument(view)
    under_way.start(view, child.Order(study, scenarios, seconds, seed, view.out, view.lang))


def _draw(view: View, found: child.Child) -> None:
    """How a run stands, its scenarios, the search."""
    events = by_scenario(found.events())
    _state(view, found)
    _scenarios(view, found, events)
    if events and found.state == "running":
        search(view, last_search(events[-1]))
    under_way.said(found)


def _state(view: View, found: child.Child) -> None:
    """One line, and the buttons that go with it."""
    if found.state == "running":
        under_way.running(view, found)
        return
    under_way.ended(view, found, _ENDS)
    if found.state in ("done", "binding_missed"):
        with st.container(horizontal=True):
            for name, key in (("overview", "ui.run.to_overview"), ("map", "ui.run.to_map")):
                if st.button(view.say(key), key=f"to {name}"):
                    go_to(name, view.lang)


_ENDS = {
    "done": "ui.run.done",
    "binding_missed": "ui.run.binding_missed",
    "stopped": "ui.run.stopped",
    "bad_input": "ui.run.bad_input",
    "failed": "ui.run.failed",
}


def _scenarios(view: View, found: child.Child, events: list[list[Event]]) -> None:
    """A bar for each scenario: waiting, under way, done."""
    order = found.order
    assert isinstance(order, child.Order)  # nothing else is done for the folder of the runs
    for position, name in enumerate(order.scenarios):
        title = view.label(name) if name in view.study.scenarios else plain(name)
        seen = events[position] if position < len(events) else []
        is_over = position < len(events) - 1 or found.state in ("done", "binding_missed")
        if is_over:
            st.progress(1.0, text=view.say("ui.run.scenario_done", title=title))
        elif found.state != "running":
            st.progress(0.0, text=view.say("ui.run.scenario_stopped", title=title))
        else:
            known = name in view.study.scenarios
            roles = roles_of_settings(view.study.resolve(name).config.posts) if known else {}
            last = seen[-1] if seen else None
            under_way.bar(view, last, title=title, longest=order.seconds, roles=roles)


def _stored(view: View) -> pd.DataFrame:
    """What has been run: when, how good, how well proven."""
    rows = [[view.title(name), *_stored_row(view, name)] for name in view.study.scenarios]
    headers = (
        "show.scenario",
        "ui.run.when",
        "summary.seconds",
        "ui.card.nominal",
        "ui.card.effective",
        "summary.short",
        "summary.gap",
    )
    return pd.DataFrame(rows, columns=[view.say(key) for key in headers])


def _stored_row(view: View, scenario: str) -> list[str]:
    if not view.has_run(scenario):
        return [view.say("ui.run.no_run"), "–", "–", "–", "–", "–"]
    try:
        run = stored_run(view, scenario)
    except ScenarioError:
        return [view.say("ui.run.unreadable"), "–", "–", "–", "–", "–"]
    metrics = run.metrics
    gaps = [rung["gap"] for rung in metrics["rungs"] if rung["gap"] is not None]
    return [
        moment(run.manifest.get("started")),
        f"{metrics['seconds']:.1f}",
        *(figure(view, name, metrics[name]) for name in ("coverage_nominal", "coverage_effective", "short")),
        gap_text(max(gaps)) if gaps else "–",
    ]


if __name__ == "__main__":
    page(run_page)()
