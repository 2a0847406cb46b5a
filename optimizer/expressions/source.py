"""The text of a constraint: its words and signs, where they stand, and how a fault in them is reported.

Python's own parser builds the tree later on.  It knows far more than a constraint may hold, so only the
words and signs of constraints get that far, and they mean here what they mean there.
"""

from __future__ import annotations

import ast
import difflib
import itertools
import keyword
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimizer.errors import ExpressionError
from optimizer.expressions.phrases import Phrase

__all__ = [
    "MOST_CHARACTERS",
    "MOST_NESTING",
    "MOST_NUMBER",
    "RESERVED",
    "Source",
    "fault",
    "nearest",
    "shown",
]

MOST_CHARACTERS = 2_000
MOST_NESTING = 50
#: Solvers take 1e20 for infinity, and lose whole numbers above 2**53.
MOST_NUMBER = 1e15
#: Words that are no attributes.
RESERVED = frozenset({"x", "short", "sum"})

_LONGEST_SHOWN = 40
_EXAMPLE = Phrase.of("example")
_TOKEN = re.compile(
    r"""(?P<blank>\s+|\#[^\r\n]*)
    | (?P<text>'[^'\\\x00-\x1f\x7f\ud800-\udfff]*'|"[^"\\\x00-\x1f\x7f\ud800-\udfff]*")
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>[=!<>]=|[-+*/<>()\[\],:])""",
    re.VERBOSE,
)
_MEANT = {
    "=": "==", "≥": ">=", "≤": "<=", "≠": "!=", "＝": "==", "＞": ">", "＜": "<", "×": "*", "−": "-",
    "（": "(", "）": ")", "【": "[", "】": "]", "，": ",", "：": ":", "‘": "'", "’": "'", "“": '"', "”": '"',
    "&": "and", "|": "or", "~": "not", "!": "not",
}  # fmt: skip


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int

    @property
    def end(self) -> int:
        return self.at + len(self.text)


@dataclass(frozen=True)
class Source:
    """A text that holds nothing but words and signs of constraints.

    Attributes
    ----------
    text : str
        As it was written.
    code : str
        What follows `for NAME:`, on one line, comments blanked.
    start : int
        Where `code` begins in `text`.
    group : str or None
        The NAME of `for NAME:`.
    group_at : int
        Where it stands in `text`.
    """

    text: str
    code: str
    start: int
    group: str | None
    group_at: int

    @classmethod
    def of(cls, text: str) -> Source:
        """Take a text apart.

        Raises
        ------
        ExpressionError
            When it is too long, too deep or empty, or holds a word, number or sign that no constraint has.
        """
        if len(text) > MOST_CHARACTERS:
            length = Phrase.of("length", number=f"{len(text):,}")
            raise _error("text", length, Phrase.of("at_most", most=f"{MOST_CHARACTERS:,}"))
        tokens = list(_tokens(text))
        _check_neighbours(text, tokens)
        _check_brackets(text, tokens)
        group, rest = _group(text, tokens)
        if not rest:
            raise fault(text, len(text), Phrase.of("nothing"), _EXAMPLE)
        start = rest[0].at
        # Words keep their columns, so that what Python's parser says of them holds for the text.
        code = "".join(f"{token.text:>{token.end - end}}" for end, token in _after_each(rest, start))
        at = group.at if group else 0
        # As Python reads names, so that NAME and the same name in a filter are one.
        name = unicodedata.normalize("NFKC", group.text) if group else None
        return cls(text=text, code=code, start=start, group=name, group_at=at)

    def at(self, node: ast.expr) -> int:
        """Where a node of the tree of `code` begins in `text`."""
        return self.start + self._characters(node.col_offset)

    def fault(self, node: ast.expr, expected: str, found: str = "") -> ExpressionError:
        """The error that a node stands where something else is expected."""
        end = self.start + self._characters(node.end_col_offset or 0)
        return fault(self.text, self.at(node), found or shown(self.text[self.at(node) : end]), expected)

    def tree(self) -> ast.expr:
        """Python's tree of `code`.

        Raises
        ------
        ExpressionError
            When there is none.
        """
        try:
            return ast.parse(self.code, mode="eval").body
        except SyntaxError as error:
            at = self.start + max((error.offset or 1) - 1, 0)
            # What else Python says ("forgot a comma?") is about programs.
            said = (code for words, code in _BRACKETS.items() if words in error.msg)
            found = Phrase.of(next(said, "fault"))
            raise fault(self.text, min(at, len(self.text)), found, _EXAMPLE) from None
        except (ValueError, RecursionError, MemoryError):
            raise fault(self.text, self.start, Phrase.of("fault"), _EXAMPLE) from None

    def _characters(self, offset: int) -> int:
        """Characters in so many bytes of the code: the tree counts bytes."""
        return len(self.code.encode()[:offset].decode())


_BRACKETS = {"was never closed": "open_bracket", "unmatched": "lone_bracket"}


def fault(text: str, at: int, found: str, expected: str) -> ExpressionError:
    """The error that at a place of the text something else is expected."""
    before = text[:at]
    line, column = before.count("\n") + 1, at - before.rfind("\n")
    place = f"line {line}, column {column}" if "\n" in text.strip() else f"column {column}"
    return _error(place, found, expected, (line, column))


def _error(where: str, found: str, expected: str, place: tuple[int, int] | None = None) -> ExpressionError:
    error = ExpressionError(f"{where}: found {found}; expected {expected}")
    error.place, error.found, error.expected = place, found, expected
    return error


def shown(text: str) -> str:
    """A piece of text as it may be printed: quoted, on one line and short."""
    return repr(text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…")


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice that is spelt most like `word`; empty when there is no choice."""
    found = difflib.get_close_matches(word, sorted(choices), n=1, cutoff=0.0)
    return found[0] if found else ""


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unknown(text, at)
        token = _Token(str(match.lastgroup), match[0], at)
        if token.kind == "number" and float(token.text) > MOST_NUMBER:
            raise fault(text, at, shown(token.text), Phrase.of("number_up_to", most=f"{MOST_NUMBER:g}"))
        if token.kind != "blank":
            yield token
        at = match.end()


def _unknown(text: str, at: int) -> ExpressionError:
    sign = text[at]
    if sign in "'\"":
        return fault(text, at, Phrase.of("quote", sign=sign), Phrase.of("text_in_quotes"))
    meant = Phrase.of("instead", sign=_MEANT[sign]) if sign in _MEANT else Phrase.of("plain_signs")
    return fault(text, at, Phrase.of("character", sign=repr(sign)), meant)


def _check_neighbours(text: str, tokens: list[_Token]) -> None:
    """Refuse what Python reads in its own way: f'', '''', 'a' 'b', 0x1F, 1_000, 1if."""
    for left, right in itertools.pairwise(tokens):
        both = shown(text[left.at : right.end])
        if left.kind == right.kind == "text":
            raise fault(text, right.at, Phrase.of("text_after_text", both=both), Phrase.of("sign_between"))
        if left.end != right.at:
            continue
        if left.kind == "number" and right.kind in ("number", "name"):
            raise fault(text, left.at, both, Phrase.of("plain_number"))
        if left.kind == "name" and right.kind == "text" and not keyword.iskeyword(left.text):
            raise fault(text, left.at, both, Phrase.of("plain_text"))


def _check_brackets(text: str, tokens: list[_Token]) -> None:
    """Refuse deep nesting before a parser, which needs room for each level, sees it."""
    depth = 0
    for token in tokens:
        depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        if depth > MOST_NESTING:
            found = Phrase.of("bracket", number=str(depth))
            raise fault(text, token.at, found, Phrase.of("at_most", most=str(MOST_NESTING)))


def _group(text: str, tokens: list[_Token]) -> tuple[_Token | None, list[_Token]]:
    """The NAME of `for NAME:`, if the text begins so, and what follows."""
    if not tokens or tokens[0].text != "for":
        return None, tokens
    rest = tokens[1:3]
    if [token.text for token in rest[1:]] != [":"] or rest[0].kind != "name":
        raise fault(text, tokens[0].at, "'for'", Phrase.of("for_name"))
    name = rest[0]
    if name.text in RESERVED or keyword.iskeyword(name.text):
        raise fault(text, name.at, shown(name.text), Phrase.of("attribute_name"))
    return name, tokens[3:]


def _after_each(tokens: list[_Token], start: int) -> Iterator[tuple[int, _Token]]:
    """Each token with the end of the one before."""
    end = start
    for token in tokens:
        yield end, token
        end = token.end
