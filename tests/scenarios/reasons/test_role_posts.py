"""Posts of the roles beside counsel can be asked about as well."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from tests.scenarios.small_study import FREE, evenreach, scarce_tables, write_study
from tests.small_city import small_tables

TEXT = FREE.replace(
    "  road_edges: {path: road_edges.csv}\n",
    "  road_edges: {path: road_edges.csv}\n"
    "  committees: {path: committees.csv}\n"
    "  mediators: {path: mediators.csv}\n",
).replace(
    "hire: {number: 0",
    "posts:\n"
    "  mediator:\n"
    "    name: {zh: 人民调解员, en: Mediators}\n"
    "    unit: committees\n"
    "    need: 1\n"
    "    pool: [mediators]\n"
    "    inside: township\n"
    "    within_km: 5\n"
    "hire: {number: 0",
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_study(tmp_path / "study", TEXT, tables=scarce_tables())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def why(*arguments: str, lang: str = "en") -> str:
    result = evenreach("why", "study", "balanced", *arguments, "-q", "--lang", lang)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_a_committee_says_who_is_there_and_who_would_be_next(here: Path) -> None:
    words = why("mediator:C01")
    assert "松前村调委会 (松岭镇, 东山区): Mediators: held by 己六 (M01), 0.0 km away." in words
    assert "Nobody else may serve there, so there is no choice." in words
    assert "由己六（M01）担任" in why("mediator:C01", "--person", "M01", lang="zh")


def test_a_committee_that_nobody_may_serve_names_its_need(here: Path) -> None:
    """The committee of traffic has no township, so no mediator lives in it."""
    words = why("mediator:C03")
    assert "道路交通调委会: Mediators lacks people: 1." in words
    assert "these cannot hold together: the need of 道路交通调委会: Mediators." in words


#: Four mediators live where two committees need two each; which two are where, no aim decides.
FOUR = """
person_id,name,sex,committee_code,full_time
M01,己六,female,C01,0
M11,甲,female,C01,0
M12,乙,female,C01,0
M13,丙,female,C01,0
M02,庚七,male,C02,1
"""


TWO = """
person_id,name,sex,village_code,grid_code,status,trained
L11,甲,female,371001101200,371001101200001,candidate,0
L12,乙,female,371001101200,371001101200001,candidate,0
"""


@pytest.fixture
def alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    committees = small_tables()["committees"]
    committees.loc[len(committees)] = ["C04", "二会", "village", "371001", "371001101", "371001101200"]
    mediators = pd.read_csv(StringIO(FOUR), dtype=str, keep_default_na=False)
    text = TEXT.replace("unit: committees\n    need: 1", "unit: committees\n    need: 2")
    assert text != TEXT
    tables = {**scarce_tables(), "committees": committees, "mediators": mediators}
    write_study(tmp_path / "study", text, tables=tables)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_people_with_the_same_reasons_are_told_together(alike: Path) -> None:
    """Two mediators are as good as the two of the other committee: one block, and how to ask about one."""
    words = why("mediator:C01")
    assert "held by 2 people with the same reasons: " in words
    assert words.count("The next best") == 1
    assert "to whoever of them is replaced" in words
    assert "To ask about one of them: --person and the id." in words
    assert "由以下 2 人担任，理由相同：" in why("mediator:C01", lang="zh")


def test_those_who_hold_a_post_together_are_not_counted_among_the_others(alike: Path) -> None:
    """Four may serve where two are needed: two others there are, and both have been tried."""
    words = why("mediator:C01")
    assert "People who may serve there under the rules: 4." in words
    assert "Tried: all 2 others." in words or "(2 of 2 others)" in words


def test_whoever_is_asked_about_alone_is_called_by_name(alike: Path) -> None:
    who = why("mediator:C01").partition("same reasons: ")[2].partition("(")[2].partition(")")[0]
    words = why("mediator:C01", "--person", who)
    assert f"({who})" in words.partition("gives")[2]
    assert "whoever of them" not in words and "--person" not in words


def test_where_no_aim_decides_it_is_said_what_speaks_for_the_choice(alike: Path) -> None:
    """A cost of nothing stands without a word on proofs; the swap moves somebody else, the choice nobody."""
    words = why("mediator:C01")
    assert "As good in every aim: could be there just as well." in words
    assert "roven" not in words and "Costs" not in words
    assert "What speaks for the choice made: nobody else need move." in words
    assert "现选之人的有利之处：无需他人变动。" in why("mediator:C01", lang="zh")


def test_where_nothing_speaks_for_the_choice_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One person for the only unit, of two who live there and have no post today."""
    people = pd.read_csv(StringIO(TWO), dtype=str, keep_default_na=False)
    grids = small_tables()["grids"].iloc[:1].assign(grid_code="371001101200001", village_code="371001101200")
    text = TEXT.replace("pool: [mediators]", "pool: [legal_literate]").replace(
        "inside: township", "inside: village"
    )
    text = text.replace("  committees: {path", "  grids: {path: grids.csv}\n  committees: {path")
    text = text.replace("  mediators: {path: mediators.csv}", "  legal_literate: {path: legal_literate.csv}")
    tables = {**scarce_tables(), "legal_literate": people, "grids": grids}
    write_study(tmp_path / "study", text, tables=tables)
    monkeypatch.chdir(tmp_path)
    assert "the choice between them is free." in why("mediator:C01")
    assert "可以任选。" in why("mediator:C01", lang="zh")


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ("mediator:C99", "mediator:C99: role mediator has no such unit"),
        ("judge:C01", "there is no role judge beside counsel; there are: mediator"),
    ],
)
def test_a_unit_or_role_that_there_is_not_is_bad_input(here: Path, post: str, words: str) -> None:
    result = evenreach("why", "study", "balanced", post, "-q", "--lang", "en")
    assert result.exit_code == 2
    assert words in result.stderr
