"""Demand: cases a year by place and type, and forecasts; both estimates, and labelled so."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from scenarios.demand import VillageCases, village_cases
from scenarios.demand.book import write_demand
from scenarios.demand.forecast import held_out_years
from scenarios.demand.frames import case_figures, case_rows, course_table, error_table
from scenarios.demand.history import history_of
from scenarios.demand.places import LEVEL_TITLES, place_columns
from scenarios.demand.words import assumptions, error_words, forecast_notes, method_name, refusal_words
from ui.choice import choose
from ui.demand_charts import cases_chart, course_chart
from ui.load import checked_city
from ui.markdown import plain
from ui.media_types import XLSX
from ui.problems import page
from ui.scenario_choice import choose_scenario
from ui.view import View

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.demand import Level
    from scenarios.demand.forecast import Forecast
    from scenarios.demand.history import Refusal
    from scenarios.settings import StudyConfig

#: Years ahead that are forecast at first; fewer where the history is too short to test as many.
_AHEAD, _MOST_AHEAD = 3, 10


def demand_page(view: View) -> None:
    """Draw the page."""
    st.header(view.say("ui.demand.title", study=view.name))
    # Demand is reckoned from the tables alone, so it does not matter which scenarios have been run.
    scenario = choose_scenario(view, marked=False)
    resolved = view.study.resolve(scenario)
    config = resolved.config
    if not config.demand.cases:
        st.info(plain(view.say("error.no_cases")), icon=":material/info:")
        return
    from scenarios.adjust.city import adjusted_city

    city = adjusted_city(checked_city(view.study), config.adjustment)
    cases = village_cases(city, config)
    names = {name: case.name.text(view.lang) for name, case in config.demand.cases.items()}
    shared, ahead = st.tabs([view.say("ui.demand.cases"), view.say("ui.demand.forecast")])
    with shared:
        _cases(view, cases, city, scenario)
    with ahead:
        _forecast(view, city, config, names)


def _cases(view: View, cases: VillageCases, city: City, scenario: str) -> None:
    """Every place and type, one type as bars, and the assumption behind all of it."""
    titles: dict[str, Level] = {view.say(key): level for level, key in LEVEL_TITLES.items()}
    label = view.say("ui.demand.by")
    level = titles[choose("cases by", list(titles), label=label, shown=str, lang=view.lang)]
    st.badge(view.say("ui.demand.estimate"), icon=":material/rule:", color="orange")
    table = _table(view, cases, city, level)
    figures = case_figures(cases, view.lang)
    numbers = {name: st.column_config.NumberColumn(format="localized") for name in figures}
    columns = {table.columns[0]: _place(), **numbers}
    st.dataframe(table, hide_index=True, width="stretch", column_config=columns,
                 height="content" if len(table) < 15 else 480)  # fmt: skip
    for note in assumptions(cases, view.lang):
        st.caption(plain(note))
    if level in ("county", "area"):
        figure = st.selectbox(view.say("demand.type"), figures, key=f"figure {view.lang}")
        st.altair_chart(cases_chart(table, place=table.columns[0], figure=figure), width="stretch")
    st.download_button(
        view.say("ui.demand.download"),
        # Made when somebody asks for it, not whenever the page is drawn.
        lambda: _content(view, cases, city, scenario),
        file_name=f"{view.study.id}-{scenario}-demand.xlsx",
        mime=XLSX,
        icon=":material/download:",
        key="download demand",
    )


def _table(view: View, cases: VillageCases, city: City, level: Level) -> pd.DataFrame:
    """The rows of `evenreach demand` in the words of the page."""
    places = [view.say(key) for key in place_columns(level)]
    rows = [*case_rows(cases, city, level, view.lang)]
    return pd.DataFrame(rows, columns=[*places, *case_figures(cases, view.lang)]).round(1)


def _forecast(view: View, city: City, config: StudyConfig, names: dict[str, str]) -> None:
    """One type: its course in a place, and how far such forecasts were off in held-out years."""
    if "cases" not in config.sources:
        st.info(plain(view.say("error.no_history")), icon=":material/info:")
        return
    left, right = st.columns(2)
    name = str(left.selectbox(view.say("demand.type"), list(names), format_func=names.__getitem__,
                              key=f"type {view.lang} {view.study.id}"))  # fmt: skip
    history, _ = history_of(city, name)
    first = 1 if history is None else min(_AHEAD, held_out_years(len(history.years)))
    label = view.say("ui.demand.years")
    years = int(right.number_input(label, 1, _MOST_AHEAD, first, key=f"years ahead {view.study.id} {name}"))
    with st.spinner(view.say("ui.demand.working")):
        found, refused = _found(city, city.cases, tuple(city.counties["county_code"]), name, years)
    for refusal in refused:
        st.warning(plain(refusal_words(refusal, config, view.lang)))
    if found is None:
        return
    _course(view, found, city, names[name])
    st.markdown(f"**{view.say('ui.demand.errors')}**")
    errors = _in_columns(error_table(found, city, view.lang))
    st.dataframe(errors, hide_index=True, column_config={errors.columns[0]: _place(), **_short_heads(view)})
    for note in forecast_notes(config, (), view.lang):
        st.caption(plain(note))


def _course(view: View, found: Forecast, city: City, name: str) -> None:
    """The chart of a county, or of all; beside it that it is a forecast, by which method, and its error."""
    course = course_table(found, city, view.lang)
    places = list(dict.fromkeys(course["county"]))
    place = st.selectbox(view.say("summary.county"), places, index=len(places) - 1, key=f"place {view.lang}")
    st.badge(view.say("ui.demand.not_counts"), icon=":material/rule:", color="orange")
    mine = course[course["county"] == place]
    st.altair_chart(
        course_chart(mine, was=view.say("ui.demand.was"), made=view.say("demand.forecast"), cases=name),
        width="stretch",
    )
    words = view.say("ui.demand.made_by", method=method_name(found.method, view.lang))
    st.markdown(plain(f"{words} {error_words(found, view.lang)}"))
    figures = mine.loc[mine["made"], ["year", "cases", "low", "high"]].round(0)
    titles = ("demand.year", "demand.forecast", "demand.low", "demand.high")
    figures.columns = pd.Index([view.say(key) for key in titles])
    figures = figures.dropna(axis="columns", how="all")  # all counties together have no range
    numbers = {view.say(key): st.column_config.NumberColumn(format="localized") for key in titles[1:]}
    years = {view.say(titles[0]): st.column_config.NumberColumn(format="%d")}
    st.dataframe(figures, hide_index=True, column_config={**years, **numbers})


def _content(view: View, cases: VillageCases, city: City, scenario: str) -> bytes:
    """The workbook of `evenreach demand`; without forecasts, for which years would have to be chosen."""
    heading = view.say("demand.title", study=view.study.name.text(view.lang), scenario=view.title(scenario))
    notes, config = list(assumptions(cases, view.lang)), view.study.resolve(scenario).config
    with tempfile.TemporaryDirectory() as folder:
        path = write_demand(cases, (), Path(folder) / "demand.xlsx", city=city, config=config, notes=notes,
                            heading=heading, lang=view.lang)  # fmt: skip
        return path.read_bytes()


def _place() -> Any:
    """A column of names that stays in sight."""
    return st.column_config.TextColumn(pinned=True, width=190)


def _short_heads(view: View) -> dict[str, Any]:
    """Heads that let all columns be seen at once; the whole title comes up when the pointer rests on one."""
    heads = {}
    for error in ("mae", "mase", "mape"):
        own, naive = view.say(f"demand.{error}_own"), view.say(f"demand.{error}_naive")
        heads[own] = st.column_config.NumberColumn(view.say(f"demand.{error}"), help=own)
        heads[naive] = st.column_config.NumberColumn(view.say("ui.demand.last_value"), help=naive)
    return heads


def _in_columns(errors: pd.DataFrame) -> pd.DataFrame:
    """Figures as numbers, so that what is not known stays empty."""
    numbers = {name: pd.to_numeric(errors[name]).astype(float).round(2) for name in errors.columns[1:]}
    return errors.assign(**numbers)


@st.cache_resource(max_entries=32, show_spinner=False)
def _found(
    _city: City, cases: pd.DataFrame, counties: Sequence[str], name: str, ahead: int
) -> tuple[Forecast | None, list[Refusal]]:
    """The forecast of a type; kept as long as the history and the counties are the same."""
    from scenarios.demand.forecast import forecasts

    found, refused = forecasts(_city, [name], ahead=ahead)
    return next(iter(found), None), refused


if __name__ == "__main__":
    page(demand_page)()
