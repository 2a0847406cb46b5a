"""The plan of sites of a stored run, as the record that `scenarios.siting` shows and writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from scenarios.run_facts import facts_of

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["stored_siting"]

Record = dict[str, Any]


def stored_siting(run: StoredRun) -> Record | None:
    """Return what a run has sited, as `scenarios.siting.record.siting_record` has it; None where nothing.

    Sites are called by the codes of their points, who goes where is that of the plan.
    """
    tasks = run.metrics.get("siting")
    if not tasks:
        return None
    facts, sites = facts_of(run), run.sites
    counties = sites[sites["county_code"].ne("")]
    after = run.served[run.served["side"].eq("after") & run.served["point_code"].ne("")]
    return {
        "study": run.study,
        "name": {lang: facts.title(lang) for lang in ("zh", "en")},
        "scenario": run.scenario,
        "planned": facts.started.isoformat(timespec="seconds"),
        "counties": dict(zip(counties["county_code"], counties["county"], strict=True)),
        "tasks": [
            {
                **task,
                "sites": _rows(sites[sites["task"].eq(task["key"])].assign(site=sites["point_code"])),
                "services": _rows(after[after["task"].eq(task["key"])].assign(site=after["point_code"])),
            }
            for task in tasks
        ],
    }


def _rows(table: pd.DataFrame) -> list[Record]:
    """Rows as JSON has them: None for what is no number."""
    return [
        {
            str(name): None if isinstance(value, float) and value != value else value
            for name, value in row.items()
        }
        for row in table.to_dict("records")
    ]
