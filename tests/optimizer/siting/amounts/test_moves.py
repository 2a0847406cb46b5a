"""Better plans by moves."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.clock import Clock
from optimizer.monitor import Silent
from optimizer.siting.amounts.moves import Moves
from tests.optimizer.siting.amounts.cases import city
from tests.optimizer.siting.listener import Listener


def test_an_annealing_begins_where_it_is_told_and_keeps_the_best_plan_met() -> None:
    """With no steps it is a descent from there; with some the best plan may be one met on the way."""
    problem = city(backup=False)
    first, other = np.arange(300) < 14, np.arange(300) >= 286
    worse, better = 0, 0
    for seed in range(6):
        descent, none, some = (
            Moves(problem, first, seed=seed, clock=Clock(60.0), monitor=Silent()) for _ in range(3)
        )
        descent.descend_from(other)
        assert np.array_equal(none.anneal(other, steps=0), descent.opened)
        ended = some.anneal(other, steps=1000)
        assert problem.keeps(ended)
        assert problem.value(ended) >= some.value == problem.value(some.opened)
        worse, better = worse + (problem.value(ended) > some.value), better + (some.value < descent.value)
    assert 0 < worse < 6 and better > 3


@pytest.mark.parametrize(("stays", "rarely"), [(1.0, False), (0.6, True)])
def test_sites_that_stay_are_tried_more_rarely_and_steps_count_for_them(
    stays: float, rarely: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise as many are tried as there are steps."""
    problem = city(backup=False)
    opened = np.arange(300) < 14
    tried, draw = [], Moves._draw

    def counting(moves: Moves, noise: float) -> float:
        tried.append(draw(moves, noise))
        return tried[-1]

    monkeypatch.setattr("optimizer.siting.amounts.moves._STAYS", stays)
    monkeypatch.setattr(Moves, "_draw", counting)
    Moves(problem, opened, seed=3, clock=Clock(60.0), monitor=Silent()).anneal(opened, steps=1001)
    assert (len(tried) < 700) == rarely
    assert sum(tried) - tried[-1] < 1001 <= sum(tried)
    assert rarely or len(tried) == 1001


@pytest.mark.parametrize(
    ("seconds", "patience", "moves"), [(60.0, 1, True), (0.0, 1, False), (60.0, 0, False)]
)
def test_no_descent_goes_on_when_the_time_is_over_or_the_plan_is_wanted(
    seconds: float, patience: int, moves: bool
) -> None:
    problem = city(backup=False)
    opened = np.arange(300) < 14
    found = Moves(problem, opened, seed=3, clock=Clock(seconds), monitor=Listener(patience))
    found.descend_from(opened)
    assert problem.keeps(found.opened)
    assert (found.value < problem.value(opened)) == moves
