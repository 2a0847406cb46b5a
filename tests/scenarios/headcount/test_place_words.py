"""Where a number of today would have to stand is said as targets without data say it, in both languages."""

from __future__ import annotations

import pytest

from scenarios.errors import in_language
from scenarios.headcount.place_words import place_said
from scenarios.headcount.stock import Unknown
from scenarios.indicators.lacking import Lacking
from tests.scenarios.headcount.growing import WEST, config


@pytest.mark.parametrize(
    ("place", "english", "chinese"),
    [
        (
            Lacking("mediators", "full_time"),
            "mediators.csv, column full_time",
            "mediators.csv 的 full_time 列",
        ),
        (
            Lacking("mediators", "full_time", blank=1),
            "mediators.csv, column full_time, 1 cell not clearly filled in",
            "mediators.csv 的 full_time 列有 1 个单元格未填明",
        ),
        (
            Lacking("mediators", "full_time", blank=2),
            "mediators.csv, column full_time, 2 cells not clearly filled in",
            "mediators.csv 的 full_time 列有 2 个单元格未填明",
        ),
        (
            Lacking("headcounts", "number", "occupation = notary"),
            "headcounts.csv, column number, rows with occupation = notary",
            "headcounts.csv 的 number 列（occupation = notary 的行）",
        ),
        (*["headcount.professions.judge.stock"] * 3,),
    ],
)
def test_file_column_and_rows_are_named_and_one_cell_is_no_cells(
    place: Lacking | str, english: str, chinese: str
) -> None:
    """A setting is named by its path."""
    said = place_said(Unknown("m", place, (WEST,)), config())
    assert (said, in_language(said, "zh")) == (english, chinese)
