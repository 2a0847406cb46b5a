"""One fault of one cell, and how many faults become a readable report."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["EITHER", "FAULT_CODES", "LISTED_PER_CODE", "Fault", "masked", "report"]

LISTED_PER_CODE = 50
"""Rows listed for one code in one file; the rest is counted. A swapped column has thousands."""

EITHER = " / "
"""Parts the names of several tables, in any of which a code may stand, and likewise their columns."""

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
        "too_large": ("limit", "reason"),
        "negative": (),
        "not_positive": (),
        "not_allowed": ("allowed",),
        "bad_code": ("expected", "found"),
        "code_mangled": ("reason", "expected"),
        "bad_date": ("expected",),
        "duplicate": ("first_row",),
        "unknown_reference": ("table", "column"),
        "follows": ("table", "column", "count"),
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
        "far_from_road": ("km", "limit"),
        "and_more": ("code", "count"),
    }
)
"""Every code a fault can have, with the names of its params."""

_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_LONGEST_VALUE = 60
#: Faults of a key after which no other table finds its row.
_REJECTING = {"missing_value", "bad_code", "code_mangled", "duplicate"}
#: Pairs of codes compared letter by letter, each some microseconds.
_MOST_COMPARED = 2000


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
    """Sort faults, drop repetitions, fold what only follows, and count what exceeds `listed` rows of a code.

    The count of one file and code is a fault of code ``and_more`` at the end of its file. References to rows
    that were rejected themselves are one fault of code ``follows`` a column, after all causes.
    """
    causes, consequences = _parted(set(faults))
    shown: list[Fault] = []
    count: dict[tuple[str, str], int] = defaultdict(int)
    for fault in sorted(causes):
        key = (fault.file, fault.code)
        count[key] += 1
        if count[key] <= listed:
            shown.append(fault)
    rest = [
        Fault(file, None, None, None, "and_more", (("code", code), ("count", str(number - listed))))
        for (file, code), number in count.items()
        if number > listed
    ]
    listed_first = sorted(
        [*shown, *rest], key=lambda fault: (fault.file, fault.code == "and_more", fault.sort_key())
    )
    return (*listed_first, *sorted(consequences))


def _parted(faults: set[Fault]) -> tuple[set[Fault], list[Fault]]:
    """Tell references that may be to rejected rows from all other faults, and fold them by column."""
    found: dict[tuple[str, str | None, tuple[tuple[str, str], ...]], list[Fault]] = defaultdict(list)
    for fault in sorted(faults):
        if fault.code == "unknown_reference":
            found[fault.file, fault.column, fault.params].append(fault)
    causes, folded = set(faults), []
    for (file, column, params), lines in found.items():
        targets = _targets(**dict(params))
        rejected = {
            (fault.file, fault.row): fault.value or ""
            for fault in faults
            if fault.code in _REJECTING and (fault.file, fault.column) in targets
        }
        meant = _meant({line.value or "" for line in lines}, list(rejected.values()))
        follow = [line for line in lines if line.value in meant]
        if follow:
            causes -= set(follow)
            first, counted = follow[0], (*params, ("count", str(len(follow))))
            folded.append(Fault(file, first.row, column, first.value, "follows", counted))
    return causes, folded


def _targets(table: str, column: str) -> set[tuple[str, str]]:
    """Every file and header in which a code could have stood; a header may have a stroke of its own."""
    return {(table, column), *zip(table.split(EITHER), column.split(EITHER), strict=False)}


def _meant(values: set[str], rejected: list[str]) -> set[str]:
    """The unknown codes that rejected keys may have meant: all where those suffice, else the most alike."""
    if len(values) <= len(rejected):
        return values
    if len(values) * len(rejected) > _MOST_COMPARED:
        return set()
    alike = (difflib.get_close_matches(text, sorted(values), n=1) for text in rejected)
    return {value for nearest in alike for value in nearest}
