"""A city after departures, new villages and mergers; what an adjustment may not say."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.city import City
from geo.crs import from_cgcs2000
from scenarios.adjust.city import adjusted_city, with_roster
from scenarios.errors import StudyError
from scenarios.run import validate_study
from scenarios.settings import AdjustmentSettings
from scenarios.study import load_study
from tests.scenarios.small_study import FREE, STUDY, small_city, with_setting, write_study
from tests.scenarios.study_text import faults_in

NEW = {
    "village_code": "371002100300", "township_code": "371002100", "county_code": "371002", "name": "新建村",
    "area": "rural", "lon": 122.31, "lat": 37.21, "crs": "EPSG:4490",
}  # fmt: skip
NEW_TEXT = (
    '{village_code: "371002100300", township_code: "371002100", county_code: "371002", name: 新建村, '
    "area: rural, lon: 122.31, lat: 37.21, crs: EPSG:4490}"
)


def changed(column: str, code: str) -> str:
    """The new village with another code."""
    return NEW_TEXT.replace(f'{column}: "{NEW[column]}"', f'{column}: "{code}"')


NOW = "{name: {zh: 现在, en: Now}, most_moved: 3}"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


def after(city: City, **given: object) -> City:
    return adjusted_city(city, AdjustmentSettings.model_validate(given))


def test_nothing_given_is_the_same_city(city: City) -> None:
    same = after(city)
    assert all(same.tables[name].equals(table) for name, table in city.tables.items())


def test_who_leaves_is_in_no_table(city: City) -> None:
    left = after(city, departures=("P04", "M01", "T02"))
    for name in ("counsel", "mediators", "legal_literate", "staff", "roster"):
        gone = set(city.table(name)["person_id"]) - set(left.table(name)["person_id"])
        assert gone == set(city.table(name)["person_id"]) & {"P04", "M01", "T02"}
    assert len(city.counsel) == len(left.counsel) + 1, "the city itself is as it was"


@pytest.mark.parametrize("crs", ["EPSG:4490", "GCJ-02", "BD-09"])
def test_a_new_village_lies_where_its_own_crs_says(city: City, crs: str) -> None:
    lon, lat = from_cgcs2000([122.31], [37.21], crs=crs)
    village = {**NEW, "lon": float(lon[0]), "lat": float(lat[0]), "crs": crs, "pop_resident": 700}
    added = after(city, new_villages=(village,)).villages
    assert added.dtypes.equals(city.villages.dtypes)
    assert added.iloc[:-1].equals(city.villages)
    row = added.iloc[-1]
    assert (row["lon"], row["lat"]) == (pytest.approx(122.31, abs=1e-7), pytest.approx(37.21, abs=1e-7))
    assert row["pop_resident"] == 700 and pd.isna(row["elderly"]) and row["island"] == 0


def test_a_merged_township_is_one_with_the_other_and_loses_its_seat(city: City) -> None:
    merged = after(city, merged_townships=({"into": "371002100", "townships": ("371001101",)},))
    assert "371001101" not in set(merged.townships["township_code"])
    for name in ("villages", "offices", "service_points", "committees"):
        old, new = city.table(name), merged.table(name)
        mine = old["township_code"].eq("371001101")
        assert new.loc[mine, "township_code"].eq("371002100").all()
        assert new.loc[mine, "county_code"].eq("371002").all()
        assert new[~mine].drop(columns="county_code").equals(old[~mine].drop(columns="county_code"))
    committee = merged.committees.set_index("committee_code")
    assert committee.loc["C01", "county_code"] == "371002", "it lies in a village of the township"


def test_the_plan_of_a_phase_is_a_roster_with_what_was_known_of_its_pairs(city: City) -> None:
    plan = pd.DataFrame(
        {"village_code": ["371002100001", "371001001003"], "person_id": ["P04", "P02"]}, dtype="str"
    )
    roster = with_roster(city, plan).roster
    assert list(roster.columns) == list(city.roster.columns)
    assert roster.set_index("unit_code")["since"].to_dict() == {
        "371002100001": "2024-06-30",
        "371001001003": "",
    }


@pytest.mark.parametrize(
    ("path", "value", "code", "place"),
    [
        ("adjustment.departures", "[P01]", "study.no_phase", "adjustment.departures"),
        ("adjustment.merged_townships", '[{into: "1", townships: ["2"]}]', "study.no_phase",
         "adjustment.merged_townships"),
        ("adjustment", f"{{departures: [P01, P01], phases: [{NOW}]}}", "study.repeated",
         "adjustment.departures.1"),
        ("adjustment", f"{{new_villages: [{NEW_TEXT}, {NEW_TEXT}], phases: [{NOW}]}}", "study.repeated",
         "adjustment.new_villages.1.village_code"),
        ("adjustment", f"{{new_villages: [{NEW_TEXT.replace('EPSG:4490', 'here')}], phases: [{NOW}]}}",
         "study.unknown_crs", "adjustment.new_villages.0.crs"),
        ("adjustment", f"{{new_villages: [{NEW_TEXT.replace(', crs: EPSG:4490', '')}], phases: [{NOW}]}}",
         "study.missing_key", "adjustment.new_villages.0.crs"),
        ("adjustment", f'{{merged_townships: [{{into: "1", townships: ["1"]}}], phases: [{NOW}]}}',
         "study.merged_into_itself", "adjustment.merged_townships.0.townships.0"),
        ("adjustment",
         f'{{merged_townships: [{{into: "1", townships: ["2"]}}, {{into: "3", townships: ["2"]}}], '
         f"phases: [{NOW}]}}", "study.repeated", "adjustment.merged_townships.1.townships.0"),
        ("adjustment",
         f'{{merged_townships: [{{into: "1", townships: ["2"]}}, {{into: "2", townships: ["3"]}}], '
         f"phases: [{NOW}]}}", "study.merged_away", "adjustment.merged_townships.1.into"),
        ("adjustment.phases", "[{name: {zh: 现在, en: Now}}]", "study.missing_key",
         "adjustment.phases.0.most_moved"),
    ],
)  # fmt: skip
def test_a_fault_of_the_settings_names_its_line(path: str, value: str, code: str, place: str) -> None:
    text = with_setting(path, value)
    faults = [fault for fault in faults_in(text) if fault.code == code]
    assert place in [fault.path for fault in faults]
    assert all(fault.line == text[: text.index(value)].count("\n") + 1 for fault in faults)


@pytest.mark.parametrize(
    ("value", "code", "place"),
    [
        ("departures: [P77]", "study.not_in_table", "adjustment.departures.0"),
        ("departures: [P01]", "study.lock_departed", "roles.counsel.locks.0.person"),
        (f"new_villages: [{changed('village_code', '371002100200')}]", "study.village_known",
         "adjustment.new_villages.0.village_code"),
        (f"new_villages: [{changed('township_code', '371002109')}]", "study.not_in_table",
         "adjustment.new_villages.0.township_code"),
        (f"new_villages: [{changed('county_code', '371001')}]", "study.township_county",
         "adjustment.new_villages.0.county_code"),
        (f"new_villages: [{NEW_TEXT.replace('122.31', '37.21').replace('lat: 37.21', 'lat: 122.31')}]",
         "study.outside_city", "adjustment.new_villages.0.lon"),
        ('merged_townships: [{into: "371002100", townships: ["371001109"]}]', "study.not_in_table",
         "adjustment.merged_townships.0.townships.0"),
        ('merged_townships: [{into: "371002109", townships: ["371001101"]}]', "study.not_in_table",
         "adjustment.merged_townships.0.into"),
    ],
)  # fmt: skip
def test_what_the_tables_do_not_have_is_a_fault(tmp_path: Path, value: str, code: str, place: str) -> None:
    text = with_setting("adjustment", f"{{{value}, phases: [{NOW}]}}", text=STUDY)
    study = load_study(write_study(tmp_path / "study", text))
    with pytest.raises(StudyError) as caught:
        validate_study(study)
    (fault,) = caught.value.faults
    assert (fault.code, fault.path) == (code, place)


def test_locks_may_speak_of_new_villages(tmp_path: Path) -> None:
    lock = '    locks: [{village: "371002100300", person: P04}]'
    text = with_setting("adjustment", f"{{new_villages: [{NEW_TEXT}], phases: [{NOW}]}}")
    known = text.replace("    locks: []", lock)
    with pytest.raises(StudyError) as caught:
        validate_study(load_study(write_study(tmp_path / "one", known)))
    assert {dict(fault.params)["scenario"] for fault in caught.value.faults} == {"today"}, "it lacks it"
    only = FREE.replace(
        "  balanced:\n    name: {zh: 均衡, en: Balanced}\n",
        "  balanced:\n    name: {zh: 均衡, en: Balanced}\n    set:\n"
        f"      - adjustment: {{new_villages: [{NEW_TEXT}], phases: [{NOW}]}}\n"
        '      - roles.counsel.locks: [{village: "371002100300", person: P04}]\n',
    )
    only = only.replace("    extends: balanced\n", "")
    validate_study(load_study(write_study(tmp_path / "two", only)))
