"""The page of growth: it plans in a child process, shows the plan, each of its controls does something."""

from __future__ import annotations

import io
import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from scenarios.console import BINDING_MISSED
from scenarios.messages import text
from tests.scenarios.headcount.grown_study import TEXT, study
from tests.scenarios.small_study import evenreach
from tests.ui.conftest import ROOT, OpenPage
from ui import child
from ui.growth_order import GrowthOrder
from ui.growth_plan import workbook

#: Six grassroots workers may come to the west, seven are asked for. Three lawyers come to the zone, as asked.
SHORT = TEXT.replace("value: 12}", "value: 13}").replace(
    "  targets:\n    - {code: T-LAW",
    "  budgets: {city: {name: {zh: 市级, en: City fund}, yuan_year: 400}}\n  targets:\n    - {code: T-LAW",
)
SLOW = ROOT / "tests" / "ui" / "slow_run.py"
PLAN = "FormSubmitter:growth-Plan"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study, and its plan of growth with all that can be asked beside it; nobody writes here."""
    folder = tmp_path_factory.mktemp("growth")
    place = study(folder / "growing", SHORT)
    file = folder / "out" / "eastbay" / ".growth" / "balanced.json"
    done = evenreach(
        "headcount", str(place), "balanced", "--why", "--frontier", "6", "--json", str(file), "-q"
    )
    assert done.exit_code == 0, done.stderr
    return folder


@pytest.fixture
def stored(planned: Path, here: Path) -> Path:
    """The file of the plan, where the page looks for it."""
    shutil.copytree(planned, here, dirs_exist_ok=True)
    return here / "out" / "eastbay" / ".growth" / "balanced.json"


@pytest.fixture
def opened(open_page: OpenPage, here: Path) -> Callable[..., AppTest]:
    """Open the page on the study that grows."""

    def growth(lang: str = "en", scenario: str = "balanced") -> AppTest:
        return open_page("growth", study=str(here / "growing"), lang=lang, scenario=scenario)

    return growth


def tables(app: AppTest) -> dict[str, pd.DataFrame]:
    """The tables of the page by the titles of their first columns."""
    return {
        " ".join(map(str, frame.value.columns[:number])): frame.value
        for frame in app.dataframe
        for number in (2, 3)
    }


def pills(app: AppTest, start: str) -> Any:
    return next(found for found in app.button_group if str(found.key).startswith(start))


def charts(app: AppTest) -> list[str]:
    return [chart.proto.spec + str(chart.proto.datasets) for chart in app.get("vega_lite_chart")]


def until(condition: Callable[[], bool], seconds: float = 40.0) -> None:
    """Wait for something that happens in another process."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def use_slow(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Put the stand-in in the place of the program."""
    monkeypatch.setattr(child, "COMMAND", (sys.executable, str(SLOW), how))


def done(app: AppTest, stored: Path) -> tuple[AppTest, child.Child]:
    """Let the page plan, and look again when that has ended."""
    app.button(PLAN).click().run()
    started = child.current(stored.parent)
    assert started is not None
    until(lambda: started.state != "running")
    return app.run(), started


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plan_is_shown_whole_in_the_language_of_the_page(
    stored: Path, opened: Callable[..., AppTest], lang: str
) -> None:
    app = opened(lang)
    assert [str(shown.value) for shown in [*app.error, *app.exception]] == []
    name = {"zh": "东湾市", "en": "East Bay"}[lang]
    assert app.header[0].value == text("headcount.heading", lang, study=name)
    titles = [*(each.value for each in app.subheader), *(each.value.strip("*") for each in app.markdown)]
    for key in ("summary.targets", "growth_sheet.people", "headcount.actions", "headcount.costs",
                "headcount.budgets", "ui.growth.alike", "headcount.certificates", "ui.growth.reasons",
                "headcount.frontier", "headcount.gains", "headcount.prices", "headcount.limits"):  # fmt: skip
        assert text(key, lang) in titles
    assert len(charts(app)) == 3


def test_targets_tell_met_from_lacking(stored: Path, opened: Callable[..., AppTest]) -> None:
    """Six come where seven are asked for."""
    rows = tables(opened())["Verdict Code"].to_numpy().tolist()
    assert [row[:2] for row in rows] == [["met", "T-LAW"], ["1 lacking", "T-GLS"]]
    assert rows[1][4:] == ["13", "6", "9", "12", "13"]


def test_what_people_cost_and_where_they_are_is_that_of_the_plan(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    """Three lawyers at 100 yuan come to the zone, two at most a year, and six workers at ten to the west."""
    found = tables(opened())
    people = found["County Today 2023"].set_index("County")
    assert people.loc["临海开发区"].tolist()[0::3] == [1, 3]
    assert people.loc["Whole city", ["Today", "2024", "Change"]].tolist() == [6, 9, 3]
    assert found["County Recruiting and training"].iloc[-1].tolist()[1:] == [360, 0, 0, 0, 0, 360]
    budget = found["Budget Year"]
    assert budget["Spent"].sum() == 360
    assert budget["Limit"].tolist() == [400, 400]
    assert found["Code Target"]["Yuan saved"].tolist() == [300, 60]


def test_the_page_lets_choose_profession_target_and_kind_of_action(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    app = opened()
    before = charts(app)
    pills(app, "growth profession").set_value("gls_worker").run()
    assert tables(app)["County Today 2023"].iloc[-1].tolist()[1:] == [6, 9, 12, 6]
    target = next(one for one in app.selectbox if str(one.key).startswith("growth target"))
    target.set_value(("T-GLS", "")).run()
    assert all(one != other for one, other in zip(charts(app)[:2], before[:2], strict=True))
    assert len(tables(app)["County Action"]) == 2
    pills(app, "growth actions").set_value([]).run()
    assert len(tables(app)["County Action"]) == 0
    assert "0 rows" in [each.value for each in app.caption]


def test_the_files_to_take_away_are_in_the_language_of_the_page(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    """Whatever language the plan was made in; the scenario is one that the study takes."""
    labels = [button.label for button in opened("zh").get("download_button")]
    assert labels == [text("ui.growth.workbook", "zh"), text("ui.growth.newcomers", "zh", number=3)]
    record = json.loads(stored.read_text(encoding="utf-8"))
    for lang, sheet, people in (("en", "Targets", "Lawyers"), ("zh", "目标", "律师")):
        book = openpyxl.load_workbook(io.BytesIO(workbook(record, lang)))
        assert book.sheetnames[0] == sheet
        assert [book.worksheets[place]["B2" if place == 0 else "A2"].value for place in (0, 1)] == [
            people
        ] * 2


def test_without_reasons_the_page_offers_to_find_them(
    stored: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are sought for the aim that the plan has, whatever the form says."""
    record = json.loads(stored.read_text(encoding="utf-8"))
    changed = record | {"reasons": None, "frontier": None, "aim": "fair"}
    stored.write_text(json.dumps(changed), encoding="utf-8")
    use_slow(monkeypatch, "slow")
    app = opened()
    assert len(charts(app)) == 2
    app.button("growth reasons").click().run()
    started = child.current(stored.parent)
    assert started is not None
    words = started.order.words(stored.parent / "p")
    assert [word for word in words if word in ("--why", "--frontier")] == ["--why", "--frontier"]
    assert words[words.index("--aim") + 1] == "fair"
    assert app.button("growth reasons").disabled


def test_the_page_plans_in_a_child_process_and_shows_what_came_of_it(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    """The aim and the time limit are those of the form; the plan takes the place of the earlier one."""
    stored.unlink()
    app = opened()
    assert [one.value for one in app.info] == [
        text("ui.growth.idle", "en"), text("ui.growth.none", "en", title="Balanced")
    ]  # fmt: skip
    app.radio[0].set_value("fair")
    app.number_input[0].set_value(20.0)
    app.button(PLAN).click().run()
    started = child.current(stored.parent)
    assert started is not None
    assert isinstance(started.order, GrowthOrder)
    assert (started.order.aim, started.order.seconds, started.order.reasons) == ("fair", 20.0, False)
    until(lambda: started.state != "running")
    assert started.state == "done", started.said()
    stages = {event.stage for event in started.events()}
    assert {"headcount", "headcount:short_expected", "headcount:fair", "headcount:cost"} <= stages
    app.run()
    assert app.success[0].value.startswith("Balanced: done")
    assert any("Fair: even counties" in one.value for one in app.caption)
    assert tables(app)["Verdict Code"]["Verdict"].tolist() == ["met", "1 lacking"]


def test_planning_shows_its_progress_and_can_be_stopped(
    stored: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier plan stays; another page and another browser see the same planning."""
    use_slow(monkeypatch, "slow")
    before = stored.read_bytes()
    app = opened()
    app.button(PLAN).click().run()
    started = child.current(stored.parent)
    assert started is not None
    until(lambda: len(started.events()) == 5)
    again = opened("zh", "today")
    assert {card.label: card.value for card in again.metric} == {
        "当前最优值": "10", "已证明的界": "9.50", "差距": "5.000 %"
    }  # fmt: skip
    assert again.get("progress")[0].proto.text.startswith("均衡")
    assert again.button("FormSubmitter:growth-开始规划").disabled
    again.button("cancel").click().run()
    assert started.process.poll() is not None
    assert len(again.warning) == 1
    assert stored.read_bytes() == before


def test_what_is_wrong_is_told_in_the_words_of_the_command(
    stored: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_slow(monkeypatch, "2")
    app, _ = done(opened(), stored)
    assert [one.value for one in app.error] == [text("ui.growth.bad_input", "en", title="Balanced")]
    assert app.code[0].value == "study.yaml:3: something is wrong"


def test_an_end_that_planning_does_not_have_is_a_failure(
    stored: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run may end with a binding target missed; planning growth does not tell of that in such a way."""
    use_slow(monkeypatch, str(BINDING_MISSED))
    app, started = done(opened(), stored)
    assert started.state == "binding_missed"
    said = text("ui.growth.failed", "en", title="Balanced")
    assert [one.value for one in app.error] == [said]
    assert [len(app.warning), len(app.code)] == [0, 0]


@pytest.mark.parametrize("content", ["{", "[]", '{"schema": 0}', '{"schema": 1}'])
def test_a_file_that_is_no_plan_is_told_as_such(
    stored: Path, opened: Callable[..., AppTest], content: str
) -> None:
    stored.write_text(content, encoding="utf-8")
    app = opened()
    assert len(app.error) == 1
    assert "plan again" in app.error[0].value
    assert not app.button(PLAN).disabled


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_study_that_plans_no_growth_is_told_what_to_give(open_page: OpenPage, lang: str) -> None:
    app = open_page("growth", lang=lang)
    assert [one.value for one in app.info] == [text("error.no_headcount", lang)]
    assert list(app.button) == []


def test_the_newcomers_of_the_page_are_a_scenario_of_the_study(stored: Path) -> None:
    from scenarios.headcount.grown import newcomers_text

    record = json.loads(stored.read_text(encoding="utf-8"))["newcomers"]
    scenario = yaml.safe_load(newcomers_text(record, "zh"))["scenarios"]["grown-2024"]
    assert scenario["extends"] == "balanced"
    assert sum(each["number"] for each in scenario["set"][0]["newcomers"]) == 3
