"""Aims that are reached in steps: the farthest place, sites apart, those worst off one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.monitor import Monitor
from optimizer.result import Status
from optimizer.siting.aims import Apart, Farthest, WorstAccess
from optimizer.siting.effort import Effort, Knowing
from optimizer.siting.levelling import levelled
from optimizer.siting.problem import SitingProblem
from optimizer.siting.program.aimed import Found
from optimizer.siting.program.formulation import Formulation
from optimizer.siting.service import Choice, everybody
from optimizer.siting.worth import access_matrix, group_access, group_weights, value_of

__all__ = ["apart_by_program", "farthest_by_program", "worst_access_by_program"]

Floats = NDArray[np.float64]
#: How far a level that later ones keep may fall through rounding.
_ROUNDING = 1e-9
#: Stands for nothing where a share of it is taken.
_TINY = 1e-300
#: Share of the time for a start.
_SHARE = 0.7


@dataclass(frozen=True, eq=False)
class _Worst:
    """Columns of the sum of what so many groups worst off have."""

    number: int
    level: NDArray[np.int64]
    below: NDArray[np.int64]
    total: NDArray[np.int64]


def farthest_by_program(problem: SitingProblem, aim: Farthest, effort: Effort) -> Found:
    """Bisect the ways: is there a plan in which nobody's is longer?"""
    ways = np.unique(np.append(problem.ways.way, 0.0))
    if problem.beyond is not None:
        ways = np.unique(np.append(ways, problem.beyond))

    def plan_within(limit: float) -> tuple[Choice | None, bool]:
        loose = problem.beyond is not None and limit >= problem.beyond
        near = problem.ways.way <= limit
        part = problem if loose else replace(problem, ways=problem.ways.within(limit), beyond=None)
        choice, ended = _any(Formulation(part, must=not loose, serving=False), effort)
        if choice is None:
            return None, ended
        share = np.zeros(len(near))
        share[np.arange(len(near)) if loose else np.flatnonzero(near)] = choice.share
        return Choice(choice.opened, share), ended

    return _shortest(ways, plan_within, lambda choice: value_of(problem, aim, choice), effort.monitor)


def apart_by_program(problem: SitingProblem, aim: Apart, effort: Effort) -> Found:
    """Bisect the ways between sites, the longest first: is there a plan in which no two are closer?"""
    between = problem.between
    assert between is not None, "checked before"
    differ = between.place != between.site
    near, far, way = between.place[differ], between.site[differ], between.way[differ]
    # The least way that is above all stands for sites that no listed way joins.
    ways = np.append(np.unique(way), np.inf)

    def plan_apart(negative: float) -> tuple[Choice | None, bool]:
        form = Formulation(problem, must=everybody(problem, aim), serving=False)
        close = np.flatnonzero(way < -negative)
        row = np.concatenate([np.arange(len(close))] * 2)
        column = np.concatenate([form.open[near[close]], form.open[far[close]]])
        form.program.rows(len(close), row, column, 1.0, upper=1.0)
        return _any(form, effort)

    told = effort.told_as(lambda way: -way).monitor
    found = _shortest(-ways[::-1], plan_apart, lambda choice: -value_of(problem, aim, choice), told)
    return replace(found, bound=-found.bound)


def worst_access_by_program(problem: SitingProblem, aim: WorstAccess, effort: Effort) -> Iterator[Found]:
    """Yield level by level a plan, with the bound of the access of the group at that level.

    The k groups worst off have in sum the most over all t of k t less what each is below t, so that sums of
    ever more groups are made large one after another, whoever the groups are (Ogryczak & Tamir 2003).
    """
    amount, groups = _groups(problem, aim)
    scale = float(amount.max()) or 1.0
    kept: list[float] = []
    before, gap = 0.0, effort.gap
    best: Choice | None = None
    first, most = _first(problem, amount, effort)
    for level in range(1, min(aim.levels, groups) + 1):
        if first is not None and effort.monitor.cancelled() and not problem.sites.limited:
            yield Found(best or Choice.nearest(problem, first), most, Status.LIMIT)
            most = np.inf
            continue
        form = Formulation(problem, must=everybody(problem, aim), serving=False)
        parts = [
            _sum_of_worst(form, amount / scale, groups, number, least=least / scale)
            for number, least in enumerate(kept, start=1)
        ]
        parts.append(_sum_of_worst(form, amount / scale, groups, level))
        form.program.charge(parts[-1].total, -1.0)
        start = None
        if first is not None and form.serve is None:
            start = _start(form, parts, amount / scale, first)
        answer = form.program.solve(
            gap=gap,
            seconds=effort.seconds,
            seed=effort.seed,
            start=start,
            monitor=Knowing(
                effort.told_as(partial(_level, scale, before)).monitor,
                best=np.inf,
                bound=-(most + before) / scale,
            ),
        )
        choice = None if answer.values is None else form.choice(answer.values)
        ended = choice is None and answer.bound == np.inf
        bound = min(most, _level(scale, before, answer.bound))
        most = np.inf  # that of the first level
        yield Found(choice, bound, Status.OPTIMAL if ended else Status.LIMIT)
        best = choice or best
        if best is None:
            return
        first = best.opened
        ranked = group_access(problem, aim, best)
        before = float(ranked[:level].sum())
        # A share of the next level, which is no less than this one, is a smaller share of the sum.
        gap = effort.gap * float(ranked[level - 1]) / max(before + float(ranked[level - 1]), _TINY)
        kept.append(before * (1.0 - _ROUNDING))


def _level(scale: float, before: float, value: float) -> float:
    """What the group at a level has, of the value of its program and the sum of the levels before."""
    return -scale * value - before


def _groups(problem: SitingProblem, aim: WorstAccess) -> tuple[csr_array, int]:
    """What each open site adds to the access of each group that has places."""
    there, number = np.unique(aim.group, return_inverse=True)
    share = group_weights(problem, aim)
    entries = (share, (number, np.arange(len(share))))
    mean = csr_array(entries, shape=(len(there), len(share)))
    return csr_array(mean @ access_matrix(problem, aim.catchment, aim.supply)), len(there)


def _sum_of_worst(
    form: Formulation, amount: csr_array, groups: int, number: int, *, least: float = -np.inf
) -> _Worst:
    """Add columns, among them one that is at most what so many groups worst off have together."""
    program, parts = form.program, amount.tocoo()
    level = program.columns(1, lower=-np.inf, upper=np.inf)
    below = program.columns(groups, upper=np.inf)
    each = np.arange(groups)
    row = np.concatenate([parts.row.astype(np.int64), each, each])
    column = np.concatenate([form.open[parts.col], below, np.repeat(level, groups)])
    value = np.concatenate([parts.data, np.ones(groups), -np.ones(groups)])
    program.rows(groups, row, column, value, lower=0.0)
    total = program.columns(1, lower=least, upper=np.inf)
    column = np.concatenate([level, below, total])
    program.rows(1, 0, column, np.concatenate([[float(number)], -np.ones(groups), [-1.0]]), lower=0.0)
    return _Worst(number, level, below, total)


def _first(
    problem: SitingProblem, amount: csr_array, effort: Effort
) -> tuple[NDArray[np.bool_] | None, float]:
    """Sites to start from, None where rules might forbid them; and a bound on the worst off."""
    if problem.rules:
        return None, np.inf
    sites = problem.sites
    return levelled(
        amount,
        most=problem.most,
        forced=sites.forced,
        banned=sites.banned,
        effort=effort.part(_SHARE),
    )


def _start(form: Formulation, parts: list[_Worst], amount: csr_array, opened: NDArray[np.bool_]) -> Floats:
    """What all columns are in a plan."""
    values = np.zeros(form.program.size)
    values[form.open] = opened
    got = amount @ opened.astype(np.float64)
    ranked = np.sort(got)
    for part in parts:
        level = ranked[part.number - 1]
        values[part.level] = level
        values[part.below] = np.maximum(0.0, level - got)
        values[part.total] = ranked[: part.number].sum()
    return values


def _any(form: Formulation, effort: Effort) -> tuple[Choice | None, bool]:
    """Any plan; or None, and whether it is known that there is none."""
    answer = form.program.solve(
        gap=0.0, seconds=effort.seconds, seed=effort.seed, monitor=effort.untold.monitor
    )
    if answer.values is None:
        return None, answer.bound == np.inf
    return form.choice(answer.values), True


def _shortest(
    ways: Floats,
    plan_within: Callable[[float], tuple[Choice | None, bool]],
    value: Callable[[Choice], float],
    monitor: Monitor,
) -> Found:
    """The shortest of some ways within which there is a plan."""
    low, high, best = 0, len(ways), None
    while low < high:
        middle = (low + high) // 2 if high < len(ways) else len(ways) - 1
        choice, ended = plan_within(float(ways[middle]))
        if choice is not None:
            best = choice
            high = min(middle, int(np.searchsorted(ways, value(choice))))
        elif ended:
            low = middle + 1
        else:
            break
        told = None if best is None else float(ways[high])
        monitor.report(aim="siting", incumbent=told, bound=float(ways[min(low, len(ways) - 1)]))
    bound = float(ways[low]) if low < len(ways) else np.inf
    return Found(best, bound, Status.OPTIMAL if low >= high else Status.LIMIT)
