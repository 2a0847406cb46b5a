"""Settings that do not go with the tables are reported where they stand, before anything is planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import StudyError, StudyFault
from scenarios.run import run_scenario, validate_study
from scenarios.study import load_study
from tests.scenarios.small_study import (
    FREE,
    LOCK,
    changed_table,
    evenreach,
    with_hours,
    with_pairs,
    with_setting,
    write_study,
)
from tests.scenarios.study_text import STUDY, changed, line_of

V1, V2, V3, RURAL, SOUTH, ISLAND = (
    "371001001001", "371001001002", "371001001003", "371001101200", "371002100001", "371002100202",
)  # fmt: skip


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def faults_of(folder: Path) -> tuple[StudyFault, ...]:
    """The faults of a study beside its tables; none when it is sound."""
    try:
        validate_study(load_study(folder))
    except StudyError as error:
        return error.faults
    return ()


#: What is locked or banned, then code, path and value of the one fault.
PAIRS = [
    ("locks", ((V1, "P01"), ("371001001009", "P01")), "not_in_table", "locks.1.village", "371001001009"),
    ("locks", ((V1, "P91"),), "not_in_table", "locks.0.person", "P91"),
    ("bans", ((V1, "P01"), ("371001001009", "P01")), "not_in_table", "bans.1.village", "371001001009"),
    ("bans", ((V1, "P91"),), "not_in_table", "bans.0.person", "P91"),
    ("locks", ((SOUTH, "P04"), (ISLAND, "P04")), "lock_no_journey", "locks.1", f"{ISLAND} – P04"),
    ("locks", ((V1, "P01"), (V1, "P02")), "lock_village_full", "locks.1", V1),
    ("locks", tuple((v, "P02") for v in (V1, V2, V3, RURAL)), "lock_person_full", "locks.3", "P02"),
    ("locks", ((V1, "P05"),), "lock_hours", "locks.0", "P05"),
]


@pytest.mark.parametrize(("kind", "pairs", "code", "path", "value"), PAIRS)
def test_a_lock_or_ban_that_cannot_be_meant_is_reported_where_it_stands(
    place: Path, kind: str, pairs: tuple[tuple[str, str], ...], code: str, path: str, value: str
) -> None:
    """Exit 2, one report with file, line, value, what is expected and how to fix it, nothing written."""
    tables = with_hours({"P02": "8784"})
    if code == "lock_hours":
        counsel = tables["counsel"]
        counsel.loc[counsel["person_id"] == "P05", "most_villages"] = "5"
    text = with_pairs(kind, *pairs)
    write_study(place / "study", text, tables=tables)
    (fault,) = faults_of(place / "study")
    assert (fault.code, fault.path, fault.value) == (f"study.{code}", f"roles.counsel.{path}", value)
    # Each pair stands on a line of its own below the key.
    line = line_of(text, f"    {kind}:\n") + 1 + int(path.split(".")[1])
    for lang, words in (("en", ("Expected: ", "How to fix: ")), ("zh", ("应为: ", "如何改正: "))):
        result = evenreach("run", "study", "balanced", "-q", "--lang", lang)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"study.yaml:{line}: roles.counsel.{path}" in result.stderr
        assert all(word in result.stderr for word in (value, *words))
        assert "{" not in result.stderr
    assert sorted(path.name for path in place.iterdir()) == ["study"]


@pytest.mark.parametrize(
    ("kind", "pairs"),
    [
        ("locks", ((V1, "P01"), (V2, "P01"))),
        ("locks", ((SOUTH, "P01"),)),  # another county, an hour away: a lock is the user's word
        ("locks", tuple((v, "P02") for v in (V1, V2, V3))),
        ("bans", ((V1, "P01"), (ISLAND, "P04"))),  # a ban needs no journey
        ("bans", ((V1, "P01"), (V1, "P02"), (V1, "P03"))),
    ],
)
def test_locks_and_bans_next_to_those_are_kept(
    place: Path, kind: str, pairs: tuple[tuple[str, str], ...]
) -> None:
    folder = write_study(place / "study", with_pairs(kind, *pairs), tables=with_hours({"P02": "320.5"}))
    assert faults_of(folder) == ()
    plan = run_scenario(load_study(folder), "balanced", out=place / "out").plan
    found = set(zip(plan["village_code"], plan["person_id"], strict=True))
    assert (set(pairs) <= found) if kind == "locks" else not (set(pairs) & found)


def test_a_person_of_another_occupation_cannot_be_locked(place: Path) -> None:
    """Workers of the law do not fill the role in this scenario; in the others they do."""
    text = with_setting(
        "roles.counsel", "{occupations: [lawyer], locks: [{village: '371002100001', person: P04}]}"
    )
    first = "      - {roles.counsel:"
    text = text.replace(first, f"      - {{hire.occupation: lawyer}}\n{first}")
    fault = faults_of(write_study(place / "study", text))[0]
    assert (fault.code, fault.value) == ("study.lock_occupation", "gls_worker")
    assert dict(fault.params) == {"person": "P04", "allowed": "lawyer"}
    assert fault.line == line_of(text, first)


def test_a_scenario_that_plans_nothing_may_lock_what_cannot_be_planned(place: Path) -> None:
    """Today's roster is only measured; but whom it names must be there."""
    lock = f'[{{village: "{ISLAND}", person: P04}}]'
    planning = write_study(place / "planning", with_setting("roles.counsel.locks", lock))
    measuring = write_study(place / "today", with_setting("roles.counsel.locks", lock, scenario="today"))
    assert [fault.code for fault in faults_of(planning)] == ["study.lock_no_journey"]
    assert faults_of(measuring) == ()
    strange = with_setting("roles.counsel.locks", lock.replace("P04", "P94"), scenario="today")
    assert [fault.code for fault in faults_of(write_study(place / "who", strange))] == ["study.not_in_table"]


def test_hours_are_those_of_all_locks_together_journeys_included(place: Path) -> None:
    """P01 has two villages of 100.3 and 102.0 hours."""
    text = with_pairs("locks", (V1, "P01"), (V2, "P01"))
    write_study(place / "enough", text, tables=with_hours({"P01": "202.3"}))
    write_study(place / "short", text, tables=with_hours({"P01": "202.1"}))
    assert faults_of(place / "enough") == ()
    (fault,) = faults_of(place / "short")
    assert dict(fault.params) == {"hours": "202.2", "has": "202.1"}


def test_locks_of_teams_are_counted_by_team(place: Path) -> None:
    """Two counsel of one village, twice as many villages each, half of the 100.3 and 102.0 hours."""

    def faults(name: str, *pairs: tuple[str, str], hours: str = "8784", team: int = 2) -> list[str]:
        text = with_pairs("locks", *pairs).replace("    need: 1", f"    need: 1\n    team: {team}")
        tables = with_hours({"P01": hours, "P02": hours, "P03": hours})
        counsel = tables["counsel"]
        counsel["most_villages"] = counsel["most_villages"].where(counsel["person_id"] != "P01", "1")
        return [fault.code for fault in faults_of(write_study(place / name, text, tables=tables))]

    assert faults("two", (V1, "P01"), (V1, "P02")) == []
    assert faults("alone", (V1, "P01"), (V1, "P02"), team=1) == ["study.lock_village_full"]
    assert faults("three", *((V1, who) for who in ("P01", "P02", "P03"))) == ["study.lock_village_full"]
    assert faults("both", (V1, "P01"), (V2, "P01")) == []
    assert faults("third", *((v, "P01") for v in (V1, V2, V3))) == ["study.lock_person_full"]
    assert faults("enough", (V1, "P01"), (V2, "P01"), hours="101.2") == []
    assert faults("short", (V1, "P01"), (V2, "P01"), hours="101") == ["study.lock_hours"]


def test_a_pair_both_locked_and_banned_is_refused(place: Path) -> None:
    both = changed(LOCK, f'{LOCK}\n    bans: [{{village: "{V1}", person: P01}}]')
    write_study(place / "study", both)
    result = evenreach("run", "study", "balanced", "-q")
    assert result.exit_code == 2
    assert f"study.yaml:{line_of(both, '    bans:')}: roles.counsel.bans.0" in result.stderr
    assert not (place / "out").exists()


def test_a_county_that_may_hire_must_exist(place: Path) -> None:
    def hire(code: str) -> str:
        return with_setting("hire.counties", f'["371001", "{code}"]')

    assert faults_of(write_study(place / "known", hire("371002"))) == ()
    (fault,) = faults_of(write_study(place / "unknown", hire("371003")))
    assert (fault.code, fault.path, fault.value) == ("study.not_in_table", "hire.counties.1", "371003")
    assert dict(fault.params)["file"] == "counties.csv"
    assert fault.line == line_of(hire("371003"), "hire.counties")


def test_a_measure_that_no_run_computes_is_reported_before_anything_is_read(place: Path) -> None:
    """Not even a missing table is looked for; the nearest measure is named."""
    text = changed("measure: coverage_nominal", "measure: coverage_nominall")
    (place / "study").mkdir()
    (place / "study" / "study.yaml").write_text(text, encoding="utf-8")
    result = evenreach("run", "study", "balanced")
    assert result.exit_code == 2
    assert f"study.yaml:{line_of(text, 'coverage_nominall')}: targets.WH-11.measure" in result.stderr
    assert "Did you mean coverage_nominal?" in result.stderr
    assert not (place / "out").exists()


def test_a_fault_of_one_scenario_names_it_and_one_of_all_is_told_once(place: Path) -> None:
    ban = '[{village: "371001001009", person: P01}]'
    only_here = with_setting("roles.counsel.bans", ban, scenario="today")
    (fault,) = faults_of(write_study(place / "one", only_here))
    assert dict(fault.params)["scenario"] == "today"
    (fault,) = faults_of(write_study(place / "all", with_pairs("locks", (V1, "P91"))))
    assert "scenario" not in dict(fault.params)


def test_all_faults_of_all_scenarios_are_reported_together(place: Path) -> None:
    text = with_setting("hire.counties", '["371009"]', text=with_pairs("locks", ("1", "P91"), (V1, "P99")))
    found = [fault.path for fault in faults_of(write_study(place / "study", text))]
    assert found == [
        "roles.counsel.locks.0.person",
        "roles.counsel.locks.0.village",
        "roles.counsel.locks.1.person",
        "hire.counties.0",
    ]


def test_no_scenario_is_run_when_a_later_one_is_at_fault(place: Path) -> None:
    """`today` alone would run, but with --all it comes first and would be written before the report."""
    text = with_setting("hire.counties", '["371009"]')
    write_study(place / "study", text)
    result = evenreach("run", "study", "--all", "-q")
    assert result.exit_code == 2
    assert not (place / "out").exists()


def test_validate_tells_the_same(place: Path) -> None:
    write_study(place / "study", with_pairs("locks", (V1, "P91")))
    result = evenreach("validate", "study")
    assert result.exit_code == 2
    assert "roles.counsel.locks.0.person" in result.stderr


def test_a_register_with_occupations_of_several_scenarios_is_read_for_all_of_them(place: Path) -> None:
    """A notary is known as soon as one scenario lets notaries serve; the others leave her aside."""
    notary = changed_table("counsel", (1, "occupation", "notary"))
    assert write_study(place / "unknown", tables=notary)
    assert evenreach("validate", "unknown").exit_code == 2
    text = with_setting("roles.counsel.occupations", "[lawyer, gls_worker, notary]")
    study = load_study(write_study(place / "known", text, tables=notary))
    plans = {name: run_scenario(study, name, out=place / "out").plan for name in ("balanced", "today")}
    assert "P02" in set(plans["balanced"]["person_id"])


def test_the_lock_of_the_study_itself_is_sound(place: Path) -> None:
    assert LOCK in STUDY
    assert LOCK not in FREE
    assert faults_of(write_study(place / "study", STUDY)) == ()
