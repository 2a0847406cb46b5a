"""Runs with money on the command line: what is printed, compared, priced anew and written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from scenarios.bundled import bundled
from scenarios.compare import compare_runs
from scenarios.errors import StudyError
from scenarios.run import validate_study
from scenarios.study import Study, load_study
from scenarios.table_checks import check_against_tables
from tests.docs.pages import ROOT, blocks
from tests.scenarios.small_study import FREE, evenreach, run_of, scarce_tables, write_study

MONEY = """money:
  sources: {county: 0.7, city: 0.3}
  sources_by_county: {city: {city: 1.0}}
  subsidy: {base: 3001}
  cases: {disputes_year: {yuan: 10}}
  duty: {yuan_per_day: 300, days: {city_centre: 10, station: 5}}
  salaries:
    hired: {name: {zh: 新聘, en: People hired}, role: counsel, paid: hired, yuan: 60000}
  budget: {counsel: {lines: [subsidy], most: 27009}}
"""
#: Disputes of the small city's villages.
CASES = 225


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with runs of today, of a plan and of one that hires."""
    folder = tmp_path_factory.mktemp("money")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        sources = "  road_edges: {path: road_edges.csv}\n"
        assert FREE.count(sources) == 1
        points = f"{sources}  service_points: {{path: service_points.csv, crs: EPSG:4490}}\n"
        write_study(folder / "study", FREE.replace(sources, points) + MONEY, tables=scarce_tables())
        done = evenreach("run", "study", "today", "balanced", "hire", "--lang", "en")
        assert done.exit_code in (0, 3), done.output
        (folder / "stdout.txt").write_text(done.output, encoding="utf-8")
        yield folder


def money_of(place: Path, scenario: str) -> dict[str, Any]:
    found = json.loads((place / "out" / "eastbay" / scenario / "metrics.json").read_text(encoding="utf-8"))
    money: dict[str, Any] = found["money"]
    return money


def test_a_run_keeps_its_bill(place: Path) -> None:
    """Five pairs today; the city's centre is on duty 10 days, the station 5."""
    today, plan = money_of(place, "today"), run_of(place, "balanced")
    served = int(plan.plan["person_id"].ne("").sum())
    lines = {row["line"]: (row["before"], row["after"]) for row in plan.metrics["money"]["lines"]}
    assert lines == {
        "subsidy": (5 * 3001, served * 3001),
        "cases.disputes_year": (10 * CASES,) * 2,
        "duty": (4500, 4500),
        "salaries.hired": (0, 0),
    }
    assert today["total"] == plan.metrics["money"]["total_before"] == 5 * 3001 + 10 * CASES + 4500


def test_a_run_prints_lines_sources_and_budgets(place: Path) -> None:
    words = " ".join((place / "stdout.txt").read_text(encoding="utf-8").split())
    for piece in ("Counsel’s subsidy", "People hired", "County budgets", "Budget counsel of the whole city"):
        assert piece in words


def test_the_budget_binds_the_plan_and_not_today(place: Path) -> None:
    """27,009 yuan are nine pairs of 3,001."""
    for scenario in ("balanced", "hire"):
        (cap,) = money_of(place, scenario)["budget"]
        assert cap["after"] <= cap["most"] == 9 * 3001
    assert money_of(place, "hire")["budget"][0]["after"] == 9 * 3001


def test_two_runs_are_compared_by_line_county_and_source_and_a_further_village_has_its_price(
    place: Path,
) -> None:
    done = evenreach("compare", "study", "today", "balanced", "--lang", "en", "--to", "compare.xlsx")
    assert done.exit_code == 0, done.output
    words = " ".join(done.output.split())
    a, b = run_of(place, "today"), run_of(place, "balanced")
    further = int(b.plan["person_id"].ne("").sum()) - 5
    assert further > 0
    assert f"{further} more villages have counsel" in words
    assert f"cost {further * 3001:,} yuan more a year: 3,001 yuan for each" in words
    assert "东山区" in words and "County budgets" in words
    sheet = openpyxl.load_workbook(place / "compare.xlsx")["Money"]
    rows = {row[1]: row[2:] for row in sheet.iter_rows(values_only=True)}
    assert rows["Counsel’s subsidy"] == (15_005, (5 + further) * 3001, further * 3001)
    assert compare_runs(a, b).metrics == (a.metrics, b.metrics)


def test_a_run_is_priced_anew_without_planning(place: Path) -> None:
    before = (place / "out" / "eastbay" / "hire" / "plan.csv").read_bytes()
    done = evenreach("cost", "study", "hire", "--set", "money.subsidy.base=4000", "--lang", "en",
                     "--set", "money.sources={county: 0.5, city: 0.5}", "--xlsx", "bill.xlsx")  # fmt: skip
    assert done.exit_code == 0, done.output
    line = next(line for line in done.output.splitlines() if "Counsel’s subsidy" in line)
    assert all(figure in line for figure in ("20,000", "27,009", "36,000", "+8,991"))
    assert "beyond the 27,009" in " ".join(done.output.split())
    assert (place / "out" / "eastbay" / "hire" / "plan.csv").read_bytes() == before
    book = openpyxl.load_workbook(place / "bill.xlsx")
    assert book.sheetnames == ["Money", "County, line, source"]
    cells = list(book["County, line, source"].iter_rows(min_row=2, values_only=True))
    total = next(row for row in book["Money"].iter_rows(values_only=True) if row[1] == "Total")
    assert sum(int(str(row[4])) for row in cells) == total[4]


def test_without_changes_the_price_is_that_of_the_run(place: Path) -> None:
    done = evenreach("cost", "study", "hire", "--lang", "zh")
    total = f"{money_of(place, 'hire')['total']:,}"
    line = next(line for line in done.output.splitlines() if "合计" in line)
    assert line.count(total) == 2 and "+" not in line


def test_the_terms_are_those_under_which_the_run_was_planned(place: Path) -> None:
    """A study that has teams since then does not halve what the stored pairs are paid."""
    file = place / "study" / "study.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("    hours: 100\n") == 1
    try:
        file.write_text(text.replace("    hours: 100\n", "    hours: 100\n    team: 2\n"), encoding="utf-8")
        done = evenreach("cost", "study", "hire", "--lang", "en")
    finally:
        file.write_text(text, encoding="utf-8")
    line = next(line for line in done.output.splitlines() if "Counsel’s subsidy" in line)
    assert line.count("27,009") == 2


def test_todays_roster_can_be_priced(place: Path) -> None:
    done = evenreach("cost", "study", "today", "--set", "money.subsidy.base=1", "--lang", "en")
    line = next(line for line in done.output.splitlines() if "Counsel’s subsidy" in line)
    assert [part.strip() for part in line.split("│")[2:6]] == ["5", "15,005", "5", "-15,000"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("money.subsidy.base", "Write PATH=VALUE"),
        ("hire.number=5", "only rates below money"),
        ("money.subsidy.bas=5", "money.subsidy.base"),
        ("money.subsidy.base=many", "--set"),
        ("money.subsidy.base=-1", "--set"),
        ("money.sources={county: 0.7}", "add up to 1"),
        ('money.sources_by_county={"371009": {county: 1.0}}', "371009"),
        ("money.subsidy.base: [", "Write PATH=VALUE"),
        ("money.subsidy.base=[", "--set"),
    ],
)
def test_a_change_that_cannot_be_is_told_with_exit_code_2(place: Path, change: str, words: str) -> None:
    done = evenreach("cost", "study", "hire", "--set", change, "--lang", "en")
    assert done.exit_code == 2, done.output
    assert words in " ".join(done.output.split()), done.output


def test_all_changes_that_cannot_be_are_told_at_once(place: Path) -> None:
    """A value joined to its key is one fault with its remedy, not faults of a key that nobody meant."""
    changes = ["money.sources={county:0.5,city:0.5}", "hire.number=5", "money.subsidy.base=[",
               "money.subsidy.bas=5", "money.subsidy.base=-1"]  # fmt: skip
    words = [word for change in changes for word in ("--set", change)]
    done = evenreach("cost", "study", "hire", *words, "--lang", "en")
    places = [line for line in done.stderr.splitlines() if line.startswith("--set:")]
    assert done.exit_code == 2 and [place[:7] for place in places] == [f"--set:{n}" for n in (2, 3, 1, 4, 5)]
    assert done.stderr.count("Put a blank after the colon") == 1
    fitting = ("--set", "money.sources={county: 0.5, city: 0.5}")
    assert evenreach("cost", "study", "hire", *fitting).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("balance",), "no scenario balance"),
        (("cross-county",), "evenreach run study cross-county"),
        (("hire", "--xlsx", "bill.csv"), "ends so"),
    ],
)
def test_what_is_not_there_is_told_with_exit_code_2(
    place: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = evenreach("cost", "study", *arguments, "--lang", "en")
    assert done.exit_code == 2 and words in " ".join(done.output.split()), done.output


def test_without_rates_there_is_no_price_unless_they_are_given(place: Path) -> None:
    file = place / "study" / "study.yaml"
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(text.replace(MONEY, ""), encoding="utf-8")
        none = evenreach("cost", "study", "hire", "--lang", "en")
        given = evenreach("cost", "study", "hire", "--lang", "en", "--set", "money.subsidy.base=2")
    finally:
        file.write_text(text, encoding="utf-8")
    assert none.exit_code == 2 and "no section money" in " ".join(none.output.split())
    assert given.exit_code == 0 and "18" in next(
        line for line in given.output.splitlines() if "subsidy" in line
    )


EXAMPLES = [content for language, content in blocks(ROOT / "docs" / "money.md") if language == "yaml"]


def guided(folder: Path, *, county: str = "371002") -> Study:
    """The bundled Weihai with all examples of the guide; `county` in place of the one that has a cap."""
    home = bundled()["weihai"]
    shutil.copytree(home, folder, dirs_exist_ok=True)
    whole = yaml.safe_load((home / "study.yaml").read_text(encoding="utf-8"))
    for example in EXAMPLES:
        shown = yaml.safe_load(example.replace("371002", county))
        whole |= shown | {"scenarios": whole["scenarios"] | shown.get("scenarios", {})}
    file = folder / "study.yaml"
    file.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_study(file)


def test_the_examples_of_the_guide_can_stand_in_a_bundled_study_beside_its_tables(tmp_path: Path) -> None:
    """A county that the city does not have is found by the same check."""
    study = guided(tmp_path)
    money = study.resolve("budget").config.money
    assert money is not None and money.budget["huancui"].by_county == {"371002": 650_000}
    city = validate_study(study)
    with pytest.raises(StudyError) as refused:
        check_against_tables(guided(tmp_path, county="371009"), city)
    (fault,) = refused.value.faults
    assert (fault.path, fault.code) == ("money.budget.huancui.by_county.371009", "study.not_in_table")
