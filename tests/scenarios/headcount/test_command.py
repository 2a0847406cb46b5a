"""The command `headcount`: what it prints and writes, and one clear report for a mistake of the user."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import yaml

from tests.scenarios.headcount.growing import table
from tests.scenarios.headcount.grown_study import GROWTH, HEADCOUNTS, TEXT, study, with_scenario
from tests.scenarios.small_study import evenreach, run_of


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study(tmp_path_factory.mktemp("command") / "study")


def headcount(place: Path, *arguments: str, lang: str = "en") -> tuple[int, str, str]:
    """Exit code, output and report."""
    out = str(place.parent / "out")
    done = evenreach("headcount", str(place), *arguments, "--out", out, "--lang", lang, "-q")
    return done.exit_code, done.stdout, done.stderr


def test_the_plan_is_printed_from_targets_to_proof(place: Path) -> None:
    code, said, wrong = headcount(place)
    assert (code, wrong) == (0, "")
    titles = ["Targets of headcount", "People, today", "People for 10,000", "What is to be done",
              "Costs over all", "How well it is proven"]  # fmt: skip
    assert [title for title in titles if title not in said] == []
    assert "6 → 12" in said
    assert not (place.parent / "out").exists()


def test_everything_that_can_be_asked_for_is_answered_in_one_go(place: Path, tmp_path: Path) -> None:
    files = ("--xlsx", str(tmp_path / "a" / "plan.xlsx"), "--newcomers", str(tmp_path / "b" / "new.yml"))
    code, said, wrong = headcount(place, "balanced", "--aim", "fair", "--why", "--frontier", "3",
                                  "--value", "gls_worker", "--seconds", "20", *files, lang="zh")  # fmt: skip
    assert (code, wrong) == (0, "")
    for words in ("最低的县", "6 → 10", "行动清单", "西河县", "T-GLS"):
        assert words in said
    assert len(openpyxl.load_workbook(tmp_path / "a" / "plan.xlsx").sheetnames) == 8 + 5
    assert (tmp_path / "b" / "new.yml").read_text(encoding="utf-8").startswith("scenarios:\n  grown-2024:\n")
    assert [path.name for path in tmp_path.rglob("*.part")] == []


def test_the_settings_are_those_of_the_scenario(place: Path, tmp_path: Path) -> None:
    """`--aim` is for the command alone; a scenario may set anything of growth."""
    price = "{headcount.professions.lawyer.ways.recruit.yuan: 7000}"
    other = study(tmp_path / "study", f"{TEXT}  dear:\n    name: {{zh: 贵, en: Dear}}\n    set: [{price}]\n")
    assert "21,000" in headcount(other, "dear")[1]
    assert "21,000" not in headcount(other, "balanced")[1]
    assert "21,000" not in headcount(place)[1]


@pytest.mark.parametrize(
    ("near", "wrong", "words"),
    [
        (("--xlsx", "plan.XLSX"), ("--xlsx", "plan.csv"), "plan.csv: the plan of growth is written as .xlsx"),
        (("--newcomers", "n.yaml"), ("--newcomers", "n.json"), "n.json: the scenario is written as .yaml"),
        (("--json", "plan.json"), ("--json", "plan.yaml"), "plan.yaml: the data of the plan of growth are"),
        (("--value", "lawyer"), ("--value", "notary"), "notary found; expected an occupation"),
        (("balanced",), ("blanced",), "balanced"),
        (("--aim", "fair"), ("--aim", "fairest"), "--aim"),
        (("--frontier", "2"), ("--frontier", "1"), "--frontier"),
    ],
)
def test_a_wrong_argument_is_one_report(
    place: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    near: tuple[str, ...],
    wrong: tuple[str, ...],
    words: str,
) -> None:
    """Nothing is written, not even what was right besides."""
    monkeypatch.chdir(tmp_path)
    code, said, report = headcount(place, *wrong, "--seconds", "20")
    assert (code, said) == (2, "")
    assert words in " ".join(report.split())
    assert "Traceback" not in report
    assert list(tmp_path.iterdir()) == []
    assert headcount(place, *near, "--seconds", "20")[0] == 0


@pytest.mark.parametrize(("lang", "words"), [("en", "plans no growth"), ("zh", "headcount.years")])
def test_a_study_without_growth_is_told_what_to_give(tmp_path: Path, lang: str, words: str) -> None:
    code, said, report = headcount(study(tmp_path / "study", TEXT.replace(GROWTH, "")), lang=lang)
    assert (code, said) == (2, "")
    assert words in report
    assert len(report.strip().splitlines()) <= 2


def test_a_profession_without_a_number_is_left_out_and_told_and_the_rest_is_planned(tmp_path: Path) -> None:
    rows = table(HEADCOUNTS)
    code, said, report = headcount(study(tmp_path / "study", tables={"headcounts": rows[:-1]}))
    assert (code, report) == (0, "")
    words = " ".join(said.split())
    assert "Grassroots workers: not planned" in words
    assert (
        "临海开发区; headcounts.csv, column number, rows with occupation = gls_worker would say it" in words
    )
    assert "6 → 9" in words


def test_when_no_profession_has_a_number_that_is_one_report(tmp_path: Path) -> None:
    rows = table(HEADCOUNTS)
    place = study(tmp_path / "study", tables={"headcounts": rows[~rows["county_code"].eq("371071")]})
    code, said, report = headcount(place)
    assert (code, said) == (2, "")
    assert "rows with occupation = lawyer, of 临海开发区; headcounts.csv," in " ".join(report.split())
    report = headcount(place, lang="zh")[2]
    assert "headcounts.csv的number列（occupation=lawyer的行）（临海开发区）；headcounts.csv" in "".join(
        report.split()
    )


@pytest.mark.parametrize(
    ("old", "near", "wrong", "words"),
    [
        (
            "  targets:\n",
            "  budgets: {city: {yuan_year: 500, pays: [start]}}\n  targets:\n",
            "  budgets: {city: {yuan_year: 5, pays: [salary]}}\n  targets:\n",
            "工资已达60元",
        ),
        (
            "          yuan: 100\n",
            "          yuan: 1000000\n",
            "          yuan: 1000000000\n",
            "无法精确相加",
        ),
    ],
)
def test_a_problem_that_is_refused_is_refused_in_the_language_of_the_reader(
    tmp_path: Path, old: str, near: str, wrong: str, words: str
) -> None:
    """Six people at ten yuan are 60; a billion yuan for each of a hundred thousand people is too much."""
    title = "      name: {zh: 律师, en: Lawyers}\n"
    text = TEXT.replace(title, f"{title}      salary: 10\n").replace('{"371071": 2}', '{"371071": 100000}')
    assert text.count(old) == 1
    assert headcount(study(tmp_path / "near", text.replace(old, near)), lang="zh")[0] == 0
    code, said, report = headcount(study(tmp_path / "wrong", text.replace(old, wrong)), lang="zh")
    assert (code, said) == (2, "")
    assert words in "".join(report.split())


def test_counties_with_fewer_are_told_and_stand_in_the_scenario(tmp_path: Path) -> None:
    """One of the four lawyers of the east leaves and nobody comes there."""
    ways = "      ways:\n        recruit:\n"
    text = TEXT.replace(ways, f'      leave_by_county: {{"371001": 1}}\n{ways}')
    place, file = study(tmp_path / "study", text), tmp_path / "new.yaml"
    code, said, _ = headcount(place, "balanced", "--newcomers", str(file))
    assert code == 0
    words = " ".join(said.split())
    assert "Lawyers: fewer after 2024 than today in 东山区 2" in words
    content = file.read_text(encoding="utf-8")
    assert content.startswith("# Lawyers: fewer after 2024")
    assert {"county": "371001", "occupation": "lawyer", "number": 0, "in_all": -2} in yaml.safe_load(content)[
        "scenarios"
    ]["grown-2024"]["set"][0]["newcomers"]
    with_scenario(place, file)
    done = evenreach("run", str(place), "grown-2024", "--out", str(tmp_path / "out"), "--lang", "en")
    assert done.exit_code == 0, done.stderr
    targets = {each["code"]: each for each in run_of(tmp_path, "grown-2024").metrics["targets"]}
    assert (targets["T-LAW"]["before"], targets["T-LAW"]["after"]) == (6, 8)
