"""How far it is from places to points, in minutes by road or in km as the crow flies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.siting.problem import Ways
from scenarios.journeys import journeys
from scenarios.siting.plane import plane_of

if TYPE_CHECKING:
    from geo.city import City
    from geo.plane import Plane
    from scenarios.settings import StudyConfig

__all__ = ["nearest_way", "way_limit", "ways_between"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Rows of a matrix of km that are looked at together.
_ROWS = 512


def way_limit(config: StudyConfig, measure: str, limit: float | None) -> float:
    """Return the longest way that counts: what a task says, else what is computed at most."""
    if limit is not None:
        return limit
    return config.travel.cutoff_minutes if measure == "minutes" else np.inf


def ways_between(
    city: City,
    config: StudyConfig,
    *,
    measure: str,
    starts: pd.DataFrame,
    ends: pd.DataFrame,
    limit: float | None = None,
) -> Ways:
    """Compute the ways of all pairs within a limit.

    Parameters
    ----------
    city : City
    config : StudyConfig
        Its travel settings count.
    measure : {'minutes', 'km'}
        Minutes one way, from start to end, as staffing computes them; or km on a plane.
    starts, ends : DataFrame
        ``id, lon, lat``; ids are unique on each side. What is at one spot is no way apart, on roads or off.
    limit : float, optional

    Returns
    -------
    Ways
        Starts as places, ends as sites, by position; ordered by both.
    """
    most = way_limit(config, measure, limit)
    if starts.empty or ends.empty:
        return Ways.of(place=[], site=[], way=[])
    if measure == "km":
        return _km(plane_of(city), starts, ends, most)
    capped = config.travel.model_copy(update={"cutoff_minutes": min(most, config.travel.cutoff_minutes)})
    columns = ["id", "lon", "lat"]
    found = journeys(
        city, config.model_copy(update={"travel": capped}), ends=(starts[columns], ends[columns])
    )
    ways = Ways.of(place=found.origin, site=found.destination, way=found.minutes)
    return _with_same_spot(ways, starts, ends)


def nearest_way(ways: Ways, size: int, *, allowed: NDArray[np.bool_] | None = None) -> Floats:
    """Return the shortest listed way of each place, shape (size,); ``inf`` where none is.

    Parameters
    ----------
    ways : Ways
    size : int
        Number of places.
    allowed : ndarray of bool, shape (sites,), optional
        Sites that count; all when omitted.
    """
    found = np.full(size, np.inf)
    open_ = slice(None) if allowed is None else allowed[ways.site]
    np.minimum.at(found, ways.place[open_], ways.way[open_])
    return found


def _with_same_spot(ways: Ways, starts: pd.DataFrame, ends: pd.DataFrame) -> Ways:
    """Let what is at one spot be no way apart: by road it would be twice the way to the road."""
    spots: dict[tuple[float, float], list[int]] = {}
    for position, spot in enumerate(zip(ends["lon"], ends["lat"], strict=True)):
        spots.setdefault(spot, []).append(position)
    pairs = [
        (place, site)
        for place, spot in enumerate(zip(starts["lon"], starts["lat"], strict=True))
        for site in spots.get(spot, ())
    ]
    same = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    key, wanted = ways.place * len(ends) + ways.site, same[:, 0] * len(ends) + same[:, 1]  # both ascending
    at = np.searchsorted(key, wanted)
    listed = np.append(key, -1)[at] == wanted
    way = ways.way.copy()
    way[at[listed]] = 0.0
    new, at = same[~listed], at[~listed]
    return Ways(
        place=np.insert(ways.place, at, new[:, 0]),
        site=np.insert(ways.site, at, new[:, 1]),
        way=np.insert(way, at, 0.0),
    )


def _km(plane: Plane, starts: pd.DataFrame, ends: pd.DataFrame, most: float) -> Ways:
    here, there = (plane.points(each["lon"].to_numpy(), each["lat"].to_numpy()) for each in (starts, ends))
    place: list[Ints] = []
    site: list[Ints] = []
    way: list[Floats] = []
    for first in range(0, len(here), _ROWS):
        km = np.hypot(*(here[first : first + _ROWS, None, axis] - there[None, :, axis] for axis in (0, 1)))
        i, j = np.nonzero(km <= most)
        place.append(i + first)
        site.append(j)
        way.append(km[i, j])
    return Ways.of(place=np.concatenate(place), site=np.concatenate(site), way=np.concatenate(way))
