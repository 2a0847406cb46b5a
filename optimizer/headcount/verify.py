"""Check a headcount plan against every rule of its problem, one county and year after the other.

Nothing here is shared with the solver: no columns, no rows, no aims; only counting.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, isfinite, isnan, lcm

from optimizer.headcount.parts import COSTS, Scope, Service, Target
from optimizer.headcount.plan import Figures, Plan
from optimizer.headcount.problem import HeadcountProblem
from optimizer.headcount.violation import Violation

__all__ = ["Violation", "verify"]

_ROUNDING = 1e-9


def verify(problem: HeadcountProblem, plan: Plan, *, figures: Figures | None = None) -> list[Violation]:
    """Return every rule that a plan breaks; an empty list is a valid plan.

    Parameters
    ----------
    problem : HeadcountProblem
    plan : Plan
    figures : Figures, optional
        What the plan is said to come to; a wrong one counts as broken, too.

    Returns
    -------
    list of Violation

    Raises
    ------
    PlanError
        When the plan is one of another problem.
    """
    plan.require_shape(problem)
    check = _Check(problem, plan)
    found = [*check.negative(), *check.starts(), *check.relocations(), *check.branches(), *check.purchases()]
    found += [*check.stock(), *check.budgets()]
    if figures is not None:
        found += check.figures(figures)
    return found


class _Check:
    """A plan as nested lists, and what it leads to."""

    def __init__(self, problem: HeadcountProblem, plan: Plan) -> None:
        self.problem = problem
        self.started: list[list[list[int]]] = plan.started.tolist()
        self.relocated: list[list[list[list[int]]]] = plan.relocated.tolist()
        self.opened: list[list[list[int]]] = plan.branches.tolist()
        self.bought: list[list[list[int]]] = plan.purchased.tolist()
        self.kinds, self.counties, self.years = problem.kinds, problem.counties, problem.years
        self.there = self._there()

    def negative(self) -> Iterator[Violation]:
        """Nothing is done less than no time."""
        parts = {"start": self.started, "branch": self.opened, "purchase": self.bought}
        for name, table in parts.items():
            for row, per_county in enumerate(table):
                for c, numbers in enumerate(per_county):
                    for t, number in enumerate(numbers):
                        if number < 0:
                            where = f"{row} at {self.counties[c]} in {self.years[t]}"
                            yield Violation("negative", f"{name} {where}", number, 0)
        for k, origins in enumerate(self.relocated):
            for a, targets in enumerate(origins):
                for b, numbers in enumerate(targets):
                    for t, number in enumerate(numbers):
                        if number < 0:
                            who = f"{self.kinds[k]} from {self.counties[a]} to {self.counties[b]}"
                            yield Violation("negative", f"{who} in {self.years[t]}", number, 0)

    def starts(self) -> Iterator[Violation]:
        """Paths keep their limits of county, pipeline and pool, and arrive in time."""
        for path, started in zip(self.problem.paths, self.started, strict=True):
            for t, year in enumerate(self.years):
                for c, county in enumerate(self.counties):
                    where = f"{path.id} at {county} in {year}"
                    if started[c][t] > int(path.most[c, t]):
                        yield Violation("start", where, started[c][t], int(path.most[c, t]))
                    if started[c][t] and t + path.delay >= len(self.years):
                        yield Violation("too_late", where, started[c][t], 0)
                in_all = sum(county[t] for county in started)
                if path.most_year is not None and in_all > int(path.most_year[t]):
                    yield Violation("pipeline", f"{path.id} in {year}", in_all, int(path.most_year[t]))
            for c, county in enumerate(self.counties):
                if path.pool is not None and sum(started[c]) > int(path.pool[c]):
                    yield Violation("pool", f"{path.id} at {county}", sum(started[c]), int(path.pool[c]))

    def relocations(self) -> Iterator[Violation]:
        """Only kinds that may move do, to another county, within the limits of a year."""
        allowed = {move.kind: move for move in self.problem.relocations}
        for k, kind in enumerate(self.kinds):
            for t, year in enumerate(self.years):
                for c, county in enumerate(self.counties):
                    out = sum(self.relocated[k][c][d][t] for d in range(len(self.counties)))
                    came = sum(self.relocated[k][d][c][t] for d in range(len(self.counties)))
                    where = f"{kind} at {county} in {year}"
                    move = allowed.get(kind)
                    if move is None:
                        if out:
                            yield Violation("not_relocated", where, out, 0)
                        continue
                    if self.relocated[k][c][c][t]:
                        yield Violation("stays", where, self.relocated[k][c][c][t], 0)
                    if out > int(move.most_out[c]):
                        yield Violation("relocate_out", where, out, int(move.most_out[c]))
                    if came > int(move.most_in[c]):
                        yield Violation("relocate_in", where, came, int(move.most_in[c]))

    def branches(self) -> Iterator[Violation]:
        """So many offices at most, and no more people come than have room."""
        for b, branch in enumerate(self.problem.branches):
            for c, county in enumerate(self.counties):
                opened = sum(self.opened[b][c])
                if opened > int(branch.most[c]):
                    yield Violation("branches", f"{branch.id} at {county}", opened, int(branch.most[c]))
                came, room = 0, int(branch.free_room[c])
                for t, year in enumerate(self.years):
                    came += self._needing_room(branch.kinds, c, t)
                    room += branch.room * self.opened[b][c][t]
                    if came > room:
                        yield Violation("room", f"{branch.id} at {county} in {year}", came, room)

    def purchases(self) -> Iterator[Violation]:
        """Only what may be bought is, and so much at most."""
        most = {purchase.kind: purchase.most.tolist() for purchase in self.problem.purchases}
        for k, kind in enumerate(self.kinds):
            for c, county in enumerate(self.counties):
                for t, year in enumerate(self.years):
                    allowed = most[kind][c][t] if kind in most else 0
                    if self.bought[k][c][t] > allowed:
                        where = f"{kind} at {county} in {year}"
                        yield Violation("purchase", where, self.bought[k][c][t], allowed)

    def stock(self) -> Iterator[Violation]:
        """Nobody leaves who is not there, and as many stay as must."""
        for k, kind in enumerate(self.kinds):
            for c, county in enumerate(self.counties):
                idle = int(self.problem.stock[k, c])
                for t, year in enumerate(self.years):
                    idle -= int(self.problem.leaving[k, c, t])
                    there, fewest = self.there[k][c][t], min(int(self.problem.least[k, c]), idle)
                    if there < 0:
                        yield Violation("stock", f"{kind} at {county} in {year}", there, 0)
                    elif there < fewest:
                        yield Violation("least", f"{kind} at {county} in {year}", there, fewest)

    def budgets(self) -> Iterator[Violation]:
        """No budget is spent beyond its limit."""
        for budget in self.problem.budgets:
            for t, year in enumerate(self.years):
                most = float(budget.most[t])
                spent = Fraction(0)
                for c in range(len(self.counties)):
                    share = 1 if budget.share is None else Fraction(str(float(budget.share[c])))
                    cost = self._cost(c, t)
                    spent += share * sum(cost[name] for name in budget.pays)
                if isfinite(most) and spent > most:
                    yield Violation("budget", f"{budget.id} in {year}", float(spent), most)

    def figures(self, figures: Figures) -> Iterator[Violation]:
        """What a plan is said to come to is what it comes to."""
        for c, county in enumerate(self.counties):
            for t, year in enumerate(self.years):
                for k, kind in enumerate(self.kinds):
                    if int(figures.stock[k, c, t]) != self.there[k][c][t]:
                        where = f"{kind} at {county} in {year}"
                        yield Violation("said_stock", where, int(figures.stock[k, c, t]), self.there[k][c][t])
                for name, yuan in self._cost(c, t).items():
                    said = int(figures.cost[name][c, t])
                    if said != yuan:
                        yield Violation("said_cost", f"{name} at {county} in {year}", said, yuan)
        for target in self.problem.targets:
            yield from self._said_short(target, figures)
        for service in self.problem.services:
            yield from self._said_amounts(service, figures)

    def _there(self) -> list[list[list[int]]]:
        table = []
        for k, kind in enumerate(self.kinds):
            rows = []
            for c in range(len(self.counties)):
                people, row = int(self.problem.stock[k, c]), []
                for t in range(len(self.years)):
                    people += self._arrived(kind, c, t) - int(self.problem.leaving[k, c, t])
                    for d in range(len(self.counties)):
                        people += self.relocated[k][d][c][t] - self.relocated[k][c][d][t]
                    row.append(people)
                rows.append(row)
            table.append(rows)
        return table

    def _arrived(self, kind: str, c: int, t: int) -> int:
        people = 0
        for path, started in zip(self.problem.paths, self.started, strict=True):
            if t >= path.delay:
                people += started[c][t - path.delay] * ((path.gains == kind) - (path.loses == kind))
        return people

    def _needing_room(self, kinds: tuple[str, ...], c: int, t: int) -> int:
        came = 0
        for path, started in zip(self.problem.paths, self.started, strict=True):
            if path.needs_room and path.gains in kinds and t >= path.delay:
                came += started[c][t - path.delay]
        for kind in kinds:
            arrivals = self.relocated[self.kinds.index(kind)]
            came += sum(arrivals[d][c][t] for d in range(len(self.counties)))
        return came

    def _cost(self, c: int, t: int) -> dict[str, int]:
        problem, cost = self.problem, dict.fromkeys(COSTS, 0)
        for path, started in zip(problem.paths, self.started, strict=True):
            cost["start"] += started[c][t] * int(path.yuan[c])
        for move in problem.relocations:
            arrivals = self.relocated[self.kinds.index(move.kind)]
            cost["relocation"] += sum(origin[c][t] for origin in arrivals) * int(move.yuan[c])
        for branch, opened in zip(problem.branches, self.opened, strict=True):
            cost["branch"] += opened[c][t] * int(branch.yuan[c])
        for purchase in problem.purchases:
            cost["purchase"] += self.bought[self.kinds.index(purchase.kind)][c][t] * int(purchase.yuan[c])
        for k in range(len(self.kinds)):
            cost["salary"] += self.there[k][c][t] * int(problem.salary[k, c])
        return cost

    def _people(self, kind: str, c: int, t: int, *, purchases: bool) -> int:
        k = self.kinds.index(kind)
        return self.there[k][c][t] + (self.bought[k][c][t] if purchases else 0)

    def _said_short(self, target: Target, figures: Figures) -> Iterator[Violation]:
        exact = {kind: Fraction(str(number)) for kind, number in target.coefficients.items()}
        city = target.scope is Scope.CITY
        parts = lcm(*(number.denominator for number in exact.values()))
        for t, year in enumerate(self.years):
            for c, county in [(0, "the city")] if city else list(enumerate(self.counties)):
                need, short = float(target.need[t] if city else target.need[c, t]), Fraction(0)
                if isfinite(need):
                    among = range(len(self.counties)) if city else (c,)
                    found = sum(
                        number * self._people(kind, each, t, purchases=target.counts_purchases)
                        for kind, number in exact.items()
                        for each in among
                    )
                    whole = ceil(need * parts - _ROUNDING * max(1.0, abs(need * parts)))
                    short = max(Fraction(whole, parts) - found, Fraction(0))
                said = float(figures.short[target.id][t] if city else figures.short[target.id][c, t])
                if abs(said - float(short)) > _ROUNDING * max(1.0, float(short)):
                    yield Violation("said_short", f"{target.id} at {county} in {year}", said, float(short))

    def _said_amounts(self, service: Service, figures: Figures) -> Iterator[Violation]:
        each_kind = service.need.ndim == 2
        wanted: dict[str, float] = {}
        for c, county in enumerate(self.counties):
            there = {
                kind: float(number) * self._people(kind, c, -1, purchases=service.counts_purchases)
                for kind, number in service.coefficients.items()
            }
            for row, kind in enumerate(tuple(service.coefficients) if each_kind else ("",)):
                need = float(service.need[row, c] if each_kind else service.need[c])
                if not isnan(need):
                    name = f"{county}/{kind}" if each_kind else county
                    wanted[name] = (there[kind] if each_kind else sum(there.values())) / need
        said = figures.amounts[service.id]
        for group in wanted.keys() | said.keys():
            found, right = said.get(group, -1.0), wanted.get(group, -1.0)
            if abs(found - right) > _ROUNDING * max(1.0, abs(right)):
                yield Violation("said_amount", f"{service.id} at {group}", found, right)
