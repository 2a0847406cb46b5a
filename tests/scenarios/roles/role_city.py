"""Four villages on one meridian, 0.01 degrees (1.1132 km) apart, with a body of every kind.

================  ======  ========  ======  ============================================================
county, township  at      villages  grids   bodies
================  ======  ========  ======  ============================================================
A (371001), T1    37.00   V1        G1, G2  office F1, judicial office J1 and station S1 in its house
A, T1             37.01   V2        G3
A, T2             37.02   V3        G5      station S2
B (371002), T3    37.03   V4        G4      judicial office J2 and station S3 in its house, office F2
================  ======  ========  ======  ============================================================

Committees: C1 of V1, C2 of township T1, C3 of an industry of county A (in the middle: 37.01), C4 of V3.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from geo.city import City
from optimizer.staffing import StaffingProblem
from scenarios.plan_table import plan_table
from scenarios.planning import plan_scenario
from scenarios.roles import ROLE_COLUMNS, Role
from scenarios.run_monitor import RunMonitor
from scenarios.settings import PostSettings, StudyConfig
from scenarios.staffing import today_pairs
from tests.scenarios.made_up_travel import case_of, config, everywhere, travel_of

A, B = "371001", "371002"
T1, T2, T3 = "371001001", "371001002", "371002001"
V1, V2, V3, V4 = f"{T1}001", f"{T1}002", f"{T2}001", f"{T3}001"
G1, G2, G3, G4, G5 = f"{V1}001", f"{V1}002", f"{V2}001", f"{V4}001", f"{V3}001"
#: Kilometres between neighbouring villages.
STEP = 1.1132

_NUMBERS = {"lon", "lat", "full_time", "trained", "hours_year", "yuan_per_village", "staff", "pop_resident"}
_TABLES = {
    "counties": f"""
county_code,name,kind,pop_resident
{A},甲区,district,60000
{B},乙县,county,40000
""",
    "townships": f"""
township_code,county_code,name,kind,lon,lat
{T1},{A},一镇,town,122,37.00
{T2},{A},二镇,town,122,37.02
{T3},{B},三镇,town,122,37.03
""",
    "villages": f"""
village_code,township_code,county_code,name,area,lon,lat
{V1},{T1},{A},一村,rural,122,37.00
{V2},{T1},{A},二村,rural,122,37.01
{V3},{T2},{A},三村,rural,122,37.02
{V4},{T3},{B},四村,rural,122,37.03
""",
    "grids": f"""
grid_code,village_code
{G1},{V1}
{G2},{V1}
{G3},{V2}
{G4},{V4}
{G5},{V3}
""",
    "offices": f"""
office_code,name,kind,county_code,township_code,lon,lat
F1,甲律所,law_firm,{A},{T1},122,37.00
F2,乙律所,law_firm,{B},,122,37.03
J1,一司法所,judicial_office,{A},{T1},122,37.00
J2,三司法所,judicial_office,{B},{T3},122,37.03
""",
    "service_points": f"""
point_code,name,tier,county_code,township_code,village_code,lon,lat,colocated_with,staff
S0,市中心,city_centre,,,,122,37.00,,
S1,一站,station,{A},{T1},,122,37.00,J1,
S2,二站,station,{A},{T2},,122,37.02,,
S3,三站,station,{B},{T3},,122,37.03,J2,
R1,一室,room,{A},{T1},{V1},122,37.00,,
""",
    "committees": f"""
committee_code,name,kind,county_code,township_code,village_code
C1,一村调委会,village,{A},{T1},{V1}
C2,一镇调委会,township,{A},{T1},
C3,行业调委会,industry,{A},,
C4,三村调委会,village,{A},,{V3}
""",
    "counsel": f"""
person_id,name,sex,occupation,office_code,county_code,hours_year,most_villages,yuan_per_village,phone
P1,赵一,female,lawyer,F1,{A},330,3,3000,
P2,钱二,male,gls_worker,F1,{A},220,2,3000,
P3,孙三,male,lawyer,F2,{B},220,2,3000,
""",
    "mediators": """
person_id,name,sex,committee_code,full_time
M1,李四,female,C1,0
M2,周五,male,C2,1
M2,周五,male,C3,1
M3,吴六,male,C4,
L3,王九,female,C2,0
""",
    "legal_literate": f"""
person_id,name,sex,village_code,grid_code,status,trained
L1,郑七,female,{V1},{G1},serving,1
L2,冯八,male,{V1},{G2},candidate,0
L3,王九,female,{V2},{G3},candidate,1
L4,陈十,male,{V4},{G4},serving,1
""",
    "staff": """
person_id,name,sex,unit_code,skill,phone
O1,卫甲,male,J1,mediator,
O2,蒋乙,female,J2,legal_aid,
W1,沈丙,female,S1,general,
W2,韩丁,male,S2,legal_aid,
Z1,杨戊,female,S0,duty_lawyer,
""",
    "roster": f"""
role,unit_code,person_id,since
counsel,{V1},P1,
counsel,{V2},P2,
""",
}


def role_city(**texts: str) -> City:
    """The city, with other tables where given: rows after the head that the table has here."""
    tables = {}
    for name, text in _TABLES.items():
        head = text.strip().splitlines()[0]
        body = f"{head}\n{texts[name].strip()}" if name in texts else text.strip()
        frame = pd.read_csv(io.StringIO(body), dtype=str, keep_default_na=False)
        for column in frame.columns.intersection(list(_NUMBERS)):
            frame[column] = pd.to_numeric(frame[column]).astype("float64")
        if "most_villages" in frame:
            frame["most_villages"] = frame["most_villages"].astype("int64")
        tables[name] = frame
    outlines = gpd.GeoDataFrame(
        {"county_code": [A, B], "name": ["甲区", "乙县"]},
        geometry=[box(121.9, 36.9, 122.1, 37.025), box(121.9, 37.025, 122.1, 37.1)],
        crs="EPSG:4490",
    )
    return City(tables, outlines)


def rows_of(city: City, table: str) -> str:
    """A table's rows as text, so that a test may add to them or replace in them."""
    return city.table(table).to_csv(index=False, header=False)


def post(unit: str, *pool: str, **settings: Any) -> PostSettings:
    """A role that needs one a unit of people within two kilometres and the township."""
    name = {"zh": "职位", "en": "Post"}
    return PostSettings.model_validate({"name": name, "unit": unit, "pool": pool, **settings})


def study(
    posts: Mapping[str, PostSettings], *, counsel: Mapping[str, Any] | None = None, **groups: Any
) -> StudyConfig:
    """Settings with these roles beside counsel; further groups as in study.yaml."""
    settings = config(**{"jurisdiction": {"lawyer": "county"}, **dict(counsel or {})})
    quick = settings.solver.model_copy(update={"seconds": 5.0})
    return settings.model_copy(update={"posts": posts, "solver": quick, **groups})


def case(city: City, settings: StudyConfig) -> tuple[StaffingProblem, tuple[Role, ...]]:
    """The whole problem; every journey takes 10 minutes, and 21 there and back."""
    found = case_of(city, everywhere(city), settings)
    return found.problem, found.roles


def planned(city: City, settings: StudyConfig) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, float]]:
    """Plan the study: the table of counsel, that of the roles, and what each rung is worth."""
    travel = travel_of(city, everywhere(city))
    roster, nobody = today_pairs(city=city, travel=travel), city.counsel.iloc[:0]
    today = plan_table(city=city, pairs=roster, config=settings.as_today, hired=nobody)
    result = plan_scenario(city, travel, settings, today=today, monitor=RunMonitor())
    plan = plan_table(city=city, pairs=result.pairs, config=settings, hired=result.hired)
    return plan, result.posts, {rung.aim: rung.objective for rung in result.certificates}


def served(city: City, settings: StudyConfig, *pairs: tuple[str, str]) -> pd.DataFrame:
    """The table of counsel with these pairs of village and person."""
    rows = [(village, person, 10.0, 21.0) for village, person in pairs]
    frame = pd.DataFrame(rows, columns=["village_code", "person_id", "minutes", "round_trip_minutes"])
    return plan_table(city=city, pairs=frame, config=settings, hired=city.counsel.iloc[:0])


def held(table: pd.DataFrame) -> set[tuple[str, str]]:
    """Unit and person of everybody who holds a post."""
    rows = table[table["change"].isin(["kept", "new", "moved"])]
    return set(zip(rows["unit_code"], rows["person_id"], strict=True))


def with_cells(table: pd.DataFrame, row: int, **cells: Any) -> pd.DataFrame:
    """The table with cells of one row changed."""
    changed = table.copy()
    for name, value in cells.items():
        changed.loc[changed.index[row], name] = value
    return changed


def records(table: pd.DataFrame, columns: Sequence[str] = ROLE_COLUMNS) -> list[tuple[Any, ...]]:
    """Some columns as tuples."""
    return list(table[list(columns)].itertuples(index=False, name=None))
