"""The cheapest cover, by branch and cut over what reductions leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from optimizer.clock import Clock
from optimizer.integer import IntegerProgram, Stop, branch_and_cut
from optimizer.result import Status
from optimizer.siting.cover.neighbourhood import cheapened
from optimizer.siting.cover.problem import CoverProblem
from optimizer.siting.cover.reduction import Reduced, reduced

__all__ = ["CoverAnswer", "solve_cover"]

Bools = NDArray[np.bool_]
_NODES = 1_000_000
_ROUNDING = 1e-9
#: Places from which on better covers are looked for part by part first, and the share of the time for it.
_SMALL, _SHARE = 300, 0.25


@dataclass(frozen=True)
class CoverAnswer:
    """A cover and its bound.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,) or None
        None where there is no cover, or none was found in the time.
    value : float
        What it costs; ``inf`` without one.
    bound : float
        No cover costs less; ``inf`` where there is none.
    status : Status
    """

    opened: Bools | None
    value: float
    bound: float
    status: Status


def solve_cover(
    problem: CoverProblem, *, seconds: float = 60.0, enough: float = -np.inf, seed: int = 0
) -> CoverAnswer:
    """Return the cheapest sites that cover all places.

    Parameters
    ----------
    problem : CoverProblem
    seconds : float
        Wall time; when it runs out the best cover and its bound are returned.
    enough : float
        Cost at which a cover is good enough, whatever the cheapest costs.
    seed : int
    """
    clock = Clock(seconds)
    left = reduced(problem)
    if (np.diff(left.reach.indptr) < left.need).any():
        return CoverAnswer(None, np.inf, np.inf, Status.OPTIMAL)
    whole = bool((problem.opening == np.rint(problem.opening)).all())
    given = float(problem.opening[problem.forced].sum())
    least = 1.0 - 1e-6 if whole else 0.0
    opened, bound = _of_rest(problem, left, clock=clock, enough=enough - given, least=least, seed=seed)
    bound += given
    bound = float(np.ceil(bound - 1e-6)) if whole and np.isfinite(bound) else bound
    if opened is None:
        return CoverAnswer(None, np.inf, bound, Status.LIMIT)
    value = float(problem.opening[opened].sum())
    proven = value - bound <= _ROUNDING * max(1.0, value)
    return CoverAnswer(opened, value, value if proven else bound, Status.OPTIMAL if proven else Status.LIMIT)


def _of_rest(
    problem: CoverProblem, left: Reduced, *, clock: Clock, enough: float, least: float, seed: int
) -> tuple[Bools | None, float]:
    """The cheapest of the sites that are left, with those that are forced, and the bound of the former."""
    opened = problem.forced.copy()
    if not left.need.size:
        return opened, 0.0
    sites = len(left.sites)
    program = IntegerProgram.cut_out(
        csc_array(left.reach.astype(float)),
        costs=problem.opening[left.sites],
        rows=(left.need.astype(float), np.full(left.need.size, np.inf)),
        columns=(np.zeros(sites), np.ones(sites)),
        whole=np.arange(sites),
    )
    assert program is not None, "no site is fixed"
    greedy = _greedy(problem, left)
    cost = problem.opening[left.sites]
    if left.need.size > _SMALL:
        part = Clock(_SHARE * clock.left())
        greedy = cheapened(left, cost, greedy, enough=enough, clock=part, seed=seed)
    if cost[greedy].sum() <= enough:
        opened[left.sites[greedy]] = True
        return opened, 0.0
    stop = Stop(gap=0.0, least=least, nodes=_NODES, seconds=clock.left())
    answer = branch_and_cut(program, stop=stop, seed=seed, start=greedy.astype(float))
    chosen = greedy if answer.values is None else answer.values > 0.5
    if problem.opening[left.sites][greedy].sum() < problem.opening[left.sites][chosen].sum():
        chosen = greedy
    opened[left.sites[chosen]] = True
    return opened, answer.bound


def _greedy(problem: CoverProblem, left: Reduced) -> Bools:
    """Open the site that covers most for its cost, again and again; then close what is not needed."""
    reach, by_site = left.reach, csc_array(left.reach)
    cost = problem.opening[left.sites]
    lacking = left.need.copy()
    opened = np.zeros(len(left.sites), dtype=bool)
    while (lacking > 0).any():
        worth = ((lacking > 0).astype(np.int64) @ reach) / np.maximum(cost, _ROUNDING)
        site = int(np.where(opened, -1.0, worth).argmax())
        opened[site] = True
        lacking[by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]] -= 1
    for site in np.argsort(-cost, kind="stable"):
        mine = by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]
        if opened[site] and (lacking[mine] < 0).all():
            opened[site] = False
            lacking[mine] += 1
    return opened
