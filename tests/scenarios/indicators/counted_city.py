"""Tables as they are once read, for measures to count; every name is made up."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from geo.city import City
from geo.outlines import outline_frame
from geo.tables import TABLES
from scenarios.settings import MeasureSettings

EAST, WEST, ZONE = "371001", "371002", "371071"

TABLE_TEXTS: Mapping[str, str] = {
    "counties": """
county_code,name,kind,pop_resident
371001,东,district,60000
371002,西,county,40000
371071,区,zone,1234567
""",
    "townships": """
township_code,county_code,name,kind
371001001,371001,一,subdistrict
371001002,371001,二,town
371002001,371002,三,town
""",
    "villages": """
village_code,township_code,county_code,name,area,culture_venue
371001001001,371001001,371001,甲,urban,1
371001002001,371001002,371001,乙,rural,
371002001001,371002001,371002,丙,rural,1
371002001002,371002001,371002,丁,rural,0
""",
    "service_points": """
point_code,tier,county_code,township_code,village_code,staff
S0,city_centre,,,,9
S1,county_centre,371001,,,4
S2,station,,371001001,,2
S3,station,,371001001,,3
S4,station,,371002001,,6
S5,room,,,371002001001,
""",
    "mediators": """
person_id,name,sex,committee_code,full_time
M1,己,female,C1,1
M2,庚,male,C1,0
M3,辛,male,C2,1
""",
    "observations": """
measure,year,county_code,value,source
calls,2022,,100,a
calls,2023,,130,b
calls,2023,371001,90,b
calls,2023,371002,40,b
calls,2022,371071,7,a
calls,2024,,,c
parts,2023,371001,5,d
""",
}


def _typed(name: str, text: str) -> pd.DataFrame:
    """Codes and texts as text, numbers of known columns as numbers."""
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    spec = TABLES.get(name)
    for column in frame.columns if spec is not None else ():
        if column in spec.names and spec[column].numeric:
            frame[column] = pd.to_numeric(frame[column])
    return frame


def counted_city(texts: Mapping[str, str] | None = None, **frames: pd.DataFrame) -> City:
    """The city, with other tables, or more, in place of its own."""
    tables = {name: _typed(name, text) for name, text in (TABLE_TEXTS | dict(texts or {})).items()}
    return City(MappingProxyType(tables | frames), outline_frame(None))


def measure_settings(**settings: Any) -> MeasureSettings:
    return MeasureSettings.model_validate_json(json.dumps(settings))
