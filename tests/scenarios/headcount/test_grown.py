"""What a plan of growth means for scenarios: who joins, who of them becomes counsel, and where they sit."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.headcount.grown import Grown, grown_by, grown_words
from scenarios.settings import StudyConfig
from tests.scenarios.headcount.growing import (
    EAST,
    MEDIATORS,
    NAMES,
    WEST,
    ZONE,
    city,
    config,
    grown,
    named,
    target,
)

#: So that a twentieth of those who come become counsel: three of 50 lawyers are, 0.06.
PLACES = {"places": {WEST: ("371002100", "371002101")}}


def settings(come: int, *, free: int = 0, **branch: Any) -> StudyConfig:
    """So many lawyers come to the west by a way that needs room; one office has room for fifty."""
    way = named("recruit", county_year=0, by_county={WEST: come}, needs_room=True, yuan=1)
    office = {"room": 50, "most": 0, "by_county": {WEST: 9}, "free_room": free, "yuan": 1, **branch}
    lawyers = named("lawyer", leave_by_county={EAST: 1}, ways={"recruit": way}, branch=office)
    asked = {"code": "T1", "counts": ("lawyer",)}
    return config([target("T1", 49 + come)], professions={"lawyer": lawyers}, targets=(asked,), years=(2023,))


def joining(given: StudyConfig) -> Grown:
    answer = grown(given)
    assert answer.result.certificates[1].objective == 0
    return grown_by(answer.case, answer.result, city(), given)


def test_everybody_who_comes_and_goes_is_told_and_a_share_becomes_counsel() -> None:
    """0.06 of 100 are six counsel; one lawyer fewer in the east is a loss of it, not a silence."""
    found = joining(settings(100, free=100))
    assert list(found.groups) == [
        {"county": EAST, "occupation": "lawyer", "number": 0, "in_all": -1},
        {"county": WEST, "occupation": "lawyer", "number": 6, "in_all": 100},
    ]
    assert (found.counsel, found.at_branches) == (6, 0)
    assert found.fewer == ((EAST, "lawyer", 1),)
    assert found.unseated == found.uncounted == ()


@pytest.mark.parametrize(
    ("free", "today", "branches"),
    [
        (100, 6, []),  # all have room today
        (99, 5, [("371002100", 1)]),  # 0.06 of a counsel, rounded up
        (60, 3, [("371002100", 3)]),  # 40 of 100 have no room: 2.4 of six, in one office of fifty
        (0, 0, [("371002100", 3), ("371002101", 3)]),  # two offices
    ],
)
def test_those_for_whom_there_is_no_room_sit_at_the_branch_offices(
    free: int, today: int, branches: list[tuple[str, int]]
) -> None:
    """And the whole growth of the county is in its groups."""
    found = joining(settings(100, free=free, **PLACES))
    west = [group for group in found.groups if group["county"] == WEST]
    assert [(each["branch"], each["number"]) for each in west if "branch" in each] == branches
    assert sum(each["number"] for each in west if "branch" not in each) == today
    assert sum(each.get("in_all", each["number"]) for each in west) == 100
    assert found.at_branches == sum(number for _, number in branches)


def test_branch_offices_without_a_place_are_told_and_newcomers_sit_at_those_of_today() -> None:
    given = settings(100, free=0)
    found = joining(given)
    assert found.unseated == ((WEST, "lawyer"),)
    assert (found.counsel, found.at_branches) == (6, 0)
    words = list(grown_words(found, grown(given).case, NAMES, "en", last=2023))
    assert [word.partition(":")[0] for word in words] == ["Lawyer", f"Lawyer in {NAMES[WEST]}"]
    assert f"{NAMES[EAST]} 1" in words[0]
    assert "headcount.professions.lawyer.branch.places" in words[1]


def test_who_is_no_counsel_grows_too_and_whose_number_is_that_of_the_settings_is_told() -> None:
    """Notaries stand in headcounts; judges do not; mediators are no part of headcounts."""
    way = named("way", county_year=1)
    people = {
        "notary": named("notary", ways={"way": way}),
        "judge": named("judge", stock={EAST: 1, WEST: 1, ZONE: 1}, ways={"way": way}),
        "full": named("full", mediators="full_time", ways={"way": way}),
    }
    asked = tuple({"code": f"T{n}", "counts": (name,)} for n, name in enumerate(people))
    given = config([target(f"T{n}", 99) for n in range(3)], professions=people, targets=asked, years=(2023,))
    found = grown_by(grown(given).case, grown(given).result, city(), given)
    assert list(found.groups) == [
        {"county": code, "occupation": "notary", "number": 0, "in_all": 1} for code in (EAST, WEST, ZONE)
    ]
    assert found.uncounted == ("judge",)
    assert found.not_carried == ("full",)
    words, left_out = grown_words(found, grown(given).case, NAMES, "en", last=2023)
    assert words.startswith("Judge: the table headcounts has no number of today")
    assert left_out.startswith("Not in the scenario,")
    assert left_out.endswith(": Full.")


def test_who_is_trained_from_another_profession_grows_and_who_shrinks_is_not_named() -> None:
    """Part-time mediators are made full-time: of the two only the full-time grow."""
    given = config([target("T1", 99)], professions=MEDIATORS, targets=({"code": "T1", "counts": ("full",)},))
    answer = grown(given)
    found = grown_by(answer.case, answer.result, city(), given)
    assert (found.groups, found.not_carried) == ((), ("full",))


def test_lists_have_the_comma_of_their_language() -> None:
    found = Grown((), ((EAST, "lawyer", 1), (WEST, "lawyer", 2)), (), (), ())
    case = grown(settings(1)).case
    (words,) = grown_words(found, case, NAMES, "zh", last=2023)
    assert f"{NAMES[EAST]} 1、{NAMES[WEST]} 2" in words
