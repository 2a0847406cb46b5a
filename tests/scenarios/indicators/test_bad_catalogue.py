"""Catalogues that are refused, each beside one that is accepted; all faults at once, each with its line."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from scenarios.errors import StudyError, StudyFault
from scenarios.study import load_study
from tests.scenarios.indicators.third_city import CATALOGUE, STUDY, write_third_city
from tests.scenarios.small_study import evenreach
from tests.scenarios.study_text import line_of

_NUMBERS = itertools.count()


def faults(folder: Path, catalogue: str = CATALOGUE, study: str = STUDY) -> tuple[StudyFault, ...]:
    """The faults of the study with this catalogue; the tables are not read."""
    place = folder / str(next(_NUMBERS))
    (place / "tables").mkdir(parents=True)
    (place / "study.yaml").write_text(study, encoding="utf-8")
    (place / "indicators.yaml").write_text(catalogue, encoding="utf-8")
    try:
        load_study(place)
    except StudyError as error:
        return error.faults
    return ()


def changed(old: str, new: str, text: str = CATALOGUE) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


#: What stands in the catalogue, another that is accepted, one that is refused; code, path and some params.
CASES: list[tuple[str, str, str, str, str, dict[str, str]]] = [
    ("terminals_on /", "screens /", "terminal_on /", "not_allowed", "targets.T1.measure",
     {"nearest": "terminals_on"}),
    ("measure: hours_mean", "measure: hours_min", "measure: hours_men", "not_allowed", "targets.T4.measure",
     {"nearest": "hours_mean"}),
    ("measure: hours_min}", "measure: hours_min * 2}", "measure: hours_mn * 2}", "not_allowed",
     "targets.T4.also.least.measure", {"nearest": "hours_min"}),
    ("measure: hours_mean", "measure: personnel.lawyer / villages", "measure: personel.lawyer / villages",
     "not_allowed", "targets.T4.measure", {}),
    ("100 * halls / villages_all", "100 * (halls / villages_all)", "100 * halls // villages_all",
     "bad_formula", "targets.T2.measure", {}),
    ("100 * halls / villages_all", "min(halls, villages_all)", "min(halls)", "bad_formula",
     "targets.T2.measure", {}),
    ("100 * halls / villages_all", "100 * halls", "__import__('os').getcwd()", "bad_formula",
     "targets.T2.measure", {}),
    ("beside: [halls]", "beside: [halls, seats]", "beside: [halls, seat]", "not_allowed",
     "targets.T5.beside.1", {"nearest": "seats"}),
    ("figure: sum, column: pop_resident", "figure: distinct, column: name", "figure: sum, column: name",
     "not_numbers", "measures.residents.column", {"allowed": "pop_resident"}),
    ("figure: sum, column: screens", "figure: distinct, column: county_code",
     "figure: most, column: county_code", "not_numbers", "measures.screens.column", {}),
    ("villages_all: {table: villages}", "villages_all: {table: villages, where: {area: rural}}",
     "villages_all: {table: villages, where: {area: [urban, rurall]}}", "not_allowed",
     "measures.villages_all.where.area", {"nearest": "rural"}),
    ("villages_all: {table: villages}", "villages_all: {table: villages, where: {island: '1'}}",
     "villages_all: {table: villages, where: {island: 'yes'}}", "not_allowed",
     "measures.villages_all.where.island", {"allowed": "0, 1"}),
    ("villages_all: {table: villages}", "villages_all: {table: counties}",
     "villages_all: {table: outlines}", "not_allowed", "measures.villages_all.table", {}),
    ("  calls: {observed: hotline_calls}", "  calls: {observed: hotline_calls}\n  hires: {table: villages}",
     "  calls: {observed: hotline_calls}\n  hired: {table: villages}", "measure_taken", "measures.hired", {}),
    ("  calls: {observed: hotline_calls}", "  calls: {observed: hotline_calls}\n  ins: {table: villages}",
     "  calls: {observed: hotline_calls}\n  in: {table: villages}", "measure_taken", "measures.in", {}),
    ("{observed: hotline_calls}", "{table: villages, where: {area: rural}}",
     "{observed: hotline_calls, where: {area: rural}}", "observed_alone", "measures.calls", {}),
    ("{observed: hotline_calls}", "{table: villages}", "{table: villages, observed: hotline_calls}",
     "table_or_observed", "measures.calls", {}),
    ("{observed: hotline_calls}", "{table: villages, figure: rows}", "{table: villages, figure: sum}",
     "column_of_figure", "measures.calls", {"figure": "sum"}),
    ("villages_all: {table: villages}", "villages_all: {table: parks}", "villages_all: {table: vilages}",
     "table_unknown", "measures.villages_all.table", {"nearest": "villages"}),
    ("{T1: 3, T2: 1, T5: 2}", "{T1: 3, T2: 1, T4: 0}", "{T1: 3, T2: 1, T7: 2}", "unknown_key",
     "index.weights.T7", {}),
    ("{observed: hotline_calls}", "{observed: other}",
     "{observed: hotline_calls, found_in: {table: townships, by: township_code}}",
     "observed_alone", "measures.calls", {}),
    ("{T1: 3, T2: 1, T5: 2}", "{T4.least: 2}", "{T4.leest: 2}", "unknown_key", "index.weights.T4.leest",
     {"nearest": "T4.least"}),
    ("{T1: 3, T2: 1, T5: 2}", "{T4.least: 2}", "{T1.least: 2}", "unknown_key", "index.weights.T1.least", {}),
    ("measure: hours_mean", "measure: personnel.lawyer", "measure: personnel.lawer", "not_allowed",
     "targets.T4.measure", {"nearest": "personnel.lawyer"}),
    ("measure: hours_mean", "measure: 2 * personnel.notary", "measure: 2 * personnel.notry", "not_allowed",
     "targets.T4.measure", {"nearest": "personnel.notary"}),
    ("beside: [halls]", "beside: [personnel.arbitrator]", "beside: [personnel.arbiter]", "not_allowed",
     "targets.T5.beside.0", {"nearest": "personnel.arbitrator"}),
    ("villages_all: {table: villages}", "villages_all: {table: villages, blanks: none}",
     "villages_all: {table: villages, blanks: 'no'}", "not_allowed", "measures.villages_all.blanks",
     {"allowed": "unknown, none"}),
    ("villages_all: {table: villages}",
     "villages_all: {table: villages, found_in: {table: townships, by: township_code, where: {kind: town}}}",
     "villages_all: {table: villages, found_in: {table: townships, by: township_code, where: {kind: twon}}}",
     "not_allowed", "measures.villages_all.found_in.where.kind", {"nearest": "town"}),
    ("villages_all: {table: villages}",
     "villages_all: {table: villages, found_in: {table: counties, by: county_code}}",
     "villages_all: {table: villages, found_in: {table: outlines, by: county_code}}",
     "not_allowed", "measures.villages_all.found_in.table", {}),
    ("villages_all: {table: villages}",
     "villages_all: {table: villages, found_in: {table: townships, by: township_code}}",
     "villages_all: {table: villages, found_in: {table: townships}}",
     "missing_key", "measures.villages_all.found_in.by", {}),
    ("villages_all: {table: villages}",
     "villages_all: {table: villages, reach: {tiers: [room], within: {rural: 60, urban: 30}}}",
     "villages_all: {table: villages, reach: {tiers: [rooms], within: {rural: 60, urban: 30}}}",
     "not_allowed", "measures.villages_all.reach.tiers.0", {"nearest": "room"}),
    ("villages_all: {table: villages}", "villages_all: {table: villages, reach: {tiers: [room], within: 30}}",
     "villages_all: {table: villages, reach: {tiers: [room], within: {rural: 60}}}",
     "missing_key", "measures.villages_all.reach.within.urban", {}),
    ("villages_all: {table: villages}", "villages_all: {table: villages, reach: {tiers: [room], within: 30}}",
     "villages_all: {table: villages, reach: {tiers: [], within: 30}}",
     "too_few", "measures.villages_all.reach.tiers", {}),
    ("villages_all: {table: villages}", "villages_all: {table: villages, reach: {tiers: [room], within: 30}}",
     "villages_all: {table: townships, reach: {tiers: [room], within: 30}}",
     "reach_of_villages", "measures.villages_all", {}),
    ("{T1: 3, T2: 1, T5: 2}", "{T1: 0}", "{T1: -1}", "bound_ge", "index.weights.T1", {}),
    ("year: 2024", "year: null", "year: 24", "bound_ge", "year", {}),
    ('"2023": 0.1', '"2022": 0.1', '"23": 0.1', "bad_spelling", "targets.T1.by_year.23", {}),
    ("code: T2", "code: T7", "code: T3", "repeated", "targets.T3.code", {}),
]  # fmt: skip


@pytest.mark.parametrize(("old", "accepted", "refused", "code", "path", "params"), CASES)
def test_what_a_catalogue_may_say_and_what_it_may_not(
    tmp_path: Path, old: str, accepted: str, refused: str, code: str, path: str, params: dict[str, str]
) -> None:
    """The fault is told with the file and the line where it stands."""
    text = changed(old, accepted)
    if code == "repeated":
        text = text.replace("T2: 1", "T7: 1")
    assert faults(tmp_path, text) == ()
    text = changed(old, refused)
    found = next(fault for fault in faults(tmp_path, text) if fault.code == f"study.{code}")
    assert (found.file, found.path) == ("indicators.yaml", path)
    assert params.items() <= dict(found.params).items()
    assert found.line is not None and text.splitlines()[found.line - 1].strip()
    if refused.splitlines()[-1] in text and text.count(refused.splitlines()[-1]) == 1:
        assert found.line == line_of(text, refused.splitlines()[-1])


@pytest.mark.parametrize(
    ("accepted", "refused", "near"),
    [
        ("money.total", "money.totl", "money.total"),
        ("money.subsidy / villages_all", "money.subsdy / villages_all", "money.subsidy"),
        ("money.source.city", "money.source.county", "money.source.city"),
        ("money.salaries.hired", "money.salaries", "money.salaries.hired"),
    ],
)
def test_an_amount_is_of_a_line_or_source_of_the_study(
    tmp_path: Path, accepted: str, refused: str, near: str
) -> None:
    """Without the section there is nothing to hold it against: then it is a figure without data."""
    money = (
        "money: {sources: {city: 1}, subsidy: {base: 1000}, salaries: {hired: "
        "{name: {zh: 聘, en: Hired}, role: counsel, paid: hired, yuan: 60000}}}\n"
    )
    study = changed("include:", f"{money}include:", STUDY)
    for text in (accepted, refused):
        assert faults(tmp_path, changed("measure: hours_mean", f"measure: {text}")) == ()
    assert faults(tmp_path, changed("measure: hours_mean", f"measure: {accepted}"), study) == ()
    (found,) = faults(tmp_path, changed("measure: hours_mean", f"measure: {refused}"), study)
    assert (found.code, found.path) == ("study.not_allowed", "targets.T4.measure")
    assert dict(found.params)["nearest"] == near


INCLUDE = "include: [indicators.yaml]"


@pytest.mark.parametrize(
    ("accepted", "refused", "code", "path"),
    [
        (INCLUDE, "include: indicators.yaml", "wrong_type", "include"),
        (INCLUDE, "include: [indicators.yaml, 5]", "wrong_type", "include.1"),
        (INCLUDE, "include: [indicators.yaml, ../other.yaml]", "path_outside", "include.1"),
        (INCLUDE, "include: [indicators.yaml, /etc/hostname]", "path_outside", "include.1"),
        (INCLUDE, "includes: [indicators.yaml]", "unknown_key", "includes"),
        (f"{INCLUDE}\ncontinuity: {{}}", f"{INCLUDE}\nyear: 2030", "section_twice", "year"),
    ],
)
def test_a_study_includes_a_list_of_files_inside_its_folder(
    tmp_path: Path, accepted: str, refused: str, code: str, path: str
) -> None:
    assert faults(tmp_path, study=changed(INCLUDE, accepted, STUDY)) == ()
    found = faults(tmp_path, study=changed(INCLUDE, refused, STUDY))
    assert (f"study.{code}", path) in [(fault.code, fault.path) for fault in found]
    twice = [fault for fault in found if fault.code == "study.section_twice"]
    assert [(fault.file, fault.line) for fault in twice] == [("indicators.yaml", 1)] * (path == "year")


def test_a_file_that_is_not_there_or_holds_no_sections_is_named(tmp_path: Path) -> None:
    gone = faults(tmp_path, study=changed(INCLUDE, "include: [gone.yaml, indicators.yaml]", STUDY))
    assert [(fault.path, fault.value, fault.code) for fault in gone] == [
        ("include.0", "gone.yaml", "study.missing_include")
    ]
    unknown = faults(tmp_path, CATALOGUE + "scenarios: {}\n")
    assert [(fault.file, fault.code, fault.line) for fault in unknown] == [
        ("indicators.yaml", "study.unknown_key", line_of(CATALOGUE + "scenarios: {}", "scenarios"))
    ]
    for text, file in (("- a\n", "indicators.yaml"), ("a: [\n", "indicators.yaml"), ("", "study.yaml")):
        assert [fault.file for fault in faults(tmp_path, text)] == [file]


def test_a_table_that_no_measure_counts_is_none_of_the_study(tmp_path: Path) -> None:
    """Also where it is nearly the name of one that is counted."""
    assert faults(tmp_path) == ()
    (found,) = faults(tmp_path, study=changed("  terminals: ", "  terminal: ", STUDY))
    assert (found.file, found.path, found.code) == ("study.yaml", "sources.terminal", "study.unknown_key")
    params = dict(found.params)
    assert params["nearest"] == "terminals"
    allowed = params["allowed"].split(", ")
    assert len(set(allowed)) == len(allowed)


def test_all_faults_are_told_at_once_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = CATALOGUE + "bogus: 1\n"
    for old, new in (
        ("terminals_on /", "terminal_on /"),
        ("halls / villages_all", "halls // villages_all"),
        ("figure: sum, column: pop_resident", "figure: sum, column: name"),
        ("T5: 2", "T7: 2"),
    ):
        text = changed(old, new, text)
    study = changed("  terminals: ", "  parks: ", STUDY)
    write_third_city(tmp_path / "study", text, study)
    before = sorted(tmp_path.rglob("*"))
    for lang, title in (("en", "6 fault(s)"), ("zh", "6 处")):
        done = evenreach("targets", "study", "--lang", lang, "--xlsx", "targets.xlsx")
        assert (done.exit_code, done.stdout) == (2, "")
        assert title in done.stderr
        for place in (
            f"indicators.yaml:{line_of(text, 'column: name')}: measures.residents.column",
            f"indicators.yaml:{line_of(text, 'terminal_on')}: targets.T1.measure",
            f"indicators.yaml:{line_of(text, '//')}: targets.T2.measure",
            f"indicators.yaml:{line_of(text, 'T7')}: index.weights.T7",
            f"indicators.yaml:{line_of(text, 'bogus')}: bogus",
            f"study.yaml:{line_of(study, 'terminals.csv')}: sources.parks",
        ):
            assert place in done.stderr
    assert sorted(tmp_path.rglob("*")) == before
