"""The small city with personnel to grow: numbers of today that add up by hand, and settings for them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pandas as pd

from geo.city import City
from scenarios.headcount.answer import HeadcountAnswer, plan_growth
from scenarios.headcount.grown import grown_by
from scenarios.headcount.record import growth_record
from scenarios.settings import RoleSettings, StudyConfig
from tests.scenarios.small_study import small_city

EAST, WEST, ZONE = "371001", "371002", "371071"
COUNTIES = [EAST, WEST, ZONE]
NAMES = {EAST: "东山区", WEST: "西河县", ZONE: "临海开发区"}
#: Residents of EAST, WEST and ZONE: 60,000, 40,000 and 9,000.
_TABLES = {
    "headcounts": """
county_code,occupation,number
371001,lawyer,36
371002,lawyer,10
371071,lawyer,4
371001,notary,3
371002,notary,2
371071,notary,0
371001,forensic_examiner,5
371002,forensic_examiner,
""",
    # East: one full-time of ten. West: two of five, M02 in two committees of it. Zone: nobody.
    "mediators": """
person_id,name,sex,committee_code,full_time
M00,己零,female,C01,1
M02,庚七,male,C02,1
M12,庚八,male,C02,1
P04,丁四,male,C02,0
M14,丁五,male,C02,0
M15,丁六,male,C02,0
"""
    + "".join(f"M2{n},辰{n},female,C01,0\nM2{n},辰{n},female,C03,0\n" for n in range(9)),
    "grids": """
grid_code,village_code,households,pop_resident
371001001001001,371001001001,1500,4500
371002100200001,371002100200,330,1000
371071001001001,371071001001,2000,6000
""",
    "legal_literate": """
person_id,name,sex,village_code,grid_code,status,trained
L01,辛八,female,371001001001,371001001001001,serving,1
L02,壬九,male,371002100200,371002100200001,candidate,0
L03,壬十,male,371002100200,371002100200001,serving,0
L04,癸一,male,371002100200,371002100200001,,1
L06,癸三,male,371071001001,371071001001001,candidate,1
L07,癸四,male,371002100200,371002100200001,serving,1
L08,癸五,male,371071001001,371071001001001,serving,0
""",
}


def table(text: str) -> pd.DataFrame:
    """A table of text, as `tests.small_city.small_tables` has them."""
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


@cache
def city() -> City:
    """The small city with these tables, read once."""
    with TemporaryDirectory() as folder:
        return small_city(Path(folder), {name: table(text) for name, text in _TABLES.items()})


def without(name: str, column: str, code: str) -> City:
    """The city with a blank number in one county."""
    frame = city().table(name).copy()
    frame.loc[frame["county_code"].eq(code), column] = float("nan")
    return City(MappingProxyType({**city().tables, name: frame}), city().outlines)


def named(name: str, **given: Any) -> dict[str, Any]:
    """Settings of a profession or a way with a title in both languages."""
    return {"name": {"zh": f"{name}（中）", "en": name.capitalize()}, **given}


def target(code: str, value: float, **given: Any) -> dict[str, Any]:
    """A target of the study."""
    words = {"zh": f"目标{code}", "en": f"Target {code}"}
    return {"code": code, "name": words, "measure": "hired", "op": ">=", "value": value, **given}


def config(targets: list[dict[str, Any]] | None = None, /, **headcount: Any) -> StudyConfig:
    """Default settings but for growth and targets; the years are 2023 and 2024."""
    return StudyConfig.model_validate(
        {
            "sources": {},
            "roles": {"counsel": RoleSettings()},
            "targets": tuple(targets or ()),
            "headcount": {"years": (2023, 2024), **headcount},
        }
    )


#: Two of the lawyers of EAST leave a year. Recruiting is dear, training cheap but slow and small.
LAWYERS = {
    "lawyer": named(
        "lawyer",
        leave_by_county={EAST: 2},
        ways={
            "recruit": named("recruit", county_year=3, yuan=100),
            "trainees": named("trainees", places_year=2, years=1, yuan=10),
        },
    )
}
MEDIATORS = {
    "full": named(
        "full",
        mediators="full_time",
        salary=36,
        ways={"convert": named("convert", county_year=2, trained_from="part", yuan=3)},
    ),
    "part": named("part", mediators="part_time"),
}


def ten_lawyers_more(**given: Any) -> StudyConfig:
    """Growth to 56 lawyers: of the 50 of today 4 leave, so that ten have to come."""
    asked: Mapping[str, Any] = {"code": "T1", "counts": ("lawyer",)}
    settings = {"professions": LAWYERS, "targets": (asked,), **given}
    return config([target("T1", 56, attribute="binding")], **settings)


def grown(settings: StudyConfig) -> HeadcountAnswer:
    """The plan of growth for the city."""
    return plan_growth(city(), settings, seconds=20.0)


def record_of(
    answer: HeadcountAnswer, settings: StudyConfig, names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The record of a plan of growth; `names` are other names of the counties."""
    joining = grown_by(answer.case, answer.result, city(), settings)
    return growth_record(
        answer, settings, counties=names or NAMES, grown=joining, scenario="balanced",
        study=("small", {"zh": "小城", "en": "Small"}), when=datetime(2026, 1, 2, tzinfo=UTC),
    )  # fmt: skip
