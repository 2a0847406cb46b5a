"""Which limits of a headcount problem a plan uses up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.headcount.exact import decimal
from optimizer.headcount.parts import Budget
from optimizer.headcount.plan import Figures, Plan
from optimizer.headcount.problem import HeadcountProblem

__all__ = ["Limit", "limits"]


@dataclass(frozen=True)
class Limit:
    """A limit of the problem and how much of it a plan uses.

    Attributes
    ----------
    rule : str
        ``start``, ``pipeline``, ``pool``, ``relocate_out``, ``relocate_in``, ``branches``, ``room``,
        ``purchase``, ``least`` or ``budget``.
    who : str
        Path, kind, sort of branch or budget.
    county : str or None
    year : int or None
    used, allowed : float
        People, offices or yuan; of ``least`` those who must stay, of those who are there.
    step : float
        Least that one more takes: 1, and of a budget the cheapest thing that it pays for.
    """

    rule: str
    who: str
    county: str | None
    year: int | None
    used: float
    allowed: float
    step: float = 1.0

    @property
    def left(self) -> float:
        """What is not used."""
        return self.allowed - self.used

    @property
    def binding(self) -> bool:
        """Whether not one more fits."""
        return self.left < self.step


def limits(problem: HeadcountProblem, plan: Plan) -> tuple[Limit, ...]:
    """Return every limit of a problem with what a plan uses of it.

    Raises
    ------
    PlanError
        When the plan is one of another problem.
    """
    figures = Figures.of(problem, plan)
    found = [*_starts(problem, plan), *_moves(problem, plan), *_rooms(problem, plan)]
    return (*found, *_purchases(problem, plan), *_least(problem, figures), *_budgets(problem, figures))


def _starts(problem: HeadcountProblem, plan: Plan) -> Iterator[Limit]:
    for path, started in zip(problem.paths, plan.started, strict=True):
        for t, year in enumerate(problem.years):
            if t + path.delay >= len(problem.years):
                continue
            for c, county in enumerate(problem.counties):
                yield Limit("start", path.id, county, year, float(started[c, t]), float(path.most[c, t]))
            if path.most_year is not None:
                used = float(started[:, t].sum())
                yield Limit("pipeline", path.id, None, year, used, float(path.most_year[t]))
        if path.pool is not None:
            for c, county in enumerate(problem.counties):
                yield Limit("pool", path.id, county, None, float(started[c].sum()), float(path.pool[c]))


def _moves(problem: HeadcountProblem, plan: Plan) -> Iterator[Limit]:
    for move in problem.relocations:
        moved = plan.relocated[problem.kinds.index(move.kind)]
        out, came = moved.sum(axis=1), moved.sum(axis=0)
        for c, county in enumerate(problem.counties):
            for t, year in enumerate(problem.years):
                yield Limit(
                    "relocate_out", move.kind, county, year, float(out[c, t]), float(move.most_out[c])
                )
                yield Limit("relocate_in", move.kind, county, year, float(came[c, t]), float(move.most_in[c]))


def _rooms(problem: HeadcountProblem, plan: Plan) -> Iterator[Limit]:
    for b, branch in enumerate(problem.branches):
        paths, moves = problem.needing_room(branch)
        for c, county in enumerate(problem.counties):
            opened = float(plan.branches[b, c].sum())
            yield Limit("branches", branch.id, county, None, opened, float(branch.most[c]))
            for t, year in enumerate(problem.years):
                came = sum(
                    int(plan.started[p, c, : max(t + 1 - problem.paths[p].delay, 0)].sum()) for p in paths
                )
                for m in moves:
                    kind = problem.kinds.index(problem.relocations[m].kind)
                    came += int(plan.relocated[kind, :, c, : t + 1].sum())
                room = int(branch.free_room[c]) + branch.room * int(plan.branches[b, c, : t + 1].sum())
                yield Limit("room", branch.id, county, year, float(came), float(room))


def _purchases(problem: HeadcountProblem, plan: Plan) -> Iterator[Limit]:
    for purchase in problem.purchases:
        bought = plan.purchased[problem.kinds.index(purchase.kind)]
        for c, county in enumerate(problem.counties):
            for t, year in enumerate(problem.years):
                used, most = float(bought[c, t]), float(purchase.most[c, t])
                yield Limit("purchase", purchase.kind, county, year, used, most)


def _least(problem: HeadcountProblem, figures: Figures) -> Iterator[Limit]:
    """Of kinds that a plan can take people from."""
    taken = {path.loses for path in problem.paths} | {move.kind for move in problem.relocations}
    floor = problem.floor
    for k, kind in enumerate(problem.kinds):
        for c, county in enumerate(problem.counties):
            for t, year in enumerate(problem.years if kind in taken and problem.least[k, c] else ()):
                used, there = float(floor[k, c, t]), float(figures.stock[k, c, t])
                yield Limit("least", kind, county, year, used, there)


def _budgets(problem: HeadcountProblem, figures: Figures) -> Iterator[Limit]:
    for budget in problem.budgets:
        for t, year in enumerate(problem.years):
            if budget.most[t] < float("inf"):
                used = sum(
                    decimal(_share(budget, c)) * int(figures.cost[name][c, t])
                    for name in budget.pays
                    for c in range(len(problem.counties))
                )
                step = _least_price(problem, budget)
                yield Limit("budget", budget.id, None, year, float(used), float(budget.most[t]), step)


def _share(budget: Budget, c: int) -> float:
    return 1.0 if budget.share is None else float(budget.share[c])


def _least_price(problem: HeadcountProblem, budget: Budget) -> float:
    """The least one-off cost, or cost of a year bought, that falls on a budget."""
    by_cost = {
        "start": [path.yuan for path in problem.paths],
        "relocation": [move.yuan for move in problem.relocations],
        "branch": [branch.yuan for branch in problem.branches],
        "purchase": [purchase.yuan for purchase in problem.purchases],
    }
    prices = (
        _share(budget, c) * float(yuan[c])
        for name, all_yuan in by_cost.items()
        if name in budget.pays
        for yuan in all_yuan
        for c in range(len(problem.counties))
    )
    return min((price for price in prices if price > 0), default=1.0)
