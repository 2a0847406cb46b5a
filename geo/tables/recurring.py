"""Shorthand for writing columns down, and the columns that several tables have."""

from __future__ import annotations

from geo.columns import Column, Kind, Most
from geo.tables.occupations import choices

__all__ = [
    "COUNTY",
    "LAT",
    "LON",
    "PERSON",
    "SEX",
    "VILLAGE",
    "choice",
    "code",
    "county_code",
    "households",
    "number",
    "of",
    "residents",
    "text",
    "township_code",
    "village_code",
]

# Headers, parted by |.
COUNTY = "县编码|县（市、区）编码|县区编码|县代码|县级编码|区县编码|区县代码|县级行政区划代码|区划代码"
TOWNSHIP = "乡镇编码|乡镇（街道）编码|镇街编码|镇街代码|街道编码|乡镇代码|乡级编码|乡级行政区划代码"
VILLAGE = "村编码|村（社区）编码|村居编码|社区编码|行政村编码|村代码|村级编码|村级区划代码"
PERSON = "人员编号|人员编码|人员代码|编号|工号"


def code(name: str, headers: str, digits: int = 0, *, optional: bool = False) -> Column:
    """Return a column of codes: of so many digits, or of any form."""
    return Column(name, Kind.CODE, tuple(headers.split("|")), digits=digits, optional=optional)


def text(headers: str, *, optional: bool = False) -> Column:
    """Return a column of names."""
    return Column("name", Kind.TEXT, tuple(headers.split("|")), optional=optional)


def choice(name: str, headers: str, /, *, optional: bool = False, **names: str) -> Column:
    """Return a column of fixed values, each with its Chinese names parted by |."""
    aliases = tuple(headers.split("|"))
    return Column(name, Kind.CHOICE, aliases, choices=choices(**names), optional=optional)


def number(name: str, headers: str, kind: Kind, most: Most, *, optional: bool = False) -> Column:
    """Return a column of numbers from 0 to the most that they can mean."""
    return Column(name, kind, tuple(headers.split("|")), most=most, optional=optional)


def of(kind: Kind, name: str, headers: str, *, optional: bool = False) -> Column:
    """Return a column of another kind."""
    return Column(name, kind, tuple(headers.split("|")), optional=optional)


LON = of(Kind.COORDINATE, "lon", "经度|lng|longitude|东经|坐标经度")
LAT = of(Kind.COORDINATE, "lat", "纬度|latitude|北纬|坐标纬度")
SEX = choice("sex", "性别", female="女|女性", male="男|男性", optional=True)


def county_code(*, optional: bool = False) -> Column:
    """Return the column of a county's code."""
    return code("county_code", COUNTY, 6, optional=optional)


def township_code(*, optional: bool = False) -> Column:
    """Return the column of a township's code."""
    return code("township_code", TOWNSHIP, 9, optional=optional)


def village_code(*, optional: bool = False) -> Column:
    """Return the column of a village's code."""
    return code("village_code", VILLAGE, 12, optional=optional)


def residents(most: Most) -> Column:
    """Return the column of residents."""
    return number("pop_resident", "常住人口|常住人口数|常住人口（人）", Kind.COUNT, most, optional=True)


def households(most: Most) -> Column:
    """Return the column of households."""
    return number("households", "户数|家庭户数|总户数", Kind.COUNT, most, optional=True)
