"""People, posts and arcs of the roles stand behind those of counsel."""

from __future__ import annotations

import numpy as np
import pytest

from tests.scenarios.roles.role_city import (
    G1,
    STEP,
    V1,
    V2,
    V4,
    A,
    B,
    case,
    planned,
    post,
    role_city,
    rows_of,
    study,
)

CITY = role_city()
LITERATE = post("grids", "legal_literate", inside="village")
MEDIATOR = post("committees", "mediators", need=2, most=3, within_km=2.0, weight=4)


def test_counsel_come_first_and_the_roles_follow_in_their_order() -> None:
    """Four villages with 3 + 3 + 2... pairs of counsel; the first role begins behind them."""
    alone, _ = case(CITY, study({}))
    problem, roles = case(CITY, study({"literate": LITERATE, "mediator": MEDIATOR}))
    counsel = alone.arcs.post.size
    assert [role.first for role in roles] == [counsel, counsel + len(roles[0].pairs)]
    assert problem.people.ids[:3] == alone.people.ids
    assert problem.people.ids[3:] == (
        "literate:L1", "literate:L2", "literate:L3", "literate:L4",
        "mediator:L3", "mediator:M1", "mediator:M2", "mediator:M3",
    )  # fmt: skip
    assert problem.posts.ids[:4] == alone.posts.ids
    assert problem.posts.ids[-4:] == ("mediator:C1", "mediator:C2", "mediator:C3", "mediator:C4")
    assert set(problem.posts.role[:4]) == {"counsel"}
    assert problem.posts.role[-4:] == ("mediator",) * 4
    assert problem.posts.group[-4:] == (A,) * 4
    for part in ("load", "minutes", "current", "locked", "budgeted"):
        assert (getattr(problem.arcs, part)[:counsel] == getattr(alone.arcs, part)).all()


def test_an_arc_is_a_pair_and_takes_no_hours_nor_counts_in_the_budget_of_moves() -> None:
    problem, (role,) = case(CITY, study({"mediator": MEDIATOR}))
    mine = slice(role.first, None)
    named = [
        (problem.people.ids[p], problem.posts.ids[d])
        for p, d in zip(problem.arcs.person[mine], problem.arcs.post[mine], strict=True)
    ]
    assert named == [
        (f"mediator:{who}", role.post(role.units["unit_code"][unit]))
        for who, unit in zip(role.pairs["person_id"], role.pairs["unit"], strict=True)
    ]
    assert (problem.arcs.load[mine] == 0).all()
    assert problem.arcs.minutes[mine] == pytest.approx(role.pairs["km"])
    assert problem.arcs.minutes[mine].max() < 2 * STEP
    assert problem.arcs.current[mine].sum() == 5
    assert not problem.arcs.budgeted[mine].any() and not problem.arcs.locked[mine].any()


@pytest.mark.parametrize(
    ("need", "most", "wanted"),
    [(1, None, [1, 2, 1, 1]), (1, 3, [3] * 4), (3, 2, [3] * 4), (0, None, [1, 2, 1, 1]), (2, None, [2] * 4)],
)
def test_most_people_of_a_unit_are_the_settings_what_it_needs_or_has_today(
    need: int, most: int | None, wanted: list[int]
) -> None:
    """C2 has two today."""
    problem, _ = case(CITY, study({"mediator": post("committees", "mediators", need=need, most=most)}))
    assert problem.posts.need[-4:].tolist() == [need] * 4
    assert problem.posts.most[-4:].tolist() == wanted


@pytest.mark.parametrize(("units", "wanted"), [(1, [1, 1, 2, 1]), (2, [2] * 4), (3, [3] * 4)])
def test_most_units_of_a_person_are_the_settings_or_what_they_hold_today(
    units: int, wanted: list[int]
) -> None:
    """M2 is in two committees."""
    problem, _ = case(CITY, study({"mediator": post("committees", "mediators", most_units=units)}))
    assert problem.people.most[-4:].tolist() == wanted


@pytest.mark.parametrize(("most", "open_most"), [(None, 2), (5, 5)])
def test_units_to_open_need_nobody_until_they_are_open(most: int | None, open_most: int) -> None:
    role = post("committees", "legal_literate", need=2, most=most, opening={"count": 5})
    problem, (found,) = case(CITY, study({"mediator": role}))
    new = np.flatnonzero(found.units["new"]) + 4
    assert [problem.posts.ids[d] for d in new] == [f"mediator:{V2}+", f"mediator:{V4}+"]
    assert problem.posts.need[new].tolist() == [0, 0]
    assert problem.posts.most[new].tolist() == [open_most] * 2
    assert problem.posts.weight[4:].tolist() == [1.0] * 6


def test_weights_and_counties_are_those_of_the_role() -> None:
    problem, _ = case(CITY, study({"staff": post("stations", "staff", weight=7)}))
    assert problem.posts.weight[-3:].tolist() == [7.0] * 3
    assert problem.posts.group[-3:] == (A, A, B)


@pytest.mark.parametrize("table", ["mediators", "committees"])
def test_a_role_without_people_or_units_is_planned_all_the_same(table: str) -> None:
    """Every committee lacks its one; or there is none to lack anybody."""
    bare = type(CITY)({name: t for name, t in CITY.tables.items() if name != table}, CITY.outlines)
    shares = {"women": {"where": {"sex": "female"}, "share": 0.5, "between": "county"}}
    role = post(
        "committees", "mediators", mean=1.5, train=1, hours=5.0, shares=shares, exclusive_with=("counsel",)
    )
    _, table_of_roles, rungs = planned(bare, study({"mediator": role}))
    lacking = 4 if table == "mediators" else 0
    assert table_of_roles["lacking"].sum() == lacking
    # ceil(1.5 * 4) = 6 people are wanted in all
    assert rungs["shortage:mediator"] == pytest.approx(lacking + (6 if lacking else 0))


def test_a_role_of_counsel_beside_their_duty_without_anybody_near_is_planned() -> None:
    """Nobody of the register is of a county with committees of villages."""
    city = role_city(counsel=rows_of(CITY, "counsel").splitlines()[2], roster="")
    role = post("committees", "counsel", beside_counsel=True)
    _, table, rungs = planned(city, study({"mediator": role}))
    assert (rungs["shortage:mediator"], set(table["change"])) == (4.0, {"vacant"})


def test_grids_of_a_village_stand_where_it_is() -> None:
    _, (role,) = case(CITY, study({"literate": LITERATE}))
    assert role.units.set_index("unit_code").at[G1, "village_code"] == V1
