"""Bounds of the linear relaxation as a table."""

from __future__ import annotations

import math
from io import StringIO

import pytest
from rich.console import Console

from optimizer.staffing.model import RelaxationBound
from scenarios.lp_bounds import bounds_view


@pytest.mark.parametrize(
    ("own", "other", "told"),
    [
        (0.25, -math.inf, ["0.2500", "–", "–"]),
        (-math.inf, -math.inf, ["–", "–", "–"]),
        (0.25, 0.25, ["0.2500", "0.2500", "0 %"]),
    ],
)
def test_a_bound_that_says_nothing_is_a_dash(own: float, other: float, told: list[str]) -> None:
    """An endless bound has no figure, and nothing is so far from another; one of a figure has both."""
    pair = (
        RelaxationBound("even_load", "own", own, finished=True, seconds=1.0),
        RelaxationBound("even_load", "pdlp", other, finished=True, seconds=1.0),
    )
    console = Console(file=StringIO(), width=200, record=True)
    console.print(bounds_view([pair], roles={}, ladder={}, lang="en"))
    row = next(line for line in console.export_text().splitlines() if line.startswith("│"))
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert [cells[1], cells[3], cells[-1]] == told
