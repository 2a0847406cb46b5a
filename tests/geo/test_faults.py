"""Faults: order, masking, and reports short enough to read."""

from __future__ import annotations

import random

import pytest

from geo.faults import Fault, masked, report


def test_faults_sort_although_rows_columns_and_values_may_be_missing() -> None:
    """What concerns the whole file comes before its rows; rows are in order."""
    whole = Fault("a.csv", None, None, None, "missing_file")
    second = Fault("a.csv", 2, "lon", "x", "not_a_number")
    tenth = Fault("a.csv", 10, None, None, "ragged_row")
    other = Fault("b.csv", None, None, None, "empty_table")
    faults = [whole, second, tenth, other]
    shuffled = random.Random(3).sample(faults, len(faults))
    assert sorted(shuffled) == faults


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812345678", "***"),
        ("张三 13812345678", "张三 ***"),
        ("1381234567", "1381234567"),  # ten digits are no mobile number
        ("371001198001011234", "***"),
        ("37100119800101123x", "***"),
        ("371001001001", "371001001001"),  # a village code
        ("371001001001001", "371001001001001"),  # a grid code
        ("a\nb\x00c", "a b c"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
    ],
)
def test_values_are_shown_without_phone_or_identity_numbers(text: str, shown: str) -> None:
    """Columns slip, so such a number may stand anywhere; codes of places must stay legible."""
    assert masked(text) == shown


def test_report_drops_repetitions_and_sorts() -> None:
    """The same fault found twice is told once."""
    one, two = Fault("a", 3, None, None, "negative"), Fault("a", 2, None, None, "negative")
    assert report([one, two, one]) == (two, one)


def test_report_counts_what_it_does_not_list() -> None:
    """Fifty rows of one code in one file are listed, the others counted; other codes are not crowded out."""
    many = [Fault("a", row, "lon", "x", "outside_city") for row in range(2, 202)]
    other = Fault("a", 300, "name", "", "missing_value")
    told = report([*many, other], listed=50)
    assert told[:50] == tuple(many[:50])
    assert told[50:] == (
        other,
        Fault("a", None, None, None, "and_more", (("code", "outside_city"), ("count", "150"))),
    )


def test_report_lists_all_of_exactly_as_many_as_fit() -> None:
    """No count of zero."""
    many = [Fault("a", row, "lon", "x", "outside_city") for row in range(2, 52)]
    assert report(many, listed=50) == tuple(many)
