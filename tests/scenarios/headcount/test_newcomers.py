"""Counsel whom a plan of growth brings: written as a scenario, run, audited, listed and explained."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml

from scenarios.errors import ScenarioError
from scenarios.headcount.grown import counsel_share, newcomers_text
from scenarios.headcount.newcomers import with_newcomers
from scenarios.settings import NewcomerSettings
from tests.scenarios.headcount.growing import EAST, WEST, ZONE, city
from tests.scenarios.headcount.grown_study import TEXT, grown_city, study
from tests.scenarios.small_study import evenreach, run_of


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the study, and `out` with its runs."""
    folder = tmp_path_factory.mktemp("grown")
    grown_city(folder)
    return folder


def asked(county: str, occupation: str, number: int, **given: Any) -> NewcomerSettings:
    return NewcomerSettings(county=county, occupation=occupation, number=number, **given)


def joined(*groups: NewcomerSettings) -> pd.DataFrame:
    return with_newcomers(city(), groups).counsel.iloc[len(city().counsel) :]


def test_the_scenario_has_the_share_of_growth_that_is_counsel_today(place: Path) -> None:
    """A third of six, and of three and a half rounded down; the file is a scenario and nothing else."""
    found = yaml.safe_load((place / "new" / "grown.yaml").read_text(encoding="utf-8"))
    assert found == {
        "scenarios": {
            "grown-2024": {
                "name": {"zh": "2024年增员后", "en": "Grown by 2024"},
                "extends": "balanced",
                "set": [
                    {
                        "newcomers": [
                            {"county": ZONE, "occupation": "lawyer", "number": 1, "in_all": 3},
                            {"county": WEST, "occupation": "gls_worker", "number": 2, "in_all": 6},
                        ]
                    }
                ],
            }
        }
    }


def test_newcomers_are_counsel_of_their_county_in_the_plan(place: Path) -> None:
    """Only they have hours in the west, where two villages can be reached; the island stays vacant."""
    before, after = (run_of(place, name).plan for name in ("balanced", "grown-2024"))
    west = after[after["county_code"].eq(WEST)]
    assert sorted(west["status"]) == ["ok", "ok", "vacant", "vacant"]
    assert set(west.loc[west["status"].eq("ok"), "person_id"]) <= {"NEW00002", "NEW00003"}
    assert set(west.loc[west["status"].eq("ok"), "office_code"]) == {"G01"}
    assert before.loc[before["county_code"].eq(WEST), "status"].eq("vacant").all()
    assert not after["hired"].eq(1).any()


def test_personnel_rises_by_the_whole_growth_and_today_is_without_it(place: Path) -> None:
    """Three lawyers and six workers more, although one and two of them only become counsel."""
    for name, lawyers, workers in (("balanced", 6, 6), ("grown-2024", 9, 12)):
        targets = {each["code"]: each for each in run_of(place, name).metrics["targets"]}
        assert (targets["T-LAW"]["before"], targets["T-LAW"]["after"]) == (6, lawyers)
        assert (targets["T-GLS"]["before"], targets["T-GLS"]["after"]) == (6, workers)


def test_the_lists_name_newcomers_and_are_written_again_by_export(place: Path) -> None:
    folder = place / "exported"
    places = ("--out", str(place / "out"), "--to", str(folder))
    done = evenreach("export", str(place / "study"), "grown-2024", *places, "--phones", "--lang", "en")
    assert done.exit_code == 0, done.stderr
    first = sorted((place / "out" / "eastbay" / "grown-2024" / "lists").glob(f"*{WEST}*.xlsx"))
    again = sorted((folder / "lists").glob(f"*{WEST}*.xlsx"))
    assert len(first) == len(again) == 1
    for file in (*first, *again):
        words = {cell for sheet in openpyxl.load_workbook(file).worksheets
                 for row in sheet.iter_rows(values_only=True) for cell in row}  # fmt: skip
        assert any(str(word).startswith("NEW0000") for word in words)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("why", "grown-2024", "371002100200"), "NEW0000"),
        (("explain", "grown-2024", "--village", "371002100202"), "海岛村"),
    ],
)
def test_reasons_know_newcomers(place: Path, command: tuple[str, ...], words: str) -> None:
    name, *rest = command
    done = evenreach(name, str(place / "study"), *rest, "--out", str(place / "out"), "--lang", "en", "-q")
    assert done.exit_code == 0, done.stderr
    assert words in done.stdout


def test_newcomers_work_from_the_offices_of_their_kind_one_after_another() -> None:
    found = joined(asked(EAST, "lawyer", 1), asked(WEST, "gls_worker", 2, hours_year=300.0, most_villages=2))
    assert found["person_id"].tolist() == found["name"].tolist() == ["NEW00001", "NEW00002", "NEW00003"]
    assert found["office_code"].tolist() == ["F01", "G01", "G01"]
    assert found["county_code"].tolist() == [EAST, WEST, WEST]
    assert found["hours_year"].tolist() == [600.0, 300.0, 300.0]
    assert found["most_villages"].tolist() == [5, 2, 2]
    assert found["phone"].eq("").all()
    assert found.dtypes.equals(city().counsel.dtypes)


def test_two_offices_of_a_county_share_newcomers_and_a_named_one_takes_all() -> None:
    """The judicial office of the east is no office of lawyers."""
    offices = pd.concat([city().offices, city().offices[:1].assign(office_code="A01")], ignore_index=True)
    two = type(city())({**city().tables, "offices": offices}, city().outlines)
    found = with_newcomers(two, [asked(EAST, "lawyer", 3), asked(EAST, "lawyer", 1, office="F01")]).counsel
    assert found["office_code"].tolist()[-4:] == ["A01", "F01", "A01", "F01"]


def test_the_names_of_newcomers_are_nobody_elses() -> None:
    counsel = city().counsel.replace({"person_id": {"P05": "NEW00002"}})
    taken = type(city())({**city().tables, "counsel": counsel}, city().outlines)
    found = with_newcomers(taken, [asked(EAST, "lawyer", 2)]).counsel["person_id"]
    assert found.is_unique
    assert found.tolist()[-2:] == ["NEW00001", "NEW00003"]


def test_a_city_without_newcomers_is_the_city() -> None:
    assert with_newcomers(city(), ()) is city()


@pytest.mark.parametrize(
    ("near", "wrong"),
    [
        (asked(EAST, "lawyer", 1), asked(WEST, "lawyer", 1)),
        (asked(WEST, "lawyer", 1, office="F01"), asked(WEST, "lawyer", 1, office="F09")),
    ],
)
def test_a_county_without_an_office_of_their_kind_is_an_error(
    near: NewcomerSettings, wrong: NewcomerSettings
) -> None:
    assert len(joined(near)) == 1
    with pytest.raises(ScenarioError, match="371002 has no office for lawyer"):
        joined(wrong)


def test_that_error_is_one_report_of_the_run_and_nothing_is_written(tmp_path: Path) -> None:
    lawyer = '{county: "371002", occupation: lawyer, number: 1}'
    grown = f"  grown:\n    name: {{zh: 增, en: Grown}}\n    set: [{{newcomers: [{lawyer}]}}]\n"
    place = study(tmp_path / "study", TEXT + grown)
    for lang, words in (("en", "371002 has no office for lawyer"), ("zh", "371002")):
        done = evenreach("run", str(place), "grown", "--out", str(tmp_path / "out"), "--lang", lang)
        assert done.exit_code == 2
        assert words in done.stderr.replace("\n", "")
        assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("out/*/grown"))


@pytest.mark.parametrize(
    ("occupation", "share"), [("lawyer", Fraction(3, 50)), ("gls_worker", 0), ("notary", 0), ("nobody", 0)]
)
def test_the_share_of_counsel_is_that_of_the_whole_city(occupation: str, share: Fraction) -> None:
    """Of 50 lawyers three are on the register; of an occupation without headcounts it cannot be said."""
    assert counsel_share(city(), occupation) == share


def test_a_register_with_more_than_the_headcounts_takes_everybody() -> None:
    frame = city().headcounts.assign(number=0.0)
    frame.loc[0, "number"] = 2.0
    less = type(city())({**city().tables, "headcounts": frame}, city().outlines)
    assert counsel_share(less, "lawyer") == 1


def test_a_plan_without_growth_is_a_scenario_without_newcomers() -> None:
    words = [{"zh": "甲", "en": "a: b"}, {"zh": "乙", "en": "c"}]
    content = newcomers_text({"base": "balanced", "last": 2025, "groups": [], "words": words}, "en")
    assert content.startswith("# a: b\n# c\nscenarios:\n")
    assert yaml.safe_load(content)["scenarios"]["grown-2025"]["set"] == [{"newcomers": []}]


@pytest.mark.parametrize(("base", "name"), [("balanced", "grown-2025"), ("grown-2025", "grown-2025-more")])
def test_a_scenario_of_newcomers_never_extends_itself(base: str, name: str) -> None:
    """Asked for from one that has grown already, it has another name."""
    content = newcomers_text({"base": base, "last": 2025, "groups": [], "words": []}, "en")
    assert yaml.safe_load(content)["scenarios"][name]["extends"] == base


def numbers(*groups: NewcomerSettings, occupation: str = "lawyer") -> list[float]:
    """Headcounts of an occupation by county with newcomers."""
    table = with_newcomers(city(), groups).headcounts
    return [float(each) for each in table.loc[table["occupation"].eq(occupation), "number"]]


def test_headcounts_rise_by_everybody_who_joins_counsel_or_not() -> None:
    """36, 10 and 4 lawyers: the number of counsel counts where nothing is said of all; a loss is one."""
    assert numbers() == [36, 10, 4]
    assert numbers(asked(EAST, "lawyer", 2)) == [38, 10, 4]
    assert numbers(asked(EAST, "lawyer", 2, in_all=7), asked(EAST, "lawyer", 1)) == [44, 10, 4]
    assert numbers(asked(WEST, "lawyer", 0, in_all=-10)) == [36, 0, 4]
    assert numbers(asked(WEST, "notary", 0, in_all=3), occupation="notary") == [3, 5, 0]
    assert city().headcounts["number"].iloc[0] == 36


def test_a_growth_that_headcounts_cannot_take_is_an_error_and_what_says_nothing_of_it_is_none() -> None:
    """No row of grassroots workers: their number stays unknown. Eleven of ten lawyers cannot leave."""
    assert numbers(asked(WEST, "gls_worker", 1), occupation="gls_worker") == []
    with pytest.raises(ScenarioError, match="no number of gls_worker in 371002"):
        numbers(asked(WEST, "gls_worker", 1, in_all=1))
    with pytest.raises(ScenarioError, match="no number of forensic_examiner in 371002"):
        numbers(asked(WEST, "forensic_examiner", 0, in_all=1))
    with pytest.raises(ScenarioError, match="371002 has 10 lawyer"):
        numbers(asked(WEST, "lawyer", 0, in_all=-11))


def test_a_branch_office_is_opened_at_the_seat_of_its_township_once_for_all_who_work_there() -> None:
    township = city().townships[city().townships["county_code"].eq(WEST)].iloc[0]
    place = {"branch": str(township["township_code"])}
    grown = with_newcomers(city(), [asked(WEST, "lawyer", 2, **place), asked(WEST, "lawyer", 1, **place)])
    (office,) = grown.offices.iloc[len(city().offices) :].to_dict("records")
    assert [office[key] for key in ("kind", "county_code", "township_code", "lon", "lat")] == [
        "law_firm", WEST, township["township_code"], township["lon"], township["lat"],
    ]  # fmt: skip
    counsel = grown.counsel.iloc[len(city().counsel) :]
    assert counsel["office_code"].tolist() == [office["office_code"]] * 3
    assert grown.offices.dtypes.equals(city().offices.dtypes)
    # Who is to work from the offices of today does not sit there.
    with pytest.raises(ScenarioError, match="371002 has no office for lawyer"):
        with_newcomers(city(), [asked(WEST, "lawyer", 2, **place), asked(WEST, "lawyer", 1)])
