"""The cheapest cover of what reductions leave: by local search, and by branch and cut that proves it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from optimizer.clock import Clock
from optimizer.integer import IntegerProgram, Stop, branch_and_cut
from optimizer.monitor import Monitor, Silent
from optimizer.result import Status
from optimizer.siting.cover.cuts import bound_by_cuts
from optimizer.siting.cover.neighbourhood import cheapened
from optimizer.siting.cover.problem import CoverProblem
from optimizer.siting.cover.reduction import Reduced, reduced
from optimizer.siting.cover.weighting import lightened
from optimizer.siting.effort import Knowing, Translated

__all__ = ["CoverAnswer", "find_cover", "solve_cover"]

Bools = NDArray[np.bool_]
_NODES = 1_000_000
_ROUNDING = 1e-9
#: Places up to which branch and cut needs no better cover to start from.
_SMALL = 300
#: Steps in vain of a first look for covers, and its share of the time; the same of a long one.
_QUICK, _FIRST = 2_000, 0.1
_LONG, _SITES = 300_000, 0.6
#: Places from which on cuts raise the bound further than branching, and their share of the time that is left.
_MANY, _CUTS = 1000, 0.45
#: Share of the time that is left after that for the proof, and the part of it where there were cuts.
_PROOF, _LITTLE = 0.45, 0.2


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
    problem: CoverProblem,
    *,
    seconds: float = 60.0,
    enough: float = -np.inf,
    proof: float = _PROOF,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> CoverAnswer:
    """Return the cheapest sites that cover all places.

    Parameters
    ----------
    problem : CoverProblem
    seconds : float
        Wall time; when it runs out the best cover and its bound are returned.
    enough : float
        Cost at which a cover is good enough, whatever the cheapest costs.
    proof : float
        Share of the time for the proof where there are many places; the rest is for cheaper covers.
    seed : int
    monitor : Monitor, optional
    """
    clock, left = Clock(seconds), reduced(problem)
    if left.hopeless:
        return CoverAnswer(None, np.inf, np.inf, Status.OPTIMAL)
    search = _Search(problem, left, enough, clock, seed, monitor or Silent())
    share = 1.0
    if len(left.need) > _SMALL:
        search.look(_FIRST, vain=_QUICK)
        share = proof
    if len(left.need) > _MANY:
        search.cut(_CUTS)
        share = _LITTLE * proof
    search.prove(share)
    if not search.done():
        search.look(_SITES, vain=_LONG)
        search.part_by_part()
    return search.answer()


def find_cover(
    problem: CoverProblem,
    *,
    seconds: float,
    enough: float,
    vain: int,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> Bools | None:
    """Return a cover that costs enough, or less; None where none is found, though there may be one.

    Parameters
    ----------
    problem : CoverProblem
    seconds : float
    enough : float
    vain : int
        Steps without a cheaper cover after which to give up.
    seed : int
    monitor : Monitor, optional
    """
    clock, left = Clock(seconds), reduced(problem)
    if left.hopeless:
        return None
    search = _Search(problem, left, enough, clock, seed, monitor or Silent())
    search.look(1.0, vain=vain)
    found = search.answer()
    return found.opened if found.value <= enough else None


class _Search:
    """The cheapest cover so far, and the bound of all; both without the sites that are forced.

    Parameters
    ----------
    problem : CoverProblem
    left : Reduced
    enough : float
    clock : Clock
    seed : int
    monitor : Monitor
    """

    def __init__(
        self, problem: CoverProblem, left: Reduced, enough: float, clock: Clock, seed: int, monitor: Monitor
    ) -> None:
        self.clock, self._monitor, self._problem, self._left, self._seed = clock, monitor, problem, left, seed
        self._whole = bool((problem.opening == np.rint(problem.opening)).all())
        self._given = float(problem.opening[problem.forced].sum())
        self._enough = enough - self._given
        self._bound = 0.0
        self._chosen = _greedy(left)

    @property
    def _value(self) -> float:
        return float(self._left.opening[self._chosen].sum())

    @property
    def _least(self) -> float:
        """The least that a cover may cost, for all that is known."""
        known = np.isfinite(self._bound) and self._whole
        return float(np.ceil(self._bound - 1e-6)) if known else self._bound

    def done(self) -> bool:
        """Whether the cover is good enough, nothing is left to do, or no time to do it."""
        proven = self._value - self._least <= _ROUNDING * max(1.0, self._value)
        return proven or self._stopped() or self._value <= self._enough

    def _stopped(self) -> bool:
        return self.clock.over(self._monitor)

    def look(self, share: float, *, vain: int) -> None:
        """Look for cheaper covers site by site, for a share of the time that is left."""
        clock = Clock(share * self.clock.left())
        self._chosen = lightened(
            self._left,
            self._chosen,
            enough=max(self._enough, self._least),
            vain=vain,
            stopped=lambda: clock.over(self._monitor),
            seed=self._seed,
        )
        self._tell()

    def part_by_part(self) -> None:
        """Look for cheaper covers part by part."""
        self._chosen = cheapened(
            self._left,
            self._chosen,
            enough=max(self._enough, self._least),
            clock=self.clock,
            stopped=self._stopped,
            seed=self._seed,
        )
        self._tell()

    def cut(self, share: float) -> None:
        """Raise the bound by cuts, for a share of the time that is left."""
        if self.done():
            return
        clock, most = Clock(share * self.clock.left()), self._value - (1.0 if self._whole else 0.0)
        found = bound_by_cuts(self._left, enough=most, clock=clock, monitor=self._monitor)
        self._bound = max(self._bound, found)
        self._tell()

    def prove(self, share: float) -> None:
        """Raise the bound by branch and cut, which may find cheaper covers, too."""
        left, sites = self._left, len(self._left.sites)
        if self.done() or not left.need.size:
            return
        program = IntegerProgram.cut_out(
            csc_array(left.reach.astype(float)),
            costs=left.opening,
            rows=(left.need.astype(float), np.full(left.need.size, np.inf)),
            columns=(np.zeros(sites), np.ones(sites)),
            whole=np.arange(sites),
        )
        assert program is not None, "no site is fixed"
        least = 1.0 - 1e-6 if self._whole else 0.0
        seconds = share * self.clock.left()
        stop = Stop(gap=0.0, least=least, nodes=_NODES, seconds=seconds, monitor=self._told())
        answer = branch_and_cut(program, stop=stop, seed=self._seed, start=self._chosen.astype(float))
        if answer.values is not None and float(left.opening[answer.values > 0.5].sum()) <= self._value:
            self._chosen = answer.values > 0.5
        self._bound = max(self._bound, answer.bound)
        self._tell()

    def answer(self) -> CoverAnswer:
        """The cover with the sites that are forced."""
        opened = self._problem.forced.copy()
        opened[self._left.sites[self._chosen]] = True
        value, bound = float(self._problem.opening[opened].sum()), self._given + self._least
        proven = value - bound <= _ROUNDING * max(1.0, value)
        status = Status.CANCELLED if self._monitor.cancelled() else Status.LIMIT
        return CoverAnswer(opened, value, value if proven else bound, Status.OPTIMAL if proven else status)

    def _told(self) -> Monitor:
        """The monitor for what is left of the problem."""
        known = Knowing(self._monitor, best=self._given + self._value, bound=self._given + self._least)
        return Translated(known, lambda value: self._given + value)

    def _tell(self) -> None:
        self._monitor.report(
            aim="siting", incumbent=self._given + self._value, bound=self._given + self._least
        )


def _greedy(left: Reduced) -> Bools:
    """Open the site that covers most for its cost, again and again; then close what is not needed."""
    reach, by_site, cost = left.reach, csc_array(left.reach), left.opening
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
