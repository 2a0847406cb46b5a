"""The phases of an adjustment on the terminal: what each may end, does end and begin, and what is proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from scenarios.certificates import rung_title
from scenarios.messages import text
from scenarios.rounding import number
from scenarios.run_facts import facts_of
from scenarios.summary_table import keyed_table

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["phases_table"]

_COLUMNS = (
    ("move.phase", False),
    ("summary.phase_budget", True),
    ("summary.phase_ended", True),
    ("summary.phase_begun", True),
    ("summary.short", True),
    ("summary.phase_open", False),
)


def phases_table(run: StoredRun, lang: str) -> Table | None:
    """One row a phase; None for a run that is no adjustment."""
    phases = run.metrics.get("adjustment", {}).get("phases", ())
    if not phases:
        return None
    facts = facts_of(run)
    table = keyed_table("summary.phases", _COLUMNS, lang)
    for phase in phases:
        vacant = next((rung["objective"] for rung in phase["rungs"] if rung["aim"] == "shortage"), None)
        open_ = [rung_title(rung, facts, lang) for rung in phase["rungs"] if rung["status"] != "optimal"]
        cells = (
            str(phase["name"][lang]),
            *(number(phase[key]) for key in ("most_moved", "ended", "begun")),
            number(vacant),
            text("reach.comma", lang).join(open_) or "–",
        )
        table.add_row(*map(Text, cells))
    table.caption = text("summary.phases_note", lang)
    return table
