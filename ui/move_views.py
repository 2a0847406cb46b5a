"""The moves of an adjustment as a table: who leaves what, who comes, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd

    from ui.view import View

__all__ = ["moves_columns", "moves_table"]


def moves_table(view: View, moves: pd.DataFrame) -> pd.DataFrame:
    """Rows of moves.csv in the reader's language."""
    words = {kind: view.say(f"move.kind.{kind}") for kind in moves["kind"].unique()}
    columns = {
        f"phase_{view.lang}": "move.phase",
        f"role_{view.lang}": "move.role",
        "township": "list.township",
        "unit": "move.unit",
        "before": "move.before",
        "after": "move.after",
        "kind": "move.kind",
        f"reason_{view.lang}": "move.reason",
    }
    table = moves[list(columns)].assign(kind=moves["kind"].map(words))
    return table.rename(columns={name: view.say(key) for name, key in columns.items()})


def moves_columns(view: View) -> dict[str, Any]:
    """How the columns of `moves_table` are drawn: the reasons are sentences."""
    return {
        view.say("move.unit"): st.column_config.TextColumn(pinned=True),
        view.say("move.reason"): st.column_config.TextColumn(width=420),
    }
