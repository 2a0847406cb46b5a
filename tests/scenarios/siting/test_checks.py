"""Settings of siting that do not fit together: each fault in its line, beside what is accepted."""

from __future__ import annotations

import pytest

from scenarios.errors import StudyError
from scenarios.report import plain_faults
from scenarios.table_checks import check_against_tables
from tests.scenarios.siting.sited_study import TEXT, city_with, plain_city
from tests.scenarios.small_study import changed_table
from tests.scenarios.study_text import faults_in, line_of, load_text

ONE, TWO = "siting.terminals", "siting.desks"
REACH = "objective: {aim: reach, within: {rural: 15, urban: 8}}"
TRAVEL = "objective: {aim: travel}"
#: A piece of the study, what may stand there, what may not, and path, code and value of the fault.
CASES = [
    ("counted: [station]", "counted: [room]", "counted: [terminal]", f"{ONE}.counted.0", "not_allowed",
     "terminal"),
    ("counted: [station]", "counted: []", "counted: [station, station]", f"{ONE}.counted.1", "repeated",
     "station"),
    ("tier: terminal", "tier: room", "tier: terminl", f"{ONE}.tier", "not_allowed", "terminl"),
    ("refers_to: station", "refers_to: room", "refers_to: remote_notary", f"{TWO}.refers_to", "not_allowed",
     "remote_notary"),
    ("where: {area: [rural, urban]}", 'where: {island: "0"}', "where: {aera: rural}", f"{ONE}.where.aera",
     "not_allowed", "aera"),
    ("where: {area: [rural, urban]}", "where: {area: rural}", "where: {area: [rural, town]}",
     f"{ONE}.where.area.1", "not_allowed", "town"),
    ("yuan: 40000", "weight: households", "weight: area", f"{ONE}.weight", "not_allowed", "area"),
    ('banned: ["371001101201"]', "banned: []", 'banned: ["371001101200"]', f"{ONE}.banned.0",
     "forced_and_banned", "371001101200"),
    ('forced: ["371001101200"]', 'forced: ["371001101200", "371001101202"]',
     'forced: ["371001101200", "371001101200"]', f"{ONE}.forced.1", "repeated", "371001101200"),
    ("number: 2", "number: 1", "number: 0", f"{ONE}.number", "too_few_points", "0"),
    ("number: 2", "budget: 80000", "number: null", f"{ONE}.number", "number_needed", None),
    ("yuan: 40000", "budget: null", "budget: 80000", f"{ONE}.budget", "no_price", None),
    ("yuan: 40000", "yuan: 40000\n    budget: 40000", "yuan: 40000\n    budget: 39999", f"{ONE}.budget",
     "bound_ge", "39999"),
    ("yuan: 40000", "yuan: 40000\n    colocate: {beside: judicial_office, saving_yuan: 40000}",
     "yuan: 40000\n    colocate: {beside: judicial_office, saving_yuan: 40001}",
     f"{ONE}.colocate.saving_yuan", "bound_le", "40001"),
    ("yuan: 40000", "colocate: {beside: judicial_office}",
     "colocate: {beside: judicial_office, saving_yuan: 1}", f"{ONE}.colocate.saving_yuan", "no_price", None),
    ("most: 2}", "most: 1}", "most: 0}", f"{ONE}.by_county.371002", "most_below_least", None),
    ("limit: 60", "limit: 120", "limit: 121", f"{ONE}.limit", "limit_beyond_cutoff", "121.0"),
    (REACH, REACH.replace("15", "60"), REACH.replace("15", "61"), f"{ONE}.objective.within.rural",
     "beyond_limit", "61.0"),
    (REACH, "objective: {aim: reach, within: 60}", "objective: {aim: reach, within: 61}",
     f"{ONE}.objective.within", "beyond_limit", "61.0"),
    (REACH, "objective: {aim: reach, within: 9}",
     "objective: {aim: reach, within: {rural: 9, urban: 9, urbn: 9}}", f"{ONE}.objective.within.urbn",
     "unknown_key", "urbn"),
    (REACH, "objective: {aim: reach, within: 9.5}", "objective: {aim: reach, within: nine}",
     f"{ONE}.objective.within", "wrong_type", "nine"),
    (REACH, "objective: {aim: reach, within: 0}", "objective: {aim: reach, within: null}",
     f"{ONE}.objective.within", "null_not_allowed", None),
    ("within: 60, share", "within: 30, share", "within: 61, share", f"{ONE}.remote.within", "beyond_limit",
     "61.0"),
    ("beyond: 150", "beyond: 60", "beyond: 59", f"{ONE}.beyond", "below_limit", "59.0"),
    ("beyond: 150", "beyond: 150\n    split: true\n    capacity: 9", "beyond: 150\n    split: true",
     f"{ONE}.split", "only_with", "true"),
    ("beyond: 150", "existing: may_close\n    closing_yuan: 5", "closing_yuan: 5", f"{ONE}.closing_yuan",
     "only_with", "5"),
    ("refers_to: station\n    refer_share: 0.5", "refers_to: null", "refer_share: 0.5", f"{TWO}.refer_share",
     "only_with", "0.5"),
    (TRAVEL, "objective: {aim: cost, yuan_per_unit: 1}\n    yuan: 1",
     "objective: {aim: cost, yuan_per_unit: 1}", f"{TWO}.objective.aim", "no_price", None),
    (TRAVEL, "objective: {aim: cover, within: 60, cheapest: true}\n    yuan: 1",
     "objective: {aim: cover, within: 60, cheapest: true}", f"{TWO}.objective.cheapest", "no_price", None),
    (TRAVEL, "objective: {aim: gradual_reach, full: 5, none: 6}",
     "objective: {aim: gradual_reach, full: 5, none: 5}", f"{TWO}.objective", "none_within_full", None),
    (TRAVEL, "objective: {aim: farthest, bands: [30, 20]}", "objective: {aim: farthest, bands: [20, 30]}",
     f"{TWO}.objective", "bands_rise", None),
    (TRAVEL, "objective: {aim: apart}", "objective: {aim: aprt}", f"{TWO}.objective", "not_allowed", None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "right", "wrong", "path", "code", "value"), CASES)
def test_what_does_not_fit_together_is_named_in_its_line(
    old: str, right: str, wrong: str, path: str, code: str, value: str | None
) -> None:
    assert TEXT.count(old) == 1
    assert faults_in(TEXT.replace(old, right)) == ()
    (fault,) = faults_in(TEXT.replace(old, wrong))
    assert (fault.path, fault.code) == (path, f"study.{code}")
    assert value is None or fault.value == value
    assert fault.line is not None
    assert fault.line >= line_of(TEXT, "siting:\n")
    assert all(plain_faults([fault], lang) for lang in ("zh", "en"))


def test_all_faults_are_told_at_once() -> None:
    wrong = TEXT.replace("tier: terminal", "tier: terminl").replace("limit: 60", "limit: 0")
    assert [each.code for each in faults_in(wrong)] == ["study.not_allowed", "study.bound_gt"]
    both = (
        TEXT.replace("most: 2}", "most: 9}")
        .replace("number: 2", "number: 0")
        .replace("[station]", "[terminal]")
    )
    assert [each.path for each in faults_in(both)] == [f"{ONE}.counted.0", f"{ONE}.number"]


def table_faults(text: str, **tables: object) -> list[tuple[str, str, str | None]]:
    """Path, code and value of what does not fit the tables."""
    try:
        check_against_tables(load_text(text), city_with(**tables) if tables else plain_city())  # type: ignore[arg-type]
    except StudyError as error:
        return [(each.path, each.code.removeprefix("study."), each.value) for each in error.faults]
    return []


TABLE_CASES = [
    ('forced: ["371001101200"]', 'forced: ["371001101202"]', 'forced: ["371001101299"]', f"{ONE}.forced.0",
     "not_in_table", "371001101299"),
    ('banned: ["371001101201"]', 'banned: ["371001101202"]', 'banned: ["1"]', f"{ONE}.banned.0",
     "not_in_table", "1"),
    ('by_county: {"371002"', 'by_county: {"371071"', 'by_county: {"371003"', f"{ONE}.by_county.371003",
     "not_in_table", "371003"),
    ("where: {area: [rural, urban]}", "where: {area: rural}", "where: {area: urban}", f"{ONE}.forced.0",
     "forced_left_out", "371001101200"),
    ("where: {area: [rural, urban]}\n    forced: [\"371001101200\"]", "where: {island: \"0\"}",
     'where: {name: 没有}', f"{ONE}.where", "no_rows", None),
    ("least: 1, most: 2}", "least: 1, most: 4}", "least: 5, most: 5}", f"{ONE}.by_county.371002.least",
     "too_few_candidates", "5"),
    ("limit: 60", "places: {area: rural}", "places: {name: 没有}", f"{ONE}.places", "no_rows", None),
    ("gap: {most: 60}", "places: {area: rural}", "gap: {most: 60}\n    places: {area: rural}", f"{TWO}.gap",
     "gap_of_one", None),
    ("refers_to: station", "refers_to: terminal", "refers_to: county_centre", f"{TWO}.refers_to", "no_points",
     "county_centre"),
    ("counted: [station]", "counted: [room]", "counted: []", f"{ONE}.remote", "no_points", None),
    ("yuan: 40000", "colocate: {beside: judicial_office}", "colocate: {beside: notary_office}",
     f"{ONE}.colocate.beside", "no_points", "notary_office"),
    ("number: 1", "number: 1\n    where: {tier: [room, station]}",
     "where: {tier: [county_centre]}\n    number: 1", f"{TWO}.where", "no_rows", None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "right", "wrong", "path", "code", "value"), TABLE_CASES)
def test_what_the_tables_do_not_have_is_named(
    old: str, right: str, wrong: str, path: str, code: str, value: str | None
) -> None:
    text = TEXT.replace("number: 2", "number: 9")
    assert text.count(old) == 1
    assert table_faults(text.replace(old, right)) == []
    faults = table_faults(text.replace(old, wrong))
    assert (path, code, value) in faults


def test_a_blank_weight_or_none_at_all_is_no_weight() -> None:
    assert table_faults(TEXT) == []
    blank = table_faults(TEXT, **changed_table("villages", (3, "pop_resident", "")))
    assert (f"{ONE}.weight", "blank_cell", "pop_resident") in blank
    nobody = changed_table("villages", *((row, "disabled", "0") for row in range(12)))
    weighed = TEXT.replace("yuan: 40000", "weight: disabled")
    assert table_faults(weighed) == []
    assert table_faults(weighed, **nobody) == [(f"{ONE}.weight", "no_figures", "disabled")]


def test_points_forced_and_asked_for_in_other_counties_add_up() -> None:
    """One is forced in the first county, and one asked for in the second: two are enough, one is not."""
    assert "number: 2" in TEXT and table_faults(TEXT) == []
    assert table_faults(TEXT.replace("number: 2", "number: 1")) == [(f"{ONE}.number", "too_few_points", "1")]
    same = TEXT.replace('by_county: {"371002"', 'by_county: {"371001"')
    assert table_faults(same.replace("number: 2", "number: 1")) == []


def test_points_apart_need_as_many_places_as_there_shall_be() -> None:
    """Three points are there today, and the task before opens two terminals at most."""
    apart = TEXT.replace(TRAVEL, "objective: {aim: apart}")
    assert table_faults(apart.replace("number: 1", "number: 5")) == []
    assert table_faults(apart.replace("number: 1", "number: 6")) == [
        (f"{TWO}.number", "too_few_candidates", "6")
    ]
    stations = apart.replace("at: points", "at: points\n    where: {tier: [station, room, city_centre]}")
    assert table_faults(stations.replace("number: 1", "number: 3")) == []
    assert table_faults(stations.replace("number: 1", "number: 4")) == [
        (f"{TWO}.number", "too_few_candidates", "4")
    ]


def test_a_later_task_may_name_points_that_an_earlier_one_may_open() -> None:
    """The task and its place; not a place that the earlier one cannot choose, nor a task that comes later."""
    forced = TEXT.replace("at: points", 'at: points\n    forced: ["terminals-371001101202"]')
    assert table_faults(forced) == []
    wrong = "terminals-371001101299"
    assert table_faults(forced.replace("terminals-371001101202", wrong)) == [
        (f"{TWO}.forced.0", "not_in_table", wrong)
    ]
    assert table_faults(forced.replace("terminals-371001101202", "desks-S01")) == [
        (f"{TWO}.forced.0", "not_in_table", "desks-S01")
    ]
    tier = TEXT.replace("at: points", "at: points\n    where: {tier: terminal}")
    assert table_faults(tier) == []
    assert table_faults(tier.replace("{tier: terminal}", "{tier: county_centre}")) == [
        (f"{TWO}.where", "no_rows", None)
    ]


def test_supply_of_today_needs_a_number_at_every_point_that_counts() -> None:
    access = TEXT.replace(REACH, "objective: {aim: access, catchment: 30, supply_today: staff}")
    assert table_faults(access) == []
    blank = table_faults(access, **changed_table("service_points", (1, "staff", "")))
    assert blank == [(f"{ONE}.objective.supply_today", "blank_cell", "staff")]
