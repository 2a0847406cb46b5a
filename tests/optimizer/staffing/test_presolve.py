"""What no plan can use is left out, and nothing else."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from optimizer.staffing import Cost, Effort, Plan, StaffingProblem, solve
from optimizer.staffing.parts import split
from optimizer.staffing.presolve import usable
from tests.optimizer.staffing.cases import plans, random_problem


def problem(*locked: tuple[str, str], hours: float = 10.0) -> StaffingProblem:
    """Two people, two posts, every pair an arc of 5 hours; A is at the first post today."""
    pairs = [("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")]
    return StaffingProblem.of(
        person_ids=["A", "B"],
        hours=np.array([hours, 10.0]),
        most=np.array([2, 2]),
        post_ids=["x", "y"],
        group=["g", "g"],
        arc_person=[person for person, _ in pairs],
        arc_post=[post for _, post in pairs],
        load=np.full(4, 5.0),
        minutes=np.zeros(4),
        current=np.array([True, False, False, False]),
        locked=np.array([pair in locked for pair in pairs]),
    )


def left(found: StaffingProblem) -> list[tuple[str, str]]:
    """Person and post of every arc that a plan may have."""
    ids, posts, arcs = found.people.ids, found.posts.ids, found.arcs
    return [(ids[arcs.person[a]], posts[arcs.post[a]]) for a in np.flatnonzero(usable(found))]


def test_without_locks_nothing_is_left_out() -> None:
    assert len(left(problem())) == 4


def test_a_post_that_locks_fill_takes_nobody_else_and_today_stays() -> None:
    assert left(problem(("B", "y"))) == [("A", "x"), ("B", "x"), ("B", "y")]
    assert left(problem(("B", "x"))) == [("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")]


@pytest.mark.parametrize(("hours", "expected"), [(9.9, False), (10.0, True)])
def test_whoever_has_no_hours_left_beside_locks_takes_nothing_more(hours: float, expected: bool) -> None:
    """5 of 10 hours are locked: a second post of 5 hours fits to the hour, but not into less."""
    assert (("A", "y") in left(problem(("A", "x"), hours=hours))) is expected


def test_what_is_left_out_is_in_no_plan() -> None:
    """On 200 random problems with random locks no plan that keeps them has an arc that is left out."""
    smaller = 0
    for seed in range(200):
        whole = locked_at_random(seed)
        arcs = zip(whole.arcs.person, whole.arcs.post, whole.arcs.locked, strict=True)
        locks = {(whole.people.ids[p], whole.posts.ids[d]) for p, d, lock in arcs if lock}
        can = set(left(whole))
        smaller += len(can) < whole.arcs.post.size
        for pairs in plans(whole):
            if locks <= set(pairs):
                assert set(pairs) <= can, seed
    assert smaller > 30


def test_parts_have_no_arc_that_is_left_out_and_read_a_cost_as_the_whole_does() -> None:
    """The values of the parts add up to that of the whole, negative costs of arcs left out included."""
    for seed in range(60):
        whole = locked_at_random(seed)
        draw = np.random.default_rng(seed)
        cost = Cost(arc=draw.normal(size=whole.arcs.post.size), short=draw.random(len(whole.posts.ids)))
        linear = replace(cost.linear(whole), constant=50.0)
        chosen = usable(whole) & (draw.random(whole.arcs.post.size) < 0.4)
        parts = split(whole)
        assert set(np.concatenate([part.arcs for part in parts])) == set(np.flatnonzero(usable(whole)))
        values = [part.linear(linear).at(Plan(chosen[part.arcs]), part.problem) for part in parts]
        assert math.fsum(values) == pytest.approx(linear.at(Plan(chosen), whole)), seed


def test_an_aim_that_names_arcs_of_the_whole_is_solved() -> None:
    """Costs are by arc of the whole: the arc left out by a lock does not shift those behind it."""
    cost = Cost(arc=np.array([1.0, 0.0, 7.0, 1.0]), short=np.array([10.0, 10.0]))
    result = solve(problem(("B", "y")), ladder=[cost], effort=Effort(gap=0.0))
    assert result.certificates[0].objective == pytest.approx(2.0)
    assert result.plan.chosen.tolist() == [True, False, False, True]


def locked_at_random(seed: int) -> StaffingProblem:
    whole = replace(random_problem(seed), most_moved=None)
    draw = np.random.default_rng(seed)
    return replace(whole, arcs=replace(whole.arcs, locked=draw.random(whole.arcs.post.size) < 0.3))
