"""What is required of odd numbers of places together."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from optimizer.siting.amounts.odd_sets import broken_by
from optimizer.siting.amounts.relaxation import Cuts, priced
from tests.optimizer.siting.amounts.cases import Case


@pytest.mark.parametrize(("size", "needs"), [(3, {2.0}), (5, {2.0, 3.0}), (7, {2.0, 3.0})])
def test_every_plan_keeps_what_is_required_of_odd_numbers_of_rows(size: int, needs: set[float]) -> None:
    """Cover of eight places: every choice of sites keeps each requirement, and relaxations break some."""
    number, sizes = 0, set()
    for seed in range(50):
        rng = np.random.default_rng(seed)
        amounts = (rng.random((8, 7)) < 0.35).astype(float) * 2.0
        worth, room = rng.integers(1, 9, (8, 1)).astype(float), rng.integers(1, 3, (8, 1)).astype(float)
        nothing = np.zeros(7, dtype=bool)
        rest = {"opening": rng.random(7) * 4.0, "least": 0, "most": 7, "forced": nothing, "banned": nothing}
        problem = Case(amounts, worth, room, rest).problem()
        loose = priced(problem, Cuts.none(problem), seconds=9.0, tolerance=1e-6)
        cuts = broken_by(problem, loose, lambda: False, size=size)
        number += len(cuts.need)
        sizes |= set(cuts.need.tolist())
        point = cuts.sites @ loose.share + cuts.rows @ loose.lacking[:, 0]
        assert (point < cuts.need - 0.02).all(), seed
        for choice in itertools.product([False, True], repeat=7):
            opened = np.array(choice)
            kept = cuts.sites @ opened.astype(float) + cuts.rows @ problem.lacking(opened)[:, 0]
            assert (kept >= cuts.need - 1e-9).all(), seed
        if len(cuts.need):
            tight = priced(problem, cuts, seconds=9.0, tolerance=1e-6)
            best = min(problem.value(np.array(each)) for each in itertools.product([False, True], repeat=7))
            assert loose.bound < tight.bound <= best + 1e-6, seed
    assert number > 10 and sizes == needs


@pytest.mark.parametrize("alike", [1, 2, 12])
def test_few_requirements_hold_the_same_row(alike: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sites, half open, reach places in pairs, twenty a pair: each place is in 400 broken sets."""
    amounts = np.repeat(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0]]), 20, axis=0)
    nothing = np.zeros(3, dtype=bool)
    rest = {"opening": np.ones(3), "least": 0, "most": 3, "forced": nothing, "banned": nothing}
    problem = Case(amounts, np.full((60, 1), 9.0), np.ones((60, 1)), rest).problem()
    half = replace(
        priced(problem, Cuts.none(problem), seconds=9.0, tolerance=1e-6),
        share=np.full(3, 0.5),
        lacking=np.arange(60)[:, None] / 6000.0,
        step=np.zeros((60, 1)),
    )
    monkeypatch.setattr("optimizer.siting.amounts.odd_sets._ALIKE", alike)
    cuts = broken_by(problem, half, lambda: False, size=3)
    times = np.bincount(cuts.rows.indices, minlength=60)
    assert times.max() == alike
    # What lacks nothing breaks a requirement most: the first rows of each pair are held first.
    assert set(cuts.rows.indices[:3].tolist()) == {0, 20, 40}


def test_backup_and_parts_have_no_such_requirement() -> None:
    """Three places that share sites in pairs need two of them; not where each gives half of the need."""
    amounts = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0]])
    nothing = np.zeros(3, dtype=bool)
    rest = {"opening": np.ones(3), "least": 0, "most": 3, "forced": nothing, "banned": nothing}
    for share, steps, number in ((1.0, 1, 1), (0.5, 1, 0), (1.0, 2, 0)):
        problem = Case(amounts * share, np.full((3, steps), 9.0), np.ones((3, steps)), rest).problem()
        half = replace(
            priced(problem, Cuts.none(problem), seconds=9.0, tolerance=1e-6),
            share=np.full(3, 0.5),
            lacking=np.zeros((3, steps)),
        )
        assert len(broken_by(problem, half, lambda: False).need) == number
