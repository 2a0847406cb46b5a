"""Sites: plan where service points are opened, see whom that reaches, and how far it is proven."""

from __future__ import annotations

import streamlit as st

from scenarios.siting.words import tier_title
from ui import child, under_way
from ui.choice import choose, kept
from ui.figures import moment
from ui.markdown import plain
from ui.problems import page, told, with_errors
from ui.scenario_choice import first_plan
from ui.site_order import Asked, SiteOrder, site_folder, stored_sites
from ui.sites_plan import draw_sites
from ui.sites_reasons import reasons_in
from ui.stored_sites import SitePlan, site_plans
from ui.view import View

#: What to write where no scenario opens points.
_EXAMPLE = """\
siting:
  terminals:
    name: {zh: 自助终端, en: Self-service terminals}
    tier: terminal                  # what is opened
    at: villages                    # where it may be
    counted: [station]              # what serves as well
    number: 20                      # new ones at most
    objective: {aim: reach, within: {rural: 30, urban: 15}}   # minutes
"""


def sites_page(view: View) -> None:
    """Draw the page."""
    st.header(view.say("siting.heading", study=view.name))
    siting = [name for name in view.study.scenarios if view.study.resolve(name).config.siting]
    if not siting:
        st.info(view.say("ui.sites.no_siting"), icon=":material/info:")
        st.code(_EXAMPLE, language="yaml")
        return
    scenario = _scenario(view, siting)
    task = _task(view, scenario)
    folder = site_folder(view)
    is_running = child.is_running(folder)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _order(view, scenario, task, is_running=is_running)
    with right:
        under_way.watch(view, folder, _draw, idle="ui.sites.idle", is_running=is_running)
    with_errors(lambda: _plan(view, scenario, task, is_running=is_running), view.lang)


def _scenario(view: View, siting: list[str]) -> str:
    """Choose among those that open points; what was chosen on another page stays where it is none of them."""
    name = "scenario" if kept("scenario") in siting else "siting"
    fallback = first_plan(view, siting)
    return choose(
        name, siting, label=view.say("show.scenario"), shown=view.label, lang=view.lang, fallback=fallback
    )


def _task(view: View, scenario: str) -> str:
    tasks = view.study.resolve(scenario).config.siting

    def shown(name: str) -> str:
        task = tasks[name]
        words = {"name": task.name.text(view.lang), "tier": tier_title(task.tier, view.lang)}
        return plain(view.say("siting.task", **words))

    if len(tasks) == 1:
        name = next(iter(tasks))
        st.markdown(f"**{shown(name)}**")
        return name
    return choose("task", list(tasks), label=view.say("map.task"), shown=shown, lang=view.lang)


def _order(view: View, scenario: str, task: str, *, is_running: bool) -> None:
    """How many points, for how long."""
    tasks = view.study.resolve(scenario).config.siting
    settings, key = tasks[task], f"{view.study.id} {scenario} {task}"
    said = view.say("ui.sites.as_needed") if settings.number is None else f"{settings.number:,}"
    with st.form("sites"):
        number = st.number_input(
            view.say("ui.sites.number"),
            min_value=0,
            max_value=100_000,
            value=settings.number,
            step=1,
            placeholder=said,
            help=view.say("ui.sites.number_help", number=said),
            key=f"sites number {key}",
        )
        seconds = under_way.seconds_input(
            view,
            settings.seconds,
            label="ui.growth.seconds",
            about="ui.sites.seconds_help",
            key=_seconds_key(view, scenario, task),
        )
        pressed = under_way.start_button(view, "ui.growth.start", is_running=is_running)
    if pressed:
        _start(view, scenario, task, number=None if number is None else int(number), seconds=seconds)


def _start(
    view: View,
    scenario: str,
    task: str,
    *,
    number: int | None,
    seconds: float,
    asked: Asked = "plan",
    site: str = "",
) -> None:
    tasks = view.study.resolve(scenario).config.siting
    order = SiteOrder(
        study=under_way.study_argument(view),
        scenario=scenario,
        task=task,
        number=None if number == tasks[task].number else number,
        seconds=seconds,
        tasks=list(tasks).index(task) + 1,
        out=site_folder(view),
        lang=view.lang,
        asked=asked,
        site=site,
    )
    under_way.start(view, order)


def _draw(view: View, found: child.Child) -> None:
    """How the planning stands, or how it ended."""
    order = found.order
    assert isinstance(order, SiteOrder)  # nothing else is done for this folder
    under_way.planning(view, found, title=_title(view, order), longest=order.longest)


def _title(view: View, order: SiteOrder) -> str:
    """Scenario and task in words; the study may have changed since."""
    if order.scenario not in view.study.scenarios:
        return plain(f"{order.scenario} · {order.task}")
    tasks = view.study.resolve(order.scenario).config.siting
    name = tasks[order.task].name.text(view.lang) if order.task in tasks else order.task
    return f"{view.label(order.scenario)} · {plain(name)}"


def _plan(view: View, scenario: str, task: str, *, is_running: bool) -> None:
    """The plan that was made last, here or by a run."""
    plans, wrong = site_plans(view, scenario, task)
    for error in wrong:
        told(error, view.lang)
    if not plans:
        if not is_running and not wrong:
            st.info(view.say("ui.sites.none", title=view.label(scenario)), icon=":material/play_circle:")
        return
    plan = _choose_plan(view, plans, key=f"{view.study.id} {scenario} {task}")
    number = plan.record["tasks"][-1]["number"]

    def ask(asked: Asked, site: str) -> None:
        seconds = float(st.session_state[_seconds_key(view, scenario, task)])
        _start(view, scenario, task, number=number, seconds=seconds, asked=asked, site=site)

    more, why = (
        reasons_in(stored_sites(view, scenario, task, asked), plan.record) for asked in ("more", "why")
    )
    draw_sites(view, plan, more=more, why=why, ask=None if is_running else ask)


def _choose_plan(view: View, plans: list[SitePlan], *, key: str) -> SitePlan:
    """The newest one, unless the person wants to see the other; of a new plan nobody has chosen yet."""
    if len(plans) == 1:
        return plans[0]

    def shown(place: int) -> str:
        words = "ui.sites.of_run" if plans[place].is_run else "ui.sites.of_page"
        return view.say(words, started=moment(plans[place].record["planned"]))

    stamps = " ".join(plan.record["planned"] for plan in plans)
    found = st.segmented_control(
        view.say("ui.sites.shown"),
        range(len(plans)),
        default=0,
        format_func=shown,
        key=f"sites plan {view.lang} {key} {stamps}",
        required=True,
    )
    return plans[int(found or 0)]


def _seconds_key(view: View, scenario: str, task: str) -> str:
    return f"sites seconds {view.study.id} {scenario} {task}"


if __name__ == "__main__":
    page(sites_page)()
