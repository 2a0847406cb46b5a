"""Access is told of today and of the plan, for as many as can be read, and adds up by hand."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.messages import LANGUAGES
from scenarios.siting.answer import TaskAnswer
from scenarios.siting.record import task_record
from scenarios.siting.words import certificate_words, figure_rows, notes
from tests.scenarios.siting.sited_study import answer_of, city_with, plain_city
from tests.scenarios.small_study import changed_table

#: The station S01 has a staff of two and three villages within three km; a new one at Hekou gives two four.
TASK: dict[str, Any] = {
    "tier": "station", "measure": "km", "number": 1, "forced": ("371002100001",), "weight": "one",
}  # fmt: skip
ACCESS = {"aim": "access", "catchment": 3, "supply": 4, "supply_today": "staff"}


def sides(answer: TaskAnswer) -> list[dict[str, Any]]:
    return [answer.before["access"], answer.after["access"]]


def test_access_of_villages_is_the_mean_of_what_points_share() -> None:
    answer = answer_of(**TASK, objective=ACCESS)
    today, planned = sides(answer)
    assert (today["mean"], planned["mean"]) == (pytest.approx(2 / 12), pytest.approx(6 / 12))
    assert (today["none"], planned["none"]) == (9, 7)
    assert answer.result.certificates[0].objective == pytest.approx(planned["mean"])


def test_by_residents_it_is_told_for_ten_thousand() -> None:
    """Two for the 2,400 residents near S01, four for 6,000: over 42,550 residents six in all."""
    answer = answer_of(**TASK | {"weight": "pop_resident"}, objective=ACCESS)
    today, planned = sides(answer)
    assert today["mean"] == pytest.approx(2 / 42_550 * 10_000)
    assert planned["mean"] == pytest.approx(6 / 42_550 * 10_000)
    assert answer.result.certificates[0].objective == pytest.approx(planned["mean"])


def test_nothing_counts_beyond_the_target() -> None:
    """Half a unit each, though three villages have two thirds and two have two."""
    planned = sides(answer_of(**TASK, objective=ACCESS | {"target": 0.5}))[1]
    assert planned["mean"] == pytest.approx(5 * 0.5 / 12)


def test_the_place_that_has_least_is_told_where_it_is_the_aim() -> None:
    """The first county has two over six villages; the second none today, then four over four."""
    worst = ACCESS | {"aim": "worst_access", "between": "county"}
    answer = answer_of(**TASK, objective=worst, places={"county_code": ("371001", "371002")})
    today, planned = sides(answer)
    assert (today["least"], planned["least"]) == (0, pytest.approx(2 / 6))
    assert answer.result.certificates[0].objective == pytest.approx(planned["least"])


def test_who_has_least_is_named_today_and_in_the_plan() -> None:
    """Both counties are compared, the one that has least first; other aims name nobody."""
    worst = ACCESS | {"aim": "worst_access", "between": "county"}
    answer = answer_of(**TASK, objective=worst, places={"county_code": ("371001", "371002")})
    task = task_record(answer, plain_city())
    named = [(row["name"], row["access"]) for row in task["before"]["access"]["worst_off"]]
    assert [name for name, _ in named] == ["西河县", "东山区"] and named[0][1] == 0
    planned = task["after"]["access"]["worst_off"]
    assert planned[0]["access"] == task["after"]["access"]["least"] <= planned[1]["access"]
    told = [note for note in notes(task, "en") if note.startswith("Who has least access")]
    assert len(told) == 2 and "西河县 0," in told[0]
    plain = task_record(answer_of(**TASK, objective=ACCESS), plain_city())
    assert not any("least access" in note for note in notes(plain, "en"))


def test_where_the_table_does_not_say_what_points_give_today_is_not_known() -> None:
    """Looked away from, they need no figure; then only the plan is told."""
    city = city_with(**changed_table("service_points", (1, "staff", "")))
    answer = answer_of(city, **TASK, existing="ignore", objective=ACCESS)
    assert answer.before["access"] is None
    assert answer.after["access"]["mean"] == pytest.approx(4 / 12)


def test_rows_have_a_unit_in_both_languages() -> None:
    worst = ACCESS | {"aim": "worst_access", "between": "township"}
    for aim, rows in ((ACCESS, 2), (worst, 3)):
        answer = answer_of(**TASK | {"weight": "pop_resident"}, objective=aim)
        task = task_record(answer, plain_city())
        for lang, word in (("en", "10,000"), ("zh", "每万")):
            told = list(figure_rows(task, lang))[-rows:]
            assert all(word in title for title, _, _ in told[:-1])
            assert all(one != "–" and other != "–" for _, one, other in told)
            ((_, cells),) = certificate_words(task, lang)
            assert word in cells[4]
    assert [title for title, _, _ in figure_rows(task, "en")][-3:] == [
        "Mean access, supply for 10,000 (Residents)",
        "Least access of a township, supply for 10,000 (Residents)",
        "Villages without access",
    ]
    alike = task_record(answer_of(**TASK, objective=ACCESS), plain_city())
    assert list(figure_rows(alike, "en"))[-2] == ("Mean access, supply for each village", "0.1667", "0.5000")
    plain = task_record(answer_of(number=1, objective={"aim": "travel"}, beyond=150), plain_city())
    assert all("ccess" not in title for lang in LANGUAGES for title, _, _ in figure_rows(plain, lang))
