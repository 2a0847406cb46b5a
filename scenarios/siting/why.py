"""Reasons of a plan of sites as data: why a site, what the next one adds, and who stays beyond reach."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.clock import Clock
from optimizer.siting.aims import Aim, Cover, Farthest, Reach, WorstAccess, aim_name
from optimizer.siting.curve import curve
from optimizer.siting.explain import Instead, why_site
from optimizer.siting.problem import SitingProblem, Ways
from optimizer.siting.rules import AmountRule
from scenarios.errors import ScenarioError
from scenarios.faults import nearest
from scenarios.siting.monitor import TaskMonitor
from scenarios.siting.rest import Rest, rest_of
from scenarios.siting.spot import Spot, spots_of
from scenarios.siting.tables import sites_table
from scenarios.siting.ways import nearest_way

if TYPE_CHECKING:
    from geo.city import City
    from optimizer.monitor import Monitor
    from optimizer.result import Certificate
    from scenarios.settings import StudyConfig
    from scenarios.siting.answer import TaskAnswer

__all__ = [
    "Curve",
    "Other",
    "Reasons",
    "SiteWhy",
    "Step",
    "check_known",
    "curve_of",
    "find_site",
    "reasons_of",
    "why_of",
]

#: So many numbers of new sites are planned at most, besides those beyond the plan's.
_MOST_STEPS = 40
#: So many open sites are named where one is not open.
_NAMED = 5


@dataclass(frozen=True)
class Other:
    """What a plan would be with another site, or none, in place of one.

    Attributes
    ----------
    spot : Spot or None
        The other site; None where there is none.
    value : float or None
        Of the aim; None where not all who have to be could be reached or served.
    broken : tuple of str
        Limits that it breaks: ``number``, ``budget``, ``by_county.CODE``, ``remote``, ``gap``.
    """

    spot: Spot | None
    value: float | None
    broken: tuple[str, ...]


@dataclass(frozen=True)
class SiteWhy:
    """Why a site is open.

    Attributes
    ----------
    aim : str
    spot : Spot
    origin : str
        ``chosen``, ``forced`` (new, in any case), ``kept`` (stands already and has to stay), ``stays``
        (stands already and might be closed), or ``counted`` (a point of another tier).
    villages : int
        Whom it serves, a part of a village as one.
    weight : float
        Of these.
    mean, worst : float or None
        Their ways, as counted.
    mean_without : float or None
        Mean way of those of them whom another open site reaches, were it closed; None where sites are short
        of room, and who goes where is not known.
    lost_without : int or None
        Villages among them that no other open site reaches.
    value : float
        Of the aim in the plan.
    closed : Other
        Without it.
    neighbours : tuple of Other
        The best first.
    """

    aim: str
    spot: Spot
    origin: str
    villages: int
    weight: float
    mean: float | None
    worst: float | None
    mean_without: float | None
    lost_without: int | None
    value: float
    closed: Other
    neighbours: tuple[Other, ...]


@dataclass(frozen=True)
class Step:
    """The best plan with a number of new sites.

    Attributes
    ----------
    number : int
        New sites at most.
    value, bound : float or None
        None where there is no plan.
    change : float or None
        Of the value for each new site since the step before.
    status : str
        Of the certificate.
    """

    number: int
    value: float | None
    bound: float | None
    change: float | None
    status: str


@dataclass(frozen=True)
class Curve:
    """What each new site adds.

    Attributes
    ----------
    aim : str
        What is measured; of the fewest sites that reach all it is who is reached.
    planned : int
        New sites of the plan.
    steps : tuple of Step
    whole : bool
        False where it was stopped before the last number.
    """

    aim: str
    planned: int
    steps: tuple[Step, ...]
    whole: bool


@dataclass(frozen=True)
class Reasons:
    """What is asked of one task; None for what is not."""

    why: SiteWhy | None = None
    curve: Curve | None = None
    rest: Rest | None = None

    def record(self) -> dict[str, Any]:
        """Return what is asked as JSON has it."""
        return {name: part for name, part in asdict(self).items() if part is not None}


def reasons_of(
    answer: TaskAnswer,
    city: City,
    config: StudyConfig,
    *,
    site: str | None = None,
    more: int | None = None,
    rest: bool = False,
    seconds: float | None = None,
    monitor: Monitor | None = None,
) -> Reasons:
    """Return what is asked of a task.

    Parameters
    ----------
    answer : TaskAnswer
    city : City
        As it is today.
    config : StudyConfig
        The solver's gap and seed.
    site : str, optional
        Why it is open; code or name.
    more : int, optional
        What each new site adds, up to so many more than planned.
    rest : bool
        Who stays beyond reach, and what would reach them.
    seconds : float, optional
        For each of the last two.
    monitor : Monitor, optional
    """
    solver = config.solver
    return Reasons(
        why=None if site is None else why_of(answer, city, find_site(answer, site)),
        curve=None
        if more is None
        else curve_of(answer, more, seconds=seconds, gap=solver.gap, seed=solver.seed, monitor=monitor),
        rest=rest_of(answer, city, seconds=seconds, seed=solver.seed, monitor=monitor) if rest else None,
    )


def check_known(city: City, config: StudyConfig, task: str, asked: str) -> None:
    """Refuse a site that is not among those of the first task, before anything is planned.

    Raises
    ------
    ScenarioError
    """
    if task == next(iter(config.siting)):
        _named(sites_table(city, config, config.siting[task]), task, asked)


def _named(sites: pd.DataFrame, task: str, asked: str) -> pd.DataFrame:
    """The sites with a code, or a name."""
    found = sites[sites["site"].eq(asked)]
    found = found if len(found) else sites[sites["name"].eq(asked)]
    if found.empty:
        near = nearest(asked, [*sites["site"], *sites["name"]])
        raise ScenarioError.said("error.site_why_unknown", task=task, found=asked, nearest=near)
    return found


def find_site(answer: TaskAnswer, asked: str) -> str:
    """Return the open site that somebody asks about, by its code, or its name when no other has it.

    Raises
    ------
    ScenarioError
        When there is no such site, several have the name, or it is not open.
    """
    found = _named(answer.sites, answer.name, asked)
    words = {"found": asked, "task": answer.name}
    opened = found[found["opened"]]
    if len(found) > 1 and len(opened) != 1:
        codes = ", ".join(found["site"][:_NAMED])
        raise ScenarioError.said("error.site_why_several", codes=codes, **words)
    if opened.empty:
        new = [f"{site} {name}" for site, name in zip(answer.new["site"], answer.new["name"], strict=True)]
        raise ScenarioError.said("error.site_why_closed", open=", ".join(new[:_NAMED]) or "–", **words)
    return str(opened["site"].iloc[0])


def why_of(answer: TaskAnswer, city: City, site: str, *, neighbours: int = 10) -> SiteWhy:
    """Say why a site is open.

    Parameters
    ----------
    answer : TaskAnswer
    city : City
        As it is today.
    site : str
        An open one; see `find_site`.
    neighbours : int
        How many places are looked at in its stead.
    """
    found = why_site(answer.problem, answer.aim, answer.plan, site, neighbours=neighbours)
    spots = spots_of(answer, city)
    row = answer.sites[answer.sites["site"].eq(site)].iloc[0]
    served = answer.services[answer.services["site"].eq(site)]
    ground = answer.case.ground
    weight = pd.Series(ground.weight, index=ground.villages["village_code"])
    heavy = served["village_code"].map(weight).to_numpy(dtype=np.float64) * served["share"].to_numpy()
    ways = served["counted"].to_numpy(dtype=np.float64)
    without, lost = _without(answer, site, served, heavy)

    def other(each: Instead) -> Other:
        return Other(spots.get(each.site), _finite(each.value), each.broken)

    return SiteWhy(
        aim=aim_name(answer.aim),
        spot=spots[site],
        origin=_origin(row, found.forced),
        villages=int(served["village_code"].nunique()),
        weight=float(heavy.sum()),
        mean=_mean(ways, heavy),
        worst=float(ways.max()) if len(ways) else None,
        mean_without=without,
        lost_without=lost,
        value=found.value,
        closed=other(found.closed),
        neighbours=tuple(map(other, found.neighbours)),
    )


def _origin(row: pd.Series[Any], forced: bool) -> str:
    if row["counted"]:
        return "counted"
    if row["existing"]:
        return "kept" if forced else "stays"
    return "forced" if forced else "chosen"


def _without(
    answer: TaskAnswer, site: str, served: pd.DataFrame, heavy: np.ndarray[Any, np.dtype[np.float64]]
) -> tuple[float | None, int | None]:
    """Where those whom a site serves would go: mean way of those who could, and how many could not."""
    if answer.problem.sites.limited:
        return None, None
    ways, ground = answer.case.ways, answer.case.ground
    others = (answer.sites["opened"] & answer.sites["site"].ne(site)).to_numpy(dtype=bool)
    counted = Ways(place=ways.place, site=ways.site, way=answer.case.counted)
    way = nearest_way(counted, len(ground.villages), allowed=others)
    mine = way[pd.Index(ground.villages["village_code"]).get_indexer(pd.Index(served["village_code"]))]
    can = np.isfinite(mine)
    return _mean(mine[can], heavy[can]), int((~can).sum())


def curve_of(
    answer: TaskAnswer,
    more: int,
    *,
    seconds: float | None = None,
    gap: float = 0.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> Curve:
    """Plan each number of new sites, from none to some more than the plan has.

    All other limits stay: a budget, counties, remote places, the gap. Of a plan with many new sites not
    every number is planned.

    Parameters
    ----------
    answer : TaskAnswer
    more : int
        How far beyond the number of the plan.
    seconds : float, optional
        For all plans together; as long as the task's when left out.
    gap, seed : float, int
        As of the solver's settings.
    monitor : Monitor, optional
        Who stops it gets the steps so far.
    """
    problem, aim = _counting_new(answer), _first_step(answer.aim)
    stay = 0 if answer.settings.existing == "may_close" else int(_staying(answer).sum())
    rule = "number" if answer.settings.existing == "may_close" else None
    planned = len(answer.new)
    numbers = _numbers(planned, more, int((~answer.sites["existing"]).sum()))
    clock = Clock(answer.settings.seconds if seconds is None else seconds)
    told = None if monitor is None else TaskMonitor(monitor, aim_name(aim))
    steps: list[Step] = []
    for position, number in enumerate(numbers):
        if monitor is not None and monitor.cancelled():
            break
        if number == planned and not isinstance(answer.aim, Cover):
            steps.append(_step(number, answer.result.certificates[0], steps))
            continue
        share = clock.left() / (len(numbers) - position)
        points = curve(
            problem, aim, (stay + number,), rule=rule, seconds=share, gap=gap, seed=seed, monitor=told
        )
        steps.extend(_step(number, point.result.certificates[0], steps) for point in points)
    return Curve(aim_name(aim), planned, tuple(steps), len(steps) == len(numbers))


def _staying(answer: TaskAnswer) -> pd.Series[bool]:
    return answer.sites["existing"] & answer.sites["forced"]


def _counting_new(answer: TaskAnswer) -> SitingProblem:
    """The problem, with a rule on the number of new sites where those of today may be closed."""
    problem = answer.problem
    if answer.settings.existing != "may_close" or any(rule.name == "number" for rule in problem.rules):
        return problem
    new = np.where(answer.sites["existing"], 0.0, 1.0)
    return replace(problem, rules=(*problem.rules, AmountRule(name="number", amount=new)))


def _first_step(aim: Aim) -> Aim:
    """What is measured: the first step of an aim; who is reached where the aim is to reach all."""
    if isinstance(aim, Cover):
        return Reach(within=aim.within)
    if isinstance(aim, Farthest):
        return Farthest()
    return replace(aim, levels=1) if isinstance(aim, WorstAccess) else aim


def _numbers(planned: int, more: int, candidates: int) -> list[int]:
    step = max(1, math.ceil(planned / _MOST_STEPS))
    last = min(planned + more, candidates)
    return sorted({*range(0, planned, step), planned, *range(planned + 1, last + 1)})


def _step(number: int, found: Certificate, before: list[Step]) -> Step:
    value = _finite(found.objective)
    change = None
    if before and before[-1].value is not None and value is not None:
        change = (value - before[-1].value) / (number - before[-1].number)
    return Step(number, value, _finite(found.bound), change, found.status.value)


def _finite(value: float) -> float | None:
    return value + 0.0 if math.isfinite(value) else None


def _mean(
    way: np.ndarray[Any, np.dtype[np.float64]], weight: np.ndarray[Any, np.dtype[np.float64]]
) -> float | None:
    return float(way @ weight / weight.sum()) if weight.any() else None
