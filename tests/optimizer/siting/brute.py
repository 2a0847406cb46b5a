"""The best plan of sites, found by looking at all of them.

Every choice of sites is tried. Without limits of capacity it leaves one way to serve; with limits every
assignment is listed, or, where places may be split, a linear program is solved. Nothing is shared with the
solver, and with the verifier only the tables.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from optimizer.siting.aims import (
    MAXIMISED,
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Reach,
    Travel,
    WorstAccess,
)
from optimizer.siting.problem import SitingProblem
from optimizer.siting.rules import AmountRule, GapRule, ReachRule

__all__ = ["best_values"]

Choice = tuple[int, ...]
Floats = NDArray[np.float64]
Table = NDArray[np.float64]
Values = tuple[float, ...]
_NEAR = 1e-7


def best_values(problem: SitingProblem, aim: Aim) -> Values | None:
    """Return the best values of an aim, one a certificate; None where no plan keeps all rules."""
    brute = _Brute(problem, aim)
    found: Values | None = None
    for opened in brute.choices():
        values = brute.of_choice(opened)
        if values is not None and (found is None or brute.better(values, found)):
            found = values
    return found


class _Brute:
    """All plans of a small problem.

    Attributes
    ----------
    way : ndarray of float, shape (places, sites + 1)
        Of each pair, inf where it is not listed; the last column is to be served nowhere.
    """

    def __init__(self, problem: SitingProblem, aim: Aim) -> None:
        self.problem, self.aim = problem, aim
        self.places, self.sites = len(problem.places.ids), len(problem.sites.ids)
        self.way = np.full((self.places, self.sites + 1), np.inf)
        for i, j, way in zip(problem.ways.place, problem.ways.site, problem.ways.way, strict=True):
            self.way[i, j] = way
        self.way[:, -1] = 0.0 if problem.beyond is None else problem.beyond
        self.weight = problem.places.weight
        self.capacity = np.append(problem.sites.capacity, np.inf)
        self.limited = not np.isinf(self.capacity).all()

    def better(self, values: Values, others: Values) -> bool:
        """Whether values come before others; the first that differs decides."""
        sign = 1.0 if isinstance(self.aim, MAXIMISED) else -1.0
        for one, other in zip(values, others, strict=True):
            if one != other and abs(one - other) > _NEAR * max(1.0, abs(other)):
                return sign * (one - other) > 0.0
        return False

    def choices(self) -> Iterator[Choice]:
        """Choices of sites that keep everything that is about sites alone."""
        problem, sites = self.problem, self.problem.sites
        amounts = [rule for rule in problem.rules if isinstance(rule, AmountRule)]
        for number in range(problem.least, problem.most + 1):
            for opened in itertools.combinations(range(self.sites), number):
                wrong = any(sites.banned[j] for j in opened)
                wrong |= any(sites.forced[j] and j not in opened for j in range(self.sites))
                for rule in amounts:
                    total = sum(float(rule.amount[j]) for j in opened)
                    wrong |= not rule.least - _NEAR <= total <= rule.most + _NEAR
                if not wrong:
                    yield opened

    def of_choice(self, opened: Choice) -> Values | None:
        """Return the best values with these sites open; None where they break a rule."""
        if isinstance(self.aim, Cover) and min(self.near(opened)) < self.aim.times:
            return None
        if self.limited:
            served = self._by_program(opened) if self.problem.split else self._by_listing(opened)
        else:
            served = self._at_nearest(opened)
        return None if served is None else self.total(opened, served)

    def near(self, opened: Choice) -> list[int]:
        """How many of these sites each place has within the longest way of a cover or reach."""
        return [sum(bool(self.close[i, j]) for j in opened) for i in range(self.places)]

    @cached_property
    def close(self) -> NDArray[np.bool_]:
        """Which pairs a cover or reach counts."""
        assert isinstance(self.aim, Cover | Reach)
        return self._close(self.aim.within)

    def _close(self, within: float | Floats) -> NDArray[np.bool_]:
        limit = np.full(self.places, within)[:, None]
        close: NDArray[np.bool_] = self.way <= limit
        close[:, -1] = False
        return close

    @cached_property
    def must(self) -> list[bool]:
        """Which places have to be served wholly."""
        ways_count = isinstance(self.aim, Travel | Farthest | Cost | EvenTravel)
        amounts_count = self.limited and isinstance(self.aim, Apart | Access | WorstAccess)
        strict = self.problem.beyond is None
        if isinstance(self.aim, Cover) or (strict and (ways_count or amounts_count)):
            return [True] * self.places
        gaps = [rule for rule in self.problem.rules if isinstance(rule, GapRule)]
        return [strict and any(r.behind[i] + r.ahead[i] > 0.0 for r in gaps) for i in range(self.places)]

    @cached_property
    def lines(self) -> list[tuple[Table, float]]:
        """Rules on services: what each pair counts, and how much all may count together."""
        found: list[tuple[Table, float]] = []
        for rule in self.problem.rules:
            if isinstance(rule, ReachRule):
                counts = -rule.weight[:, None] * self._close(rule.within)
                found.append((counts, -rule.share * math.fsum(rule.weight)))
            elif isinstance(rule, GapRule):
                each = rule.behind / math.fsum(rule.behind) - rule.ahead / math.fsum(rule.ahead)
                found.append((each[:, None] * self.finite, rule.most))
        return found

    @cached_property
    def finite(self) -> Table:
        """Ways, 0 for pairs that are not listed and never used."""
        return np.where(np.isinf(self.way), 0.0, self.way)

    @cached_property
    def steps(self) -> list[Table]:
        """What each pair counts in each amount of services that is made small, one after the other."""
        weight, aim = self.weight[:, None], self.aim
        if isinstance(aim, Reach):
            return [-weight * self.close]
        if isinstance(aim, GradualReach):
            far, level = self.way[:, :-1], np.zeros_like(self.way)
            level[:, :-1] = np.where(far >= aim.none, 0.0, (aim.none - np.maximum(far, aim.full)))
            level /= aim.none - aim.full
            return [-weight * level]
        if isinstance(aim, Travel | Cost):
            return [weight * self.finite]
        if isinstance(aim, EvenTravel):
            return [weight * np.exp(aim.kappa * self.finite)]
        if isinstance(aim, Farthest):
            return [weight * (self.finite > band) for band in aim.bands]
        return []

    def allowed(self, opened: Choice) -> list[list[int]]:
        """Where each place may be served with these sites open."""
        table = self.close if isinstance(self.aim, Cover) else ~np.isinf(self.way)
        rows = [[j for j in opened if table[i, j]] for i in range(self.places)]
        return [row if must else [*row, self.sites] for row, must in zip(rows, self.must, strict=True)]

    def total(self, opened: Choice, served: Values) -> Values:
        """Put together what services come to and what sites do."""
        aim, sites, weight = self.aim, self.problem.sites, self.weight
        money = sum(float(sites.price[j]) for j in opened if not sites.existing[j])
        money += sum(
            float(sites.closing[j]) for j in range(self.sites) if sites.existing[j] and j not in opened
        )
        if isinstance(aim, EvenTravel | Access) and not weight.any():
            return (0.0,)
        if isinstance(aim, Cover):
            return (money if aim.priced else float(len(opened)),)
        if isinstance(aim, Reach):
            twice = sum(w for w, n in zip(weight.tolist(), self.near(opened), strict=True) if n >= 2)
            return (aim.second * twice - served[0],)
        if isinstance(aim, GradualReach):
            return (-served[0],)
        if isinstance(aim, Cost):
            return (money + aim.rate * served[0],)
        if isinstance(aim, EvenTravel):
            return (math.log(served[0] / math.fsum(weight)) / aim.kappa,)
        if isinstance(aim, Apart):
            return (self._apart(opened),)
        if isinstance(aim, Access):
            means = [min(a, aim.target) for a in self._access(opened, aim)]
            return (math.fsum(w * a for w, a in zip(weight, means, strict=True)) / math.fsum(weight),)
        return self._worst(opened, aim) if isinstance(aim, WorstAccess) else served

    def _apart(self, opened: Choice) -> float:
        between = self.problem.between
        assert between is not None
        listed = zip(between.place, between.site, between.way, strict=True)
        return min(
            (float(w) for a, b, w in listed if a != b and a in opened and b in opened), default=math.inf
        )

    def _access(self, opened: Choice, aim: Access | WorstAccess) -> list[float]:
        close, found = self._close(aim.catchment), [0.0] * self.places
        for j in opened:
            inside = [i for i in range(self.places) if close[i, j]]
            sharing = math.fsum(self.weight[i] for i in inside)
            for i in inside:
                found[i] += float(aim.supply[j]) / sharing if sharing > 0.0 else 0.0
        return found

    def _worst(self, opened: Choice, aim: WorstAccess) -> Values:
        access, means = self._access(opened, aim), []
        for group in range(len(aim.names)):
            members = [i for i in range(self.places) if aim.group[i] == group]
            weights = [float(self.weight[i]) for i in members]
            weights = weights if sum(weights) > 0.0 else [1.0] * len(members)
            if members:
                parts = (w * access[i] for w, i in zip(weights, members, strict=True))
                means.append(math.fsum(parts) / math.fsum(weights))
        return tuple(sorted(means)[: aim.levels])

    def _amounts(self, served: NDArray[np.int64]) -> tuple[NDArray[np.bool_], Table]:
        """Whether assignments, shape (any, places), keep the rules, and what their steps come to."""
        place = np.arange(self.places)[None, :]
        kept = np.ones(len(served), dtype=bool)
        for counts, most in self.lines:
            kept &= counts[place, served].sum(axis=1) <= most + _NEAR
        for j in range(self.sites):
            kept &= (self.problem.places.demand * (served == j)).sum(axis=1) <= self.capacity[j] + _NEAR
        columns = [table[place, served].sum(axis=1) for table in self.steps]
        if isinstance(self.aim, Farthest):
            columns.insert(0, self.finite[place, served].max(axis=1))
        return kept, np.array(columns).T.reshape(len(served), len(columns))

    def _at_nearest(self, opened: Choice) -> Values | None:
        served = []
        for i, places in enumerate(self.allowed(opened)):
            there = sorted((float(self.way[i, j]), j) for j in places if j < self.sites)
            if not there and self.must[i]:
                return None
            served.append(there[0][1] if there else self.sites)
        kept, columns = self._amounts(np.array([served]))
        return tuple(columns[0].tolist()) if kept[0] else None

    @cached_property
    def _all_assignments(self) -> tuple[NDArray[np.int64], Table]:
        every = list(itertools.product(*self.allowed(tuple(range(self.sites)))))
        served = np.array(every, dtype=np.int64).reshape(-1, self.places)
        kept, columns = self._amounts(served)
        used = np.bitwise_or.reduce(np.where(served < self.sites, 1 << served, 0), axis=1)
        return used[kept], columns[kept]

    def _by_listing(self, opened: Choice) -> Values | None:
        used, columns = self._all_assignments
        left = columns[(used & ~sum(1 << j for j in opened)) == 0]
        if not len(left):
            return None
        for k in range(left.shape[1]):
            left = left[left[:, k] <= left[:, k].min() + _NEAR]
        return tuple(left[0].tolist())

    def _by_program(self, opened: Choice) -> Values | None:
        pairs = [(i, j) for i, row in enumerate(self.allowed(opened)) for j in row]
        if not isinstance(self.aim, Farthest):
            return self._program(pairs)
        for longest in sorted({float(self.way[pair]) for pair in pairs}):
            served = self._program([pair for pair in pairs if self.way[pair] <= longest])
            if served is not None:
                return (longest, *served)
        return None

    def _program(self, pairs: list[tuple[int, int]]) -> Values | None:
        """Make the steps small one after the other, shares of these pairs being free."""
        at = tuple(np.array(pairs, dtype=np.int64).reshape(-1, 2).T)
        rows = [table[at] for table, _ in self.lines]
        most = [limit for _, limit in self.lines]
        for j in np.flatnonzero(np.isfinite(self.capacity)):
            rows.append(self.problem.places.demand[at[0]] * (at[1] == j))
            most.append(float(self.capacity[j]))
        whole = (at[0][None, :] == np.arange(self.places)[:, None]).astype(float)
        found: list[float] = []
        for costs in [table[at] for table in self.steps] or [np.zeros(len(pairs))]:
            value = _least(costs, rows, most, whole)
            if value is None:
                return None
            found.append(value)
            rows, most = [*rows, costs], [*most, value + 1e-9]
        return tuple(found[: len(self.steps)])


def _least(costs: Floats, rows: list[Floats], most: list[float], whole: Table) -> float | None:
    given: dict[str, Any] = {"A_ub": np.array(rows), "b_ub": most} if rows else {}
    if not len(costs):
        return None
    answer = linprog(costs, A_eq=whole, b_eq=np.ones(len(whole)), bounds=(0.0, 1.0), **given)
    assert answer.status in (0, 2), answer.message
    return float(answer.fun) if answer.status == 0 else None
