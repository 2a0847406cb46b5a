"""A command that a page has done in a child process: started, watched, stopped, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.progress import Event
from scenarios.progress_display import stage_text
from scenarios.role_facts import RoleFacts
from ui import child
from ui.load import bundled_studies
from ui.markdown import plain
from ui.problems import told, with_errors
from ui.search import search
from ui.timeline import last_search, share_done
from ui.view import View

__all__ = [
    "ask_button",
    "bar",
    "ended",
    "planning",
    "running",
    "said",
    "seconds_input",
    "start",
    "start_button",
    "study_argument",
    "watch",
]

# Twice a second is as often as a person looks.
_PULSE = 0.5
_ENDS = {
    "done": st.success,
    "binding_missed": st.warning,
    "stopped": st.warning,
    "bad_input": st.error,
    "failed": st.error,
}
#: How planning on a page of its own ends, in words; it does not tell of targets that are missed.
_PLANNED = {
    "done": "ui.growth.done",
    "stopped": "ui.growth.stopped",
    "bad_input": "ui.growth.bad_input",
    "failed": "ui.growth.failed",
}


def study_argument(view: View) -> str:
    """The study as a command takes it: the id of a bundled one, or the absolute path of its folder."""
    bundled = view.argument in bundled_studies() and not Path(view.argument).exists()
    return view.argument if bundled else str(view.study.folder.absolute())


def seconds_input(view: View, seconds: float, *, label: str, about: str, key: str | None = None) -> float:
    """Ask for a time limit, at first that of the study; `label` and `about` are keys of the catalogue."""
    given = st.number_input(
        view.say(label),
        min_value=1.0,
        max_value=604_800.0,
        value=max(1.0, float(seconds)),
        step=10.0,
        format="%.0f",
        help=view.say(about),
        key=key,
    )
    return float(given)


def start_button(view: View, label: str, *, is_running: bool) -> bool:
    """The button of a form that starts a command, and whether it is pressed; meanwhile it rests."""
    pressed = st.form_submit_button(
        view.say(label), type="primary", icon=":material/play_arrow:", disabled=is_running
    )
    if is_running:
        st.caption(view.say("ui.run.busy"))
    return bool(pressed)


def ask_button(view: View, ask: Callable[[], None] | None, *, key: str) -> None:
    """A button that asks something of a plan; it rests where `ask` is None: planning is under way."""
    pressed = st.button(view.say("ui.growth.ask"), icon=":material/search:", key=key, disabled=ask is None)
    if pressed and ask is not None:
        ask()


def start(view: View, job: child.Job) -> None:
    """Start a command and draw the page anew; what hinders it is told."""
    try:
        child.start(job)
    except (ScenarioError, OSError) as error:
        told(error, view.lang)
        return
    st.rerun()


def watch(
    view: View,
    out: Path,
    draw: Callable[[View, child.Child], None],
    *,
    idle: str,
    is_running: bool,
) -> None:
    """Draw what is done for a folder, anew all by itself as long as it lasts, and the whole page at its end.

    Parameters
    ----------
    view : View
    out : Path
        The job's folder.
    draw : callable
        Draws the child under way, or the last one.
    idle : str
        Key of what is said when there is none.
    is_running : bool
        What the rest of the page was drawn for.
    """

    @st.fragment(run_every=_PULSE if is_running else None)
    def watched() -> None:
        with_errors(look, view.lang)

    def look() -> None:
        found = child.current(out)
        if found is None:
            st.info(view.say(idle), icon=":material/info:")
            return
        if is_running and found.state != "running":
            st.rerun()  # the whole page: there is something new to show
        draw(view, found)

    watched()


def planning(view: View, found: child.Child, *, title: str, longest: float) -> None:
    """How planning stands, with the way to stop it, or how it ended.

    Parameters
    ----------
    view : View
    found : Child
    title : str
        What is planned, in words.
    longest : float
        Seconds that it may take.
    """
    if found.state != "running":
        ended(view, found, _PLANNED, title=title)
        said(found)
        return
    running(view, found)
    events = found.events()
    last = events[-1] if events else None
    bar(view, last, title=title, longest=longest)
    if last is not None and last.incumbent is not None:  # what is asked beside a plan has no value to show
        search(view, last_search(events))


def running(view: View, found: child.Child) -> None:
    """How long it has been under way, and the way to stop it."""
    st.markdown(view.say("ui.run.running", seconds=f"{found.seconds:.0f}"))
    if st.button(view.say("ui.run.cancel"), icon=":material/stop:", key="cancel"):
        child.stop(found.order.out)
        st.rerun()


def ended(view: View, found: child.Child, keys: Mapping[str, str], **words: str) -> None:
    """How it ended: the text of the end's key, of ``failed`` for one that is not foreseen."""
    state = found.state if found.state in keys else "failed"
    _ENDS[state](view.say(keys[state], seconds=f"{found.seconds:.0f}", **words))


def said(found: child.Child) -> None:
    """The command's own report where something was wrong."""
    if found.state in ("bad_input", "failed"):
        st.code(found.said() or "–", language=None, wrap_lines=True)


def bar(
    view: View,
    last: Event | None,
    *,
    title: str,
    longest: float,
    roles: Mapping[str, RoleFacts] | None = None,
) -> None:
    """A bar for a scenario by the last that was told of it: the stage and how far it is; else it waits."""
    if last is None:
        st.progress(0.0, text=view.say("ui.run.scenario_waits", title=title))
        return
    words = {"stage": plain(stage_text(last, view.lang, roles)), "seconds": f"{last.seconds:.0f}"}
    st.progress(
        share_done(last, seconds=longest), text=view.say("ui.run.scenario_runs", title=title, **words)
    )
