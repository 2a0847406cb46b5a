"""Teams and online visits in tables, figures, lists and runs; today's roster knows neither."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from scenarios.eligible import register
from scenarios.lists import write_lists
from scenarios.measures import measure
from scenarios.plan_table import plan_table
from scenarios.run import run_scenario
from scenarios.run_facts import facts_of
from scenarios.settings import RoleSettings
from scenarios.store import StoredRun, read_run
from scenarios.study import load_study
from tests.scenarios.hand_city import RESOLVED, city, config, hired, pairs, stored, village
from tests.scenarios.made_up_travel import case_of, everywhere, hire_arcs
from tests.scenarios.made_up_travel import config as settings_of
from tests.scenarios.small_study import FREE, small_city, write_study

ONLINE = {"online_visits": 4.0, "online_rate": 0.8}
#: P1 and P2 share two villages. A village takes 108.33 hours of service and 8 drives, each of the two half:
#: (108.33 + 2.67) / 2 = 55.5 and (108.33 + 10.67) / 2 = 59.5, together 115 of P1's 330 and of P2's 110.
SHARED = pairs(
    (village(1), "P1", 10.0, 20.0),
    (village(1), "P2", 10.0, 20.0),
    (village(2), "P1", 40.0, 80.0),
    (village(2), "P2", 40.0, 80.0),
)
FEW = 50 * 110 / 115
TEAM = "    need: 1\n    team: 2\n    online_visits: 4\n    online_rate: 0.8"


def shared(**role: Any) -> pd.DataFrame:
    return plan_table(city=city(), pairs=SHARED, config=config(team=2, **role), hired=hired())


def test_each_of_a_team_delivers_half_of_the_hours_and_few_hours_are_fewer_than_that() -> None:
    plan = shared(**ONLINE).query("person_id != ''").set_index(["village_code", "person_id"])
    for number in (1, 2):
        assert plan.loc[(village(number), "P1"), "hours"] == pytest.approx(50)
        assert plan.loc[(village(number), "P2"), "hours"] == pytest.approx(FEW)
    assert plan["status"].tolist() == ["ok", "few_hours"] * 2
    # Without online visits the two take 52 + 58 = 110 of P2, which is what there is.
    assert set(shared().query("person_id != ''")["status"]) == {"ok"}


def test_figures_of_a_team_by_hand() -> None:
    settings = config(team=2, **ONLINE)
    alone = pairs((village(1), "P1", 10.0, 20.0))
    before = plan_table(city=city(), pairs=alone, config=settings.as_today, hired=hired())
    target = {"code": "T1", "name": {"zh": "目标", "en": "Target"}, "op": ">=", "value": 100.0}
    settings = settings.model_copy(
        update={"targets": config(targets=({**target, "measure": "coverage_effective"},)).targets}
    )
    metrics = measure(
        city=city(), plan=shared(**ONLINE), config=settings, before=before, rungs=[], repair={}
    )  # fmt: skip
    assert metrics["short"] == 4 * 2  # four villages without their two
    assert metrics["coverage_nominal"] == pytest.approx(200 / 6)
    assert metrics["coverage_effective"] == 0.0  # P2 gives neither village its hours
    assert metrics["hours_mean"] == pytest.approx(2 * (50 + FEW) / 6)
    assert (metrics["load"]["max"], metrics["load"]["over_hours"]) == (2, 1)
    assert metrics["load"]["hours_used_share"] == pytest.approx(100 * (115 + 110) / 1040)
    # Before, one counsel a village was all that was asked: one of six is covered.
    assert metrics["targets"][0]["before"] == pytest.approx(100 / 6)


@pytest.mark.parametrize(("villages", "over"), [(4, 0), (5, 1)])
def test_a_team_doubles_the_villages_that_somebody_may_be_in(villages: int, over: int) -> None:
    """P2 may have two villages on the register."""
    codes = [village(n, county) for county in ("371001", "371002") for n in (1, 2, 3)][:villages]
    mine = pairs(*((code, "P2", 1.0, 2.0) for code in codes))
    settings = config(team=2)
    plan = plan_table(city=city(), pairs=mine, config=settings, hired=hired())
    metrics = measure(city=city(), plan=plan, config=settings, before=None, rungs=[], repair={})
    assert metrics["load"]["over_cap"] == over


def test_the_register_and_places_of_hiring_take_team_times_as_many(tmp_path: Path) -> None:
    place = small_city(tmp_path)
    most = register(place, RoleSettings(team=2, most_villages=4)).set_index("person_id")["most_villages"]
    assert most.to_dict() == {"P01": 8, "P02": 6, "P03": 4, "P04": 8, "P05": 0}
    # 600 hours are eleven of 52.1, but ten is what somebody hired may be in; 500 are nine.
    for hours, share in ((600.0, 10), (500.0, 9), (52.1, 1)):
        case = case_of(place, everywhere(place), settings_of({"number": 1, "hours_year": hours}, team=2))
        assert {number for _, number, _ in hire_arcs(case)} == {share}
    assert (
        hire_arcs(case_of(place, everywhere(place), settings_of({"number": 1, "hours_year": 52}, team=2)))
        == set()
    )


# --- what a stored run says -----------------------------------------------------------------------------


def run_of_teams(folder: Path, scenario: str = "balanced") -> StoredRun:
    team = "need: 1, team: 2, online_visits: 4.0, online_rate: 0.8"
    written = RESOLVED.replace("need: 1", team).replace("Today}}", "Today}, evaluate: true}")
    run = stored(folder, SHARED, scenario=scenario)
    return replace(run, plan=shared(**ONLINE), manifest={**run.manifest, "resolved": written})


def test_facts_have_team_and_online_visits_and_those_of_today_have_none(tmp_path: Path) -> None:
    facts = facts_of(run_of_teams(tmp_path))
    assert (facts.role.team, facts.role.online_visits, facts.role.online_rate) == (2, 4.0, 0.8)
    assert facts.hire_most == 10
    today = facts_of(run_of_teams(tmp_path, "today"))
    assert (today.role.team, today.role.online_visits, today.hire_most) == (1, 0.0, 5)


def test_a_manifest_from_before_there_were_teams_is_still_read(tmp_path: Path) -> None:
    facts = facts_of(stored(tmp_path, SHARED))
    assert (facts.role.team, facts.role.online_visits, facts.role.online_rate) == (1, 0.0, 1.0)
    assert facts.hire_most == 5


def sheet(path: Path, number: int) -> list[dict[str, Any]]:
    head, *rows = load_workbook(path).worksheets[number].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_lists_count_by_team_and_say_so(tmp_path: Path) -> None:
    path = write_lists(run_of_teams(tmp_path), tmp_path, lang="zh", counsel=city().counsel)[0]
    first, second = sheet(path, 1)
    for row, cap, over in ((first, 10, None), (second, 4, "是")):
        assert row["年所需时长（小时）"] == pytest.approx(115)
        assert row["年行车分钟"] == (20 + 80) * 8 / 2
        assert (row["服务村数"], row["村数上限"], row["超时长上限"]) == (2, cap, over)
    notes = {row["项目"]: row["内容"] for row in sheet(path, 2)}
    assert "2 名顾问共同服务，分担 100 小时" in notes["团队服务"]
    assert "最多参加 10 个村" in notes["团队服务"]
    assert "每年 4 次为线上服务" in notes["线上服务"]
    assert "0.8 小时" in notes["线上服务"]
    assert "不少于 50 小时" in notes["达标"]
    english = {
        row["Item"]: row["Content"]
        for row in sheet(write_lists(run_of_teams(tmp_path), tmp_path, lang="en")[0], 2)
    }
    assert english["Team service"].startswith("2 counsel share a village, its 100 hours")
    assert english["Online visits"].startswith("4 of these visits are online")


def test_lists_without_teams_do_not_speak_of_them(tmp_path: Path) -> None:
    plain = write_lists(stored(tmp_path, SHARED.iloc[::2]), tmp_path, lang="zh")[0]
    assert {"团队服务", "线上服务"}.isdisjoint(row["项目"] for row in sheet(plain, 2))


# --- whole runs -----------------------------------------------------------------------------------------


def test_a_study_of_teams_runs_and_today_stays_as_it_is(tmp_path: Path) -> None:
    plain = load_study(write_study(tmp_path / "plain"))
    teams = load_study(write_study(tmp_path / "teams", FREE.replace("    need: 1", TEAM)))
    today = [run_scenario(study, "today", out=tmp_path / study.folder.name) for study in (plain, teams)]
    pd.testing.assert_frame_equal(today[0].plan, today[1].plan)
    first, second = ({**run.metrics, "seconds": 0.0} for run in today)
    assert first == second
    assert facts_of(read_run(today[1].folder)).role.team == 1
    planned = run_scenario(teams, "balanced", out=tmp_path / "teams")
    served = planned.plan[planned.plan["person_id"] != ""]
    heads = served.groupby("village_code")["person_id"].nunique()
    assert planned.metrics["verified"]
    assert heads.max() == 2
    assert planned.metrics["short"] == 24 - len(served)
    assert [target["before"] for target in planned.metrics["targets"]] == [
        target["after"] for target in today[0].metrics["targets"]
    ]
    assert facts_of(read_run(planned.folder)).role.team == 2
