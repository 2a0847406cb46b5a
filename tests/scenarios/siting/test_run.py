"""A run that sites points: the plan is made on the city with them, and every output tells of them."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from rich.console import Console

from scenarios import map_page
from scenarios.closing import print_end
from scenarios.compare import compare_runs
from scenarios.list_sites import SITES_BOOK
from scenarios.messages import LANGUAGES, catalogue, text
from scenarios.prepared import prepare
from scenarios.progress import Event
from scenarios.run import run_scenario, validate_study
from scenarios.settings import SolverOverrides
from scenarios.siting.points import with_stored_points
from scenarios.store import StoredRun, read_run
from scenarios.study import Study, load_study
from scenarios.summary import print_summary
from tests.scenarios.small_study import FREE, evenreach, write_study

PAGE = Path(map_page.__file__).parent / "page"
POINTS = "  service_points: {path: service_points.csv, crs: EPSG:4490}\n"
SECTIONS = """\
money:
  setup: {}
measures:
  stations: {table: service_points, where: {tier: station}}
targets:
  - code: S-1
    name: {zh: 站, en: Stations}
    measure: stations
    op: ">="
    value: 2
    unit: "个"
"""
SITED = """\
  sited:
    name: {zh: 选址, en: Sited}
    extends: balanced
    set:
      - siting:
          stations:
            name: {zh: 新站, en: Stations}
            tier: station
            number: 1
            yuan: 900
            existing: may_close
            closing_yuan: 50
            objective: {aim: reach, within: 10}
          terminals:
            name: {zh: 自助终端, en: Terminals}
            tier: terminal
            counted: [station]
            number: 1
            yuan: 300
            beyond: 120
            objective: {aim: travel}
"""


def study_text() -> str:
    """The small study with its points, and a scenario that opens a station and then a terminal."""
    with_points = FREE.replace(
        "  counsel:    {path: counsel.csv}\n", f"  counsel:    {{path: counsel.csv}}\n{POINTS}"
    )
    assert POINTS in with_points
    return with_points.replace("targets:\n", SECTIONS) + SITED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the study and a run of the scenarios that site points and that do not."""
    folder = tmp_path_factory.mktemp("sited")
    write_study(folder / "study", study_text())
    for scenario in ("sited", "balanced"):
        done = evenreach("run", str(folder / "study"), scenario, "--out", str(folder / "out"), "--lang", "en")
        assert done.exit_code == 0, done.stderr
        (folder / f"{scenario}.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def run(folder: Path) -> StoredRun:
    return read_run(folder / "out" / "eastbay" / "sited")


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return load_study(folder / "study")


NEW = ("stations-371001001001", "terminals-371002100201")


def test_the_points_of_the_plan_and_who_goes_where_are_kept(run: StoredRun) -> None:
    """The tables say what the plan opened; each village has one row a task and side, served or not."""
    opened = run.sites[run.sites["change"].eq("new")]
    assert tuple(opened["point_code"]) == NEW
    assert opened["tier"].tolist() == ["station", "terminal"]
    kept = run.sites[run.sites["point_code"].eq("S01")]
    assert kept["change"].tolist() == ["kept", "counted"]
    assert len(run.served) == 2 * 2 * 12
    after = run.served.query("task == 'terminals' and side == 'after'").set_index("village_code")
    assert after.loc["371002100201", ["point_code", "way", "share"]].tolist() == [NEW[1], 0.0, 1.0]
    assert after.loc["371002100202", "point_code"] == ""
    first = run.served.query("task == 'stations' and side == 'before'")
    assert set(first["point_code"]) == {"S01", ""}


def test_certificates_of_siting_stand_in_metrics_manifest_and_summary(run: StoredRun, folder: Path) -> None:
    tasks = {task["key"]: task for task in run.metrics["siting"]}
    assert {name: [rung["aim"] for rung in task["certificates"]] for name, task in tasks.items()} == {
        "stations": ["reach"], "terminals": ["travel"],
    }  # fmt: skip
    assert run.manifest["siting"] == {name: task["certificates"] for name, task in tasks.items()}
    assert all(rung["status"] == "optimal" for task in tasks.values() for rung in task["certificates"])
    printed = (folder / "sited.txt").read_text(encoding="utf-8")
    for words in ("Stations – ", text("siting_aim.reach", "en"), text("siting_aim.travel", "en")):
        assert words in printed
    assert text("stage.siting", "en") in printed


def test_a_stored_run_shows_the_same_again_in_either_language(run: StoredRun) -> None:
    for lang in LANGUAGES:
        console = Console(record=True, width=160, file=io.StringIO())
        print_summary(console, run, lang)
        shown = console.export_text()
        assert text("siting_aim.reach", lang) in shown
        assert "河北村公共法律服务自助终端" in shown


def test_what_siting_costs_is_in_the_bill_once_after_and_not_today(run: StoredRun) -> None:
    money = run.metrics["money"]
    assert (money["total_before"], money["total"]) == (0, 900 + 300)
    counties = {row["county_code"]: row["after"] for row in money["by_county"]}
    assert counties == {"371001": 900, "371002": 300, "371071": 0}


def test_targets_count_the_new_points_in_the_plan_and_not_today(folder: Path) -> None:
    for scenario, after in (("sited", 2), ("balanced", 1)):
        stored = read_run(folder / "out" / "eastbay" / scenario)
        target = next(each for each in stored.metrics["targets"] if each["code"] == "S-1")
        assert (target["before"], target["after"]) == (1, after)


def test_pricing_a_stored_run_anew_finds_what_siting_cost(folder: Path) -> None:
    done = evenreach("cost", str(folder / "study"), "sited", "--out", str(folder / "out"), "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert "1,200" in done.stdout


def test_a_county_gets_its_points_and_where_its_villages_go(run: StoredRun) -> None:
    book = openpyxl.load_workbook(run.folder / "lists" / "371002-西河县.xlsx")
    points, goes = (book[text(key, "en")] for key in ("list.sheet_sites", "list.sheet_served"))
    rows = list(points.iter_rows(min_row=2, values_only=True))
    assert [(row[2], row[4], row[7], row[8]) for row in rows] == [
        (text("siting_change.new", "en"), NEW[1], "122.300000", "37.250000")
    ]
    found = {(row[1], row[4]): row for row in goes.iter_rows(min_row=2, values_only=True)}
    assert len(found) == 2 * 4
    assert found["Terminals", "371002100201"][6:11] == (None, None, "河北村公共法律服务自助终端", 0, "min")
    assert found["Terminals", "371002100202"][8] is None


def test_the_city_has_a_workbook_of_all_points(run: StoredRun, folder: Path) -> None:
    book = openpyxl.load_workbook(run.folder / "lists" / SITES_BOOK)
    rows = list(book[text("siting_sheet.sites", "en")].iter_rows(min_row=2, values_only=True))
    assert {row[2] for row in rows} >= set(NEW)
    left = [each["village_code"] for task in run.metrics["siting"] for each in task["left_out"]]
    rules = [each["rule"] for task in run.metrics["siting"] for each in task["rules"]]
    assert left and rules
    listed = [book[text(f"siting_sheet.{sheet}", "en")] for sheet in ("beyond", "rules")]
    assert [sheet.max_row - 1 for sheet in listed] == [len(left), len(rules)]
    assert [row[1] for row in listed[0].iter_rows(min_row=2, values_only=True)] == left
    assert not (folder / "out" / "eastbay" / "balanced" / "lists" / SITES_BOOK).exists()


def test_layers_have_the_sites_and_their_catchments(run: StoredRun) -> None:
    path = run.folder / "plan.gpkg"
    assert {name for name, _ in pyogrio.list_layers(path)} == {
        "villages", "links", "counties", "sites", "catchments",
    }  # fmt: skip
    sites, areas = (gpd.read_file(path, layer=name) for name in ("sites", "catchments"))
    assert sites["point_code"].tolist() == run.sites["point_code"].tolist()
    assert sites.geometry.x.tolist() == pytest.approx(run.sites["lon"].tolist())
    served = run.served[run.served["point_code"].ne("")]
    keys = ["task", "side", "point_code"]
    assert set(map(tuple, areas[keys].to_numpy())) == set(map(tuple, served[keys].to_numpy()))
    assert areas.crs == sites.crs == "EPSG:4490"


def test_the_map_has_points_catchments_and_who_goes_where(run: StoredRun) -> None:
    data = page_data(run.folder / "map.html")
    first, second = data["siting"]
    assert [point[1] for point in second["points"]] == ["new", "counted", "counted"]
    assert {side: len(areas) for side, areas in first["areas"].items()} == {"before": 1, "after": 2}
    village = [row[0] for row in data["villages"]].index("371002100201")
    assert second["goes"]["before"][village] == []
    (number, way), = second["goes"]["after"][village]  # fmt: skip
    assert (second["names"][number], way) == ("河北村公共法律服务自助终端", 0.0)
    assert second["figures"]["en"][0][0].startswith("Villages within")


def test_the_script_of_sites_says_only_what_the_page_was_given(run: StoredRun) -> None:
    script = (PAGE / "sites.js").read_text(encoding="utf-8")
    said = set(re.findall(r'"(map\.[a-z_]+)"', script))
    assert said == set(map_page._SITES_TEXTS)
    data = page_data(run.folder / "map.html")
    for lang in LANGUAGES:
        assert {key: data["text"][lang][key] for key in said} == {key: catalogue(lang)[key] for key in said}
        assert {f"siting_change.{kind}" for kind in ("new", "kept", "counted", "closed")} <= set(
            data["text"][lang]
        )


def test_a_run_without_siting_has_nothing_of_it(folder: Path) -> None:
    balanced = folder / "out" / "eastbay" / "balanced"
    found = {path.name for path in balanced.rglob("*") if path.is_file()}
    assert not found & {"sites.csv", "served.csv", SITES_BOOK}
    plain = read_run(balanced)
    assert plain.sites.empty and plain.served.empty
    assert "siting" not in plain.metrics and "siting" not in plain.manifest
    data = page_data(balanced / "map.html")
    assert "siting" not in data
    assert not [key for key in data["text"]["en"] if key.startswith("siting") or key == "map.sites"]
    book = openpyxl.load_workbook(balanced / "lists" / "371002-西河县.xlsx")
    assert text("list.sheet_sites", "en") not in book.sheetnames


def test_a_run_that_sites_points_compares_with_one_that_does_not(run: StoredRun, folder: Path) -> None:
    found = compare_runs(read_run(folder / "out" / "eastbay" / "balanced"), run)
    assert (found.a, found.b) == ("balanced", "sited")
    book = openpyxl.load_workbook(found.to_xlsx(folder / "compare.xlsx", lang="en"))
    rows = list(book[text("list.sheet_sites", "en")].iter_rows(min_row=2, values_only=True))
    costs = {row[0]: row[2:] for row in rows if row[1] == text("siting.yuan", "en")}
    assert list(costs.values()) == [("–", "900"), ("–", "300")]
    command = (
        "compare",
        str(folder / "study"),
        "balanced",
        "sited",
        "--out",
        str(folder / "out"),
        "--lang",
        "en",
    )
    assert text("siting_sites.new", "en") in evenreach(*command).stdout
    plain = compare_runs(*[read_run(folder / "out" / "eastbay" / "balanced")] * 2)
    sheets = openpyxl.load_workbook(plain.to_xlsx(folder / "plain.xlsx", lang="en")).sheetnames
    assert text("list.sheet_sites", "en") not in sheets


def test_beside_other_runs_one_that_sites_points_tells_whom_they_reach(run: StoredRun, folder: Path) -> None:
    """And where nobody was planned anew, its column would be that of today once more: it has none."""
    other = read_run(folder / "out" / "eastbay" / "balanced")
    alone = replace(run, metrics=dict(run.metrics) | {"rungs": []})
    stations = next(task for task in run.metrics["siting"] if task["key"] == "stations")
    reached = [f"{stations[side]['within'][0]['villages']} / 12" for side in ("before", "after")]
    for sited, columns in ((run, ["balanced", "sited"]), (alone, ["balanced"])):
        console = Console(record=True, width=160, file=io.StringIO())
        print_end(console, [other, sited], study="eastbay", lang="en")
        lines = console.export_text().splitlines()
        head = next(line for line in lines if line.startswith("┃ Measure"))
        assert [cell.strip() for cell in head.strip("┃").split("┃")][1:] == columns
        rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if "│ sited" in line]
        assert rows[0] == ["sited", "Stations", "1", "Villages within 10 min", *reached]
        assert [row[3] for row in rows[1:]] == ["Mean way", "Villages within 30 min", "Mean way"]


def test_the_same_study_gives_the_same_files(run: StoredRun, study: Study, tmp_path: Path) -> None:
    again = run_scenario(study, "sited", out=tmp_path, lang="en")
    for name in ("sites.csv", "served.csv", "plan.csv"):
        assert hashed(again.folder / name) == hashed(run.folder / name), name
    same = page_data(again.folder / "map.html")["siting"]
    assert same == page_data(run.folder / "map.html")["siting"]
    areas = [gpd.read_file(each.folder / "plan.gpkg", layer="catchments") for each in (again, run)]
    assert areas[0].geometry.to_wkb().equals(areas[1].geometry.to_wkb())


def test_questions_are_asked_of_the_city_with_its_new_points(
    study: Study, tmp_path: Path, run: StoredRun
) -> None:
    """And the points of a stored run are put back as they were; today has none of them."""
    ready = prepare(study, "sited", out=tmp_path, overrides=SolverOverrides(seconds=5.0))
    assert set(NEW) <= set(ready.city.service_points["point_code"])
    today = validate_study(study)
    assert not set(NEW) & set(prepare(study, "today", out=tmp_path).city.service_points["point_code"])
    stored = with_stored_points(today, run.sites)
    pd.testing.assert_frame_equal(stored.service_points, ready.city.service_points, check_dtype=False)
    assert with_stored_points(today, run.sites.iloc[:0]) is today


def test_progress_tells_the_best_sites_so_far_and_their_bound(study: Study, tmp_path: Path) -> None:
    heard: list[Event] = []
    run_scenario(study, "sited", out=tmp_path, progress=heard.append)
    told = [event for event in heard if event.stage.startswith("siting")]
    assert told[0].stage == "siting"
    assert any(event.incumbent is not None and event.bound is not None for event in told)
    stages = [event.stage for event in heard]
    assert stages.index("siting") < stages.index("problem")


def page_data(path: Path) -> dict[str, Any]:
    """The block of data of a map page."""
    page = path.read_text(encoding="utf-8")
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def hashed(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
