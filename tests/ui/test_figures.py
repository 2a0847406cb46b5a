"""Figures in words: what is missed never reads as met, what is open never reads as closed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scenarios.study import Study
from ui.figures import before_and_after, cut_off, gap_text, missed_by, moment, percent, signed, wanted
from ui.markdown import plain
from ui.view import View


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (100.0, "100.0"),
        (99.96, "99.9"),
        (99.9, "99.9"),
        (0.0, "0.0"),
        (None, "–"),
        (83.30000000000001, "83.3"),
    ],
)
def test_a_share_is_cut_off_and_never_rounded_up(value: float | None, words: str) -> None:
    assert percent(value) == words
    assert cut_off(value) == (None if value is None else float(words))


@pytest.mark.parametrize(
    ("gap", "words"),
    [(0.0, "0 %"), (1e-9, "< 0.001 %"), (0.00001, "0.001 %"), (0.0183, "1.830 %"), (None, "–")],
)
def test_only_a_gap_of_nought_reads_as_nought(gap: float | None, words: str) -> None:
    assert gap_text(gap) == words


def test_a_difference_is_signed_and_empty_when_it_rounds_to_nothing(study: Study, here: Path) -> None:
    view = View("zh", str(study.folder), study, here / "out")
    assert signed(view, "short", -12.0) == "-12"
    assert signed(view, "fairness.gini", 0.0254) == "+0.025"
    assert signed(view, "fairness.gini", 0.0004) == ""
    assert signed(view, "travel.mean", 0.0) == ""


def target(**changes: Any) -> dict[str, Any]:
    """A target as metrics.json has it."""
    return {
        "op": ">=",
        "value": 100.0,
        "unit": "%",
        "before": 95.98,
        "after": 99.97,
        "missed_by": 0.03,
    } | changes


def test_a_target_reads_before_after_and_wanted_in_its_unit() -> None:
    assert before_and_after(target()) == ("95.9 %", "99.9 %")
    assert wanted(target()) == "≥ 100 %"
    assert before_and_after(target(unit="人", before=None, after=5.0)) == ("–", "5 人")
    assert before_and_after(target(unit="", before=4.25, after=5.0)) == ("4.2", "5")


def test_the_distance_to_a_target_is_rounded_up() -> None:
    assert missed_by(target()) == "0.1 %"
    assert missed_by(target(missed_by=8.128612716763001)) == "8.2 %"
    assert missed_by(target(missed_by=3.0, unit="人")) == "3 人"


def test_a_moment_is_told_by_this_machines_clock() -> None:
    here = datetime(2025, 3, 1, 8, 30).astimezone()
    assert moment(here.isoformat()) == "2025-03-01 08:30"
    assert moment(None) == "–"
    assert moment("yesterday") == "–"


@pytest.mark.parametrize(
    ("words", "harmless"),
    [
        ("威海市", "威海市"),
        ("![x](http://a/b.png)", r"\!\[x\]\(http\://a/b\.png\)"),
        ("a\n# b", r"a \# b"),
        ("<img> :red[x] $x$", r"\<img\> \:red\[x\] \$x\$"),
    ],
)
def test_no_sign_of_markdown_stays_at_work(words: str, harmless: str) -> None:
    assert plain(words) == harmless
