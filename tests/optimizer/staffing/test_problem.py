"""A problem is checked when it is made; what is refused stands beside what is taken."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.errors import OptimizerError, ProblemError
from optimizer.staffing import StaffingProblem

GOOD = {
    "person_ids": ["a", "b"], "hours": np.array([100.0, 200.0]), "most": np.array([1, 2]),
    "post_ids": ["v", "w"], "group": ["c", "d"], "arc_person": ["a", "b"], "arc_post": ["v", "w"],
    "load": np.array([50.0, 60.0]), "minutes": np.array([5.0, 6.0]),
}  # fmt: skip


def test_defaults_mean_one_head_and_no_roster() -> None:
    """What is left out is one head, weight one, the farthest journey as limit, nobody current or locked."""
    problem = StaffingProblem.of(**GOOD)
    assert problem.posts.need.tolist() == [1, 1]
    assert problem.posts.weight.tolist() == [1.0, 1.0]
    assert problem.posts.limit.tolist() == [6.0, 6.0]
    assert not problem.arcs.current.any() and not problem.arcs.locked.any() and not problem.people.hire.any()
    assert problem.posts.most.tolist() == [1, 1] and set(problem.posts.role) == {"counsel"}
    assert not problem.rules and not problem.extras.names and not problem.services


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"person_ids": ["a", "a"]}, "person_ids: 'a' stands twice"),
        ({"post_ids": ["v", "v"]}, "post_ids: 'v' stands twice"),
        ({"arc_person": ["a", "x"]}, "arc_person: unknown person 'x'"),
        ({"arc_post": ["v", "x"]}, "arc_post: unknown post 'x'"),
        ({"hours": np.array([1.0])}, r"people.hours: shape \(1,\), expected \(2,\)"),
        ({"load": np.array([1.0, -1.0])}, "load: -1.0 found"),
        ({"minutes": np.array([1.0, np.nan])}, "minutes: nan found"),
        ({"hours": np.array([1.0, np.inf])}, "hours: inf found"),
        ({"group": ["c"]}, "posts.group: 1 names for 2 posts"),
        ({"most_hired": -1}, "most_hired: -1 found"),
        ({"lost_pairs": -1}, "lost_pairs: -1 found"),
        ({"arc_person": ["a", "a"], "arc_post": ["v", "v"]}, "a pair of person and post stands twice"),
        ({"hire": np.array([False, True]), "load": np.array([50.0, 101.0])}, "load: 101.0 h at w, 2 times"),
    ],
)
def test_what_cannot_be_meant_is_refused(change: dict[str, object], words: str) -> None:
    """The message names the field and the value; the error is a ValueError, too."""
    with pytest.raises(ProblemError, match=words) as caught:
        StaffingProblem.of(**{**GOOD, **change})
    assert isinstance(caught.value, OptimizerError) and isinstance(caught.value, ValueError)


def test_a_place_of_hiring_takes_what_just_fits() -> None:
    """Twice 100 hours fit the 200 of one hire."""
    problem = StaffingProblem.of(**{**GOOD, "hire": np.array([False, True]), "load": np.array([50.0, 100.0])})
    assert problem.people.hire.tolist() == [False, True]
