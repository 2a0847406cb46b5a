"""The groups of a certificate by name: counties, townships, villages, town and country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenarios.messages import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenarios.store import StoredRun

__all__ = ["group_names"]

#: Column of the code and of the name, and those that say where it is.
_COLUMNS = {
    "county": ("county_code", "county", ()),
    "township": ("township_code", "township", ("county",)),
    "village": ("village_code", "village", ("county", "township")),
}


def group_names(run: StoredRun, between: str, lang: str) -> Mapping[str, str]:
    """Return the names of all groups of a run by their codes.

    Parameters
    ----------
    run : StoredRun
    between : {'county', 'township', 'village', 'area'}
    lang : {'zh', 'en'}
        Only town and country are words; names of places stand as they are.
    """
    if between == "area":
        return {name: text(f"area.{name}", lang) for name in ("urban", "rural")}
    code, name, place = _COLUMNS[between]
    rows = run.plan.drop_duplicates(code)
    words: Any = rows[name]
    for column in reversed(place):
        words = rows[column] + " " + words
    return dict(zip(rows[code], words, strict=True))
