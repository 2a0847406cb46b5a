"""One fault of one cell, and how many faults become a readable report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["FAULT_CODES", "LISTED_PER_CODE", "Fault", "masked", "report"]

LISTED_PER_CODE = 50
"""Rows listed for one code in one file; the rest is counted. A swapped column has thousands."""

FAULT_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "missing_table": (),
        "unknown_table": (),
        "missing_file": (),
        "unsupported_format": ("allowed",),
        "undecodable": ("tried",),
        "unreadable": ("reason",),
        "missing_layer": ("layer", "found"),
        "ambiguous_layer": ("found",),
        "empty_table": (),
        "missing_column": ("aliases", "nearest"),
        "ambiguous_column": ("headers",),
        "ragged_row": ("fields", "columns"),
        "missing_value": (),
        "not_a_number": ("reason",),
        "not_whole": (),
        "too_large": ("limit",),
        "negative": (),
        "not_positive": (),
        "not_allowed": ("allowed",),
        "bad_code": ("expected", "found"),
        "code_mangled": ("reason", "expected"),
        "bad_date": ("expected",),
        "duplicate": ("first_row",),
        "unknown_reference": ("table", "column"),
        "disagrees": ("with", "expected"),
        "missing_crs": ("known",),
        "unknown_crs": ("known",),
        "crs_mismatch": ("file_crs",),
        "swapped_lonlat": (),
        "outside_city": ("km",),
        "outside_county": ("county", "km"),
        "missing_outline": (),
        "not_a_point": ("found",),
        "not_a_polygon": ("found",),
        "empty_polygon": (),
        "invalid_polygon": ("reason",),
        "cut_off_road": ("nodes", "settlements"),
        "and_more": ("code", "count"),
    }
)
"""Every code a fault can have, with the names of its params."""

_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where, in the words of the user's own file.

    Attributes
    ----------
    file : str
        As the user named it, a path relative to the study.
    row : int or None
        As Excel shows it: the header is row 1, the first record row 2. None is the whole file.
    column : str or None
        The header as it stands in the user's file.
    value : str or None
        As found; phone and identity numbers are ``***``.
    code : str
        A key of `FAULT_CODES`.
    params : tuple of (str, str)
        What the message of the code needs besides, such as ``("allowed", "lawyer, gls_worker")``.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    code: str
    params: tuple[tuple[str, str], ...] = ()

    def sort_key(self) -> tuple[str, int, str, str, str, tuple[tuple[str, str], ...]]:
        """Order by file, row, column; what concerns the whole file comes first."""
        return (self.file, self.row or 0, self.column or "", self.code, self.value or "", self.params)

    def __lt__(self, other: Fault) -> bool:
        return self.sort_key() < other.sort_key()

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row is not None else ""
        column = f" column {self.column}" if self.column else ""
        value = f" {self.value!r}" if self.value is not None else ""
        params = ", ".join(f"{key}: {text}" for key, text in self.params)
        return f"{self.file}{row}{column}{value}: {self.code}" + (f" ({params})" if params else "")


def masked(value: str) -> str:
    """Return `value` fit for a report: one short line without phone or identity numbers.

    A phone can stand in any column when columns have slipped, so this is not only for phone columns.
    """
    text = _IDENTITY.sub("***", _MOBILE.sub("***", _CONTROL.sub(" ", value)))
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def report(faults: Iterable[Fault], *, listed: int = LISTED_PER_CODE) -> tuple[Fault, ...]:
    """Sort faults, drop repetitions, and count what exceeds `listed` rows of one file and code.

    The count is a fault of code ``and_more`` at the end of its file.
    """
    shown: list[Fault] = []
    count: dict[tuple[str, str], int] = defaultdict(int)
    for fault in sorted(set(faults)):
        key = (fault.file, fault.code)
        count[key] += 1
        if count[key] <= listed:
            shown.append(fault)
    rest = [
        Fault(file, None, None, None, "and_more", (("code", code), ("count", str(number - listed))))
        for (file, code), number in count.items()
        if number > listed
    ]
    return tuple(
        sorted([*shown, *rest], key=lambda fault: (fault.file, fault.code == "and_more", fault.sort_key()))
    )
