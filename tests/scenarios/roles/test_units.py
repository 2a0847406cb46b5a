"""What a role staffs, and where each unit is."""

from __future__ import annotations

import pytest

from scenarios.roles.units import UNIT_COLUMNS, new_code, units
from tests.scenarios.roles.role_city import (
    G1,
    G2,
    G3,
    G4,
    G5,
    T1,
    T2,
    T3,
    V1,
    V2,
    V3,
    V4,
    A,
    B,
    post,
    records,
    role_city,
    rows_of,
)

CITY = role_city()


@pytest.mark.parametrize(
    ("unit", "codes"),
    [
        ("committees", ["C1", "C2", "C3", "C4"]),
        ("grids", sorted([G1, G2, G3, G4, G5])),
        ("villages", [V1, V2, V3, V4]),
        ("stations", ["S1", "S2", "S3"]),
    ],
)
def test_every_unit_of_the_table_once_and_in_order(unit: str, codes: list[str]) -> None:
    """Centres and rooms are no stations."""
    table = units(CITY, post(unit, "counsel"))
    assert tuple(table.columns) == UNIT_COLUMNS
    assert (table["unit_code"].tolist(), table["new"].any()) == (codes, False)


def test_committees_are_at_their_village_their_township_or_in_the_middle_of_their_county() -> None:
    found = units(CITY, post("committees", "mediators"))
    assert records(found, ["unit_code", "township_code", "village_code"]) == [
        ("C1", T1, V1), ("C2", T1, ""), ("C3", "", ""), ("C4", T2, V3),
    ]  # fmt: skip
    assert found["lat"].tolist() == pytest.approx([37.0, 37.0, 37.01, 37.02])
    assert found["lon"].tolist() == pytest.approx([122.0] * 4)


def test_a_committee_of_a_village_keeps_the_township_that_its_table_names() -> None:
    """Blank is filled from the village; what is written stays."""
    city = role_city(committees=f"C4,,village,{A},{T1},{V3}")
    assert records(units(city, post("committees", "mediators")), ["township_code", "lat"]) == [(T1, 37.02)]


def test_grids_and_villages_are_where_the_village_is() -> None:
    grids = units(CITY, post("grids", "legal_literate"))
    assert records(grids, ["unit_code", "village_code", "township_code", "county_code", "lat", "kind"]) == [
        (G1, V1, T1, A, 37.0, "grid"), (G2, V1, T1, A, 37.0, "grid"), (G3, V2, T1, A, 37.01, "grid"),
        (G5, V3, T2, A, 37.02, "grid"), (G4, V4, T3, B, 37.03, "grid"),
    ]  # fmt: skip
    villages = units(CITY, post("villages", "counsel"))
    assert records(villages, ["unit_code", "unit", "kind", "village_code"])[0] == (V1, "一村", "village", V1)


def test_only_villages_without_a_unit_may_get_one() -> None:
    """C1 and C4 are in V1 and V3; that of the township is in no village."""
    role = post("committees", "mediators", opening={"count": 6})
    found = units(CITY, role)
    new = found[found["new"]]
    assert records(new, ["unit_code", "unit", "kind", "county_code", "lat"]) == [
        (new_code(V2), "二村", "village", A, 37.01),
        (new_code(V4), "四村", "village", B, 37.03),
    ]
    assert len(found) == 6
    assert not units(CITY, role.model_copy(update={"opening": None}))["new"].any()


def test_where_every_village_has_one_none_is_opened() -> None:
    full = role_city(grids=f"{rows_of(CITY, 'grids')}")
    assert not units(full, post("grids", "legal_literate", opening={"count": 9}))["new"].any()


@pytest.mark.parametrize("unit", ["committees", "grids", "stations"])
def test_a_study_without_the_table_has_no_units(unit: str) -> None:
    table = {"committees": "committees", "grids": "grids", "stations": "service_points"}[unit]
    bare = type(CITY)({name: t for name, t in CITY.tables.items() if name != table}, CITY.outlines)
    assert units(bare, post(unit, "counsel")).empty
