"""Formulas: what is one and what is not, and that reading one is arithmetic and nothing else."""

from __future__ import annotations

import math
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.indicators.formula import MOST_NUMBER, FormulaError, read_formula

KNOWN = {"a": 7.0, "b": 2.0, "a.b": 5.0, "posts.station-staff.heads": 9.0, "村": 4.0}


@pytest.mark.parametrize(
    ("accepted", "value", "refused"),
    [
        ("a", 7, "a()"),
        ("a.b", 5, "a.b()"),
        ("a.b", 5, "(a + b).real"),
        ("a.b", 5, "1 .real"),
        ("村 + 1", 5, "村 + '"),
        ("'posts.station-staff.heads' / 3", 3, "f'{a}' / 3"),
        ("'a'", 7, "''"),
        ("'a'", 7, "b'a'"),
        ("a * b", 14, "a ** b"),
        ("a / b", 3.5, "a // b"),
        ("a / b", 3.5, "a % b"),
        ("-a", -7, "+a"),
        ("-a", -7, "~a"),
        ("-a", -7, "not a"),
        ("(a)", 7, "[a]"),
        ("(a)", 7, "(a,)"),
        ("(a)", 7, "a[0]"),
        ("(a)", 7, "[a for a in b]"),
        ("(a)", 7, "(a := 1)"),
        ("(a)", 7, "lambda: a"),
        ("a - b", 5, "a < b"),
        ("a - b", 5, "a and b"),
        ("a - b", 5, "a if b else 1"),
        ("a - b", 5, "a - "),
        ("a - b", 5, "a b"),
        ("min(a, b)", 2, "min(a)"),
        ("min(a, b)", 2, "min(*a)"),
        ("min(a, b)", 2, "min(a, b, default=1)"),
        ("max(a, b, 8)", 8, "sum(a, b, 8)"),
        ("max(a, b)", 7, "a.max(a, b)"),
        ("1 * 2", 2, "1j * 2"),
        ("1 + a", 8, "True + a"),
        ("1 + a", 8, "None + a"),
        ("1 + a", 8, "... + a"),
        ("1e15", 1e15, "1.1e15"),
        ("1e15", 1e15, "1e400"),
        ("999999999999999", 999999999999999, "9" * 5000),
        (" a ", 7, " "),
        ("a", 7, "\0"),
        ("a", 7, "\ud800"),
    ],
)
def test_what_is_a_formula_and_what_is_not(accepted: str, value: float, refused: str) -> None:
    assert read_formula(accepted).value(KNOWN) == value
    with pytest.raises(FormulaError, match="expected"):
        read_formula(refused)


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [("-" * 39 + "a", "-" * 60 + "a"), ("(" * 30 + "a" + ")" * 30, "(" * 300 + "a" + ")" * 300)],
)
def test_nesting_ends_somewhere(accepted: str, refused: str) -> None:
    assert abs(read_formula(accepted).value(KNOWN) or 0.0) == 7
    with pytest.raises(FormulaError):
        read_formula(refused)


def test_nothing_in_a_formula_is_ever_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Not by reading it, nor where a measure is named like something of Python's."""
    for text in ("print(1)", "__import__('os').system('echo 1')", "exit()", "open('x', 'w')"):
        with pytest.raises(FormulaError):
            read_formula(text)
    assert read_formula("print.__class__").names == ("print.__class__",)
    assert read_formula("print.__class__").value({"print.__class__": 3.0}) == 3
    assert capsys.readouterr() == ("", "")


def test_a_fault_says_where_in_letters_and_what_stands_there() -> None:
    with pytest.raises(FormulaError, match=r"column 8: found 'b \*\* 2'"):
        read_formula("'村村' + b ** 2")


def test_names_are_listed_once_in_their_order() -> None:
    assert read_formula("100 * (b + a.b) / (a + b)").names == ("b", "a.b", "a")
    assert read_formula("100").names == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [("a / b", 2.0), ("a / (b - 3)", None), ("a / none", None), ("min(a, none)", None), ("none", None)],
)
def test_without_a_value_or_divided_by_nothing_there_is_none(text: str, value: float | None) -> None:
    assert read_formula(text).value({"a": 6.0, "b": 3.0, "none": None}) == value


def test_what_grows_beyond_all_figures_has_no_value() -> None:
    assert read_formula("1e15 * a").value({"a": 1.0}) == 1e15
    assert read_formula("1e15 * a").value({"a": 2.0}) is None
    huge = "*".join(["1e15"] * 25)
    assert read_formula(f"{huge} - {huge}").value({}) is None


class Arithmetic(NamedTuple):
    """A formula, and what Python makes of the same."""

    text: str
    value: float


def _joined(sign: str, left: Arithmetic, right: Arithmetic) -> Arithmetic:
    one, other = left.value, right.value
    if sign == "/":
        value = one / other if other else math.nan
    else:
        value = {"+": one + other, "-": one - other, "*": one * other}[sign]
    return Arithmetic(f"({left.text} {sign} {right.text})", value)


def _chosen(name: str, parts: list[Arithmetic]) -> Arithmetic:
    values = [part.value for part in parts]
    value = math.nan if any(map(math.isnan, values)) else min(values) if name == "min" else max(values)
    return Arithmetic(f"{name}({', '.join(part.text for part in parts)})", value)


MEASURES = {"a": 3.0, "b.c": -0.25, "d": 1e6}
leaves = st.one_of(
    st.sampled_from([Arithmetic(name, value) for name, value in MEASURES.items()]),
    st.integers(0, 1000).map(lambda number: Arithmetic(str(number), float(number))),
    st.floats(0, 1e6).map(lambda number: Arithmetic(repr(number), number)),
)
trees = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.builds(_joined, st.sampled_from("+-*/"), below, below),
        st.builds(_chosen, st.sampled_from(["min", "max"]), st.lists(below, min_size=2, max_size=3)),
        below.map(lambda of: Arithmetic(f"(-{of.text})", -of.value)),
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(trees)
def test_the_value_is_that_of_the_same_arithmetic(tree: Arithmetic) -> None:
    found = read_formula(tree.text).value(MEASURES)
    if math.isnan(tree.value) or abs(tree.value) > MOST_NUMBER:
        assert found is None
    else:
        assert found == tree.value
