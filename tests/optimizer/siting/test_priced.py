"""Rules that have prices: bounds hold, plans keep the rules, what cannot be is said so."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from optimizer.result import Status
from optimizer.siting import (
    MAXIMISED,
    AmountRule,
    Farthest,
    GradualReach,
    Places,
    Reach,
    ReachRule,
    Sites,
    SitingProblem,
    Travel,
    Ways,
    solve,
    verify,
)
from tests.optimizer.siting.brute import best_values
from tests.optimizer.siting.made_up import made_up

KINDS = ("travel", "cost", "even_travel", "gradual_reach", "reach")


@pytest.fixture
def priced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules are priced however few pairs there are."""
    monkeypatch.setattr(import_module("optimizer.siting.solve"), "_LARGE", 0)


@pytest.mark.usefixtures("priced")
@pytest.mark.parametrize("limited", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_bounds_hold_and_plans_keep_the_rules(kind: str, limited: bool) -> None:
    """Of 60 problems with rules none has a better plan than its bound; most without capacities are proven."""
    looked = proven = 0
    for seed in range(60):
        problem, aim = made_up(seed, kind)
        if not problem.rules or problem.sites.limited is not limited:
            continue
        result, best = solve(problem, aim), best_values(problem, aim)
        said = result.certificates[0]
        assert not verify(problem, aim, result), (kind, seed)
        if best is None:
            assert result.plan is None, (kind, seed)
            continue
        assert result.plan is not None or not result.proven, (kind, seed)
        room = 1e-6 * abs(best[0]) + 1e-9
        kept = said.bound >= best[0] - room if isinstance(aim, MAXIMISED) else said.bound <= best[0] + room
        assert kept, (kind, seed)
        looked, proven = looked + 1, proven + result.proven
    assert looked >= (4 if limited else 10)
    assert limited or proven >= 0.6 * looked


def _plain(rules: list[AmountRule | ReachRule]) -> SitingProblem:
    rng = np.random.default_rng(3)
    points = rng.uniform(0.0, 30.0, (220, 2))
    ways = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    ids = [str(each) for each in range(len(points))]
    return SitingProblem.of(
        places=Places.of(ids, weight=rng.integers(1, 50, len(points)).astype(float)),
        sites=Sites.of(ids),
        ways=Ways.of_matrix(ways),
        most=9,
        rules=rules,
    )


def test_a_budget_on_many_pairs_is_kept_within_a_small_gap() -> None:
    """48,400 pairs; sites in the west cost three times as much, and there is money for half of them."""
    price = np.where(np.arange(220) % 2 == 0, 1.0, 3.0)
    problem = _plain([AmountRule(name="budget", amount=price, most=12.0)])
    result = solve(problem, Travel(), gap=0.01, seconds=20.0)
    assert result.proven
    assert not verify(problem, Travel(), result)
    free = solve(_plain([]), Travel(), gap=0.001, seconds=20.0)
    assert free.certificates[0].bound <= result.certificates[0].objective


@pytest.mark.parametrize(("share", "kept"), [(0.9, True), (1.0, False)])
def test_what_so_few_sites_cannot_reach_is_proven_so(share: float, kept: bool) -> None:
    """Nine sites reach nine in ten of those in the corner within a short way, but not all 220 places."""
    corner = (np.arange(220) < (30 if kept else 220)).astype(float)
    rule = ReachRule(name="remote", weight=corner, within=6.0 if kept else 1.0, share=share)
    result = solve(_plain([rule]), Reach(within=5.0), gap=0.02, seconds=20.0)
    assert (result.plan is not None) is kept
    assert result.proven


@pytest.mark.parametrize("seconds", [0.0, 0.5])
def test_steps_that_time_cuts_short_tell_what_the_plan_is_worth(seconds: float) -> None:
    """Bands of the farthest place: every certificate is there and true of the plan at the end."""
    aim = Farthest(bands=(9.0, 6.0, 3.0))
    result = solve(_plain([]), aim, seconds=seconds)
    assert result.plan is None or len(result.certificates) == 4
    assert not verify(_plain([]), aim, result)


def test_a_gap_of_what_is_reached_is_kept() -> None:
    """Gradual reach: 2 % of the people reached, not of those who are not."""
    problem, aim = _plain([]), GradualReach(full=2.0, none=6.0)
    said = solve(problem, aim, gap=0.02, seconds=20.0).certificates[0]
    assert said.status is Status.OPTIMAL
    assert said.gap <= 0.02
