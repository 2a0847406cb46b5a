"""The index by hand, and the ends of its range against every corner of the weights."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenarios.indicators.index import Range, attained, difference, index_of, weighted_range
from scenarios.indicators.index_view import index_view

Row = Mapping[str, Any]


def row(code: str, after: float | None, *, op: str = ">=", value: float = 100.0, **by: float) -> Row:
    return {"code": code, "after": after, "op": op, "value": value, "by_county": by}


@pytest.mark.parametrize(
    ("found", "op", "wanted", "part"),
    [
        (50, ">=", 200, 0.25),
        (200, ">=", 200, 1),
        (300, ">=", 200, 1),
        (-5, ">=", 200, 0),
        (200, "<=", 50, 0.25),
        (50, "<=", 50, 1),
        (0, "<=", 50, 1),
        (40, "=", 50, 0.8),
        (60, "=", 50, 0.8),
        (50, "=", 50, 1),
        (200, "=", 50, 0),
        # Of a target of nought, or below it, there is no share: all or nothing.
        (0, "<=", 0, 1),
        (1, "<=", 0, 0),
        (1, "=", 0, 0),
        (0, ">=", 0, 1),
        (-5, ">=", -2, 0),
        (-1, ">=", -2, 1),
        (-1, "<=", -2, 0),
        (-3, "<=", -2, 1),
        (-1, "=", -2, 0.5),
        (None, ">=", 200, None),
    ],
)
def test_how_far_a_target_is_attained(
    found: float | None, op: str, wanted: float, part: float | None
) -> None:  # fmt: skip
    assert attained(found, op, wanted) == part


ROWS = [row("A", 50), row("B", 100), row("C", None), row("D", 10)]
WEIGHTS = {"A": 2.0, "B": 1.0, "C": 1.0, "D": 0.0}


def test_the_index_by_hand() -> None:
    """(2 x 50 + 1 x 100) / 3 of what has data, which is three quarters of the weight; D does not count."""
    found = index_of(ROWS, WEIGHTS, vary=0.5)
    assert found.value == pytest.approx(200 / 3)
    assert (found.covered, found.least, found.most) == (75, 50, 75)
    assert [(each.code, each.weight, each.part) for each in found.targets] == [
        ("A", 2, 0.5), ("B", 1, 1), ("C", 1, None),
    ]  # fmt: skip
    assert [each.points for each in found.targets] == pytest.approx([100 / 3, 100 / 3, 0])
    # 1.5 x 50 for 3 halves against 0.5 or 1.5 of 100: weights 3 and 0.5, or 1 and 1.5.
    assert found.range == Range(pytest.approx((3 * 50 + 0.5 * 100) / 3.5), pytest.approx((50 + 150) / 2.5))


def test_without_weights_or_data_there_is_no_index() -> None:
    none = index_of([row("C", None)], {"C": 2.0}, vary=0.5)
    assert (none.value, none.covered, none.least, none.most, none.range) == (None, 0, 0, 100, None)
    empty = index_of(ROWS, {}, vary=0.5)
    assert (empty.value, empty.covered, empty.least, empty.most, empty.targets) == (None, 0, 0, 0, ())


def test_counties_have_an_index_of_what_is_known_of_them() -> None:
    rows = [row("A", 50, east=25.0, west=100.0), row("B", 100, east=50.0), row("C", 10)]
    found = index_of(rows, {"A": 2.0, "B": 1.0, "C": 1.0}, vary=0.5)
    assert {code: (each.value, each.covered) for code, each in found.by_county.items()} == {
        "east": (pytest.approx(100 / 3), 75), "west": (100, 50),
    }  # fmt: skip
    # In the east 2 x 25 and 1 x 50 for three parts of the weight, in the west A alone.
    assert {
        code: [(each.code, each.part, each.points) for each in county.targets]
        for code, county in found.by_county.items()
    } == {
        "east": [("A", 0.25, pytest.approx(50 / 3)), ("B", 0.5, pytest.approx(50 / 3))],
        "west": [("A", 1, 100)],
    }


def test_every_reading_may_be_weighed_by_itself() -> None:
    """The plain code is the first reading; another one is weighed beside it or alone."""
    least = {"id": "least", "name": {"zh": "最少", "en": "least"}, "after": 20.0, "by_county": {"east": 10.0}}
    both = [{**row("A", 50, east=40.0), "name": {"zh": "甲", "en": "A"}, "also": [least]}]
    alone = index_of(both, {"A.least": 2.0}, vary=0.5)
    assert (alone.value, [each.code for each in alone.targets]) == (20, ["A.least"])
    assert alone.by_county["east"].value == 10
    together = index_of(both, {"A": 1.0, "A.least": 2.0}, vary=0.5)
    assert together.value == pytest.approx((50 + 2 * 20) / 3)
    assert index_of(both, {"A": 1.0}, vary=0.5).value == 50


weighed = st.lists(st.tuples(st.floats(0.1, 100), st.floats(0, 100)), min_size=1, max_size=6)
varied = st.floats(0, 0.95)


def mean(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(map(float.__mul__, weights, values)) / sum(weights)


@settings(max_examples=80, deadline=None)
@given(weighed, varied)
def test_the_range_is_exactly_what_the_best_and_worst_corner_give(
    parts: list[tuple[float, float]], vary: float
) -> None:
    """A quotient of sums that are linear in the weights has its ends at corners of the box."""
    values = [value for _, value in parts]
    ends = [(weight * (1 - vary), weight * (1 + vary)) for weight, _ in parts]
    means = [mean(corner, values) for corner in itertools.product(*ends)]
    found = weighted_range(parts, vary=vary)
    assert found is not None
    assert found.least == pytest.approx(min(means), abs=1e-9)
    assert found.most == pytest.approx(max(means), abs=1e-9)


def test_weights_that_may_fall_to_nothing_reach_the_least_and_the_largest_value() -> None:
    parts = [(1.0, 30.0), (5.0, 80.0), (2.0, 60.0)]
    assert weighted_range(parts, vary=1.0) == Range(30, 80)
    assert weighted_range(parts, vary=0.0) == Range(68.75, 68.75)
    assert weighted_range([], vary=0.5) is None


figures = st.one_of(st.none(), st.floats(0, 150))
tables = st.lists(st.tuples(figures, st.floats(0, 10)), min_size=1, max_size=6)


def index(found: Sequence[tuple[float | None, float]], order: Sequence[int] | None = None) -> Any:
    rows = [row(f"T{place}", figure) for place, (figure, _) in enumerate(found)]
    weights = {f"T{place}": weight for place, (_, weight) in enumerate(found)}
    return index_of([rows[place] for place in order or range(len(rows))], weights, vary=0.5)


@settings(max_examples=60, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_targets_changes_nothing(found: list[tuple[float | None, float]], random: Any) -> None:
    order = list(range(len(found)))
    random.shuffle(order)
    one, other = index(found), index(found, order)
    for name in ("value", "covered", "least", "most"):
        assert getattr(one, name) == pytest.approx(getattr(other, name))
    assert (one.range is None) == (other.range is None)
    assert {each.code: each.part for each in one.targets} == {each.code: each.part for each in other.targets}


@settings(max_examples=60, deadline=None)
@given(tables, st.integers(0, 5), st.floats(0, 100))
def test_more_of_one_target_never_lowers_the_index(
    found: list[tuple[float | None, float]], place: int, more: float
) -> None:
    assume(place < len(found) and found[place][0] is not None)
    raised = [
        (figure + more if number == place and figure is not None else figure, weight)
        for number, (figure, weight) in enumerate(found)
    ]
    one, other = index(found), index(raised)
    for name in ("value", "least", "most"):
        if getattr(one, name) is not None:
            assert getattr(other, name) >= getattr(one, name) - 1e-9


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(figures, figures, st.floats(0.1, 10)), min_size=1, max_size=5),
    st.lists(st.floats(-1, 1), min_size=5, max_size=5),
)
def test_one_plan_is_above_another_by_what_is_said_whatever_the_weights(
    found: list[tuple[float | None, float | None, float]], at: list[float]
) -> None:
    """At any weights of the box, over the targets that have data in both."""
    one = index([(mine, weight) for mine, _, weight in found])
    other = index([(theirs, weight) for _, theirs, weight in found])
    apart = difference(one, other, vary=0.5)
    common = [(*each, move) for each, move in zip(found, at, strict=False) if None not in each[:2]]
    assert (apart is None) == (not common)
    if apart is not None:
        weights = [weight * (1 + 0.5 * move) for *_, weight, move in common]
        gains = [min(mine or 0, 100) - min(theirs or 0, 100) for mine, theirs, *_ in common]
        assert apart.least - 1e-9 <= mean(weights, gains) <= apart.most + 1e-9


def test_plans_that_were_judged_by_different_targets_stand_side_by_side_by_code() -> None:
    """A run may be older than a target: it has nothing to say of it, and the others keep their rows."""
    new = index_of([row("A", 100.0), row("B", 50.0)], {"A": 1.0, "B": 1.0}, vary=0.5)
    old = index_of([row("B", 25.0)], {"A": 1.0, "B": 1.0}, vary=0.5)
    for found in ({"new": new, "old": old}, {"old": old, "new": new}):
        parts = index_view(found, titles={}, counties={}, vary=0.5, drill=False, lang="en")
        table = [part for part in parts if not isinstance(part, str)][1]
        lines = zip(*(column._cells for column in table.columns), strict=True)
        cells = {str(line[0]): dict(zip(found, line[3:], strict=True)) for line in lines}
        assert cells == {"A": {"new": "100.0", "old": "–"}, "B": {"new": "50.0", "old": "25.0"}}


def test_the_index_is_cut_off_and_a_difference_that_there_is_never_reads_as_none() -> None:
    """99.96 does not read as 100, nor 0.04 between two plans as nothing."""
    one = index_of([row("A", 99.96, east=66.66)], {"A": 1.0}, vary=0.5)
    other = index_of([row("A", 100.0)], {"A": 1.0}, vary=0.5)
    parts = list(
        index_view({"one": one, "other": other}, titles={"A": "a"}, counties={"east": "East"}, vary=0.5,
                   drill=True, lang="en")
    )  # fmt: skip
    values, targets, counties, county = (part for part in parts if not isinstance(part, str))
    shown = [[str(cell) for cell in column._cells] for column in values.columns]
    assert shown[1] == ["99.9", "100.0"] and shown[3][0] == "99.9 – 99.9" and shown[4][0] == "99.9 – 99.9"
    assert [str(column._cells[0]) for column in targets.columns][3:] == ["99.9", "100.0"]
    assert [str(column._cells[0]) for column in counties.columns] == ["East", "100.0", "66.6", "–"]
    assert [str(column._cells[0]) for column in county.columns] == ["A", "a", "1", "66.6", "66.6"]
    assert parts[-1] == "other is above one for all such weights, by 0.04 to 0.04."
