"""Every rung of every ladder is what looking at all plans says, and every plan passes the verifier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from optimizer.headcount import (
    Actions,
    Aim,
    Cost,
    Fair,
    HeadcountProblem,
    HeadcountResult,
    Moves,
    Path,
    Service,
    Short,
    cheapest,
    fair_under_budget,
    solve,
    verify,
)
from optimizer.result import Status
from tests.optimizer.headcount.cases import AllPlans, random_problem

LADDERS: tuple[tuple[Aim, ...], ...] = (
    cheapest("a"),
    fair_under_budget("a"),
    fair_under_budget("mixed"),
    fair_under_budget("split"),
    (Fair("a", 1), Cost(), Fair("mixed", None)),
    (Short(), Fair("split", 2), Moves(), Actions()),
    (Short(tolerance=0.25), Cost(tolerance=0.2), Fair("mixed", 2), Moves()),
    (Fair("split", None), Short(False), Actions()),
)


def _values(plans: AllPlans, aim: Aim) -> np.ndarray:
    if isinstance(aim, Short):
        return plans.short(aim.binding)
    return {Cost: plans.yuan, Moves: plans.moves, Actions: plans.actions}[type(aim)]()


def _check(plans: AllPlans, ladder: Sequence[Aim], result: HeadcountResult) -> None:
    """Go down the ladder over the plans that are left."""
    left = plans.sound.copy()
    for aim, certificate in zip(ladder, result.certificates, strict=True):
        assert certificate.status is Status.OPTIMAL
        assert certificate.aim == aim.name
        if isinstance(aim, Fair):
            amounts = plans.amounts(aim.service)[:, : aim.depth]
            for rank in range(amounts.shape[1]):
                best = amounts[left, rank].max()
                left &= amounts[:, rank] >= best - 1e-9
                assert certificate.groups[rank].amount == pytest.approx(best, abs=1e-9)
            assert certificate.objective == certificate.groups[0].amount
            assert certificate.bound == pytest.approx(certificate.objective)
        else:
            values = _values(plans, aim)
            best = values[left].min()
            assert certificate.objective == pytest.approx(best, abs=1e-9)
            assert certificate.bound == pytest.approx(best, abs=1e-9)
            left &= values <= best * (1 + aim.tolerance) + 1e-9


@pytest.mark.parametrize("block", range(8))
def test_every_rung_is_what_all_plans_say(block: int) -> None:
    """Forty problems a ladder, enumerated."""
    for seed in range(40):
        problem = random_problem(seed * 8 + block)
        result = solve(problem, ladder=LADDERS[block])
        _check(AllPlans(problem), LADDERS[block], result)
        assert verify(problem, result.plan, figures=result.figures) == []


def _one_place(needs: tuple[float, float]) -> HeadcountProblem:
    """Two counties of one person each, and one more who may come to either."""
    hire = Path(id="hire", gains="a", most=np.ones((2, 1)), most_year=np.ones(1), yuan=np.ones(2))
    service = Service(id="a", coefficients={"a": 1}, need=np.array(needs))
    return HeadcountProblem.of(
        counties=("n", "s"),
        kinds=("a",),
        years=(2024,),
        stock=np.ones((1, 2)),
        paths=(hire,),
        services=(service,),
    )


def test_it_is_said_whether_other_groups_could_be_the_ones_that_get_more() -> None:
    """Of two counties alike either may get the one person; of two that differ the poorer one gets it."""
    alike = solve(_one_place((1.0, 1.0)), ladder=(Fair("a", None),)).certificates[0]
    assert not alike.unique
    assert [(each.amount, each.bound) for each in alike.groups] == [(1.0, np.inf), (2.0, np.inf)]
    differ = solve(_one_place((1.0, 1.25)), ladder=(Fair("a", None),)).certificates[0]
    assert differ.unique
    assert [(each.group, each.amount, each.bound) for each in differ.groups] == [
        ("n", 1.0, 1.0),
        ("s", 1.6, 1.6),
    ]


def test_nothing_is_done_that_no_rung_needs() -> None:
    """A hire that costs nothing and helps nobody's least amount is left out."""
    problem = _one_place((1.0, 1.0))
    result = solve(problem, ladder=(Fair("a", 1),))
    assert result.plan.started.sum() == 0
    assert solve(problem, ladder=(Fair("a", 2),)).plan.started.sum() == 1
