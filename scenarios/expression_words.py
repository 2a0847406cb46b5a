"""What is wrong with a linear expression, in the words of the catalogue."""

from __future__ import annotations

from optimizer.errors import ExpressionError
from optimizer.expressions import Phrase
from scenarios.errors import Told

__all__ = ["expression_words"]


def expression_words(error: ExpressionError) -> str:
    """Say where an expression is wrong, what stands there and what is expected, in the reader's language."""
    if not error.found:
        return str(error)
    words = {"found": _told(error.found), "expected": _told(error.expected)}
    if error.place is None:
        return Told.said("expression.whole", **words)
    line, column = (str(number) for number in error.place)
    if line == "1":
        return Told.said("expression.at", column=column, **words)
    return Told.said("expression.at_line", line=line, column=column, **words)


def _told(words: str) -> str:
    if not isinstance(words, Phrase):
        return words
    gaps = {name: _told(gap) for name, gap in words.gaps.items()}
    if "rows" in gaps:
        gaps["rows"] = Told.said(f"expression.{gaps['rows']}")
    return Told.said(f"expression.{words.code}", **gaps)
