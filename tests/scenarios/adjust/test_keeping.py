"""What a phase keeps of today's roster, in problems small enough to see it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from optimizer.staffing import Entries, LinearRule, Shortage, StaffingProblem, solve
from scenarios.adjust.keeping import beyond_rules, kept_counsel
from scenarios.adjust.terms import PhaseTerms


def two_people(*, most_moved: int = 0, locked: bool = False, rule: bool = False) -> StaffingProblem:
    """A serves x today, B may serve both; a lock of B at x, and a rule against A at x, where asked."""
    problem = StaffingProblem.of(
        person_ids=["A", "B"],
        hours=np.array([300.0, 300.0]),
        most=np.array([2, 2]),
        post_ids=["x", "y"],
        group=["g", "g"],
        arc_person=["A", "B", "B"],
        arc_post=["x", "x", "y"],
        load=np.full(3, 100.0),
        minutes=np.zeros(3),
        current=np.array([True, False, False]),
        locked=np.array([False, locked, False]),
        most_moved=most_moved,
    )
    forbids = LinearRule("not_there", ("A",), Entries.of(0, np.array([0]), 1.0), (-math.inf,), (0.0,))
    return problem.under([forbids]) if rule else problem


def test_where_none_may_end_all_of_today_are_locked() -> None:
    """The lock says what the budget said; with a budget of one pair the budget stays."""
    kept = kept_counsel(two_people(), PhaseTerms(most_moved=0))
    assert kept.most_moved is None and kept.arcs.locked.tolist() == [True, False, False]
    one = two_people(most_moved=1)
    assert kept_counsel(one, PhaseTerms(most_moved=1)) is one


@pytest.mark.parametrize("asked", [{"locked": True}, {"rule": True}])
def test_where_some_may_have_to_end_the_budget_stays(asked: dict[str, bool]) -> None:
    """A lock of somebody else, or a rule that today breaks, cannot be kept beside locks of all of today."""
    problem = two_people(**asked)
    assert kept_counsel(problem, PhaseTerms(most_moved=0)) is problem
    assert solve(problem, ladder=[Shortage()]).certificates[0].objective <= 1.0


@pytest.mark.parametrize(("load", "told"), [(104.0, True), (99.0, False)])
def test_every_pair_beyond_those_that_fit_is_a_whole_village(load: float, told: bool) -> None:
    """Three fit into 320 hours: of five pairs two are beyond. Pairs of less than a village say nothing."""
    size = 5
    problem = StaffingProblem.of(
        person_ids=["A"],
        hours=np.array([size * load]),
        most=np.array([size]),
        post_ids=[f"v{number}" for number in range(size)],
        group=["g"] * size,
        arc_person=["A"] * size,
        arc_post=[f"v{number}" for number in range(size)],
        load=np.full(size, load),
        minutes=np.zeros(size),
        current=np.ones(size, dtype=bool),
    )
    people, arcs = _tables(size)
    rules = beyond_rules(problem, people, arcs, hours=100.0)
    extras = problem.under(rules).extras
    whole = [place for place, name in enumerate(extras.row_names) if name.endswith(":whole")]
    assert bool(whole) is told
    if told:
        assert extras.row_lower[whole].tolist() == [-3.0]


def _tables(size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    people = pd.DataFrame({"person_id": ["A"], "own_hours": [320.0], "own_most": [size]})
    arcs = pd.DataFrame({"person_id": ["A"] * size, "village_code": ["v"] * size, "beyond": False})
    return people, arcs
