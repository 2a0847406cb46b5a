"""Studies that are refused: every fault names file, line, setting, value and the nearest fix."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pandas as pd
import pytest
from pydantic_core import ErrorDetails

from scenarios import document
from scenarios.errors import ScenarioError, StudyError
from scenarios.faults import STUDY_CODES, entry_words, nearest
from scenarios.origins import Tree
from scenarios.setting_faults import faults_of
from scenarios.settings import StudyFile
from scenarios.study import load_study
from tests.scenarios.study_text import (
    STUDY,
    changed,
    faults_in,
    line_of,
    load_text,
    only_fault,
    with_scenarios,
)

#: A piece of the valid study, what stands there instead, and the fault's code, path, value and some params.
CASES: list[tuple[str, str, str, str, str | None, dict[str, str]]] = [
    ("    need: 1", "    neeed: 1", "unknown_key", "roles.counsel.neeed", "neeed", {"nearest": "need"}),
    (
        "  counsel:    {path",
        "  counsle:    {path",
        "unknown_key",
        "sources.counsle",
        "counsle",
        {"nearest": "counsel"},
    ),
    ("hire: {number: 0", "hires: {number: 0", "unknown_key", "hires", "hires", {"nearest": "hire"}),
    (
        "cutoff_minutes: 120",
        "cutoff_minute: 120",
        "unknown_key",
        "travel.cutoff_minute",
        "cutoff_minute",
        {"nearest": "cutoff_minutes"},
    ),
    (
        "aversion: 1.0",
        "aversoin: 1.0",
        "unknown_key",
        "ladder.travel.aversoin",
        "aversoin",
        {"nearest": "aversion"},
    ),
    (
        "{aim: changes, tolerance: 0}",
        "{aim: changes, aversion: 1}",
        "unknown_key",
        "ladder.changes.aversion",
        "aversion",
        {"allowed": "tolerance, gap, aim"},
    ),
    (
        '    unit: "%"',
        '    units: "%"',
        "unknown_key",
        "targets.WH-11.units",
        "units",
        {"nearest": "unit"},
    ),
    (
        "    evaluate: true",
        "    evalute: true",
        "unknown_key",
        "scenarios.today.evalute",
        "evalute",
        {"nearest": "evaluate"},
    ),
    (
        "jurisdiction: {lawyer",
        "jurisdiction: {lawyr",
        "unknown_key",
        "roles.counsel.jurisdiction.lawyr",
        "lawyr",
        {"nearest": "lawyer"},
    ),
    (
        "    need: 1",
        "    need: one",
        "wrong_type",
        "roles.counsel.need",
        "one",
        {"found_type": "text", "expected_type": "integer"},
    ),
    ("    need: 1", "    need: 1.5", "wrong_type", "roles.counsel.need", "1.5", {"found_type": "number"}),
    (
        "    need: 1",
        "    need: true",
        "wrong_type",
        "roles.counsel.need",
        "true",
        {"found_type": "yes_no"},
    ),
    (
        "    hours: 100",
        "    hours: [100]",
        "wrong_type",
        "roles.counsel.hours",
        "[100]",
        {"found_type": "list"},
    ),
    (
        '"371001001001"',
        "371001001001",
        "wrong_type",
        "roles.counsel.locks.0.village",
        "371001001001",
        {"found_type": "integer", "expected_type": "text"},
    ),
    (
        "hire: {number: 0, occupation: gls_worker}",
        "hire: 40",
        "wrong_type",
        "hire",
        "40",
        {"expected_type": "mapping"},
    ),
    (
        "    need: 1",
        "    need:",
        "null_not_allowed",
        "roles.counsel.need",
        None,
        {"expected_type": "integer"},
    ),
    ("    need: 1", "    need: 0", "bound_ge", "roles.counsel.need", "0", {"bound": "1"}),
    ("    hours: 100", "    hours: 9000", "bound_le", "roles.counsel.hours", "9000", {"bound": "8784"}),
    ("access_kmh: 20", "access_kmh: 0", "bound_gt", "travel.access_kmh", "0", {"bound": "0"}),
    ("    hours: 100", "    hours: .inf", "not_finite", "roles.counsel.hours", ".inf", {}),
    ("    hours: 100", "    hours: .nan", "not_finite", "roles.counsel.hours", ".nan", {}),
    (
        "lawyer: county",
        "lawyer: town",
        "not_allowed",
        "roles.counsel.jurisdiction.lawyer",
        "town",
        {"allowed": "county, city"},
    ),
    ("{aim: travel,", "{aim: travell,", "not_allowed", "ladder.travell", None, {"nearest": "travel"}),
    (
        "    measure: coverage_nominal",
        "    measure: coverage_nomnal",
        "not_allowed",
        "targets.WH-11.measure",
        "coverage_nomnal",
        {"nearest": "coverage_nominal"},
    ),
    (
        "occupation: gls_worker",
        "occupation: notary",
        "not_allowed",
        "hire.occupation",
        "notary",
        {"allowed": "lawyer, gls_worker"},
    ),
    ("schema: 1", "schema: 2", "bound_le", "schema", "2", {"bound": "1"}),
    ("schema: 1\n", "", "missing_key", "schema", None, {"key": "schema"}),
    ("  roster:     {path: roster.csv}\n", "", "missing_key", "sources.roster", None, {"key": "roster"}),
    ('    op: ">="\n', "", "missing_key", "targets.WH-11.op", None, {"key": "op"}),
    ("zh: 东湾市, ", "", "missing_key", "name.zh", None, {"key": "zh"}),
    ("id: eastbay", "id: East Bay", "bad_spelling", "id", "East Bay", {}),
    ("id: eastbay", "id: ../out", "bad_spelling", "id", "../out", {}),
    (
        "[lawyer, gls_worker]\n    jurisdiction: {lawyer: county, gls_worker: county}",
        "[]",
        "too_few",
        "roles.counsel.occupations",
        "[]",
        {"least": "1"},
    ),
    (
        "[lawyer, gls_worker]",
        "[lawyer, gls_worker, lawyer]",
        "repeated",
        "roles.counsel.occupations.2",
        "lawyer",
        {"name": "lawyer"},
    ),
    (
        "{aim: changes, tolerance: 0}",
        "{aim: shortage}",
        "repeated",
        "ladder.shortage.aim",
        "shortage",
        {},
    ),
    (
        "  - {aim: shortage, tolerance: 0}\n",
        "",
        "shortage_first",
        "ladder.county_fill.aim",
        "county_fill",
        {},
    ),
    (
        "cutoff_minutes: 120",
        "cutoff_minutes: 45",
        "limit_beyond_cutoff",
        "roles.counsel.limit_minutes.rural",
        "60.0",
        {"cutoff": "45"},
    ),
    (
        "    need: 1",
        "    need: 1\n    visits: 12\n    online_visits: 12.5",
        "online_beyond_visits",
        "roles.counsel.online_visits",
        "12.5",
        {"visits": "12"},
    ),
    (
        "villages.csv, crs: EPSG:4490",
        "villages.csv",
        "missing_crs",
        "sources.villages",
        None,
        {"table": "villages"},
    ),
    (
        "    need: 1",
        "    need: 1\n    need: 2",
        "duplicate_key",
        "roles.counsel.need",
        None,
        {"key": "need"},
    ),
    ("    need: 1", "    need: !!python/name:os.system 1", "odd_value", "roles.counsel.need", None, {}),
    ("    need: 1", "    need: {a: 1, b:2}", "no_blank", "roles.counsel.need", None, {"found": "b:2"}),
    ("    need: 1", "    on: 1", "key_not_text", "roles.counsel", None, {"key": "on"}),
]


@pytest.mark.parametrize(("old", "new", "code", "path", "value", "params"), CASES)
def test_a_fault_names_line_path_value_and_fix(
    old: str, new: str, code: str, path: str, value: str | None, params: dict[str, str]
) -> None:
    """Each of these studies differs from the valid one in one place, and that place is reported."""
    text = changed(old, new)
    found = next(fault for fault in faults_in(text) if fault.code == f"study.{code}")
    assert found.file == "study.yaml"
    assert found.path == path
    assert value is None or found.value == value
    assert params.items() <= dict(found.params).items()


@pytest.mark.parametrize(
    ("old", "new", "piece"),
    [
        ("    need: 1", "    neeed: 1", "neeed"),
        ("    hours: 100", "    hours: many", "hours: many"),
        ("aversion: 1.0", "aversion: 11", "aversion: 11"),
        ("{continuity.most_moved_share: 0.10}", "{continuity.most_moved_share: 10}", "share: 10}"),
        ("{hire.number: 40}", "{hire.numbr: 40}", "numbr"),
    ],
)
def test_a_fault_names_the_line_where_the_value_stands(old: str, new: str, piece: str) -> None:
    text = changed(old, new)
    assert only_fault(text).line == line_of(text, piece)


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        ("15", "017"),
        ("15", "0x0F"),
        ("15", "0b1111"),
        ("90", "1:30"),
        ("500", "5_00"),
        ("15", "!!int '15'x"),
    ],
)
def test_a_number_is_taken_only_as_people_write_it(accepted: str, refused: str) -> None:
    """YAML reads 017 as 15 and 1:30 as 90; nobody who writes that expects it."""
    assert faults_in(changed("    hours: 100", f"    hours: {accepted}")) == ()
    assert faults_in(changed("    hours: 100", f"    hours: {refused}")) != ()


@pytest.mark.parametrize(("accepted", "refused"), [("true", "yes"), ("True", "on"), ("false", "no")])
def test_true_and_false_are_the_only_words_for_yes_and_no(accepted: str, refused: str) -> None:
    assert faults_in(changed("evaluate: true", f"evaluate: {accepted}")) == ()
    fault = only_fault(changed("evaluate: true", f"evaluate: {refused}"))
    assert (fault.code, fault.path) == ("study.odd_value", "scenarios.today.evaluate")


def test_a_value_that_cannot_be_read_is_named_like_any_other_and_reported_once() -> None:
    fault = only_fault(changed("    value: 100", "    value: 0100"))
    assert (fault.code, fault.path) == ("study.odd_value", "targets.WH-11.value")
    assert dict(fault.params) == {"found": "0100"}


@pytest.mark.parametrize("number", ["1", "1.0", "0.001", ".5", "1.0e-3", "1.", "+2"])
def test_a_number_with_a_point_is_a_number(number: str) -> None:
    assert faults_in(changed("tolerance: 0.01", f"tolerance: {number}")) == () or float(number) > 1


def test_a_duplicate_key_names_both_lines() -> None:
    text = changed("    need: 1", "    need: 1\n    need: 2")
    fault = only_fault(text)
    assert fault.line == line_of(text, "need: 2")
    assert dict(fault.params)["first"] == str(line_of(text, "need: 1"))


def test_all_faults_are_reported_at_once_in_the_order_of_the_file() -> None:
    text = (
        STUDY.replace("need: 1", "neeed: 1")
        .replace("hours: 100", "hours: x")
        .replace("counsel.csv", "../counsel.csv")
        .replace("value: 100", "value: null")
        .replace("{hire.number: 40}", "{hire.numbr: 40}")
    )
    faults = faults_in(text)
    assert [fault.path for fault in faults] == [
        "sources.counsel.path",
        "roles.counsel.neeed",
        "roles.counsel.hours",
        "targets.WH-11.value",
        "scenarios.hire.set.0.hire.numbr",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line or 0 for fault in faults)


def test_a_fault_of_the_study_is_not_repeated_for_each_scenario() -> None:
    assert len(faults_in(changed("    need: 1", "    need: 0"))) == 1


def test_a_fault_that_only_a_scenario_causes_names_the_scenario() -> None:
    """Where only lawyers may serve, grassroots workers to hire do not fit; the study itself is fine."""
    text = changed("{hire.number: 40}", "{roles.counsel.occupations: [lawyer]}")
    fault = next(fault for fault in faults_in(text) if fault.path == "hire.occupation")
    assert dict(fault.params)["scenario"] == "hire"


def test_the_study_error_is_a_value_error_and_prints_every_fault() -> None:
    with pytest.raises(
        ValueError, match=r"study\.yaml:18: roles\.counsel\.neeed: study\.unknown_key"
    ) as caught:
        load_text(changed("    need: 1", "    neeed: 1"))
    assert isinstance(caught.value, ScenarioError)
    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults


def test_a_study_without_scenarios_is_refused() -> None:
    assert {fault.code for fault in faults_in(with_scenarios("scenarios: {}\n"))} == {"study.too_few"}
    assert {fault.code for fault in faults_in(with_scenarios(""))} == {"study.missing_key"}


# --- sources stay inside the study ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../counsel.csv", "a/../../counsel.csv", "C:/x.csv", "'\\\\host\\x.csv'", "'a\\b.csv'"],
)
def test_a_source_outside_the_study_is_refused(path: str) -> None:
    fault = only_fault(changed("path: counsel.csv", f"path: {path}"))
    assert (fault.code, fault.path) == ("study.path_outside", "sources.counsel.path")


@pytest.mark.parametrize("path", ["tables/counsel.csv", "法律顾问.xlsx", "a..b.csv", "./counsel.csv"])
def test_a_source_inside_the_study_is_accepted(path: str) -> None:
    assert faults_in(changed("path: counsel.csv", f"path: {path}")) == ()


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_that_leads_out_of_the_study_is_refused(tmp_path: Path) -> None:
    """A link inside the folder is fine; one that leaves it would read what the study does not hold."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "real.csv").touch()
    (folder / "counsel.csv").symlink_to(folder / "real.csv")
    assert load_study(folder).id == "eastbay"
    (folder / "counsel.csv").unlink()
    (tmp_path / "secret.csv").touch()
    (folder / "counsel.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(StudyError, match="path_outside"):
        load_study(folder)


# --- files that are no study at all ---------------------------------------------------------------------


#: What a file holds, the code of the fault, and its line.
FILES: list[tuple[bytes, str, int | None]] = [
    (b"", "empty_file", None),
    (b"# only a comment\n", "empty_file", None),
    (b"- a\n- b\n", "not_a_mapping", 1),
    (b"just words\n", "not_a_mapping", 1),
    (b"null\n", "not_a_mapping", 1),
    ("id: 连云港\n".encode("gb18030"), "undecodable", 1),
    (b"schema: 1\nid: \xff\xfe\n", "undecodable", 2),
    ("schema: 1".encode("utf-16"), "undecodable", 1),
    (b"PK\x03\x04\x00\x00", "not_yaml", 1),
    (b"schema: 1\nname: \x07\n", "not_yaml", 2),
    (b"schema: 1\nname: {zh: a\n", "not_yaml", 3),
    (b"schema: 1\n\tid: a\n", "not_yaml", 2),
    (b"schema: 1\nname: *nobody\n", "not_yaml", 2),
    (b"a: 1\n---\nb: 2\n", "not_yaml", 2),
    (b"[" * 5000, "too_deep", None),
    (b"{a: " * 30 + b"1" + b"}" * 30, "too_deep", 1),
    (b"x: &a [*a]\n", "too_deep", 1),
    (b"#" + b"x" * document.MOST_BYTES, "too_large", None),
]


@pytest.mark.parametrize(("content", "code", "line"), FILES)
def test_a_file_that_is_no_study_is_a_fault(content: bytes, code: str, line: int | None) -> None:
    fault = faults_in(content)[0]
    assert (fault.code, fault.line) == (f"study.{code}", line)


def test_aliases_that_expand_without_end_are_refused_quickly() -> None:
    """Ten lines that would become 10^9 values; one alias used twice is fine."""
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    assert only_fault(bomb).code == "study.too_many_values"
    assert faults_in(changed("name: {zh: 现状, en: Today}", "name: &n {zh: 现状, en: Today}")) == ()
    shared = changed("name: {zh: 现状, en: Today}", "name: &n {zh: 现状, en: Today}")
    assert faults_in(shared.replace("name: {zh: 均衡, en: Balanced}", "name: *n")) == ()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("travel: a: b", "yaml.colon"),
        ("hire: {a: 1\nb\nc: 2", "yaml.open_bracket"),
        ("id: *x", "yaml.alias"),
        ("\tid: a", "yaml.tab"),
        ("id: @x", "yaml.start"),
        ("id: > x", "yaml.block"),
        ('id: "x', "yaml.open_quote"),
        ("id: [x", "yaml.open_bracket"),
        ('id: "\\z"', "yaml.escape"),
        ("  - a\n b: 1", "yaml.indentation"),
        ("a: 1\n---\nb: 1", "yaml.document"),
        ("a: b\nc", "yaml.no_colon"),
        ("a:\n  - b\n c: 1", "yaml.indentation"),
    ],
)
def test_what_yaml_says_of_the_usual_mistakes_is_told_in_both_languages(line: str, key: str) -> None:
    (fault,) = faults_in(line)
    told = dict(fault.params)["problem"]
    assert (fault.code, getattr(told, "key", told)) == ("study.not_yaml", key)


def test_a_merge_key_is_refused_rather_than_half_understood() -> None:
    text = changed("roles:\n  counsel:\n", "roles:\n  counsel:\n    <<: {need: 2}\n")
    assert only_fault(text).code == "study.key_not_text"


def test_a_folder_without_a_study_and_an_absent_file_are_faults(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere", tmp_path / "study.yaml"):
        with pytest.raises(StudyError) as caught:
            load_study(path)
        assert caught.value.faults[0].code == "study.missing_file"


def test_no_value_in_a_fault_can_drive_the_terminal() -> None:
    """Escape sequences in a file must not reach the screen; a name without them is accepted."""
    faults = faults_in(changed("en: East Bay", 'en: "\\e[2J\\u202Eyab"'))
    assert faults
    assert all((fault.value or "").isprintable() for fault in faults)


# --- every kind of fault occurs, and only those ---------------------------------------------------------

#: A study for each kind of fault that the tables above leave out.
OTHERS = {
    "too_many_values": "a: &a [x, x]\n"
    + "\n".join(f"{n}: [*a, *a]" for n in "b")
    + "\nc: ["
    + "x," * 100_001
    + "]",
    "too_short": changed("en: East Bay", "en: ''"),
    "too_long": changed("en: East Bay", f"en: {'x' * 201}"),
    "path_outside": changed("path: counsel.csv", "path: /etc/passwd"),
    "locked_and_banned": changed("    nearest: null", '    bans: [{village: "371001001001", person: P01}]'),
    "set_entry": changed("      - {hire.number: 40}", "      - hire.number"),
    "clash": changed("      - {hire.number: 40}", "      - {hire.number: 40}\n      - {hire: {}}"),
    "unknown_path": changed("{hire.number: 40}", "{hire.numbr: 40}"),
    "path_into_value": changed("{hire.number: 40}", "{hire.number.more: 40}"),
    "unknown_scenario": changed(
        "  hire:\n    name: {zh: 增聘, en: Hire}\n    extends: balanced",
        "  hire:\n    name: {zh: 增聘, en: Hire}\n    extends: balansed",
    ),
    "cycle": changed("  balanced:\n", "  balanced:\n    extends: hire\n"),
    "nearest_below_need": changed("    nearest: null", "    nearest: 1\n    team: 2"),
    "hire_hours": changed(
        "      - {hire.number: 40}", "      - {hire.number: 40}\n      - {hire.hours_year: 99}"
    ),
}


def test_all_visits_may_be_online_but_no_more_in_any_scenario() -> None:
    online = changed("    need: 1", "    need: 1\n    visits: 12\n    online_visits: 12")
    assert faults_in(online) == ()
    fewer = online.replace("- {hire.number: 40}", "- {roles.counsel.visits: 11}")
    fault = only_fault(fewer)
    assert (fault.code, fault.path) == ("study.online_beyond_visits", "roles.counsel.online_visits")
    assert dict(fault.params) == {"visits": "11", "scenario": "hire"}


@pytest.mark.parametrize(
    ("role", "hours", "codes"),
    [
        ("", 100, []),
        ("", 99, ["study.hire_hours"]),
        ("\n    team: 2", 50, []),
        ("\n    team: 2", 49, ["study.hire_hours"]),
        # 66.67 hours on site and 33.33 / 0.8 online.
        ("\n    online_visits: 4\n    online_rate: 0.8", 108.4, []),
        ("\n    online_visits: 4\n    online_rate: 0.8", 108, ["study.hire_hours"]),
    ],
)
def test_whoever_is_hired_has_the_hours_that_one_village_takes_of_one(
    role: str, hours: float, codes: list[str]
) -> None:
    text = changed("    need: 1", f"    need: 1{role}")
    text = text.replace("- {hire.number: 40}", f"- {{hire.number: 40}}\n      - {{hire.hours_year: {hours}}}")
    faults = faults_in(text)
    assert [fault.code for fault in faults] == codes
    if "online" in role and codes:
        assert dict(faults[0].params)["hours"] == "108.4"  # rounded up, so that it is enough


@pytest.mark.parametrize(
    ("need", "team", "nearest", "hired", "found"),
    [
        (1, 1, 1, 0, []),
        (2, 1, 2, 0, []),
        (2, 1, 1, 0, ["2"]),
        (1, 3, 3, 0, []),
        (1, 3, 2, 0, ["3"]),
        (2, 2, 3, 0, ["4"]),
        (2, 2, 3, 1, []),
        (20, 1, "null", 0, []),
    ],
)
def test_the_nearest_are_as_many_as_a_village_needs_where_nobody_is_hired(
    need: int, team: int, nearest: int | str, hired: int, found: list[str]
) -> None:
    """With fewer a village without counsel of today could never be filled; hired ones come on top of them."""
    text = changed("    need: 1", f"    need: {need}\n    team: {team}")
    text = text.replace("    nearest: null", f"    nearest: {nearest}").replace(
        "number: 0", f"number: {hired}"
    )
    faults = faults_in(text)
    assert [dict(fault.params)["need"] for fault in faults] == found
    assert {(fault.code, fault.path, fault.value) for fault in faults} <= {
        ("study.nearest_below_need", "roles.counsel.nearest", str(nearest))
    }


@pytest.mark.parametrize("code", OTHERS)
def test_each_of_these_studies_has_the_fault_that_it_was_made_for(code: str) -> None:
    assert f"study.{code}" in {fault.code for fault in faults_in(OTHERS[code])}


def test_an_unreadable_file_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")

    def deny(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", deny)
    with pytest.raises(StudyError) as caught:
        load_study(tmp_path)
    fault = caught.value.faults[0]
    assert (fault.code, dict(fault.params)) == ("study.unreadable", {"reason": "no permission"})


def test_an_error_of_pydantic_that_we_do_not_know_is_passed_on_in_its_words() -> None:
    error: ErrorDetails = {"type": "brand_new", "loc": ("hire",), "msg": "No good", "input": 3}
    fault = faults_of([error], Tree({"hire": 3}), file="study.yaml", model=StudyFile)[0]
    assert (fault.code, fault.path, fault.value) == ("study.invalid", "hire", "3")
    assert dict(fault.params) == {"reason": "No good"}


def test_every_kind_of_fault_is_caused_by_some_study_of_these_tests() -> None:
    caused = {case[2] for case in CASES} | {case[1] for case in FILES} | OTHERS.keys()
    elsewhere = {"missing_file", "unreadable", "invalid"}
    # Of pydantic and of the settings' own validators in test_setting_faults.
    elsewhere |= {"bound_lt", "total_or_yearly", "needs_without_weight", "years_gap", "one_kind_of_rule"}
    elsewhere |= {"missing_include", "empty_include"}  # test_included
    elsewhere |= {"table_or_observed", "observed_alone", "column_of_figure", "reach_of_villages"}
    # Of roles and rules in test_role_checks, of adjustments in their own tests.
    elsewhere |= {"most_below_need", "role_without_hours", "bad_expression", "no_phase", "outside_city"}
    elsewhere |= {"township_county"}
    elsewhere |= {"merged_away", "merged_into_itself", "unknown_crs", "village_known"}
    # Of targets and measures in indicators/test_bad_catalogue.py.
    elsewhere |= {"table_unknown", "bad_formula", "measure_taken", "not_numbers", "section_twice"}
    elsewhere |= {"growth_differs"}
    # Of growth in headcount/test_checks.py.
    elsewhere |= {"counted_twice", "growth_at_most", "fair_without_rate", "own_code_taken", "share_value"}
    elsewhere |= {"purchases_counted"}
    elsewhere |= {"trained_from_itself", "room_without_branch", "too_fine", "not_with", "nobody_comes"}
    # Of money in money/test_checks.py.
    elsewhere |= {"set_form", "set_money"}  # Of --set in money/test_cost_command.py.
    elsewhere |= {"shares_not_whole", "budget_given", "no_figures", "budget_locked"}
    # Of siting in siting/test_checks.py.
    elsewhere |= {"none_within_full", "bands_rise", "most_below_least", "forced_and_banned", "number_needed"}
    elsewhere |= {"too_few_points", "no_price", "beyond_limit", "below_limit", "only_with", "no_rows"}
    elsewhere |= {"forced_left_out", "too_few_candidates", "blank_cell", "gap_of_one", "no_points"}
    elsewhere |= {code for code in STUDY_CODES if code == "not_in_table" or code.startswith("lock_")}
    assert caused | elsewhere == set(STUDY_CODES)
    assert not caused & elsewhere


def test_a_code_is_likened_to_those_of_the_same_place() -> None:
    """Spelling alone would take a code of another county with the same last digits."""
    codes = ["371082104299", "371002104201", "371002105299"]
    assert nearest("371002104299", codes) == "371002104201"
    assert nearest("3710", ["3810", "3719"]) == "3719" and nearest("1", []) == ""
    assert nearest("balnced", ["today", "balanced"]) == "balanced"


@pytest.mark.parametrize(
    ("found", "suggested"),
    [
        ("371002100009", "371002100001"), ("372999999999", ""), ("999999", ""),
        ("381003100001", "371003100001"), ("C3710O001", "C37100001"), ("Harbour Street", ""),
    ],
)  # fmt: skip
def test_an_entry_is_suggested_only_for_what_is_like_it(found: str, suggested: str) -> None:
    known = pd.Series(["371002100001", "371003100001", "C37100001"], name="code")
    assert entry_words(found, known, "a.csv") == {"file": "a.csv", "column": "code", "nearest": suggested}
