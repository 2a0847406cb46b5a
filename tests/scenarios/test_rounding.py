"""Figures as they are shown: a share never looks larger than it is, a target never met that is missed."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.rounding import cut_off, gap_text, measured, number, percent, side_by_side
from scenarios.target_words import missed_by, reached, unit_words, wanted
from scenarios.targets import is_met


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (100.0, "100.0"),
        (99.96, "99.9"),
        (99.9, "99.9"),
        (0.0, "0.0"),
        (None, "–"),
        (83.30000000000001, "83.3"),
        (100.0 * 29 / 29, "100.0"),
    ],
)
def test_a_share_is_cut_off_and_never_rounded_up(value: float | None, words: str) -> None:
    assert percent(value) == words
    assert cut_off(value) == (None if value is None else float(words))


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_a_hundred_percent_means_all(some: int, more: int) -> None:
    """Of up to two hundred thousand villages; all of them are never shown as fewer."""
    assert float(percent(100.0 * some / (some + more))) < 100
    assert percent(100.0 * some / some) == "100.0"


def test_a_share_that_does_not_exist_stays_so() -> None:
    assert math.isnan(cut_off(math.nan) or 0.0)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (0.0, "0 %"), (1e-9, "< 0.001 %"), (0.00001, "0.001 %"), (0.0183, "1.830 %"), (0.001, "0.100 %"),
        (0.0010026, "0.101 %"), (None, "–"),
        (math.inf, "–"), (10.0, "1000.000 %"), (10.01, "> 1,000 %"), (3e11, "> 1,000 %"),
    ],
)  # fmt: skip
def test_only_a_gap_of_nought_reads_as_nought(gap: float | None, words: str) -> None:
    assert gap_text(gap) == words


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


def test_a_measure_is_cut_off_when_it_is_a_share() -> None:
    assert measured("coverage_effective", 99.96) == "99.9"
    assert measured("hours_mean", 99.96) == "99.96"


# --- targets


def target(**changes: Any) -> dict[str, Any]:
    """A target as metrics.json has it."""
    return {
        "measure": "coverage_nominal", "op": ">=", "value": 100.0, "unit": "%", "before": 95.98,
        "after": 99.97, "missed_by": 0.03,
    } | changes  # fmt: skip


def test_a_target_reads_before_after_and_wanted() -> None:
    assert (reached(target(), "before"), reached(target(), "after")) == ("95.9", "99.97")
    assert wanted(target(), "en") == "≥ 100 %"
    assert reached(target(measure="load.max", before=None, op="<=", value=5.0), "before") == "–"
    assert reached(target(measure="load.max", after=5.0, op="<=", value=5.0), "after") == "5"


@pytest.mark.parametrize(
    ("measure", "op", "value", "found", "words"),
    [
        ("coverage_nominal", ">=", 99.9, 99.96, "99.9"),
        ("coverage_nominal", ">=", 92.35, 92.36, "92.36"),
        ("load.hours_used_share", "<=", 80.0, 80.04, "80.04"),
        ("hours_mean", ">=", 100.0, 99.97, "99.97"),
        ("travel.mean", "<=", 30.0, 30.04, "30.04"),
        ("travel.mean", "<=", 30.0, 29.96, "30"),
        ("fairness.gini", "<=", 0.1, 0.10004, "0.1000"),
        ("short", "<=", 0.0, 12.0, "12"),
    ],
)  # fmt: skip
def test_a_figure_has_the_decimals_that_tell_met_from_missed(
    measure: str, op: str, value: float, found: float, words: str
) -> None:
    shown = reached(target(measure=measure, op=op, value=value, after=found), "after")
    assert shown.startswith(words)
    assert is_met(float(shown), op, value) == is_met(found, op, value)


@given(
    st.sampled_from([">=", "<=", "="]),
    st.floats(0, 100),
    st.floats(0, 100),
    st.sampled_from(["coverage_nominal", "hours_mean", "fairness.gini"]),
)
def test_no_figure_looks_met_that_is_missed_nor_the_other_way_round(
    op: str, value: float, found: float, measure: str
) -> None:
    shown = reached(target(measure=measure, op=op, value=value, after=found), "after")
    assert is_met(float(shown), op, value) == is_met(found, op, value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "0.03 个百分点"),
        ({"after": 91.871387283237}, "8.2 个百分点"),
        ({"after": 90.9}, "9.1 个百分点"),
        ({"op": "<=", "measure": "load.hours_used_share", "value": 80.0, "after": 80.04}, "0.04 个百分点"),
        ({"op": "<=", "measure": "load.max", "value": 5.0, "after": 8.0, "unit": "人"}, "3 人"),
        ({"op": "<=", "measure": "fairness.gini", "value": 0.1, "after": 0.1204, "unit": ""}, "0.0200"),
    ],
)
def test_the_distance_to_a_target_is_that_of_the_figures_shown(changes: dict[str, Any], words: str) -> None:
    assert missed_by(target(**changes), "zh") == words


@given(
    st.sampled_from([">=", "<=", "="]),
    st.floats(0, 1000),
    st.floats(0, 1000),
    st.sampled_from(["coverage_nominal", "hours_mean", "fairness.gini"]),
)
def test_a_reader_who_subtracts_finds_the_distance_and_no_miss_reads_as_nought(
    op: str, value: float, found: float, measure: str
) -> None:
    missed = target(measure=measure, op=op, value=value, after=found, unit="")
    if is_met(found, op, value):
        return
    asked, got = (
        Decimal(words.replace(",", "").strip("<>≥≤= "))
        for words in (wanted(missed, "en"), reached(missed, "after"))
    )
    distance = Decimal(missed_by(missed, "en").removesuffix("percentage points").replace(",", ""))
    assert distance == abs(got - asked) > 0


# --- two figures side by side


@pytest.mark.parametrize(
    ("measure", "a", "b", "words"),
    [
        ("coverage_nominal", 95.5, 91.09, ("95.5", "91.0", "-4.5")),
        ("fairness.cv", 1.1052, 1.1045, ("1.1052", "1.1045", "-0.0007")),
        ("fairness.cv", 1.11, 1.1, ("1.11", "1.10", "-0.01")),
        ("hours_mean", 99.77, 100.53, ("99.8", "100.5", "+0.7")),
        ("short", 1234.0, 1.0, ("1,234", "1", "-1,233")),
        ("coverage_effective", 99.96, 100.0, ("99.96", "100.00", "+0.04")),
        ("hours_mean", 50.0, 50.0, ("50", "50", "0")),
        ("hours_mean", 50.5, 50.5 + 1e-13, ("50.50", "50.50", "≈ 0")),
        ("travel.mean", None, 3.25, ("–", "3.25", "–")),
    ],
)
def test_a_difference_agrees_with_the_figures_beside_it(
    measure: str, a: float | None, b: float | None, words: tuple[str, str, str]
) -> None:
    assert side_by_side(measure, a, b) == words


@given(
    st.sampled_from(["coverage_nominal", "hours_mean", "fairness.gini", "short"]),
    st.floats(0, 1000),
    st.floats(0, 1000),
)
def test_a_reader_who_subtracts_finds_the_difference(measure: str, a: float, b: float) -> None:
    one, other, difference = (words.replace(",", "") for words in side_by_side(measure, a, b))
    assert Decimal(other) - Decimal(one) == Decimal(difference.removeprefix("≈"))


# --- units


@pytest.mark.parametrize(
    ("measure", "written", "english", "chinese"),
    [
        ("coverage_nominal", "%", "%", "%"),
        ("coverage_nominal", "％", "%", "%"),
        ("load.max", "村/人", "villages each", "村／人"),
        ("hours_mean", "小时/村·年", "h per village a year", "小时/村·年"),
        ("hours_mean", "小时 / 村·年", "h per village a year", "小时/村·年"),
        ("short", "村", "villages", "村"),
        ("hired", "人", "people", "人"),
        ("travel.mean", "min", "min", "分钟"),
        ("hours_mean", "工时", "h", "工时"),
        ("hours_mean", "hours of work", "hours of work", "小时"),
        ("fairness.gini", "", "", ""),
        ("fairness.gini", "点", "点", "点"),
    ],
)  # fmt: skip
def test_a_unit_is_in_the_readers_language(measure: str, written: str, english: str, chinese: str) -> None:
    """The study writes it in one language; what has no word in the other is that of the measure."""
    found = target(measure=measure, unit=written)
    assert (unit_words(found, "en"), unit_words(found, "zh")) == (english, chinese)


def test_figures_of_other_roles_have_the_unit_and_decimals_of_their_measure() -> None:
    """A mean just below the target does not look as if it reached it; shares are cut off, people whole."""
    row = {"measure": "posts.station_staff.heads_mean", "op": ">=", "value": 3.0, "unit": "人/中心"}
    assert reached({**row, "after": 2.996}, "after") == "2.996"
    assert reached({**row, "after": 3.2876}, "after") == "3.29"
    assert wanted(row, "en") == "≥ 3 people a centre"
    assert measured("posts.mediator.covered", 99.96) == "99.9"
    assert side_by_side("posts.mediator.shares.full_time", 29.69, 40.02) == ("29.6", "40.0", "+10.4")
    assert side_by_side("posts.mediator.short", 787, 91) == ("787", "91", "-696")
