"""A headcount problem as columns and rows, and plans as points of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm

import numpy as np

from optimizer.headcount.exact import decimal, fraction, scaled, whole_need
from optimizer.headcount.parts import Budget, Ints, Path, Scope, Service, Target
from optimizer.headcount.plan import Figures, Plan, groups_of
from optimizer.headcount.problem import HeadcountProblem
from optimizer.headcount.program import Expression, Program

__all__ = ["Formulation"]


class Formulation:
    """Columns of what can be done and of the stock, with the rows that bind them.

    Parameters
    ----------
    problem : HeadcountProblem

    Attributes
    ----------
    program : Program
    """

    def __init__(self, problem: HeadcountProblem) -> None:
        self.problem, self.program = problem, Program()
        self._add_starts()
        self._add_relocations()
        self._opened = self._columns(
            [np.repeat(branch.most[:, None], len(problem.years), axis=1) for branch in problem.branches]
        )
        self._bought = self._columns([purchase.most for purchase in problem.purchases])
        self._add_stock()
        self._add_branches()
        self._add_budgets()
        self._short = {target.id: self._add_target(target) for target in problem.targets}
        self._size = len(self.program.upper)

    # What aims and levels are made of.

    def shortage(self, binding: bool | None) -> tuple[Expression, int]:
        """Return what targets lack, weighted, as whole parts, and how many parts one has."""
        chosen = [each for each in self.problem.targets if binding is None or each.binding is binding]
        part = {
            each.id: fraction(each.weight, "weight") / scaled(each.coefficients, each.id)[1]
            for each in chosen
        }
        by = lcm(*(each.denominator for each in part.values()))
        terms = {
            int(column): int(part[each.id] * by)
            for each in chosen
            for column in self._short[each.id][self._short[each.id] >= 0]
            if part[each.id]
        }
        return Expression(terms), by

    def cost(self) -> Expression:
        """Return yuan over all years."""
        total = Expression({})
        for c in range(len(self.problem.counties)):
            for t in range(len(self.problem.years)):
                total = total.plus(_joined(row for _, row in self._costs(c, t)))
        return total

    def moves(self) -> Expression:
        """Return the number of people who relocate."""
        return Expression(dict.fromkeys(self._came.ravel().tolist(), 1))

    def actions(self) -> Expression:
        """Return the number of all that is done."""
        done = (self._started, self._came, self._opened, self._bought)
        columns = np.concatenate([each.ravel() for each in done])
        return Expression(dict.fromkeys(columns[columns >= 0].tolist(), 1))

    def amounts(self, service: Service) -> dict[str, tuple[Expression, Fraction]]:
        """Return of each group what it gets, in whole parts, and the parts that are an amount of one."""
        numbers, by = scaled(service.coefficients, service.id)
        need, kinds = np.atleast_2d(service.need), list(numbers)
        counted: dict[str, tuple[Expression, Fraction]] = {}
        for name, (row, c) in groups_of(self.problem, service).items():
            chosen = kinds if service.need.ndim == 1 else kinds[row : row + 1]
            there = self._people({kind: numbers[kind] for kind in chosen}, c, -1, service.counts_purchases)
            counted[name] = (there, decimal(float(need[row, c])) * by)
        return counted

    # Points and plans.

    def values(self, plan: Plan) -> Ints:
        """Return the point of a plan."""
        figures = Figures.of(self.problem, plan)
        point = np.zeros(self._size, dtype=np.int64)
        self._put(point, self._started, plan.started)
        for m, move in enumerate(self.problem.relocations):
            moved = plan.relocated[self.problem.kinds.index(move.kind)]
            self._put(point, self._left[m], moved.sum(axis=1))
            self._put(point, self._came[m], moved.sum(axis=0))
        self._put(point, self._opened, plan.branches)
        for b, purchase in enumerate(self.problem.purchases):
            self._put(point, self._bought[b], plan.purchased[self.problem.kinds.index(purchase.kind)])
        self._put(point, self._stock, figures.stock)
        for target in self.problem.targets:
            _, by = scaled(target.coefficients, target.id)
            self._put(point, self._short[target.id], np.round(figures.short[target.id] * by).astype(np.int64))
        return self.program.with_flags(point)

    def plan(self, values: Ints) -> Plan:
        """Return the plan of a point; who both leaves and comes at a county stays there."""
        plan = Plan.nothing(self.problem)
        plan.started[...] = _taken(values, self._started)
        plan.branches[...] = _taken(values, self._opened)
        for b, purchase in enumerate(self.problem.purchases):
            plan.purchased[self.problem.kinds.index(purchase.kind)] = _taken(values, self._bought[b])
        for m, move in enumerate(self.problem.relocations):
            left, came = _taken(values, self._left[m]), _taken(values, self._came[m])
            for t in range(len(self.problem.years)):
                pairs = _paired(left[:, t] - came[:, t])
                plan.relocated[self.problem.kinds.index(move.kind), :, :, t] = pairs
        return plan

    @staticmethod
    def _put(point: Ints, columns: Ints, numbers: Ints) -> None:
        point[columns[columns >= 0]] = numbers[columns >= 0]

    # Columns and rows.

    def _columns(self, most: list[Ints]) -> Ints:
        _, c, t = self.problem.shape
        columns = np.full((len(most), c, t), -1, dtype=np.int64)
        for place in np.ndindex(columns.shape):
            columns[place] = self.program.column(int(most[place[0]][place[1:]]))
        return columns

    def _add_starts(self) -> None:
        self._started = self._columns(
            [_most_started(path, len(self.problem.years)) for path in self.problem.paths]
        )
        for p, path in enumerate(self.problem.paths):
            if path.pool is not None:
                for c, pool in enumerate(path.pool.tolist()):
                    self.program.at_most(_total(self._started[p, c]), pool)
            if path.most_year is not None:
                for t, most in enumerate(path.most_year.tolist()):
                    self.program.at_most(_total(self._started[p, :, t]), most)

    def _add_relocations(self) -> None:
        years = len(self.problem.years)
        moves = self.problem.relocations
        self._left = self._columns([np.repeat(each.most_out[:, None], years, axis=1) for each in moves])
        self._came = self._columns([np.repeat(each.most_in[:, None], years, axis=1) for each in moves])
        for m in range(len(moves)):
            for t in range(years):
                self.program.equal.append(_total(self._left[m, :, t]).plus(_total(self._came[m, :, t]), -1))

    def _add_stock(self) -> None:
        """Stock at the end of a year: that of the year before, and who comes, less who goes."""
        problem, floor = self.problem, self.problem.floor
        self._stock = np.full(problem.shape, -1, dtype=np.int64)
        for k, kind in enumerate(problem.kinds):
            for c in range(len(problem.counties)):
                most, before = int(problem.stock[k, c]), Expression({}, int(problem.stock[k, c]))
                fewest = floor[k, c].tolist()
                for t in range(len(problem.years)):
                    change = self._change(kind, c, t)
                    most += sum(self.program.upper[each] for each, sign in change.terms.items() if sign > 0)
                    column = self.program.column(most)
                    gone = Expression({column: -1}, -int(problem.leaving[k, c, t]))
                    self.program.equal.append(before.plus(change).plus(gone))
                    self._stock[k, c, t], before = column, Expression({column: 1})
                    if fewest[t]:
                        self.program.at_least(before, fewest[t])

    def _change(self, kind: str, c: int, t: int) -> Expression:
        change = Expression({})
        for p, path in enumerate(self.problem.paths):
            if path.delay <= t and kind in (path.gains, path.loses):
                started = int(self._started[p, c, t - path.delay])
                change = change.plus(Expression({started: 1 if kind == path.gains else -1}))
        for m, move in enumerate(self.problem.relocations):
            if move.kind == kind:
                change = change.plus(Expression({int(self._came[m, c, t]): 1, int(self._left[m, c, t]): -1}))
        return change

    def _add_branches(self) -> None:
        for b, branch in enumerate(self.problem.branches):
            paths, moves = self.problem.needing_room(branch)
            for c in range(len(self.problem.counties)):
                self.program.at_most(_total(self._opened[b, c]), int(branch.most[c]))
                for t in range(len(self.problem.years)):
                    arrived = Expression({})
                    for p in paths:
                        arrived = arrived.plus(
                            _total(self._started[p, c, : max(t + 1 - self.problem.paths[p].delay, 0)])
                        )
                    for m in moves:
                        arrived = arrived.plus(_total(self._came[m, c, : t + 1]))
                    room = _total(self._opened[b, c, : t + 1])
                    self.program.at_most(arrived.plus(room, -branch.room), int(branch.free_room[c]))

    def _add_budgets(self) -> None:
        for budget in self.problem.budgets:
            shares, by = _shares(budget, len(self.problem.counties))
            for t, most in enumerate(budget.most.tolist()):
                if not np.isfinite(most):
                    continue
                spent = Expression({})
                for c, share in enumerate(shares):
                    paid = (row for name, row in self._costs(c, t) if name in budget.pays and share)
                    spent = spent.plus(_joined(paid), share)
                self.program.at_most(spent, int(most) * by)

    def _costs(self, c: int, t: int) -> Iterator[tuple[str, Expression]]:
        """Yield what money goes to in a county and year."""
        problem = self.problem
        for p, path in enumerate(problem.paths):
            yield "start", Expression({int(self._started[p, c, t]): int(path.yuan[c])})
        for m, move in enumerate(problem.relocations):
            yield "relocation", Expression({int(self._came[m, c, t]): int(move.yuan[c])})
        for b, branch in enumerate(problem.branches):
            yield "branch", Expression({int(self._opened[b, c, t]): int(branch.yuan[c])})
        for b, purchase in enumerate(problem.purchases):
            yield "purchase", Expression({int(self._bought[b, c, t]): int(purchase.yuan[c])})
        for k in range(len(problem.kinds)):
            yield "salary", Expression({int(self._stock[k, c, t]): int(problem.salary[k, c])})

    def _add_target(self, target: Target) -> Ints:
        numbers, by = scaled(target.coefficients, target.id)
        need, asked = whole_need(target.need, by)
        columns = np.full(need.shape, -1, dtype=np.int64)
        for place in zip(*np.nonzero(asked), strict=True):
            counties = range(len(self.problem.counties)) if target.scope is Scope.CITY else (int(place[0]),)
            there = _joined(
                self._people(numbers, c, int(place[-1]), target.counts_purchases) for c in counties
            )
            least = sum(min(number, 0) * self.program.upper[column] for column, number in there.terms.items())
            columns[place] = self.program.column(max(int(need[place]) - least, 0))
            self.program.at_least(there.plus(Expression({int(columns[place]): 1})), int(need[place]))
        return columns

    def _people(self, numbers: Mapping[str, int], c: int, t: int, purchases: bool) -> Expression:
        terms = {
            int(self._stock[self.problem.kinds.index(kind), c, t]): number
            for kind, number in numbers.items()
            if number
        }
        for b, purchase in enumerate(self.problem.purchases):
            if purchases and numbers.get(purchase.kind):
                terms[int(self._bought[b, c, t])] = numbers[purchase.kind]
        return Expression(terms)


def _most_started(path: Path, years: int) -> Ints:
    """Most that can start in a county and year; nobody who would arrive after the last year."""
    most = path.most.copy()
    if path.most_year is not None:
        most = np.minimum(most, path.most_year)
    if path.pool is not None:
        most = np.minimum(most, path.pool[:, None])
    most[:, max(years - path.delay, 0) :] = 0
    return most


def _shares(budget: Budget, counties: int) -> tuple[list[int], int]:
    if budget.share is None:
        return [1] * counties, 1
    exact = [fraction(share, budget.id) for share in budget.share.tolist()]
    by = lcm(*(share.denominator for share in exact))
    return [int(share * by) for share in exact], by


def _total(columns: Ints) -> Expression:
    return Expression(dict.fromkeys(columns.ravel().tolist(), 1))


def _joined(expressions: Iterator[Expression]) -> Expression:
    """Return the sum of expressions; zeros are left out."""
    terms: dict[int, int] = {}
    constant = 0
    for each in expressions:
        constant += each.constant
        for column, number in each.terms.items():
            terms[column] = terms.get(column, 0) + number
    return Expression({column: number for column, number in terms.items() if number}, constant)


def _taken(values: Ints, columns: Ints) -> Ints:
    return np.asarray(values[columns], dtype=np.int64)


def _paired(surplus: Ints) -> Ints:
    """Return who goes where: those who leave to those who lack, each in the order of the counties."""
    pairs = np.zeros((surplus.size, surplus.size), dtype=np.int64)
    lacking = np.maximum(-surplus, 0)
    for c, going in enumerate(surplus.tolist()):
        for d in range(surplus.size):
            moved = min(max(going, 0), int(lacking[d]))
            pairs[c, d] += moved
            going -= moved
            lacking[d] -= moved
    return pairs
