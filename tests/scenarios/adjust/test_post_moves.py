"""Roles beside counsel in an adjustment: who follows, who is appointed for what, and nobody else moves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from geo.city import City
from scenarios.settings import PostSettings, StudyConfig
from tests.scenarios.adjust.drawn import Done, adjusting, done, phase
from tests.scenarios.made_up_travel import config, everywhere
from tests.scenarios.roles.role_city import G1, G2, G4, V1, role_city

NAME = {"zh": "岗位", "en": "Post"}
MEDIATOR = {
    "name": NAME, "unit": "committees", "need": 1, "most": 3, "pool": ("mediators", "legal_literate"),
    "inside": "city", "within_km": 5.0, "most_units": 2,
}  # fmt: skip
LITERATE = {"name": NAME, "unit": "grids", "pool": ("legal_literate",), "inside": "city", "within_km": 5.0}
Held = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def city() -> City:
    return role_city()


def roles(**posts: dict[str, Any]) -> StudyConfig:
    settings = {name: PostSettings.model_validate(post) for name, post in posts.items()}
    return config(hours=0.0, visits=0.0).model_copy(update={"posts": settings})


def plan(city: City, base: StudyConfig, *phases: dict[str, Any], **others: Any) -> Done:
    return done(city, adjusting(*phases, base=base, **others), everywhere(city))


def posts_of(found: Done) -> pd.DataFrame:
    return found.moves[found.moves["role"].ne("counsel")]


def held(found: Done) -> Held:
    """Who holds what at the end."""
    posts = found.adjusted.planned.posts
    rows = posts[posts["person_id"].ne("") & posts["change"].ne("ended")]
    return set(zip(rows["role"], rows["unit_code"], rows["person_id"], strict=True))


def test_nobody_is_appointed_or_moved_without_budget_and_vacancies_to_fill(city: City) -> None:
    women = {"women": {"where": {"sex": "female"}, "least": 1}}
    base = roles(mediator=MEDIATOR | {"need": 3, "requirements": women}, literate=LITERATE)
    found = plan(city, base, phase(0, fill_vacancies=False), phase(0, fill_vacancies=False))
    assert found.moves.empty
    today = {("C1", "M1"), ("C2", "M2"), ("C3", "M2"), ("C4", "M3"), ("C2", "L3")}
    literate = {(G1, "L1"), (G4, "L4")}
    assert held(found) == {("mediator", *pair) for pair in today} | {("literate", *pair) for pair in literate}
    assert set(found.adjusted.planned.posts["change"]) <= {"kept", "vacant"}


def test_who_leaves_a_post_is_followed_and_is_nowhere_any_more(city: City) -> None:
    found = plan(city, roles(literate=LITERATE), phase(0, fill_vacancies=False), departures=["L1"])
    (row,) = posts_of(found).to_dict("records")
    assert (row["kind"], row["unit_code"], row["before"]) == ("departure", G1, "郑七")
    assert row["after_id"] in {"L2", "L3"}
    assert "L1" not in {person for _, _, person in held(found)}


def test_vacancies_are_filled_and_what_was_filled_stays_in_the_next_phase(city: City) -> None:
    found = plan(city, roles(literate=LITERATE), phase(0), phase(0))
    moves = posts_of(found)
    assert set(moves["kind"]) == {"vacancy"} and set(moves["phase"]) == {1}
    assert {
        ("literate", unit, person) for unit, person in zip(moves["unit_code"], moves["after_id"], strict=True)
    } <= held(found)
    assert G2 in set(moves["unit_code"])


def test_a_requirement_is_met_by_somebody_who_meets_it(city: City) -> None:
    women = {"women": {"where": {"sex": "female"}, "least": 1}}
    found = plan(city, roles(mediator=MEDIATOR | {"requirements": women}), phase(0))
    moves = posts_of(found)
    assert set(moves["kind"]) == {"requirement"}
    assert set(moves["unit_code"]) == {"C3", "C4"}
    sex = city.mediators.set_index("person_id")["sex"].to_dict()
    sex |= city.legal_literate.set_index("person_id")["sex"].to_dict()
    assert {sex[person] for person in moves["after_id"]} == {"female"}
    assert (
        moves["reason_zh"].str.contains("（女性）").all()
        and moves["reason_en"].str.contains("(women)", regex=False).all()
    )


def test_a_share_is_met_by_giving_once_over_all_phases(city: City) -> None:
    share = {"full_time": {"where": {"full_time": "1"}, "share": 1.0, "most_given": 10}}
    found = plan(city, roles(mediator=MEDIATOR | {"shares": share}), phase(0), phase(0))
    moves = posts_of(found)
    assert set(moves["kind"]) == {"share"} and set(moves["phase"]) == {1}
    assert (moves["before_id"] == moves["after_id"]).all()
    assert set(moves["before_id"]) == {"M1", "M3", "L3"}
    assert moves["reason_zh"].str.contains("（专职）").all()


def test_who_moves_within_the_budget_of_posts_is_told_as_moved() -> None:
    """Two women in C2, none in C3 and C4: one goes where a woman is asked for."""
    city = role_city(
        mediators="M1,李四,female,C1,0\nM3,吴六,male,C4,\nL3,王九,female,C2,0\nM4,何一,female,C2,0"
    )
    women = {"women": {"where": {"sex": "female"}, "least": 1}}
    tight = MEDIATOR | {"need": 0, "most": 1, "pool": ("mediators",), "most_units": 1, "requirements": women}
    base = roles(mediator=tight)
    assert posts_of(plan(city, base, phase(0))).empty
    found = plan(city, base, phase(0, most_moved_posts=2))
    moves = posts_of(found)
    kinds = moves.set_index("unit_code")["kind"]
    assert kinds["C2"] == "moved"
    assert set(kinds) == {"moved", "requirement"}
    assert int(moves["before_id"].ne("").sum()) <= 2
    (comes,) = moves.loc[moves["after_id"].ne(""), "after_id"]
    assert comes in {"L3", "M4"}
    assert comes in set(moves["before_id"]), "she has left C2"


def test_training_is_shared_by_all_phases() -> None:
    """Phases together must not appoint more untrained people than a year's training has room for."""
    city = role_city(
        legal_literate=f"L2,冯八,male,{V1},{G1},candidate,0\nL3,王九,female,{V1},{G2},candidate,0"
    )
    base = roles(literate=LITERATE | {"train": 1})
    found = plan(city, base, phase(0), phase(0), phase(0))
    assert posts_of(found)["phase"].tolist() == [1]
    assert len(held(found)) == 1
    assert len(held(plan(city, roles(literate=LITERATE | {"train": 2}), phase(0), phase(0)))) == 2
    late = plan(city, base, phase(0, fill_vacancies=False), phase(0))
    assert posts_of(late)["phase"].tolist() == [2], "what no phase has used is left for the next"
