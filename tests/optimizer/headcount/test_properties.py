"""What must hold of any problem, whatever its numbers: order, more money, more candidates, limits of time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.errors import ProblemError
from optimizer.headcount import (
    Cost,
    Fair,
    HeadcountProblem,
    MoreBudget,
    MoreCandidates,
    Scope,
    Short,
    fair_under_budget,
    solve,
    verify,
)
from optimizer.headcount.program import Expression
from optimizer.monitor import Silent
from optimizer.result import Status
from tests.optimizer.headcount.cases import random_problem
from tests.optimizer.headcount.large import large_problem

SEEDS = st.integers(0, 10_000)


def _permuted(problem: HeadcountProblem, order: list[int]) -> HeadcountProblem:
    """The same problem with its counties in another order."""
    return HeadcountProblem.of(
        counties=[problem.counties[c] for c in order], kinds=problem.kinds, years=problem.years,
        stock=problem.stock[:, order], leaving=problem.leaving[:, order], salary=problem.salary[:, order],
        least=problem.least[:, order],
        paths=[
            replace(path, most=path.most[order], yuan=path.yuan[order],
                    pool=None if path.pool is None else path.pool[order])
            for path in problem.paths
        ],
        relocations=[
            replace(move, most_out=move.most_out[order], most_in=move.most_in[order], yuan=move.yuan[order])
            for move in problem.relocations
        ],
        branches=[
            replace(each, most=each.most[order], yuan=each.yuan[order], free_room=each.free_room[order])
            for each in problem.branches
        ],
        purchases=[replace(each, most=each.most[order], yuan=each.yuan[order]) for each in problem.purchases],
        budgets=[
            replace(budget, share=None if budget.share is None else budget.share[order])
            for budget in problem.budgets
        ],
        targets=[
            replace(target, need=target.need[order]) if target.scope is Scope.COUNTY else target
            for target in problem.targets
        ],
        services=[replace(service, need=service.need[..., order]) for service in problem.services],
    )  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_the_order_of_the_counties_changes_no_value(seed: int) -> None:
    problem = random_problem(seed)
    other = _permuted(problem, np.random.default_rng(seed).permutation(len(problem.counties)).tolist())
    ladder = (Short(True), Fair("mixed", None), Cost())
    first, second = (solve(each, ladder=ladder).certificates for each in (problem, other))
    assert [each.objective for each in first] == pytest.approx([each.objective for each in second])
    amounts = [sorted(group.amount for group in each[1].groups) for each in (first, second)]
    assert amounts[0] == pytest.approx(amounts[1])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=SEEDS, yuan=st.integers(1, 10))
def test_more_money_never_lowers_the_worst_off(seed: int, yuan: int) -> None:
    problem = random_problem(seed)
    for budget in problem.budgets:
        richer = MoreBudget(budget.id, yuan).applied(problem)
        before, after = (solve(each, ladder=(Fair("a"),)).certificates[0] for each in (problem, richer))
        assert after.objective >= before.objective


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_one_more_candidate_never_raises_what_is_short_nor_the_cost_of_nothing_less(seed: int) -> None:
    """First what is short; where that stays the same, the cost."""
    problem = random_problem(seed)
    if problem.paths[0].pool is None:
        return
    more = MoreCandidates("hire", "c0").applied(problem)
    before, after = (
        tuple(certificate.objective for certificate in solve(each, ladder=(Short(), Cost())).certificates)
        for each in (problem, more)
    )
    assert after <= before


def test_the_same_problem_and_seed_give_the_same_plan() -> None:
    problem = large_problem()
    first, second = (solve(problem, ladder=(Short(), Cost()), seed=3).plan for _ in range(2))
    for name, array in vars(first).items():
        assert np.array_equal(array, getattr(second, name))


def test_a_time_limit_returns_a_sound_plan_and_a_bound_on_every_rung() -> None:
    """No time at all, and less than it takes; with time enough the bounds hold for the proven values."""
    problem, ladder = large_problem(years=2), fair_under_budget("lawyers")
    for seconds in (0.05, 0.0):
        stopped = solve(problem, ladder=ladder, seconds=seconds)
        assert verify(problem, stopped.plan, figures=stopped.figures) == []
        assert {each.status for each in stopped.certificates} <= {Status.LIMIT, Status.OPTIMAL}
        assert not stopped.proven
    proven, first = solve(problem, ladder=ladder), stopped.certificates[0]
    assert proven.proven
    assert first.bound <= proven.certificates[0].objective <= first.objective


class _Impatient(Silent):
    """Stops everything from the first question on."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        """Remember the aim."""
        self.told.append(aim)

    def cancelled(self) -> bool:
        """At once."""
        return True


def test_whoever_stops_a_solve_gets_a_sound_plan() -> None:
    problem, monitor = large_problem(), _Impatient()
    result = solve(problem, ladder=fair_under_budget("lawyers"), monitor=monitor)
    assert verify(problem, result.plan) == []
    assert Status.CANCELLED in {each.status for each in result.certificates}
    assert {"short_binding", "fair:lawyers", "short_expected", "cost"} <= set(monitor.told)


def test_a_ladder_that_cannot_be_meant_is_refused() -> None:
    """Empty, an unknown service, a depth of nothing, a tolerance below nothing; the next sound one passes."""
    problem = random_problem(1)
    with pytest.raises(ProblemError, match="ladder: empty"):
        solve(problem, ladder=())
    with pytest.raises(ProblemError, match="service 'x' is unknown; known: a, mixed"):
        solve(problem, ladder=(Fair("x"),))
    with pytest.raises(ProblemError, match="depth: 0"):
        Fair("a", 0)
    with pytest.raises(ProblemError, match=r"tolerance: -0\.1"):
        Cost(tolerance=-0.1)
    assert solve(problem, ladder=(Fair("a", 1), Cost(tolerance=0.0))).proven


def test_expressions_add_up() -> None:
    """The arithmetic under every row."""
    one = Expression({0: 2, 1: -1}, 3)
    assert one.plus(Expression({1: 1, 2: 5}, 1), times=2).at(np.array([1, 10, 100])) == 2 + 10 + 1000 + 5
