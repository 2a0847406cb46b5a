"""A small study and stored runs of it for the pages to show; no solver, every name is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from geo.read import read_city
from scenarios.geopackage import write_geopackage
from scenarios.lists import write_lists
from scenarios.map_page import write_map
from scenarios.measures import measure
from scenarios.plan_table import plan_table
from scenarios.store import StoredRun, write_run
from scenarios.study import Study, load_study
from tests.scenarios.small_study import write_study
from tests.scenarios.study_text import SOURCES
from tests.small_city import small_tables

__all__ = ["STUDY_ID", "small_study", "store_small_runs", "stored"]

Pair = tuple[str, str, float | None]

STUDY_ID = "smallbay"
_STUDY = f"""\
schema: 1
id: smallbay
name: {{zh: 小湾市, en: Small Bay}}
{SOURCES}roles: {{counsel: {{hours: 100, visits: 12}}}}
targets:
  - code: T-01
    name: {{zh: 村法律顾问配备比例, en: Villages with counsel}}
    measure: coverage_nominal
    op: ">="
    value: 90
    unit: "%"
    attribute: binding
  - code: T-02
    name: {{zh: 每名法律顾问服务村数, en: Villages per counsel}}
    measure: load.max
    op: "<="
    value: 5
    attribute: norm
scenarios:
  today:    {{name: {{zh: 现状, en: Today}}, evaluate: true}}
  balanced: {{name: {{zh: 均衡配置, en: Balanced}}}}
  hire:     {{name: {{zh: 增聘, en: Hire}}, extends: balanced, set: [{{hire.number: 2}}]}}
"""
_TODAY: Sequence[Pair] = (
    ("371001001001", "P01", 4.0), ("371001001002", "P01", 5.0), ("371001101200", "P02", 31.0),
    ("371002100001", "P04", 3.0), ("371071001001", "P03", 2.0),
)  # fmt: skip
_BALANCED: Sequence[Pair] = (
    ("371001001001", "P01", 4.0), ("371001001002", "P01", 5.0), ("371001001003", "P01", 6.0),
    ("371001101200", "P01", 65.0), ("371001101201", "P02", 33.0), ("371001101202", "P02", 28.0),
    ("371002100001", "P04", 3.0), ("371002100200", "P04", 12.0), ("371002100201", "P04", 15.0),
    ("371071001001", "P03", 2.0), ("371071001002", "P03", 3.5),
)  # fmt: skip
_RUNGS: Sequence[Mapping[str, Any]] = (
    {
        "aim": "shortage", "status": "optimal", "objective": 1.0, "bound": 1.0, "gap": 0.0, "seconds": 0.12,
        "tolerance": 0.0,
    },
    {
        "aim": "travel", "status": "limit", "objective": 16.4, "bound": 16.1, "gap": 0.0183, "seconds": 1.5,
        "tolerance": 0.01,
    },
)  # fmt: skip
_REPAIR = {
    "more": [{"county_code": "371002", "name": "西河县", "occupation": "gls_worker", "number": 1}],
    "unreachable": ["371002100202"], "status": "optimal", "bound": 1.0,
}  # fmt: skip


def small_study(folder: Path, *, names: Mapping[str, str] | None = None) -> Study:
    """Write the study into a new folder and load it; `names` are other names of villages by code."""
    villages = small_tables()["villages"]
    called = zip(villages["village_code"], villages["name"], strict=True)
    villages["name"] = [(names or {}).get(code, name) for code, name in called]
    return load_study(write_study(folder, _STUDY, tables={"villages": villages}))


def store_small_runs(study: Study, out: Path) -> dict[str, StoredRun]:
    """Store today's roster and a plan of the small study; the scenario hire stays without a run."""
    return {
        "today": stored(study, "today", out, pairs=_TODAY, before=_TODAY),
        "balanced": stored(
            study, "balanced", out, pairs=_BALANCED, before=_TODAY, rungs=_RUNGS, repair=_REPAIR
        ),
    }


def stored(
    study: Study,
    scenario: str,
    out: Path,
    *,
    pairs: Sequence[Pair],
    before: Sequence[Pair],
    rungs: Sequence[Mapping[str, Any]] = (),
    repair: Mapping[str, Any] | None = None,
    hired: Sequence[Mapping[str, Any]] = (),
) -> StoredRun:
    """Store a run of given pairs, with every file that a real run has; `hired` are rows as of counsel."""
    resolved = study.resolve(scenario)
    city = read_city(resolved.sources(), occupations=resolved.config.counsel.occupations)
    people = pd.DataFrame(list(hired), columns=city.counsel.columns)
    plans = [
        plan_table(city=city, pairs=_frame(some), config=resolved.config, hired=people)
        for some in (pairs, before)
    ]
    certificate = [dict(rung) for rung in rungs]
    metrics = measure(
        city=city, plan=plans[0], config=resolved.config, before=plans[1], rungs=certificate,
        repair=dict(repair or {}), study=study.id, scenario=scenario, seconds=1.7, verified=True,
    )  # fmt: skip
    manifest = {
        "schema": 1, "study": study.id, "scenario": scenario, "resolved": resolved.as_yaml(), "inputs": {},
        "versions": {}, "seed": 7, "started": "2025-03-01T08:30:00+08:00", "seconds": 1.7,
        "certificate": certificate,
    }  # fmt: skip
    return write_run(
        out / study.id / scenario, plan=plans[0], metrics=metrics, manifest=manifest,
        writers=[
            lambda run: write_lists(run, run.folder, lang="zh", counsel=city.counsel),
            lambda run: write_geopackage(run, run.folder, city=city),
            lambda run: write_map(run, run.folder, city=city),
        ],
    )  # fmt: skip


def _frame(pairs: Sequence[Pair]) -> pd.DataFrame:
    frame = pd.DataFrame(pairs, columns=["village_code", "person_id", "minutes"])
    return frame.assign(round_trip_minutes=2 * frame["minutes"].astype(float))
