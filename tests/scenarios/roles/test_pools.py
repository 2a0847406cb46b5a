"""Who may fill a role, from where, and what they hold today."""

from __future__ import annotations

import itertools

import pytest

from scenarios.roles.pools import ATTRIBUTES, people
from tests.scenarios.roles.role_city import (
    G1,
    G2,
    G3,
    G4,
    T1,
    T2,
    T3,
    V1,
    V2,
    V4,
    A,
    B,
    post,
    records,
    role_city,
)

CITY = role_city()
WHO = ["person_id", "unit_code"]


def test_mediators_hold_their_committees_each_a_row_and_are_where_those_are() -> None:
    found = people(CITY, post("committees", "mediators"))
    assert records(found, [*WHO, "full_time", "sex", "township_code", "village_code", "lat"]) == [
        ("M1", "C1", "0", "female", T1, V1, 37.0),
        ("M2", "C2", "1", "male", T1, "", 37.0),
        ("M2", "C3", "1", "male", "", "", pytest.approx(37.01)),
        ("M3", "C4", "", "male", T2, f"{T2}001", 37.02),
        ("L3", "C2", "0", "female", T1, "", 37.0),
    ]


def test_mediators_hold_nothing_in_a_role_of_other_units() -> None:
    found = people(CITY, post("stations", "mediators"))
    assert (found["unit_code"] == "").all()
    assert found["person_id"].tolist() == ["M1", "M2", "M2", "M3", "L3"]


@pytest.mark.parametrize(
    ("unit", "held"),
    [
        ("grids", [("L1", G1), ("L2", ""), ("L3", ""), ("L4", G4)]),
        ("villages", [("L1", V1), ("L2", ""), ("L3", ""), ("L4", V4)]),
        ("committees", [("L1", ""), ("L2", ""), ("L3", ""), ("L4", "")]),
    ],
)
def test_legal_literate_persons_who_serve_hold_their_grid_or_village(
    unit: str, held: list[tuple[str, str]]
) -> None:
    """Candidates hold nothing; everybody lives in the village."""
    found = people(CITY, post(unit, "legal_literate"))
    assert records(found, WHO) == held
    assert records(found, ["status", "trained", "village_code", "lat"])[1:3] == [
        ("candidate", "0", V1, 37.0),
        ("candidate", "1", V2, 37.01),
    ]


def test_staff_hold_their_station_and_those_of_the_centre_nothing() -> None:
    """Staff of judicial offices are not of this pool."""
    found = people(CITY, post("stations", "staff"))
    assert records(found, [*WHO, "skill", "county_code"]) == [
        ("W1", "S1", "general", A), ("W2", "S2", "legal_aid", A), ("Z1", "", "duty_lawyer", ""),
    ]  # fmt: skip
    assert (people(CITY, post("committees", "staff"))["unit_code"] == "").all()


def test_staff_of_judicial_offices_may_go_to_the_station_in_their_house_alone() -> None:
    found = people(CITY, post("stations", "office_staff"))
    assert records(found, [*WHO, "only", "township_code", "lat"]) == [
        ("O1", "", "S1", T1, 37.0), ("O2", "", "S3", T3, 37.03),
    ]  # fmt: skip
    elsewhere = people(CITY, post("committees", "office_staff"))
    assert records(elsewhere, ["person_id", "only"]) == [("O1", ""), ("O2", "")]


def test_an_office_without_a_station_in_its_house_has_nobody_to_lend() -> None:
    apart = role_city(service_points=f"S1,,station,{A},{T1},,122,37.0,,")
    assert people(apart, post("stations", "office_staff")).empty


def test_counsel_start_from_their_office_and_lawyers_are_duty_lawyers() -> None:
    found = people(CITY, post("stations", "counsel"))
    assert records(found, [*WHO, "occupation", "skill", "county_code", "township_code", "lat"]) == [
        ("P1", "", "lawyer", "duty_lawyer", A, T1, 37.0),
        ("P2", "", "gls_worker", "", A, T1, 37.0),
        ("P3", "", "lawyer", "duty_lawyer", B, "", 37.03),
    ]


@pytest.mark.parametrize(
    ("occupations", "who"),
    [
        (None, ["P1", "P2", "P3"]),
        (("lawyer",), ["P1", "P3"]),
        (("gls_worker",), ["P2"]),
        (("lawyer", "gls_worker"), ["P1", "P2", "P3"]),
        (("notary",), []),
    ],
)
def test_counsel_of_other_occupations_are_not_of_the_pool(
    occupations: tuple[str, ...] | None, who: list[str]
) -> None:
    role = post("stations", "counsel", counsel_occupations=occupations)
    assert people(CITY, role)["person_id"].tolist() == who
    beside = post("villages", "counsel", counsel_occupations=occupations, beside_counsel=True)
    serving = {"P1": V1, "P2": V2}
    assert records(people(CITY, beside), ["person_id", "village_code"]) == [
        (each, serving[each]) for each in who if each in serving
    ]


def test_occupations_of_counsel_say_nothing_of_other_pools() -> None:
    found = people(CITY, post("stations", "counsel", "staff", counsel_occupations=("gls_worker",)))
    assert found["person_id"].tolist() == ["P2", "W1", "W2", "Z1"]


def test_counsel_beside_their_duty_have_a_row_for_each_village_served_today() -> None:
    """They are full-time, and start from their office all the same; who serves no village is not there."""
    city = role_city(roster=f"counsel,{V1},P1,\ncounsel,{V2},P1,\ncounsel,{V4},P3,")
    found = people(city, post("villages", "counsel", beside_counsel=True))
    assert records(found, [*WHO, "village_code", "full_time", "skill", "county_code", "lat"]) == [
        ("P1", "", V1, "1", "duty_lawyer", A, 37.0),
        ("P1", "", V2, "1", "duty_lawyer", A, 37.0),
        ("P3", "", V4, "1", "duty_lawyer", B, 37.03),
    ]
    plain = people(city, post("villages", "counsel"))
    assert records(plain, [*WHO, "village_code", "full_time"]) == [
        ("P1", "", "", ""), ("P2", "", "", ""), ("P3", "", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "pools", list(itertools.permutations(["mediators", "legal_literate", "counsel"])), ids="-".join
)
@pytest.mark.parametrize("beside", [False, True])
def test_flags_are_text_whatever_pools_stand_beside_them(pools: tuple[str, ...], beside: bool) -> None:
    """Mediators and legal-literate persons have numbers in their tables, counsel text and no training."""
    found = people(CITY, post("committees", *pools, beside_counsel=beside))
    flags = {
        pool: records(rows.drop_duplicates("person_id"), ["person_id", "full_time", "trained"])
        for pool, rows in found.groupby("pool")
    }
    full = "1" if beside else ""
    assert flags == {
        "mediators": [("M1", "0", ""), ("M2", "1", ""), ("M3", "", ""), ("L3", "0", "")],
        "legal_literate": [("L1", "", "1"), ("L2", "", "0"), ("L3", "", "1"), ("L4", "", "1")],
        "counsel": [("P1", full, ""), ("P2", full, ""), *[("P3", full, "")] * (not beside)],
    }


def test_pools_stand_in_the_order_of_the_settings() -> None:
    """Somebody of two pools has rows of both; what a table does not say is blank text."""
    one = people(CITY, post("committees", "mediators", "legal_literate"))
    other = people(CITY, post("committees", "legal_literate", "mediators"))
    assert one.loc[one["person_id"] == "L3", "pool"].tolist() == ["mediators", "legal_literate"]
    assert other.loc[other["person_id"] == "L3", "pool"].tolist() == ["legal_literate", "mediators"]
    assert one[list(ATTRIBUTES)].map(lambda cell: isinstance(cell, str)).all(axis=None)
    assert (one.loc[one["pool"] == "mediators", "skill"] == "").all()


def test_a_study_without_the_table_has_nobody() -> None:
    bare = type(CITY)({name: t for name, t in CITY.tables.items() if name != "mediators"}, CITY.outlines)
    assert people(bare, post("committees", "mediators")).empty
    assert set(people(bare, post("committees", "mediators", "legal_literate"))["pool"]) == {"legal_literate"}


def test_grids_of_candidates_are_not_held() -> None:
    """Nor is a grid held twice by one row."""
    found = people(CITY, post("grids", "legal_literate"))
    assert not found["unit_code"].isin([G2, G3]).any()
