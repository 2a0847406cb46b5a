"""What no plan can use is left out, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.staffing import LinearRule, Plan, Shortage, StaffingProblem
from optimizer.staffing.extras import Entries
from optimizer.staffing.presolve import expanded, reduced
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
    ids, posts = found.people.ids, found.posts.ids
    return [(ids[p], posts[d]) for p, d in zip(found.arcs.person, found.arcs.post, strict=True)]


def keeping_locks(found: StaffingProblem) -> set[tuple[tuple[str, str], ...]]:
    """All plans that have every locked pair."""
    locked = {pair for pair, lock in zip(left(found), found.arcs.locked, strict=True) if lock}
    return {pairs for pairs in plans(found) if locked <= set(pairs)}


def test_without_locks_nothing_is_left_out() -> None:
    whole = problem()
    found, kept = reduced(whole)
    assert found is whole and kept.tolist() == [0, 1, 2, 3]


def test_a_post_that_locks_fill_takes_nobody_else_and_today_stays() -> None:
    assert left(reduced(problem(("B", "y")))[0]) == [("A", "x"), ("B", "x"), ("B", "y")]
    assert left(reduced(problem(("B", "x")))[0]) == [("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")]


@pytest.mark.parametrize(("hours", "expected"), [(9.9, False), (10.0, True)])
def test_whoever_has_no_hours_left_beside_locks_takes_nothing_more(hours: float, expected: bool) -> None:
    """5 of 10 hours are locked: a second post of 5 hours fits to the hour, but not into less."""
    assert (("A", "y") in left(reduced(problem(("A", "x"), hours=hours))[0])) is expected


def test_rows_keep_the_entries_of_what_is_left() -> None:
    """The second arc goes; the row over all four arcs goes on with three, in their new places."""
    row = LinearRule("r", ("",), Entries.of(0, np.arange(4), np.array([1.0, 2.0, 3.0, 4.0])), (0.0,), (9.0,))
    found, kept = reduced(problem(("B", "y")).under([row]))
    assert kept.tolist() == [0, 2, 3]
    assert dict(zip(found.extras.arcs.column.tolist(), found.extras.arcs.value.tolist(), strict=True)) == {
        0: 1.0,
        1: 3.0,
        2: 4.0,
    }
    assert expanded(Plan(np.array([True, False, True])), kept, problem()).chosen.tolist() == [
        True,
        False,
        False,
        True,
    ]


def test_the_same_plans_are_left() -> None:
    """On 200 random problems with random locks the reduced problem has exactly the plans of the whole."""
    smaller = 0
    for seed in range(200):
        whole = replace(random_problem(seed), most_moved=None)
        draw = np.random.default_rng(seed)
        whole = Shortage().prepare(
            replace(whole, arcs=replace(whole.arcs, locked=draw.random(whole.arcs.post.size) < 0.3))
        )
        every = keeping_locks(whole)
        if not every:
            continue
        found, kept = reduced(whole)
        smaller += kept.size < whole.arcs.post.size
        assert keeping_locks(found) == every, seed
    assert smaller > 30
