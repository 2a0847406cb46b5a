"""Tables of what somebody has counted or asked elsewhere: figures that no plan decides."""

from __future__ import annotations

from geo.columns import Column, Kind, TableSpec
from geo.tables.limits import CALENDAR_YEAR, OBSERVED_VALUE
from geo.tables.recurring import code, county_code, number

__all__ = ["OBSERVED"]

OBSERVED = (
    TableSpec(
        "observations",
        (
            code("measure", "指标|指标编码|指标名称|测度"),
            number("year", "年份|年度|统计年度", Kind.COUNT, CALENDAR_YEAR),
            county_code(optional=True),
            number("value", "数值|指标值|观测值|统计值", Kind.AMOUNT, OBSERVED_VALUE, optional=True),
            Column("source", Kind.TEXT, ("来源", "数据来源", "出处"), optional=True),
        ),
        key=("measure", "county_code", "year"),
    ),
)
"""Figures from registers, ledgers and surveys, by measure and year; a blank county is the whole city."""
