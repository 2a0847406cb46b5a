"""From pairs to the plan's table, against figures worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scenarios.plan_table import CHANGES, COLUMNS, STATUSES, plan_table
from tests.scenarios.hand_city import SOUTH, city, config, hired, pairs, village

P1_TWO = pairs((village(1), "P1", 10.0, 20.0), (village(2), "P1", 40.0, 80.0))


def table(assigned: pd.DataFrame, **options: object) -> pd.DataFrame:
    place = city(roster=options.pop("roster", None))  # type: ignore[arg-type]
    extra = options.pop("extra", hired())
    plan = plan_table(city=place, pairs=assigned, config=config(**options), hired=extra)  # type: ignore[arg-type]
    return plan.set_index("village_code")


def test_columns_and_order_are_those_of_plan_csv() -> None:
    shuffled = P1_TWO.iloc[::-1]
    plan = plan_table(city=city(), pairs=shuffled, config=config(), hired=hired())
    assert tuple(plan.columns) == COLUMNS
    assert plan["village_code"].is_monotonic_increasing
    assert len(plan) == 6
    assert set(plan["status"]) <= set(STATUSES)
    assert set(plan["change"]) <= set(CHANGES)


def test_names_come_along_and_a_vacant_village_has_blanks() -> None:
    plan = table(P1_TWO)
    served, bare = plan.loc[village(1)], plan.loc[village(3)]
    assert (served["village"], served["township"], served["county"]) == ("北村1", "城关街道", "北区")
    assert (served["counsel"], served["occupation"], served["office"]) == ("甲一", "lawyer", "北方律师事务所")
    assert (bare["person_id"], bare["counsel"], bare["office_code"], bare["office"]) == ("", "", "", "")
    assert np.isnan(bare["minutes"])
    assert (bare["hours"], bare["hired"]) == (0, 0)


def test_hours_are_shared_when_the_day_is_too_short() -> None:
    """P1 has 330 h; two villages ask (100 + 12·20/60) + (100 + 12·80/60) = 104 + 116 = 220: all delivered.

    P2 has 110 h and one village that asks 116: it gets 100·110/116.
    """
    plan = table(pd.concat([P1_TWO, pairs((village(3), "P2", 40.0, 80.0))]))
    assert plan.loc[village(1), "hours"] == pytest.approx(100)
    assert plan.loc[village(2), "hours"] == pytest.approx(100)
    assert plan.loc[village(3), "hours"] == pytest.approx(100 * 110 / 116)


def test_exactly_enough_hours_are_enough_and_one_less_is_not() -> None:
    """P2's 110 h meet a village that asks for 100 + 12·50/60 = 110 exactly; 55 minutes ask for 111."""
    assert table(pairs((village(3), "P2", 25.0, 50.0))).loc[village(3), "status"] == "ok"
    assert table(pairs((village(3), "P2", 25.0, 55.0))).loc[village(3), "status"] == "few_hours"


def test_status_vacant_before_long_drive_before_few_hours() -> None:
    plan = table(
        pairs(
            (village(1), "P1", 30.0, 60.0),  # urban, exactly at its limit of 30
            (village(1, SOUTH), "P3", 30.1, 60.0),  # urban, over it
            (village(2), "P2", 60.0, 120.0),  # rural, at its limit; 110 h for 124
            (village(3), "P1", 60.1, 120.0),  # rural, over it
        )
    )
    assert plan["status"].to_dict() == {
        village(1): "ok", village(2): "few_hours", village(3): "long_drive",
        village(1, SOUTH): "long_drive", village(2, SOUTH): "vacant", village(3, SOUTH): "vacant",
    }  # fmt: skip


@pytest.mark.parametrize("unknown", [None, float("nan"), float("inf")])
def test_a_pair_without_a_known_drive_gets_no_hours_and_costs_none(unknown: float | None) -> None:
    plan = table(pairs((village(1), "P2", unknown, unknown), (village(2), "P2", 25.0, 50.0)))
    assert (plan.loc[village(1), "status"], plan.loc[village(1), "hours"]) == ("long_drive", 0)
    assert np.isnan(plan.loc[village(1), "minutes"])
    assert (plan.loc[village(2), "status"], plan.loc[village(2), "hours"]) == ("ok", pytest.approx(100))


def test_change_against_the_roster_has_five_kinds() -> None:
    """Today: village 1 and 2 with P1, south 1 with P3."""
    plan = table(pairs((village(1), "P1", 1, 2), (village(2), "P2", 1, 2), (village(3), "P2", 1, 2)))
    assert plan["change"].to_dict() == {
        village(1): "kept", village(2): "moved", village(3): "gained",
        village(1, SOUTH): "lost", village(2, SOUTH): "vacant", village(3, SOUTH): "vacant",
    }  # fmt: skip
    assert plan["previous_person_id"].to_dict() == {
        village(1): "P1", village(2): "P1", village(3): "",
        village(1, SOUTH): "P3", village(2, SOUTH): "", village(3, SOUTH): "",
    }  # fmt: skip


def test_with_two_counsel_the_one_who_comes_follows_the_one_who_leaves() -> None:
    plan = table(
        pairs((village(1), "P1", 1, 2), (village(1), "P3", 1, 2)),
        need=2, roster=[(village(1), "P1"), (village(1), "P2")],
    ).loc[village(1)].set_index("person_id")  # fmt: skip
    assert plan.loc["P1", ["change", "previous_person_id"]].tolist() == ["kept", "P1"]
    assert plan.loc["P3", ["change", "previous_person_id"]].tolist() == ["moved", "P2"]


def test_who_leaves_without_a_successor_stays_in_the_books() -> None:
    both = [(village(1), "P1"), (village(1), "P2")]
    kept = table(pairs((village(1), "P1", 1, 2)), roster=both).loc[village(1)]
    assert (kept["change"], kept["previous_person_id"]) == ("kept", "P1;P2")
    lost = table(pairs(), roster=both).loc[village(1)]
    assert (lost["change"], lost["previous_person_id"]) == ("lost", "P1;P2")


def test_hired_counsel_work_from_a_township() -> None:
    new = hired(("H1", "新聘一", "", "gls_worker", f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, ""))
    row = table(pairs((village(2, SOUTH), "H1", 5.0, 10.0)), extra=new).loc[village(2, SOUTH)]
    assert (row["hired"], row["counsel"], row["office"], row["status"]) == (1, "新聘一", "南山镇", "ok")


def test_no_pairs_at_all_leave_every_village_vacant() -> None:
    plan = table(pairs(), roster=[])
    assert set(plan["status"]) == {"vacant"}
    assert set(plan["change"]) == {"vacant"}


def test_unknown_or_doubled_ids_are_refused() -> None:
    plan_table(city=city(), pairs=P1_TWO, config=config(), hired=hired())
    wrong = {
        "person_id P9": pairs((village(1), "P9", 1, 2)),
        "village_code 000": pairs(("000", "P1", 1, 2)),
        "same counsel twice": pairs((village(1), "P1", 1, 2), (village(1), "P1", 1, 2)),
    }
    for message, assigned in wrong.items():
        with pytest.raises(ValueError, match=message):
            plan_table(city=city(), pairs=assigned, config=config(), hired=hired())
    again = hired(("P1", "甲一", "", "lawyer", "F1", SOUTH, 1.0, 1, 0.0, ""))
    with pytest.raises(ValueError, match="person_id P1 is given twice"):
        plan_table(city=city(), pairs=P1_TWO, config=config(), hired=again)
