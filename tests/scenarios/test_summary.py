"""What a run prints: the figures of metrics.json in the right places, and what to do next."""

from __future__ import annotations

import copy
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scenarios.messages import text
from scenarios.store import StoredRun
from scenarios.summary import missed_binding, next_steps, number, print_end, print_summary
from tests.scenarios.hand_city import pairs, stored, village

TARGET = {
    "code": "WH-11", "name": {"zh": "配备比例", "en": "Villages with counsel"}, "measure": "coverage_nominal",
    "op": ">=", "value": 100.0, "unit": "%", "attribute": "expected",
    "before": 50.0, "after": 83.3333, "met_before": False, "met_after": False, "missed_by": 16.6667,
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> StoredRun:
    """Five of six villages served; P2 has 110 hours for 100 and 12 round trips of one hour."""
    assigned = pairs(
        (village(1), "P1", 10.0, 20.0), (village(2), "P1", 20.0, 40.0), (village(3), "P2", 30.0, 60.0),
        (village(1, "371002"), "P3", 5.0, 10.0), (village(2, "371002"), "P3", 45.0, 90.0),
    )  # fmt: skip
    return stored(tmp_path / "balanced", assigned)


def metrics_of(run: StoredRun, **changes: Any) -> dict[str, Any]:
    return copy.deepcopy(dict(run.metrics)) | changes


def printed(metrics: dict[str, Any], lang: str = "en") -> str:
    stream = io.StringIO()
    print_summary(Console(file=stream, width=160, color_system=None), metrics, lang)
    return stream.getvalue()


def cells(words: str, first: str) -> list[str]:
    """The cells of the row that begins with a word."""
    row = next(line for line in words.splitlines() if line.strip("│ ").startswith(first))
    return [cell.strip() for cell in row.strip("│").split("│")]


def test_targets_are_shown_before_and_after_with_what_is_missed(run: StoredRun) -> None:
    words = printed(metrics_of(run, targets=[TARGET]))
    row = cells(words, "WH-11")
    assert row == ["WH-11", "Villages with counsel", "Expected", ">= 100 %", "50", "83.33", "missed by 16.67"]


def test_a_target_that_is_met_or_has_no_figure_says_so(run: StoredRun) -> None:
    met = TARGET | {"code": "A", "after": 100.0, "met_after": True, "missed_by": 0.0}
    none = TARGET | {"code": "B", "after": None, "missed_by": None}
    words = printed(metrics_of(run, targets=[met, none]))
    assert cells(words, "A")[-2:] == ["100", "met"]
    assert cells(words, "B")[-2:] == ["–", "no figure"]


def test_a_study_without_targets_has_no_table_of_them(run: StoredRun) -> None:
    assert "Targets of the plan" not in printed(metrics_of(run, targets=[]))
    assert "Targets of the plan" in printed(metrics_of(run, targets=[TARGET]))


def test_each_county_and_the_whole_city_have_a_row(run: StoredRun) -> None:
    words = printed(metrics_of(run))
    assert cells(words, "北区")[1:5] == ["3", "100", "66.67", "0"]
    assert cells(words, "南县")[1:5] == ["3", "66.67", "66.67", "1"]
    assert cells(words, "Whole city")[1:5] == ["6", "83.33", "66.67", "1"]


def test_certificates_show_objective_bound_gap_and_seconds(run: StoredRun) -> None:
    rung = {"aim": "travel", "status": "limit", "objective": 1234.5, "bound": 1200.0, "gap": 0.02794}
    rung |= {"seconds": 3.21, "tolerance": 0.01}
    row = cells(printed(metrics_of(run, rungs=[rung])), "Lightest travel")
    assert row == ["Lightest travel", "Limit reached, best plan so far", "1,234.5", "1,200", "2.794%", "3.2"]


def test_a_gap_that_is_not_known_is_a_dash(run: StoredRun) -> None:
    rung = {"aim": "brand_new", "status": "odd", "objective": 1.0, "bound": None, "gap": None, "seconds": 0.0}
    assert cells(printed(metrics_of(run, rungs=[rung])), "brand_new") == [
        "brand_new",
        "odd",
        "1",
        "–",
        "–",
        "0.0",
    ]


def test_a_plan_that_failed_its_check_is_not_praised(run: StoredRun) -> None:
    assert "independent check of the plan has passed" in printed(metrics_of(run, verified=True))
    assert "NOT passed" in printed(metrics_of(run, verified=False))


def test_an_evaluated_roster_has_no_certificate_and_no_check(run: StoredRun) -> None:
    words = printed(metrics_of(run, rungs=[], verified=False))
    assert "Today's roster was only measured" in words
    assert "NOT passed" not in words
    assert "More needed" not in words
    assert "More needed" in printed(metrics_of(run))


def test_what_would_close_the_gap_is_said(run: StoredRun) -> None:
    more = {"county_code": "371002", "name": "南县", "occupation": "gls_worker", "number": 2}
    repair = {"more": [more], "unreachable": [village(3)], "status": "optimal", "bound": 2.0}
    words = printed(metrics_of(run, repair=repair))
    assert "To close the gap: 2 more Grassroots legal service worker in 南县" in words
    assert text("summary.unreachable", "en", count=1, codes=village(3)) in words


@pytest.mark.parametrize(
    ("attribute", "met", "rungs", "codes"),
    [
        ("binding", False, True, ["WH-11"]),
        ("binding", True, True, []),
        ("expected", False, True, []),
        ("binding", False, False, []),
    ],
)
def test_only_a_binding_target_that_a_plan_misses_counts(
    run: StoredRun, attribute: str, met: bool, rungs: bool, codes: list[str]
) -> None:
    """A roster that is only measured cannot be blamed for what planning has not tried."""
    target = TARGET | {"attribute": attribute, "met_after": met}
    metrics = metrics_of(run, targets=[target], **({} if rungs else {"rungs": []}))
    assert missed_binding(metrics) == codes
    assert ("exit code 3" in printed(metrics)) == bool(codes)


def test_the_summary_speaks_chinese(run: StoredRun) -> None:
    words = printed(metrics_of(run, targets=[TARGET]), "zh")
    assert "差 16.67" in words
    assert "缺口最小" in words
    assert "Villages" not in words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (0, "0"),
        (2768, "2,768"),
        (100.0, "100"),
        (99.7654, "99.77"),
        (1234.56, "1,234.6"),
        (0.08123, "0.0812"),
    ],
)
def test_figures_are_written_with_the_digits_that_matter(value: float | None, words: str) -> None:
    assert number(value) == words


def test_a_difference_has_its_sign() -> None:
    assert number(3, signed=True) == "+3"
    assert number(-0.5, signed=True) == "-0.5000"


def test_next_steps_name_only_what_is_there(run: StoredRun, tmp_path: Path) -> None:
    run.folder.mkdir()
    assert [
        line for line in next_steps([run], study="weihai", lang="en") if "lists" in line or "map" in line
    ] == []
    (run.folder / "lists").mkdir()
    (run.folder / "map.html").touch()
    lines = next_steps([run, run], study="weihai", lang="en")
    assert f"county lists: {run.folder}/lists" in lines
    assert f"map, opens offline: {run.folder}/map.html" in lines
    out = run.folder.parent.parent
    assert f"compare: evenreach compare weihai balanced balanced --out {out}" in lines
    assert lines[-1] == "look around: make app (or evenreach app)"


def test_several_runs_are_shown_beside_one_another(run: StoredRun) -> None:
    stream = io.StringIO()
    print_end(Console(file=stream, width=160, color_system=None), [run, run], study="weihai", lang="en")
    assert cells(stream.getvalue(), "Nominal coverage")[1:] == ["83.33", "83.33"]
    assert stream.getvalue().count("Written to") == 2


def test_the_command_to_type_next_leaves_out_what_is_the_default(
    run: StoredRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs in ./out need no --out, and a path with a space is quoted."""
    monkeypatch.chdir(tmp_path)
    moved = replace(run, folder=tmp_path / "out" / "hand" / "balanced")
    lines = next_steps([moved, moved], study="my study", lang="en")
    assert "compare: evenreach compare 'my study' balanced balanced" in lines
