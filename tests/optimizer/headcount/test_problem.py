"""What is no problem is refused in words; the nearest sound one is accepted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.headcount import (
    Branch,
    Budget,
    Cost,
    FewerKept,
    Figures,
    HeadcountProblem,
    Path,
    Plan,
    Purchase,
    Relocation,
    Service,
    Short,
    Target,
    limits,
    solve,
)

ONES = np.ones(2, dtype=np.int64)
PATH = Path(id="hire", gains="a", most=np.ones((2, 2)), yuan=ONES)
MOVE = Relocation(kind="a", most_out=ONES, most_in=ONES, yuan=ONES)
OFFICE = Branch(id="office", kinds=("a",), most=ONES, room=1, yuan=ONES, free_room=ONES)
BOUGHT = Purchase(kind="a", most=np.ones((2, 2)), yuan=ONES)
BUDGET = Budget(id="money", most=np.array([70.0, 70.0]))
TARGET = Target(id="more", coefficients={"a": 1}, need=np.array([np.nan, 3.0]))
SERVICE = Service(id="a", coefficients={"a": 1}, need=np.array([1.0, 2.0]))


def _problem(**changes: Any) -> HeadcountProblem:
    given: dict[str, Any] = {
        "counties": ("north", "south"), "kinds": ("a", "b"), "years": (2024, 2025),
        "stock": np.array([[2, 1], [0, 4]]), "salary": np.array([[10, 10], [10, 10]]),
    }  # fmt: skip
    return HeadcountProblem.of(**{**given, **changes})


@pytest.mark.parametrize(
    ("wrong", "message", "near"),
    [
        ({"counties": ("n", "n")}, "counties: 'n' stands twice", {"counties": ("n", "m")}),
        ({"kinds": ()}, "kinds: none found", {"kinds": ("x", "y")}),
        ({"years": (2024, 2026)}, "years: 2026 found after 2024", {"years": (2025, 2026)}),
        (
            {"stock": np.ones((2, 3))},
            r"stock: shape \(2, 3\) found, \(2, 2\) expected",
            {"stock": np.ones((2, 2))},
        ),
        ({"stock": np.full((2, 2), 0.5)}, "stock: 0.5 found", {"stock": np.full((2, 2), 5.0)}),
        ({"stock": np.full((2, 2), -1)}, "stock: -1 found", {"stock": np.zeros((2, 2))}),
        ({"stock": np.full((2, 2), "1")}, "stock: values of type", {"stock": np.ones((2, 2))}),
        ({"least": np.full((2, 2), -1)}, "least: -1 found", {"least": np.full((2, 2), 9)}),
        (
            {"leaving": np.array([[[1, 2], [0, 0]], [[0, 0], [0, 0]]])},
            "leaving: 3 a of north leave until 2025, but 2 are there today",
            {"leaving": np.array([[[1, 1], [0, 0]], [[0, 0], [0, 0]]])},
        ),
        ({"paths": (PATH, PATH)}, "paths: 'hire' stands twice", {"paths": (PATH, replace(PATH, id="other"))}),
        (
            {"paths": (replace(PATH, gains="x"),)},
            "path hire: unknown kind 'x'; known: a, b",
            {"paths": (PATH,)},
        ),
        (
            {"paths": (replace(PATH, loses="a"),)},
            "gains and loses 'a'",
            {"paths": (replace(PATH, loses="b"),)},
        ),
        ({"paths": (replace(PATH, delay=-1),)}, "path hire: delay -1", {"paths": (replace(PATH, delay=5),)}),
        (
            {"paths": (replace(PATH, yuan=np.array([0.5, 1])),)},
            "path hire: yuan: 0.5 found",
            {"paths": (replace(PATH, yuan=np.array([5.0, 1])),)},
        ),
        (
            {"paths": (replace(PATH, needs_room=True),)},
            "path hire: needs room, but no branch has room for a",
            {"paths": (replace(PATH, needs_room=True),), "branches": (OFFICE,)},
        ),
        (
            {"branches": (OFFICE, replace(OFFICE, id="other"))},
            "branches: kinds: 'a' stands twice",
            {"branches": (OFFICE, replace(OFFICE, id="other", kinds=("b",)))},
        ),
        ({"relocations": (MOVE, MOVE)}, "relocations: 'a' stands twice", {"relocations": (MOVE,)}),
        (
            {"purchases": (replace(BOUGHT, kind="x"),)},
            "purchase of x: unknown kind",
            {"purchases": (BOUGHT,)},
        ),
        (
            {"budgets": (replace(BUDGET, most=np.array([70.0, 69.0])),)},
            "budget money: 69 yuan in 2025, but the salaries of those who are there already come to 70",
            {"budgets": (BUDGET,)},
        ),
        (
            {"budgets": (replace(BUDGET, share=np.array([0.5, 1.5])),)},
            "budget money: share 1.5",
            {"budgets": (replace(BUDGET, share=np.array([0.5, 1.0])),)},
        ),
        (
            {"budgets": (replace(BUDGET, pays=("rent",)),)},
            "budget money: pays",
            {"budgets": (replace(BUDGET, pays=("start",)),)},
        ),
        (
            {"budgets": (replace(BUDGET, most=np.array([70.5, np.inf])),)},
            "budget money: most: 70.5",
            {"budgets": (replace(BUDGET, most=np.array([70.0, np.inf])),)},
        ),
        (
            {"targets": (replace(TARGET, coefficients={"a": 1 / 3}),)},
            "target more: coefficient of a: 0.333.* six decimals",
            {"targets": (replace(TARGET, coefficients={"a": Fraction(1, 3)}),)},
        ),
        (
            {"targets": (replace(TARGET, need=np.array([0.0, np.inf])),)},
            "target more: need inf",
            {"targets": (replace(TARGET, need=np.array([0.0, np.nan])),)},
        ),
        (
            {"targets": (replace(TARGET, weight=-1),)},
            "target more: weight -1",
            {"targets": (replace(TARGET, weight=0),)},
        ),
        (
            {"targets": (replace(TARGET, scope="village"),)},
            "target more: scope 'village'",
            {"targets": (replace(TARGET, scope="city"),)},
        ),
        (
            {"services": (replace(SERVICE, need=np.array([0.0, 1.0])),)},
            "service a: need must be finite and above 0",
            {"services": (replace(SERVICE, need=np.array([np.nan, 1.0])),)},
        ),
        (
            {"services": (replace(SERVICE, coefficients={"a": 0}),)},
            "service a: coefficients",
            {"services": (replace(SERVICE, coefficients={"a": 0.1}),)},
        ),
    ],
)
def test_what_is_refused_and_what_is_not(wrong: dict[str, Any], message: str, near: dict[str, Any]) -> None:
    with pytest.raises(ProblemError, match=message):
        _problem(**wrong)
    assert _problem(**near).kinds


def test_numbers_that_cannot_be_added_up_exactly_are_refused() -> None:
    """Yuan of fifteen digits; of twelve they are fine."""
    for yuan, fine in ((10**15, False), (10**12, True)):
        problem = _problem(paths=(replace(PATH, yuan=np.array([yuan, yuan])),), targets=(TARGET,))
        if fine:
            assert solve(problem, ladder=(Short(), Cost())).certificates[1].objective == 140.0
        else:
            with pytest.raises(ProblemError, match="fewer digits"):
                solve(problem, ladder=(Short(), Cost()))


def test_training_takes_from_one_kind_on_arrival_and_needs_no_leave() -> None:
    """Two start in 2024 and arrive in 2025: until then they are paid as what they were."""
    path = Path(id="train", gains="a", loses="b", delay=1, most=np.full((2, 2), 2), yuan=np.array([3, 3]))
    problem = _problem(paths=(path,), salary=np.array([[7, 7], [1, 1]]))
    plan = Plan.nothing(problem)
    plan.started[0, 1, 0] = 2
    figures = Figures.of(problem, plan)
    assert figures.stock[:, 1].tolist() == [[1, 3], [4, 2]]
    assert figures.cost["start"].tolist() == [[0, 0], [6, 0]]
    assert figures.cost["salary"][1].tolist() == [11, 23]


def test_a_need_is_rounded_up_to_what_whole_people_can_make() -> None:
    """3.1 lawyers are four; noise of floating point is none; a share of 40 % is exact."""
    for need, short in ((3.1, 1.0), (3.0 + 1e-12, 0.0), (3.0, 0.0), (2.0, 0.0)):
        problem = _problem(targets=(replace(TARGET, need=np.array([np.nan, need])),))
        assert Figures.of(problem, Plan.nothing(problem)).short["more"].tolist() == [0.0, short]
    share = replace(TARGET, coefficients={"a": 0.6, "b": -0.4}, need=np.zeros(2))
    for fours, short in ((4, 0.0), (5, 0.2)):
        problem = _problem(stock=np.array([[2, 1], [0, fours]]), targets=(share,))
        expected = max(0.4 * fours - 0.6 * 3, 0.0)
        assert short == pytest.approx(expected)
        assert Figures.of(problem, Plan.nothing(problem)).short["more"] == pytest.approx([short, short])


def test_who_must_stay_is_not_trained_away_and_where_fewer_are_left_all_of_them_stay() -> None:
    """Of four in the south one leaves in 2025. Three must stay: one may be trained in 2024, nobody else."""
    path = Path(id="train", gains="a", loses="b", most=np.full((2, 2), 2), yuan=ONES)
    most = replace(TARGET, need=np.array([np.nan, 9.0]))
    leaving = np.zeros((2, 2, 2), dtype=np.int64)
    leaving[1, 1, 1] = 1
    for least, trained in ((0, 3), (2, 1), (3, 0), (9, 0)):
        problem = _problem(
            stock=np.array([[2, 1], [0, 4]]),
            leaving=leaving,
            paths=(path,),
            targets=(most,),
            least=np.array([[0, 0], [0, least]]),
        )
        result = solve(problem, ladder=(Short(), Cost()))
        assert result.plan.started.sum() == trained
        assert result.certificates[0].objective == 6 - trained
        full = [each for each in limits(problem, result.plan) if each.rule == "least" and each.binding]
        assert [each.year for each in full] == {2: [2025], 3: [2025], 9: [2024, 2025]}.get(least, [])
        freed = solve(FewerKept("b", 2).applied(problem), ladder=(Short(), Cost()))
        assert freed.plan.started.sum() == {0: 3, 2: 3, 3: 2, 9: 0}[least]
