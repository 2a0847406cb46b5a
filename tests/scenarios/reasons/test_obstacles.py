"""Why a village is vacant: the conflict is one, is irreducible, counts rightly and is named in words."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from optimizer.staffing import StaffingProblem
from optimizer.staffing.explain import Element
from scenarios.reasons.asked import Again
from scenarios.reasons.conflict_words import obstacle_lines
from scenarios.reasons.conflicts import Obstacle, obstacles, vacant_posts
from scenarios.reasons.settled import settled
from tests.scenarios.reasons.asking import COUNTY, solved


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Again:
    return solved(tmp_path_factory.mktemp("scarce"))


def told(again: Again) -> tuple[StaffingProblem, tuple[Obstacle, ...]]:
    plan = settled(again.ready.city, again.ready.travel, again.ready.config, again.solved)
    problem, there = plan.without_places()
    vacant, _ = vacant_posts(problem, there)
    return problem, obstacles(problem, there, solved=again.solved, vacant=vacant, seconds=20)


def possible(problem: StaffingProblem, elements: tuple[Element, ...]) -> bool:
    """Try every way to fill the posts that are needed, within the limits that hold."""
    posts, people, arcs = problem.posts.ids, problem.people.ids, problem.arcs
    need = [each.name for each in elements if each.kind == "need"]
    hours = {each.name for each in elements if each.kind == "hours"}
    most = {each.name for each in elements if each.kind == "most_posts"}
    load = {(people[p], posts[d]): h for p, d, h in zip(arcs.person, arcs.post, arcs.load, strict=True)}
    for who in itertools.product(*([p for p, d in load if d == post] for post in need)):
        fits = True
        for place, person in enumerate(people):
            mine = [post for post, taker in zip(need, who, strict=True) if taker == person]
            fits &= person not in most or len(mine) <= problem.people.most[place]
            spent = sum(load[person, post] for post in mine)
            fits &= person not in hours or spent <= problem.people.hours[place] + 1e-9
        if fits:
            return True
    return False


def test_the_conflict_is_impossible_and_without_any_one_of_it_the_rest_is_possible(again: Again) -> None:
    """Six villages, three of which P01 may take and two of which fit the hours of P02."""
    problem, (found,) = told(again)
    assert found.conflict is not None and found.conflict.exact
    elements = found.conflict.elements
    assert {each.name for each in elements if each.kind == "need"} == set(COUNTY)
    assert {(each.kind, each.name) for each in elements if each.kind != "need"} == {
        ("most_posts", "P01"),
        ("hours", "P02"),
    }
    assert not possible(problem, elements)
    for each in elements:
        assert possible(problem, tuple(other for other in elements if other != each)), each


def test_the_words_count_villages_people_and_room(again: Again) -> None:
    _, (found,) = told(again)
    english, chinese = (list(obstacle_lines(found, again.names, lang, hired=False)) for lang in ("en", "zh"))
    assert english[0].endswith(
        "6 villages need 6 counsel, but the 2 counsel who may serve them have room for 5 "
        "(the hours of 1 of them, the most villages of 1)."
    )
    assert "6 个村需要 6 名（次）顾问，而可以服务这些村的 2 名顾问最多只能承担 5 个" in chinese[0]
    assert english[1].startswith("Irreducible") and chinese[1].startswith("不可再缩减")
    assert len(english) == len(chinese) == 2


def test_villages_that_are_vacant_for_the_same_reason_are_told_together(tmp_path: Path) -> None:
    """Without P02 the six villages have P01 alone, who takes three: two more are vacant likewise."""
    from tests.scenarios.small_study import scarce_tables

    tables = scarce_tables()
    tables["counsel"].loc[tables["counsel"]["person_id"].eq("P02"), "hours_year"] = "0"
    again = solved(tmp_path, tables=tables)
    _, (found,) = told(again)
    assert found.together is not None and found.count is not None
    assert (len(found.like), found.together.need, found.together.room) == (2, 6, 3)
    assert found.count.need == found.count.room + 1
    words = next(iter(obstacle_lines(found, again.names, "en", hired=False)))
    assert words.startswith("3 vacant: 6 villages need 6 counsel")
