"""A task's aim and rules, by positions of its villages and sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.equity import kappa_for
from optimizer.siting.aims import (
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Reach,
    Travel,
    WorstAccess,
)
from optimizer.siting.rules import AmountRule, GapRule, ReachRule, Rule
from scenarios.settings import siting_aims as asked
from scenarios.siting.access import weight_unit
from scenarios.siting.task_error import TaskError

if TYPE_CHECKING:
    from scenarios.origins import Steps
    from scenarios.settings.siting import SitingTask
    from scenarios.settings.siting_aims import WayByArea

__all__ = ["Ground", "aim_of", "kappa_of", "reach_limit", "remote_villages", "rules_of"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ground:
    """What aim and rules of a task are made from.

    Attributes
    ----------
    name : str
        Of the task.
    task : SitingTask
    villages : DataFrame
        To be reached.
    weight : ndarray of float, shape (villages,)
    sites : DataFrame
        See `scenarios.siting.tables.sites_table`.
    today : ndarray of float, shape (villages,)
        Way to the nearest point of today that counts, however long; ``inf`` where there is none.
    """

    name: str
    task: SitingTask
    villages: pd.DataFrame
    weight: Floats
    sites: pd.DataFrame
    today: Floats

    @property
    def path(self) -> Steps:
        """Where the task stands in the study."""
        return ("siting", self.name)

    @property
    def rural(self) -> Bools:
        """Villages in the country."""
        return self.villages["area"].eq("rural").to_numpy()

    def by_area(self, within: WayByArea) -> Floats:
        """Return the longest way of each village."""
        return np.where(self.rural, within.rural, within.urban)


def reach_limit(ground: Ground) -> Floats | None:
    """Return the longest way on which an aim counts a village as reached; None where it counts all ways."""
    aim = ground.task.objective
    if isinstance(aim, asked.CoverAim | asked.ReachAim):
        return ground.by_area(aim.within)
    if isinstance(aim, asked.GradualReachAim):
        return np.full(len(ground.villages), aim.none)
    if isinstance(aim, asked.AccessAim | asked.WorstAccessAim):
        return np.full(len(ground.villages), aim.catchment)
    return None


def aim_of(ground: Ground, kept: Bools) -> Aim:
    """Return the aim of a task.

    Parameters
    ----------
    ground : Ground
    kept : ndarray of bool, shape (villages,)
        Those that are places of the problem.

    Raises
    ------
    TaskError
        When long ways are to weigh more than others, and nothing says how much.
    """
    return _AIMS[ground.task.objective.aim](ground, kept)


def _cover(ground: Ground, kept: Bools) -> Cover:
    aim = ground.task.objective
    assert isinstance(aim, asked.CoverAim)
    return Cover(within=ground.by_area(aim.within)[kept], times=aim.times, priced=aim.cheapest)


def _reach(ground: Ground, kept: Bools) -> Reach:
    aim = ground.task.objective
    assert isinstance(aim, asked.ReachAim)
    return Reach(within=ground.by_area(aim.within)[kept], second=aim.second)


def _gradual(ground: Ground, kept: Bools) -> GradualReach:
    aim = ground.task.objective
    assert isinstance(aim, asked.GradualReachAim)
    return GradualReach(full=aim.full, none=aim.none)


def _farthest(ground: Ground, kept: Bools) -> Farthest:
    aim = ground.task.objective
    assert isinstance(aim, asked.FarthestAim)
    return Farthest(bands=aim.bands)


def _cost(ground: Ground, kept: Bools) -> Cost:
    aim = ground.task.objective
    assert isinstance(aim, asked.CostAim)
    return Cost(rate=aim.yuan_per_unit)


def _even(ground: Ground, kept: Bools) -> EvenTravel:
    kappa = kappa_of(ground)
    if kappa is None:
        path = (*ground.path, "objective")
        raise TaskError.about("error.siting_kappa", path, task=ground.name)
    return EvenTravel(kappa=kappa)


def _access(ground: Ground, kept: Bools) -> Access:
    aim = ground.task.objective
    assert isinstance(aim, asked.AccessAim)
    target = np.inf if aim.target is None else aim.target * weight_unit(ground.task)
    return Access(catchment=aim.catchment, supply=_supply(ground), target=target)


def _worst(ground: Ground, kept: Bools) -> WorstAccess:
    aim = ground.task.objective
    assert isinstance(aim, asked.WorstAccessAim)
    group, names = pd.factorize(ground.villages.loc[kept, f"{aim.between}_code"], sort=True)
    return WorstAccess(
        catchment=aim.catchment,
        supply=_supply(ground),
        group=group.astype(np.int64),
        names=tuple(map(str, names)),
        levels=min(aim.levels, len(names)),
    )


def _supply(ground: Ground) -> Floats:
    """What sites give, so that what comes of it is access for as much weight as it is told for."""
    return ground.sites["supply"].to_numpy(dtype=np.float64) * weight_unit(ground.task)


_AIMS: dict[str, Callable[[Ground, Bools], Aim]] = {
    "cover": _cover,
    "reach": _reach,
    "gradual_reach": _gradual,
    "travel": lambda ground, kept: Travel(),
    "farthest": _farthest,
    "apart": lambda ground, kept: Apart(),
    "cost": _cost,
    "even_travel": _even,
    "access": _access,
    "worst_access": _worst,
}


def kappa_of(ground: Ground) -> float | None:
    """Return κ of long ways: as it is set, else from the ways of today; None where nobody has one today."""
    aim = ground.task.objective
    if isinstance(aim, asked.EvenTravelAim) and aim.kappa is not None:
        return aim.kappa
    aversion = aim.aversion if isinstance(aim, asked.EvenTravelAim) else 1.0
    served = np.isfinite(ground.today) & (ground.weight > 0.0)
    if not (ground.today[served] > 0.0).any():
        return None
    return kappa_for(ground.today[served], aversion, ground.weight[served])


def remote_villages(ground: Ground) -> Bools:
    """Return the villages farthest from the points of today that hold a share of the weight.

    Those that nobody reaches come first, of equals the first by code; the last one is taken whole.
    """
    wanted = 0.0 if ground.task.remote is None else ground.task.remote.decile * ground.weight.sum()
    order = np.lexsort((ground.villages["village_code"].to_numpy(dtype=str), -ground.today))
    before = np.cumsum(ground.weight[order]) - ground.weight[order]
    found = np.zeros(len(order), dtype=bool)
    found[order] = before < wanted * (1.0 - 1e-12)
    return found


def rules_of(ground: Ground, kept: Bools) -> Iterator[Rule]:
    """Yield what every plan of a task keeps besides its aim.

    Parameters
    ----------
    ground : Ground
    kept : ndarray of bool, shape (villages,)
        Those that are places of the problem.
    """
    task, sites = ground.task, ground.sites
    new = np.where(sites["existing"], 0.0, 1.0)
    if task.budget is not None:
        yuan = sites["yuan"].to_numpy(dtype=np.float64)
        closing = yuan * (1.0 - new)
        yield AmountRule(name="budget", amount=yuan * new - closing, most=task.budget - closing.sum())
    if task.number is not None and task.existing == "may_close":
        least = float(task.number) if task.objective.aim == "apart" else -np.inf
        yield AmountRule(name="number", amount=new, least=least, most=float(task.number))
    for county, number in task.by_county.items():
        mine = new * sites["county_code"].eq(county).to_numpy(dtype=np.float64)
        most = np.inf if number.most is None else float(number.most)
        yield AmountRule(name=f"by_county.{county}", amount=mine, least=float(number.least), most=most)
    if task.remote is not None:
        weight = np.where(remote_villages(ground), ground.weight, 0.0)[kept]
        yield ReachRule(name="remote", weight=weight, within=task.remote.within, share=task.remote.share)
    if task.gap is not None:
        rural, weight = ground.rural[kept], ground.weight[kept]
        yield GapRule(
            name="gap",
            behind=np.where(rural, weight, 0.0),
            ahead=np.where(rural, 0.0, weight),
            most=task.gap.most,
        )
