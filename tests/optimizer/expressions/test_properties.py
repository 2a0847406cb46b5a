"""Random constraints against the same worked out arc by arc in plain Python, and texts that are none."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.errors import ExpressionError
from optimizer.expressions import LinearRow, parse
from tests.optimizer.expressions.cases import ARCS, EXAMPLES, POSTS

Row = Mapping[str, Any]

SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
WORDS = ("a", "b", "c", "长岛")
TEXTS, NUMBERS, FLAGS = ("role", "area"), ("minutes", "hours"), ("current",)


class Piece(NamedTuple):
    """A text and what it stands for, given the attributes of one arc."""

    text: str
    of: Callable[[Row], Any]


texts = st.sampled_from(TEXTS).map(lambda name: Piece(name, lambda row: row[name]))
words = st.sampled_from(WORDS).map(lambda word: Piece(f"'{word}'", lambda row: word))
columns = st.sampled_from(NUMBERS).map(lambda name: Piece(name, lambda row: row[name]))
constants = st.integers(-6, 6).map(lambda number: Piece(str(number), lambda row: number))
flags = st.sampled_from(FLAGS).map(lambda name: Piece(name, lambda row: row[name]))


def joined(left: Piece, sign: str, right: Piece) -> Piece:
    work = {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign]
    return Piece(f"({left.text} {sign} {right.text})", lambda row: work(left.of(row), right.of(row)))


values = st.recursive(
    columns | constants, lambda inner: st.builds(joined, inner, st.sampled_from("+-*"), inner), max_leaves=4
)


def compared(left: Piece, sign: str, right: Piece) -> Piece:
    return Piece(f"{left.text} {sign} {right.text}", lambda row: SIGNS[sign](left.of(row), right.of(row)))


def among(of: Piece, word: str, choices: list[Piece]) -> Piece:
    text = f"{of.text} {word} ({', '.join(choice.text for choice in choices)},)"
    return Piece(text, lambda row: (of.of(row) in [each.of(row) for each in choices]) == (word == "in"))


def both(left: Piece, word: str, right: Piece) -> Piece:
    join = all if word == "and" else any
    return Piece(f"({left.text} {word} {right.text})", lambda row: join((left.of(row), right.of(row))))


signs, ins = st.sampled_from(sorted(SIGNS)), st.sampled_from(["in", "not in"])
leaves = st.one_of(
    flags,
    st.builds(compared, texts, signs, texts | words),
    st.builds(compared, words, signs, texts),
    st.builds(compared, columns, signs, values),
    st.builds(among, texts, ins, st.lists(words, min_size=1, max_size=3)),
    st.builds(among, columns, ins, st.lists(constants, min_size=1, max_size=3)),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(both, inner, st.sampled_from(["and", "or"]), inner),
        inner.map(lambda of: Piece(f"not ({of.text})", lambda row: not of.of(row))),
    ),
    max_leaves=6,
)


def summed(variable: str, factor: Piece, where: Piece) -> tuple[str, Piece]:
    text = f"sum({factor.text} * {variable}[{where.text}])"
    return variable, Piece(text, lambda row: factor.of(row) * where.of(row))


sums = st.builds(summed, st.sampled_from(["x", "short"]), values, conditions)
sides = st.tuples(st.lists(st.tuples(st.integers(-3, 3), sums), max_size=3), st.integers(-9, 9))
rows = st.fixed_dictionaries(
    {
        **{name: st.sampled_from(WORDS) for name in TEXTS},
        **{name: st.integers(-5, 5) for name in NUMBERS},
        **{name: st.booleans() for name in FLAGS},
    }
)
tables = st.lists(rows, max_size=6)


def column(table: list[Row], name: str) -> np.ndarray[Any, Any]:
    kind = np.float64 if name in NUMBERS else np.bool_ if name in FLAGS else object
    return np.array([row[name] for row in table], dtype=kind)


def attributes(table: list[Row]) -> dict[str, np.ndarray[Any, Any]]:
    return {name: column(table, name) for name in (*TEXTS, *NUMBERS, *FLAGS)}


def written(side: tuple[list[tuple[int, tuple[str, Piece]]], int]) -> str:
    return " + ".join([*(f"{weight} * {piece.text}" for weight, (_, piece) in side[0]), str(side[1])])


def worked_out(left: Any, right: Any, variable: str, table: list[Row]) -> list[float]:
    """Coefficient of each arc or post, one by one."""
    terms = [(weight, each) for weight, each in left[0]] + [(-weight, each) for weight, each in right[0]]
    return [sum(weight * of.of(row) for weight, (name, of) in terms if name == variable) for row in table]


@settings(deadline=2_000)
@given(sides, sides, st.sampled_from([">=", "<=", "=="]), tables, tables)
def test_coefficients_and_bounds_are_those_worked_out_arc_by_arc(
    left: Any, right: Any, sense: str, arcs: list[Row], posts: list[Row]
) -> None:
    text = f"{written(left)} {sense} {written(right)}"
    if len(text) > 2_000 or not left[0] + right[0]:
        with pytest.raises(ExpressionError):
            parse(text)
        return
    (row,) = parse(text).rows(attributes(arcs), attributes(posts))
    assert row.arc.tolist() == worked_out(left, right, "x", arcs)
    assert row.short.tolist() == worked_out(left, right, "short", posts)
    assert row.lower == (right[1] - left[1] if sense != "<=" else -np.inf)
    assert row.upper == (right[1] - left[1] if sense != ">=" else np.inf)


@settings(deadline=2_000)
@given(sums, sums, st.sampled_from(["role", "hours"]), tables, tables)
def test_groups_part_the_row_of_all(
    first: Any, second: Any, name: str, arcs: list[Row], posts: list[Row]
) -> None:
    """Each arc stands in the row of its own value, with the coefficient that it has without `for`."""
    text = f"{first[1].text} + 2 * {second[1].text} >= 1"
    data = attributes(arcs), attributes(posts)
    (whole,) = parse(text).rows(*data)
    groups = parse(f"for {name}: {text}").rows(*data)
    assert [row.label for row in groups] == [
        str(value) for value in sorted({row[name] for row in arcs + posts})
    ]
    for row in groups:
        assert row.arc.tolist() == _of_group(whole.arc, arcs, name, row)
        assert row.short.tolist() == _of_group(whole.short, posts, name, row)


def _of_group(whole: np.ndarray[Any, Any], table: list[Row], name: str, row: LinearRow) -> list[float]:
    return [weight if str(each[name]) == row.label else 0 for weight, each in zip(whole, table, strict=True)]


# --- texts that nobody meant -------------------------------------------------------------------------


def attempt(text: str) -> None:
    """Read and apply a text; an error other than the one for such texts escapes."""
    try:
        constraint = parse(text)
        found = constraint.rows(ARCS, POSTS)
    except ExpressionError as error:
        assert "expected" in str(error) or "give" in str(error)
        assert "\n" not in str(error)
        return
    for row in found:
        assert np.isfinite(row.arc).all() and np.isfinite(row.short).all()
        assert np.isfinite([row.lower, row.upper]).any()


PIECES = (
    "sum", "x", "short", "for", "post", "role", "minutes", "current", "pay", "and", "or", "not", "in", "is",
    "if", "else", "lambda", "yield", "await", "None", "True", "0", "1", "1e15", ".5", "'a'", '"', "'",
    "f'{x}'", "(", ")", "[", "]", ",", ":", "+", "-", "*", "**", "/", "==", ">=", "<=", "<", "!=", ":=", ".",
    "~", "@", "\\", "#", "\n", "\r", "\f", "\0", "\ufeff", "\u3000", "²", "ｘ", "长", "e\u0301", "\ud800",
    "{", "}", ";", " ", " ", " ",
)  # fmt: skip
noise = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(deadline=2_000, max_examples=400)
@given(noise)
def test_any_text_is_read_or_refused(text: str) -> None:
    attempt(text)
    attempt(f"sum(x[{text}]) >= 1")


@settings(deadline=2_000, max_examples=400)
@given(
    st.sampled_from(EXAMPLES),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 6), st.sampled_from(PIECES) | noise), max_size=4),
)
def test_a_spoilt_constraint_is_read_or_refused(text: str, changes: list[tuple[int, int, str]]) -> None:
    """Pieces are cut out of a sound text and others put in."""
    for at, cut, put in changes:
        text = text[:at] + put + text[at + cut :]
    attempt(text)


@settings(deadline=2_000)
@given(
    st.sampled_from(("(", "[", "-", "not ", "sum(", "x[", "1+", "x*", "(1+", "0,", "'a'==", "role==")),
    st.booleans(),
)
def test_the_same_again_and_again_is_read_or_refused(piece: str, closed: bool) -> None:
    count = 1_900 // len(piece)
    text = piece * count
    attempt(text)
    attempt(f"sum({text}x{')' * closed}) >= 1")
    attempt(f"sum(x[{text}current{']' * closed}) >= 1")
