"""What prices fix, and programs for branch and cut."""

from __future__ import annotations

import itertools

import numpy as np

from optimizer.monitor import Silent
from optimizer.siting.amounts.program import best_within, bounds_of_better
from optimizer.siting.amounts.relaxation import Cuts, priced
from tests.optimizer.siting.amounts.cases import city, drawn


def test_what_prices_fix_is_kept_by_every_better_plan() -> None:
    """Rough prices of made-up cases: no plan below a value breaks the bounds of it, and some are fixed."""
    fixed = 0
    for seed in range(150):
        case = drawn(seed)
        problem = case.problem()
        prices = priced(problem, Cuts.none(problem), seconds=9.0, tolerance=(0.3, 1e-6)[seed % 2])
        enough = case.best() + (1.0, 4.0)[seed // 2 % 2]
        if not np.isfinite(enough):
            continue
        lower, upper = bounds_of_better(problem, prices, enough)
        fixed += int((lower == upper).sum())
        for choice in itertools.product([False, True], repeat=len(prices.site)):
            opened = np.array(choice)
            if problem.keeps(opened) and problem.value(opened) < enough - 1e-9:
                point = np.concatenate([opened.astype(float), problem.lacking(opened).T.ravel()])
                assert (point >= lower - 1e-9).all() and (point <= upper + 1e-9).all(), seed
    assert fixed > 250


def test_a_program_with_too_many_entries_is_left_alone_and_tells_nothing() -> None:
    problem = city(backup=True)
    prices = priced(problem, Cuts.none(problem), seconds=9.0, tolerance=1e-6)
    opened = np.arange(300) < 14
    for entries, told in ((100, False), (100_000, True)):
        found = best_within(
            problem,
            prices,
            Cuts.none(problem),
            opened,
            enough=problem.value(opened),
            entries=entries,
            nodes=1,
            seconds=9.0,
            seed=3,
            monitor=Silent(),
        )
        assert (found.opened is not None) == told
        assert np.isfinite(found.bound) == told
