"""Reach and access with rules of reach or of a gap: bounds hold, plans keep the rules, most are found."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from optimizer.siting import Access, GapRule, Places, ReachRule, Sites, SitingProblem, Ways, solve, verify
from optimizer.siting.kept import broken_rules
from optimizer.siting.repair import repaired
from optimizer.siting.service import Choice
from tests.optimizer.siting.brute import best_values
from tests.optimizer.siting.made_up import made_up


@pytest.fixture
def amended(monkeypatch: pytest.MonkeyPatch) -> None:
    """No program of all pairs, however few there are."""
    monkeypatch.setattr(import_module("optimizer.siting.solve"), "_LARGE", 0)
    monkeypatch.setattr(import_module("optimizer.siting.amended"), "_MANY", 0)


@pytest.mark.usefixtures("amended")
def test_no_plan_is_better_than_the_bound_and_most_problems_have_one() -> None:
    """Of 150 made-up problems of access, those with rules and without capacities, beside all choices."""
    looked = found = best_of_all = 0
    for seed in range(150):
        problem, aim = made_up(seed, "access")
        if all(not isinstance(rule, GapRule | ReachRule) for rule in problem.rules) or problem.sites.limited:
            continue
        result, best = solve(problem, aim, seconds=5.0), best_values(problem, aim)
        assert not verify(problem, aim, result), seed
        if best is None:
            assert result.plan is None, seed
            continue
        said = result.certificates[0]
        assert said.bound >= best[0] - 1e-6 * abs(best[0]) - 1e-9, seed
        looked += 1
        found += result.plan is not None
        best_of_all += result.plan is not None and said.objective >= best[0] * (1.0 - 1e-6)
    assert looked >= 20 and found >= 0.8 * looked and best_of_all >= 0.6 * looked


def line(most: float, *, share: float = 0.0, number: int = 2) -> SitingProblem:
    """Ten villages and ten towns on a line, the towns at one end, where it is worth most to be."""
    spots = np.append(np.arange(10.0), 20.0 + np.arange(10.0))
    rural = np.arange(20) < 10
    rules: tuple[GapRule | ReachRule, ...] = (
        GapRule(name="gap", behind=rural.astype(float), ahead=(~rural).astype(float), most=most),
    )
    if share > 0.0:
        rules += (ReachRule(name="remote", weight=rural.astype(float), within=3.0, share=share),)
    return SitingProblem.of(
        places=Places.of([f"v{i}" for i in range(20)], weight=np.where(rural, 1.0, 9.0)),
        sites=Sites.of([f"s{i}" for i in range(20)]),
        ways=Ways.of_matrix(np.abs(spots[:, None] - spots)),
        least=number,
        most=number,
        rules=rules,
    )


ACCESS = Access(catchment=4.0, supply=np.full(20, 10.0), target=1.0)


class Listener:
    """Hears of the best value so far."""

    def __init__(self) -> None:
        self.told: list[float] = []

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        self.told += [] if incumbent is None else [incumbent]

    def cancelled(self) -> bool:
        return False


@pytest.mark.usefixtures("amended")
def test_a_monitor_hears_of_no_plan_that_breaks_a_rule() -> None:
    """What is found without the rules is worth more than any plan that keeps them."""
    problem, listener = line(0.5), Listener()
    best = best_values(problem, ACCESS)
    free = solve(replace(problem, rules=()), ACCESS).certificates[0].objective
    solve(problem, ACCESS, monitor=listener)
    assert best is not None and best[0] < free - 0.005
    assert listener.told and max(listener.told) <= best[0] + 1e-9


@pytest.mark.usefixtures("amended")
@pytest.mark.parametrize(("most", "share"), [(5.0, 0.0), (0.5, 0.0), (-1.0, 0.0), (5.0, 0.6)])
def test_a_plan_of_the_towns_is_mended_until_villages_are_near(most: float, share: float) -> None:
    """Without rules both sites lie in the towns; with them some access is left of what is best."""
    problem = line(most, share=share)
    free = solve(replace(problem, rules=()), ACCESS)
    assert free.plan is not None and all(int(each[1:]) >= 10 for each in free.plan.opened)
    result, best = solve(problem, ACCESS), best_values(problem, ACCESS)
    assert result.plan is not None and best is not None and not verify(problem, ACCESS, result)
    assert 0.4 * best[0] <= result.certificates[0].objective <= best[0] + 1e-9
    assert result.certificates[0].bound >= free.certificates[0].objective - 1e-9


def test_swaps_that_cannot_mend_come_to_nothing_and_can_be_stopped() -> None:
    """All villages within 3 of one site cannot be; of two sites, the nearest that can, they are."""
    opened = np.arange(20) >= 18
    for share, number in ((1.0, 1), (0.7, 1)):
        problem = line(99.0, share=share, number=number)
        one = np.arange(20) == 19
        found = repaired(problem, one, lambda: False)
        assert (found is None) is (share == 1.0)
    problem = line(0.5)
    assert repaired(problem, opened, lambda: True) is None
    found = repaired(problem, opened, lambda: False)
    assert found is not None and found.sum() == 2
    assert not broken_rules(problem, Choice.nearest(problem, found))
