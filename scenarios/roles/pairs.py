"""Which person may be in which unit: near enough, inside the boundary, or there today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo.plane import Plane

if TYPE_CHECKING:
    from scenarios.settings import PostSettings

__all__ = ["role_pairs"]

_ROUNDING = 1e-9
_ATTRIBUTES = ("pool", "sex", "full_time", "trained", "status", "skill", "occupation")


def role_pairs(people: pd.DataFrame, units: pd.DataFrame, role: PostSettings) -> pd.DataFrame:
    """Return the pairs that a role allows.

    Everybody may stay where they are today; else the unit lies within the role's distance and boundary. Who
    fills a post beside being counsel may do so in the villages that they are counsel of today.
    Of several rows of a person by which they may be in a unit the first holds, but today's before others.

    Parameters
    ----------
    people : DataFrame
        From `scenarios.roles.pools.people`.
    units : DataFrame
        From `scenarios.roles.units.units`.
    role : PostSettings

    Returns
    -------
    DataFrame
        ``person_id, unit`` (position in `units`), ``km, current`` and the attributes of the person's row,
        each pair once, ordered by person and unit.
    """
    near = _near(people, units, within=role.within_km).sort_values(["row", "unit"])
    only = people["only"].to_numpy()[near["row"]]
    near = near[(only == "") | (only == units["unit_code"].to_numpy()[near["unit"]])]
    if role.inside != "city":
        key = f"{role.inside}_code"
        mine, theirs = people[key].to_numpy()[near["row"]], units[key].to_numpy()[near["unit"]]
        near = near[(mine == theirs) & (mine != "")]
    if role.beside_counsel:
        near = near[people["pool"].to_numpy()[near["row"]] != "counsel"]
        # In the order of the rows again: who is of another pool, too, counts as of the one named first.
        near = pd.concat([near, _beside(people, units)], ignore_index=True).sort_values(["row", "unit"])
    near = pd.concat([_today(people, units), near], ignore_index=True)
    rows = people.iloc[near["row"]].reset_index(drop=True)
    unit_code = units["unit_code"].to_numpy()[near["unit"]]
    held = rows["unit_code"].to_numpy() == unit_code
    pairs: pd.DataFrame = near.reset_index(drop=True).assign(
        person_id=rows["person_id"], current=held, **rows[list(_ATTRIBUTES)]
    )
    pairs = pairs.drop_duplicates(["person_id", "unit"])
    return pairs.sort_values(["person_id", "unit"], ignore_index=True).drop(columns="row")


def _near(people: pd.DataFrame, units: pd.DataFrame, *, within: float) -> pd.DataFrame:
    """Rows and units not farther apart than a distance, by places: many people share one."""
    if not len(people) or not len(units):
        return pd.DataFrame({"row": [], "unit": [], "km": []}).astype({"row": "int64", "unit": "int64"})
    every = shapely.multipoints(units[["lon", "lat"]].to_numpy(dtype=float))
    plane = Plane.around(every)
    here, mine = np.unique(people[["lon", "lat"]].to_numpy(dtype=float), axis=0, return_inverse=True)
    there, theirs = np.unique(units[["lon", "lat"]].to_numpy(dtype=float), axis=0, return_inverse=True)
    start, end = cKDTree(plane.points(*here.T)), cKDTree(plane.points(*there.T))
    found = start.sparse_distance_matrix(end, within + _ROUNDING, output_type="ndarray")
    links = pd.DataFrame({"here": found["i"], "there": found["j"], "km": found["v"]})
    rows = pd.DataFrame({"here": mine.ravel(), "row": np.arange(len(people))})
    places = pd.DataFrame({"there": theirs.ravel(), "unit": np.arange(len(units))})
    return links.merge(rows, on="here").merge(places, on="there")[["row", "unit", "km"]]


def _today(people: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    unit = pd.Index(units["unit_code"]).get_indexer(pd.Index(people["unit_code"]))
    rows = np.flatnonzero(unit >= 0)
    return pd.DataFrame({"row": rows, "unit": unit[rows], "km": 0.0})


def _beside(people: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Every counsel and the units of the villages that they serve today."""
    rows = pd.DataFrame({"row": np.arange(len(people)), "village": people["village_code"].to_numpy()})
    rows = rows[people["pool"].eq("counsel").to_numpy()]
    places = pd.DataFrame({"unit": np.arange(len(units)), "village": units["village_code"].to_numpy()})
    places = places[places["village"].ne("")]
    return rows.merge(places, on="village").drop(columns="village").assign(km=0.0)
