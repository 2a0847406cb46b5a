"""Reading what stands in the brackets of a variable, and the factors before it."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from optimizer.expressions.nodes import (
    Arithmetic,
    Attribute,
    Comparison,
    Condition,
    Flag,
    Joined,
    Membership,
    Not,
    Number,
    Text,
    Value,
)
from optimizer.expressions.phrases import Phrase
from optimizer.expressions.source import RESERVED, Source

__all__ = ["ARITHMETIC", "read_condition", "read_value"]

ARITHMETIC: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def read_condition(source: Source, node: ast.expr) -> Condition:
    """Read a filter."""
    match node:
        case ast.BoolOp(op=op, values=parts):
            return Joined(isinstance(op, ast.And), tuple(read_condition(source, part) for part in parts))
        case ast.UnaryOp(op=ast.Not(), operand=of):
            return Not(read_condition(source, of))
        case ast.Compare(left=left, ops=[ast.In()], comparators=[choices]):
            return _membership(source, left, choices)
        case ast.Compare(left=left, ops=[ast.NotIn()], comparators=[choices]):
            return Not(_membership(source, left, choices))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return _comparison(source, node, _COMPARISONS[type(op)], left, right)
        case ast.Compare(ops=[_, _, *_]):
            raise source.fault(node, Phrase.of("one_comparison"))
        case ast.Name(id=name) if name not in RESERVED:
            return Flag(Attribute(name, source.at(node)))
    raise source.fault(node, Phrase.of("condition"))


def read_value(source: Source, node: ast.expr) -> Value:
    """Read numbers and attributes, and what +, - and * make of them."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Number(float(number))
        case ast.Name(id=name) if name not in RESERVED:
            return Attribute(name, source.at(node))
        case ast.UnaryOp(op=ast.USub(), operand=of):
            value = read_value(source, of)
            return Number(-value.value) if isinstance(value, Number) else Arithmetic("*", Number(-1.0), value)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            return Arithmetic(ARITHMETIC[type(op)], read_value(source, left), read_value(source, right))
    raise source.fault(node, Phrase.of("value"))


def _comparison(source: Source, node: ast.expr, sign: str, left: ast.expr, right: ast.expr) -> Comparison:
    sides = _operand(source, left), _operand(source, right)
    if not any(isinstance(part, ast.Name) for part in (*ast.walk(left), *ast.walk(right))):
        raise source.fault(node, Phrase.of("attribute_compared"))
    return Comparison(sign, *sides, source.at(node))


def _membership(source: Source, of: ast.expr, choices: ast.expr) -> Membership:
    if not any(isinstance(part, ast.Name) for part in ast.walk(of)):
        raise source.fault(of, Phrase.of("attribute_before_in"))
    if not isinstance(choices, ast.Tuple | ast.List):
        raise source.fault(choices, Phrase.of("choices"))
    found = [_operand(source, choice) for choice in choices.elts]
    value, at = _operand(source, of), source.at(of)
    numbers = tuple(choice for choice in found if isinstance(choice, Number))
    texts = tuple(choice for choice in found if isinstance(choice, Text))
    if numbers and len(numbers) == len(found):
        return Membership(value, numbers, at)
    if texts and len(texts) == len(found):
        return Membership(value, texts, at)
    raise source.fault(choices, Phrase.of("choices"))


def _operand(source: Source, node: ast.expr) -> Value:
    """What may be compared: values, texts, true and false."""
    match node:
        case ast.Constant(value=str(text)):
            return Text(text)
        case ast.Constant(value=bool(flag)):
            return Number(float(flag))
    return read_value(source, node)
