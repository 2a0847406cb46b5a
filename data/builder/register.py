"""Counties, townships and villages as the register of divisions lists them."""

import re
from dataclasses import dataclass

import pandas as pd

from .packages import PackageError, Packages

_SPOKEN = re.compile(r"(街道办事处|街道|办事处|镇|乡|苏木|农场|林场|盐场)$")
_COMMUNITY = re.compile(r"(居委会|居民委员会|社区|居委员|生活区|居民委|委会社区)$|社区|居委")


@dataclass(frozen=True)
class Register:
    """One prefecture's divisions. Codes are strings; rows are sorted by code."""

    city: str
    name: str
    counties: pd.DataFrame  # county_code, name, kind
    townships: pd.DataFrame  # township_code, county_code, name, kind, unit (1 for a township-like unit)
    villages: pd.DataFrame  # village_code, township_code, county_code, name, area


def read_register(source: Packages, city: str) -> Register:
    """Return the divisions of a prefecture.

    Raises
    ------
    PackageError
        When the code is not that of a prefecture with villages.
    """
    cities = source.register("cities").set_index("code")["name"]
    streets, villages = source.register("streets"), source.register("villages")
    streets, villages = streets[streets.cityCode == city], villages[villages.cityCode == city]
    if city not in cities.index or villages.empty:
        raise PackageError(f"code: {city} is not a prefecture of the register; give four digits such as 3710")
    areas = source.register("areas")
    areas = areas[(areas.cityCode == city) & areas.code.isin(villages.areaCode)].sort_values("code")
    return Register(
        city, str(cities[city]), _counties(areas), _townships(streets, villages), _villages(villages)
    )


def _counties(areas: pd.DataFrame) -> pd.DataFrame:
    kinds = [county_kind(code) for code in areas.code]
    return pd.DataFrame({"county_code": areas.code.to_list(), "name": areas.name.to_list(), "kind": kinds})


def _townships(streets: pd.DataFrame, villages: pd.DataFrame) -> pd.DataFrame:
    used = streets[streets.code.isin(villages.streetCode)].sort_values("code")
    return pd.DataFrame(
        {
            "township_code": used.code.to_list(),
            "county_code": used.areaCode.to_list(),
            "name": used.name.to_list(),
            "kind": [township_kind(code, name) for code, name in zip(used.code, used.name, strict=True)],
            "unit": [int(code[6] == "4") for code in used.code],
        }
    )


def _villages(villages: pd.DataFrame) -> pd.DataFrame:
    listed = villages.sort_values("code")
    return pd.DataFrame(
        {
            "village_code": listed.code.to_list(),
            "township_code": listed.streetCode.to_list(),
            "county_code": listed.areaCode.to_list(),
            "name": listed.name.to_list(),
            "area": [village_area(name) for name in listed.name],
        }
    )


def county_kind(code: str) -> str:
    """Read the kind from the last two digits: 01-20 district, 61-80 zone for statistics, else county."""
    last = int(code[4:])
    return "district" if 1 <= last <= 20 else "zone" if 61 <= last <= 80 else "county"


def township_kind(code: str, name: str) -> str:
    """Read the kind from the name; units coded 4xx (farms, salt works, parks) are other."""
    if code[6] == "4":
        return "other"
    ends = {
        "街道": "subdistrict",
        "办事处": "subdistrict",
        "镇": "town",
        "乡": "township",
        "苏木": "township",
    }
    return next((kind for end, kind in ends.items() if name.endswith(end)), "other")


def village_area(name: str) -> str:
    """Return urban for a residents' committee (居委会, 社区), rural for a villagers' committee (村委会)."""
    return "urban" if _COMMUNITY.search(name) and not name.endswith("村委会") else "rural"


def spoken(name: str) -> str:
    """Drop the word for the kind of township, which place-name sources leave out."""
    short = _SPOKEN.sub("", name)
    return short if len(short) >= 2 else name
