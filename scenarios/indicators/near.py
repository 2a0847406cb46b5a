"""Which villages have a service point near enough by road."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.nearest import nearest_minutes
from geo.roads import RoadNetwork, road_network
from scenarios.indicators.lacking import Lacking

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import ReachSettings, TravelSettings

__all__ = ["NearPoints"]


class NearPoints:
    """How far the villages of a city are from its service points; each search is made once.

    Parameters
    ----------
    city : City
    travel : TravelSettings
    """

    def __init__(self, city: City, travel: TravelSettings) -> None:
        self._city, self._travel = city, travel
        self._minutes: dict[tuple[str, ...], NDArray[np.float64]] = {}

    def within(self, reach: ReachSettings) -> pd.Series[bool] | Lacking:
        """Return which rows of the villages are near enough, or the table without which nobody can tell."""
        for table in ("service_points", "road_nodes"):
            if self._city.table(table).empty:
                return Lacking(table)
        villages = self._city.villages
        rural = villages["area"].eq("rural")
        most = np.where(rural, reach.within.rural, reach.within.urban)
        return pd.Series(self._nearest(reach.tiers) <= most, index=villages.index)

    def _nearest(self, tiers: tuple[str, ...]) -> NDArray[np.float64]:
        if tiers not in self._minutes:
            points = self._city.service_points
            self._minutes[tiers] = nearest_minutes(
                self._network,
                origins=self._city.villages,
                destinations=points[points["tier"].isin(tiers)],
                snap_limit_km=self._travel.snap_limit_km,
                access_kmh=self._travel.access_kmh,
            )
        return self._minutes[tiers]

    @cached_property
    def _network(self) -> RoadNetwork:
        return road_network(self._city.road_nodes, self._city.road_edges)
