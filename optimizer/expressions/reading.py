"""From Python's tree of a text to the parts of a constraint; a kind of node that is not named is refused."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimizer.expressions.filters import ARITHMETIC, read_condition, read_value
from optimizer.expressions.nodes import (
    Added,
    Arithmetic,
    Number,
    Scaled,
    Sum,
    Term,
    Value,
    Variable,
    VariableName,
)
from optimizer.expressions.phrases import Phrase
from optimizer.expressions.source import MOST_NESTING, MOST_NUMBER, RESERVED, Source

__all__ = ["Parts", "read"]

_SENSES: Mapping[type[ast.cmpop], str] = {ast.GtE: ">=", ast.LtE: "<=", ast.Eq: "=="}


@dataclass(frozen=True)
class Parts:
    """Weighted sums and a constant, added up.

    Attributes
    ----------
    sums : tuple of Sum
    constant : float
    """

    sums: tuple[Sum, ...]
    constant: float

    def times(self, factor: float) -> Parts:
        """Everything times a number."""
        sums = tuple(replace(each, weight=each.weight * factor) for each in self.sums)
        return Parts(sums, self.constant * factor)

    def plus(self, other: Parts) -> Parts:
        """Both together."""
        return Parts(self.sums + other.sums, self.constant + other.constant)


def read(source: Source) -> tuple[Parts, str, frozenset[str]]:
    """Read a whole constraint.

    Returns
    -------
    tuple of Parts, str and frozenset of str
        What the left side has more than the right, the sign between them, and the attributes named.
    """
    tree = source.tree()
    _check_nesting(source, tree)
    match tree:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _SENSES:
            parts = _side(source, left).plus(_side(source, right).times(-1.0))
        case _:
            raise source.fault(tree, Phrase.of("one_relation"))
    if not parts.sums:
        raise source.fault(tree, Phrase.of("some_sum"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - RESERVED
    return parts, _SENSES[type(op)], frozenset(names | ({source.group} if source.group else set()))


def _check_nesting(source: Source, tree: ast.expr) -> None:
    """Refuse what the functions below, which call themselves, might not get through."""
    levels = [(tree, 0)]
    while levels:
        node, depth = levels.pop()
        if depth > MOST_NESTING:
            expected = Phrase.of("levels", most=str(MOST_NESTING))
            raise source.fault(node, expected, Phrase.of("level", number=str(depth)))
        levels += [(child, depth + 1) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _side(source: Source, node: ast.expr) -> Parts:
    parts = _unbounded_side(source, node)
    numbers = (parts.constant, *(each.weight for each in parts.sums))
    # Turned round, so that not-a-number, from infinity times zero, is refused too.
    if not all(abs(number) <= MOST_NUMBER for number in numbers):
        raise source.fault(node, Phrase.of("numbers_up_to", most=f"{MOST_NUMBER:g}"))
    return parts


def _unbounded_side(source: Source, node: ast.expr) -> Parts:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Parts((), float(number))
        case ast.Call(func=ast.Name(id="sum"), args=[of], keywords=[]) if not isinstance(of, ast.Starred):
            return Parts((_sum(source, node, of),), 0.0)
        case ast.UnaryOp(op=ast.USub(), operand=of):
            return _side(source, of).times(-1.0)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _product(source, node, _side(source, left), _side(source, right))
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            factor = 1.0 if isinstance(op, ast.Add) else -1.0
            return _side(source, left).plus(_side(source, right).times(factor))
        case ast.Name() | ast.Subscript():
            raise source.fault(node, Phrase.of("inside_sum"))
    raise source.fault(node, Phrase.of("side"))


def _product(source: Source, node: ast.expr, left: Parts, right: Parts) -> Parts:
    if left.sums and right.sums:
        raise source.fault(node, Phrase.of("linear"))
    return right.times(left.constant) if right.sums else left.times(right.constant)


def _sum(source: Source, node: ast.expr, inside: ast.expr) -> Sum:
    term = _term(source, inside)
    if not isinstance(term, Term):
        raise source.fault(inside, Phrase.of("term"))
    first, *others = sorted(_variables(term))
    if others:
        raise source.fault(inside, Phrase.of("one_variable"))
    return Sum(1.0, first, term, source.at(node))


def _term(source: Source, node: ast.expr) -> Term | Value:
    match node:
        case ast.Name(id="x" | "short" as name):
            return Variable(name, None)
        case ast.Subscript(value=ast.Name(id="x" | "short" as name), slice=where):
            return Variable(name, read_condition(source, where))
        case ast.UnaryOp(op=ast.USub(), operand=of):
            inner = _term(source, of)
            return Scaled(Number(-1.0), inner) if isinstance(inner, Term) else read_value(source, node)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            return _joined(source, node, ARITHMETIC[type(op)], _term(source, left), _term(source, right))
        case ast.Name() | ast.Constant(value=int() | float()):
            return read_value(source, node)
    raise source.fault(node, Phrase.of("term"))


def _joined(
    source: Source, node: ast.expr, sign: str, left: Term | Value, right: Term | Value
) -> Term | Value:
    if isinstance(left, Term):
        if isinstance(right, Term):
            if sign == "*":
                raise source.fault(node, Phrase.of("linear"))
            return Added(left, right if sign == "+" else Scaled(Number(-1.0), right))
        if sign == "*":
            return Scaled(right, left)
    elif not isinstance(right, Term):
        return Arithmetic(sign, left, right)
    elif sign == "*":
        return Scaled(left, right)
    raise source.fault(node, Phrase.of("every_part"))


def _variables(term: Term) -> set[VariableName]:
    match term:
        case Variable(name=name):
            return {name}
        case Scaled(of=of):
            return _variables(of)
        case Added(left=left, right=right):
            return _variables(left) | _variables(right)
