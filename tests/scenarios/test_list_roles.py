"""The sheets of the roles beside counsel in the county workbooks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from scenarios.cells import inert
from scenarios.list_job import list_job
from scenarios.list_roles import role_sheets
from scenarios.lists import write_lists
from scenarios.store import StoredRun
from tests.scenarios.hand_city import SOUTH, city, pairs, stored, village
from tests.scenarios.role_run import role_run


@pytest.fixture
def run(tmp_path: Path) -> StoredRun:
    return role_run(tmp_path)


def sheets(run: StoredRun, lang: str = "zh", county: int = 0) -> dict[str, Worksheet]:
    path = write_lists(run, run.folder, lang=lang, counsel=city().counsel)[county]
    return {sheet.title: sheet for sheet in load_workbook(path).worksheets}


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_there_is_a_sheet_for_each_role_between_counsel_and_notes(run: StoredRun) -> None:
    assert list(sheets(run))[2:] == ["人民调解员", "法律明白人", "说明"]
    assert list(sheets(run, "en"))[2:] == ["People's mediators", "Legal-literate persons", "Notes"]


def test_units_that_lack_people_come_first_then_those_that_lack_a_kind(run: StoredRun) -> None:
    rows = table(sheets(run)["人民调解员"])
    assert [(row["单位"], row["姓名"], row["变动"], row["备注"]) for row in rows] == [
        ("K3会", None, "空缺", "缺 1 人"), ("K3会", "周五", "不变", None), ("K3会", "吴六", "卸任", None),
        ("K2会", "孙三", "不变", "缺少：女性"), ("K2会", inert("=李四"), "调入", None),
        ("K1会", "赵一", "不变", None), ("K1会", "钱二", "新任", None),
    ]  # fmt: skip


def test_a_row_says_who_it_is_where_from_and_what_becomes_of_them(run: StoredRun) -> None:
    last = table(sheets(run)["人民调解员"])[-1]
    assert last == {
        "序号": 7, "单位": "K1会", "单位类型": "村级", "乡镇（街道）": "城关街道", "村（社区）": "北村1",
        "姓名": "钱二", "人员编号": "M2", "性别": "男", "人员情况": "兼职", "来源": "人民调解员",
        "距离（公里）": 1.5, "变动": "新任", "拟调整": "拟转专职", "备注": None,
    }  # fmt: skip


def test_a_paired_person_has_the_name_of_the_counsel(run: StoredRun) -> None:
    (row,) = table(sheets(run, "en")["Legal-literate persons"])
    assert row["Paired counsel"] == "甲一"
    assert row["What they are"] == "Trained, serving"
    assert "对接法律顾问" not in table(sheets(run)["人民调解员"])[0]


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (f"{village(1)}004", "4号网格（371001001001004）"),
        ("W1", "W1会"),
        (f"{village(2)}004", "W1会"),
        (f"{village(1)}A4", "W1会"),
    ],
)
def test_a_grid_is_called_by_its_number_in_its_village(run: StoredRun, code: str, title: str) -> None:
    """A code of the village and a number says as much; any other stands as the table has it."""
    posts = run.posts.replace({"unit_code": {"W1": code}})
    rows = table(sheets(replace(run, posts=posts))["法律明白人"])
    assert [row["单位"] for row in rows] == [title]


def test_words_begin_with_a_capital_in_every_cell(run: StoredRun) -> None:
    """The catalogue's words, which also stand within sentences; not only those of the first sheets."""
    for sheet in sheets(run, "en").values():
        words = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
        assert [word for word in words if word[:1].islower()] == []


def test_a_county_without_any_unit_has_an_empty_sheet_and_its_own_rows_only(run: StoredRun) -> None:
    south = sheets(run, county=1)
    assert table(south["人民调解员"]) == []
    assert [row["备注"] for row in table(south["法律明白人"])] == ["缺 1 人"]
    assert SOUTH not in str(table(south["说明"]))


def test_sheets_are_frozen_and_filtered_as_the_others(run: StoredRun) -> None:
    sheet = sheets(run)["人民调解员"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:N8")
    assert sheet["F6"].data_type == "s"


def test_a_unit_to_be_opened_says_so_and_what_kind_it_lacks(run: StoredRun) -> None:
    """K2 has no woman, as it lacks none of the number; once one of its men is a woman it lacks nobody."""
    posts = run.posts.replace({"unit_code": {"K2": "371001001002+"}})
    rows = table(sheets(replace(run, posts=posts))["人民调解员"])
    assert [row["备注"] for row in rows if row["单位"] == "K2会"] == ["缺少：女性；拟新设", "拟新设"]
    posts.loc[posts["person_id"].eq("M4"), "sex"] = "female"
    rows = table(sheets(replace(run, posts=posts))["人民调解员"])
    assert [row["备注"] for row in rows if row["单位"] == "K2会"] == ["拟新设", "拟新设"]


def test_somebody_who_is_given_what_two_shares_ask_for_is_told_both(run: StoredRun) -> None:
    """The second share is of an earlier version, whose name is all that is known."""
    posts = run.posts.replace({"given": {"full_time": "full_time+women"}})
    rows = table(sheets(replace(run, posts=posts))["人民调解员"])
    assert [row["拟调整"] for row in rows if row["拟调整"]] == ["拟转专职、拟成为：women"]


def test_notes_tell_the_figures_of_each_role_here(run: StoredRun) -> None:
    notes = {row["项目"]: row["内容"] for row in table(sheets(run)["说明"])}
    assert notes["人民调解员"].startswith(
        "本县（市、区）有 3 个单位，配齐（每个 2 人）的占 66.6 %，在岗 5 人次，缺 1 人"
    )
    assert "直线距离" in notes["其他岗位"]


def test_a_run_of_an_earlier_version_has_no_such_sheet_and_no_note(tmp_path: Path) -> None:
    earlier = stored(tmp_path, pairs())
    metrics = {name: one for name, one in earlier.metrics.items() if not name.startswith("posts")}
    found = sheets(replace(earlier, metrics=metrics))
    assert len(found) == 3
    assert "其他岗位" not in {row["项目"] for row in table(found["说明"])}


def test_names_of_sheets_are_such_as_a_spreadsheet_takes_and_never_the_same(run: StoredRun) -> None:
    long = "甲" * 40
    posts = (
        f"posts: {{a: {{name: {{zh: '[说]:明?', en: a}}}}, b: {{name: {{zh: {long}, en: b}}}}, "
        f"c: {{name: {{zh: {long}乙, en: c}}}}, d: {{name: {{zh: 说明, en: d}}}}}}\n"
    )
    figures = dict.fromkeys("abcd", run.metrics["posts"]["literate"])
    odd = replace(run, metrics={**run.metrics, "posts": figures}, manifest={"resolved": posts})
    names = role_sheets(list_job(odd, lang="zh", phones=False, counsel=None))
    assert names == {"a": "说  明", "b": "甲" * 31, "c": f"{'甲' * 27} (2)", "d": "说明 (2)"}
