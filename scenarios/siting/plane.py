"""The plane on which km of a city are measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.plane import Plane

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["plane_of"]


def plane_of(city: City) -> Plane:
    """Return a plane around the villages."""
    return Plane.around(shapely.multipoints(city.villages[["lon", "lat"]].to_numpy(dtype=np.float64)))
