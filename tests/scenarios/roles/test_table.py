"""Who holds what, a row a person and unit, and a row for each unit that lacks people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.city import City
from scenarios.roles import ROLE_CHANGES, ROLE_COLUMNS, no_posts, role_figures, role_table, today_table
from scenarios.roles.audit import audit_roles
from scenarios.settings import StudyConfig
from tests.scenarios.roles.role_city import (
    G1,
    G2,
    G3,
    G4,
    G5,
    STEP,
    V1,
    V2,
    V4,
    A,
    B,
    case,
    held,
    post,
    records,
    role_city,
    served,
    study,
)

CITY = role_city()
WIDE: dict[str, Any] = {"inside": "city", "within_km": 100.0}
LITERATE = post("grids", "legal_literate", pair_with_counsel=True, **WIDE)


def table_of(
    settings: StudyConfig,
    *pairs: tuple[str, str, str],
    counsel: tuple[tuple[str, str], ...] = (),
    city: City = CITY,
) -> pd.DataFrame:
    """The table of a plan with these pairs: role, person, unit; and these of counsel: village, person."""
    problem, roles = case(city, settings)
    wanted = {(f"{role}:{who}", f"{role}:{unit}") for role, who, unit in pairs}
    chosen = np.array(
        [
            (problem.people.ids[p], problem.posts.ids[d]) in wanted
            for p, d in zip(problem.arcs.person, problem.arcs.post, strict=True)
        ]
    )
    assert chosen.sum() == len(wanted)
    return role_table(roles, chosen, city=city, plan=served(city, settings, *counsel))


def test_a_study_without_roles_has_an_empty_table() -> None:
    assert tuple(no_posts().columns) == ROLE_COLUMNS
    pd.testing.assert_frame_equal(today_table(CITY, study({})), no_posts())
    pd.testing.assert_frame_equal(table_of(study({})), no_posts())


def test_today_everybody_is_kept_and_what_lacks_people_is_vacant() -> None:
    table = today_table(CITY, study({"l": LITERATE}))
    assert records(table, ["unit_code", "person_id", "person", "change", "lacking"]) == [
        (G1, "L1", "郑七", "kept", 0), (G2, "", "", "vacant", 1), (G3, "", "", "vacant", 1),
        (G5, "", "", "vacant", 1), (G4, "L4", "陈十", "kept", 0),
    ]  # fmt: skip
    assert set(table["counsel_id"]) == set(table["given"]) == {""}
    assert tuple(table.columns) == ROLE_COLUMNS


def test_a_row_says_who_it_is_and_where() -> None:
    table = table_of(study({"l": LITERATE}), ("l", "L1", G3), counsel=((V2, "P2"), (V1, "P1")))
    row = table[table["unit_code"] == G3].iloc[0].to_dict()
    assert row == {
        "role": "l", "unit_code": G3, "unit": G3, "kind": "grid", "county_code": A, "county": "甲区",
        "township_code": "371001001", "township": "一镇", "village_code": V2, "person_id": "L1",
        "person": "郑七", "sex": "female", "full_time": "", "trained": "1", "status": "serving", "skill": "",
        "occupation": "", "pool": "legal_literate", "km": pytest.approx(STEP), "change": "moved", "given": "",
        "counsel_id": "P2", "lacking": 0,
    }  # fmt: skip


def test_kept_new_moved_and_ended() -> None:
    """L1 leaves G1 for G2, L2 is new at G1, L4 stays; each change is one of those that are named."""
    table = table_of(study({"l": LITERATE}), ("l", "L1", G2), ("l", "L2", G1), ("l", "L4", G4))
    assert records(table, ["unit_code", "person_id", "change", "lacking"]) == [
        (G1, "L1", "ended", 0), (G1, "L2", "new", 0), (G2, "L1", "moved", 0), (G3, "", "vacant", 1),
        (G5, "", "vacant", 1), (G4, "L4", "kept", 0),
    ]  # fmt: skip
    assert set(table["change"]) == set(ROLE_CHANGES)
    assert held(table) == {(G2, "L1"), (G1, "L2"), (G4, "L4")}


@pytest.mark.parametrize("need", [0, 1, 2, 3])
def test_a_unit_lacks_what_it_needs_less_who_is_there(need: int) -> None:
    """M1 stays at C1, M2 leaves both; those who end fill nothing."""
    settings = study({"m": post("committees", "mediators", need=need, most=3)})
    table = table_of(settings, ("m", "M1", "C1"))
    lacking = table[table["change"] == "vacant"].set_index("unit_code")["lacking"].to_dict()
    wanted = {"C1": need - 1, "C2": need, "C3": need, "C4": need}
    assert lacking == {unit: number for unit, number in wanted.items() if number > 0}
    assert table.loc[table["change"] != "vacant", "lacking"].sum() == 0
    assert (table.loc[table["change"] == "vacant", ["person_id", "pool", "given"]] == "").all(axis=None)


def test_a_unit_that_may_be_opened_lacks_nobody() -> None:
    """An open one stands in the table, one that stays closed does not."""
    role = post("committees", "legal_literate", need=2, opening={"count": 6}, **WIDE)
    table = table_of(study({"m": role}), ("m", "L1", f"{V2}+"), ("m", "L2", f"{V2}+"))
    assert held(table) == {(f"{V2}+", "L1"), (f"{V2}+", "L2")}
    assert f"{V4}+" not in set(table["unit_code"])
    assert table.loc[table["unit_code"] == f"{V2}+", "unit"].tolist() == ["二村"] * 2


def test_those_who_hold_a_post_are_paired_with_the_counsel_of_the_village() -> None:
    """Nobody is counsel of V1; who ends, and who is vacant, has nobody. Only where the role says so."""
    pairs = (("l", "L1", G2), ("l", "L3", G3), ("l", "L4", G4))
    counsel = ((V2, "P2"), (V4, "P3"))
    table = table_of(study({"l": LITERATE}), *pairs, counsel=counsel)
    assert records(table, ["unit_code", "change", "counsel_id"]) == [
        (G1, "ended", ""), (G1, "vacant", ""), (G2, "moved", ""), (G3, "new", "P2"), (G5, "vacant", ""),
        (G4, "kept", "P3"),
    ]  # fmt: skip
    alone = LITERATE.model_copy(update={"pair_with_counsel": False})
    assert set(table_of(study({"l": alone}), *pairs, counsel=counsel)["counsel_id"]) == {""}


def test_somebody_at_two_units_has_two_rows() -> None:
    """M2 keeps both; at most one would be kept if they left."""
    table = table_of(study({"m": post("committees", "mediators")}), ("m", "M2", "C2"), ("m", "M2", "C3"))
    mine = table[table["person_id"] == "M2"]
    assert records(mine, ["unit_code", "change", "km"]) == [("C2", "kept", 0.0), ("C3", "kept", 0.0)]


# --- who is given an attribute --------------------------------------------------------------------------


def given_to(share: dict[str, Any], *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """Unit and person of those who are given full-time."""
    shares = {"full": {"where": {"full_time": "1"}, **share}}
    role = post("committees", "mediators", need=0, most=9, most_units=3, shares=shares, **WIDE)
    table = table_of(study({"m": role}), *(("m", who, unit) for who, unit in pairs))
    return records(table[table["given"] == "full"], ["unit_code", "person_id"])


FOUR = (("M2", "C1"), ("M1", "C1"), ("L3", "C2"), ("M3", "C3"))


@pytest.mark.parametrize(
    ("share", "most", "wanted"),
    [
        (0.25, 9, []),
        (0.26, 9, [("C2", "L3")]),
        (0.5, 9, [("C2", "L3")]),
        (0.75, 9, [("C2", "L3"), ("C3", "M3")]),
        (1.0, 9, [("C1", "M1"), ("C2", "L3"), ("C3", "M3")]),
        (1.0, 2, [("C2", "L3"), ("C3", "M3")]),
        (1.0, 0, []),
    ],
)
def test_units_with_the_fewest_get_it_first(share: float, most: int, wanted: list[tuple[str, str]]) -> None:
    """M2 of C1 has it, the three others have not."""
    assert given_to({"share": share, "most_given": most}, *FOUR) == wanted


def test_every_county_gets_its_part() -> None:
    """Two are short in A and one in B, but only two may be given it: one each."""
    city = role_city(
        committees=f"CA,,industry,{A},,\nCB,,industry,{B},,",
        mediators="".join(f"X{n},,male,C{'AAB'[n]},0\n" for n in range(3)),
    )
    shares = {"full": {"where": {"full_time": "1"}, "share": 1.0, "between": "county", "most_given": 2}}
    role = post("committees", "mediators", most=9, shares=shares)
    table = table_of(study({"m": role}), ("m", "X0", "CA"), ("m", "X1", "CA"), ("m", "X2", "CB"), city=city)
    assert table[table["given"] == "full"].groupby("county_code").size().to_dict() == {A: 1, B: 1}


@pytest.mark.parametrize(
    ("trained", "cells"),
    [(0.5, ["full", "full+trained"]), (0.0, ["full", "full"]), (1.0, ["full+trained", "full+trained"])],
)
def test_somebody_may_be_given_what_several_shares_ask_for(trained: float, cells: list[str]) -> None:
    """Every share has its own people; the later does not take the place of the earlier."""
    wanted = {"full": ({"full_time": "1"}, 1.0), "trained": ({"trained": "1"}, trained)}
    shares = {
        name: {"where": where, "share": part, "most_given": 9} for name, (where, part) in wanted.items()
    }
    role = post("committees", "mediators", need=0, most=9, shares=shares, **WIDE)
    settings, counsel = study({"m": role}), served(CITY, study({"m": role}))
    table = table_of(settings, ("m", "M1", "C1"), ("m", "L3", "C2"))
    rows = table[table["change"].isin(["kept", "new", "moved"])]
    assert sorted(rows["given"]) == cells
    figures = role_figures(table, config=settings, city=CITY)["m"]
    assert figures["shares"] == {"full": 100.0, "trained": 100.0 * trained}
    assert figures["given"] == 2
    assert audit_roles(city=CITY, config=settings, posts=table, plan=counsel) == []


def test_those_who_end_are_given_nothing() -> None:
    assert given_to({"share": 1.0, "most_given": 9}, ("M1", "C1")) == [("C1", "M1")]


def test_today_nobody_is_given_anything() -> None:
    shares = {"full": {"where": {"full_time": "1"}, "share": 1.0, "most_given": 9}}
    today = today_table(CITY, study({"m": post("committees", "mediators", shares=shares)}))
    assert set(today["given"]) == {""}
