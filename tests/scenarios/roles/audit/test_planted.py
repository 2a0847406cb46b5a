"""Violations planted in plans of the optimiser: the audit finds every one of them, and says which it is."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from tests.scenarios.roles.audit.planted_cells import CELLS
from tests.scenarios.roles.audit.planted_limits import LIMITS
from tests.scenarios.roles.audit.planted_people import STRANGERS
from tests.scenarios.roles.audit.sound import CITIES, EACH, sound

KINDS = {**CELLS, **STRANGERS, **LIMITS}


def test_the_plans_are_sound() -> None:
    for seed in range(EACH):
        plan = sound(seed)
        assert plan.faults() == plan.counsel_faults() == [], seed
        again = plan.holding(plan.held).posts
        pd.testing.assert_frame_equal(again, plan.posts)


@pytest.mark.parametrize("kind", KINDS)
def test_every_planted_violation_is_found(kind: str) -> None:
    """Twenty times, up to six times in a city, in another place each time."""
    planted = 0
    for seed in range(CITIES):
        for turn in range(6 if planted < EACH else 0):
            found = KINDS[kind](sound(seed), random.Random(f"{seed} {turn}"))
            if found is None:
                break
            broken, words = found
            faults = broken.faults()
            assert any(part in fault for part in words.split("|") for fault in faults), (seed, words, faults)
            planted += 1
    assert planted >= EACH
