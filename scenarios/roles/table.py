"""Who holds which post of the roles beside counsel: a row a person and unit, or a unit that lacks people."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.roles.given import named_together
from scenarios.roles.pairs import role_pairs
from scenarios.roles.pools import ATTRIBUTES, people
from scenarios.roles.rules import matches
from scenarios.roles.units import units

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.roles.case import Role
    from scenarios.settings import PostSettings, ShareSettings, StudyConfig

__all__ = ["ROLE_CHANGES", "ROLE_COLUMNS", "no_posts", "role_table", "today_table"]

ROLE_COLUMNS: tuple[str, ...] = (
    "role", "unit_code", "unit", "kind", "county_code", "county", "township_code", "township", "village_code",
    "person_id", "person", *ATTRIBUTES, "pool", "km", "change", "given", "counsel_id", "lacking",
)  # fmt: skip
#: What happens to a pair; one that ends has a row, too, so that lists can tell. Vacant rows name nobody.
ROLE_CHANGES: tuple[str, ...] = ("kept", "new", "moved", "ended", "vacant")
_NUMBERS = {"km": "float64", "lacking": "int64"}


def no_posts() -> pd.DataFrame:
    """Return the table of a study without roles beside counsel."""
    return pd.DataFrame({name: [] for name in ROLE_COLUMNS}, dtype="str").astype(_NUMBERS)


def today_table(city: City, config: StudyConfig) -> pd.DataFrame:
    """Return who holds what today, in every role of the study."""
    tables = []
    for name, settings in config.posts.items():
        table, who = units(city, settings), people(city, settings)
        table = table[~table["new"]].reset_index(drop=True)
        held = who[who["unit_code"].isin(table["unit_code"])]
        pairs = role_pairs(held, table, settings)
        pairs = pairs[pairs["current"]].assign(change="kept")
        tables.append(_rows(name, settings, table, pairs, who, city))
    return _together(tables)


def role_table(
    roles: Iterable[Role], chosen: NDArray[np.bool_], *, city: City, plan: pd.DataFrame
) -> pd.DataFrame:
    """Return who holds what in a plan.

    Parameters
    ----------
    roles : iterable of Role
        From `scenarios.roles.case.add_roles`.
    chosen : ndarray of bool, shape (arcs,)
        The plan of the whole problem.
    city : City
    plan : DataFrame
        Of counsel: ``village_code, person_id``; who is paired gets the counsel of their village.

    Returns
    -------
    DataFrame
        The columns of `ROLE_COLUMNS`, ordered by role, county, unit and person; blank text is ''.
    """
    tables = []
    for role in roles:
        mine = chosen[role.first : role.first + len(role.pairs)]
        taken, before = role.pairs[mine], role.pairs[role.pairs["current"]]
        left = before[~before.index.isin(taken.index)].assign(change="ended")
        taken = taken.assign(change=_change(taken, left))
        pairs = pd.concat([taken, left])
        table = _rows(role.name, role.settings, role.units, pairs, role.people, city)
        table["given"] = _all_given(table, role.settings)
        if role.settings.pair_with_counsel:
            table["counsel_id"] = _counsel_of(table, plan)
        tables.append(table)
    return _together(tables)


def _change(taken: pd.DataFrame, left: pd.DataFrame) -> NDArray[np.object_]:
    """Whoever leaves a unit for another has moved; who only takes one more on is new there."""
    leaves = taken["person_id"].isin(left["person_id"])
    return np.select([taken["current"], leaves], ["kept", "moved"], "new").astype(object)


def _rows(
    name: str, settings: PostSettings, table: pd.DataFrame, pairs: pd.DataFrame, who: pd.DataFrame, city: City
) -> pd.DataFrame:
    """Write pairs out with the names of units and people, and add a row for each unit that lacks people."""
    place = table.drop(columns=["lon", "lat"])
    rows = place.iloc[pairs["unit"]].reset_index(drop=True)
    rows = rows.assign(**{c: pairs[c].to_numpy() for c in ("person_id", "pool", *ATTRIBUTES, "km", "change")})
    names = who.drop_duplicates("person_id").set_index("person_id")["name"]
    rows = rows.assign(person=rows["person_id"].map(names), lacking=0)
    holds = rows["change"] != "ended"
    heads = rows[holds].groupby("unit_code").size().reindex(place["unit_code"]).fillna(0).to_numpy()
    lacking = np.where(place["new"], 0, np.maximum(settings.need - heads, 0)).astype(int)
    vacant = place[lacking > 0].assign(lacking=lacking[lacking > 0], change="vacant")
    rows = pd.concat([rows, vacant], ignore_index=True)
    rows = rows.assign(role=name, counsel_id="", given="")
    county = city.counties.set_index("county_code")["name"]
    township = city.townships.set_index("township_code")["name"]
    return rows.assign(county=rows["county_code"].map(county), township=rows["township_code"].map(township))


def _all_given(rows: pd.DataFrame, role: PostSettings) -> pd.Series[str]:
    """What everybody is given, by the names of the shares that ask for it, in their order."""
    given: dict[Hashable, list[str]] = {}
    for what, wanted in role.shares.items():
        for row in _given(rows, wanted):
            given.setdefault(row, []).append(what)
    cells = [named_together(given.get(row, ())) for row in rows.index]
    return pd.Series(cells, index=rows.index, dtype="object")


def _given(rows: pd.DataFrame, wanted: ShareSettings) -> pd.Index:
    """Rows of people who are given an attribute so that its share holds: units with the fewest first."""
    held = rows[rows["person_id"].notna() & (rows["change"] != "ended")]
    if not wanted.most_given or not len(held):
        return held.index[:0]
    has = matches(held, wanted.where)
    whole = wanted.between == "city" and not wanted.by
    area = pd.Series("city", index=held.index) if whole else held["county_code"]
    share = area.map(lambda code: wanted.by.get(code, wanted.share))
    needed = np.ceil((share.groupby(area).sum() - pd.Series(has, held.index).groupby(area).sum()) - 1e-6)
    others = held[~has].assign(
        area=area[~has], had=pd.Series(has, held.index).groupby(held["unit_code"]).transform("sum")
    )
    others = others.sort_values(["area", "had", "unit_code", "person_id"], kind="stable")
    rank = others.groupby("area").cumcount() + 1
    wish = others["area"].map(needed)
    # Where not all may be given it, every county gets its part.
    others = others.assign(part=(rank - 0.5) / wish.clip(lower=1))[rank <= wish]
    return others.sort_values(["part", "area"], kind="stable").index[: wanted.most_given]


def _counsel_of(table: pd.DataFrame, plan: pd.DataFrame) -> pd.Series[str]:
    served = plan[plan["person_id"].ne("")].drop_duplicates("village_code")
    counsel = served.set_index("village_code")["person_id"]
    holds = table["person_id"].notna() & (table["change"] != "ended")
    return table["village_code"].map(counsel).astype(object).fillna("").where(holds, "")


def _together(tables: list[pd.DataFrame]) -> pd.DataFrame:
    table = pd.concat(tables, ignore_index=True) if tables else no_posts()
    text = [name for name in ROLE_COLUMNS if name not in _NUMBERS]
    # Where nobody holds anything whole columns are blank, and pandas takes them for numbers.
    table[text] = table[text].astype(object).fillna("").astype(str)
    table = table.astype(_NUMBERS)
    order = ["role", "county_code", "unit_code", "change", "person_id"]
    return table.sort_values(order, kind="stable", ignore_index=True)[list(ROLE_COLUMNS)]
