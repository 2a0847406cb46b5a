"""Violations planted among counsel, in plans of the optimiser: the audit finds every one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tests.scenarios.roles.audit.sound import EACH, sound
from tests.scenarios.roles.role_city import V1, V2, V3


def _with(plan: pd.DataFrame, place: int, **cells: Any) -> pd.DataFrame:
    changed = plan.copy()
    for name, value in cells.items():
        changed.loc[changed.index[place], name] = value
    return changed


def _row_of(plan: pd.DataFrame, village: str, who: str) -> pd.DataFrame:
    """A row of a village, served by somebody of the one office."""
    row = plan[plan["village_code"] == village].iloc[[0]]
    job = {"P1": "lawyer", "P2": "gls_worker"}[who]
    return row.assign(
        person_id=who, occupation=job, office_code="F1", hired=0, minutes=10.0, round_trip_minutes=21.0
    )


def _all_of(plan: pd.DataFrame, who: str) -> pd.DataFrame:
    return pd.concat([_row_of(plan, village, who) for village in (V1, V2, V3)])


COUNSEL: dict[str, tuple[Callable[[pd.DataFrame, int], pd.DataFrame], str]] = {
    "no such person": (lambda plan, n: _with(plan, n, person_id="Q9"), "no such person"),
    "no such village": (lambda plan, n: _with(plan, n, village_code="9"), "no such village"),
    "other minutes": (lambda plan, n: _with(_all_of(plan, "P1"), n, minutes=9.0), "by road"),
    "other office": (lambda plan, n: _with(_all_of(plan, "P1"), n, office_code="J1"), "not in the tables"),
    "no row": (lambda plan, n: plan.drop(index=plan.index[n]), "has no row for this village"),
    "twice": (lambda plan, n: pd.concat([plan, plan.iloc[[n]]]), "somebody stands twice"),
    "two for one": (
        lambda plan, n: pd.concat([_all_of(plan, "P1"), _row_of(plan, (V1, V2, V3)[n], "P2")]),
        "2 people for 1",
    ),
    "too many villages": (lambda plan, n: _all_of(plan, "P2"), "3 villages, at most 2"),
    "too many hours": (lambda plan, n: _all_of(plan, "P2"), "312.6 hours, has 220.0"),
    "hired by nobody": (
        lambda plan, n: _with(_all_of(plan, "P1"), n, hired=1, person_id="N1", office_code="371001001"),
        "1 people hired, at most 0",
    ),
}


@pytest.mark.parametrize("kind", COUNSEL)
def test_every_violation_planted_among_counsel_is_found(kind: str) -> None:
    change, words = COUNSEL[kind]
    for seed in range(EACH):
        plan = sound(seed)
        broken = replace(plan, plan=change(plan.plan, seed % 3))
        faults = broken.counsel_faults()
        assert any(words in fault for fault in faults), (seed, faults)
