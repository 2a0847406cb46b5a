"""The text of a column to what it means, and the faults of the cells that mean nothing."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.columns import Column, Kind, Most
from geo.faults import Fault
from geo.table import Table

__all__ = ["LARGEST", "parse"]

LARGEST = Most(1e12, "coordinate")
"""No coordinate, in degrees or in metres of easting, is larger."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]*)?")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_DECIMAL = re.compile(r"[0-9]+\.0*")
_FLAGS = {"1": 1.0, "0": 0.0, "是": 1.0, "否": 0.0, "专职": 1.0, "兼职": 0.0, "有": 1.0, "无": 0.0}


@dataclass(frozen=True)
class _Problem:
    """What a cell that cannot be understood is reported as."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


Cell = Callable[[str], str | float | _Problem]


def parse(table: Table) -> list[Fault]:
    """Fill `table.frame` from `table.texts`, column by column in the order of the specification.

    Cells that cannot be understood, and columns that the user's file does not have, become blanks.

    Returns
    -------
    list of Fault
    """
    faults: list[Fault] = []
    index = table.texts.index
    columns = {}
    for column in table.spec.columns:
        if column.name not in table.texts.columns:
            columns[column.name] = _series(column, [_blank(column)] * len(index), index)
            continue
        values, problems = _values(column, table.texts[column.name].tolist())
        columns[column.name] = _series(column, values, index)
        for position, problem in problems.items():
            row = int(index[position])
            faults.append(table.fault(row, column.name, problem.code, **dict(problem.params)))
    table.frame = pd.DataFrame(columns, index=index)
    return faults


def _values(column: Column, texts: list[str]) -> tuple[list[str | float], dict[int, _Problem]]:
    """Return what the cells mean, and by position what is wrong with those that mean nothing."""
    meaning, blank = _meaning(column), _blank(column)
    values: list[str | float] = []
    problems: dict[int, _Problem] = {}
    for position, text in enumerate(texts):
        value = meaning(text) if text else blank if column.optional else _Problem("missing_value")
        if isinstance(value, _Problem):
            problems[position] = value
            value = blank
        values.append(value)
    return values, problems


def _blank(column: Column) -> str | float:
    return np.nan if column.numeric else ""


def _series(column: Column, values: list[str | float], index: pd.Index[int]) -> pd.Series:
    if not column.numeric:
        return pd.Series(values, index=index, dtype="str")
    numbers = np.array(values, dtype=np.float64)
    whole = column.dtype == "int64" and not np.isnan(numbers).any()
    return pd.Series(numbers.astype(np.int64) if whole else numbers, index=index)


def _meaning(column: Column) -> Cell:
    if column.kind is Kind.CODE and column.digits:
        return lambda text: _code(text, column.digits)
    if column.kind is Kind.CHOICE and column.choices:
        return _choice(column.choices, sorted(set(column.choices.values())))
    if column.kind is Kind.FLAG:
        return _choice(_FLAGS, ["0", "1"])
    if column.kind is Kind.DATE:
        return _date
    if not column.numeric:
        return str
    most = column.most or LARGEST
    return lambda text: _number(text, most, whole=column.kind is Kind.COUNT)


def _code(text: str, digits: int) -> str | _Problem:
    """Return the code, or what a spreadsheet did to it: it reads 12 digits as a number and shows 3.71E+11.

    A code that merely looks wrong is passed on; the schema knows what is right.
    """
    if text.isascii() and text.isdigit():
        return text
    reason = _mangling(text, digits)
    if not reason:
        return text
    return _Problem("code_mangled", (("reason", reason), ("expected", f"{digits} digits")))


def _mangling(text: str, digits: int) -> str:
    if _SCIENTIFIC.fullmatch(text):
        return "scientific"
    if _DECIMAL.fullmatch(text):
        return "decimal"
    plain = unicodedata.normalize("NFKC", text)
    if plain != text and plain.isascii() and plain.isdigit():
        return "full_width"
    bare = text.strip("'=\"’‘“”")
    return "quoted" if bare.isascii() and bare.isdigit() and len(bare) == digits else ""


def _choice(choices: Mapping[str, str] | Mapping[str, float], allowed: list[str]) -> Cell:
    unknown = _Problem("not_allowed", (("allowed", ", ".join(allowed)),))
    return lambda text: choices.get(text, unknown)


def _number(text: str, most: Most, *, whole: bool) -> float | _Problem:
    """Return the number; most that are below 0 are passed on, since the schema knows where that is wrong."""
    if not _NUMBER.fullmatch(text):
        return _Problem("not_a_number", (("reason", _not_a_number(text)),))
    value = float(text)
    if value < -LARGEST.value and most is not LARGEST:
        return _Problem("negative")
    if abs(value) > LARGEST.value or value > most.value:
        return _Problem("too_large", tuple(most.params().items()))
    if whole and not value.is_integer():
        return _Problem("not_whole")
    return value


def _not_a_number(text: str) -> str:
    if _THOUSANDS.fullmatch(text):
        return "thousands_separator"
    plain = unicodedata.normalize("NFKC", text)
    return "full_width" if plain != text and _NUMBER.fullmatch(plain) else "text"


def _date(text: str) -> str | _Problem:
    try:
        if dt.date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    return _Problem("bad_date", (("expected", "YYYY-MM-DD"),))
