"""Small headcount problems drawn at random, and every plan that they have.

The plans are worked out here by adding up arrays over all of them at once: nothing is shared with the solver
or the verifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ProblemError
from optimizer.headcount import (
    COSTS,
    Branch,
    Budget,
    HeadcountProblem,
    Path,
    Plan,
    Purchase,
    Relocation,
    Scope,
    Service,
    Target,
)

__all__ = ["AllPlans", "plan_of", "random_problem"]

Numbers = NDArray[np.float64]


def random_problem(seed: int, *, most_plans: int = 3000) -> HeadcountProblem:
    """Draw a problem whose plans can all be listed."""
    for again in range(1000):
        rng = np.random.default_rng([seed, again])
        try:
            problem = _drawn(rng)
        except ProblemError:
            continue
        if 4 <= AllPlans.count(problem) <= most_plans:
            return problem
    raise AssertionError(f"no small problem from seed {seed}")


def _drawn(rng: np.random.Generator) -> HeadcountProblem:
    c, t, kinds = int(rng.integers(2, 4)), int(rng.integers(1, 3)), ("a", "b")
    stock = rng.integers(0, 5, (2, c))
    branched = rng.random() < 0.5
    paths = [Path(
        id="hire", gains="a", delay=int(rng.integers(0, 2)) if t > 1 else 0, most=_rare(rng, (c, t), 4),
        most_year=rng.integers(1, 5, t) if rng.random() < 0.5 else None,
        pool=rng.integers(0, 4, c) if rng.random() < 0.5 else None,
        yuan=rng.integers(0, 9, c), needs_room=branched and rng.random() < 0.7,
    )]  # fmt: skip
    if rng.random() < 0.5:
        paths.append(
            Path(id="train", gains="a", loses="b", most=_rare(rng, (c, t), 3), yuan=rng.integers(0, 5, c))
        )
    moves = [
        Relocation(kind="a", most_out=_rare(rng, c, 3), most_in=_rare(rng, c, 3), yuan=rng.integers(0, 6, c))
    ]
    offices = [Branch(id="office", kinds=("a",), most=_rare(rng, c, 2), room=2, yuan=rng.integers(1, 9, c),
                      free_room=rng.integers(0, 3, c))]  # fmt: skip
    purchases = [Purchase(kind="b", most=_rare(rng, (c, t), 3), yuan=rng.integers(1, 6, c))]
    shares = rng.choice([0.0, 0.25, 0.5, 1.0], c)
    salary = rng.integers(0, 3, (2, c)) * (rng.random() < 0.5)
    budgets = [
        Budget(id="city", most=np.where(rng.random(t) < 0.7, rng.integers(5, 40, t), np.inf)),
        Budget(id="some", most=rng.integers(3, 25, t).astype(float), share=shares, pays=COSTS[:4]),
    ]
    return HeadcountProblem.of(
        counties=[f"c{each}" for each in range(c)], kinds=kinds, years=range(2024, 2024 + t), stock=stock,
        leaving=rng.integers(0, 2, (2, c, t)) * (rng.random((2, c, t)) < 0.3), salary=salary, paths=paths,
        relocations=moves if rng.random() < 0.5 else (), branches=offices if branched else (),
        purchases=purchases if rng.random() < 0.5 else (), budgets=budgets[: int(rng.integers(0, 3))],
        targets=(
            Target(id="all", coefficients={"a": 1, "b": 0.5}, need=_need(rng, t, 16) + 0.25),
            Target(id="here", coefficients={"a": 1}, need=_need(rng, (c, t), 7), scope=Scope.COUNTY,
                   binding=False, weight=0.5),
            Target(id="share", coefficients={"a": 0.6, "b": -0.4}, need=np.zeros(t), binding=False, weight=2),
            Target(id="bought", coefficients={"b": 1}, need=_need(rng, (c, t), 5), scope=Scope.COUNTY,
                   counts_purchases=True),
        ),
        services=(
            Service(id="a", coefficients={"a": 1}, need=rng.choice([1.0, 1.5, 2.0, 3.0], c)),
            Service(id="mixed", coefficients={"a": 1, "b": 0.5}, need=rng.choice([1.0, 2.0, 2.5], c),
                    counts_purchases=True),
            Service(id="split", coefficients={"a": 1, "b": 2}, need=rng.choice([1.0, 1.5, 2.0], (2, c))),
        ),
        least=rng.integers(0, 6, (2, c)) * (rng.random() < 0.5),
    )  # fmt: skip


def _rare(rng: np.random.Generator, shape: int | tuple[int, ...], high: int) -> NDArray[np.int64]:
    return rng.integers(1, high, shape) * (rng.random(shape) < 0.35)


def _need(rng: np.random.Generator, shape: int | tuple[int, ...], high: int) -> Numbers:
    return np.where(rng.random(shape) < 0.7, rng.integers(0, high, shape), np.nan)


@dataclass(frozen=True)
class AllPlans:
    """Every plan of a problem that keeps its rules, the first index of each array."""

    problem: HeadcountProblem

    @staticmethod
    def cells(problem: HeadcountProblem) -> list[tuple[str, tuple[int, ...], int]]:
        """What can be decided: the array of the plan, the place in it, and the most."""
        found: list[tuple[str, tuple[int, ...], int]] = []
        for p, path in enumerate(problem.paths):
            found += [("started", (p, *place), int(n)) for place, n in np.ndenumerate(path.most) if n]
        for move in problem.relocations:
            k = problem.kinds.index(move.kind)
            for c, d in np.ndindex(len(problem.counties), len(problem.counties)):
                most = min(int(move.most_out[c]), int(move.most_in[d]))
                if c != d and most:
                    found += [("relocated", (k, c, d, t), most) for t in range(len(problem.years))]
        for b, branch in enumerate(problem.branches):
            for c, most in enumerate(branch.most.tolist()):
                found += [("branches", (b, c, t), most) for t in range(len(problem.years)) if most]
        for purchase in problem.purchases:
            k = problem.kinds.index(purchase.kind)
            found += [("purchased", (k, *place), int(n)) for place, n in np.ndenumerate(purchase.most) if n]
        return found

    @classmethod
    def count(cls, problem: HeadcountProblem) -> int:
        """How many plans there are before any rule is looked at."""
        return int(np.prod([most + 1.0 for _, _, most in cls.cells(problem)]))

    @cached_property
    def _parts(self) -> dict[str, Numbers]:
        cells, empty = self.cells(self.problem), vars(Plan.nothing(self.problem))
        grid = np.indices([most + 1 for _, _, most in cells]).reshape(len(cells), -1)
        parts = {name: np.zeros((grid.shape[1], *array.shape)) for name, array in empty.items()}
        for (name, place, _), numbers in zip(cells, grid, strict=True):
            parts[name][(slice(None), *place)] = numbers
        return parts

    @cached_property
    def stock(self) -> Numbers:
        """People of every plan, [plan, kind, county, year]."""
        problem, parts = self.problem, self._parts
        change = parts["relocated"].sum(axis=2) - parts["relocated"].sum(axis=3) - problem.leaving
        for p, path in enumerate(problem.paths):
            arrived = self._arrived(p)
            change[:, problem.kinds.index(path.gains)] += arrived
            if path.loses:
                change[:, problem.kinds.index(path.loses)] -= arrived
        stock: Numbers = problem.stock[:, :, None] + change.cumsum(axis=3)
        return stock

    def _arrived(self, p: int) -> Numbers:
        started, delay = self._parts["started"][:, p], self.problem.paths[p].delay
        arrived = np.zeros_like(started)
        arrived[:, :, delay:] = started[:, :, : started.shape[2] - delay]
        return arrived

    @cached_property
    def cost(self) -> dict[str, Numbers]:
        """Yuan of every plan by what they go to, [plan, county, year]."""
        problem, parts = self.problem, self._parts
        first = parts["started"]
        cost = {name: np.zeros((first.shape[0], *first.shape[2:])) for name in COSTS}
        for p, path in enumerate(problem.paths):
            cost["start"] += first[:, p] * path.yuan[:, None]
        for move in problem.relocations:
            k = problem.kinds.index(move.kind)
            cost["relocation"] += parts["relocated"][:, k].sum(axis=1) * move.yuan[:, None]
        for b, branch in enumerate(problem.branches):
            cost["branch"] += parts["branches"][:, b] * branch.yuan[:, None]
        for purchase in problem.purchases:
            k = problem.kinds.index(purchase.kind)
            cost["purchase"] += parts["purchased"][:, k] * purchase.yuan[:, None]
        cost["salary"] = (self.stock * problem.salary[:, :, None]).sum(axis=1)
        return cost

    @cached_property
    def sound(self) -> NDArray[np.bool_]:
        """Which plans keep every rule."""
        problem, parts = self.problem, self._parts
        idle = problem.stock[:, :, None] - np.cumsum(problem.leaving, axis=2)
        fewest = np.minimum(problem.least[:, :, None], idle)
        sound = ((self.stock >= 0) & (self.stock >= fewest)).all(axis=(1, 2, 3))
        for p, path in enumerate(problem.paths):
            started, years = parts["started"][:, p], len(problem.years)
            sound &= ~started[:, :, max(years - path.delay, 0) :].any(axis=(1, 2))
            if path.pool is not None:
                sound &= (started.sum(axis=2) <= path.pool).all(axis=1)
            if path.most_year is not None:
                sound &= (started.sum(axis=1) <= path.most_year).all(axis=1)
        for move in problem.relocations:
            moved = parts["relocated"][:, problem.kinds.index(move.kind)]
            sound &= (moved.sum(axis=2) <= move.most_out[:, None]).all(axis=(1, 2))
            sound &= (moved.sum(axis=1) <= move.most_in[:, None]).all(axis=(1, 2))
        for b, branch in enumerate(problem.branches):
            opened = parts["branches"][:, b]
            came = sum(parts["relocated"][:, problem.kinds.index(kind)].sum(axis=1) for kind in branch.kinds)
            for p, path in enumerate(problem.paths):
                if path.needs_room and path.gains in branch.kinds:
                    came = came + self._arrived(p)
            room = branch.free_room[:, None] + branch.room * opened.cumsum(axis=2)
            sound &= (np.cumsum(came, axis=2) <= room).all(axis=(1, 2))
            sound &= (opened.sum(axis=2) <= branch.most).all(axis=1)
        for budget in problem.budgets:
            share = np.ones(len(problem.counties)) if budget.share is None else budget.share
            spent = sum(self.cost[name] for name in budget.pays) * share[:, None]
            sound &= (spent.sum(axis=1) <= budget.most + 1e-9).all(axis=1)
        return np.asarray(sound)

    def short(self, binding: bool | None) -> Numbers:
        """What targets lack, weighted, in every plan."""
        problem, total = self.problem, np.zeros(self.stock.shape[0])
        for target in problem.targets:
            if binding is not None and target.binding is not binding:
                continue
            there = self.stock + self._parts["purchased"] * target.counts_purchases
            found = sum(n * there[:, problem.kinds.index(kind)] for kind, n in target.coefficients.items())
            if target.scope is Scope.CITY:
                found = np.sum(found, axis=1)
            finest = (
                2 if 0.5 in target.coefficients.values() else 5 if 0.6 in target.coefficients.values() else 1
            )
            need = np.ceil(target.need * finest) / finest
            lacking = np.nan_to_num(np.maximum(need - found, 0.0))
            total += float(target.weight) * lacking.reshape(total.size, -1).sum(axis=1)
        return total

    def amounts(self, name: str) -> Numbers:
        """Sorted amounts of a service in every plan, [plan, rank]."""
        service = self.problem.service(name)
        there = (self.stock + self._parts["purchased"] * service.counts_purchases)[:, :, :, -1]
        rows = [n * there[:, self.problem.kinds.index(kind)] for kind, n in service.coefficients.items()]
        parts = np.stack(rows, axis=1) if service.need.ndim == 2 else np.sum(rows, axis=0)
        amounts: Numbers = np.sort((parts / service.need).reshape(parts.shape[0], -1), axis=1)
        return amounts

    def moves(self) -> Numbers:
        """People who relocate in every plan."""
        return np.asarray(self._parts["relocated"].sum(axis=(1, 2, 3, 4)))

    def actions(self) -> Numbers:
        """All that is done in every plan."""
        return sum(
            (part.reshape(part.shape[0], -1).sum(axis=1) for part in self._parts.values()), np.zeros(1)
        )

    def yuan(self) -> Numbers:
        """Cost of every plan."""
        return sum((each.sum(axis=(1, 2)) for each in self.cost.values()), np.zeros(1))

    def plan(self, place: int) -> Plan:
        """Return one of the plans."""
        return plan_of(**{name: part[place] for name, part in self._parts.items()})


def plan_of(**arrays: Numbers) -> Plan:
    """Return a plan of whole numbers."""
    return Plan(**{name: np.asarray(array).astype(np.int64) for name, array in arrays.items()})
