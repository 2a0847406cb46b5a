"""The tables and columns that a formula is made of, whether they are there or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scenarios.indicators.figures import OBSERVATIONS
from scenarios.indicators.sides import names_of
from scenarios.measure_names import MONEY, PERSONNEL

if TYPE_CHECKING:
    from scenarios.settings import MeasureSettings, PostSettings

__all__ = ["needed"]

Row = dict[str, Any]
#: What a plan of counsel is made from, where no column is to be singled out.
_COUNSEL = ("villages", "counsel", "roster", "offices", "road_nodes", "road_edges")
#: What minutes to the nearest point are made from, beside the villages.
_WAYS = (("service_points", ("tier", "lon", "lat")), ("road_nodes", ()), ("road_edges", ()))
_UNITS = {"stations": "service_points"}
_POOLS = {"office_staff": "staff"}


def needed(
    formula: str,
    *,
    measures: Mapping[str, MeasureSettings],
    posts: Mapping[str, PostSettings],
    files: Mapping[str, str],
) -> list[Row]:
    """Return what a formula needs.

    Parameters
    ----------
    formula : str
    measures : mapping of str to MeasureSettings
    posts : mapping of str to PostSettings
    files : mapping of str to str
        The file of each table that the study has.

    Returns
    -------
    list of dict
        Each table once: ``table``, its ``file`` (empty when it is not among the sources) and ``columns``,
        none where a plan is made of the whole table; last, without a table, the ``section`` of the study.
    """
    tables: dict[str, dict[str, None]] = {}
    sections: dict[str, None] = {}
    for name in names_of(formula):
        if name.startswith(MONEY):
            sections["money"] = None
            continue
        for table, columns in _of(name, measures, posts):
            tables.setdefault(table, {}).update(dict.fromkeys(columns))
    rows = [
        {"table": table, "file": files.get(table, ""), "columns": list(columns), "section": ""}
        for table, columns in tables.items()
    ]
    return [*rows, *({"table": "", "file": "", "columns": [], "section": name} for name in sections)]


def _of(
    name: str, measures: Mapping[str, MeasureSettings], posts: Mapping[str, PostSettings]
) -> list[tuple[str, tuple[str, ...]]]:
    if name in measures:
        return _of_tables(measures[name])
    if name.startswith(PERSONNEL):
        return [("headcounts", ("county_code", "occupation", "number"))]
    if name.startswith("posts."):
        role = posts.get(name.split(".")[1])
        units = () if role is None else (_UNITS.get(role.unit, role.unit),)
        pools = () if role is None else tuple(_POOLS.get(pool, pool) for pool in role.pool)
        return [(table, ()) for table in dict.fromkeys((*units, *pools))]
    return [(table, ()) for table in _COUNSEL]


def _of_tables(measure: MeasureSettings) -> list[tuple[str, tuple[str, ...]]]:
    if measure.observed is not None:
        return [(OBSERVATIONS, ("measure", "year", "value"))]
    assert measure.table is not None
    columns = [*measure.where, *([measure.column] if measure.column else [])]
    other, further = measure.found_in, list(_WAYS if measure.reach is not None else ())
    if other is None:
        return [(measure.table, tuple(columns)), *further]
    return [(measure.table, (*columns, other.by)), (other.table, (other.by, *other.where)), *further]
