"""All targets of the plan in one table to filter and take away, and their index by weights of one's own."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from scenarios.indicators.book import write_targets
from scenarios.indicators.index import Index, index_of
from scenarios.indicators.view import TargetLine, counted, target_lines
from scenarios.role_words import measure_title
from scenarios.run_facts import facts_of
from scenarios.store import StoredRun
from ui.view import View

__all__ = ["target_table"]

_KINDS = ("all", "met", "missed", "no_data")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        st.dataframe(_frame(view, shown), hide_index=True, width="stretch")
        index = _index(view, run)
        st.download_button(
            view.say("ui.targets.download"),
            _content(view, run, lines, index),
            file_name=f"{run.study}-{run.scenario}-targets.xlsx",
            mime=_XLSX,
            icon=":material/download:",
            key="download_targets",
        )


def _frame(view: View, lines: list[TargetLine]) -> pd.DataFrame:
    columns = {
        "summary.code": "code", "summary.target": "name", "summary.attribute": "attribute",
        "summary.wanted": "wanted", "summary.before": "before", "summary.after": "after",
        "summary.certified": "proof", "targets.beside": "beside", "targets.section": "section",
        "targets.decided": "decided", "targets.observed": "years",
    }  # fmt: skip
    rows = [[line.verdict.words, *(getattr(line, name) for name in columns.values())] for line in lines]
    titles = [view.say("summary.verdict"), *(view.say(key) for key in columns)]
    frame = pd.DataFrame(rows, columns=titles)
    first = [titles[1], titles[2], titles[0]]
    return frame[[*first, *(title for title in titles if title not in first)]]


def _index(view: View, run: StoredRun) -> Index | None:
    """Weights to fill in, and what they make of the targets; None while all are 0."""
    st.markdown(f"**{view.say('index.title')}**")
    st.caption(view.say("ui.targets.weights"))
    config = view.study.resolve(run.scenario).config if run.scenario in view.study.resolved else None
    known: Mapping[str, float] = {} if config is None else config.index.weights
    vary = 0.5 if config is None else config.index.vary
    code, name, weight = (view.say(key) for key in ("summary.code", "summary.target", "index.weight"))
    table = pd.DataFrame(
        [
            (each["code"], each["name"][view.lang], float(known.get(each["code"], 0.0)))
            for each in run.metrics["targets"]
        ],
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
    weights = {str(name): float(each) for name, each in zip(given[code], numbers, strict=True)}
    if not any(weights.values()):
        return None
    index = index_of(run.metrics["targets"], weights, vary=vary)
    _figures(view, run.metrics, index, vary)
    return index


def _figures(view: View, metrics: Mapping[str, Any], index: Index, vary: float) -> None:
    value, bounds, spread = st.columns(3)
    value.metric(view.say("index.value"), "–" if index.value is None else f"{index.value:.1f}")
    bounds.metric(view.say("index.bounds"), f"{index.least:.1f} – {index.most:.1f}")
    if index.range is not None:
        spread.metric(view.say("index.range"), f"{index.range.least:.1f} – {index.range.most:.1f}")
    covered = view.say("ui.targets.covered", share=f"{index.covered:.0f}")
    st.caption(f"{covered} {view.say('index.varied', share=f'{100 * vary:g}')} {view.say('index.meaning')}")
    if index.by_county:
        names = {row["county_code"]: row["name"] for row in metrics["by_county"]}
        rows = [(names.get(code, code), *each) for code, each in index.by_county.items()]
        titles = [view.say(key) for key in ("summary.county", "index.value", "index.covered")]
        st.dataframe(pd.DataFrame(rows, columns=titles).round(1), hide_index=True)


def _content(view: View, run: StoredRun, lines: list[TargetLine], index: Index | None) -> bytes:
    facts = facts_of(run)
    names = {str(row["county_code"]): str(row["name"]) for row in run.metrics["by_county"]}
    with tempfile.TemporaryDirectory() as folder:
        path = write_targets(
            Path(folder) / "targets.xlsx",
            lines=lines,
            targets=run.metrics["targets"],
            counties=names,
            index=index,
            heading=facts.title(view.lang),
            when=facts.started,
            lang=view.lang,
        )
        return path.read_bytes()
