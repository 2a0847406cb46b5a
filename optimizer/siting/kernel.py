"""A smaller problem: sites that good plans use, and the nearest of them for each place (kernel search)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.siting.problem import SitingProblem

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
    mine = np.flatnonzero(chosen[ways.site])
    ranked = mine[np.lexsort((ways.site[mine], ways.way[mine], ways.place[mine]))]
    begins = np.flatnonzero(np.diff(ways.place[ranked], prepend=-1))
    rank = np.arange(len(ranked)) - np.repeat(begins, np.diff(np.append(begins, len(ranked))))
    kept = np.sort(ranked[rank < reach])
    narrow = replace(ways, place=ways.place[kept], site=ways.site[kept], way=ways.way[kept])
    return replace(problem, ways=narrow, sites=replace(sites, banned=sites.banned | ~chosen)), kept
