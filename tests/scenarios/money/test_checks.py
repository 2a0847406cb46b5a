"""What a section money says wrongly is a fault that names the line; beside it what is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import StudyError
from scenarios.run import validate_study
from scenarios.study import load_study
from tests.scenarios.demand.studies import DEMAND
from tests.scenarios.role_run import POSTS
from tests.scenarios.small_study import FREE, changed_table, small_city, with_pairs, write_study
from tests.scenarios.study_text import faults_in, only_fault
from tests.small_city import small_tables

MEDIATORS = POSTS.replace("need: 2\n", "need: 2\n    pool: [mediators]\n").replace(
    "need: 1\n", "need: 1\n    pool: [legal_literate]\n"
)
GIVEN = MEDIATORS.replace("share: 0.5}", "share: 0.5, most_given: 5}")
LINE = "name: {zh: 工资, en: Salary}, yuan: 9"


def written(section: str, posts: str = MEDIATORS) -> str:
    assert posts != POSTS
    return f"{FREE}{posts}money:\n  {section}\n"


@pytest.mark.parametrize(
    "section",
    [
        "sources: {county: 0.7, city: 0.3}",
        "sources: {a: 0.1, b: 0.2, c: 0.7}",
        "sources: {}",
        'subsidy: {sources_by_county: {"371001": {county: 1}, city: {city: 1}}}',
        "subsidy: {grades: {excellent: 1, good: 2, fair: 3}, ungraded: null}",
        "subsidy: {distance: [{beyond_minutes: 30, yuan: 1}, {beyond_minutes: 45, yuan: 1}]}",
        f"salaries: {{m: {{role: mediator, paid: new, where: {{full_time: '1'}}, {LINE}}}}}",
        f"salaries: {{c: {{role: counsel, paid: hired, where: {{occupation: lawyer}}, {LINE}}}}}",
        "setup: {units: {mediator: 5}}",
        'setup: {points: {station: 7}, opens: {station: {"371001": 2, city: 1}}}',
        "cases: {disputes_year: {yuan: 7}}",
        "subsidy: {}\n  budget: {x: {lines: [subsidy], source: county, most: 0}}",
        'budget: {x: {by_county: {"371001": 5}}}',
    ],
)
def test_a_section_that_can_be_used_has_no_fault(section: str) -> None:
    assert faults_in(written(section)) == ()


@pytest.mark.parametrize(
    ("section", "path", "code"),
    [
        ("sources: {county: 0.7, city: 0.2}", "money.sources", "shares_not_whole"),
        ("subsidy: {sources: {county: 0.7, city: 0.31}}", "money.subsidy.sources", "shares_not_whole"),
        ('cases: {disputes_year: {yuan: 1, sources_by_county: {"371001": {county: 0.9}}}}',
         "money.cases.disputes_year.sources_by_county.371001", "shares_not_whole"),
        (f"salaries: {{m: {{role: mediator, sources: {{a: 0.5}}, {LINE}}}}}", "money.salaries.m.sources",
         "shares_not_whole"),
        ("subsidy: {grades: {best: 1}}", "money.subsidy.grades.best", "unknown_key"),
        ("subsidy: {base: 3000.5}", "money.subsidy.base", "wrong_type"),
        ("subsidy: {base: -1}", "money.subsidy.base", "bound_ge"),
        ("subsidy: {distance: [{beyond_minutes: 30, yuan: 1}, {beyond_minutes: 30.0, yuan: 2}]}",
         "money.subsidy.distance.1.beyond_minutes", "repeated"),
        (f"salaries: {{m: {{role: mediators, {LINE}}}}}", "money.salaries.m.role", "not_allowed"),
        (f"salaries: {{m: {{role: mediator, paid: hired, {LINE}}}}}", "money.salaries.m.paid", "not_allowed"),
        (f"salaries: {{c: {{role: counsel, where: {{sex: female}}, {LINE}}}}}", "money.salaries.c.where.sex",
         "not_allowed"),
        ("setup: {units: {station: 5}}", "money.setup.units.station", "not_allowed"),
        ("setup: {points: {room: 7}, opens: {station: {city: 1}}}", "money.setup.opens.station",
         "not_allowed"),
        ("setup: {points: {hall: 7}}", "money.setup.points.hall", "unknown_key"),
        ("cases: {legal_aid: {yuan: 7}}", "money.cases.legal_aid", "unknown_key"),
        ("subsidy: {}\n  budget: {x: {lines: [subsidie], most: 0}}", "money.budget.x.lines.0", "not_allowed"),
        ("budget: {x: {lines: [subsidy], most: 0}}", "money.budget.x.lines.0", "not_allowed"),
        ("subsidy: {}\n  budget: {x: {source: state, most: 0}}", "money.budget.x.source", "not_allowed"),
        ("subsidy: {}\n  budget: {x: {lines: [subsidy]}}", "money.budget.x.most", "missing_key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_path(section: str, path: str, code: str) -> None:
    fault = only_fault(written(section))
    assert (fault.path, fault.code) == (path, f"study.{code}")


def test_shares_that_do_not_add_up_name_the_line_and_what_they_come_to() -> None:
    fault = only_fault(written("subsidy: {sources: {county: 0.7, city: 0.31}}"))
    assert dict(fault.params) == {"line": "subsidy", "total": "1.01"}


@pytest.mark.parametrize(
    ("line", "posts", "refused"),
    [
        ("role: mediator, where: {full_time: '1'}", GIVEN, True),
        ("role: mediator, where: {full_time: '1'}", MEDIATORS, False),
        ("role: mediator, where: {full_time: '0'}", GIVEN, False),
        ("role: mediator", GIVEN, False),
    ],
)
def test_a_salary_by_what_the_plan_may_give_cannot_be_in_a_budget(
    line: str, posts: str, refused: bool
) -> None:
    text = written(f"salaries: {{m: {{{line}, {LINE}}}}}\n  budget: {{x: {{most: 9}}}}", posts)
    faults = faults_in(text)
    assert [fault.code for fault in faults] == (["study.budget_given"] if refused else [])
    assert not refused or dict(faults[0].params) == {"line": "salaries.m", "share": "full_time"}


def beside_tables(folder: Path, text: str, **tables: object) -> list[tuple[str, str]]:
    """Paths and codes of the faults that a study has beside its tables."""
    place = write_study(folder / "study", text, **tables)  # type: ignore[arg-type]
    try:
        validate_study(load_study(place))
    except StudyError as error:
        return [(fault.path, fault.code.removeprefix("study.")) for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ('sources_by_county: {"371009": {county: 1}}', "money.sources_by_county.371009"),
        ('cases: {disputes_year: {yuan: 1, sources_by_county: {"371009": {a: 1}}}}',
         "money.cases.disputes_year.sources_by_county.371009"),
        ('subsidy: {}\n  budget: {x: {by_county: {"371009": 9}}}', "money.budget.x.by_county.371009"),
        ('sources_by_county: {"371001": {county: 1}}', None),
    ],
)  # fmt: skip
def test_a_county_has_to_be_in_its_table(tmp_path: Path, section: str, path: str | None) -> None:
    found = beside_tables(tmp_path, f"{FREE}money:\n  {section}\n")
    assert found == ([] if path is None else [(path, "not_in_table")])


@pytest.mark.parametrize("blank", [True, False])
@pytest.mark.parametrize("name", ["disputes_year", "mediation"])
def test_awards_need_figures_of_villages(tmp_path: Path, name: str, blank: bool) -> None:
    """Counted there, or shared by them as the cases of mediation are."""
    villages = small_tables()["villages"]
    if blank:
        villages = villages.drop(columns="disputes_year")
    text = f"{FREE}{DEMAND}money:\n  cases: {{{name}: {{yuan: 1}}}}\n"
    found = beside_tables(tmp_path, text, tables={"villages": villages})
    assert found == ([(f"money.cases.{name}", "no_figures")] if blank else [])


@pytest.mark.parametrize(
    ("name", "near"),
    [("legal_aid", None), ("disputes_year", None), ("legal-aid", "legal_aid"), ("disputes", "disputes_year")],
)
def test_awards_are_for_types_of_demand_or_for_what_villages_count(name: str, near: str | None) -> None:
    text = f"{FREE}{DEMAND}money:\n  cases: {{{name}: {{yuan: 1}}}}\n"
    found = [(fault.path, fault.code, dict(fault.params)["nearest"]) for fault in faults_in(text)]
    assert found == ([] if near is None else [(f"money.cases.{name}", "study.unknown_key", near)])


def test_a_type_of_demand_cannot_have_the_name_of_what_villages_count_where_that_is_paid_for() -> None:
    text = f"{FREE}{DEMAND.replace('mediation:', 'disputes_year:')}"
    assert faults_in(text) == ()
    fault = only_fault(f"{text}money:\n  cases: {{disputes_year: {{yuan: 1}}}}\n")
    assert (fault.path, fault.code) == ("demand.cases.disputes_year", "study.repeated")


def with_mediators(
    folder: Path, section: str, posts: str = MEDIATORS, **tables: object
) -> list[tuple[str, str]]:
    """The same of a study that names the tables of mediators."""
    named = "".join(f"  {table}: {{path: {table}.csv}}\n" for table in ("mediators", "committees"))
    return beside_tables(
        folder, written(section, posts).replace("sources:\n", f"sources:\n{named}", 1), **tables
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("role: counsel, where: {occupation: lawyer}", None),
        ("role: counsel, where: {occupation: lawyr}", "not_allowed"),
        ("role: mediator, where: {full_time: '1'}", None),
        ("role: mediator, where: {full_time: '0'}", None),
        ("role: mediator, where: {full_time: 'yes'}", "not_allowed"),
        ("role: mediator, where: {sex: female}", None),
        ("role: mediator, where: {sex: femal}", "not_allowed"),
        ("role: mediator, where: {skill: mediator}", "unknown_key"),
    ],
)
def test_salaries_are_paid_by_what_people_of_the_role_can_have(
    tmp_path: Path, line: str, code: str | None
) -> None:
    """A misspelt value, or an attribute that no table of theirs has, would cost nothing without a word."""
    found = with_mediators(tmp_path, f"salaries: {{m: {{{line}, {LINE}}}}}")
    name = line.split("{")[1].split(":")[0]
    assert found == ([] if code is None else [(f"money.salaries.m.where.{name}", code)])


@pytest.mark.parametrize("posts", [MEDIATORS, GIVEN])
def test_a_column_that_nobody_has_filled_in_pays_nobody_unless_the_plan_may_give_it(
    tmp_path: Path, posts: str
) -> None:
    tables = {"mediators": small_tables()["mediators"].assign(full_time="")}
    line = f"salaries: {{m: {{role: mediator, where: {{full_time: '1'}}, {LINE}}}}}"
    found = with_mediators(tmp_path, line, posts, tables=tables)
    assert found == ([] if posts is GIVEN else [("money.salaries.m.where.full_time", "no_figures")])


LOCKED = with_pairs("locks", ("371001001001", "P01"), ("371001101200", "P02"))


@pytest.mark.parametrize(
    ("budget", "faults"),
    [
        ("most: 6000", []),
        ("most: 5999", ["money.budget.x.most"]),
        ('by_county: {"371001": 6000, "371002": 0}', []),
        ('by_county: {"371001": 5999, "371002": 0}', ["money.budget.x.by_county.371001"]),
        ("source: city, most: 1800", []),
        ("source: city, most: 1799", ["money.budget.x.most"]),
    ],
)
def test_locks_that_cost_more_than_a_cap_are_a_fault(tmp_path: Path, budget: str, faults: list[str]) -> None:
    """Two locked pairs at 3,000 each, three tenths from the city."""
    money = "money:\n  sources: {county: 0.7, city: 0.3}\n  subsidy: {base: 3000}\n"
    assert beside_tables(tmp_path, f"{LOCKED}{money}  budget: {{x: {{{budget}}}}}\n") == [
        (path, "budget_locked") for path in faults
    ]


def test_the_drive_of_a_lock_counts_in_its_price(tmp_path: Path) -> None:
    """P02 drives some eleven minutes to the village; nothing else is beyond five."""
    money = """money:
  subsidy: {base: 3000, distance: [{beyond_minutes: 5, yuan: 1}]}
  budget: {x: {most: 6000}}
"""
    assert beside_tables(tmp_path, LOCKED + money) == [("money.budget.x.most", "budget_locked")]


def test_a_grade_is_read_in_either_language_and_may_be_absent(tmp_path: Path) -> None:
    without = small_city(tmp_path).counsel
    counsel = changed_table("counsel", (0, "name", "甲一"))["counsel"]
    counsel["年度考核等次"] = ["优秀", "good", "合格", "", ""]
    (tmp_path / "graded").mkdir()
    graded = small_city(tmp_path / "graded", {"counsel": counsel}).counsel
    assert graded["grade"].tolist() == ["excellent", "good", "fair", "", ""]
    assert without["grade"].tolist() == [""] * 5
