"""Certificates of problems too large for brute force, beside an independent solver."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from optimizer.result import Status
from optimizer.staffing import Cost, Effort, Hired, MaxMin, Shortage, StaffingProblem, solve


def _middling(seed: int, *, times: int = 1) -> tuple[StaffingProblem, Cost]:
    """4 to 8 people, 12 to 25 posts, tight hours, a head short sometimes dearer and sometimes cheaper."""
    random = np.random.default_rng(seed)
    people, posts = times * int(random.integers(4, 9)), times * int(random.integers(12, 26))
    hours = random.uniform(150, 420, people)
    load = random.uniform(60, 200, (people, posts))
    person, post = np.nonzero(random.random((people, posts)) < 0.7)
    cost, short = random.uniform(1, 60, person.size), random.uniform(20, 120, posts)
    problem = StaffingProblem.of(
        person_ids=[f"p{i}" for i in range(people)],
        hours=hours,
        most=np.full(people, 5),
        post_ids=[f"d{i}" for i in range(posts)],
        group=["g"] * posts,
        arc_person=[f"p{i}" for i in person],
        arc_post=[f"d{i}" for i in post],
        load=load[person, post],
        minutes=cost.copy(),
    )
    return problem, Cost(arc=cost, short=short)


def _textbook(problem: StaffingProblem, cost: Cost, *, gap: float) -> tuple[float, float]:
    """Value and bound of the textbook model through another library."""
    arcs, posts, people = problem.arcs, len(problem.posts.ids), len(problem.people.ids)
    linear, size = cost.linear(problem), problem.arcs.post.size
    every = np.arange(size)
    row = [arcs.post, np.arange(posts), posts + arcs.person, posts + people + arcs.person]
    column = [every, size + np.arange(posts), every, every]
    value = [np.ones(size), np.ones(posts), arcs.load, np.ones(size)]
    matrix = csr_array((np.concatenate(value), (np.concatenate(row), np.concatenate(column))))
    lower = np.concatenate([np.ones(posts), np.full(2 * people, -np.inf)])
    upper = np.concatenate([np.ones(posts), problem.people.hours, problem.people.most])
    answer = milp(
        np.concatenate([linear.arc, linear.short]),
        constraints=LinearConstraint(matrix, lower, upper),
        integrality=np.ones(size + posts),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": gap},
    )
    return float(answer.fun), float(answer.mip_dual_bound)


@pytest.mark.parametrize("seed", [*range(40), 352])
def test_no_bound_is_beyond_the_optimum_of_another_solver(seed: int) -> None:
    """Bound <= optimum <= value, and both meet where the rung says that it is proven."""
    problem, cost = _middling(seed)
    true, _ = _textbook(problem, cost, gap=0.0)
    for effort in (Effort(gap=0.0, neighbourhoods=0), Effort(gap=0.01, nodes=1, neighbourhoods=0)):
        certificate = solve(problem, ladder=[cost], effort=effort, seed=1).certificates[0]
        assert certificate.bound <= true + 1e-6 * abs(true)
        assert certificate.objective >= true - 1e-6 * abs(true)
        if certificate.status is Status.OPTIMAL and not effort.gap:
            assert certificate.objective == pytest.approx(true, rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_bounds_of_larger_problems_stay_below_the_plans_of_another_solver(seed: int) -> None:
    """With arcs left out at first, dives and branching: our bound <= their plan, their bound <= our plan."""
    problem, cost = _middling(seed, times=3)
    value, bound = _textbook(problem, cost, gap=0.01)
    certificate = solve(problem, ladder=[cost], seconds=30.0, effort=Effort(gap=0.003), seed=1).certificates[
        0
    ]
    assert certificate.bound <= value + 1e-6 * abs(value)
    assert bound <= certificate.objective + 1e-6 * abs(value)


def test_a_county_that_nobody_reaches_is_a_proven_zero() -> None:
    """The fill of the worst group is 0, and no bound above it is left standing."""
    problem = StaffingProblem.of(
        person_ids=["a"], hours=np.array([300.0]), most=np.array([2]), post_ids=["v", "w", "far"],
        group=["c", "c", "island"], arc_person=["a", "a"], arc_post=["v", "w"],
        load=np.array([100.0, 100.0]), minutes=np.array([5.0, 6.0]),
    )  # fmt: skip
    fill = solve(problem, ladder=[Shortage(), MaxMin(name="county_fill")]).certificates[1]
    assert (fill.objective, fill.bound, fill.status) == (0.0, 0.0, Status.OPTIMAL)


@pytest.mark.parametrize(("hours", "most", "load"), [(99.9, 3, 33.3), (0.3, 3, 0.1), (600.0, 5, 120.0)])
def test_a_place_of_hiring_whose_posts_fit_exactly_serves_as_many_as_are_hired(
    hours: float, most: int, load: float
) -> None:
    """Rounding of most times load against the hours takes nobody away."""
    posts = 2 * most
    problem = StaffingProblem.of(
        person_ids=["+t"], hours=np.array([hours]), most=np.array([most]), hire=np.array([True]),
        most_hired=5,
        post_ids=[f"v{i}" for i in range(posts)], group=["c"] * posts, arc_person=["+t"] * posts,
        arc_post=[f"v{i}" for i in range(posts)], load=np.full(posts, load), minutes=np.full(posts, 5.0),
    )  # fmt: skip
    result = solve(problem, ladder=[Shortage(), Hired()])
    assert [certificate.objective for certificate in result.certificates] == [0.0, 2.0]
