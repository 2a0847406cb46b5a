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


def unknown(row: int, value: str, *, file: str = "roster.csv") -> Fault:
    """A reference to a village that no row has."""
    named = (("table", "villages.csv"), ("column", "village_code"))
    return Fault(file, row, "unit_code", value, "unknown_reference", named)


def rejected(row: int, value: str, code: str = "code_mangled") -> Fault:
    """A village whose own code is at fault."""
    return Fault("villages.csv", row, "village_code", value, code)


def test_references_to_a_rejected_row_are_one_line_after_their_cause() -> None:
    """Else one mangled code of a village fills the report with every pair and grid of that village."""
    cause = rejected(4, "3.71E+11")
    follows = [unknown(row, "371001001003") for row in range(2, 90)]
    named = (("table", "villages.csv"), ("column", "village_code"), ("count", "88"))
    folded = Fault("roster.csv", 2, "unit_code", "371001001003", "follows", named)
    assert report([*follows, cause]) == (cause, folded)


@pytest.mark.parametrize("code", ["missing_value", "bad_code", "code_mangled", "duplicate"])
def test_whatever_rejects_a_key_explains_one_unknown_code(code: str) -> None:
    """A second unknown code is a fault of its own: which of the two is told by the letters of the cause."""
    cause = rejected(4, "37100100100", code)
    near, far = unknown(2, "371001001003"), unknown(3, "xyz")
    assert [fault.code for fault in report([cause, near])] == [code, "follows"]
    assert [fault.code for fault in report([cause, near, far])] == ["unknown_reference", code, "follows"]
    assert report([cause, near, far])[0] == far


def test_a_fault_beside_the_key_explains_nothing() -> None:
    """A village without a name still has its code."""
    other = Fault("villages.csv", 4, "name", "", "missing_value")
    elsewhere = Fault("grids.csv", 4, "village_code", "3.71E+11", "code_mangled")
    loose = unknown(2, "371001001003")
    assert report([loose, other, elsewhere]) == (elsewhere, loose, other)


def test_each_column_that_follows_has_its_line() -> None:
    cause = rejected(4, "", "missing_value")
    told = report([cause, unknown(2, "371001001003"), unknown(3, "371001001003", file="grids.csv")])
    assert [(fault.file, fault.code) for fault in told] == [
        ("villages.csv", "missing_value"), ("grids.csv", "follows"), ("roster.csv", "follows"),
    ]  # fmt: skip


def test_thousands_of_rejected_and_unknown_codes_are_told_at_once() -> None:
    """Comparing each with each letter by letter would take minutes."""
    causes = [rejected(row, f"{row:011}", "bad_code") for row in range(2, 3000)]
    loose = [unknown(row, f"{row:012}") for row in range(2, 6000)]
    codes = {fault.code for fault in report([*causes, *loose])}
    assert codes == {"bad_code", "unknown_reference", "and_more"}
