"""A scenario that plans points alone: people stay as they are, measured on the city with the points."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scenarios.bundled import find_study
from scenarios.indicators.figures import table_figures
from scenarios.messages import text
from scenarios.prepared import prepare
from scenarios.run import validate_study
from scenarios.siting.answer import SitingAnswer, plan_sites
from scenarios.siting.points import with_points
from scenarios.store import StoredRun, read_run
from scenarios.study import Study, load_study
from tests.scenarios.siting.sited_study import answer_of, plain_city
from tests.scenarios.siting.test_run import NEW, study_text
from tests.scenarios.small_study import evenreach, write_study

STAFF = """\
posts:
  station_staff:
    name: {zh: 站人员, en: Station staff}
    unit: stations
    need: 1
    pool: [counsel]
    inside: county
money:
"""
ALONE = """\
  alone:
    name: {zh: 只选址, en: Alone}
    extends: sited
    sites_only: true
  both:
    name: {zh: 都写, en: Both}
    extends: sited
    evaluate: true
    sites_only: true
  measured:
    name: {zh: 评估, en: Measured}
    extends: sited
    evaluate: true
  further:
    name: {zh: 再进一步, en: Further}
    extends: alone
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alone")
    write_study(folder / "study", study_text().replace("money:\n", STAFF) + ALONE)
    for scenario in ("alone", "today"):
        done = evenreach("run", str(folder / "study"), scenario, "--out", str(folder / "out"), "--lang", "en")
        assert done.exit_code == 0, done.stderr
        (folder / f"{scenario}.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return load_study(folder / "study")


def run_of(folder: Path, scenario: str) -> StoredRun:
    return read_run(folder / "out" / "eastbay" / scenario)


def test_people_are_those_of_today_and_points_those_of_the_plan(folder: Path) -> None:
    alone, today = run_of(folder, "alone"), run_of(folder, "today")
    pd.testing.assert_frame_equal(alone.plan, today.plan)
    assert alone.metrics["rungs"] == [] and not today.metrics.get("siting")
    assert set(NEW) <= set(alone.sites["point_code"])
    assert alone.metrics["money"]["total"] == today.metrics["money"]["total"] + 900 + 300


def test_a_new_station_is_a_unit_where_nobody_works_yet(folder: Path) -> None:
    alone, today = (run_of(folder, each).metrics for each in ("alone", "today"))
    sides = alone["posts_before"], alone["posts"], today["posts"]
    units = [each["station_staff"]["units"] for each in sides]
    short = [each["station_staff"]["short"] for each in sides]
    assert units == [1, 2, 1] and short == [short[0], short[0] + 1, short[0]]
    held = [each["posts"]["station_staff"]["heads"] for each in (alone, today)]
    assert held[0] == held[1]


def test_a_target_that_new_points_move_stands_in_the_summary(folder: Path) -> None:
    """With both sides; not where nothing moves it."""
    target = next(row for row in run_of(folder, "alone").metrics["targets"] if row["code"] == "S-1")
    assert (target["before"], target["after"], target["planned"]) == (1, 2, True)
    still = next(row for row in run_of(folder, "today").metrics["targets"] if row["code"] == "S-1")
    assert (still["before"], still["after"], still["planned"]) == (1, 1, False)
    printed = (folder / "alone.txt").read_text(encoding="utf-8")
    assert "S-1" in printed and text("summary.evaluated", "en") in printed
    assert "S-1" not in (folder / "today.txt").read_text(encoding="utf-8")


def test_points_are_told_first_and_nothing_of_people_whom_nobody_plans(folder: Path) -> None:
    """A run that measures people alone has their tables, one that plans points alone has the points first."""
    alone, today = ((folder / f"{each}.txt").read_text(encoding="utf-8") for each in ("alone", "today"))
    title = next(task["name"]["en"] for task in run_of(folder, "alone").metrics["siting"])
    assert alone.index(title) < alone.index("S-1")
    for key in ("summary.counties", "summary.fairness"):
        assert text(key, "en") in today
        assert text(key, "en") not in alone


def test_what_is_measured_alone_sites_nothing_and_neither_is_inherited(study: Study, tmp_path: Path) -> None:
    kinds = {name: study.resolve(name).scenario for name in ("alone", "both", "measured", "further", "sited")}
    assert {name: (each.evaluate, each.sites) for name, each in kinds.items()} == {
        "alone": (True, True), "both": (True, True), "measured": (True, False), "further": (False, True),
        "sited": (False, True),
    }  # fmt: skip
    codes = {name: set(prepare(study, name, out=tmp_path).city.service_points["point_code"])
             for name in ("alone", "measured")}  # fmt: skip
    assert set(NEW) <= codes["alone"] and not set(NEW) & codes["measured"]


def test_a_resolved_study_is_read_back_as_it_was(folder: Path, study: Study) -> None:
    for name in ("alone", "measured", "sited"):
        place = folder / f"again-{name}"
        place.mkdir()
        (place / "study.yaml").write_text(study.resolve(name).as_yaml(), encoding="utf-8")
        again, was = load_study(place).resolve(name).scenario, study.resolve(name).scenario
        assert (again.evaluate, again.sites) == (was.evaluate, was.sites)


def test_bundled_points_are_proven_best_and_islands_are_named() -> None:
    """Half an hour for all but those whom no town reaches so; the remotest first; within the budget."""
    study = load_study(find_study("lianyungang"))
    city, found = validate_study(study), {}
    for scenario in ("thirty-minute-circle", "terminals-20"):
        (task,) = plan_sites(city, study.resolve(scenario).config).tasks
        assert task.result.proven
        found[task.name] = task
    lost = {"平山岛村委会", "达山岛村委会", "车牛山岛村委会", "开山岛村委会"}
    assert set(found["centres"].beyond["name"]) == lost
    assert found["centres"].after["within"][0]["villages"] == len(city.villages) - len(lost)
    assert len(found["terminals"].new) == 20
    terminals = found["terminals"]
    assert terminals.after["within"][0]["weight"] > 1.09 * terminals.before["within"][0]["weight"]


def test_a_room_that_is_opened_is_a_contact_point_of_its_village() -> None:
    """Of the target on legal-aid contact points (LYG-N01), as Lianyungang's catalogue counts them."""
    config = load_study(find_study("lianyungang")).resolve("today").config
    measure = {"room_villages": config.measures["room_villages"]}
    answer = answer_of(tier="room", number=2, objective={"aim": "reach", "within": 0})
    cities = plain_city(), with_points(plain_city(), SitingAnswer((answer,)))
    found = [table_figures(each, measure, year=None, travel=config.travel) for each in cities]
    today, planned = (figures["room_villages"].value or 0 for figures in found)
    assert planned == today + 2
