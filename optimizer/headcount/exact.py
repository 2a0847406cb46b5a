"""Numbers of people as exact fractions, so that a share of 40 % is 40 % and not nearly so."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import numpy as np

from optimizer.errors import ProblemError
from optimizer.headcount.errors import TooLargeError
from optimizer.headcount.parts import Bools, Floats, Ints, Number

__all__ = ["decimal", "fraction", "scaled", "whole", "whole_need"]

_FINEST = 10**6
#: Share of a need that is taken for noise of floating point when it is rounded up.
_NOISE = 1e-9
#: Parts beyond this cannot be told from their neighbours by a float that has been multiplied.
_LARGEST = 2.0**47


def decimal(value: Number) -> Fraction:
    """Return a finite number as the fraction that its shortest decimals say: 0.6 is 3/5."""
    return value if isinstance(value, Fraction) else Fraction(repr(float(value)))


def fraction(value: Number, name: str) -> Fraction:
    """Return a coefficient or weight exactly.

    Raises
    ------
    ProblemError
        When it is not finite, or needs a denominator beyond a million.
    """
    if not np.isfinite(float(value)):
        raise ProblemError(f"{name}: {value} found; give a finite number")
    exact = decimal(value)
    if exact.denominator > _FINEST:
        raise ProblemError(
            f"{name}: {value} found; give at most six decimals, or a Fraction of at most {_FINEST} parts"
        )
    return exact


def scaled(coefficients: Mapping[str, Number], name: str) -> tuple[dict[str, int], int]:
    """Return coefficients as whole numbers, and what they were multiplied by.

    Raises
    ------
    ProblemError
    """
    exact = {kind: fraction(value, f"{name}: coefficient of {kind}") for kind, value in coefficients.items()}
    by = lcm(*(value.denominator for value in exact.values()))
    if by > _FINEST:
        raise ProblemError(f"{name}: coefficients need {by} parts of one; round them to fewer decimals")
    return {kind: int(value * by) for kind, value in exact.items()}, by


def whole(values: object, shape: tuple[int, ...], name: str) -> Ints:
    """Return a read-only array of whole numbers >= 0.

    Raises
    ------
    ProblemError
        When the shape is another one, or a value is negative or not whole.
    """
    given = np.asarray(values)
    if given.shape != shape:
        raise ProblemError(f"{name}: shape {given.shape} found, {shape} expected")
    if given.dtype.kind not in "iuf":
        raise ProblemError(f"{name}: values of type {given.dtype} found; give whole numbers")
    wrong = ~(np.isfinite(given) & (given >= 0) & (given == np.floor(given)))
    if wrong.any():
        place = tuple(np.argwhere(wrong)[0].tolist())
        raise ProblemError(f"{name}: {given[place]} found at {place}; give whole numbers >= 0")
    result = given.astype(np.int64)
    result.setflags(write=False)
    return result


def whole_need(need: Floats, by: int) -> tuple[Ints, Bools]:
    """Return needs in parts of one out of `by`, rounded up to what whole people make, and where one is.

    Raises
    ------
    TooLargeError
    """
    asked = np.isfinite(need)
    parts = np.where(asked, need, 0.0) * by
    largest = float(np.abs(parts).max(initial=0.0))
    if largest > _LARGEST:
        raise TooLargeError(largest)
    up = np.ceil(parts - _NOISE * np.maximum(1.0, np.abs(parts)))
    return up.astype(np.int64), asked
