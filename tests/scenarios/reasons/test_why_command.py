"""The command why: who serves and why, who would be next, and what is wrong when nobody can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.small_study import FREE, evenreach, scarce_tables, with_setting, write_study

HARBOUR = "371071001001"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_study(tmp_path / "study", tables=scarce_tables())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def why(*arguments: str, lang: str = "en") -> str:
    result = evenreach("why", "study", *arguments, "-q", "--lang", lang)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_the_next_best_costs_one_change_and_is_handed_a_village_in_exchange(here: Path) -> None:
    """P01 keeps 一社区 of today's roster; were it P02, the two would swap a village that nobody has today."""
    words = why("balanced", "一社区")
    assert "一社区 (东山街道, 东山区) is served by 甲一 (P01)" in words
    assert "1. 乙二 (P02)" in words
    assert "Costs: one more change." in words
    assert "Proven: nothing with this person costs less." in words
    assert "Others who would move: 乙二 (P02) gives" in words
    assert "All that could be better have been tried (1 of 1 others)" in words


def test_the_same_in_chinese_by_code(here: Path) -> None:
    words = why("balanced", "371001001001", lang="zh")
    assert "东山区东山街道一社区由甲一（P01）服务" in words
    assert "代价：多一处变动。" in words
    assert "已证明：选此人不可能代价更小。" in words


def test_whoever_is_hired_is_called_by_the_seat_and_can_be_named_by_the_id_of_the_plan(here: Path) -> None:
    text = with_setting("roles.counsel.bans", f'[{{village: "{HARBOUR}", person: P03}}]', text=FREE)
    (here / "study" / "study.yaml").write_text(text, encoding="utf-8")
    words = why("hire", HARBOUR)
    assert "is served by somebody hired at the seat of 临海街道 (H371071001:5)" in words
    assert why("hire", HARBOUR, "--person", "H371071001-1") == words


def test_a_village_beyond_reach_says_what_would_open_a_pair(here: Path) -> None:
    words = why("balanced", "海岛村")
    assert "lacks people: 1." in words
    assert "nobody on the register may serve it" in words
    assert "no journey to it within the cut-off is known" in words


def test_a_vacant_village_gets_its_conflict(here: Path) -> None:
    vacant = next(code for code in ("371001101202", "371001101201", "371001101200", "371001001003")
                  if "lacks people" in why("balanced", code))  # fmt: skip
    assert "6 villages need 6 counsel" in why("balanced", vacant)
    assert "缺 1 人" in why("balanced", vacant, lang="zh")


def test_it_says_whether_the_stored_run_is_this_plan(here: Path) -> None:
    assert "no run of it is stored" in why("balanced", HARBOUR)
    assert evenreach("run", "study", "balanced", "-q").exit_code == 0
    assert "the plan is that of the stored run" in why("balanced", HARBOUR)
    plan = here / "out" / "eastbay" / "balanced" / "plan.csv"
    plan.write_text(plan.read_text(encoding="utf-8-sig").replace("P03", "P02"), encoding="utf-8-sig")
    assert "DIFFERS from the stored run" in why("balanced", HARBOUR)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("balanced", "无此村"), "there is no village 无此村"),
        (("balanced", "mediator:C01"), "there is no role mediator beside counsel"),
        (("balanced", HARBOUR, "--person", "P01"), "P01 is not at 临海社区 in this plan; there is: P03"),
        (("today", HARBOUR), "only measures today's roster"),
        (("nowhere", HARBOUR), "nowhere"),
    ],
)
def test_what_cannot_be_told_is_bad_input_and_says_why(
    here: Path, arguments: tuple[str, ...], words: str
) -> None:
    result = evenreach("why", "study", *arguments, "-q", "--lang", "en")
    assert result.exit_code == 2
    assert words in result.stderr and not result.stdout


def test_a_name_that_two_villages_have_is_refused_with_their_codes(tmp_path: Path) -> None:
    tables = scarce_tables() | {}
    from tests.small_city import small_tables

    villages = small_tables()["villages"]
    villages.loc[villages["village_code"].eq("371001001002"), "name"] = "一社区"
    write_study(tmp_path / "study", tables={**tables, "villages": villages})
    result = evenreach("why", str(tmp_path / "study"), "balanced", "一社区", "-q", "--lang", "en",
                       "--out", str(tmp_path))  # fmt: skip
    assert result.exit_code == 2
    assert "371001001001, 371001001002" in result.stderr
