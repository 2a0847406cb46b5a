"""Bounds from prices, plans by moves, and what is left by branch and cut."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.monitor import Monitor, Silent
from optimizer.result import Status
from optimizer.siting.amounts.counts import is_counted
from optimizer.siting.amounts.merging import merged
from optimizer.siting.amounts.moves import Moves, greedy
from optimizer.siting.amounts.odd_sets import cut_again
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.program import ENTRIES, MOST_NODES, Found, best_under_rules, best_within
from optimizer.siting.amounts.relaxation import Cuts, priced
from optimizer.siting.effort import Knowing, Untold

__all__ = ["AmountsAnswer", "solve_amounts"]

Bools = NDArray[np.bool_]
#: Relative gap at which the relaxation stops, and that with cuts, which is soon cut again.
_TOLERANCE, _ROUGH = 1e-4, 5e-4
#: Steps of the first annealing, and how often as many each of the first waves has, where sites are counted,
#: which is quick, and where they are added up.
_COUNTED, _ADDED = (20_000, 2), (5000, 4)
#: Annealings of a wave from the first plan, the most from good ones, and the noise that these begin with.
_AFRESH, _NEAR, _WARM = 6, 24, 0.012
#: Merges in a row without a better plan in between, after which a wave ends.
_VAIN = 3
#: How many waves there are, how often as many nodes come before each next one, and steps after each second.
_WAVES, _LONGER = 8, 2
#: Good plans that are kept to be merged, and those of them that annealings begin with.
_GOOD, _BEST = 16, 8
#: After how many annealings plans are merged, and the share of the time that is left for it.
_MERGED, _MERGING = 3, 0.2
#: Pairs for a step, where there are few, and pairs up to which branch and cut is quick.
_FOR_STEP, _FEW = 2, 5000
#: Before a wave: entries up to which branch and cut is tried, its nodes before the first one, and the share
#: of the time that is left for it.
_SMALL, _NODES, _TRYING = 60_000, 50, 0.3
#: Sizes of the requirements that cuts are made of, one after the other, and the share of the gap that a round
#: of cuts has to close for another one of its size, and of the last size.
_SIZES, _CLOSED = (5, 7), (0.05, 0.004)
#: Share of what the last round rose by that another one is thought to rise by.
_AGAIN = 0.7
#: Share of the time left before a wave in which rounds of cuts begin, that of what is left then which each
#: may take, and how much of that it may look for them.
_CUTTING, _ROUND, _LOOKING = 0.4, 0.4, 0.5
#: Share of all that can be lacking by which values may be off.
_ROUNDING = 1e-7
#: By how much more than branch and cut can see a rule is narrowed, where a plan misses it by less.
_UNSEEN = 3e-6


@dataclass(frozen=True)
class AmountsAnswer:
    """A plan and its bound.

    Attributes
    ----------
    opened : ndarray of bool, shape (sites,) or None
        None where no plan keeps the rules, or none was found in the time.
    value : float
        What it costs; ``inf`` without one.
    bound : float
        No plan costs less; ``inf`` where there is none.
    status : Status
    nodes : int
        Relaxations priced and tries of branch and cut, those included that are left alone as too large.
    """

    opened: Bools | None
    value: float
    bound: float
    status: Status
    nodes: int


class _Search:
    """The best plan so far, and the best bound."""

    def __init__(
        self,
        problem: AmountsProblem,
        opened: Bools,
        *,
        gaps: tuple[float, float],
        seed: int,
        clock: Clock,
        monitor: Monitor,
    ) -> None:
        self.problem, self.gaps, self.seed, self.clock, self.monitor = problem, gaps, seed, clock, monitor
        self.first, self.moves = opened, Moves(problem, opened, seed=seed, clock=clock, monitor=monitor)
        self.rng = np.random.default_rng(seed)
        self.good: list[Bools] = []
        self.merged: list[bytes] = []
        self.cuts = Cuts.none(problem)
        self.sizes = list(_SIZES) if problem.amounts.nnz > _FEW else []
        self.prices = priced(problem, self.cuts, seconds=clock.left(), tolerance=_TOLERANCE)
        self.bound, self.nodes, self.risen = self.prices.bound, 1, 0.0

    def enough(self) -> float:
        """The bound from which on no plan that matters is left."""
        value, total = self.moves.value, self.problem.total
        of_value, of_reached = self.gaps[0] * abs(value), self.gaps[1] * max(0.0, total - value)
        least = self.problem.step * (1.0 - 1e-6)
        return value - max(least, of_value, of_reached, _ROUNDING * (total + abs(value)))

    def stopped(self) -> bool:
        return self.clock.over(self.monitor)

    def ended(self) -> bool:
        """Whether it is far enough, or time to stop."""
        return self.bound >= self.enough() or self.stopped()

    def done(self) -> bool:
        """Tell how far it is, and whether it has ended."""
        self.monitor.report(aim="siting", incumbent=self.moves.value, bound=min(self.bound, self.moves.value))
        return self.ended()

    def look(self) -> None:
        """Better the plan that the relaxation leans to, cut the relaxation, and look for other plans.

        Before each wave of these the relaxation is cut, and what is left tried by branch and cut where that
        is little.
        """
        pairs = self.problem.amounts.nnz
        self.moves.descend_from(self.rounded())
        steps, longer = _COUNTED if is_counted(self.problem) else _ADDED
        steps = min(steps, pairs // _FOR_STEP)
        if not self.done():
            self.moves.anneal(self.moves.opened, steps=steps)
        for wave in range(_WAVES if pairs > _FEW else 0):
            if self.ended():
                break
            self.tighten()
            self.close(entries=_SMALL, nodes=_NODES * _LONGER**wave, share=_TRYING)
            self.wander(longer * steps * _LONGER ** (wave // 2))

    def tighten(self) -> None:
        """Cut the relaxation again and again, for a share of the time that is left."""
        clock = Clock(_CUTTING * self.clock.left())
        while self.sizes and clock.left() > 0.0 and not self.done():
            self.cut()

    def wander(self, steps: int) -> None:
        """Anneal from the first plan, then from good ones, and merge those that are met.

        It begins without the good plans of earlier waves, which would draw all others to them, and ends when
        merging no longer helps; then those, and the best plan so far, are merged with its own.
        """
        elders, self.good, best, vain = self.good, [], np.inf, 0
        for turn in range(_AFRESH + _NEAR):
            if vain == _VAIN or self.done():
                break
            if turn < _AFRESH:
                plan = self.moves.anneal(self.first, steps=steps)
            else:
                start = self.good[int(self.rng.integers(min(_BEST, len(self.good))))]
                plan = self.moves.anneal(start, steps=steps, hot=_WARM)
            self.good = self.best_of([*self.good, plan]) or [self.first]
            if (turn + 1) % _MERGED == 0 and not self.ended():
                self.merge()
                last, best = best, self.problem.value(self.good[0])
                vain = 0 if best < last or turn < _AFRESH else vain + 1
            if self.enough() - self.prices.bound <= _AGAIN * self.risen and not self.ended():
                self.cut()
        self.good = self.best_of([*self.good, *elders, self.moves.opened])
        if not self.ended():
            self.merge()

    def best_of(self, plans: list[Bools]) -> list[Bools]:
        """The good ones of some plans, each once, the best one first."""
        kept = {plan.tobytes(): plan for plan in plans if self.problem.keeps(plan)}
        return sorted(kept.values(), key=self.problem.value)[:_GOOD]

    def merge(self) -> None:
        """Add to good plans the best one over their sites, where they are not those of the last time."""
        last, self.merged = self.merged, [plan.tobytes() for plan in self.good]
        if last == self.merged:
            return
        seconds, monitor = _MERGING * self.clock.left(), Untold(self.monitor)
        found = merged(self.problem, self.good, seconds=seconds, seed=self.seed, monitor=monitor)
        if found is not None:
            self.good = self.best_of([*self.good, self.moves.descend_from(found)])

    def rounded(self) -> Bools:
        """The plan that the relaxation leans to; the best so far where rules leave none."""
        problem, share = self.problem, np.where(self.problem.forced, 1.0, self.prices.share)
        most = np.argsort(-share, kind="stable")[: problem.most]
        opened = np.zeros(len(share), dtype=bool)
        opened[most[share[most] > 0.5]] = True
        opened = greedy(problem, opened | problem.forced)
        if not problem.keeps(opened) and not self.stopped():
            found = best_under_rules(
                problem, share, seconds=self.clock.left(), seed=self.seed, monitor=Untold(self.monitor)
            ).opened
            opened = self.moves.opened if found is None else found
        return opened if problem.keeps(opened) else self.moves.opened

    def cut(self) -> None:
        """Add requirements that the relaxation breaks; where that closes little, larger ones come next."""
        found = cut_again(
            self.problem,
            self.cuts,
            self.prices,
            size=self.sizes[0] if self.sizes else _SIZES[-1],
            tolerance=_ROUGH,
            share=_LOOKING,
            clock=Clock(_ROUND * self.clock.left()),
            monitor=self.monitor,
        )
        before = self.prices.bound
        if found is not None:
            self.nodes += 1
            if found[1].bound > before:
                self.cuts, self.prices = found
        self.risen, self.bound = self.prices.bound - before, max(self.bound, self.prices.bound)
        if self.sizes and self.risen <= _CLOSED[-len(self.sizes)] * (self.moves.value - self.bound):
            self.sizes.pop(0)

    def close(self, *, entries: float = np.inf, nodes: int = MOST_NODES, share: float = 1.0) -> None:
        """Leave out what cannot be in a better plan, and give the rest to branch and cut.

        The rest may have so many entries, and fewer where the share of the time that is left is too short.
        """
        if self.done():
            return
        seconds = share * self.clock.left()
        self.nodes += 1
        found = best_within(
            self.problem,
            self.prices,
            self.cuts,
            self.moves.opened,
            enough=self.enough(),
            entries=min(entries, ENTRIES * seconds),
            nodes=nodes,
            seconds=seconds,
            seed=self.seed,
            monitor=Knowing(self.monitor, best=self.moves.value, bound=self.bound),
        )
        if found.opened is not None and self.problem.keeps(found.opened):
            self.moves.descend_from(found.opened)
        self.bound = max(self.bound, found.bound)

    def finish(self) -> None:
        """Close what is left, and again from a better plan, of whose value a gap may be a smaller room."""
        value = np.inf
        while self.moves.value < value:
            value = self.moves.value
            self.close()
        self.done()

    def answer(self) -> AmountsAnswer:
        """The best plan; where nothing lies between it and the bound, they are the same."""
        value, proven = self.moves.value, self.bound >= self.enough()
        status = Status.OPTIMAL if proven else Status.CANCELLED if self.monitor.cancelled() else Status.LIMIT
        bound = value if value - self.bound < self.problem.step else min(value, self.bound)
        return AmountsAnswer(self.moves.opened, value, bound, status, self.nodes)


def solve_amounts(
    problem: AmountsProblem,
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    gap_reached: float = 0.0,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> AmountsAnswer:
    """Open the sites with which rows lack least.

    Parameters
    ----------
    problem : AmountsProblem
    seconds : float
        Wall time; when it runs out the best plan and its bound are returned.
    gap : float
        Share of the value within which a plan counts as proven.
    gap_reached : float
        The same as a share of what is reached: `problem.total` less the value. The wider of both holds.
    seed : int
    monitor : Monitor, optional
    """
    clock, monitor = Clock(seconds), monitor or Silent()
    opened = greedy(problem, problem.forced)
    if not problem.keeps(opened):
        start = _under_rules(problem, opened, seed=seed, clock=clock, monitor=monitor)
        if start.opened is None:
            status = Status.OPTIMAL if start.bound == np.inf else Status.LIMIT
            return AmountsAnswer(None, np.inf, start.bound, status, 0)
        opened = start.opened
    search = _Search(problem, opened, gaps=(gap, gap_reached), seed=seed, clock=clock, monitor=monitor)
    if not search.done():
        search.look()
    search.finish()
    return search.answer()


def _under_rules(
    problem: AmountsProblem, opened: Bools, *, seed: int, clock: Clock, monitor: Monitor
) -> Found:
    """A plan with many sites of another one that keeps the rules; a bound of ``inf`` where there is none."""
    score, narrow = opened.astype(np.float64), problem.narrowed(_UNSEEN)
    for stated in (problem, narrow):
        found = best_under_rules(stated, score, seconds=clock.left(), seed=seed, monitor=Untold(monitor))
        if found.opened is None or problem.keeps(found.opened):
            return found if stated is problem else replace(found, bound=-np.inf)
    return Found(None, -np.inf)
