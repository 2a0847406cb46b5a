"""The verifier accepts every sound plan and finds every broken rule, however it came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from optimizer.errors import PlanError
from optimizer.headcount import Figures, HeadcountProblem, Plan, verify
from tests.optimizer.headcount.cases import AllPlans, random_problem

TIMES = 20


def test_the_verifier_and_the_listing_of_all_plans_agree_on_which_are_sound() -> None:
    """Plans drawn from all there are; each rule that the listing can break is found broken often."""
    broken: Counter[str] = Counter()
    for seed in range(120):
        problem = random_problem(1000 + seed, most_plans=1000)
        plans = AllPlans(problem)
        for place in np.random.default_rng(seed).integers(0, plans.sound.size, 12).tolist():
            found = verify(problem, plans.plan(place), figures=Figures.of(problem, plans.plan(place)))
            assert (found == []) == plans.sound[place], found
            broken.update({violation.rule for violation in found})
    rules = ("pipeline", "pool", "too_late", "branches", "room", "stock", "least", "budget")
    assert {rule: broken[rule] for rule in rules if broken[rule] < TIMES} == {}


def _start(problem: HeadcountProblem, plan: Plan, rng: np.random.Generator) -> bool:
    plan.started[0, 0, 0] = problem.paths[0].most[0, 0] + rng.integers(1, 4)
    return True


def _negative(problem: HeadcountProblem, plan: Plan, rng: np.random.Generator) -> bool:
    array = (plan.started, plan.relocated, plan.branches, plan.purchased)[rng.integers(4)]
    if not array.size:
        return False
    array[tuple(rng.integers(0, size) for size in array.shape)] = -rng.integers(1, 3)
    return True


def _purchase(problem: HeadcountProblem, plan: Plan, rng: np.random.Generator) -> bool:
    most = {purchase.kind: purchase.most for purchase in problem.purchases}
    kind = problem.kinds[rng.integers(2)]
    k = problem.kinds.index(kind)
    plan.purchased[k, 0, 0] = (most[kind][0, 0] if kind in most else 0) + 1
    return True


def _not_relocated(problem: HeadcountProblem, plan: Plan, rng: np.random.Generator) -> bool:
    plan.relocated[1, 0, 1, 0] = 1
    return True


def _stays(problem: HeadcountProblem, plan: Plan, rng: np.random.Generator) -> bool:
    plan.relocated[0, 0, 0, 0] = 1
    return bool(problem.relocations)


def _relocate_in(problem: HeadcountProblem, plan: Plan, rng: np.random.Generator) -> bool:
    if not problem.relocations:
        return False
    plan.relocated[0, 0, 1, 0] = problem.relocations[0].most_in[1] + 1
    return True


def _relocate_out(problem: HeadcountProblem, plan: Plan, rng: np.random.Generator) -> bool:
    if not problem.relocations:
        return False
    plan.relocated[0, 0, 1, 0] = problem.relocations[0].most_out[0] + 1
    return True


PLANTS = (_start, _negative, _purchase, _not_relocated, _stays, _relocate_in, _relocate_out)


@pytest.mark.parametrize("plant", PLANTS)
def test_what_no_plan_of_the_listing_can_break_is_found_when_planted(
    plant: Callable[[HeadcountProblem, Plan, np.random.Generator], bool],
) -> None:
    planted = 0
    for seed in range(200):
        problem, rng = random_problem(seed, most_plans=1000), np.random.default_rng(seed)
        plan = Plan.nothing(problem)
        assert verify(problem, plan) == []
        if plant(problem, plan, rng):
            planted += 1
            found = verify(problem, plan)
            assert plant.__name__[1:] in {violation.rule for violation in found}
            assert all(f"{violation.rule} of {violation.who}" in str(violation) for violation in found)
        if planted == TIMES:
            return
    raise AssertionError(f"planted {planted} times only")


@pytest.mark.parametrize("rule", ["said_stock", "said_cost", "said_short", "said_amount"])
def test_a_figure_that_is_off_by_a_little_is_found(rule: str) -> None:
    for seed in range(TIMES):
        problem = random_problem(seed, most_plans=300)
        plan, rng = Plan.nothing(problem), np.random.default_rng(seed)
        said = Figures.of(problem, plan)
        assert verify(problem, plan, figures=said) == []
        assert {each.rule for each in verify(problem, plan, figures=_wrong(said, rule, rng))} == {rule}


def _wrong(said: Figures, rule: str, rng: np.random.Generator) -> Figures:
    if rule == "said_stock":
        stock = said.stock.copy()
        stock[tuple(rng.integers(0, size) for size in stock.shape)] += 1
        return replace(said, stock=stock)
    if rule == "said_cost":
        name = ("start", "relocation", "branch", "purchase", "salary")[rng.integers(5)]
        cost = said.cost[name].copy()
        cost[0, 0] += 1
        return replace(said, cost={**said.cost, name: cost})
    if rule == "said_short":
        name = ("all", "here", "share", "bought")[rng.integers(4)]
        return replace(said, short={**said.short, name: said.short[name] + 0.2})
    name = ("a", "mixed", "split")[rng.integers(3)]
    more = {group: amount + 0.01 for group, amount in said.amounts[name].items()}
    return replace(said, amounts={**said.amounts, name: more})


def test_a_plan_of_another_problem_is_refused() -> None:
    """An array too short, or of fractions; whole numbers of the right shape pass."""
    problem = random_problem(3)
    plan = Plan.nothing(problem)
    with pytest.raises(PlanError, match="branches"):
        verify(problem, replace(plan, branches=plan.branches[..., :0]))
    with pytest.raises(PlanError, match="started: float64"):
        verify(problem, replace(plan, started=plan.started * 0.5))
    assert verify(problem, replace(plan, started=plan.started * 1)) == []
