"""A valid study small enough to read: two counties, a zone without a polygon, an island.

`small_tables` gives every table as text, so that a test may break one cell; `write_small_city` puts them into
a folder as a user would keep them, and returns the sources of `geo.read_city`. Every name is made up.
"""

from __future__ import annotations

import functools
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry import MultiPolygon, box

from geo import Source

OCCUPATIONS = ("lawyer", "gls_worker")
WITH_COORDINATES = ("townships", "villages", "offices", "service_points", "road_nodes", "outlines")

_TABLES = {
    "counties": """
county_code,name,kind,pop_resident
371001,东山区,district,60000
371002,西河县,county,40000
371071,临海开发区,zone,9000
""",
    "townships": """
township_code,county_code,name,kind,lon,lat,seat_source
371001001,371001,东山街道,subdistrict,122.05,37.20,geonames
371001101,371001,松岭镇,town,122.15,37.25,placed
371002100,371002,西河镇,town,122.30,37.20,geonames
371071001,371071,临海街道,subdistrict,122.12,37.15,placed
""",
    "villages": """
village_code,township_code,county_code,name,area,lon,lat,pop_resident,households,elderly,\
disabled,migrant_workers,disputes_year,island
371001001001,371001001,371001,一社区,urban,122.05,37.20,9000,3000,1500,540,810,48,0
371001001002,371001001,371001,二社区,urban,122.06,37.21,8000,2600,1400,480,720,42,0
371001001003,371001001,371001,三社区,urban,122.04,37.19,7000,2300,1300,420,630,37,0
371001101200,371001101,371001,松前村,rural,122.15,37.25,900,300,280,54,36,5,0
371001101201,371001101,371001,松后村,rural,122.16,37.27,800,260,250,48,32,4,0
371001101202,371001101,371001,松南村,rural,122.14,37.23,700,230,220,42,28,4,0
371002100001,371002100,371002,河口社区,urban,122.30,37.20,5000,1600,900,300,450,26,0
371002100200,371002100,371002,河东村,rural,122.33,37.21,1000,330,300,60,40,5,0
371002100201,371002100,371002,河北村,rural,122.30,37.25,950,310,310,57,38,5,0
371002100202,371002100,371002,海岛村,rural,122.51,37.16,200,70,90,12,8,1,1
371071001001,371071001,371071,临海社区,urban,122.12,37.15,6000,2000,700,360,540,32,0
371071001002,371071001,371071,港湾社区,urban,122.13,37.14,3000,1000,400,180,270,16,0
""",
    "grids": """
grid_code,village_code,households,pop_resident
371001001001001,371001001001,1500,4500
371001001001002,371001001001,1500,4500
371002100200001,371002100200,330,1000
""",
    "offices": """
office_code,name,kind,county_code,township_code,lon,lat
F01,东山律师事务所,law_firm,371001,371001001,122.052,37.201
F02,临海律师事务所,law_firm,371071,371071001,122.121,37.151
G01,西河法律服务所,gls_office,371002,371002100,122.301,37.201
J01,松岭司法所,judicial_office,371001,371001101,122.151,37.251
""",
    "service_points": """
point_code,name,tier,county_code,township_code,village_code,lon,lat,colocated_with,staff
S00,市公共法律服务中心,city_centre,,,,122.051,37.202,,9
S01,松岭公共法律服务站,station,371001,371001101,,122.151,37.251,J01,2
S02,河东村公共法律服务室,room,371002,371002100,371002100200,122.33,37.21,,1
""",
    "committees": """
committee_code,name,kind,county_code,township_code,village_code
C01,松前村调委会,village,371001,371001101,371001101200
C02,西河镇调委会,township,371002,371002100,
C03,道路交通调委会,industry,371001,,
""",
    "counsel": """
person_id,name,sex,occupation,office_code,county_code,hours_year,most_villages,yuan_per_village,phone
P01,甲一,female,lawyer,F01,371001,500,5,3000,
P02,乙二,male,lawyer,F01,371001,320.5,3,3000,13800000002
P03,丙三,female,lawyer,F02,371071,240,2,3000,
P04,丁四,male,gls_worker,G01,371002,400,4,2000,
P05,戊五,female,gls_worker,G01,371002,0,0,0,
""",
    "mediators": """
person_id,name,sex,committee_code,full_time
M01,己六,female,C01,0
M02,庚七,male,C02,1
P04,丁四,male,C02,0
""",
    "legal_literate": """
person_id,name,sex,village_code,grid_code,status,trained
L01,辛八,female,371001001001,371001001001001,serving,1
L02,壬九,male,371002100200,371002100200001,candidate,0
""",
    "staff": """
person_id,name,sex,unit_code,skill,phone
P02,乙二,male,S00,duty_lawyer,13800000002
M01,己六,female,S01,mediator,
T01,癸十,female,S01,general,
T02,子十一,male,J01,general,
""",
    "headcounts": """
county_code,occupation,number
371001,lawyer,40
371001,notary,3
371002,gls_worker,6
""",
    "cases": """
county_code,year,case_type,cases
371001,2014,legal_aid,120
371001,2015,legal_aid,132
371001,2016,legal_aid,143
371001,2017,legal_aid,142
371001,2018,legal_aid,151
371001,2019,legal_aid,159
371001,2020,legal_aid,166
371001,2021,legal_aid,172
371001,2022,legal_aid,177
371002,2014,legal_aid,60
371002,2015,legal_aid,68
371002,2016,legal_aid,75
371002,2017,legal_aid,70
371002,2018,legal_aid,75
371002,2019,legal_aid,79
371002,2020,legal_aid,82
371002,2021,legal_aid,84
371002,2022,legal_aid,85
""",
    "roster": """
role,unit_code,person_id,since
counsel,371001001001,P01,2023-01-01
counsel,371001001002,P01,2023-01-01
counsel,371001101200,P02,
counsel,371002100001,P04,2024-06-30
counsel,371071001001,P03,
""",
    "observations": """
measure,year,county_code,value,source
legal_aid_cases,2021,,231,ledger
legal_aid_cases,2022,371001,177,ledger
legal_aid_cases,2020,,,ledger
""",
    "road_nodes": """
node_id,lon,lat,kind
N01,122.05,37.20,settlement
N02,122.15,37.25,settlement
N03,122.30,37.20,settlement
N04,122.12,37.15,settlement
N05,122.20,37.20,junction
N06,122.33,37.21,settlement
N07,122.51,37.16,settlement
""",
    "road_edges": """
from_node,to_node,class,length_km,speed_kmh,minutes,oneway
N01,N02,county,10.5,60,,0
N01,N04,trunk,8.4,80,,0
N01,N05,trunk,13.3,80,,0
N05,N03,trunk,8.9,80,,0
N02,N05,township,7.1,40,,0
N03,N06,village,3,30,,0
""",
}


def small_tables() -> dict[str, pd.DataFrame]:
    """Return every table but the outlines, all cells text, blank where nothing stands."""
    return {name: _table(name).copy() for name in _TABLES}


@functools.cache
def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(_TABLES[name]), dtype=str, keep_default_na=False)


def small_outlines() -> gpd.GeoDataFrame:
    """Return the polygons of the two counties; the zone lies within the first, the island off the second."""
    west, east = box(122.0, 37.1, 122.2, 37.3), box(122.2, 37.1, 122.4, 37.3)
    shapes = [west, MultiPolygon([east, box(122.5, 37.15, 122.52, 37.17)])]
    attributes = {"county_code": ["371001", "371002"], "name": ["东山区", "西河县"]}
    return gpd.GeoDataFrame(attributes, geometry=shapes, crs="EPSG:4490")


def small_sources(folder: Path) -> dict[str, Source]:
    """Return the sources of the files that `write_small_city` writes into `folder`."""
    names = {name: f"{name}.csv" for name in _TABLES} | {"outlines": "outlines.gpkg"}
    return {
        table: Source(table, folder / file, file, crs="EPSG:4490" if table in WITH_COORDINATES else None)
        for table, file in names.items()
    }


def write_small_city(
    folder: Path,
    tables: Mapping[str, pd.DataFrame] | None = None,
    outlines: gpd.GeoDataFrame | None = None,
) -> dict[str, Source]:
    """Write the study into `folder`, with `tables` and `outlines` in place of its own where given."""
    sources = small_sources(folder)
    for name, table in (dict.fromkeys(_TABLES) | dict(tables or {})).items():
        sources[name].path.write_bytes(_file_of(name) if table is None else _as_file(table))
    if outlines is None:
        sources["outlines"].path.write_bytes(_outlines_file())
    else:
        outlines.to_file(sources["outlines"].path, layer="counties", driver="GPKG")
    return sources


def _as_file(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False).encode("utf-8-sig")


@functools.cache
def _file_of(name: str) -> bytes:
    return _as_file(_table(name))


@functools.cache
def _outlines_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outlines.gpkg"
        small_outlines().to_file(path, layer="counties", driver="GPKG")
        return path.read_bytes()
