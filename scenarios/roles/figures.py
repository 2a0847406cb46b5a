"""What the roles beside counsel come to: heads, units that lack people, requirements and shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.tables import TABLES
from scenarios.roles.given import is_given
from scenarios.roles.rules import matches
from scenarios.roles.units import units

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import PostSettings, StudyConfig

__all__ = ["role_figures", "share_blanks"]

Row = dict[str, Any]
#: The table of a pool where it is named differently.
_TABLES = {"office_staff": "staff"}


def role_figures(table: pd.DataFrame, *, config: StudyConfig, city: City) -> dict[str, Row]:
    """Return the figures of every role.

    Parameters
    ----------
    table : DataFrame
        From `scenarios.roles.table`.
    config : StudyConfig
    city : City

    Returns
    -------
    dict
        By role: the figures of `scenarios.measure_names.POST_FIGURES` (shares in percent), ``lacking``
        (units that lack each requirement), ``shares`` (percent, and by county in ``shares_by_county``),
        and ``by_county``.
    """
    county = city.counties.set_index("county_code")["name"]
    figures = {}
    for name, role in config.posts.items():
        every = units(city, role)[["unit_code", "county_code", "new"]]
        every = every.assign(county=every["county_code"].map(county).fillna(""))
        figures[name] = _figures(table[table["role"] == name], role, every)
    return figures


def _figures(table: pd.DataFrame, role: PostSettings, every: pd.DataFrame) -> Row:
    held = table[table["person_id"].ne("") & table["change"].ne("ended")]
    known = every[~every["new"] | every["unit_code"].isin(held["unit_code"])]
    total = len(known)
    short = int(table["lacking"].sum())
    covered = total - int((table["lacking"] > 0).sum())
    lacking = {
        what: total - _with(held, wanted.where, wanted.least) for what, wanted in role.requirements.items()
    }
    bare = set(table.loc[table["lacking"] > 0, "unit_code"])
    for wanted in role.requirements.values():
        bare |= set(_without(held, known, wanted.where, wanted.least))
    return {
        "units": total,
        "units_covered": covered,
        "covered": _percent(covered, total),
        "sound": _percent(total - len(bare), total),
        "heads": len(held),
        "heads_mean": len(held) / total if total else None,
        "heads_min": int(held["unit_code"].value_counts().reindex(known["unit_code"]).fillna(0).min())
        if total
        else None,
        "short": short,
        **{name: int((table["change"] == name).sum()) for name in ("new", "moved", "ended")},
        "given": int(held["given"].ne("").sum()),
        "opened": int(known["new"].sum()),
        "lacking": lacking,
        "shares": {what: _share(held, share.where, what) for what, share in role.shares.items()},
        "shares_by_county": {
            what: {str(code): _share(rows, share.where, what) for code, rows in held.groupby("county_code")}
            for what, share in role.shares.items()
        },
        "by_county": [
            _county(code, mine, table[table["county_code"] == code])
            for code, mine in known.groupby("county_code")
        ],
    }


def _county(code: Any, known: pd.DataFrame, table: pd.DataFrame) -> Row:
    held = table[table["person_id"].ne("") & table["change"].ne("ended")]
    bare = int((table["lacking"] > 0).sum())
    return {
        "county_code": str(code),
        "name": str(known["county"].iloc[0]),
        "units": len(known),
        "covered": _percent(len(known) - bare, len(known)),
        "heads": len(held),
        "short": int(table["lacking"].sum()),
    }


def _with(held: pd.DataFrame, where: Mapping[Any, str], least: int) -> int:
    found = held[matches(held, where)].groupby("unit_code").size()
    return int((found >= least).sum())


def _without(held: pd.DataFrame, known: pd.DataFrame, where: Mapping[Any, str], least: int) -> np.ndarray:
    found = held[matches(held, where)].groupby("unit_code").size()
    number = found.reindex(known["unit_code"]).fillna(0)
    return number.index[number < least].to_numpy()


def share_blanks(
    posts: pd.DataFrame, role: str, what: str, where: Mapping[Any, str]
) -> tuple[str, str, int] | None:
    """Return the table, the column and how many people with a post are blank there, so that a share is open.

    Parameters
    ----------
    posts : DataFrame
        From `scenarios.roles.table`.
    role, what : str
        The role, and which of its shares.
    where : mapping of str to str
        Attributes that the share asks for.
    """
    held = posts[posts["role"].eq(role) & posts["person_id"].ne("") & posts["change"].ne("ended")]
    blanks = _blanks(held, where, what)
    for name in where:
        for pool, rows in held[blanks[name]].groupby("pool"):
            return _TABLES.get(str(pool), str(pool)), str(name), len(rows)
    return None


def _blanks(held: pd.DataFrame, where: Mapping[Any, str], what: str) -> pd.DataFrame:
    """Which cells are blank and decide whether somebody counts; a column that a pool never has decides no."""
    cells = pd.DataFrame(index=held.index)
    for name in where:
        has = [name in TABLES[_TABLES.get(pool, pool)].names for pool in held["pool"]]
        cells[name] = held[name].eq("") & np.array(has, dtype=np.bool_)
    no = pd.Series(is_given(held, what), index=held.index)
    for name, value in where.items():
        no |= held[name].ne(value) & ~cells[name]
    return cells.mul(~no, axis=0).astype(bool)


def _share(held: pd.DataFrame, where: Mapping[Any, str], what: str) -> float | None:
    """None of nobody, and where a blank cell decides."""
    if not len(held) or _blanks(held, where, what).to_numpy().any():
        return None
    has = matches(held, where) | is_given(held, what)
    return _percent(int(has.sum()), len(held))


def _percent(part: int, whole: int) -> float | None:
    return 100.0 * part / whole if whole else None
