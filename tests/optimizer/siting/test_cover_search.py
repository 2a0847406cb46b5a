"""Covers by local search: always covers, never dearer than the start, mostly the cheapest."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from optimizer.clock import Clock
from optimizer.monitor import Silent
from optimizer.result import Status
from optimizer.siting import Cover, Places, Sites, SitingProblem, Ways, solve
from optimizer.siting.cover.cuts import bound_by_cuts
from optimizer.siting.cover.problem import CoverProblem
from optimizer.siting.cover.reduction import Reduced, reduced
from optimizer.siting.cover.solve import find_cover, solve_cover
from optimizer.siting.cover.weighting import lightened


class _Cancelled(Silent):
    def cancelled(self) -> bool:
        return True


def made_up(seed: int, *, places: int = 40, sites: int = 30) -> CoverProblem:
    """A cover that reductions leave something of, once or twice, of equal or of other costs."""
    rng = np.random.default_rng(seed)
    reach = rng.random((places, sites)) < 0.15
    reach[np.arange(places), rng.integers(0, sites, places)] = True
    place, site = np.nonzero(reach)
    need = np.minimum(reach.sum(axis=1), 1 + seed % 2)
    opening = np.ones(sites) if seed % 3 else rng.integers(0, 9, sites).astype(float)
    return CoverProblem.of(sites=sites, place=place, site=site, need=need, opening=opening)


def searched(left: Reduced, *, vain: int, seed: int = 0) -> np.ndarray:
    """Start from all sites."""
    start = np.ones(len(left.sites), dtype=bool)
    return lightened(left, start, enough=-1.0, vain=vain, stopped=lambda: False, seed=seed)


def test_the_search_ends_with_a_cover_that_is_mostly_the_cheapest() -> None:
    """Sixty made-up covers against branch and cut: no place lacks a site, and 55 at least are the best."""
    best = 0
    for seed in range(60):
        problem = made_up(seed)
        left, proven = reduced(problem), solve_cover(problem)
        assert proven.status is Status.OPTIMAL
        found = searched(left, vain=400)
        assert (left.reach @ found.astype(int) >= left.need).all(), seed
        cost = float(problem.opening[left.sites][found].sum())
        assert cost >= proven.value - 1e-9, seed
        best += cost <= proven.value + 1e-9
    assert best >= 55


def test_the_search_is_the_same_by_seed_and_stops_where_it_is_told() -> None:
    problem = made_up(1, places=120, sites=90)
    left = reduced(problem)
    once, again = searched(left, vain=300), searched(left, vain=300)
    assert np.array_equal(once, again)
    assert searched(left, vain=0).all()  # no step: the start
    cost, start = problem.opening[left.sites], np.ones(len(left.sites), dtype=bool)
    enough = float(cost[once].sum()) + 3.0
    part = lightened(left, start, enough=enough, vain=300, stopped=lambda: False, seed=0)
    assert float(cost[once].sum()) < float(cost[part].sum()) <= enough
    late = lightened(left, start, enough=0.0, vain=300, stopped=lambda: True, seed=0)
    assert late.all()


def test_a_site_that_reaches_all_alone_is_found_and_not_closed() -> None:
    """Three sites, of which the last one does; where the two others are free, they are the cheapest cover."""
    reach = np.array([[1, 0, 1], [0, 1, 1]])
    place, site = np.nonzero(reach)
    problem = CoverProblem.of(sites=3, place=place, site=site, need=np.ones(2, dtype=np.int64))
    all_of_it = Reduced(problem.reach, problem.need, np.arange(3), problem.opening)
    assert searched(all_of_it, vain=20).tolist() == [False, False, True]
    free = np.array([0.0, 0.0, 1.0])
    start = np.ones(3, dtype=bool)
    found = lightened(
        replace(all_of_it, opening=free), start, enough=-1.0, vain=20, stopped=lambda: False, seed=0
    )
    assert float(free[found].sum()) == 0.0


@pytest.mark.parametrize("seed", range(4))
def test_a_cover_of_so_many_sites_is_found_where_there_is_one(seed: int) -> None:
    """With one site fewer than the fewest none is; where a place has no site at all, neither."""
    problem = made_up(3 * seed + 1)
    fewest = solve_cover(problem).value
    found = find_cover(problem, seconds=10.0, enough=fewest, vain=3_000)
    assert found is not None
    assert found.sum() <= fewest
    assert problem.covered(found).all()
    assert find_cover(problem, seconds=10.0, enough=fewest - 1.0, vain=300) is None
    alone = CoverProblem.of(sites=1, place=np.array([0]), site=np.array([0]), need=np.array([1, 1]))
    assert find_cover(alone, seconds=1.0, enough=1.0, vain=10) is None


def test_a_large_cover_has_a_bound_and_a_better_plan_than_the_greedy_one() -> None:
    """A thousand places in the plane, of which more are left than branch and cut gets alone."""
    points = np.random.default_rng(5).random((1000, 2))
    place, site = np.nonzero(np.linalg.norm(points[:, None] - points, axis=2) < 0.08)
    problem = CoverProblem.of(sites=1000, place=place, site=site, need=np.ones(1000, dtype=np.int64))
    assert len(reduced(problem).need) > 300
    greedy, answer = solve_cover(problem, seconds=0.0), solve_cover(problem, seconds=4.0)
    assert answer.opened is not None
    assert problem.covered(answer.opened).all()
    assert 0.0 < answer.bound <= answer.value < greedy.value


def test_a_cover_of_too_many_sites_is_not_told_as_a_plan() -> None:
    """With one site fewer than the fewest there is no plan, and none is told on the way."""
    rng = np.random.default_rng(1)
    ways = np.linalg.norm(100.0 * (rng.random((700, 1, 2)) - rng.random((400, 2))), axis=2)
    ways = ways[ways.min(axis=1) <= 8.0]
    problem = SitingProblem.of(
        places=Places.of([f"v{each}" for each in range(len(ways))]),
        sites=Sites.of([f"s{each}" for each in range(400)]),
        ways=Ways.of_matrix(np.where(ways <= 8.0, ways, np.inf)),
    )
    fewest = int(solve(problem, Cover(within=8.0)).certificates[0].objective)
    told: dict[int, list[float]] = {fewest: [], fewest - 1: []}
    for most, values in told.items():
        result = solve(replace(problem, most=most), Cover(within=8.0), monitor=_Written(values))
        assert (result.plan is not None) == (most == fewest)
    assert told[fewest][-1] == fewest
    assert not np.isfinite(told[fewest - 1]).any()


class _Written:
    """A monitor that keeps the values that it is told."""

    def __init__(self, values: list[float]) -> None:
        self._values = values

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        if incumbent is not None:
            self._values.append(incumbent)

    def cancelled(self) -> bool:
        return False


def test_no_cover_costs_less_than_cuts_say_which_is_more_than_the_linear_bound() -> None:
    """Forty made-up covers beside branch and cut; where a place needs two sites cuts say nothing."""
    higher = 0
    for seed in range(0, 80, 2):
        problem = made_up(seed)
        left, best = reduced(problem), solve_cover(problem)
        if not left.need.size:
            continue
        cut, plain = (
            bound_by_cuts(left, enough=enough, clock=Clock(60.0), monitor=Silent())
            for enough in (np.inf, 0.0)
        )
        assert plain <= cut <= best.value + 1e-6, seed
        higher += cut > plain + 1e-3
    assert higher >= 10
    twice = reduced(made_up(1))
    assert bound_by_cuts(twice, enough=np.inf, clock=Clock(60.0), monitor=Silent()) == 0.0


def test_cuts_end_when_told_and_the_search_with_them_keeps_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """With cuts for small covers, too, values are as without, and bounds never above them."""
    plain = [solve_cover(made_up(seed)).value for seed in range(0, 30, 2)]
    for name in ("_MANY", "_SMALL"):
        monkeypatch.setattr(import_module("optimizer.siting.cover.solve"), name, 5)
    for seed, best in zip(range(0, 30, 2), plain, strict=True):
        answer = solve_cover(made_up(seed), seconds=5.0)
        assert answer.bound <= best <= answer.value, seed
    left = reduced(made_up(0, places=120, sites=90))
    assert bound_by_cuts(left, enough=np.inf, clock=Clock(60.0), monitor=_Cancelled()) > 0.0
