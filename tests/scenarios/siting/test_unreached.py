"""Villages that a plan leaves out, with the reason, and those that only a place of their own reaches."""

from __future__ import annotations

from typing import Any

from scenarios.siting.record import task_record
from scenarios.siting.unreached import beside_others
from scenarios.siting.words import notes
from tests.scenarios.siting.sited_study import answer_of, plain_city
from tests.scenarios.small_study import ISLAND, OFF_THE_ROAD

HEKOU = "371002100001"
FAR = {"371001101200", "371001101201", "371001101202", OFF_THE_ROAD, ISLAND}
TOWNS = {"371001001001", "371001001002", "371001001003", "371071001001", "371071001002"}
#: One point at Hekou, in km: three km reach it and the village east of it. Points may be in towns alone.
TASK: dict[str, Any] = {
    "measure": "km", "number": 1, "forced": (HEKOU,), "where": {"area": "urban"},
    "objective": {"aim": "reach", "within": 3},
}  # fmt: skip
TRAVEL: dict[str, Any] = {"number": 1, "beyond": 150, "objective": {"aim": "travel"}}


def reasons(**task: Any) -> dict[str, set[str]]:
    """Villages left out by their reason."""
    rows = answer_of(**task).left_out
    return {why: set(part["village_code"]) for why, part in rows.groupby("why")}


def test_who_is_left_out_is_told_with_the_reason() -> None:
    """Villages far from every town are reached by no place; the towns have a point, but too far away."""
    assert reasons(**TASK) == {"no_place": FAR, "beyond_aim": TOWNS}
    assert reasons(**TASK, limit=3) == {"no_place": FAR, "nobody": TOWNS}
    near = answer_of(**TASK, limit=3)
    assert near.left_out["way"].max() == float("inf")
    assert reasons(**TASK | {"objective": {"aim": "reach", "within": 60}}) == {}


def test_a_village_that_is_served_in_part_is_among_them() -> None:
    """Points that hold a village and a half: of three one is served wholly at most, one by half."""
    full = answer_of(**TRAVEL, weight="one", capacity=1.5, split=True).left_out
    assert (full["why"].eq("part").sum(), full["why"].eq("nobody").sum()) == (1, 10)


def test_a_village_that_only_its_own_place_reaches_is_told_with_whether_it_gets_one() -> None:
    island = answer_of(**TRAVEL, forced=(ISLAND,)).only_own
    assert dict(zip(island["village_code"], island["new"], strict=True)) == {
        OFF_THE_ROAD: False,
        ISLAND: True,
    }
    without = answer_of(**TRAVEL, banned=(ISLAND,)).only_own
    assert list(without["village_code"]) == [OFF_THE_ROAD], "an island without any place has none of its own"
    assert answer_of(**TRAVEL, measure="km").only_own.empty, "as the crow flies every place is reached"


def told(lang: str, **task: Any) -> str:
    return "\n".join(notes(task_record(answer_of(**task), plain_city()), lang))


def test_islands_are_named_in_the_notes() -> None:
    both = told("en", **TRAVEL, forced=(ISLAND,))
    assert "such as islands (2): 河北村 (西河镇, 西河县), 海岛村 (西河镇, 西河县)" in both
    assert "a new point of their own serves 1: 海岛村 (西河镇, 西河县)" in both
    assert "其中由本村新设站点服务的 1 个：西河县西河镇海岛村" in told("zh", **TRAVEL, forced=(ISLAND,))
    assert "None of these gets a new point" in told("en", **TRAVEL, forced=(HEKOU,))
    assert "island" not in told("en", **TRAVEL, measure="km")


def test_points_that_are_looked_away_from_are_told_beside_today() -> None:
    station = TRAVEL | {"tier": "station"}
    away = told("en", **station, existing="ignore")
    assert "existing: ignore – the plan is made as if the 1 points of the tier today were not there" in away
    assert "existing: ignore" in told("zh", **station, existing="ignore")
    assert "ignore" not in told("en", **station)
    assert "ignore" not in told("en", **TRAVEL, existing="ignore"), "of terminals there is none today"


SECOND: dict[str, Any] = {"objective": {"aim": "reach", "within": 15, "second": 0.5}}


def test_points_that_only_count_beside_others_are_told() -> None:
    """One that serves nobody as others are nearer is for something where villages count by several points."""
    task = {"tier": "station", "number": 12, **SECOND}
    answer = answer_of(**task)
    serving = answer.services[answer.services["site"].ne(answer.new["site"].iloc[0])]
    assert beside_others(answer.case, answer.sites, answer.services) == 0
    assert beside_others(answer.case, answer.sites, serving) == 1
    once = answer_of(**task | {"objective": {"aim": "reach", "within": 15}})
    assert beside_others(once.case, once.sites, once.services.iloc[:0]) == 0


def test_points_that_serve_nobody_for_want_of_a_way_are_not_said_to_count() -> None:
    """An island without a way to the upper tier."""
    lost = answer_of(number=2, forced=(ISLAND,), refers_to="station", **SECOND)
    assert ISLAND in set(lost.new["site"])
    assert ISLAND not in set(lost.services["site"])
    assert beside_others(lost.case, lost.sites, lost.services) == 0
    assert "further points" not in told("en", number=2, forced=(ISLAND,), refers_to="station", **SECOND)


def test_rows_of_those_left_out_have_their_names() -> None:
    rows = task_record(answer_of(**TASK), plain_city())["left_out"]
    island = next(each for each in rows if each["village_code"] == ISLAND)
    assert (island["village"], island["township"], island["county"]) == ("海岛村", "西河镇", "西河县")
    assert (island["weight"], island["why"]) == (200, "no_place")
