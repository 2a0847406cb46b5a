"""What a constraint is made of once it is read.

`at` is where a part stands in the text, for the errors that only the data bring to light.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = [
    "Added",
    "Arithmetic",
    "Attribute",
    "Comparison",
    "Condition",
    "Flag",
    "Joined",
    "Membership",
    "Not",
    "Number",
    "Scaled",
    "Sum",
    "Term",
    "Text",
    "Value",
    "Variable",
    "VariableName",
]

VariableName: TypeAlias = Literal["x", "short"]


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Text:
    """A constant in quotes."""

    value: str


@dataclass(frozen=True)
class Attribute:
    """What the data say of each arc or post."""

    name: str
    at: int


@dataclass(frozen=True)
class Arithmetic:
    """`left sign right` of numbers; the sign is +, - or *."""

    sign: str
    left: Value
    right: Value


Value: TypeAlias = Number | Text | Attribute | Arithmetic


@dataclass(frozen=True)
class Comparison:
    """`left sign right`; the sign is ==, !=, <, <=, > or >=."""

    sign: str
    left: Value
    right: Value
    at: int


@dataclass(frozen=True)
class Membership:
    """`of in choices`; the choices are all numbers or all texts."""

    of: Value
    choices: tuple[Number, ...] | tuple[Text, ...]
    at: int


@dataclass(frozen=True)
class Flag:
    """An attribute that is true or false."""

    attribute: Attribute


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    of: Condition


@dataclass(frozen=True)
class Joined:
    """Conditions of which every one has to hold, or any."""

    every: bool
    parts: tuple[Condition, ...]


Condition: TypeAlias = Comparison | Membership | Flag | Not | Joined


@dataclass(frozen=True)
class Variable:
    """`x` or `short` of those arcs or posts that a condition lets through; of all without one."""

    name: VariableName
    where: Condition | None


@dataclass(frozen=True)
class Scaled:
    """A variable, or a sum of the same variables, times a factor."""

    factor: Value
    of: Term


@dataclass(frozen=True)
class Added:
    """`left + right`, both over the same variables."""

    left: Term
    right: Term


Term: TypeAlias = Variable | Scaled | Added


@dataclass(frozen=True)
class Sum:
    """`weight * sum(of)`, over the arcs or over the posts."""

    weight: float
    variable: VariableName
    of: Term
    at: int
