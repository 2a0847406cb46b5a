"""The best plan over the sites of some good ones."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from optimizer.monitor import Silent
from optimizer.siting.amounts.merging import merged, over
from tests.optimizer.siting.amounts.cases import Case, city, drawn


def test_plans_merge_into_the_best_one_over_their_sites() -> None:
    """Made-up cases, with and without rules: no choice among the sites of three plans is better.

    Nothing is told where the first of them is that already.
    """
    better, under_rules = 0, 0
    for seed in range(200):
        case = drawn(seed)
        problem = case.problem()
        choices = [np.array(each) for each in itertools.product([False, True], repeat=len(problem.opening))]
        kept = [each for each in choices if problem.keeps(each)]
        if len(kept) < 3:
            continue
        rng = np.random.default_rng(seed)
        plans = sorted((kept[i] for i in rng.choice(len(kept), 3, replace=False)), key=problem.value)
        union = np.any(plans, axis=0)
        best = min(problem.value(each) for each in kept if not (each & ~union).any())
        found = merged(problem, plans, seconds=9.0, seed=seed, monitor=Silent())
        if best >= problem.value(plans[0]) - 1e-9:
            assert found is None, seed
            continue
        assert found is not None and problem.keeps(found) and not (found & ~union).any(), seed
        assert problem.value(found) == pytest.approx(best, rel=1e-9, abs=1e-9), seed
        better, under_rules = better + 1, under_rules + bool(len(problem.rules))
    assert better > 10 and under_rules > 5


def test_places_that_the_same_sites_reach_are_one() -> None:
    """Four places, two alike up to their size, one that no site left reaches: values differ by a constant."""
    amounts = np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    nothing = np.zeros(3, dtype=bool)
    rest = {"opening": np.ones(3), "least": 0, "most": 3, "forced": nothing, "banned": nothing}
    worth, room = np.array([[3.0], [5.0], [7.0], [11.0]]), np.array([[1.0], [2.0], [1.0], [1.0]])
    problem = Case(amounts, worth, room, rest).problem()
    small = over(problem, np.array([True, True, False]))
    assert small.amounts.shape == (2, 2)
    for one, two in itertools.product([False, True], repeat=2):
        whole = problem.value(np.array([one, two, False]))
        assert small.value(np.array([one, two])) == pytest.approx(whole - 11.0)


@pytest.mark.parametrize(("pairs", "taken"), [(50, ()), (100, (2,)), (2800, (1, 2))])
def test_a_plan_with_too_many_sites_is_not_merged_and_the_next_one_may_be(
    pairs: int, taken: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three plans the second has many sites of its own, the third has one."""
    problem = replace(city(backup=False), least=0, most=20, opening=np.full(300, 40.0))
    plans = [np.arange(300) % 21 == own for own in (0, 1, 0)]
    plans[0][[7, 9]] = plans[2][12] = True
    problem.opening[12] = -1.0
    monkeypatch.setattr("optimizer.siting.amounts.merging._PAIRS", pairs)
    found = merged(problem, plans, seconds=9.0, seed=1, monitor=Silent())
    assert (found is not None) == bool(taken)
    if found is not None:
        for which in (1, 2):
            assert (found & plans[which] & ~plans[0]).any() == (which in taken)


def test_one_plan_alone_is_not_merged() -> None:
    problem = city(backup=False)
    assert merged(problem, [np.arange(300) < 14], seconds=9.0, seed=1, monitor=Silent()) is None
