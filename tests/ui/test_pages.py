"""Every page in both languages: it draws, nothing is an error, and its controls change what it shows."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from scenarios.messages import text
from scenarios.study import Study
from tests.ui.conftest import ROOT, OpenPage
from tests.ui.small_run import stored
from ui.load import first_study, own_studies
from ui.scenario_choice import EVERYWHERE

PAGES = ("overview", "map", "compare", "run", "lists", "data")
TITLES = {
    "overview": "ui.overview.title",
    "map": "ui.map.title",
    "compare": "ui.compare.title",
    "run": "ui.run.title",
    "lists": "ui.lists.title",
    "data": "ui.data.title",
}


def problems(app: AppTest) -> list[str]:
    """Whatever a page says has gone wrong; "no run yet" is among it."""
    return [str(shown.value) for shown in [*app.error, *app.exception, *app.info]]


def metrics(app: AppTest) -> dict[str, str]:
    """Values of the cards by title."""
    return {card.label: card.value for card in app.metric}


def group(app: AppTest, start: str) -> Any:
    """The buttons or pills whose key begins so."""
    return next(found for found in app.button_group if str(found.key).startswith(start))


def box(app: AppTest, start: str) -> Any:
    """The select box whose key begins so."""
    return next(found for found in app.selectbox if str(found.key).startswith(start))


def deck(app: AppTest) -> dict[str, Any]:
    """The map as it is sent to the browser, its layers by id."""
    sent = json.loads(app.get("deck_gl_json_chart")[0].proto.json)
    return {**sent, "layers": {layer["id"]: layer for layer in sent["layers"]}}


def axis(app: AppTest) -> str:
    """Title of the chart's axis of figures."""
    return str(json.loads(app.get("vega_lite_chart")[0].proto.spec)["encoding"]["x"]["title"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_draws_in_its_language_without_any_error(open_page: OpenPage, name: str, lang: str) -> None:
    app = open_page(name, lang=lang)
    idle = [text("ui.run.idle", lang)] if name == "run" else []
    assert problems(app) == idle
    assert app.header[0].value == text(TITLES[name], lang, study={"zh": "小湾市", "en": "Small Bay"}[lang])


def test_the_language_switch_changes_the_words_and_keeps_the_scenario(open_page: OpenPage) -> None:
    app = open_page("overview", scenario="today")
    before = set(metrics(app).values())
    app.button_group("language").set_value("en").run()
    assert app.header[0].value == "Small Bay: overview"
    assert group(app, "scenario").value == "today"
    assert "41.6 %" in before
    assert "41.6 %" in set(metrics(app).values())


def test_without_a_choice_the_app_speaks_chinese_unless_the_environment_says_otherwise(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_page("overview").header[0].value == "小湾市：指标总览"
    monkeypatch.setenv("EVENREACH_LANG", "en")
    assert open_page("overview").header[0].value == "Small Bay: overview"


def test_choosing_another_scenario_shows_its_figures_on_every_page(open_page: OpenPage) -> None:
    app = open_page("overview")
    assert metrics(app)["顾问缺口"] == "1 个村"
    group(app, "scenario").set_value("today").run()
    assert metrics(app)["顾问缺口"] == "7 个村"
    app.switch_page("ui/pages/lists.py").run()
    assert group(app, "scenario").value == "today"


def test_the_address_of_every_page_holds_the_choices_so_that_a_reload_keeps_them(open_page: OpenPage) -> None:
    app = open_page("overview", lang="en")
    group(app, "scenario").set_value("today").run()
    app.switch_page("ui/pages/data.py").run()
    app.query_params.clear()  # as the browser does on its way to another page
    app.switch_page("ui/pages/run.py").run()
    assert {name: app.query_params[name] for name in ("lang", "scenario")} == {
        "lang": "en",
        "scenario": "today",
    }


def test_the_overview_tells_met_from_missed_before_and_after(open_page: OpenPage) -> None:
    cards = metrics(open_page("overview"))
    assert cards["T\\-01"] == "41\\.6 → 91\\.6 %"
    badges = [badge.value for badge in open_page("overview").markdown if "badge" in badge.value]
    assert len(badges) == 3  # checked, and two verdicts
    assert all("达到" in badge for badge in badges[1:])


def test_a_binding_target_that_is_missed_is_red_and_says_by_how_much(here: Path, open_page: OpenPage) -> None:
    path = here / "out" / "smallbay" / "balanced" / "metrics.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["targets"][0] |= {"value": 100.0, "met_after": False, "after": 99.97, "missed_by": 0.03}
    path.write_text(json.dumps(content), encoding="utf-8")
    app = open_page("overview")
    assert metrics(app)["T\\-01"] == "41\\.6 → 99\\.97 %"
    assert any("red-badge" in words.value and "差 0\\.03 个百分点" in words.value for words in app.markdown)


def test_villages_that_nobody_could_serve_are_named(open_page: OpenPage) -> None:
    """On the overview in a table, on the map in the words beside it, on its point and in its row."""
    app = open_page("overview", lang="en")
    assert any("nobody could serve" in warning.value for warning in app.warning)
    lost = next(frame.value for frame in app.dataframe if next(iter(frame.value.columns)) == "Village")
    assert lost.iloc[0].tolist() == ["海岛村", "西河镇", "西河县", "371002100202"]
    app = open_page("map", lang="en", village="371002100202")
    assert any("海岛村" in str(words.value) and "nobody could serve" in words.value for words in app.caption)
    points = {point["title"]: point for point in deck(app)["layers"]["villages"]["data"]}
    assert points["海岛村"]["line2"] == text("list.remark.unreachable", "en")
    assert app.dataframe[0].value["Content"]["Remark"] == text("list.remark.unreachable", "en")
    assert "nobody" not in points["河东村"]["line2"]
    assert [cross["title"] for cross in deck(app)["layers"]["crosses"]["data"]] == ["海岛村"]


def test_villages_that_nobody_could_serve_are_a_status_of_their_own_on_the_map(open_page: OpenPage) -> None:
    app = open_page("map", lang="en")
    assert any(text("map.unreachable", "en") in option for option in group(app, "statuses").options)
    group(app, "statuses").set_value(["unreachable"]).run()
    assert [point["title"] for point in deck(app)["layers"]["villages"]["data"]] == ["海岛村"]
    assert "unreachable" not in group(open_page("map", scenario="today"), "statuses").value


def test_the_overview_says_where_the_people_go_whom_a_plan_hires(
    open_page: OpenPage, study: Study, here: Path
) -> None:
    people = [
        {"person_id": f"H{number}", "name": f"H{number}", "occupation": "gls_worker", "office_code": seat,
         "county_code": county, "hours_year": 600.0, "most_villages": 5}
        for number, (seat, county) in enumerate([("371002100", "371002")] * 2 + [("371071001", "371071")])
    ]  # fmt: skip
    pairs = [("371002100200", "H0", 9.0), ("371002100201", "H1", 9.0), ("371071001002", "H2", 9.0)]
    stored(study, "hire", here / "out", pairs=pairs, before=[], hired=people)
    app = open_page("overview", scenario="hire", lang="en")
    assert "People to hire, and where: 3" in [head.value for head in app.subheader]
    table = next(frame.value for frame in app.dataframe if "Number" in frame.value.columns)
    worker = "Grassroots legal service worker"
    assert table.to_numpy().tolist() == [
        ["西河县", "西河镇", worker, 2],
        ["临海开发区", "临海街道", worker, 1],
    ]
    assert any("plan.csv" in str(words.value) for words in app.caption)
    app = open_page("overview", scenario="balanced", lang="en")
    assert not any("People to hire" in head.value for head in app.subheader)


def test_what_proven_best_means_stands_below_the_certificates(open_page: OpenPage) -> None:
    app = open_page("overview", lang="en")
    assert any("differ by at most 0\\.1 %" in str(words.value) for words in app.caption)
    statuses = next(frame.value["Status"] for frame in app.dataframe if "Aim" in frame.value.columns)
    assert list(statuses) == ["Proven best", "Best found, not proven"]


def test_a_share_just_under_a_hundred_is_not_rounded_up_in_table_nor_chart(
    here: Path, open_page: OpenPage
) -> None:
    path = here / "out" / "smallbay" / "balanced" / "metrics.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["by_county"][0]["effective"] = 99.96
    path.write_text(json.dumps(content), encoding="utf-8")
    app = open_page("overview", lang="en")
    shown = next(frame.value for frame in app.dataframe if "Effective %" in frame.value.columns)
    assert shown["Effective %"][0] == 99.9
    group(app, "chart").set_value("effective").run()
    sent = json.dumps(json.loads(app.get("vega_lite_chart")[0].proto.spec))
    assert "99.96" not in sent


def test_the_county_filters_who_is_still_short(open_page: OpenPage) -> None:
    app = open_page("overview")
    assert list(app.dataframe[-1].value["村（社区）"]) == ["海岛村"]
    box(app, "county").set_value("371001").run()
    assert app.dataframe[-1].value.empty
    group(app, "short").set_value(["long_drive"]).run()
    assert list(app.dataframe[-1].value["村（社区）"]) == ["松前村"]


def test_the_chart_shows_the_figure_that_is_chosen(open_page: OpenPage) -> None:
    app = open_page("overview")
    assert axis(app) == text("summary.short", "zh")
    group(app, "chart").set_value("minutes_mean").run()
    assert axis(app) == text("summary.minutes_mean", "zh")


def test_the_map_draws_the_lines_of_the_chosen_county_only(open_page: OpenPage) -> None:
    app = open_page("map")
    assert deck(app)["layers"]["lines"]["data"] == []
    assert len(deck(app)["layers"]["villages"]["data"]) == 12
    box(app, "county").set_value("371002").run()
    layers = deck(app)["layers"]
    assert len(layers["lines"]["data"]) == 3
    assert {label["name"] for label in layers["labels"]["data"]} == {"西河镇"}
    box(app, "county").set_value(EVERYWHERE).run()
    assert deck(app)["layers"]["lines"]["data"] == []


def test_the_maps_statuses_are_a_filter(open_page: OpenPage) -> None:
    app = open_page("map")
    group(app, "statuses").set_value(["vacant"]).run()
    assert deck(app)["layers"]["villages"]["data"] == []  # nobody can serve the only vacant one
    group(app, "statuses").set_value(["long_drive"]).run()
    assert [point["title"] for point in deck(app)["layers"]["villages"]["data"]] == ["松前村"]


def test_a_village_found_by_name_is_ringed_and_its_row_is_shown(open_page: OpenPage) -> None:
    app = open_page("map", lang="en")
    assert app.dataframe.len == 0
    box(app, "find").set_value("371001101200").run()
    assert len(deck(app)["layers"]["ring"]["data"]) == 1
    row = app.dataframe[0].value["Content"]
    assert row[text("list.village", "en")] == "松前村"
    assert row[text("list.status", "en")] == text("status.long_drive", "en")
    assert row[text("list.minutes", "en")] == "65.0"
    assert row[text("list.previous_counsel", "en")] == "乙二"


def test_the_comparison_counts_and_filters_what_changed(open_page: OpenPage) -> None:
    app = open_page("compare")
    assert (group(app, "a ").value, group(app, "b ").value) == ("today", "balanced")
    assert list(metrics(app).values()) == ["6", "0", "1", "5"]
    assert len(app.dataframe[-1].value) == 7
    group(app, "changes").set_value(["moved"]).run()
    assert list(app.dataframe[-1].value["村（社区）"]) == ["松前村"]
    group(app, "changes").set_value(["gained", "lost", "moved"]).run()
    box(app, "county").set_value("371002").run()
    assert set(app.dataframe[-1].value["村（社区）"]) == {"河东村", "河北村"}
    app.text_input("search").set_value("371002100201").run()
    assert list(app.dataframe[-1].value["村（社区）"]) == ["河北村"]


def test_the_comparison_begins_with_the_scenario_that_was_chosen_elsewhere(
    open_page: OpenPage, study: Study, here: Path
) -> None:
    stored(study, "hire", here / "out", pairs=[("371002100001", "P04", 3.0)], before=[])
    app = open_page("compare", scenario="hire")
    assert (group(app, "a ").value, group(app, "b ").value) == ("today", "hire")
    app.switch_page("ui/pages/overview.py").run()
    group(app, "scenario").set_value("balanced").run()
    app.switch_page("ui/pages/compare.py").run()
    assert (group(app, "a ").value, group(app, "b ").value) == ("today", "balanced")


def test_two_like_scenarios_are_not_compared(open_page: OpenPage) -> None:
    app = open_page("compare", a="balanced", b="balanced")
    assert [info.value for info in app.info] == [text("ui.compare.same", "zh")]
    assert app.dataframe.len == 0


def test_the_lists_offer_every_file_of_the_run(open_page: OpenPage) -> None:
    app = open_page("lists")
    keys = {str(button.key) for button in app.download_button}
    assert keys == {
        "archive",
        *(f"take balanced-{code}.xlsx" for code in ("371001-东山区", "371002-西河县", "371071-临海开发区")),
        *(f"take smallbay-balanced-{name}" for name in ("plan.csv", "plan.gpkg", "map.html")),
        *(f"take smallbay-balanced-{name}.json" for name in ("metrics", "manifest")),
    }
    box(app, "county").set_value("371071").run()
    assert list(app.dataframe[-1].value["村（社区）"]) == ["临海社区", "港湾社区"]


def test_no_page_shows_a_whole_phone_number(open_page: OpenPage) -> None:
    for name in PAGES:
        app = open_page(name)
        shown = "".join(frame.value.to_csv() for frame in app.dataframe)
        assert "13800000002" not in shown + "".join(str(words.value) for words in app.markdown)


def test_the_check_of_the_data_counts_the_rows(open_page: OpenPage) -> None:
    app = open_page("data")
    assert set(app.dataframe[0].value["行数"]) == {"–"}
    app.button("check").click().run()
    assert app.success.len == 1
    rows = app.dataframe[0].value.set_index("文件")["行数"]
    assert rows["villages.csv"] == "12"
    assert rows["outlines.gpkg · counties"] == "2"


def test_the_settings_can_be_narrowed_to_what_the_study_states(open_page: OpenPage) -> None:
    app = open_page("data", scenario="hire")
    settings = app.dataframe[-1].value.set_index("设置")
    assert settings.loc["hire.number", "值"] == "2"
    assert "balanced" not in str(settings.loc["hire.number", "来源"])
    app.toggle[0].set_value(True).run()
    narrowed = app.dataframe[-1].value
    assert 0 < len(narrowed) < len(settings)
    assert text("show.default", "zh") not in set(narrowed["来源"])


def test_where_everything_has_a_result_the_page_of_runs_says_how_to_start(
    open_page: OpenPage, study: Study, here: Path
) -> None:
    words = text("ui.run.all_run", "zh")
    assert words not in {str(one.value) for one in open_page("run").caption}
    stored(study, "hire", here / "out", pairs=[("371002100001", "P04", 3.0)], before=[])
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["study"] = str(here / "study")
    app.session_state["nothing"] = True
    app.switch_page("ui/pages/run.py").run()
    assert group(app, "scenarios").value == []
    assert words in {str(one.value) for one in app.caption}


def test_a_study_in_the_working_directory_is_offered_and_the_newest_run_is_opened(
    open_page: OpenPage, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert app.header[0].value == "小湾市：指标总览"
    assert box(app, "study").options[0] == "小湾市 · study/"
    newer = here / "out" / "weihai" / "today"
    newer.mkdir(parents=True)
    (newer / "manifest.json").write_text("{}", encoding="utf-8")
    os.utime(newer / "manifest.json", (2e9, 2e9))
    assert first_study(here / "out") == "weihai"
    assert first_study(here / "none") == "study"
    monkeypatch.chdir(newer)
    assert own_studies() == []
    assert first_study(here / "out") == "weihai"


def test_another_folder_can_be_typed_in(open_page: OpenPage, here: Path) -> None:
    app = open_page("overview", study="weihai")
    box(app, "study").set_value("…").run()
    app.text_input("study folder").set_value(str(here / "study")).run()
    assert app.header[0].value == "小湾市：指标总览"
