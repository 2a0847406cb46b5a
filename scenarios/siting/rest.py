"""Who stays beyond reach in a plan of sites, and the fewest more sites that would reach them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.siting.explain import reach_the_rest
from scenarios.siting.monitor import TaskMonitor
from scenarios.siting.spot import Spot, spots_of, spots_of_rows
from scenarios.siting.unreached import have_some, longest_ways, not_reached, reaching

if TYPE_CHECKING:
    from geo.city import City
    from optimizer.monitor import Monitor
    from scenarios.siting.answer import TaskAnswer
    from scenarios.siting.case import SitingCase

__all__ = ["Left", "More", "Rest", "rest_of"]


@dataclass(frozen=True)
class Left:
    """A village that a plan does not reach.

    Attributes
    ----------
    spot : Spot
    weight : float
    way : float or None
        To the point that serves it, farther than its limit; None where none does.
    nearest : Spot or None
        The nearest of the sites that would reach them all, if it reaches it; of a village that no plan
        reaches, the nearest place that is not open and may be.
    nearest_way : float or None
    why : str
        ``''`` where some place reaches it; else ``island`` or ``no_way`` (there is none to any place),
        ``too_far``, or ``too_few`` (fewer places reach it than have to).
    """

    spot: Spot
    weight: float
    way: float | None
    nearest: Spot | None
    nearest_way: float | None
    why: str


@dataclass(frozen=True)
class More:
    """A site that would reach some of them.

    Attributes
    ----------
    spot : Spot
    villages : int
        How many of them have it within their limit.
    """

    spot: Spot
    villages: int


@dataclass(frozen=True)
class Rest:
    """Who stays beyond reach.

    Attributes
    ----------
    left : tuple of Left
        Villages that more sites would reach, by township.
    lost : tuple of Left
        Villages that no place reaches.
    more : tuple of More or None
        The fewest more sites that reach all that are left; None where none were found.
    least : int
        No fewer than so many are needed.
    status : str
        Of the certificate.
    """

    left: tuple[Left, ...]
    lost: tuple[Left, ...]
    more: tuple[More, ...] | None
    least: int
    status: str


def rest_of(
    answer: TaskAnswer,
    city: City,
    *,
    seconds: float | None = None,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> Rest:
    """Say who stays beyond reach, and which more sites would reach them.

    Reached is who is served within the way of the aim; where the aim has none, who is served.

    Parameters
    ----------
    answer : TaskAnswer
    city : City
        As it is today.
    seconds : float, optional
        As long as the task's when left out.
    seed : int
    monitor : Monitor, optional
    """
    case, problem = answer.case, answer.problem
    limit = longest_ways(case)
    rows = not_reached(case, answer.services, limit)
    near = reaching(case, limit)
    can = have_some(case, near) & case.kept
    seconds = answer.settings.seconds if seconds is None else seconds
    told = None if monitor is None else TaskMonitor(monitor, "cover")
    result, _ = reach_the_rest(
        problem, limit[case.kept], answer.plan, seconds=seconds, seed=seed, monitor=told
    )
    certificate, there = result.certificates[0], len(answer.plan.opened)
    bound = certificate.bound if math.isfinite(certificate.bound) else there
    opened = None if result.plan is None else set(result.plan.opened) - set(answer.plan.opened)
    added = answer.sites["site"].isin(opened or ()).to_numpy(dtype=bool)
    free = _nearest(case, _may_open(answer)[case.ways.site])
    more = _nearest(case, near & added[case.ways.site])
    lost = ~can[rows["place"]]
    return Rest(
        left=tuple(_left(answer, city, rows[~lost], near=near, first=more)),
        lost=tuple(_left(answer, city, rows[lost], near=near, first=free)),
        more=None if opened is None else tuple(_more(answer, city, opened, rows, near)),
        least=max(0, math.ceil(bound - 1e-6) - there),
        status=certificate.status.value,
    )


def _left(
    answer: TaskAnswer, city: City, rows: pd.DataFrame, *, near: NDArray[np.bool_], first: Mapping[int, int]
) -> Iterator[Left]:
    case, sites = answer.case, spots_of(answer, city)
    codes = list(answer.sites["site"])
    allowed = ~case.ground.sites["banned"].to_numpy(dtype=bool)
    ways, reaching = (have_some(case, pairs) for pairs in (allowed[case.ways.site], near))
    for spot, row in zip(spots_of_rows(rows, "village_code", city), rows.to_dict("records"), strict=True):
        place, pair = row["place"], first.get(row["place"])
        lost = "too_far" if ways[place] else "island" if row["island"] == 1 else "no_way"
        why = "too_few" if reaching[place] else lost
        yield Left(
            spot=spot,
            weight=float(row["weight"]),
            way=float(row["way"]) if math.isfinite(row["way"]) else None,
            nearest=None if pair is None else sites[codes[case.ways.site[pair]]],
            nearest_way=None if pair is None else float(case.counted[pair]),
            why="" if reaching[place] and case.kept[place] else why,
        )


def _may_open(answer: TaskAnswer) -> NDArray[np.bool_]:
    """Places that are not open and may be."""
    return (~answer.sites["opened"] & ~answer.case.ground.sites["banned"]).to_numpy(dtype=bool)


def _nearest(case: SitingCase, pairs: NDArray[np.bool_]) -> dict[int, int]:
    """By village the one of these pairs with the shortest way."""
    mine = np.flatnonzero(pairs)
    order = mine[np.lexsort((case.ways.site[mine], case.counted[mine], case.ways.place[mine]))]
    first = order[np.flatnonzero(np.diff(case.ways.place[order], prepend=-1))]
    return {int(case.ways.place[pair]): int(pair) for pair in first}


def _more(
    answer: TaskAnswer, city: City, opened: set[str], rows: pd.DataFrame, near: NDArray[np.bool_]
) -> Iterator[More]:
    """The sites to open besides, in their order, each with how many of those left it would reach."""
    spots, ways = spots_of(answer, city), answer.case.ways
    waiting = np.isin(ways.place, rows["place"].to_numpy()) & near
    number = np.bincount(ways.site[waiting], minlength=len(answer.sites))
    for position, site in enumerate(answer.sites["site"]):
        if site in opened:
            yield More(spots[site], int(number[position]))
