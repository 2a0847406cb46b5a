"""Plan the sites of a study, task by task: solve, check, and keep what belongs together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.result import Status
from optimizer.siting import solve
from optimizer.siting.aims import Aim
from optimizer.siting.plan import SitingPlan, SitingResult
from optimizer.siting.problem import SitingProblem, Ways
from optimizer.siting.verify import verify
from scenarios.errors import ScenarioError
from scenarios.planning import insist
from scenarios.settings.siting_aims import SupplyAim
from scenarios.siting.access import access_of
from scenarios.siting.case import SitingCase, nearest_services, siting_case
from scenarios.siting.figures import task_figures
from scenarios.siting.kept_rules import KeptRule, kept_rules
from scenarios.siting.monitor import TaskMonitor
from scenarios.siting.no_plan import no_plan
from scenarios.siting.points import with_task
from scenarios.siting.problem_words import problem_words
from scenarios.siting.task_error import TaskError
from scenarios.siting.unreached import left_out, only_own

if TYPE_CHECKING:
    from geo.city import City
    from optimizer.monitor import Monitor
    from scenarios.settings import StudyConfig
    from scenarios.settings.siting import SitingTask

__all__ = ["SitingAnswer", "TaskAnswer", "plan_sites", "plan_task"]


@dataclass(frozen=True, eq=False)
class TaskAnswer:
    """One task's problem and its checked plan.

    Attributes
    ----------
    name : str
        Its key among the settings.
    settings : SitingTask
    case : SitingCase
    result : SitingResult
        Its plan is never None.
    sites : DataFrame
        Every point of today that counts, and every candidate: ``site, place, name, tier, county_code,
        township_code, village_code, lon, lat, existing, counted, forced, opened, new, yuan, colocated_with``.
    services : DataFrame
        ``village_code, site, way, counted, share``: who goes where. `way` is that to the site, `counted` has
        its part of the way on to the upper tier besides.
    before, after : mapping
        See `scenarios.siting.figures.task_figures`.
    rules : tuple of KeptRule
        What they ask for, and what the plan gives.
    beyond : DataFrame
        Villages that no site reaches, whatever is opened: ``village_code, name, township_code, county_code``.
    left_out : DataFrame
        Villages that the plan does not reach; see `scenarios.siting.unreached.left_out`.
    only_own : DataFrame
        Villages that no site but one of their own reaches; see `scenarios.siting.unreached.only_own`.
    """

    name: str
    settings: SitingTask
    case: SitingCase
    result: SitingResult
    sites: pd.DataFrame
    services: pd.DataFrame
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    rules: tuple[KeptRule, ...]
    beyond: pd.DataFrame
    left_out: pd.DataFrame
    only_own: pd.DataFrame

    @property
    def problem(self) -> SitingProblem:
        """The problem that was solved."""
        return self.case.problem

    @property
    def aim(self) -> Aim:
        """What it was solved for."""
        return self.case.aim

    @property
    def plan(self) -> SitingPlan:
        """The plan."""
        assert self.result.plan is not None
        return self.result.plan

    @property
    def today(self) -> pd.DataFrame:
        """Who goes where today, to the points of the tier and those counted; columns as of `services`."""
        return self.case.today

    @property
    def new(self) -> pd.DataFrame:
        """Sites that the plan opens."""
        return self.sites[self.sites["new"]]

    @property
    def closed(self) -> pd.DataFrame:
        """Points of today that the plan closes."""
        return self.sites[self.sites["existing"] & ~self.sites["opened"]]

    @property
    def yuan(self) -> int:
        """What opening and closing costs."""
        return int(self.new["yuan"].sum() + self.closed["yuan"].sum())


@dataclass(frozen=True, eq=False)
class SitingAnswer:
    """The plans of all tasks, in their order.

    Attributes
    ----------
    tasks : tuple of TaskAnswer
    """

    tasks: tuple[TaskAnswer, ...]


def plan_sites(
    city: City,
    config: StudyConfig,
    *,
    seconds: float | None = None,
    monitor: Monitor | None = None,
    last: str | None = None,
) -> SitingAnswer:
    """Plan the tasks of ``siting``, one after another; each sees the points that earlier ones open.

    Parameters
    ----------
    city : City
    config : StudyConfig
        Of the scenario.
    seconds : float, optional
        For each task, in place of its time limit.
    monitor : Monitor, optional
    last : str, optional
        Stop after this task.

    Raises
    ------
    ScenarioError
        When there is no task, a task has no plan or asks for what cannot be measured.
    AssertionError
        When a plan breaks a rule of its problem: a defect of the program.
    """
    if not config.siting:
        raise ScenarioError.said("error.no_siting")
    tasks: list[TaskAnswer] = []
    for name in config.siting:
        tasks.append(plan_task(city, config, name, seconds=seconds, monitor=monitor))
        if name == last:
            break
        city = with_task(city, tasks[-1])
    return SitingAnswer(tuple(tasks))


def plan_task(
    city: City,
    config: StudyConfig,
    name: str,
    *,
    seconds: float | None = None,
    monitor: Monitor | None = None,
) -> TaskAnswer:
    """Plan one task on a city as the tasks before it leave it; see `plan_sites`."""
    task = config.siting[name]
    try:
        case = siting_case(city, config, name)
        result = solve(
            case.problem,
            case.aim,
            seconds=task.seconds if seconds is None else seconds,
            gap=config.solver.gap,
            seed=config.solver.seed,
            monitor=None if monitor is None else TaskMonitor(monitor, task.objective.aim),
        )
    except ProblemError as error:
        words, setting = problem_words(error)
        path = ("siting", name, *([setting] if setting else []))
        raise TaskError.about("error.siting_problem", path, task=name, words=words) from error
    if monitor is not None and monitor.cancelled():
        result = _as_cancelled(result)
    if result.plan is None:
        raise no_plan(case, result, seconds=task.seconds if seconds is None else seconds)
    insist([str(violation) for violation in verify(case.problem, case.aim, result)])
    return _answer(case, task, result)


def _as_cancelled(result: SitingResult) -> SitingResult:
    """Say of what is not proven that the caller stopped it."""
    certificates = tuple(
        replace(each, status=Status.CANCELLED) if each.status is Status.LIMIT else each
        for each in result.certificates
    )
    return replace(result, certificates=certificates)


def _answer(case: SitingCase, task: SitingTask, result: SitingResult) -> TaskAnswer:
    assert result.plan is not None
    opened = case.ground.sites["site"].isin(result.plan.opened)
    sites = case.ground.sites.assign(opened=opened, new=opened & ~case.ground.sites["existing"])
    services = _services(case, result.plan, sites)
    lost = case.ground.villages.loc[case.lost, ["village_code", "name", "township_code", "county_code"]]
    return TaskAnswer(
        name=case.ground.name,
        settings=task,
        case=case,
        result=result,
        sites=sites.drop(columns=["banned", "capacity", "supply"]),
        services=services,
        before=task_figures(case, case.today, case.access_today),
        after=task_figures(case, services, _access(case, result.plan)),
        rules=kept_rules(case, sites, services),
        left_out=left_out(case, services),
        only_own=only_own(case, sites),
        beyond=lost.sort_values("village_code").reset_index(drop=True),
    )


def _access(case: SitingCase, plan: SitingPlan) -> NDArray[np.float64] | None:
    """What each village has of what the points of the plan give; None for an aim that does not ask."""
    ground, task = case.ground, case.ground.task
    if not isinstance(task.objective, SupplyAim):
        return None
    opened = ground.sites["site"].isin(plan.opened).to_numpy()
    supply = np.where(opened, ground.sites["supply"].to_numpy(dtype=np.float64), 0.0)
    ways = Ways(place=case.ways.place, site=case.ways.site, way=case.counted)
    return access_of(task, ways, np.where(case.kept, ground.weight, 0.0), supply)


def _services(case: SitingCase, plan: SitingPlan, sites: pd.DataFrame) -> pd.DataFrame:
    """Who goes where: as the plan says where capacities are short, else everybody to the nearest site."""
    villages = case.ground.villages.assign(id=case.ground.villages["village_code"])
    ends, ways = sites.assign(id=sites["site"]), case.ways
    if not case.problem.sites.limited:
        mine = sites["opened"].to_numpy()[ways.site]
        near = Ways(place=ways.place[mine], site=ways.site[mine], way=ways.way[mine])
        return nearest_services(villages, ends, near, case.counted[mine])
    place = pd.Index(villages["id"]).get_indexer(pd.Index(plan.place))
    site = pd.Index(ends["id"]).get_indexer(pd.Index(plan.site))
    key, wanted = ways.place * len(ends) + ways.site, place * len(ends) + site
    pair = np.searchsorted(key, wanted)
    return pd.DataFrame(
        {
            "village_code": list(plan.place),
            "site": list(plan.site),
            "way": ways.way[pair],
            "counted": case.counted[pair],
            "share": plan.share,
        }
    )
