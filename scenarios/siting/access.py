"""Access to what points give, by two-step floating catchments: of each village, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.siting.problem import Ways
from scenarios.settings.siting_aims import AccessAim, SupplyAim, WorstAccessAim

if TYPE_CHECKING:
    from scenarios.settings.siting import SitingTask

__all__ = ["access_figures", "access_of", "supply_of_today", "weight_unit"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: Access is told for so much weight: that of one resident would be all noughts.
_PER = 10_000.0
#: Of the worst off at least so many are told.
_TOLD = 3


def weight_unit(task: SitingTask) -> float:
    """Return for how much weight access is told: 10,000 of a column, one village where all count alike."""
    return 1.0 if task.weight == "one" else _PER


def supply_of_today(task: SitingTask, points: pd.DataFrame) -> Floats:
    """Return what points of today give; nan where the table does not say it."""
    aim = task.objective
    assert isinstance(aim, SupplyAim)
    if aim.supply_today is None:
        return np.full(len(points), aim.supply)
    return points[aim.supply_today].to_numpy(dtype=np.float64)


def access_of(task: SitingTask, ways: Ways, weight: Floats, supply: Floats) -> Floats:
    """Return what each village has of the supply of open points, for so much weight as `weight_unit` says.

    Parameters
    ----------
    task : SitingTask
        Its aim is one of access.
    ways : Ways
        Ways as counted, from villages to points.
    weight : ndarray of float, shape (villages,)
    supply : ndarray of float, shape (points,)
        0 for a point that is closed.
    """
    aim = task.objective
    assert isinstance(aim, SupplyAim)
    near = ways.way <= aim.catchment
    place, site = ways.place[near], ways.site[near]
    sharing = np.bincount(site, weights=weight[place], minlength=len(supply))
    each = np.divide(supply, sharing, out=np.zeros(len(supply)), where=sharing > 0.0)
    found = np.bincount(place, weights=each[site], minlength=len(weight))
    return found.astype(np.float64) * weight_unit(task)


def access_figures(
    task: SitingTask, villages: pd.DataFrame, weight: Floats, kept: Bools, access: Floats | None
) -> dict[str, Any] | None:
    """Return what access comes to.

    Parameters
    ----------
    task : SitingTask
        Its aim is one of access.
    villages : DataFrame
    weight : ndarray of float, shape (villages,)
    kept : ndarray of bool, shape (villages,)
        Villages that the plan is not made without.
    access : ndarray of float, shape (villages,), or None
        None where it is not known what points give.

    Returns
    -------
    dict or None
        ``mean`` by weight, of which none counts beyond the target; ``least``, the mean of the place that has
        least of those that are compared, and ``between`` which; ``worst_off``, those that have least, with
        ``code`` and ``access``; ``none``, how many villages have nothing.
    """
    if access is None or np.isnan(access).any():
        return None
    aim, between = task.objective, None
    none, access, weight = int((access <= 0.0).sum()), access[kept], weight[kept]
    counted = access
    if isinstance(aim, AccessAim) and aim.target is not None:
        counted = np.minimum(access, aim.target * weight_unit(task))
    worst: list[dict[str, Any]] = []
    if isinstance(aim, WorstAccessAim):
        between = aim.between
        group = villages.loc[kept, f"{between}_code"].to_numpy()
        means = {str(code): _mean(access[group == code], weight[group == code]) for code in set(group)}
        ranked = sorted(means.items(), key=lambda each: (each[1], each[0]))
        worst = [{"code": code, "access": mean} for code, mean in ranked[: max(aim.levels, _TOLD)]]
    return {
        "mean": _mean(counted, weight),
        "least": worst[0]["access"] if worst else None,
        "between": between,
        "worst_off": worst,
        "none": none,
    }


def _mean(access: Floats, weight: Floats) -> float:
    """By weight; of villages that weigh nothing each counts alike."""
    heavy = weight if weight.any() else np.ones(len(weight))
    return float(access @ heavy / heavy.sum())
