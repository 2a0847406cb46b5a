"""A third city's own catalogue: tables, columns and targets that no code knows."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.small_study import FREE, write_study
from tests.small_city import small_tables

#: The targets that the small study has of itself go: the catalogue has them.
HEAD, REST = FREE[: FREE.index("targets:\n")], FREE[FREE.index("scenarios:\n") :]
STUDY = f"{HEAD}include: [indicators.yaml]\n{REST}".replace(
    "  roster:     {path: roster.csv}\n",
    "  roster:     {path: roster.csv}\n"
    "  terminals:  {path: tables/terminals.csv}\n"
    "  observations: {path: observations.csv}\n",
)
CATALOGUE = """\
year: 2024
measures:
  residents: {table: counties, figure: sum, column: pop_resident}
  villages_all: {table: villages}
  terminals_on: {table: terminals, where: {state: [running, on test]}}
  screens: {table: terminals, figure: sum, column: screens}
  halls: {table: villages, where: {law_hall: "1"}, blanks: none}
  seats: {table: villages, figure: sum, column: hall_seats}
  calls: {observed: hotline_calls}
  answered: {observed: hotline_answered}
targets:
  - code: T1
    name: {zh: 每万人终端数, en: "=Terminals per 10,000"}
    section: 三（一）
    measure: 10000 * terminals_on / residents
    op: '>='
    value: 0.5
    by_year: {"2023": 0.1, "2024": 0.2}
    attribute: binding
    decided_by: [siting, budget]
  - code: T2
    name: {zh: 有法治礼堂的村, en: Villages with a hall}
    measure: 100 * halls / villages_all
    op: '>='
    value: 50
    unit: '%'
  - code: T3
    name: {zh: 接通率, en: Calls answered}
    measure: 100 * answered / calls
    op: '>='
    value: 95
    unit: '%'
  - code: T4
    name: {zh: 服务时长, en: Hours}
    reading: {zh: 平均, en: mean}
    measure: hours_mean
    also:
      least: {name: {zh: 最少, en: least}, measure: hours_min}
    op: '>='
    value: 40
    unit: 小时
    attribute: binding
  - {code: T5, name: {zh: 座位, en: Seats}, measure: seats, op: '>=', value: 100, beside: [halls]}
  - {code: T6, name: {zh: 屏幕, en: Screens}, measure: screens, op: <=, value: 6}
index:
  weights: {T1: 3, T2: 1, T5: 2}
"""
TERMINALS = """\
terminal,state,screens,county_code
A,running,2,371001
B,on test,3,371001
C,broken,1,371002
D,running,4,371071
"""
OBSERVATIONS = """\
measure,year,county_code,value,source
hotline_calls,2023,,200,a
hotline_answered,2023,,150,a
hotline_calls,2025,,900,later than the year
"""


def write_third_city(folder: Path, catalogue: str = CATALOGUE, study: str = STUDY) -> Path:
    """Write it: five of twelve villages have a hall, whose seats are counted in one of them only."""
    villages = small_tables()["villages"]
    villages["law_hall"] = ["1", "1", "0", "1", "", "1", "1", "", "0", "", "", ""]
    villages["hall_seats"] = ["40", *[""] * 11]
    write_study(folder, study, tables={"villages": villages})
    (folder / "indicators.yaml").write_text(catalogue, encoding="utf-8")
    (folder / "observations.csv").write_text(OBSERVATIONS, encoding="utf-8")
    (folder / "tables").mkdir()
    (folder / "tables" / "terminals.csv").write_text(TERMINALS, encoding="utf-8")
    return folder
