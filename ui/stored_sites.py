"""Plans of sites that can be shown: the one that was made on the page, and that of the stored run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scenarios.errors import RunNotFoundError, ScenarioError
from scenarios.siting.record import TASK_KEYS
from scenarios.siting.stored import stored_task
from ui.load import stored_run
from ui.site_order import stored_sites
from ui.view import View

__all__ = ["SitePlan", "run_sites", "site_plans"]

Record = Mapping[str, Any]


@dataclass(frozen=True)
class SitePlan:
    """A plan of one task.

    Attributes
    ----------
    record : mapping
        From `scenarios.siting.record`; its last task is the one.
    is_run : bool
        Whether a run has stored it; else it was made on the page of sites.
    """

    record: Record = field(repr=False)
    is_run: bool

    @property
    def made(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.record["planned"])


def site_plans(view: View, scenario: str, task: str) -> tuple[list[SitePlan], list[ScenarioError]]:
    """Return the plans of a task, the newest first, and what is wrong with those that cannot be read."""
    found, wrong = [], []
    reads: tuple[Callable[[View, str, str], Record | None], ...] = (stored_sites, run_sites)
    for read in reads:
        try:
            record = read(view, scenario, task)
        except ScenarioError as error:
            wrong.append(error)
            continue
        if record is not None:
            found.append(SitePlan(record, is_run=read is run_sites))
    return sorted(found, key=lambda plan: plan.made, reverse=True), wrong


def run_sites(view: View, scenario: str, task: str) -> Record | None:
    """What the stored run has sited for a task; None where there is no run, or it has no such task.

    Raises
    ------
    RunNotFoundError
        An older version wrote the run, or it is damaged.
    """
    if not view.has_run(scenario):
        return None
    record = stored_task(stored_run(view, scenario), task)
    if record is not None:
        lacking = sorted(TASK_KEYS - record["tasks"][-1].keys())
        if lacking:
            figures = ", ".join(f"siting.{name}" for name in lacking[:5])
            raise RunNotFoundError.said(
                "ui.error.broken_run", study=view.study.id, scenario=scenario, figures=figures
            )
    return record
