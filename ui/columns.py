"""How columns of tables are drawn: shares as bars, codes as text, figures with the digits that matter."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.view import View

__all__ = ["county_columns", "village_columns"]


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
