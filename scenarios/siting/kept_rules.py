"""The rules of a task with their figures: what each asks for, what the plan gives, and whether it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.siting.terms import remote_villages
from scenarios.siting.unreached import WHOLLY, by_village, reached_within

if TYPE_CHECKING:
    from scenarios.siting.case import SitingCase

__all__ = ["KeptRule", "kept_rules"]

Floats = NDArray[np.float64]
#: Share of a limit that rounding may be off by, and what it may be off where the limit is near nothing.
_ROUNDING, _NOTHING = 1e-6, 1e-9


@dataclass(frozen=True)
class KeptRule:
    """A rule and what comes of it.

    Attributes
    ----------
    rule : str
        ``number``, ``budget``, ``by_county``, ``remote`` or ``gap``.
    least, most : float or None
        What is asked: points, yuan, a share (`remote`), or a way (`gap`); None where there is no such limit.
    found : float or None
        What the plan gives.
    today : float or None
        What the points of today give; None for what is only about new ones, or cannot be measured.
    kept : bool
    county_code : str
        Of `by_county`.
    within, decile : float or None
        Of `remote`: the way that counts as reached, and the share of the weight that is remote.
    villages, reached, left_out : int or None
        Of `remote`: villages that the rule is about, those of them reached, and remote villages besides that
        no place reaches and the plan is made without.
    """

    rule: str
    least: float | None
    most: float | None
    found: float | None
    today: float | None
    kept: bool
    county_code: str = ""
    within: float | None = None
    decile: float | None = None
    villages: int | None = None
    reached: int | None = None
    left_out: int | None = None


def kept_rules(case: SitingCase, sites: pd.DataFrame, services: pd.DataFrame) -> tuple[KeptRule, ...]:
    """Return the rules of a task, added up from who goes where and not from what the solver says.

    Parameters
    ----------
    case : SitingCase
    sites : DataFrame
        With ``opened`` and ``new``.
    services : DataFrame
        ``village_code, site, way, counted, share``.
    """
    return (*_amounts(case, sites), *_remote(case, services), *_gap(case, services))


def _rule(
    name: str, *, least: float | None, most: float | None, found: float | None, slack: float = 0.0
) -> KeptRule:
    """A rule, kept where what is found is within its limits but for rounding."""
    low = least is None or (found is not None and found >= least - _room(least, slack))
    high = most is None or (found is not None and found <= most + _room(most, slack))
    return KeptRule(name, least, most, found, None, low and high)


def _room(limit: float, slack: float) -> float:
    return _ROUNDING * max(abs(limit), slack) + _NOTHING


def _amounts(case: SitingCase, sites: pd.DataFrame) -> Iterator[KeptRule]:
    """How many new points there are, what it all costs, and how many each county gets."""
    task, new = case.ground.task, sites[sites["new"]]
    if task.number is not None:
        least = task.number if task.objective.aim == "apart" else None
        yield _rule("number", least=least, most=task.number, found=len(new))
    if task.budget is not None:
        closed = sites[sites["existing"] & ~sites["opened"]]
        spent = float(new["yuan"].sum() + closed["yuan"].sum())
        yield _rule("budget", least=None, most=task.budget, found=spent)
    for county, number in task.by_county.items():
        if not number.least and number.most is None:  # nothing is asked
            continue
        found = int(new["county_code"].eq(county).sum())
        rule = _rule("by_county", least=number.least or None, most=number.most, found=found)
        yield replace(rule, county_code=county)


def _remote(case: SitingCase, services: pd.DataFrame) -> Iterator[KeptRule]:
    asked = case.ground.task.remote
    if asked is None:
        return
    remote = remote_villages(case.ground)
    mine = remote & case.kept
    weight = np.where(mine, case.ground.weight, 0.0)
    limit = np.full(len(mine), float(asked.within))
    now, today = (reached_within(case, table, limit) for table in (services, case.today))
    shares = [float(side @ weight / weight.sum()) if weight.any() else 1.0 for side in (now, today)]
    yield replace(
        _rule("remote", least=asked.share, most=None, found=shares[0]),
        today=shares[1],
        within=asked.within,
        decile=asked.decile,
        villages=int(mine.sum()),
        reached=int((now[mine] >= WHOLLY).sum()),
        left_out=int((remote & ~mine).sum()),
    )


def _gap(case: SitingCase, services: pd.DataFrame) -> Iterator[KeptRule]:
    asked = case.ground.task.gap
    if asked is None:
        return
    longest = float(case.counted.max(initial=0.0))
    found, today = (_gap_of(case, table) for table in (services, case.today))
    yield replace(_rule("gap", least=None, most=asked.most, found=found, slack=longest), today=today)


def _gap_of(case: SitingCase, services: pd.DataFrame) -> float | None:
    """Mean way of the country less that of the town, None where one of them has nobody.

    Who is not served counts with the way set for that; where none is set, means are of those who are.
    """
    ground, beyond = case.ground, case.ground.task.beyond
    share = services["share"].to_numpy(dtype=np.float64)
    way = by_village(case, services, share * services["counted"].to_numpy(dtype=np.float64))
    served = by_village(case, services, share)
    if beyond is not None:
        rest = np.clip(1.0 - served, 0.0, None)
        way += np.where(rest > _ROUNDING, rest * beyond, 0.0)
        served = np.ones(len(served))
    means = []
    for area in (ground.rural, ~ground.rural):
        weight = np.where(area & case.kept, ground.weight, 0.0)
        if not weight @ served > 0.0:
            return None
        means.append(float(weight @ way / (weight @ served)))
    return means[0] - means[1]
