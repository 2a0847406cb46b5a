"""What is said of a constraint that cannot be read: in English, and by code for other languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

__all__ = ["PHRASES", "Phrase"]

#: English by code; the gaps are filled by `Phrase.of`.
PHRASES: Mapping[str, str] = {
    # What is found.
    "nothing": "nothing",
    "fault": "a fault",
    "open_bracket": "a bracket that is never closed",
    "lone_bracket": "a closing bracket without an opening one",
    "character": "the character {sign}",
    "quote": "the quote {sign}",
    "text_after_text": "text right after text, {both}",
    "bracket": "bracket {number} that is open",
    "level": "level {number}",
    "length": "{number} characters",
    "unknown_attribute": "the unknown attribute {name}",
    "text_attribute": "the text attribute {name}",
    "number_attribute": "the number attribute {name}",
    "alone": "{attribute} alone",
    "compared": "{left} compared with {right}",
    "the_number": "the number {value}",
    "the_text": "the text {value}",
    "some_number": "a number",
    "without_attributes": "no attribute of the {rows}, so that their number is not known",
    "coefficients": "coefficients that are unknown or too large for {count} of the {rows} "
    "(first: {value} in row {row})",
    "mixed_groups": "{name} as text on one of arcs and posts, as number on the other",
    "many_groups": "{number} groups",
    "unknown_groups": "{name} that is not known for some of the {rows}",
    # What is expected.
    "example": "a constraint such as sum(x[role == 'counsel']) >= 1",
    "number_up_to": "a number up to {most}",
    "numbers_up_to": "numbers up to {most}",
    "at_most": "at most {most}",
    "text_in_quotes": "text in quotes, closed on its line, without backslashes and control characters",
    "instead": "{sign} instead",
    "plain_signs": "names, numbers, text in quotes and the signs == != < <= > >= + - * ( ) [ ] , :",
    "sign_between": "a comma or a sign between them",
    "plain_number": "a number such as 1000, 0.3 or 1e6, then * or a blank",
    "plain_text": "plain text in quotes, nothing right before the quote",
    "for_name": "for NAME: and the constraint, NAME being an attribute",
    "attribute_name": "the name of an attribute",
    "one_relation": "exactly one of >=, <= and == between two sides, sum(x[...]) >= 1 say",
    "some_sum": "sum(x[...]) or sum(short[...]) on at least one side",
    "levels": "at most {most} levels: fewer signs in a row, or in ('a', 'b')",
    "inside_sum": "variables and attributes inside sum(...) only",
    "side": "numbers and sum(...), joined by +, - and *",
    "linear": "a linear constraint, so variables in at most one factor of a product",
    "term": "x[...] or short[...], alone or times numbers and attributes",
    "one_variable": "x or short in one sum, not both: sum(x[...]) + sum(short[...])",
    "every_part": "x or short in every part that + and - join inside sum(...)",
    "one_comparison": "one comparison at a time: a < b and b < c",
    "condition": "a comparison such as role == 'counsel'; and, or, not join several",
    "value": "a number or an attribute, or some of them joined by +, - and *",
    "attribute_compared": "an attribute on at least one side of the comparison",
    "attribute_before_in": "an attribute before in",
    "choices": "several texts or several numbers, ('a', 'b') say, or == for one",
    "attribute_of": "an attribute of the {rows}; did you mean {nearest}?",
    "no_attributes": "an attribute of the {rows}; they have none",
    "comparison_alone": "a comparison; only an attribute of true and false goes alone",
    "number_factor": "an attribute of numbers as a factor",
    "two_of_a_kind": "two texts ('5' in quotes) or two numbers (5 without)",
    "some_attribute": "at least one attribute",
    "known_factors": "known factors, up to {most}, wherever the filter lets through",
    "one_kind": "texts on both or numbers on both",
    "few_groups": "an attribute of at most {most} values",
    "known_groups": "a value for every one to group them by",
}


class Phrase(str):
    """Words about a constraint that keep their code and what fills their gaps.

    Attributes
    ----------
    code : str
        Of `PHRASES`.
    gaps : mapping of str to str
        Pieces of the constraint, numbers, or phrases themselves.
    """

    code: str
    gaps: Mapping[str, str]

    @classmethod
    def of(cls, code: str, **gaps: str) -> Self:
        """The words of a code, its gaps filled."""
        phrase = cls(PHRASES[code].format(**gaps))
        phrase.code, phrase.gaps = code, gaps
        return phrase
