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

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from optimizer.clock import Clock
from optimizer.result import relative_gap
from optimizer.staffing.linear import Linear
from optimizer.staffing.plan import Plan, tally
from optimizer.staffing.problem import Bools, Floats
from optimizer.staffing.rung import Goal, Outcome, Rung
from optimizer.staffing.service import Service

__all__ = ["climb_levels"]

#: Amounts at which the search may fail without a proof; each next one is halfway down to the best plan.
_FAILURES = 3
_STEP = 1e-9
#: Units below what is held that are more than rounding.
_BROKEN = 1e-6
#: Part of the largest amount of a service without steps within which amounts are alike.
_APART = 1e-4
#: Part of it by which linear programs are off; what they allow beyond a plan by no more is nothing.
_BLURRED = 1e-7
#: Plans in which some group has to stand at a level, tried one after the other.
_BRANCHES = 64

Climb = Callable[[Rung, Plan], Outcome]


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
        differs = np.flatnonzero(np.abs(mine[: theirs.size] - theirs) > _STEP)
        return bool(differs.size and mine[differs[0]] > theirs[differs[0]])

    def better_than(self, other: _Reached) -> bool:
        """Whether the sorted amounts are larger at the first place where they differ."""
        mine, theirs = np.sort(self.amounts), np.sort(other.amounts)
        differs = np.flatnonzero(np.abs(mine - theirs) > _STEP)
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
    groups = len(_service(rung).groups)
    descent = _Descent(rung, climb, rung.goal.fair.depth)
    reached = descent.from_here(
        rung.plan, np.full(groups, -np.inf), np.full(groups, np.inf), np.ones(groups, dtype=np.bool_)
    )
    # Only what another branch beats comes to nothing.
    assert reached is not None
    rung.settle(
        reached.plan, reached.amounts, reached.bounds, unique=reached.unique, closed=reached.closed
    )
    descent.hold(np.full(groups, -np.inf))


def _service(rung: Rung) -> Service:
    assert rung.goal.fair is not None
    return rung.relaxation.problem.services[rung.goal.fair.place]


class _Descent:
    """The way down the levels of one rung."""

    def __init__(self, rung: Rung, climb: Climb, depth: int | None) -> None:
        assert rung.goal.fair is not None
        self._rung, self._climb, self._depth = rung, climb, depth
        self._place, self._service = rung.goal.fair.place, _service(rung)
        most = self._service.most(rung.relaxation.problem) + self._service.constant
        self._largest = float((most / self._service.size).max(initial=0.0))
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
            level, last = level + (amount > last + _STEP), amount
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
        if most <= amount + _STEP:
            return True
        return relative_gap(objective=amount, bound=most) <= self._rung.effort.gap

    # --- one level

    def _raise(self, plan: Plan, held: Floats, free: Bools) -> tuple[Plan, float, float]:
        """Return a plan of the largest least amount of the free groups found, that amount, and its bound."""
        rung = self._rung
        least = float(self._amounts(plan)[free].min())
        most = self._most(held, free, least)
        failures, near, top = 0, plan, True
        while most > least + _STEP and failures < _FAILURES and not rung.stopped():
            shares = self._shares(least, most)
            if not shares.size or (not self._service.step and most - least <= self._room(most)):
                break
            target = shares[-1] if top else shares[(shares.size - 1) // 2]
            # A plan that nearly reaches one amount is a good start for the next lower one.
            outcome = self._look(np.where(free, target, held), near)
            near = outcome.plan
            if self._keeps(outcome.plan, held):
                found = float(self._amounts(outcome.plan)[free].min())
                if found > least + _STEP:
                    least, plan = found, outcome.plan
            if outcome.bound > _BROKEN:
                most, failures = max(self._below(target, shares, outcome.bound, free), least), 0
            elif outcome.value > _BROKEN:
                failures += 1
                if failures and shares.size == 1:
                    break
            # Without steps the top is never quite reached: the middle halves what is left either way.
            top = not failures and bool(self._service.step)
        return plan, least, max(most, least)

    def _below(self, target: float, shares: Floats, lacking: float, free: Bools) -> float:
        """Largest least amount of the free groups where they lack at least so much of a target.

        A plan in which each has at least y lacks at most Σ size · (target - y).
        """
        if self._service.step:
            below = shares[shares < target - _STEP]
            return float(below[-1]) if below.size else -math.inf
        return target - lacking / float(self._service.size[free].sum())

    def _most(self, held: Floats, free: Bools, least: float) -> float:
        """Return the largest least amount of the free groups that the relaxation allows."""
        rung = self._rung
        self.hold(held)
        most = min(self._level(free), self._ceiling(free))
        if not self._service.step:
            return least if most <= least + _BLURRED * self._largest else most
        shares = self._shares(least, most + _STEP)
        low, high, middle = -1, shares.size, shares.size - 1
        while high - low > 1 and not rung.stopped():
            if self._allowed(np.where(free, shares[middle], held)):
                low = middle
            else:
                high = middle
            middle = (low + high) // 2
        return float(shares[high - 1]) if high > 0 else least

    def _saturated(self, plan: Plan, held: Floats, free: Bools, most: float) -> tuple[Plan, Bools, Floats]:
        """Return which free groups cannot have more, and what each of them can have at most."""
        full, limits = np.zeros(free.size, dtype=np.bool_), np.full(free.size, np.inf)
        more = self._next(held)
        open_ = free & (self._amounts(plan) < more - _STEP)
        best = plan
        for g in np.flatnonzero(open_):
            if self._amounts(best)[g] >= more[g] - _STEP:
                continue
            wanted = held.copy()
            wanted[g] = more[g]
            outcome = self._look(wanted, best) if self._allowed(wanted) else None
            if outcome is not None and outcome.value <= _BROKEN:
                best = outcome.plan
                continue
            full[g] = True
            proven = outcome is None or outcome.bound > _BROKEN
            limits[g] = held[g] if proven else self._highest(held, int(g))
        # Plans that raise one group hold all others at the level: any of them goes on from there.
        return best, full, np.maximum(limits, most)

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

    # --- questions to the relaxation

    def hold(self, amounts: Floats) -> None:
        """Hold amounts that no plan may go below."""
        self._rung.relaxation.hold_amounts(self._place, amounts)

    def _allowed(self, amounts: Floats) -> bool:
        """Whether the relaxation allows these amounts; true where the time was too short to tell."""
        relaxation = self._rung.relaxation
        relaxation.hold_amounts(self._place, amounts, elastic=True)
        point = relaxation.minimise(self._lacking(), clock=self._rung.clock)
        return not point.finished or point.bound <= 1e-4

    def _highest(self, held: Floats, group: int) -> float:
        """Largest amount of one group that the relaxation allows while the others keep theirs."""
        only = np.zeros(held.size, dtype=np.bool_)
        only[group] = True
        self.hold(held)
        return self._level(only)

    def _level(self, groups: Bools) -> float:
        """Largest least amount of some groups in the relaxation, as it holds the others now.

        The tie goes along: among the many points of one level it picks those of short journeys, for which few
        arcs have to be brought in.
        """
        rung, relaxation = self._rung, self._rung.relaxation
        relaxation.look_at(self._place, groups)
        point = relaxation.minimise(rung.minimised, clock=rung.clock)
        relaxation.look_at(self._place, np.ones(groups.size, dtype=np.bool_))
        return rung.slack - point.bound if point.finished and point.feasible else math.inf

    def _look(self, amounts: Floats, near: Plan) -> Outcome:
        """Look for a plan in which every group has at least an amount."""
        rung = self._rung
        rung.relaxation.hold_amounts(self._place, amounts, elastic=True)
        goal = Goal(self._lacking(), rung.goal.tie, report=lambda value: value, tighten=lambda bound: bound)
        part = Rung(
            rung.relaxation,
            goal,
            effort=rung.effort,
            clock=Clock(rung.clock.left() / 2),
            news=lambda value, bound: None,
            cancelled=rung.cancelled,
        )
        return self._climb(part, near)

    def _lacking(self) -> Linear:
        """Units below what is held, and over the rungs above."""
        return replace(Linear.zero(self._rung.relaxation.problem), over=1.0)

    # --- amounts

    def _amounts(self, plan: Plan) -> Floats:
        amounts: Floats = tally(plan, self._rung.relaxation.problem).amounts[self._place]
        return amounts

    def _keeps(self, plan: Plan, held: Floats) -> bool:
        above = self._rung.relaxation.held
        mine = bool((self._amounts(plan) >= held - _STEP).all())
        return mine and above.keeps_rungs(plan) and above.keeps_amounts(plan, but=self._place)

    def _shares(self, least: float, most: float) -> Floats:
        shares = self._service.between(least, most)
        return shares[(shares > least + _STEP) & (shares <= most + _STEP)]

    def _ceiling(self, free: Bools) -> float:
        """The largest amount that all free groups could have if nobody else had any."""
        service = self._service
        most = (service.most(self._rung.relaxation.problem) + service.constant) / service.size
        return float(most[free].min())

    def _next(self, held: Floats) -> Floats:
        """The amount that a group must be able to have in order not to be saturated."""
        if self._service.step:
            return self._service.above(held)
        more: Floats = held + np.array([self._room(each) for each in held])
        return more

    def _room(self, amount: float) -> float:
        """What two amounts without steps must differ by to be told apart; none can be at 0."""
        return max(self._rung.effort.gap * abs(amount), _APART * self._largest, 1e-9)
