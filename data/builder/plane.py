"""A local plane in kilometres, so that distance and area are plain geometry."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Plane:
    """Azimuthal equidistant kilometres around a centre on the CGCS2000 ellipsoid."""

    lon: float
    lat: float

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        local = f"+proj=aeqd +lat_0={self.lat} +lon_0={self.lon} +ellps=GRS80 +units=km +type=crs"
        return pyproj.Transformer.from_crs("EPSG:4490", local, always_xy=True)

    def forward(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Degrees to kilometres, shape (n, 2)."""
        return np.column_stack(self._transformer.transform(np.asarray(lon, float), np.asarray(lat, float)))

    def inverse(self, points: Floats) -> tuple[Floats, Floats]:
        """Kilometres, shape (n, 2), to degrees rounded to six places (0.1 m)."""
        lon, lat = self._transformer.transform(points[:, 0], points[:, 1], direction="INVERSE")
        return np.round(lon, 6), np.round(lat, 6)

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """A polygon in degrees to kilometres."""
        return shapely.transform(geometry, lambda xy: self.forward(xy[:, 0], xy[:, 1]))

    def degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        """A polygon in kilometres to degrees."""
        return shapely.transform(geometry, lambda xy: np.column_stack(self.inverse(xy)))


def geodesic_km(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Length of the geodesic on the CGCS2000 ellipsoid (GRS80 to a tenth of a millimetre), in km."""
    return pyproj.Geod(ellps="GRS80").inv(lon1, lat1, lon2, lat2)[2] / 1000.0
