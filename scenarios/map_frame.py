"""Where things lie on the map page: whole steps from the south-west corner of all that is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["MapFrame"]

_GRID = 100_000  # steps a degree: about a metre


class MapFrame:
    """Whole steps from the south-west corner of all that is drawn: short numbers, one metre apart."""

    def __init__(self, city: City) -> None:
        outlines = city.outlines.total_bounds if len(city.outlines) else np.full(4, np.nan)
        lon = city.villages["lon"].astype(float), city.villages["lat"].astype(float)
        west, south, east, north = outlines
        low = np.nanmin([[west, south], [lon[0].min(), lon[1].min()]], axis=0)
        high = np.nanmax([[east, north], [lon[0].max(), lon[1].max()]], axis=0)
        self.origin: list[float] = [float(part) for part in np.round(low, 5)]
        self.extent: list[float] = [float(part) for part in np.round(high - low, 5)]

    def step(self, lon: float, lat: float) -> list[int]:
        """One point in steps."""
        return [round((lon - self.origin[0]) * _GRID), round((lat - self.origin[1]) * _GRID)]

    def ring(self, coordinates: Iterable[Sequence[float]]) -> list[int]:
        """A ring: its first point, then what each point adds to the one before."""
        steps = np.array([self.step(point[0], point[1]) for point in coordinates], dtype=np.int64)
        return [int(part) for part in np.diff(steps, axis=0, prepend=[[0, 0]]).ravel()]
