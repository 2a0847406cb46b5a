"""Every output of a run is there, and all of them say the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest

from scenarios.plan_table import COLUMNS
from scenarios.study import load_study
from tests.scenarios.small_study import (
    MASKED,
    PHONE,
    run_of,
)
from tests.small_city import small_tables

SCENARIOS = ("today", "balanced", "fewest-changes", "cross-county", "hire")
COUNTIES = {"371001": "东山区", "371002": "西河县", "371071": "临海开发区"}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_run_has_all_its_files_and_nothing_else(scarce_runs: Path, scenario: str) -> None:
    folder = scarce_runs / "out" / "eastbay" / scenario
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    lists = {f"lists/{code}-{name}.xlsx" for code, name in COUNTIES.items()}
    tables = {"plan.csv", "posts.csv", "plan.gpkg", "metrics.json", "manifest.json"}
    assert found == {*tables, "map.html", *lists}
    assert (folder / "plan.csv").read_bytes().startswith(b"\xef\xbb\xbfvillage_code,")


def plain_figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Figures of a plan with one person a village, worked out row by row."""
    served = [row for row in rows if row["person_id"]]
    minutes = [row["minutes"] for row in served]
    villages = Counter(row["person_id"] for row in served)
    changes = Counter(row["change"] for row in rows)
    return {
        "villages": len(rows),
        "short": len(rows) - len(served),
        "hired": len({row["person_id"] for row in served if row["hired"]}),
        "counsel_used": len(villages),
        "coverage_nominal": 100 * len(served) / len(rows),
        "coverage_effective": 100 * sum(row["status"] == "ok" for row in rows) / len(rows),
        "hours_mean": sum(row["hours"] for row in rows) / len(rows),
        "hours_min": min(row["hours"] for row in rows),
        "travel.mean": sum(minutes) / len(minutes),
        "travel.max": max(minutes),
        "load.max": max(villages.values()),
        "load.mean": len(served) / len(villages),
        **{f"changes.{kind}": changes[kind] for kind in ("kept", "moved", "gained", "lost", "vacant")},
    }


def figure(metrics: Mapping[str, Any], name: str) -> Any:
    for part in name.split("."):
        metrics = metrics[part]
    return metrics


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_measures_are_those_of_the_plan(scarce_runs: Path, scenario: str) -> None:
    run = run_of(scarce_runs, scenario)
    rows = run.plan.to_dict("records")
    assert list(run.plan.columns) == list(COLUMNS)
    assert [row["village_code"] for row in rows] == sorted(small_tables()["villages"]["village_code"])
    for name, wanted in plain_figures(rows).items():
        assert figure(run.metrics, name) == pytest.approx(wanted, abs=1e-5), name
    for county in run.metrics["by_county"]:
        mine = plain_figures([row for row in rows if row["county_code"] == county["county_code"]])
        for ours, theirs in (("villages", "villages"), ("short", "short"), ("nominal", "coverage_nominal"),
                             ("effective", "coverage_effective"), ("hours_mean", "hours_mean"),
                             ("minutes_mean", "travel.mean"), ("counsel_used", "counsel_used")):  # fmt: skip
            assert county[ours] == pytest.approx(mine[theirs], abs=1e-5), (county["name"], ours)
    assert [county["county_code"] for county in run.metrics["by_county"]] == sorted(COUNTIES)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_lists_hold_the_rows_of_the_plan(scarce_runs: Path, scenario: str) -> None:
    run, listed = run_of(scarce_runs, scenario), 0
    for code, name in COUNTIES.items():
        book = openpyxl.load_workbook(run.folder / "lists" / f"{code}-{name}.xlsx")
        villages, load, _ = book.worksheets
        assert villages.freeze_panes == load.freeze_panes == "A2"
        mine = run.plan[run.plan["county_code"] == code]
        rows = list(villages.iter_rows(min_row=2, values_only=True))
        assert [row[3] for row in rows] == mine["village_code"].tolist()
        assert [row[5] or "" for row in rows] == mine["counsel"].tolist()
        served = [row for row in load.iter_rows(min_row=2, values_only=True) if row[6]]
        assert {row[2] for row in served} == set(mine["person_id"]) - {""}
        listed += len(rows)
    assert listed == len(run.plan)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_layers_hold_the_plan(scarce_runs: Path, scenario: str) -> None:
    run = run_of(scarce_runs, scenario)
    path = run.folder / "plan.gpkg"
    assert {name for name, _ in pyogrio.list_layers(path)} == {"villages", "links", "counties"}
    villages, links = gpd.read_file(path, layer="villages"), gpd.read_file(path, layer="links")
    assert villages["village_code"].tolist() == run.plan["village_code"].tolist()
    assert villages["person_id"].fillna("").tolist() == run.plan["person_id"].tolist()
    served = run.plan[run.plan["person_id"] != ""]
    assert links["village_code"].tolist() == served["village_code"].tolist()
    offices, townships = (small_tables()[name] for name in ("offices", "townships"))
    places = pd.concat([offices.set_index("office_code"), townships.set_index("township_code")])
    for office, line in zip(links["office_code"], links.geometry, strict=True):
        there = (float(places.at[office, "lon"]), float(places.at[office, "lat"]))
        assert line.coords[-1] == pytest.approx(there)
    counties = gpd.read_file(path, layer="counties").set_index("county_code")
    figures = {row["county_code"]: row["short"] for row in run.metrics["by_county"]}
    assert counties["short"].to_dict() == {code: figures[code] for code in counties.index}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_map_opens_offline_and_holds_the_plan(scarce_runs: Path, scenario: str) -> None:
    run = run_of(scarce_runs, scenario)
    page = (run.folder / "map.html").read_text(encoding="utf-8")
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert [row[0] for row in data["villages"]] == run.plan["village_code"].tolist()
    assert sum(row[1] >= 0 for row in data["rows"]) == (run.plan["person_id"] != "").sum()
    assert re.findall(r"""(?:src|href|url\()=?["']?(?:https?:)?//[^"']*""", page) == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_manifest_tells_how_to_do_it_again(scarce_runs: Path, scenario: str) -> None:
    run = run_of(scarce_runs, scenario)
    files = {path.name: path for path in (scarce_runs / "study").iterdir() if path.name != "study.yaml"}
    used = {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in run.manifest["inputs"]}
    assert run.manifest["inputs"] == used
    assert {"counsel.csv", "roster.csv", "outlines.gpkg"} <= used.keys()
    again = scarce_runs / f"again-{scenario}.yaml"
    again.write_text(run.manifest["resolved"], encoding="utf-8")
    study = load_study(scarce_runs / "study").resolve(scenario)
    assert load_study(again).resolve(scenario).config == study.config
    assert run.manifest["seed"] == study.config.solver.seed == 7
    assert run.manifest["certificate"] == run.metrics["rungs"]
    assert {"python", "ortools", "numpy", "evenreach"} <= run.manifest["versions"].keys()


def test_no_output_holds_a_phone_number(scarce_runs: Path) -> None:
    """The lists mask it, the other files do not have it at all; `export --phones` is the only way to it."""
    for path in (scarce_runs / "out").rglob("*"):
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
            assert PHONE not in cells
            assert (MASKED in cells) == ("371001" in path.name)
        elif path.is_file():
            assert PHONE.encode() not in path.read_bytes()
    assert PHONE not in (scarce_runs / "stdout.txt").read_text(encoding="utf-8")
    assert PHONE not in (scarce_runs / "progress.jsonl").read_text(encoding="utf-8")
