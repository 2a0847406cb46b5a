"""What the roles come to, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.measure_names import post_measures
from scenarios.measures import measure
from scenarios.plan_table import plan_table
from scenarios.roles import role_figures, share_blanks, today_table
from scenarios.settings import PostSettings, TargetSettings
from scenarios.target_words import verdict
from tests.scenarios.hand_city import hired, pairs
from tests.scenarios.roles.role_city import A, B, post, role_city, study
from tests.scenarios.roles.test_table import WIDE, table_of

CITY = role_city()
WOMEN = {"women": {"where": {"sex": "female"}}}
FULL = {"full": {"where": {"full_time": "1"}, "share": 0.5, "most_given": 1}}


def figures(role: PostSettings, *pairs: tuple[str, str]) -> dict[str, Any]:
    settings = study({"m": role})
    table = table_of(settings, *(("m", who, unit) for who, unit in pairs))
    return role_figures(table, config=settings, city=CITY)["m"]


def mediators(**settings: Any) -> PostSettings:
    return post("committees", "mediators", "legal_literate", **{"most": 9, **WIDE, **settings})


def test_every_figure_of_a_plan() -> None:
    """C1 keeps M1 and gets L4; C2 keeps L3 and loses M2, who goes to C4; M1 takes C4 on. Two a committee."""
    role = mediators(need=2, requirements=WOMEN, shares=FULL, most_units=2)
    found = figures(role, ("M1", "C1"), ("L4", "C1"), ("L3", "C2"), ("M2", "C4"), ("M1", "C4"))
    by_county = found.pop("by_county")
    assert found == {
        "units": 4,
        "units_covered": 2,
        "covered": 50.0,
        "sound": 50.0,
        "heads": 5,
        "heads_mean": 1.25,
        "heads_min": 0,
        "short": 3,  # one at C2, two at C3
        "new": 2,  # L4, and M1, who stays at C1
        "moved": 1,
        "ended": 3,
        "given": 1,  # of five, M2 alone has it: half is three, but only one may be given it
        "opened": 0,
        "lacking": {"women": 1},
        "shares": {"full": 40.0},
        "shares_by_county": {"full": {A: 40.0}},
    }
    assert by_county == [
        {"county_code": A, "name": "甲区", "units": 4, "covered": 50.0, "heads": 5, "short": 3}
    ]


def test_a_unit_is_sound_when_it_lacks_nobody_and_no_attribute() -> None:
    """C1 has a woman, C2 has M2 alone, C3 and C4 nobody."""
    pairs = (("M1", "C1"), ("M2", "C2"))
    assert figures(mediators(need=1, requirements=WOMEN), *pairs)["sound"] == 25.0
    assert figures(mediators(need=1), *pairs)["sound"] == 50.0
    two = {"women": {"where": {"sex": "female"}, "least": 2}}
    assert figures(mediators(need=1, requirements=two), *pairs)["sound"] == 0.0


def test_units_that_need_nobody_still_lack_attributes_and_stand_in_their_county() -> None:
    """Of four committees C1 alone has a woman; none of them lacks a head."""
    found = figures(mediators(need=0, requirements=WOMEN), ("M1", "C1"))
    assert (found["units"], found["covered"], found["lacking"], found["sound"]) == (
        4,
        100.0,
        {"women": 3},
        25.0,
    )
    assert [(each["units"], each["covered"]) for each in found["by_county"]] == [(4, 100.0)]


def test_an_opened_unit_counts_and_a_closed_one_does_not() -> None:
    role = mediators(need=1, opening={"count": 6})
    nobody, opened = figures(role), figures(role, ("L3", "371001001002+"), ("L4", "371002001001+"))
    assert (nobody["units"], nobody["opened"], nobody["short"]) == (4, 0, 4)
    assert (opened["units"], opened["opened"], opened["units_covered"], opened["short"]) == (6, 2, 2, 4)
    assert [(each["county_code"], each["units"], each["covered"]) for each in opened["by_county"]] == [
        (A, 5, 20.0),
        (B, 1, 100.0),
    ]


def test_a_role_without_units_has_no_shares() -> None:
    bare = type(CITY)({n: t for n, t in CITY.tables.items() if n != "committees"}, CITY.outlines)
    settings = study({"m": mediators(shares=FULL, requirements=WOMEN)})
    found = role_figures(today_table(bare, settings), config=settings, city=bare)["m"]
    assert (found["units"], found["covered"], found["sound"], found["heads_mean"]) == (0, None, None, None)
    assert (found["shares"], found["lacking"], found["by_county"]) == ({"full": None}, {"women": 0}, [])


def test_figures_of_today() -> None:
    """C1: M1; C2: M2 and L3; C3: M2; C4: M3."""
    settings = study({"m": mediators(need=2, requirements=WOMEN, shares=FULL)})
    found = role_figures(today_table(CITY, settings), config=settings, city=CITY)["m"]
    assert (found["heads"], found["short"], found["covered"], found["sound"]) == (5, 3, 25.0, 25.0)
    assert (found["new"], found["ended"], found["given"]) == (0, 0, 0)


def test_a_share_of_people_of_whom_it_is_not_said_is_no_figure() -> None:
    """Of five one is blank; who lives in a table without such a column, or fails otherwise, is not."""
    settings = study({"m": mediators(need=2, shares=FULL)})
    table, full = today_table(CITY, settings), {"full_time": "1"}
    assert role_figures(table, config=settings, city=CITY)["m"]["shares"] == {"full": None}
    assert share_blanks(table, "m", "full", full) == ("mediators", "full_time", 1)
    assert share_blanks(table, "m", "full", {"full_time": "1", "sex": "female"}) is None
    said = table.assign(full_time=table["full_time"].mask(table["person_id"].eq("M3"), "0"))
    given = table.assign(given=table["given"].mask(table["person_id"].eq("M3"), "full"))
    assert role_figures(said, config=settings, city=CITY)["m"]["shares"]["full"] == pytest.approx(40.0)
    assert role_figures(given, config=settings, city=CITY)["m"]["shares"]["full"] == pytest.approx(60.0)
    elsewhere = table.assign(pool=table["pool"].mask(table["person_id"].eq("M3"), "legal_literate"))
    assert share_blanks(elsewhere, "m", "full", full) is None


def test_the_target_of_such_a_share_names_table_column_and_number() -> None:
    words = {"code": "T", "name": {"zh": "占比", "en": "Share"}, "op": ">=", "value": 40, "unit": "%"}
    settings = study({"m": mediators(shares=FULL)}).model_copy(
        update={"targets": (TargetSettings.model_validate({**words, "measure": "posts.m.shares.full"}),)}
    )
    plan = plan_table(city=CITY, pairs=pairs(), config=settings, hired=hired())
    posts = today_table(CITY, settings)
    metrics = measure(
        city=CITY, plan=plan, config=settings, before=None, posts=posts, rungs=[], repair={}
    )  # fmt: skip
    (row,) = metrics["targets"]
    assert verdict(row, "en").words.endswith("column full_time, 1 cell not clearly filled in")


def test_every_measure_that_a_target_may_name_is_there() -> None:
    role = mediators(requirements=WOMEN, shares=FULL)
    found = figures(role)
    for name in post_measures({"m": role}):
        value: Any = found
        for part in name.split(".")[2:]:
            value = value[part]
        assert value is None or isinstance(value, int | float), name
