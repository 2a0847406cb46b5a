"""What can go wrong is told in words, never as a traceback, and the way on is offered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from scenarios.messages import text
from tests.ui.conftest import OpenPage
from tests.ui.test_pages import PAGES, box, group
from ui import problems

READERS = ("overview", "map", "lists")


def told(app: AppTest) -> str:
    """The one message of a page that could not be drawn."""
    assert app.exception.len == 0
    shown = [str(one.value) for one in [*app.error, *app.info]]
    assert len(shown) == 1, shown
    return shown[0].replace("\\", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", READERS)
def test_without_a_run_a_page_says_so_and_leads_to_the_page_of_runs(
    open_page: OpenPage, name: str, lang: str
) -> None:
    app = open_page(name, lang=lang, scenario="hire")
    title = {"zh": "增聘", "en": "Hire"}[lang]
    assert told(app) == text("ui.error.no_run", lang, title=title)
    app.button("to run").click().run()
    assert app.header[0].value == text("ui.run.title", lang, study={"zh": "小湾市", "en": "Small Bay"}[lang])
    assert group(app, "scenarios").value == ["hire"]


def test_a_study_that_has_never_been_run_still_opens_everywhere(open_page: OpenPage, here: Path) -> None:
    for scenario in ("today", "balanced"):
        (here / "out" / "smallbay" / scenario / "manifest.json").unlink()
    for name in PAGES:
        app = open_page(name)
        assert app.exception.len == app.error.len == 0
        assert app.header.len == 1


def changed(here: Path, change: Callable[[dict[str, Any]], object], file: str = "metrics.json") -> None:
    """Change the figures of the stored plan."""
    path = here / "out" / "smallbay" / "balanced" / file
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda figures: figures.update(schema=0), "格式 0，本程序为 1"),
        (lambda figures: figures.pop("schema"), "格式 –，本程序为 1"),
        (lambda figures: figures.pop("by_county"), "by_county"),
        (lambda figures: figures["by_county"][1].pop("short"), "by_county[1].short"),
        (lambda figures: figures.update(short="many"), "short"),
        (lambda figures: figures.update(verified=1), "verified"),
        (lambda figures: figures.update(villages=True), "villages"),
        (lambda figures: figures.update(travel=None), "travel"),
    ],
)
def test_a_run_of_another_format_or_with_broken_figures_is_to_be_run_again(
    open_page: OpenPage, here: Path, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    changed(here, change)
    message = told(open_page("overview"))
    assert words in message
    assert "请重新运行" in message


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "3", '{"schema": 1}', "\x00\xff"])
def test_a_damaged_metrics_file_is_told_on_every_page_that_reads_it(
    open_page: OpenPage, here: Path, content: str
) -> None:
    (here / "out" / "smallbay" / "balanced" / "metrics.json").write_text(content, encoding="latin-1")
    for name in (*READERS, "compare"):
        assert "重新运行" in told(open_page(name))
    assert text("ui.run.unreadable", "zh") in set(open_page("run").dataframe[0].value["生成时间"])


def test_a_plan_without_its_layers_is_told_on_the_map_and_the_rest_still_draws(
    open_page: OpenPage, here: Path
) -> None:
    path = here / "out" / "smallbay" / "balanced" / "plan.gpkg"
    path.unlink()
    assert "plan.gpkg" in told(open_page("map"))
    path.write_bytes(b"no database at all")
    assert "plan.gpkg" in told(open_page("map"))
    app = open_page("lists")
    assert app.error.len == app.exception.len == 0


def test_an_unknown_study_is_told_with_what_there_is(open_page: OpenPage, tmp_path: Path) -> None:
    message = told(open_page("overview", study=str(tmp_path / "nothing")))
    assert "weihai" in message


@pytest.mark.parametrize("name", PAGES)
def test_a_fault_of_the_study_is_a_table_on_every_page(open_page: OpenPage, here: Path, name: str) -> None:
    path = here / "study" / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("visits: 12", "vists: 12"), encoding="utf-8")
    app = open_page(name)
    assert app.exception.len == 0
    assert app.error.len == 1
    row = app.dataframe[0].value.iloc[0]
    assert row["文件"] == "study.yaml"
    assert row["列／设置"] == "roles.counsel.vists"
    assert "visits" in row["如何改正"]


def test_faults_of_the_tables_are_listed_all_at_once(open_page: OpenPage, here: Path) -> None:
    villages, counsel = here / "study" / "villages.csv", here / "study" / "counsel.csv"
    villages.write_text(
        villages.read_text(encoding="utf-8-sig").replace("122.05,37.20,9000", "37.20,122.05,9000"),
        encoding="utf-8",
    )
    counsel.write_text(
        counsel.read_text(encoding="utf-8-sig").replace("P01,甲一,female", "P01,甲一,woman"), "utf-8"
    )
    app = open_page("data", lang="en")
    app.button("check").click().run()
    assert app.exception.len == app.success.len == 0
    faults = app.dataframe[0].value
    assert set(faults["File"]) == {"villages.csv", "counsel.csv"}
    assert "2" in set(faults["Row or line"] if "Row or line" in faults else faults.iloc[:, 1])


def test_a_report_that_fails_over_its_own_words_is_one_line(
    open_page: OpenPage, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise TypeError("no words")

    monkeypatch.setattr(problems, "fault_texts", broken)
    path = here / "study" / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("visits: 12", "vists: 12"), encoding="utf-8")
    app = open_page("overview")
    assert app.exception.len == 0
    assert "TypeError" in str(app.error[-1].value)


def test_mending_the_study_is_seen_at_once(open_page: OpenPage, here: Path) -> None:
    path = here / "study" / "study.yaml"
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace("id: smallbay", "id: Small Bay"), encoding="utf-8")
    app = open_page("overview")
    assert app.error.len == 1
    path.write_text(sound, encoding="utf-8")
    app.run()
    assert app.error.len == 0
    assert app.metric.len > 0


def test_a_new_result_is_seen_at_once(open_page: OpenPage, here: Path) -> None:
    app = open_page("overview")
    changed(here, lambda figures: figures.update(short=5, note="longer"))
    app.run()
    assert "5 个村" in {card.value for card in app.metric}


def test_names_that_are_markdown_stay_names(open_page: OpenPage, here: Path) -> None:
    """A picture in a name would be fetched from the net as soon as a page shows it."""
    picture = "![x](http://example.invalid/x.png)"
    path = here / "study" / "study.yaml"
    content = path.read_text(encoding="utf-8")
    content = content.replace("zh: 小湾市", f'zh: "{picture}"').replace("zh: 均衡配置", f'zh: "{picture}"')
    path.write_text(content, encoding="utf-8")
    changed(here, lambda figures: figures["targets"][0]["name"].update(zh=picture))
    for name in PAGES:
        app = open_page(name)
        shown = [*app.markdown, *app.caption, *app.header, *app.info, *app.error, *app.success]
        words = [str(one.value) for one in shown] + [card.value + card.label for card in app.metric]
        words += [option for buttons in app.button_group for option in buttons.options]
        assert [one for one in words if "![" in one or "](" in one] == []


def test_choices_of_another_study_do_not_break_a_page(open_page: OpenPage) -> None:
    app = open_page("map", county="999999", village="nowhere", scenario="no-such", lang="xx")
    assert app.exception.len == app.error.len == app.info.len == 0
    assert box(app, "county").value == "all"
