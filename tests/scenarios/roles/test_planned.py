"""A study with roles planned end to end: the audit finds nothing, and trying every plan finds no better."""

from __future__ import annotations

import itertools

import pytest

from geo.city import City
from scenarios.roles.audit import audit_roles
from scenarios.roles.pairs import role_pairs
from scenarios.roles.pools import people
from scenarios.roles.units import units
from scenarios.settings import StudyConfig
from tests.scenarios.roles.drawn import best, drawn, serving_today
from tests.scenarios.roles.role_city import planned, records

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


def test_counsel_may_hold_a_role_beside_their_duty_where_they_serve_today() -> None:
    """Every such pair and no other, by a loop over units and counsel; some may be there as others, too."""
    with_pairs = 0
    for seed in range(80):
        city, settings = drawn(seed, roles=4)
        today = serving_today(city)
        for role in settings.posts.values():
            if not role.beside_counsel or "counsel" not in role.pool:
                continue
            known, table = role.counsel_occupations, units(city, role)
            pairs = role_pairs(people(city, role), table, role)
            wanted = {
                (unit["unit_code"], person["person_id"])
                for unit in table.to_dict("records")
                for person in city.counsel.to_dict("records")
                if (unit["village_code"], person["person_id"]) in today
                and (known is None or person["occupation"] in known)
            }
            pairs["unit_code"] = table["unit_code"].to_numpy()[pairs["unit"]]
            every = set(records(pairs, ["unit_code", "person_id"]))
            beside = set(records(pairs[pairs["pool"] == "counsel"], ["unit_code", "person_id"]))
            assert beside <= wanted <= every
            with_pairs += bool(beside)
    assert with_pairs >= 30


@pytest.mark.parametrize("seed", range(15))
def test_the_audit_finds_nothing_in_larger_plans(seed: int) -> None:
    city, settings = drawn(seed, roles=4)
    plan, posts, _ = planned(city, settings)
    assert audit_roles(city=city, config=settings, posts=posts, plan=plan) == []
