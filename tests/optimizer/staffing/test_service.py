"""What groups get: amounts by hand, the steps they come in, and what a service must be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.staffing import Service, StaffingProblem


def three_posts() -> StaffingProblem:
    """Two posts of group c, one of d that needs two; one person may serve all."""
    return StaffingProblem.of(
        person_ids=["p"],
        hours=np.array([100.0]),
        most=np.array([3]),
        post_ids=["a", "b", "z"],
        need=np.array([1, 1, 2]),
        group=["c", "c", "d"],
        arc_person=["p"] * 3,
        arc_post=["a", "b", "z"],
        load=np.full(3, 10.0),
        minutes=np.array([0.0, 30.0, 60.0]),
    )


def amounts(problem: StaffingProblem, service: Service, *served: str) -> list[float]:
    chosen = np.array([post in served for post in problem.posts.ids])
    short = np.maximum(problem.posts.need - chosen, 0).astype(float)
    return service.amounts(chosen, short, problem.arcs.post).tolist()


def test_fill_is_the_share_of_the_heads_that_are_there() -> None:
    """One of two heads is a half in either group; a post without a group counts nowhere."""
    problem = three_posts()
    assert amounts(problem, Service.fill(problem), "a", "z") == [0.5, 0.5]
    only = Service.fill(problem, group=["c", "", "d"])
    assert amounts(problem, only, "a", "z") == [1.0, 0.5]
    assert amounts(problem, only) == [0.0, 0.0]


def test_what_is_received_is_divided_by_the_size_of_the_group() -> None:
    """Ten hours for two villages are five each; discounted hours add up as they are."""
    problem = three_posts()
    hours = Service.received(
        problem,
        name="hours",
        group=problem.posts.group,
        size={"c": 2.0, "d": 4.0},
        amount=np.full(3, 10.0),
        step=10.0,
    )
    assert amounts(problem, hours, "a", "z") == [5.0, 2.5]
    assert hours.most(problem).tolist() == [20.0, 20.0] and hours.least(problem).tolist() == [0.0, 0.0]


def test_steps_say_which_amounts_there_are() -> None:
    """Of two posts a group can have none, half or all; the next above a half is all."""
    problem = three_posts()
    fill = Service.fill(problem)
    assert fill.between(0.0, 1.0).tolist() == [0.5, 1.0]
    assert fill.between(0.5, 1.0).tolist() == [1.0]
    assert fill.above(np.array([0.5, 0.0])).tolist() == [1.0, 0.5]
    assert fill.reach(0.4).tolist() == [-1.0, -1.0]
    assert fill.reach(0.6).tolist() == [0.0, 0.0]
    free = replace(fill, step=0.0)
    assert free.reach(0.4) == pytest.approx([-1.2, -1.2])
    assert np.isinf(free.above(np.array([0.5, 0.0]))).all()


def test_a_service_that_cannot_be_meant_is_refused() -> None:
    """A size of zero, a group without a size, and heads short that add to the amount are errors."""
    problem = three_posts()
    fill = Service.fill(problem)
    with pytest.raises(ProblemError, match="size above 0"):
        replace(fill, size=np.array([0.0, 2.0]))
    with pytest.raises(ProblemError, match="no size for group 'd'"):
        Service.received(problem, name="h", group=["c", "c", "d"], size={"c": 1.0}, amount=np.zeros(3))
    with pytest.raises(ProblemError, match="cannot add"):
        replace(fill, per_short=np.ones(3))
