"""What a run prints: the figures of metrics.json in the right places, and what to do next."""

from __future__ import annotations

import copy
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scenarios import beyond_reach
from scenarios.closing import next_steps, print_end
from scenarios.store import StoredRun
from scenarios.summary import missed_binding, print_summary
from tests.scenarios.hand_city import SOUTH, hired, pairs, stored, village

TARGET = {
    "code": "WH-11", "name": {"zh": "配备比例", "en": "Villages with counsel"}, "measure": "coverage_nominal",
    "op": ">=", "value": 100.0, "unit": "%", "attribute": "expected",
    "before": 50.0, "after": 83.3333, "met_before": False, "met_after": False, "missed_by": 16.6667,
}  # fmt: skip


MORE = [
    {"county_code": "371001", "name": "北区", "occupation": "gls_worker", "number": 3},
    {"county_code": "371002", "name": "南县", "occupation": "gls_worker", "number": 2},
]


@pytest.fixture
def run(tmp_path: Path) -> StoredRun:
    """Five of six villages served; P2 has 110 hours for 100 and 12 round trips of one hour."""
    assigned = pairs(
        (village(1), "P1", 10.0, 20.0), (village(2), "P1", 20.0, 40.0), (village(3), "P2", 30.0, 60.0),
        (village(1, "371002"), "P3", 5.0, 10.0), (village(2, "371002"), "P3", 45.0, 90.0),
    )  # fmt: skip
    return stored(tmp_path / "balanced", assigned)


def changed(run: StoredRun, **changes: Any) -> StoredRun:
    """The run with other figures."""
    return replace(run, metrics=copy.deepcopy(dict(run.metrics)) | changes)


def printed(run: StoredRun, lang: str = "en", *, asked: str | None = None) -> str:
    stream = io.StringIO()
    print_summary(Console(file=stream, width=160, color_system=None), run, lang, asked=asked)
    return stream.getvalue()


def cells(words: str, first: str) -> list[str]:
    """The cells of the row that begins with a word."""
    row = next(line for line in words.splitlines() if line.strip("│ ").startswith(first))
    return [cell.strip() for cell in row.strip("│").split("│")]


def test_targets_are_shown_before_and_after_with_what_is_missed(run: StoredRun) -> None:
    words = printed(changed(run, targets=[TARGET]))
    row = cells(words, "WH-11")
    assert row == [
        "WH-11", "Villages with counsel", "Expected", "≥ 100 %", "50.0", "83.3",
        "missed by 16.7 percentage points", "–",
    ]  # fmt: skip


def test_a_target_says_how_far_the_aim_that_decides_it_is_proven(run: StoredRun) -> None:
    """The status of its aim must stand beside a target; a dash where no single aim decides."""
    proven = TARGET | {"code": "A", "status": "optimal"}
    found = TARGET | {"code": "B", "status": "limit"}
    words = printed(changed(run, targets=[proven, found]))
    assert cells(words, "A")[-1] == "Proven best"
    assert cells(words, "B")[-1] == "Best found, not proven"


def test_people_on_the_register_are_a_count_in_every_scenario(run: StoredRun) -> None:
    """Fewest hires proven is no proof of most people, whatever a stored row says of its aim."""
    people = TARGET | {"code": "A", "measure": "personnel.gls_worker"}
    hired = people | {"code": "B", "status": "optimal"}
    others = hired | {"code": "C", "measure": "hired"}
    words = printed(changed(run, targets=[people, hired, others]))
    assert cells(words, "A")[-1] == "A count: no aim decides it"
    assert cells(words, "B")[-1] == "A count: no aim decides it"
    assert cells(words, "C")[-1] == "Proven best"


def test_a_target_that_is_met_or_has_no_figure_says_so(run: StoredRun) -> None:
    met = TARGET | {"code": "A", "after": 100.0, "met_after": True, "missed_by": 0.0}
    none = TARGET | {"code": "B", "after": None, "missed_by": None}
    words = printed(changed(run, targets=[met, none]))
    assert cells(words, "A")[-3:-1] == ["100.0", "met"]
    assert cells(words, "B")[-3:-1] == ["–", "no figure"]


def test_a_study_without_targets_has_no_table_of_them(run: StoredRun) -> None:
    assert "Targets of the plan" not in printed(changed(run, targets=[]))
    assert "Targets of the plan" in printed(changed(run, targets=[TARGET]))


def test_each_county_and_the_whole_city_have_a_row(run: StoredRun) -> None:
    words = printed(changed(run))
    assert cells(words, "北区")[1:5] == ["3", "100.0", "66.6", "0"]
    assert cells(words, "南县")[1:5] == ["3", "66.6", "66.6", "1"]
    assert cells(words, "Whole city")[1:5] == ["6", "83.3", "66.6", "1"]


def test_certificates_show_objective_bound_gap_and_seconds(run: StoredRun) -> None:
    rung = {"aim": "travel", "status": "limit", "objective": 1234.5, "bound": 1200.0, "gap": 0.02794}
    rung |= {"seconds": 3.21, "tolerance": 0.01}
    row = cells(printed(changed(run, rungs=[rung])), "Lightest travel")
    assert row == ["Lightest travel", "Best found, not proven", "1,234.5", "1,200", "min", "2.794 %", "3.2"]


def test_a_gap_that_is_not_known_is_a_dash(run: StoredRun) -> None:
    rung = {"aim": "brand_new", "status": "odd", "objective": 1.0, "bound": None, "gap": None, "seconds": 0.0}
    assert cells(printed(changed(run, rungs=[rung])), "brand_new") == [
        "brand_new",
        "odd",
        "1",
        "–",
        "–",
        "–",
        "0.0",
    ]


def test_a_plan_that_failed_its_check_is_not_praised(run: StoredRun) -> None:
    assert "independent check of the plan has passed" in printed(changed(run, verified=True))
    assert "NOT passed" in printed(changed(run, verified=False))


def test_an_evaluated_roster_has_no_certificate_and_no_check(run: StoredRun) -> None:
    words = printed(changed(run, rungs=[], verified=False))
    assert "Today's roster was only measured" in words
    assert "NOT passed" not in words
    assert "More needed" not in words
    assert "More needed" in printed(changed(run))


def test_the_command_for_further_targets_names_the_study_as_it_was_named(run: StoredRun) -> None:
    """A path that was typed works again; the id of a study of one's own does not."""
    fixed = changed(run, targets=[TARGET | {"planned": False}], study="mine", scenario="balanced")
    assert "evenreach targets ./here/study.yaml balanced" in printed(fixed, asked="./here/study.yaml")
    assert "evenreach targets mine balanced" in printed(fixed)


def test_a_roster_that_is_only_measured_has_one_figure_a_target(run: StoredRun) -> None:
    """There is no plan, so nothing comes after."""
    target = TARGET | {"after": 50.0, "missed_by": 50.0}
    row = cells(printed(changed(run, rungs=[], targets=[target])), "WH-11")
    assert row[3:] == ["≥ 100 %", "50.0", "missed by 50.0 percentage points"]


def test_what_would_close_the_gap_is_said(run: StoredRun) -> None:
    repair = {"more": MORE, "unreachable": [village(3)], "status": "optimal", "bound": 5.0}
    words = printed(changed(run, repair=repair))
    assert "served, hire 5 more (Grassroots legal service worker): 北区 3, 南县 2" in words
    assert "再聘基层法律服务工作者 5 人：北区 3、南县 2" in printed(changed(run, repair=repair), "zh")
    assert "Fewer might do" not in words


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (4.0, "Fewer might do: at least 4 are needed, 5 are known to suffice"),
        (3.0001, "Fewer might do: at least 4 are needed, 5 are known to suffice"),
        (0.0, "Fewer might do; how many at least is not proven"),
        (None, "Fewer might do; how many at least is not proven"),
        (5.0, "Whether all of them are served then is not proven"),
    ],
)
def test_what_is_not_proven_of_the_people_needed_is_said_plainly(
    run: StoredRun, bound: float | None, words: str
) -> None:
    repair = {"more": MORE, "unreachable": [], "status": "limit", "bound": bound}
    said = printed(changed(run, repair=repair)).splitlines()
    assert [line for line in said if "proven" in line or "suffice" in line][-1] == words


def test_villages_that_nobody_could_serve_are_named(run: StoredRun) -> None:
    """By village, township and county: a code tells nobody where to go."""
    lost = {"more": [], "unreachable": [village(3), village(1, SOUTH)], "status": "optimal", "bound": 0.0}
    english, chinese = (printed(changed(run, repair=lost), lang) for lang in ("en", "zh"))
    assert "whoever is hired (2): " in english
    assert "北村3 (城关街道, 北区), 南村1 (南山镇, 南县)" in english
    assert "北区城关街道北村3、南县南山镇南村1" in chinese
    assert village(3) not in english
    assert "nobody could serve" not in printed(run)


def test_of_many_villages_that_nobody_could_serve_the_first_are_named(
    run: StoredRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beyond_reach, "FIRST_NAMED", 2)
    lost = {"more": [], "unreachable": [village(n) for n in (1, 2, 3)], "status": "optimal", "bound": 0.0}
    words = printed(changed(run, repair=lost))
    assert "北村1 (城关街道, 北区), 北村2 (城关街道, 北区) … and 1 more" in words
    assert "北村3" not in words


def test_a_run_says_where_the_people_go_whom_it_hires(tmp_path: Path) -> None:
    """By county, occupation and township of the seat, and where the list of them stands."""
    seat = ("gls_worker", f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, "")
    new = hired(*((f"H{n}", f"H{n}", "", *seat) for n in (1, 2)))
    served = pairs((village(2, SOUTH), "H1", 5.0, 10.0), (village(3), "H2", 5.0, 10.0))
    run = stored(tmp_path / "hire", served, extra=new)
    words = printed(run)
    hires = words[words.index("People to hire") :]
    assert cells(hires, "南县") == ["南县", "Grassroots legal service worker", "2", "南山镇 2"]
    assert str(run.folder / "plan.csv") in words.replace("\n", "")
    assert "People to hire" not in printed(stored(tmp_path / "b", pairs()))


def test_what_proven_best_means_stands_below_the_certificates(run: StoredRun) -> None:
    """Its gap is a setting: 0.1 % by default, here another one; a roster only measured proves nothing."""
    assert "differ by at most 0.1 % (solver.gap" in printed(run).replace("\n", " ")
    coarse = str(run.manifest["resolved"]) + "solver: {gap: 0.02}\n"
    other = replace(run, manifest=dict(run.manifest) | {"resolved": coarse})
    assert "差距" in printed(other, "zh")
    assert "不超过 2 %" in printed(other, "zh").replace("\n", "")
    assert "solver.gap" not in printed(changed(run, rungs=[]))


def test_a_search_that_ends_at_a_limit_is_not_said_to_have_run_out_of_time(run: StoredRun) -> None:
    """It may as well have tried as much as it may: the words fit both."""
    rung = dict(run.metrics["rungs"][0]) | {"status": "limit"}
    assert cells(printed(changed(run, rungs=[rung])), "Fewest vacant posts")[1] == "Best found, not proven"
    assert "已得最好，未证最优" in printed(changed(run, rungs=[rung]), "zh")


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
    judged = changed(run, targets=[target], **({} if rungs else {"rungs": []}))
    assert missed_binding(judged.metrics) == codes
    assert ("exit code 3" in printed(judged)) == bool(codes)


def test_the_summary_speaks_chinese(run: StoredRun) -> None:
    words = printed(changed(run, targets=[TARGET]), "zh")
    assert "差 16.7" in words
    assert "个百分点" in words
    assert "缺口最小" in words
    assert "Villages" not in words


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
    assert cells(stream.getvalue(), "Nominal coverage")[1:] == ["83.3", "83.3"]
    assert stream.getvalue().count("Written to") == 2


def test_no_name_is_broken_where_runs_are_too_many_for_one_table(run: StoredRun) -> None:
    stream = io.StringIO()
    names = [f"scenario-number-{number}" for number in range(7)]
    runs = [changed(run, scenario=name) for name in names]
    print_end(Console(file=stream, width=100, color_system=None), runs, study="weihai", lang="en")
    heads = [line for line in stream.getvalue().splitlines() if line.startswith("┃ Measure")]
    shown = [[name for name in names if name in head] for head in heads]
    assert shown == [names[:3], names[3:6], names[6:]]
    assert stream.getvalue().count("│ Vacant posts") == len(heads)


def test_a_name_wider_than_the_terminal_has_a_table_of_its_own(run: StoredRun) -> None:
    stream = io.StringIO()
    runs = [changed(run, scenario=name) for name in ("a" * 70, "short", "also")]
    print_end(Console(file=stream, width=80, color_system=None), runs, study="weihai", lang="en")
    assert stream.getvalue().count("│ Vacant posts") == 2


def test_the_command_to_type_next_leaves_out_what_is_the_default(
    run: StoredRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs in ./out need no --out, and a path with a space is quoted."""
    monkeypatch.chdir(tmp_path)
    moved = replace(run, folder=tmp_path / "out" / "hand" / "balanced")
    lines = next_steps([moved, moved], study="my study", lang="en")
    assert "compare: evenreach compare 'my study' balanced balanced" in lines
