"""The rungs of the least amounts: raise the worst-off group, fix those that cannot have more, raise the rest.

Max-min is one level of it. A level asks for an amount for every group that is still free; the relaxation says
which amounts it allows, and at the best of those a plan is looked for that lacks as few units as possible:
none at all is a plan of that level. Then every group that stands at the level is tried alone: one that cannot
have the next larger amount is saturated, and keeps its amount from there on.

Whole heads are not convex: it can be that every group alone could have more, but not all together. Then in
every best plan some group stands at the level, so each is tried as the one that does, and the best of these
plans is the answer (exact as long as there are few such branches; else the certificate says so).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.result import relative_gap
from optimizer.staffing.least_amounts import BROKEN, STEP, Climb, LeastAmounts
from optimizer.staffing.plan import Plan
from optimizer.staffing.problem import Bools, Floats
from optimizer.staffing.rung import Rung

__all__ = ["climb_levels"]

#: Amounts at which the search may fail without a proof; each next one is halfway down to the best plan.
_FAILURES = 3
#: Plans in which some group has to stand at a level, tried one after the other.
_BRANCHES = 64


@dataclass(frozen=True)
class _Reached:
    """A plan, what every group has at least in it, and what it can have at most in any plan as good.

    Unique where no other group could be the one that stands at a level in a plan as good; closed where every
    level down to the depth asked for is proven.
    """

    plan: Plan
    amounts: Floats
    bounds: Floats
    unique: bool = True
    closed: bool = True

    def beats(self, settled: Floats, most: float) -> bool:
        """Whether settled amounts, with the rest at most so much in its least, can only be worse."""
        mine, theirs = np.sort(self.amounts), np.append(np.sort(settled), most)
        differs = np.flatnonzero(np.abs(mine[: theirs.size] - theirs) > STEP)
        return bool(differs.size and mine[differs[0]] > theirs[differs[0]])

    def better_than(self, other: _Reached) -> bool:
        """Whether the sorted amounts are larger at the first place where they differ."""
        mine, theirs = np.sort(self.amounts), np.sort(other.amounts)
        differs = np.flatnonzero(np.abs(mine - theirs) > STEP)
        return bool(differs.size and mine[differs[0]] > theirs[differs[0]])


def climb_levels(rung: Rung, climb: Climb) -> None:
    """Raise the least amounts as far as plans are found, and lower their bounds to what is possible.

    Parameters
    ----------
    rung : Rung
        With a plan and a goal of least amounts.
    climb : callable
        Climbs the rung of one set of amounts, from a plan.
    """
    assert rung.plan is not None and rung.goal.fair is not None
    asked = LeastAmounts(rung, climb)
    groups = len(asked.service.groups)
    reached = _Descent(rung, asked, rung.goal.fair.depth).from_here(
        rung.plan, np.full(groups, -np.inf), np.full(groups, np.inf), np.ones(groups, dtype=np.bool_)
    )
    # Only what another branch beats comes to nothing.
    assert reached is not None
    rung.settle(reached.plan, reached.amounts, reached.bounds, unique=reached.unique, closed=reached.closed)
    asked.hold(np.full(groups, -np.inf))


class _Descent:
    """The way down the levels of one rung."""

    def __init__(self, rung: Rung, asked: LeastAmounts, depth: int | None) -> None:
        self._rung, self._asked, self._depth = rung, asked, depth
        self._branches = _BRANCHES
        #: What branches came to, by the amounts that are settled: several ways lead to the same ones.
        self._known: dict[bytes, _Reached | None] = {}

    def from_here(
        self,
        plan: Plan,
        held: Floats,
        bounds: Floats,
        free: Bools,
        *,
        level: int = 0,
        last: float = -np.inf,
        best: _Reached | None = None,
    ) -> _Reached | None:
        """Go down from amounts that are held for some groups, and a plan that has them.

        None where that can only end worse than the best of other branches.
        """
        closed = True
        while free.any():
            plan, amount, most = self._raise(plan, held, free)
            closed &= self._close(amount, most)
            if not level:
                self._rung.take_bound(-most)
            if best is not None and best.beats(held[~free], most):
                return None
            level, last = level + (amount > last + STEP), amount
            held = np.where(free, np.maximum(held, amount), held)
            if level == self._depth:
                break
            if self._rung.stopped():
                closed = False
                break
            plan, full, limits = self._saturated(plan, held, free, most)
            if not full.any():
                found = self._branch(plan, held, bounds, free, level=level, last=last, best=best)
                return found if found is None else replace(found, closed=found.closed and closed)
            closed &= all(self._close(held[g], limits[g]) for g in np.flatnonzero(full))
            bounds = np.where(full, limits, bounds)
            free = free & ~full
        return _Reached(plan, held, bounds, closed=closed)

    def _close(self, amount: float, most: float) -> bool:
        """Whether an amount is as near to its bound as was asked for."""
        if most <= amount + STEP:
            return True
        return relative_gap(objective=amount, bound=most) <= self._rung.effort.gap

    # --- one level

    def _raise(self, plan: Plan, held: Floats, free: Bools) -> tuple[Plan, float, float]:
        """Return a plan of the largest least amount of the free groups found, that amount, and its bound."""
        rung = self._rung
        least = float(self._asked.amounts(plan)[free].min())
        most = self._asked.most(held, free, least)
        failures, near, top = 0, plan, True
        while most > least + STEP and failures < _FAILURES and not rung.stopped():
            shares = self._asked.shares(least, most)
            if not shares.size or (not self._asked.service.step and most - least <= self._asked.room(most)):
                break
            target = shares[-1] if top else shares[(shares.size - 1) // 2]
            # A plan that nearly reaches one amount is a good start for the next lower one.
            outcome = self._asked.look(np.where(free, target, held), near)
            near = outcome.plan
            if self._asked.keeps(outcome.plan, held):
                found = float(self._asked.amounts(outcome.plan)[free].min())
                if found > least + STEP:
                    least, plan = found, outcome.plan
            if outcome.bound > BROKEN:
                most, failures = max(self._asked.below(target, shares, outcome.bound, free, least), least), 0
            elif outcome.value > BROKEN:
                failures += 1
                if failures and shares.size == 1:
                    break
            # Without steps the top is never quite reached: the middle halves what is left either way.
            top = not failures and bool(self._asked.service.step)
        return plan, least, max(most, least)

    def _saturated(self, plan: Plan, held: Floats, free: Bools, most: float) -> tuple[Plan, Bools, Floats]:
        """Return which free groups cannot have more, and what each of them can have at most."""
        full, limits = np.zeros(free.size, dtype=np.bool_), np.full(free.size, np.inf)
        more = self._asked.next(held)
        open_ = free & (self._asked.amounts(plan) < more - STEP)
        best = plan
        for g in np.flatnonzero(open_):
            if self._asked.amounts(best)[g] >= more[g] - STEP:
                continue
            wanted = held.copy()
            wanted[g] = more[g]
            outcome = self._asked.look(wanted, best) if self._asked.allowed(wanted) else None
            if outcome is not None and outcome.value <= BROKEN:
                best = outcome.plan
                continue
            full[g] = True
            limits[g] = self._limit(held, more, int(g), proven=outcome is None or outcome.bound > BROKEN)
        # Plans that raise one group hold all others at the level: any of them goes on from there.
        return best, full, np.maximum(limits, most)

    def _limit(self, held: Floats, more: Floats, group: int, *, proven: bool) -> float:
        """Most that a saturated group can have; without steps all that is proven is that it is not more."""
        if proven and self._asked.service.step:
            return float(held[group])
        highest = self._asked.highest(held, group)
        if not proven:
            return highest
        only = np.arange(held.size) == group
        return self._asked.snapped(min(highest, float(more[group])), float(held[group]), only)

    def _branch(
        self,
        plan: Plan,
        held: Floats,
        bounds: Floats,
        free: Bools,
        *,
        level: int,
        last: float,
        best: _Reached | None,
    ) -> _Reached | None:
        """Let each free group in turn be one that stays at the level, and take the best."""
        mine: _Reached | None = None
        whole = closed = True
        for g in np.flatnonzero(free):
            if self._branches <= 0 or self._rung.stopped():
                whole = False
                break
            rest = free.copy()
            rest[g] = False
            settled = np.where(rest, -np.inf, held).tobytes()
            if settled not in self._known:
                self._branches -= 1
                limit = bounds.copy()
                limit[g] = held[g]
                near = mine if best is None or (mine is not None and mine.better_than(best)) else best
                found = self.from_here(plan, held, limit, rest, level=level, last=last, best=near)
                self._known[settled] = found
            known = self._known[settled]
            closed &= known is None or known.closed
            if known is not None and (mine is None or known.better_than(mine)):
                mine = known
        if mine is None and whole:
            return None
        if mine is None:
            return _Reached(plan, held, np.where(free, np.inf, bounds), unique=False, closed=False)
        mine = replace(mine, unique=False, closed=whole and closed)
        return mine if whole else replace(mine, bounds=np.where(free, np.inf, mine.bounds))
