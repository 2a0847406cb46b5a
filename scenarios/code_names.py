"""Names by code: of counties, townships and whatever else has a code and a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City

__all__ = ["county_names", "names_by", "township_names"]


def names_by(table: pd.DataFrame, code: str, name: str = "name") -> dict[str, str]:
    """Return the names of a table by a column of codes.

    Parameters
    ----------
    table : DataFrame
        Of rows with one code the last one counts.
    code, name : str
        Columns; a name that is blank stays so.
    """
    return dict(zip(table[code], table[name], strict=True))


def county_names(city: City) -> dict[str, str]:
    """Return the names of the counties of a city by their codes."""
    return names_by(city.counties, "county_code")


def township_names(city: City) -> dict[str, str]:
    """Return the names of the townships of a city by their codes."""
    return names_by(city.townships, "township_code")
