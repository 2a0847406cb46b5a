"""All targets of the plan in one table to filter and take away, and their index by weights of one's own."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import streamlit as st

from scenarios.cli_stored import scenario_of
from scenarios.indicators.book import write_targets
from scenarios.indicators.index import Index, index_of
from scenarios.indicators.index_book import IndexSheets
from scenarios.indicators.index_view import normalisation
from scenarios.indicators.readings import reading_key, readings, target_name
from scenarios.indicators.view import TargetLine, counted, target_lines
from scenarios.role_words import measure_title
from scenarios.rounding import cut_off, percent
from scenarios.run_facts import facts_of, has_plan
from scenarios.settings import IndexSettings
from scenarios.store import StoredRun
from ui.media_types import XLSX
from ui.view import View

__all__ = ["target_table"]

_KINDS = ("all", "met", "missed", "no_data")
#: What is read first, with widths in pixels: together they fit beside the sidebar of a screen of 1400.
_FIRST = {
    "summary.code": 70, "summary.target": 225, "summary.wanted": 105,
    "summary.before": 60, "summary.after": 60, "summary.verdict": 545,
}  # fmt: skip
#: Room for four lines: a long name, or the file and the rows that a figure is missing from.
_ROW_HEIGHT = 92
_HEIGHT = 540


def target_table(view: View, run: StoredRun) -> None:
    """Draw the table and, when somebody gives weights, the index; nothing for a study without targets."""
    targets = run.metrics["targets"]
    if not targets:
        return
    facts = facts_of(run)
    lines = target_lines(targets, view.lang, lambda name: measure_title(name, view.lang, facts.roles))
    with st.expander(view.say("ui.targets.title", counted=counted(lines, view.lang)), key="all_targets"):
        kind = st.segmented_control(
            view.say("ui.targets.show"),
            _KINDS,
            default="all",
            format_func=lambda one: view.word("target_kind", one),
            key="target_kind",
        )
        shown = [line for line in lines if kind in (None, "all", line.verdict.kind)]
        widths = {view.say(key): st.column_config.TextColumn(width=width) for key, width in _FIRST.items()}
        st.dataframe(
            _frame(view, shown), hide_index=True, column_config=widths, row_height=_ROW_HEIGHT, height=_HEIGHT
        )
        index = _index(view, run)
        st.download_button(
            view.say("ui.targets.download"),
            # Made when somebody asks for it, not whenever the page is drawn.
            lambda: _content(view, run, index),
            file_name=f"{run.study}-{run.scenario}-targets.xlsx",
            mime=XLSX,
            icon=":material/download:",
            key="download_targets",
        )


def _frame(view: View, lines: list[TargetLine]) -> pd.DataFrame:
    columns = {
        "summary.code": "code", "summary.target": "name", "summary.wanted": "wanted",
        "summary.before": "before", "summary.after": "after", "summary.attribute": "attribute",
        "summary.certified": "proof", "targets.beside": "beside", "targets.section": "section",
        "targets.decided": "decided", "targets.observed": "observed",
    }  # fmt: skip
    frame = pd.DataFrame(
        [[getattr(line, name) for name in columns.values()] for line in lines],
        columns=[view.say(key) for key in columns],
    )
    verdicts = [line.verdict.words for line in lines]
    frame.insert(len(_FIRST) - 1, view.say("summary.verdict"), verdicts)
    return frame


def _index(view: View, run: StoredRun) -> IndexSheets | None:
    """Weights to fill in, and what they make of the targets; None while all are 0."""
    st.markdown(f"**{view.say('index.title')}**")
    st.caption(view.say("ui.targets.weights"))
    scenario = scenario_of(view.study, run.scenario)
    known = view.study.resolve(scenario).config.index if scenario in view.study.resolved else IndexSettings()
    weights, titles = _weights(view, run, known)
    if not any(weights.values()):
        return None
    counties = {str(row["county_code"]): str(row["name"]) for row in run.metrics["by_county"]}
    index = index_of(run.metrics["targets"], weights, vary=known.vary)
    _figures(view, index, counties, known.vary)
    return IndexSheets({facts_of(run).title(view.lang): index}, titles, counties, known.vary)


def _weights(view: View, run: StoredRun, known: IndexSettings) -> tuple[dict[str, float], dict[str, str]]:
    """The weight of every reading as it is filled in, and the titles of the readings."""
    every = [reading for target in run.metrics["targets"] for reading in readings(target)]
    titles = {reading_key(reading): target_name(reading, view.lang) for reading in every}
    code, name, weight = (view.say(key) for key in ("summary.code", "summary.target", "index.weight"))
    table = pd.DataFrame(
        [(key, title, float(known.weights.get(key, 0.0))) for key, title in titles.items()],
        columns=[code, name, weight],
    )
    given = st.data_editor(
        table,
        hide_index=True,
        disabled=[code, name],
        column_config={weight: st.column_config.NumberColumn(min_value=0.0, max_value=1e6)},
        key="index_weights",
        width="stretch",
    )
    # A weight that is cleared is no weight.
    numbers = given[weight].fillna(0.0)
    return {str(key): float(each) for key, each in zip(given[code], numbers, strict=True)}, titles


def _figures(view: View, index: Index, counties: Mapping[str, str], vary: float) -> None:
    value, bounds, spread = st.columns(3)
    value.metric(view.say("index.value"), percent(index.value))
    bounds.metric(view.say("index.bounds"), f"{percent(index.least)} – {percent(index.most)}")
    if index.range is not None:
        ends = percent(index.range.least), percent(index.range.most)
        spread.metric(view.say("index.range"), " – ".join(ends))
    covered = view.say("ui.targets.covered", share=percent(index.covered))
    words = (covered, view.say("index.varied", share=f"{100 * vary:g}"), *normalisation(view.lang))
    st.caption(" ".join(words))
    if index.by_county:
        rows = [
            (counties.get(code, code), cut_off(each.value), cut_off(each.covered))
            for code, each in index.by_county.items()
        ]
        titles = [view.say(key) for key in ("summary.county", "index.value", "index.covered")]
        st.dataframe(pd.DataFrame(rows, columns=titles), hide_index=True)
        st.caption(view.say("index.sheet_parts"))
        st.dataframe(_parts(view, index, counties), hide_index=True)


def _parts(view: View, index: Index, counties: Mapping[str, str]) -> pd.DataFrame:
    """How far each target is attained in each county, a row a target."""
    columns: dict[str, dict[str, float | None]] = {
        counties.get(code, code): {
            each.code: cut_off(None if each.part is None else 100.0 * each.part) for each in county.targets
        }
        for code, county in index.by_county.items()
    }
    keys = [each.code for each in index.targets if any(each.code in known for known in columns.values())]
    titles = {name: [known.get(key) for key in keys] for name, known in columns.items()}
    return pd.DataFrame({view.say("summary.code"): keys, **titles})


def _content(view: View, run: StoredRun, index: IndexSheets | None) -> bytes:
    facts = facts_of(run)
    with tempfile.TemporaryDirectory() as folder:
        path = write_targets(
            Path(folder) / "targets.xlsx",
            targets=run.metrics["targets"],
            titles=lambda name: measure_title(name, view.lang, facts.roles),
            counties={str(row["county_code"]): str(row["name"]) for row in run.metrics["by_county"]},
            index=index,
            planned=has_plan(run.metrics),
            heading=facts.title(view.lang),
            when=facts.started,
            lang=view.lang,
        )
        return path.read_bytes()
