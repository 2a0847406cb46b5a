"""The bundled cases: what the plans tell, and a history that is made up around it."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.builder.city import build_city
from data.builder.demand import demand_text, history
from data.builder.draw import stream
from data.builder.packages import Packages
from data.builder.totals import Totals, TotalsError, load_totals
from data.builder.write import study_text
from scenarios.study import load_study

ROOT = Path(__file__).resolve().parents[2]
#: Plan code and figure: of three years together, or of a year on average.
PLANS = {
    "lianyungang": {
        "LYG-B03": 150_667, "LYG-B04": 17_471, "LYG-B05": 25_520, "LYG-B06": 107_954, "LYG-B07": 92_632,
    },
    "weihai": {
        "WH-B08": 3_000, "WH-B09": 15_000, "WH-B10": 12_000, "WH-B11": 175_000, "WH-B12": 46_000,
        "WH-B13": 11_000, "WH-B14": 600, "WH-B15": 15_000,
    },
}  # fmt: skip
VILLAGES = pd.DataFrame(
    {"county_code": ["990102", "990102", "990121"], "pop_resident": [900, 300, 400], "elderly": [1, 2, 3]}
)


@pytest.mark.parametrize("name", list(PLANS))
def test_the_cases_are_those_of_the_plan_by_its_codes(name: str) -> None:
    study = load_study(ROOT / "data" / name)
    cases = study.resolve("today").config.demand.cases
    assert {case.source: case.total or case.yearly for case in cases.values()} == PLANS[name]
    yearly = {case.yearly is None for case in cases.values()}
    assert yearly == {name == "lianyungang"}


@pytest.mark.parametrize("name", list(PLANS))
def test_the_history_of_the_years_of_a_figure_adds_up_to_it(name: str) -> None:
    table = pd.read_csv(ROOT / "data" / name / "cases.csv", dtype={"county_code": str})
    study = load_study(ROOT / "data" / name).resolve("today")
    for kind, case in study.config.demand.cases.items():
        told = table[table["case_type"].eq(kind) & table["year"].isin(case.years)]["cases"].sum()
        assert told == (case.total if case.total is not None else case.yearly * len(case.years))
    counties = pd.read_csv(ROOT / "data" / name / "counties.csv", dtype=str)["county_code"]
    assert set(table["county_code"]) == set(counties) and set(table["year"]) == set(range(2014, 2023))
    assert study.config.demand.history_note is not None
    assert "made up" in study.config.demand.history_note.en and "虚构" in study.config.demand.history_note.zh


def test_the_history_reaches_to_the_years_of_every_figure() -> None:
    cases = {"aid": {"yearly": 10.5, "years": [2012, 2013]}, "other": {"total": 7, "years": [2022]}}
    table = history(VILLAGES, cases, stream(seed=1, city="9901", part="cases"))
    assert table.groupby("case_type")["year"].min().to_dict() == {"aid": 2012, "other": 2014}
    sums = table.groupby(["case_type", "year"])["cases"].sum()
    assert sums["aid"][[2012, 2013]].sum() == 21 and sums["other"][2022] == 7
    again = history(VILLAGES, cases, stream(seed=1, city="9901", part="cases"))
    assert table.equals(again)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("{total: 5, yearly: 5, years: [2020]}", "give either total or yearly"),
        ("{years: [2020]}", "give either total or yearly"),
        ("{total: 5}", "give the years"),
        ("{totals: 5, years: [2020]}", "unknown key totals"),
    ],
)
def test_what_the_totals_say_of_cases_is_checked(tmp_path: Path, case: str, words: str) -> None:
    path = tmp_path / "totals.yaml"
    path.write_text("demand: {aid: {total: 5, years: [2020]}}")
    assert dict(load_totals(path).demand) == {"aid": {"total": 5, "years": [2020]}}
    path.write_text(f"demand: {{aid: {case}}}")
    with pytest.raises(TotalsError, match=f"aid: {words}"):
        load_totals(path)


def test_a_city_whose_totals_have_no_cases_has_neither_table_nor_section(tiny: Path) -> None:
    def built(**totals: Any) -> Any:
        return build_city(Packages(tiny), city="9901", totals=Totals(**totals), seed=1)

    bare, told = (
        built(),
        built(demand={"aid": {"name": {"zh": "甲", "en": "A"}, "total": 5, "years": [2020]}}),
    )
    assert "cases" not in bare.tables and "cases.csv" not in study_text(bare)
    assert told.tables["cases"].query("year == 2020")["cases"].sum() == 5
    assert "  cases:          {path: cases.csv}\n" in study_text(told)
    assert demand_text(told.totals.demand) in study_text(told) and "\ndemand:" not in study_text(bare)
    assert told.tables["villages"].equals(bare.tables["villages"])
