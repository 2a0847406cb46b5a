"""A city small enough to work out by hand, and settings for it; every name is made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from scenarios.measures import measure
from scenarios.plan_table import plan_table
from scenarios.settings import RoleSettings, StudyConfig
from scenarios.store import StoredRun

NORTH, SOUTH = "371001", "371002"
COUNSEL_COLUMNS = [
    "person_id", "name", "sex", "occupation", "office_code", "county_code", "hours_year",
    "most_villages", "yuan_per_village", "phone",
]  # fmt: skip


@dataclass(frozen=True)
class HandCity:
    """The tables that the plan needs, under the names of geo.City."""

    counties: pd.DataFrame
    townships: pd.DataFrame
    villages: pd.DataFrame
    offices: pd.DataFrame
    counsel: pd.DataFrame
    roster: pd.DataFrame
    headcounts: pd.DataFrame
    outlines: gpd.GeoDataFrame


def village(number: int, county: str = NORTH) -> str:
    """The code of a village; those of the south begin with its county."""
    return f"{county}001{number:03d}"


def city(*, roster: list[tuple[str, str]] | None = None) -> HandCity:
    """Two counties with three villages each (two rural, one urban), two offices, three counsel."""
    villages = pd.DataFrame(
        [
            (
                village(n, county),
                f"{county}001",
                county,
                f"{'北' if county == NORTH else '南'}村{n}",
                area,
                lon,
                lat,
            )
            for county, lat in ((NORTH, 37.45), (SOUTH, 37.15))
            for n, area, lon in ((1, "urban", 122.1), (2, "rural", 122.2), (3, "rural", 122.3))
        ],
        columns=["village_code", "township_code", "county_code", "name", "area", "lon", "lat"],
    )
    pairs = [(village(1), "P1"), (village(2), "P1"), (village(1, SOUTH), "P3")] if roster is None else roster
    return HandCity(
        counties=pd.DataFrame(
            {"county_code": [NORTH, SOUTH], "name": ["北区", "南县"], "kind": ["district", "county"]}
        ),
        townships=pd.DataFrame(
            {
                "township_code": [f"{NORTH}001", f"{SOUTH}001"], "county_code": [NORTH, SOUTH],
                "name": ["城关街道", "南山镇"], "kind": ["subdistrict", "town"],
                "lon": [122.15, 122.15], "lat": [37.45, 37.15],
            }
        ),
        villages=villages,
        offices=pd.DataFrame(
            {
                "office_code": ["F1", "G1"], "name": ["北方律师事务所", "南山法律服务所"],
                "kind": ["law_firm", "gls_office"], "county_code": [NORTH, SOUTH],
                "lon": [122.12, 122.18], "lat": [37.46, 37.14],
            }
        ),
        counsel=pd.DataFrame(
            [
                ("P1", "甲一", "female", "lawyer", "F1", NORTH, 330.0, 5, 3000.0, "13800000001"),
                ("P2", "乙二", "male", "lawyer", "F1", NORTH, 110.0, 2, 3000.0, "13900000002"),
                ("P3", "丙三", "male", "gls_worker", "G1", SOUTH, 600.0, 5, 3000.0, ""),
            ],
            columns=COUNSEL_COLUMNS,
        ),
        roster=pd.DataFrame(pairs, columns=["unit_code", "person_id"]).assign(role="counsel", since=""),
        headcounts=pd.DataFrame(
            [(NORTH, "lawyer", 40.0), (NORTH, "gls_worker", 5.0), (SOUTH, "gls_worker", 7.0)],
            columns=["county_code", "occupation", "number"],
        ),
        outlines=gpd.GeoDataFrame(
            {"county_code": [NORTH, SOUTH], "name": ["北区", "南县"]},
            geometry=[box(122.0, 37.3, 122.5, 37.6), box(122.0, 37.0, 122.5, 37.3)],
            crs="EPSG:4490",
        ),
    )  # fmt: skip


def hired(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Extra counsel; without rows, nobody."""
    return pd.DataFrame(list(rows), columns=COUNSEL_COLUMNS)


def pairs(*rows: tuple[str, str, float | None, float | None]) -> pd.DataFrame:
    """Village, person, minutes one way, minutes there and back."""
    return pd.DataFrame(list(rows), columns=["village_code", "person_id", "minutes", "round_trip_minutes"])


def config(*, targets: tuple[dict[str, Any], ...] = (), **role: Any) -> StudyConfig:
    """The default settings: 100 hours, 12 visits, at most 5 villages, 60 and 30 minutes."""
    return StudyConfig.model_validate(
        {"sources": {}, "roles": {"counsel": RoleSettings(**role)}, "targets": targets}
    )


RUNG = {
    "aim": "shortage", "status": "optimal", "objective": 2.0, "bound": 2.0, "delivered": 2.0,
    "gap": 0.0, "seconds": 0.25, "tolerance": 0.0,
}  # fmt: skip
RESOLVED = """
schema: 1
id: hand
name: {zh: 手工市, en: Hand City}
roles: {counsel: {need: 1, hours: 100, visits: 12, most_villages: 5, limit_minutes: {rural: 60, urban: 30}}}
hire: {hours_year: 600, most_villages: 5}
scenarios: {balanced: {name: {zh: 均衡, en: Balanced}}, today: {name: {zh: 现状, en: Today}}}
"""


def stored(
    folder: Path,
    assigned: pd.DataFrame,
    *,
    scenario: str = "balanced",
    place: HandCity | None = None,
    extra: pd.DataFrame | None = None,
    rungs: tuple[dict[str, Any], ...] = (RUNG,),
) -> StoredRun:
    """A run as write_run hands it to the writers: measured, with titles, settings and a date."""
    place = city() if place is None else place
    plan = plan_table(city=place, pairs=assigned, config=config(), hired=hired() if extra is None else extra)
    metrics = measure(
        city=place, plan=plan, config=config(), before=None, rungs=list(rungs), repair={},
        study="hand", scenario=scenario, seconds=1.0, verified=True,
    )  # fmt: skip
    manifest = {"resolved": RESOLVED, "started": "2026-03-04T08:30:00+08:00"}
    return StoredRun(folder, plan, metrics, manifest)


def renamed(place: HandCity, name: str) -> HandCity:
    """The same city in which everything bears the given name."""
    tables = ("counties", "townships", "villages", "offices", "counsel")
    changed = {table: getattr(place, table).assign(name=name) for table in tables}
    return replace(place, outlines=place.outlines.assign(name=name), **changed)
