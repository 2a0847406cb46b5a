"""A task that cannot be planned: which settings are in the way, in which line, in either language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.result import Certificate, Status
from optimizer.siting.plan import SitingResult
from optimizer.siting.problem import Places, Sites, SitingProblem, Ways
from optimizer.siting.rules import GapRule
from scenarios.errors import ScenarioError, in_language
from scenarios.siting import answer as module
from scenarios.siting.no_plan import no_plan
from scenarios.siting.problem_words import problem_words
from scenarios.siting.sited import site_points
from scenarios.siting.task_error import TaskError
from tests.scenarios.siting.sited_study import TEXT, answer_of, plain_city, with_tasks
from tests.scenarios.small_study import OFF_THE_ROAD, evenreach, write_study
from tests.scenarios.study_text import line_of, load_text

#: All villages within twelve minutes of a point, by points of ten yuan.
COVER: dict[str, Any] = {"objective": {"aim": "cover", "within": 12}, "yuan": 10}
ALL = {"measure": "km", "weight": "one", "objective": {"aim": "travel"}}


def refused(**task: Any) -> TaskError:
    with pytest.raises(TaskError) as found:
        answer_of(**task)
    return found.value


def paths(error: TaskError) -> list[str]:
    return [".".join(map(str, path)) for path in error.paths]


def test_the_rule_without_which_there_is_a_plan_is_named() -> None:
    """The least number of points, what they cost, and the gap at its narrowest are just accepted."""
    least = len(answer_of(**COVER).new)
    assert len(answer_of(**COVER, number=least).new) == least
    number = refused(**COVER, number=least - 1)
    assert paths(number) == ["siting.one.number"]
    assert "--number N --curve 0" in str(number)
    assert answer_of(**COVER, budget=10 * least).yuan == 10 * least
    budget = refused(**COVER, budget=10 * least - 1)
    assert paths(budget) == ["siting.one.budget"]
    assert "--curve" not in str(budget)
    assert "beside the others is budget" in str(budget)
    every = answer_of(**ALL, number=12).rules
    assert [each.rule for each in every] == ["number"]
    assert answer_of(**ALL, number=12, gap={"most": 0}).result.proven, "all have a point of their own"
    gap = refused(**ALL, number=1, gap={"most": -40})
    assert paths(gap) == ["siting.one.gap"]


def test_limits_that_stand_in_each_others_way_are_all_named() -> None:
    """One point for all, and one in each of two counties at least: either alone can be kept."""
    counties = {code: {"least": 1} for code in ("371001", "371002")}
    assert len(answer_of(**ALL, number=2, by_county=counties).new) == 2
    both = refused(**ALL, number=1, by_county=counties)
    assert paths(both) == ["siting.one.number", "siting.one.by_county.371001", "siting.one.by_county.371002"]
    assert "stand in each other's way: number, by_county.371001, by_county.371002" in str(both)


def test_what_cannot_be_kept_even_alone_is_named_where_more_is_in_the_way() -> None:
    """Neither a budget for no point nor one point for all within reach can be; no single change helps."""
    error = refused(**COVER, number=1, budget=5)
    assert "even without the other rules" in str(error)
    assert len(error.paths) == 1


def test_who_stops_before_there_is_a_plan_is_told_so_and_not_to_give_more_time() -> None:
    """A search that ran out of its time is told to have done that."""
    case = answer_of(**ALL, number=2).case

    def told(status: Status) -> str:
        proof = Certificate(
            aim="travel", status=status, objective=np.inf, bound=0.0, delivered=np.inf, gap=np.inf,
            seconds=1.0, seed=1, tolerance=0.0, asked=0.0,
        )  # fmt: skip
        return str(no_plan(case, SitingResult(None, (proof,), 1.0), seconds=9.0))

    assert "stopped before a plan was found" in told(Status.CANCELLED)
    assert "Give more seconds" in told(Status.LIMIT)


def test_where_no_rule_is_to_blame_the_task_is_named() -> None:
    """Three points with room for one village each serve no twelve, whatever rules are left out."""
    error = refused(**ALL, capacity=0.5)
    assert paths(error) == ["siting.one"]
    assert "and these rules: none" in str(error)
    assert "以及规则：无" in error.in_language("zh")


@pytest.mark.parametrize(
    ("task", "path"),
    [
        ({"at": "offices", "banned": ("J01",), "where": {"kind": "judicial_office"}}, "where"),
        ({"objective": {"aim": "even_travel"}, "beyond": 150}, "objective"),
        ({"limit": 1, "beyond": 1, "refers_to": "station"}, "beyond"),
        ({"forced": ("nowhere",)}, "forced"),
    ],
)
def test_each_error_names_the_setting_that_it_is_about(task: dict[str, Any], path: str) -> None:
    whole = {"number": 1, "objective": {"aim": "travel"}, "beyond": 150}
    assert answer_of(**whole).result.proven
    assert paths(refused(**whole | task)) == [f"siting.one.{path}"]


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


def test_the_line_of_the_rule_is_told(tmp_path: Path) -> None:
    """The four remotest take three points: one is forced elsewhere, and two reach only their own village."""
    remote = "remote: {decile: 0.1, within: 60, share: 0.5}"
    text = changed(remote, remote.replace("share: 0.5", "share: 1"))
    lines = [line_of(text, piece) for piece in ("    number: 2\n", "remote: {")]
    place = write_study(tmp_path / "study", text)
    for lang, colon in (("en", ": "), ("zh", "：")):
        done = evenreach("site", str(place), "-q", "--seconds", "10", "--lang", lang)
        assert (done.exit_code, done.stdout) == (2, "")
        assert f"study.yaml:{lines[0]}, study.yaml:{lines[1]}{colon}siting.terminals{colon}" in done.stderr
    asked = ("--task", "terminals", "-q", "--seconds", "10", "--lang", "en", "--number")
    assert evenreach("site", str(place), *asked, "3").exit_code == 0
    done = evenreach("site", str(place), *asked, "2")
    assert f"--number, study.yaml:{lines[1]}: siting.terminals: no plan" in done.stderr


def test_a_run_can_tell_the_line_as_well() -> None:
    text = changed("gap: {most: 60}", "gap: {most: -40}")
    resolved = load_text(text).resolve("balanced")
    place = f"study.yaml:{line_of(text, 'gap: {')}: siting.desks: no plan"
    with pytest.raises(ScenarioError, match=place):
        site_points(plain_city(), resolved.config, seconds=10, written=resolved.written)
    with pytest.raises(ScenarioError, match=r"^siting.desks: no plan"):
        site_points(plain_city(), resolved.config, seconds=10)
    right = load_text(TEXT).resolve("balanced")
    assert site_points(plain_city(), right.config, seconds=10, written=right.written).record


def test_a_later_task_may_force_points_that_an_earlier_one_opens() -> None:
    first = {"number": 1, "forced": ("371001101200",), "objective": {"aim": "travel"}, "beyond": 150}
    later = {
        "at": "points",
        "tier": "remote_notary",
        "number": 1,
        "objective": {"aim": "travel"},
        "beyond": 150,
    }
    good = with_tasks(one=first, two=later | {"forced": ("one-371001101200",), "where": {"tier": "terminal"}})
    assert module.plan_sites(plain_city(), good, seconds=10).tasks[1].new["site"].to_list() == [
        "one-371001101200"
    ]
    gone = with_tasks(one=first, two=later | {"forced": ("one-371001101201",)})
    with pytest.raises(TaskError, match="not among the places: one-371001101201") as found:
        module.plan_sites(plain_city(), gone, seconds=10)
    assert paths(found.value) == ["siting.two.forced"]


def problem(**parts: Any) -> SitingProblem:
    """Two places at two sites, but for some parts."""
    ways = Ways.of(place=[0, 1], site=[0, 1], way=[0.0, 5.0])
    return SitingProblem.of(
        **{"places": Places.of(["a", "b"]), "sites": Sites.of(["x", "y"]), "ways": ways} | parts
    )


@pytest.mark.parametrize(
    ("right", "wrong", "setting", "words"),
    [
        ({"least": 2}, {"least": 3, "most": 3}, "number", "可设地点只有 2 个"),
        ({"most": 1}, {"most": 1, "sites": Sites.of(["x", "y"], forced=[True, True])}, "number", "已有 2 个"),
        ({"least": 1, "most": 1}, {"least": 2, "most": 1}, "number", "互相矛盾"),
        ({"beyond": 5.0}, {"beyond": 4.0}, "beyond", "最长为 5.0"),
        ({}, {"sites": None}, "forced", "既必设又禁设"),
        ({}, {"rules": None}, "gap", "无从比较差距"),
    ],
)
def test_what_the_optimiser_refuses_is_told_in_chinese(
    right: dict[str, Any], wrong: dict[str, Any], setting: str, words: str
) -> None:
    """Its own errors, so that other words of the optimiser are noticed here."""
    assert problem(**right).places.ids == ("a", "b")
    with pytest.raises(ProblemError) as found:
        if "sites" in wrong and wrong["sites"] is None:
            Sites.of(["x", "y"], forced=[True, False], banned=[True, False])
        elif "rules" in wrong:
            nobody = Places.of(["a", "b"]).weight * 0.0
            problem(rules=[GapRule(name="gap", behind=nobody + 1.0, ahead=nobody, most=1.0)])
        else:
            problem(**wrong)
    told, about = problem_words(found.value)
    assert about == setting
    assert words in in_language(told, "zh")
    assert "give" not in in_language(told, "zh")


def test_the_gap_of_villages_that_all_lie_in_the_country_is_told_in_chinese() -> None:
    """Town alone is reached: those in the country have no place; with one of them there is a gap."""
    country = {"number": 1, "measure": "minutes", "objective": {"aim": "travel"}, "gap": {"most": 60}}
    near = {"village_code": ("371001001001", OFF_THE_ROAD)}
    error = refused(**country, where={"area": "urban"}, places=near)
    assert paths(error) == ["siting.one.gap"]
    assert "没有农村村" in error.in_language("zh")
    assert "give" not in error.in_language("zh")
    with_one = {"village_code": ("371001001001", "371001101200")}
    assert answer_of(**country, where={"area": "urban"}, places=with_one).result.proven


def test_words_without_a_translation_are_told_as_they_are() -> None:
    told, about = problem_words(ProblemError("ways: odd"))
    assert (about, in_language(told, "en")) == ("", "ways: odd")
    assert "ways: odd" in in_language(told, "zh")
