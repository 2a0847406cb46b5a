"""Settings of growth that do not fit together: each fault in its line, beside what is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import StudyError
from scenarios.study import load_study
from scenarios.table_checks import check_against_tables
from tests.scenarios.headcount.growing import city
from tests.scenarios.small_study import FREE
from tests.scenarios.study_text import faults_in, line_of, load_text

GROWTH = """\
headcount:
  years: [2023, 2024]
  professions:
    lawyer:
      name: {zh: 律师, en: Lawyers}
      ways: {recruit: {name: {zh: 引进, en: Recruited}}}
    notary: {name: {zh: 公证员, en: Notaries}}
    full:
      name: {zh: 专职, en: Full-time}
      mediators: full_time
      leave_by_county: {"371001": 1}
      ways: {convert: {name: {zh: 转专职, en: Converted}, trained_from: part, by_county: {"371002": 1}}}
    part: {name: {zh: 兼职, en: Part-time}, mediators: part_time}
  targets:
    - {code: WH-11, counts: [lawyer], per: 10000}
    - {code: WH-12, counts: [full], share_of: [part]}
  fair: [lawyer]
newcomers: [{county: "371002", occupation: lawyer, number: 2}]
"""
TARGETS = """\
  - {code: WH-12, name: {zh: 专职, en: Full-time}, measure: hired, op: ">=", value: 40}
  - {code: WH-13, name: {zh: 新增, en: New}, measure: hired, op: "<=", value: 4}
"""
STUDY = FREE.replace("scenarios:\n", f"{TARGETS}{GROWTH}scenarios:\n")


def faults_with(old: str, new: str) -> list[tuple[int | None, str, str, str | None]]:
    """Line, path, code and value of each fault when one piece of the settings is another."""
    assert STUDY.count(old) == 1
    return [(each.line, each.path, each.code.removeprefix("study."), each.value)
            for each in faults_in(STUDY.replace(old, new))]  # fmt: skip


CASES = [
    ("fair: [lawyer]", "fair: [notary]", "fair: [notery]", "headcount.fair.0", "not_allowed", "notery"),
    (
        "trained_from: part",
        "trained_from: notary",
        "trained_from: nobody",
        "headcount.professions.full.ways.convert.trained_from",
        "not_allowed",
        "nobody",
    ),
    (
        "code: WH-11, counts",
        'code: "WH-11", counts',
        "code: WH-10, counts",
        "headcount.targets.0.code",
        "not_allowed",
        "WH-10",
    ),
    (
        "counts: [full]",
        "counts: [full, notary]",
        "counts: [full, fool]",
        "headcount.targets.1.counts.1",
        "not_allowed",
        "fool",
    ),
    (
        "share_of: [part]",
        "share_of: [part, lawyer]",
        "share_of: [part, lawyers]",
        "headcount.targets.1.share_of.1",
        "not_allowed",
        "lawyers",
    ),
    (
        "code: WH-12, counts",
        "code: WH-12, each_county: true, counts",
        "code: WH-13, counts",
        "headcount.targets.1.code",
        "growth_at_most",
        "WH-13",
    ),
    (
        "code: WH-12, counts",
        "code: WH-12, weight: 2, counts",
        "code: WH-11, counts",
        "headcount.targets.1.code",
        "repeated",
        "WH-11",
    ),
    (
        "fair: [lawyer]",
        "fair: [full]",
        "fair: [lawyer, full]",
        "headcount.fair.1",
        "fair_without_rate",
        "full",
    ),
    (
        "en: Part-time}, mediators: part_time",
        "en: Part-time}, occupation: notary",
        "en: Part-time}, occupation: notary, mediators: part_time",
        "headcount.professions.part.mediators",
        "counted_twice",
        None,
    ),
    (
        "years: [2023, 2024]",
        "years: [2024, 2025]",
        "years: [2023, 2025]",
        "headcount.years",
        "years_gap",
        "[2023, 2025]",
    ),
    (
        "occupation: lawyer, number: 2",
        "occupation: gls_worker, number: 2",
        "occupation: notary, number: 2",
        "newcomers.0.occupation",
        "not_allowed",
        "notary",
    ),
    (
        "occupation: lawyer, number: 2",
        "occupation: lawyer, number: 0, in_all: -1",
        "occupation: lawyer, number: 0",
        "newcomers.0.number",
        "nobody_comes",
        "0",
    ),
    (
        "occupation: lawyer, number: 2",
        "occupation: notary, number: 0, in_all: 2",
        "occupation: lawyer, number: -1",
        "newcomers.0.number",
        "bound_ge",
        "-1",
    ),
    (
        "occupation: lawyer, number: 2",
        'occupation: lawyer, number: 2, branch: "371002100"',
        'occupation: lawyer, number: 2, branch: "371002100", office: F01',
        "newcomers.0.branch",
        "not_with",
        None,
    ),
    (
        "trained_from: part",
        "trained_from: notary",
        "trained_from: full",
        "headcount.professions.full.ways.convert.trained_from",
        "trained_from_itself",
        "full",
    ),
    (
        "en: Recruited}",
        "en: Recruited}, needs_room: false",
        "en: Recruited}, needs_room: true",
        "headcount.professions.lawyer.ways.recruit.needs_room",
        "room_without_branch",
        None,
    ),
    (
        "en: Part-time}, mediators: part_time",
        'en: Part-time}, stock: {"371001": 1}',
        'en: Part-time}, mediators: part_time, stock: {"371001": 1}',
        "headcount.professions.part.stock",
        "counted_twice",
        None,
    ),
    (
        "code: WH-12, counts",
        "code: OWN, own: {name: {zh: 自, en: Own}, value: 40}, counts",
        "code: WH-12, own: {name: {zh: 自, en: Own}, value: 40}, counts",
        "headcount.targets.1.code",
        "own_code_taken",
        "WH-12",
    ),
    (
        "code: WH-12, counts",
        "code: OWN, own: {name: {zh: 自, en: Own}, value: 40}, counts_purchases: true, counts",
        "code: WH-12, counts_purchases: true, counts",
        "headcount.targets.1.counts_purchases",
        "purchases_counted",
        "true",
    ),
    (
        "code: WH-12, counts",
        "code: OWN, own: {name: {zh: 自, en: Own}, value: 100}, counts",
        "code: OWN, own: {name: {zh: 自, en: Own}, value: 101}, counts",
        "headcount.targets.1.own.value",
        "share_value",
        "101.0",
    ),
    (
        "code: WH-12, counts",
        "code: OWN, own: {name: {zh: 自, en: Own}, value: 33.3333}, counts",
        "code: OWN, own: {name: {zh: 自, en: Own}, value: 33.33333}, counts",
        "headcount.targets.1.own.value",
        "too_fine",
        "33.33333",
    ),
    (
        "fair: [lawyer]",
        'budgets: {city: {yuan_year: 1, counties: {"371001": 0.333333}}}',
        'budgets: {city: {yuan_year: 1, counties: {"371001": 0.3333333}}}',
        "headcount.budgets.city.counties.371001",
        "too_fine",
        "0.3333333",
    ),
    (
        "share_of: [part]",
        "share_of: [part]",
        "share_of: [part], per: 10000",
        "headcount.targets.1.per",
        "not_with",
        None,
    ),
    (
        "share_of: [part]",
        "share_of: [part]",
        "share_of: [part, full]",
        "headcount.targets.1.share_of.1",
        "repeated",
        "full",
    ),
    (
        "counts: [lawyer]",
        "counts: [lawyer, notary]",
        "counts: [lawyer, notary, lawyer]",
        "headcount.targets.0.counts.2",
        "repeated",
        "lawyer",
    ),
    (
        "fair: [lawyer]",
        "fair: [lawyer]",
        "fair: [lawyer, lawyer]",
        "headcount.fair.1",
        "repeated",
        "lawyer",
    ),
]


@pytest.mark.parametrize(("old", "near", "new", "path", "code", "value"), CASES)
def test_a_setting_that_does_not_fit_is_a_fault_in_its_line(
    old: str, near: str, new: str, path: str, code: str, value: str | None
) -> None:
    assert faults_with(old, near) == []
    assert faults_with(old, new) == [(line_of(STUDY, old), path, code, value)]


@pytest.mark.parametrize(("value", "faults"), [("1", []), ("0", ["study.fair_without_rate"])])
def test_several_professions_are_made_alike_by_rates_above_nought(value: str, faults: list[str]) -> None:
    own = f"{{code: OWN, own: {{name: {{zh: 自, en: Own}}, value: {value}}}, counts: [notary], per: 10000}}"
    text = STUDY.replace("{code: WH-12, counts: [full], share_of: [part]}", own)
    text = text.replace("fair: [lawyer]", "fair: [lawyer, notary]")
    assert [fault.code for fault in faults_in(text)] == faults


def test_all_that_does_not_fit_is_told_at_once() -> None:
    text = STUDY.replace("fair: [lawyer]", "fair: [notery]").replace("code: WH-11, c", "code: WH-10, c")
    text = text.replace("en: Notaries}}", "en: Notaries}, trained: true, occupation: notary}")
    assert {fault.code for fault in faults_in(text)} == {"study.not_allowed", "study.counted_twice"}
    assert len(faults_in(text)) == 3


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('{"371001": 1}', '{"371009": 1}', "headcount.professions.full.leave_by_county.371009"),
        ('{"371002": 1}', '{"371009": 1}', "headcount.professions.full.ways.convert.by_county.371009"),
        (
            "en: Recruited}",
            'en: Recruited}, candidates: {"371009": 1}',
            "headcount.professions.lawyer.ways.recruit.candidates.371009",
        ),
        (
            "en: Recruited}",
            'en: Recruited}, yuan_by_county: {"371009": 1}',
            "headcount.professions.lawyer.ways.recruit.yuan_by_county.371009",
        ),
        (
            "en: Notaries}}",
            'en: Notaries}, branch: {by_county: {"371009": 1}}}',
            "headcount.professions.notary.branch.by_county.371009",
        ),
        (
            "en: Notaries}}",
            'en: Notaries}, branch: {yuan_by_county: {"371009": 1}}}',
            "headcount.professions.notary.branch.yuan_by_county.371009",
        ),
        (
            "en: Notaries}}",
            'en: Notaries}, branch: {places: {"371009": []}}}',
            "headcount.professions.notary.branch.places.371009",
        ),
        (
            "en: Notaries}}",
            'en: Notaries}, stock: {"371009": 1}}',
            "headcount.professions.notary.stock.371009",
        ),
        (
            "en: Notaries}}",
            'en: Notaries}, least_by_county: {"371009": 1}}',
            "headcount.professions.notary.least_by_county.371009",
        ),
        (
            "  fair: [lawyer]",
            '  budgets: {b: {yuan_year: 1, counties: {"371009": 1.0}}}',
            "headcount.budgets.b.counties.371009",
        ),
        ('county: "371002"', 'county: "371009"', "newcomers.0.county"),
    ],
)
def test_a_county_that_no_table_has_is_a_fault_and_not_a_number_for_nobody(
    old: str, new: str, path: str
) -> None:
    assert STUDY.count(old) == 1
    check_against_tables(load_text(STUDY.replace(old, new.replace("371009", "371071"))), city())
    with pytest.raises(StudyError) as caught:
        check_against_tables(load_text(STUDY.replace(old, new)), city())
    (fault,) = caught.value.faults
    found = (fault.code, fault.path, fault.value, fault.line)
    assert found == ("study.not_in_table", path, "371009", line_of(STUDY, old))
    assert dict(fault.params)["file"] == "counties.csv"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("number: 2}", 'number: 2, branch: "{}"}', "newcomers.0.branch"),
        (
            "en: Notaries}}",
            'en: Notaries}, branch: {places: {"371002": ["{}"]}}}',
            "headcount.professions.notary.branch.places.371002.0",
        ),
    ],
)
def test_a_branch_office_has_its_place_in_a_township_of_its_county(old: str, new: str, path: str) -> None:
    """One of the west; not one of the east, nor one that no table has."""
    assert STUDY.count(old) == 1
    check_against_tables(load_text(STUDY.replace(old, new.replace("{}", "371002100"))), city())
    for code, kind in (("371001001", "township_county"), ("371002999", "not_in_table")):
        with pytest.raises(StudyError) as caught:
            check_against_tables(load_text(STUDY.replace(old, new.replace("{}", code))), city())
        (fault,) = caught.value.faults
        assert (fault.code, fault.path, fault.value) == (f"study.{kind}", path, code)


def test_growth_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    """A fault then names that file and its line."""
    whole = FREE.replace("scenarios:\n", f"{TARGETS}scenarios:\n").replace(
        "schema: 1\n", "schema: 1\ninclude: [growth.yaml]\n"
    )
    (tmp_path / "study.yaml").write_text(whole, encoding="utf-8")
    (tmp_path / "growth.yaml").write_text(GROWTH, encoding="utf-8")
    assert load_study(tmp_path).resolve("balanced").config.headcount.years == (2023, 2024)
    (tmp_path / "growth.yaml").write_text(GROWTH.replace("fair: [lawyer]", "fair: [none]"), encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        load_study(tmp_path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == ("growth.yaml", line_of(GROWTH, "fair: [lawyer]"))
