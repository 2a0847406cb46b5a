"""Plans of sites: the best there are, checked, with figures that add up by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optimizer.result import Status
from scenarios.errors import ScenarioError
from scenarios.siting import answer as module
from scenarios.siting.answer import plan_sites
from tests.scenarios.siting.sited_study import answer_of, case_of, plain_city, with_tasks

#: One task for each aim.
AIMS: list[dict[str, Any]] = [
    {"objective": {"aim": "cover", "within": 20, "times": 2}},
    {"objective": {"aim": "cover", "within": 20, "cheapest": True}, "yuan": 5, "tier": "station"},
    {"objective": {"aim": "reach", "within": {"rural": 15, "urban": 6}, "second": 0.5}, "number": 2},
    {"objective": {"aim": "gradual_reach", "full": 5, "none": 20}, "number": 2},
    {"objective": {"aim": "travel"}, "number": 2, "beyond": 150},
    {"objective": {"aim": "farthest", "bands": (20.0, 10.0)}, "number": 2, "where": {"area": "urban"}},
    {"objective": {"aim": "apart"}, "number": 3},
    {"objective": {"aim": "cost", "yuan_per_unit": 1}, "yuan": 20_000, "beyond": 150},
    {"objective": {"aim": "even_travel"}, "number": 2, "beyond": 150, "counted": ("station",)},
    {"objective": {"aim": "access", "catchment": 20}, "number": 2},
    {"objective": {"aim": "worst_access", "catchment": 30, "levels": 2}, "number": 3},
]


@pytest.mark.parametrize("task", AIMS, ids=lambda task: task["objective"]["aim"])
def test_every_aim_is_planned_proven_and_checked(task: dict[str, Any]) -> None:
    found = answer_of(**task)
    assert found.result.proven
    assert len(found.new) <= task.get("number", 12)
    assert set(found.services["site"]) <= set(found.sites.loc[found.sites["opened"], "site"])


def test_the_one_point_is_the_best_of_all_that_it_could_be() -> None:
    case = case_of(number=1, objective={"aim": "travel"}, beyond=150)
    totals = {}
    for position, site in enumerate(case.ground.sites["site"]):
        way = np.full(12, 150.0)
        mine = case.ways.site == position
        way[case.ways.place[mine]] = case.ways.way[mine]
        totals[site] = float(way @ case.ground.weight)
    best = min(totals, key=lambda each: totals[each])
    found = answer_of(number=1, objective={"aim": "travel"}, beyond=150)
    assert list(found.new["site"]) == [best]
    assert found.result.certificates[0].objective == pytest.approx(totals[best])


def test_figures_of_today_and_of_the_plan_add_up() -> None:
    found = answer_of(
        tier="station", number=1, forced=("371002100001",), objective={"aim": "reach", "within": 12}
    )
    after = found.services.set_index("village_code")
    assert after.loc["371002100001", "way"] == 0
    assert after.loc["371001101200", "site"] == "S01"
    assert (found.before["villages"], found.before["served_villages"]) == (12, 10)
    within = {row["rural"]: row for row in found.after["within"]}
    assert list(within) == [12, 30, 60]
    ways = found.services["counted"].to_numpy()
    weight = found.services["village_code"].map(
        plain_city().villages.set_index("village_code")["pop_resident"]
    )
    assert within[12]["villages"] == (ways <= 12).sum()
    assert within[12]["weight"] == weight[ways <= 12].sum()
    assert found.after["mean"] == pytest.approx(np.average(ways, weights=weight))
    assert found.after["worst"] == ways.max()

    far = sorted(zip(ways, weight, strict=True))
    assert sum(part for way, part in far if way <= found.after["p90"]) >= 0.9 * weight.sum()
    assert sum(part for way, part in far if way < found.after["p90"]) < 0.9 * weight.sum()
    assert sum(row["villages"] for row in found.after["by_county"]) == 12
    assert sum(row["within_villages"] for row in found.after["by_county"]) == within[12]["villages"]
    assert found.after["gap"] == pytest.approx(found.after["rural_mean"] - found.after["urban_mean"])


def test_a_full_point_leaves_villages_to_another_one() -> None:
    task: dict[str, Any] = {"objective": {"aim": "travel"}, "number": 3, "beyond": 150, "weight": "one"}
    assert answer_of(**task, capacity=12).services["site"].value_counts().max() > 2
    full = answer_of(**task, capacity=2)
    assert full.services["site"].value_counts().max() == 2
    assert full.after["served_villages"] == 6
    split = answer_of(**task, capacity=1.5, split=True)
    assert split.services["share"].sum() == pytest.approx(4.5)
    assert split.after["served_weight"] == pytest.approx(4.5)


def test_a_later_task_sees_what_an_earlier_one_opens_and_the_city_stays_as_it_is() -> None:
    first = {
        "number": 1,
        "tier": "station",
        "forced": ("371002100200",),
        "objective": {"aim": "travel"},
        "beyond": 150,
    }
    second = {
        "at": "points",
        "where": {"tier": "station"},
        "number": 9,
        "objective": {"aim": "travel"},
        "beyond": 150,
    }
    config, before = with_tasks(one=first, two=second), len(plain_city().service_points)
    found = plan_sites(plain_city(), config, seconds=10)
    assert [each.name for each in found.tasks] == ["one", "two"]
    assert len(found.tasks[1].sites) == 2
    assert len(plain_city().service_points) == before
    assert [each.name for each in plan_sites(plain_city(), config, last="one").tasks] == ["one"]


def test_the_same_settings_give_the_same_plan() -> None:
    a, b = (answer_of(number=3, objective={"aim": "travel"}, beyond=150) for _ in range(2))
    assert a.plan.opened == b.plan.opened
    assert a.services.equals(b.services)


def test_no_plan_and_no_tasks_are_errors_in_words() -> None:
    impossible = {"number": 3, "yuan": 10, "budget": 5, "objective": {"aim": "cover", "within": 5}}
    assert len(answer_of(**impossible | {"budget": 100, "number": 9}).new) <= 9
    with pytest.raises(ScenarioError, match=r"no plan keeps all limits \(proven\).*budget"):
        answer_of(**impossible)
    with pytest.raises(ScenarioError, match="no section siting"):
        plan_sites(plain_city(), with_tasks())


class _Stop:
    """Somebody who wants the best plan at once."""

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        assert aim == "siting:travel"

    def cancelled(self) -> bool:
        return True


def test_who_cancels_gets_the_best_plan_so_far_or_hears_that_there_is_none() -> None:
    config = with_tasks(one={"number": 2, "objective": {"aim": "travel"}, "beyond": 150})
    try:
        found = plan_sites(plain_city(), config, monitor=_Stop()).tasks[0]
    except ScenarioError as error:
        assert "in the time" in str(error)
        return
    assert found.result.certificates[0].status in (Status.CANCELLED, Status.OPTIMAL)


def test_a_plan_that_breaks_a_rule_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "verify", lambda *parts: ("opened what is banned",))
    with pytest.raises(AssertionError, match="opened what is banned"):
        answer_of(number=1, objective={"aim": "travel"}, beyond=150)
