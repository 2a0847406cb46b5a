"""Figures in words: what is missed never reads as met, what is open never reads as closed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from scenarios.study import Study
from ui.figures import before_and_after, moment, signed
from ui.markdown import plain
from ui.view import View


def test_a_difference_is_signed_and_empty_when_it_rounds_to_nothing(study: Study, here: Path) -> None:
    view = View("zh", str(study.folder), study, here / "out")
    assert signed(view, "short", -12.0) == "-12"
    assert signed(view, "fairness.gini", 0.0254) == "+0.025"
    assert signed(view, "fairness.gini", 0.0004) == ""
    assert signed(view, "travel.mean", 0.0) == ""


def test_a_target_reads_before_and_after_and_never_looks_met_when_it_is_not() -> None:
    share = {"measure": "coverage_nominal", "op": ">=", "value": 100.0, "unit": "%"}
    assert before_and_after(share | {"before": 95.98, "after": 99.97}) == "95.9 → 99.97 %"
    each = {"measure": "load.max", "op": "<=", "value": 5.0, "unit": "村/人"}
    assert before_and_after(each | {"before": None, "after": 5.0}) == "– → 5"


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
