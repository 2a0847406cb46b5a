"""Limits, prices of targets and gains, on a problem whose numbers can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.headcount import (
    Branch,
    Budget,
    Change,
    Cost,
    Fair,
    HeadcountProblem,
    HeadcountResult,
    MoreBranches,
    MoreBudget,
    MoreCandidates,
    MorePlaces,
    Path,
    Purchase,
    Relocation,
    Short,
    Target,
    gains,
    limits,
    solve,
    target_prices,
)
from optimizer.headcount.parts import Service
from tests.optimizer.headcount.cases import AllPlans, random_problem

LADDER = (Short(), Fair("lawyers"), Cost())


def _problem() -> HeadcountProblem:
    """4 and 1 lawyers; two hires a year, one office with room for two in the south."""
    return HeadcountProblem.of(
        counties=("north", "south"), kinds=("lawyer",), years=(2024, 2025), stock=np.array([[4, 1]]),
        paths=(Path(id="hire", gains="lawyer", most=np.full((2, 2), 2), most_year=np.array([2, 2]),
                    pool=np.array([9, 3]), yuan=np.array([10, 20]), needs_room=True),),
        branches=(Branch(id="office", kinds=("lawyer",), most=np.array([0, 1]), room=2,
                         yuan=np.array([0, 50]), free_room=np.array([9, 0])),),
        budgets=(Budget(id="all", most=np.array([85.0, np.inf])),),
        targets=(Target(id="eight", coefficients={"lawyer": 1}, need=np.array([np.nan, 8.0])),),
        services=(Service(id="lawyers", coefficients={"lawyer": 1}, need=np.ones(2)),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def result() -> HeadcountResult:
    return solve(_problem(), ladder=LADDER)


def test_the_plan_is_the_one_worked_out_by_hand(result: HeadcountResult) -> None:
    """Three hires for eight; two of them in the south with its office (90 yuan) and one in the north."""
    assert [each.objective for each in result.certificates] == [0.0, 3.0, 100.0]
    assert result.figures.stock[0, :, -1].tolist() == [5, 3]


def test_limits_say_what_is_used_of_what_there_is(result: HeadcountResult) -> None:
    found = {(each.rule, each.county, each.year): each for each in limits(_problem(), result.plan)}
    room = found["room", "south", 2025]
    assert (room.used, room.allowed, room.left, room.binding) == (2.0, 2.0, 0.0, True)
    assert found["branches", "south", None].binding
    pool = found["pool", "south", None]
    assert (pool.used, pool.allowed, pool.binding) == (2.0, 3.0, False)
    assert ("budget", None, 2025) not in found


def test_a_budget_binds_as_soon_as_nothing_more_can_be_paid(result: HeadcountResult) -> None:
    """The cheapest hire takes 10 yuan: 9 left binds, 10 left does not."""
    problem = _problem()
    spent = sum(int(each[:, 0].sum()) for each in result.figures.cost.values())
    for left, binds in ((9, True), (10, False)):
        budget = replace(problem.budgets[0], most=np.array([spent + left, np.inf]))
        changed = replace(problem, budgets=(budget,))
        assert [each.binding for each in limits(changed, result.plan) if each.rule == "budget"] == [binds]


def test_no_plan_that_is_sound_uses_more_than_a_limit() -> None:
    """Of a budget too, with shares of counties."""
    for seed in range(30):
        problem = random_problem(seed, most_plans=500)
        plans = AllPlans(problem)
        for place in np.flatnonzero(plans.sound)[:5].tolist():
            assert all(each.used <= each.allowed for each in limits(problem, plans.plan(place)))


def test_the_price_of_a_target_is_what_the_plan_without_it_saves(result: HeadcountResult) -> None:
    """Without it the two hires in the south stay, which fairness wants: the hire in the north falls away."""
    (price,) = target_prices(_problem(), ladder=LADDER, result=result)
    assert (price.target, price.saved, price.exact) == ("eight", 10, True)
    assert price.without.figures.short == {}


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (MoreBranches("office", "south"), (0.0, 4.0, 160.0)),
        (MoreCandidates("hire", "south"), (0.0, 3.0, 100.0)),
        (MoreBudget("all", 100), (0.0, 3.0, 100.0)),
        (MorePlaces("hire"), (0.0, 3.0, 100.0)),
        (MorePlaces("hire", by=2, year=2025, county="south"), (0.0, 3.0, 100.0)),
    ],
)
def test_a_gain_is_the_ladder_solved_again(
    result: HeadcountResult, change: Change, after: tuple[float, ...]
) -> None:
    """Only a second office helps: four in the south is all that its three candidates give."""
    (gain,) = gains(_problem(), (change,), ladder=LADDER, result=result)
    assert (gain.before, gain.after, gain.exact) == ((0.0, 3.0, 100.0), after, True)
    assert gain.change is change


def test_changes_touch_what_they_name_and_nothing_else() -> None:
    problem = _problem()
    path = MorePlaces("hire", by=3, year=2025, county="south").applied(problem).paths[0]
    assert path.most.tolist() == [[2, 2], [2, 5]]
    assert path.most_year is not None
    assert path.most_year.tolist() == [2, 5]
    assert MoreBudget("all", 5).applied(problem).budgets[0].most.tolist() == [90.0, np.inf]
    assert problem.paths[0].most.tolist() == [[2, 2], [2, 2]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (MorePlaces("x"), "path 'x' is unknown; known: hire"),
        (MorePlaces("hire", year=2030), "year 2030 is unknown; known: 2024, 2025"),
        (MoreCandidates("hire", "x"), "county 'x' is unknown; known: north, south"),
        (MoreBranches("x", "south"), "branch 'x' is unknown; known: office"),
        (MoreBudget("x", 1), "budget 'x' is unknown; known: all"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(change: Change, message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        change.applied(_problem())


def test_a_limit_that_is_not_set_cannot_be_raised() -> None:
    """Without one the county's own limit can still be."""
    problem = _problem()
    free = replace(problem, paths=(replace(problem.paths[0], most_year=None, pool=None),))
    with pytest.raises(ProblemError, match="no limit of all counties"):
        MorePlaces("hire").applied(free)
    with pytest.raises(ProblemError, match="as many candidates as wanted"):
        MoreCandidates("hire", "south").applied(free)
    assert MorePlaces("hire", county="south").applied(free).paths[0].most.tolist() == [[2, 2], [3, 3]]


def test_relocations_and_purchases_are_limits_too() -> None:
    problem = replace(
        _problem(),
        relocations=(
            Relocation(
                kind="lawyer", most_out=np.array([2, 0]), most_in=np.array([0, 1]), yuan=np.array([0, 1])
            ),
        ),
        purchases=(Purchase(kind="lawyer", most=np.full((2, 2), 3), yuan=np.array([9, 9])),),
    )
    plan = solve(problem, ladder=(Fair("lawyers", None), Cost())).plan
    moved = {(each.rule, each.county): each.used for each in limits(problem, plan) if each.year == 2024}
    assert moved["relocate_in", "south"] == moved["relocate_out", "north"]
    assert moved["purchase", "north"] == 0.0
