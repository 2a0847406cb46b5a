"""The sites farthest apart, against every choice, and what is proven about them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.sparse import csr_array

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.monitor import Silent
from optimizer.result import Status
from optimizer.siting.dispersion.cliques import Cliques, kernel
from optimizer.siting.dispersion.enumeration import enumerated
from optimizer.siting.dispersion.packing import Neighbours, packed, spread
from optimizer.siting.dispersion.problem import DispersionProblem
from optimizer.siting.dispersion.solve import solve_dispersion


def of_matrix(ways: np.ndarray, least: int, **marks: np.ndarray) -> DispersionProblem:
    """A problem of the finite ways of a matrix."""
    one, other = np.nonzero(np.isfinite(ways))
    return DispersionProblem.of(
        sites=len(ways), one=one, other=other, way=ways[one, other], least=least, **marks
    )


def shortest(ways: np.ndarray, chosen: np.ndarray) -> float:
    """The shortest way between two of the sites chosen, in either direction."""
    both = np.minimum(ways, ways.T)[np.ix_(chosen, chosen)]
    np.fill_diagonal(both, np.inf)
    return float(both.min(initial=np.inf))


def plane(sites: int, seed: int) -> np.ndarray:
    """Straight ways between made-up points."""
    points = np.random.default_rng(seed).random((sites, 2))
    ways: np.ndarray = np.linalg.norm(points[:, None] - points, axis=2)
    return ways


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_the_sites_are_farther_apart_than_any_other_choice(first: int) -> None:
    """Made-up ways, in the plane or of any kind, some pairs lacking, some sites forced or banned."""
    for seed in range(first, first + 100):
        rng = np.random.default_rng(seed)
        sites = int(rng.integers(1, 10))
        ways = plane(sites, seed) if seed % 3 == 0 else rng.integers(0, 15, (sites, sites)).astype(float)
        ways[rng.random(ways.shape) < rng.choice([0.0, 0.3, 0.8])] = np.inf
        mark = rng.random(sites)
        forced, banned = mark < 0.1, (mark > 0.85) & (sites > 1) & (np.arange(sites) > 0)
        allowed = np.flatnonzero(~banned)
        least = max(1, int(forced.sum()), int(rng.integers(1, len(allowed) + 1)))
        choices = map(list, itertools.combinations(allowed.tolist(), least))
        best = max(shortest(ways, np.array(c)) for c in choices if forced[c].sum() == forced.sum())
        problem = of_matrix(ways, least, forced=forced, banned=banned)
        answer = solve_dispersion(problem, seed=seed)
        assert (answer.value, answer.bound, answer.status) == (best, best, Status.OPTIMAL), seed
        assert shortest(ways, np.flatnonzero(answer.opened)) == best
        assert answer.opened.sum() == least
        assert (answer.opened >= forced).all()
        assert not (answer.opened & banned).any()


@pytest.mark.parametrize(("sites", "least"), [(60, 6), (60, 20), (100, 10)])
def test_a_hundred_sites_are_proven_and_three_proofs_agree(sites: int, least: int) -> None:
    """One way more cannot be kept: so say the choices, and branch and cut; that way itself can."""
    ways = plane(sites, seed=sites)
    answer = solve_dispersion(of_matrix(ways, least))
    assert answer.status is Status.OPTIMAL
    np.fill_diagonal(ways, np.inf)
    for near, kept in ((ways < answer.value, True), (ways <= answer.value, False)):
        for found in (
            enumerated(near, least, work=np.inf, clock=Clock(60.0)),
            Cliques(near).branch(least, clock=Clock(60.0), seed=0, monitor=Silent()),
        ):
            assert found.none is not kept
            assert (found.chosen is not None) is kept
            if found.chosen is not None:
                assert found.chosen.sum() >= least
                assert not near[np.ix_(found.chosen, found.chosen)].any()


def test_cliques_exclude_only_what_is_excluded() -> None:
    """Of five sites in a ring two can be open; weights of the five pairs prove that three cannot."""
    ring = np.zeros((5, 5), dtype=bool)
    ring[np.arange(5), (np.arange(5) + 1) % 5] = True
    cliques = Cliques(ring | ring.T)
    assert cliques.exclude(3, clock=Clock(10.0), seed=0)
    assert not cliques.exclude(2, clock=Clock(10.0), seed=0)
    alone = Cliques(np.zeros((3, 3), dtype=bool))
    assert alone.exclude(4, clock=Clock(10.0), seed=0)
    assert not alone.exclude(3, clock=Clock(10.0), seed=0)


@pytest.mark.parametrize(("weight", "most"), [(0.0, 5.0), (0.25, 4.0), (0.5, 3.0), (1.0, 4.0)])
def test_what_a_site_lacks_in_weight_counts_by_itself(weight: float, most: float) -> None:
    """Four pairs of five sites in a row: at half a weight each, the two at the ends lack a half each."""
    row = np.diag(np.ones(4, dtype=bool), 1)
    cliques = Cliques(row | row.T)
    assert len(cliques.members) == 4
    assert cliques.most(np.full(4, weight)) == most


def test_as_many_sites_are_far_apart_without_those_that_others_replace() -> None:
    """Made-up graphs keep their largest choice; something is left out of most of them."""
    smaller = 0
    for seed in range(40):
        ways = plane(25, seed)
        near = ways < 0.3
        left = kernel(csr_array(near.astype(np.int64)))
        smaller += len(left) < 25
        np.fill_diagonal(near, False)
        kept = near[np.ix_(left, left)]
        most = next(k for k in range(1, 26) if enumerated(near, k, work=np.inf, clock=Clock(9.0)).none) - 1
        assert not enumerated(kept, most, work=np.inf, clock=Clock(9.0)).none, seed
    assert smaller > 30


def test_local_search_gets_beyond_the_greedy_choice_and_within_reach_of_the_best() -> None:
    ways = plane(80, seed=4)
    problem = of_matrix(ways, 12)
    neighbours = Neighbours(problem)
    first = spread(problem, neighbours, seed=0)
    given = {"steps": 4000, "clock": Clock(20.0), "monitor": Silent(), "seed": 1}
    then = packed(problem, neighbours, first, **given)
    best = solve_dispersion(problem).value
    assert first.sum() == then.sum() == 12
    assert problem.nearest(first) < problem.nearest(then)
    assert problem.nearest(then) >= 0.98 * best


def test_without_time_the_greedy_sites_come_with_a_bound() -> None:
    """Ravi's greedy sites are at least half as far apart as the best where ways are straight."""
    problem = of_matrix(plane(60, seed=3), 9)
    hurried, best = solve_dispersion(problem, seconds=0.0), solve_dispersion(problem)
    assert (hurried.status, best.status) == (Status.LIMIT, Status.OPTIMAL)
    assert hurried.opened.sum() == 9
    assert best.value / 2 <= hurried.value < best.value <= hurried.bound


def test_who_asks_to_stop_gets_sites() -> None:
    class Stopped(Silent):
        def cancelled(self) -> bool:
            return True

    answer = solve_dispersion(of_matrix(plane(40, seed=1), 8), monitor=Stopped())
    assert answer.status is Status.CANCELLED
    assert answer.opened.sum() == 8


def test_sites_that_are_forced_bound_the_way() -> None:
    """Two forced sites side by side: nothing can be farther apart, and no time is needed to say so."""
    ways = plane(30, seed=5)
    ways[3, 4] = 0.001
    forced = np.isin(np.arange(30), [3, 4])
    answer = solve_dispersion(of_matrix(ways, 5, forced=forced), seconds=0.0)
    assert (answer.value, answer.bound, answer.status) == (0.001, 0.001, Status.OPTIMAL)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"way": np.array([-1.0])}, "from 0 on"),
        ({"way": np.array([np.inf])}, "finite"),
        ({"least": 0}, "give at least 1"),
        ({"least": 3}, "3 of 2 that are not banned"),
        ({"least": 1, "forced": np.array([True, True])}, "1, but 2 are forced"),
        ({"forced": np.array([True, False]), "banned": np.array([True, False])}, "site 0: forced and banned"),
    ],
)
def test_sites_that_cannot_be_meant_are_refused(wrong: dict[str, np.ndarray], told: str) -> None:
    """The same sites with nothing wrong are taken."""
    given = {"one": np.array([0]), "other": np.array([1]), "way": np.array([7.0]), "least": 2}
    assert solve_dispersion(DispersionProblem.of(sites=2, **given)).value == 7.0
    with pytest.raises(ProblemError, match=told):
        DispersionProblem.of(sites=2, **{**given, **wrong})
