"""What the relaxation says holds for all arcs, also for those that are not in its program."""

from __future__ import annotations

import numpy as np

from optimizer.clock import Clock
from optimizer.staffing import MaxMin, StaffingProblem, Travel
from optimizer.staffing.relaxation import Relaxation


def near_and_far(*, far: int) -> StaffingProblem:
    """30 villages; 12 people near to all of them and some far away, each with room for one village."""
    people, posts = 12 + far, 30
    person = np.repeat(np.arange(people), posts)
    post = np.tile(np.arange(posts), people)
    return StaffingProblem.of(
        person_ids=[f"p{i:02}" for i in range(people)],
        hours=np.full(people, 100.0),
        most=np.ones(people, dtype=int),
        post_ids=[f"v{i:02}" for i in range(posts)],
        group=["c"] * posts,
        arc_person=[f"p{i:02}" for i in person],
        arc_post=[f"v{i:02}" for i in post],
        load=np.full(person.size, 10.0),
        minutes=np.where(person < 12, 5.0, 50.0) + post / 100,
    )


def held_to_full(problem: StaffingProblem) -> tuple[int, bool]:
    problem = MaxMin().prepare(problem)
    relaxation = Relaxation(problem, rungs=1, seed=1)
    started = relaxation.arcs.size
    relaxation.hold_amounts(0, np.ones(1))
    point = relaxation.minimise(Travel(kappa=0.0).linear(problem), clock=Clock(60.0))
    assert point.finished
    return relaxation.arcs.size - started, point.feasible


def test_a_program_without_a_point_gets_the_arcs_that_give_it_one() -> None:
    """The near people cannot serve everybody; the far ones, left out at first, are brought in."""
    arrived, feasible = held_to_full(near_and_far(far=18))
    assert feasible
    assert arrived > 0


def test_a_program_without_a_point_is_called_so_only_when_no_arc_could_help() -> None:
    """With one far person too few there is no point whatever is brought in."""
    _, feasible = held_to_full(near_and_far(far=17))
    assert not feasible
