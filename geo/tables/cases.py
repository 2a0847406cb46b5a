"""The table of cases of earlier years."""

from __future__ import annotations

from geo.columns import Column, Kind, TableSpec
from geo.tables.limits import CALENDAR_YEAR, COUNTY_CASES
from geo.tables.recurring import county_code, number

__all__ = ["CASES"]

CASES = (
    TableSpec(
        "cases",
        (
            county_code(),
            number("year", "年份|年度|统计年度", Kind.COUNT, CALENDAR_YEAR),
            Column("case_type", Kind.CHOICE, ("案件类型", "业务类型", "案件类别", "业务类别")),
            number("cases", "案件数|件数|业务量|案件量", Kind.COUNT, COUNTY_CASES),
        ),
        key=("county_code", "year", "case_type"),
    ),
)
"""Cases by county, year and type; the types are those of the study."""
