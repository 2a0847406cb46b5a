"""What a page shows instead of a traceback: one clean line, or the table of all faults."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from scenarios.errors import RunNotFoundError, ScenarioError, StudyFault, in_language, reason_of
from scenarios.faults import shown
from scenarios.messages import text
from scenarios.report import fault_texts
from ui.choice import keep, kept, language, out_folder
from ui.load import first_study, study
from ui.markdown import plain
from ui.navigation import go_to
from ui.view import View

__all__ = ["fault_table", "page", "show_faults", "told", "with_errors"]

_LOG = logging.getLogger(__name__)


def page(draw: Callable[[View], None]) -> Callable[[], None]:
    """Make a page of a function that draws a study: it opens the study and reports what is wrong."""

    def drawn() -> None:
        lang = language()
        out = out_folder()
        argument = kept("study") or first_study(out)
        with_errors(lambda: draw(View(lang, argument, study(argument), out)), lang)

    return drawn


def with_errors(draw: Callable[[], None], lang: str) -> None:
    """Draw; whatever goes wrong is told in words, a defect of the program in one line."""
    try:
        draw()
    except RunNotFoundError as error:
        st.info(plain(error.in_language(lang)), icon=":material/play_circle:")
        if st.button(text("ui.to_run", lang), type="primary", key="to run"):
            keep_wanted(error)
            go_to("run", lang)
    except Exception as error:
        told(error, lang)


def keep_wanted(error: RunNotFoundError) -> None:
    """Let the page of runs begin with the scenario whose run is missing."""
    scenario = error.params.get("scenario")
    if scenario:
        keep("scenario", scenario)


def told(error: Exception, lang: str) -> None:
    """Show an error: faults as a table, known errors in their words, a defect by its kind."""
    # Not by class: the tables' error is of geo, which the pages do not know.
    faults = getattr(error, "faults", None)
    try:
        if faults:
            show_faults(faults, lang)
        elif isinstance(error, ScenarioError):
            st.error(plain(error.in_language(lang)), icon=":material/error:")
        elif isinstance(error, OSError) and error.filename is not None:
            reason = in_language(reason_of(error), lang)
            st.error(plain(text("error.file", lang, file=shown(str(error.filename)), reason=reason)))
        else:
            _defect(error, lang)
    except Exception as defect:  # a report must not fail over its own words
        _defect(defect, lang)


def _defect(error: Exception, lang: str) -> None:
    """One line for a defect of the program; its traceback goes to the terminal of the server."""
    _LOG.error("a page could not be drawn", exc_info=error)
    detail = shown(str(error).split("\n", 1)[0])
    st.error(plain(text("error.internal", lang, kind=type(error).__name__, detail=detail)))


def show_faults(faults: Sequence[Any], lang: str) -> None:
    """The report of all faults of a study or its tables."""
    # The reader of the tables lists some of many like faults, and counts the rest.
    count = sum(int(dict(fault.params)["count"]) if fault.code == "and_more" else 1 for fault in faults)
    st.error(text("ui.faults.title", lang, count=count), icon=":material/error:")
    st.dataframe(fault_table(faults, lang), hide_index=True, width="stretch", height="content")


def fault_table(faults: Sequence[Any], lang: str) -> pd.DataFrame:
    """One row a fault: file, row, column or setting, value found, what is expected, how to mend it."""
    keys = ("report.file", "report.row", "report.column", "report.value", "report.expected", "report.fix")
    rows = [_fault_row(fault, lang) for fault in faults]
    return pd.DataFrame(rows, columns=[text(key, lang) for key in keys], dtype=str)


def _fault_row(fault: Any, lang: str) -> tuple[str, ...]:
    is_setting = isinstance(fault, StudyFault)
    number = fault.line if is_setting else fault.row
    column = fault.path if is_setting else fault.column
    place = (fault.file, "" if number is None else str(number), column or "", fault.value or "")
    return (*place, *fault_texts(fault, lang))
