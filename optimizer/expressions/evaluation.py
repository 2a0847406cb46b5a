"""What a sum comes to: one coefficient for each arc or post."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.expressions.attributes import Column, Table, is_text
from optimizer.expressions.nodes import (
    Added,
    Arithmetic,
    Attribute,
    Comparison,
    Condition,
    Flag,
    Joined,
    Membership,
    Not,
    Number,
    Scaled,
    Sum,
    Term,
    Text,
    Value,
    Variable,
)
from optimizer.expressions.phrases import Phrase
from optimizer.expressions.source import MOST_NUMBER, fault

__all__ = ["coefficients"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
    "==": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def coefficients(each: Sum, table: Table) -> Floats:
    """Return the coefficient that a weighted sum gives each row of a table.

    Raises
    ------
    ExpressionError
        When an attribute is unknown or of the wrong kind, or a coefficient is not a number or too large.
    """
    # What overflows is seen in the outcome.
    with np.errstate(all="ignore"):
        found = each.weight * _term(each.of, table)
    wrong = np.flatnonzero(~(np.abs(found) <= MOST_NUMBER))
    if wrong.size:
        first = {"value": f"{found[wrong[0]]:g}", "row": str(wrong[0])}
        what = Phrase.of("coefficients", count=str(wrong.size), rows=table.what, **first)
        raise fault(table.text, each.at, what, Phrase.of("known_factors", most=f"{MOST_NUMBER:g}"))
    return found


def _term(term: Term, table: Table) -> Floats:
    match term:
        case Variable(where=where):
            return np.ones(table.size) if where is None else _chosen(where, table).astype(np.float64)
        case Added(left=left, right=right):
            return _term(left, table) + _term(right, table)
        case Scaled(factor=factor, of=of):
            inner = _term(of, table)
            # A factor may be unknown (nan) where the filter lets nothing through.
            return np.where(inner == 0, 0.0, inner * _number(factor, table))


def _chosen(condition: Condition, table: Table) -> Bools:
    match condition:
        case Flag(attribute=attribute):
            return table.truths(attribute)
        case Not(of=of):
            return ~_chosen(of, table)
        case Joined(every=every, parts=parts):
            join = np.logical_and if every else np.logical_or
            return np.asarray(join.reduce([_chosen(part, table) for part in parts]))
        case Comparison():
            return _compared(condition, table)
        case Membership(of=of, choices=choices):
            values = _value(of, table)
            _check_kinds(of, choices[0], values, choices[0].value, table, condition.at)
            constants = [choice.value for choice in choices]
            return np.isin(values, constants) if table.size else np.zeros(0, dtype=np.bool_)


def _compared(comparison: Comparison, table: Table) -> Bools:
    left, right = _value(comparison.left, table), _value(comparison.right, table)
    _check_kinds(comparison.left, comparison.right, left, right, table, comparison.at)
    if not table.size:
        return np.zeros(0, dtype=np.bool_)
    return np.asarray(_SIGNS[comparison.sign](left, right), dtype=np.bool_)


def _value(value: Value, table: Table) -> Column | float | str:
    match value:
        case Number(value=constant) | Text(value=constant):
            return constant
        case Attribute():
            return table.numbers(value)
        case Arithmetic(sign=sign, left=left, right=right):
            result: Column | float = _SIGNS[sign](_number(left, table), _number(right, table))
            return result


def _number(value: Value, table: Table) -> Column | float:
    found = _value(value, table)
    if isinstance(value, Attribute) and is_text(found):
        what = Phrase.of("text_attribute", name=repr(value.name))
        raise table.fault(value, what, Phrase.of("number_factor"))
    assert not isinstance(found, str), "texts never get into arithmetic"
    return found


def _check_kinds(
    left: Value, right: Value, found: Column | float | str, other: Column | float | str, table: Table, at: int
) -> None:
    """Refuse to compare text with numbers; columns without rows are neither."""
    if table.size and is_text(found) != is_text(other):
        what = Phrase.of("compared", left=_named(left, found), right=_named(right, other))
        raise fault(table.text, at, what, Phrase.of("two_of_a_kind"))


def _named(value: Value, found: Column | float | str) -> Phrase:
    kind = "text_attribute" if is_text(found) else "number_attribute"
    match value:
        case Attribute(name=name):
            return Phrase.of(kind, name=repr(name))
        case Number(value=number):
            return Phrase.of("the_number", value=f"{number:g}")
        case Text(value=text):
            return Phrase.of("the_text", value=repr(text))
    return Phrase.of("some_number")
