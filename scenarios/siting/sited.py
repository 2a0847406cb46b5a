"""What a run does with sites: a city with the points of the plan, and what is kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from scenarios.siting.answer import plan_sites
from scenarios.siting.points import with_points
from scenarios.siting.record import task_record
from scenarios.siting.run_tables import served_table, site_table
from scenarios.siting.task_error import TaskError

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.origins import Tree
    from scenarios.run_monitor import RunMonitor
    from scenarios.settings import StudyConfig

__all__ = ["Sited", "site_points"]


@dataclass(frozen=True)
class Sited:
    """A city after siting.

    Attributes
    ----------
    city : City
        With the points of the plan; the same where a scenario sites nothing.
    sites, served : DataFrame or None
        See `scenarios.siting.run_tables`; None where a scenario sites nothing.
    record : mapping
        What metrics.json has of it: ``siting``, a record a task; empty where a scenario sites nothing.
    """

    city: City
    sites: pd.DataFrame | None = None
    served: pd.DataFrame | None = None
    record: Mapping[str, Any] = field(default_factory=dict)


def site_points(
    city: City,
    config: StudyConfig,
    *,
    seconds: float | None = None,
    monitor: RunMonitor | None = None,
    written: Tree | None = None,
) -> Sited:
    """Plan the sites of a scenario.

    Parameters
    ----------
    city : City
        As the files have it.
    config : StudyConfig
    seconds : float, optional
        For each task, in place of its own limit.
    monitor : RunMonitor, optional
    written : Tree, optional
        The study as written, overrides applied: for the lines of what is in the way of a plan.

    Raises
    ------
    ScenarioError
        When a task has no plan.
    """
    if not config.siting:
        return Sited(city)
    if monitor is not None:
        monitor.stage("siting")
    try:
        answer = plan_sites(city, config, seconds=seconds, monitor=monitor)
    except TaskError as error:
        raise (error if written is None else error.placed(written)) from error
    after = with_points(city, answer)
    return Sited(
        after,
        site_table(answer, before=city, after=after),
        served_table(answer, before=city, after=after),
        {"siting": [task_record(task, after) for task in answer.tasks]},
    )
