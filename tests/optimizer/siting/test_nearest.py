"""Opening sites so that all places pay least, each at its cheapest open site."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.result import Status
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.rows import CostRows
from optimizer.siting.nearest.search import solve_nearest


@dataclass(frozen=True)
class Case:
    """A small problem as a table: what each place pays at each site, nan where the site cannot serve it."""

    costs: np.ndarray
    outside: np.ndarray
    opening: np.ndarray
    least: int
    most: int
    forced: np.ndarray
    banned: np.ndarray

    def problem(self) -> NearestProblem:
        place, site = np.nonzero(~np.isnan(self.costs))
        rows = CostRows.of(
            sites=self.costs.shape[1],
            place=place,
            site=site,
            cost=self.costs[place, site],
            outside=self.outside,
        )
        return NearestProblem.of(
            rows,
            least=self.least,
            most=self.most,
            opening=self.opening,
            forced=self.forced,
            banned=self.banned,
        )

    def value(self, opened: tuple[int, ...]) -> float:
        """What a choice of sites comes to, place by place."""
        total = float(sum(self.opening[j] for j in opened))
        for i, row in enumerate(self.costs):
            total += min([self.outside[i], *(row[j] for j in opened if not np.isnan(row[j]))])
        return total

    def best(self) -> float:
        """The least value of all choices."""
        sites = range(self.costs.shape[1])
        choices = (set(c) for k in range(self.least, self.most + 1) for c in itertools.combinations(sites, k))
        forced, banned = set(np.flatnonzero(self.forced)), set(np.flatnonzero(self.banned))
        return min(
            (self.value(tuple(sorted(c))) for c in choices if forced <= c and not banned & c), default=np.inf
        )


def drawn(seed: int, *, whole: bool = True) -> Case:
    """A made-up case: some pairs lack, some places have to be served, some sites are forced or banned."""
    rng = np.random.default_rng(seed)
    places, sites = int(rng.integers(1, 9)), int(rng.integers(1, 9))
    costs = rng.integers(0, 12, (places, sites)).astype(float) * (1.0 if whole else 0.37)
    costs[rng.random((places, sites)) < rng.choice([0.0, 0.4])] = np.nan
    outside = np.where(rng.random(places) < 0.3, np.inf, rng.integers(0, 20, places).astype(float))
    mark = rng.random(sites)
    forced, banned = mark < 0.1, mark > 0.9
    least = int(rng.integers(0, max(1, int((~banned).sum()) + 1)))
    most = int(rng.integers(max(least, forced.sum()), sites + 1))
    opening = rng.integers(-2, 9, sites).astype(float) * rng.choice([0.0, 1.0])
    return Case(costs, outside, opening, least, most, forced, banned)


@pytest.mark.parametrize("first", range(0, 1500, 100))
def test_the_plan_is_the_best_of_all_choices(first: int) -> None:
    """Made-up cases against every choice of sites: the value is the least, proven, and the plan's own."""
    for seed in range(first, first + 100):
        case = drawn(seed, whole=seed % 3 > 0)
        answer = solve_nearest(case.problem(), seed=seed)
        best = case.best()
        assert answer.status is Status.OPTIMAL, seed
        assert answer.value == pytest.approx(best, rel=1e-9), seed
        assert answer.bound == pytest.approx(best, rel=1e-8), seed
        opened = tuple(np.flatnonzero(answer.opened).tolist())
        assert case.value(opened) == pytest.approx(best, rel=1e-9), seed
        assert case.least <= len(opened) <= case.most
        assert not (answer.opened & case.banned).any() and (answer.opened | ~case.forced).all()


def test_a_place_that_nobody_can_serve_is_told_as_a_value_without_end() -> None:
    """The nearest case: with service from outside at a price the same place is no obstacle."""
    costs = np.array([[1.0, 2.0], [np.nan, np.nan]])
    nothing = np.zeros(2, dtype=bool)
    lost = Case(costs, np.array([np.inf, np.inf]), np.zeros(2), 1, 1, nothing, nothing)
    found = solve_nearest(lost.problem())
    assert (found.value, found.bound, found.status) == (np.inf, np.inf, Status.OPTIMAL)
    paid = solve_nearest(Case(costs, np.array([np.inf, 5.0]), np.zeros(2), 1, 1, nothing, nothing).problem())
    assert (paid.value, paid.bound) == (6.0, 6.0)


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_a_plan_that_is_not_proven_has_a_bound_that_no_choice_is_below(seconds: float) -> None:
    """With no time, or with room for a third, plan and bound stand on both sides of the best."""
    for seed in range(150):
        case = drawn(seed)
        answer = solve_nearest(case.problem(), seconds=seconds, gap=0.3, seed=seed)
        best = case.best()
        assert answer.bound <= best + 1e-6 * max(1.0, abs(best)), seed
        assert answer.value >= best or answer.value == pytest.approx(best)
        if answer.status is Status.OPTIMAL and np.isfinite(answer.value):
            assert answer.value - answer.bound <= max(1.0, 0.3 * abs(answer.value))


def test_the_same_seed_gives_the_same_plan() -> None:
    """Three hundred places and sites in the plane, thirty open, places that weigh differently."""
    rng = np.random.default_rng(5)
    where = rng.random((300, 2))
    costs = np.linalg.norm(where[:, None] - where[None], axis=2) * rng.integers(1, 9, 300)[:, None]
    nothing = np.zeros(300, dtype=bool)
    case = Case(costs, np.full(300, np.inf), np.zeros(300), 30, 30, nothing, nothing)
    one, two = (solve_nearest(case.problem(), seed=3) for _ in range(2))
    assert np.array_equal(one.opened, two.opened)
    assert (one.value, one.bound, one.nodes) == (two.value, two.bound, two.nodes)
    assert one.status is Status.OPTIMAL
    assert case.value(tuple(np.flatnonzero(one.opened).tolist())) == pytest.approx(one.value)


ROWS = {"sites": 2, "place": np.array([0, 1]), "site": np.array([0, 1]), "cost": np.array([1.0, 2.0])}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"place": np.array([0, 2])}, "place: 2 is not among 2 places"),
        ({"site": np.array([0, 2])}, "site: 2 is not among 2 sites"),
        ({"cost": np.array([1.0, -1.0])}, "finite numbers from 0 on"),
        ({"cost": np.array([1.0, np.inf])}, "finite numbers from 0 on"),
        ({"cost": np.array([1.0])}, "give one each"),
        ({"outside": np.array([1.0, np.nan])}, "outside"),
    ],
)
def test_costs_that_cannot_be_meant_are_refused(wrong: dict[str, object], told: str) -> None:
    """The same pairs with nothing wrong are taken."""
    given = {**ROWS, "outside": np.array([np.inf, 9.0])}
    assert CostRows.of(**given).places == 2  # type: ignore[arg-type]
    with pytest.raises(ProblemError, match=told):
        CostRows.of(**{**given, **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"least": 2, "most": 1}, "at least 2 and at most 1"),
        ({"least": 2, "banned": np.array([True, False])}, "at least 2 of 1"),
        ({"most": 1, "forced": np.array([True, True])}, "but 2 are forced"),
        ({"forced": np.array([True, False]), "banned": np.array([True, False])}, "site 0: forced and banned"),
        ({"opening": np.array([np.inf, 0.0])}, "finite cost for every site"),
    ],
)
def test_counts_and_marks_that_exclude_each_other_are_refused(wrong: dict[str, object], told: str) -> None:
    """One forced and the other banned is a problem with one plan."""
    rows = CostRows.of(**ROWS, outside=np.array([np.inf, 9.0]))  # type: ignore[arg-type]
    marks = {"forced": np.array([True, False]), "banned": np.array([False, True])}
    assert solve_nearest(NearestProblem.of(rows, most=1, **marks)).value == 10.0
    with pytest.raises(ProblemError, match=told):
        NearestProblem.of(rows, **wrong)  # type: ignore[arg-type]
