"""`evenreach demand`: what it prints and writes, and one report for what is wrong."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from scenarios.demand.history import Refusal
from scenarios.demand.words import refusals_words
from scenarios.study import load_study
from tests.scenarios.demand.studies import STUDY
from tests.scenarios.small_study import changed_table, evenreach, write_study
from tests.small_city import small_tables


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_study(tmp_path_factory.mktemp("studies") / "study", STUDY))


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("│ \n").split("│")]


def row(output: str, first: str) -> list[str]:
    """The cells of the first row that begins with a name."""
    return next(
        cells(line) for line in output.splitlines() if line.startswith("│") and cells(line)[0] == first
    )


def test_counties_are_told_with_hours_and_the_assumption(study: str) -> None:
    done = evenreach("demand", study, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "(an estimate by villages, not a count)" in " ".join(done.output.split())
    assert row(done.output, "东山区")[:2] == ["东山区", "26,400"]
    assert row(done.output, "西河县")[:2] == ["西河县", "7,150"]
    # 220 cases of 3 hours, by 48 + 42 + 37 + 5 + 4 + 4 of 225 disputes.
    assert row(done.output, "东山区")[2:] == [f"{220 * 140 / 225:.1f}", f"{3 * 220 * 140 / 225:.1f}"]
    assert row(done.output, "City") == ["City", "42,550", "220.0", "660.0"]
    assert "Assumption: where cases arise is not known." in done.output
    assert "Legal aid: 85,100 cases in 2021–2022 (LYG-B04), that is 42,550.0 a year" in done.output
    assert "Hours a case, settings of the study: Mediation 3. Not counted" in done.output
    assert "orecast" not in done.output


@pytest.mark.parametrize(
    ("by", "names", "aid"),
    [
        ("township", ["东山区", "松岭镇"], "2,400"),
        ("village", ["东山区", "东山街道", "一社区", "371001001001"], "9,000"),
        ("area", ["乡村"], "4,550"),
    ],
)
def test_other_places_are_told_by_their_names(study: str, by: str, names: list[str], aid: str) -> None:
    done = evenreach("demand", study, "--by", by, "--lang", "zh")
    assert done.exit_code == 0
    listed = [cells(line) for line in done.output.splitlines() if line.startswith("│")]
    assert [*names, aid] in [line[: len(names) + 1] for line in listed]
    assert "假设：" in done.output


def test_villages_are_cut_off_at_the_limit_and_the_rest_is_counted(study: str) -> None:
    done = evenreach("demand", study, "--by", "village", "--limit", "5", "--lang", "en")
    assert "… and 7 more villages" in done.output and "三社区" in done.output and "松南村" not in done.output
    done = evenreach("demand", study, "--by", "village", "--limit", "0", "--lang", "en")
    assert "more villages" not in done.output and "松南村" in done.output


def test_a_forecast_says_so_in_every_table_with_method_and_errors(study: str) -> None:
    """The zone has no history, and mediation none at all: both are named."""
    done = evenreach("demand", study, "--forecast", "3", "--lang", "en")
    assert done.exit_code == 0, done.output
    title = "Forecast, not counts: Legal aid, 2023–2025, by "
    assert done.output.count(title) == 1 and "Held out 2020–2022: off by " in done.output
    assert "Made up" in done.output
    assert "Legal aid, 临海开发区: not forecast, cases.csv lacks 2014, 2015" in done.output
    assert "Mediation: not forecast, cases.csv has no rows of this type." in done.output
    table = [cells(line) for line in done.output.split(title)[1].splitlines() if line.startswith("│")]
    (east,) = (line for line in table if line[0] == "东山区")
    last = small_tables()["cases"].query("county_code == '371001' and year == '2022'")["cases"].item()
    assert east[1] == last and len(east) == 9
    assert east[-1].endswith("/6")


def test_the_workbook_holds_assumptions_places_and_forecast(study: str, tmp_path: Path) -> None:
    file = tmp_path / "new" / "cases.xlsx"
    done = evenreach("demand", study, "--forecast", "1", "--xlsx", str(file), "--lang", "en")
    assert done.exit_code == 0 and f"Written: {file}" in done.output
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == [
        "Assumptions",
        "Counties",
        "Townships",
        "Town and country",
        "Villages",
        "Forecast",
    ]
    notes = [cell for (cell,) in book["Assumptions"].iter_rows(min_row=2, values_only=True)]
    assert notes[0].startswith("Assumption: where cases arise is not known.") and "Made up" in notes
    for name in ("Counties", "Townships", "Town and country", "Villages"):
        table = list(book[name].iter_rows(values_only=True))
        at = table[0].index("Legal aid")
        assert sum(line[at] for line in table[1:]) == pytest.approx(42_550)
    header, first, *_ = book["Forecast"].iter_rows(values_only=True)
    assert first[:3] == ("Legal aid", "东山区", 2023) and header[3] == "Forecast of cases (not a count)"
    assert None not in first[6:11]
    aid = [line for line in book["Forecast"].iter_rows(min_row=2, values_only=True) if line[0] == "Legal aid"]
    *each, whole = aid
    assert whole[1] == "These counties together" and whole[4] is None and whole[7] is not None
    assert whole[3] == pytest.approx(sum(line[3] for line in each), abs=0.05 * len(aid))
    assert "forecast, with its error" in book["Forecast"].oddHeader.center.text
    assert "an estimate" in book["Counties"].oddHeader.center.text
    assert [path.name for path in file.parent.iterdir()] == ["cases.xlsx"]


def test_names_cannot_be_run_by_a_spreadsheet(tmp_path: Path) -> None:
    tables = changed_table("counties", (0, "name", "=1+1"))
    text = STUDY.replace("zh: 法律援助, en: Legal aid", 'zh: 法律援助, en: "@aid"')
    folder = write_study(tmp_path / "study", text, tables=tables)
    file = tmp_path / "cases.xlsx"
    assert (
        evenreach("demand", str(folder), "--xlsx", str(file), "--forecast", "1", "--lang", "en").exit_code
        == 0
    )
    for sheet in openpyxl.load_workbook(file):
        for line in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in line)
            assert all(str(cell.value)[:1] not in "=@" for cell in line if cell.value)


def test_a_failed_command_leaves_the_file_that_was_there(study: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.xlsx"
    file.write_text("mine")
    assert evenreach("demand", study, "--forecast", "4", "--xlsx", str(file), "--lang", "en").exit_code == 2
    assert file.read_text() == "mine" and [path.name for path in tmp_path.iterdir()] == ["cases.xlsx"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--by", "town"], "cannot be told by town; did you mean township?"),
        (["--xlsx", "cases.csv"], "cases.csv cannot be written"),
        (["--forecast", "4"], "with 9 years in cases.csv a forecast of 4 years cannot be tested; at most 3."),
        (["nowhere"], "nowhere"),
    ],
)
def test_a_wrong_wish_is_one_report(study: str, options: list[str], words: str) -> None:
    done = evenreach("demand", study, *options, "--lang", "en")
    assert done.exit_code == 2 and words in done.stderr and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_cases_or_without_their_table_it_says_what_to_give(tmp_path: Path) -> None:
    bare = write_study(tmp_path / "bare")
    done = evenreach("demand", str(bare), "--lang", "en")
    assert done.exit_code == 2 and "give demand.cases in study.yaml" in done.stderr
    untold = write_study(tmp_path / "untold", STUDY.replace("  cases: {path: cases.csv}\n", ""))
    assert evenreach("demand", str(untold), "--lang", "en").exit_code == 0
    done = evenreach("demand", str(untold), "--forecast", "1", "--lang", "en")
    assert done.exit_code == 2 and "no table cases" in done.stderr


def test_a_type_that_the_study_does_not_have_is_a_fault_of_the_table_and_its_name_is_none(
    tmp_path: Path,
) -> None:
    named = write_study(
        tmp_path / "named", STUDY, tables=changed_table("cases", (0, "case_type", "法律援助"))
    )
    assert evenreach("demand", str(named), "--forecast", "3", "--lang", "en").exit_code == 0
    wrong = write_study(tmp_path / "wrong", STUDY, tables=changed_table("cases", (0, "case_type", "aid")))
    done = evenreach("demand", str(wrong), "--lang", "en")
    assert done.exit_code == 2
    assert "cases.csv" in done.stderr and "case_type" in done.stderr and "legal_aid" in done.stderr


def test_the_settings_and_the_merged_townships_of_a_scenario_count(tmp_path: Path) -> None:
    """松岭镇 goes into 东山街道, which has all of its county then; the total is half."""
    change = (
        "    set:\n"
        "      - {demand.cases.legal_aid.total: 42550}\n"
        '      - adjustment.merged_townships: [{into: "371001001", townships: ["371001101"]}]\n'
        "      - adjustment.phases: [{name: {zh: 现在, en: Now}, most_moved: 5}]\n"
    )
    head = "    name: {zh: 均衡, en: Balanced}\n"
    folder = write_study(tmp_path / "study", STUDY.replace(head, head + change, 1))
    done = evenreach("demand", str(folder), "balanced", "--by", "township", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert next(line for line in map(cells, done.output.splitlines()) if "东山街道" in line)[2] == "13,200"
    assert "松岭镇" not in done.output and "Balanced" in done.output
    done = evenreach("demand", str(folder), "--by", "township", "--lang", "en")
    assert next(line for line in map(cells, done.output.splitlines()) if "东山街道" in line)[2] == "24,000"


def test_a_workbook_that_cannot_be_written_leaves_the_one_that_was_there(
    study: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(archive: zipfile.ZipFile, *_: object, **__: object) -> None:
        path = Path(str(archive.filename))
        path.write_text("half")
        raise OSError(28, "No space left on device", str(path))

    # What openpyxl makes stays in memory and has no name; the workbook in its place has one.
    plain = zipfile.ZipFile.writestr
    monkeypatch.setattr(
        zipfile.ZipFile, "writestr",
        lambda archive, entry, *given, **more: (
            full(archive) if archive.filename else plain(archive, entry, *given, **more)
        ),
    )  # fmt: skip
    file = tmp_path / "cases.xlsx"
    file.write_text("mine")
    done = evenreach("demand", study, "--xlsx", str(file), "--lang", "en")
    assert done.exit_code == 2 and "no space left" in done.stderr
    assert file.read_text() == "mine" and [path.name for path in tmp_path.iterdir()] == ["cases.xlsx"]


def test_types_that_cannot_be_forecast_for_the_same_reason_are_named_in_one_sentence(study: str) -> None:
    config = load_study(Path(study)).resolve("today").config
    years = {"count": 9, "asked": 4, "most": 3}
    refused = [Refusal(name, "demand.refused.ahead", years) for name in ("legal_aid", "mediation")]
    words = refusals_words(refused, config, "en")
    assert words.startswith("Legal aid, Mediation: not forecast") and words.count("not forecast") == 1
    apart = [refused[0], Refusal("mediation", "demand.refused.none")]
    assert refusals_words(apart, config, "en").count("not forecast") == 2
