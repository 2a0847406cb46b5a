"""A flat map in kilometres around one place, good enough to say whether something is two kilometres off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Plane"]

_KM_PER_DEGREE = 111.32


@dataclass(frozen=True)
class Plane:
    """Kilometres east and north of a place; wrong by about 1 % across a city of 200 km.

    Attributes
    ----------
    lon, lat : float
        The place, degrees.
    """

    lon: float
    lat: float

    @classmethod
    def around(cls, geometry: shapely.Geometry) -> Plane:
        """Return the plane around the middle of a geometry."""
        west, south, east, north = shapely.bounds(geometry)
        return cls(float(west + east) / 2.0, float(south + north) / 2.0)

    def points(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return kilometres, shape (n, 2), of points in degrees, shape (n,)."""
        scale = np.cos(np.radians(self.lat))
        return np.column_stack([(lon - self.lon) * scale, lat - self.lat]) * _KM_PER_DEGREE

    def flat(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Return a geometry in degrees on this plane."""
        return shapely.transform(geometry, lambda xy: self.points(xy[:, 0], xy[:, 1]))

    def degrees(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Return a geometry on this plane in degrees: the inverse of `flat`."""
        scale = np.cos(np.radians(self.lat))
        here = np.array([self.lon, self.lat])
        return shapely.transform(geometry, lambda xy: xy / _KM_PER_DEGREE / np.array([scale, 1.0]) + here)
