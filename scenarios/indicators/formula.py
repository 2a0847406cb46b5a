"""Formulas over named measures: read without ever running them.

::

    100 * centres / townships
    10000 * (personnel.lawyer + personnel.public_lawyer) / residents
    min(hours_min, 'posts.station-staff.heads_mean')

A name stands bare where it is made of letters, digits, underscores and dots, else in quotes. There are
+ - * / brackets, and min and max of at least two; nothing else. Python's parser builds the tree; a kind of
node that is not named here is refused.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from scenarios.errors import ScenarioError

__all__ = ["Formula", "FormulaError", "read_formula"]

MOST_NUMBER = 1e15
_MOST_NESTING = 40
_SIGNS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_CHOICES: Mapping[str, Callable[..., float]] = {"min": min, "max": max}


class FormulaError(ScenarioError, ValueError):
    """A text that is no formula; the message says where and what is expected."""


@dataclass(frozen=True)
class Formula:
    """A formula that has been read.

    Attributes
    ----------
    text : str
    names : tuple of str
        Measures that it names, each once, in the order of the text.
    """

    text: str
    names: tuple[str, ...]
    _tree: ast.expr

    def value(self, known: Mapping[str, float | None]) -> float | None:
        """What it comes to; None where a measure has no value, or something is divided by nothing.

        Parameters
        ----------
        known : mapping of str to float or None
            Values of all measures named.
        """
        if any(known[name] is None for name in self.names):
            return None
        try:
            found = _value(self._tree, known)
        except (ZeroDivisionError, OverflowError):
            return None
        return found if abs(found) <= MOST_NUMBER else None

    def nought(self, known: Mapping[str, float | None]) -> str:
        """The first part that something is divided by and that is 0; empty where there is none.

        Parameters
        ----------
        known : mapping of str to float or None
            Values of all measures named.
        """
        if any(known[name] is None for name in self.names):
            return ""
        return _nought(self._tree, known)


@cache
def read_formula(text: str) -> Formula:
    """Read a formula.

    Raises
    ------
    FormulaError
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)  # what Python doubts is no formula
            tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise FormulaError.said("formula.unread", column=str(error.offset or 1)) from None
    except (ValueError, RecursionError, MemoryError):
        raise FormulaError.said("formula.unread", column="1") from None
    names: dict[str, None] = {}
    _check(text.strip(), tree, names, 0)
    return Formula(text, tuple(names), tree)


def _check(text: str, node: ast.expr, names: dict[str, None], depth: int) -> None:
    """Refuse what is no formula, and collect the names."""
    if depth > _MOST_NESTING:
        column, most = str(_column(text, node)), str(_MOST_NESTING)
        raise FormulaError.said("formula.deep", column=column, most=most)
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            if abs(number) > MOST_NUMBER:
                raise _fault("formula.number", text, node)
        case ast.Constant(value=str() as name) if name:
            names[name] = None
        case ast.Name() | ast.Attribute():
            names[_dotted(text, node)] = None
        case ast.UnaryOp(op=ast.USub(), operand=of):
            _check(text, of, names, depth + 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            _check(text, left, names, depth + 1)
            _check(text, right, names, depth + 1)
        case ast.Call(func=ast.Name(id="min" | "max"), args=[_, _, *_] as parts, keywords=[]):
            for part in parts:
                _check(text, part, names, depth + 1)
        case _:
            raise _fault("formula.part", text, node)


def _dotted(text: str, node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=of, attr=name):
            return f"{_dotted(text, of)}.{name}"
    raise _fault("formula.dot", text, node)


def _fault(key: str, text: str, node: ast.expr) -> FormulaError:
    piece = ast.get_source_segment(text, node) or text
    shown = piece if len(piece) <= 40 else piece[:39] + "…"
    words = {"column": str(_column(text, node)), "found": shown, "most": f"{MOST_NUMBER:g}"}
    return FormulaError.said(key, **words)


def _column(text: str, node: ast.expr) -> int:
    """Where a piece begins, in letters: the parser counts bytes."""
    line = text.split("\n")[node.lineno - 1]
    return len(line.encode()[: node.col_offset].decode()) + 1


def _value(node: ast.expr, known: Mapping[str, float | None]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Constant(value=str() as name):
            return _known(name, known)
        case ast.Name() | ast.Attribute():
            return _known(ast.unparse(node), known)
        case ast.UnaryOp(operand=of):
            return -_value(of, known)
        case ast.BinOp(left=left, op=op, right=right):
            return _SIGNS[type(op)](_value(left, known), _value(right, known))
        case ast.Call(func=ast.Name(id=choice), args=parts):
            return _CHOICES[choice](*(_value(part, known) for part in parts))
    raise AssertionError("reading lets nothing else through")


def _nought(node: ast.AST, known: Mapping[str, float | None]) -> str:
    """The innermost one, so that its own value can be told."""
    for below in ast.iter_child_nodes(node):
        if found := _nought(below, known):
            return found
    match node:
        case ast.BinOp(op=ast.Div(), right=divisor):
            try:
                return ast.unparse(divisor) if _value(divisor, known) == 0 else ""
            except OverflowError:
                return ""
    return ""


def _known(name: str, known: Mapping[str, float | None]) -> float:
    value = known[name]
    assert value is not None
    return float(value)
