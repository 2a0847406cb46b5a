"""A study with roles planned end to end: the audit finds nothing, and trying every plan finds no better."""

from __future__ import annotations

import itertools

import pytest

from geo.city import City
from scenarios.roles.audit import audit_roles
from scenarios.settings import StudyConfig
from tests.scenarios.roles.drawn import best, drawn
from tests.scenarios.roles.role_city import planned

#: Pairs of all roles together of which every set can be tried.
MOST = 9


def small(seed: int) -> tuple[City, StudyConfig, dict[str, float]]:
    """The first of the cities drawn from a seed on whose plans can all be tried, and the best of them."""
    for place in itertools.count():
        city, settings = drawn(1000 * seed + place)
        wanted = best(city, settings, most=MOST)
        if wanted is not None:
            return city, settings, wanted
    raise AssertionError


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_is_better_than_the_one_that_was_made(seed: int) -> None:
    """Rung by rung: the shortage of counsel, of each role in their order, then the changes."""
    city, settings, wanted = small(seed)
    plan, posts, rungs = planned(city, settings)
    assert audit_roles(city=city, config=settings, posts=posts, plan=plan) == []
    assert {name: rungs[name] for name in wanted} == pytest.approx(wanted)


@pytest.mark.parametrize("seed", range(15))
def test_the_audit_finds_nothing_in_larger_plans(seed: int) -> None:
    city, settings = drawn(seed, roles=4)
    plan, posts, _ = planned(city, settings)
    assert audit_roles(city=city, config=settings, posts=posts, plan=plan) == []
