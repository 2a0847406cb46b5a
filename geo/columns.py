"""What a column is: its kind, what may stand in it, and the headers by which users know it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["Column", "Kind", "Most", "TableSpec", "header_key"]


class Kind(StrEnum):
    """How the text of a cell is understood."""

    CODE = "code"
    TEXT = "text"
    CHOICE = "choice"
    COUNT = "count"
    AMOUNT = "amount"
    COORDINATE = "coordinate"
    FLAG = "flag"
    DATE = "date"
    PHONE = "phone"


NUMERIC = (Kind.COUNT, Kind.AMOUNT, Kind.COORDINATE, Kind.FLAG)


class Most(NamedTuple):
    """The largest number that a column can mean, and a word for why (a catalogue key ``reason.<reason>``)."""

    value: float
    reason: str

    def params(self) -> dict[str, str]:
        """Return what the fault of a larger number says: limit and reason."""
        return {"limit": f"{self.value:.0f}", "reason": self.reason}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        The code name.
    kind : Kind
    aliases : tuple of str
        Other headers that mean this column.
    digits : int
        Length of a numeric code; 0 is a code of any form.
    optional : bool
        The column may be absent and its cells blank: nothing reads it, or a blank means something.
    choices : mapping of str to str
        What may stand in the cell, to what it means; empty allows any text.
    most : Most, optional
        The largest amount; of counts and amounts.
    """

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    digits: int = 0
    optional: bool = False
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    most: Most | None = None

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers once read."""
        return self.kind in NUMERIC

    @property
    def dtype(self) -> str:
        """The dtype of the column once read: str, int64 or float64."""
        if self.kind in (Kind.COUNT, Kind.FLAG) and not self.optional:
            return "int64"
        return "float64" if self.numeric else "str"

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that means this column, the code name first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class TableSpec:
    """One table: its columns in order, and which of them identify a row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The code names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def has_coordinates(self) -> bool:
        """Whether the table has lon and lat."""
        return "lon" in self.names

    def with_columns(self, columns: tuple[Column, ...]) -> TableSpec:
        """Return this table with further columns."""
        return replace(self, columns=(*self.columns, *columns))

    def with_choices(self, name: str, choices: Mapping[str, str]) -> TableSpec:
        """Return this table with other `choices` in column `name`."""
        columns = tuple(replace(c, choices=choices) if c.name == name else c for c in self.columns)
        return replace(self, columns=columns)


def header_key(header: str) -> str:
    """Fold a header to what two spellings of one header have in common.

    Full-width and half-width forms, letter case and all white space do not tell headers apart.
    """
    folded = unicodedata.normalize("NFKC", header).casefold().replace("\ufeff", "")
    return "".join(folded.split())
