"""What is refused, each beside the nearest text or data that is accepted, and what the error says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optimizer.errors import ExpressionError, OptimizerError
from optimizer.expressions import parse
from tests.optimizer.expressions.cases import ARCS, POSTS

DEEP = 48


def by_or(count: int) -> str:
    return " or ".join(["hours == 5"] * count)


def padded(length: int) -> str:
    return "sum(x) >= 1".ljust(length)


#: Refused, what the message says, and the nearest text that is accepted.
SYNTAX = [
    ("", "column 1: found nothing", "sum(x) >= 1"),
    ("  # sum(x) >= 1", "found nothing", "  sum(x) >= 1 #"),
    (padded(2_001), "2,001 characters; expected at most 2,000", padded(2_000)),
    # One comparison.
    ("sum(x)", "column 1: found 'sum(x)'; expected exactly one of >=, <= and ==", "sum(x) >= 0"),
    ("sum(x) > 1", "exactly one of >=, <= and ==", "sum(x) >= 1"),
    ("sum(x) != 1", "exactly one of >=, <= and ==", "sum(x) == 1"),
    ("sum(x) = 1", "column 8: found the character '='; expected == instead", "sum(x) == 1"),
    ("sum(x) ≥ 1", "column 8: found the character '≥'; expected >= instead", "sum(x) >= 1"),
    ("sum(x) in (1, 2)", "exactly one of", "sum(x) == 1"),
    ("1 <= sum(x) <= 2", "exactly one of", "1 <= sum(x)"),
    ("sum(x) >= 1 and sum(short) <= 2", "exactly one of", "sum(x) >= 1 + sum(short)"),
    ("not sum(x) >= 1", "exactly one of", "-sum(x) >= 1"),
    ("2 >= 1", "sum(x[...]) or sum(short[...]) on at least one side", "2 >= sum(x)"),
    # Linear.
    ("sum(x * x) >= 1", "column 5: found 'x * x'; expected a linear constraint", "sum(x + x) >= 1"),
    ("sum(x * short) >= 1", "linear", "sum(x) + sum(short) >= 1"),
    ("sum((x + x) * (2 * x)) >= 1", "linear", "sum((1 + 1) * (2 * x)) >= 1"),
    ("sum(x) * sum(x) >= 1", "column 1: found 'sum(x) * sum(x)'; expected a linear", "sum(x) * 2 >= 1"),
    ("sum(x) * (1 + sum(short)) >= 1", "linear", "sum(x) * (1 + 2) >= 1"),
    ("sum(x) ** 2 >= 1", "joined by +, - and *", "sum(x) * 2 >= 1"),
    ("sum(minutes ** 2 * x) >= 1", "column 5: found 'minutes ** 2'", "sum(minutes * minutes * x) >= 1"),
    ("sum(x) / 2 >= 1", "joined by +, - and *", "0.5 * sum(x) >= 1"),
    ("sum(x) // 2 >= 1", "joined by +, - and *", "0.5 * sum(x) >= 1"),
    ("sum(x) % 2 >= 1", "the character '%'", "sum(x) * 2 >= 1"),
    # Where things stand.
    ("x >= 1", "inside sum(...) only", "sum(x) >= 1"),
    ("x[current] >= 1", "inside sum(...) only", "sum(x[current]) >= 1"),
    ("sum(x) <= minutes", "column 11: found 'minutes'; expected variables and attributes inside",
     "sum(x) <= 5"),
    ("sum(minutes) >= 1", "found 'minutes'; expected x[...] or short[...]", "sum(minutes * x) >= 1"),
    ("sum(1) >= 1", "expected x[...] or short[...]", "sum(1 * x) >= 1"),
    ("sum(x + 1) >= 1", "in every part that + and - join", "sum(x + 1 * x) >= 1"),
    ("sum(x + short) >= 1", "not both", "sum(x) + sum(short) >= 1"),
    ("sum(sum(x)) >= 1", "expected x[...] or short[...]", "(sum(x)) >= 1"),
    ("sum(x[x == 1]) >= 1", "column 7: found 'x'; expected a number or an attribute",
     "sum(x[hours == 1]) >= 1"),
    ("sum(x[short]) >= 1", "expected a comparison such as", "sum(x[current]) >= 1"),
    ("sum(x[sum(x) >= 1]) >= 1", "expected a number or an attribute", "sum(x[hours >= 1]) >= 1"),
    ("sum(minutes[current]) >= 1", "expected x[...] or short[...]", "sum(minutes * x[current]) >= 1"),
    ("sum(x) >= 'a'", "expected numbers and sum(...)", "sum(x) >= 1"),
    ("sum(x) >= True", "expected numbers and sum(...)", "sum(x) >= 1"),
    ("sum(x) >= None", "expected numbers and sum(...)", "sum(x) >= 1"),
    ("sum(True * x) >= 1", "expected a number or an attribute", "sum(1 * x) >= 1"),
    ("sum('a' * x) >= 1", "expected x[...] or short[...]", "sum(1 * x) >= 1"),
    # Filters.
    ("sum(x[]) >= 1", "found a fault; expected a constraint", "sum(x) >= 1"),
    ("sum(x[hours]) >= 1", "the number attribute 'hours' alone", "sum(x[hours > 0]) >= 1"),
    ("sum(x[role]) >= 1", "the text attribute 'role' alone", "sum(x[current]) >= 1"),
    ("sum(x[1]) >= 1", "expected a comparison such as", "sum(x[hours == 1]) >= 1"),
    ("sum(x[True]) >= 1", "expected a comparison such as", "sum(x[current == True]) >= 1"),
    ("sum(x[1 == 1]) >= 1", "an attribute on at least one side", "sum(x[hours == 1]) >= 1"),
    ("sum(x[1 in (1, 2)]) >= 1", "an attribute before in", "sum(x[hours in (1, 2)]) >= 1"),
    ("sum(x[1 < hours < 9]) >= 1", "one comparison at a time", "sum(x[1 < hours and hours < 9]) >= 1"),
    ("sum(x[role is 'a']) >= 1", "expected a comparison such as", "sum(x[role == 'a']) >= 1"),
    ("sum(x[role = 'a']) >= 1", "expected == instead", "sum(x[role == 'a']) >= 1"),
    ("sum(x[current & current]) >= 1", "expected and instead", "sum(x[current and current]) >= 1"),
    ("sum(x[current, current]) >= 1", "and, or, not join several", "sum(x[current and current]) >= 1"),
    ("sum(x[1:2]) >= 1", "expected a comparison such as", "sum(x[1 < hours]) >= 1"),
    ("sum(x[role in ('a')]) >= 1", "several texts or several numbers", "sum(x[role in ('a',)]) >= 1"),
    ("sum(x[role in 'a']) >= 1", "several texts or several numbers", "sum(x[role in ['a']]) >= 1"),
    ("sum(x[role in ()]) >= 1", "several texts or several numbers", "sum(x[role in ('a',)]) >= 1"),
    ("sum(x[role in ('a', 1)]) >= 1", "several texts or several numbers", "sum(x[role in ('a', '1')]) >= 1"),
    ("sum(x[role in ('a', sex)]) >= 1", "several texts or several numbers",
     "sum(x[role in ('a', 'sex')]) >= 1"),
    ("sum(x[role in ('a' 'b')]) >= 1", "column 20: found text right after text",
     "sum(x[role in ('a', 'b')]) >= 1"),
    ("sum(x[role + 'a' == 'b']) >= 1", "found \"'a'\"; expected a number or", "sum(x[hours + 1 == 2]) >= 1"),
    # Numbers and texts.
    ("sum(x) >= 1.1e15", "found '1.1e15'; expected a number up to 1e+15", "sum(x) >= 1e15"),
    ("sum(x) >= 1e999", "expected a number up to 1e+15", "sum(x) >= 1e9"),
    (f"sum(x) >= {'9' * 1900}", "expected a number up to 1e+15", f"sum(x) >= {'9' * 15}"),
    ("sum(x) >= 1e15 * 1.1", "found '1e15 * 1.1'; expected numbers up to", "sum(x) >= 1e15 * 0.9"),
    ("1e15 * (2 * sum(x)) >= 1", "expected numbers up to 1e+15", "1e15 * (1 * sum(x)) >= 1"),
    ("sum(x) >= inf", "inside sum(...) only", "sum(x) >= 1e15"),
    ("sum(x) >= 1j", "column 11: found '1j'; expected a number such as", "sum(x) >= 1"),
    ("sum(x) >= 0x1F", "found '0x1F'; expected a number such as", "sum(x) >= 31"),
    ("sum(x) >= 1_000", "found '1_000'; expected a number such as", "sum(x) >= 1000"),
    ("sum(x) >= 1.2.3", "found '1.2.3'; expected a number such as", "sum(x) >= 1.23"),
    ("2sum(x) >= 1", "found '2sum'; expected a number such as", "2*sum(x) >= 1"),
    ("sum(x) >= 007", "column 11: found a fault", "sum(x) >= 7"),
    ("sum(x[role == 'a]) >= 1", "column 15: found the quote '; expected text in quotes",
     "sum(x[role == 'a']) >= 1"),
    ("sum(x[role == 'a\nb']) >= 1", "the quote '; expected text in quotes, closed",
     "sum(x[role == 'a b']) >= 1"),
    ("sum(x[role == 'a\\n']) >= 1", "without backslashes", "sum(x[role == 'an']) >= 1"),
    ("sum(x[role == 'a\ud800']) >= 1", "without backslashes", "sum(x[role == 'a\u4e00']) >= 1"),
    ("sum(x[role == ‘a’]) >= 1", "column 15: found the character '‘'; expected ' instead",
     "sum(x[role == 'a']) >= 1"),
    ("sum(x[role == f'a']) >= 1", "found \"f'a'\"; expected plain text", "sum(x[role == 'a']) >= 1"),
    ("sum(x[role == b'a']) >= 1", "expected plain text in quotes", "sum(x[role == 'a']) >= 1"),
    ("sum(x[role == '''a''']) >= 1", "text right after text", "sum(x[role == 'a']) >= 1"),
    # Brackets and nesting.
    ("sum(x >= 1", "column 4: found a bracket that is never closed", "sum(x) >= 1"),
    ("sum(x)) >= 1", "column 7: found a closing bracket without an opening one", "(sum(x)) >= 1"),
    ("(" * 51 + "sum(x)" + ")" * 51 + " >= 1", "column 51: found bracket 51",
     f"{'(' * 49}sum(x){')' * 49} >= 1"),
    ("-" * 50 + "sum(x) >= 1", "at most 50 levels", "-" * DEEP + "sum(x) >= 1"),
    ("-" * 1_900 + "sum(x) >= 1", "at most 50 levels", "-" * DEEP + "sum(x) >= 1"),
    ("sum(x) >= 1" + "+1" * 50, "at most 50 levels", "sum(x) >= 1" + "+1" * 49),
    (f"sum(x[{'not ' * 400}current]) >= 1", "at most 50 levels", f"sum(x[{'not ' * 40}current]) >= 1"),
    (f"sum(x[{by_or(150)}]) >= 1", "expected at most 2,000", f"sum(x[{by_or(140)}]) >= 1"),
    # Python that is none of this.
    ("max(x) >= 1", "expected numbers and sum(...)", "sum(x) >= 1"),
    ("sum() >= 1", "found 'sum()'", "sum(x) >= 1"),
    ("sum(x, x) >= 1", "found 'sum(x, x)'", "sum(x + x) >= 1"),
    ("sum(*x) >= 1", "found 'sum(*x)'", "sum(2*x) >= 1"),
    ("sum(x=x) >= 1", "found the character '='", "sum(x+x) >= 1"),
    ("sum >= 1", "inside sum(...) only", "sum(x) >= 1"),
    ("sum(x.real) >= 1", "found the character '.'", "sum(x) >= 1"),
    ("sum(x for x in x) >= 1", "expected x[...] or short[...]", "sum(x) >= 1"),
    ("sum([x]) >= 1", "expected x[...] or short[...]", "sum((x)) >= 1"),
    ("sum(x if current else x) >= 1", "expected x[...] or short[...]", "sum(x[current]) >= 1"),
    ("(lambda: 1) >= sum(x)", "expected numbers and sum(...)", "(1) >= sum(x)"),
    ("(y := 1) >= sum(x)", "found the character '='", "(1) >= sum(x)"),
    ("__import__('os') >= sum(x)", "found \"__import__('os')\"", "1 >= sum(x)"),
    ("sum(x) >= 1; 1", "found the character ';'", "sum(x) >= 1"),
    ("sum(x) >= {}", "found the character '{'", "sum(x) >= 0"),
    ("sum(x) >= 1\0", "found the character '\\x00'", "sum(x) >= 1 "),
    ("sum(x)\n\n>= 1 $", "line 3, column 6: found the character '$'", "sum(x)\n\n>= 1"),
    # Groups.
    ("for: sum(x) >= 1", "column 1: found 'for'; expected for NAME:", "for post: sum(x) >= 1"),
    ("for post sum(x) >= 1", "expected for NAME:", "for post: sum(x) >= 1"),
    ("for post, sex: sum(x) >= 1", "expected for NAME:", "for post: sum(x) >= 1"),
    ("for 'post': sum(x) >= 1", "expected for NAME:", "for post: sum(x) >= 1"),
    ("for", "expected for NAME:", "for post: sum(x) >= 1"),
    ("for post:", "found nothing", "for post: sum(x) >= 1"),
    ("for x: sum(x) >= 1", "column 5: found 'x'; expected the name of an attribute", "for sex: sum(x) >= 1"),
    ("for None: sum(x) >= 1", "the name of an attribute", "for post: sum(x) >= 1"),
    ("sum(x) >= 1 for post", "a fault", "for post: sum(x) >= 1"),
    # What the data bring to light.
    ("sum(x[rol == 'a']) >= 1", "column 7: found the unknown attribute 'rol'", "sum(x[role == 'a']) >= 1"),
    ("sum(x[rol == 'a']) >= 1", "of the arcs; did you mean 'role'?", "sum(x[role == 'a']) >= 1"),
    ("sum(short[hours == 5]) >= 1", "of the posts; did you mean", "sum(short[weight == 5]) >= 1"),
    ("for sexe: sum(x) >= 1", "column 5: found the unknown attribute 'sexe'", "for sex: sum(x) >= 1"),
    ("for sex: sum(x) + sum(short) >= 1", "of the posts; did you mean", "for role: sum(x) + sum(short) >= 1"),
    ("for pay: sum(x) >= 1", "'pay' that is not known for some of the arcs", "for hours: sum(x) >= 1"),
    ("sum(role * x) >= 1", "column 5: found the text attribute 'role'", "sum(hours * x) >= 1"),
    ("sum(x[role + 1 == 2]) >= 1", "the text attribute 'role'", "sum(x[hours + 1 == 2]) >= 1"),
    ("sum(x[role == 1]) >= 1", "column 7: found the text attribute 'role' compared with the number 1",
     "sum(x[role == '1']) >= 1"),
    ("sum(x[hours == '5']) >= 1", "the number attribute 'hours' compared with the text '5'",
     "sum(x[hours == 5]) >= 1"),
    ("sum(x[hours in ('5', '6')]) >= 1", "the number attribute 'hours' compared with",
     "sum(x[hours in (5, 6)]) >= 1"),
    ("sum(x[role == hours]) >= 1", "compared with the number attribute 'hours'", "sum(x[role == area]) >= 1"),
    ("sum(1e15 * hours * x) >= 1", "too large for 6 of the arcs (first: 5e+15 in row 0)",
     "sum(1e14 * hours * x) >= 1"),
]  # fmt: skip


@pytest.mark.parametrize(("refused", "says", "accepted"), SYNTAX, ids=range(len(SYNTAX)))
def test_a_text_is_refused_and_the_nearest_sound_one_is_not(refused: str, says: str, accepted: str) -> None:
    assert parse(accepted).rows(ARCS, POSTS)
    with pytest.raises(ExpressionError) as caught:
        parse(refused).rows(ARCS, POSTS)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 250


#: A column that is refused as `a`, what the message says, and the nearest one that is accepted.
COLUMNS: list[tuple[Any, str, Any]] = [
    (["a", None], "column 7: found NoneType in the attribute 'a'; expected texts only or", ["a", ""]),
    (["a", 1], "found both texts and numbers in the attribute 'a'", ["a", "1"]),
    ([1 + 0j, 2], "of dtype complex128", [1.0, 2]),
    (np.array(["2020-01-01"] * 2, dtype="M8[D]"), "of dtype datetime64[D]", ["2020-01-01"] * 2),
    (np.array([b"a", b"b"]), "of dtype |S1", ["a", "b"]),
    ([2**53 + 1, 1], "a whole number beyond 2**53", [2**53, 1]),
    ([-(2**63), 1], "a whole number beyond 2**53", [-(2**53), 1]),
    (np.array([10**400, 1], dtype=object), "a whole number beyond 2**53", np.array([10, 1], dtype=object)),
    ([1, 2, 3], "arcs: attributes of shapes", [1, 2]),
    ([[1, 2]], "arcs: attributes of shapes", [1, 2]),
]


@pytest.mark.parametrize(("refused", "says", "accepted"), COLUMNS, ids=range(len(COLUMNS)))
def test_a_column_is_refused_and_the_nearest_sound_one_is_not(refused: Any, says: str, accepted: Any) -> None:
    constraint = parse("sum(x[a == a and b == 1]) >= 1")
    both = np.array([1, 1])
    assert constraint.rows({"a": _column(accepted), "b": both}, {})[0].arc.tolist() == [1, 1]
    with pytest.raises(ExpressionError) as caught:
        constraint.rows({"a": _column(refused), "b": both}, {})
    assert says in str(caught.value)


def _column(values: Any) -> np.ndarray[Any, Any]:
    mixed = isinstance(values, list) and isinstance(values[0], str)
    return np.array(values, dtype=object) if mixed else np.asarray(values)


def test_ten_thousand_groups_are_accepted_and_one_more_is_not() -> None:
    constraint = parse("for n: sum(x) <= 1")
    assert len(constraint.rows({"n": np.arange(10_000)}, {})) == 10_000
    with pytest.raises(ExpressionError, match=r"column 5: found 10,001 groups"):
        constraint.rows({"n": np.arange(10_001)}, {})


def test_groups_of_arcs_and_posts_are_of_one_kind() -> None:
    constraint = parse("for post: sum(x) + sum(short) >= 1")
    arcs = {"post": np.array(["1", "2"])}
    assert len(constraint.rows(arcs, {"post": np.array(["2", "3"])})) == 3
    with pytest.raises(ExpressionError, match="text on one of arcs and posts, as number on the other"):
        constraint.rows(arcs, {"post": np.array([2, 3])})


def test_posts_without_attributes_are_refused_only_where_they_count() -> None:
    assert parse("sum(x) >= 1").rows(ARCS, {})[0].short.size == 0
    with pytest.raises(ExpressionError, match=r"column 10: found no attribute of the posts"):
        parse("sum(x) + sum(short) >= 1").rows(ARCS, {})


def test_the_error_is_of_the_optimiser_and_a_value_error() -> None:
    assert issubclass(ExpressionError, OptimizerError) and issubclass(ExpressionError, ValueError)
    with pytest.raises(ExpressionError, match="found int"):
        parse(3)  # type: ignore[arg-type]
