"""The cheapest cover of all places, and the shortest way for the farthest one, against every choice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.result import Status
from optimizer.siting.center import CenterProblem, solve_center
from optimizer.siting.cover.problem import CoverProblem
from optimizer.siting.cover.reduction import reduced
from optimizer.siting.cover.solve import CoverAnswer, solve_cover
from optimizer.siting.prices import priced


def choices(forced: np.ndarray, banned: np.ndarray, most: int) -> Iterator[np.ndarray]:
    """All choices of at most so many sites that keep what is forced and banned."""
    sites = len(forced)
    for number in range(most + 1):
        for chosen in itertools.combinations(range(sites), number):
            opened = np.zeros(sites, dtype=bool)
            opened[list(chosen)] = True
            if not (opened & banned).any() and (opened | ~forced).all():
                yield opened


def marks(rng: np.random.Generator, sites: int) -> tuple[np.ndarray, np.ndarray]:
    """Some forced and some banned sites."""
    mark = rng.random(sites)
    return mark < 0.1, mark > 0.85


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_the_cover_is_the_cheapest_of_all_choices(first: int) -> None:
    """Made-up covers, once or more times, of whole and of broken costs; where there is none, that is said."""
    for seed in range(first, first + 100):
        rng = np.random.default_rng(seed)
        places, sites = int(rng.integers(1, 9)), int(rng.integers(1, 9))
        reach = rng.random((places, sites)) < 0.45
        place, site = np.nonzero(reach)
        need = rng.integers(0, 2 + seed % 2, places)
        opening = rng.integers(0, 6, sites) * rng.choice([1.0, 0.7])
        forced, banned = marks(rng, sites)
        problem = CoverProblem.of(
            sites=sites, place=place, site=site, need=need, opening=opening, forced=forced, banned=banned
        )
        covers = [c for c in choices(forced, banned, sites) if (reach @ c.astype(int) >= need).all()]
        best = min((float(opening[c].sum()) for c in covers), default=np.inf)
        answer = solve_cover(problem, seed=seed)
        assert answer.status is Status.OPTIMAL
        assert (answer.value, answer.bound) == pytest.approx((best, best)), seed
        if answer.opened is not None:
            assert any(np.array_equal(answer.opened, c) for c in covers)
            assert problem.covered(answer.opened).all()


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_the_farthest_place_is_as_near_as_any_choice_brings_it(first: int) -> None:
    """Made-up ways, some pairs lacking, some sites forced or banned."""
    for seed in range(first, first + 100):
        rng = np.random.default_rng(seed)
        places, sites = int(rng.integers(1, 9)), int(rng.integers(1, 8))
        ways = rng.integers(0, 15, (places, sites)).astype(float)
        ways[rng.random(ways.shape) < rng.choice([0.0, 0.3])] = np.inf
        place, site = np.nonzero(np.isfinite(ways))
        forced, banned = marks(rng, sites)
        most = max(1, int(forced.sum()), int(rng.integers(1, sites + 1)))
        problem = CenterProblem(places, sites, place, site, ways[place, site], most, forced, banned)
        farthest = [float(np.where(c, ways, np.inf).min(axis=1).max()) for c in choices(forced, banned, most)]
        best = min(farthest)
        answer = solve_center(problem, seed=seed)
        assert (answer.value, answer.bound, answer.status) == (best, best, Status.OPTIMAL), seed
        if np.isfinite(best):
            assert answer.opened is not None
            assert answer.opened.sum() <= most
            assert float(np.where(answer.opened, ways, np.inf).min(axis=1).max()) == best


def test_prices_bound_every_cover_and_exclude_what_they_can() -> None:
    """Made-up covers: never above the fewest sites; three places that share sites in pairs need two."""
    for seed in range(60):
        rng = np.random.default_rng(seed)
        place, site = np.nonzero(rng.random((12, 9)) < 0.4)
        forced, banned = marks(rng, 9)
        need = rng.integers(0, 3, 12)
        problem = CoverProblem.of(sites=9, place=place, site=site, need=need, forced=forced, banned=banned)
        assert priced(problem, clock=Clock(10.0)) <= solve_cover(problem).value, seed
    ring = {"place": np.array([0, 0, 1, 1, 2, 2]), "site": np.array([0, 1, 1, 2, 2, 0])}
    problem = CoverProblem.of(sites=3, **ring, need=np.ones(3, dtype=np.int64))
    assert priced(problem, clock=Clock(10.0)) == 2.0


def test_far_more_sites_than_are_open_have_a_center_soon() -> None:
    """Places in the plane: the way found and its bound are the same; without time the bound still holds."""
    points = np.random.default_rng(1).random((90, 2))
    ways = np.linalg.norm(points[:, None] - points, axis=2)
    place, site = (index.ravel() for index in np.indices(ways.shape))
    nothing = np.zeros(90, dtype=bool)
    problem = CenterProblem(90, 90, place, site, ways.ravel(), 8, nothing, nothing)
    best, hurried = solve_center(problem), solve_center(problem, seconds=0.0)
    assert (best.status, best.value) == (Status.OPTIMAL, best.bound)
    assert hurried.bound <= best.value <= hurried.value


def test_prices_alone_bound_the_way_of_the_farthest_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without covers the bound is that of the prices: never beyond the best way, and at times the same."""
    nowhere = CoverAnswer(None, np.inf, 0.0, Status.LIMIT)
    best, bound = [], []
    for seed in range(12):
        ways = np.random.default_rng(seed).integers(1, 15, (7, 6)).astype(float)
        place, site = (index.ravel() for index in np.indices(ways.shape))
        nothing = np.zeros(6, dtype=bool)
        problem = CenterProblem(7, 6, place, site, ways.ravel(), 2, nothing, nothing)
        best.append(solve_center(problem).value)
        with monkeypatch.context() as patch:
            patch.setattr("optimizer.siting.center.solve_cover", lambda *_, **__: nowhere)
            patch.setattr("optimizer.siting.center._Search.cover", lambda _: None)
            bound.append(solve_center(problem).bound)
    assert (np.array(bound) <= np.array(best)).all()
    assert (np.array(bound) == np.array(best)).any()


def test_cuts_alone_bound_the_way_of_the_farthest_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without covers and prices the bound is that of the cuts: never beyond the best way, mostly near it."""
    nowhere, near = CoverAnswer(None, np.inf, 0.0, Status.LIMIT), 0
    for seed in range(8):
        points = np.random.default_rng(seed).random((30, 2))
        ways = np.linalg.norm(points[:, None] - points, axis=2).ravel()
        place, site = (index.ravel() for index in np.indices((30, 30)))
        forced, banned = np.arange(30) == seed, np.arange(30) == seed + 1
        problem = CenterProblem(30, 30, place, site, ways, 5, forced, banned)
        best = solve_center(problem)
        assert best.status is Status.OPTIMAL
        with monkeypatch.context() as patch:
            patch.setattr("optimizer.siting.center.solve_cover", lambda *_, **__: nowhere)
            patch.setattr("optimizer.siting.center.priced", lambda *_, **__: 0.0)
            patch.setattr("optimizer.siting.center._MANY", 0)
            patch.setattr("optimizer.siting.center._Search.cover", lambda _: None)
            bound = solve_center(problem).bound
        assert bound <= best.value
        near += bound >= 0.9 * best.value
    assert near >= 4


def test_a_place_that_is_covered_with_another_and_a_site_that_another_replaces_are_left_out() -> None:
    """Place 1 has all sites of place 0; site 2 reaches what site 1 reaches. At half the price it stays."""
    place, site = np.array([0, 1, 1, 2, 2]), np.array([0, 0, 1, 1, 2])
    problem = CoverProblem.of(sites=3, place=place, site=site, need=np.ones(3, dtype=np.int64))
    left = reduced(problem)
    assert (left.reach.shape, left.sites.tolist()) == ((2, 2), [0, 1])
    cheap = replace(problem, opening=np.array([1.0, 1.0, 0.5]))
    assert reduced(cheap).sites.tolist() == [0, 2]


def test_without_time_the_greedy_cover_comes_with_a_bound() -> None:
    rng = np.random.default_rng(2)
    place, site = np.nonzero(rng.random((120, 120)) < 0.05)
    problem = CoverProblem.of(sites=120, place=place, site=site, need=np.ones(120, dtype=np.int64))
    hurried, best = solve_cover(problem, seconds=0.0), solve_cover(problem)
    assert best.status is Status.OPTIMAL
    assert hurried.opened is not None
    assert problem.covered(hurried.opened).all()
    assert hurried.bound <= best.value <= hurried.value


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"need": np.array([-1])}, "need: -1"),
        ({"opening": np.array([-1.0, 0.0])}, "from 0 on"),
        ({"place": np.array([0, 0]), "site": np.array([1, 1])}, "given twice"),
        ({"forced": np.array([True, False]), "banned": np.array([True, False])}, "site 0: forced and banned"),
    ],
)
def test_covers_that_cannot_be_meant_are_refused(wrong: dict[str, np.ndarray], told: str) -> None:
    """The same cover with nothing wrong is taken."""
    given = {"place": np.array([0, 0]), "site": np.array([0, 1]), "need": np.array([1])}
    assert solve_cover(CoverProblem.of(sites=2, **given)).value == 1.0
    with pytest.raises(ProblemError, match=told):
        CoverProblem.of(sites=2, **{**given, **wrong})


def test_a_center_of_no_site_is_refused() -> None:
    """One site is a center."""
    ways = {"place": np.array([0]), "site": np.array([0]), "way": np.array([3.0])}
    marks = {"forced": np.array([False]), "banned": np.array([False])}
    assert solve_center(CenterProblem(1, 1, **ways, most=1, **marks)).value == 3.0
    with pytest.raises(ProblemError, match="at most 0"):
        CenterProblem(1, 1, **ways, most=0, **marks)
