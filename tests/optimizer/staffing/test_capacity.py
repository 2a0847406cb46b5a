"""What people can carry, and that no cut ever cuts off a plan."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.staffing import StaffingProblem
from optimizer.staffing.capacity import capacity, lifted_cover, rounded_row, separate
from tests.optimizer.staffing.cases import random_problem

LOADS = st.lists(st.floats(1.0, 60.0), min_size=1, max_size=8)


def _fits(load: np.ndarray, hours: float) -> list[np.ndarray]:
    """Every set of arcs whose loads fit the hours, as 0/1 vectors."""
    sets = (np.array(each, dtype=float) for each in itertools.product((0, 1), repeat=load.size))
    return [each for each in sets if each @ load <= hours]


@given(loads=LOADS, hours=st.floats(0.0, 200.0), seed=st.integers(0, 10**6))
def test_every_set_of_posts_that_fits_keeps_every_cut(loads: list[float], hours: float, seed: int) -> None:
    """Rounded rows and lifted covers hold for all sets of arcs within the hours, whatever the point."""
    load = np.array(loads)
    point = np.random.default_rng(seed).random(load.size)
    for value, limit in (rounded_row(load, hours, point), lifted_cover(load, hours, point)):
        for chosen in _fits(load, hours):
            assert value @ chosen <= limit + 1e-6


@given(st.integers(3, 7), st.floats(1.0, 40.0), st.integers(0, 10**6))
def test_equal_loads_that_just_fit_are_never_cut_off(number: int, load: float, seed: int) -> None:
    """Hours of exactly n equal loads keep all sets of n, in spite of rounding."""
    loads = np.full(number + 2, load)
    point = np.random.default_rng(seed).random(loads.size)
    chosen = np.array([1.0] * number + [0.0, 0.0])
    for value, limit in (rounded_row(loads, number * load, point), lifted_cover(loads, number * load, point)):
        assert value @ chosen <= limit + 1e-6


def test_a_broken_cover_is_found() -> None:
    """Three loads of 40 in 100 hours at two thirds each: at most two fit, the cut says so."""
    value, limit = lifted_cover(np.full(3, 40.0), 100.0, np.full(3, 0.83))
    assert value.tolist() == [1.0, 1.0, 1.0]
    assert limit == 2.0


def test_no_cover_is_claimed_where_everything_fits() -> None:
    """Loads that fit together give the empty row."""
    value, limit = lifted_cover(np.array([10.0, 20.0]), 30.0, np.ones(2))
    assert not value.any()
    assert limit == 0.0


def test_an_arc_too_heavy_to_join_counts_for_more() -> None:
    """Five villages of 100 fit 520 hours, not with one of 125 among them; hours and heads alone allow it."""
    load, point = np.array([100.0] * 5 + [125.0]), np.array([0.8] * 5 + [0.96])
    assert load @ point <= 520.0
    assert point.sum() <= 5.0
    value, limit = rounded_row(load, 520.0, point)
    assert value @ point > limit + 0.01
    assert value[5] > value[0] > 0


@pytest.mark.parametrize(
    ("hours", "most", "posts", "bind"),
    [
        (209.9, 5, 1, True),
        (210.0, 5, 2, True),
        (230.0, 5, 2, False),
        (330.0, 5, 3, False),
        (330.0, 1, 1, False),
    ],
)
def test_the_most_posts_are_the_lightest_that_fit(hours: float, most: int, posts: int, bind: bool) -> None:
    """Loads 100, 110 and 120: how many fit, and whether the row of hours still says something."""
    loads = [100.0, 110.0, 120.0 if hours > 209.9 else 210.0]
    problem = StaffingProblem.of(
        person_ids=["p"],
        hours=np.array([hours]),
        most=np.array([most]),
        post_ids=["v0", "v1", "v2"],
        group=["c"] * 3,
        arc_person=["p"] * 3,
        arc_post=["v0", "v1", "v2"],
        load=np.array(loads),
        minutes=np.zeros(3),
    )
    able = capacity(problem)
    assert able.posts.tolist() == [posts]
    assert able.hours_bind.tolist() == [bind]


@pytest.mark.parametrize("seed", range(60))
def test_cuts_of_a_problem_are_broken_by_the_point_and_by_no_plan(seed: int) -> None:
    """Each cut that is found really cuts the point off."""
    problem = random_problem(seed)
    point = np.random.default_rng(seed).random(problem.arcs.post.size)
    for cut in separate(problem, values=point, bind=np.ones(len(problem.people.ids), dtype=bool)):
        person = problem.arcs.person[cut.arc]
        assert np.unique(person).size == 1
        assert cut.value @ point[cut.arc] > cut.limit
