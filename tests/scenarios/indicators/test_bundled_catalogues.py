"""The catalogues of the bundled cities: nothing that the plans ask for is left out, every formula by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from scenarios.bundled import find_study
from scenarios.indicators.figures import Figure, table_figures
from scenarios.indicators.formula import read_formula
from scenarios.indicators.readings import readings
from scenarios.indicators.sides import Sides
from scenarios.settings import StudyConfig
from scenarios.study import load_study
from scenarios.targets import judge_targets
from tests.scenarios.indicators.counted_city import counted_city
from tests.scenarios.indicators.judged import run_figures

CITIES = ("weihai", "lianyungang")


@cache
def config_of(city: str) -> StudyConfig:
    study = load_study(find_study(city))
    return study.resolve(study.scenarios[0]).config


#: What the plans state: code, value, direction, and how strictly.
STATED = [
    ("LYG-01", 100, "=", "binding"), ("LYG-02", 100, "=", "binding"), ("LYG-03", 100, "=", "binding"),
    ("LYG-04", 3, ">=", "expected"), ("LYG-05", 100, "=", "binding"), ("LYG-06", 12, ">=", "expected"),
    ("LYG-07", 100, "=", "binding"), ("LYG-08", 1800, ">=", "expected"), ("LYG-09", 100, "=", "binding"),
    ("LYG-10", 100, ">=", "expected"), ("LYG-11", 3, ">=", "expected"), ("LYG-12", 1.5, ">=", "expected"),
    ("LYG-13", 290, ">=", "expected"), ("LYG-14", 9, ">=", "expected"), ("LYG-15", 95, ">=", "expected"),
    ("LYG-16", 95, ">=", "expected"), ("LYG-17", 95, ">=", "expected"),
    ("LYG-N01", 90, ">=", "narrative"), ("LYG-N02", 95, ">=", "narrative"),
    ("LYG-N03", 95, ">=", "narrative"), ("LYG-N05", 1, ">=", "narrative"),
    ("LYG-N06", 95, ">=", "narrative"),
    # Stated as a span or as "all": the lower end, or the whole.
    ("LYG-N04", 100, "=", "narrative"), ("LYG-N07", 1, ">=", "narrative"),
    ("LYG-N08", 100, "=", "narrative"), ("LYG-N09", 100, "=", "narrative"),
    ("LYG-N10", 100, "=", "narrative"), ("LYG-N11", 100, "=", "narrative"),
    ("LYG-N12", 100, "=", "narrative"),
    ("WH-01", 100, "=", "binding"), ("WH-02", 100, "=", "binding"), ("WH-03", 100, "=", "binding"),
    ("WH-04", 100, "=", "expected"), ("WH-05", 100, "=", "expected"), ("WH-06", 3, ">=", "expected"),
    ("WH-07", 3, ">=", "expected"), ("WH-08", 5, ">=", "expected"), ("WH-09", 350, ">=", "expected"),
    ("WH-10", 40, ">=", "expected"), ("WH-11", 100, "=", "expected"), ("WH-12", 100, "=", "binding"),
    ("WH-13", 100, "=", "binding"), ("WH-14", 260, ">=", "expected"), ("WH-15", 100, "=", "expected"),
    ("WH-16", 100, "=", "expected"), ("WH-17", 100, "=", "expected"), ("WH-18", 1.5, ">=", "expected"),
    ("WH-19", 3, ">=", "expected"), ("WH-20", 3, ">=", "expected"), ("WH-21", 30, ">=", "expected"),
    ("WH-22", 15, ">=", "expected"), ("WH-23", 100, "=", "binding"), ("WH-24", 95, ">=", "expected"),
    ("WH-25", 40, ">=", "expected"), ("WH-26", 100, "=", "expected"),
]  # fmt: skip


#: Norms of other cities.
PRACTICE = ("R01", "R31", "R33")


def test_every_target_that_a_plan_states_a_number_for_is_in_its_catalogue() -> None:
    """All lines of both tables and all numbers of the texts, and besides them only rules of practice."""
    codes = [[target.code for target in config_of(city).targets] for city in CITIES]
    stated = [code for code, *_ in STATED]
    assert sorted(codes[0]) == sorted([*PRACTICE, *(code for code in stated if code.startswith("WH"))])
    assert sorted(codes[1]) == sorted([*PRACTICE, *(code for code in stated if code.startswith("LYG"))])
    assert [sum(code.startswith(head) for code in stated) for head in ("WH-", "LYG-N", "LYG-")] == [
        26,
        12,
        29,
    ]


@pytest.mark.parametrize(("code", "value", "op", "attribute"), STATED)
def test_a_target_is_as_the_plan_states_it(code: str, value: float, op: str, attribute: str) -> None:
    """A share of exactly a hundred per cent may be written as at least that: there is none above it."""
    config = config_of("weihai" if code.startswith("WH") else "lianyungang")
    (found,) = (target for target in config.targets if target.code == code)
    assert (found.value, found.attribute, found.by_year) == (value, attribute, {})
    whole = (op, found.op, found.value, found.unit) == ("=", ">=", 100, "%")
    assert found.op == op or whole


#: City, code, reading, a number for each measure of its formula, and what the formula comes to by hand.
BY_HAND: list[tuple[str, str, str, dict[str, float], float]] = [
    ("weihai", "WH-01", "", {"centres_county": 3, "stations_township": 12, "counties": 4,
                             "townships": 16}, 75),
    ("weihai", "WH-02", "", {"hotline_hours": 126}, 75),
    ("weihai", "WH-03", "", {"online_matters": 30, "listed_matters": 40}, 75),
    ("weihai", "WH-04", "", {"both_villages": 30, "villages_all": 80}, 37.5),
    ("weihai", "WH-04", "grids", {"posts.legal_literate.covered": 87.5}, 87.5),
    ("weihai", "WH-04", "leaders", {"led_villages": 50, "villages_all": 80}, 62.5),
    ("weihai", "WH-05", "", {"culture_villages": 20, "villages_all": 80}, 25),
    ("weihai", "WH-06", "", {"foreign_bodies": 2}, 2),
    ("weihai", "WH-07", "", {"first_class_firms": 4}, 4),
    ("weihai", "WH-08", "", {"personnel.lawyer": 50, "residents": 200000}, 2.5),
    ("weihai", "WH-08", "all", {"personnel.lawyer": 50, "public_lawyers": 20, "company_lawyers": 10,
                                "residents": 200000}, 4),
    ("weihai", "WH-09", "", {"public_lawyers": 340}, 340),
    ("weihai", "WH-10", "", {"company_lawyers": 41}, 41),
    ("weihai", "WH-11", "", {"coverage_nominal": 99.5}, 99.5),
    ("weihai", "WH-11", "effective", {"coverage_effective": 61.25}, 61.25),
    ("weihai", "WH-12", "", {"aid_bodies": 3, "counties": 4}, 75),
    ("weihai", "WH-13", "", {"aid_budgeted": 1, "counties": 4}, 25),
    ("weihai", "WH-14", "", {"aid_matters": 500, "residents": 200000}, 250),
    ("weihai", "WH-15", "", {"duty_helped": 90, "duty_undefended": 120}, 75),
    ("weihai", "WH-16", "", {"defence_appointed": 45, "defence_notified": 50}, 90),
    ("weihai", "WH-17", "", {"trials_covered": 380, "trials": 400}, 95),
    ("weihai", "WH-18", "", {"notaries": 5, "residents": 200000}, 2.5),
    ("weihai", "WH-19", "", {"high_grade_forensic": 3}, 3),
    ("weihai", "WH-20", "", {"forensic_examiners": 7, "residents": 200000}, 3.5),
    ("weihai", "WH-21", "", {"standard_forensic": 3, "forensic_bodies": 8}, 37.5),
    ("weihai", "WH-22", "", {"arbitrators": 31, "residents": 200000}, 15.5),
    ("weihai", "WH-23", "", {"committees_village": 70, "committees_township": 5, "villages_all": 90,
                             "townships": 10}, 75),
    ("weihai", "WH-23", "staffed", {"posts.mediator.covered": 42}, 42),
    ("weihai", "WH-24", "", {"standard_committees": 38, "committees_all": 40}, 95),
    ("weihai", "WH-25", "", {"posts.mediator.shares.full_time": 12.5}, 12.5),
    ("weihai", "WH-26", "", {"trained_newcomers": 9, "newcomers": 12}, 75),
    ("weihai", "R01", "", {"load.max": 6}, 6),
    ("weihai", "R31", "", {"town_and_country": 60, "villages_all": 80}, 75),
    ("weihai", "R31", "residents", {"town_country_people": 30000, "pop_villages": 48000}, 62.5),
    ("weihai", "R33", "", {"half_hour": 40, "villages_all": 80}, 50),
    ("weihai", "R33", "residents", {"half_hour_people": 12000, "pop_villages": 48000}, 25),
    ("weihai", "R33", "centres", {"half_hour_centres": 10, "villages_all": 80}, 12.5),
    ("lianyungang", "LYG-01", "",
     {"standard_counties": 3, "standard_townships": 27, "counties_ordinary": 4, "townships_ordinary": 36},
     75),
    ("lianyungang", "LYG-02", "", {"hotline_platform": 100}, 100),
    ("lianyungang", "LYG-03", "", {"online_platform": 50}, 50),
    ("lianyungang", "LYG-04", "", {"posts.station_staff.heads_mean": 3.25}, 3.25),
    ("lianyungang", "LYG-04", "minimum", {"posts.station_staff.heads_min": 2}, 2),
    ("lianyungang", "LYG-05", "", {"posts.legal_literate.covered": 87.5}, 87.5),
    ("lianyungang", "LYG-06", "", {"aid_cases": 500, "residents": 200000}, 25),
    ("lianyungang", "LYG-07", "", {"culture_villages": 20, "villages_all": 80}, 25),
    ("lianyungang", "LYG-08", "", {"posts.mediator.units": 1799}, 1799),
    ("lianyungang", "LYG-09", "", {"coverage_nominal": 99.5}, 99.5),
    ("lianyungang", "LYG-09", "effective", {"coverage_effective": 61.25}, 61.25),
    ("lianyungang", "LYG-10", "", {"hours_mean": 104.5}, 104.5),
    ("lianyungang", "LYG-10", "minimum", {"hours_min": 96}, 96),
    ("lianyungang", "LYG-11", "", {"personnel.lawyer": 50, "residents": 200000}, 2.5),
    ("lianyungang", "LYG-11", "all", {"personnel.lawyer": 50, "public_lawyers": 20, "company_lawyers": 10,
                                      "residents": 200000}, 4),
    ("lianyungang", "LYG-12", "", {"notaries": 5, "residents": 200000}, 2.5),
    ("lianyungang", "LYG-13", "", {"personnel.gls_worker": 280}, 280),
    ("lianyungang", "LYG-14", "", {"high_grade_forensic": 8}, 8),
    ("lianyungang", "LYG-15", "", {"satisfied_physical": 95.5}, 95.5),
    ("lianyungang", "LYG-16", "", {"satisfied_hotline": 94.5}, 94.5),
    ("lianyungang", "LYG-17", "", {"satisfied_online": 93.5}, 93.5),
    ("lianyungang", "LYG-N01", "", {"room_villages": 72, "villages_all": 80}, 90),
    ("lianyungang", "LYG-N01", "listed", {"aid_point_villages": 60, "villages_all": 80}, 75),
    ("lianyungang", "LYG-N02", "", {"calls_answered": 380, "calls": 400}, 95),
    ("lianyungang", "LYG-N03", "", {"satisfied_hotline": 94.5}, 94.5),
    ("lianyungang", "LYG-N04", "", {"hotline_hours": 84}, 50),
    ("lianyungang", "LYG-N05", "", {"posts.legal_literate.heads_min": 0}, 0),
    ("lianyungang", "LYG-N06", "", {"mediated": 19, "concluded": 20}, 95),
    ("lianyungang", "LYG-N07", "", {"foreign_bodies": 1}, 1),
    ("lianyungang", "LYG-N08", "", {"park_stations": 2, "parks_all": 8}, 25),
    ("lianyungang", "LYG-N09", "", {"defended_cases": 30, "criminal_cases": 40}, 75),
    ("lianyungang", "LYG-N10", "", {"assessed_cases": 10, "closed_cases": 16}, 62.5),
    ("lianyungang", "LYG-N11", "", {"platform_villages": 60, "villages_all": 80}, 75),
    ("lianyungang", "LYG-N11", "townships", {"platform_townships": 30, "townships_all": 40}, 75),
    ("lianyungang", "LYG-N12", "", {"judicial_offices": 90, "townships_all": 120}, 75),
    ("lianyungang", "R01", "", {"load.max": 4}, 4),
    ("lianyungang", "R31", "", {"town_and_country": 60, "villages_all": 80}, 75),
    ("lianyungang", "R31", "residents", {"town_country_people": 30000, "pop_villages": 48000}, 62.5),
    ("lianyungang", "R33", "", {"half_hour": 80, "villages_all": 80}, 100),
    ("lianyungang", "R33", "residents", {"half_hour_people": 12000, "pop_villages": 48000}, 25),
    ("lianyungang", "R33", "centres", {"half_hour_centres": 10, "villages_all": 80}, 12.5),
]  # fmt: skip


@pytest.mark.parametrize("city", CITIES)
def test_every_reading_of_every_target_has_a_row_by_hand(city: str) -> None:
    has = [(code, name) for of, code, name, *_ in BY_HAND if of == city]
    wanted = [(target.code, name) for target in config_of(city).targets for name in ("", *target.also)]
    assert has == wanted


@pytest.mark.parametrize(("city", "code", "reading", "numbers", "expected"), BY_HAND)
def test_a_formula_comes_to_what_it_does_by_hand(
    city: str, code: str, reading: str, numbers: dict[str, float], expected: float
) -> None:
    """The numbers are just those that it names: none is left out, and none put in that does not count."""
    config = config_of(city)
    (target,) = (target for target in config.targets if target.code == code)
    measure = target.also[reading].measure if reading else target.measure
    assert set(read_formula(measure).names) == set(numbers)
    tables = {name: Figure(numbers.get(name)) for name in config.measures}
    run = run_figures({name: number for name, number in numbers.items() if name not in config.measures})
    (row,) = judge_targets([target], sides=Sides(None, run, tables_after=tables), posts=config.posts)
    found = {str(each.get("id", "")): each for each in readings(row)}[reading]
    assert found["after"] == expected
    assert found["met_after"] == (expected <= 5 if code == "R01" else expected >= target.value)


#: A city whose tables have at least one row that counts, and one that does not, for each measure.
CITY = {
    "townships": """
township_code,county_code,name,kind,adr_platform
371001001,371001,一,subdistrict,1
371001002,371001,二,town,1
371002001,371002,三,township,1
371002400,371002,场,other,0
""",
    "villages": """
village_code,township_code,county_code,name,area,culture_venue,law_leader,aid_point,adr_platform,lon,lat,pop_resident
371001001001,371001001,371001,甲,urban,1,1,0,0,121.0,37.0,1000
371001002001,371001002,371001,乙,rural,0,1,1,0,121.1,37.0,200
371002001001,371002001,371002,丙,rural,1,1,1,1,121.2,37.0,30
371002001002,371002001,371002,丁,rural,1,0,1,1,121.3,37.0,4
371002001003,371002001,371002,戊,rural,1,0,1,0,121.4,37.0,5000
""",
    "counties": """
county_code,name,kind,pop_resident,aid_in_budget
371001,东,district,60000,1
371002,西,county,40000,0
371071,区,zone,5000,0
""",
    "service_points": """
point_code,tier,county_code,township_code,standardised,village_code,lon,lat
S0,city_centre,,,1,,121.0,37.0
S1,county_centre,371001,371001001,1,,121.0,37.0
S2,county_centre,371001,371001002,0,,121.0,37.0
S3,station,371001,371001001,1,,121.1,37.0
S4,station,371001,371001001,1,,121.1,37.0
S5,station,371002,371002001,0,,121.1,37.0
S6,room,371002,371002001,1,371002001001,121.4,37.0
S7,county_centre,371071,371002400,1,,121.0,37.0
S8,station,371002,371002400,1,,121.1,37.0
""",
    # Every place is at a node of its own. 戊 has a road to it and none away.
    "road_nodes": """
node_id,lon,lat,kind
N1,121.0,37.0,settlement
N2,121.1,37.0,settlement
N3,121.2,37.0,settlement
N4,121.3,37.0,settlement
N5,121.4,37.0,settlement
""",
    "road_edges": """
from_node,to_node,length_km,speed_kmh,minutes,oneway
N1,N2,,,30,0
N2,N3,,,31,0
N3,N4,,,28,0
N4,N5,,,1,1
""",
    "offices": """
office_code,name,kind,county_code,township_code
O1,援,legal_aid_institution,371001,371001001
O2,援,legal_aid_institution,371001,371001002
O3,鉴,forensic_institution,371002,371002001
O4,鉴,forensic_institution,371002,371002001
O5,鉴,forensic_institution,371002,371002001
O6,所,judicial_office,371001,371001001
O7,所,judicial_office,371001,371001001
O8,所,law_firm,371001,371001002
""",
    "committees": """
committee_code,name,kind,county_code,township_code,village_code,standardised
C1,a,village,371001,371001001,371001001001,1
C2,b,village,371001,371001001,371001001001,1
C3,c,village,371002,371002001,371002001001,0
C4,d,township,371001,371001001,,1
C5,e,industry,371001,,,0
""",
    "headcounts": """
county_code,occupation,number
371001,lawyer,40
371001,notary,3
371002,notary,2
371001,public_lawyer,11
371001,company_lawyer,4
371002,forensic_examiner,6
371002,arbitrator,29
371001,gls_worker,50
""",
    "parks": "park,station\nP1,1\nP2,0\nP3,1\n",
    "legal_literate": """
person_id,village_code,status
L1,371001001001,serving
L2,371001001001,serving
L3,371001002001,candidate
L4,371002001002,serving
L5,371002001001,serving
""",
}
COUNTED = {
    "residents": 105000, "counties": 3, "counties_ordinary": 2,
    "townships": 4, "townships_all": 4, "townships_ordinary": 3,
    "villages_all": 5, "centres_county": 2, "stations_township": 3, "aid_bodies": 1,
    "standard_counties": 1, "standard_townships": 1,
    "committees_village": 2, "committees_township": 1, "committees_all": 5, "standard_committees": 3,
    "public_lawyers": 11, "company_lawyers": 4, "notaries": 5, "forensic_examiners": 6, "arbitrators": 29,
    "forensic_bodies": 3, "culture_villages": 4, "led_villages": 3, "both_villages": 2,
    "aid_point_villages": 4, "platform_villages": 2, "platform_townships": 3,
    "aid_budgeted": 1, "judicial_offices": 1, "room_villages": 1,
    # To a staffed point 甲 and 乙 need nothing, 丙 31 minutes, 丁 59; to a centre 乙 needs 30.
    "pop_villages": 6234, "half_hour": 2, "half_hour_people": 1200, "half_hour_centres": 2,
    "town_and_country": 4, "town_country_people": 1234,
    "park_stations": 2, "parks_all": 3,
}  # fmt: skip


@pytest.mark.parametrize("city", CITIES)
def test_every_measure_of_a_table_counts_what_it_does_by_hand(city: str) -> None:
    measures = {name: one for name, one in config_of(city).measures.items() if one.table is not None}
    assert set(measures) <= set(COUNTED)
    found = table_figures(counted_city(CITY), measures, year=2025, travel=config_of(city).travel)
    assert {name: one.value for name, one in found.items()} == {name: COUNTED[name] for name in measures}


@pytest.mark.parametrize("city", CITIES)
def test_every_measure_that_somebody_observes_is_read_under_its_name(city: str) -> None:
    """No two measures read the same row, and none is left out because no target names it."""
    config = config_of(city)
    observed = {name: one.observed for name, one in config.measures.items() if one.observed is not None}
    assert len(set(observed.values())) == len(observed)
    rows = "".join(f"{row},2025,,{place},\n" for place, row in enumerate(observed.values()))
    tables: dict[str, Any] = {"observations": f"measure,year,county_code,value,source\n{rows}"}
    found = table_figures(counted_city(tables), config.measures, year=config.year, travel=config.travel)
    assert [found[name].value for name in observed] == list(range(len(observed)))
    formulas = [each for target in config.targets for each in (target.measure, *_others(target))]
    named = {name for formula in formulas for name in read_formula(formula).names}
    assert set(config.measures) <= named


def _others(target: Any) -> list[str]:
    return [reading.measure for reading in target.also.values()]
