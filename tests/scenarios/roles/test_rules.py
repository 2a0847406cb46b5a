"""Every rule of a role: a plan that breaks it is named, the nearest that keeps it is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from optimizer.staffing import Plan, Shortage, StaffingProblem, verify
from scenarios.roles.rules import matches
from scenarios.settings import PostSettings, StudyConfig
from tests.scenarios.roles.role_city import (
    G1,
    G2,
    G3,
    G4,
    V1,
    V2,
    V3,
    V4,
    A,
    B,
    case,
    held,
    planned,
    post,
    role_city,
    rows_of,
    study,
)

CITY = role_city()
Pairs = Iterable[tuple[str, str]]


def of(role: str, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """Pairs of person and unit as the problem names them."""
    return [(f"{role}:{who}", f"{role}:{unit}") for who, unit in pairs]


def broken(settings: StudyConfig, *pairs: tuple[str, str], city: Any = CITY) -> set[str]:
    return {violation.rule for violation in verify(case(city, settings)[0], pairs)}


def short(problem: StaffingProblem, role: str, pairs: Pairs) -> float:
    """What the shortage of a role is in a plan."""
    taken = set(pairs)
    chosen = [
        (problem.people.ids[p], problem.posts.ids[d]) in taken
        for p, d in zip(problem.arcs.person, problem.arcs.post, strict=True)
    ]
    plan = Plan(np.array(chosen))
    assert len(taken) == sum(chosen)
    return Shortage(roles=frozenset({role})).linear(problem).at(plan, problem)


def one(name: str, role: PostSettings, **groups: Any) -> StudyConfig:
    return study({name: role}, **groups)


# --- requirements, shares, the mean: lacked at a price --------------------------------------------------

WIDE: dict[str, Any] = {"inside": "city", "within_km": 100.0}


def test_every_unit_asks_for_people_with_attributes() -> None:
    """Two women wanted in each of four committees, each that is missing counts 5; heads count 2 each."""
    women = {"women": {"where": {"sex": "female"}, "least": 2, "weight": 5}}
    role = post("committees", "mediators", need=1, most=3, weight=2, requirements=women, **WIDE)
    problem, _ = case(CITY, one("m", role))
    assert short(problem, "m", []) == 4 * 2 + 8 * 5
    assert short(problem, "m", of("m", ("M2", "C1"))) == 3 * 2 + 8 * 5
    assert short(problem, "m", of("m", ("M1", "C1"))) == 3 * 2 + 7 * 5
    assert short(problem, "m", of("m", ("M1", "C1"), ("L3", "C1"))) == 3 * 2 + 6 * 5
    # A third woman would be nobody's gain, and an attribute of two words needs both.
    both = {"them": {"where": {"sex": "female", "full_time": "1"}}}
    role = post("committees", "mediators", requirements=both, **WIDE)
    problem, _ = case(CITY, one("m", role))
    assert short(problem, "m", of("m", ("M1", "C1"), ("M2", "C2"))) == 2 + 4


@pytest.mark.parametrize(
    ("least", "there", "lacking"),
    [(1, ("M1",), 0), (1, ("M2",), 1), (2, ("M1", "M2"), 1), (2, ("M1", "L3"), 0), (2, (), 0)],
)
def test_an_opened_unit_asks_for_attributes_as_the_others_do(
    least: int, there: tuple[str, ...], lacking: int
) -> None:
    """Who is missing in the unit of V2 counts 5 once it is opened, and nothing while it is not."""
    women = {"women": {"where": {"sex": "female"}, "least": least, "weight": 5}}
    role = post("committees", "mediators", most=3, requirements=women, opening={"count": 0}, **WIDE)
    problem, _ = case(CITY, one("m", role))
    assert short(problem, "m", of("m", *((who, f"{V2}+") for who in there))) == 4 + (4 * least + lacking) * 5


@pytest.mark.parametrize(("weight", "opened"), [(2, True), (4, False)])
def test_a_unit_is_opened_where_that_is_worth_what_it_lacks(weight: int, opened: bool) -> None:
    """A missing unit counts 3; nobody is a woman, so that an opened one lacks her besides."""
    women = {"women": {"where": {"sex": "female"}, "weight": weight}}
    role = post("committees", "mediators", requirements=women, opening={"count": 5}, **WIDE)
    five = role_city(mediators="\n".join(f"M{n},某,male,C1,0" for n in range(5)))
    _, posts, rungs = planned(five, one("m", role))
    assert any(unit.endswith("+") for unit, _ in held(posts)) == opened
    assert rungs["shortage:m"] == 4 * weight + min(weight, 3)


@pytest.mark.parametrize(
    ("share", "pairs", "lacking"),
    [
        ({"share": 0.5}, (("M1", "C1"), ("M2", "C2")), 0),
        ({"share": 0.5}, (("M1", "C1"), ("L3", "C2")), 1),
        ({"share": 0.51}, (("M1", "C1"), ("M2", "C2")), 1),
        ({"share": 0.5, "most_given": 1}, (("M1", "C1"), ("L3", "C2")), 0),
        ({"share": 1.0, "most_given": 1}, (("M1", "C1"), ("L3", "C2")), 1),
        ({"share": 0.5, "weight": 3}, (("M1", "C1"),), 3),
        ({"share": 0.0}, (("M1", "C1"),), 0),
    ],
)
def test_a_share_of_the_city(share: dict[str, Any], pairs: Pairs, lacking: int) -> None:
    """M2 is full-time, M1 and L3 are not; what has to be given beyond the most counts."""
    settings = {"full": {"where": {"full_time": "1"}, **share}}
    problem, _ = case(
        CITY, one("m", post("committees", "mediators", need=0, most=3, shares=settings, **WIDE))
    )
    assert short(problem, "m", of("m", *pairs)) == pytest.approx(lacking)


@pytest.mark.parametrize(
    ("between", "by", "lacking"),
    [("city", {}, 0), ("county", {}, 1), ("county", {B: 0.0}, 0), ("city", {A: 0.5}, 1)],
)
def test_a_share_of_every_county(between: str, by: dict[str, float], lacking: int) -> None:
    """W2 is the legal aid of county A, W1 goes to county B and has none to show."""
    share = {"aid": {"where": {"skill": "legal_aid"}, "share": 0.5, "between": between, "by": by}}
    problem, _ = case(CITY, one("s", post("stations", "staff", need=0, shares=share, **WIDE)))
    assert short(problem, "s", of("s", ("W2", "S1"), ("W1", "S3"))) == pytest.approx(lacking)


@pytest.mark.parametrize(("mean", "wanted"), [(0.0, 0), (1.0, 3), (1.01, 4), (4 / 3, 4), (2.0, 6)])
def test_the_mean_counts_whole_people(mean: float, wanted: int) -> None:
    problem, _ = case(CITY, one("s", post("stations", "staff", need=0, most=9, mean=mean, weight=2, **WIDE)))
    assert short(problem, "s", []) == 2 * wanted
    assert short(problem, "s", of("s", ("W1", "S1"), ("W2", "S1"))) == 2 * max(wanted - 2, 0)


# --- rules without exception ----------------------------------------------------------------------------


@pytest.mark.parametrize(("train", "faults"), [(0, {"l.train"}), (1, set()), (None, set())])
def test_so_many_can_be_trained(train: int | None, faults: set[str]) -> None:
    """L2 has no training and goes to G2; L1 serves, and the training of today's people is no matter."""
    settings = one("l", post("grids", "legal_literate", train=train, inside="village"))
    assert broken(settings, *of("l", ("L2", G2), ("L1", G1))) == faults
    assert broken(settings, *of("l", ("L3", G3), ("L1", G1))) == set()
    untrained = role_city(legal_literate=f"L1,,male,{V1},{G1},serving,0")
    assert broken(settings, *of("l", ("L1", G1)), city=untrained) == set()


@pytest.mark.parametrize(
    ("need", "people", "faults"),
    [
        (2, ("L1", "L2"), set()),
        (2, ("L1",), {"m.opening"}),
        (2, (), set()),
        (0, ("L1",), set()),
    ],
)
def test_an_opened_unit_has_all_its_people_or_nobody(
    need: int, people: tuple[str, ...], faults: set[str]
) -> None:
    role = post("committees", "legal_literate", need=need, most=3, opening={"count": 6}, **WIDE)
    assert broken(one("m", role), *of("m", *((who, f"{V2}+") for who in people))) == faults


@pytest.mark.parametrize(
    ("count", "opened", "lacking"), [(4, 0, 0), (5, 0, 3), (5, 1, 0), (6, 1, 3), (7, 2, 3), (3, 0, 0)]
)
def test_units_are_opened_until_there_are_enough(count: int, opened: int, lacking: int) -> None:
    """Four committees stand; one that is missing counts 3."""
    role = post("committees", "legal_literate", need=0, opening={"count": count}, **WIDE)
    problem, _ = case(CITY, one("m", role))
    new = of("m", ("L1", f"{V2}+"), ("L2", f"{V4}+"))[:opened]
    assert short(problem, "m", new) == lacking


@pytest.mark.parametrize(("village", "faults"), [(V1, set()), (V2, {"v.beside"})])
def test_counsel_hold_the_role_only_where_they_are_counsel(village: str, faults: set[str]) -> None:
    settings = one("v", post("villages", "counsel", "legal_literate", beside_counsel=True))
    assert broken(settings, ("P1", village), *of("v", ("P1", V1))) == faults
    assert broken(settings, *of("v", ("L1", V1))) == set()  # not of the pool of counsel


def test_counsel_who_can_serve_no_village_hold_nothing_beside_it() -> None:
    """Nobody of another occupation is counsel of a village, so that there is none to be beside."""
    settings = study(
        {"v": post("villages", "counsel", beside_counsel=True)}, counsel={"occupations": ("gls_worker",)}
    )
    assert broken(settings, *of("v", ("P1", V1))) == {"v.beside"}
    assert broken(settings, ("P2", V2), *of("v", ("P2", V2))) == set()


def test_counsel_hold_nothing_in_a_village_that_they_come_to_anew() -> None:
    """P2 is counsel of V2 today, and of V1 in the plan alone."""
    settings = one("v", post("villages", "counsel", beside_counsel=True))
    assert broken(settings, ("P2", V1), ("P2", V2), *of("v", ("P2", V1))) == {"unknown_pair"}
    assert broken(settings, ("P2", V1), ("P2", V2), *of("v", ("P2", V2))) == set()


EACH = 104.2  # hours of a village: 100, and 12 drives of 21 minutes


@pytest.mark.parametrize(("hours", "faults"), [(220 - EACH, set()), (220 - EACH + 0.01, {"counsel.hours"})])
def test_hours_of_counsel_and_of_the_post_together(hours: float, faults: set[str]) -> None:
    """P2 has 220 and serves one village."""
    settings = one("s", post("stations", "counsel", hours=hours, inside="county"))
    assert broken(settings, ("P2", V1), *of("s", ("P2", "S1"))) == faults
    assert broken(settings, ("P2", V1)) == set()


@pytest.mark.parametrize(("hours", "faults"), [(110.0, set()), (110.01, {"counsel.hours"})])
def test_hours_of_several_roles_and_several_units_are_one_budget(hours: float, faults: set[str]) -> None:
    """P2 has 220 hours in all, whatever they are for."""
    station, committee = (
        post(unit, "counsel", hours=hours, most_units=2, inside="county", within_km=9.0)
        for unit in ("stations", "committees")
    )
    settings = study({"s": station, "m": committee})
    assert broken(settings, *of("s", ("P2", "S1")), *of("m", ("P2", "C1"))) == faults
    assert broken(settings, *of("s", ("P2", "S1"), ("P2", "S2"))) == faults


def test_counsel_whom_no_village_can_reach_have_hours_all_the_same() -> None:
    """P3 of county B may serve V4 alone; with the limit of a minute nobody may serve any village."""
    near = {"limit_minutes": {"rural": 1.0, "urban": 1.0}}
    role = post("stations", "counsel", hours=221.0, inside="county")
    settings = study({"s": role}, counsel=near)
    assert broken(settings, *of("s", ("P3", "S3"))) == {"counsel.hours"}
    less = study({"s": role.model_copy(update={"hours": 220.0})}, counsel=near)
    assert broken(less, *of("s", ("P3", "S3"))) == set()


def test_a_post_takes_no_hours_of_people_who_are_not_counsel() -> None:
    settings = one("s", post("stations", "staff", hours=5000.0, most_units=2, **WIDE))
    assert broken(settings, *of("s", ("W1", "S1"), ("W1", "S2"))) == set()


@pytest.mark.parametrize(
    ("pairs", "faults"),
    [
        ([("P1", V1)], set()),
        ([("P1", V1), ("P1", V2), ("P1", V3)], set()),
        (of("s", ("P1", "S1")), set()),
        ([("P1", V1), *of("s", ("P1", "S1"))], {"s.not_counsel"}),
        ([("P2", V1), *of("s", ("P1", "S1"))], set()),
    ],
)
def test_nobody_holds_a_role_beside_counsel_that_excludes_it(pairs: Pairs, faults: set[str]) -> None:
    settings = one("s", post("stations", "counsel", exclusive_with=("counsel",), **WIDE))
    assert broken(settings, *pairs) == faults


@pytest.mark.parametrize(
    ("pairs", "faults"),
    [
        (of("m", ("L3", "C1"), ("L3", "C2")), set()),
        (of("l", ("L3", G3)), set()),
        (of("m", ("L3", "C1")) + of("l", ("L3", G3)), {"l.not_m"}),
        (of("m", ("M1", "C1")) + of("l", ("L3", G3)), set()),
    ],
)
def test_nobody_holds_two_roles_that_exclude_each_other(pairs: Pairs, faults: set[str]) -> None:
    roles = {
        "m": post("committees", "mediators", most_units=3, **WIDE),
        "l": post("grids", "legal_literate", exclusive_with=("m",)),
    }
    assert broken(study(roles), *pairs) == faults


def test_roles_without_common_people_exclude_nothing() -> None:
    roles = {"m": post("committees", "mediators"), "s": post("stations", "staff", exclusive_with=("m",))}
    assert broken(study(roles), *of("m", ("M1", "C1")), *of("s", ("W1", "S1"))) == set()


@pytest.mark.parametrize(("most", "faults"), [(3, set()), (2, {"counsel.pairs"}), (None, set())])
def test_counsel_are_paired_with_so_many(most: int | None, faults: set[str]) -> None:
    """V1 has two grids and V2 one, one person each."""
    role = post("grids", "legal_literate", pair_with_counsel=True)
    settings = study({"l": role}, counsel={"most_pairs": most})
    assert broken(settings, ("P1", V1), ("P1", V2)) == faults
    assert broken(settings, ("P1", V1), ("P2", V2)) == set()


def test_pairs_of_two_roles_add_up() -> None:
    """V1: two grids, and one of the village; V3 has a grid, V4 none in this city."""
    city = role_city(grids=f"{G1},{V1}\n{G2},{V1}\n{G3},{V2}", legal_literate=f"L1,,male,{V1},{G1},serving,1")
    roles = {
        "l": post("grids", "legal_literate", pair_with_counsel=True),
        "v": post("villages", "legal_literate", pair_with_counsel=True),
    }
    for most, faults in ((3, set()), (2, {"counsel.pairs"})):
        settings = study(roles, counsel={"most_pairs": most})
        assert broken(settings, ("P1", V1), city=city) == faults
        assert broken(settings, ("P1", V2), city=city) == set()


def test_attributes_are_matched_all_together() -> None:
    _, (role,) = case(CITY, one("m", post("committees", "mediators", **WIDE)))
    pairs = role.pairs
    found = matches(pairs, {"sex": "female", "full_time": "0"})
    assert set(pairs["person_id"][found]) == {"M1", "L3"}
    assert matches(pairs, {}).all()


# --- the optimiser keeps them ---------------------------------------------------------------------------


def test_counsel_beside_their_duty_take_both_roles_in_one_person() -> None:
    """Each village has one counsel, who is also its legal-literate person."""
    every = ((V1, "P1"), (V2, "P2"), (V3, "P1"), (V4, "P3"))
    city = role_city(roster="\n".join(f"counsel,{village},{who}," for village, who in every))
    plan, table, rungs = planned(
        city, one("v", post("villages", "counsel", beside_counsel=True, most_units=5))
    )
    assert rungs["shortage:v"] == 0
    counsel = set(zip(plan["village_code"], plan["person_id"], strict=True))
    assert held(table) == counsel == set(every)


def test_who_becomes_counsel_of_a_village_does_not_take_the_role_there() -> None:
    """V3 and V4 have no counsel today: the plan finds them some, and lacks the other role there."""
    plan, table, rungs = planned(
        CITY, one("v", post("villages", "counsel", beside_counsel=True, most_units=5))
    )
    assert (plan["person_id"] != "").all()
    assert rungs["shortage:v"] == 2
    assert held(table) == {(V1, "P1"), (V2, "P2")}


@hypothesis_settings(deadline=None, max_examples=8)
@given(
    st.fixed_dictionaries(
        {
            "hours": st.sampled_from([0.0, 60.0, 115.8, 116.0, 220.0]),
            "most_units": st.integers(1, 3),
            "exclusive_with": st.sampled_from([(), ("counsel",)]),
        }
    )
)
def test_hours_left_by_villages_decide_how_many_stations_counsel_can_take(terms: dict[str, Any]) -> None:
    """Counsel get their villages first: P1 two or three, P2 one or two, P3 (of county B) one."""
    settings = one("s", post("stations", "counsel", inside="county", within_km=9.0, **terms))
    plan, table, _ = planned(CITY, settings)
    assert (plan["person_id"] != "").all()
    villages = plan.groupby("person_id").size()
    has = {"P1": 330.0, "P2": 220.0, "P3": 220.0}
    for who, mine in table[table["person_id"] != ""].groupby("person_id"):
        assert len(mine) <= terms["most_units"]
        assert len(mine) * terms["hours"] + villages.get(who, 0) * EACH <= has[who] + 1e-6
        assert not (terms["exclusive_with"] and who in villages)


def test_who_is_in_the_grids_of_another_village_stays_out_of_it() -> None:
    """The only way to G4 is to live there."""
    _, table, _ = planned(CITY, one("l", post("grids", "legal_literate", inside="village")))
    assert held(table) == {(G1, "L1"), (G2, "L2"), (G3, "L3"), (G4, "L4")}
    assert rows_of(CITY, "grids").count(V3) == 2 and V4 in rows_of(CITY, "grids")
