"""Plans are held against each other aim by aim, the most important first."""

from __future__ import annotations

import numpy as np

from optimizer.staffing import Plan, Shortage, StaffingProblem, Travel
from scenarios.adjust.swaps import pruned
from scenarios.adjust.undo import Scales

NOBODY, SERVED = Plan(np.array([False])), Plan(np.array([True]))


def far_village() -> StaffingProblem:
    """One village, whose counsel of today drives longer than a vacancy counts."""
    return StaffingProblem.of(
        person_ids=["A"],
        hours=np.array([100.0]),
        most=np.array([1]),
        post_ids=["x"],
        group=["g"],
        arc_person=["A"],
        arc_post=["x"],
        load=np.array([50.0]),
        minutes=np.array([90.0]),
        limit=np.array([60.0]),
        current=np.array([True]),
    )


def test_the_first_aim_that_differs_decides() -> None:
    """A plan that serves the village is better, though its drive is longer than the vacancy's 60 minutes."""
    scales = Scales(far_village(), (Shortage(), Travel()))
    assert scales.worse(NOBODY, SERVED) is None
    worse = scales.worse(SERVED, NOBODY)
    assert worse is not None and worse.name == "shortage"
    travel = Scales(far_village(), (Travel(), Shortage())).worse(NOBODY, SERVED)
    assert travel is not None and travel.name == "travel"


def test_a_pair_that_was_given_up_for_nothing_is_kept_again() -> None:
    """Giving the village up only shortens drives, which counts less; the other way round it serves them."""
    aims = Shortage(), Travel()
    assert pruned(Scales(far_village(), aims), NOBODY, counsel=1).chosen.tolist() == [True]
    assert pruned(Scales(far_village(), aims[::-1]), NOBODY, counsel=1).chosen.tolist() == [False]
