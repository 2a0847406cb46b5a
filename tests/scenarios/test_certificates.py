"""What the note under the certificates says."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scenarios.certificates import group_words, proof_note, rung_words
from scenarios.group_names import group_names
from scenarios.run_facts import facts_of
from scenarios.store import StoredRun
from scenarios.summary_certificates import certificate_tables
from tests.scenarios.hand_city import NORTH, RUNG, SOUTH, pairs, stored, village


def note(folder: Path, lang: str = "en", **rung: Any) -> str:
    run = stored(folder, pairs())
    run.metrics["rungs"] = [{**RUNG, "aim": "travel", **rung}]
    return proof_note(run, lang)


def test_what_a_tolerance_has_cost_is_told(tmp_path: Path) -> None:
    """The plan delivered may be worse than the rung reached; the same value calls for no words."""
    assert "2.20 in the plan as delivered" in note(tmp_path, delivered=2.2)
    assert "as delivered" not in note(tmp_path, delivered=2.0)


@pytest.mark.parametrize(("gap", "warned"), [(0.049, False), (0.051, True), (None, True)])
def test_an_aim_far_from_its_bound_is_named(tmp_path: Path, gap: float | None, warned: bool) -> None:
    """A plan after hardly any search looks like any other, so the note says it."""
    assert ("Far from proven: Lightest travel" in note(tmp_path, gap=gap)) is warned
    assert ("离证明还远" in note(tmp_path, "zh", gap=gap)) is warned


@pytest.mark.parametrize(
    ("gap", "asked", "words"),
    [(0.0014, 0.002, "0.140 % (asked: 0.2 %)"), (0.0, 0.002, "0 %"), (0.0005, None, "0.050 %")],
)
def test_an_aim_with_a_gap_of_its_own_says_so(
    tmp_path: Path, gap: float, asked: float | None, words: str
) -> None:
    """Beside the gap that the note tells of all aims, 0.14 % would not read as proven."""
    run = stored(tmp_path, pairs())
    rung, facts = {**RUNG, "aim": "changes", "gap": gap}, facts_of(run)
    assert rung_words({**rung, "asked": asked}, facts, "en").gap == words
    assert "asked" not in rung_words({**rung, "asked": facts.gap}, facts, "en").gap


def test_the_condition_of_a_bound_is_told(tmp_path: Path) -> None:
    """A bound below the first aim holds only for plans that keep what the aims above reached."""
    assert "keeps what the aims above it have reached" in note(tmp_path)
    assert "保持其上各目标" in note(tmp_path, "zh")


FAIR = "ladder: [{aim: shortage}, {aim: leximin, service: hours, between: village}]\n"
GROUPS = [
    {"group": village(3), "amount": 0.0, "bound": 0.0},
    {"group": village(1), "amount": 100.0, "bound": 116.7},
    {"group": "999", "amount": 100.0, "bound": None},
]


def fair(folder: Path, **rung: Any) -> StoredRun:
    run = stored(folder, pairs())
    run.metrics["rungs"] = [{**RUNG, "aim": "leximin", "groups": GROUPS, **rung}]
    return replace(run, manifest={**run.manifest, "resolved": f"{run.manifest['resolved']}{FAIR}"})


def test_groups_are_named_and_one_that_the_run_does_not_know_keeps_its_code(tmp_path: Path) -> None:
    run = fair(tmp_path)
    assert group_words(run, run.metrics["rungs"][0], "en") == [
        ("北区 城关街道 北村3", "0", "0"),
        ("北区 城关街道 北村1", "100", "116.7"),
        ("999", "100", "–"),
    ]


def test_of_a_rung_about_the_worst_off_alone_groups_say_nothing(tmp_path: Path) -> None:
    run = fair(tmp_path, groups=[{**one, "bound": None} for one in GROUPS])
    assert group_words(run, run.metrics["rungs"][0], "en") == []
    assert group_words(run, RUNG, "en") == []


@pytest.mark.parametrize(
    ("between", "names"),
    [
        ("county", {NORTH: "北区", SOUTH: "南县"}),
        ("township", {f"{NORTH}001": "北区 城关街道", f"{SOUTH}001": "南县 南山镇"}),
        ("area", {"urban": "城镇", "rural": "乡村"}),
    ],
)
def test_every_kind_of_group_has_names(tmp_path: Path, between: str, names: dict[str, str]) -> None:
    assert group_names(stored(tmp_path, pairs()), between, "zh") == names


def test_that_amounts_could_go_to_other_groups_is_told(tmp_path: Path) -> None:
    words = "could give the same amounts to other groups"
    assert words in proof_note(fair(tmp_path, unique=False), "en")
    assert words not in proof_note(fair(tmp_path, unique=True), "en")
    assert words not in proof_note(fair(tmp_path), "en")


def test_the_worst_off_groups_stand_below_the_certificates(tmp_path: Path) -> None:
    many = [{**GROUPS[0], "group": str(n), "bound": float(n)} for n in range(8)]
    stream = io.StringIO()
    for table in certificate_tables(fair(tmp_path, groups=many), "en"):
        Console(file=stream, width=160, color_system=None).print(table)
    words = stream.getvalue()
    assert "Who gets how much: Worst-off group raised, then the next" in words
    assert "… and 3 more; the app shows all" in words
