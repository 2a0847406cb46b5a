"""Reasons of a plan of sites: why a point, what the next one adds, who stays beyond reach."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from optimizer.result import Status
from optimizer.siting.aims import Reach
from optimizer.siting.curve import CurvePoint, curve
from scenarios.errors import ScenarioError
from scenarios.messages import LANGUAGES
from scenarios.siting.answer import TaskAnswer
from scenarios.siting.reasons import check_known, find_site, reasons_of, why_of
from scenarios.siting.record import task_record
from scenarios.siting.rest import rest_of
from scenarios.siting.steps import curve_of
from scenarios.siting.why_words import broken_words, curve_note, rest_sentences, why_sentences
from tests.scenarios.siting.sited_study import TEXT, answer_of, base, plain_city, with_tasks
from tests.scenarios.small_study import ISLAND, OFF_THE_ROAD, evenreach, write_study

REACH = {"objective": {"aim": "reach", "within": 12}, "number": 2}
STATIONS = REACH | {"tier": "station"}
TRAVEL = {"objective": {"aim": "travel"}, "number": 2, "beyond": 150}
URBAN = {"where": {"area": "urban"}}


def plan(task: dict[str, Any]) -> TaskAnswer:
    """The plan of a task, made once."""
    return _PLANS.setdefault(json.dumps(task), answer_of(**task))


_PLANS: dict[str, TaskAnswer] = {}


def ways(answer: TaskAnswer, opened: set[str]) -> np.ndarray[Any, Any]:
    """The way of each village to the nearest of some sites, all ways looked at."""
    codes = list(answer.sites["site"])
    found = np.full(len(answer.case.ground.villages), np.inf)
    pairs = zip(answer.case.ways.place, answer.case.ways.site, answer.case.counted, strict=True)
    for place, site, way in pairs:
        if codes[site] in opened:
            found[place] = min(found[place], way)
    return found


def value(answer: TaskAnswer, opened: set[str]) -> float:
    """What reach within 12, or travel, comes to by hand."""
    way, weight = ways(answer, opened), answer.case.ground.weight
    if isinstance(answer.aim, Reach):
        return float(weight[way <= 12].sum())
    return float(weight @ np.minimum(way, 150))


@pytest.mark.parametrize("task", [REACH, STATIONS, TRAVEL, TRAVEL | {"forced": ("371001101200",)}])
def test_without_a_site_or_with_a_neighbour_the_aim_is_what_all_ways_say(task: dict[str, Any]) -> None:
    answer = plan(task)
    opened = set(answer.plan.opened)
    for site in opened:
        why = why_of(answer, plain_city(), site, neighbours=4)
        assert why.value == pytest.approx(value(answer, opened))
        assert why.closed.value == pytest.approx(value(answer, opened - {site}))
        assert why.neighbours or site == OFF_THE_ROAD, "none but itself is near to that village"
        for each in why.neighbours:
            assert each.spot is not None
            assert each.value == pytest.approx(value(answer, opened - {site} | {each.spot.code}))


def test_a_site_is_told_with_those_whom_it_serves_and_where_they_would_go() -> None:
    answer = plan(STATIONS)
    site = answer.new["site"].iloc[0]
    why = why_of(answer, plain_city(), site)
    mine = answer.services[answer.services["site"].eq(site)]
    villages = answer.case.ground.villages["village_code"]
    weight = answer.case.ground.weight[villages.isin(mine["village_code"])]
    assert (why.spot.code, why.villages, why.weight) == (site, len(mine), weight.sum())
    assert (why.mean, why.worst) == (
        pytest.approx(np.average(mine["counted"], weights=weight)),
        mine["counted"].max(),
    )
    then = ways(answer, set(answer.plan.opened) - {site})[villages.isin(mine["village_code"])]
    assert why.lost_without == np.isinf(then).sum()
    can = np.isfinite(then)
    expected = np.average(then[can], weights=weight[can]) if can.any() else None
    assert why.mean_without == (None if expected is None else pytest.approx(expected))


def test_it_is_told_why_a_site_could_not_be_otherwise() -> None:
    origins = {
        "kept": (STATIONS, "S01"),
        "stays": (STATIONS | {"existing": "may_close", "objective": {"aim": "reach", "within": 3}}, "S01"),
        "counted": (REACH | {"counted": ("station",)}, "S01"),
        "forced": (REACH | {"forced": ("371001101200",)}, "371001101200"),
    }
    for origin, (task, site) in origins.items():
        answer = plan(task)
        if site not in answer.plan.opened:
            assert origin == "stays"
            continue
        assert why_of(answer, plain_city(), site).origin == origin
    chosen = plan(REACH)
    assert why_of(chosen, plain_city(), chosen.plan.opened[0]).origin == "chosen"


def test_where_points_are_short_of_room_nobody_is_told_to_go_to_the_next() -> None:
    answer = plan(TRAVEL | {"capacity": 2, "weight": "one"})
    why = why_of(answer, plain_city(), answer.plan.opened[0], neighbours=2)
    assert (why.villages, why.mean_without, why.lost_without) == (2, None, None)
    assert why.closed.value is not None
    assert why.closed.value > why.value


def test_a_site_is_found_by_code_or_name_and_has_to_be_open() -> None:
    answer = plan(STATIONS)
    row = answer.new.iloc[0]
    assert find_site(answer, row["site"]) == find_site(answer, row["name"]) == row["site"]
    with pytest.raises(ScenarioError, match="no place 松岭公共; did you mean 松岭公共法律服务站"):
        find_site(answer, "松岭公共")
    closed = answer.sites.loc[~answer.sites["opened"], "site"].iloc[0]
    with pytest.raises(ScenarioError, match=f"no point at {closed} in the plan.*{row['site']} {row['name']}"):
        find_site(answer, closed)


@pytest.mark.parametrize("task", [REACH, STATIONS, STATIONS | {"existing": "may_close"}, TRAVEL])
def test_each_number_of_new_sites_has_the_value_of_its_own_plan(task: dict[str, Any]) -> None:
    answer = plan(task)
    found = curve_of(answer, 2)
    assert [step.number for step in found.steps] == [0, 1, 2, 3, 4]
    assert (found.planned, found.whole) == (2, True)
    for step, before in zip(found.steps, (None, *found.steps), strict=False):
        own = plan(task | {"number": step.number}).result.certificates[0].objective
        assert step.value == pytest.approx(own)
        assert (step.bound, step.status) == (pytest.approx(own), "optimal")
        assert step.change == (None if before is None else pytest.approx(own - before.value))


@pytest.mark.parametrize("task", [REACH, STATIONS | {"existing": "may_close"}, TRAVEL])
def test_the_number_of_the_plan_has_the_value_and_bound_of_the_plan(
    task: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where a search would find more; and no number up to it has a bound beyond the plan's."""
    answer = plan(task)
    said = answer.result.certificates[0]
    worse = replace(
        said, objective=0.9 * said.objective if isinstance(answer.aim, Reach) else 1.1 * said.objective
    )
    found = replace(
        answer, result=replace(answer.result, certificates=(replace(worse, status=Status.LIMIT),))
    )
    asked: list[float] = []

    def noted(*parts: Any, **named: Any) -> Any:
        asked.append(named["gap"])
        return curve(*parts, **named)

    monkeypatch.setattr("scenarios.siting.steps.curve", noted)
    steps = curve_of(found, 1, gap=0.25)
    own = steps.steps[2]
    assert (own.number, own.value, own.bound, own.status) == (2, worse.objective, said.bound, "limit")
    assert steps.gap == 0.25
    assert asked == [0.25] * 3, "none for the number of the plan"
    for step in steps.steps[:2]:
        if isinstance(answer.aim, Reach):
            assert step.bound is None or step.bound <= said.bound
        else:
            assert step.bound is None or step.bound >= said.bound


def test_the_gap_of_the_task_is_asked_for_and_told() -> None:
    answer = plan(REACH)
    strict, loose = (base().model_copy(update={"solver": base().solver.model_copy(update={"gap": gap})})
                     for gap in (0.0, 0.02))  # fmt: skip
    task = task_record(answer, plain_city())
    for config, gap, told in ((strict, 0.0, False), (loose, 0.02, True)):
        found = reasons_of(answer, plain_city(), config, more=0).curve
        assert found is not None
        assert found.gap == gap
        assert ("within 2.000 % of the best" in curve_note(found, task, "en")) == told
        assert ("相差不超过 2.000 %" in curve_note(found, task, "zh")) == told


def test_of_the_fewest_that_reach_all_it_is_told_who_is_reached_by_fewer() -> None:
    answer = plan({"objective": {"aim": "cover", "within": 12}})
    found = curve_of(answer, 1)
    size, weight = len(answer.new), answer.case.ground.weight.sum()
    assert (found.aim, found.planned, len(found.steps)) == ("reach", size, size + 2)
    assert [step.value == weight for step in found.steps] == [False] * size + [True, True]
    two = plan({"objective": {"aim": "reach", "within": 12}, "number": 2})
    assert found.steps[2].value == two.result.certificates[0].objective


def test_numbers_for_which_more_is_forced_have_no_plan() -> None:
    found = curve_of(plan(REACH | {"forced": ("371001101200", "371002100001")}), 0)
    assert [step.value is None for step in found.steps] == [True, True, False]
    assert [step.change for step in found.steps] == [None] * 3


def test_of_many_numbers_some_are_left_out_and_the_change_is_that_of_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = plan(TRAVEL)
    every = curve_of(answer, 1).steps
    monkeypatch.setattr("scenarios.siting.steps._MOST_STEPS", 1)
    some = curve_of(answer, 1).steps
    assert [step.number for step in some] == [0, 2, 3]
    assert some[1].change == pytest.approx((every[1].change + every[2].change) / 2)
    assert some[2] == every[3]


@pytest.mark.parametrize("task", [TRAVEL, {"objective": {"aim": "cover", "within": 12}}])
def test_a_search_that_finds_less_than_is_at_hand_does_not_make_one_more_worse(
    task: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if time had run out at once: the plan, and the step before, stand in."""

    def nothing(*parts: Any, **named: Any) -> list[CurvePoint]:
        found = next(curve(*parts, **named))
        worst = -np.inf if found.result.certificates[0].aim == "reach" else np.inf
        told = replace(found.result.certificates[0], objective=worst, status=Status.LIMIT)
        return [CurvePoint(0, replace(found.result, certificates=(told,)))]

    answer = plan(task)
    whole, size = curve_of(answer, 1).steps, len(answer.new)
    monkeypatch.setattr("scenarios.siting.steps.curve", nothing)
    steps = curve_of(answer, 1).steps
    assert [step.value for step in steps[:size]] == [None] * size
    assert steps[size].value == steps[-1].value == pytest.approx(whole[size].value)
    assert (steps[0].status, steps[size].status) == ("limit", "optimal")


class _Stop:
    """Somebody who has seen enough once so many plans were made."""

    def __init__(self, plans: int) -> None:
        self.plans, self.told = plans, 0

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        assert aim == "siting:reach"
        self.told += incumbent is None

    def cancelled(self) -> bool:
        return self.told > self.plans


def test_who_stops_it_gets_the_steps_so_far() -> None:
    answer = plan(STATIONS)
    found = curve_of(answer, 3, monitor=_Stop(0))
    assert [step.number for step in found.steps] == [2] and not found.whole, "the plan's own is known"
    assert curve_of(answer, 3, monitor=_Stop(99)).whole


def test_those_left_are_reached_by_the_fewest_more_sites() -> None:
    answer = plan(STATIONS)
    rest = rest_of(answer, plain_city())
    opened, codes = set(answer.plan.opened), list(answer.case.ground.villages["village_code"])
    beyond = {code for code, way in zip(codes, ways(answer, opened), strict=True) if way > 12}
    assert {each.spot.code for each in rest.left} == beyond
    assert rest.lost == ()
    assert rest.more is not None
    more = {each.spot.code for each in rest.more}
    assert (ways(answer, opened | more) <= 12).all()
    assert rest.least == len(more)
    free = set(answer.sites["site"]) - opened
    for fewer in itertools.combinations(sorted(free), len(more) - 1):
        assert (ways(answer, opened | set(fewer)) > 12).any()
    for each in rest.more:
        near = ways(answer, {each.spot.code}) <= 12
        assert each.villages == sum(code in beyond for code, here in zip(codes, near, strict=True) if here)


def test_the_nearest_is_the_nearest_of_the_sites_that_would_reach_them() -> None:
    banned = "371002100001"
    answer = plan(STATIONS | {"banned": (banned,), "objective": {"aim": "reach", "within": 6}})
    rest = rest_of(answer, plain_city())
    assert banned in {each.spot.code for each in rest.left}
    assert rest.more is not None
    more = {each.spot.code for each in rest.more}
    assert 0 < len(more) < len(rest.left) and banned not in more
    codes = list(answer.case.ground.villages["village_code"])
    for each in rest.left:
        place = codes.index(each.spot.code)
        assert each.nearest is not None
        assert each.nearest.code in more
        assert each.nearest_way == min(ways(answer, {site})[place] for site in more) <= 6
        assert each.way == (
            None if np.isinf(found := ways(answer, set(answer.plan.opened))[place]) else found
        )


def test_whom_nothing_reaches_is_named_with_its_reason() -> None:
    answer = plan(REACH | URBAN | {"objective": {"aim": "reach", "within": 9}})
    rest = rest_of(answer, plain_city())
    why = {each.spot.code: each.why for each in rest.lost}
    assert (why[ISLAND], why[OFF_THE_ROAD]) == ("island", "no_way")
    assert "too_far" in why.values()
    assert all(each.why == "" and each.nearest_way <= 9 for each in rest.left if each.nearest_way is not None)
    assert all(each.nearest_way > 9 for each in rest.lost if each.nearest_way is not None)
    villages = list(answer.case.ground.villages["village_code"])
    free = set(answer.sites["site"]) - set(answer.plan.opened)
    for each in rest.lost:
        if each.why == "too_far":
            place = villages.index(each.spot.code)
            assert each.nearest_way == min(ways(answer, {site})[place] for site in free)
    assert len(rest.left) + len(rest.lost) == (ways(answer, set(answer.plan.opened)) > 9).sum()
    assert set(why) <= set(villages)


def test_a_village_that_too_few_places_reach_is_among_those_whom_nothing_reaches() -> None:
    answer = plan(URBAN | {"objective": {"aim": "cover", "within": 12, "times": 2}})
    found = {each.spot.code: each.why for each in rest_of(answer, plain_city()).lost}
    assert found["371002100001"] == "too_few", "the town itself is the only place within its reach"
    near = answer.case.counted <= 12
    number = np.bincount(answer.case.ways.place[near], minlength=len(answer.case.kept))
    codes = answer.case.ground.villages["village_code"].to_numpy()
    assert {code for code, why in found.items() if why == "too_few"} == set(codes[number == 1])
    assert answer.left_out.set_index("village_code")["why"].to_dict() == {
        code: "too_few" if why == "too_few" else "no_place" for code, why in found.items()
    }
    task = task_record(answer, plain_city())
    assert "the task asks for 2" in curve_note(curve_of(answer, 0), task, "en")


def test_an_aim_without_a_limit_reaches_whom_it_serves() -> None:
    rest = rest_of(plan(TRAVEL | URBAN), plain_city())
    assert (rest.left, rest.more, rest.least) == ((), (), 0)
    assert {each.spot.code for each in rest.lost} == {ISLAND, OFF_THE_ROAD}


def test_sentences_are_whole_in_both_languages() -> None:
    answer = plan(STATIONS | {"remote": {"decile": 0.2, "within": 30, "share": 0.9}})
    city, counties = plain_city(), {"371002": "西河县"}
    site = answer.new["site"].iloc[-1]
    reasons = reasons_of(answer, city, base(), site=site, more=1, rest=True)
    assert reasons.why is not None
    assert reasons.rest is not None
    task = task_record(answer, city)
    for lang in LANGUAGES:
        said = [*why_sentences(reasons.why, task, counties, lang), *rest_sentences(reasons.rest, task, lang)]
        assert len(said) >= 4
        assert all("{" not in each and "None" not in each for each in said)
    assert broken_words(("by_county.371002", "budget", "number"), counties, "en") == (
        "the number of new points in 西河县, the budget, the number of points"
    )
    assert json.loads(json.dumps(reasons.record()))["why"]["spot"]["code"] == site
    assert set(reasons_of(answer, city, base(), rest=True).record()) == {"rest"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("why") / "study", TEXT)


def site(place: Path, *arguments: str, lang: str = "en") -> tuple[int, str, str]:
    """Exit code, output and report."""
    done = evenreach("site", str(place), *arguments, "--seconds", "10", "--lang", lang, "-q")
    return done.exit_code, done.stdout, done.stderr


def test_the_command_prints_and_writes_what_it_is_asked(place: Path, tmp_path: Path) -> None:
    files = {"xlsx": tmp_path / "a.xlsx", "json": tmp_path / "a.json"}
    written = [word for name, file in files.items() for word in (f"--{name}", str(file))]
    asked = ("--task", "terminals", "--why", "松前村", "--curve", "2", "--rest")
    code, said, wrong = site(place, *asked, *written)
    assert (code, wrong) == (0, "")
    for words in (
        "松前村 (松岭镇, 东山区) serves 8 villages",
        "It is forced",
        "In place of 松前村",
        "What each new point adds",
        "2 (plan)",
        "The fewest more points that reach them all (4, proven)",
    ):
        assert words in said, words
    reasons = json.loads(files["json"].read_text(encoding="utf-8"))["tasks"][0]["reasons"]
    assert [step["number"] for step in reasons["curve"]["steps"]] == [0, 1, 2, 3, 4]
    assert set(reasons) == {"why", "curve", "rest"}
    book = openpyxl.load_workbook(files["xlsx"])
    assert book.sheetnames[-3:] == ["Why this point", "What each one adds", "Beyond reach"]
    assert book["What each one adds"].max_row == 1 + 5
    assert book["Beyond reach"].max_row >= 1 + len(reasons["rest"]["left"]) + len(reasons["rest"]["more"])


def test_in_chinese_the_reasons_are_too(place: Path) -> None:
    code, said, _ = site(place, "--task", "terminals", "--why", "松前村", "--curve", "1", "--rest", lang="zh")
    assert code == 0
    for words in ("必设", "若不设", "最好的替代地点是", "每新设一个站点的增益", "即可全部覆盖（已证明）"):
        assert words in said, words
    assert "min" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rest",), "Add --task with one of: terminals, desks"),
        (("--task", "terminals", "--why", "松前"), "no place 松前; did you mean 松前村"),
    ],
)
def test_a_mistake_is_told_before_anything_is_planned(
    place: Path, arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenarios.siting.answer.plan_sites", lambda *parts, **named: pytest.fail("planned"))
    code, said, wrong = site(place, *arguments)
    assert (code, said) == (2, "")
    assert words in wrong


def test_a_point_that_is_not_open_is_told_with_those_that_are(place: Path) -> None:
    code, said, wrong = site(place, "--task", "terminals", "--why", "河东村")
    assert (code, said) == (2, "")
    assert "no point at 河东村 in the plan" in wrong
    assert "371001101200 松前村" in wrong


def test_a_later_task_knows_the_points_that_an_earlier_one_opens(place: Path) -> None:
    code, _, wrong = site(place, "--task", "desks", "--why", "terminals-371001101200")
    assert (code, "no point at terminals-371001101200 in the plan" in wrong) == (2, True)
    code, said, _ = site(place, "--task", "desks", "--why", "S00")
    assert (code, "市公共法律服务中心" in said) == (0, True)


@pytest.mark.parametrize(
    ("second", "refused"),
    [
        ({}, True),
        ({"tier": "terminal"}, False),
        ({"counted": ("terminal",)}, False),
        ({"at": "points"}, False),
    ],
)
def test_a_code_that_no_site_has_is_refused_before_the_plan_unless_an_earlier_task_may_open_it(
    second: dict[str, Any], refused: bool
) -> None:
    travel = {"number": 1, "objective": {"aim": "travel"}}
    config = with_tasks(one=travel, two={"tier": "room"} | travel | second)
    village = plain_city().villages["village_code"].iloc[0]
    check_known(plain_city(), config, "two", village)
    with pytest.raises(ScenarioError):
        check_known(plain_city(), config, "one", f"one-{village}")
    if not refused:
        check_known(plain_city(), config, "two", f"one-{village}")
        return
    with pytest.raises(ScenarioError, match=f"one-{village}"):
        check_known(plain_city(), config, "two", f"one-{village}")
