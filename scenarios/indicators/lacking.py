"""What a figure lacks: the table, column and rows, or the section of the study, that would give it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Lacking", "lacks_key"]


@dataclass(frozen=True)
class Lacking:
    """Data that a measure would need: rows of a table with some values, and a column of them.

    Attributes
    ----------
    table : str
        Empty where a section of the study is lacking, or no data.
    column : str
        Empty where the table itself is what is lacking.
    where : str
        Which rows, as ``column = value``; empty for all.
    observed : str
        Of the table of observations: the measure whose row is lacking.
    year : int or None
        Of which year it is lacking, where there is one of another year.
    blank : int
        Rows whose cell is blank, among those; 0 where there is no such row, or no such column at all.
    counties : tuple of str
        Names of the counties without such a row, where others have one.
    section : str
        Section of the study that is lacking.
    nought : str
        The part of the formula that something is divided by, and that is 0; then nothing else is lacking.
    beyond : bool
        Whether the formula comes to more than formulas may; then nothing else is lacking.
    """

    table: str
    column: str = ""
    where: str = ""
    observed: str = ""
    year: int | None = None
    blank: int = 0
    counties: tuple[str, ...] = ()
    section: str = ""
    nought: str = ""
    beyond: bool = False


def lacks_key(column: str, where: str, blank: int) -> str:
    """Key of the words for what is lacking of a table: all of it, cells, rows with a value, or a column."""
    if not column:
        return "target.lacks_table"
    if blank:
        return "target.lacks_cell" if blank == 1 else "target.lacks_cells"
    return "target.lacks_rows" if where else "target.lacks_column"
