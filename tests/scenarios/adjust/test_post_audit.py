"""Roles beside counsel after an adjustment: what is as before is left, anything else is a fault."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from geo.city import City
from scenarios.adjust.post_audit import audit_posts
from scenarios.roles import today_table
from scenarios.settings import PostSettings, StudyConfig
from tests.scenarios.adjust.drawn import Done, adjusting, done, phase
from tests.scenarios.made_up_travel import config, everywhere
from tests.scenarios.roles.drawn import drawn
from tests.scenarios.roles.role_city import planned, role_city

NAME = {"zh": "岗位", "en": "Post"}
MEDIATOR = {"name": NAME, "unit": "committees", "pool": ("mediators",), "inside": "city", "within_km": 5.0}


def mediators(**others: object) -> StudyConfig:
    posts = {"mediator": PostSettings.model_validate(MEDIATOR | others)}
    return config(hours=0.0, visits=0.0).model_copy(update={"posts": posts})


def crowded() -> City:
    """P1 is counsel, and mediator of C1, whom the role excludes."""
    return role_city(mediators="P1,赵一,female,C1,0\nM2,周五,male,C2,1\nM2,周五,male,C3,1\nM3,吴六,male,C4,")


def checked(city: City, settings: StudyConfig, posts: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The audit of a table of posts beside the plan of counsel that the city has today."""
    plan, _, _ = planned(city, settings.model_copy(update={"posts": {}}))
    held = today_table(city, settings)
    before = frozenset(zip(held["role"], held["unit_code"], held["person_id"], strict=True))
    served = frozenset(zip(plan["village_code"], plan["person_id"], strict=True))
    return audit_posts(city=city, config=settings, posts=posts, plan=plan, served=served, held=before)


def test_what_nobody_has_touched_is_left_and_counted() -> None:
    """A rule that today's pairs break must not stop the adjustment, and must be counted."""
    base = mediators(exclusive_with=("counsel",))
    found = done(crowded(), adjusting(phase(0, fill_vacancies=False), base=base), everywhere(crowded()))
    assert found.moves.empty
    assert found.adjusted.phases[-1]["left_beyond"] == 1


def test_who_breaks_a_rule_about_people_takes_nothing_new_on() -> None:
    """Whoever holds two roles that exclude each other keeps both, but must get no further village."""
    base = mediators(exclusive_with=("counsel",))
    found = done(crowded(), adjusting(phase(3), base=base), everywhere(crowded()))
    mine = {village for village, person in found.end if person == "P1"}
    assert mine <= {village for village, person in found.today if person == "P1"}


def test_what_has_changed_is_a_fault() -> None:
    """A rule broken by somebody who comes must be a fault, also beside one that is only left."""
    city, settings = crowded(), mediators(most=2)
    posts = today_table(city, settings)
    assert checked(city, settings, posts)[0] == []
    row = posts[posts["person_id"].eq("M2")].iloc[[0]].assign(unit_code="C4", change="new")
    faults, _ = checked(city, settings, pd.concat([posts, row], ignore_index=True))
    assert any("M2 at C4" in fault for fault in faults)


def test_an_adjustment_whose_posts_fail_the_audit_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding about what has changed must end the adjustment, as it does for any other plan."""
    monkeypatch.setattr(
        "scenarios.adjust.post_audit.audit_roles", lambda **_: ["mediator, M9 at C9: may not be there"]
    )
    with pytest.raises(AssertionError, match="M9 at C9"):
        done(crowded(), adjusting(phase(0), base=mediators()), everywhere(crowded()))


# The first three may open units for nobody in a phase; of the others the rosters break rules about people.
@pytest.mark.parametrize("seed", [0, 4, 11, 12, 26, 50, 54, 83, 109, 112])
def test_adjusted_plans_of_drawn_cities_are_sound(seed: int) -> None:
    """Any city must be adjusted without breaking a rule anew, whatever its roster breaks."""
    draw = random.Random(seed)
    city, settings = drawn(seed, roles=4)
    gone = draw.sample(["P1", "P2", "P3"], draw.randint(0, 1))
    phases = [
        phase(
            draw.randint(0, 3),
            fill_vacancies=draw.random() < 0.7,
            most_moved_posts=draw.choice([0, 0, 1, 3]),
        )
        for _ in range(draw.randint(1, 3))
    ]
    found: Done = done(city, adjusting(*phases, departures=gone, base=settings), everywhere(city))
    assert found.adjusted.phases[-1]["left_beyond"] >= 0
