"""The county workbooks: contents worked by hand, look, safety, and the same bytes every time."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from scenarios.cells import inert, inert_columns, restored_columns
from scenarios.lists import UnknownCountyError, list_name, write_lists
from scenarios.privacy import masked_phone
from tests.scenarios.hand_city import NORTH, RUNG, SOUTH, city, hired, pairs, renamed, stored, village

# North: 1 and 2 with P1, 3 with P2 (110 h for the 116 asked); south: 1 with P1 beyond the limit of 30.
ASSIGNED = pairs(
    (village(1), "P1", 10.0, 20.0),
    (village(2), "P1", 40.0, 80.0),
    (village(3), "P2", 40.0, 80.0),
    (village(1, SOUTH), "P1", 31.0, 62.0),
)


def sheets(path: Path) -> list[Worksheet]:
    return load_workbook(path).worksheets


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def north(tmp_path: Path, **options: Any) -> list[Worksheet]:
    options = {"lang": "zh", "counsel": city().counsel, **options}
    return sheets(write_lists(stored(tmp_path, ASSIGNED), tmp_path, **options)[0])


def test_one_workbook_a_county_in_the_folder_of_lists(tmp_path: Path) -> None:
    written = write_lists(stored(tmp_path, ASSIGNED), tmp_path, lang="zh")
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        f"lists/{NORTH}-北区.xlsx", f"lists/{SOUTH}-南县.xlsx",
    ]  # fmt: skip
    assert [path.exists() for path in written] == [True, True]


def test_one_county_alone_can_be_asked_for_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    run = stored(tmp_path, ASSIGNED)
    assert [path.name for path in write_lists(run, tmp_path, lang="zh", county=SOUTH)] == [
        f"{SOUTH}-南县.xlsx"
    ]
    with pytest.raises(UnknownCountyError, match=f"371009.*{NORTH}, {SOUTH}"):
        write_lists(run, tmp_path, lang="zh", county="371009")


def test_villages_by_hand(tmp_path: Path) -> None:
    rows = table(north(tmp_path)[0])
    assert list(rows[0]) == [
        "序号", "乡镇（街道）", "村（社区）", "村（社区）编码", "城乡", "法律顾问", "执业类别", "执业机构",
        "联系电话", "单程分钟", "年服务时长（小时）", "状态", "变动", "原法律顾问", "备注",
    ]  # fmt: skip
    assert list(rows[0].values()) == [
        1, "城关街道", "北村1", village(1), "城镇", "甲一", "律师", "北方律师事务所",
        "138****0001", 10, 99.3, "时长不足", "不变", None, None,
    ]  # fmt: skip
    assert [row["状态"] for row in rows] == ["时长不足", "时长不足", "时长不足"]
    assert [row["变动"] for row in rows] == ["不变", "不变", "新配"]


def test_a_vacant_village_is_listed_with_blanks_and_whom_it_had(tmp_path: Path) -> None:
    path = write_lists(stored(tmp_path, pairs()), tmp_path, lang="zh", counsel=city().counsel)[1]
    first = table(sheets(path)[0])[0]
    assert (first["法律顾问"], first["联系电话"], first["单程分钟"], first["年服务时长（小时）"]) == (
        None,
        None,
        None,
        0,
    )
    assert (first["状态"], first["变动"], first["原法律顾问"]) == ("空缺", "失去", "丙三")


def test_a_number_is_written_as_it_is_shown(tmp_path: Path) -> None:
    """Sums and copies must not bring up decimals that no cell shows: 99.277978 is 99.3."""
    for sheet in north(tmp_path):
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row):
            if isinstance(cell.value, float):
                assert cell.value == round(cell.value, 1), (sheet.title, cell.coordinate)


def test_counsel_by_hand(tmp_path: Path) -> None:
    """P1 serves two villages here and one in the south: 104 + 116 + 112.4 = 332.4 of 330 hours."""
    first, second = table(north(tmp_path)[1])
    assert list(first.values()) == [
        1, "甲一", "P1", "律师", "北方律师事务所", "138****0001", 3, 5,
        "城关街道：北村1、北村2；南县南山镇：南村1", pytest.approx(332.4), 330, 12 * (20 + 80 + 62),
        None, "是", None,
    ]  # fmt: skip
    assert (second["法律顾问"], second["服务村数"], second["超村数上限"], second["超时长上限"]) == (
        "乙二",
        1,
        None,
        "是",
    )


def test_counsel_who_serve_nobody_are_on_the_list_of_their_county(tmp_path: Path) -> None:
    path = write_lists(stored(tmp_path, ASSIGNED), tmp_path, lang="zh", counsel=city().counsel)[1]
    rows = table(sheets(path)[1])
    assert [(row["法律顾问"], row["服务村数"]) for row in rows] == [("甲一", 3), ("丙三", 0)]


def test_over_the_cap_is_said_and_at_the_cap_is_not(tmp_path: Path) -> None:
    """P2 may have two villages."""
    for count, word in ((2, None), (3, "是")):
        near = pairs(*((village(n), "P2", 1.0, 2.0) for n in range(1, count + 1)))
        path = write_lists(stored(tmp_path, near), tmp_path, lang="zh", counsel=city().counsel)[0]
        row = next(row for row in table(sheets(path)[1]) if row["顾问编号"] == "P2")
        assert (row["村数上限"], row["超村数上限"]) == (2, word)


def test_hired_counsel_have_the_hours_and_cap_of_the_setting(tmp_path: Path) -> None:
    new = hired(("H1", "新聘一", "", "gls_worker", f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, ""))
    run = stored(tmp_path, pairs((village(2, SOUTH), "H1", 5.0, 10.0)), extra=new)
    row = table(sheets(write_lists(run, tmp_path, lang="zh", counsel=city().counsel)[1])[1])[0]
    assert (row["法律顾问"], row["村数上限"], row["年可用时长（小时）"], row["执业机构"]) == (
        "新聘一",
        5,
        600,
        "南山镇",
    )
    assert row["备注"] == "拟增聘"


def test_the_row_of_a_village_says_that_its_counsel_is_to_be_hired(tmp_path: Path) -> None:
    new = hired(("H1", "新聘一", "", "gls_worker", f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, ""))
    served = pairs((village(2, SOUTH), "H1", 5.0, 10.0), (village(1, SOUTH), "P3", 5.0, 10.0))
    path = write_lists(stored(tmp_path, served, extra=new), tmp_path, lang="zh")[1]
    assert [row["备注"] for row in table(sheets(path)[0])] == [None, "拟增聘", None]


def test_without_the_register_hours_and_phones_stay_empty(tmp_path: Path) -> None:
    row = table(north(tmp_path, counsel=None)[1])[0]
    assert (row["联系电话"], row["年可用时长（小时）"], row["村数上限"], row["超时长上限"]) == (
        None,
        None,
        None,
        None,
    )


def test_notes_say_how_status_is_meant_and_what_is_proven(tmp_path: Path) -> None:
    notes = {row["项目"]: row["内容"] for row in table(north(tmp_path)[2])}
    assert notes["研究与情景"] == "手工市 · 均衡"
    assert notes["生成时间"] == "2026-03-04 08:30"
    assert notes["本县（市、区）情况"] == "村（社区）3 个，有形覆盖 100.0 %，有效覆盖 0.0 %，顾问缺口 0"
    assert "乡村 60 分钟，城镇 30 分钟" in notes["路程超限"]
    assert notes["全市求解证明 1"].startswith("缺口最小：已证最优；达到值 2，证明界 2（个岗位），差距 0 %")
    assert "不超过 0.1 %（研究的 solver.gap，" in notes["证明的含义"]
    assert notes["独立核验"].startswith("已通过")


def test_a_village_that_nobody_could_serve_says_so_in_its_row_and_in_the_counts(tmp_path: Path) -> None:
    run = stored(tmp_path, pairs((village(1), "P1", 10.0, 20.0)))
    run.metrics["repair"]["unreachable"] = [village(3), village(2, SOUTH)]
    here, there = (sheets(path) for path in write_lists(run, tmp_path, lang="zh"))
    remarks = {row["村（社区）"]: row["备注"] for row in table(here[0])}
    assert remarks == {"北村1": None, "北村2": None, "北村3": "在现行规则内无人可服务，增聘也无法解决"}
    counted = {row["项目"]: row["内容"] for row in table(here[2])}["无人可服务"]
    assert counted.startswith("有 1 个村（社区）")
    assert counted.endswith("北区城关街道北村3")
    assert "南村2" in {row["项目"]: row["内容"] for row in table(there[2])}["无人可服务"]
    calm = sheets(write_lists(stored(tmp_path, ASSIGNED), tmp_path, lang="zh")[0])
    assert "无人可服务" not in {row["项目"] for row in table(calm[2])}


def test_a_share_just_under_a_hundred_is_not_printed_as_a_hundred(tmp_path: Path) -> None:
    run = stored(tmp_path, ASSIGNED)
    run.metrics["by_county"][0]["nominal"] = 99.96
    path = write_lists(run, tmp_path, lang="zh")[0]
    notes = {row["项目"]: row["内容"] for row in table(sheets(path)[2])}
    assert "有形覆盖 99.9 %" in notes["本县（市、区）情况"]


def test_an_evaluated_scenario_has_no_certificate_and_a_long_list_of_rungs_is_numbered(
    tmp_path: Path,
) -> None:
    for rungs, items in (((), ["全市求解证明"]), ((RUNG, RUNG), ["全市求解证明 1", "全市求解证明 2"])):
        path = write_lists(stored(tmp_path, ASSIGNED, rungs=rungs), tmp_path, lang="zh")[0]
        found = [row["项目"] for row in table(sheets(path)[2])]
        assert [item for item in found if "求解证明" in item] == items
        assert ("独立核验" in found) == bool(rungs)


def test_english_headers_and_words(tmp_path: Path) -> None:
    book = north(tmp_path, lang="en")
    assert [sheet.title for sheet in book] == ["Villages and counsel", "Load per counsel", "Notes"]
    row = table(book[0])[0]
    assert (row["Village"], row["Occupation"], row["Phone"]) == ("北村1", "Lawyer", "138****0001")


# --- look --------------------------------------------------------------------------------------------


def test_every_sheet_can_be_filtered_and_printed(tmp_path: Path) -> None:
    for sheet in north(tmp_path):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
        assert sheet.oddHeader.center.text == "北区村（社区）法律顾问名册　手工市 · 均衡"


def test_columns_are_wide_enough_for_chinese_and_codes_are_text(tmp_path: Path) -> None:
    sheet = north(tmp_path)[0]
    assert sheet.column_dimensions["H"].width >= 2 * len("北方律师事务所")
    assert (sheet["D2"].data_type, sheet["D2"].number_format) == ("s", "@")
    assert (sheet["J2"].data_type, sheet["J2"].number_format) == ("n", "0.0")
    assert sheet["A1"].font.bold


def test_rows_that_need_attention_are_coloured_each_in_its_way(tmp_path: Path) -> None:
    path = write_lists(stored(tmp_path, ASSIGNED), tmp_path, lang="zh")[1]
    sheet = sheets(path)[0]
    assert [sheet.cell(row, 12).value for row in (2, 3)] == ["路程超限", "空缺"]
    fills = {sheet.cell(row, 1).fill.fgColor.rgb for row in (2, 3)}
    assert len(fills) == 2
    assert "00000000" not in fills
    calm = pairs((village(1), "P3", 1.0, 2.0))
    assert sheets(write_lists(stored(tmp_path, calm), tmp_path, lang="zh")[0])[0]["A2"].fill.fill_type is None


def test_same_run_gives_the_same_bytes_and_the_date_is_that_of_the_run(tmp_path: Path) -> None:
    one, two = (
        write_lists(stored(tmp_path, ASSIGNED), tmp_path / name, lang="zh")[0] for name in ("one", "two")
    )
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2026-03-04T00:30:00Z") == 2


# --- safety ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_names_that_look_like_formulas_are_inert(tmp_path: Path, evil: str) -> None:
    run = stored(tmp_path, ASSIGNED, place=renamed(city(), evil))
    for sheet in sheets(write_lists(run, tmp_path, lang="zh", counsel=renamed(city(), evil).counsel)[0])[:2]:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_name_with_control_characters_still_gives_a_workbook(tmp_path: Path) -> None:
    run = stored(tmp_path, ASSIGNED, place=renamed(city(), "甲\x00乙\x1b"))
    assert table(sheets(write_lists(run, tmp_path, lang="zh")[0])[0])[0]["村（社区）"] == "甲乙"


@given(st.text(max_size=80))
def test_every_name_makes_a_plain_file_name(name: str) -> None:
    made = list_name("371001", name)
    assert made.startswith("371001-"[:6])
    assert made.endswith(".xlsx")
    assert not set(made) & set('<>:"/\\|?*\x00\n\r\t')
    assert Path(made).name == made
    assert len(made) <= 65


def test_an_ordinary_name_stays_as_it_is() -> None:
    assert list_name("371083", "乳山市") == "371083-乳山市.xlsx"
    assert list_name("371083", "a/b..") == "371083-a_b.xlsx"


def test_phones_are_masked_unless_asked_for_in_full(tmp_path: Path) -> None:
    assert table(north(tmp_path)[0])[0]["联系电话"] == "138****0001"
    assert table(north(tmp_path, phones=True)[0])[0]["联系电话"] == "13800000001"
    masked = north(tmp_path)
    assert all(
        "0000000" not in str(cell.value) for sheet in masked for row in sheet.iter_rows() for cell in row
    )


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("+86 138-0000-1234", "138****1234"),
        ("0631-5231234", "063****1234"),
        ("523123456", "523****3456"),
        ("52312345", "****45"),
        ("12345", "****45"),
        ("1234", "****"),
        ("", ""),
        ("none", "****"),
    ],
)
def test_masking_by_hand(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@given(st.from_regex(r"[0-9]{5,15}", fullmatch=True))
def test_masking_always_hides_at_least_two_digits(phone: str) -> None:
    assert sum(sign.isdigit() for sign in masked_phone(phone)) <= len(phone) - 2


@given(st.lists(st.text(alphabet="'=+-@\t\ra村", max_size=5), max_size=5))
def test_making_text_inert_can_be_undone(words: list[str]) -> None:
    frame = pd.DataFrame({"name": pd.Series(words, dtype=str), "number": [-1.5] * len(words)})
    pd.testing.assert_frame_equal(restored_columns(inert_columns(frame)), frame)
    assert inert_columns(frame)["name"].tolist() == [inert(word) for word in words]
    assert not any(inert(word).startswith(("=", "+", "-", "@", "\t", "\r")) for word in words)
