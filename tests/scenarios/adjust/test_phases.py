"""Phases keep their budgets, keep what need not change, and list every move with a true reason."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from tests.scenarios.adjust.drawn import adjusting, applied, done, phase, random_roster, with_pairs
from tests.scenarios.made_up_travel import random_drives, random_settings
from tests.scenarios.small_study import small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_budget_and_no_departure_is_todays_roster(city: City, seed: int) -> None:
    """Whatever rules today's roster breaks: hours, numbers, limits, jurisdiction, occupations, roads."""
    draw = random.Random(seed)
    here = with_pairs(city, random_roster(draw, city))
    base = random_settings(draw, city, locks=0)
    role = base.roles["counsel"].model_copy(update={"bans": ()})
    base = base.model_copy(update={"roles": {"counsel": role}})
    known = random_drives(draw, city)
    kept = done(here, adjusting(phase(0, fill_vacancies=False), base=base), known)
    assert kept.end == kept.today
    assert kept.moves.empty
    filled = done(here, adjusting(phase(0), base=base), known)
    assert filled.end >= filled.today
    assert set(filled.moves["kind"]) <= {"vacancy"}
    heads = {village: sum(place == village for place, _ in filled.today) for village, _ in filled.end}
    assert all(heads[village] < 1 for village, _ in filled.end - filled.today)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_moves_lead_from_today_to_the_plan_within_every_budget(city: City, seed: int) -> None:
    draw = random.Random(seed)
    here = with_pairs(city, random_roster(draw, city))
    base = random_settings(draw, city, locks=0)
    people = city.counsel["person_id"].tolist()
    gone = draw.sample(people, draw.randint(0, 2))
    budgets = [draw.randint(0, 3) for _ in range(draw.randint(1, 3))]
    phases = [phase(n, fill_vacancies=draw.random() < 0.7) for n in budgets]
    found = done(here, adjusting(*phases, departures=gone, base=base), random_drives(draw, city))
    bans = {(ban.village, ban.person) for ban in base.counsel.bans}
    now = found.today
    for number, budget in enumerate(budgets, start=1):
        mine = found.moves[found.moves["phase"].eq(number)]
        after = applied(now, mine)
        ended = {pair for pair in now - after if pair[1] not in gone and pair not in bans}
        assert len(ended) <= budget
        now = after
    assert now == found.end
    assert not {person for _, person in found.end} & set(gone)
    assert not found.end & bans
