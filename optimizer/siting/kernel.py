"""A smaller problem: sites that good plans use, and the nearest of them for each place (kernel search)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.problem import SitingProblem
from optimizer.siting.stretches import ranks

__all__ = ["kernel_of"]

Ints = NDArray[np.int64]


def kernel_of(problem: SitingProblem, used: Ints, *, size: int, reach: int) -> tuple[SitingProblem, Ints]:
    """Return the problem over the sites that good plans use, each place with its nearest of them.

    Parameters
    ----------
    problem : SitingProblem
    used : ndarray of int, shape (sites,)
        How many good plans open each.
    size : int
        Most sites.
    reach : int
        Most sites of a place.

    Returns
    -------
    SitingProblem
    ndarray of int, shape (pairs left,)
        Which of the pairs they are.
    """
    sites, ways = problem.sites, problem.ways
    order = np.lexsort((np.arange(len(used)), -used, ~sites.forced))
    chosen = np.zeros(len(used), dtype=bool)
    chosen[order[:size]] = used[order[:size]] > 0
    chosen |= sites.forced
    ranked, begins = ways.nearest_first(chosen[ways.site])
    kept = np.sort(ranked[ranks(begins, len(ranked)) < reach])
    return replace(problem, ways=ways.where(kept), sites=replace(sites, banned=sites.banned | ~chosen)), kept
