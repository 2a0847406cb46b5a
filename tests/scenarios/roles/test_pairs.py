"""Which person may be in which unit: the rejected beside the nearest accepted."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import City
from scenarios.roles.pairs import role_pairs
from scenarios.roles.pools import people
from scenarios.roles.units import units
from scenarios.settings import PostSettings
from tests.scenarios.roles.role_city import (
    G1,
    G2,
    G3,
    STEP,
    T1,
    V1,
    V2,
    V3,
    V4,
    A,
    B,
    post,
    role_city,
    rows_of,
)

CITY = role_city()


def pairs_of(role: PostSettings, city: City = CITY) -> pd.DataFrame:
    table = units(city, role)
    found = role_pairs(people(city, role), table, role)
    return found.assign(unit_code=table["unit_code"].to_numpy()[found["unit"]])


def where(role: PostSettings, person: str, city: City = CITY) -> list[str]:
    found = pairs_of(role, city)
    return found.loc[found["person_id"] == person, "unit_code"].tolist()


def wide(unit: str, *pool: str, **settings: Any) -> PostSettings:
    return post(unit, *pool, **{"inside": "city", "within_km": 100.0, **settings})


@pytest.mark.parametrize(
    ("within", "grids"),
    [(0.0, [G1, G2]), (STEP - 0.001, [G1, G2]), (STEP, [G1, G2, G3]), (STEP + 0.001, [G1, G2, G3])],
)
def test_people_go_no_farther_than_the_role_allows(within: float, grids: list[str]) -> None:
    """V1 and V2 are 1.1132 km apart; at 0 km people stay in their place."""
    role = post("grids", "legal_literate", inside="city", within_km=within)
    assert where(role, "L2") == grids
    found = pairs_of(role)
    far = found[(found["person_id"] == "L2") & (found["unit_code"] == G3)]
    assert far["km"].tolist() == pytest.approx([STEP] * (G3 in grids))


@pytest.mark.parametrize(
    ("inside", "committees"),
    [("village", ["C1"]), ("township", ["C1", "C2"]), ("county", ["C1", "C2", "C3", "C4"])],
)
def test_people_stay_inside_the_boundary(inside: str, committees: list[str]) -> None:
    """L1 lives in V1; a committee of a township is in no village, that of an industry in no township."""
    assert where(wide("committees", "legal_literate", inside=inside), "L1") == committees


def test_the_city_has_no_boundary() -> None:
    assert where(wide("stations", "mediators", inside="city"), "M1") == ["S1", "S2", "S3"]
    assert where(wide("stations", "mediators", inside="county"), "M1") == ["S1", "S2"]


def test_staff_of_the_centre_are_of_no_county() -> None:
    """Two blank codes are not the same place."""
    assert where(wide("stations", "staff", inside="county"), "Z1") == []
    assert where(wide("stations", "staff", inside="city"), "Z1") == ["S1", "S2", "S3"]
    industry = wide("committees", "mediators", inside="township")
    assert where(industry, "M2") == ["C1", "C2", "C3"]  # C3, of no township, because M2 is there today


def test_everybody_may_stay_where_they_are() -> None:
    """L1 holds a grid of V1: neither distance nor boundary is asked; a candidate in the same place is."""
    far = role_city(legal_literate=f"L1,,female,{V2},{G1},serving,1\nL2,,male,{V2},{G1},candidate,1")
    found = pairs_of(post("grids", "legal_literate", inside="village", within_km=0.5), far)
    assert list(zip(found["person_id"], found["unit_code"], found["current"], found["km"], strict=True)) == [
        ("L1", G1, True, 0.0), ("L1", G3, False, 0.0), ("L2", G3, False, 0.0),
    ]  # fmt: skip


def test_staff_of_a_judicial_office_go_to_the_station_in_its_house_alone() -> None:
    """S2 is 2.2 km away in the same county, a station of its own in the same place as S1 is another house."""
    assert where(wide("stations", "office_staff"), "O1") == ["S1"]
    assert where(wide("stations", "staff"), "W1") == ["S1", "S2", "S3"]
    beside = role_city(
        service_points=f"{rows_of(CITY, 'service_points')}S4,四站,station,{A},{T1},,122,37.0,,\n"
    )
    assert where(wide("stations", "office_staff"), "O1", beside) == ["S1"]
    assert where(wide("committees", "office_staff", inside="county"), "O1") == ["C1", "C2", "C3", "C4"]


def serving(*pairs: tuple[str, str]) -> str:
    """Today's roster of counsel: village and person."""
    return "\n".join(f"counsel,{village},{who}," for village, who in pairs)


@pytest.mark.parametrize(
    ("villages", "committees"),
    [
        ((V1, V2, V3), [f"{V2}+", "C1", "C4"]),
        ((V1, V2), [f"{V2}+", "C1"]),
        ((V3,), ["C4"]),
        ((V4,), [f"{V4}+"]),
        ((), []),
    ],
)
def test_counsel_beside_their_duty_are_in_every_village_that_they_serve_today_and_in_no_other(
    villages: tuple[str, ...], committees: list[str]
) -> None:
    """Neither distance nor boundary is asked, nor is P3 at V4; committees of no village are not for them."""
    role = post("committees", "counsel", beside_counsel=True, within_km=0.1, opening={"count": 9})
    city = role_city(roster=serving(*((village, "P1") for village in villages), (V4, "P3")))
    assert where(role, "P1", city) == committees
    assert where(role, "P2", city) == []
    assert where(role, "P3", city) == [f"{V4}+"]
    found = pairs_of(role, city)
    assert (found["km"] == 0).all() and not found["current"].any()
    assert where(post("committees", "counsel", within_km=0.1), "P1", city) == ["C1", "C2"]


def test_a_village_with_two_counsel_today_may_have_either() -> None:
    city = role_city(roster=serving((V1, "P1"), (V1, "P2"), (V1, "P2")))
    found = pairs_of(post("villages", "counsel", beside_counsel=True), city)
    assert list(zip(found["person_id"], found["unit_code"], strict=True)) == [("P1", V1), ("P2", V1)]


@pytest.mark.parametrize("villages", [(V1, V3), (V1,)])
def test_a_mediator_who_is_counsel_too_goes_where_mediators_go(villages: tuple[str, ...]) -> None:
    """The rule about counsel is for those of that pool; C4 is too far for a mediator of C2."""
    both = role_city(
        mediators="P1,赵一,female,C2,0", roster=serving(*((village, "P1") for village in villages))
    )
    role = post("committees", "mediators", "counsel", beside_counsel=True, within_km=0.1)
    found = pairs_of(role, both)
    mine = found[found["person_id"] == "P1"]
    assert list(zip(mine["unit_code"], mine["pool"], mine["current"], strict=True)) == [
        ("C1", "mediators", False), ("C2", "mediators", True), *[("C4", "counsel", False)] * (V3 in villages),
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), [("counsel", "mediators"), ("mediators", "counsel")])
def test_counsel_beside_their_duty_are_of_the_pool_named_first(first: str, second: str) -> None:
    """P1 is counsel of V1, where C1 is, and a mediator of C2, which is of no village."""
    both = role_city(mediators="P1,赵一,female,C2,0", roster=serving((V1, "P1")))
    found = pairs_of(post("committees", first, second, beside_counsel=True), both)
    mine = found[found["person_id"] == "P1"]
    assert list(zip(mine["unit_code"], mine["pool"], mine["full_time"], strict=True)) == [
        ("C1", first, "1" if first == "counsel" else "0"), ("C2", "mediators", "0"),
    ]  # fmt: skip


def test_the_pool_named_first_says_what_somebody_is() -> None:
    """X is a duty lawyer's counsel to the south and general staff of the centre to the north of S2."""
    counsel = f"X,某,male,lawyer,F1,{A},100,1,3000,"
    for first, second, skill in (("staff", "counsel", "general"), ("counsel", "staff", "duty_lawyer")):
        for lat in ("36.99", "37.03"):
            city = role_city(
                counsel=counsel,
                staff="X,某,male,S0,general,",
                service_points=f"S0,,city_centre,,,,122,{lat},,\nS2,,station,{A},{T1},,122,37.02,,",
            )
            found = pairs_of(wide("stations", first, second), city)
            assert found["skill"].tolist() == [skill]
            assert found["pool"].tolist() == [first]


def test_what_somebody_holds_today_comes_before_the_pool_named_first() -> None:
    city = role_city(staff="P1,赵一,female,S1,legal_aid,")
    found = pairs_of(wide("stations", "counsel", "staff", inside="county"), city)
    mine = found[found["person_id"] == "P1"]
    assert list(zip(mine["unit_code"], mine["pool"], mine["current"], strict=True)) == [
        ("S1", "staff", True), ("S2", "counsel", False),
    ]  # fmt: skip


@pytest.mark.parametrize("beside", [False, True])
def test_without_people_or_units_there_are_no_pairs(beside: bool) -> None:
    for table in ("counsel", "committees"):
        bare = type(CITY)({name: t for name, t in CITY.tables.items() if name != table}, CITY.outlines)
        assert pairs_of(wide("committees", "counsel", beside_counsel=beside), bare).empty


@settings(deadline=None)
@given(
    homes=st.lists(st.integers(0, 40), min_size=1, max_size=6),
    points=st.lists(st.integers(0, 40), min_size=1, max_size=5),
    within=st.integers(0, 15),
    inside=st.sampled_from(["county", "city"]),
)
def test_pairs_are_those_that_a_loop_over_everybody_finds(
    homes: list[int], points: list[int], within: int, inside: str
) -> None:
    """Offices and stations on one meridian, a thousandth of a degree apart; the south is county A."""
    county = {place: A if place < 20 else B for place in range(41)}
    offices = "\n".join(f"F{i},,law_firm,{county[n]},,122,{37 + n / 1000:.3f}" for i, n in enumerate(homes))
    counsel = "\n".join(f"P{i},,male,lawyer,F{i},{county[n]},9,9,9," for i, n in enumerate(homes))
    stations = "\n".join(
        f"S{i},,station,{county[n]},,,122,{37 + n / 1000:.3f},," for i, n in enumerate(points)
    )
    city = role_city(offices=offices, counsel=counsel, service_points=stations)
    limit = (within + 0.5) * 111.32 / 1000
    found = pairs_of(post("stations", "counsel", inside=inside, within_km=limit), city)
    wanted = [
        (f"P{i}", f"S{k}")
        for (i, home), (k, point) in itertools.product(enumerate(homes), enumerate(points))
        if abs(home - point) <= within and (inside == "city" or county[home] == county[point])
    ]
    assert sorted(zip(found["person_id"], found["unit_code"], strict=True)) == sorted(wanted)
    assert np.all(found["km"] <= limit)
    assert not found["current"].any()


def test_villages_of_another_county_are_out_of_reach() -> None:
    assert V4 not in where(wide("villages", "legal_literate", inside="county"), "L1")
    assert V1 in where(wide("villages", "legal_literate", inside="county"), "L3")
