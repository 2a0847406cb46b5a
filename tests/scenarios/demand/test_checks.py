"""What a study says of cases is checked when it is loaded, each fault in its line."""

from __future__ import annotations

import pytest

from scenarios.demand.checks import known_needs
from scenarios.settings import CaseTypeSettings
from tests.scenarios.demand.studies import AID, STUDY
from tests.scenarios.small_study import with_setting
from tests.scenarios.study_text import faults_in, line_of, load_text

RUNG = "  - {aim: county_fill, tolerance: 0}\n"
NEEDS = "{aim: max_min, service: hours, per: needs, needs: {cases.legal_aid: 1, elderly: 0.5}}"
LADDER = STUDY.replace(RUNG, f"  - {NEEDS}\n")
assert LADDER != STUDY


def test_a_rung_may_name_cases_of_the_study_and_columns_of_villages() -> None:
    study = load_text(LADDER)
    assert study.resolve("balanced").config.demand.cases["legal_aid"].a_year == 42_550
    assert study.resolve("balanced").config.demand.cases["mediation"].a_year == 220


@pytest.mark.parametrize(
    ("name", "near"),
    [("cases.legal_ad", "cases.legal_aid"), ("legal_aid", "cases.legal_aid"), ("elderley", "elderly")],
)
def test_a_need_that_nothing_is_called_is_a_fault_with_the_nearest_name(name: str, near: str) -> None:
    text = LADDER.replace(f"{near}: ", f"{name}: ")
    (fault,) = faults_in(text)
    assert (fault.code, fault.value, fault.line) == ("study.unknown_key", name, line_of(text, "aim: max_min"))
    assert dict(fault.params)["nearest"] == near
    assert fault.path == f"ladder.max_min.needs.{name}"


def test_needs_of_a_rule_are_checked_alike_and_without_demand_no_cases_are_known() -> None:
    spread = "{most: 1, service: hours, per: needs, needs: {cases.mediation: 1}}"
    text = STUDY.replace("ladder:\n", f"rules:\n  alike: {{spread: {spread}}}\nladder:\n")
    assert faults_in(text) == ()
    (fault,) = faults_in(text.replace("mediation: {name", "disputes: {name"))
    assert fault.path == "rules.alike.spread.needs.cases.mediation"
    assert dict(fault.params)["nearest"] == "cases.disputes"


def test_a_scenario_replaces_needs_as_a_whole_and_is_checked_too() -> None:
    text = with_setting("ladder.max_min.needs", "{cases.mediation: 1}", text=LADDER)
    assert dict(load_text(text).resolve("balanced").config.ladder[1].needs) == {"cases.mediation": 1}  # type: ignore[union-attr]
    (fault,) = faults_in(text.replace("needs: {cases.mediation", "needs: {cases.meditation"))
    assert (fault.code, fault.value) == ("study.unknown_key", "cases.meditation")


@pytest.mark.parametrize(
    ("part", "accepted", "refused", "code"),
    [
        ("total: 85100", "yearly: 5", "total: 85100, yearly: 5", "total_or_yearly"),
        ("total: 85100", "total: 5, hours: 2", "hours: 2", "total_or_yearly"),
        ("total: 85100", "total: 0.5", "total: 0", "bound_gt"),
        ("total: 85100", "total: 5, hours: 8784", "total: 5, hours: 8785", "bound_le"),
        ("total: 85100", "total: 5, by: households", "total: 5, by: household", "not_allowed"),
        ("2021, 2022", "2022, 2021", "2021, 2021", "repeated"),
        ("2021, 2022", "2021", "", "too_few"),
        ("2021, 2022", "1900", "1899", "bound_ge"),
        ("en: Legal aid", "en: Aid", "en: Mediation", "repeated"),
        ("en: Legal aid", "en: legal_aid", "en: mediation", "repeated"),
        ("source: LYG-B04", "source: LYG-B05", "sauce: LYG-B04", "unknown_key"),
    ],
)
def test_a_wrong_setting_of_a_type_is_one_fault_and_the_nearest_right_one_none(
    part: str, accepted: str, refused: str, code: str
) -> None:
    assert faults_in(STUDY.replace(AID, AID.replace(part, accepted))) == ()
    faults = faults_in(STUDY.replace(AID, AID.replace(part, refused)))
    assert {fault.code for fault in faults} == {f"study.{code}"}
    assert all(fault.line in (line_of(STUDY, AID), line_of(STUDY, "mediation: {name")) for fault in faults)


def test_the_mean_of_a_year_is_the_total_over_the_years() -> None:
    name = {"zh": "甲", "en": "A"}
    assert CaseTypeSettings.model_validate({"name": name, "total": 9, "years": (2020, 2021)}).a_year == 4.5
    assert CaseTypeSettings.model_validate({"name": name, "yearly": 9, "years": (2020, 2021)}).a_year == 9.0


def test_a_ladder_without_needs_has_nothing_to_be_checked() -> None:
    config = load_text(STUDY).resolve("balanced").config
    sections = {"ladder": config.ladder, "rules": config.rules, "demand": config.demand}
    assert list(known_needs(sections)) == []
