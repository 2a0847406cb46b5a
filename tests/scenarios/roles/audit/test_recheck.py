"""The audit of the roles by hand: what breaks a rule beside the nearest that keeps it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from geo.city import City
from scenarios.roles.audit import audit_roles
from scenarios.settings import StudyConfig
from tests.scenarios.roles.role_city import G1, G2, G3, V1, V2, V3, V4, post, role_city, served, study
from tests.scenarios.roles.test_table import WIDE, table_of

CITY = role_city()
EACH = 104.2
Counsel = tuple[tuple[str, str], ...]


def found(
    settings: StudyConfig, *pairs: tuple[str, str, str], counsel: Counsel = (), city: City = CITY
) -> list[str]:
    """Faults of a plan with these pairs (role, person, unit) and these counsel (village, person)."""
    table = table_of(settings, *pairs, counsel=counsel, city=city)
    return faults(settings, table, counsel=counsel, city=city)


def faults(
    settings: StudyConfig, table: pd.DataFrame, *, counsel: Counsel = (), city: City = CITY
) -> list[str]:
    plan = served(city, settings, *counsel)
    return audit_roles(city=city, config=settings, posts=table, plan=plan)


def test_no_roles_no_faults() -> None:
    assert found(study({})) == []


def test_a_role_that_the_study_does_not_have() -> None:
    table = table_of(study({"m": post("committees", "mediators")}))
    assert faults(study({}), table) == ["m: no such role"]


@pytest.mark.parametrize(("most", "words"), [(3, []), (2, ["m, C1: 3 people for 2"])])
def test_most_people_of_a_unit(most: int, words: list[str]) -> None:
    settings = study({"m": post("committees", "mediators", need=0, most=most, **WIDE)})
    assert found(settings, *(("m", who, "C1") for who in ("M1", "M3", "L3"))) == words


def test_as_many_as_a_unit_has_today_may_stay() -> None:
    """C2 has two and needs one; M2 is in two committees and may be in one."""
    settings = study({"m": post("committees", "mediators")})
    today = (("m", "M2", "C2"), ("m", "L3", "C2"), ("m", "M2", "C3"))
    assert found(settings, *today) == []
    wide = study({"m": post("committees", "mediators", need=0, most=9, **WIDE)})
    assert found(wide, *today, ("m", "M2", "C1")) == ["m, M2: 3 units, at most 2"]


@pytest.mark.parametrize(("within", "words"), [(1.12, []), (1.11, [f"l, L3 at {G1}: may not be there"])])
def test_distance(within: float, words: list[str]) -> None:
    """L3 lives 1.1132 km from G1."""
    table = table_of(study({"l": post("grids", "legal_literate", **WIDE)}), ("l", "L3", G1))
    near = study({"l": post("grids", "legal_literate", within_km=within)})
    assert faults(near, table) == words


@pytest.mark.parametrize(("inside", "ok"), [("village", False), ("township", True), ("county", True)])
def test_boundary(inside: str, ok: bool) -> None:
    table = table_of(study({"l": post("grids", "legal_literate", **WIDE)}), ("l", "L3", G1))
    narrow = study({"l": post("grids", "legal_literate", inside=inside, within_km=9.0)})
    assert (faults(narrow, table) == []) is ok


def test_staff_of_a_judicial_office_at_another_station() -> None:
    """What W1 may do O1 may not, although both are in the same place."""
    settings = study({"s": post("stations", "staff", "office_staff", **WIDE)})
    table = table_of(settings, ("s", "W1", "S2"))
    assert faults(settings, table) == []
    row = table["person_id"].eq("W1") & table["unit_code"].eq("S2")
    other = {"person_id": "O1", "person": "卫甲", "skill": "mediator", "pool": "office_staff"}
    table.loc[row, [*other, "sex", "change"]] = [*other.values(), "male", "new"]
    assert faults(settings, table) == ["s, O1 at S2: may not be there"]


def test_what_a_unit_lacks() -> None:
    settings = study({"m": post("committees", "mediators", need=2, most=3)})
    table = table_of(settings, ("m", "M1", "C1"))
    assert faults(settings, table) == []
    row = table["unit_code"].eq("C1") & table["change"].eq("vacant")
    table.loc[row, "lacking"] = 2
    assert faults(settings, table) == ["m, C1: [2] said to be lacking, [1] is"]


@pytest.mark.parametrize(("people", "ok"), [((), True), (("L1",), False), (("L1", "L2"), True)])
def test_opened_units(people: tuple[str, ...], ok: bool) -> None:
    role = post("committees", "legal_literate", need=2, opening={"count": 5}, **WIDE)
    words = found(study({"m": role}), *(("m", who, f"{V2}+") for who in people))
    assert words == ([] if ok else [f"m, {V2}+: opened with 1 people, 2 needed"])


@pytest.mark.parametrize(("train", "ok"), [(1, True), (0, False), (None, True)])
def test_training(train: int | None, ok: bool) -> None:
    settings = study({"l": post("grids", "legal_literate", train=train)})
    words = found(settings, ("l", "L2", G2), ("l", "L1", G1))
    assert words == ([] if ok else ["l, 1 people to be trained, at most 0"])


@pytest.mark.parametrize(
    ("share", "given", "words"),
    [
        (1.0, ("M1", "L3"), []),
        (0.7, ("M1",), []),
        (0.6, ("M1",), []),
        (0.6, ("M1", "L3"), ["m, city: 2 people given full, 1.80 should have it and 1 have"]),
        (0.3, ("M1",), ["m, city: 1 people given full, 0.90 should have it and 1 have"]),
        (1.0, ("M2",), ["m, M2 at C3: given 'full', but has it"]),
    ],
)
def test_who_is_given_an_attribute(share: float, given: tuple[str, ...], words: list[str]) -> None:
    """Of M1, L3 and M2 the last has it."""
    shares = {"full": {"where": {"full_time": "1"}, "share": share, "most_given": 2}}
    settings = study({"m": post("committees", "mediators", shares=shares, need=0, most=3)})
    table = table_of(settings, ("m", "M1", "C1"), ("m", "L3", "C2"), ("m", "M2", "C3"))
    table["given"] = ["full" if who in given and c == "kept" else "" for who, c in
                      zip(table["person_id"], table["change"], strict=True)]  # fmt: skip
    assert faults(settings, table) == words


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("full+trained", []),
        ("trained", []),
        ("full+full", ["m, M1 at C1: given 'full' 2 times"]),
        ("full+more", ["m, M1 at C1: given 'more', which is no share of the role"]),
        ("full+women", ["m, M1 at C1: given 'women', but has it", "m, 1 people given women, at most 0",
                        "m, city: 1 people given women, 0.00 should have it and 1 have"]),
    ],
)  # fmt: skip
def test_every_share_that_somebody_is_given_is_looked_at(cell: str, words: list[str]) -> None:
    """M1, a woman, is neither full-time nor trained; most and need of each share count on their own."""
    where = {"full": {"full_time": "1"}, "trained": {"trained": "1"}}
    shares = {name: {"where": each, "share": 1.0, "most_given": 1} for name, each in where.items()}
    shares["women"] = {"where": {"sex": "female"}, "share": 0.0}
    settings = study({"m": post("committees", "mediators", shares=shares, need=0, most=3)})
    table = table_of(settings, ("m", "M1", "C1"))
    table["given"] = [cell if change == "kept" else "" for change in table["change"]]
    assert faults(settings, table) == words


@pytest.mark.parametrize(("village", "ok"), [(V1, True), (V2, False)])
def test_counsel_beside_their_duty(village: str, ok: bool) -> None:
    settings = study({"v": post("villages", "counsel", beside_counsel=True)})
    words = found(settings, ("v", "P1", V1), counsel=((village, "P1"),))
    assert words == ([] if ok else [f"v, P1 at {V1}: may not be there"])


@pytest.mark.parametrize(
    ("today", "ok"),
    [
        (f"counsel,{V1},P1,", True),
        (f"counsel,{V2},P2,\ncounsel,{V1},P1,", True),
        (f"counsel,{V2},P1,\ncounsel,{V1},P2,", False),
        (f"mediator,{V1},P1,", False),
        ("", False),
    ],
)
def test_counsel_beside_what_they_do_today(today: str, ok: bool) -> None:
    """P1 is counsel of V1 in the plan; today's roster says whether they may be more there."""
    settings, counsel = study({"v": post("villages", "counsel", beside_counsel=True)}), ((V1, "P1"),)
    table = table_of(settings, ("v", "P1", V1), counsel=counsel)
    words = faults(settings, table, counsel=counsel, city=role_city(roster=today))
    assert words == ([] if ok else [f"v, P1 at {V1}: may not be there"])


def test_who_is_not_counsel_may_be_where_they_serve_nothing() -> None:
    """The rule about counsel is for those of that pool, and for roles that ask for it."""
    beside = study({"v": post("villages", "legal_literate", "counsel", beside_counsel=True)})
    assert found(beside, ("v", "L1", V1), city=role_city(roster="")) == []
    plain = study({"v": post("villages", "counsel", **WIDE)})
    assert found(plain, ("v", "P1", V2), city=role_city(roster="")) == []


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize(("occupation", "ok"), [("lawyer", True), ("gls_worker", False)])
def test_counsel_of_another_occupation(occupation: str, ok: bool, beside: bool) -> None:
    """P1 is a lawyer, and counsel of V1 today and in the plan."""
    role, counsel = post("villages", "counsel", beside_counsel=beside, **WIDE), ((V1, "P1"),)
    table = table_of(study({"v": role}), ("v", "P1", V1), counsel=counsel)
    settings = study({"v": role.model_copy(update={"counsel_occupations": (occupation,)})})
    words = faults(settings, table, counsel=counsel)
    assert words == ([] if ok else [f"v, P1 at {V1}: nobody of counsel"])


@pytest.mark.parametrize(("more", "ok"), [(0.0, True), (0.01, False)])
@pytest.mark.parametrize("roles", [("s",), ("s", "m")])
def test_one_budget_of_hours(roles: tuple[str, ...], more: float, ok: bool) -> None:
    """P2 has 220 hours for a village and one or two posts; W1 of the staff has no such budget."""
    hours = (220 - EACH) / len(roles) + more
    terms: dict[str, Any] = {"hours": hours, **WIDE}
    every = {"s": post("stations", "counsel", "staff", **terms), "m": post("committees", "counsel", **terms)}
    units = {"s": "S1", "m": "C1"}
    pairs = [(role, "P2", units[role]) for role in roles]
    words = found(study({r: every[r] for r in roles}), *pairs, ("s", "W1", "S2"), counsel=((V1, "P2"),))
    assert (words == []) is ok
    assert ok or words[0].startswith("P2: 220.0 hours as counsel and beside it")


@pytest.mark.parametrize(("who", "ok"), [("P1", False), ("P2", True)])
def test_roles_that_exclude_each_other(who: str, ok: bool) -> None:
    settings = study({"s": post("stations", "counsel", exclusive_with=("counsel",), **WIDE)})
    words = found(settings, ("s", "P1", "S1"), counsel=((V1, who),))
    assert words == ([] if ok else ["P1: s and counsel at once"])


@pytest.mark.parametrize(("most", "ok"), [(3, True), (2, False), (None, True)])
def test_most_pairs_by_what_villages_need(most: int | None, ok: bool) -> None:
    """V1 has two grids and V2 one, whether somebody is there or not."""
    role = post("grids", "legal_literate", pair_with_counsel=True)
    settings = study({"l": role}, counsel={"most_pairs": most})
    words = found(settings, counsel=((V1, "P1"), (V2, "P1"), (V3, "P2"), (V4, "P3")))
    assert words == ([] if ok else ["P1: 3 people to be paired with, at most 2"])


def test_who_is_paired_with_whom() -> None:
    settings = study({"l": post("grids", "legal_literate", pair_with_counsel=True)})
    table = table_of(settings, ("l", "L3", G3), counsel=((V2, "P2"),))
    assert faults(settings, table, counsel=((V2, "P2"),)) == []
    told = f"l, L3 at {G3}: paired with P2, counsel there: "
    assert faults(settings, table, counsel=((V2, "P1"),)) == [f"{told}['P1']"]
    assert faults(settings, table) == [f"{told}nobody"]


def test_what_is_lacked_at_a_price_is_no_fault() -> None:
    """Nobody is there at all: heads, women, full-time people, the mean and openings are wanting."""
    role = post(
        "committees",
        "mediators",
        need=3,
        mean=4.0,
        requirements={"women": {"where": {"sex": "female"}}},
        shares={"full": {"where": {"full_time": "1"}, "share": 1.0}},
        opening={"count": 9},
    )
    assert found(study({"m": role})) == []
    assert found(study({"m": role}), ("m", "M1", "C1")) == []
