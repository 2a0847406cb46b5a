"""What a problem of siting with amounts may say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from optimizer.errors import ProblemError
from optimizer.result import Status
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.search import solve_amounts

GIVEN: dict[str, Any] = {
    "sites": 2,
    "row": np.array([0, 1]),
    "site": np.array([0, 1]),
    "amount": np.array([1.0, 2.0]),
    "worth": np.array([[3.0, 1.0], [2.0, 2.0]]),
    "room": np.ones((2, 2)),
    "rules": csr_array(np.array([[1.0, 1.0]])),
    "lower": np.array([0.0]),
    "upper": np.array([1.0]),
}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"row": np.array([0, 2])}, "row: 2 is not among 2"),
        ({"site": np.array([0, 2])}, "site: 2 is not among 2"),
        ({"row": np.array([0, 0]), "site": np.array([1, 1])}, "given twice"),
        ({"amount": np.array([1.0, -1.0])}, "amount: give finite numbers from 0 on"),
        ({"amount": np.array([1.0])}, "give one each"),
        ({"worth": np.array([[1.0, 3.0], [2.0, 2.0]])}, "row 0 has a step worth more than the one before"),
        ({"worth": np.array([[1.0, np.nan], [2.0, 2.0]])}, "worth: give finite numbers"),
        ({"room": -np.ones((2, 2))}, "room: give finite numbers"),
        ({"room": np.ones((2, 1))}, "steps: worth of"),
        ({"least": 2, "most": 1}, "at least 2 and at most 1"),
        ({"least": 2, "banned": np.array([True, False])}, "at least 2 of 1"),
        ({"most": 1, "forced": np.array([True, True])}, "but 2 are forced"),
        ({"forced": np.array([True, False]), "banned": np.array([True, False])}, "site 0: forced and banned"),
        ({"opening": np.array([np.inf, 0.0])}, "finite cost for every site"),
        ({"lower": np.array([2.0])}, "rule 0: at least 2 and at most 1"),
        ({"upper": np.array([1.0, 2.0])}, "both limits for every rule"),
        ({"rules": csr_array(np.array([[1.0, np.nan]]))}, "rules: give finite numbers"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any], told: str) -> None:
    """The same with nothing wrong is solved: the second site gives its row both steps, worth as much."""
    assert solve_amounts(AmountsProblem.of(**GIVEN)).value == 4.0
    with pytest.raises(ProblemError, match=told):
        AmountsProblem.of(**{**GIVEN, **wrong})


def test_rules_without_a_plan_are_told_and_the_nearest_with_one_is_solved() -> None:
    """Both sites have to be open and only one may; with two it is possible."""
    both = {**GIVEN, "lower": np.array([2.0]), "upper": np.array([2.0])}
    lost = solve_amounts(AmountsProblem.of(**both, most=1))
    assert (lost.opened, lost.value, lost.bound, lost.status) == (None, np.inf, np.inf, Status.OPTIMAL)
    assert solve_amounts(AmountsProblem.of(**both, most=2)).value == 1.0


@pytest.mark.parametrize(("upper", "number"), [(2.0 - 5e-7, 1), (2.0, 2)])
def test_a_rule_missed_by_less_than_branch_and_cut_sees_is_not_taken_as_kept(
    upper: float, number: int
) -> None:
    """Two sites are more than the rule allows, if by little."""
    given = {**GIVEN, "lower": np.array([0.5]), "upper": np.array([upper]), "opening": np.full(2, -9.0)}
    problem = AmountsProblem.of(**given)
    opened = solve_amounts(problem).opened
    assert opened is not None and opened.sum() == number and problem.keeps(opened)
