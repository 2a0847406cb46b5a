"""Where journeys begin and end, how long they take, and how long a given pair drives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.roads import road_network
from geo.travel import TravelTimes, travel_times

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import StudyConfig

__all__ = ["Ends", "drives", "journeys", "seat_id", "travel_ends"]

Ends = tuple[pd.DataFrame, pd.DataFrame]


def seat_id(township_code: str) -> str:
    """Id of a township's seat among the origins: an office may bear the code of its township."""
    return f"seat:{township_code}"


def travel_ends(city: City) -> Ends:
    """Return where journeys begin and where they end.

    Returns
    -------
    origins, destinations : DataFrame
        ``id, lon, lat``: offices of counsel by ``office_code`` and township seats by `seat_id`; villages by
        ``village_code``.
    """
    columns = ["id", "lon", "lat"]
    used = city.offices[city.offices["office_code"].isin(city.counsel["office_code"])]
    offices = used.rename(columns={"office_code": "id"})[columns]
    seats = city.townships.assign(id=city.townships["township_code"].map(seat_id))[columns]
    villages = city.villages.rename(columns={"village_code": "id"})[columns]
    return pd.concat([offices, seats], ignore_index=True), villages


def journeys(
    city: City,
    config: StudyConfig,
    *,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    ends: Ends | None = None,
) -> TravelTimes:
    """Compute, or take from the cache, the minutes of all journeys.

    Parameters
    ----------
    city : City
    config : StudyConfig
        Its travel settings count.
    cache : Path, optional
        Folder that keeps results.
    progress : callable, optional
        Called with the number of origins done and their total.
    ends : pair of DataFrame, optional
        Only these origins and destinations; those of `travel_ends` when omitted.
    """
    origins, destinations = travel_ends(city) if ends is None else ends
    return travel_times(
        road_network(city.road_nodes, city.road_edges),
        origins=origins,
        destinations=destinations,
        cutoff_minutes=config.travel.cutoff_minutes,
        snap_limit_km=config.travel.snap_limit_km,
        access_kmh=config.travel.access_kmh,
        cache=cache,
        progress=progress,
    )


def drives(travel: TravelTimes, *, origins: Iterable[str], destinations: Iterable[str]) -> pd.DataFrame:
    """Look up the drive of single pairs.

    Parameters
    ----------
    travel : TravelTimes
    origins, destinations : iterable of str
        Ids, pair by pair; an unknown id has no drive.

    Returns
    -------
    DataFrame
        ``minutes, round_trip_minutes``, a row a pair in the given order; NaN where no journey within the
        cut-off is known.
    """
    width = max(len(travel.destination_ids), 1)
    known = travel.origin.astype(np.int64) * width + travel.destination  # ascending, see TravelTimes
    start = pd.Index(travel.origin_ids).get_indexer(pd.Index(list(origins)))
    end = pd.Index(travel.destination_ids).get_indexer(pd.Index(list(destinations)))
    wanted = start.astype(np.int64) * width + end
    place = np.searchsorted(known, wanted)
    found = (start >= 0) & (end >= 0) & (place < known.size)
    found[found] = known[place[found]] == wanted[found]
    minutes, back = (np.full(wanted.size, np.nan) for _ in range(2))
    minutes[found], back[found] = travel.minutes[place[found]], travel.round_trip[place[found]]
    return pd.DataFrame({"minutes": minutes, "round_trip_minutes": back})
