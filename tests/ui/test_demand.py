"""The page of demand: cases by place and type, and forecasts, each labelled as what it is."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from scenarios.messages import text
from scenarios.study import load_study
from tests.scenarios.demand.studies import DEMAND
from tests.ui.conftest import OpenPage
from ui.pages import demand
from ui.view import View


@pytest.fixture
def with_demand(here: Path) -> Path:
    """The small study with cases and their history."""
    file = here / "study" / "study.yaml"
    written = file.read_text(encoding="utf-8")
    told = written.replace("sources:\n", "sources:\n  cases: {path: cases.csv}\n", 1)
    told = told.replace("targets:\n", f"{DEMAND}targets:\n", 1)
    assert told.count("cases.csv") == told.count("demand:") == 1
    file.write_text(told, encoding="utf-8")
    return here


def words(app: AppTest) -> str:
    """All running text of the page."""
    shown = [*app.caption, *app.markdown, *app.warning, *app.info, *app.error]
    return " ".join(str(each.value).replace("\\", "") for each in shown)


def headed(app: AppTest, title: str) -> Any:
    """The first table with a column of that title."""
    return next(frame.value for frame in app.dataframe if title in frame.value.columns)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_cases_are_told_by_county_as_estimates_with_their_assumption(
    with_demand: Path, open_page: OpenPage, lang: str
) -> None:
    app = open_page("demand", lang=lang)
    assert not app.error and not app.exception and len(app.warning) == 1  # of a county with a gap
    name = {"zh": "法律援助", "en": "Legal aid"}[lang]
    table = headed(app, name)
    county = table[table[text("list.county", lang)] == "东山区"].iloc[0]
    assert county[name] == pytest.approx(26_400)
    assert table[name].sum() == pytest.approx(42_550)
    assert text("ui.demand.estimate", lang) in words(app) and text("ui.demand.not_counts", lang) in words(app)
    assert text("demand.assumption", lang) in words(app) and "LYG-B04" in words(app)


def test_scenarios_bear_their_plain_names_where_no_run_is_needed(
    with_demand: Path, open_page: OpenPage
) -> None:
    """As for demand and growth; the page of the lists, which needs one, tells which have not been run."""
    mark = text("ui.not_run", "en", title="").strip()
    for name, marked in (("demand", False), ("growth", False), ("lists", True)):
        shown = next(found for found in open_page(name, lang="en").button_group if found.label == "Scenario")
        assert any(mark in option for option in shown.options) is marked


def test_cases_are_told_by_village_and_type(with_demand: Path, open_page: OpenPage) -> None:
    app = open_page("demand", lang="en")
    control = next(found for found in app.button_group if str(found.key).startswith("cases by"))
    control.set_value(text("demand.sheet.villages", "en")).run()
    table = headed(app, text("list.village_code", "en"))
    assert len(table) == 12 and table["Mediation"].sum() == pytest.approx(220)


def test_a_forecast_is_drawn_with_its_range_and_told_with_its_error(
    with_demand: Path, open_page: OpenPage
) -> None:
    app = open_page("demand", lang="en")
    assert "Held out" in words(app) and "Made up" in words(app)
    errors = headed(app, text("demand.mae_own", "en"))
    assert errors["County"].iloc[-1] == text("demand.these_counties", "en")
    assert errors[text("demand.mae_own", "en")].notna().all()
    place = next(box for box in app.selectbox if str(box.key).startswith("place"))
    place.set_value("东山区").run()
    made = headed(app, text("demand.forecast", "en"))
    assert made["Year"].tolist() == [2023, 2024, 2025] and made[text("demand.low", "en")].notna().all()
    spec = json.loads(app.get("vega_lite_chart")[-1].proto.spec)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["area", "line"]


def test_more_years_than_can_be_tested_are_not_forecast_and_the_page_says_why(
    with_demand: Path, open_page: OpenPage
) -> None:
    app = open_page("demand", lang="en")
    refused = "a forecast of 4 years cannot be tested; at most 3"
    assert (
        app.number_input[0].value == 3
        and refused not in words(app)
        and headed(app, text("demand.mae_own", "en")) is not None
    )
    app.number_input[0].set_value(4).run()
    assert refused in words(app)
    assert all(text("demand.mae_own", "en") not in frame.value.columns for frame in app.dataframe)


def test_the_workbook_is_that_of_the_command(with_demand: Path) -> None:
    from scenarios.demand import village_cases
    from scenarios.run import validate_study

    study = load_study(with_demand / "study")
    view = View("en", "study", study, with_demand / "out")
    city = validate_study(study)
    cases = village_cases(city, study.resolve("balanced").config)
    book = openpyxl.load_workbook(io.BytesIO(demand._content(view, cases, city, "balanced")))
    assert book.sheetnames[0] == "Assumptions" and book["Villages"].max_row == 13


def test_a_study_without_cases_or_history_is_told_what_would_give_them(
    here: Path, open_page: OpenPage, with_demand: Path
) -> None:
    file = here / "study" / "study.yaml"
    written = file.read_text(encoding="utf-8")
    file.write_text(written.replace("  cases: {path: cases.csv}\n", ""), encoding="utf-8")
    app = open_page("demand", lang="en")
    assert not app.error and text("error.no_history", "en") in words(app) and app.dataframe
    file.write_text(written.replace(DEMAND, ""), encoding="utf-8")
    app = open_page("demand", lang="en")
    assert not app.error and text("error.no_cases", "en") in words(app) and not app.dataframe
