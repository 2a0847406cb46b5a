"""The plan of sites of a stored run, as the record that `scenarios.siting` shows and writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from scenarios.code_names import names_by
from scenarios.run_facts import facts_of

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["stored_siting", "stored_task"]

Record = dict[str, Any]


def stored_siting(run: StoredRun) -> Record | None:
    """Return what a run has sited, as `scenarios.siting.record.siting_record` has it; None where nothing.

    Sites are called by the codes of their points.
    """
    tasks = run.metrics.get("siting")
    return _record(run, [_task(run, task, by="point_code") for task in tasks]) if tasks else None


def stored_task(run: StoredRun, key: str) -> Record | None:
    """Return what a run has sited for one of its tasks; None where it has none of this name.

    Sites are called by their own ids, as where the task is planned by itself, so that both can be compared.
    """
    tasks = [_task(run, task, by="site") for task in run.metrics.get("siting", ()) if task["key"] == key]
    return _record(run, tasks) if tasks else None


def _record(run: StoredRun, tasks: list[Record]) -> Record:
    facts = facts_of(run)
    return {
        "study": run.study,
        "name": {lang: facts.title(lang) for lang in ("zh", "en")},
        "scenario": run.scenario,
        "planned": facts.started.isoformat(timespec="seconds"),
        "counties": names_by(run.plan, "county_code", "county"),
        "tasks": tasks,
    }


def _task(run: StoredRun, task: Record, *, by: str) -> Record:
    """A task with its rows, in which sites are called by a column of sites.csv."""
    sites = run.sites[run.sites["task"].eq(task["key"])]
    served = run.served[run.served["task"].eq(task["key"]) & run.served["point_code"].ne("")]
    called = names_by(sites, "point_code", by)
    served = served.assign(site=[called.get(code, code) for code in served["point_code"]])
    return {
        **task,
        "sites": _rows(sites.assign(site=sites[by])),
        "services": _rows(served[served["side"].eq("after")]),
        "services_today": _rows(served[served["side"].eq("before")]),
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
