"""Sites of limited capacity against every choice of them, with all assignments or a program of each."""

from __future__ import annotations

import csv
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from optimizer.errors import ProblemError
from optimizer.result import Status
from optimizer.siting.capacity.dual import Climb
from optimizer.siting.capacity.knapsack import Knapsacks
from optimizer.siting.capacity.problem import CapacityProblem
from optimizer.siting.capacity.solve import CapacityAnswer, solve_capacity
from optimizer.siting.capacity.start import first_offers

FOLDER = (
    Path(os.environ.get("BENCHMARK_DIR", Path(__file__).resolve().parents[4] / "shared" / "benchmarks"))
    / "sscflp"
)
Given = dict[str, Any]


def made_up(seed: int, *, single: bool) -> Given:
    """Few places and sites; some lack pairs, demand, or a duty to be served; some rows over the sites."""
    rng = np.random.default_rng(seed)
    places, sites = int(rng.integers(1, 5)), int(rng.integers(1, 5))
    place, site = np.nonzero(rng.random((places, sites)) < rng.choice([0.7, 1.0]))
    outside = rng.integers(5, 25, places).astype(float)
    outside[rng.random(places) < rng.choice([0.4, 1.0])] = np.inf
    mark = rng.random(sites)
    forced, banned = mark < 0.1, mark > 0.88
    given: Given = {
        "place": place,
        "site": site,
        "cost": rng.integers(0, 20, len(place)) * float(rng.choice([1.0, 0.7])),
        "demand": rng.integers(0, 6, places).astype(float),
        "capacity": rng.integers(2, 13, sites).astype(float),
        "single": single,
        "opening": rng.integers(-1, 12, sites).astype(float) * (seed % 4 > 0),
        "outside": outside,
        "forced": forced,
        "banned": banned,
    }
    if seed % 3 == 0:
        least = int(rng.integers(0, (~banned).sum() + 1))
        given |= {"least": least, "most": max(least, int(forced.sum()), int(rng.integers(0, sites + 1)))}
    if seed % 3 == 1:
        rules = rng.integers(-1, 4, (2, sites)).astype(float)
        given |= {"rules": csr_array(rules), "lower": np.array([-np.inf, 1.0]), "upper": np.array([5.0, 6.0])}
    return given


def choices(given: Given) -> Iterator[np.ndarray]:
    """All choices of sites that keep marks, counts and rows."""
    sites = len(given["capacity"])
    for chosen in itertools.product([False, True], repeat=sites):
        opened = np.array(chosen, dtype=bool)
        counted = given.get("least", 0) <= opened.sum() <= given.get("most", sites)
        marked = not (opened & given["banned"]).any() and (opened | ~given["forced"]).all()
        sums = given["rules"] @ opened.astype(float) if "rules" in given else np.zeros(0)
        rows = (sums >= given.get("lower", -np.inf)).all() and (sums <= given.get("upper", np.inf)).all()
        if counted and marked and rows:
            yield opened


def served_wholly(given: Given, opened: np.ndarray) -> float:
    """The least that places pay, each at one open site, by trying all assignments."""
    options = [[(-1, outside)] if np.isfinite(outside) else [] for outside in given["outside"]]
    for place, site, cost in zip(given["place"], given["site"], given["cost"], strict=True):
        if opened[site]:
            options[place].append((site, cost))
    best = np.inf
    for chosen in itertools.product(*options):
        load = np.zeros(len(opened))
        for (site, _), demand in zip(chosen, given["demand"], strict=True):
            load[site] += demand * (site >= 0)
        if (load <= given["capacity"]).all():
            best = min(best, sum(cost for _, cost in chosen))
    return best


def served_by_shares(given: Given, opened: np.ndarray) -> float:
    """The least that places pay at open sites, by a linear program."""
    mine = opened[given["site"]]
    place, site = given["place"][mine], given["site"][mine]
    free = np.flatnonzero(np.isfinite(given["outside"]))
    pairs, places, sites = len(place), len(given["demand"]), len(opened)
    if not pairs + len(free):
        return np.inf
    serve, load = np.zeros((places, pairs + len(free))), np.zeros((sites, pairs + len(free)))
    serve[place, np.arange(pairs)] = serve[free, pairs + np.arange(len(free))] = 1.0
    load[site, np.arange(pairs)] = given["demand"][place]
    cost = np.concatenate([given["cost"][mine], given["outside"][free]])
    found = linprog(cost, A_ub=load, b_ub=given["capacity"], A_eq=serve, b_eq=np.ones(places), method="highs")
    return float(found.fun) if found.status == 0 else np.inf


def least_of_all(given: Given) -> float:
    served = served_wholly if given["single"] else served_by_shares
    found = [float(given["opening"][each].sum()) + served(given, each) for each in choices(given)]
    return min(found, default=np.inf)


def cost_of(given: Given, answer: CapacityAnswer) -> float:
    """What a plan costs, worked out from its shares; fails where it breaks a rule."""
    assert answer.opened is not None
    assert any(np.array_equal(answer.opened, each) for each in choices(given))
    share, place, site = answer.pair_share, given["place"], given["site"]
    assert (share >= 0.0).all()
    assert (answer.opened[site] | (share == 0.0)).all()
    if given["single"]:
        assert np.isin(share, (0.0, 1.0)).all()
    load = np.bincount(site, weights=share * given["demand"][place], minlength=len(answer.opened))
    assert (load <= given["capacity"] * (1.0 + 1e-6) + 1e-6).all()
    rest = 1.0 - np.bincount(place, weights=share, minlength=len(given["demand"]))
    assert (rest > -1e-6).all()
    assert (rest[np.isinf(given["outside"])] < 1e-6).all()
    outside = np.where(np.isfinite(given["outside"]), given["outside"], 0.0)
    return float(share @ given["cost"] + outside @ rest + given["opening"][answer.opened].sum())


@pytest.mark.parametrize("single", [True, False])
@pytest.mark.parametrize("first", range(0, 200, 100))
def test_the_plan_is_the_cheapest_of_all(first: int, single: bool) -> None:
    """Made-up problems of both kinds; where there is no plan, that is said."""
    lost = 0
    for seed in range(first, first + 100):
        given = made_up(seed, single=single)
        best = least_of_all(given)
        answer = solve_capacity(CapacityProblem.of(**given), seed=seed)
        assert answer.status is Status.OPTIMAL, seed
        assert (answer.value, answer.bound) == pytest.approx((best, best), abs=1e-5), seed
        lost += np.isinf(best)
        if np.isfinite(best):
            assert cost_of(given, answer) == pytest.approx(best, abs=1e-5), seed
        else:
            assert answer.opened is None
            assert not answer.pair_share.any()
    assert 5 < lost < 95


def test_branching_over_sites_by_prices_finds_the_cheapest_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems so small are otherwise left to branch and cut alone; the last one needs many nodes."""
    monkeypatch.setattr("optimizer.siting.capacity.solve._DIRECT", -1)
    monkeypatch.setattr("optimizer.siting.capacity.branch._LEAF", 5)
    monkeypatch.setattr("optimizer.siting.capacity.branch._STEPS", 5)
    for seed in range(500, 560):
        given = made_up(seed, single=True)
        best = least_of_all(given)
        answer = solve_capacity(CapacityProblem.of(**given), seed=seed)
        assert (answer.value, answer.bound) == pytest.approx((best, best), abs=1e-5), seed
    large = CapacityProblem.of(**tight(True))
    branched = solve_capacity(large, gap=0.005)
    monkeypatch.undo()
    assert branched.bound <= solve_capacity(large).value <= branched.value <= branched.bound / 0.995


@pytest.mark.parametrize("single", [True, False])
def test_prices_in_place_of_limits_bound_all_plans_and_lead_to_good_ones(
    monkeypatch: pytest.MonkeyPatch, single: bool
) -> None:
    """As where branch and cut has too much to do: no bound is above the best, and most plans are the best."""
    monkeypatch.setattr("optimizer.siting.capacity.solve._EXACT", -1)
    found = best_ones = 0
    for seed in range(700, 800):
        given = made_up(seed, single=single)
        best = least_of_all(given)
        answer = solve_capacity(CapacityProblem.of(**given), seconds=5.0, seed=seed)
        assert answer.bound <= best + 1e-5 + 1e-6 * abs(best) or np.isinf(best), seed
        if answer.opened is not None:
            assert cost_of(given, answer) == pytest.approx(answer.value, abs=1e-5), seed
            assert answer.value >= best - 1e-5, seed
            found += 1
            best_ones += answer.value <= best + 1e-5
    assert best_ones >= 0.9 * found > 50
    problem = CapacityProblem.of(**tight(single))
    loose = solve_capacity(problem, seconds=20.0, gap=0.02)
    monkeypatch.undo()
    assert loose.bound <= solve_capacity(problem).value <= loose.value


def tight(single: bool) -> Given:
    """Forty places and fifteen sites in a square; seven of the sites can serve all."""
    rng = np.random.default_rng(5)
    at, by = rng.random((40, 2)), rng.random((15, 2))
    place, site = (index.ravel() for index in np.indices((40, 15)))
    demand = rng.integers(1, 20, 40).astype(float)
    return {
        "place": place,
        "site": site,
        "cost": np.rint(100.0 * np.hypot(*(at[place] - by[site]).T)),
        "demand": demand,
        "capacity": np.full(15, np.ceil(demand.sum() / 6.5)),
        "single": single,
        "opening": np.full(15, 150.0),
        "outside": np.full(40, np.inf),
        "forced": np.zeros(15, dtype=bool),
        "banned": np.zeros(15, dtype=bool),
    }


@pytest.mark.parametrize("single", [True, False])
def test_without_time_the_bound_is_below_and_the_plan_above_the_best(single: bool) -> None:
    """The same problem with time is proven, and the same seed finds the same plan again."""
    problem = CapacityProblem.of(**tight(single))
    hurried, best, again = (solve_capacity(problem, seconds=each) for each in (0.0, 60.0, 60.0))
    assert (hurried.status, best.status) == (Status.LIMIT, Status.OPTIMAL)
    assert hurried.bound < best.value * (1.0 - 1e-6)
    assert hurried.value >= best.value == pytest.approx(best.bound)
    assert np.array_equal(best.pair_share, again.pair_share)


def test_whole_places_cost_no_less_than_shared_ones_and_their_bound_is_higher() -> None:
    """With exact knapsacks the bound of the ascent rises above that of shares, and stays below the best."""
    problem = CapacityProblem.of(**tight(True))
    assert Knapsacks.fit(problem)
    ends = problem.forced.astype(float), (~problem.banned).astype(float)
    climb = Climb(problem, first_offers(problem), lower=ends[0], upper=ends[1], seed=0)
    shared = climb.climb(200, value=np.inf, enough=np.inf).bound
    climb.pack()
    whole = climb.climb(200, value=np.inf, enough=np.inf).bound
    split = solve_capacity(CapacityProblem.of(**tight(False))).value
    assert shared < split
    assert shared + 1.0 < whole <= solve_capacity(problem).value


def test_a_plan_within_the_gap_is_enough_and_the_monitor_can_stop() -> None:
    class Impatient:
        def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
            self.seen = aim, incumbent, bound

        def cancelled(self) -> bool:
            return hasattr(self, "seen")

    problem, monitor = CapacityProblem.of(**tight(True)), Impatient()
    loose = solve_capacity(problem, gap=0.2)
    assert loose.status is Status.OPTIMAL
    assert 0.0 < loose.value - loose.bound <= 0.2 * loose.value
    assert solve_capacity(problem, monitor=monitor).status is Status.CANCELLED
    assert monitor.seen[0] == "siting"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"demand": np.array([-1.0])}, "demand: give finite amounts"),
        ({"capacity": np.array([np.inf, 1.0])}, "capacity: give finite amounts"),
        ({"cost": np.array([-1.0, 2.0])}, "cost: give finite numbers from 0 on"),
        ({"cost": np.array([1.0])}, "2 places, 2 sites and 1 costs"),
        ({"site": np.array([1, 1])}, "given twice"),
        ({"site": np.array([0, 2])}, "site: 2 is not among 2 sites"),
        ({"place": np.array([-1, 0])}, "place: -1 is not among 1 places"),
        ({"outside": np.array([np.nan])}, "outside: give numbers"),
        ({"outside": np.ones(2)}, "outside: 2 costs for 1 places"),
        ({"opening": np.array([np.inf, 0.0])}, "opening: give a finite cost"),
        ({"opening": np.zeros(1)}, "opening: 1 costs for 2 sites"),
        ({"least": 2, "most": 1}, "at least 2 and at most 1"),
        ({"least": 2, "banned": np.array([True, False])}, "at least 2 of 1"),
        ({"most": 0, "forced": np.array([True, False])}, "1 are forced"),
        ({"forced": np.array([True, False]), "banned": np.array([True, False])}, "site 0: forced and banned"),
        ({"rules": csr_array((1, 3)), "lower": np.zeros(1)}, "over 3 sites; there are 2"),
        ({"rules": csr_array((1, 2)), "lower": np.zeros(2)}, "1 rows, 2 lower"),
        ({"rules": csr_array((1, 2)), "lower": np.ones(1), "upper": np.zeros(1)}, "lower <= upper"),
    ],
)
def test_problems_that_cannot_be_meant_are_refused(wrong: Given, told: str) -> None:
    """The same problem with nothing wrong is taken."""
    given: Given = {
        "place": np.array([0, 0]),
        "site": np.array([0, 1]),
        "cost": np.array([1.0, 2.0]),
        "demand": np.array([3.0]),
        "capacity": np.array([2.0, 3.0]),
        "single": True,
    }
    assert solve_capacity(CapacityProblem.of(**given)).value == 2.0
    with pytest.raises(ProblemError, match=told):
        CapacityProblem.of(**{**given, **wrong})


@pytest.mark.parametrize("name", ["p13", "p41"])
def test_published_problems_are_solved_to_their_known_values(name: str) -> None:
    """Holmberg, Rönnqvist & Yuan 1999: single source."""
    if not (FOLDER / "best.csv").exists():
        pytest.skip("no benchmark instances: set BENCHMARK_DIR to the folder that holds sscflp/best.csv")
    with (FOLDER / "best.csv").open() as file:
        known = {row["instance"]: float(row["opt_from_os"]) for row in csv.DictReader(file)}
    numbers = np.array((FOLDER / "holmberg" / name).read_text().split(), dtype=float)
    sites, places = int(numbers[0]), int(numbers[1])
    of_sites = numbers[2 : 2 + 2 * sites].reshape(sites, 2)
    site, place = (index.ravel() for index in np.indices((sites, places)))
    problem = CapacityProblem.of(
        place=place,
        site=site,
        cost=numbers[2 + 2 * sites + places :],
        demand=numbers[2 + 2 * sites : 2 + 2 * sites + places],
        capacity=of_sites[:, 0],
        opening=of_sites[:, 1],
        single=True,
    )
    answer = solve_capacity(problem)
    assert (answer.value, answer.bound, answer.status) == (*[known[f"holmberg/{name}"]] * 2, Status.OPTIMAL)
