"""What sites are worth to a plan, counted or added up, while it changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.siting.amounts.counts import Counts, is_counted
from optimizer.siting.amounts.standing import Standing
from tests.optimizer.siting.amounts.cases import Case, chosen


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 3), rules=st.integers(0, 2))
def test_sites_that_are_counted_stand_as_those_that_are_added_up(seed: int, steps: int, rules: int) -> None:
    """Open and close sites at random: what closed ones are worth, gain and rules are the same."""
    rng = np.random.default_rng(seed)
    amounts = (rng.random((9, 7)) < 0.5) * rng.integers(1, 4, (9, 1)).astype(float)
    worth = -np.sort(-rng.integers(0, 9, (9, steps)).astype(float), axis=1)
    room = np.repeat(amounts.max(axis=1, keepdims=True), steps, axis=1)
    nothing = np.zeros(7, dtype=bool)
    rest = {"opening": rng.random(7), "least": 0, "most": 7, "forced": nothing, "banned": nothing}
    case = Case(amounts, worth, room, rest)
    problem = replace(case.problem(), rules=rng.random((rules, 7)))
    assert is_counted(problem)
    opened = rng.random(7) < 0.4
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("optimizer.siting.amounts.counts._KEPT", int(rng.choice([0, 40, 10_000])))
        quick, plain = Counts(problem, opened), Standing(problem, opened)
    for site in rng.integers(0, 7, 20).tolist():
        before = quick.worth.copy()
        near = np.flatnonzero(amounts[amounts[:, site] > 0.0].any(axis=0))
        assert set(quick.toggle(site).tolist()) == set(plain.toggle(site).tolist()) == set(near.tolist())
        far = np.setdiff1d(np.arange(7), near)
        assert np.array_equal(quick.worth[far], before[far])
        assert np.array_equal(quick.opened, plain.opened)
        shut = ~quick.opened
        assert quick.worth[shut] == pytest.approx(plain.worth[shut])
        assert quick.sums == pytest.approx(plain.sums)
        now = problem.total - case.value(chosen(quick.opened))
        assert quick.gained == pytest.approx(plain.gained) == pytest.approx(now)
    for standing in (quick, plain):
        standing.restore(opened)
        assert np.array_equal(standing.opened, opened)
        anew = Standing(problem, opened)
        assert standing.worth[~opened] == pytest.approx(anew.worth[~opened])
        assert standing.sums == pytest.approx(problem.rules @ opened.astype(float))
        assert standing.gained == pytest.approx(problem.total - case.value(chosen(opened)))


def test_parts_of_a_step_are_not_counted() -> None:
    """A site that gives half of a step, or steps of different room; the nearest ones are counted."""
    nothing = np.zeros(2, dtype=bool)
    rest = {"opening": np.ones(2), "least": 0, "most": 2, "forced": nothing, "banned": nothing}
    amounts, worth, room = np.array([[2.0, 2.0]]), np.array([[3.0, 1.0]]), np.array([[2.0, 2.0]])
    assert is_counted(Case(amounts, worth, room, rest).problem())
    assert not is_counted(Case(np.array([[2.0, 1.0]]), worth, room, rest).problem())
    assert not is_counted(Case(amounts, worth, np.array([[2.0, 1.0]]), rest).problem())
