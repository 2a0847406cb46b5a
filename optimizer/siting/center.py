"""Sites with the shortest way for the farthest place (p-center), by covers within ever shorter ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.monitor import Monitor, Silent
from optimizer.result import Status
from optimizer.siting.cover.problem import CoverProblem
from optimizer.siting.cover.solve import solve_cover

__all__ = ["CenterAnswer", "CenterProblem", "solve_center"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CenterProblem:
    """Ways from places to the sites that may serve them, and how many sites may be open.

    Attributes
    ----------
    places, sites : int
    place, site : ndarray of int, shape (pairs,)
    way : ndarray of float, shape (pairs,)
        Time or distance, weighted where places weigh differently.
    most : int
        Open sites.
    forced, banned : ndarray of bool, shape (sites,)
    """

    places: int
    sites: int
    place: Ints
    site: Ints
    way: Floats
    most: int
    forced: Bools
    banned: Bools

    def __post_init__(self) -> None:
        if not np.isfinite(self.way).all() or (self.way < 0.0).any():
            raise ProblemError("way: give finite numbers from 0 on; leave a pair out that cannot serve")
        if self.most < max(1, int(self.forced.sum())):
            raise ProblemError(f"open sites: at most {self.most}; give at least one and all that are forced")

    def within(self, limit: float) -> CoverProblem:
        """The cover of all places within a way."""
        near = self.way <= limit
        return CoverProblem.of(
            sites=self.sites,
            place=self.place[near],
            site=self.site[near],
            need=np.ones(self.places, dtype=np.int64),
            forced=self.forced,
            banned=self.banned,
        )

    def farthest(self, opened: Bools) -> float:
        """The way of the place that is farthest; ``inf`` where one has no open site."""
        best = np.full(self.places, np.inf)
        mine = opened[self.site]
        np.minimum.at(best, self.place[mine], self.way[mine])
        return float(best.max(initial=0.0))


@dataclass(frozen=True)
class CenterAnswer:
    """Sites, the way of the farthest place, and its bound.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,) or None
        None where no such number of sites serves all places, or none was found in the time.
    value, bound : float
    status : Status
    """

    opened: Bools | None
    value: float
    bound: float
    status: Status


def solve_center(
    problem: CenterProblem, *, seconds: float = 60.0, seed: int = 0, monitor: Monitor | None = None
) -> CenterAnswer:
    """Return the sites with the shortest way for the farthest place.

    The value is one of the ways, so they are bisected: so many sites cover all places within half of them, or
    they do not (Minieka 1970).

    Parameters
    ----------
    problem : CenterProblem
    seconds : float
        Wall time; when it runs out the best sites and the bound are returned.
    seed : int
    monitor : Monitor, optional
    """
    clock, told = Clock(seconds), monitor or Silent()
    ways = np.unique(np.append(problem.way, 0.0))
    low, high, opened = 0, len(ways), None
    hopeful = True
    while low < high and hopeful and not told.cancelled():
        # The longest first: it tells whether there are such sites at all.
        middle = (low + high) // 2 if high < len(ways) else len(ways) - 1
        answer = solve_cover(problem.within(ways[middle]), seconds=clock.left(), seed=seed)
        if answer.opened is not None and answer.value <= problem.most:
            opened = answer.opened
            high = int(np.searchsorted(ways, problem.farthest(opened)))
        elif answer.bound > problem.most:
            low = middle + 1
        else:
            hopeful = False
        told.report(aim="siting", incumbent=_at(ways, high), bound=_at(ways, low))
    status = Status.OPTIMAL if low >= high else Status.CANCELLED if told.cancelled() else Status.LIMIT
    return CenterAnswer(opened, _at(ways, high), _at(ways, low), status)


def _at(ways: Floats, place: int) -> float:
    return float(ways[place]) if place < len(ways) else np.inf
