"""Sites with the shortest way for the farthest place (p-center), by covers within ever shorter ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.monitor import Monitor, Silent
from optimizer.result import Status
from optimizer.siting.cover.cuts import bound_by_cuts
from optimizer.siting.cover.problem import CoverProblem
from optimizer.siting.cover.reduction import reduced
from optimizer.siting.cover.solve import find_cover, solve_cover
from optimizer.siting.effort import Untold
from optimizer.siting.prices import priced

__all__ = ["CenterAnswer", "CenterProblem", "solve_center"]

#: Pairs within reach grow by this while no sites are found.
_MORE = 1.5
#: Ways that differ by less than this share are told apart by branch and cut alone; by more, by prices.
_CLOSE, _NEAR = 5e-4, 2e-3
#: Share of the time that is left which looking for covers takes; steps in vain within one way, ever more; and
#: places up to which branch and cut decides as soon.
_FIND, _VAIN, _SMALL = 0.45, (1_000, 10_000), 300
#: Places from which cuts are looked for, the share of the time that is left for them, and by how much longer,
#: as a share, the way is within which they are looked for next.
_MANY, _CUTS, _LONGER = 1000, 0.7, 3e-3
#: So much of a site is more than rounding.
_ROUNDING = 1e-6
#: Share of the time that is left within one way, and of that which branch and cut takes.
_SHARE, _PROOF = 0.3, 0.6
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

    The value is one of the ways, so they are bisected: so many sites cover all places within one, or they do
    not (Minieka 1970). Covers by local search and linear bounds come first, and leave few ways to decide.

    Parameters
    ----------
    problem : CenterProblem
    seconds : float
        Wall time; when it runs out the best sites and the bound are returned.
    seed : int
    monitor : Monitor, optional
    """
    search = _Search(problem, Clock(seconds), seed, monitor or Silent())
    search.start()
    search.bound_by_prices()
    search.find()
    search.bound_by_cuts()
    search.cover()
    told = monitor is not None and monitor.cancelled()
    status = Status.OPTIMAL if search.closed() else Status.CANCELLED if told else Status.LIMIT
    return CenterAnswer(search.opened, search.value, search.bound, status)


class _Search:
    """Between which of the sorted ways the answer is; after the last one comes that there is none."""

    def __init__(self, problem: CenterProblem, clock: Clock, seed: int, monitor: Monitor) -> None:
        self._problem, self._clock, self._seed, self._monitor = problem, clock, seed, monitor
        self._quiet = Untold(monitor)
        self._ways, pairs = np.unique(np.append(problem.way, 0.0), return_counts=True)
        self._ways = np.append(self._ways, np.inf)
        self._pairs = np.cumsum(pairs)
        # No sites are nearer to a place than all sites are.
        self._low = int(np.searchsorted(self._ways, problem.farthest(~problem.banned)))
        self._high = len(self._ways) - 1
        self.opened: Bools | None = None

    @property
    def value(self) -> float:
        """Way of the farthest place."""
        return float(self._ways[self._high])

    @property
    def bound(self) -> float:
        """No sites bring the farthest place nearer."""
        return float(self._ways[self._low])

    def closed(self) -> bool:
        """Whether value and bound are the same."""
        return self._low >= self._high

    def done(self) -> bool:
        """Whether nothing is left to do, or no time to do it."""
        return self.closed() or self._clock.over(self._monitor)

    def start(self) -> None:
        """Look for sites within ways that grow, in the end within all; then within those between."""
        floor, last = self._low, len(self._ways) - 2
        while self.opened is None and floor <= last and not self.done():
            self._cover(floor, seconds=self._clock.left() if floor == last else 0.0)
            more = int(np.searchsorted(self._pairs, _MORE * self._pairs[floor]))
            floor = max(self._low, last if floor < last <= more else max(floor + 1, more))
        floor = self._low
        while not self.done() and not self._alike(floor):
            middle = (floor + self._high) // 2
            self._cover(middle, seconds=0.0)
            floor = max(self._low, middle + 1 if middle < self._high else floor)

    def bound_by_prices(self) -> None:
        """Leave ways out within which places would pay more than all sites together can take."""
        # Within longer ways than those where prices say nothing they say nothing either.
        ceiling = self._high
        while not self.done() and self._ways[ceiling] > (1.0 + _NEAR) * self._ways[self._low]:
            middle = (self._low + ceiling) // 2
            cover = self._problem.within(float(self._ways[middle]))
            if priced(cover, clock=self._clock) > self._problem.most:
                self._low = middle + 1
                self._tell()
            else:
                ceiling = middle

    def find(self) -> None:
        """Look for covers within the ways that are left; where none is found, within longer ones."""
        clock = Clock(_FIND * self._clock.left())
        for vain in _VAIN if self._problem.places > _SMALL else ():
            floor = self._low
            while not self.done() and clock.left() > 0.0 and not self._alike(floor):
                middle = (floor + self._high) // 2
                cover = self._problem.within(float(self._ways[middle]))
                most = self._problem.most
                found = find_cover(
                    cover, seconds=clock.left(), enough=most, vain=vain, seed=self._seed, monitor=self._quiet
                )
                self._take(found)
                floor = max(self._low, middle + 1 if middle < self._high else floor)

    def bound_by_cuts(self) -> None:
        """Leave ways out, the shortest first, within which cuts over odd sets of places need more sites."""
        clock = Clock(_CUTS * self._clock.left())
        ahead = self._problem.places >= _MANY
        while ahead and not self.done() and clock.left() > 0.0:
            longer = int(np.searchsorted(self._ways, (1.0 + _LONGER) * self._ways[self._low]))
            index = min(longer, self._high - 1)
            left = reduced(self._problem.within(float(self._ways[index])))
            room = self._problem.most - int(self._problem.forced.sum()) + _ROUNDING
            ahead = (
                left.hopeless or bound_by_cuts(left, enough=room, clock=clock, monitor=self._monitor) > room
            )
            if ahead:
                self._low = index + 1
                self._tell()

    def cover(self) -> None:
        """Decide the ways that are left; of those that take too long, look at longer ones."""
        floor = self._low
        while not self.done():
            floor = self._low if floor >= self._high else floor
            middle = (floor + self._high) // 2
            self._cover(middle, seconds=_SHARE * self._clock.left())
            floor = max(self._low, middle + 1 if middle < self._high else floor)

    def _cover(self, index: int, *, seconds: float) -> None:
        cover = self._problem.within(float(self._ways[index]))
        most = self._problem.most
        answer = solve_cover(
            cover, seconds=seconds, enough=most, proof=_PROOF, seed=self._seed, monitor=self._quiet
        )
        self._take(answer.opened if answer.value <= most else None)
        if answer.bound > most:
            self._low = max(self._low, index + 1)
        self._tell()

    def _take(self, opened: Bools | None) -> None:
        """Keep sites that are better."""
        if opened is not None:
            self.opened = opened
            self._high = int(np.searchsorted(self._ways, self._problem.farthest(opened)))
            self._tell()

    def _alike(self, floor: int) -> bool:
        return floor >= self._high or self.value <= (1.0 + _CLOSE) * float(self._ways[floor])

    def _tell(self) -> None:
        value = None if self.opened is None else self.value
        self._monitor.report(aim="siting", incumbent=value, bound=self.bound)
