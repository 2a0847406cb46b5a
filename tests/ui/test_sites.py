"""The page of sites: it plans in a child process, shows the plan, each of its controls does something."""

from __future__ import annotations

import io
import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from scenarios.messages import text
from scenarios.study import load_study
from tests.scenarios.siting.sited_study import TEXT
from tests.scenarios.small_study import FREE, evenreach, write_study
from tests.scenarios.study_text import load_text
from tests.ui.conftest import ROOT, OpenPage
from tests.ui.test_pages import box, deck, group, metrics
from ui import child
from ui.site_order import Asked, SiteOrder
from ui.sites_map import ground_of
from ui.sites_plan import workbook
from ui.sites_reasons import reasons_in
from ui.sites_views import proofs
from ui.view import View

SLOW = ROOT / "tests" / "ui" / "slow_run.py"
PLAN = "FormSubmitter:sites-Plan"
#: A terminal goes to the village beside the station of today, and one to the town of the second county.
PINE, MOUTH, STATION = "371001101200", "371002100001", "S01"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study, plans of its two tasks, and what can be asked of the first; nobody writes here."""
    folder = tmp_path_factory.mktemp("sites")
    place = write_study(folder / "siting", TEXT)
    out = folder / "out" / "eastbay" / ".sites"
    first = SiteOrder(str(place), "balanced", "terminals", None, 10.0, 1, out, "en")
    orders = (
        first,
        replace(first, task="desks", tasks=2),
        replace(first, asked="more"),
        replace(first, asked="why", site=MOUTH),
    )
    for order in orders:
        done = evenreach(*order.words(folder / "progress.jsonl")[len(child.COMMAND) :])
        assert done.exit_code == 0, done.stderr
    return folder


def record_of(stored: Path, task: str = "terminals", asked: Asked = "plan") -> dict[str, Any]:
    found = json.loads((stored / "balanced" / f"{task}.{asked}.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def put(stored: Path, record: dict[str, Any], asked: Asked = "plan") -> None:
    """Put another plan of the terminals in place."""
    file = stored / "balanced" / f"terminals.{asked}.json"
    file.write_text(json.dumps(record), encoding="utf-8")


def table(app: AppTest, *start: str) -> pd.DataFrame:
    """The table whose first columns have these titles."""
    return next(
        one.value for one in app.dataframe if [*map(str, one.value.columns[: len(start)])] == [*start]
    )


def shown(app: AppTest, layer: str) -> list[str]:
    """Titles of what is drawn in a layer of the map."""
    return sorted({each["title"] for each in deck(app)["layers"][layer]["data"]})


def pick(app: AppTest, start: str) -> Any:
    return next(one for one in app.radio if str(one.key).startswith(start))


def until(condition: Callable[[], bool], seconds: float = 40.0) -> None:
    """Wait for something that happens in another process."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def use_slow(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Put the stand-in in the place of the program."""
    monkeypatch.setattr(child, "COMMAND", (sys.executable, str(SLOW), how))


def started(stored: Path) -> tuple[child.Child, list[str]]:
    """What the page has started, and the words of its command."""
    found = child.current(stored)
    assert found is not None
    return found, found.order.words(stored / "p")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plan_is_shown_whole_in_the_language_of_the_page(
    stored: Path, opened: Callable[..., AppTest], lang: str
) -> None:
    app = opened(lang)
    assert [str(one.value) for one in [*app.error, *app.exception]] == []
    name = {"zh": "东湾市", "en": "East Bay"}[lang]
    assert app.header[0].value == text("siting.heading", lang, study=name)
    keys = (
        "ui.sites.proof",
        "siting.figures",
        "map.sites",
        "siting_sites.new",
        "ui.sites.why",
        "ui.sites.more",
    )
    assert [each.value for each in app.subheader] == [text(key, lang) for key in keys]
    assert len(app.get("vega_lite_chart")) == 2


def test_the_cards_and_the_proof_are_those_of_the_plan(stored: Path, opened: Callable[..., AppTest]) -> None:
    """Within 15 minutes, or 8 in town, are 8,400 people in five villages; today 2,400 in three."""
    app = opened()
    cards = {card.label: (card.value, card.delta) for card in app.metric}
    assert cards["Residents reached"] == ("19.7 %", "+6,000")
    assert cards["Villages reached"] == ("5", "+2")
    assert app.success[0].value.replace("\\", "").startswith("Most reached: 8,400 Residents. Proven best")


def test_the_map_shows_points_and_catchments_of_the_plan_or_of_today(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    app = opened()
    assert shown(app, "sites") == ["松前村", "松岭公共法律服务站", "河口社区"]
    assert shown(app, "areas") == ["松前村", "河口社区"]
    pick(app, "sites areas").set_value("before").run()
    assert (shown(app, "sites"), shown(app, "areas")) == (["松岭公共法律服务站"], ["松岭公共法律服务站"])
    pick(app, "sites areas").set_value("none").run()
    assert (len(shown(app, "sites")), shown(app, "areas")) == (3, [])
    group(app, "sites points").set_value(["new"]).run()
    assert shown(app, "sites") == ["松前村", "河口社区"]


def test_villages_tell_who_gains_and_can_be_filtered(stored: Path, opened: Callable[..., AppTest]) -> None:
    app = opened()
    fates = [each["fate"] for each in deck(app)["layers"]["villages"]["data"]]
    assert {fate: fates.count(fate) for fate in fates} == {"reached": 3, "gained": 2, "missed": 7}
    group(app, "sites fates").set_value(["gained"]).run()
    points = deck(app)["layers"]["villages"]["data"]
    assert len(points) == 2
    assert all("河口社区" in point["line2"] for point in points)
    assert all("松岭公共法律服务站" in point["line3"] or "none" in point["line3"] for point in points)


def test_a_village_that_a_plan_gives_up_or_shares_out_is_told_as_such(stored: Path) -> None:
    """Half of a village near and half far is not reached; a village that no place reaches stands apart."""
    view = View("en", "", load_study(stored.parents[2] / "siting"), stored.parents[1])
    record = record_of(stored)
    task = record["tasks"][0]
    row = next(each for each in task["services"] if each["site"] == MOUTH)
    half = row | {"share": 0.5}
    others = [each for each in task["services"] if each is not row]
    task["services"] = [*others, half, half | {"counted": 59.0}]
    task["services_today"] = [*task["services_today"], row]
    lost = next(each["village_code"] for each in task["services_today"] if each["counted"] > 15)
    task["beyond"] = [{"village_code": lost}]
    fates = ground_of(view, record, task).villages.set_index("village_code")["fate"]
    assert fates[row["village_code"]] == "given_up"
    assert fates[lost] == "beyond"
    task["services"] = [*others, half, half]
    assert (
        ground_of(view, record, task).villages.set_index("village_code")["fate"][row["village_code"]]
        == "reached"
    )


def test_the_county_narrows_map_and_tables(stored: Path, opened: Callable[..., AppTest]) -> None:
    app = opened()
    assert table(app, "County", "Township", "Place")["Place"].tolist() == ["松前村", "河口社区"]
    box(app, "county").set_value("371002").run()
    assert table(app, "County", "Township", "Place")["Place"].tolist() == ["河口社区"]
    said = text("ui.sites.some_rows", "en", count="1", all="2")
    assert said in [each.value for each in app.caption]


def test_the_chart_shows_the_figure_that_is_chosen(stored: Path, opened: Callable[..., AppTest]) -> None:
    app = opened()

    def axis() -> str:
        return str(json.loads(app.get("vega_lite_chart")[0].proto.spec)["encoding"]["x"]["title"])

    assert axis() == "Residents reached (%)"
    box(app, "sites figure").set_value("worst").run()
    assert axis() == "Longest way (min)"


def test_another_task_has_its_own_plan_and_names_villages_beyond_reach(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    """Two villages have no way to any point; of a task of which nothing was asked the page offers to ask."""
    app = opened(task="desks")
    assert table(app, "Village", "Township")["Village"].tolist() == ["河北村", "海岛村"]
    assert "Shortest ways" in app.success[0].value
    assert [app.button(key).disabled for key in ("sites why", "sites more")] == [False, False]


def test_what_was_asked_is_shown_in_the_words_of_the_command(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    """Why a point is told of that point alone; the curve goes from nought to ten more than planned."""
    app = opened()
    steps = table(app, text("siting_curve.number", "en"))
    assert steps.iloc[2].tolist()[:2] == [f"2{text('siting_curve.planned', 'en')}", "8,400"]
    said = [each.value for each in app.markdown]
    assert not any("its neighbours" in each or "In place of" in each for each in said)
    box(app, "sites point").set_value(MOUTH).run()
    assert any("In place of 河口社区" in each.value for each in app.markdown)
    assert deck(app)["layers"]["ring"]["data"] == [{"lon": 122.3, "lat": 37.2}]
    assert "sites why" not in [button.key for button in app.button]


def test_what_was_asked_of_another_plan_is_not_shown(stored: Path) -> None:
    plan, asked = record_of(stored), record_of(stored, asked="more")
    assert reasons_in(None, plan) is None
    found = reasons_in(asked, plan)
    assert found is not None
    assert found.curve is not None
    plan["tasks"][0]["sites"].pop(0)
    assert reasons_in(asked, plan) is None


@pytest.mark.parametrize(("key", "flag"), [("sites why", "--why"), ("sites more", "--curve")])
def test_asking_is_for_the_plan_that_is_shown(
    stored: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, key: str, flag: str
) -> None:
    """Its number of points counts, whatever the form says; meanwhile nothing else can be asked."""
    record = record_of(stored)
    record["tasks"][0]["number"] = 3
    put(stored, record)
    use_slow(monkeypatch, "slow")
    app = opened()
    app.button(key).click().run()
    _, words = started(stored)
    assert flag in words
    assert words[words.index("--number") + 1] == "3"
    assert words[words.index("--json") + 1].endswith(f".{'why' if flag == '--why' else 'more'}.json")
    assert words.count("--rest") == (flag == "--curve")
    assert app.button(key).disabled
    assert app.button(PLAN).disabled


@pytest.mark.parametrize(("number", "passed"), [(2, False), (None, False), (1, True)])
def test_the_form_says_what_is_planned(
    stored: Path,
    opened: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
    number: int | None,
    passed: bool,
) -> None:
    """A number is passed on only where it is not that of the study."""
    use_slow(monkeypatch, "slow")
    app = opened()
    app.number_input[0].set_value(number)
    app.number_input[1].set_value(7.0)
    app.button(PLAN).click().run()
    _, words = started(stored)
    assert words[words.index("site") :][:3] == ["site", str(stored.parents[2] / "siting"), "balanced"]
    assert words[words.index("--task") + 1] == "terminals"
    assert words[words.index("--seconds") + 1] == "7"
    assert ("--number" in words) == passed


def test_planning_shows_its_progress_and_can_be_stopped(
    stored: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier plan stays and is shown; another browser sees the same planning."""
    use_slow(monkeypatch, "slow")
    before = record_of(stored)
    app = opened()
    app.button(PLAN).click().run()
    found, _ = started(stored)
    until(lambda: len(found.events()) == 5)
    again = opened("zh", task="desks")
    assert {"当前最优值": "10", "已证明的界": "9.50", "差距": "5.000 %"}.items() <= metrics(again).items()
    assert again.get("progress")[0].proto.text.startswith("均衡 · 自助终端")
    assert again.button("FormSubmitter:sites-开始规划").disabled
    again.button("cancel").click().run()
    assert found.process.poll() is not None
    assert len(again.warning) == 1
    assert record_of(stored) == before


def test_what_is_wrong_is_told_in_the_words_of_the_command(
    stored: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_slow(monkeypatch, "2")
    app = opened()
    app.button(PLAN).click().run()
    found, _ = started(stored)
    until(lambda: found.state != "running")
    app.run()
    assert [one.value for one in app.error] == [
        text("ui.growth.bad_input", "en", title="Balanced · Terminals")
    ]
    assert app.code[0].value == "study.yaml:3: something is wrong"


@pytest.mark.parametrize("content", ["{", "[]", '{"schema": 0}', '{"schema": 1}'])
def test_a_file_that_is_no_plan_is_told_as_such(
    stored: Path, opened: Callable[..., AppTest], content: str
) -> None:
    (stored / "balanced" / "terminals.plan.json").write_text(content, encoding="utf-8")
    app = opened()
    assert len(app.error) == 1
    assert "plan again" in app.error[0].value
    assert not app.button(PLAN).disabled


def test_without_a_plan_the_page_says_how_to_make_one(stored: Path, opened: Callable[..., AppTest]) -> None:
    (stored / "balanced" / "terminals.plan.json").unlink()
    assert [one.value for one in opened().info] == [
        text("ui.sites.idle", "en"), text("ui.sites.none", "en", title="Balanced")
    ]  # fmt: skip


def test_the_workbook_is_in_the_language_of_the_page_with_what_was_asked(stored: Path) -> None:
    record = record_of(stored)
    more = reasons_in(record_of(stored, asked="more"), record)
    for lang in ("en", "zh"):
        plain = openpyxl.load_workbook(io.BytesIO(workbook(record, lang)))
        full = openpyxl.load_workbook(io.BytesIO(workbook(record, lang, more=more)))
        assert plain.sheetnames[0] == text("siting_sheet.sites", lang)
        assert full.sheetnames[: len(plain.sheetnames)] == plain.sheetnames
        assert len(full.sheetnames) == len(plain.sheetnames) + 2


@pytest.mark.parametrize(
    ("rung", "proven", "said"),
    [
        ({"bound": 8400.0}, True, "Proven best: no other choice"),
        ({"bound": 8401.0, "gap": 0.0001}, True, "comes to better than 8,401 Residents. The gap of 0.01"),
        ({"bound": 9000.0, "gap": 0.07, "status": "limit"}, False, "More time may close the gap"),
        ({"bound": None, "gap": None, "status": "cancelled"}, False, "is not known; give more time"),
    ],
)
def test_the_proof_says_no_more_than_is_proven(
    stored: Path, rung: dict[str, Any], proven: bool, said: str
) -> None:
    view = View("en", "", load_study(stored.parents[2] / "siting"), stored.parents[1])
    task = record_of(stored)["tasks"][0]
    task["certificates"] = [task["certificates"][0] | rung]
    ((is_proven, words),) = proofs(view, task)
    assert is_proven == proven
    assert said in words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_study_that_sites_nothing_is_told_what_to_write(open_page: OpenPage, lang: str) -> None:
    """What it is told to write is a task."""
    app = open_page("sites", lang=lang)
    assert [one.value for one in app.info] == [text("ui.sites.no_siting", lang)]
    study = load_text(FREE.replace("scenarios:\n", f"{app.code[0].value}\nscenarios:\n"))
    assert study.resolve("balanced").config.siting["terminals"].number == 20
    assert list(app.button) == []


def test_only_scenarios_that_site_can_be_chosen(
    open_page: OpenPage, here: Path, planned: Path, opened: Callable[..., AppTest]
) -> None:
    """One that was chosen elsewhere stays chosen there."""
    shutil.copytree(planned, here, dirs_exist_ok=True)
    file = here / "siting" / "study.yaml"
    head, tail = TEXT.split("siting:\n", 1)
    tasks, scenarios = tail.split("scenarios:\n", 1)
    siting = json.dumps({"desks": yaml.safe_load(tasks)["desks"]})
    names = "name: {zh: 公证点, en: Notary}, extends: balanced"
    extra = f"  desks: {{{names}, set: [{{siting: {siting}}}]}}\n"
    file.write_text(f"{head}scenarios:\n{scenarios}{extra}", encoding="utf-8")
    app = opened()
    assert group(app, "siting").options == ["Notary"]
    assert app.query_params["scenario"] == "balanced"
    assert app.info[-1].value == text("ui.sites.none", "en", title="Notary")


def test_cards_tell_a_change_whole_and_none_where_there_is_nothing_to_compare(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    """Nobody is served today: a mean way has not "hardly changed"; millions have separators."""
    record = record_of(stored)
    task = record["tasks"][0]
    task["before"] |= {"mean": None, "gap": task["after"]["gap"]}
    task["before"]["within"][0]["weight"] = 0.0
    task["after"]["within"][0]["weight"] = task["after"]["weight"] = 2_868_463.0
    put(stored, record)
    deltas = {card.label: card.delta for card in opened().metric}
    assert deltas["Residents reached"] == "+2,868,463"
    assert not deltas["Mean way"]
    assert deltas["Rural less urban"] == text("ui.overview.no_change", "en")
