"""What a task comes to: who is within which way, how long ways are, and how alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.equity import gini, kolm_pollak_ede
from scenarios.settings.siting_aims import SupplyAim
from scenarios.siting.access import access_figures
from scenarios.siting.unreached import WHOLLY, by_village, reached_within

if TYPE_CHECKING:
    from scenarios.settings.siting import SitingTask
    from scenarios.siting.case import SitingCase

__all__ = ["limits_of", "task_figures"]

Floats = NDArray[np.float64]
Figures = dict[str, Any]
#: Longest ways that are told of every task, by measure: of rural and of urban villages.
_TOLD = {"minutes": ((30.0, 30.0), (60.0, 60.0)), "km": ((5.0, 5.0), (10.0, 10.0))}
_FAR = 0.9


def limits_of(task: SitingTask) -> list[tuple[float, float]]:
    """Return the longest ways that are told, rural and urban: those of the aim first."""
    within = getattr(task.objective, "within", None)
    own = [] if within is None else [(within.rural, within.urban)]
    return list(dict.fromkeys([*own, *_TOLD[task.measure]]))


def task_figures(case: SitingCase, services: pd.DataFrame, access: Floats | None = None) -> Figures:
    """Return the figures of who is served where.

    Parameters
    ----------
    case : SitingCase
    services : DataFrame
        ``village_code, site, way, counted, share``.
    access : ndarray of float, shape (villages,), optional
        What each village has of what points give; for the aims that ask for it.

    Returns
    -------
    dict
        ``villages, weight`` in all; ``served_villages, served_weight``; ``within`` (a row a limit: rural,
        urban, villages, weight); of what is served ``mean``, ``p90`` (of ten, nine have no longer way),
        ``worst`` and its village, ``rural_mean``, ``urban_mean``, ``gap``, ``gini``, ``kolm_pollak``;
        ``by_county``, with `within` the first limit; with an aim of access ``access``, see
        `scenarios.siting.access.access_figures`. None where there is nothing to measure. Ways are as
        counted: with their part of the way on.
    """
    ground = case.ground
    codes = pd.Index(ground.villages["village_code"])
    rows = services.assign(place=codes.get_indexer(pd.Index(services["village_code"])))
    place, share = rows["place"].to_numpy(), rows["share"].to_numpy(dtype=np.float64)
    way = rows["counted"].to_numpy(dtype=np.float64)
    weight = ground.weight[place] * share
    limits = [np.where(ground.rural, rural, urban) for rural, urban in limits_of(ground.task)]
    served = by_village(case, services, share)
    near = [reached_within(case, services, limit) for limit in limits]
    country = ground.rural[place]
    rural, urban = (_mean(way[part], weight[part]) for part in (country, ~country))
    return {
        "villages": len(codes),
        "weight": float(ground.weight.sum()),
        "served_villages": int((served >= WHOLLY).sum()),
        "served_weight": float(served @ ground.weight),
        "within": [
            {"rural": limit[0], "urban": limit[1], "villages": int((part >= WHOLLY).sum()),
             "weight": float(part @ ground.weight)}
            for limit, part in zip(limits_of(ground.task), near, strict=True)
        ],
        "mean": _mean(way, weight),
        "p90": _quantile(way, weight),
        **_worst(rows, way),
        "rural_mean": rural,
        "urban_mean": urban,
        "gap": None if rural is None or urban is None else rural - urban,
        "gini": gini(way, weight) if weight.any() else None,
        "kolm_pollak": kolm_pollak_ede(way, case.kappa, weight) if case.kappa and weight.any() else None,
        "by_county": _by_county(case, rows.assign(counted=way, weight=weight), served, near[0]),
        **_access(case, access),
    }  # fmt: skip


def _access(case: SitingCase, access: Floats | None) -> Figures:
    ground = case.ground
    if not isinstance(ground.task.objective, SupplyAim):
        return {}
    return {"access": access_figures(ground.task, ground.villages, ground.weight, case.kept, access)}


def _mean(way: Floats, weight: Floats) -> float | None:
    return float(way @ weight / weight.sum()) if weight.any() else None


def _quantile(way: Floats, weight: Floats) -> float | None:
    """The way that nine tenths of the weight do not go beyond."""
    if not weight.any():
        return None
    order = np.argsort(way, kind="stable")
    summed = np.cumsum(weight[order])
    return float(way[order][np.searchsorted(summed, _FAR * summed[-1] * (1.0 - 1e-12))])


def _worst(rows: pd.DataFrame, way: Floats) -> Figures:
    if rows.empty:
        return {"worst": None, "worst_village": None}
    far = int(np.argmax(way))
    return {"worst": float(way[far]), "worst_village": str(rows["village_code"].iloc[far])}


def _by_county(case: SitingCase, rows: pd.DataFrame, served: Floats, near: Floats) -> list[Figures]:
    villages, weight = case.ground.villages, case.ground.weight
    county = villages["county_code"].to_numpy()
    rows = rows.assign(county=county[rows["place"].to_numpy()])
    found = []
    for code in sorted(set(county)):
        mine, here = county == code, rows[rows["county"].eq(code)]
        way, heavy = here["counted"].to_numpy(), here["weight"].to_numpy()
        found.append(
            {
                "county_code": str(code),
                "villages": int(mine.sum()),
                "weight": float(weight[mine].sum()),
                "served_villages": int((served[mine] >= WHOLLY).sum()),
                "within_villages": int((near[mine] >= WHOLLY).sum()),
                "within_weight": float(near[mine] @ weight[mine]),
                "mean": _mean(way, heavy),
                "worst": float(way.max()) if len(way) else None,
            }
        )
    return found
