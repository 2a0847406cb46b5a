"""How tables are drawn: shares as bars, codes as text, figures with the digits that matter, how high."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import streamlit as st

from ui.view import View

__all__ = ["county_columns", "number_columns", "right_columns", "table_height", "village_columns"]

#: More rows than these are reached by scrolling, in so many pixels.
_ROWS, _SCROLLED = 12, 430


def county_columns(view: View) -> dict[str, Any]:
    """For `ui.table_views.county_table`."""
    shares = {
        view.say(key): st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=100, width=110)
        for key in ("summary.nominal", "summary.effective")
    }
    figures = {
        view.say(key): st.column_config.NumberColumn(format="%.1f")
        for key in ("summary.hours_mean", "summary.minutes_mean")
    }
    return {
        view.say("summary.county"): st.column_config.TextColumn(pinned=True, width=190),
        **shares,
        **figures,
    }


def village_columns(view: View) -> dict[str, Any]:
    """For `ui.table_views.village_table`."""
    figures = {
        view.say(key): st.column_config.NumberColumn(format="%.1f") for key in ("list.minutes", "list.hours")
    }
    return {view.say("list.village"): st.column_config.TextColumn(pinned=True), **figures}


def right_columns(*titles: str) -> dict[str, Any]:
    """Columns of figures in words, set to the right."""
    return {title: st.column_config.TextColumn(alignment="right") for title in titles}


def number_columns(table: pd.DataFrame) -> dict[str, Any]:
    """Columns of whole numbers, with the separators of the reader's browser."""
    whole = table.select_dtypes("integer").columns
    return {str(title): st.column_config.NumberColumn(format="localized") for title in whole}


def table_height(table: pd.DataFrame) -> int | Literal["content"]:
    """All rows where they are few; else some of them, the rest by scrolling."""
    return "content" if len(table) <= _ROWS else _SCROLLED
