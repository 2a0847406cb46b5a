"""A stored run of the hand city with two roles beside counsel, every figure set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.measure_names import POST_FIGURES
from scenarios.role_facts import RoleFacts, role_facts
from scenarios.roles import ROLE_COLUMNS
from scenarios.store import StoredRun
from tests.scenarios.hand_city import NORTH, RESOLVED, SOUTH, pairs, stored, village

__all__ = ["POSTS", "ROLES", "posts_table", "role_run", "with_roles"]

POSTS = """
posts:
  mediator:
    name: {zh: 人民调解员, en: People's mediators}
    unit: committees
    need: 2
    requirements: {women: {where: {sex: female}, least: 1, weight: 1}}
    shares: {full_time: {where: {full_time: '1'}, share: 0.5}}
  literate:
    name: {zh: 法律明白人, en: Legal-literate persons}
    unit: grids
    need: 1
    pair_with_counsel: true
"""
ROLES: Mapping[str, RoleFacts] = role_facts(
    {
        "mediator": {
            "name": {"zh": "人民调解员", "en": "People's mediators"},
            "unit": "committees",
            "need": 2,
            "requirements": {"women": {"where": {"sex": "female"}, "least": 1}},
            "shares": {"full_time": {"where": {"full_time": "1"}}},
        },
        "literate": {"name": {"zh": "法律明白人", "en": "Legal-literate persons"}, "unit": "grids"},
    }
)


def _row(role: str, unit: str, place: int, county: str = NORTH, **cells: Any) -> dict[str, Any]:
    where = {
        "county_code": county, "county": "北区" if county == NORTH else "南县",
        "township_code": f"{county}001", "township": "城关街道" if county == NORTH else "南山镇",
        "village_code": village(place, county),
    }  # fmt: skip
    kind = "grid" if role == "literate" else "village"
    return {"role": role, "unit_code": unit, "unit": f"{unit}会", "kind": kind, **where, **cells}


def posts_table() -> pd.DataFrame:
    """Committee K1 is sound, K2 has no woman, K3 lacks one; one mediator ends, one is made full-time."""
    man, woman = {"sex": "male", "pool": "mediators"}, {"sex": "female", "pool": "mediators"}
    rows = [
        _row("mediator", "K1", 1, person_id="M1", person="赵一", full_time="1", change="kept", **woman),
        _row("mediator", "K1", 1, person_id="M2", person="钱二", full_time="0", change="new", km=1.5,
             given="full_time", **man),
        _row("mediator", "K2", 2, person_id="M3", person="孙三", full_time="0", change="kept", **man),
        _row("mediator", "K2", 2, person_id="M4", person="=李四", full_time="0", change="moved", km=0.8,
             **man),
        _row("mediator", "K3", 3, change="vacant", lacking=1),
        _row("mediator", "K3", 3, person_id="M5", person="周五", full_time="1", change="kept", **woman),
        _row("mediator", "K3", 3, person_id="M6", person="吴六", full_time="0", change="ended", **man),
        _row("literate", "W1", 1, person_id="L1", person="郑七", change="kept", status="serving", trained="1",
             sex="female", pool="legal_literate", counsel_id="P1"),
        _row("literate", "W2", 1, SOUTH, change="vacant", lacking=1),
    ]  # fmt: skip
    blank = {**dict.fromkeys(ROLE_COLUMNS, ""), "km": float("nan"), "lacking": 0}
    table = pd.DataFrame([{**blank, **row} for row in rows])
    return table.astype({"km": "float64", "lacking": "int64"})[list(ROLE_COLUMNS)]


def _figures(**figures: Any) -> dict[str, Any]:
    return {**dict.fromkeys(POST_FIGURES, 0), "lacking": {}, "shares": {}, "shares_by_county": {}, **figures}


def _county(code: str, name: str, *figures: Any) -> dict[str, Any]:
    names = ("county_code", "name", "units", "covered", "heads", "short")
    return dict(zip(names, (code, name, *figures), strict=True))


AFTER = {
    "mediator": _figures(
        units=3, units_covered=2, covered=200 / 3, sound=100 / 3, heads=5, heads_mean=5 / 3, short=1, new=1,
        moved=1, ended=1, given=1, lacking={"women": 1}, shares={"full_time": 60.0},
        by_county=[_county(NORTH, "北区", 3, 200 / 3, 5, 1)],
    ),
    "literate": _figures(
        units=2, units_covered=1, covered=50.0, sound=50.0, heads=1, heads_mean=0.5, short=1,
        by_county=[_county(NORTH, "北区", 1, 100.0, 1, 0), _county(SOUTH, "南县", 1, 0.0, 0, 1)],
    ),
}  # fmt: skip
BEFORE = {
    "mediator": {**AFTER["mediator"], "units_covered": 1, "covered": 100 / 3, "short": 2, "heads": 4,
                 "lacking": {"women": 2}, "shares": {"full_time": 40.0}},
    "literate": AFTER["literate"],
}  # fmt: skip


def with_roles(run: StoredRun) -> StoredRun:
    """The same run, with roles, their figures and who holds what."""
    metrics = {**run.metrics, "posts": AFTER, "posts_before": BEFORE}
    manifest = {**run.manifest, "resolved": f"{run.manifest['resolved']}{POSTS}"}
    return replace(run, metrics=metrics, manifest=manifest, posts=posts_table())


def role_run(folder: Path, **options: Any) -> StoredRun:
    """A run of the hand city with roles; village 1 is served by P1."""
    assert POSTS not in RESOLVED
    return with_roles(stored(folder, pairs((village(1), "P1", 10.0, 20.0)), **options))
