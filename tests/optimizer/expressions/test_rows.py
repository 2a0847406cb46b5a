"""Rows that were worked out by hand from the six arcs and three posts of the cases."""

from __future__ import annotations

import math
import pickle
import tracemalloc

import numpy as np
import pytest

from optimizer.errors import ExpressionError
from optimizer.expressions import LinearRow, parse
from tests.optimizer.expressions.cases import ARCS, EXAMPLES, POSTS

INF = math.inf


def only(text: str) -> LinearRow:
    (row,) = parse(text).rows(ARCS, POSTS)
    return row


def arc(text: str) -> list[float]:
    """Coefficients of the arcs in `sum(text) >= 0`."""
    return only(f"sum({text}) >= 0").arc.tolist()


def test_a_share_has_one_less_the_share_where_both_sides_count() -> None:
    row = only(EXAMPLES[0])
    assert row.arc.tolist() == pytest.approx([0.7, 0, 0.7, -0.3, 0, -0.3])
    assert row.short.tolist() == [0, 0, 0]
    assert (row.label, row.lower, row.upper) == ("", 0, INF)


def test_a_mean_has_what_each_arc_exceeds_it_by() -> None:
    row = only(EXAMPLES[1])
    assert row.arc.tolist() == [0, -10, 0, 10, 20, 30]
    assert (row.lower, row.upper) == (-INF, 0)


def test_arcs_and_heads_short_share_a_row() -> None:
    row = only(EXAMPLES[2])
    assert row.arc.tolist() == [0, 0, 6, 6, 0, 0]
    assert row.short.tolist() == [2, 0, 2]
    assert (row.lower, row.upper) == (-INF, 1000)


def test_for_makes_a_row_of_each_value_with_its_arcs_alone() -> None:
    rows = parse("for post: sum(x[sex == 'female']) >= 1").rows(ARCS, POSTS)
    assert [row.label for row in rows] == ["p1", "p2", "p3"]
    assert [row.arc.tolist() for row in rows] == [
        [1, 0, 0, 0, 0, 0],
        [0, 1, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 1],
    ]
    assert {(row.lower, row.upper) for row in rows} == {(1, INF)}


def test_for_gives_each_post_its_own_heads_short() -> None:
    rows = parse("for post: sum(x) + 2 * sum(short) == 1").rows(ARCS, POSTS)
    assert [row.short.tolist() for row in rows] == [[2, 0, 0], [0, 2, 0], [0, 0, 2]]
    assert {(row.lower, row.upper) for row in rows} == {(1, 1)}


def test_a_post_without_any_arc_still_has_its_row() -> None:
    """Else a rule that nobody can fulfil would look fulfilled."""
    posts = {"post": np.array(["p1", "p2", "p3", "p4"])}
    rows = parse("for post: sum(x) >= 1").rows(ARCS, posts)
    assert (rows[3].label, rows[3].arc.any(), rows[3].lower) == ("p4", False, 1)


def test_for_names_whole_numbers_without_a_point() -> None:
    rows = parse("for hours: sum(x) <= 1").rows(ARCS, POSTS)
    assert [row.label for row in rows] == ["5", "6", "7"]
    assert [row.label for row in parse("for h: sum(x) <= 1").rows({"h": np.array([0.5, 2])}, {})] == [
        "0.5",
        "2",
    ]


def test_constants_of_both_sides_meet_on_the_right() -> None:
    assert only("2 * (sum(x) - 3) + 1 >= 4 - sum(x)").lower == 9
    assert only("1 <= sum(x)").arc.tolist() == [-1] * 6
    assert only("1 <= sum(x)").upper == -1
    assert math.copysign(1, only("sum(x) >= 0").lower) == 1


def test_factors_are_numbers_attributes_and_what_they_make() -> None:
    assert arc("minutes * x") == [10, 20, 30, 40, 50, 60]
    assert arc("x * 2 * hours") == [10, 10, 12, 12, 14, 14]
    assert arc("(minutes - 2 * hours + 1) * x[current]") == [1, 0, 0, 29, 0, 0]
    assert arc("-x[current] + 3 * x") == [2, 3, 3, 2, 3, 3]
    assert arc("2 * (x - hours * x[current])") == [-8, 2, 2, -10, 2, 2]
    assert arc("current * x") == [1, 0, 0, 1, 0, 0]
    assert arc("(current + current) * x") == [2, 0, 0, 2, 0, 0]


@pytest.mark.parametrize(
    ("condition", "chosen"),
    [
        ("minutes < 30", [1, 1, 0, 0, 0, 0]),
        ("30 >= minutes", [1, 1, 1, 0, 0, 0]),
        ("minutes != 30", [1, 1, 0, 1, 1, 1]),
        ("minutes > 8 * hours", [0, 0, 0, 0, 0, 1]),
        ("minutes - hours == -(-24)", [0, 0, 1, 0, 0, 0]),
        ("person < 'bob'", [1, 1, 0, 0, 0, 0]),
        ("'bob' == person", [0, 0, 1, 1, 0, 0]),
        ("role == 'aide'", [0, 1, 0, 0, 1, 0]),
        ("role != area", [1, 1, 1, 1, 1, 1]),
        ("role in ('aide', 'clerk')", [0, 1, 0, 0, 1, 0]),
        ("area in ['rural']", [1, 0, 1, 0, 0, 0]),
        ("person not in ('ann', 'bob',)", [0, 0, 0, 0, 1, 1]),
        ("hours in (5, -7, 7.0)", [1, 1, 0, 0, 1, 1]),
        ("minutes + hours in (15, 67)", [1, 0, 0, 0, 0, 1]),
        ("current", [1, 0, 0, 1, 0, 0]),
        ("not current", [0, 1, 1, 0, 1, 1]),
        ("current == False", [0, 1, 1, 0, 1, 1]),
        ("not current and hours == 5 or minutes == 60", [0, 1, 0, 0, 0, 1]),
        ("not (current and hours == 5) and (sex == 'male' or hours == 5)", [0, 1, 1, 1, 0, 0]),
        ("pay == 1", [1, 0, 1, 0, 0, 0]),
        ("pay != 1", [0, 1, 0, 1, 1, 1]),
        ("not pay < 9", [0, 1, 0, 1, 0, 0]),
    ],
)
def test_a_filter_lets_through_what_it_says(condition: str, chosen: list[float]) -> None:
    assert arc(f"x[{condition}]") == chosen


def test_a_factor_need_not_be_known_where_the_filter_lets_nothing_through() -> None:
    assert arc("pay * x[sex == 'female' and role == 'counsel' or post == 'p1']") == [1, 0, 1, 0, 0, 2]
    with pytest.raises(ExpressionError, match=r"column 1: .* 1 of the arcs \(first: nan in row 1\)"):
        only("sum(pay * x[sex == 'female']) >= 1")


def test_every_kind_of_column_reads_alike() -> None:
    texts = np.array(["a", "b"])
    for column in (texts, texts.astype(object), texts.astype(np.dtypes.StringDType())):
        rows = parse("sum(x[name in ('b', 'c') and name >= 'b']) >= 1").rows({"name": column}, {})
        assert rows[0].arc.tolist() == [0, 1]
    numbers = [1, 2]
    for kind in (np.int8, np.uint64, np.float32, np.longdouble, object):
        rows = parse("sum(n * x[n in (2, 3)]) >= 1").rows({"n": np.array(numbers, dtype=kind)}, {})
        assert rows[0].arc.tolist() == [0, 2]
    truths = np.array([False, True], dtype=object)
    assert parse("sum(x[yes]) >= 1").rows({"yes": truths}, {})[0].arc.tolist() == [0, 1]


def test_no_arcs_at_all_leave_a_row_without_coefficients() -> None:
    """Tables without rows have columns of any dtype."""
    arcs = {name: np.array([], dtype=object) for name in ARCS}
    text = "sum((minutes + 1) * x[role == 'a' and hours < 3 and area in ('b', 'c') and not current]) >= 1"
    (row,) = parse(text).rows(arcs, POSTS)
    assert (row.arc.size, row.short.size, row.lower) == (0, 3, 1)
    assert parse("for person: sum(x) >= 1").rows(arcs, POSTS) == ()


def test_texts_may_hold_what_looks_like_code_and_comments() -> None:
    arcs = {"名": np.array(["a#b", "(", "长岛 '1'"])}
    text = """sum(x[名 in ('a#b',  # not a comment before
        '(')])
        >= 1  # nor does this end it: ')'"""
    assert parse(text).rows(arcs, {})[0].arc.tolist() == [1, 1, 0]
    assert parse("""sum(x[名 == "长岛 '1'"]) >= 1""").rows(arcs, {})[0].arc.tolist() == [0, 0, 1]


def test_names_are_all_attributes_and_nothing_else() -> None:
    constraint = parse("for post: sum(hours * x[sex == 'female' and current]) >= sum(short[weight > 1])")
    assert constraint.names == {"post", "hours", "sex", "current", "weight"}
    assert parse("sum(x) >= 1").names == frozenset()


def test_a_constraint_can_be_kept_compared_and_sent() -> None:
    constraint = parse(EXAMPLES[0])
    assert constraint == parse(EXAMPLES[0]) != parse(EXAMPLES[1])
    assert pickle.loads(pickle.dumps(constraint)) == constraint


def test_thousands_of_groups_take_no_more_room_than_their_arcs() -> None:
    """Each of 5,000 rows over 100,000 arcs, zeros and all, would make 4 GB."""
    arcs = {"person": np.arange(100_000) % 5_000}
    tracemalloc.start()
    rows = parse("for person: sum(x) <= 5").rows(arcs, {})
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(rows) == 5_000 and most < 50e6
    assert np.flatnonzero(rows[7].arc).tolist() == list(range(7, 100_000, 5_000))


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_has_rows(text: str) -> None:
    for row in parse(text).rows(ARCS, POSTS):
        assert row.arc.shape == (6,) and row.short.shape == (3,) and row.lower <= row.upper
