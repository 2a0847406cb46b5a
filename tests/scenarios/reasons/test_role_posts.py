"""Posts of the roles beside counsel can be asked about as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.small_study import FREE, evenreach, scarce_tables, write_study

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
