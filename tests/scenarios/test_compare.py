"""Two runs side by side, worked by hand."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from rich.console import Console

from scenarios.compare import Comparison, DifferentStudiesError, MeasureRow, compare_runs
from scenarios.measure_names import MEASURES
from scenarios.store import StoredRun, read_run, write_run
from scenarios.views import comparison_view
from tests.scenarios.hand_city import NORTH, SOUTH, city, pairs, renamed, stored, village
from tests.scenarios.role_run import with_roles

BEFORE = pairs(
    (village(1), "P1", 10.0, 20.0),
    (village(2), "P1", 40.0, 80.0),
    (village(1, SOUTH), "P3", 31.0, 60.0),
)
# Village 1 stays with P1, 2 moves to P2, 3 is gained, south 1 is lost.
AFTER = pairs(
    (village(1), "P1", 10.0, 20.0),
    (village(2), "P2", 25.0, 50.0),
    (village(3), "P1", 30.0, 60.0),
)


@pytest.fixture
def runs(tmp_path: Path) -> tuple[StoredRun, StoredRun]:
    return stored(tmp_path / "a", BEFORE, scenario="today"), stored(tmp_path / "b", AFTER)


def by_key(comparison: Comparison) -> dict[str, MeasureRow]:
    return {row.key: row for row in comparison.measures}


def with_metrics(run: StoredRun, **changed: Any) -> StoredRun:
    return StoredRun(run.folder, run.plan, {**run.metrics, **changed}, run.manifest)


def test_villages_that_changed_hands_by_hand(runs: tuple[StoredRun, StoredRun]) -> None:
    comparison = compare_runs(*runs)
    changed = comparison.villages.set_index("village_code")
    assert changed["change"].to_dict() == {
        village(2): "moved",
        village(3): "gained",
        village(1, SOUTH): "lost",
    }
    assert comparison.totals == {"gained": 1, "lost": 1, "moved": 1, "unchanged": 3}
    moved = changed.loc[village(2)]
    assert (moved["person_before"], moved["person_after"]) == ("P1", "P2")
    assert (moved["counsel_before"], moved["counsel_after"]) == ("甲一", "乙二")
    assert (moved["minutes_before"], moved["minutes_after"]) == (40, 25)
    assert (changed.loc[village(3), "person_before"], changed.loc[village(3), "status_before"]) == (
        "",
        "vacant",
    )
    assert np.isnan(changed.loc[village(1, SOUTH), "minutes_after"])


def test_a_run_compared_with_itself_differs_in_nothing(runs: tuple[StoredRun, StoredRun]) -> None:
    comparison = compare_runs(runs[0], runs[0])
    assert len(comparison.villages) == 0
    assert comparison.totals == {"gained": 0, "lost": 0, "moved": 0, "unchanged": 6}
    assert {row.verdict for row in comparison.measures} <= {"same", "neither"}
    assert {row.difference for row in comparison.measures} <= {0.0, None}


def test_swapping_the_runs_swaps_gained_and_lost_better_and_worse(runs: tuple[StoredRun, StoredRun]) -> None:
    there, back = compare_runs(*runs), compare_runs(*reversed(runs))
    assert (there.totals["gained"], there.totals["lost"]) == (back.totals["lost"], back.totals["gained"])
    opposite = {"better": "worse", "worse": "better", "same": "same", "neither": "neither"}
    assert [opposite[row.verdict] for row in there.measures] == [row.verdict for row in back.measures]


def test_the_order_of_two_counsel_is_no_difference(tmp_path: Path) -> None:
    one = stored(tmp_path, pairs((village(1), "P1", 1, 2), (village(1), "P2", 3, 4)))
    other = StoredRun(one.folder, one.plan.iloc[::-1], one.metrics, one.manifest)
    assert compare_runs(one, other).totals["unchanged"] == 6
    moved = compare_runs(one, stored(tmp_path, pairs((village(1), "P1", 1, 2)))).villages
    assert moved[["change", "person_before", "person_after"]].to_numpy().tolist() == [
        ["moved", "P1;P2", "P1"]
    ]


def test_each_measure_knows_which_way_is_better(runs: tuple[StoredRun, StoredRun]) -> None:
    rows = by_key(compare_runs(*runs))
    assert list(rows) == list(MEASURES)
    coverage, drive = rows["coverage_effective"], rows["travel.mean"]
    assert (coverage.a, coverage.b, coverage.verdict) == (pytest.approx(200 / 6), 50.0, "better")
    assert (drive.a, drive.b, drive.verdict) == (27, pytest.approx(65 / 3), "better")
    assert drive.difference == pytest.approx(65 / 3 - 27)
    assert rows["load.p50"].verdict == "neither"
    assert rows["short"].verdict == "same"
    assert (rows["fairness.max_min_ratio"].difference, rows["fairness.max_min_ratio"].verdict) == (
        None,
        "neither",
    )


def test_a_difference_of_round_off_is_none(runs: tuple[StoredRun, StoredRun]) -> None:
    a = runs[0]
    nearly = with_metrics(a, hours_mean=a.metrics["hours_mean"] * (1 + 1e-12))
    slightly = with_metrics(a, hours_mean=a.metrics["hours_mean"] * (1 + 1e-6))
    assert by_key(compare_runs(a, nearly))["hours_mean"].verdict == "same"
    assert by_key(compare_runs(a, slightly))["hours_mean"].verdict == "better"


def test_burdens_on_two_scales_are_not_judged(runs: tuple[StoredRun, StoredRun]) -> None:
    """The hand runs have each its own κ; with one κ the smaller burden is better."""
    a, b = runs
    assert by_key(compare_runs(a, b))["travel.kolm_pollak_ede"].verdict == "neither"
    travel = {**b.metrics["travel"], "kappa": a.metrics["travel"]["kappa"]}
    assert (
        by_key(compare_runs(a, with_metrics(b, travel=travel)))["travel.kolm_pollak_ede"].verdict == "better"
    )


def test_counties_by_hand(runs: tuple[StoredRun, StoredRun]) -> None:
    counties = compare_runs(*runs).by_county.set_index("county_code")
    north, south = counties.loc[NORTH], counties.loc[SOUTH]
    assert (north["short_a"], north["short_b"], north["short_difference"]) == (1, 0, -1)
    assert (south["short_a"], south["short_b"], south["short_difference"]) == (2, 3, 1)
    assert np.isnan(south["minutes_mean_b"])
    assert np.isnan(south["minutes_mean_difference"])


def test_runs_of_two_studies_are_refused(runs: tuple[StoredRun, StoredRun]) -> None:
    with pytest.raises(DifferentStudiesError, match="different studies cannot be compared: hand and other"):
        compare_runs(runs[0], with_metrics(runs[1], study="other"))
    assert issubclass(DifferentStudiesError, ValueError)


def test_runs_on_other_villages_are_refused_with_the_first(runs: tuple[StoredRun, StoredRun]) -> None:
    a, b = runs
    fewer = StoredRun(b.folder, b.plan.iloc[1:], b.metrics, b.manifest)
    with pytest.raises(DifferentStudiesError, match=rf"1 differ, the first is {village(1)}"):
        compare_runs(a, fewer)


def test_runs_read_back_from_disk_compare_alike(runs: tuple[StoredRun, StoredRun], tmp_path: Path) -> None:
    for run in runs:
        write_run(run.folder, plan=run.plan, metrics=run.metrics, manifest=run.manifest)
    again = compare_runs(*(read_run(run.folder) for run in runs))
    pd.testing.assert_frame_equal(again.villages, compare_runs(*runs).villages, check_dtype=False)
    assert again.measures == compare_runs(*runs).measures


def test_the_workbook_has_measures_counties_and_villages(
    runs: tuple[StoredRun, StoredRun], tmp_path: Path
) -> None:
    path = compare_runs(*runs).to_xlsx(tmp_path / "compare.xlsx", lang="zh")
    measures, counties, villages = load_workbook(path).worksheets
    assert [cell.value for cell in measures[1]] == ["指标", "单位", "现状", "均衡", "差", "结论"]
    rows = {row[0]: row[1:] for row in measures.iter_rows(values_only=True)}
    assert rows["顾问缺口"] == ("个村", 3, 3, 0, "相同")
    assert rows["单程时间平均值"][4] == "改善"
    assert [cell.value for cell in counties[2]] == [
        "北区",
        "有形覆盖%",
        66.6,
        100,
        pytest.approx(33.4),  # as a reader subtracts
    ]
    assert len(list(villages.iter_rows())) == 4
    assert [cell.value for cell in villages[2]][:6] == [
        "北区",
        "城关街道",
        "北村2",
        village(2),
        "调整",
        "甲一",
    ]
    assert measures.oddHeader.center.text == "手工市：现状 与 均衡 比较"
    again = compare_runs(*runs).to_xlsx(tmp_path / "again.xlsx", lang="zh")
    assert again.read_bytes() == path.read_bytes()
    english = load_workbook(compare_runs(*runs).to_xlsx(tmp_path / "en.xlsx", lang="en")).worksheets
    assert [sheet.title for sheet in english] == ["Measures", "Counties", "Villages changed"]


def test_a_share_just_under_a_hundred_is_not_a_hundred_in_the_workbook(
    runs: tuple[StoredRun, StoredRun], tmp_path: Path
) -> None:
    """The cells themselves are cut off, since a spreadsheet rounds what it shows."""
    a, b = runs
    b.metrics["by_county"][0]["nominal"] = 99.96
    sheet = load_workbook(compare_runs(a, b).to_xlsx(tmp_path / "compare.xlsx", lang="en")).worksheets[1]
    shares = {row[1]: row[2:4] for row in sheet.iter_rows(values_only=True) if row[0] == "北区"}
    assert shares["Nominal %"][1] == 99.9
    assert shares["Effective %"][1] == 100


def test_the_csv_opens_in_a_spreadsheet_and_is_inert(tmp_path: Path) -> None:
    place = renamed(city(), "=1+1")
    a, b = (stored(tmp_path, assigned, place=place) for assigned in (BEFORE, AFTER))
    path = compare_runs(a, b).to_csv(tmp_path / "compare.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert rows["village_code"].tolist() == [village(2), village(3), village(1, SOUTH)]
    assert set(rows["village"]) == {"'=1+1"}


def test_figures_of_other_roles_are_compared_and_named_by_role(runs: tuple[StoredRun, StoredRun]) -> None:
    """The roles of either run; where one has none, its side is empty and nothing is better."""
    figures = by_key(compare_runs(with_roles(runs[0]), with_roles(runs[1])))
    row = figures["posts.mediator.lacking.women"]
    assert (row.a, row.b, row.verdict) == (1, 1, "same")
    alone = by_key(compare_runs(runs[0], with_roles(runs[1])))["posts.mediator.covered"]
    assert (alone.a, alone.difference, alone.verdict) == (None, None, "neither")
    assert not any(key.startswith("posts.") for key in by_key(compare_runs(*runs)))


def test_a_role_that_does_better_is_said_to_in_workbook_and_console(
    runs: tuple[StoredRun, StoredRun], tmp_path: Path
) -> None:
    a, b = with_roles(runs[0]), with_roles(runs[1])
    a.metrics["posts"] = a.metrics["posts_before"]
    comparison = compare_runs(a, b)
    assert by_key(comparison)["posts.mediator.short"].verdict == "better"
    sheet = load_workbook(comparison.to_xlsx(tmp_path / "c.xlsx", lang="zh")).worksheets[0]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
    assert rows["人民调解员：缺额人数"] == ("人", 2, 1, -1, "改善")
    assert rows["人民调解员：调委会配齐率"][:3] == ("%", 33.333, 66.666)
    stream = io.StringIO()
    for part in comparison_view(comparison, limit=1, lang="en"):
        Console(file=stream, width=200, color_system=None).print(part)
    assert "People's mediators: committees that lack enough people" in stream.getvalue()
