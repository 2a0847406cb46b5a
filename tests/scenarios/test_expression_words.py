"""A linear expression that cannot be read is explained in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from optimizer.errors import ExpressionError
from optimizer.expressions import PHRASES, Phrase, parse
from scenarios.errors import in_language
from scenarios.expression_words import expression_words
from scenarios.messages import catalogue
from tests.optimizer.expressions.cases import ARCS, POSTS
from tests.optimizer.expressions.test_refused import SYNTAX

REFUSED = [case[0] for case in SYNTAX]


def error_of(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(text).rows(ARCS, POSTS)
    return caught.value


def codes_in(words: str) -> Iterator[str]:
    """The code of a phrase, and those of the phrases in its gaps."""
    if isinstance(words, Phrase):
        yield words.code
        for gap in words.gaps.values():
            yield from codes_in(gap)


def test_the_catalogue_says_in_english_what_the_optimiser_says() -> None:
    assert {code: catalogue("en")[f"expression.{code}"] for code in PHRASES} == PHRASES


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_no_english_is_left_in_a_chinese_explanation(text: str) -> None:
    """Whatever is found and expected has a code, or is a piece of the expression itself."""
    error = error_of(text)
    told = expression_words(error)
    chinese, english = in_language(told, "zh"), in_language(told, "en")
    assert "expected" in english and "expected" not in chinese and "found" not in chinese
    assert isinstance(error.expected, Phrase)
    assert isinstance(error.found, Phrase) or error.found.strip("'\"")[:5].strip("\\") in text
    for code in (*codes_in(error.found), *codes_in(error.expected)):
        assert PHRASES[code] not in chinese or PHRASES[code] in "a"


def test_every_phrase_is_said_of_some_expression() -> None:
    """Those of data that only other callers than a study can have are said in the optimiser's own tests."""
    errors = [error_of(text) for text in REFUSED]
    said = {code for error in errors for words in (error.found, error.expected) for code in codes_in(words)}
    of_data = {"many_groups", "few_groups", "mixed_groups", "one_kind", "without_attributes"}
    assert set(PHRASES) - said == of_data | {"some_attribute", "no_attributes", "some_number"}


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (
            "sum(x[rol == 'a']) >= 1",
            "column 7: found the unknown attribute 'rol'; expected an attribute of the arcs; "
            "did you mean 'role'?",
            "第 7 个字符处为未知属性 'rol'；应为：配对的属性；是否指 'role'？",
        ),
        (
            "sum(x)\n\n>= 1 =",
            "line 3, column 6: found the character '='; expected == instead",
            "第 3 行第 6 个字符处为字符 '='；应为：改用 ==",
        ),
        (
            "sum(x) >= 1".ljust(2001),
            "found 2,001 characters; expected at most 2,000",
            "此处为2,001 个字符；应为：最多 2,000",
        ),
    ],
)
def test_the_explanation_names_place_piece_and_expectation(text: str, english: str, chinese: str) -> None:
    told = expression_words(error_of(text))
    assert (in_language(told, "en"), in_language(told, "zh")) == (english, chinese)
